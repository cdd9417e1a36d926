"""The coder against the gold entries: floors that a change must not fall under (bench/coder.py has the figures)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from foreshock.coder import Coder

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "../shared"


def test_events_and_speakers_of_the_gold_entries_stay_found(coder: Coder) -> None:
    if not (GOLD / "coding/al-tanf-gold.jsonl").exists():
        pytest.skip("the gold entries are left out: ../shared/coding/al-tanf-gold.jsonl is not there")
    sys.path.insert(0, str(ROOT / "bench"))
    import coder_scores
    import coder_sets

    events, speakers = [], []
    for item in coder_sets.al_tanf(GOLD):
        got = coder.code(item.text, date=item.date)
        events.append(coder_scores.overlap([e.type for e in got.events], [e["type"] for e in item.gold["events"]]))
        speakers.append(
            coder_scores.overlap([s.country for s in got.statements], [s["country"] for s in item.gold["statements"]])
        )
    assert coder_scores.f1(events) >= 0.8
    assert coder_scores.f1(speakers) >= 0.95


def test_the_petrarch_sentences_stay_read() -> None:
    if not (GOLD / "data/petrarch/PETR.UnitTest.records.xml").exists():
        pytest.skip("PETRARCH's sentences are left out: ../shared/data/petrarch is not there")
    sys.path.insert(0, str(ROOT / "bench"))
    import coder as bench

    figures = {row["figure"]: row["value"] for row in bench.measure_petrarch(GOLD)}
    assert figures["PETRARCH unit: triple F1 (countries)"] >= 0.75
    # What the conversion of codes does is seen beside it.
    assert figures["PETRARCH unit: triple F1, by the WEIS roots alone"] >= 0.65
