"""The same pairs from a Dask cluster: a file of points in parts, each answered by a worker, put together in order.

Workers read the points and write their parts themselves, so they must see the same folders as the caller.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from msgspec import Struct

from foreshock.model import ForeshockError, NotInstalled, StoreError, UnreadableSource

from .pointfiles import PairWriter, Points, kind_of, open_csv, open_parquet, points_of, write_batch
from .zones import Zones

#: A Dask client; the package has no types.
Client = Any

#: Size of a part of a CSV file, bytes.
_PART = 32 << 20


class Part(Struct, frozen=True):
    """A piece of a file of points: bytes of CSV after its header, or row groups of Parquet."""

    path: str
    header: bytes
    begin: int
    end: int
    groups: tuple[int, ...]


class _Done(Struct, frozen=True):
    read: int
    pairs: int
    failed: bool


def parts_of(points: Path, size: int = _PART) -> list[Part]:
    """The parts of a file, cut where lines end. A CSV file with quotes is one part: its line ends may lie in cells."""
    if kind_of(points) == "parquet":
        try:
            groups = pq.read_metadata(points).num_row_groups
        except pa.ArrowInvalid as error:
            raise UnreadableSource(f"{points}: {error}") from None
        return [Part(str(points), b"", 0, 0, (group,)) for group in range(groups)]
    with points.open("rb") as file:
        header = file.readline()
        end = points.stat().st_size
        cuts, quoted = [len(header)], b'"' in header
        while cuts[-1] < end and not quoted:
            file.seek(cuts[-1])
            block = file.read(size)
            quoted = b'"' in block
            rest = file.readline() if len(block) == size and not block.endswith(b"\n") else b""
            cuts.append(cuts[-1] + len(block) + len(rest))
            quoted = quoted or b'"' in rest
    if quoted or len(cuts) < 2:
        cuts = [len(header), end]
    return [Part(str(points), header, one, other, ()) for one, other in pairwise(cuts)]


def _points(part: Part, first: int) -> Iterator[Points]:
    path = Path(part.path)
    if part.groups:
        batches: Iterator[Any] = open_parquet(path, list(part.groups))
    else:
        with path.open("rb") as file:
            file.seek(part.begin)
            batches = open_csv(io.BytesIO(part.header + file.read(part.end - part.begin)), path)
    try:
        for batch in batches:
            yield points_of(batch, path, first)
            first += batch.num_rows
    except pa.ArrowInvalid as error:
        raise UnreadableSource(f"{path}: {error}") from None


def _answer(zones: Zones, part: Part, out: str) -> _Done:
    """Write the pairs of one part to a file of its own. What is wrong with it is found again by the caller."""
    read = 0
    try:
        with PairWriter(Path(out), zones) as writer:
            for batch in _points(part, 0):
                read += write_batch(zones, batch, part.path, writer)
    except ForeshockError:
        return _Done(0, 0, True)
    return _Done(read, writer.pairs, False)


def connect(scheduler: str) -> Client:
    """A client of a scheduler such as `tcp://127.0.0.1:8786`. StoreError when none answers."""
    try:
        from distributed import Client as client_of
    except ImportError as error:
        raise NotInstalled(f"this needs {error.name}: pip install 'foreshock[scale]'") from None
    untyped: Any = client_of
    try:
        return untyped(scheduler, timeout="10s")
    except (OSError, TimeoutError, ValueError) as error:
        raise StoreError(f"no scheduler answers at {scheduler}: {error}; start one: dask scheduler") from None


def spread_pairs(zones: Zones, points: Path, out: Path, client: Client, size: int = _PART) -> tuple[int, int]:
    """As `write_pairs`, on a cluster; `size` is that of a part in bytes. The same pairs in the same order, in CSV the
    same bytes. Raises as `write_pairs`, naming the same point.
    """
    parts = parts_of(points, size)
    folder = out.with_name(f".{out.name}.{os.getpid()}.parts").absolute()
    try:
        folder.mkdir()
    except OSError as error:
        raise StoreError(f"{out} cannot be written: {error.strerror}; nothing was written") from None
    try:
        shared = client.scatter(zones, broadcast=True, hash=False)
        files = [folder / f"{number}{out.suffix.lower()}" for number in range(len(parts))]
        asked = [
            client.submit(_answer, shared, part, str(file), pure=False) for part, file in zip(parts, files, strict=True)
        ]
        done: list[_Done] = client.gather(asked)
        read = 0
        for part, file, each in zip(parts, files, done, strict=True):
            if each.failed:
                for batch in _points(part, read):
                    with PairWriter(file, zones) as writer:
                        write_batch(zones, batch, part.path, writer)
                raise StoreError(f"{points}: a worker could not answer a part that can be answered here; try again")
            read += each.read
        with PairWriter(out, zones) as writer:
            for file, each in zip(files, done, strict=True):
                writer.append(file, each.pairs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return read, writer.pairs
