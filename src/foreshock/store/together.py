"""Small documents, read one by one and put by together: a commit of its own for each took longer than reading it.

A kill before the commit leaves all of them waiting, as it leaves one. Whatever was tried before is read alone, so that
a document that kills its reader takes no other with it for long.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from foreshock.model import Report, Source, Unread
from foreshock.sources.formats import read_stream, understood
from foreshock.sources.origin import Origin
from foreshock.sources.rows import Rows, reports_of_rows

from .archive import Archive
from .evidence import Evidence
from .journal import Journal, Waiting
from .takein import TakenIn, origin_of_fetch

#: What is small, in bytes, and how many such documents go into one commit.
SMALL: Final = 1_000_000
MOST: Final = 200
MOST_BYTES: Final = 8_000_000


class _Read(Struct):
    """One document as it was read, not coded yet."""

    waiting: Waiting
    origin: Origin
    texts: list[Report] = []
    rows: list[Rows] = []
    unread: list[Unread] = []

    @property
    def ids(self) -> set[str]:
        keys = (f"{self.origin.source}:{key}" for rows in self.rows for key in rows.fields["key"])
        return {*(report.id for report in self.texts), *keys}

    def __len__(self) -> int:
        return len(self.texts) + sum(map(len, self.rows))


def portions(waiting: Sequence[Waiting]) -> Iterator[list[Waiting]]:
    """Fetches in their order, in groups: small ones that were never tried together, all others alone."""
    group: list[Waiting] = []
    size = 0
    for one in waiting:
        small = one.attempts == 0 and one.fetch.size <= SMALL
        if group and (not small or len(group) >= MOST or size + one.fetch.size > MOST_BYTES):
            yield group
            group, size = [], 0
        if not small:
            yield [one]
            continue
        group.append(one)
        size += one.fetch.size
    if group:
        yield group


def take_in_together(
    waiting: Sequence[Waiting],
    source: Source,
    archive: Archive,
    evidence: Evidence,
    journal: Journal,
    now: dt.datetime,
    code: Callable[[Iterable[Report]], Iterator[Report]],
) -> TakenIn:
    """Read documents that wait, in as few commits as keep them apart: two versions of one report never share a commit,
    because the newest one is told by the commit that brought it.

    Raises StoreError when the disk or the archive refuses; what was not committed still waits.
    """
    outcome = TakenIn()
    if gone := {one.number: "erased" for one in waiting if archive.bars(one.fetch.sha256)}:
        # Books that were made anew still name them.
        journal.done_all(gone)
        waiting = [one for one in waiting if one.number not in gone]
    journal.attempt(*(one.number for one in waiting))
    group: list[_Read] = []
    known: set[str] = set()

    def put_by() -> None:
        with evidence.adding() as batch:
            for one in group:
                for rows in one.rows:
                    batch.add_rows(rows, one.origin)
            batch.add(code(report for one in group for report in one.texts))
        outcome.added += batch.added.added
        outcome.known += batch.added.known
        outcome.erased += batch.added.erased
        notes = {}
        for one in group:
            number, address = one.waiting.number, one.waiting.fetch.address
            aside = journal.put_aside(number, one.unread, now) if one.unread else 0
            notes[number] = f"{len(one)} read, {aside} not read"
            outcome.read += len(one)
            outcome.aside += aside
            outcome.links += [r.address for r in one.texts if source.follow and r.address != address]
        journal.done_all(notes)
        group.clear()
        known.clear()

    for one in waiting:
        read = _read(one, source, archive)
        if not known.isdisjoint(read.ids):
            put_by()
        group.append(read)
        known |= read.ids
    put_by()
    return outcome


def _read(waiting: Waiting, source: Source, archive: Archive) -> _Read:
    fetch = waiting.fetch
    read = _Read(waiting, origin_of_fetch(fetch, source))
    with archive.open(fetch.sha256) as stream:
        name = fetch.name or fetch.address
        for found in understood(read_stream(stream, fetch.size, name, read.origin, fetch.media_type)):
            if isinstance(found, Rows) and found.shape.coder:
                read.rows.append(found)
            elif isinstance(found, Rows):
                # A table of texts, which are coded like any others.
                read.texts += reports_of_rows(found, read.origin)
            elif isinstance(found, Report):
                read.texts.append(found)
            else:
                read.unread.append(found)
    return read
