"""From reports to the queue on both databases: each story once, people's words kept, and the example's own reports."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from invented import NOON
from msgspec.structs import replace

from foreshock.model import Development, Report, ReportedEvent, When, place_within
from foreshock.store import Store

AT = place_within("Cape Ness", 50.0, -5.0, 5.0)
ANA = "Ana Lisboa"


def report(key: str, text: str, day: str = "2020-05-10") -> Report:
    event = ReportedEvent(
        "e1", "ASSAULT", "GBR:MIL", "FRA:CIV", places=(AT,), happened=When("2020-05-09"), killed=2, confidence=0.9
    )
    return Report(f"wire:{key}", "wire", NOON + dt.timedelta(days=1), published=When(day), text=text, language="en",
                  events=(event,), publisher="Vell Wire")  # fmt: skip


FIRST = report("1", "Lornian gunboats fired on a Vell trawler near Cape Ness, killing two men.")
SECOND = report("2", "Two fishermen died when gunboats fired on their trawler near Cape Ness.", "2020-05-11")


class Room:
    def __init__(self, store: Store) -> None:
        from foreshock.desk.acts import Desk

        self.store = store
        self.acts = Desk(store, lambda: False)

    def fill(self, *reports: Report) -> tuple[int, int, int]:
        from foreshock.desk.filling import fill_queue

        done = fill_queue(self.store, reports)
        return done.new, done.grown, done.amending

    def only(self, status: str = "open") -> str:
        from foreshock.desk import queue

        (line,) = queue.page(status).lines
        return line.id

    def pieces(self, candidate_id: str) -> int:
        return len(self.acts.candidate(candidate_id)[0].pieces)


@pytest.fixture
def room(desk_store: Store) -> Room:
    return Room(desk_store)


def test_a_story_is_laid_before_the_desk_once_and_grows_with_later_reports(room: Room) -> None:
    assert room.fill(FIRST) == (1, 0, 0)
    assert room.fill(FIRST) == (0, 0, 0)
    assert room.fill(FIRST, SECOND) == (0, 1, 0)
    assert room.pieces(room.only()) == 2


def test_what_a_person_wrote_stays_when_more_reports_come(room: Room) -> None:
    room.fill(FIRST)
    name = room.only()
    candidate, version = room.acts.candidate(name)
    room.acts.edit(name, version, ANA, replace(candidate.proposal, text="Two men were killed off Cape Ness."))
    assert room.fill(FIRST, SECOND) == (0, 1, 0)
    grown, _ = room.acts.candidate(name)
    assert (grown.proposal.text, len(grown.pieces)) == ("Two men were killed off Cape Ness.", 2)
    assert [kept.stamp.by for kept in room.store.history("candidate", name)][-1].startswith("Foreshock")


def test_news_of_a_published_entry_comes_as_its_amendment(room: Room) -> None:
    room.fill(FIRST)
    published = room.acts.accept(room.only(), 1, ANA)
    assert room.fill(FIRST, SECOND) == (0, 0, 1)
    amending, _ = room.acts.candidate(room.only())
    assert amending.amends == published.outcome
    assert [piece.report for piece in amending.pieces] == ["wire:2"]
    entry = room.store.state().developments[published.outcome].value
    assert isinstance(entry, Development) and amending.proposal.text == entry.text


def test_a_rejected_story_stays_rejected(room: Room) -> None:
    room.fill(FIRST)
    room.acts.reject(room.only(), 1, ANA, "not relevant")
    assert room.fill(FIRST, SECOND) == (0, 0, 0)


def test_reports_of_a_merged_candidate_go_where_it_went(room: Room) -> None:
    from invented import candidate

    from foreshock.desk.queue import add_candidates

    room.fill(FIRST)
    name = room.only()
    add_candidates([candidate(9)])
    room.acts.merge(name, 1, ANA, "c-9")
    room.fill(FIRST, SECOND)
    assert {piece.report for piece in room.acts.candidate("c-9")[0].pieces} == {"r-9", "wire:1", "wire:2"}


def test_what_comes_in_is_found_by_search(room: Room) -> None:
    from foreshock.desk.search.index import search

    room.fill(FIRST, SECOND)
    assert [hit.report for hit in search("trawler").hits] == ["wire:2", "wire:1"]


def test_the_example_fills_its_desk_with_at_least_five_candidates(tmp_path: Path) -> None:
    pytest.importorskip("spacy", reason="the coder is not installed; left out: the example's reports through it")

    def typed(*words: str) -> str:
        done = subprocess.run([sys.executable, "-m", "foreshock", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    folder = str(tmp_path / "demo")
    typed("init", folder, "--example")
    told = typed("collect", "--desk", folder)
    assert "7 new candidates" in told and "1 wait in a language that is not coded" in told
    assert "Sign in at /desk/ as analyst" in typed("user", "demo", "--desk", folder)
    assert "0 new candidates" in typed("queue", "fill", "--desk", folder)
