"""Settled fixes that were moved from a ledger to Parquet files beside it, and read back from there.

The files lie in the folder `thinned` beside the ledger, which names each with its SHA-256 and tells how far it reaches
in each track. They have the columns that `fixfiles` reads, so a file can be replayed like any other.
"""

from __future__ import annotations

import hashlib
import math
import sqlite3
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from foreshock.model import StoreError, UnreadableSource
from foreshock.model.zones import Domain

from .fixes import Fixes, Row, from_rows

if TYPE_CHECKING:
    from .ledger import Key

TABLES: Final = """
CREATE TABLE IF NOT EXISTS thinned (file TEXT PRIMARY KEY, sha256 TEXT NOT NULL, before REAL NOT NULL,
    fixes INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS thinned_tracks (track TEXT NOT NULL, last REAL NOT NULL, file TEXT NOT NULL,
    PRIMARY KEY (track, last, file)) WITHOUT ROWID;
"""
COLUMNS: Final = ("track", "time", "lat", "lon", "accuracy_m", "altitude_m", "source", "domain")
#: Parts of files kept at hand, one a track and file.
_AT_HAND: Final = 16


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rows_to_keys(table: Any) -> list[Key]:
    """The fixes of a table of one track as the ledger keeps them."""
    columns = [table.column(name).to_pylist() for name in COLUMNS[1:]]
    pack = msgspec.msgpack.Encoder().encode
    return [(time, lat, lon, pack(tuple(rest))) for time, lat, lon, *rest in zip(*columns, strict=True)]


class Thinned:
    """What a ledger moved to files. A file's SHA-256 is compared once, when it is first read."""

    def __init__(self, database: sqlite3.Connection, folder: Path) -> None:
        self._db, self._folder = database, folder
        self._checked: set[str] = set()
        self._held: OrderedDict[tuple[str, str], list[Key]] = OrderedDict()
        #: Only a ledger that nobody else has open is thinned, so this holds for as long as it is open.
        self._empty = database.execute("SELECT 1 FROM thinned LIMIT 1").fetchone() is None

    def fixes(self, track: str, since: float) -> list[Key]:
        """The fixes of a track from an instant on that lie in files. Raises StoreError where a file is missing or
        is not the one that was written.
        """
        return [key for part in self._parts(track, since) for key in part[bisect_left(part, (since,)) :]]

    def has(self, track: str, key: Key) -> bool:
        """Whether a fix lies in a file."""
        return any(part[at] == key for part in self._parts(track, key[0]) if (at := bisect_left(part, key)) < len(part))

    def _parts(self, track: str, since: float) -> list[list[Key]]:
        """What the files hold of a track that reach beyond an instant; each in order, so that a fix is looked up."""
        if self._empty:
            return []
        query = "SELECT file FROM thinned_tracks WHERE track = ? AND last >= ? ORDER BY last, file"
        return [self._read(row[0], track) for row in self._db.execute(query, (track, since)).fetchall()]

    def _read(self, name: str, track: str) -> list[Key]:
        held = self._held.get((name, track))
        if held is None:
            held = self._held[name, track] = self._from_file(name, track)
            while len(self._held) > _AT_HAND:
                self._held.popitem(last=False)
        self._held.move_to_end((name, track))
        return held

    def _from_file(self, name: str, track: str) -> list[Key]:
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.parquet as pq  # type: ignore[import-untyped]

        path = self._folder / name
        (written,) = self._db.execute("SELECT sha256 FROM thinned WHERE file = ?", (name,)).fetchone()
        try:
            if name not in self._checked and sha256_of(path) != written:
                raise StoreError(
                    f"{path} is not the file that the ledger wrote (SHA-256 {written}); put that one back from a copy"
                )
            self._checked.add(name)
            return rows_to_keys(pq.read_table(path, columns=list(COLUMNS), filters=[("track", "=", track)]))
        except (OSError, pa.ArrowInvalid) as error:
            raise StoreError(
                f"{path}: fixes of track {track!r} were moved there and are needed, because one came late or all are "
                f"replayed; they cannot be read: {error}. Put the file back (SHA-256 {written}); watch and work refuse "
                "what comes so late with --behind"
            ) from None


def read_ledger(path: Path) -> Fixes:
    """Every fix of a ledger, those in its files among them; the ledger may be in use. Raises UnreadableSource for
    what is no ledger, StoreError where a file is missing or is not the one that was written.
    """
    decode = msgspec.msgpack.Decoder(tuple[float | None, float | None, str, Domain | None]).decode
    rows: list[Row] = []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as ledger:
            kept: Iterable[tuple[str, Key]] = (
                (track, (time, lat, lon, rest)) for track, time, lat, lon, rest in ledger.execute("SELECT * FROM fixes")
            )
            has_files = ledger.execute("SELECT 1 FROM sqlite_schema WHERE name = 'thinned'").fetchone()
            if has_files:
                moved = Thinned(ledger, path.parent / "thinned")
                tracks = [row[0] for row in ledger.execute("SELECT DISTINCT track FROM thinned_tracks")]
                kept = chain(kept, ((track, key) for track in tracks for key in moved.fixes(track, -math.inf)))
            for track, (time, lat, lon, rest) in kept:
                spread, height, source, domain = decode(rest)
                rows.append((
                    track, time, lat, lon, math.nan if spread is None else spread,
                    math.nan if height is None else height, source, domain,
                ))  # fmt: skip
    except sqlite3.Error as error:
        raise UnreadableSource(f"{path}: no ledger of foreshock zone: {error}") from None
    return from_rows(rows, (), str(path))
