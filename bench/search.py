"""Measure search: a million documents of 60 words, query words drawn by their frequency, on both databases.

    python bench/search.py [--documents 1000000] [--queries 400] [--database sqlite|postgres] [--json FILE]

Words follow Zipf's law over 60,000 made-up words, with names in several spellings and in Persian and Arabic letters
among them. A query has one to three words, each drawn with the chance that it has in the texts, so frequent words are
asked for often. Half of the queries ask for the newest, half for the best of the newest 5,000 hits. Each is a call of
`search`, whole page of hits included.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path
from typing import Any

from foreshock.model import DeskConfig, Report, When
from postgres import own_postgres

NAMES = "Houthi Huthi Huthis Hezbollah Hizbullah Tehran تهران طهران Qassem Soleimani Suleimani Hodeidah Raqqa".split()
START = dt.datetime(2016, 1, 1, tzinfo=dt.UTC)


class Language:
    """Words with their chances."""

    def __init__(self, size: int = 60_000) -> None:
        draw = random.Random(11)
        syllables = [a + b for a in "bdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "in")]
        words: dict[str, None] = {}
        while len(words) < size:
            words["".join(draw.choices(syllables, k=draw.choice((1, 2, 2, 3, 3, 4))))] = None
        self.words = list(words)
        for n, name in enumerate(NAMES):
            self.words.insert(40 + 60 * n, name)
        self.cumulative = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))

    def draw(self, random_: random.Random, count: int) -> list[str]:
        return random_.choices(self.words, cum_weights=self.cumulative, k=count)


def documents(language: Language, count: int) -> Iterator[Report]:
    draw = random.Random(5)
    for n in range(count):
        words = language.draw(draw, 60)
        at = START + dt.timedelta(minutes=3 * n)
        yield Report(f"wire:{n}", "wire", at, title=" ".join(words[:7]), text=" ".join(words[7:]), language="en",
                     published=When(at.date().isoformat()))  # fmt: skip


def measure(kind: str, count: int, queries: int) -> list[dict[str, Any]]:
    from foreshock.desk.setup import create_desk_store

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-search-")))
        urls: list[str | None] = [None, None]
        if kind == "postgres":
            base = stack.enter_context(own_postgres())
            urls = [base["app"], base["keeper"]]
        store = stack.enter_context(create_desk_store(folder, DeskConfig(), *urls))
        from foreshock.desk.search.index import add_reports, search

        language = Language()
        started = time.perf_counter()
        add_reports(documents(language, count))
        print(f"{kind}: {count:,} documents indexed in {time.perf_counter() - started:.0f} s")
        draw = random.Random(23)
        rows = []
        for order in ("newest", "best"):
            times, found = [], 0
            for _ in range(queries):
                words = language.draw(draw, draw.choice((1, 1, 2, 3)))
                at = time.perf_counter()
                found += bool(search(" ".join(words), order).hits)  # type: ignore[arg-type]
                times.append(time.perf_counter() - at)
            times.sort()
            rows.append({
                "database": kind, "order": order, "queries": queries, "with hits": found,
                "median_ms": round(1000 * statistics.median(times), 1),
                "p95_ms": round(1000 * times[int(0.95 * (queries - 1))], 1), "max_ms": round(1000 * times[-1], 1),
            })  # fmt: skip
        store.close()
        return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--database", choices=["sqlite", "postgres"])
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    kinds = [asked.database] if asked.database else ["sqlite", "postgres"]
    rows = [row for kind in kinds for row in measure(kind, asked.documents, asked.queries)]
    print("times in ms; aim: 100 at the 95th percentile")
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    if asked.json:
        asked.json.write_text(json.dumps({"figures": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
