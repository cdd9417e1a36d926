"""The notice board on the disk: every version of every notice, checked against all that stands, kept before it counts.

One SQLite file that only grows. Many writers hand in at once; one thread takes what has been handed in, checks each
notice against zones, other notices and protected places in order, keeps all in one transaction, and only when that is
flushed to the disk does any of them hear that it is kept. Two changes from one version: the first counts, the second is
refused. Another process that writes the same board is waited for, and what it has written is read before checking.
"""

from __future__ import annotations

import datetime as dt
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Literal

import msgspec
from msgspec import Struct

from foreshock.model import Conflict, ForeshockError, InvalidValue, StoreError, Zone
from foreshock.model.tracks import NOT_PERMISSION, Notice

from .notices import Board, Overlap, Released

Act = Literal["add", "change", "confirm", "release"]

#: Writes kept in one transaction, and seconds to wait for another process.
_TOGETHER, _PATIENCE = 512, 30.0

_TABLES = (
    "CREATE TABLE IF NOT EXISTS entries (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, act TEXT NOT NULL, "
    "by TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, entry BLOB NOT NULL, UNIQUE (id, version, act))",
    *(
        f"CREATE TRIGGER IF NOT EXISTS entries_{act} BEFORE {act} ON entries "
        f"BEGIN SELECT RAISE(ABORT, 'the board only grows: no {act}'); END"
        for act in ("UPDATE", "DELETE")
    ),
)


class Entry(Struct, frozen=True):
    """One act on the board: who did what when, the notice as it then stands, and what it met.

    A release says that the version was given out to those who must be told, with everything it met at that moment and
    the reason for giving it out despite that.
    """

    seq: int
    at: dt.datetime
    act: Act
    by: str
    notice: Notice
    overlaps: tuple[Overlap, ...] = ()
    despite: str = ""
    reminder: str = NOT_PERMISSION


class _Asked(Struct):
    act: Act
    by: str
    notice: Notice | None
    id: str
    version: int
    future: Future[Entry]
    despite: str = ""


class NoticeBoard:
    """A board in a file. `zones` and `protected` are those that stand now; protected places are never named.

    Methods may be called from any thread; each returns when what it did is on the disk, or raises: Conflict for a
    version that no longer stands, InvalidValue for a notice that is none, StoreError when the disk does not take it.
    """

    def __init__(self, path: Path, zones: list[Zone], protected: list[Zone] | None = None) -> None:
        self._path = path
        self.zones = tuple(zones)
        self._board = Board(zones, protected)
        self._seen = 0
        self._released: dict[str, int] = {}
        #: What each notice met when it was written, for a release that is handed fewer things to check against.
        self._met: dict[str, tuple[Overlap, ...]] = {}
        self._given = {"zone": bool(zones), "protected place": bool(protected), "notice": True}
        self._lock = threading.Lock()
        self._asked: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path}: no board can be kept: {error}; name a folder that can be written") from None
        try:
            self._refuse_others()
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            for statement in _TABLES:
                self._db.execute(statement)
            self._catch_up()
        except sqlite3.Error as error:
            self._db.close()
            raise StoreError(f"{path}: no board can be read: {error}; see whether it is one") from None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _refuse_others(self) -> None:
        names = [row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        if names and "entries" not in names:
            self._db.close()
            raise StoreError(
                f"{self._path}: this database is no board (it holds {', '.join(names[:3])} …); name another"
            )

    def add(self, notice: Notice, by: str) -> Entry:
        """Keep a new notice (version 1), with what it meets."""
        return self.hand_in("add", by, notice).result()

    def change(self, notice: Notice, by: str) -> Entry:
        """Keep the next version of a notice; it names the version it was made from by being one more."""
        return self.hand_in("change", by, notice).result()

    def confirm(self, notice_id: str, party: str, version: int) -> Entry:
        """Record that a party has received a version, which others may have confirmed since but nobody changed; the
        notice stands as the next version.
        """
        return self._hand(_Asked("confirm", party, None, notice_id, version, Future())).result()

    def release(self, notice_id: str, version: int, by: str, despite: str = "") -> Entry:
        """Check the version once more against all that stands now, and record that it is given out. Raises Conflict
        when it meets anything, unless `despite` says why it is given out all the same. On a board opened without zones
        or without protected places, those that it met when it was written count.
        """
        return self._hand(_Asked("release", by, None, notice_id, version, Future(), despite)).result()

    def hand_in(self, act: Act, by: str, notice: Notice) -> Future[Entry]:
        """Hand in a new or changed notice without waiting; the future is done when it is on the disk."""
        return self._hand(_Asked(act, by, notice, notice.id, notice.version, Future()))

    def _hand(self, asked: _Asked) -> Future[Entry]:
        if not asked.by.strip():
            raise InvalidValue(f"notice {asked.id!r}: who does this? give a name")
        self._asked.put(asked)
        return asked.future

    def standing(self) -> list[Notice]:
        """The notices as they stand, in order of their beginning."""
        with self._lock:
            found = [self._board.notice(name) for name in self._board.names()]
        return sorted(found, key=lambda notice: (notice.begins, notice.id))

    def released(self, notice_id: str) -> int:
        """The version last released, 0 if none was."""
        return self._released.get(notice_id, 0)

    def check(self, notice: Notice) -> tuple[Overlap, ...]:
        """What a notice would meet."""
        with self._lock:
            return self._board.check(notice)

    def entries(self, notice_id: str | None = None) -> list[Entry]:
        """All acts, or those on one notice, oldest first."""
        query = "SELECT seq, entry FROM entries WHERE ? IS NULL OR id = ? ORDER BY seq"
        try:
            with self._lock:
                rows = self._db.execute(query, (notice_id, notice_id)).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{self._path}: it cannot be read: {error}") from None
        return [_entry(*row) for row in rows]

    def close(self) -> None:
        """Keep what has been handed in, then let go of the file."""
        self._asked.put(None)
        self._thread.join()
        self._db.close()

    def __enter__(self) -> NoticeBoard:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _catch_up(self) -> None:
        """Read what other processes have written."""
        for seq, data in self._db.execute("SELECT seq, entry FROM entries WHERE seq > ? ORDER BY seq", (self._seen,)):
            entry = _entry(seq, data)
            if entry.act in ("add", "change"):
                self._board.stand(entry.notice)
                self._met[entry.notice.id] = entry.overlaps
            else:
                self._board.stand(entry.notice, self._board.worded(entry.notice.id))
            if entry.act == "release":
                self._released[entry.notice.id] = entry.notice.version
            self._seen = seq

    def _run(self) -> None:
        while (asked := self._asked.get()) is not None:
            together, last = [asked], False
            with suppress(queue.Empty):
                while len(together) < _TOGETHER and not last:
                    more = self._asked.get_nowait()
                    if more is None:
                        last = True
                    else:
                        together.append(more)
            with self._lock:
                outcomes = self._keep(together)
            for settle in outcomes:
                settle()
            if last:
                return

    def _keep(self, together: list[_Asked]) -> list[Callable[[], None]]:
        """One transaction; what settles each future is to be called only after it, or tells why it failed."""
        outcomes: list[Callable[[], None]] = []
        before: dict[str, tuple[Notice | None, int, int, tuple[Overlap, ...]]] = {}
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._catch_up()
            seen = self._seen
            for asked in together:
                stood = self._board.find(asked.id), self._board.worded(asked.id)
                before.setdefault(asked.id, (*stood, self.released(asked.id), self._met.get(asked.id, ())))
                outcomes.append(self._one(asked))
            self._db.execute("COMMIT")
        except Exception as error:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            self._seen = seen if before else self._seen
            for name, (notice, worded, released, met) in before.items():
                self._board.restore(name, notice, worded)
                self._released[name], self._met[name] = released, met
            failure = StoreError(
                f"{self._path}: the notice could not be kept: {error}; free some space and hand it in again"
            )
            outcomes = [_failing(asked.future, failure) for asked in together]
        return outcomes

    def _one(self, asked: _Asked) -> Callable[[], None]:
        future = asked.future
        try:
            kept = self._judge(asked)
        except ForeshockError as error:
            return _failing(future, error)
        now = dt.datetime.now(dt.UTC)
        entry = Entry(self._seen + 1, now, asked.act, asked.by, kept.notice, kept.overlaps, asked.despite)
        self._db.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
            (entry.seq, now.isoformat(), entry.act, entry.by, kept.notice.id, kept.notice.version,
             msgspec.json.encode(entry)),
        )  # fmt: skip
        self._seen = entry.seq
        return lambda: future.set_result(entry)

    def _judge(self, asked: _Asked) -> Released:
        if asked.act in ("add", "change"):
            assert asked.notice is not None
            if (asked.act == "add") != (asked.notice.version == 1):
                wanted = "a new notice has version 1" if asked.act == "add" else "a change has version 2 or more"
                raise InvalidValue(f"notice {asked.id!r}: {asked.act} of version {asked.notice.version}; {wanted}")
            kept = self._board.put(asked.notice)
            self._met[asked.id] = kept.overlaps
            return kept
        if asked.act == "confirm":
            if asked.by in self._board.notice(asked.id).confirmed:
                raise InvalidValue(f"notice {asked.id!r}: {asked.by!r} has confirmed it already")
            notice = self._board.confirm(asked.id, asked.by, asked.version)
            return Released(notice, (), notice.unconfirmed)
        notice = self._board.standing(asked.id, asked.version)
        if self.released(asked.id) >= asked.version:
            raise InvalidValue(f"notice {asked.id!r}: version {asked.version} has been released already")
        then = (one for one in self._met.get(asked.id, ()) if not self._given[one.what])
        met = (*self._board.check(notice), *then)
        if met and not asked.despite.strip():
            names = ", ".join(f"{each.what} {each.id}".strip() for each in met)
            raise Conflict(
                f"notice {asked.id!r} meets {names}: change it, or say with --despite why it is released all the same"
            )
        self._released[asked.id] = asked.version
        return Released(notice, met, notice.unconfirmed)


def _failing(future: Future[Entry], error: Exception) -> Callable[[], None]:
    return lambda: future.set_exception(error)


def _entry(seq: int, data: bytes) -> Entry:
    return msgspec.structs.replace(msgspec.json.decode(data, type=Entry), seq=seq)


def wait_for(handed: Iterable[Future[Entry]]) -> list[Entry]:
    """The entries of what was handed in, once all are on the disk; raises what the first that failed raised."""
    return [future.result() for future in handed]
