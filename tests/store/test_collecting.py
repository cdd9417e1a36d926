"""The collector against real servers, real files and real kills: nothing lost, nothing twice, a line that says what to do."""

# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from foreshock.model import Conflict, DeskConfig, NotFound, Report, Source, StoreError
from foreshock.sources.fetching import Fetcher
from foreshock.store import rowworks, takein, together
from foreshock.store.archive import Archive
from foreshock.store.collecting import Collected, Collector, evidence_of
from foreshock.store.journal import Journal

sys.path.insert(0, str(Path(__file__).parents[1] / "sources"))
import source_files as made
from web import Request, Web, serving


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = dt.datetime(2019, 2, 14, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


class Desk:
    """A desk's folder with sources and a clock; `collect()` makes one round."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.clock = Clock()
        self.archive = Archive(folder / "archive")
        self.sources: list[Source] = []

    @property
    def config(self) -> DeskConfig:
        return DeskConfig(sources=tuple(self.sources))

    def collector(self) -> Collector:
        return Collector(self.folder, self.config, self.archive, Fetcher(delay=0.0), self.clock, random.Random(1))

    def collect(self, **how: Any) -> dict[str, Collected]:
        return {outcome.source: outcome for outcome in self.collector().collect(**how)}

    def web(self, id: str, address: str, **more: Any) -> None:
        self.sources.append(Source(id, address=address, allow_private_addresses=True, **more))

    def file(self, id: str, name: str, data: bytes, **more: Any) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.sources.append(Source(id, path=name, **more))
        return path

    def reports(self, **asked: Any) -> list[Report]:
        return list(evidence_of(self.folder, self.config).reports(**asked))

    def journal(self) -> Journal:
        return Journal(self.folder)


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "at")


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def no_coder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests are not about the coder, which takes seconds to load; those that are ask for `coder`."""
    if "coder" not in request.fixturenames:
        for reading in (takein.take_in, together.take_in_together):
            monkeypatch.setattr(reading, "__defaults__", (lambda reports: reports,))


@pytest.fixture
def coder() -> None:
    """The real coder."""


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


def test_an_error_page_in_place_of_a_feed_goes_to_the_quarantine(at: Desk, web: Web) -> None:
    web.pages["/rss"] = lambda r: r.answer(made.PAGE, Content_Type="text/html")
    at.web("wire", web.url("/rss"), kind="feed")
    assert at.collect()["wire"].aside == 1
    with at.journal() as journal:
        (piece,) = journal.quarantine()
    assert "should be an RSS or Atom feed but is a web page" in piece.reason
    assert at.archive.has(piece.fetch.sha256), "the bytes are kept all the same"


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


def test_a_clock_set_back_does_not_put_a_source_off(at: Desk, web: Web) -> None:
    web.pages["/rss"] = made.RSS
    at.web("wire", web.url("/rss"), every="1h")
    at.clock.turn(days=3000)
    at.collect()
    at.clock.turn(days=-3000)
    assert "wire" in at.collect(), "a clock that ran ahead had put it off by years"
    assert at.collect() == {}


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


def test_a_packed_table_is_read(at: Desk) -> None:
    at.file("gdelt", "x.export.CSV.zip", made.zipped({"x.export.CSV": made.gdelt(7)}), kind="gdelt")
    assert at.collect()["gdelt"].added == 7
    assert at.reports()[0].where == "x.export.CSV, row 1"


def test_a_helper_process_gives_the_same_rows_and_the_same_quarantine(
    at: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = made.zipped({"a.CSV": made.gdelt(40).replace(b"\t195\t195", b"\t999\t195", 3), "b.CSV": made.gdelt(9)[:-30]})
    found = []
    for size in (1 << 40, 0):
        desk = Desk(tmp_path / f"desk-{size}")
        desk.file("gdelt", "x.zip", bad, kind="gdelt")
        monkeypatch.setattr(takein, "HELPED", size)
        desk.collect()
        with desk.journal() as journal:
            found.append((desk.reports(), [(p.where, p.reason, p.raw) for p in journal.quarantine()]))
    assert found[0] == found[1]
    assert len(found[0][1]) == 4


def test_a_helper_that_is_killed_is_done_without(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    at.file("gdelt", "x.CSV", made.gdelt(40), kind="gdelt")
    monkeypatch.setattr(takein, "HELPED", 0)
    real = rowworks.RowWorks._submit

    def submit(works: Any, raw: Any) -> Any:
        future = real(works, raw)
        for process in works._pool._processes.values():
            process.kill()
        return future

    monkeypatch.setattr(rowworks.RowWorks, "_submit", submit)
    assert at.collect()["gdelt"].added == 40


def test_duplicated_and_reordered_rows_are_kept_once(at: Desk) -> None:
    file = at.file("gdelt", "x.CSV", made.gdelt(20), kind="gdelt")
    at.collect()
    lines = made.gdelt(21).splitlines(keepends=True)
    file.write_bytes(b"".join(reversed(lines)) + b"".join(lines))
    assert at.collect(now_due=True)["gdelt"].added == 1
    assert len(at.reports(every_version=True)) == 21


def test_a_table_whose_columns_changed_is_put_aside_and_read_once_the_settings_know_them(at: Desk) -> None:
    changed = made.table([{("geo_lat" if k == "latitude" else k): v for k, v in made.ACLED_ROW.items()}])
    at.file("acled", "a.csv", changed, kind="acled")
    assert at.collect()["acled"].aside == 1
    with at.journal() as journal:
        (piece,) = journal.quarantine()
        assert "the columns have changed: no latitude" in piece.reason
        mapping = {"id": "event_id_cnty", "date": "event_date", "text": "notes", "lat": "geo_lat", "lon": "longitude"}
        mapped = Source("acled", "csv", path="a.csv", mapping=mapping)
        archive, evidence = at.archive, evidence_of(at.folder, at.config)
        assert takein.retry(piece.number, mapped, archive, evidence, journal, archive.get(piece.fetch.sha256)).read
    assert [r.id for r in at.reports()] == ["acled:SYR101"]


def test_a_row_from_the_quarantine_is_read_once_it_is_mended(at: Desk) -> None:
    bad = made.gdelt(3).replace(b"\t195\t195", b"\t999\t195", 1)
    at.file("gdelt", "x.CSV", bad, kind="gdelt")
    assert at.collect()["gdelt"].aside == 1
    evidence = evidence_of(at.folder, at.config)
    with at.journal() as journal:
        (piece,) = journal.quarantine()
        assert not takein.retry(piece.number, at.sources[0], at.archive, evidence, journal).read
        mended = piece.raw.replace(b"999", b"195")
        assert takein.retry(piece.number, at.sources[0], at.archive, evidence, journal, mended).read
        assert journal.quarantine() == []
        assert journal.quarantine("read")[0].note == "read after a person mended it"
    assert {r.id for r in at.reports()} == {"gdelt:1", "gdelt:2", "gdelt:3"}
    with pytest.raises(NotFound, match="no piece 77"), at.journal() as journal:
        journal.quarantined(77)


def test_a_document_that_kills_its_reader_is_put_aside_after_eight_tries(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.file("bad", "a.txt", made.TEXT)

    def dies(*_: object) -> Iterator[object]:
        raise MemoryError
        yield

    monkeypatch.setattr(takein, "read_stream", dies)
    for _ in range(8):
        with pytest.raises(MemoryError):
            at.collect(now_due=True)
    outcome = at.collect(now_due=True)["bad"]
    assert outcome.aside == 1
    with at.journal() as journal:
        assert "reading it failed 8 times" in journal.quarantine()[0].reason
    assert at.collect(now_due=True)["bad"].aside == 0


def test_two_collectors_at_once_do_not_meet(at: Desk, web: Web) -> None:
    started, go_on = threading.Event(), threading.Event()

    def page(request: Request) -> None:
        started.set()
        go_on.wait(10)
        request.answer(made.RSS)

    web.pages["/rss"] = page
    at.web("wire", web.url("/rss"))
    first = threading.Thread(target=at.collect)
    first.start()
    assert started.wait(10)
    with pytest.raises(Conflict, match=f"another collector is at work here .process {os.getpid()}"):
        at.collect()
    go_on.set()
    first.join()
    assert len(at.reports(every_version=True)) == 2
    assert web.paths() == ["/rss"]


def test_books_that_were_lost_are_made_anew_and_nothing_is_twice(at: Desk, web: Web) -> None:
    web.pages["/rss"] = made.RSS
    at.web("wire", web.url("/rss"))
    at.collect()
    for file in at.folder.glob("collect.sqlite3*"):
        file.unlink()
    outcome = at.collect()["wire"]
    assert (outcome.read, outcome.added) == (2, 0)
    assert outcome.aside == 1, "the quarantine is there again"
    assert len(at.reports(every_version=True)) == 2


def test_books_that_cannot_be_reached_stop_the_round_and_once_back_everything_goes_on(at: Desk, web: Web) -> None:
    web.pages["/rss"] = made.RSS
    at.web("wire", web.url("/rss"))
    at.collect()
    away = at.folder.with_name("away")
    at.folder.rename(away)
    with pytest.raises(StoreError):
        at.collect(now_due=True)
    away.rename(at.folder)
    web.pages["/rss"] = made.RSS.replace(b"wire-1", b"wire-5")
    assert at.collect(now_due=True)["wire"].added == 1


def test_a_database_that_is_locked_for_good_is_named(at: Desk, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.pages["/rss"] = made.RSS
    at.web("wire", web.url("/rss"))
    at.collect()
    other = sqlite3.connect(at.folder / "collect.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: real(*a, **(k | {"timeout": 0.1})))
    with pytest.raises(StoreError, match="locked"):
        at.collect(now_due=True)
    other.execute("ROLLBACK")
    other.close()
    assert "wire" in at.collect(now_due=True)


def test_a_disk_that_fills_up_loses_nothing(at: Desk, web: Web) -> None:
    web.pages["/rss"] = lambda r: r.answer(made.RSS + b"<!--" + b"x" * 400_000 + b"-->", ETag='"1"')
    code = (
        "import resource, signal, sys\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from foreshock.model import DeskConfig, Source, StoreError\n"
        "from foreshock.sources.fetching import Fetcher\n"
        "from foreshock.store.archive import Archive\n"
        "from foreshock.store.collecting import Collector\n"
        "folder = Path(sys.argv[1])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "source = Source('wire', address=sys.argv[3], allow_private_addresses=True)\n"
        "collector = Collector(folder, DeskConfig(sources=(source,)), Archive(folder / 'archive'), Fetcher(delay=0.0))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try:\n"
        "    print(list(collector.collect()))\n"
        "except StoreError as error:\n"
        "    print(error)\n"
    )
    at.web("wire", web.url("/rss"))
    done = subprocess.run(
        [sys.executable, "-c", code, at.folder, "", web.url("/rss")], capture_output=True, text=True, check=False
    )
    assert "the disk is full: free some space and repeat" in done.stdout, done.stderr
    assert at.archive.leftovers() == []
    assert at.collect()["wire"].added == 2
    assert "if-none-match" not in web.asked[-1][1], "what was not kept is asked for again"


_COLLECT = """
import sys
from pathlib import Path
from foreshock.model import DeskConfig, Source
from foreshock.sources.fetching import Fetcher
from foreshock.store import rowworks, takein, together
from foreshock.store.archive import Archive
from foreshock.store.collecting import Collector
takein.take_in.__defaults__ = together.take_in_together.__defaults__ = (lambda reports: reports,)
folder = Path(sys.argv[1])
sources = [Source("wire", address=sys.argv[2], allow_private_addresses=True), Source("drop", path="in", every="1s")]
collector = Collector(folder, DeskConfig(sources=tuple(sources)), Archive(folder / "archive"), Fetcher(delay=0.0))
print("ready", flush=True)
list(collector.collect(now_due=True))
print("done", flush=True)
"""


def test_a_collector_killed_at_any_moment_loses_nothing_and_keeps_nothing_twice(at: Desk, web: Web) -> None:
    rng = random.Random(11)
    web.pages["/rss"] = made.RSS
    (at.folder / "in").mkdir()
    expected = {"wire-1", "wire-2"}
    at.web("wire", web.url("/rss"))
    at.sources.append(Source("drop", path="in", every="1s"))
    total = 0
    for number in range(int(os.environ.get("FORESHOCK_SOAK") or 0) * 40 + 5):
        rows = b"".join(
            made.gdelt(400, SQLDATE="20170518", Actor1Name=f"N{number}").splitlines(keepends=True)[: 400 - number]
        )
        (at.folder / f"in/{number}.CSV").write_bytes(rows.replace(b"\t195\t195", b"\t999\t195", 1))
        total += 400 - number - 1
        process = subprocess.Popen(
            [sys.executable, "-c", _COLLECT, at.folder, web.url("/rss")], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout and process.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.0, 0.8))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    at.clock.now = dt.datetime.now(dt.UTC)
    at.collect(now_due=True)
    reports = at.reports(every_version=True)
    assert len([r for r in reports if r.source == "wire"]) == len(expected)
    assert len([r for r in reports if r.source == "drop"]) == total
    with at.journal() as journal:
        assert journal.waiting() == []
        pieces = journal.quarantine()
        assert len([p for p in pieces if p.fetch.source == "drop"]) == number + 1
        for piece in pieces:
            assert at.archive.has(piece.fetch.sha256)


def test_a_table_of_texts_is_coded_like_other_texts(at: Desk, coder: None) -> None:
    rows = [{"no": "1", "day": "2019-02-15", "said": "The Syrian army shelled two villages near Homs on Friday."}]
    at.file("notes", "a.csv", made.table(rows), kind="csv", mapping={"id": "no", "date": "day", "text": "said"})
    at.collect()
    (report,) = at.reports()
    assert (report.id, report.kind, report.published and report.published.text) == ("notes:1", "row", "2019-02-15")
    assert [event.type for event in report.events] == ["ASSAULT"]
    assert report.coder.startswith("foreshock/")


def test_only_sources_of_the_settings_can_be_named(at: Desk) -> None:
    at.file("drop", "a.txt", made.TEXT)
    with pytest.raises(NotFound, match=r"no source is called wire; foreshock\.toml names drop"):
        at.collect(only=["wire"])


def test_private_sources_stay_private_in_every_report(at: Desk) -> None:
    at.file("call", "a.eml", made.mail(), terms="private")
    at.collect()
    assert {r.terms for r in at.reports()} == {"private"}
