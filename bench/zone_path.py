"""The whole path over NATS: from a fix handed to a broker to the durable breach record and the notice handed on.

    python bench/zone_path.py [--seconds 60] [--rate 1000] [--workers 2] [--json FILE]

Starts nats-server (every message on the disk before it is confirmed), a feed and workers as processes of their own, on
the loopback. Tracks drive into a 55-km zone at `rate` fixes a second in all. A breach counts at the line that first
says it corroborated; its latency runs from the moment at which the fix that corroborates it is written to the feed's
TCP connection to the moment at which the broker has stored the notice (its own time stamp, which follows the ledger's
flush and the broker's). Reading the notice by a subscriber is timed too. Then, in this process, 24 hours of 200 tracks
are replayed from a Parquet file through `read_fixes`, `Watch.judge_all` and the file of findings.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import nats
import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import Geod

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "zone"))
from stream_processes import Watched, free_port, watched

from foreshock.zone.fixfiles import read_fixes
from foreshock.zone.geojson import read_nouns
from foreshock.zone.replay import replay_files, write_findings

GEOD = Geod(ellps="WGS84")
LAT, LON, RADIUS = 33.507, 38.618, 55_000.0
STEP = 0.02


def zones_file(folder: Path) -> Path:
    feature = {"type": "Feature", "id": "ring", "geometry": {"type": "Point", "coordinates": [LON, LAT]},
               "properties": {"radius_m": RADIUS}}  # fmt: skip
    file = folder / "zones.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return file


class Driver:
    """Writes fixes to the feed at an even rate and remembers when each was written."""

    def __init__(self, seconds: int, rate: int, tracks: int) -> None:
        rng = np.random.default_rng(3)
        self.seconds, self.each, self.tracks = seconds, max(1, int(rate * STEP)), tracks
        self.azimuth, self.ahead = rng.uniform(0, 360, tracks), rng.uniform(50, 40 * max(1, seconds - 5), tracks)
        self.sent: dict[tuple[str, str], float] = {}
        self.rate = 0.0

    def run(self, port: int) -> None:
        start = time.time()
        with socket.create_connection(("127.0.0.1", port)) as connection:
            threading.Thread(target=_drain, args=(connection,), daemon=True).start()
            began = time.perf_counter()
            steps = int(self.seconds / STEP)
            for step in range(steps):
                number = (step * self.each + np.arange(self.each)) % self.tracks
                turn = (step * self.each + np.arange(self.each)) // self.tracks
                lon, lat, _ = GEOD.fwd(np.full(self.each, LON), np.full(self.each, LAT), self.azimuth[number],
                                       RADIUS + self.ahead[number] - 40.0 * turn)  # fmt: skip
                now, lines = time.time(), []
                for i in range(self.each):
                    told = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(start - self.seconds + turn[i]))
                    self.sent[f"t{number[i]}", told] = now
                    lines.append(
                        f'{{"track":"t{number[i]}","time":"{told}","lat":{lat[i]},"lon":{lon[i]},"accuracy_m":10}}\n'
                    )
                connection.sendall("".join(lines).encode())
                time.sleep(max(0.0, began + (step + 1) * STEP - time.perf_counter()))
            self.rate = steps * self.each / (time.perf_counter() - began)
            time.sleep(1)


def _drain(connection: socket.socket) -> None:
    try:
        while connection.recv(65536):
            pass
    except OSError:
        pass


async def _listen(
    url: str, driver: Driver, found: list[tuple[float, float]], ready: threading.Event, until: threading.Event
) -> None:
    client = await nats.connect(url)
    subscription = await client.jetstream().subscribe("zone.said.*", ordered_consumer=True)
    ready.set()
    seen: set[str] = set()
    while not until.is_set():
        try:
            message = await subscription.next_msg(timeout=0.5)
        except (TimeoutError, nats.errors.TimeoutError):
            continue
        stored, read = message.metadata.timestamp.timestamp(), time.time()
        for line in message.data.split(b"\n"):
            breach = json.loads(line).get("breach")
            if breach and not breach.get("doubts") and breach["id"] not in seen:
                seen.add(breach["id"])
                sent = driver.sent.get((breach["track"], breach["last"]))
                if sent is not None:
                    found.append((stored - sent, read - sent))
    await client.close()


def path(seconds: int, rate: int, workers: int, tracks: int) -> dict[str, float]:
    with (
        tempfile.TemporaryDirectory() as folder,
        watched(Path(folder), zones_file(Path(folder)), partitions=8) as parts,
    ):
        parts.start_broker()
        for number in range(workers):
            parts.worker(f"{number + 1}/{workers}")
        port = free_port()
        feed = subprocess.Popen(parts.feed_line("--listen", f"127.0.0.1:{port}"), stderr=subprocess.PIPE)
        parts.started.append(feed)
        assert feed.stderr and b"listening" in feed.stderr.readline()
        driver = Driver(seconds, rate, tracks)
        found: list[tuple[float, float]] = []
        ready, until = threading.Event(), threading.Event()
        listener = threading.Thread(target=lambda: asyncio.run(_listen(parts.url, driver, found, ready, until)))
        listener.start()
        ready.wait(10)
        before = _processor_seconds(parts)
        driver.run(port)
        used = _processor_seconds(parts) - before
        parts.wait_until_worked()
        until.set()
        listener.join()
        kept, memory = parts.kept("fixes"), max(psutil.Process(p.pid).memory_info().rss for p in parts.started) / 2**20
        feed.stderr.close()
    stored = np.sort([each[0] for each in found])
    return {
        "fixes_per_s": driver.rate, "fixes_sent": len(driver.sent), "fixes_kept": kept, "breaches": len(found),
        "median_s": float(np.median(stored)), "p99_s": float(np.quantile(stored, 0.99)), "slowest_s": float(stored[-1]),
        "p99_read_by_subscriber_s": float(np.quantile([each[1] for each in found], 0.99)),
        "processor_seconds_per_second": used / seconds, "largest_process_mb": memory,
    }  # fmt: skip


def _processor_seconds(parts: Watched) -> float:
    return sum(sum(psutil.Process(process.pid).cpu_times()[:2]) for process in parts.started if process.poll() is None)


def replay(tracks: int = 200, every: float = 10.0) -> dict[str, float]:
    """24 hours of some tracks about the zone, a fix every some seconds, from a Parquet file to the file of findings."""
    from zone_tracks import from_centre, shaken, wander

    rng, count = np.random.default_rng(11), int(86_400 / every)
    columns: dict[str, list[Any]] = {"track": [], "time": [], "lat": [], "lon": [], "accuracy_m": []}
    for number in range(tracks):
        lat, lon = shaken(*from_centre(*wander(count, rng)), 20.0, rng)
        columns["track"].append(np.full(count, f"t{number}"))
        columns["time"].append(1.55e9 + np.arange(count) * every)
        columns["lat"].append(lat)
        columns["lon"].append(lon)
        columns["accuracy_m"].append(np.full(count, 20.0))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "fixes.parquet")
        pq.write_table(pa.table({name: np.concatenate(parts) for name, parts in columns.items()}), file)
        zones = read_nouns(zones_file(Path(folder)))
        began = time.perf_counter()
        _, fixes, _, findings = replay_files(zones, [read_fixes(file)])
        write_findings(findings, Path(folder, "found.jsonl"))
        seconds = time.perf_counter() - began
    return {"tracks": tracks, "fixes": fixes, "breaches": len(findings.breaches), "seconds": seconds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tracks", type=int, default=1000)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent))
    result = {
        "whole_path": path(options.seconds, options.rate, options.workers, options.tracks),
        "day_of_200_tracks_every_10_s": replay(), "day_of_200_tracks_every_second": replay(every=1.0),
    }  # fmt: skip
    for name, values in result.items():
        print(name.replace("_", " "))
        for what, value in values.items():
            print(f"  {what.replace('_', ' '):32} {value:14,.3f}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
