"""Points in, pairs out, as CSV or Parquet by the file's ending, a batch at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pacsv  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from msgspec import Struct

from foreshock.model import InvalidValue, StoreError, UnreadableSource

from .columns import check_columns, floats, header_of
from .ellipsoid import Floats
from .zones import Pairs, Zones, check_points

_COLUMNS = ("id", "lat", "lon")
_ROWS = 1 << 16


class Points(Struct, frozen=True):
    """A batch of points: `id` (an Arrow array of text or whole numbers), `lat`, `lon` in degrees, of shape (n,).

    `first` is the number of the batch's first point within its file.
    """

    id: Any
    lat: Floats
    lon: Floats
    first: int


def kind_of(path: Path) -> str:
    """`csv` or `parquet`, by the ending; else InvalidValue."""
    kind = path.suffix.lower().lstrip(".")
    if kind not in ("csv", "parquet"):
        raise InvalidValue(f"{path}: neither .csv nor .parquet; name the file by what it is")
    return kind


def read_points(path: Path) -> Iterator[Points]:
    """The points of a file with columns `id`, `lat`, `lon` (others are ignored).

    Raises UnreadableSource when the file cannot be read as its ending says or a column is missing, InvalidValue for a
    point whose position is empty. Ids in CSV stay as they are written.
    """
    first = 0
    try:
        for batch in open_csv(path, path) if kind_of(path) == "csv" else open_parquet(path):
            yield points_of(batch, path, first)
            first += batch.num_rows
    except pa.ArrowInvalid as error:
        if path.suffix.lower() == ".csv" and (header := header_of(path)):
            check_columns(header, _COLUMNS, str(path))
        why = "it is no text in UTF-8; save it as UTF-8" if "UTF8" in str(error) else error
        raise UnreadableSource(f"{path}: {why}") from None


def points_of(batch: Any, path: Path, first: int) -> Points:
    """A batch of a table as points; InvalidValue where one has no position."""
    lat, lon = (_degrees(batch, name, path, first) for name in ("lat", "lon"))
    return Points(batch.column(batch.schema.get_field_index("id")), lat, lon, first)


def open_csv(source: Any, path: Path) -> Iterator[Any]:
    """Batches of CSV from a file or anything that Arrow reads; `path` names it in errors."""
    convert = pacsv.ConvertOptions(
        column_types={"id": pa.string(), "lat": pa.float64(), "lon": pa.float64()}, include_columns=list(_COLUMNS)
    )
    try:
        reader = pacsv.open_csv(source, read_options=pacsv.ReadOptions(block_size=1 << 22), convert_options=convert)
    except KeyError as error:
        check_columns(header_of(path), _COLUMNS, str(path))
        raise UnreadableSource(f"{path}: no such column: {error}; the columns are id, lat, lon") from None
    with reader:
        yield from reader


def open_parquet(path: Path, groups: list[int] | None = None) -> Iterator[Any]:
    """Batches of a Parquet file, or of some of its row groups."""
    with pq.ParquetFile(path, pre_buffer=False) as file:
        check_columns(file.schema_arrow.names, _COLUMNS, str(path))
        yield from file.iter_batches(batch_size=_ROWS, columns=list(_COLUMNS), row_groups=groups)


def _degrees(batch: Any, name: str, path: Path, first: int) -> Floats:
    column = floats(batch.column(batch.schema.get_field_index(name)), name, str(path))
    if column.null_count:
        row = first + int(np.argmax(column.is_null().to_numpy(zero_copy_only=False)))
        raise InvalidValue(f"{path}: point {row} has no {name}; give every point a latitude and a longitude")
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)


class PairWriter:
    """Writes pairs beside `path` and gives them its name only when all are written and flushed."""

    def __init__(self, path: Path, zones: Zones) -> None:
        self._path, self._kind = path, kind_of(path)
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        self._names = pa.array(zones.ids, pa.string())
        self._parquet: Any = None
        self.pairs = 0

    def __enter__(self) -> PairWriter:
        try:
            self._file = self._partial.open("wb")
            if self._kind == "csv":
                self._file.write(b"point,zone\n")
        except OSError as error:
            raise StoreError(f"{self._path} cannot be written: {error.strerror}; nothing was written") from None
        return self

    def write(self, points: Points, pairs: Pairs) -> None:
        """Add pairs of this batch of points; raises StoreError when the disk does not take them."""
        self.pairs += len(pairs)
        names = pa.DictionaryArray.from_arrays(pa.array(pairs.zone), self._names)
        zone = names if self._kind == "parquet" else names.cast(pa.string())
        table = pa.table({"point": points.id.take(pa.array(pairs.point)), "zone": zone})
        try:
            if self._kind == "parquet":
                self._add(table)
            else:
                _write_lines(table, self._file)
        except OSError as error:
            raise StoreError(f"{self._path} cannot be written: {error}; nothing was kept") from None

    def _add(self, table: Any) -> None:
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self._file, table.schema)
        self._parquet.write_table(table)

    def append(self, part: Path, pairs: int) -> None:
        """Add the pairs, so many, of a file that another writer of the same kind wrote."""
        if not pairs:
            return
        self.pairs += pairs
        try:
            if self._kind == "parquet":
                with pq.ParquetFile(part, read_dictionary=["zone"]) as file:
                    for batch in file.iter_batches(batch_size=_ROWS):
                        self._add(pa.Table.from_batches([batch]))
                return
            with part.open("rb") as file:
                file.readline()
                while block := file.read(1 << 22):
                    self._file.write(block)
        except OSError as error:
            raise StoreError(f"{self._path} cannot be written: {error}; nothing was kept") from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        except OSError as failure:
            raise StoreError(f"{self._path} cannot be written: {failure.strerror}; nothing was kept") from None
        finally:
            with suppress(OSError):
                self._file.close()
            self._partial.unlink(missing_ok=True)

    def _finish(self) -> None:
        if self._kind == "parquet":
            if self._parquet is None:
                empty = pa.table({"point": pa.array([], pa.string()), "zone": pa.array([], pa.string())})
                self._parquet = pq.ParquetWriter(self._file, empty.schema)
            self._parquet.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._partial.replace(self._path)


def _write_lines(table: Any, file: Any) -> None:
    """A table of two columns as CSV lines; their bytes do not depend on what else is written with them."""
    columns = [pc.fill_null(column.cast(pa.string()), "") for column in table.columns]
    special = [pc.match_substring_regex(column, r'[",\r\n]') for column in columns]
    if not any(pc.any(each).as_py() for each in special):
        options = pacsv.WriteOptions(include_header=False, quoting_style="none")
        pacsv.write_csv(pa.table(columns, names=table.column_names), file, options)
        return
    cells = [_quoted(column, each) for column, each in zip(columns, special, strict=True)]
    file.write(_bytes_of(pc.binary_join_element_wise(*cells, ",")))


def _quoted(texts: Any, special: Any) -> Any:
    """Texts as CSV cells, in quotes where they are special."""
    inner = pc.replace_substring(texts, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', inner, '"', ""), texts)


def _bytes_of(lines: Any) -> bytes:
    """Texts behind one another, each with a line end."""
    ended = pc.binary_join_element_wise(lines, "\n", "")
    parts = ended.chunks if isinstance(ended, pa.ChunkedArray) else [ended]
    found = []
    for part in parts:
        offsets = np.frombuffer(part.buffers()[1], np.int32)[part.offset : part.offset + len(part) + 1]
        found.append(memoryview(part.buffers()[2])[int(offsets[0]) : int(offsets[-1])])
    return b"".join(found)


def write_pairs(zones: Zones, points: Path, out: Path) -> tuple[int, int]:
    """Write which point of a file lies in which zone; return how many points were read and pairs written.

    Raises InvalidValue for a point that is not finite or out of range, naming its number; `out` is then untouched.
    """
    read = 0
    with PairWriter(out, zones) as writer:
        for batch in read_points(points):
            read += write_batch(zones, batch, str(points), writer)
    return read, writer.pairs


def write_batch(zones: Zones, batch: Points, where: str, writer: PairWriter) -> int:
    """Write the pairs of some points; return how many points there were."""
    check_points(batch.lat, batch.lon, f"{where}: ", batch.first)
    for pairs in zones.batches(batch.lat, batch.lon):
        writer.write(batch, pairs)
    return len(batch.lat)
