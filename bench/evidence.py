"""Rows of GDELT into evidence: archive, reading, quarantine and Parquet by month, seconds and memory.

The rows are those of the shared 15-minute file, repeated with ids of their own, other days and moved places; one in a
hundred is damaged (cut off, a code or a place that cannot be). Each run is a process of its own, so that its peak of
memory is its own. With `--news N`, N documents of 500 words are read, coded and put by.

    python bench/evidence.py --rows 1000000 --json bench/results/evidence.json
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SOURCE = SHARED / "gdelt" / "20180101000000.export.CSV"


def make_rows(path: Path, count: int, seed: int = 7) -> tuple[int, int]:
    """Write `count` rows; how many are sound and how many damaged."""
    rng = random.Random(seed)
    rows = [line.rstrip("\n").split("\t") for line in SOURCE.open(encoding="utf-8")]
    days = [(dt.date(2018, 1, 1) + dt.timedelta(days=n)).strftime("%Y%m%d") for n in range(365)]
    damaged = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        for number in range(count):
            row = list(rows[number % len(rows)])
            row[0] = str(900_000_000 + number)
            row[1] = days[rng.randrange(365)]
            if row[56]:
                row[56] = f"{max(-90.0, min(90.0, float(row[56]) + rng.uniform(-0.5, 0.5))):.4f}"
            row[60] = f"{row[60]}?{number}"
            line = "\t".join(row)
            if number % 100 == 50:
                damaged += 1
                kind = number % 300
                if kind == 50:
                    line = line[: len(line) // 3]
                elif kind == 150:
                    row[26] = "999"
                    line = "\t".join(row)
                else:
                    row[1] = "20180231"
                    line = "\t".join(row)
            out.write(line + "\n")
    return count - damaged, damaged


def make_acled(path: Path, count: int, seed: int = 7) -> tuple[int, int]:
    """ACLED-shaped rows, quoted, with notes of a paragraph; one in a hundred damaged."""
    import csv

    rng = random.Random(seed)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "sources"))
    from source_files import ACLED_ROW, STORY  # type: ignore[import-not-found]

    countries = ["Syria", "Iraq", "Yemen", "Lebanon", "Iran"]
    subs = ["Air/drone strike", "Armed clash", "Peaceful protest", "Attack", "Shelling/artillery/missile attack"]
    damaged = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(ACLED_ROW))
        writer.writeheader()
        for number in range(count):
            day = dt.date(2018, 1, 1) + dt.timedelta(days=rng.randrange(365))
            row = ACLED_ROW | {
                "event_id_cnty": f"SYR{number}", "event_date": day.isoformat(), "country": rng.choice(countries),
                "sub_event_type": rng.choice(subs), "latitude": f"{rng.uniform(30, 37):.4f}", "longitude":
                f"{rng.uniform(36, 50):.4f}", "notes": f"{number}: {STORY}", "fatalities": str(rng.randrange(9)),
            }  # fmt: skip
            if number % 100 == 50:
                damaged += 1
                row |= {"latitude": "n. a."} if number % 200 == 50 else {"event_date": "some day"}
            writer.writerow(row)
    return count - damaged, damaged


def run(path: Path, desk: Path, kind: str) -> dict[str, float]:
    """What a collector does with one file, from the bytes to the evidence; called in a process of its own."""
    from foreshock.model import Source
    from foreshock.store.archive import Archive
    from foreshock.store.coding import coded
    from foreshock.store.evidence import Evidence
    from foreshock.store.journal import Fetch, Journal
    from foreshock.store.takein import take_in

    desk.mkdir(exist_ok=True)
    archive, evidence = Archive(desk / "archive"), Evidence(desk / "evidence")
    source = Source("rows", kind=kind, path=str(path))  # type: ignore[arg-type]
    now = dt.datetime.now(dt.UTC)
    start = time.perf_counter()
    with path.open("rb") as stream:
        digest = archive.put(stream)
    archived = time.perf_counter()
    with Journal(desk) as journal:
        journal.arrived(Fetch("rows", digest, path.stat().st_size, now, name=path.name))
        outcome = take_in(journal.waiting()[0], source, archive, evidence, journal, now, coded)
        aside = journal.quarantine_size()
    seconds = time.perf_counter() - start
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(sum(usage.ru_utime + usage.ru_stime for usage in usages), 2),
        "archive_seconds": round(archived - start, 2),
        "added": outcome.added,
        "known": outcome.known,
        "aside": aside,
        # The most that this process and its helper ever held, as if at the same time.
        "peak_mb": round(sum(usage.ru_maxrss for usage in usages) / 1024, 1),
        "evidence_mb": round(sum(p.stat().st_size for p in (desk / "evidence").rglob("*.parquet")) / 1e6, 1),
    }


def news(desk: Path, count: int) -> dict[str, float]:
    """`count` documents of 500 words, made of re3d's sentences in new orders, as plain text files: read and coded."""
    import io

    from foreshock.model import Source
    from foreshock.sources.formats import read
    from foreshock.sources.origin import origin_of
    from foreshock.store.archive import Archive
    from foreshock.store.coding import coded
    from foreshock.store.evidence import Evidence

    sentences: list[str] = []
    for part in ("centcom", "uk-government", "wikipedia"):
        for line in (SHARED / "re3d" / part / "documents.json").open(encoding="utf-8"):
            sentences += [
                s.strip() + "." for s in json.loads(line)["text"].replace("\n", " ").split(". ") if len(s) > 20
            ]
    rng = random.Random(3)
    archive, evidence = Archive(desk / "archive"), Evidence(desk / "evidence")
    source, now = Source("news", path="news"), dt.datetime.now(dt.UTC)
    start, cpu = time.perf_counter(), time.process_time()

    def reports():  # type: ignore[no-untyped-def]
        for number in range(count):
            words: list[str] = [f"Report {number}."]
            while len(words) < 500:
                words += rng.choice(sentences).split()
            data = " ".join(words[:500]).encode()
            digest = archive.put(io.BytesIO(data))
            yield from (r for r in read(data, f"{number}.txt", origin_of(source, now, digest)) if hasattr(r, "events"))

    added = evidence.put(coded(reports()))
    seconds = time.perf_counter() - start
    return {
        "documents": count,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "added": added.added,
        "per_second": round(count / seconds, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--kinds", default="gdelt,acled")
    parser.add_argument("--news", type=int, default=0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", nargs=3, metavar=("FILE", "DESK", "KIND"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run(Path(options.one[0]), Path(options.one[1]), options.one[2])))
        return
    if not SOURCE.exists():
        print(f"{SOURCE} is not there: nothing was measured")
        return
    folder = Path(tempfile.mkdtemp(prefix="foreshock-bench-"))
    results: dict[str, object] = {}
    try:
        for kind in options.kinds.split(",") if options.rows else []:
            file = folder / f"{kind}.csv"
            sound, damaged = (make_rows if kind == "gdelt" else make_acled)(file, options.rows)
            print(f"\n{kind}: {options.rows:,} rows, {file.stat().st_size / 1e6:.0f} MB, {damaged:,} damaged")
            for title in ("first", "again"):
                command = [sys.executable, __file__, "--one", str(file), str(folder / f"desk-{kind}"), kind]
                if title == "again":
                    # The same rows in another file: all are known already.
                    with file.open("ab") as out:
                        out.write(b"\n")
                found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
                results[f"{kind} {title}"] = found
                print(f"  {title:6} {found}")
                if title == "first":
                    assert (found["added"], found["aside"]) == (sound, damaged), (sound, damaged)
        if options.news:
            results["news"] = news(folder / "desk-news", options.news)
            print(f"\nnews: {results['news']}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
