"""A store that is only read, without Django: setting Django up takes longer than reading a small list."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Protocol

from foreshock.model import DateKept, ListState

from . import ahead, reading
from .archive import Archive
from .reading import Histories

#: As in `desk`: the names of the database and of the archive in a desk's folder.
_FILE: Final = "foreshock.sqlite3"
_ARCHIVE: Final = "archive"
_MIGRATIONS: Final = Path(__file__).parent / "migrations"

Row = tuple[Any, ...]


class ReadOnly(Protocol):
    """What reading asks of a store; `Store` has it too."""

    archive: Archive | None

    def state(self, as_of: dt.datetime | None = None) -> ListState: ...

    def stamps(self, as_of: dt.datetime | None = None, revised: bool = False) -> Histories: ...

    def dates(self) -> tuple[DateKept, ...]: ...

    def snapshot(self) -> AbstractContextManager[None]: ...

    def close(self) -> None: ...


class Reader:
    """The published list of a desk on SQLite. Use it in one thread; close it. `Store` tells what the methods do."""

    def __init__(self, file: Path, archive: Path) -> None:
        self.name = str(file)
        self.archive: Archive | None = Archive(archive, self._bars)
        # Autocommit: what belongs together is read inside `snapshot`.
        self._connection = sqlite3.connect(file, timeout=60.0, isolation_level=None)
        self._connection.execute("PRAGMA query_only=ON")

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of one statement, whose parameters are written `%s`. Raises StoreError."""
        try:
            return self._connection.execute(sql.replace("%s", "?"), params).fetchall()
        except sqlite3.Error as error:
            from .connection import told

            raise told(error, self.name) from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        self.query("BEGIN DEFERRED")
        try:
            yield
        finally:
            self.query("ROLLBACK")

    def state(self, as_of: dt.datetime | None = None) -> ListState:
        return reading.state(self, as_of)

    def stamps(self, as_of: dt.datetime | None = None, revised: bool = False) -> Histories:
        return reading.stamps(self, as_of, revised)

    def dates(self) -> tuple[DateKept, ...]:
        return ahead.dates(self, sqlite=True)

    def close(self) -> None:
        self._connection.close()

    def _bars(self, digest: str) -> bool:
        return bool(self.query("SELECT 1 FROM store_erasure WHERE what = 'bytes' AND target = %s", [digest]))

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_reader(folder: Path) -> Reader | None:
    """A reader of the desk in `folder`; None where anything is unusual, for `open_store` to open it or to say why
    it cannot: there is no store, it is damaged, or another version made it."""
    file = folder / _FILE
    if not file.is_file():
        return None
    reader: Reader | None = None
    with suppress(sqlite3.Error), closing(sqlite3.connect(file, timeout=60.0)) as probe:
        made = {name for (name,) in probe.execute("SELECT name FROM django_migrations WHERE app = 'store'")}
        if made == {path.stem for path in _MIGRATIONS.glob("[0-9]*.py")}:
            reader = Reader(file, folder / _ARCHIVE)
    return reader
