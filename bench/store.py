"""How long the store takes with a list of 10,000 developments, on SQLite and PostgreSQL.

    python bench/store.py [--json FILE] [--developments 10000]

PostgreSQL is measured where DATABASE_URL names an empty database, or where Debian's package is installed: then a
cluster of its own runs for as long as this takes, with its default settings.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import multiprocessing
import os
import platform
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from foreshock.model import Citation, Development, Document, Event, Flashpoint, Place, Statement
from foreshock.store import Put, create_store, open_store
from foreshock.store.folder import read_list, write_list

FIRST = dt.date(1990, 1, 1)
WORDS = (
    "A patrol of the northern side turned back at the ford after a warning by radio, and both sides later said that"
    " nobody had been hurt. The liaison office recorded two calls within the hour."
)


def invented_list(size: int) -> Iterator[Put]:
    """`size` developments at 20 flashpoints, about 700 bytes each."""
    yield Put("document", Document("survey", "Survey of the fords"))
    for number in range(20):
        place = Place(f"Ford {number}", 30.0 + number / 10, 40.0)
        yield Put("flashpoint", Flashpoint(f"ford-{number}", f"Ford {number}, Border Hills", place=place))
    for number in range(size):
        day = FIRST + dt.timedelta(number // 20)
        development = Development(
            f"ford-{number % 20}/{day.isoformat()}/1",
            f"{WORDS}\n\nReport {number}. {WORDS}",
            head="Border Hills",
            events=(Event("MOBILIZE", "USA:MIL", "IRN:MIL", "troops", places=("Border Hills",)),),
            statements=(Statement("A spokesman", "USA", quotes=1),),
            sources=(Citation("survey", "B2", f"p. {number}"),),
        )
        yield Put("development", development, dt.datetime.combine(day, dt.time(12), dt.UTC))


def measured(work: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """The best of so many runs, in seconds, and what the last one returned."""
    best, outcome = float("inf"), None
    for _ in range(times):
        started = time.perf_counter()
        outcome = work()
        best = min(best, time.perf_counter() - started)
    return round(best, 3), outcome


def measure(folder: Path, url: str | None, size: int) -> dict[str, float]:
    """Seconds for each step, and megabytes of memory at most while importing."""
    figures: dict[str, float] = {}
    figures["make an empty store"], store = measured(lambda: create_store(folder, url))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures["import"], result = measured(lambda: store.put(invented_list(size), by="bench"))
    figures["import: memory, MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    figures["import: memory above start, MB"] = round(figures["import: memory, MB"] - before / 1024, 1)
    assert result.added == size + 21
    figures["import again, nothing new"], result = measured(lambda: store.put(invented_list(size), by="bench"))
    assert result.unchanged == size + 21
    figures["head"], _ = measured(store.head, 20)
    figures["state now"], state = measured(store.state, 5)
    assert len(state.developments) == size
    half = dt.datetime.combine(FIRST + dt.timedelta(size // 40), dt.time(), dt.UTC)
    figures["state half-way (as of)"], state = measured(lambda: store.state(half), 5)
    assert len(state.developments) == size // 2
    del state
    figures["stamps"], _ = measured(store.stamps, 3)
    figures["one more development"], _ = measured(lambda: store.put([_one(size)], by="bench"))
    figures["verify"], found = measured(store.verify)
    assert found.problem == "", found.problem
    figures["export as plain text"], _ = measured(lambda: write_list(store, folder / "out"))
    figures["read that export"], count = measured(lambda: sum(1 for _ in read_list(folder / "out")))
    assert count == size + 22
    figures["erase one entry"], _ = measured(lambda: store.erase("ford-1/1990-01-02/1", "A", "B", "bench"))
    store.close()
    figures["open"], store = measured(lambda: open_store(folder, url))
    store.close()
    return figures


def _one(size: int) -> Put:
    return Put("development", Development("ford-0/2024-01-01/1", f"One more than {size}."))


@contextmanager
def postgres() -> Iterator[str | None]:
    """The address of an empty database, or None where there is no PostgreSQL."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places:
        yield None
        return
    root = Path(tempfile.mkdtemp(prefix="foreshock-bench-"))
    user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(root, "postgres", "postgres")
        user = ["runuser", "-u", "postgres", "--"]
    data = str(root / "data")
    quiet = {"cwd": "/", "stdout": subprocess.DEVNULL, "check": True}
    subprocess.run([*user, places[-1] / "initdb", "-D", data, "-A", "trust", "-U", "postgres"], **quiet)
    options = f"-c listen_addresses='' -c unix_socket_directories={root}"
    start = [*user, places[-1] / "pg_ctl", "-D", data, "-l", str(root / "log"), "-w", "-o", options, "start"]
    subprocess.run(start, **quiet)
    pid = int((root / "data" / "postmaster.pid").read_text().splitlines()[0])
    try:
        yield f"postgresql://postgres@/postgres?host={root}"
    finally:
        os.kill(pid, signal.SIGINT)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.05)
        shutil.rmtree(root, ignore_errors=True)


def in_fresh_process(url: str | None, size: int) -> dict[str, float]:
    """Measure in a process of its own, so that the memory of one database does not count for the other."""
    with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (Path(folder) / "desk", url, size))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--developments", type=int, default=10_000)
    arguments = parser.parse_args()
    size = arguments.developments
    results = {"SQLite": in_fresh_process(None, size)}
    with postgres() as url:
        if url:
            results["PostgreSQL"] = in_fresh_process(url, size)
    machine = f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors"
    print(f"Store with {size:,} developments; seconds, unless MB ({machine})\n")
    print(f"{'':34}" + "".join(f"{name:>12}" for name in results))
    for step in results["SQLite"]:
        print(f"{step:34}" + "".join(f"{figures[step]:>12.3f}" for figures in results.values()))
    if arguments.json:
        arguments.json.write_text(json.dumps({"developments": size, "machine": machine, "results": results}, indent=2))


if __name__ == "__main__":
    main()
