"""Overwriting what was deleted, in a database's own files."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from foreshock.model import StoreError

from .connection import Database

_PAUSE: Final = 0.05


def scrub(database: Database, seconds: float, tables: Sequence[str] = ("store_content",)) -> str:
    """Overwrite what was deleted from `tables`; what prevented it, or nothing.

    SQLite: the write-ahead log is emptied and the file written anew. Both need every reader to pause for a moment,
    so this tries for so many `seconds`. PostgreSQL: the tables are written anew, where the role may do that.
    """
    if not database.is_sqlite:
        return _scrub_postgres(database, tables)
    if emptied(lambda sql: int((database.query(sql) or [(0,)])[0][0]), seconds):
        return ""
    return (
        f"the words are erased, but other processes use {database.name}, so that its files may still hold "
        "traces: stop them and repeat the same erasure"
    )


def emptied(run: Callable[[str], int], seconds: float) -> bool:
    """Empty a SQLite file's write-ahead log, write the file anew, empty the log again; False when others did not pause
    within so many seconds. `run` runs a statement; its first value, 0 where there is none."""
    until = time.monotonic() + seconds
    patience = run("PRAGMA busy_timeout")
    # Otherwise each try would wait for others as long as a writer does.
    run(f"PRAGMA busy_timeout = {round(_PAUSE * 1000)}")
    try:
        while True:
            try:
                if not run("PRAGMA wal_checkpoint(TRUNCATE)"):
                    run("VACUUM")
                    if not run("PRAGMA wal_checkpoint(TRUNCATE)"):
                        return True
            except StoreError:
                pass
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
    finally:
        run(f"PRAGMA busy_timeout = {patience}")


def _scrub_postgres(database: Database, tables: Sequence[str]) -> str:
    # VACUUM by a role that may not only warns, so ask first.
    owned = "SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = %s::regclass"
    foreign = [table for table in tables if not database.query(owned, [table])[0][0]]
    for table in tables:
        if table not in foreign:
            database.execute(f"VACUUM FULL {table}")
    if not foreign:
        return ""
    named = ", ".join(f"foreshock.{table}" for table in foreign)
    return (
        "the rows are deleted; the server's files hold them until the space is used again. The owner can free it at "
        f"once: VACUUM FULL {named}"
    )
