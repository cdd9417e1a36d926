"""Many reports through the coder in several processes, a few in this one. The result is the same, report for report and
in the same order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from types import TracebackType
from typing import Final

from foreshock.model import Report

from .coding import coded
from .processes import helpers

#: Reports that are coded together, and into how many pieces they are cut for each process: the last ones to finish
#: leave the others without work.
_TOGETHER: Final = 400
_PIECES: Final = 3
#: Characters in all from which helpers are worth the seconds they need to load a coder each, and in one batch from
#: which they are worth the posting.
WORTH: Final = 300_000
_POSTED: Final = 30_000
#: Each holds a coder of its own, 250 MB.
MOST: Final = 4


class CodingWorks:
    """Codes reports; call it like `coded`. Helpers start when much has come and end with the `with`.

    `jobs` is how many there may be, by default one for each processor up to MOST; 1 means none.
    """

    def __init__(self, jobs: int = 0) -> None:
        self._jobs = jobs or min(len(os.sched_getaffinity(0)), MOST)
        self._pool: ProcessPoolExecutor | None = None
        self._seen = 0

    def __enter__(self) -> CodingWorks:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool, self._seen = None, 0

    def __call__(self, reports: Iterable[Report]) -> Iterator[Report]:
        stream = iter(reports)
        while batch := list(islice(stream, _TOGETHER)):
            yield from self._batch(batch)

    def _batch(self, batch: list[Report]) -> Iterator[Report]:
        size = sum(len(report.text) for report in batch)
        self._seen += size
        if self._jobs < 2 or self._seen < WORTH or size < _POSTED:
            yield from coded(batch)
            return
        done = 0
        try:
            for piece in self._helped(batch):
                yield from piece
                done += len(piece)
        except BrokenProcessPool:
            # A helper that was killed is done without, here and from now on.
            self._pool, self._jobs = None, 1
            yield from coded(batch[done:])

    def _helped(self, batch: Sequence[Report]) -> Iterator[list[Report]]:
        self._pool = self._pool or helpers(self._jobs)
        size = -(-len(batch) // (self._jobs * _PIECES))
        return self._pool.map(_piece, (batch[at : at + size] for at in range(0, len(batch), size)))


def _piece(reports: list[Report]) -> list[Report]:
    return list(coded(reports))
