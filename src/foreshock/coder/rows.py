"""Rows of files: JSON Lines or Parquet, in and out. A row that cannot be read becomes a row that says why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

from foreshock.model import NotInstalled, UnreadableSource

Row = dict[str, Any]
Task = Literal["code", "locate"]

#: Rows of a Parquet group, read and written.
GROUP: Final = 1000


def read_rows(path: Path, task: Task) -> Iterator[tuple[Row, int]]:
    """Rows of a .jsonl or .parquet file with id, date, text (and spans for `locate`), each with how far into the file
    it reaches (bytes, or rows of a Parquet file).

    A row that cannot be read comes with `why` in place of its text. Raises UnreadableSource if the file itself cannot
    be read."""
    if path.suffix == ".parquet":
        for number, raw in enumerate(_parquet_rows(path), 1):
            yield _checked(raw, f"row {number}", task), number
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableSource(f"cannot read {path}: {error.strerror}; give a .jsonl or .parquet file") from None
    at = 0
    with file:
        for number, line in enumerate(file, 1):
            at += len(line)
            if not line.strip():
                continue
            try:
                raw = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8", "replace"))
            except (ValueError, RecursionError) as error:
                yield {"id": None, "why": f"line {number} is not JSON: {error}"}, at
                continue
            yield _checked(raw, f"line {number}", task), at


def extent(path: Path) -> int:
    """How far a file reaches in the units of `read_rows`."""
    if path.suffix != ".parquet":
        return path.stat().st_size
    return int(_parquet_file(path).metadata.num_rows)


def _checked(raw: object, where: str, task: Task) -> Row:
    if not isinstance(raw, dict):
        return {"id": None, "why": f"{where} is no object with id, date and text"}
    row: Row = {"id": raw.get("id"), "date": str(raw.get("date") or "")[:10], "text": raw.get("text")}
    if not isinstance(row["text"], str):
        return {"id": row["id"], "why": f"{where} has no text"}
    if task == "locate":
        spans = raw.get("spans")
        try:
            row["spans"] = [(int(s), int(e)) for s, e in spans or ()]
        except (TypeError, ValueError):
            return {"id": row["id"], "why": f"{where} has no spans; write [[start, end], …]"}
    return row


def _parquet_file(path: Path) -> Any:
    try:
        import pyarrow.parquet as pq  # type: ignore[import-untyped]
    except ImportError:
        raise NotInstalled("Parquet needs pyarrow: install foreshock[scale]") from None
    try:
        return pq.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise UnreadableSource(f"cannot read {path}: {error}; give a .jsonl or .parquet file") from None


def _parquet_rows(path: Path) -> Iterator[Row]:
    for batch in _parquet_file(path).iter_batches(batch_size=GROUP):
        yield from batch.to_pylist()


def as_line(row: Row) -> str:
    """A row as one line of JSON, without its line end."""
    line = json.dumps(row, ensure_ascii=False)
    # Lone surrogates would not encode, odd separators would part the line; JSON's own escapes carry them.
    return line if line.isprintable() else json.dumps(row)


def write_parquet(part: Path, rows: Iterator[Row]) -> int:
    """Write rows, nested values as JSON text, and return how many there were."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise NotInstalled("Parquet needs pyarrow: install foreshock[scale]") from None
    count, writer = 0, None
    for group in _groups(rows):
        names = list(dict.fromkeys(name for row in group for name in row)) if writer is None else writer.schema.names
        columns = {n: [_cell(n, row.get(n)) for row in group] for n in names}
        table = pa.table({n: pa.array(values, pa.string()) for n, values in columns.items()})
        writer = writer or pq.ParquetWriter(part, table.schema)
        writer.write_table(table)
        count += len(group)
    if writer is None:
        pq.write_table(pa.table({"id": pa.array([], pa.string())}), part)
    else:
        writer.close()
    return count


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(rows)
    while group := list(islice(rows, GROUP)):
        yield group


def _cell(name: str, value: object) -> str | None:
    if value is None or (name in ("id", "why_empty") and isinstance(value, str)):
        return value
    return json.dumps(value)
