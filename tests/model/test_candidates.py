"""Candidates: what a machine proposes, checked; and how grave it is."""

from __future__ import annotations

import datetime as dt

import pytest

from foreshock.model import Candidate, Clue, Development, Event, InvalidValue, severity_of

NOON = dt.datetime(2019, 2, 1, 12, tzinfo=dt.UTC)
ENTRY = Development("al-tanf/2019-02-01/1", "A convoy turned back.")


@pytest.mark.parametrize(
    ("events", "severity"),
    [
        ((), 0),
        ((Event("CONSULT", "USA", "RUS"),), 1),
        ((Event("CONSULT", "USA", "RUS"), Event("ACCUSE", "RUS", "USA")), 2),
        ((Event("MOBILIZE", "SYR:PRM"),), 3),
        ((Event("ASSAULT", "USA:MIL", "SYR:PRM", killed=9),), 4),
        ((Event("ASSAULT", "USA:MIL", "SYR:PRM", killed=10),), 5),
    ],
)
def test_the_gravest_event_gives_the_severity(events: tuple[Event, ...], severity: int) -> None:
    assert severity_of(events) == severity


def test_a_candidate_amends_the_entry_that_it_proposes() -> None:
    assert Candidate("c-1", ENTRY, NOON, NOON, amends=ENTRY.id).amends == ENTRY.id
    with pytest.raises(InvalidValue, match="amends"):
        Candidate("c-1", ENTRY, NOON, NOON, amends="al-tanf/2019-02-02/1")


def test_instants_need_a_zone_and_clues_an_order() -> None:
    with pytest.raises(InvalidValue, match="no time zone"):
        Candidate("c-1", ENTRY, NOON.replace(tzinfo=None), NOON)
    with pytest.raises(InvalidValue, match="no stretch"):
        Clue("place", 9, 3)
