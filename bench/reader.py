"""The reader of pages: seconds and memory for the real page and for files that mean harm.

    python bench/reader.py [--json FILE]

Each case runs in a process of its own; memory is that process's peak. The seed page is read eleven times after
import, and the median and the first are given.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

SEED = Path(__file__).parents[2] / "shared" / "seed" / "al-tanf.txt"
LIMITS = {
    "seed": (0.05, 500),
    "50 MB page": (5, 500),
    "50 MB of random bytes": (5, 500),
    "200,000 nested tags": (5, 500),
}


def case_bytes(case: str) -> bytes:
    if case == "seed":
        return SEED.read_bytes()
    if case == "50 MB page":
        entry = b"<p>9 May 2020</p><p>A patrol boat crossed the median line at night, and nobody was hurt.</p>"
        return b"<html><h2>II. Recent Developments</h2>" + entry * (50_000_000 // len(entry))
    if case == "50 MB of random bytes":
        return random.Random(1).randbytes(50_000_000)
    return b"<html><h2>II. Recent Developments</h2>" + b"<div>" * 200_000 + b"9 May 2020 A boat crossed the line."


def run_case(case: str) -> None:
    """In the child: prints one JSON object."""
    from foreshock.model import ForeshockError
    from foreshock.sources.page import read_page

    data = case_bytes(case)
    times, outcome = [], ""
    for _ in range(11 if case == "seed" else 1):
        started = time.perf_counter()
        try:
            outcome = f"{len(read_page(data, 'page.html').entries)} entries"
        except ForeshockError as error:
            outcome = f"refused: {error}"
        times.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": statistics.median(times), "first": times[0], "mb": peak, "outcome": outcome}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        run_case(options.case)
        return
    found = {}
    print(f"{'case':<26}{'median s':>10}{'first s':>10}{'limit s':>9}{'MB':>7}{'limit':>7}  outcome")
    for case, (seconds, megabytes) in LIMITS.items():
        if case == "seed" and not SEED.exists():
            print(f"{case:<26}left out: ../shared/seed/al-tanf.txt is not here")
            continue
        done = subprocess.run([sys.executable, __file__, "--case", case], capture_output=True, text=True, check=True)
        found[case] = figures = json.loads(done.stdout)
        print(
            f"{case:<26}{figures['seconds']:>10.3f}{figures['first']:>10.3f}{seconds:>9}{figures['mb']:>7.0f}"
            f"{megabytes:>7}  {figures['outcome'][:70]}",
            flush=True,
        )
    if options.json:
        options.json.write_text(json.dumps({"reader": found}) + "\n")


if __name__ == "__main__":
    main()
