"""Whatever is put together from the pieces of pages: each word is accounted for, or the whole is refused."""

from __future__ import annotations

import datetime as dt
import html

import varied_pages
from hypothesis import given
from hypothesis import strategies as st
from invented_pages import CAPTIONS, SENTENCES, UNENDED
from page_accounts import check_account, solid

from foreshock.model import UnreadableSource
from foreshock.sources.html_text import html_text
from foreshock.sources.page import read_page

BITS = st.sampled_from(
    [
        *SENTENCES[:8],
        *UNENDED,
        *varied_pages.STARTS[:6],
        *varied_pages.ENDS[::4],
        *varied_pages.LEADS,
        *varied_pages.CREDITS,
        *(date(dt.date(2021, 5, 4)) for date in varied_pages.DATE_FORMS.values()),
        *(f"{caption}, 3 May 2019 {credit}" for caption, credit in CAPTIONS),
        *("View More", "See more", "Share Facebook Twitter Email Print", "Back To Map", "Related Content", "Footnotes"),
        *(
            "I. Why it Matters",
            "II. Recent Developments",
            "Background",
            "IV. Analysis",
            "Scenarios and Recommendations",
        ),
        *(
            "14 February 2019",
            "21 Mar 2023",
            "March 3, 2020",
            "31 February 2019",
            "June 2018",
            "3–4 May 2019",
            "2019-02-14",
        ),
        *(
            "Flashpoint / Global",
            "Strait of Hormuz",
            "Photo: AFP",
            "[fn]A note.Hide Footnote",
            "(REUTERS/A B)",
            "•",
            "|",
            "…",
        ),
        *("\u200b", "\x00", "\u202e", "İ", "ﬁ", "\U0001f6a2", "\ufeff", "هرمز", "I.", "“", '"', "'"),
    ]
)
GLUE = st.sampled_from([" ", " ", " ", "", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028"])


@st.composite
def patchworks(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(BITS, GLUE), min_size=1, max_size=40))
    start = draw(st.sampled_from(["", "Flashpoint / Global 9 May 2020 Cape Ness Share Print Back To Map "]))
    middle = draw(st.sampled_from(["I. Why it Matters ", "II. Recent Developments ", ""]))
    return start + middle + "".join(bit + glue for bit, glue in pieces)


@given(patchworks())
def test_of_any_patchwork_of_text(text: str) -> None:
    try:
        reading = read_page(text.encode("utf-8", "surrogatepass"), "patchwork.txt")
    except UnreadableSource:
        return
    check_account(reading)
    reading.flashpoint()
    assert len(reading.developments("doc")) == len(reading.entries)


TAGS = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div class='entry'>",
            "</div>",
            "<h2>",
            "</h2>",
            "<h1>",
            "<nav>",
            "</nav>",
            "<br>",
            "<table><tr><td>",
        ),
        *(
            "<figure>",
            "<figcaption>",
            "</figcaption>",
            "</figure>",
            "<a href='javascript:x'>",
            "</a>",
            "<button>",
            "</button>",
        ),
        *(
            "<span class=credit>",
            "</span>",
            "<aside>",
            "</aside>",
            "<footer>",
            "<time datetime='2019-01-01'>",
            "</time>",
            "<sup>",
            "</sup>",
            "<div class=caption>",
            "<h1 class=logo>",
            "<b",
        ),
        *(
            "<!-- x -->",
            "<script>",
            "</script>",
            "<svg>",
            "</svg>",
            "&amp;",
            "&#0;",
            "&#x110000;",
            "&nosuch;",
            "<",
            ">",
            "</",
            '="',
        ),
    ]
)


@given(st.lists(st.one_of(TAGS, BITS), min_size=1, max_size=50))
def test_of_any_patchwork_of_markup(pieces: list[str]) -> None:
    source = "<!DOCTYPE html><h2>I. Why it Matters</h2>" + " ".join(pieces)
    try:
        reading = read_page(source.encode("utf-8", "surrogatepass"), "patchwork.html")
    except UnreadableSource:
        return
    check_account(reading)


@given(st.text(max_size=400))
def test_of_any_text_behind_a_heading(text: str) -> None:
    try:
        reading = read_page(("I. Why it Matters The cape. " + text).encode("utf-8", "surrogatepass"), "any.txt")
    except UnreadableSource:  # a text of control characters
        return
    check_account(reading)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30), max_size=12))
def test_html_gives_back_every_visible_word(texts: list[str]) -> None:
    source = "<html><body>" + "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    invisible = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff"), " ")
    assert solid(html_text(source, "any.html").text) == solid("".join(texts).translate(invisible))
