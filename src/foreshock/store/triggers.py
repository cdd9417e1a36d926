"""What makes the record append-only in the database itself, for SQLite and PostgreSQL.

The triggers refuse, whoever asks: UPDATE, DELETE, upserts and REPLACE of any kind, TRUNCATE; a revision whose number,
place in the chain or instant does not follow from what is there; a content going without its erasure, or coming back
after it.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .address import SCHEMA
from .record import GENESIS

TABLES: Final = ("store_revision", "store_content", "store_erasure")
#: Columns that may not repeat. INSERT OR REPLACE would otherwise take the older row away on SQLite.
_APPEND: Final = "foreshock: the record is append-only: "

#: Conditions under which an INSERT is refused: table → (message, SQL condition over NEW).
_REFUSALS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "store_revision": (
        ("seq must be the next number", "NEW.seq {differs} (SELECT COALESCE(MAX(seq), 0) + 1 FROM {s}store_revision)"),
        (
            "prev must be the hash of the revision before",
            "NEW.prev {differs} COALESCE((SELECT hash FROM {s}store_revision WHERE seq = NEW.seq - 1), '{genesis}')",
        ),
        (
            "recorded may not be earlier than that of the revision before",
            "NEW.recorded < (SELECT recorded FROM {s}store_revision WHERE seq = NEW.seq - 1)",
        ),
        (
            "number must be the next one of the object",
            "NEW.number {differs} (SELECT COALESCE(MAX(number), 0) + 1 FROM {s}store_revision"
            " WHERE kind = NEW.kind AND object = NEW.object)",
        ),
        (
            "published may not decrease within an object",
            "NEW.published < (SELECT MAX(published) FROM {s}store_revision"
            " WHERE kind = NEW.kind AND object = NEW.object)",
        ),
        ("this hash is there already", "EXISTS (SELECT 1 FROM {s}store_revision WHERE hash = NEW.hash)"),
        ("a withdrawal has no content", "(NEW.act = 'withdraw') {differs} (NEW.content_hash = '')"),
        (
            "its content is missing",
            "NEW.content_hash <> '' AND NOT EXISTS"
            " (SELECT 1 FROM {s}store_content WHERE hash = NEW.content_hash)",
        ),
    ),
    "store_content": (
        ("this content is there already", "EXISTS (SELECT 1 FROM {s}store_content WHERE hash = NEW.hash)"),
        (
            "this content was erased and may not come back",
            "EXISTS (SELECT 1 FROM {s}store_erasure WHERE what = 'content' AND target = NEW.hash)",
        ),
    ),
    "store_erasure": (
        ("seq must be the next number", "NEW.seq {differs} (SELECT COALESCE(MAX(seq), 0) + 1 FROM {s}store_erasure)"),
        (
            "prev must be the hash of the erasure before",
            "NEW.prev {differs} COALESCE((SELECT hash FROM {s}store_erasure WHERE seq = NEW.seq - 1), '{genesis}')",
        ),
        (
            "at may not be earlier than that of the erasure before",
            "NEW.at < (SELECT at FROM {s}store_erasure WHERE seq = NEW.seq - 1)",
        ),
        ("this was erased already", "EXISTS (SELECT 1 FROM {s}store_erasure WHERE target = NEW.target)"),
        ("this hash is there already", "EXISTS (SELECT 1 FROM {s}store_erasure WHERE hash = NEW.hash)"),
        (
            "an erasure needs a reason and two different people",
            "TRIM(NEW.reason) = '' OR TRIM(NEW.{q}by{q}) = '' OR TRIM(NEW.second) = ''"
            " OR LOWER(TRIM(NEW.{q}by{q})) = LOWER(TRIM(NEW.second))",
        ),
    ),
}  # fmt: skip

#: Only a content may go, and only when an erasure names it.
_MAY_GO: Final = "EXISTS (SELECT 1 FROM {s}store_erasure WHERE what = 'content' AND target = OLD.hash)"


def sqlite_triggers() -> dict[str, str]:
    """name → CREATE TRIGGER statement, exactly as SQLite then keeps it."""
    made: dict[str, str] = {}
    for table in TABLES:
        checks = "".join(
            f" SELECT RAISE(ABORT, '{_APPEND}{message}') WHERE {_filled(condition, 'IS NOT', '')};"
            for message, condition in _REFUSALS[table]
        )
        # A hidden rowid can be named in an INSERT OR REPLACE, which would take the older row away.
        checks += (
            f" SELECT RAISE(ABORT, '{_APPEND}this row is there already')"  # noqa: S608 (the names are our own)
            f" WHERE EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid);"
        )
        made[f"{table}_insert"] = f"CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} BEGIN{checks} END"
        made[f"{table}_update"] = (
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} BEGIN"
            f" SELECT RAISE(ABORT, '{_APPEND}no row may be changed'); END"
        )
        when = f" WHERE NOT {_filled(_MAY_GO, '', '')}" if table == "store_content" else ""
        made[f"{table}_delete"] = (
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} BEGIN"
            f" SELECT RAISE(ABORT, '{_APPEND}no row may go'){when}; END"
        )
    return made


def postgres_functions() -> dict[str, str]:
    """name → body of the trigger function, exactly as PostgreSQL then keeps it. Every name in it says its schema,
    so that no temporary table of the session can stand in for ours."""
    made = {"store_refuse": f"\nBEGIN\n  RAISE EXCEPTION '{_APPEND}% on %', TG_OP, TG_TABLE_NAME;\nEND\n"}
    for table in TABLES:
        checks = "".join(
            f"  IF {_filled(condition, 'IS DISTINCT FROM', SCHEMA + '.')} THEN"
            f" RAISE EXCEPTION '{_APPEND}{message}'; END IF;\n"
            for message, condition in _REFUSALS[table]
        )
        made[f"{table}_insert"] = f"\nBEGIN\n{checks}  RETURN NEW;\nEND\n"
    may_go = _filled(_MAY_GO, "", SCHEMA + ".")
    made["store_content_delete"] = (
        f"\nBEGIN\n  IF NOT {may_go} THEN RAISE EXCEPTION '{_APPEND}no row may go'; END IF;\n  RETURN OLD;\nEND\n"
    )
    return made


def postgres_triggers() -> dict[str, tuple[str, str, str]]:
    """name → (table, when it fires, function)."""
    made: dict[str, tuple[str, str, str]] = {}
    for table in TABLES:
        made[f"{table}_insert"] = (table, "BEFORE INSERT ON {t} FOR EACH ROW", f"{table}_insert")
        made[f"{table}_update"] = (table, "BEFORE UPDATE ON {t} FOR EACH STATEMENT", "store_refuse")
        made[f"{table}_truncate"] = (table, "BEFORE TRUNCATE ON {t} FOR EACH STATEMENT", "store_refuse")
        if table == "store_content":
            made[f"{table}_delete"] = (table, "BEFORE DELETE ON {t} FOR EACH ROW", "store_content_delete")
        else:
            made[f"{table}_delete"] = (table, "BEFORE DELETE ON {t} FOR EACH STATEMENT", "store_refuse")
    return made


def create(connection: BaseDatabaseWrapper) -> None:
    """Put all triggers in place, replacing those that are there."""
    drop(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for sql in sqlite_triggers().values():
                cursor.execute(sql)
            return
        for name, body in postgres_functions().items():
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {SCHEMA}.{name}() RETURNS trigger LANGUAGE plpgsql"
                f" SET search_path = pg_catalog AS $body${body}$body$"
            )
        for name, (table, event, function) in postgres_triggers().items():
            cursor.execute(
                f"CREATE TRIGGER {name} {event.format(t=f'{SCHEMA}.{table}')} EXECUTE FUNCTION {SCHEMA}.{function}()"
            )
            # ALWAYS: they also fire for a session that calls itself a replica.
            cursor.execute(f"ALTER TABLE {SCHEMA}.{table} ENABLE ALWAYS TRIGGER {name}")


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take all our triggers away, as a migration needs it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in sqlite_triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        existing = set(connection.introspection.table_names(cursor))
        for name, (table, _, _) in postgres_triggers().items():
            if table in existing:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {SCHEMA}.{table}")


def wrong(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of triggers that are missing, switched off, not as this version makes them, or not ours at all: a
    strange trigger on one of our tables could swallow what is written."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
            rows = cursor.fetchall()
            there = {name: sql for name, sql, _ in rows}
            ours = sqlite_triggers()
            strange = sorted(name for name, _, table in rows if table in TABLES and name not in ours)
            return [name for name, sql in ours.items() if there.get(name) != sql] + strange
        cursor.execute(
            "SELECT t.tgname, c.relname, p.proname, t.tgenabled::text, p.prosrc, pg_get_triggerdef(t.oid)"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE n.nspname = %s AND NOT t.tgisinternal",
            [SCHEMA],
        )
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    bodies = postgres_functions()
    expected = postgres_triggers()
    strange = sorted(name for name, row in found.items() if row[0] in TABLES and name not in expected)
    return [
        name
        for name, (table, event, function) in expected.items()
        if found.get(name, ())[:4] != (table, function, "A", bodies[function])
        or event.format(t=f"{SCHEMA}.{table}") not in found[name][4]
    ] + strange


def drop_before_migration(using: str, **_: Any) -> None:
    """Called by Django before it migrates."""
    drop(connections[using])


def put_back_after_migration(using: str, **_: Any) -> None:
    """Called by Django after it has migrated. A migration back to nothing leaves no table to guard."""
    connection = connections[using]
    if set(TABLES) <= set(connection.introspection.table_names()):
        create(connection)


def _filled(condition: str, differs: str, schema: str) -> str:
    return condition.format(differs=differs, s=schema, q='"', genesis=GENESIS)
