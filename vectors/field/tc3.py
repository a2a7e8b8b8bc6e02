"""Tencent Cloud's TC3, which people implement because the documentation names the algorithm so."""

import hashlib
import hmac
import random
from datetime import datetime, timezone

from .habit import HEADERS, Habit, habit
from .values import HOST, JSON


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _signature(draft, service: str, host: bool, scope: bool) -> tuple[str, str, str]:
    """Scope, signed headers and the hexadecimal signature."""
    date = datetime.fromtimestamp(int(draft.intent.timestamp), timezone.utc).strftime("%Y-%m-%d")
    names = "content-type;host" if host else "content-type"
    lines = f"content-type:{JSON}\n" + (f"host:{HOST}\n" if host else "")
    canonical = "\n".join([draft.method_signed, draft.path_signed, draft.query_signed or "", lines, names, _sha256(draft.body_signed)])
    full_scope = f"{date}/{service}/tc3_request"
    text = "\n".join(["TC3-HMAC-SHA256", draft.timestamp_signed, *([full_scope] if scope else []), _sha256(canonical.encode())])
    key = b"TC3" + draft.credentials.secret_key.encode()
    for step in (date, service, "tc3_request"):
        key = hmac.digest(key, step.encode(), "sha256")
    return full_scope, names, hmac.digest(key, text.encode(), "sha256").hex()


def tc3(service: str, host: bool, scope: bool, authorization: bool) -> Habit:
    def change(headers, draft):
        full_scope, names, signature = _signature(draft, service, host, scope)
        if not authorization:
            return headers | {"X-TC-Signature": signature}
        kept = {name: value for name, value in headers.items() if name != "X-TC-Signature"}
        return kept | {
            "Authorization": f"TC3-HMAC-SHA256 Credential={draft.credentials.secret_id}/{full_scope}, SignedHeaders={names}, Signature={signature}"
        }

    def apply(draft):
        draft.header_changes.append(change)
        draft.signed_elsewhere = True

    parts = [
        service,
        "host" if host else "no-host",
        "scope" if scope else "no-scope",
        "authorization" if authorization else "x-tc-signature",
    ]
    did = f"the request was signed as Tencent Cloud's TC3 for the service {service}"
    # It stands for text, key and digest at once, so nothing else may take hold of those.
    return habit(
        "headers" if authorization else "other-text",
        f"tc3:{'/'.join(parts)}",
        "signer",
        did,
        ("layout", "text", "key", "digest", "headers"),
        HEADERS,
        apply,
    )


def draw(rng: random.Random, authorization: bool) -> Habit:
    return tc3(rng.choice(["meeting", "wemeet", "meeting", "tmeeting"]), rng.random() < 0.8, rng.random() < 0.85, authorization)
