"""What a collector keeps of its work: every fetch, the state of each source, and the quarantine.

Each fetch is first a line in `collected/<month>.jsonl` (plain text, only ever added to), then a row of
`collect.sqlite3`. The database can be lost: it is made anew from those lines, and what is read twice is in the evidence
once. All instants are UTC.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from foreshock.model import NotFound, StoreError, Unread

FILE: Final = "collect.sqlite3"
LINES: Final = "collected"
#: Raw bytes of one piece that the quarantine itself keeps; of larger ones the archive has the whole document.
KEPT: Final = 1_000_000
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS source (id TEXT PRIMARY KEY, tried TEXT, succeeded TEXT, fresh TEXT, due TEXT,
  failures INTEGER NOT NULL DEFAULT 0, etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '', silent TEXT);
CREATE TABLE IF NOT EXISTS fetch (number INTEGER PRIMARY KEY, line TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
  sha256 TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS fetch_state ON fetch (state);
CREATE INDEX IF NOT EXISTS fetch_bytes ON fetch (source, sha256);
CREATE TABLE IF NOT EXISTS quarantine (number INTEGER PRIMARY KEY, mark TEXT NOT NULL UNIQUE, fetch INTEGER NOT NULL,
  place TEXT NOT NULL, reason TEXT NOT NULL, raw BLOB NOT NULL, found TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open', note TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS page (address TEXT PRIMARY KEY, source TEXT NOT NULL, state TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS cursor (name TEXT PRIMARY KEY, seq INTEGER NOT NULL);
"""


class Fetch(Struct, frozen=True):
    """One document as it came: where from, when, with which headers, under which hash in the archive."""

    source: str
    sha256: str
    size: int
    fetched: dt.datetime
    address: str = ""
    name: str = ""
    media_type: str = ""
    headers: dict[str, str] = {}
    kind: str = ""
    """Other than the source's own kind: a page that an item of a feed points to."""


class Waiting(Struct, frozen=True):
    """A fetch that is still to be read."""

    number: int
    fetch: Fetch
    attempts: int


class Standing(Struct):
    """How a source stands. `fresh` is when it last brought something new, `due` when it is to be asked again."""

    id: str
    tried: dt.datetime | None = None
    succeeded: dt.datetime | None = None
    fresh: dt.datetime | None = None
    due: dt.datetime | None = None
    failures: int = 0
    etag: str = ""
    modified: str = ""
    note: str = ""
    silent: dt.datetime | None = None


class Quarantined(Struct, frozen=True):
    """A piece that could not be read: from which fetch, where in it, why; `state` is open, read or dropped."""

    number: int
    fetch: Fetch
    where: str
    reason: str
    raw: bytes
    found: dt.datetime
    state: str
    note: str


class Journal:
    """The collector's books in the folder of a desk. One process writes; any may read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            new = not (folder / FILE).exists()
            # Not ours to make: a desk that is away (a disk unmounted) must not come to life as an empty one.
            self._db = sqlite3.connect(folder / FILE, timeout=30, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.executescript(_SCHEMA)
            if new:
                self._from_lines()
        except sqlite3.Error as error:
            raise _refused(error, folder) from error

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction on the books; everything in it happens or nothing. Raises StoreError."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise _refused(error, self.folder) from error

    def query(self, sql: str, values: Iterable[Any] = ()) -> list[Any]:
        """All rows of one statement. Raises StoreError."""
        try:
            return self._db.execute(sql, tuple(values)).fetchall()
        except sqlite3.Error as error:
            raise _refused(error, self.folder) from error

    # Fetches

    def arrived(self, fetch: Fetch, standing: Standing | None = None) -> int | None:
        """Book a document whose bytes lie in the archive, and with it how its source stands, in one step.

        The number of the fetch, None when this source brought the same bytes before.
        """
        known = self.query("SELECT 1 FROM fetch WHERE source = ? AND sha256 = ?", (fetch.source, fetch.sha256))
        line = msgspec.json.encode(fetch).decode()
        if not known:
            self._write_line(fetch, line)
        with self.writing() as db:
            number = None
            if not known:
                cursor = db.execute(
                    "INSERT OR IGNORE INTO fetch (line, source, sha256) VALUES (?, ?, ?)",
                    (line, fetch.source, fetch.sha256),
                )
                number = cursor.lastrowid if cursor.rowcount else None
            if standing is not None:
                _save(db, standing)
        return number

    def _write_line(self, fetch: Fetch, line: str) -> None:
        place = self.folder / LINES
        try:
            place.mkdir(exist_ok=True)
            with (place / f"{fetch.fetched:%Y-%m}.jsonl").open("ab") as stream:
                if stream.tell() and not _ends_line(place / f"{fetch.fetched:%Y-%m}.jsonl"):
                    stream.write(b"\n")
                stream.write(line.encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise _refused(error, self.folder) from error

    def _from_lines(self) -> None:
        """A database that was lost: every fetch waits to be read again."""
        for file in sorted((self.folder / LINES).glob("*.jsonl")):
            with self.writing() as db:
                for raw in file.read_bytes().splitlines():
                    with suppress(msgspec.DecodeError):
                        # A line that a power cut left half is no fetch: its bytes were not booked yet.
                        fetch = msgspec.json.decode(raw, type=Fetch)
                        db.execute(
                            "INSERT OR IGNORE INTO fetch (line, source, sha256) VALUES (?, ?, ?)",
                            (raw.decode(), fetch.source, fetch.sha256),
                        )

    def waiting(self, source: str = "") -> list[Waiting]:
        """Fetches that are still to be read, oldest first."""
        rows = self.query(
            "SELECT number, line, attempts FROM fetch WHERE state = 'waiting' AND (? = '' OR source = ?) "
            "ORDER BY number",
            (source, source),
        )
        return [Waiting(number, msgspec.json.decode(line, type=Fetch), tries) for number, line, tries in rows]

    def attempt(self, *numbers: int) -> None:
        """Note that fetches are about to be read, so that one that kills its reader is not tried for ever."""
        with self.writing() as db:
            db.executemany("UPDATE fetch SET attempts = attempts + 1 WHERE number = ?", ((n,) for n in numbers))

    def put_aside(self, number: int, unread: Iterable[Unread], now: dt.datetime) -> int:
        """Put pieces of a fetch into the quarantine; how many are new. The same bytes from the same source, refused for
        the same reason, are put there once, whatever fetch brought them."""
        source = str(self.query("SELECT source FROM fetch WHERE number = ?", (number,))[0][0])
        with self.writing() as db:
            before = db.total_changes
            db.executemany(
                "INSERT OR IGNORE INTO quarantine (mark, fetch, place, reason, raw, found) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    (_mark(number, source, piece), number, piece.where, piece.reason, piece.raw[:KEPT], now.isoformat())
                    for piece in unread
                ),
            )
            return db.total_changes - before

    def done(self, number: int, note: str = "") -> None:
        """A fetch was read: its reports are in the evidence and what was not read in the quarantine."""
        self.done_all({number: note})

    def done_all(self, notes: Mapping[int, str]) -> None:
        """The same for several; `notes` by their numbers."""
        rows = ((note, number) for number, note in notes.items())
        with self.writing() as db:
            db.executemany("UPDATE fetch SET state = 'read', note = ? WHERE number = ?", rows)

    # What comes after the evidence

    def cursor(self, name: str) -> int | None:
        """Up to which commit of the evidence somebody has worked, `queue` for instance; None before the first time."""
        rows = self.query("SELECT seq FROM cursor WHERE name = ?", (name,))
        return int(rows[0][0]) if rows else None

    def move_cursor(self, name: str, seq: int) -> None:
        """Note that commits up to this one are done."""
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO cursor (name, seq) VALUES (?, ?)", (name, seq))

    # Sources

    def standing(self, source: str) -> Standing:
        """How a source stands; a new one was never tried."""
        columns = Standing.__struct_fields__
        rows = self.query(f"SELECT {', '.join(columns)} FROM source WHERE id = ?", (source,))  # noqa: S608
        if not rows:
            return Standing(source)
        return msgspec.convert(dict(zip(columns, rows[0], strict=True)), Standing)

    def save(self, standing: Standing) -> None:
        """Keep how a source stands."""
        with self.writing() as db:
            _save(db, standing)

    # Pages that items of feeds point to

    def note_pages(self, source: str, addresses: Iterable[str]) -> None:
        """Pages to be fetched once; never again those whose report was erased, of which only a mark is left."""
        with self.writing() as db:
            db.executemany(
                "INSERT OR IGNORE INTO page (address, source, state) SELECT ?1, ?2, 'waiting' "
                "WHERE NOT EXISTS (SELECT 1 FROM page WHERE address = ?3)",
                ((address, source, mark_of_page(address)) for address in addresses),
            )

    def pages(self, source: str, most: int) -> list[str]:
        """Pages that wait to be fetched."""
        sql = "SELECT address FROM page WHERE source = ? AND state = 'waiting' ORDER BY failures, rowid LIMIT ?"
        return [address for (address,) in self.query(sql, (source, most))]

    def page_done(self, address: str, failed: bool = False) -> None:
        """A page was fetched; or failed, and after the third time is left alone."""
        with self.writing() as db:
            if not failed:
                db.execute("UPDATE page SET state = 'fetched' WHERE address = ?", (address,))
                return
            db.execute(
                "UPDATE page SET failures = failures + 1, state = CASE WHEN failures >= 2 THEN 'failed' ELSE state END "
                "WHERE address = ?",
                (address,),
            )

    # Quarantine

    def quarantine(self, state: str = "open", source: str = "", most: int = 1000) -> list[Quarantined]:
        """Pieces in the quarantine, newest first; `state` empty for all."""
        rows = self.query(
            "SELECT q.number, f.line, q.place, q.reason, q.raw, q.found, q.state, q.note FROM quarantine q "
            "JOIN fetch f ON f.number = q.fetch WHERE (? = '' OR q.state = ?) AND (? = '' OR f.source = ?) "
            "ORDER BY q.number DESC LIMIT ?",
            (state, state, source, source, most),
        )
        return [_quarantined(row) for row in rows]

    def quarantine_size(self, state: str = "open") -> int:
        return int(self.query("SELECT count(*) FROM quarantine WHERE state = ?", (state,))[0][0])

    def quarantine_by_source(self) -> dict[str, int]:
        """How many open pieces each source has."""
        joined = "quarantine q JOIN fetch f ON f.number = q.fetch"
        return dict(self.query(f"SELECT f.source, count(*) FROM {joined} WHERE q.state = 'open' GROUP BY 1"))  # noqa: S608

    def quarantined(self, number: int) -> Quarantined:
        """One piece. Raises NotFound."""
        rows = self.query(
            "SELECT q.number, f.line, q.place, q.reason, q.raw, q.found, q.state, q.note FROM quarantine q "
            "JOIN fetch f ON f.number = q.fetch WHERE q.number = ?",
            (number,),
        )
        if not rows:
            raise NotFound(f"the quarantine has no piece {number}: see foreshock quarantine list")
        return _quarantined(rows[0])

    def settle(self, number: int, state: str, note: str = "", reason: str = "") -> None:
        """A piece was read after all, or dropped by a person; or stays open, for a new reason."""
        with self.writing() as db:
            db.execute(
                "UPDATE quarantine SET state = ?, note = ?, reason = CASE WHEN ? = '' THEN reason ELSE ? END "
                "WHERE number = ?",
                (state, note, reason, reason, number),
            )


def mark_of_page(address: str) -> str:
    """What stays of the address of an erased page."""
    return f"erased:{hashlib.sha256(address.encode('utf-8', 'replace')).hexdigest()}"


def _save(db: sqlite3.Connection, standing: Standing) -> None:
    columns = Standing.__struct_fields__
    values = [getattr(standing, name) for name in columns]
    db.execute(
        f"INSERT OR REPLACE INTO source ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608
        [value.isoformat() if isinstance(value, dt.datetime) else value for value in values],
    )


def _mark(fetch: int, source: str, piece: Unread) -> str:
    which = f"{source}\x1f{piece.reason}" if piece.raw else f"{fetch}\x1f{piece.where}\x1f{piece.reason}"
    parts = f"{which}\x1f".encode("utf-8", "replace") + piece.raw
    return hashlib.sha256(parts).hexdigest()[:32]


def _quarantined(row: Any) -> Quarantined:
    number, line, where, reason, raw, found, state, note = row
    fetch = msgspec.json.decode(line, type=Fetch)
    return Quarantined(number, fetch, where, reason, raw, dt.datetime.fromisoformat(found), state, note)


def _ends_line(file: Path) -> bool:
    with file.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"


def _refused(error: Exception, folder: Path) -> StoreError:
    full = "full" in str(error) or getattr(error, "errno", 0) == 28
    what = "the disk is full: free some space and repeat" if full else "check the folder and its disk, and repeat"
    return StoreError(f"the collector's books in {folder} could not be written or read: {error}; {what}")
