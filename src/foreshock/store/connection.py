"""One database as the store uses it: a connection a thread, writers one after the other, errors of our own tree."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseError, InterfaceError, OperationalError

from foreshock.model import StoreError

from .address import Settings
from .clock import now as now

Row = tuple[Any, ...]

#: What PostgreSQL and its driver say when the server stops, has stopped, or is only just starting.
_HUNG_UP: Final = (
    "terminating connection",
    "server closed the connection",
    "connection is closed",
    "connection is lost",
    "connection already closed",
    "the database system is",
)
#: Any number will do, as long as all writers of a record use the same: “foreshok” in ASCII.
CHAIN_LOCK: Final = int.from_bytes(b"foreshok", "big")


class Database:
    """A database under an alias of its own in Django's table of connections, so that several can be open at once.

    `patience` is how long, in seconds, a writer waits for others. Django keeps one connection a thread; all methods
    may be called from any thread.
    """

    def __init__(self, settings: Settings, patience: float, alias: str | None = None) -> None:
        self.alias = alias or f"store-{uuid.uuid4().hex}"
        self.patience = patience
        self._closed = False
        self._process = os.getpid()
        self._inherited: list[BaseDatabaseWrapper] = []
        handler: Any = connections
        # Django fills in the settings that were left out only for those it reads at its own start.
        filled = handler.configure_settings({"default": {}, self.alias: dict(settings)})
        self._before = handler.settings.get(self.alias)
        handler.settings[self.alias] = filled[self.alias]
        self._forget()

    @property
    def connection(self) -> BaseDatabaseWrapper:
        if self._closed:
            raise StoreError("this store was closed: open it again")
        if self._process != os.getpid():
            # A connection serves one side of a fork. The child keeps the parent's, unused, so that nothing closes it.
            self._inherited.append(connections[self.alias])
            self._forget()
            self._process = os.getpid()
        return connections[self.alias]

    @property
    def is_sqlite(self) -> bool:
        return self.connection.vendor == "sqlite"

    @property
    def name(self) -> str:
        """The database as messages name it."""
        return str(self.connection.settings_dict["NAME"])

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of one statement. A connection that was lost meanwhile is opened anew, once."""
        try:
            return self._rows(sql, params)
        except (OperationalError, InterfaceError) as error:
            if self.connection.in_atomic_block or self.connection.is_usable():
                raise told(error, self.name) from error
            self.connection.close()
        except DatabaseError as error:
            raise told(error, self.name) from error
        with reported(self.name):
            return self._rows(sql, params)

    def stream(self, sql: str, params: Sequence[Any] = (), size: int = 1000) -> Iterator[Row]:
        """The rows of one statement, a thousand at a time. On PostgreSQL call it inside `snapshot`."""
        with reported(self.name), self.connection.chunked_cursor() as cursor:
            cursor.execute(sql, params)
            while rows := cursor.fetchmany(size):
                yield from rows

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one statement and return the number of rows that it touched."""
        with reported(self.name), self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert rows, in order, as one statement."""
        if not rows:
            return
        names = ", ".join(f'"{column}"' for column in columns)
        one = f"({', '.join(['%s'] * len(columns))})"
        values = ", ".join([one] * len(rows))
        self.execute(f'INSERT INTO "{table}" ({names}) VALUES {values}', [v for row in rows for v in row])  # noqa: S608

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that has the end of the chain to itself; everything in it happens or nothing.

        Raises StoreError when other writers do not let go within `patience`.
        """
        # Asking opens a connection anew that was lost while nobody wrote.
        self.query("SELECT 1")
        with reported(self.name), transaction.atomic(using=self.alias):
            if not self.is_sqlite:
                # SQLite's BEGIN IMMEDIATE is the lock there.
                self.execute(f"SET LOCAL lock_timeout = {round(self.patience * 1000)}")
                self.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads that all see the same instant, without keeping writers waiting."""
        begin = "BEGIN DEFERRED" if self.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        self.query("SELECT 1")
        self.execute(begin)
        try:
            yield
        finally:
            self.execute("ROLLBACK")

    def close(self) -> None:
        """Close this thread's connection and forget the alias. Other threads' connections end with their threads."""
        if self._closed:
            return
        self.connection.close()
        self._closed = True
        self._forget()
        handler: Any = connections
        if self._before is None:
            del handler.settings[self.alias]
        else:
            handler.settings[self.alias] = self._before

    def _forget(self) -> None:
        """Make Django ask for the connection anew: it holds on even to the placeholder of an unset `default`."""
        try:
            del connections[self.alias]
        except AttributeError:
            return

    def _rows(self, sql: str, params: Sequence[Any]) -> list[Row]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())


@contextmanager
def reported(name: str) -> Iterator[None]:
    """Turn the database's errors into ours."""
    try:
        yield
    except DatabaseError as error:
        raise told(error, name) from error


def told(error: Exception, name: str) -> StoreError:
    """What a database's error means and what to do about it."""
    text = " ".join(str(error).split())
    known = {
        "database is locked": "another process is writing to it; try again when it has finished",
        "lock timeout": "another process is writing to it; try again when it has finished",
        "disk is full": "the disk is full: free some space and repeat; nothing was written",
        "No space left": "the disk is full: free some space and repeat; nothing was written",
        "disk I/O error": "the disk refused (full, or failing): nothing was written",
        "readonly database": "it may only be read here: check who owns the folder and its files",
        "unable to open database file": "check that the folder is there, that you may write to it, and its disk",
        "malformed": "the file is damaged: run foreshock verify, and put back a backup",
        "password authentication failed": "check the role and the password in DATABASE_URL",
        **dict.fromkeys(("Connection refused", "server running"), "check DATABASE_URL, and that the server runs"),
        **dict.fromkeys(_HUNG_UP, "the server hung up: start it again, and repeat"),
        "does not exist": "check the names in DATABASE_URL",
        "foreshock:": "the record is append-only",
    }
    advice = next((advice for sign, advice in known.items() if sign in text), "nothing was written")
    return StoreError(f"the database {name}: {text} ({advice})")
