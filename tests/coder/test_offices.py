"""Holders of offices by date: the table is sound in itself, and people known to all resolve as they held office."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from foreshock.coder.mentions import ActorNames
from foreshock.coder.tables import rows
from foreshock.model import check_actor

#: Days that two holders of one seat may overlap: an oath here, the end of a mandate there.
HANDOVER = 7

#: Offices that several people hold at once, or that gather several posts of one kind. All others have a single seat.
MANY_SEATS = frozenset(
    {
        ("IGO", "UN spokesman"),
        ("IGO", "EU envoy and spokesman"),
        ("USA:LEG", "Member of Congress"),
        ("RUS:GOV", "Presidential aide"),
        ("RUS:GOV", "Deputy Foreign Minister"),
        ("RUS:GOV", "Minister"),
        ("RUS:MIL", "General"),
        ("RUS:REB", "Chechen leader"),
        ("IRN:GOV", "Deputy Foreign Minister"),
        ("IRN:GOV", "Adviser to the Supreme Leader"),
        ("IRN:GOV", "Member of the Supreme National Security Council"),
        ("IRN:CIV", "Opposition figure"),
        ("SYR:REB", "Opposition leader"),
        ("UNK:TER", "al-Qaeda leader"),
        ("ISR:GOV", "Minister"),
        ("PSE:REB", "Hamas leader"),
        ("IRQ:GOV", "Vice President"),
        ("IRQ:GOV", "Deputy Prime Minister"),
        ("IRQ:GOV", "Kurdish party leader"),
        ("IRQ:PRM", "PMU commander"),
        ("HZB", "Commander"),
        ("HTH", "Spokesman"),
        ("PAK:CIV", "Opposition leader"),
        ("AFG:REB", "Taliban leader before August 2021"),
        ("AFG:GOV", "Taliban government"),
        ("CHN:GOV", "Foreign Ministry spokesperson"),
        ("CHN:MIL", "Defence Ministry spokesman"),
        ("PRK:GOV", "Vice Foreign Minister"),
        ("PRK:GOV", "Party official"),
        ("UKR:REB", "Separatist leader"),
        ("SDN:REB", "Rebel leader"),
    }
)


def day(text: str, otherwise: date) -> date:
    return date.fromisoformat(text) if text else otherwise


@pytest.fixture(scope="module")
def names() -> ActorNames:
    return ActorNames()


def test_every_row_has_a_well_formed_code_names_and_true_days() -> None:
    for code, office, holders, start, until in rows("offices.csv"):
        check_actor(code)
        assert office, holders
        assert all(name and name == name.strip() for name in holders.split(";")), holders
        assert day(start, date.min) <= day(until, date.max), (office, holders, start, until)


def test_no_row_stands_twice() -> None:
    seen = set()
    for row in rows("offices.csv"):
        assert tuple(row) not in seen, row
        seen.add(tuple(row))


def test_one_seat_has_one_holder_at_a_time() -> None:
    seats: dict[tuple[str, str], list[tuple[str, date, date]]] = {}
    for code, office, holders, start, until in rows("offices.csv"):
        if start and (code, office) not in MANY_SEATS:
            term = (holders, day(start, date.min), day(until, date.max))
            seats.setdefault((code, office), []).append(term)
    assert len(seats) > 200
    for seat, terms in seats.items():
        for (one, start, until), (other, begin, end) in combinations(terms, 2):
            assert (min(until, end) - max(start, begin)).days <= HANDOVER, (seat, one, other)


def test_offices_said_to_have_many_seats_are_in_the_table() -> None:
    assert {(code, office) for code, office, *_ in rows("offices.csv")} >= MANY_SEATS


@pytest.mark.parametrize(
    ("name", "when", "code"),
    [
        ("Rex Tillerson", "2018-03-20", "USA:GOV"),
        ("Rex Tillerson", "2018-04-26", "USA"),
        ("Mike Pompeo", "2018-06-21", "USA:GOV"),
        ("Mike Pompeo", "2021-06-01", "USA"),
        ("Nancy Pelosi", "2009-05-01", "USA:LEG"),
        ("Leon Panetta", "2010-05-01", "USA:GOV"),
        ("Leon Panetta", "2012-05-01", "USA:MIL"),
        ("Brett McGurk", "2016-05-01", "USA:GOV"),
        ("Brett McGurk", "2020-05-01", "USA"),
        ("Heather Nauert", "2018-06-21", "USA:GOV"),
        ("Heather Nauert", "2020-01-01", "USA"),
        ("Benjamin Netanyahu", "2018-06-21", "ISR:GOV"),
        ("Benjamin Netanyahu", "2022-01-10", "ISR"),
        ("Benjamin Netanyahu", "2023-01-10", "ISR:GOV"),
        ("Nouri al-Maliki", "2010-01-01", "IRQ:GOV"),
        ("Nouri al-Maliki", "2021-01-01", "IRQ"),
        ("Lula", "2005-01-01", "BRA:GOV"),
        ("Lula", "2018-01-01", "BRA"),
        ("Lula", "2023-06-01", "BRA:GOV"),
        ("Qassem Soleimani", "2019-12-31", "IRN:MIL"),
        ("Hassan Nasrallah", "2024-09-27", "HZB"),
        ("Naim Qassem", "2025-01-01", "HZB"),
        ("Zabihullah Mujahid", "2015-01-01", "AFG:REB"),
        ("Zabihullah Mujahid", "2022-01-01", "AFG:GOV"),
        ("Riek Machar", "2014-06-01", "SSD:REB"),
        ("Riek Machar", "2021-06-01", "SSD:GOV"),
        ("Ban Ki-moon", "2005-06-01", "KOR:GOV"),
        ("Ban Ki-moon", "2010-06-01", "IGO"),
        ("Ali Khamenei", "2026-02-28", "IRN:GOV"),
        ("Ali Khamenei", "2026-03-09", "IRN"),
    ],
)
def test_people_stand_for_their_office_on_the_days_they_held_it(
    names: ActorNames, name: str, when: str, code: str
) -> None:
    (mention,) = names.find(f"{name} spoke.")
    assert mention.code(when) == code
