"""The doctor judged by the cases: what it explains, whether it names it, and whether that is proven."""

import base64
import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from .cases import case
from .names import is_named_exactly

# Which side must mend a mistake that does not say so itself.
_SIGNER = "signer"


class Answer(NamedTuple):
    """One case and what the doctor said of it."""

    case: dict
    inside: dict
    report: dict
    milliseconds: float

    @property
    def is_right(self) -> bool:
        return self.case["verdict"] == "valid"

    @property
    def is_false_alarm(self) -> bool:
        return self.is_right and self.report["verdict"] != "valid"

    @property
    def is_missed(self) -> bool:
        return not self.is_right and self.report["verdict"] == "valid"

    @property
    def is_explained(self) -> bool:
        return not self.is_right and self.report["verdict"] == "invalid" and bool(self.report["mistakes"])

    @property
    def ids(self) -> list[str]:
        return [mistake["id"] for mistake in self.report["mistakes"]]

    @property
    def is_named(self) -> bool:
        return self.is_explained and is_named_exactly(self.case["steps"], self.ids)

    @property
    def is_on_side(self) -> bool:
        sides = {mistake.get("side", _SIGNER) for mistake in self.report["mistakes"]}
        return self.is_explained and (self.case["side"] in sides)

    @property
    def is_another_text(self) -> bool:
        """The report shows a text, and it is not the one that was signed."""
        signed, shown = self.inside["signed_base64"], self.report["string_to_sign"]["signed"]
        return bool(self.is_explained and signed and shown) and _bytes_of(shown) != base64.b64decode(signed)


_ESCAPE = re.compile(rb'\\(?:u\{([0-9a-f]+)\}|x([0-9a-f]{2})|(.))')
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0"}


def _bytes_of(shown: str) -> bytes:
    """What the report shows between quotes, with its escapes undone."""

    def undone(match: re.Match) -> bytes:
        character, byte, plain = match.groups()
        if character:
            return chr(int(character, 16)).encode()
        return bytes.fromhex(byte.decode()) if byte else _PLAIN.get(plain, plain)

    return _ESCAPE.sub(undone, shown[1:-1].encode())


def ask(program: str, document: dict) -> tuple[dict, float]:
    """The report on one case. Its key goes by the environment, and nothing of this one's does."""
    told = {name: value for name, value in document["credentials"].items() if value is not None}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TMSIG_")}
    environment |= {f"TMSIG_{name.upper()}": value for name, value in told.items()}
    ran = subprocess.run(
        [program, "doctor", "--format", "json"],
        input=json.dumps(document["request"]).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        check=False,
    )
    if ran.returncode == 2:
        # Not judged, with the reason: what was pasted is no request that could have been sent.
        reason = ran.stderr.decode(errors="replace")
        return {"verdict": "refused", "reason": reason, "mistakes": [], "advice": [], "string_to_sign": {"signed": None}}, 0.0
    if ran.returncode not in (0, 1):
        raise SystemExit(f"{document['id']}: exit {ran.returncode}: {ran.stderr.decode(errors='replace')}")
    report = json.loads(ran.stdout)
    return report, report["elapsed_ms"]


def answers(program: str, seed: int, count: int, kind: str | None, jobs: int):
    def one(place: int) -> Answer:
        document, inside = case(seed, place, kind)
        report, milliseconds = ask(program, document)
        return Answer(document, inside, report, milliseconds)

    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(one, range(count))
