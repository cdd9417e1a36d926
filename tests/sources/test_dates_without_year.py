"""An entry whose date names no year cannot be dated: it is kept where it stands, and the page's reader says so."""

from __future__ import annotations

import pytest

from foreshock.sources.dates import begins_with_day_without_year
from foreshock.sources.page import read_page

PAGE = """<html><h1>Kerr Strait</h1><h2>Why It Matters</h2><p>One bridge.</p><h2>Recent Developments</h2><ul>
<li><strong>5 June 2022</strong> – A tug was fired upon.</li><li><strong>4 June</strong> – The port denied it.</li>
<li><strong>31 December 2021</strong> – A drill of two navies began.</li></ul></html>"""


def test_it_is_kept_with_the_entry_above_and_remarked_on() -> None:
    reading = read_page(PAGE.encode(), "kerr.html")
    assert [entry.text for entry in reading.entries] == [
        "A tug was fired upon.\n\n4 June – The port denied it.",
        "A drill of two navies began.",
    ]
    assert "'4 June – The port denied it.' has a date without year: kept in the entry of 5 June 2022" in [
        remark.text for remark in reading.remarks
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4 June – The port denied it.", True),
        ("June 4th: the port denied it.", True),
        ("4 June - The port denied it.", True),
        ("4 June was the day on which the port – at last – answered.", False),
        ("4 June 2022 – The port denied it.", False),
        ("The port denied it: on 4 June nobody had been there.", False),
    ],
)
def test_only_a_date_that_is_set_off_opens_a_paragraph(text: str, found: bool) -> None:
    assert begins_with_day_without_year(text) is found
