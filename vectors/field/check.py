"""Self-checks: the worked examples come out of the grammar, and what is promised about a case holds."""

import json
import re
from pathlib import Path

from . import kinds
from .cases import case, noted
from .examples import EXAMPLES
from .program import run, signature_of

_FILE = Path(__file__).with_name("examples.json")
_MEMBERS = ["id", "kind", "side", "steps", "what_was_done", "derivable", "verdict", "credentials", "request"]


def check() -> int:
    wrong = _check_examples() + _check_sample(3000) + _check_kinds(60)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def _check_examples() -> list[str]:
    wrong = []
    written = {example["id"]: example["request"] for example in json.loads(_FILE.read_text(encoding="utf-8"))["cases"]}
    wrong += [f"{name}: not expressed" for name in written.keys() ^ EXAMPLES.keys()]
    for name, (intent, habits) in EXAMPLES.items():
        draft = run(intent, habits)
        found, wanted = noted(draft, draft.request()), written[name]
        if found != wanted:
            wrong.append(f"{name}: differs\n  {found}\n  {wanted}")
    print(f"{len(EXAMPLES) - len(wrong)} of {len(written)} worked examples come out alike")
    return wrong


def _check_sample(count: int) -> list[str]:
    wrong = []
    for place in range(count):
        document, inside = case(0, place)
        if case(0, place) != (document, inside):
            wrong.append(f"{document['id']}: not the same twice")
        wrong += [f"{document['id']}: {problem}" for problem in _problems(document, inside)]
    return wrong


def _problems(document: dict, inside: dict) -> list[str]:
    problems = []
    if list(document) != _MEMBERS:
        problems.append("members")
    valid = document["verdict"] == "valid"
    if valid != (document["side"] == "none"):
        problems.append("valid must have side none, and only valid")
    if document["kind"] == kinds.CONTROL and (not valid or document["steps"]):
        problems.append("a control that is not right")
    if document["kind"] != kinds.CONTROL and not document["steps"]:
        problems.append("no step is left")
    if not all(re.fullmatch(r"\S(.*\S)?", step) for step in document["steps"]):
        problems.append("a step's name has blanks around it")
    headers = document["request"]["headers"]
    if valid and signature_of(document["request"]) != inside["right_signature"]:
        problems.append("valid with another signature")
    # RFC 9110: what no HTTP library could have sent is not the field.
    for name, value in headers.items():
        if re.search("[\r\n\0]", name + value):
            problems.append(f"{name} has a control character")
    uri = document["request"]["uri"]
    if re.search("[^\x21-\x7e]", uri):
        problems.append(f"{uri} is no URI")
    return problems


def _check_kinds(count: int) -> list[str]:
    """Each kind by itself: that is what --kind gives."""
    wrong = []
    for kind in kinds.KINDS:
        for place in range(count):
            document, inside = case(0, place, kind)
            if document["kind"] != kind:
                wrong.append(f"{document['id']}: {document['kind']} and not {kind}")
            wrong += [f"{kind} {document['id']}: {problem}" for problem in _problems(document, inside)]
    return wrong
