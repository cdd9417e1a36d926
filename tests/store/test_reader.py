"""A desk on SQLite that is only read, without Django: the same list, and nothing where anything is unusual."""

from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
import sys

import pytest

from foreshock.model import Conflict, Development, Flashpoint, StoreError
from foreshock.store import Put, Store, open_reader

DAY = dt.date(2021, 5, 1)


@pytest.fixture
def filled(desk: Store) -> Store:
    entries = [Development(f"mirna/{DAY}/{n}", f"Entry {n}.") for n in (1, 2, 3)]
    desk.put([Put("flashpoint", Flashpoint("mirna", "Mirna")), *(Put("development", e) for e in entries)], "A. Keeper")
    changed = Development(f"mirna/{DAY}/1", "Entry 1, in other words.")
    desk.put([Put("development", changed, "now", "correct")], "A. Keeper", "misheard")
    desk.put([Put("development", None, "now", "withdraw", id=f"mirna/{DAY}/2")], "A. Keeper", "another place")
    desk.put([Put("development", Development(f"mirna/{DAY}/4", "A draft."), None)], "A. Keeper")
    desk.erase(f"mirna/{DAY}/3", "A. Keeper", "B. Second", "order of a court", scrub_for=0)
    return desk


def test_it_reads_what_the_store_reads(filled):
    first = filled.state().developments[f"mirna/{DAY}/3"].stamp.recorded
    with open_reader(filled.folder) as reader:
        for as_of in (None, first):
            assert reader.state(as_of) == filled.state(as_of)
            assert reader.stamps(as_of) == filled.stamps(as_of)


def test_stamps_of_what_was_revised_leave_out_what_has_one_revision(filled):
    with open_reader(filled.folder) as reader:
        some, all_ = reader.stamps(revised=True), reader.stamps()
    assert set(some) == {("development", f"mirna/{DAY}/1"), ("development", f"mirna/{DAY}/2")}
    assert some == {key: stamps for key, stamps in all_.items() if len(stamps) > 1}
    assert some == filled.stamps(revised=True)


def test_inside_a_snapshot_nothing_new_is_seen(filled):
    with open_reader(filled.folder) as reader, reader.snapshot():
        before = reader.state().head
        filled.put([Put("development", Development(f"mirna/{DAY}/9", "Meanwhile."))], "A. Keeper")
        assert reader.state().head == before
    with open_reader(filled.folder) as reader:
        assert reader.state().head != before


def test_it_can_write_nothing(filled):
    with open_reader(filled.folder) as reader, pytest.raises(StoreError):
        reader.query("INSERT INTO store_content VALUES ('a', 'b', 'c')")


def test_bytes_that_were_erased_do_not_come_back_through_it(filled):
    digest = filled.archive.put(b"a picture")
    filled.erase(f"sha256:{digest}", "A. Keeper", "B. Second", "shows a child", scrub_for=0)
    with open_reader(filled.folder) as reader, pytest.raises(Conflict, match="erased"):
        reader.archive.put(b"a picture")


def test_where_anything_is_unusual_there_is_no_reader(filled, tmp_path):
    assert open_reader(tmp_path / "nowhere") is None
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "foreshock.sqlite3").write_text("no database")
    assert open_reader(tmp_path / "text") is None
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "foreshock.sqlite3").write_bytes(b"")
    assert open_reader(tmp_path / "empty") is None
    with sqlite3.connect(filled.folder / "foreshock.sqlite3") as newer:
        newer.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01')")
    newer.close()
    assert open_reader(filled.folder) is None


def test_django_is_not_imported_for_it(filled):
    code = (
        "import sys; from pathlib import Path; from foreshock.store import open_reader\n"
        f"reader = open_reader(Path({str(filled.folder)!r})); assert reader.state().flashpoints\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
