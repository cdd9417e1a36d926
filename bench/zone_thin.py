"""What a ledger weighs, and what is left of it once its settled fixes are moved to a Parquet file.

    python bench/zone_thin.py [--tracks 20] [--fixes 20000] [--json FILE]

Tracks wander about a 55-km circle with a fix every 5 seconds. The peer is SQLite itself: the time to copy the whole
ledger with `VACUUM INTO`, which reads and writes every page once, on the same disk in the same run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np

from foreshock.model import Zone
from foreshock.model.tracks import Fix
from foreshock.zone.live import LiveWatch
from foreshock.zone.thinning import thin

START = dt.datetime(2019, 2, 14, 6, tzinfo=dt.UTC)
RING = Zone("ring", "Ring", "al-tanf", "usa", lat=33.507, lon=38.618, radius_m=55_000.0)
_TOGETHER = 50


def write(path: Path, tracks: int, fixes: int) -> int:
    """A ledger that has taken so many fixes of each of so many tracks; how many it holds."""
    rng = np.random.default_rng(1)
    watch = LiveWatch([RING], path=path)
    lat, lon = 33.5 + rng.uniform(-2, 2, tracks), 38.6 + rng.uniform(-2, 2, tracks)
    heading = rng.uniform(0, 2 * np.pi, tracks)
    for first in range(0, fixes, _TOGETHER):
        portion = []
        for step in range(first, first + _TOGETHER):
            heading += rng.normal(0, 0.02, tracks)
            lat, lon = np.clip(lat + 5e-4 * np.cos(heading), 31, 36), np.clip(lon + 5e-4 * np.sin(heading), 35, 42)
            at = START + dt.timedelta(seconds=5 * step)
            portion += [
                Fix(f"a8{i:04x}", at, float(lat[i]), float(lon[i]), 20.0, 3000.0 + step % 50, "adsb", "air")
                for i in range(tracks)
            ]
        watch.take(portion)
    held = watch.ledger.counts()["fixes"]
    watch.ledger.close()
    return held


def measure(tracks: int, fixes: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ledger.sqlite")
        held = write(path, tracks, fixes)
        size = path.stat().st_size
        began = time.perf_counter()
        with closing(sqlite3.connect(path)) as ledger:
            ledger.execute("VACUUM INTO ?", (f"{folder}/copy.sqlite",))
        copied = time.perf_counter() - began
        began = time.perf_counter()
        done = thin(path, dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
        took = time.perf_counter() - began
        assert done.file is not None
        return {
            "fixes": held, "ledger_bytes_per_fix": size / held, "moved": done.fixes, "evidence": done.evidence,
            "not_settled": done.unsettled, "file_bytes_per_fix": Path(done.file).stat().st_size / done.fixes,
            "ledger_is_left": path.stat().st_size / size, "seconds": took, "times_a_copy": took / copied,
        }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tracks", type=int, default=20)
    parser.add_argument("--fixes", type=int, default=20_000, help="of each track")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    result = measure(options.tracks, options.fixes)
    for name, value in result.items():
        print(f"{name:22} {value:14,.2f}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
