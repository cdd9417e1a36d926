"""A list as a folder of plain text: nothing is lost on the way out and back."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from foreshock import model as m
from foreshock.store import Put, Store
from foreshock.store.folder import read_list, take_archive, write_list


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def told(desk: Store, small_list: list[Put], entry: Callable[..., Put]) -> Store:
    """A list with corrections, a withdrawal and a draft."""
    desk.put(small_list, by="A. Analyst", why="first")
    desk.put([entry(1, "Corrected.", published="now", act="correct")], by="E. Editor", why="a miscount")
    desk.put([Put("zone", None, "now", "withdraw", id="ring"), entry(9, "Not yet.", published=None)], by="E. Editor")
    return desk


def test_a_list_with_its_history_comes_back_whole(told: Store, out: Path, home: Any) -> None:
    assert write_list(told, out, history=True) == 9
    with home.open() as copy:
        folder = read_list(out)
        result = copy.put(folder, by="B. Importer")
        assert (result.added, result.changed) == (9, 2)
        for (kind, object_id), stamps in told.stamps().items():
            old, new = told.history(kind, object_id), copy.history(kind, object_id)
            assert [k.value for k in new] == [k.value for k in old if k.stamp.published]
            assert [(s.act, s.published, s.by, s.why) for s in stamps] == [
                (k.stamp.act, k.stamp.published, k.stamp.by, k.stamp.why) for k in new
            ]
        assert copy.put(read_list(out), by="B. Importer").unchanged == len(list(folder))
        assert copy.verify().problem == ""


def test_what_goes_out_comes_back_and_goes_out_the_same(told: Store, out: Path, home: Any, tmp_path: Path) -> None:
    write_list(told, out, history=True)
    with home.open() as copy:
        copy.put(read_list(out), by="B")
        write_list(copy, tmp_path / "again", history=True)
    files = sorted(file.relative_to(out) for file in out.rglob("*") if file.is_file())
    assert files == sorted(f.relative_to(tmp_path / "again") for f in (tmp_path / "again").rglob("*") if f.is_file())
    assert [(out / f).read_bytes() for f in files] == [(tmp_path / "again" / f).read_bytes() for f in files]


def test_a_state_of_some_day_can_be_written_too(told: Store, out: Path) -> None:
    write_list(told.state(dt.datetime(2018, 6, 22, tzinfo=dt.UTC)), out)
    assert "A patrol was turned back." in (out / "developments/ford-crossing/2018-06-21-1.md").read_text()
    assert not list(out.rglob("*~1.md"))
    assert not list(out.rglob("2018-06-21-9.md")), "no draft"


def test_an_earlier_export_is_brought_up_to_date_and_nothing_else_is_touched(told: Store, out: Path) -> None:
    write_list(told, out)
    (out / "README.md").write_text("mine")
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("ref")
    stale = out / "developments" / "elsewhere" / "2018-01-01-1.md"
    stale.parent.mkdir()
    stale.write_text("---\n---\nx\n")
    before = {f: f.stat().st_mtime_ns for f in out.rglob("*") if f.is_file() and f != stale}
    told.put([Put("link", None, "now", "withdraw", id="roads")], by="A")
    write_list(told, out)
    after = {f: f.stat().st_mtime_ns for f in out.rglob("*") if f.is_file()}
    assert after.keys() == before.keys()
    assert {f.name for f in after if after[f] != before[f]} == {"links.csv"}
    assert not stale.parent.exists()


def test_a_folder_with_other_things_in_it_is_left_alone(told: Store, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter-1.md").write_text("mine")
    with pytest.raises(m.Conflict, match="other things"):
        write_list(told, tmp_path / "thesis")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(m.Conflict, match="is a file"):
        write_list(told, tmp_path / "file")
    assert [f.name for f in (tmp_path / "thesis").iterdir()] == ["chapter-1.md"]


def test_an_export_writes_through_no_link(told: Store, out: Path, tmp_path: Path) -> None:
    write_list(told, out)
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.rmtree(out / "levels")
    (out / "levels").symlink_to(outside)
    with pytest.raises(m.Conflict, match="link to elsewhere"):
        write_list(told, out)
    assert list(outside.iterdir()) == []


def test_an_unfinished_export_is_not_read(told: Store, out: Path) -> None:
    write_list(told, out)
    (out / "UNFINISHED-EXPORT").touch()
    with pytest.raises(m.UnreadableSource, match="not written to its end"):
        read_list(out)


def test_held_bytes_go_out_and_come_back(told: Store, out: Path, home: Any) -> None:
    assert told.archive
    digest = told.archive.put(b"a page as it came")
    told.put([Put("document", m.Document("page", "Page", sha256=digest))], by="A")
    write_list(told, out)
    assert not (out / "archive").exists()
    with home.open() as copy:
        with pytest.raises(m.Conflict, match="an export holds them with --archive"):
            copy.put(read_list(out), by="B")
        write_list(told, out, archive=True)
        assert copy.archive
        assert take_archive(out, copy.archive) == 1
        copy.put(read_list(out), by="B")
        assert copy.archive.get(digest) == b"a page as it came"
    there = out / "archive" / digest[:2] / digest[2:4] / digest
    write_list(told, out)
    assert there.exists(), "still named"
    told.erase(f"sha256:{digest}", "A. One", "B. Two", "licence")
    write_list(told, out)
    assert not there.exists()


def test_an_archived_file_that_is_not_what_its_name_says_is_refused(told: Store, out: Path, desk: Store) -> None:
    assert told.archive
    write_list(told, out)
    wrong = out / "archive" / "aa" / "aa" / ("a" * 64)
    wrong.parent.mkdir(parents=True)
    wrong.write_bytes(b"something else")
    with pytest.raises(m.InvalidValue, match="other bytes than its name says"):
        take_archive(out, told.archive)
