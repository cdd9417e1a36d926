"""Measure the matcher: same-story grouping on our labelled stories, routing on entries among unrelated reports.

    python bench/matcher.py [--gold DIR] [--json FILE]

Grouping: B-cubed precision, recall and F1 from raw text through the coder, on the odd-numbered stories (which the
weights were fitted on), on the even-numbered ones, and on all, grouped together. Routing: of the entries of the first
flashpoint's page, mixed with 5,000 rows of GDELT and UCDP and the sentences of re3d, which are routed to it; entries
that were published later than a report are never used to route it. Intervals are 95 % bootstrap intervals over
stories, or over reports.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matcher_sets as sets
from foreshock.examples import example_path
from foreshock.model import Report
from foreshock.store.coding import coded
from foreshock.store.folder import read_list

Row = dict[str, Any]


def measure_grouping(_: Path) -> list[Row]:
    from foreshock.coder import Coder
    from foreshock.matcher.matcher import coder_places
    from foreshock.matcher.stories import Grouper
    from foreshock.matcher.traits import traits_of

    stories = sets.stories()
    gold = {report.id: n for n, story in enumerate(stories) for report in story}
    reports = list(coded(report for story in stories for report in story))
    locate = coder_places(Coder())
    started = time.perf_counter()
    grouper = Grouper()
    grouper.add([traits_of(report, locate) for report in reports])
    took = time.perf_counter() - started
    mine = {traits.report: story.number for story in grouper.stories for traits in story.reports}
    rows = []
    for name, part in (("odd, fitted on", 0), ("even", 1), ("all", None)):
        chosen = [n for n in range(len(stories)) if part is None or n % 2 == part]
        for n, what in enumerate(("precision", "recall", "F1")):
            rows.append(_row(f"stories ({name}): B-cubed {what}", *_interval(
                chosen, lambda some, n=n: bcubed([r.id for s in some for r in stories[s]], gold, mine)[n]),
                "≥ .85" if what == "F1" else "", sum(len(stories[s]) for s in chosen)))  # fmt: skip
    rows.append(_row("stories: reports a second, traits and grouping", len(reports) / took, 0, 0, "", len(reports)))
    return rows


def bcubed(ids: Sequence[str], gold: dict[str, int], mine: dict[str, int]) -> tuple[float, float, float]:
    """B-cubed precision, recall, F1 (Bagga and Baldwin 1998) over `ids`; an id that is there twice counts twice."""
    by_gold: dict[int, list[str]] = defaultdict(list)
    by_mine: dict[int, list[str]] = defaultdict(list)
    for name in ids:
        by_gold[gold[name]].append(name)
        by_mine[mine[name]].append(name)
    precision = recall = 0.0
    for name in ids:
        both = sum(gold[other] == gold[name] for other in by_mine[mine[name]])
        precision += both / len(by_mine[mine[name]])
        recall += both / len(by_gold[gold[name]])
    p, r = precision / len(ids), recall / len(ids)
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def measure_routing(gold: Path) -> list[Row]:
    from foreshock.coder import Coder
    from foreshock.matcher.lands import capitals
    from foreshock.matcher.likeness import Rarity
    from foreshock.matcher.matcher import coder_places
    from foreshock.matcher.profile import profile_of
    from foreshock.matcher.routing import Router
    from foreshock.matcher.traits import telling, traits_of

    wanted = list(coded(sets.entries(gold)))
    rows, sentences = sets.unrelated(gold)
    values: dict[str, dict[str, Any]] = defaultdict(dict)
    for put in read_list(example_path()):
        if put.value is not None:
            values[put.kind][put.object_id] = put.value
    about, zones, lands = values["list"]["list"], list(values["zone"].values()), capitals()
    profiles = [
        profile_of(f, about, zones, lands, [d for d in values["development"].values() if f.slug in d.belongs_to])
        for f in values["flashpoint"].values()
    ]
    locate = coder_places(Coder())
    reports: list[Report] = [*wanted, *rows, *coded(sentences)]
    traits = [traits_of(r, None if r.kind == "row" else locate) for r in reports]
    rarity = Rarity()
    for entry in values["development"].values():
        rarity.add_words(telling(f"{entry.head} {entry.text}"))
    for one in traits:
        rarity.add(one)
    router = Router(profiles, rarity, locate)
    started = time.perf_counter()
    routed = [any(route.flashpoint == "al-tanf" for route in router.routes(r, t))
              for r, t in zip(reports, traits, strict=True)]  # fmt: skip
    took = time.perf_counter() - started
    right = [n < len(wanted) for n in range(len(reports))]

    def recall(some: Sequence[int]) -> float:
        return sum(routed[n] for n in some if right[n]) / max(1, sum(right[n] for n in some))

    def precision(some: Sequence[int]) -> float:
        return sum(right[n] for n in some if routed[n]) / max(1, sum(routed[n] for n in some))

    everything = range(len(reports))
    return [
        _row("routing to the first flashpoint: recall", *_interval(everything, recall), "≥ .90", len(wanted)),
        _row("routing to the first flashpoint: precision", *_interval(everything, precision), "≥ .80", len(reports)),
        _row("routing: unrelated reports routed to it", sum(routed[len(wanted) :]), 0, 0, "", len(reports)),
        _row("routing: reports a second", len(reports) / took, 0, 0, "", len(reports)),
    ]


def _interval(of: Sequence[int], figure: Callable[[list[int]], float], rounds: int = 200) -> tuple[float, float, float]:
    draw = random.Random(17)
    whole = list(of)
    values = sorted(figure([whole[draw.randrange(len(whole))] for _ in whole]) for _ in range(rounds))
    return figure(whole), values[int(0.025 * rounds)], values[int(0.975 * rounds) - 1]


def _row(name: str, value: float, low: float, high: float, aim: str, n: int) -> Row:
    return {"figure": name, "value": round(value, 4), "low": round(low, 4), "high": round(high, 4), "aim": aim, "n": n}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=Path(__file__).parents[1] / "../shared")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    rows: list[Row] = []
    absent = []
    for measure in (measure_grouping, measure_routing):
        try:
            rows += measure(asked.gold)
        except sets.Absent as missing:
            absent.append(f"{measure.__name__}: {missing} is not there")
    for row in rows:
        between = f"[{row['low']:.3f}, {row['high']:.3f}]" if row["high"] else ""
        print(f"{row['figure']:<56} {row['value']:10.3f}  {between:<16}  {row['aim']:<6} n={row['n']}")
    for line in absent:
        print("absent  ", line)
    if asked.json:
        asked.json.write_text(json.dumps({"figures": rows, "absent": absent}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
