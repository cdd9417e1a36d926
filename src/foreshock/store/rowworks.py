"""Rows of large tables understood in a helper process, while this one reads on and writes.

The result is the same with and without the helper, row for row and in the same order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Final

from msgspec import Struct

from foreshock.model import Report, Unread
from foreshock.sources.formats import Found, shape_named
from foreshock.sources.origin import Origin
from foreshock.sources.rows import RawRows, Rows, reports_of_rows, understand

from .evidencerows import table_of_rows
from .processes import helpers

#: Chunks that may wait for the helper: what bounds memory.
_AHEAD: Final = 2


class TableOfRows(Struct, frozen=True):
    """Rows as an Arrow table in the evidence's schema."""

    table: Any


class RowWorks:
    """Makes tables of rows for one commit. With `helped` in a process of its own, which ends with the `with`."""

    def __init__(self, origin: Origin, seq: int, helped: bool) -> None:
        self._origin, self._seq = origin, seq
        self._pool = helpers(1, collect_garbage=False) if helped else None

    def __enter__(self) -> RowWorks:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def tables(self, found: Iterable[Found]) -> Iterator[Report | Unread | TableOfRows]:
        """Everything in its order, rows as tables. A helper that dies is done without."""
        if self._pool is None:
            for one in found:
                yield from self._finished(one, None)
            return
        # Everything waits its turn behind the chunks that the helper has: the order is that of the table.
        waiting: deque[tuple[Found, Future[Any] | None]] = deque()
        for one in found:
            waiting.append((one, self._submit(one)))
            while waiting and (waiting[0][1] is None or len(waiting) > _AHEAD):
                yield from self._finished(*waiting.popleft())
        for one, future in waiting:
            yield from self._finished(one, future)

    def _submit(self, one: Found) -> Future[Any] | None:
        if self._pool is None or not isinstance(one, RawRows) or not one.shape.coder:
            return None
        try:
            return self._pool.submit(
                _work, one.shape.kind, one.columns, one.numbers, one.inside, self._origin, self._seq
            )
        except BrokenProcessPool:
            self._pool = None
            return None

    def _finished(self, one: Found, future: Future[Any] | None) -> Iterator[Report | Unread | TableOfRows]:
        if isinstance(one, RawRows) and not one.shape.coder:
            # A table of texts, which are coded like any others.
            for part in one.understood():
                yield from reports_of_rows(part, self._origin) if isinstance(part, Rows) else (part,)
        elif isinstance(one, RawRows):
            table, refused = self._made(one, future)
            yield from one.refused(refused)
            if len(table):
                yield TableOfRows(table)
        elif isinstance(one, Rows):
            yield TableOfRows(table_of_rows(one, self._origin, self._seq))
        else:
            yield one

    def _made(self, one: RawRows, future: Future[Any] | None) -> tuple[Any, dict[int, str]]:
        """What the helper made of a chunk; where it was killed, the same by ourselves."""
        if future is not None:
            try:
                made: tuple[Any, dict[int, str]] = future.result()
                return made
            except BrokenProcessPool:
                self._pool = None
        return _table(one, self._origin, self._seq)


def _work(
    kind: str, columns: dict[str, tuple[str, ...]], numbers: list[int], inside: str, origin: Origin, seq: int
) -> tuple[Any, dict[int, str]]:
    """What the helper does with one chunk."""
    shape = shape_named(kind, origin.mapping, origin.delimiter)
    return _table(RawRows(shape, columns, numbers, [], inside=inside), origin, seq)


def _table(raw: RawRows, origin: Origin, seq: int) -> tuple[Any, dict[int, str]]:
    fields, refused, digests = understand(raw.shape, raw.columns)
    return table_of_rows(raw.kept(fields, refused, digests), origin, seq), refused
