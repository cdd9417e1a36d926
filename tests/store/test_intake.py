"""Pages become part of the record: whole, once, and with nothing decided that a person should decide."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from foreshock.model import UnreadableSource
from foreshock.store import Put, Store
from foreshock.store.intake import PageTerms, take_pages

PAGE = (
    "Flashpoint / Global 9 May 2020 Cape Ness, Lornia Share Print Back To Map I. Why it Matters The cape overlooks a "
    "strait that two navies use. II. Recent Developments {entries}III. Background It is an old quarrel."
)
FIRST = "9 May 2020 A patrol boat crossed the median line at night. View More "
OLDER = "2 March 2020 The coast guard of the other side lodged a formal protest. View More "
NEWER = "9 May 2020 Two fishing boats were escorted back to the harbour of Ness. View More "


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "cape-ness.txt"
    file.write_text(PAGE.format(entries=FIRST + OLDER))
    return file


def test_a_page_brings_its_document_flashpoint_and_entries(store: Store, page: Path) -> None:
    taken = take_pages(store, page, PageTerms(grade="B2", place=(58.4, -3.1), title="Northern waters"), by="a test")
    state = store.state()
    assert taken.pages == 1
    assert taken.summaries == ["Cape Ness, Lornia (cape-ness): 2 developments, 2 March 2020 to 9 May 2020"]
    assert not [note for note in taken.notes if "no position" in note]
    assert state.list is not None
    assert state.list.value is not None
    assert state.list.value.title == "Northern waters"
    assert list(state.developments) == ["cape-ness/2020-03-02/1", "cape-ness/2020-05-09/1"]
    document = next(iter(state.documents.values())).value
    entry = state.developments["cape-ness/2020-05-09/1"].value
    assert document is not None
    assert entry is not None
    assert (entry.sources[0].document, entry.sources[0].grade) == (document.id, "B2")
    assert store.archive is not None
    assert store.archive.get(document.sha256) == page.read_bytes()
    assert store.verify().problem == ""


def test_as_of_an_earlier_day_only_what_was_published_then_stands(store: Store, page: Path) -> None:
    take_pages(store, page, PageTerms(), by="a test")
    then = store.state(dt.datetime(2020, 4, 1, tzinfo=dt.UTC))
    assert list(then.developments) == ["cape-ness/2020-03-02/1"]
    flashpoint = then.flashpoints["cape-ness"].value
    assert flashpoint is not None
    assert flashpoint.why == "", "the sections were written with the page, in May"


def test_the_same_page_again_makes_no_revision(store: Store, page: Path) -> None:
    take_pages(store, page, PageTerms(), by="a test")
    head = store.head()
    again = take_pages(store, page, PageTerms(), by="a test")
    assert (again.result.added, again.result.changed) == (0, 0)
    assert store.head() == head


def test_a_later_copy_brings_what_is_new_and_names_what_vanished(store: Store, page: Path) -> None:
    take_pages(store, page, PageTerms(), by="a test")
    page.write_text(PAGE.format(entries=NEWER + FIRST.replace("at night", "before dawn")))
    taken = take_pages(store, page, PageTerms(), by="a test")
    state = store.state()
    assert set(state.developments) == {"cape-ness/2020-03-02/1", "cape-ness/2020-05-09/1", "cape-ness/2020-05-09/2"}
    first = state.developments["cape-ness/2020-05-09/1"]
    assert first.stamp.number == 2
    assert first.value is not None
    assert "before dawn" in first.value.text
    assert any("2020-03-02/1 is no longer on the page" in note for note in taken.notes)


def test_what_the_desk_wrote_stays_unless_told_otherwise(store: Store, page: Path) -> None:
    take_pages(store, page, PageTerms(), by="a test")
    known = store.state().flashpoints["cape-ness"].value
    assert known is not None
    store.put([Put("flashpoint", msgspec.structs.replace(known, why="Our own words."))], by="a test")
    take_pages(store, page, PageTerms(), by="a test")
    kept = store.state().flashpoints["cape-ness"].value
    assert kept is not None
    assert kept.why == "Our own words."
    take_pages(store, page, PageTerms(take_sections=True), by="a test")
    replaced = store.state().flashpoints["cape-ness"].value
    assert replaced is not None
    assert "two navies" in replaced.why


def test_bytes_that_may_not_be_kept_are_not(store: Store, page: Path) -> None:
    take_pages(store, page, PageTerms(not_held="copyright"), by="a test")
    assert store.archive is not None
    assert list(store.archive.files()) == []
    document = next(iter(store.state().documents.values())).value
    assert document is not None
    assert (document.not_held, len(document.sha256)) == ("copyright", 64)


def test_a_flashpoint_that_no_map_can_show_is_named(store: Store, page: Path) -> None:
    taken = take_pages(store, page, PageTerms(), by="a test")
    assert [note for note in taken.notes if "Cape Ness, Lornia has no position" in note]


def test_files_of_a_folder_that_are_no_page_are_counted_and_hold_up_nothing(store: Store, page: Path) -> None:
    pages = page.parent / "pages"
    pages.mkdir()
    page.rename(pages / page.name)
    (pages / "letter.txt").write_text("Dear all, there is nothing to report.")
    taken = take_pages(store, pages, PageTerms(), by="a test")
    assert (taken.pages, taken.unread) == (1, 1)
    assert [note for note in taken.notes if "letter.txt" in note]


def test_a_folder_without_any_page_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters/first.txt").write_text("Dear all, there is nothing to report.")
    with pytest.raises(UnreadableSource, match=r"no flashpoint page.*first\.txt"):
        take_pages(store, tmp_path / "letters", PageTerms(), by="a test")
    assert store.state().list is None
