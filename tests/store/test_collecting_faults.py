"""The collector when its disk, its books, its clock or its process fail: nothing lost, nothing twice."""

# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
import source_files as made
from collecting_desk import Desk
from web import Request, Web

from foreshock.model import Conflict, Source, StoreError

pytestmark = pytest.mark.usefixtures("no_coder")


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
from foreshock.store import codingworks
from foreshock.store.archive import Archive
from foreshock.store.collecting import Collector
codingworks.coded = lambda reports: reports
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


def test_a_clock_set_back_does_not_put_a_source_off(at: Desk, web: Web) -> None:
    web.pages["/rss"] = made.RSS
    at.web("wire", web.url("/rss"), every="1h")
    at.clock.turn(days=3000)
    at.collect()
    at.clock.turn(days=-3000)
    assert "wire" in at.collect(), "a clock that ran ahead had put it off by years"
    assert at.collect() == {}
