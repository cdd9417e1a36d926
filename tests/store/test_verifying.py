"""`verify` finds what was changed behind the store's back, and names the first thing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from foreshock.model import Document
from foreshock.store import Put, Store
from foreshock.store.triggers import postgres_triggers, sqlite_triggers

Connect = Callable[..., Any]


@pytest.fixture
def recorded(store: Store, small_list: list[Put]) -> Store:
    """A list with a document whose bytes are held, an edit and an erasure."""
    assert store.archive
    digests = [store.archive.put(data) for data in (b"one page", b"another page")]
    pages = [Put("document", Document(f"page-{n}", f"Page {n}", sha256=d)) for n, d in enumerate(digests)]
    store.put([*small_list, *pages], by="A. Analyst")
    store.put([Put("document", Document("survey", "New title"))], by="A. Analyst", why="renamed")
    store.erase("document:survey@1", "A. Analyst", "E. Editor", "a name")
    assert store.verify().problem == ""
    return store


@pytest.fixture
def behind_its_back(home: Any, plain: Connect) -> Connect:
    """A connection of somebody with every right who has switched the triggers off, and puts them back after."""

    @contextmanager
    def connect() -> Any:
        with plain("postgres") as connection:
            if home.kind == "sqlite":
                for name in sqlite_triggers():
                    connection.execute(f"DROP TRIGGER {name}")
                yield connection
                for sql in sqlite_triggers().values():
                    connection.execute(sql)
                return
            tables = {table for table, _, _ in postgres_triggers().values()}
            for table in tables:
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield connection
            for table in tables:
                for name, (of, _, _) in postgres_triggers().items():
                    if of == table:
                        connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

    return connect


def test_a_sound_record_verifies_and_is_counted(recorded: Store) -> None:
    found = recorded.verify()
    assert (found.problem, found.revisions, found.erasures, found.files) == ("", 12, 1, 2)
    assert found.head == recorded.head().hash
    assert found.notes == ()


CHANGES = {
    "a word": (
        "UPDATE store_content SET body = REPLACE(body, 'patrol was', 'patrol xas') WHERE body LIKE '%patrol was%'",
        r"revision 5 \(development ford-crossing/2018-06-21/1@1\): its content was changed",
    ),
    "a salt": ("UPDATE store_content SET salt = '00' || SUBSTR(salt, 3)", "its content was changed"),
    "a salt that is none": ("UPDATE store_content SET salt = 'x'", "is not what the record holds"),
    "an instant that is none": ("UPDATE store_revision SET recorded = 'now' WHERE seq = 2", "revision 2 .*: its hash"),
    "a name": ("UPDATE store_revision SET \"by\" = 'B' WHERE seq = 3", r"revision 3 .*: its hash is not"),
    "a reason": ("UPDATE store_revision SET why = '' WHERE why = 'renamed'", r"revision 12 .*: its hash is not"),
    "an instant": (
        "UPDATE store_revision SET published = '2017-01-01T00:00:00.000000Z' WHERE seq = 4",
        r"revision 4 .*: its hash",
    ),
    "a hash": (f"UPDATE store_revision SET hash = '{'a' * 64}' WHERE seq = 4", r"revision 4 .*: its hash is not"),
    "a revision in the middle": ("DELETE FROM store_revision WHERE seq = 6", "rows are missing"),
    "the first revision": ("DELETE FROM store_revision WHERE seq = 1", "rows are missing"),
    "the last revision": (
        "DELETE FROM store_revision WHERE seq = 12",
        "belongs to no revision: the end of the chain was cut off",
    ),
    "a content": (
        "DELETE FROM store_content WHERE body LIKE '%patrol was%'",
        r"revision 5 .*: its content is gone, and no erasure says why",
    ),
    "an erasure": ("DELETE FROM store_erasure", r"revision 1 .*: its content is gone, and no erasure says why"),
    "the words of an erasure": ("UPDATE store_erasure SET reason = 'nothing'", "erasure 1: its hash is not"),
    "two contents in each other's place": (
        "UPDATE store_content SET body = (SELECT body FROM store_content WHERE body LIKE '%Page 1%')"
        " WHERE body LIKE '%Page 0%'",
        r"revision 10 .*: its content was changed",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_behind_its_back_is_named(recorded: Store, behind_its_back: Connect, what: str) -> None:
    sql, message = CHANGES[what]
    with behind_its_back() as connection:
        connection.execute(sql)
    problem = recorded.verify().problem
    assert problem
    assert re.search(message, problem), problem


def test_the_first_of_two_faults_is_named(recorded: Store, behind_its_back: Connect) -> None:
    with behind_its_back() as connection:
        connection.execute("UPDATE store_revision SET why = 'x' WHERE seq IN (3, 7)")
    assert "revision 3 " in recorded.verify().problem


def test_a_chain_cut_off_cleanly_is_seen_with_a_head_noted_before(recorded: Store, behind_its_back: Connect) -> None:
    noted = recorded.head().hash
    with behind_its_back() as connection:
        connection.execute(
            "DELETE FROM store_content WHERE hash = (SELECT content_hash FROM store_revision WHERE seq = 12)"
        )
        connection.execute("DELETE FROM store_revision WHERE seq = 12")
    assert recorded.verify().problem == "", "nothing in the record itself can tell"
    assert "noted earlier" in recorded.verify(known_head=noted).problem


def test_a_head_noted_earlier_stays_in_the_chain(recorded: Store, entry: Callable[..., Put]) -> None:
    noted = recorded.head().hash
    recorded.put([entry(5)], by="A")
    assert recorded.verify(known_head=noted).problem == ""


def test_a_missing_trigger_is_named(recorded: Store, home: Any, plain: Connect) -> None:
    with plain() as connection:
        connection.execute("DROP TRIGGER store_content_delete" + ("" if home.kind == "sqlite" else " ON store_content"))
    assert "the trigger store_content_delete is missing" in recorded.verify().problem


def test_a_trigger_that_does_nothing_is_named(recorded: Store, home: Any, plain: Connect) -> None:
    with plain() as connection:
        if home.kind == "sqlite":
            connection.execute("DROP TRIGGER store_content_delete")
            connection.execute("CREATE TRIGGER store_content_delete BEFORE DELETE ON store_content BEGIN SELECT 1; END")
        else:
            connection.execute(
                "CREATE OR REPLACE FUNCTION foreshock.store_content_delete() RETURNS trigger LANGUAGE plpgsql"
                " SET search_path = pg_catalog AS 'BEGIN RETURN OLD; END'"
            )
    assert "store_content_delete" in recorded.verify().problem


@pytest.mark.parametrize("home", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_trigger_switched_off_is_named(recorded: Store, plain: Connect) -> None:
    with plain("keeper") as connection:
        connection.execute("ALTER TABLE store_revision DISABLE TRIGGER store_revision_update")
    assert "store_revision_update" in recorded.verify().problem


@pytest.mark.parametrize("home", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_running_role_with_too_many_rights_is_noted(home: Any, recorded: Store) -> None:
    from foreshock.store import open_store

    for url, said in ((home.owner_url, "owner of the tables"), (home.admin_url, "superuser")):
        with open_store(home.folder, url) as store:
            found = store.verify()
            assert found.problem == ""
            assert any(said in note for note in found.notes)


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_one_byte_of_the_file_is_enough(recorded: Store, home: Any) -> None:
    recorded.database.connection.close()
    data = bytearray(home.file.read_bytes())
    place = data.index(b"A note was sent.")
    data[place] ^= 1
    home.file.write_bytes(data)
    assert "revision 6 (development ford-crossing/2018-06-21/2@1): its content was changed" in recorded.verify().problem


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_a_torn_file_is_named(recorded: Store, home: Any) -> None:
    recorded.database.connection.close()
    data = home.file.read_bytes()
    home.file.write_bytes(data[: len(data) * 2 // 3])
    assert recorded.verify().problem


def archived(store: Store, data: bytes) -> Path:
    assert store.archive
    return store.archive.path(hashlib.sha256(data).hexdigest())


def test_a_changed_byte_in_the_archive_is_named(recorded: Store) -> None:
    file = archived(recorded, b"one page")
    file.chmod(0o644)
    file.write_bytes(b"one pagf")
    assert recorded.verify().problem == f"{file} does not hold the bytes that its name says"


def test_a_cut_off_file_is_named(recorded: Store) -> None:
    file = archived(recorded, b"another page")
    file.chmod(0o644)
    file.write_bytes(b"")
    assert str(file) in recorded.verify().problem


def test_files_in_each_others_place_are_named(recorded: Store) -> None:
    one, other = archived(recorded, b"one page"), archived(recorded, b"another page")
    aside = one.with_suffix(".aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    assert "does not hold the bytes that its name says" in recorded.verify().problem


def test_missing_bytes_are_named_with_the_revision_that_has_them(recorded: Store) -> None:
    archived(recorded, b"one page").unlink()
    assert "revision 10 (document page-0@1) says that sha256:" in recorded.verify().problem


def test_a_link_or_a_stranger_in_the_archive_is_named(recorded: Store, tmp_path: Path) -> None:
    assert recorded.archive
    stranger = recorded.archive.root / "notes.txt"
    stranger.write_text("hello")
    assert f"{stranger} does not belong in the archive" in recorded.verify().problem
    stranger.unlink()
    file = archived(recorded, b"one page")
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert f"{file} does not belong in the archive" in recorded.verify().problem


def test_bytes_that_nobody_names_and_files_on_their_way_are_only_noted(recorded: Store) -> None:
    assert recorded.archive
    recorded.archive.put(b"nobody names me")
    (recorded.archive.root / ".incoming" / "1-dead").write_bytes(b"half")
    found = recorded.verify()
    assert found.problem == ""
    assert len(found.notes) == 2
    assert found.notes[0].startswith("1 archived files belong to no document")
    assert found.notes[1].startswith("1 files on their way")


def test_a_chain_can_be_checked_without_our_code(recorded: Store, plain: Connect) -> None:
    """The recipe in docs/store.md, with nothing but a JSON library and SHA-256."""
    names = ["seq", "kind", "object", "number", "act", "recorded", "published", "by", "why", "content_hash", "prev"]
    columns = ", ".join(f'"{name}"' for name in names)
    before = "0" * 64
    with plain() as connection:
        for *row, hashed in connection.execute(f"SELECT {columns}, hash FROM store_revision ORDER BY seq"):
            envelope = dict(zip(names, row, strict=True))
            text = json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert (envelope["prev"], hashlib.sha256(text.encode()).hexdigest()) == (before, hashed)
            before = hashed
        for digest, salt, body in connection.execute("SELECT hash, salt, body FROM store_content"):
            assert hashlib.sha256(bytes.fromhex(salt) + body.encode()).hexdigest() == digest
    assert before == recorded.head().hash


def test_progress_runs_to_its_end(recorded: Store) -> None:
    seen: list[tuple[int, int]] = []
    recorded.verify(progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (15, 15)
