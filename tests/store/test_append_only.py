"""The database itself refuses to change the record, whoever asks and after whatever migration.

All attacks come in raw SQL over a plain connection, on PostgreSQL as the owner of the tables, who has every right to
the statement: what stops them is a trigger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.migrations.executor import MigrationExecutor
from django.test import override_settings

from foreshock.model import Damaged, StoreError
from foreshock.store import Put, create_store, schema
from foreshock.store.address import postgres_settings, sqlite_settings
from foreshock.store.connection import Database

Connect = Callable[..., Any]

on_sqlite = pytest.mark.parametrize("home", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("home", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)

#: A revision that would follow on the head, with one thing in it that may be wrong.
NEXT = {
    "seq": "(SELECT MAX(seq) + 1 FROM store_revision)",
    "kind": "'document'",
    "object": "'forged'",
    "number": "1",
    "act": "'withdraw'",
    "recorded": "'9998-01-01T00:00:00.000000Z'",
    "published": "NULL",
    "by": "'M'",
    "why": "''",
    "content_hash": "''",
    "prev": "(SELECT hash FROM store_revision ORDER BY seq DESC LIMIT 1)",
    "hash": "'" + "f" * 64 + "'",
}


def insert(verb: str = "INSERT", tail: str = "", **wrong: str) -> str:
    row = {**NEXT, **wrong}
    names = ", ".join(f'"{name}"' for name in row)
    return f"{verb} INTO store_revision ({names}) SELECT {', '.join(row.values())} {tail}"


def erase(reason: str, by: str, second: str) -> str:
    return (
        'INSERT INTO store_erasure (seq, what, target, reason, "by", second, at, prev, hash) SELECT'
        f" (SELECT MAX(seq) + 1 FROM store_erasure), 'content', hash, '{reason}', '{by}', '{second}', '9998',"
        f" (SELECT hash FROM store_erasure ORDER BY seq DESC LIMIT 1), '{'b' * 64}' FROM store_content LIMIT 1"
    )


BOTH = {
    "update": "UPDATE store_revision SET why = 'x' WHERE seq = 1",
    "update of nothing but itself": "UPDATE store_revision SET why = why",
    "update of a content": "UPDATE store_content SET body = '{}'",
    "update of an erasure": "UPDATE store_erasure SET reason = 'x'",
    "delete": "DELETE FROM store_revision WHERE seq = (SELECT MAX(seq) FROM store_revision)",
    "delete of all": "DELETE FROM store_revision",
    "delete of a content": "DELETE FROM store_content",
    "delete of an erasure": "DELETE FROM store_erasure",
    "upsert": insert(
        "INSERT", "WHERE true ON CONFLICT (seq) DO UPDATE SET why = 'x'", seq="1", hash="'" + "e" * 64 + "'"
    ),
    "upsert of an object": insert(
        "INSERT",
        "WHERE true ON CONFLICT (kind, object, number) DO UPDATE SET why = 'x'",
        object="'survey'",
    ),
    "upsert of a content": (
        "INSERT INTO store_content (hash, salt, body) SELECT hash, salt, body FROM store_content WHERE true"
        " ON CONFLICT (hash) DO UPDATE SET body = '{}'"
    ),
    "gap": insert(seq="(SELECT MAX(seq) + 2 FROM store_revision)"),
    "number before the first": insert(seq="0"),
    "fork": insert(prev="(SELECT hash FROM store_revision ORDER BY seq LIMIT 1)"),
    "clock set back": insert(recorded="'1999-01-01T00:00:00.000000Z'"),
    "number of an object left out": insert(number="2"),
    "published before": insert(
        object="'survey'", number="2", published="'1999-01-01T00:00:00.000000Z'", content_hash="''"
    ),
    "content that is not there": insert(act="'edit'", content_hash="'" + "a" * 64 + "'"),
    "edit without content": insert(act="'edit'"),
    "erasure by one person": erase("x", "Ann", " ANN "),
    "erasure without a reason": erase(" ", "Ann", "Bob"),
    "erasure by nobody": erase("x", "Ann", ""),
}
SQLITE = {
    "insert or replace": insert("INSERT OR REPLACE", seq="1"),
    "replace": insert("REPLACE", seq="1"),
    "replace of an object under a new number": insert("REPLACE", object="'survey'"),
    "replace of a hash": insert("REPLACE", hash="(SELECT hash FROM store_revision LIMIT 1)"),
    "insert or ignore": insert("INSERT OR IGNORE", seq="1"),
    "update or replace": "UPDATE OR REPLACE store_revision SET seq = 1 WHERE seq = 2",
    "update or ignore": "UPDATE OR IGNORE store_revision SET seq = 1 WHERE seq = 2",
    "replace of a content": "REPLACE INTO store_content (hash, salt, body) SELECT hash, salt, '{}' FROM store_content",
}
POSTGRES = {
    "truncate": "TRUNCATE store_revision",
    "truncate of all": "TRUNCATE store_revision, store_content, store_erasure RESTART IDENTITY CASCADE",
    "truncate of contents": "TRUNCATE store_content CASCADE",
    "update of no row": "UPDATE store_revision SET why = 'x' WHERE false",
    "merge": (
        "MERGE INTO store_revision r USING (SELECT 1 AS seq) s ON r.seq = s.seq WHEN MATCHED THEN UPDATE SET why = 'x'"
    ),
}


def attacks(kind: str) -> dict[str, str]:
    return {**BOTH, **(SQLITE if kind == "sqlite" else POSTGRES)}


@pytest.fixture
def recorded(home: Any, small_list: list[Put]) -> Any:
    """A place whose store holds a list and one erasure."""
    with home.open() as store:
        store.put(small_list, by="A")
        store.put([small_list[0].__class__("document", small_list[0].value.__class__("survey", "New title"))], by="A")
        store.erase("document:survey@1", "A. One", "B. Two", "a name")
    return home


def contents(connection: Any) -> list[list[Any]]:
    return [connection.execute(f"SELECT * FROM {table} ORDER BY 1") for table in ("store_revision", "store_content")]


def check_every_attack(home: Any, plain: Connect) -> None:
    with plain() as connection:
        before = contents(connection)
        for name, sql in attacks(home.kind).items():
            with pytest.raises(Exception, match="foreshock: the record is append-only") as refused:
                connection.execute(sql)
            assert type(refused.value).__module__.split(".")[0] in ("sqlite3", "psycopg"), name
        assert contents(connection) == before


def test_no_statement_changes_the_record(recorded: Any, plain: Connect) -> None:
    check_every_attack(recorded, plain)


def test_a_true_next_revision_is_the_one_thing_that_goes_in(recorded: Any, plain: Connect) -> None:
    with plain() as connection:
        connection.execute(insert())
        assert connection.execute("SELECT object FROM store_revision ORDER BY seq DESC LIMIT 1") == [("forged",)]
    with recorded.open() as store:
        assert "its hash is not that of what it says" in store.verify().problem, "but it does not verify"


@on_sqlite
def test_a_replacing_insert_cannot_take_a_row_away_with_triggers_not_recursive(recorded: Any, plain: Connect) -> None:
    """SQLite fires delete triggers for REPLACE only under a setting of the connection, which attackers do not set."""
    with plain() as connection:
        assert connection.execute("PRAGMA recursive_triggers") == [(0,)]
        before = contents(connection)
        for sql in SQLITE.values():
            with pytest.raises(Exception, match="append-only"):
                connection.execute(sql)
        assert contents(connection) == before


def test_an_erased_content_cannot_come_back(recorded: Any, plain: Connect) -> None:
    with plain() as connection:
        gone = connection.execute("SELECT target FROM store_erasure")[0][0]
        with pytest.raises(Exception, match="was erased and may not come back"):
            connection.execute(f"INSERT INTO store_content (hash, salt, body) VALUES ('{gone}', '00', '{{}}')")


@on_postgres
def test_the_running_role_has_no_right_to_change_anything(recorded: Any, plain: Connect) -> None:
    forbidden = [
        *POSTGRES.values(),
        "UPDATE store_revision SET why = 'x'",
        "DELETE FROM store_revision",
        "DELETE FROM store_erasure",
        "ALTER TABLE store_revision DISABLE TRIGGER ALL",
        "DROP TRIGGER store_revision_update ON store_revision",
        "DROP TABLE store_revision",
        "DROP SCHEMA foreshock CASCADE",
        "CREATE TABLE foreshock.extra (a int)",
        "CREATE OR REPLACE FUNCTION foreshock.store_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "SET session_replication_role = replica",
        "SET ROLE keeper",
        "DELETE FROM django_migrations",
    ]
    with plain("app") as connection:
        for sql in forbidden:
            with pytest.raises(Exception, match=r"permission denied|must be owner|append-only"):
                connection.execute(sql)


@on_postgres
def test_triggers_hold_for_a_session_that_calls_itself_a_replica(recorded: Any, plain: Connect) -> None:
    with plain("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(Exception, match="append-only"):
            connection.execute("UPDATE store_revision SET why = 'x'")


@on_postgres
def test_a_temporary_table_of_the_same_name_fools_no_trigger(recorded: Any, plain: Connect) -> None:
    with plain("keeper") as connection:
        connection.execute("CREATE TEMPORARY TABLE store_erasure (what text, target text)")
        connection.execute("INSERT INTO store_erasure SELECT 'content', hash FROM foreshock.store_content")
        with pytest.raises(Exception, match="no row may go"):
            connection.execute("DELETE FROM foreshock.store_content")


LATER = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "{first}")]
    operations = [
        migrations.AddField("revision", "extra", models.CharField(max_length=9, default="none")),
        migrations.AlterField("revision", "why", models.CharField(max_length=5000)),
        migrations.AlterField("content", "salt", models.CharField(max_length=64)),
        migrations.AlterField("erasure", "second", models.CharField(max_length=300)),
    ]
"""


@pytest.fixture
def later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A later version of Foreshock whose migration rebuilds all three tables."""
    first = max(Path(schema.__file__).with_name("migrations").glob("0*.py")).stem
    package = tmp_path / "later_migrations"
    package.mkdir()
    (package / "__init__.py").touch()
    for file in Path(schema.__file__).with_name("migrations").glob("0*.py"):
        (package / file.name).write_text(file.read_text())
    (package / "0099_later.py").write_text(LATER.format(first=first))
    monkeypatch.syspath_prepend(tmp_path)
    with override_settings(MIGRATION_MODULES={"store": "later_migrations"}):
        yield


def owner_database(home: Any) -> Database:
    settings = postgres_settings(home.owner_url) if home.owner_url else sqlite_settings(home.file, 10)
    return Database(settings, 10)


def test_after_a_later_migration_that_rebuilds_the_tables_the_triggers_are_back(
    recorded: Any, plain: Connect, later_version: None
) -> None:
    with pytest.raises(StoreError, match="older version"):
        recorded.open()
    create_store(recorded.folder, recorded.url, owner_url=recorded.owner_url, exist_ok=True).close()
    with plain() as connection:
        assert connection.execute("SELECT DISTINCT extra FROM store_revision") == [("none",)]
    check_every_attack(recorded, plain)
    with recorded.open() as store:
        assert store.verify().problem == ""


def test_a_migration_that_django_runs_by_itself_puts_them_back_too(
    recorded: Any, plain: Connect, later_version: None
) -> None:
    from django.core.management import call_command

    database = owner_database(recorded)
    call_command("migrate", database=database.alias, verbosity=0)
    database.close()
    check_every_attack(recorded, plain)


def test_a_migration_that_breaks_off_leaves_tables_and_triggers_as_they_were(
    recorded: Any, plain: Connect, later_version: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: MigrationExecutor, *args: Any, **kwargs: Any) -> None:
        migrate(self, *args, **kwargs)
        raise KeyboardInterrupt

    migrate = MigrationExecutor.migrate
    monkeypatch.setattr(MigrationExecutor, "migrate", broken)
    database = owner_database(recorded)
    with pytest.raises(KeyboardInterrupt):
        schema.migrate(database)
    database.close()
    with plain() as connection, pytest.raises(Exception, match="extra"):
        connection.execute("SELECT extra FROM store_revision")
    check_every_attack(recorded, plain)


def test_writing_stops_when_the_triggers_are_gone(recorded: Any, plain: Connect, entry: Callable[..., Put]) -> None:
    table = "" if recorded.kind == "sqlite" else " ON store_revision"
    with plain() as connection:
        connection.execute(f"DROP TRIGGER store_revision_update{table}")
    with recorded.open() as store:
        with pytest.raises(Damaged, match="store_revision_update"):
            store.put([entry(7)], by="A")
        assert "store_revision_update" in store.verify().problem


@on_sqlite
@pytest.mark.parametrize("column", ["rowid", "oid", "_rowid_"])
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
def test_a_hidden_row_number_does_not_open_a_way_past_the_triggers(
    store: Any, small_list: list[Put], plain: Connect, column: str, verb: str
) -> None:
    """SQLite's REPLACE takes the row with the same rowid away without a DELETE trigger, recursive triggers off."""
    store.put(small_list, "A", "w")
    content = f"{verb} INTO store_content ({column}, hash, salt, body) VALUES (1, 'aa', 'bb', 'x')"
    revision = insert(verb).replace("(", f"({column}, ", 1).replace("SELECT ", "SELECT 1, ", 1)
    with plain() as raw:
        before = raw.execute("SELECT rowid, hash FROM store_content ORDER BY rowid")
        for attack in (content, revision):
            with pytest.raises(Exception, match="append-only"):
                raw.execute(attack)
        assert raw.execute("SELECT rowid, hash FROM store_content ORDER BY rowid") == before
    assert store.verify().problem == ""


@on_sqlite
def test_a_strange_trigger_that_swallows_writes_is_found(store: Any, small_list: list[Put], plain: Connect) -> None:
    with plain() as raw:
        raw.execute("CREATE TRIGGER zz BEFORE INSERT ON store_revision BEGIN SELECT RAISE(IGNORE); END")
    with pytest.raises(Damaged, match="zz"):
        store.put(small_list, "A", "w")
    assert "zz" in store.verify().problem
