"""Same-story grouping: what joins, what stays apart, whatever the order."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.matcher.likeness import Rarity
from foreshock.matcher.stories import Grouper
from foreshock.matcher.traits import stem, telling, traits_of
from foreshock.model import Report, ReportedEvent, When, place_within

RAQQA, MOSUL = (35.95, 39.01), (36.34, 43.13)


def report(
    key: str, day: str, text: str, at: tuple[float, float] | None = None, kind: str = "ASSAULT", happened: str = ""
) -> Report:
    places = (place_within("there", *at, 5.0),) if at else ()
    event = ReportedEvent("e1", kind, "COA", "ISIS", places=places, happened=When(happened) if happened else None)
    learned = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    return Report(f"wire:{key}", "wire", learned, published=When(day), text=text, language="en", events=(event,))


REPORTS = [
    report("a1", "2016-10-17", "One strike destroyed two oil pump jacks near Raqqa.", RAQQA, happened="2016-10-17"),
    report("a2", "2016-10-18", "Two oil pumps were hit near Raqqa on Monday.", RAQQA, happened="2016-10-17"),
    report("b1", "2016-10-17", "Three strikes destroyed three headquarters in Mosul.", MOSUL, happened="2016-10-17"),
    report("b2", "2016-10-18", "Three headquarters of the group in Mosul were bombed.", MOSUL, happened="2016-10-17"),
    report("c1", "2016-11-20", "One strike destroyed two oil pump jacks near Raqqa.", RAQQA, happened="2016-11-20"),
]
COPIES = (
    "The Syrian army command said that coalition aircraft bombed a position on a mountain near the airport and opened "
    "the way for the militants, who attacked an hour later with artillery and took the summit before dawn."
)


def stories(reports: list[Report], batch: int = 100) -> set[frozenset[str]]:
    # A list's own entries tell which words are common in it; here, those of strikes.
    rarity = Rarity()
    for _ in range(60):
        rarity.add_words(
            telling("Strikes of the group destroyed one, two or three positions; fighters were hit and bombed.")
        )
    grouper = Grouper(rarity)
    for start in range(0, len(reports), batch):
        grouper.add(traits_of(one) for one in reports[start : start + batch])
    return {frozenset(t.report.removeprefix("wire:") for t in story.reports) for story in grouper.stories}


def test_one_event_is_one_story_and_the_same_place_a_month_later_another() -> None:
    assert stories(REPORTS) == {frozenset({"a1", "a2"}), frozenset({"b1", "b2"}), frozenset({"c1"})}


@settings(max_examples=30)
@given(st.permutations(REPORTS))
def test_a_batch_groups_alike_in_whatever_order_it_comes(order: list[Report]) -> None:
    assert stories(order) == stories(REPORTS)


def test_later_batches_join_earlier_stories_and_repeats_change_nothing() -> None:
    assert stories([*REPORTS, *REPORTS], batch=2) == stories(REPORTS)


def test_near_copies_join_at_once_though_nothing_was_coded() -> None:
    copies = [
        Report(f"wire:{n}", "wire", dt.datetime(2016, 9, 18, n, tzinfo=dt.UTC), text=COPIES + " " * n + ending)
        for n, ending in enumerate(("", " Reporting by our staff.", " (Agencies)"))
    ]
    assert stories(copies) == {frozenset({"0", "1", "2"})}


def test_forty_outlets_are_one_story() -> None:
    many = [
        report(f"o{n}", "2016-10-18", f"Outlet {n}: two oil pump jacks near Raqqa were destroyed by a strike.", RAQQA)
        for n in range(40)
    ]
    assert len(stories(many)) == 1


def test_stems_join_the_forms_of_a_word() -> None:
    assert len({stem(word) for word in ("destroyed", "destroying", "destroys")}) == 1
    assert stem("press") != stem("presence")
