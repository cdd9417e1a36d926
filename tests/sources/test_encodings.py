"""Bytes become text by the mark, the declaration or the bytes themselves; what was not certain is remarked on."""

from __future__ import annotations

import pytest

from foreshock.model import UnreadableSource
from foreshock.sources.page import read_page

TEXT = "I. Why it Matters “Ça va”, said the café’s owner – and shrugged. II. Background It is old."
WHY = ("“Ça va”, said the café’s owner – and shrugged.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_without_remark(encoding: str) -> None:
    reading = read_page(TEXT.encode(encoding), "page.txt")
    assert reading.why == WHY
    assert not [remark for remark in reading.remarks if "read as" in remark.text or "decode" in remark.text]


def test_windows_1252_is_the_last_resort_and_is_remarked_on() -> None:
    reading = read_page(TEXT.encode("cp1252"), "page.txt")
    assert reading.why == WHY
    assert reading.encoding == "cp1252"
    assert any("Windows-1252" in remark.text for remark in reading.remarks)


@pytest.mark.parametrize(
    ("label", "encoding"), [("windows-1251", "cp1251"), ("ISO-8859-1", "cp1252"), ("koi8-r", "koi8-r")]
)
def test_a_declared_charset_is_believed_where_it_is_no_unicode(label: str, encoding: str) -> None:
    words = "Граница близка." if encoding != "cp1252" else "Ça va."
    page = f'<html><head><meta charset="{label}"></head><body><h2>Why it Matters</h2><p>{words}</p></body></html>'
    reading = read_page(page.encode(encoding), "page.html")
    assert reading.why == (words,)
    assert any("as the page declares" in remark.text for remark in reading.remarks)


@pytest.mark.parametrize("label", ["utf-7", "idna", "rot13", "zlib", "unicode_escape", "no-such", "../../x"])
def test_a_declared_charset_that_no_page_may_have_is_not_tried(label: str) -> None:
    page = f'<html><meta charset="{label}"><h2>Why it Matters</h2><p>Ça va.</p>'.encode("cp1252")
    assert read_page(page, "page.html").encoding == "cp1252"


def test_a_few_damaged_places_do_not_spoil_the_rest() -> None:
    data = (TEXT * 3).encode().replace("Ça".encode(), b"\xc7a", 1)
    reading = read_page(data, "page.txt")
    assert reading.encoding == "utf-8"
    assert "café’s" in reading.text
    assert any("do not decode" in remark.text for remark in reading.remarks)


def test_a_file_cut_off_within_a_character_says_so() -> None:
    reading = read_page((TEXT + " Ça").encode()[:-2], "page.txt")
    assert any("middle of a character" in remark.text for remark in reading.remarks)


def test_a_mark_that_lies_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="UTF-16"):
        read_page(b"\xff\xfe" + bytes([0, 0xD8]) * 200, "page.txt")
