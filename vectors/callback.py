#!/usr/bin/env python3
"""Write the golden vectors of event callbacks, or check that the files are what would be written.

    python3 vectors/callback.py            write every file of vectors/callback/
    python3 vectors/callback.py --check    compare byte for byte, list what differs, exit 1 if anything does

Python's standard library and OpenSSL's command line are all it needs. It shares no code with tmsig.
"""

import argparse
import sys
from pathlib import Path

from cases.callback import decrypt, event_topic, refuse, sign, traps, url_check
from generate import differing_ids, text_of

FOLDER = Path(__file__).resolve().parent / "callback"
TOPICS = [sign, url_check, event_topic, decrypt, refuse, traps]


def files() -> dict[str, str]:
    """The text of every file by name."""
    topics = [module.topic() for module in TOPICS]
    return {f"{topic.name.removeprefix('callback/')}.json": text_of(topic.document()) for topic in topics}


def check(made: dict[str, str]) -> int:
    """Compare with the files on disk; 0 when they are the same."""
    there = {path.name: path.read_text("ascii") for path in FOLDER.glob("*.json")}
    differing = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    for name in differing:
        print(f"callback/{name}: {'missing' if name not in there else 'not generated' if name not in made else 'differs'}")
        for test_id in differing_ids(there[name], made[name]) if name in there and name in made else []:
            print(f"  {test_id}")
    return 1 if differing else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the golden vectors of the event callbacks of Tencent Meeting.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs from what would be written")
    arguments = parser.parse_args()
    made = files()
    if arguments.check:
        return check(made)
    FOLDER.mkdir(exist_ok=True)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="ascii", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
