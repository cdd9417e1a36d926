"""HTML that means harm gives its words, as plain text, or is refused; it never runs, hangs or falls over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from foreshock.model import ForeshockError
from foreshock.sources.page import read_page

HOSTILE = """<html><head><script>alert(1)</script><style>b{{}}</style></head><body onload="alert(2)">
<p>Flashpoint / Global</p><p>9 May 2020</p><h1>Cape Ness, Lornia</h1>
<h2>I. Why it Matters</h2><p>The cape <a href="javascript:alert(3)">overlooks</a> a strait.</p>
<h2>II. Recent Developments</h2>
<div><b>9 May 2020</b><p>A patrol boat <img src=x onerror="alert(4)"> crossed the line.{nest}</p></div>
<div><b>8 May 2020</b><p>The <a href="data:text/html,<script>alert(5)</script>">protest</a> was lodged.</p></div>
<h2>III. Background</h2><p>An old quarrel. &lt;script&gt;alert(6)&lt;/script&gt;
[here](javascript:alert(7)) ![x](data:text/html,y) &lt;img src=x onerror=alert(8)&gt;</p></body></html>"""


@pytest.mark.parametrize(
    "nest",
    [
        "",
        "<span>" * 50_000,
        "<div>" * 50_000,
        "<b>" * 30_000 + "<p>" * 30_000,
        "".join(f"<b id=x{n}>" for n in range(5_000)) + "<p></p>" * 5_000,
        "<table>" * 20_000,
        "<select>" + "<option>" * 20_000,
        "<svg>" * 20_000,
        "<i " + " ".join(f"a{n}" for n in range(100_000)) + ">",
        "<!-- x -->" * 50_000,
        "</p>" * 50_000,
        "&#" + "9" * 100_000 + ";",
        "<q>" + "<u>" * 20_000 + "</q>" * 20_000,
    ],
    ids=["plain", "spans", "divs", "formatting", "formatting with attributes", "tables", "options", "drawings",
         "attributes", "comments", "end tags", "a huge reference", "end tags far up"],
)  # fmt: skip
def test_it_gives_its_words_and_nothing_that_runs(nest: str) -> None:
    reading = read_page(HOSTILE.format(nest=nest).encode(), "ness.html")
    assert reading.entries[0].text.startswith("A patrol boat crossed the line.")
    assert reading.entries[1].text == "The protest was lodged."
    for running in ("alert(1)", "alert(2)", "alert(3)", "alert(4)", "alert(5)", 'onerror="', "href"):
        assert running not in reading.text


def test_what_looks_like_markup_in_the_words_stays_words_when_it_is_rendered() -> None:
    reading = read_page(HOSTILE.format(nest="").encode(), "ness.html")
    assert "<script>alert(6)</script>" in reading.background[0]
    rendered = MarkdownIt("commonmark", {"html": True}).render(reading.flashpoint().background)
    assert "<script" not in rendered
    assert "<a " not in rendered
    assert "<img" not in rendered
    assert "&lt;script&gt;alert(6)&lt;/script&gt;" in rendered


@pytest.mark.parametrize(
    "opened", ["<!-- ", "<script>", "<style>", "<textarea>", '<a href="', "<p title='", "<title>", "<noscript>"]
)
def test_what_opens_and_never_closes_is_remarked_on_with_its_length(opened: str) -> None:
    page = HOSTILE.format(nest="").replace("</body></html>", f"<p>{opened} the rest")
    reading = read_page(page.encode(), "ness.html")
    assert len(reading.entries) == 2
    assert any("never closes" in remark.text and "characters not read" in remark.text for remark in reading.remarks)


def test_nul_bytes_and_other_controls_part_words_and_do_no_harm() -> None:
    page = HOSTILE.format(nest="").replace("A patrol boat", "A\x00patrol\x01boat")
    assert read_page(page.encode(), "ness.html").entries[0].text == "A patrol boat crossed the line."


def test_furniture_markup_around_the_whole_page_does_not_hide_it() -> None:
    page = HOSTILE.format(nest="").replace("<p>Flashpoint", "<nav><aside class=share><p>Flashpoint")
    reading = read_page(page.encode(), "ness.html")
    assert (reading.title, len(reading.entries)) == ("Cape Ness, Lornia", 2)


@given(st.binary(max_size=3000))
def test_no_bytes_make_the_reader_fall_over(data: bytes) -> None:
    try:
        reading = read_page(data, "any")
    except ForeshockError:
        return
    assert reading.pieces


@given(st.binary(max_size=500), st.integers(0, 800))
def test_no_damage_to_a_page_makes_the_reader_fall_over(data: bytes, where: int) -> None:
    page = HOSTILE.format(nest="").encode()
    try:
        reading = read_page(page[:where] + data + page[where:], "ness.html")
    except ForeshockError:
        return
    assert reading.pieces
