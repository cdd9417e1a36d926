"""`Store`: the one door to a record and its archive; `open_store` and `create_store` make it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import msgspec

from foreshock.model import (
    Act,
    Conflict,
    DateKept,
    Kept,
    ListState,
    NotADesk,
    NotFound,
    NotInstalled,
    ObjectKind,
    Stamp,
    StoreError,
)

from . import ahead, erasing, reading, verifying, writing
from .address import Settings, postgres_settings, sqlite_settings
from .archive import Archive
from .configuration import configure
from .connection import Database
from .erasing import Erased
from .reading import Histories
from .record import Head, Put, Result
from .verifying import Verification

FILE: Final = "foreshock.sqlite3"
ARCHIVE: Final = "archive"
#: How long a writer waits for another, in seconds.
PATIENCE: Final = 60.0


class Store:
    """A record with its archive. Use it from any thread; close it, or use it as a context manager.

    `archive` is None for a store that was opened without a folder. `kin` names what is erased along with bytes; the
    desk gives it.
    """

    def __init__(self, database: Database, folder: Path | None) -> None:
        self.database = database
        self.folder = folder
        self.archive: Archive | None = None if folder is None else Archive(folder / ARCHIVE, self._bars)
        self.kin: erasing.Kin = lambda digest: ()

    def put(self, puts: Iterable[Put], by: str, why: str = "", progress: writing.Progress | None = None) -> Result:
        """Record everything in `puts`, in one transaction: all of it or nothing.

        A value equal to the current one makes no revision, nor does one that repeats an earlier revision with the
        same published time, so any import can be repeated. `puts` may be an iterator; it is read to its end before
        the record is locked. `progress` is called with (done, total). Raises InvalidValue for a value that cannot
        be recorded; Conflict when a put points at something that is nowhere, changes what was published before the
        instant it names, claims bytes that the archive does not hold, or would quietly bring back what was
        withdrawn or erased; StoreError when the database refuses.
        """
        return writing.put(self.database, self.archive, puts, by, why, progress)

    def state(self, as_of: dt.datetime | None = None) -> ListState:
        """The list as it stood at `as_of` by the published clock; None is now. One query. Drafts are not in it, nor
        what is to be published later than now."""
        return reading.state(self.database, as_of)

    def head(self) -> Head:
        """The end of the chain: equal heads mean an equal record. Cheap enough for every request."""
        return reading.head(self.database)

    def dates(self) -> tuple[DateKept, ...]:
        """The desk's dates ahead that hold, by day; none where no desk keeps any."""
        return ahead.dates(self.database, self.database.is_sqlite)

    def dates_head(self) -> int:
        """Equal numbers mean equal dates. Cheap enough for every request."""
        return ahead.head(self.database, self.database.is_sqlite)

    def stamps(self, as_of: dt.datetime | None = None, revised: bool = False) -> Histories:
        """The stamps of all published revisions up to `as_of`, by kind and id, oldest first. One query.

        With `revised`, only of objects that have more than one revision.
        """
        return reading.stamps(self.database, as_of, revised)

    def history(self, kind: ObjectKind, object_id: str) -> list[Kept[Any]]:
        """All revisions of one object, drafts too, oldest first; empty when there is no such object."""
        return reading.history(self.database, kind, object_id)

    def snapshot(self) -> AbstractContextManager[None]:
        """Reads inside of it all see the same instant, without keeping writers waiting."""
        return self.database.snapshot()

    def histories(self, drafts: bool = False) -> Iterator[Kept[Any]]:
        """All revisions of all objects, by kind and id, oldest first, as of one instant."""
        with self.database.snapshot():
            yield from reading.histories(self.database, drafts)

    def diff(self, kind: ObjectKind, object_id: str, one: int, other: int) -> dict[str, tuple[Any, Any]]:
        """The fields in which two revisions differ: name → (value in `one`, value in `other`), as plain data.

        A field that a revision does not have, as after a withdrawal or an erasure, is None. Raises NotFound.
        """
        kept = {k.stamp.number: k for k in self.history(kind, object_id)}
        fields = []
        for number in (one, other):
            value = _revision(kept, kind, object_id, number).value
            fields.append({} if value is None else msgspec.structs.asdict(value))
        names = [*fields[0], *(name for name in fields[1] if name not in fields[0])]
        both = {name: (fields[0].get(name), fields[1].get(name)) for name in names}
        return {name: msgspec.to_builtins(pair) for name, pair in both.items() if pair[0] != pair[1]}

    def revert(self, kind: ObjectKind, object_id: str, number: int, by: str, why: str) -> Stamp:
        """Undo: record the content of revision `number` anew. The stamp of the newest revision after it.

        Raises NotFound when there is no such revision, Conflict when it was erased.
        """
        kept = {k.stamp.number: k for k in self.history(kind, object_id)}
        wanted = _revision(kept, kind, object_id, number)
        if wanted.erasure:
            raise Conflict(f"{kind} {object_id}@{number} was erased ({wanted.erasure.reason}); nothing is left of it")
        public = any(k.stamp.published for k in kept.values())
        act: Act = "withdraw" if wanted.value is None else "edit"
        self.put([Put(kind, wanted.value, "now" if public else None, act, id=object_id)], by, why)
        return self.history(kind, object_id)[-1].stamp

    def erase(self, target: str, by: str, second: str, reason: str, scrub_for: float = 10.0) -> Erased:
        """Remove words or bytes for good; the hash, the reason and the gap stay, and the chain still verifies.

        `target` is an object's id (all its revisions), one revision (`al-tanf/2018-06-21/1@2`), `zone:al-tanf` where
        two kinds share an id, or `sha256:…` for bytes of the archive; those of a picture take its other copies along,
        and where the desk opened the store, the file that it was drawn from. `by` and `second` name two different
        people. For `scrub_for` seconds it tries to clean the database's own files too. Repeating an erasure finishes
        what was cut off. This is about record and archive; `erasingall.erase_all` reaches evidence and desk as well.
        Raises InvalidValue, NotFound or Conflict, each saying what to write.
        """
        return erasing.erase(self.database, self.archive, target, by, second, reason, scrub_for, self.kin)

    def verify(self, progress: writing.Progress | None = None, known_head: str = "") -> Verification:
        """Walk chain and archive, and name the first thing that does not fit; `progress` gets (done, total).

        `known_head` is a head that was noted elsewhere: only with it can the loss of the newest revisions be seen.
        """
        return verifying.Verifier(self.database, self.archive, known_head, progress).verify()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _bars(self, digest: str) -> bool:
        sql = "SELECT 1 FROM store_erasure WHERE what = 'bytes' AND target = %s"
        return bool(self.database.query(sql, [digest]))


def open_store(
    folder: Path | None,
    database_url: str | None = None,
    *,
    alias: str | None = None,
    patience: float = PATIENCE,
) -> Store:
    """Open the store of a desk: SQLite in `folder`, or PostgreSQL at `database_url` with its archive in `folder`.

    `patience` is how long, in seconds, a writer waits for others. `alias` names the database in Django's table of
    connections; only the desk needs it. Raises NotADesk when there is no store, StoreError when it cannot be opened
    or was made by another version.
    """
    from .schema import require_current

    configure()
    settings = _settings(folder, database_url, patience)
    if not database_url and folder is not None:
        _check_file(folder / FILE)
    database = Database(settings, patience, alias)
    try:
        require_current(database)
    except BaseException:
        database.close()
        raise
    return Store(database, folder)


def create_store(
    folder: Path | None,
    database_url: str | None = None,
    *,
    owner_url: str | None = None,
    exist_ok: bool = False,
    alias: str | None = None,
    patience: float = PATIENCE,
) -> Store:
    """Make a store, or with `exist_ok` bring one up to date, and open it.

    On PostgreSQL the tables belong to the role of `owner_url`, and the role of `database_url` may only read and add.
    Without `owner_url` an owner is made, if the role of `database_url` may do that. Raises Conflict when there is a
    store already.
    """
    from .roles import migrate_postgres
    from .schema import migrate, standing

    configure()
    settings = _settings(folder, database_url, patience)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with closing(Database(settings, patience)) as database:
        found = standing(database)
        if found == "foreign":
            raise Conflict(f"{database.name} holds tables of another program: choose another folder or database")
        if found != "nothing" and not exist_ok:
            raise Conflict(f"{database.name} holds a store already: open it, or choose another folder or database")
        if not database_url:
            migrate(database)
    if database_url:
        migrate_postgres(database_url, owner_url, patience)
    return open_store(folder, database_url, alias=alias, patience=patience)


def _settings(folder: Path | None, database_url: str | None, patience: float) -> Settings:
    if database_url:
        if find_spec("psycopg") is None:
            raise NotInstalled("PostgreSQL needs psycopg: pip install 'foreshock[desk]', or leave DATABASE_URL out")
        return postgres_settings(database_url)
    if folder is None:
        raise StoreError("no store was named: give a folder, or the address of a PostgreSQL database")
    return sqlite_settings(folder / FILE, patience)


def _check_file(file: Path) -> None:
    """SQLite would make a missing file, and tell an unlucky one apart only later."""
    try:
        with file.open("rb") as stream:
            start = stream.read(16)
    except FileNotFoundError:
        raise NotADesk(f"{file.parent} holds no {FILE}: make a desk there with foreshock init") from None
    except OSError as error:
        raise StoreError(f"the store cannot be opened: {error}") from None
    if start != b"SQLite format 3\0":
        raise NotADesk(f"{file} is no database of SQLite: put back a backup, or make a new desk with foreshock init")


def _revision(kept: dict[int, Kept[Any]], kind: ObjectKind, object_id: str, number: int) -> Kept[Any]:
    try:
        return kept[number]
    except KeyError:
        there = f"it has 1 to {len(kept)}" if kept else f"no {kind} is called that"
        raise NotFound(f"there is no revision {number} of {kind} {object_id!r}: {there}") from None
