"""Overlap-checked writes a second on the notice board, each flushed to the disk before its writer is told.

    python bench/zone_notices.py [--writers 32] [--seconds 10] [--json FILE]

Writers are threads; each hands in a notice and waits until it is kept before it hands in the next. All notices lie in
one cell (within 20 km of al-Tanf) and are checked against 100 zones, 1,000 protected places and every notice before.
`spread` has windows of one hour over a month, `crowded` over a day, so that a notice meets many others.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from foreshock.model import Zone
from foreshock.model.tracks import Notice
from foreshock.zone.board import NoticeBoard

LAT, LON = 33.507, 38.618
START = dt.datetime(2019, 2, 1, tzinfo=dt.UTC)


def circles(count: int, radius: float, name: str, rng: np.random.Generator) -> list[Zone]:
    lat, lon = rng.uniform(LAT - 0.2, LAT + 0.2, count), rng.uniform(LON - 0.2, LON + 0.2, count)
    return [Zone(f"{name}-{i}", "Zone", "al-tanf", "usa", lat=float(lat[i]), lon=float(lon[i]), radius_m=radius)
            for i in range(count)]  # fmt: skip


def notice(number: int, days: float, rng: np.random.Generator) -> Notice:
    begins = START + dt.timedelta(days=float(rng.uniform(0, days)))
    return Notice(
        f"n{number}", "movement", "rus", begins, begins + dt.timedelta(hours=1),
        lat=LAT + float(rng.uniform(-0.18, 0.18)), lon=LON + float(rng.uniform(-0.18, 0.18)), radius_m=2000.0,
        tell=("usa",),
    )  # fmt: skip


def run(days: float, writers: int, seconds: float, folder: Path) -> dict[str, float]:
    rng = np.random.default_rng(5)
    zones, places = circles(100, 5000.0, "z", rng), circles(1000, 200.0, "p", rng)
    counts, met = [0] * writers, [0] * writers
    slowest = [0.0] * writers
    until = 0.0
    with NoticeBoard(folder / f"{days}.db", zones, places) as board:
        board.add(notice(10**9, days, rng), "warm")

        def write(number: int) -> None:
            own = np.random.default_rng(100 + number)
            while time.perf_counter() < until:
                each = notice(number * 10_000_000 + counts[number], days, own)
                began = time.perf_counter()
                entry = board.add(each, f"writer {number}")
                slowest[number] = max(slowest[number], time.perf_counter() - began)
                counts[number] += 1
                met[number] += len(entry.overlaps)

        threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
        began = time.perf_counter()
        until = began + seconds
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - began
        kept = len(board.entries()) - 1
    return {"writers": writers, "writes": sum(counts), "kept": kept, "writes_per_s": sum(counts) / took,
            "met_each": sum(met) / max(1, sum(counts)), "slowest_write_s": max(slowest)}  # fmt: skip


def flush_ms(folder: Path) -> float:
    """What one flush to this disk takes."""
    with (folder / "flush").open("wb") as file:
        began = time.perf_counter()
        for _ in range(50):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    return (time.perf_counter() - began) / 50 * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name)
        result = {
            "disk": {"flush_ms": flush_ms(folder)},
            "spread": run(30.0, options.writers, options.seconds, folder),
            "crowded": run(1.0, options.writers, options.seconds, folder),
            "one_writer": run(30.1, 1, options.seconds, folder),
        }
    for what, values in result.items():
        print(what.replace("_", " "))
        for each, value in values.items():
            print(f"  {each.replace('_', ' '):20} {value:12,.3f}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
