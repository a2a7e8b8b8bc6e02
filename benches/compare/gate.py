#!/usr/bin/env python3
"""Instruction counts against the committed ones: fails when one grew by more than 3 %,
or when reading twice as much takes more than twice the work.

    python3 benches/compare/gate.py            compare with benches/compare/instructions.json
    python3 benches/compare/gate.py --accept   make what is counted now the baseline

Needs Valgrind, and gungraun-runner of the version in benches/compare/Cargo.lock
(cargo install --locked gungraun-runner@VERSION). Counts differ from compiler to
compiler: the baseline names the one it was made with.
"""

import json
import pathlib
import shutil
import subprocess
import sys

LIMIT = 3.0  # per cent
# Twice the input may take so many times the instructions: linear, and no more.
TWICE = 2.3
HERE = pathlib.Path(__file__).resolve().parent
BASELINE = HERE / "instructions.json"


def count():
    for tool in ["valgrind", "gungraun-runner"]:
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing; see the head of {__file__}")
    command = ["cargo", "bench", "--quiet", "--locked", "--bench", "instructions", "--", "--output-format=json"]
    run = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"the benches failed: exit {run.returncode}")
    counts = {}
    for line in filter(None, run.stdout.splitlines()):
        bench = json.loads(line)
        name = "/".join(filter(None, [bench["function_name"], bench.get("id")]))
        [profile] = bench["profiles"]
        counts[name] = profile["data"]["total"]["metrics"]["Ir"]["values"]["new"]
    if not counts:
        sys.exit("nothing was counted")
    return counts


def compiler():
    return subprocess.run(["rustc", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def not_linear(counts):
    """The readings of twice the input that took more than twice the work, in words."""
    for name, once in sorted(counts.items()):
        if name.startswith("read_"):
            function, size = name.split("/kib_")
            twice = counts.get(f"{function}/kib_{int(size) * 2}")
            if twice and twice > TWICE * once:
                yield f"{function}: {int(size) * 2} KiB take {twice / once:.2f} times the instructions of {size} KiB"


def main(arguments):
    if arguments not in ([], ["--accept"]):
        sys.exit(__doc__)
    counts, rustc = count(), compiler()
    if arguments == ["--accept"]:
        BASELINE.write_text(json.dumps({"rustc": rustc, "instructions": counts}, indent=2) + "\n")
        print(f"{len(counts)} counts accepted; commit {BASELINE.name}")
        return 0

    baseline = json.loads(BASELINE.read_text())
    before = baseline["instructions"]
    failures = 0
    print(f"{'instructions':<28}{'baseline':>14}{'now':>14}{'change':>10}")
    for name in sorted(before.keys() | counts.keys()):
        old, new = before.get(name), counts.get(name)
        if old is None or new is None:
            change, verdict = "", "FAILED: not measured" if new is None else "FAILED: not in the baseline"
        else:
            percent = 100.0 * (new - old) / old
            change = f"{percent:+.2f} %"
            verdict = f"FAILED: more than {LIMIT:g} %" if percent > LIMIT else ""
            if percent < -LIMIT:
                verdict = "better: accept it, so that it stays"
        failures += verdict.startswith("FAILED")
        print(f"{name:<28}{old or '':>14}{new or '':>14}{change:>10}  {verdict}".rstrip())
    for fault in not_linear(counts):
        print(f"FAILED: {fault}")
        failures += 1
    if failures:
        print(f"{failures} of {len(counts)} failed. If it is meant: python3 benches/compare/gate.py --accept, and commit.")
        if rustc != baseline["rustc"]:
            print(f"Or it is the compiler: the baseline is of {baseline['rustc']}, this is {rustc}.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
