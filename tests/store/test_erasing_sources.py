"""Erasing what a collector brought, at a desk without tables of its own: books, archive, inbox, evidence."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
import source_files as made
from collecting_desk import Desk
from web import Web

from foreshock.model import Conflict
from foreshock.store import Store
from foreshock.store.collecting import alone
from foreshock.store.erasingall import erase_all

pytestmark = pytest.mark.usefixtures("no_coder")

WHO = {"by": "A. Analyst", "second": "E. Editor", "reason": "names a private person"}
PAGE = made.PAGE


@pytest.fixture
def here(at: Desk, desk: Store) -> Desk:
    """A collecting desk with a record beside it."""
    assert desk.folder
    assert desk.archive
    at.folder, at.archive = desk.folder, desk.archive
    return at


def with_words(folder: Path, words: str) -> list[str]:
    return [
        str(file.relative_to(folder))
        for file in sorted(folder.rglob("*"))
        if file.is_file() and words.encode() in file.read_bytes()
    ]


def erase(at: Desk, store: Store, target: str, **how: Any) -> Any:
    return erase_all(store, at.config, target, **WHO, **how)


def test_a_page_that_was_erased_is_not_fetched_again_and_its_address_is_gone(here: Desk, desk: Store, web: Web) -> None:
    address = web.url("/news/zebulon-quartz-arrested")
    web.pages["/rss"] = made.RSS.replace(b"https://wire.example/1", address.encode())
    web.pages["/news/zebulon-quartz-arrested"] = PAGE
    here.web("wire", web.url("/rss"), follow=True)
    here.collect()
    assert {place.split("/")[0] for place in with_words(here.folder, "zebulon-quartz")} >= {"collected", "archive"}
    page = next(r for r in here.reports() if r.where == "the page")
    item = next(r for r in here.reports() if r.address == address and r.where != "the page")
    erase(here, desk, f"report:{page.id}")
    erase(here, desk, f"report:{item.id}")
    assert with_words(here.folder, "zebulon-quartz") == []
    asked = web.paths().count("/news/zebulon-quartz-arrested")
    web.pages["/rss"] = web.pages["/rss"].replace(b"wire-2", b"wire-9")  # type: ignore[union-attr]
    outcome = here.collect(now_due=True)["wire"]
    assert outcome.added == 1
    assert "brought again what was erased (report:wire:" in outcome.note
    here.collect(now_due=True)
    assert web.paths().count("/news/zebulon-quartz-arrested") == asked
    assert {page.id, item.id}.isdisjoint(r.id for r in here.reports())
    assert web.url("/rss") in (here.folder / "collected/2019-02.jsonl").read_text(), "the source's own address stays"


def test_books_made_anew_after_an_erasure_do_not_trip_over_it(here: Desk, desk: Store) -> None:
    here.file("drop", "in/a.txt", made.TEXT)
    here.file("other", "b.txt", b"A calm day at the ford, with nothing at all to tell of it.")
    here.collect()
    (report,) = (r for r in here.reports() if r.source == "drop")
    erase(here, desk, f"sha256:{report.sha256}")
    assert not (here.folder / "in/a.txt").exists()
    for file in here.folder.glob("collect.sqlite3*"):
        file.unlink()
    assert here.collect(now_due=True)["other"].added == 0
    with here.journal() as journal:
        assert journal.waiting() == []
    (here.folder / "in/a.txt").write_bytes(made.TEXT)
    assert here.collect(now_due=True)["drop"].fetched == 0, "dropped again, it is not taken"
    assert [r.source for r in here.reports()] == ["other"]


def test_pieces_in_the_quarantine_lose_their_bytes(here: Desk, desk: Store) -> None:
    bad = made.gdelt(3, Actor1Name="QUARTZ").replace(b"\t195\t195", b"\t999\t195", 1)
    here.file("gdelt", "x.CSV", bad, kind="gdelt")
    here.collect()
    with here.journal() as journal:
        (piece,) = journal.quarantine()
        assert b"QUARTZ" in piece.raw
    outcome = erase(here, desk, f"sha256:{piece.fetch.sha256}")
    assert outcome.reports == 2
    assert with_words(here.folder, "QUARTZ") == []
    with here.journal() as journal:
        assert journal.quarantine() == []
        assert journal.quarantine("dropped")[0].raw == b""


def test_an_erasure_waits_for_a_collector_at_work_and_says_so_when_it_does_not_end(
    here: Desk, desk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.file("drop", "a.txt", made.TEXT)
    here.collect()
    monkeypatch.setattr("foreshock.store.erasingall._PATIENCE", 0.3)
    (report,) = here.reports()
    with alone(here.folder), pytest.raises(Conflict, match="another collector is at work"):
        erase(here, desk, f"report:{report.id}")
    assert here.reports() == [report]


def test_books_that_somebody_reads_are_told_of(here: Desk, desk: Store) -> None:
    here.file("drop", "a.txt", made.TEXT)
    here.collect()
    reader = sqlite3.connect(here.folder / "collect.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM fetch").fetchall()
    (report,) = here.reports()
    began = time.monotonic()
    outcome = erase(here, desk, f"report:{report.id}", scrub_for=0.1)
    assert not outcome.scrubbed
    assert time.monotonic() - began < 10, "no longer than was asked for, where a writer would wait for half a minute"
    assert re.search(r"collect\.sqlite3, which may still hold traces: stop them and repeat", outcome.notes[-1])
    reader.close()
    assert erase(here, desk, f"report:{report.id}").scrubbed
