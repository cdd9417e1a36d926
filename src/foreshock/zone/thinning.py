"""A ledger made smaller: settled fixes of before an instant go to a Parquet file, which the ledger names by SHA-256.

What goes is what judging no longer looks at: fixes before the window of the last state in which a track was settled
before that instant. What stays: every line said and refused, every state, the fixes from the first to the last of each
breach that stands, and whatever is not settled. The file is written, flushed, read again and compared with the ledger
before one transaction names it and lets the rows go. Killed before that, the ledger is as it was, and the next run
clears away what was left; killed after it, all is done.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from foreshock.model import StoreError
from foreshock.model.zones import Domain

from .ledger import Key, Ledger
from .live import standing
from .settled import State
from .thinned import COLUMNS, rows_to_keys, sha256_of

#: Fixes in a row group, so that the fixes of one track are found without reading the whole file.
_GROUP: Final = 65_536

_GOES: Final = """track = ?1 AND time < ?2 AND NOT EXISTS (SELECT 1 FROM temp.evidence AS e
    WHERE e.track = fixes.track AND fixes.time BETWEEN e.first AND e.last)"""


class Thinning(Struct, frozen=True):
    """What was moved: the file (None when nothing could go), its SHA-256 and fixes; and how many fixes of before the
    instant stay, because a breach rests on them or because they are not settled. `smaller` tells whether
    the ledger's file has given the room back; where not, it is filled again.
    """

    ledger: str
    file: str | None
    sha256: str
    fixes: int
    tracks: int
    evidence: int
    unsettled: int
    smaller: bool


def thin(path: Path, before: dt.datetime) -> Thinning:
    """Move the settled fixes of before an instant from the ledger at `path` to a file in `thinned` beside it.

    Raises Conflict while another process writes the ledger, and StoreError where the file cannot be written, is not
    what was written, or the ledger cannot be changed; in each case the ledger is as it was.
    """
    ledger = Ledger.existing(path)
    try:
        return _thin(ledger, path, before)
    finally:
        ledger.close()


def _thin(ledger: Ledger, path: Path, before: dt.datetime) -> Thinning:
    folder, instant = path.parent / "thinned", before.timestamp()
    _clear(ledger, folder)
    _mark_evidence(ledger)
    horizons = _horizons(ledger, instant)
    going = {track: until for track, until in horizons.items() if _count(ledger, _GOES, track, until)}
    settled = sum(_count(ledger, "track = ?1 AND time < ?2", track, until) for track, until in horizons.items())
    moved = sum(_count(ledger, _GOES, track, until) for track, until in going.items())
    every = int(ledger.do("SELECT count(*) FROM fixes WHERE time < ?", (instant,)).fetchone()[0])
    name, digest, smaller = None, "", False
    if going:
        (number,) = ledger.do("SELECT count(*) + 1 FROM thinned").fetchone()
        name = f"{number:04}-before-{before.astimezone(dt.UTC):%Y-%m-%dT%H%M%SZ}.parquet"
        with ledger.writing():
            ledger.note("thinning", name)
        digest = _write(ledger, folder, name, going)
        _let_go(ledger, (name, digest, instant, moved), going)
        smaller = _shrink(ledger)
    return Thinning(
        str(path), None if name is None else str(folder / name), digest, moved, len(going), settled - moved,
        every - settled, smaller,
    )  # fmt: skip


def _clear(ledger: Ledger, folder: Path) -> None:
    """Take away what a run left that was stopped before the ledger named its file; its fixes are all in the ledger."""
    name = ledger.about("thinning")
    if name is None or ledger.do("SELECT 1 FROM thinned WHERE file = ?", (name,)).fetchone():
        return
    for left in (folder / str(name), folder / f".{name}.partial"):
        left.unlink(missing_ok=True)


def _horizons(ledger: Ledger, instant: float) -> dict[str, float]:
    """For each track, the instant from which judging needs its fixes though nothing earlier than `instant` comes."""
    query = """SELECT track, state FROM states AS s
        WHERE at = (SELECT max(at) FROM states WHERE track = s.track AND at < ?)"""
    decode = msgspec.msgpack.Decoder(State).decode
    return {track: min(decode(state).since, instant) for track, state in ledger.do(query, (instant,))}


def _mark_evidence(ledger: Ledger) -> None:
    """The stretches of tracks that standing breaches rest on: from the fix before each to the fix after it."""
    ledger.do("CREATE TEMP TABLE evidence (track TEXT NOT NULL, first REAL NOT NULL, last REAL NOT NULL)")
    ledger.do("CREATE INDEX temp.by_track ON evidence (track)")
    for breach in standing(line for _, line in ledger.said()):
        instants = [at.timestamp() for at in (breach.entered, breach.first, breach.last, breach.left) if at]
        ledger.do(
            """INSERT INTO temp.evidence SELECT ?1, coalesce((SELECT max(time) FROM fixes WHERE track = ?1
            AND time <= ?2), ?2), coalesce((SELECT min(time) FROM fixes WHERE track = ?1 AND time >= ?3), ?3)""",
            (breach.track, min(instants), max(instants)),
        )


def _count(ledger: Ledger, which: str, track: str, until: float) -> int:
    return int(ledger.do(f"SELECT count(*) FROM fixes WHERE {which}", (track, until)).fetchone()[0])  # noqa: S608


def _going(ledger: Ledger, going: dict[str, float]) -> Iterator[tuple[str, Key]]:
    """The fixes that go, in order of track and time."""
    query = f"SELECT time, lat, lon, rest FROM fixes WHERE {_GOES} ORDER BY time, lat, lon, rest"  # noqa: S608
    for track in sorted(going):
        for row in ledger.do(query, (track, going[track])):
            yield track, row


def _write(ledger: Ledger, folder: Path, name: str, going: dict[str, float]) -> str:
    """Write the file, read it again and compare it with the ledger, and put it in its place; its SHA-256."""
    partial = folder / f".{name}.partial"
    try:
        folder.mkdir(exist_ok=True)
        try:
            _write_parquet(_going(ledger, going), partial)
            descriptor = os.open(partial, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
            if not _same(_going(ledger, going), partial):
                raise StoreError(f"{partial} does not hold what was written; nothing was moved. Look at the disk")
            digest = sha256_of(partial)
            partial.replace(folder / name)
        finally:
            partial.unlink(missing_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    except OSError as error:
        raise StoreError(
            f"{folder / name} cannot be written: {error.strerror or error}; nothing was moved. Free some space, or "
            f"make {folder} a link to a disk that has some"
        ) from None
    return digest


def _write_parquet(fixes: Iterator[tuple[str, Key]], path: Path) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    words, number = pa.string(), pa.float64()
    kinds = (words, number, number, number, number, number, words, words)
    schema = pa.schema([pa.field(name, kind) for name, kind in zip(COLUMNS, kinds, strict=True)])
    decode = msgspec.msgpack.Decoder(tuple[float | None, float | None, str, Domain | None]).decode
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        while part := list(islice(fixes, _GROUP)):
            rows = [(track, time, lat, lon, *decode(rest)) for track, (time, lat, lon, rest) in part]
            columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
            file.write_table(pa.table(columns, schema=schema))


def _same(fixes: Iterator[tuple[str, Key]], path: Path) -> bool:
    """Whether a file holds these fixes in this order, and no others."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_GROUP, columns=list(COLUMNS)):
            held = list(zip(batch.column("track").to_pylist(), rows_to_keys(batch), strict=True))
            if held != list(islice(fixes, len(held))):
                return False
    return next(fixes, None) is None


def _let_go(ledger: Ledger, file: tuple[str, str, float, int], going: dict[str, float]) -> None:
    """Name the file in the ledger and delete the fixes that it holds, in one transaction."""
    name, _, _, moved = file
    with ledger.letting_fixes_go():
        ledger.do("INSERT INTO thinned VALUES (?, ?, ?, ?)", file)
        for track, until in going.items():
            ledger.do(
                f"INSERT INTO thinned_tracks SELECT ?1, max(time), ?3 FROM fixes WHERE {_GOES}",  # noqa: S608
                (track, until, name),
            )
            moved -= ledger.do(f"DELETE FROM fixes WHERE {_GOES}", (track, until)).rowcount  # noqa: S608
        if moved:
            raise StoreError(f"{name}: {moved:,} fixes more or fewer than the ledger's; nothing was moved")


def _shrink(ledger: Ledger) -> bool:
    """Give the room back to the disk; False where that needs more room than there is (it is used again then)."""
    try:
        ledger.do("VACUUM")
        ledger.do("PRAGMA wal_checkpoint(TRUNCATE)")
    except StoreError:
        return False
    return True
