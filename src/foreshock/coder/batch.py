"""Files through the coder: one process, several, or a Dask cluster.

Order is kept and every input row gives exactly one output row, whatever the jobs; a row that cannot be read gives a row
with its reason. Work is cut into chunks; a lost worker's chunk is done again elsewhere and written once.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from foreshock.model import NotInstalled, UnreadableSource

from .coder import Coder
from .rows import Row, Task, as_line, extent, read_rows, write_parquet
from .unfinished import fingerprint, under_way

#: A desk's own actors, acts and places (paths), and whether to explain.
Extras = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]
NO_EXTRAS: Final[Extras] = ((), (), (), False)
Progress = Callable[[int, int], None]

#: What one task holds at most, and tasks a worker may have waiting.
CHUNK_ROWS: Final = 200
CHUNK_CHARACTERS: Final = 400_000
AHEAD: Final = 4
#: Lines of the input that could not be read and are named one by one.
NAMED: Final = 20


class Outcome(NamedTuple):
    """What became of a file: rows written, how many of them say that they could not be read, and the first reasons.

    `continued` counts the rows that an earlier run had written already."""

    rows: int
    unread: int
    reasons: tuple[str, ...]
    continued: int


@lru_cache(maxsize=2)
def _coder(extras: Extras) -> Coder:
    """One Coder a process; building it again for each chunk would cost more than the chunk."""
    actors, acts, places, explain = extras
    return Coder([Path(p) for p in actors], [Path(p) for p in acts], [Path(p) for p in places], explain)


def work(task: Task, rows: list[Row], extras: Extras) -> list[Row]:
    """The output rows of some input rows, in order. Pure: the same rows give the same result in any process."""
    coder = _coder(extras)
    return _code(coder, rows) if task == "code" else [_locate(coder, row) for row in rows]


def _code(coder: Coder, rows: list[Row]) -> list[Row]:
    coded = coder.pipe((row["text"], row["date"]) for row in rows if "why" not in row)
    found = []
    for row in rows:
        if "why" in row:
            found.append({"id": row["id"], "events": [], "statements": [], "why_empty": row["why"]})
        else:
            found.append({"id": row["id"], **next(coded).to_dict()})
    return found


def _locate(coder: Coder, row: Row) -> Row:
    if "why" in row:
        return {"id": row["id"], "places": [], "why_empty": row["why"]}
    size = len(row["text"])
    spans = [(s, e) if 0 <= s < e <= size else (0, 0) for s, e in row["spans"]]
    places = coder.locate(row["text"], spans, row["date"])
    plain = [
        None if p is None else {"lat": p.lat, "lon": p.lon, "km": p.km, "name": p.name, "geonames_id": p.geonames_id}
        for p in places
    ]
    return {"id": row["id"], "places": plain}


def run(
    task: Task,
    source: Path,
    target: Path,
    extras: Extras = NO_EXTRAS,
    jobs: int = 1,
    scheduler: str = "",
    progress: Progress = lambda done, total: None,
) -> Outcome:
    """Work a whole file into another.

    The target appears only when it is whole; its suffix decides the format (.jsonl, .parquet). Nested values stand in
    Parquet as JSON text. A run into .jsonl that was killed is continued by the next one with the same input and
    options. `progress` is called with how far the input has been worked off and its extent.

    Raises UnreadableSource for an input that cannot be read, a scheduler that does not answer or a target that another
    run is writing; NotInstalled where Parquet or Dask is asked for and not there."""
    _, _, _, explain = extras
    lines = target.suffix != ".parquet"
    key = fingerprint(source, task, extras[:3], explain, _version()) if source.exists() else ""
    with under_way(target, key, lines) as (part, whole):
        total = extent(source) if source.exists() else 0
        reasons: list[str] = []
        unread = 0

        def watched() -> Iterator[tuple[Row, int]]:
            nonlocal unread
            for row, at in read_rows(source, task):
                if "why" in row:
                    unread += 1
                    reasons.extend([row["why"]][: NAMED - len(reasons)])
                yield row, at

        chunks = _chunks(islice(watched(), whole, None))
        if scheduler:
            results = _on_dask(task, chunks, extras, scheduler)
        elif jobs > 1:
            results = _on_processes(task, chunks, extras, jobs)
        else:
            results = ((work(task, rows, extras), at) for rows, at in chunks)

        def rows() -> Iterator[Row]:
            for found, at in results:
                yield from found
                progress(at, total)

        count = _append(part, rows()) if lines else write_parquet(part, rows())
    return Outcome(whole + count, unread, tuple(reasons), whole)


def _version() -> str:
    from importlib.metadata import version

    return version("foreshock")


def _append(part: Path, rows: Iterator[Row]) -> int:
    count = 0
    with part.open("a", encoding="utf-8") as file:
        for row in rows:
            file.write(as_line(row) + "\n")
            count += 1
    return count


def _chunks(rows: Iterator[tuple[Row, int]]) -> Iterator[tuple[list[Row], int]]:
    """Rows in chunks, each with how far into the input it reaches."""
    chunk: list[Row] = []
    size = at = 0
    for row, at in rows:
        chunk.append(row)
        size += len(row.get("text", ""))
        if len(chunk) >= CHUNK_ROWS or size >= CHUNK_CHARACTERS:
            yield chunk, at
            chunk, size = [], 0
    if chunk:
        yield chunk, at


Chunks = Iterator[tuple[list[Row], int]]


def _on_processes(task: Task, chunks: Chunks, extras: Extras, jobs: int) -> Chunks:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: BLAS and the parser hold threads that do not survive a fork.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_one_thread) as pool:
        yield from _ahead(chunks, lambda chunk, _: pool.submit(work, task, chunk, extras), jobs * AHEAD)


def _one_thread() -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


def _on_dask(task: Task, chunks: Chunks, extras: Extras, scheduler: str) -> Chunks:
    try:
        from distributed import Client
    except ImportError:
        raise NotInstalled("a cluster needs Dask: install foreshock[scale]") from None
    try:
        client = Client(scheduler, timeout=15)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise UnreadableSource(f"no Dask scheduler answers at {scheduler!r}: {error}; write tcp://host:8786") from None
    with client:
        # The key holds the chunk's number, so that no two chunks are taken for one; retries are Dask's own.
        def submit(chunk: list[Row], number: int) -> Any:
            return client.submit(work, task, chunk, extras, key=f"{task}-{id(client)}-{number}", retries=5, pure=False)

        yield from _ahead(chunks, submit, max(8, 2 * AHEAD * len(client.scheduler_info()["workers"])))


def _ahead(chunks: Chunks, submit: Callable[[list[Row], int], Any], width: int) -> Chunks:
    """Results in the order of the chunks, with at most `width` chunks under way: memory stays bounded."""
    waiting: deque[tuple[Any, int]] = deque()
    for number, (chunk, at) in enumerate(chunks):
        waiting.append((submit(chunk, number), at))
        if len(waiting) >= width:
            result, reached = waiting.popleft()
            yield result.result(), reached
    while waiting:
        result, reached = waiting.popleft()
        yield result.result(), reached
