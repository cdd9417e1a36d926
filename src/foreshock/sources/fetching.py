"""Fetching over http and https: conditional, polite, bounded in time, size and redirects, and only to the outside.

Proxies named in the environment are not used, because a proxy would connect where we could not check.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import io
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from foreshock import __version__
from foreshock.model import NotFetched, NotInstalled, TooLarge

AGENT: Final = f"Foreshock/{__version__}"
_REDIRECTS: Final = (301, 302, 303, 307, 308)
#: How long one read may wait, and a whole answer take, in seconds.
READ_TIMEOUT: Final = 20.0
TOTAL_TIMEOUT: Final = 120.0
MAX_REDIRECTS: Final = 5
#: Between two requests to one host, in seconds.
DELAY: Final = 1.0
#: A server that asks us to stay away longer is asked again after this, in seconds.
LONGEST_WAIT: Final = 86_400.0
_ROBOTS_FOR: Final = 86_400.0
_ROBOTS_SIZE: Final = 500_000
_CHUNK: Final = 65_536


class Answer(Struct, frozen=True):
    """What a server gave: `status` 200 with a `body` to be read, or 304 (nothing new) with an empty one.

    `address` is where the redirects led; `headers` in lower case.
    """

    status: int
    address: str
    headers: dict[str, str]
    body: BinaryIO

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


class Limits(Struct, frozen=True):
    """Bounds of one fetch. Seconds and bytes."""

    size: int = 50_000_000
    read: float = READ_TIMEOUT
    total: float = TOTAL_TIMEOUT
    redirects: int = MAX_REDIRECTS


class Fetcher:
    """Fetches for one collector; remembers when it last asked a host, and each host's robots.txt. Thread-safe.

    `verify` is a TLS context instead of the system's (for a certificate authority of one's own). `delay` is the
    politeness between two requests to one host, in seconds; a Crawl-delay in robots.txt makes it longer.
    """

    def __init__(self, verify: ssl.SSLContext | None = None, delay: float = DELAY, agent: str = AGENT) -> None:
        try:
            import httpcore
            import protego  # noqa: F401
        except ImportError as error:
            raise NotInstalled(f"fetching needs {error.name}: pip install 'foreshock[desk]'") from None
        self._httpcore = httpcore
        self._tls = verify or ssl.create_default_context()
        self._delay, self._agent = delay, agent
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}
        self._robots: dict[str, tuple[float, object]] = {}

    @contextmanager
    def fetch(
        self,
        address: str,
        etag: str = "",
        modified: str = "",
        allow_private: bool = False,
        limits: Limits | None = None,
        robots: bool = True,
    ) -> Iterator[Answer]:
        """Ask for `address`; with `etag` or `modified` of the last answer only if it has changed since.

        Raises NotFetched for whatever goes wrong on the way, TooLarge when the body is longer than allowed (also
        while it is being read).
        """
        limits = limits or Limits()
        deadline = time.monotonic() + limits.total
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        here = address
        for _ in range(limits.redirects + 1):
            _check(here, address)
            if robots:
                self._ask_robots(here, allow_private, deadline)
            self._be_polite(here, deadline)
            with self._request(
                here, {k: v for k, v in conditions.items() if v}, allow_private, deadline, limits
            ) as found:
                status, headers, body = found
                location = headers.get("location", "")
                if status in _REDIRECTS and location:
                    moved = urljoin(here, location)
                    if urlsplit(moved).netloc != urlsplit(here).netloc:
                        conditions = {}
                    here = moved
                    continue
                _check_status(status, headers, here)
                if status == 304:
                    yield Answer(304, here, headers, io.BytesIO())
                    return
                length = headers.get("content-length", "")
                if length.isdigit() and int(length) > limits.size:
                    raise TooLarge(f"{here} has {int(length):,} bytes; at most {limits.size:,} are taken (max-mb)")
                yield Answer(status, here, headers, body)
                return
        raise NotFetched(
            f"{address} redirects more than {limits.redirects} times, last to {here}: not followed further"
        )

    @contextmanager
    def _request(
        self, address: str, conditions: dict[str, str], allow_private: bool, deadline: float, limits: Limits
    ) -> Iterator[tuple[int, dict[str, str], BinaryIO]]:
        from .reach import CheckedBackend

        core = self._httpcore
        headers = {"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate", **conditions}
        timeouts = {"connect": limits.read, "read": limits.read, "write": limits.read, "pool": limits.read}
        backend = CheckedBackend(allow_private, deadline)
        with core.ConnectionPool(ssl_context=self._tls, network_backend=backend, retries=0) as pool:
            opened = pool.stream("GET", address, headers=headers, extensions={"timeout": timeouts})
            try:
                response = opened.__enter__()
            except (core.NetworkError, core.TimeoutException, core.ProtocolError, core.UnsupportedProtocol) as error:
                raise _not_fetched(address, error) from None
            except (UnicodeError, ValueError) as error:
                raise NotFetched(f"{address} cannot be asked for: {error}") from None
            try:
                got = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                body = _Body(response.iter_stream(), got.get("content-encoding", ""), limits.size, address, core)
                yield response.status, got, io.BufferedReader(body, _CHUNK)
            finally:
                with suppress(Exception):
                    # What is left of the answer is let go; a server that hangs up now is no error of ours.
                    opened.__exit__(None, None, None)

    def _be_polite(self, address: str, deadline: float) -> None:
        host = urlsplit(address).netloc
        with self._lock:
            now = time.monotonic()
            at = max(now, self._next.get(host, 0.0))
            self._next[host] = at + max(self._delay, self._crawl_delay(address))
        if at > deadline:
            raise NotFetched(f"{host} wants so much time between requests that this one is put off", wait=at - now)
        time.sleep(max(0.0, at - now))

    def _crawl_delay(self, address: str) -> float:
        known = self._robots.get(_site(address))
        rules = known[1] if known else None
        asked = rules.crawl_delay(self._agent) if rules is not None else None  # type: ignore[attr-defined]
        return min(float(asked or 0.0), 60.0)

    def _ask_robots(self, address: str, allow_private: bool, deadline: float) -> None:
        rules = self._robots_of(_site(address), allow_private, deadline)
        if rules is not None and not rules.can_fetch(address, self._agent):  # type: ignore[attr-defined]
            raise NotFetched(
                f"{address} is not to be fetched by programs: its robots.txt says so. Ask its publisher",
                wait=_ROBOTS_FOR,
            )

    def _robots_of(self, site: str, allow_private: bool, deadline: float) -> object:
        """The rules of a site; None where it has none. A site whose rules cannot be had now is left alone, as RFC 9309
        says."""
        from protego import Protego

        with self._lock:
            known = self._robots.get(site)
        if known and known[0] > time.monotonic():
            return known[1]
        limits = Limits(size=_ROBOTS_SIZE, total=max(1.0, min(30.0, deadline - time.monotonic())))
        try:
            with self.fetch(f"{site}/robots.txt", allow_private=allow_private, limits=limits, robots=False) as answer:
                rules: object = Protego.parse(answer.body.read().decode("utf-8", "replace"))
        except TooLarge:
            rules = None
        except NotFetched as error:
            if getattr(error, "status", 0) not in range(400, 500):
                raise
            rules = None
        with self._lock:
            self._robots[site] = (time.monotonic() + _ROBOTS_FOR, rules)
        return rules


class _Body(io.RawIOBase):
    """A body as it comes off the network, unpacked (gzip, deflate) and counted: never more than `most` bytes."""

    def __init__(self, chunks: Iterator[bytes], encoding: str, most: int, address: str, core: object) -> None:
        self._chunks, self._left, self._most, self._address, self._core = chunks, most, most, address, core
        self._pending = b""
        self._packed = b""
        coding = encoding.strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise NotFetched(f"{address} came packed as {coding!r}, which was not asked for: not read")
        self._unpacker = None if coding in ("", "identity") else zlib.decompressobj(wbits=47)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._pending:
            chunk = self._next()
            if chunk is None:
                return 0
            self._pending = chunk
        taken = self._pending[: len(view)]
        self._pending = self._pending[len(taken) :]
        self._left -= len(taken)
        if self._left < 0:
            raise TooLarge(f"{self._address} sends more than {self._most:,} bytes (max-mb): not taken")
        view[: len(taken)] = taken
        return len(taken)

    def _next(self) -> bytes | None:
        core = self._core
        try:
            if self._unpacker is None:
                return next(self._chunks, None)
            # A little at a time, so that a bomb is stopped by the count and not by the memory.
            packed = self._packed or next(self._chunks, None)
            if packed is None:
                return self._unpacker.flush() or None
            out = self._unpacker.decompress(packed, 4 * _CHUNK)
            self._packed = self._unpacker.unconsumed_tail
            return out
        except zlib.error as error:
            raise NotFetched(f"{self._address} is packed badly: {error}") from None
        except (core.NetworkError, core.TimeoutException, core.ProtocolError) as error:  # type: ignore[attr-defined]
            raise _not_fetched(self._address, error) from None


def _check(address: str, first: str) -> None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise NotFetched(f"{address!r} is no web address: {error}") from None
    came = "" if address == first else f", to which {first} redirects,"
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise NotFetched(f"{address!r}{came} is no address of http or https: not fetched")
    if parts.username or parts.password:
        raise NotFetched(f"{parts.hostname}{came} is asked for with a password in its address: not fetched")


def _check_status(status: int, headers: dict[str, str], address: str) -> None:
    if status in (200, 203, 304):
        return
    error = NotFetched(f"{address} answered {status}: {_meaning(status)}", _retry_after(headers.get("retry-after", "")))
    error.status = status  # type: ignore[attr-defined]
    raise error


def _meaning(status: int) -> str:
    if status in (401, 403, 407, 451):
        return "it does not let us in; ask the publisher, or read by hand"
    if status in (404, 410):
        return "there is nothing any more; look for its new address"
    if status == 429:
        return "it was asked too often; it will be asked more seldom"
    if status >= 500:
        return "its server has trouble; it will be asked again"
    return "this is no answer that we know what to do with"


def _retry_after(value: str) -> float | None:
    """Retry-After as seconds or as a date; at most a day."""
    value = value.strip()
    if value.isdigit():
        return min(float(value), LONGEST_WAIT)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    return min(max(0.0, (when - dt.datetime.now(dt.UTC)).total_seconds()), LONGEST_WAIT)


def _not_fetched(address: str, error: Exception) -> NotFetched:
    said = str(error) or type(error).__name__
    if "CERTIFICATE" in said.upper() or "SSL" in said.upper() or "TLS" in said.upper():
        return NotFetched(f"{address} cannot prove who it is: {said}; nothing was read")
    if "Timeout" in type(error).__name__:
        return NotFetched(f"{address} is too slow: {said}; it will be asked again")
    return NotFetched(f"{address} gave nothing: {said}; it will be asked again")


def _site(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
