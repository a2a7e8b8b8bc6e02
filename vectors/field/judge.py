"""The doctor judged by the cases: what it explains, whether it names it, and whether that is proven."""

import base64
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from . import kinds
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
    def is_refused(self) -> bool:
        """Not judged, since a placeholder stands where a value was sent; the reason says so."""
        return not self.is_right and self.report["verdict"] == "refused" and "template" in self.report["reason"]

    @property
    def is_explained(self) -> bool:
        return self.is_refused or (not self.is_right and self.report["verdict"] == "invalid" and bool(self.report["mistakes"]))

    @property
    def ids(self) -> list[str]:
        return [mistake["id"] for mistake in self.report["mistakes"]]

    @property
    def is_named(self) -> bool:
        return self.is_refused or (self.is_explained and is_named_exactly(self.case["steps"], self.ids))

    @property
    def is_on_side(self) -> bool:
        sides = {mistake.get("side", _SIGNER) for mistake in self.report["mistakes"]}
        return self.is_refused or (self.is_explained and self.case["side"] in sides)

    @property
    def is_another_text(self) -> bool:
        """The report shows a text, and it is not the one that was signed."""
        signed, shown = self.inside["signed_base64"], self.report["string_to_sign"]["signed"]
        if not (self.is_explained and signed and shown):
            return False
        # The report never shows a SecretKey, wherever it was signed.
        key = self.case["credentials"]["secret_key"].encode()
        text = base64.b64decode(signed)
        return key not in text and _bytes_of(shown) != text


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


class Tally:
    """What came of the cases of one kind."""

    def __init__(self) -> None:
        self.cases = self.derivable = self.explained = self.named = self.on_side = 0
        self.milliseconds: list[float] = []

    def add(self, answer: Answer) -> None:
        self.cases += 1
        if answer.is_right or not answer.case["derivable"]:
            return
        self.derivable += 1
        self.explained += answer.is_explained
        self.named += answer.is_named
        self.on_side += answer.is_on_side
        if answer.is_explained:
            self.milliseconds.append(answer.milliseconds)

    def at(self, thousandth: int) -> float:
        times = sorted(self.milliseconds)
        return times[min(len(times) * thousandth // 1000, len(times) - 1)] if times else 0.0

    def to_json(self) -> dict:
        return {
            "cases": self.cases,
            "derivable": self.derivable,
            "explained": self.explained,
            "named_first": self.named,
            "right_side": self.on_side,
            "median_ms": round(self.at(500)),
            "p99_ms": round(self.at(990)),
        }

    def row(self, kind: str) -> str:
        def share(count: int) -> str:
            return f"{100 * count / self.derivable:.1f} %" if self.derivable else "-"

        figures = [self.cases, self.derivable, share(self.explained), share(self.named), share(self.on_side)]
        figures += [f"{self.at(500):.0f} ms", f"{self.at(990):.0f} ms"]
        return f"| {kind} | " + " | ".join(map(str, figures)) + " |"


def judge(program: str, seed: int, count: int, kind: str | None, jobs: int, at_least: float, report: str | None) -> int:
    """Print the table; 1 if a right signature was called wrong, a wrong one right, a text shown that was not signed, or too few were explained."""
    tallies: dict[str, Tally] = {}
    whole = Tally()
    wrong: list[str] = []
    unexplained: list[str] = []
    for answer in answers(program, seed, count, kind, jobs):
        for tally in (whole, tallies.setdefault(answer.case["kind"], Tally())):
            tally.add(answer)
        name = f"{answer.case['id']}: {', '.join(answer.case['steps'])}"
        wrong += [f"false alarm: {name}"] * answer.is_false_alarm + [f"called valid: {name}"] * answer.is_missed
        wrong += [f"another text than was signed: {name}"] * answer.is_another_text
        if answer.case["derivable"] and not answer.is_right and not answer.is_explained:
            unexplained.append(name)
        done = whole.cases
        if sys.stderr.isatty() and done % 20 == 0:
            print(f"\r{done} of {count}", end="", file=sys.stderr, flush=True)
    print("| kind | cases | derivable | explained | named first | on the right side | median | 99 % |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for name in [*kinds.KINDS, kinds.CONTROL]:
        if name in tallies:
            print(tallies[name].row(name))
    print(whole.row("all"))
    if report:
        by_kind = {name: tallies[name].to_json() for name in [*kinds.KINDS, kinds.CONTROL] if name in tallies}
        with open(report, "w", encoding="ascii") as file:
            json.dump({"seed": seed, "wrong": len(wrong), "all": whole.to_json(), "kinds": by_kind}, file, indent=1)
            file.write("\n")
    for name in unexplained:
        print(f"unexplained: {name}", file=sys.stderr)
    for line in wrong:
        print(line)
    share = 100 * whole.explained / whole.derivable if whole.derivable else 100.0
    if share < at_least:
        print(f"explained {share:.1f} %, wanted at least {at_least:g} %")
    return 1 if wrong or share < at_least else 0
