"""The collector on schedule, against real servers and files: what is due, once, with a line for whatever went wrong."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import source_files as made
from collecting_desk import Desk
from web import Request, Web

from foreshock.model import NotFound, Source
from foreshock.store import takein, together
from foreshock.store.collecting import evidence_of

pytestmark = pytest.mark.usefixtures("no_coder")


def test_a_feed_is_fetched_archived_with_its_headers_read_coded_and_kept(at: Desk, web: Web, coder: None) -> None:
    web.pages["/rss"] = lambda r: r.answer(made.RSS, Content_Type="application/rss+xml", ETag='"1"')
    at.web("wire", web.url("/rss"), publisher="Border Wire", grade="B2", terms="show")
    outcome = at.collect()["wire"]
    assert (outcome.fetched, outcome.read, outcome.added, outcome.aside) == (1, 2, 2, 1)
    english, persian = sorted(at.reports(), key=lambda r: r.language)
    assert english.coder.startswith("foreshock/")
    assert [e.type for e in english.events][:1] == ["ASSAULT"]
    assert (persian.coder, persian.why_empty) == ("", "waits: language fa, the coder reads English")
    assert (english.grade, english.terms, english.publisher) == ("B2", "show", "Border Wire")
    assert at.archive.get(english.sha256) == made.RSS
    line = json.loads((at.folder / "collected/2019-02.jsonl").read_text())
    assert line["address"] == web.url("/rss")
    assert line["headers"]["etag"] == '"1"'
    assert line["fetched"] == "2019-02-14T09:00:00Z"
    assert line["sha256"] == english.sha256


def test_a_source_is_asked_when_it_is_due_and_only_for_what_is_new(at: Desk, web: Web) -> None:
    def page(request: Request) -> None:
        known = request.headers["If-None-Match"] == '"1"'
        request.answer(b"" if known else made.RSS, 304 if known else 200, ETag='"1"')

    web.pages["/rss"] = page
    at.web("wire", web.url("/rss"), every="1h")
    assert at.collect()["wire"].added == 2
    at.clock.turn(minutes=59)
    assert at.collect() == {}
    at.clock.turn(minutes=2)
    assert at.collect()["wire"].fetched == 0
    assert web.asked[-1][1]["if-none-match"] == '"1"'
    assert len(web.paths()) == 2


def test_the_same_items_in_a_feed_that_moved_on_are_kept_once(at: Desk, web: Web) -> None:
    web.pages["/rss"] = made.RSS
    at.web("wire", web.url("/rss"))
    at.collect()
    more = made.RSS.replace(
        b"<item>", b"<item><title>A third thing happened</title><guid>wire-9</guid></item><item>", 1
    )
    web.pages["/rss"] = more
    outcome = at.collect(now_due=True)["wire"]
    assert (outcome.read, outcome.added, outcome.aside) == (3, 1, 0), "nor is the unread item put aside twice"
    assert len(at.reports()) == 3


def test_a_source_that_is_down_is_told_put_off_longer_each_time_and_holds_up_no_other(at: Desk, web: Web) -> None:
    web.pages["/rss"] = made.RSS
    web.pages["/bad"] = lambda r: r.answer(b"", 500)
    at.web("bad", web.url("/bad"), every="1h")
    at.web("wire", web.url("/rss"), every="1h")
    outcomes = at.collect()
    assert outcomes["bad"].failed
    assert "answered 500" in outcomes["bad"].note
    assert outcomes["wire"].added == 2
    pauses = []
    for _ in range(4):
        with at.journal() as journal:
            standing = journal.standing("bad")
        assert standing.due and standing.tried
        pauses.append((standing.due - standing.tried).total_seconds() / 3600)
        at.clock.now = standing.due
        at.collect(only=["bad"])
    assert pauses == sorted(pauses)
    assert 1.6 <= pauses[0] <= 2.4
    assert pauses[3] > 12
    web.pages["/bad"] = made.ATOM
    at.clock.turn(days=2)
    assert at.collect()["bad"].added == 1
    with at.journal() as journal:
        assert journal.standing("bad").failures == 0


def test_retry_after_is_heard(at: Desk, web: Web) -> None:
    web.pages["/rss"] = lambda r: r.answer(b"", 503, Retry_After="7200")
    at.web("wire", web.url("/rss"), every="5m")
    at.collect()
    with at.journal() as journal:
        standing = journal.standing("wire")
    assert standing.due and standing.due - at.clock.now == dt.timedelta(hours=2)


def test_pauses_differ_so_that_sources_do_not_come_back_all_at_once(at: Desk, web: Web) -> None:
    for number in range(6):
        at.web(f"s{number}", web.url(f"/{number}"), every="1h")
    at.collect()
    with at.journal() as journal:
        assert len({journal.standing(f"s{n}").due for n in range(6)}) == 6


def test_a_body_above_the_limit_is_not_kept(at: Desk, web: Web) -> None:
    web.pages["/rss"] = lambda r: r.answer(b"x" * 3_000_000, Content_Type="text/plain")
    at.web("wire", web.url("/rss"), max_mb=1)
    assert "max-mb" in at.collect()["wire"].note
    assert list(at.archive.files()) == []
    assert at.archive.leftovers() == []


def test_addresses_of_the_inside_need_the_setting(at: Desk, web: Web) -> None:
    web.pages["/rss"] = made.RSS
    at.sources.append(Source("wire", address=web.url("/rss")))
    assert "allow-private-addresses" in at.collect()["wire"].note
    assert web.asked == []


def test_a_source_gone_silent_is_told_once_and_again_after_it_spoke(at: Desk, web: Web) -> None:
    web.pages["/rss"] = made.RSS
    at.web("wire", web.url("/rss"), every="1h", silent_after="2d")
    at.collect()
    notes = []
    for _ in range(4):
        at.clock.turn(days=1)
        notes.append(at.collect()["wire"].note)
    assert [bool(note) for note in notes] == [False, False, True, False]
    assert notes[2] == "wire has brought nothing new since 2019-02-14 09:00 UTC"
    web.pages["/rss"] = made.RSS.replace(b"wire-1", b"wire-77")
    at.clock.turn(days=1)
    assert at.collect()["wire"].note == ""
    at.clock.turn(days=3)
    assert "nothing new since 2019-02-19" in at.collect()["wire"].note


def test_pages_that_items_point_to_are_fetched_once(at: Desk, web: Web) -> None:
    web.pages["/rss"] = made.RSS.replace(b"https://wire.example/1", web.url("/1").encode()).replace(
        b"https://wire.example/2", web.url("/2").encode()
    )
    web.pages["/1"] = made.PAGE
    at.web("wire", web.url("/rss"), follow=True)
    at.collect()
    pages = [r for r in at.reports() if r.where == "the page"]
    assert [r.address for r in pages] == [web.url("/1")]
    for _ in range(4):
        at.collect(now_due=True)
    assert web.paths().count("/1") == 1
    assert web.paths().count("/2") == 3, "a page that is not there is tried three times"


def test_files_are_taken_once_and_new_ones_when_they_come(at: Desk) -> None:
    at.file("drop", "in/a.html", made.PAGE)
    at.sources[-1] = Source("drop", path="in")
    assert at.collect()["drop"].added == 1
    (at.folder / "in/b.txt").write_bytes(made.TEXT)
    (at.folder / "in/.hidden").write_bytes(made.TEXT)
    outcome = at.collect(now_due=True)["drop"]
    assert (outcome.fetched, outcome.added) == (1, 1)
    shutil.rmtree(at.folder / "in")
    assert "there is nothing at" in at.collect(now_due=True)["drop"].note


def test_only_sources_of_the_settings_can_be_named(at: Desk) -> None:
    at.file("drop", "a.txt", made.TEXT)
    with pytest.raises(NotFound, match=r"no source is called wire; foreshock\.toml names drop"):
        at.collect(only=["wire"])


def test_private_sources_stay_private_in_every_report(at: Desk) -> None:
    at.file("call", "a.eml", made.mail(), terms="private")
    at.collect()
    assert {r.terms for r in at.reports()} == {"private"}


def test_small_documents_share_commits_and_two_versions_of_one_report_do_not(at: Desk) -> None:
    for number in range(30):
        at.file("drop", f"in/a{number:02}.txt", f"Report {number} from the strait, where ships met.".encode())
    at.file("drop", "in/b1.csv", made.gdelt(2, Actor1Name="FIRST SAID"))
    at.file("drop", "in/b2.csv", made.gdelt(3, Actor1Name="CORRECTED"))
    at.file("drop", "in/c.csv", b"no table at all")
    at.sources[:] = [Source("drop", path="in")]
    outcome = at.collect()["drop"]
    assert (outcome.fetched, outcome.read, outcome.added, outcome.aside) == (33, 35, 35, 1)
    assert evidence_of(at.folder, at.config).head() == 2
    rows = [report for report in at.reports() if report.kind == "row"]
    assert [row.events[0].actor_name for row in rows] == ["CORRECTED"] * 3
    with at.journal() as journal:
        assert journal.waiting() == []
        assert [piece.fetch.name for piece in journal.quarantine()] == ["c.csv"]


def test_a_document_that_kills_its_reader_keeps_no_other_back(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        at.file("drop", f"in/{name}.txt", f"Report {name} from the strait, where ships were seen.".encode())
    at.sources[:] = [Source("drop", path="in")]

    def reader(read: Callable[..., Any]) -> Callable[..., Any]:
        def dies(stream: Any, size: int, name: str, *more: Any) -> Any:
            if name == "b.txt":
                raise MemoryError
            return read(stream, size, name, *more)

        return dies

    monkeypatch.setattr(takein, "read_stream", reader(takein.read_stream))
    monkeypatch.setattr(together, "read_stream", reader(together.read_stream))
    for _ in range(9):
        with suppress(MemoryError):
            at.collect(now_due=True)
    assert {r.text[:8] for r in at.reports()} == {"Report a", "Report c"}
    with at.journal() as journal:
        assert "reading it failed 8 times" in journal.quarantine()[0].reason
