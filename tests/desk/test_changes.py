"""Changes of the list on both databases: levels, texts, when somebody last looked, and two people on one text."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from foreshock.desk import listforms
from foreshock.model import Advice, Conflict, Flashpoint, InvalidValue, LevelChange, NotFound, Scenario
from foreshock.site.freshness import fresh
from foreshock.site.index import Index
from foreshock.store import Store

ANA, ED = "Ana Lisboa", "Ed Brandt"
DAY = dt.date(2020, 5, 9)
LEVEL = LevelChange("cape-ness", DAY, "severe", "Shots were fired.", ED, ("shots",), ("talks",))


class Room:
    def __init__(self, store: Store, second: bool) -> None:
        from foreshock.desk.changes import Changes

        self.store = store
        self.changes = Changes(store, lambda: second)

    def flashpoint(self) -> Flashpoint:
        value = self.store.state().flashpoints["cape-ness"].value
        assert value
        return value


@pytest.fixture
def room(desk_store: Store) -> Room:
    return Room(desk_store, second=True)


@pytest.fixture
def alone(desk_store: Store) -> Room:
    return Room(desk_store, second=False)


def test_a_level_is_public_after_its_second_reader_who_is_somebody_else(room: Room) -> None:
    made = room.changes.propose("level", LEVEL, 0, ED, "two shootings")
    assert room.store.state().levels == {}
    with pytest.raises(Conflict, match="cannot be its second reader"):
        room.changes.approve(made.pk, ED)
    room.changes.approve(made.pk, ANA)
    kept = room.store.state().levels["cape-ness/2020-05-09"]
    assert (kept.value, kept.stamp.by, kept.stamp.why) == (LEVEL, ED, "two shootings (second reader: Ana Lisboa)")
    with pytest.raises(Conflict, match="published already"):
        room.changes.approve(made.pk, ANA)


def test_a_declined_change_leaves_the_list_as_it_was(room: Room) -> None:
    made = room.changes.propose("level", LEVEL, 0, ED, "two shootings")
    with pytest.raises(InvalidValue, match="what has to change"):
        room.changes.decline(made.pk, ANA, " ")
    assert room.changes.decline(made.pk, ANA, "too soon").status == "declined"
    assert room.store.state().levels == {}


def test_two_people_on_one_text_are_told_and_nothing_is_overwritten(alone: Room) -> None:
    before = alone.flashpoint()
    alone.changes.propose("flashpoint", replace(before, why="Ships pass close."), 1, ANA, "first text")
    with pytest.raises(Conflict, match="was changed since you opened it"):
        alone.changes.propose("flashpoint", replace(before, why="Fish."), 1, ED, "another text")
    assert alone.flashpoint().why == "Ships pass close."


def test_a_change_needs_a_reason_and_a_difference(alone: Room) -> None:
    before = alone.flashpoint()
    with pytest.raises(InvalidValue, match="say why"):
        alone.changes.propose("flashpoint", replace(before, why="x"), 1, ANA, "")
    with pytest.raises(Conflict, match="nothing is different"):
        alone.changes.propose("flashpoint", before, 1, ANA, "no change")


def test_a_corrected_text_stands_among_the_corrections(alone: Room) -> None:
    changed = replace(alone.flashpoint(), background="An old quarrel over fish.")
    alone.changes.propose("flashpoint", changed, 1, ED, "it was fish, not oil", correction=True)
    assert alone.store.state().corrections[0].why == "it was fish, not oil"


def test_quiet_is_told_apart_from_not_looked_at(alone: Room) -> None:
    def state_on(day: dt.date) -> str:
        return fresh(Index(alone.store.state(), day), "cape-ness", day).state

    assert state_on(DAY) == "not looked at"
    alone.changes.checked("cape-ness", DAY, ANA)
    assert state_on(DAY) == "fresh"
    later = DAY + dt.timedelta(days=40)
    assert state_on(later) == "not looked at"
    alone.changes.checked("cape-ness", later, ANA)
    assert state_on(later) == "quiet"
    with pytest.raises(Conflict, match="later than"):
        alone.changes.checked("cape-ness", DAY, ANA)
    with pytest.raises(NotFound):
        alone.changes.checked("nowhere", DAY, ANA)


LINE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=20)
SCENARIOS = st.builds(
    Scenario,
    title=LINE,
    text=LINE,
    triggers=st.lists(LINE, max_size=3).map(tuple),
    opportunity=LINE | st.just(""),
    advice=st.lists(
        st.builds(Advice, LINE, LINE, st.sampled_from(listforms.STATUSES), LINE | st.just("")), max_size=3
    ).map(tuple),
)  # fmt: skip


@given(st.lists(SCENARIOS, max_size=4), LINE)
def test_texts_come_back_from_their_form_as_they_went_in(scenarios: list[Scenario], why: str) -> None:
    value = Flashpoint("cape-ness", "Cape Ness", why=why, scenarios=tuple(scenarios), checked=DAY)
    assert listforms.flashpoint_from(listforms.flashpoint_fields(value), value) == value


def test_the_form_of_a_flashpoint_keeps_every_scenario_and_all_its_advice() -> None:
    advice = tuple(Advice(f"Party {n}", "Keep out.", "open") for n in range(35))
    value = Flashpoint("a", "A", scenarios=tuple(Scenario(f"Case {n}", "It may.", advice=advice) for n in range(33)))
    assert listforms.flashpoint_from(listforms.flashpoint_fields(value), value) == value
    assert len(listforms.rows_of(listforms.flashpoint_fields(value))) == 34


def test_a_level_gives_reasons_both_for_and_against_and_never_lies_ahead() -> None:
    fields = listforms.level_fields(LEVEL)
    assert listforms.level_from(fields, "cape-ness", ED, DAY) == LEVEL
    with pytest.raises(InvalidValue, match="one against"):
        listforms.level_from(fields | {"reasons_against": " "}, "cape-ness", ED, DAY)
    with pytest.raises(InvalidValue, match="still to come"):
        listforms.level_from(fields | {"date": "2020-05-10"}, "cape-ness", ED, DAY)
