"""Files through the coder: JSON Lines or Parquet in and out, one process, several, or a Dask cluster.

Order is kept and every input row gives exactly one output row, whatever the jobs; a row that cannot be read gives a row
with its reason. Work is cut into chunks; a lost worker's chunk is done again elsewhere and written once.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

from foreshock.model import NotInstalled, UnreadableSource

from .coder import Coder

Row = dict[str, Any]
Task = Literal["code", "locate"]
Extras = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]

#: Rows that one task holds, and tasks a worker may have waiting.
CHUNK_ROWS: Final = 200
AHEAD: Final = 4


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
    readable = [row for row in rows if "why" not in row]
    coded = coder.pipe((row["text"], row["date"]) for row in readable)
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


def read_rows(path: Path, task: Task) -> Iterator[Row]:
    """Rows of a .jsonl or .parquet file with id, date, text (and spans for `locate`).

    A row that cannot be read comes with `why`. Raises UnreadableSource if the file itself cannot be read."""
    if path.suffix == ".parquet":
        for number, raw in enumerate(_parquet_rows(path), 1):
            yield _checked(raw, number, task)
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableSource(f"cannot read {path}: {error.strerror}; give a .jsonl or .parquet file") from None
    with file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                raw = json.loads(line.decode("utf-8", "replace"))
            except (ValueError, RecursionError) as error:
                yield {"id": None, "why": f"line {number} is not JSON: {error}"}
                continue
            yield _checked(raw, number, task)


def _checked(raw: object, number: int, task: Task) -> Row:
    if not isinstance(raw, dict):
        return {"id": None, "why": f"row {number} is no object with id, date and text"}
    row: Row = {"id": raw.get("id"), "date": str(raw.get("date") or "")[:10], "text": raw.get("text")}
    if not isinstance(row["text"], str):
        return {"id": row["id"], "why": f"row {number} has no text"}
    if task == "locate":
        spans = raw.get("spans")
        try:
            row["spans"] = [(int(s), int(e)) for s, e in spans or ()]
        except (TypeError, ValueError):
            return {"id": row["id"], "why": f"row {number} has no spans; write [[start, end], …]"}
    return row


def _parquet_rows(path: Path) -> Iterator[Row]:
    try:
        import pyarrow.parquet as pq  # type: ignore[import-untyped]
    except ImportError:
        raise NotInstalled("Parquet needs pyarrow: install foreshock[scale]") from None
    try:
        source = pq.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise UnreadableSource(f"cannot read {path}: {error}; give a .jsonl or .parquet file") from None
    for batch in source.iter_batches(batch_size=CHUNK_ROWS):
        yield from batch.to_pylist()


def run(
    task: Task, source: Path, target: Path, extras: Extras = ((), (), (), False), jobs: int = 1, scheduler: str = ""
) -> int:
    """Work a whole file into another and return the number of rows written.

    The target appears only when it is whole; its suffix decides the format (.jsonl, .parquet). Nested values stand in
    Parquet as JSON text."""
    chunks = _chunks(read_rows(source, task))
    if scheduler:
        results = _on_dask(task, chunks, extras, scheduler)
    elif jobs > 1:
        results = _on_processes(task, chunks, extras, jobs)
    else:
        results = (work(task, chunk, extras) for chunk in chunks)
    return _write(target, (row for chunk in results for row in chunk))


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield chunk


def _on_processes(task: Task, chunks: Iterator[list[Row]], extras: Extras, jobs: int) -> Iterator[list[Row]]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: BLAS and the parser hold threads that do not survive a fork.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_one_thread) as pool:
        yield from _ahead(chunks, lambda chunk, _: pool.submit(work, task, chunk, extras), jobs * AHEAD)


def _one_thread() -> None:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"


def _on_dask(task: Task, chunks: Iterator[list[Row]], extras: Extras, scheduler: str) -> Iterator[list[Row]]:
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


def _ahead(chunks: Iterator[list[Row]], submit: Callable[[list[Row], int], Any], width: int) -> Iterator[list[Row]]:
    """Results in the order of the chunks, with at most `width` chunks under way: memory stays bounded."""
    waiting: deque[Any] = deque()
    for number, chunk in enumerate(chunks):
        waiting.append(submit(chunk, number))
        if len(waiting) >= width:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _write(target: Path, rows: Iterator[Row]) -> int:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        count = _write_parquet(part, rows) if target.suffix == ".parquet" else _write_lines(part, rows)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return count


def _write_lines(part: Path, rows: Iterator[Row]) -> int:
    count = 0
    with part.open("w", encoding="utf-8") as file:
        for row in rows:
            # Lone surrogates would not encode; JSON's own escapes carry them.
            line = json.dumps(row, ensure_ascii=False)
            file.write(line if line.isprintable() else json.dumps(row))
            file.write("\n")
            count += 1
    return count


def _write_parquet(part: Path, rows: Iterator[Row]) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise NotInstalled("Parquet needs pyarrow: install foreshock[scale]") from None
    count, writer = 0, None
    for chunk in _chunks(rows):
        names = list(dict.fromkeys(name for row in chunk for name in row)) if writer is None else writer.schema.names
        columns = {n: [_cell(n, row.get(n)) for row in chunk] for n in names}
        table = pa.table({n: pa.array(values, pa.string()) for n, values in columns.items()})
        writer = writer or pq.ParquetWriter(part, table.schema)
        writer.write_table(table)
        count += len(chunk)
    if writer is None:
        pq.write_table(pa.table({"id": pa.array([], pa.string())}), part)
    else:
        writer.close()
    return count


def _cell(name: str, value: object) -> str | None:
    if value is None or (name in ("id", "why_empty") and isinstance(value, str)):
        return value
    return json.dumps(value)
