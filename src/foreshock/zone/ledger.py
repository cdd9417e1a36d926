"""What a live watch keeps: every fix, where each track is settled, every line said, every line refused.

One SQLite file, one writer. A portion of fixes and all that follows from it is one transaction, flushed to the disk
before anything is confirmed: killed at any point, the ledger holds all of a portion or nothing. Fixes, lines said and
lines refused can only be added; triggers see to it. Only `thinning` moves settled fixes to files, which the ledger
names and from which it reads back what a late fix needs.
"""

from __future__ import annotations

import fcntl
import hashlib
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
import numpy as np
from msgspec import Struct

from foreshock.model import Conflict, StoreError, Zone
from foreshock.model.tracks import Fix
from foreshock.model.zones import Domain

from .jumps import WARY_S
from .quality import REACH
from .rules import Rules
from .settled import START, State
from .thinned import TABLES, Thinned
from .track import DOMAINS, Track, tracks_in

#: Time, latitude, longitude, and the rest as kept: accuracy, altitude, source, domain.
Key = tuple[float, float, float, bytes]
_Rest = tuple[float | None, float | None, str, Domain | None]
_DOMAIN = {domain: number for number, domain in enumerate(DOMAINS)}

#: Raised with every change of what is carried on where a track is settled: an older ledger is then not taken up.
_JUDGING = 4

_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fixes (track TEXT NOT NULL, time REAL NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
    rest BLOB NOT NULL, PRIMARY KEY (track, time, lat, lon, rest)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS newest (track TEXT PRIMARY KEY, time REAL NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
    rest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS states (track TEXT NOT NULL, at REAL NOT NULL, state BLOB NOT NULL,
    PRIMARY KEY (track, at)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (seq INTEGER PRIMARY KEY, line BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS refused (origin TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL,
    detail TEXT NOT NULL, text BLOB NOT NULL, PRIMARY KEY (origin, line)) WITHOUT ROWID;
"""
_NEWEST = """INSERT INTO newest VALUES (?, ?, ?, ?, ?) ON CONFLICT (track) DO UPDATE SET time = excluded.time,
    lat = excluded.lat, lon = excluded.lon, rest = excluded.rest WHERE excluded.time >= newest.time"""
_KEEP = """CREATE TRIGGER IF NOT EXISTS {table}_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger only grows: no {act} on {table}'); END"""


class Refused(Struct, frozen=True, omit_defaults=True):
    """A line that gives no fix to judge: where it came from, which line there, why in short and in full, and the line.

    For a fix that is refused for its clock alone, `line` counts fixes downwards from −1 and `inside` names the zones in
    which its position lies.
    """

    origin: str
    line: int
    reason: str
    detail: str
    text: str
    inside: tuple[str, ...] | None = None


def key_of(fix: Fix) -> Key:
    """What tells a fix of a track from another."""
    rest = msgspec.msgpack.encode((fix.accuracy_m, fix.altitude_m, fix.source, fix.domain))
    return fix.time.timestamp(), fix.lat, fix.lon, rest


def tracks_from(kept: Mapping[str, Iterable[Key]]) -> Iterator[Track]:
    """Tracks from fixes as the ledger keeps them, in order of their names; names without fixes are left out."""
    decode = msgspec.msgpack.Decoder(_Rest).decode
    ids = sorted(kept)
    number: list[int] = []
    rows: list[tuple[float, float, float, float, float, str, int]] = []
    for place, name in enumerate(ids):
        for at, north, east, rest in kept[name]:
            spread, height, source, domain = decode(rest)
            number.append(place)
            rows.append((
                at, north, east, math.nan if spread is None else spread, math.nan if height is None else height,
                source, _DOMAIN[domain],
            ))  # fmt: skip
    if not rows:
        return
    table = np.array([row[:5] for row in rows], dtype=np.float64)
    medium = np.array([row[6] for row in rows], dtype=np.int64)
    time, lat, lon, accuracy, altitude = table.T
    yield from tracks_in(ids, np.array(number), time, lat, lon, accuracy, altitude, [row[5] for row in rows], medium)


class InUse(Conflict):
    """You get it when another process writes the ledger."""


class Ledger:
    """A ledger in a file, or in memory for `None`. Raises StoreError where none can be kept, and Conflict when another
    process writes it or when it was begun with other zones or rules.
    """

    def __init__(self, path: Path | None, zones: list[Zone] | None, rules: Rules | None) -> None:
        self._where = "memory" if path is None else str(path)
        self._lock: IO[bytes] | None = None
        self._db: sqlite3.Connection | None = None
        try:
            self._open(path)
            if zones is not None:
                self.same("zones and rules", hashlib.sha256(msgspec.json.encode((zones, rules, _JUDGING))).hexdigest())
        except BaseException:
            self.close()
            raise

    @classmethod
    def existing(cls, path: Path) -> Ledger:
        """A ledger that is there, whatever its zones and rules; StoreError where there is none."""
        if not path.is_file():
            raise StoreError(f"{path}: no ledger is there; name the folder that foreshock zone watch -J keeps")
        return cls(path, None, None)

    def _open(self, path: Path | None) -> None:
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._lock = path.with_suffix(".lock").open("ab")
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._db = sqlite3.connect(":memory:" if path is None else path, isolation_level=None)
        except BlockingIOError:
            raise InUse(f"{path}: another process writes this ledger; stop it, or name another folder") from None
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path}: no journal can be kept: {error}; name a folder that can be written") from None
        self.do("PRAGMA journal_mode = WAL")
        self.do("PRAGMA synchronous = FULL")
        for statement in (_TABLES + TABLES).split(";"):
            self.do(statement)
        for table in ("fixes", "said", "refused", "thinned"):
            for act in ("UPDATE", "DELETE"):
                self.do(_KEEP.format(table=table, act=act))
        self.thinned = Thinned(self._db, Path() if path is None else path.parent / "thinned")

    def do(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Run one statement; StoreError when it cannot be kept."""
        assert self._db is not None
        try:
            return self._db.execute(statement, values)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise StoreError(
                    f"{self._where}: {error}; it is no ledger or was damaged: put it back from a copy, or move it away "
                    "and start a new one"
                ) from None
            raise StoreError(
                f"{self._where}: it could not be kept: {error}; free some space and start again: what was confirmed "
                "is kept"
            ) from None

    def same(self, name: str, value: str) -> None:
        """Note what the ledger belongs to; Conflict when it belongs to something else."""
        held = self.about(name)
        if held is None:
            with self.writing():
                self.note(name, value)
        elif held != value:
            raise Conflict(
                f"{self._where} was begun with other {name}: what it has said would not hold for these; name a new "
                "folder (and over NATS a new channel) and give it the fixes again"
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, on the disk when it ends; nothing of it is kept when it fails."""
        assert self._db is not None
        self.do("BEGIN IMMEDIATE")
        try:
            yield
            self.do("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def about(self, name: str) -> str | int | None:
        """A note, or None."""
        row = self.do("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def note(self, name: str, value: str | int) -> None:
        """Set a note."""
        self.do("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def add(self, track: str, key: Key) -> bool:
        """Keep a fix; False when it is there already, or in a file that it was moved to."""
        if self.thinned.has(track, key):
            return False
        if self.do("INSERT OR IGNORE INTO fixes VALUES (?, ?, ?, ?, ?)", (track, *key)).rowcount == 0:
            return False
        self.do(_NEWEST, (track, *key))
        return True

    def fixes(self, track: str, since: float) -> list[Key]:
        """The fixes of a track from an instant on, in order of time."""
        query = "SELECT time, lat, lon, rest FROM fixes WHERE track = ? AND time >= ? ORDER BY time"
        kept = self.do(query, (track, since)).fetchall()
        moved = self.thinned.fixes(track, since)
        return sorted([*moved, *kept]) if moved else kept

    def settled_by(self, track: str, time: float) -> float:
        """Up to when nothing changes for a fix of an instant: REACH fixes and WARY_S before it."""
        query = "SELECT time FROM fixes WHERE track = ? AND time < ? ORDER BY time DESC LIMIT 1 OFFSET ?"
        row = self.do(query, (track, time, REACH - 1)).fetchone()
        return min(row[0], time - WARY_S) if row else -math.inf

    def state_before(self, track: str, time: float) -> State:
        """Where a track is settled before an instant."""
        query = "SELECT state FROM states WHERE track = ? AND at < ? ORDER BY at DESC LIMIT 1"
        row = self.do(query, (track, time)).fetchone()
        return msgspec.msgpack.decode(row[0], type=State) if row else START

    def settle(self, track: str, state: State) -> None:
        """Keep where a track is settled."""
        assert state.last is not None
        row = (track, state.last[0], msgspec.msgpack.encode(state))
        self.do("INSERT OR REPLACE INTO states VALUES (?, ?, ?)", row)

    def unsettle(self, track: str, time: float) -> None:
        """Forget where a track is settled from an instant on."""
        self.do("DELETE FROM states WHERE track = ? AND at >= ?", (track, time))

    def say(self, lines: Iterable[bytes]) -> None:
        """Keep lines said; they are numbered from 1."""
        for line in lines:
            self.do("INSERT INTO said (line) VALUES (?)", (line,))

    def said(self, after: int = 0, most: int = -1) -> list[tuple[int, bytes]]:
        """Lines said after a number, with their numbers."""
        return self.do("SELECT seq, line FROM said WHERE seq > ? ORDER BY seq LIMIT ?", (after, most)).fetchall()

    def refuse(self, refused: Iterable[Refused]) -> list[Refused]:
        """Keep refused lines; return those that were not kept before."""
        fresh = []
        for each in refused:
            row = (each.origin, each.line, each.reason, each.detail, each.text.encode("utf-8", "surrogateescape"))
            if self.do("INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?)", row).rowcount == 1:
                fresh.append(each)
        return fresh

    def refusals(self) -> dict[str, int]:
        """How many lines were refused, by reason."""
        return dict(self.do("SELECT reason, count(*) FROM refused GROUP BY reason ORDER BY reason").fetchall())

    def counts(self) -> dict[str, int]:
        """How many fixes, lines said and lines refused there are."""
        query = "SELECT (SELECT count(*) FROM fixes), (SELECT count(*) FROM said), (SELECT count(*) FROM refused)"
        return dict(zip(("fixes", "said", "refused"), self.do(query).fetchone(), strict=True))

    @contextmanager
    def letting_fixes_go(self) -> Iterator[None]:
        """One transaction in which fixes may be deleted, for `thinning` alone; the trigger is back when it ends."""
        with self.writing():
            self.do("DROP TRIGGER fixes_DELETE")
            yield
            self.do(_KEEP.format(table="fixes", act="DELETE"))

    def close(self) -> None:
        """Let go of the file."""
        if self._db is not None:
            self._db.close()
        if self._lock is not None:
            self._lock.close()
