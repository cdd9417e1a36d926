"""The collector: asks each source when it is due, archives what comes, has it read, and keeps the books.

Order of every fetch: bytes to the archive, a line in the journal, then reading, evidence and quarantine. A kill between
any two of these leaves work that the next run finds and does; nothing is lost and nothing is there twice.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from foreshock.model import Conflict, DeskConfig, ForeshockError, NotFetched, NotFound, Source, StoreError, TooLarge
from foreshock.sources.fetching import Answer, Fetcher, Limits

from .archive import Archive
from .codingworks import CodingWorks
from .evidence import FOLDER, Evidence
from .journal import Fetch, Journal, Standing
from .takein import take_in
from .together import portions, take_in_together

LOCK: Final = "collect.lock"
#: Held by whoever lays reports before the desk.
QUEUE_LOCK: Final = "queue.lock"
#: Sources that are asked at the same time; each host by itself is asked one after the other.
AT_ONCE: Final = 4
#: The longest pause after failures.
LONGEST: Final = dt.timedelta(days=1)
#: Pages that items point to, fetched in one run of a source.
PAGES: Final = 20
#: How often a lock is looked at while waiting for it, in seconds.
_LOOK: Final = 0.2
_HEADERS: Final = ("content-type", "etag", "last-modified", "date", "server", "content-language", "location", "link")

Clock = Callable[[], dt.datetime]


class Collected(Struct):
    """What one run did with one source. `note` says in words what went wrong, or that it was silent."""

    source: str
    fetched: int = 0
    read: int = 0
    added: int = 0
    aside: int = 0
    note: str = ""
    failed: bool = False

    def add_note(self, words: str) -> None:
        """Say one thing more."""
        self.note = f"{self.note}; {words}" if self.note else words


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Collector:
    """Collects for the desk in `folder` by its settings. `archive` is the store's, which knows what was erased.

    `clock` and `rng` stand in for the time and for chance in tests. Raises Conflict while another collector is at work.
    """

    def __init__(
        self,
        folder: Path,
        config: DeskConfig,
        archive: Archive,
        fetcher: Fetcher | None = None,
        clock: Clock = utc_now,
        rng: random.Random | None = None,
    ) -> None:
        self.folder, self.config, self.archive = folder, config, archive
        self.evidence = evidence_of(folder, config)
        self._fetcher = fetcher or Fetcher()
        self._coding = CodingWorks()
        self._clock, self._rng = clock, rng or random.SystemRandom()

    def collect(self, only: Sequence[str] = (), now_due: bool = False) -> Iterator[Collected]:
        """One round: every source that is due (with `now_due` every one), and whatever an earlier round left unread.

        `only` names sources. A source that fails is told and holds up no other. Raises NotFound for a source that the
        settings do not name, StoreError when the disk refuses: then nothing of the fetch at hand is lost.
        """
        sources = {source.id: source for source in self.config.sources}
        strangers = [id for id in only if id not in sources]
        if strangers:
            known = ", ".join(sources) or "none"
            raise NotFound(f"no source is called {', '.join(strangers)}; foreshock.toml names {known}")
        with alone(self.folder), Journal(self.folder) as journal, self._coding:
            wanted = [s for s in sources.values() if (not only or s.id in only) and not s.paused]
            left = {w.fetch.source for w in journal.waiting()}
            due = [s for s in wanted if now_due or self._is_due(s, journal)]
            with ThreadPoolExecutor(AT_ONCE) as pool:
                asked = {s.id: pool.submit(self._ask, s, journal.standing(s.id)) for s in due if s.address}
                for source in wanted:
                    if source in due or source.id in left:
                        yield self._one(source, journal, asked.get(source.id), source in due)

    def next_due(self) -> dt.datetime | None:
        """When the next source is to be asked; None when there is none."""
        with Journal(self.folder) as journal:
            times = [journal.standing(s.id).due or self._clock() for s in self.config.sources if not s.paused]
        return min(times, default=None)

    def _is_due(self, source: Source, journal: Journal) -> bool:
        standing, now = journal.standing(source.id), self._clock()
        if standing.due is None or standing.due <= now:
            return True
        # A clock that was set back would put everything off until it has caught up.
        return bool(standing.tried and standing.tried > now + dt.timedelta(minutes=5))

    def _ask(self, source: Source, standing: Standing) -> list[Fetch] | ForeshockError:
        """Fetch the source's address and put the bytes into the archive; runs beside others."""
        try:
            with self._fetcher.fetch(
                source.address, standing.etag, standing.modified, source.allow_private_addresses, _limits(source)
            ) as answer:
                return [] if answer.status == 304 else [self._archived(source, answer)]
        except Conflict:
            # Bytes that were erased: the source still brings them, and there is nothing new in them.
            return []
        except ForeshockError as error:
            return error

    def _archived(self, source: Source, answer: Answer, kind: str = "") -> Fetch:
        digest = self.archive.put(answer.body)
        return Fetch(
            source=source.id,
            sha256=digest,
            size=self.archive.path(digest).stat().st_size,
            fetched=self._clock(),
            address=answer.address,
            name=answer.address.rsplit("/", 1)[-1].split("?")[0] or "page",
            media_type=answer.media_type,
            headers={name: answer.headers[name] for name in _HEADERS if name in answer.headers},
            kind=kind,
        )

    def _one(self, source: Source, journal: Journal, asked: object, due: bool) -> Collected:
        outcome = Collected(source.id)
        standing = journal.standing(source.id)
        if due:
            found = asked.result() if asked is not None else self._from_disk(source)  # type: ignore[attr-defined]
            if isinstance(found, StoreError):
                raise found
            now = self._clock()
            standing.tried = now
            if isinstance(found, ForeshockError):
                self._failed(source, standing, found, outcome)
                journal.save(standing)
            else:
                self._succeeded(source, standing, now)
                self._book(source, journal, standing, found, outcome)
        self._read_waiting(source, journal, outcome)
        if source.follow and due:
            self._follow(source, journal, outcome)
        self._silence(source, journal, outcome)
        return outcome

    def _book(
        self, source: Source, journal: Journal, standing: Standing, fetches: list[Fetch], outcome: Collected
    ) -> None:
        if source.address and fetches:
            marks = fetches[0].headers
            standing.etag, standing.modified = marks.get("etag", ""), marks.get("last-modified", "")
        for fetch in fetches:
            if journal.arrived(fetch, standing) is not None:
                outcome.fetched += 1
        if not fetches:
            journal.save(standing)

    def _from_disk(self, source: Source) -> list[Fetch] | ForeshockError:
        """The files of a source that lies on a disk; the journal tells which of them are new."""
        place = self.folder / source.path
        if not place.exists():
            return NotFetched(f"there is nothing at {place}: put a file there, or mend the path in foreshock.toml")
        files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
        fetches: list[Fetch] = []
        for file in files:
            if any(part.startswith(".") for part in file.relative_to(self.folder if place.is_file() else place).parts):
                continue
            size = file.stat().st_size
            if size > source.max_mb * 1_000_000:
                return TooLarge(f"{file} has {size:,} bytes; at most {source.max_mb} MB are taken (max-mb)")
            try:
                with file.open("rb") as stream:
                    digest = self.archive.put(stream)
            except Conflict:
                continue
            fetches.append(Fetch(source.id, digest, size, self._clock(), name=file.name))
        return fetches

    def _read_waiting(self, source: Source, journal: Journal, outcome: Collected) -> None:
        for group in portions(journal.waiting(source.id)):
            books = (source, self.archive, self.evidence, journal, self._clock(), self._coding)
            taken = take_in(group[0], *books) if len(group) == 1 else take_in_together(group, *books)
            outcome.read += taken.read
            outcome.added += taken.added
            outcome.aside += taken.aside
            if taken.erased:
                named = ", ".join(f"report:{id}" for id in taken.erased[:3]) + (" …" if len(taken.erased) > 3 else "")
                outcome.add_note(
                    f"{source.id} brought again what was erased ({named}); it was left out, but the raw bytes hold its "
                    "words: repeat the erasure, or leave the source"
                )
            if taken.links:
                journal.note_pages(source.id, taken.links)
            if taken.added:
                standing = journal.standing(source.id)
                standing.fresh, standing.silent = self._clock(), None
                journal.save(standing)

    def _follow(self, source: Source, journal: Journal, outcome: Collected) -> None:
        """Fetch the pages that items of a feed point to, some a round."""
        lost: list[str] = []
        for address in journal.pages(source.id, PAGES):
            try:
                with self._fetcher.fetch(
                    address, allow_private=source.allow_private_addresses, limits=_limits(source)
                ) as answer:
                    fetch = self._archived(source, answer, kind="auto")
            except Conflict:
                journal.page_done(address)
                continue
            except ForeshockError as error:
                if isinstance(error, StoreError):
                    raise
                journal.page_done(address, failed=True)
                lost.append(f"{address}: {error}")
                continue
            if journal.arrived(fetch) is not None:
                outcome.fetched += 1
            journal.page_done(address)
        if lost:
            others = f" (and {len(lost) - 1} other pages)" if len(lost) > 1 else ""
            outcome.add_note(lost[-1] + others)
        self._read_waiting(source, journal, outcome)

    def _failed(self, source: Source, standing: Standing, error: ForeshockError, outcome: Collected) -> None:
        standing.failures += 1
        standing.note = str(error)
        pause = min(source.period * 2 ** min(standing.failures, 10), max(LONGEST, source.period))
        # Jitter, so that sources that failed together are not asked together again.
        pause *= self._rng.uniform(0.8, 1.2)
        wait = getattr(error, "wait", None)
        if wait is not None:
            pause = max(dt.timedelta(seconds=wait), pause if standing.failures > 1 else source.period)
        standing.due = self._clock() + pause
        outcome.note, outcome.failed = str(error), True

    def _succeeded(self, source: Source, standing: Standing, now: dt.datetime) -> None:
        standing.succeeded, standing.failures, standing.note = now, 0, ""
        standing.fresh = standing.fresh or now
        standing.due = now + source.period

    def _silence(self, source: Source, journal: Journal, outcome: Collected) -> None:
        """Tell once that a source has gone silent."""
        standing, now = journal.standing(source.id), self._clock()
        since = standing.fresh or standing.tried
        if since is None or now - since <= source.patience or standing.silent is not None:
            return
        standing.silent = since
        journal.save(standing)
        outcome.add_note(f"{source.id} has brought nothing new since {since:%Y-%m-%d %H:%M} UTC")


@contextmanager
def alone(folder: Path, patience: float = 0.0, lock: str = LOCK) -> Iterator[None]:
    """Hold the lock of a desk's collector, or another one of the desk, waiting for it so many seconds at most. Raises
    Conflict when another process holds it."""
    until = time.monotonic() + patience
    try:
        stream = (folder / lock).open("a+")
    except OSError as error:
        raise StoreError(f"{folder} cannot be written to: {error}") from error
    with stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() < until:
                    time.sleep(_LOOK)
                    continue
                stream.seek(0)
                who = "collector" if lock == LOCK else "filling of the queue"
                raise Conflict(
                    f"another {who} is at work here (process {stream.read().strip() or 'unknown'}): "
                    "let it finish, or stop it"
                ) from None
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield


def evidence_of(folder: Path, config: DeskConfig) -> Evidence:
    """The evidence of a desk: at the address in its settings, or in its folder."""
    return Evidence(config.evidence or str(folder.resolve() / FOLDER))


def _limits(source: Source) -> Limits:
    return Limits(size=source.max_mb * 1_000_000)
