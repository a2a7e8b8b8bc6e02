#!/usr/bin/env python3
"""Write the golden vectors, or check that the files are what would be written.

    python3 vectors/generate.py            write every file
    python3 vectors/generate.py --check    compare byte for byte, list what differs, exit 1 if anything does

Python's standard library is all it needs. It shares no code with tmsig, so the two cannot be wrong together.
"""

import argparse
import importlib
import inspect
import json
import pkgutil
import sys
from pathlib import Path

import cases
from cases import accumulated, canonical
from cases.client_file import ClientFile
from cases.topic import Topic

FOLDER = Path(__file__).resolve().parent


def makers(returning: type) -> list:
    """Every function of the modules of `cases` that says it returns this: a file that is forgotten in a list generates
    nothing, and nothing notices."""
    found = []
    for entry in sorted(pkgutil.iter_modules(cases.__path__), key=lambda entry: entry.name):
        # The callbacks' cases are a package, which callback.py writes.
        if entry.ispkg:
            continue
        module = importlib.import_module(f"cases.{entry.name}")
        for made in vars(module).values():
            is_its_own = inspect.isfunction(made) and made.__module__ == module.__name__
            if is_its_own and inspect.signature(made).return_annotation is returning:
                found.append(made)
    return found


def documents() -> dict[str, dict]:
    """Every vector file by name."""
    topics = [made() for made in makers(Topic)]
    files = {f"{topic.name}.json": topic.document() for topic in topics}
    check_promises(files)
    files["canonical.json"] = canonical.document()
    files["accumulated.json"] = accumulated.document()
    for made in makers(ClientFile):
        file = made()
        files[f"{file.name}.json"] = file.document()
    return files


def check_promises(files: dict[str, dict]):
    """What README.md promises about all files together."""
    seen: set[tuple] = set()
    for document in files.values():
        for group in document["groups"]:
            for test in group["tests"]:
                if test["result"] == "invalid":
                    continue
                headers = {name.lower(): value for name, value in test["request"]["headers"].items()}
                # Lets one server with one replay memory accept the whole set.
                replay_key = headers["appid"], headers["x-tc-timestamp"], headers["x-tc-nonce"]
                assert replay_key not in seen, f"{test['id']} shares its timestamp and nonce with another test"
                seen.add(replay_key)


def text_of(document: dict) -> str:
    # ASCII only: what is invisible must be visible in a diff.
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


def differing_ids(old: str, new: str) -> list[str]:
    """The tests that were added, removed or changed; empty when the difference lies elsewhere."""

    def by_id(text: str) -> dict[str, dict]:
        document = json.loads(text)
        tests = [test for group in document.get("groups", []) for test in group["tests"]]
        return {test["id"]: test for test in tests + document.get("cases", []) + document.get("tests", [])}

    try:
        before, after = by_id(old), by_id(new)
    except (ValueError, KeyError, TypeError, AttributeError):
        return []
    return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def check(files: dict[str, str]) -> int:
    """Compare with the files on disk; 0 when they are the same."""
    differing = 0
    for name, new in files.items():
        path = FOLDER / name
        old = path.read_bytes().decode("utf-8", errors="replace") if path.exists() else None
        if old == new:
            continue
        differing += 1
        print(f"{name}: {'missing' if old is None else 'differs'}")
        for test_id in differing_ids(old, new) if old is not None else []:
            print(f"  {test_id}")
    paths = [*FOLDER.glob("*.json"), *FOLDER.glob("client/*.json")]
    stale = {path.relative_to(FOLDER).as_posix() for path in paths if not path.name.endswith(".schema.json")} - files.keys()
    for name in sorted(stale):
        print(f"{name}: not generated")
    return 1 if differing or stale else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the golden vectors of the Tencent Meeting request signature.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs from what would be written")
    arguments = parser.parse_args()
    files = {name: text_of(document) for name, document in documents().items()}
    if arguments.check:
        return check(files)
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="ascii", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
