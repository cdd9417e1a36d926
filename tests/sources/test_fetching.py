"""Fetching, against real servers: conditional, polite, bounded, and never to the inside."""

# ruff: noqa: E501

from __future__ import annotations

import gzip
import ipaddress
import itertools
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from web import Request, Web, certificate, drip, server_tls, serving

from foreshock.model import NotFetched, TooLarge
from foreshock.sources.fetching import Fetcher, Limits
from foreshock.sources.reach import is_public


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(delay=0.0)


def body(fetcher: Fetcher, address: str, **more: Any) -> bytes:
    with fetcher.fetch(address, **{"allow_private": True, **more}) as answer:
        return answer.body.read()


def test_a_page_is_fetched_with_headers_and_media_type(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = lambda r: r.answer(b"hello", Content_Type="text/plain; charset=utf-8", ETag='"1"')
    with fetcher.fetch(web.url("/a"), allow_private=True) as answer:
        assert (answer.status, answer.body.read(), answer.media_type) == (200, b"hello", "text/plain")
        assert answer.headers["etag"] == '"1"'
    assert web.asked[-1][1]["user-agent"].startswith("Foreshock/")


def test_what_has_not_changed_is_not_sent_again(web: Web, fetcher: Fetcher) -> None:
    def page(request: Request) -> None:
        known = request.headers["If-None-Match"] == '"1"' or request.headers["If-Modified-Since"] == "yesterday"
        request.answer(b"" if known else b"new", 304 if known else 200)

    web.pages["/a"] = page
    assert body(fetcher, web.url("/a")) == b"new"
    for condition in ({"etag": '"1"'}, {"modified": "yesterday"}):
        with fetcher.fetch(web.url("/a"), allow_private=True, **condition) as answer:
            assert (answer.status, answer.body.read()) == (304, b"")


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_packed_answers_are_unpacked(web: Web, fetcher: Fetcher, pack: Any) -> None:
    coding = "gzip" if pack is gzip.compress else "deflate"
    web.pages["/a"] = lambda r: r.answer(pack(b"hello " * 99_999), Content_Encoding=coding)
    assert body(fetcher, web.url("/a")) == b"hello " * 99_999


def test_redirects_are_followed_and_circles_are_not(web: Web, fetcher: Fetcher) -> None:
    web.pages["/old"] = lambda r: r.answer(b"", 301, Location="/new")
    web.pages["/new"] = b"here"
    web.pages["/round"] = lambda r: r.answer(b"", 302, Location="/round")
    assert body(fetcher, web.url("/old")) == b"here"
    with pytest.raises(NotFetched, match="redirects more than 5 times"):
        body(fetcher, web.url("/round"))
    assert web.paths().count("/round") == 6


def test_a_body_that_says_it_is_a_gigabyte_is_refused_at_once(web: Web, fetcher: Fetcher) -> None:
    web.pages["/big"] = lambda r: r.answer(b"x" * 10, Content_Length=str(1 << 30))
    with pytest.raises(TooLarge, match="1,073,741,824 bytes"):
        body(fetcher, web.url("/big"))


def test_a_gigabyte_that_does_not_say_so_is_stopped_at_the_limit(web: Web, fetcher: Fetcher) -> None:
    sent = 0

    def endless(request: Request) -> None:
        nonlocal sent
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        for _ in range(16_384):
            request.wfile.write(b"x" * 65_536)
            sent += 65_536

    web.pages["/big"] = endless
    with pytest.raises(TooLarge, match="more than 2,000,000 bytes"):
        body(fetcher, web.url("/big"), limits=Limits(size=2_000_000))
    assert sent < 100_000_000


def test_a_small_body_that_unpacks_to_a_gigabyte_is_stopped(web: Web, fetcher: Fetcher) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(300)) + packer.flush()
    web.pages["/bomb"] = lambda r: r.answer(bomb, Content_Encoding="gzip")
    with pytest.raises(TooLarge, match="more than 2,000,000 bytes"):
        body(fetcher, web.url("/bomb"), limits=Limits(size=2_000_000))


def test_a_packing_that_was_not_asked_for_is_refused(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = lambda r: r.answer(b"x", Content_Encoding="br")
    with pytest.raises(NotFetched, match="'br'"):
        body(fetcher, web.url("/a"))


def test_a_server_that_says_nothing_is_given_up(web: Web, fetcher: Fetcher) -> None:
    web.pages["/slow"] = lambda r: time.sleep(3)
    start = time.monotonic()
    with pytest.raises(NotFetched, match="too slow"):
        body(fetcher, web.url("/slow"), limits=Limits(read=0.3))
    assert time.monotonic() - start < 2


def test_a_server_that_drips_is_given_up_when_the_time_is_over(web: Web, fetcher: Fetcher) -> None:
    web.pages["/drip"] = drip
    start = time.monotonic()
    with pytest.raises(NotFetched, match="too slow"):
        body(fetcher, web.url("/drip"), limits=Limits(read=5, total=1.0))
    assert time.monotonic() - start < 4


def test_a_server_that_is_down_or_hangs_up_says_so(web: Web, fetcher: Fetcher) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
    with pytest.raises(NotFetched, match="gave nothing"):
        body(fetcher, nobody)
    web.pages["/half"] = lambda r: r.answer(b"half", Content_Length="4000", Connection="close")
    web.pages["/half"] = _half
    with pytest.raises(NotFetched, match="gave nothing"):
        body(fetcher, web.url("/half"))


def _half(request: Request) -> None:
    request.answer(b"half", Content_Length="4000")
    request.close_connection = True
    request.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("status", "says"), [(404, "look for its new address"), (403, "ask the publisher"), (500, "asked again")]
)
def test_refusals_say_what_to_do(web: Web, fetcher: Fetcher, status: int, says: str) -> None:
    web.pages["/a"] = lambda r: r.answer(b"", status)
    with pytest.raises(NotFetched, match=f"answered {status}.*{says}"):
        body(fetcher, web.url("/a"))


@pytest.mark.parametrize(("value", "seconds"), [("120", 120), ("Fri, 31 Dec 2100 23:59:59 GMT", 86400), ("x", None)])  # fmt: skip
def test_retry_after_is_heard_in_seconds_and_as_a_date(
    web: Web, fetcher: Fetcher, value: str, seconds: float | None
) -> None:
    web.pages["/a"] = lambda r: r.answer(b"", 429, Retry_After=value)
    with pytest.raises(NotFetched) as caught:
        body(fetcher, web.url("/a"))
    assert caught.value.wait == seconds


def test_robots_are_heard(web: Web, fetcher: Fetcher) -> None:
    web.pages["/robots.txt"] = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n"
    web.pages["/private/a"] = web.pages["/open"] = b"x"
    assert body(fetcher, web.url("/open")) == b"x"
    with pytest.raises(NotFetched, match=r"robots\.txt says so"):
        body(fetcher, web.url("/private/a"))
    assert "/private/a" not in web.paths()
    assert sum(path == "/robots.txt" for path, _, _ in web.asked) == 1


def test_a_site_whose_robots_cannot_be_had_is_left_alone(web: Web, fetcher: Fetcher) -> None:
    web.pages["/robots.txt"] = lambda r: r.answer(b"", 503)
    web.pages["/a"] = b"x"
    with pytest.raises(NotFetched, match=r"robots\.txt answered 503"):
        body(fetcher, web.url("/a"))
    assert web.paths() == []


def test_one_host_is_not_asked_in_haste(web: Web) -> None:
    web.pages["/a"] = b"x"
    fetcher = Fetcher(delay=0.4)
    for _ in range(3):
        body(fetcher, web.url("/a"), robots=False)
    times = [at for _, _, at in web.asked]
    assert all(later - earlier >= 0.35 for earlier, later in itertools.pairwise(times))


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, fetcher: Fetcher) -> None:
    pem = certificate(tmp_path)
    with serving(server_tls(pem)) as web, pytest.raises(NotFetched, match="cannot prove who it is"):
        body(fetcher, web.url("/a", "localhost"))


def test_a_certificate_of_our_own_authority_is_accepted_but_not_for_another_name_nor_when_it_has_run_out(
    tmp_path: Path,
) -> None:
    pem = certificate(tmp_path)
    trusting = Fetcher(ssl.create_default_context(cafile=str(pem)), delay=0.0)
    with serving(server_tls(pem)) as web:
        web.pages["/a"] = b"secret"
        assert body(trusting, web.url("/a", "localhost")) == b"secret"
        with pytest.raises(NotFetched, match="cannot prove who it is"):
            body(trusting, web.url("/a", "127.0.0.1"))
    old = certificate(tmp_path, days=-1)
    with serving(server_tls(old)) as web, pytest.raises(NotFetched, match="cannot prove who it is"):
        body(Fetcher(ssl.create_default_context(cafile=str(old)), delay=0.0), web.url("/a", "localhost"))


# Never to the inside


INSIDE = """127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 255.255.255.255
240.0.0.1 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fc00::1 fd12::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1
64:ff9b::7f00:1 2002:7f00:1:: 2001:0:4136:e378:8000:63bf:80ff:fffe 2001:db8::1""".split()


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_of_the_inside_are_known_as_such(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_known_as_such(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "127.1", "0"])  # fmt: skip
def test_no_spelling_of_the_inside_is_reached(web: Web, fetcher: Fetcher, host: str) -> None:
    web.pages["/a"] = b"inside"
    with pytest.raises(NotFetched):
        body(fetcher, web.url("/a", host), allow_private=False)
    assert web.asked == []


def test_a_redirect_to_the_inside_is_not_followed(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as inside:
        inside.pages["/secret"] = b"secret"
        web.pages["/a"] = lambda r: r.answer(b"", 302, Location=inside.url("/secret", "inside.example"))
        _names(monkeypatch, {"outside.example": ["127.0.0.1"], "inside.example": ["127.0.0.2"]})
        # Only the first server counts as outside here; what is checked is the address behind each name.
        monkeypatch.setattr("foreshock.sources.reach.is_public", lambda a: str(a) == "127.0.0.1")
        with pytest.raises(NotFetched, match="an address inside a network"):
            body(Fetcher(delay=0.0), web.url("/a", "outside.example"), allow_private=False)
        assert inside.asked == []
    assert web.paths() == ["/a"]


def test_a_name_that_changes_its_address_between_check_and_connection_gains_nothing(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.pages["/a"] = b"inside"
    asked = _names(monkeypatch, {"rebinding.example": ["203.0.113.9"]}, then={"rebinding.example": ["127.0.0.1"]})
    monkeypatch.setattr("foreshock.sources.reach.is_public", lambda a: str(a) == "203.0.113.9")
    connected: list[str] = []

    def connect(self: object, host: str, port: int, *more: object) -> None:
        import httpcore

        connected.append(host)
        raise httpcore.ConnectError("nobody there")

    monkeypatch.setattr("httpcore.SyncBackend.connect_tcp", connect)
    with pytest.raises(NotFetched):
        body(Fetcher(delay=0.0), web.url("/a", "rebinding.example"), allow_private=False, robots=False)
    assert connected == ["203.0.113.9"], "the connection goes to the address that was checked, not to the name"
    assert asked == ["rebinding.example"], "a name is resolved once a connection"
    assert web.asked == []


def test_a_name_that_points_inside_and_outside_is_not_reached(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch, {"both.example": ["8.8.8.8", "127.0.0.1"]})
    with pytest.raises(NotFetched, match="an address inside a network"):
        body(Fetcher(delay=0.0), web.url("/a", "both.example"), allow_private=False)
    assert web.asked == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/a", "gopher://example.org", "//example.org", "http://", "https://user:pass@example.org/", "http://a:99999/"])  # fmt: skip
def test_nothing_but_http_and_https_is_fetched(fetcher: Fetcher, address: str) -> None:
    with pytest.raises(NotFetched):
        body(fetcher, address)


def test_a_redirect_to_a_file_is_not_followed(web: Web, fetcher: Fetcher) -> None:
    web.pages["/a"] = lambda r: r.answer(b"", 302, Location="file:///etc/passwd")
    with pytest.raises(NotFetched, match="to which"):
        body(fetcher, web.url("/a"))


def test_marks_of_one_host_are_not_told_to_another(fetcher: Fetcher, web: Web) -> None:
    with serving() as other:
        other.pages["/b"] = b"x"
        web.pages["/a"] = lambda r: r.answer(b"", 302, Location=other.url("/b"))
        body(fetcher, web.url("/a"), etag='"secret"')
        assert "if-none-match" not in other.asked[-1][1]


def test_proxies_of_the_environment_are_not_used(web: Web, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url("/"))
        monkeypatch.setenv("http_proxy", proxy.url("/"))
        web.pages["/a"] = b"direct"
        assert body(fetcher, web.url("/a")) == b"direct"
        assert proxy.asked == []


def _names(
    monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]], then: dict[str, list[str]] | None = None
) -> list[str]:
    """The system's resolver, with these names; `then` is what it says from the second time on."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *more: Any, **named: Any) -> Any:
        if host not in names:
            return real(host, port, *more, **named)
        found = (then or names)[host] if host in asked else names[host]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked
