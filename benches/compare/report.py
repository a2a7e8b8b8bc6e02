#!/usr/bin/env python3
"""Measures everything anew and writes the figures and plots of docs/benchmarks.md: about ten minutes.

    python3 benches/compare/report.py             on a machine that does nothing else
    python3 benches/compare/report.py --render    from what was measured last
"""

import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs/benchmarks.md"
PLOTS = ROOT / "docs/benchmarks"
# Apart from where `cargo bench` leaves its figures and baselines.
MEASURED = HERE / "target/report"
LANGUAGES = MEASURED / "languages.json"
SIZES = ["empty GET", "200 B", "1 KiB", "16 KiB", "1 MiB"]
PEERS = ["naive", "hmac", "ring", "aws-lc-rs", "openssl"]
BATCH = "tmsig, batch of 64"


def measure():
    shutil.rmtree(MEASURED, ignore_errors=True)
    environment = {**os.environ, "CRITERION_HOME": str(MEASURED)}
    options = ["--", "--warm-up-time", "1", "--measurement-time", "3"]
    bench = ["cargo", "bench", "--quiet", "--locked"]
    ours = [*bench, "--bench", "sign", "--bench", "doctor", "--bench", "suite", *options]
    subprocess.run(ours, cwd=ROOT, env=environment, check=True)
    subprocess.run([*bench, "--bench", "peers", *options], cwd=HERE, env=environment, check=True)
    text = subprocess.run([sys.executable, HERE / "languages/measure.py", "--json"], stdout=subprocess.PIPE, check=True)
    LANGUAGES.write_bytes(text.stdout)


def figures(folder):
    """Nanoseconds (the median) and throughput of every benchmark below a folder of criterion's, by its full name."""
    found = {}
    for path in folder.rglob("new/benchmark.json"):
        benchmark = json.loads(path.read_text())
        estimates = json.loads((path.parent / "estimates.json").read_text())
        found[benchmark["full_id"]] = (estimates["median"]["point_estimate"], benchmark["throughput"] or {})
    return found


def time(nanoseconds):
    for unit, size in [("s", 1e9), ("ms", 1e6), ("µs", 1e3)]:
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def amount(number):
    for unit, size in [("G", 1e9), ("M", 1e6), ("k", 1e3)]:
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number:.3g} "


def table(heads, rows):
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text()
    field = lambda name: re.search(rf"^{name}\s*: (.*)$", info, re.M).group(1)
    flags = [flag for flag in field("flags").split() if flag in ("avx", "avx2", "avx512f", "bmi2", "sha_ni", "ssse3")]
    where = f"family {field('cpu family')}, model {field('model')}"
    rustc = subprocess.run(["rustc", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return table(["machine", ""], [
        ["processor", f"{field('model name')} ({where})"],
        ["instruction sets that matter", ", ".join(f"`{flag}`" for flag in flags)],
        ["cores that could be used", str(os.cpu_count())],
        ["system", f"{platform.system()} on {platform.machine()}, {' '.join(platform.libc_ver())}"],
        ["compiler", f"`{rustc}`, profile `bench`, no `target-cpu`"],
    ])


def peers(found):
    def each(name, size):
        nanoseconds, throughput = found[f"peers/{size}/{name}"]
        return nanoseconds / dict(throughput.get("ElementsAndBytes", {})).get("elements", 1)

    rows = []
    for name in ["floor", "tmsig", BATCH, *PEERS]:
        cells = [f"{time(each(name, size))} ({each(name, size) / each('floor', size):.2f})" for size in SIZES]
        rows.append([name, *cells])
    faster = [
        [name, *(f"{each(name, size) / each('tmsig', size):.2f}" for size in SIZES)] for name in [BATCH, *PEERS]
    ]
    return (table(["a signature (ratio to the floor)", *SIZES], rows),
            table(["time of … / time of `sign`", *SIZES], faster), each)


def ratios(each, own):
    best = min(PEERS, key=lambda name: each(name, "200 B"))
    rows = [
        ("`sign` / floor, 311 bytes", each("tmsig", "200 B") / each("floor", "200 B"), "at most 1.25"),
        ("`sign` / floor, 16 KiB", each("tmsig", "16 KiB") / each("floor", "16 KiB"), "at most 1.05"),
        ("`sign_batch` of 64 / `sign`, 311 bytes", each(BATCH, "200 B") / each("tmsig", "200 B"), "at most 0.65"),
        (f"best peer ({best}) / `sign`, 311 bytes", each(best, "200 B") / each("tmsig", "200 B"), "at least 1.4"),
        ("naive / `sign`, 311 bytes", each("naive", "200 B") / each("tmsig", "200 B"), "at least 2.5"),
        ("`verify` / `sign`, 311 bytes", own["verify/200 B"][0] / own["sign/tmsig/200 B"][0], "at most 1.15"),
    ]
    return table(["ratio", "measured", "aim"], [[what, f"{ratio:.2f}", aim] for what, ratio, aim in rows])


def own_figures(found):
    rows = []
    order = ["sign", "sign_batch", "verify", "string_to_sign", "doctor", "suite"]
    for name in sorted(found, key=lambda name: (order.index(name.split("/")[0]), found[name][0])):
        nanoseconds, throughput = found[name]
        both = dict(throughput.get("ElementsAndBytes", {}))
        rate = lambda unit: amount(both[unit] / nanoseconds * 1e9) if unit in both else ""
        rows.append([name, time(nanoseconds), rate("elements"), rate("bytes") + ("B" if both else "")])
    return table(["benchmark", "time", "signatures a second", "bytes a second"], rows)


def languages():
    results = json.loads(LANGUAGES.read_text())
    sizes = list(next(iter(results.values())))
    rows = [[name, *(time(times[size]) for size in sizes)] for name, times in results.items()]
    return table(["a signature", *sizes], rows)


def render():
    found = figures(MEASURED)
    own = {name: figure for name, figure in found.items() if not name.startswith("peers/")}
    times, faster, each = peers(found)
    parts = {"machine": machine(), "ratios": ratios(each, own), "peers": times, "faster": faster,
             "own": own_figures(own), "languages": languages()}
    page = PAGE.read_text(encoding="utf-8")
    for name, text in parts.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, rest = page.split(begin)
        _, after = rest.split(end)
        page = before + begin + text + "\n" + end + after
    PAGE.write_text(page, encoding="utf-8")
    PLOTS.mkdir(exist_ok=True)
    for size in ["200 B", "16 KiB"]:
        plot = MEASURED / f"peers_{size}/report/violin.svg"
        shutil.copyfile(plot, PLOTS / f"peers-{size.replace(' ', '-').lower()}.svg")


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--render"]):
        sys.exit(__doc__)
    if not sys.argv[1:]:
        measure()
    render()
