"""A breach or a notice is an object of the record like any other: revisions, text form, withdrawal, erasure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from foreshock.model import Breach, Claim, Conflict, Count, InvalidValue, Notice, When, Zone
from foreshock.store import Store
from foreshock.store.folder import read_list, write_list
from foreshock.store.record import Put

NOON = dt.datetime(2018, 6, 21, 12, tzinfo=dt.UTC)
REPORTED = Breach(
    "ring/2018-06-21-patrol", "ring", party="USA", reported="A patrol was inside, two say.", happened=When("2018-06"),
    claims=(Claim("IRN", "It was at the ford by mistake", When("2018-06-22"), "ford-crossing/2018-06-21/1"),),
    development="ford-crossing/2018-06-21/1", held_by="Survey office",
)  # fmt: skip
TRACKED = Breach(
    "ring/AIS:23@5/20180621T090000Z", "ring", track="AIS:23@5", first=NOON, last=NOON + dt.timedelta(minutes=9),
    depth_m=812.25, fixes=9, probability=0.9997, ended="left",
)  # fmt: skip
NOTICE = Notice(
    "autumn-drill", "exercise", "USA", NOON, NOON + dt.timedelta(days=2), 33.5, 38.5, 4000.0, tell=("IRN",), text="Dry."
)


@pytest.fixture
def told(desk: Store, small_list: list[Put]) -> Store:
    desk.put(small_list, by="A. Analyst", why="first")
    desk.put([Put("breach", REPORTED, NOON), Put("breach", TRACKED, NOON), Put("notice", NOTICE, NOON)], by="A")
    return desk


def test_breaches_and_notices_stand_in_the_state_as_of_their_day(told: Store) -> None:
    state = told.state()
    assert [kept.value for kept in state.breaches.values()] == [REPORTED, TRACKED]
    assert state.notices["autumn-drill"].value == NOTICE
    before = told.state(NOON - dt.timedelta(days=1))
    assert (before.breaches, before.notices) == ({}, {})


def test_a_counter_claim_is_a_new_revision_and_the_old_one_stays(told: Store) -> None:
    more = Breach(
        REPORTED.id, "ring", reported=REPORTED.reported, finding="disputed", found="The two accounts differ.",
        claims=(*REPORTED.claims, Claim("USA", "Nobody was there")),
    )  # fmt: skip
    told.put([Put("breach", more)], by="E. Editor", why="an answer came")
    assert [kept.value for kept in told.history("breach", REPORTED.id)] == [REPORTED, more]
    assert set(told.diff("breach", REPORTED.id, 1, 2)) >= {"claims", "finding", "found"}


def test_a_breach_of_no_zone_or_of_an_unknown_entry_is_refused(told: Store) -> None:
    with pytest.raises(Conflict, match="nowhere"):
        told.put([Put("breach", Breach("nowhere/x", "nowhere", reported="inside"))], by="A")
    with pytest.raises(Conflict, match="ford-crossing/2018-01-01/1"):
        told.put(
            [Put("breach", Breach("ring/x", "ring", reported="inside", development="ford-crossing/2018-01-01/1"))],
            by="A",
        )


def test_a_count_of_another_zone_or_below_nought_is_refused() -> None:
    with pytest.raises(InvalidValue, match="move it"):
        Zone("ring", "Ring", "ford", "USA", 1.0, 1.0, 5.0, counts=(Count("other", "a", "b", When("2018"), 1),))
    with pytest.raises(InvalidValue, match="number"):
        Count("ring", "a", "b", When("2018"), -1)


def test_they_go_out_as_text_come_back_and_go_out_the_same(told: Store, tmp_path: Path, home: Any) -> None:
    corrected = Breach(REPORTED.id, "ring", reported="A patrol was inside.", happened=When("2018-06"))
    told.put([Put("breach", corrected, "now", "correct")], by="E", why="one witness only")
    told.put([Put("notice", None, "now", "withdraw", id="autumn-drill")], by="E", why="called off")
    out, again = tmp_path / "out", tmp_path / "again"
    write_list(told, out, history=True)
    assert (out / "breaches/ring/2018-06-21-patrol~1.md").is_file()
    assert (out / "breaches/ring/AIS%3A23%405%2F20180621T090000Z.md").is_file()
    assert '"act":"withdraw"' in (out / "notices.geojson").read_text()
    with home.open() as copy:
        copy.put(read_list(out), by="B")
        assert [k.value for k in copy.history("breach", REPORTED.id)] == [REPORTED, corrected]
        assert copy.state().breaches[TRACKED.id].value == TRACKED
        assert copy.put(read_list(out), by="B").added == 0
        write_list(copy, again, history=True)
        assert copy.verify().problem == ""
    for file in (file.relative_to(out) for file in out.rglob("*") if file.is_file()):
        assert (out / file).read_bytes() == (again / file).read_bytes()


def test_a_breach_that_left_the_list_leaves_the_folder(told: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_list(told, out)
    write_list(told.state(NOON - dt.timedelta(days=1)), out)
    assert not (out / "breaches").exists()
    assert not (out / "notices.geojson").exists()


@pytest.mark.parametrize("target", [REPORTED.id, f"{TRACKED.id}@1", f"breach:{TRACKED.id}"])
def test_two_people_can_erase_a_breach_and_the_chain_still_verifies(told: Store, target: str) -> None:
    done = told.erase(target, by="A. Analyst", second="E. Editor", reason="names a private person", scrub_for=0.1)
    assert done.contents == 1
    gone = [kept for kept in told.state().breaches.values() if kept.erasure]
    assert [kept.value for kept in gone] == [None]
    assert told.verify().problem == ""
