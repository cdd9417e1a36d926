"""One fetched document into the evidence: read, coded, put by; what cannot be read goes to the quarantine.

The bytes lie in the archive before this begins. Whatever stops it (a kill, a full disk) leaves the fetch waiting; the
next run reads it again, and neither evidence nor quarantine takes anything twice.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from msgspec import Struct

from foreshock.model import ForeshockError, Report, Source, Unread
from foreshock.sources.formats import read_stream, understood
from foreshock.sources.origin import Origin, origin_of
from foreshock.sources.rows import Rows, reports_of_rows

from .archive import Archive
from .coding import coded
from .evidence import Evidence
from .journal import Fetch, Journal, Waiting
from .rowworks import RowWorks, TableOfRows

#: Pieces that go to the quarantine together, reports that are coded together.
_TOGETHER: Final = 500
_ASIDE: Final = 5_000
#: Tables of so many bytes get a helper process.
HELPED: Final = 30_000_000
#: A fetch that broke its reader so often goes to the quarantine whole. More than a few, because a kill from outside
#: looks the same.
MAX_ATTEMPTS: Final = 8


class TakenIn(Struct):
    """What came of one fetch. `read` counts reports and rows, `added` those that are new, `aside` the pieces put into
    quarantine; `erased` names reports that came again after they were erased and were left out, `links` the pages that
    items point to."""

    read: int = 0
    added: int = 0
    known: int = 0
    erased: tuple[str, ...] = ()
    aside: int = 0
    links: list[str] = []


def take_in(
    waiting: Waiting,
    source: Source,
    archive: Archive,
    evidence: Evidence,
    journal: Journal,
    now: dt.datetime,
    code: Callable[[Iterable[Report]], Iterator[Report]],
) -> TakenIn:
    """Read one fetch that waits. Raises StoreError when the disk or the archive refuses; then the fetch still waits."""
    outcome = TakenIn()
    if waiting.attempts >= MAX_ATTEMPTS:
        reason = f"reading it failed {waiting.attempts} times; the whole document is in the archive"
        outcome.aside = journal.put_aside(waiting.number, [Unread("the document", reason)], now)
        journal.done(waiting.number, reason)
        return outcome
    fetch = waiting.fetch
    if archive.bars(fetch.sha256):
        # Books that were made anew still name it.
        journal.done(waiting.number, "erased")
        return outcome
    journal.attempt(waiting.number)
    origin = origin_of_fetch(fetch, source)
    unread: list[Unread] = []
    texts: list[Report] = []

    def aside(most: int) -> None:
        if len(unread) > most:
            outcome.aside += journal.put_aside(waiting.number, unread, now)
            unread.clear()

    with (
        archive.open(fetch.sha256) as stream,
        evidence.adding() as batch,
        _no_search_for_cycles(),
        RowWorks(origin, batch.seq, fetch.size >= HELPED) as works,
    ):
        name = fetch.name or fetch.address
        for found in works.tables(read_stream(stream, fetch.size, name, origin, fetch.media_type)):
            if isinstance(found, TableOfRows):
                outcome.read += len(found.table)
                batch.add_table(found.table)
            elif isinstance(found, Report):
                outcome.read += 1
                texts.append(found)
                if source.follow and found.address != fetch.address:
                    outcome.links.append(found.address)
                if len(texts) >= _TOGETHER:
                    batch.add(code(iter(texts)))
                    texts = []
                    gc.collect()
            else:
                unread.append(found)
                aside(_ASIDE)
        batch.add(code(iter(texts)))
        aside(0)
    outcome.added, outcome.known, outcome.erased = batch.added.added, batch.added.known, batch.added.erased
    journal.done(waiting.number, f"{outcome.read} read, {outcome.added} new, {outcome.aside} not read")
    return outcome


def origin_of_fetch(fetch: Fetch, source: Source) -> Origin:
    """What is known of the bytes of a fetch."""
    origin = origin_of(source, fetch.fetched, fetch.sha256, fetch.address)
    return origin.within(kind=fetch.kind, mapping={}) if fetch.kind else origin


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Columns of a million strings hold no cycles, and Python's search for some took a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Retried(Struct, frozen=True):
    """What came of trying a quarantined piece again."""

    number: int
    read: bool
    reason: str = ""


def retry(
    number: int,
    source: Source | None,
    archive: Archive,
    evidence: Evidence,
    journal: Journal,
    raw: bytes | None = None,
    by: str = "",
) -> Retried:
    """Read a quarantined piece again: with the readers and the settings of today, or with its bytes mended (`raw`, by
    whom).

    A piece that carries no bytes of its own is read from the document in the archive.
    """
    piece = journal.quarantined(number)
    known = source or Source(piece.fetch.source, path="gone from the settings")
    origin = origin_of_fetch(piece.fetch, known)
    data = raw if raw is not None else piece.raw or archive.get(piece.fetch.sha256)
    whole = raw is None and not piece.raw
    failed: list[Unread] = []
    try:
        with evidence.adding() as batch:
            # A row or an item without the rest of its document no longer looks like what the source is.
            kind = origin.kind if whole or origin.kind == "csv" or raw is None else "auto"
            name = piece.fetch.name or piece.fetch.address
            for found in understood(read_stream(io.BytesIO(data), len(data), name, origin.within(kind=kind))):
                if isinstance(found, Rows) and not found.shape.coder:
                    batch.add(coded(reports_of_rows(found, origin)))
                elif isinstance(found, Rows):
                    batch.add_rows(found, origin)
                elif isinstance(found, Report):
                    batch.add(coded(iter([found])))
                else:
                    failed.append(found)
    except ForeshockError as error:
        failed.append(Unread(piece.where, str(error)))
    if failed and (not whole or not batch.added.added):
        journal.settle(number, "open", reason=failed[0].reason)
        return Retried(number, False, failed[0].reason)
    journal.settle(number, "read", "read at a later try" if raw is None else f"read after {by or 'a person'} mended it")
    return Retried(number, True)
