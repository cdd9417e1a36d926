"""Whatever is wrong with one source: it gets a line that says why, holds up no other, and is read once mended."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
import source_files as made
from collecting_desk import Desk
from msgspec.structs import replace
from web import Request, Web, certificate, drip, server_tls, serving

from foreshock.model import Source
from foreshock.sources.fetching import Fetcher, Limits
from foreshock.store import collecting
from foreshock.store.collecting import Collector

pytestmark = pytest.mark.usefixtures("no_coder")


def endless(request: Request) -> None:
    request.send_response(200)
    request.send_header("Connection", "close")
    request.end_headers()
    for _ in range(16_384):
        request.wfile.write(b"x" * 65_536)


def onwards(request: Request) -> None:
    """Always to an address that nobody has seen yet."""
    request.answer(b"", 302, Location=f"/bad?{random.random()}")


def down(request: Request) -> None:
    request.connection.shutdown(socket.SHUT_RDWR)


#: What is wrong → how the server answers, what the line says.
WRONG: Final[dict[str, tuple[Callable[[Request], None], str]]] = {
    "down": (down, "gave nothing"),
    "silent": (lambda r: time.sleep(2), "too slow"),
    "slow": (drip, "too slow"),
    "redirecting for ever": (onwards, "redirects more than 5 times"),
    "a gigabyte": (endless, "max-mb"),
    "an error": (lambda r: r.answer(b"out of order", 500), "500"),
    "forbidden": (lambda r: r.answer(b"no", 403), "403"),
}


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short bounds, so that a slow server is given up soon."""

    def short(source: Source) -> Limits:
        return Limits(size=source.max_mb * 1_000_000, read=0.4, total=0.8)

    monkeypatch.setattr(collecting, "_limits", short)


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.usefixtures("limits")
def test_a_source_that_is_wrong_has_a_line_and_holds_up_no_other_and_is_read_once_mended(
    at: Desk, web: Web, what: str
) -> None:
    answer, says = WRONG[what]
    web.pages["/bad"] = answer
    with serving() as other:
        other.pages["/good"] = made.RSS
        at.web("bad", web.url("/bad"), every="1h", max_mb=1)
        at.web("good", other.url("/good"))
        first = at.collect()
    assert first["bad"].failed
    assert says in first["bad"].note
    assert first["good"].added == 2
    assert at.archive.leftovers() == []
    assert {r.source for r in at.reports()} == {"good"}
    assert at.collect(only=["bad"]) == {}, "put off"
    web.pages["/bad"] = made.RSS.replace(b"wire-", b"late-")
    at.clock.turn(hours=3)
    assert at.collect(only=["bad"])["bad"].added == 2
    with at.journal() as journal:
        assert (journal.standing("bad").failures, journal.standing("bad").note) == (0, "")
    assert len(at.reports(every_version=True)) == 4, "nothing twice"


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[Web]:
    with serving(server_tls(certificate(tmp_path))) as server:
        yield server


def test_a_source_that_cannot_prove_who_it_is_has_a_line_and_gives_nothing(at: Desk, tls: Web) -> None:
    tls.pages["/rss"] = made.RSS
    at.web("wire", tls.url("/rss", "localhost"))
    outcome = at.collect()["wire"]
    assert outcome.failed
    assert "cannot prove who it is" in outcome.note
    assert at.reports() == []


@pytest.mark.parametrize("kind", ["feed", "gdelt", "acled", "geojson", "pdf", "email"])
def test_bytes_of_another_kind_than_was_said_are_kept_and_told_of(at: Desk, web: Web, kind: str) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    web.pages["/a"] = lambda r: r.answer(picture, Content_Type="application/octet-stream")
    at.web("wire", web.url("/a"), kind=kind)
    outcome = at.collect()["wire"]
    assert (outcome.failed, outcome.added, outcome.aside) == (False, 0, 1)
    with at.journal() as journal:
        (piece,) = journal.quarantine()
    assert at.archive.get(piece.fetch.sha256) == picture
    assert piece.reason


def test_a_source_whose_clock_is_years_ahead_or_behind_is_kept_and_asked_as_before(at: Desk, web: Web) -> None:
    ahead = made.RSS.replace(b"2019", b"2093")
    web.pages["/rss"] = lambda r: r.answer(ahead, Date="Thu, 01 Jan 2093 00:00:00 GMT", Last_Modified="nonsense")
    at.web("wire", web.url("/rss"), every="1h")
    assert at.collect()["wire"].added == 2
    with at.journal() as journal:
        due = journal.standing("wire").due
    assert due is not None
    assert (due - at.clock.now).total_seconds() == 3600
    assert all(r.learned == at.clock.now for r in at.reports()), "when we learned it is by our own clock"


def test_our_own_clock_years_ahead_for_a_while_costs_nothing(at: Desk, web: Web) -> None:
    web.pages["/rss"] = made.RSS
    at.web("wire", web.url("/rss"), every="1h")
    at.clock.turn(days=4000)
    at.collect()
    at.clock.turn(days=-4000)
    web.pages["/rss"] = made.RSS.replace(b"wire-1", b"wire-7")
    assert at.collect()["wire"].added == 1
    assert len(at.reports(every_version=True)) == 3


def test_a_fetcher_of_ones_own_may_be_given(at: Desk, tls: Web, tmp_path: Path) -> None:
    import ssl

    tls.pages["/rss"] = made.RSS
    at.web("wire", tls.url("/rss", "localhost"))
    trusting = Fetcher(ssl.create_default_context(cafile=str(tmp_path / "localhost.pem")), delay=0.0)
    collector = Collector(at.folder, replace(at.config), at.archive, trusting, at.clock)
    assert [outcome.added for outcome in collector.collect()] == [2]
