"""A folder of pages is read whole: what is no page is named and holds up nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreshock.model import NotFound, TooLarge, UnreadableSource
from foreshock.sources.files import NotRead, ReadFile, read_path

PAGE = (
    "Flashpoint / Global 9 May 2020 {title} Share Print Back To Map I. Why it Matters The strait is narrow and two "
    "navies use it. II. Recent Developments 9 May 2020 A patrol boat crossed the median line at night. View More "
    "8 May 2020 The coast guard of the other side lodged a protest. View More III. Background It is an old quarrel."
)


def test_the_pictures_and_scripts_saved_beside_a_page_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "ness.html").write_text(PAGE.format(title="Cape Ness"))
    (tmp_path / "ness_files").mkdir()
    (tmp_path / "ness_files" / "share.js").write_text("share()")
    (tmp_path / "loose_files").mkdir()
    (tmp_path / "loose_files" / "letter.txt").write_text("Dear all, nothing to report.")
    assert [f.path.name for f in read_path(tmp_path)] == ["letter.txt", "ness.html"]


def test_pages_come_in_order_of_name_and_the_rest_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(PAGE.format(title="Strait of Lorn"))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/a.txt").write_text(PAGE.format(title="Cape Ness"))
    (tmp_path / "letter.txt").write_text("Dear all, nothing to report.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / ".hidden").write_text("not for us")
    found = list(read_path(tmp_path))
    assert [f.path.name for f in found] == ["b.txt", "a.txt", "letter.txt", "picture.png"]
    assert [f.reading.slug for f in found if isinstance(f, ReadFile)] == ["strait-of-lorn", "cape-ness"]
    reasons = [f.reason for f in found if isinstance(f, NotRead)]
    assert len(reasons) == 2
    assert all(reasons)


def test_a_second_page_of_the_same_place_is_not_mixed_into_the_first(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(PAGE.format(title="Cape Ness"))
    (tmp_path / "2.txt").write_text(PAGE.format(title="Cape Ness"))
    second = list(read_path(tmp_path))[1]
    assert isinstance(second, NotRead)
    assert "1.txt" in second.reason


def test_a_second_page_of_the_same_place_comes_too_where_repeats_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text(PAGE.format(title="Cape Ness"))
    (tmp_path / "2.txt").write_text(PAGE.format(title="Cape Ness"))
    assert [f.path.name for f in read_path(tmp_path, repeats=True) if isinstance(f, ReadFile)] == ["1.txt", "2.txt"]


def test_a_single_file_that_is_no_page_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear all, nothing to report.")
    with pytest.raises(UnreadableSource, match=r"letter\.txt"):
        list(read_path(file))
    with pytest.raises(TooLarge, match="28"):
        list(read_path(file, max_bytes=10))


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.txt"):
        with pytest.raises(NotFound):
            list(read_path(path))
