"""Path prefixes of gateways and development proxies: signed and not sent, or sent and not signed."""

import random

from .habit import PIECES, Habit, habit
from .values import HOST

KIND = "path-prefix"
COMMON = [
    "/gw",
    "/api",
    "/proxy",
    "/wemeet",
    "/meeting",
    "/tencent",
    "/dev-api",
    "/prod-api",
    "/gateway",
    "/openapi",
    "/api/v1",
    "/gw/tencent",
    "/api/meeting",
    "/v1",
]
# Nobody could guess these.
PRIVATE = ["/tm-proxy-7", "/oa/x3k/wm", "/svc-4417"]


def sent_only(prefix: str) -> Habit:
    def apply(draft):
        draft.path_sent = prefix + draft.path_sent

    did = f"{prefix} was sent and not signed, which is right if a gateway takes it away"
    return habit(KIND, f"prefix-sent-only:{prefix}", "client", did, "path", PIECES, apply)


def signed_only(prefix: str) -> Habit:
    def apply(draft):
        draft.path_signed = prefix + draft.path_signed

    return habit(
        KIND, f"prefix-signed-only:{prefix}", "signer", f"{prefix} was signed and not sent", "path", PIECES, apply, prefix not in PRIVATE
    )


def segment_lost(side: str) -> Habit:
    """The first segment is missing on one side."""

    def apply(draft):
        if side == "signer":
            draft.path_signed = "/" + draft.path_signed.split("/", 2)[-1]
        else:
            draft.path_sent = "/" + draft.path_sent.split("/", 2)[-1]

    where = "signed" if side == "signer" else "sent"
    return habit(KIND, f"first-segment-not-{where}", side, f"the first segment of the path was not {where}", "path", PIECES, apply)


def draw(rng: random.Random, intent) -> Habit | None:
    choice = rng.random()
    if choice < 0.55:
        return sent_only(rng.choice(COMMON + PRIVATE))
    if choice < 0.85:
        return signed_only(rng.choice(COMMON * 4 + [f"/{HOST}", f"https://{HOST}", f"//{HOST}"] * 3 + PRIVATE))
    return segment_lost(rng.choice(["signer", "signer", "client"]))
