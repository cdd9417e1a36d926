"""What is no flashpoint page is refused in words that say what it is, or what was looked for."""

from __future__ import annotations

import random

import pytest

from foreshock.model import TooLarge, UnreadableSource
from foreshock.sources.page import read_page

NO_PAGES = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t ", "is empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "is empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "a PNG picture"),
    "a PDF": (b"%PDF-1.7\n" + b"1 0 obj <<>> endobj\n" * 50, "a PDF"),
    "an office document": (b"PK\x03\x04" + b"word/document.xml" * 20, "a ZIP archive or an office document"),
    "random bytes": (random.Random(7).randbytes(200_000), "control characters"),
    "a letter": (b"Dear all, there is nothing to report this week. Yours, the desk.", "looked for section headings"),
    "one dated report": (
        b"14 February 2019 The minister met his colleague. On 3 May 2018 they had met before. Nothing came of it.",
        "a list of dated entries",
    ),
    "prose with the words of headings": (
        b"Her Background is in physics. The Analysis was hers, and the Recommendations were ours.",
        "looked for section headings",
    ),
    "an e-mail": (
        b"From: desk@example.org\r\nTo: all@example.org\r\nSubject: the page\r\nDate: Thu, 14 Feb 2019 10:00:00 +0000"
        b"\r\n\r\nI. Why it Matters It does. II. Recent Developments 14 February 2019 A boat came.",
        "an e-mail",
    ),
    "nothing but tags": (b"<div>" * 20_000, "looked for section headings"),
    "a page that a script would write": (b"<!doctype html><div id=root></div><script>run()</script>", "looked for"),
    "an unclosed comment": (b"<html><body><!-- " + b"a" * 200_000, "looked for section headings"),
    "angle brackets": (b"<" * 300_000, "looked for section headings"),
}


@pytest.mark.parametrize(("data", "said"), NO_PAGES.values(), ids=NO_PAGES.keys())
def test_it_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableSource, match=said) as caught:
        read_page(data, "some-file")
    assert "some-file" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * 50_000_000, "50,000,000"),
        (b"I. Why it Matters " + b"It does. " * 300_000, "characters of text"),
        (b"I. Why it Matters It does. " + b"In 2019 it did. " * 30_000, "dates"),
        (b"I. Why it Matters It does. " + b"View More " * 30_000, "buttons"),
        (b"<html><h2>Why it Matters</h2>It does." + b"<i>" * 300_000, "tags"),
        (b"<html>" + b"<h2>Background</h2><p>It is.</p>" * 1000, "names its sections 1,000 times"),
    ],
    ids=["bytes", "text", "dates", "buttons", "tags", "headings"],
)
def test_what_is_larger_than_any_page_is_refused_with_its_size(data: bytes, said: str) -> None:
    with pytest.raises(TooLarge, match=said):
        read_page(data, "huge.html")


def test_the_limit_can_be_raised() -> None:
    data = b"I. Why it Matters It does." + b" " * 11_000_000
    with pytest.raises(TooLarge):
        read_page(data, "padded.txt")
    assert read_page(data, "padded.txt", max_bytes=50_000_000).why == ("It does.",)
