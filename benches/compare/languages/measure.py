#!/usr/bin/env python3
"""The signing functions of `adapters/`, each in a loop in its own runtime, beside ours, on the same requests.

    python3 benches/compare/languages/measure.py            nanoseconds a signature, the best of twelve rounds
    python3 benches/compare/languages/measure.py --json

What is measured is the function that people copy, with its own key schedule for each signature; no
pipe, no JSON, no start of a process. The shell adapter is left out: it has no function that signs in
the shell's own process. Every language must come to the same signature.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ADAPTERS = HERE.parents[2] / "adapters"
SIZES = {"empty GET": 0, "200 B": 200, "1 KiB": 1 << 10, "16 KiB": 16 << 10}
MARK = "---- The adapter: only for"
# The adapter, the loop, and the command that runs the file made of both.
LANGUAGES = [
    ("signer.py", "loop.py", ["python3"]),
    ("signer.mjs", "loop.mjs", ["node"]),
    ("Signer.java", "loop.java", ["java"]),
    ("signer.go", "loop.go", None),
    ("signer.php", "loop.php", ["php"]),
    ("signer.rb", "loop.rb", ["ruby"]),
    ("signer.pl", "loop.pl", ["perl"]),
]


def make_programs(folder):
    """Commands that want the paths of a request's fields and body."""
    subprocess.run(["cargo", "build", "--quiet", "--locked", "--release", "--bin", "loop"], cwd=HERE, check=True)
    yield [HERE.parent / "target/release/loop"]
    for adapter, loop, command in LANGUAGES:
        text = (ADAPTERS / adapter).read_text(encoding="utf-8")
        loop_text = (HERE / loop).read_text(encoding="utf-8")
        if command is None:
            # Go refuses imports that are not used, so the adapter stays whole.
            if not shutil.which("go"):
                sys.exit("go is missing")
            (folder / adapter).write_text(text.replace("func main()", "func adapter()"), encoding="utf-8")
            (folder / loop).write_text(loop_text, encoding="utf-8")
            program = folder / "signer-go"
            subprocess.run(["go", "build", "-o", program, folder / adapter, folder / loop], check=True)
            yield [program]
            continue
        if not shutil.which(command[0]):
            sys.exit(f"{command[0]} is missing")
        lines = text.splitlines(keepends=True)
        [end] = [number for number, line in enumerate(lines) if MARK in line]
        (folder / adapter).write_text("".join(lines[:end]) + loop_text, encoding="utf-8")
        yield [*command, folder / adapter]


def measure():
    results = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        programs = list(make_programs(folder))
        for size, length in SIZES.items():
            method = "POST" if length else "GET"
            # As in benches/requests.rs.
            fields = ["AKIDexampleexampleexampleexampleexam", "a-secret-key-of-32-characters-ok", method,
                      "/v1/meetings", "149641613", "1600000000", "application/json"]
            (folder / "fields").write_text("\n".join(fields), encoding="utf-8")
            pattern = b'{"userid":"tester1","instanceid":1,"subject":"weekly"}'
            (folder / "body").write_bytes((pattern * (length // len(pattern) + 1))[:length])
            signatures = {}
            for program in programs:
                run = subprocess.run([*program, folder / "fields", folder / "body"], stdout=subprocess.PIPE,
                                     text=True, check=True)
                signature, nanoseconds, language = run.stdout.strip().split(" ", 2)
                signatures[language] = signature
                results.setdefault(language, {})[size] = float(nanoseconds)
            if len(set(signatures.values())) != 1:
                sys.exit(f"the signatures differ: {signatures}")
    return results


def main(arguments):
    if arguments not in ([], ["--json"]):
        sys.exit(__doc__)
    results = measure()
    if arguments:
        print(json.dumps(results, indent=2))
        return
    print(f"{'ns a signature':<18}" + "".join(f"{size:>12}" for size in SIZES))
    for language, times in results.items():
        print(f"{language:<18}" + "".join(f"{times[size]:>12.0f}" for size in SIZES))


if __name__ == "__main__":
    main(sys.argv[1:])
