"""A million sentences through `foreshock code --scheduler` with a worker killed on the way: each result exactly once.

    python bench/coder_cluster.py [--rows 1000000] [--workers 2] [--json FILE]

One row is one sentence of news: those of `bench/own` and the single ones of `bench/news`, some two thousand in turn,
with another date each time; nine in ten hold an event. A Dask cluster of this machine works them off through the
command line; when two fifths are written, one worker process is killed by its number (Dask's nanny starts another).
Afterwards the output must hold the numbers 0 … rows - 1 in order, and a thousandth of the rows is coded again
in this process and compared.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def sentences() -> list[str]:
    """The sentences of our own sets, held halves too: nobody reads here what they are coded to."""
    own = [line for file in sorted(HERE.glob("own/*.psv")) for line in file.read_text("utf-8").splitlines()]
    news = [line for name in ("wire", "leads") for line in (HERE / f"news/{name}.jsonl").open(encoding="utf-8")]
    plain = [line.rsplit("|", 1)[1] for line in own if line.count("|") >= 3]
    return plain + [json.loads(line)["text"] for line in news]


def row_of(n: int, texts: list[str]) -> dict[str, Any]:
    day = dt.date(2001, 1, 1) + dt.timedelta(days=n % 9000)
    return {"id": n, "date": day.isoformat(), "text": texts[n % len(texts)]}


def write_rows(path: Path, count: int) -> None:
    texts = sentences()
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            file.write(json.dumps(row_of(n, texts)) + "\n")


def measure(rows: int, workers: int, folder: Path) -> list[dict[str, Any]]:
    from distributed import LocalCluster

    source, target = folder / "in.jsonl", folder / "out.jsonl"
    part = target.with_name(f".{target.name}.part")
    write_rows(source, rows)
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1", silence_logs=50
    ) as cluster:
        before = {w.pid for w in cluster.workers.values()}
        start = time.perf_counter()
        command = [sys.executable, "-m", "foreshock", "code", str(source), "-o", str(target)]
        with subprocess.Popen([*command, "--scheduler", cluster.scheduler_address]) as process:
            whole = 0
            while process.poll() is None and whole < 0.4 * rows:
                time.sleep(0.5)
                whole = _lines(part)
            if process.poll() is not None:
                raise SystemExit("the run was over before a worker could be killed: ask for more --rows")
            victim = min(before)
            os.kill(victim, signal.SIGKILL)
            print(f"killed worker {victim} after {whole} of {rows} rows", file=sys.stderr)
            if process.wait() != 0:
                raise SystemExit(f"foreshock code ended with {process.returncode}")
        seconds = time.perf_counter() - start
        after = {w.pid for w in cluster.workers.values()}
    return [
        *_checked(target, rows),
        _row("workers that were killed and replaced", len(before - after), "≥ 1", workers),
        _row("rows a second, whole run", rows / seconds, "", rows),
        _row("seconds, whole run", seconds, "", rows),
    ]


def _lines(part: Path) -> int:
    return sum(block.count(b"\n") for block in iter(_blocks(part))) if part.exists() else 0


def _blocks(part: Path) -> Any:
    with part.open("rb") as file:
        while block := file.read(1 << 20):
            yield block


def _checked(target: Path, rows: int) -> list[dict[str, Any]]:
    from foreshock.coder import Coder

    coder, texts = Coder(), sentences()
    seen = bytearray(rows)
    order = wrong = repeated = stray = events = 0
    with target.open(encoding="utf-8") as file:
        for n, line in enumerate(file):
            row = json.loads(line)
            order += row["id"] != n
            if not 0 <= row["id"] < rows:
                stray += 1
                continue
            repeated += seen[row["id"]]
            seen[row["id"]] = 1
            events += bool(row["events"])
            if n % 1000 == 0:
                asked = row_of(row["id"], texts)
                again = json.loads(json.dumps(coder.code(asked["text"], date=asked["date"]).to_dict()))
                wrong += {"id": row["id"], **again} != row
    return [
        _row("rows missing", rows - sum(seen), "0", rows),
        _row("rows written more than once", repeated, "0", rows),
        _row("rows that nobody asked for", stray, "0", rows),
        _row("rows out of order", order, "0", rows),
        _row("rows that another process codes otherwise (of a thousandth)", wrong, "0", rows // 1000),
        _row("rows with an event", events, "", rows),
    ]


def _row(name: str, value: float, aim: str, n: int) -> dict[str, Any]:
    return {"figure": f"cluster: {name}", "value": round(value, 1), "aim": aim, "n": n}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(asked.rows, asked.workers, Path(folder))
    for row in found:
        print(f"{row['figure']:<75} {row['value']:12.1f}  {row['aim']:<5} n={row['n']}")
    if asked.json:
        asked.json.write_text(json.dumps({"figures": found}, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
