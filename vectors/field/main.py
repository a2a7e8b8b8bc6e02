"""The command line."""

import argparse
import json
import sys
from contextlib import ExitStack

from . import kinds
from .cases import case
from .check import check
from .judge import judge


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Simulated programs that sign and send requests as people do, as JSON Lines with the truth."
    )
    parser.add_argument("--cases", type=int, default=100, help="how many (100)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same cases (1)")
    parser.add_argument("--kind", choices=[*kinds.KINDS, kinds.CONTROL], help="one kind only")
    parser.add_argument("--truth", metavar="FILE", help="also write signed text, key and right signature of each case to FILE")
    parser.add_argument("--blind", action="store_true", help="leave everything out of the cases but id, credentials and request")
    parser.add_argument(
        "--check", action="store_true", help="regenerate the worked examples and check a sample; exit 1 if anything differs"
    )
    parser.add_argument("--judge", metavar="PROGRAM", help="give every case to PROGRAM, a tmsig, and print what its doctor says of them")
    parser.add_argument("--jobs", type=int, default=1, help="with --judge: so many at a time; more than one makes the times longer (1)")
    parser.add_argument("--at-least", type=float, default=0.0, metavar="PERCENT", help="with --judge: exit 1 if fewer are explained")
    parser.add_argument("--report", metavar="FILE", help="with --judge: also write the figures to FILE as JSON")
    return parser.parse_args()


def _line(document: dict) -> str:
    # ASCII only: what is invisible must be visible.
    return json.dumps(document) + "\n"


def main() -> int:
    arguments = _arguments()
    if arguments.check:
        return check()
    if arguments.judge:
        return judge(arguments.judge, arguments.seed, arguments.cases, arguments.kind, arguments.jobs, arguments.at_least, arguments.report)
    with ExitStack() as files:
        truth = files.enter_context(open(arguments.truth, "w", encoding="ascii")) if arguments.truth else None
        for place in range(arguments.cases):
            document, inside = case(arguments.seed, place, arguments.kind)
            if truth:
                told = {name: value for name, value in document.items() if name not in ("credentials", "request")}
                truth.write(_line(told | inside))
            if arguments.blind:
                document = {name: document[name] for name in ("id", "credentials", "request")}
            sys.stdout.write(_line(document))
    return 0
