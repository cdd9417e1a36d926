"""The page that the project starts from, read whole; and bytes that are no page, or mean harm."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.model import ForeshockError, TooLarge, UnreadableSource
from foreshock.sources.page import read_page
from foreshock.sources.reading import PageReading

SEED = Path(__file__).parents[3] / "shared" / "seed" / "al-tanf.txt"
PAGES = sorted((Path(__file__).parent / "pages").glob("*.*"))


@pytest.fixture(scope="module")
def seed() -> PageReading:
    if not SEED.exists():
        pytest.skip("../shared/seed/al-tanf.txt is not here; left out: the 84 developments of the real page")
    return read_page(SEED.read_bytes(), SEED.name)


def test_the_real_page_gives_its_84_developments_newest_first(seed: PageReading) -> None:
    days = [entry.date for entry in seed.entries]
    assert len(days) == 84
    assert (days[0], days[-1]) == (dt.date(2019, 2, 14), dt.date(2017, 5, 18))
    assert days == sorted(days, reverse=True)
    assert (seed.title, seed.slug, seed.date) == ("Al-Tanf, Syria", "al-tanf", dt.date(2019, 2, 14))
    assert seed.sections == ("why", "developments", "background", "analysis", "scenarios")
    assert seed.leftovers == ()


def test_no_furniture_is_left_in_the_real_page(seed: PageReading) -> None:
    prose = [e.text for e in seed.entries] + [*seed.why, *seed.background, *seed.analysis, *seed.scenarios]
    assert not [text for text in prose if re.search(r"View More|See more|Share Facebook|Back To Map", text)]
    assert not [text for text in prose if re.search(r"(?:^|\s)(?:II|III|IV)\.\s", text)]
    assert not [e for e in seed.entries if e.text.count('"') % 2], "a quotation mark was lost"


def test_the_four_photographs_are_images_and_not_prose(seed: PageReading) -> None:
    assert [(i.section, i.credit, i.date and i.date.text) for i in seed.images] == [
        ("developments", "MaT TWITTER", "2017-10-19"),
        ("background", "TASNIM", "2017-09-28"),
        ("analysis", "U.S. Dept of Defense Twitter", "2018-04-14"),
        ("analysis", "UNITED STATES ARMY'S INSTAGRAM", "2017-12-03"),
    ]
    prose = " ".join([e.text for e in seed.entries] + [*seed.background, *seed.analysis])
    assert not [image.credit for image in seed.images if image.credit in prose]


@pytest.mark.parametrize("file", PAGES, ids=lambda p: p.name)
def test_every_word_of_a_page_is_accounted_for(file: Path) -> None:
    reading = read_page(file.read_bytes(), file.name)
    booked = bytearray(len(reading.text))
    for piece in reading.pieces:
        assert not any(booked[piece.start : piece.end]), "a stretch was taken twice"
        booked[piece.start : piece.end] = b"\x01" * (piece.end - piece.start)
    assert not [i for i, c in enumerate(reading.text) if not c.isspace() and not booked[i]]


NO_PAGES = {
    "empty": b"",
    "blank": b" \n\t ",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "a PDF": b"%PDF-1.7\n" + b"1 0 obj <<>> endobj\n" * 50,
    "random bytes": random.Random(7).randbytes(200_000),
    "a letter": b"Dear all, there is nothing to report this week. Yours, the desk.",
    "nothing but tags": b"<div>" * 20_000,
    "an unclosed comment": b"<html><body><!-- " + b"a" * 200_000,
    "angle brackets": b"<" * 300_000,
}


@pytest.mark.parametrize("data", NO_PAGES.values(), ids=NO_PAGES.keys())
def test_what_is_no_page_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(UnreadableSource) as caught:
        read_page(data, "some-file")
    assert "some-file" in str(caught.value)
    assert len(str(caught.value)) > 30


def test_a_file_of_fifty_megabytes_is_refused_with_its_size() -> None:
    with pytest.raises(TooLarge, match="50,000,000"):
        read_page(b"x" * 50_000_000, "huge.html")


HOSTILE = """<html><head><script>alert(1)</script><style>b{{}}</style></head><body onload="alert(2)">
<p>Flashpoint / Global</p><p>9 May 2020</p><h1>Cape Ness, Lornia</h1>
<h2>I. Why it Matters</h2><p>The cape <a href="javascript:alert(3)">overlooks</a> a strait.</p>
<h2>II. Recent Developments</h2>
<div><b>9 May 2020</b><p>A patrol boat <img src=x onerror="alert(4)"> crossed the line.{nest}</p></div>
<div><b>8 May 2020</b><p>The <a href="data:text/html,<script>alert(5)</script>">protest</a> was lodged.</p></div>
<h2>III. Background</h2><p>An old quarrel. &lt;script&gt;alert(6)&lt;/script&gt;</p></body></html>"""


@pytest.mark.parametrize("depth", [0, 50_000])
def test_hostile_html_gives_its_words_and_nothing_that_runs(depth: int) -> None:
    data = HOSTILE.format(nest="<span>" * depth).encode()
    reading = read_page(data, "ness.html")
    assert [e.text for e in reading.entries] == ["A patrol boat crossed the line.", "The protest was lodged."]
    assert "alert(1)" not in reading.text
    assert "javascript:" not in reading.text
    flashpoint = reading.flashpoint()
    assert "<script" not in flashpoint.background.replace("\\<", "")


@given(st.binary(max_size=3000))
def test_no_bytes_make_the_reader_fall_over(data: bytes) -> None:
    try:
        reading = read_page(data, "any")
    except ForeshockError:
        return
    assert reading.pieces


@given(st.integers(0, 1500), st.sampled_from([p for p in PAGES if p.suffix == ".txt"]))
def test_a_page_that_is_cut_off_anywhere_is_read_or_refused(cut: int, file: Path) -> None:
    data = file.read_bytes()
    try:
        reading = read_page(data[: min(cut, len(data))], file.name)
    except ForeshockError:
        return
    whole = " ".join(data.decode("utf-8", "replace").split())
    # The last entry may have lost words, never gained any.
    assert all(" ".join(e.text.split())[:40] in whole for e in reading.entries)
