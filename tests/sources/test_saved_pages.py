"""Pages as browsers save them and as sites mark them up: each way of setting an entry gives the same entries."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from page_accounts import check_account

from foreshock.model import UnreadableSource
from foreshock.sources.page import read_page
from foreshock.sources.reading import PageReading

HEAD = (
    "<!DOCTYPE html><html><head><title>Natanz, Iran | The Watch</title></head><body><header class=site>"
    "<a href=/>Home</a><nav><a>Background</a><a>Analysis</a></nav></header><h1 class=logo>The Watch</h1>"
    "<p>Flashpoint / Global</p><p>21 March 2023</p><h2>Natanz, Iran</h2><div class=share-links><a>Facebook</a>"
    "<a>Twitter</a></div>"
)
START = "<h2>I. Why it Matters</h2><p>It is <a href=x>deep</a>.</p><h2>II. Recent Developments</h2>"
END = "<h2>III. Background</h2><p>It is old.</p><h2>IV. Analysis</h2><p>It is risky.</p></body></html>"
ENTRIES = {
    "headings and paragraphs": "<h3>21 March 2023</h3><p>A hall burned.</p><h3>20 March 2023</h3><p>A lamp fell.</p>",
    "dates in bold": "<p><b>21 March 2023</b> A hall burned.</p><p><b>20 March 2023</b> A lamp fell.</p>",
    "line breaks": "<p>21 March 2023<br>A hall burned.<br><br>20 March 2023<br>A lamp fell.</p>",
    "a date in three parts": "".join(
        f"<div><div>{day}</div><div>Mar</div><div>2023</div><p>{text}</p></div>"
        for day, text in ((21, "A hall burned."), (20, "A lamp fell."))
    ),
    "the year in the markup alone": "".join(
        f"<li><time datetime=2023-03-{day}T08:00>{day} March</time><p>{text}</p></li>"
        for day, text in ((21, "A hall burned."), (20, "A lamp fell."))
    ),
    "footnotes' numbers": "<p>21 March 2023</p><p>A hall burned.<sup>1</sup></p><p>20 March 2023</p>"
    "<p>A lamp fell.<sup><a href=#n2>2</a></sup></p>",
    "a table": "<table><tr><td>21 March 2023<td>A hall burned.<tr><td>20 March 2023<td>A lamp fell.</table>",
}


def check(reading: PageReading) -> None:
    check_account(reading)
    assert (reading.title, str(reading.date)) == ("Natanz, Iran", "2023-03-21")
    assert reading.sections == ("why", "developments", "background", "analysis")
    assert [(str(e.date), e.text) for e in reading.entries] == [
        ("2023-03-21", "A hall burned."),
        ("2023-03-20", "A lamp fell."),
    ]
    assert reading.leftovers == ()


@pytest.mark.parametrize("entries", ENTRIES.values(), ids=ENTRIES)
def test_however_entries_are_marked_up_they_are_the_same(entries: str) -> None:
    check(read_page((HEAD + START + entries + END).encode(), "page.html"))


def test_a_list_of_contents_with_links_opens_no_section() -> None:
    names = ("I. Why it Matters", "II. Recent Developments", "III. Background", "IV. Analysis")
    contents = f"<ul>{''.join(f'<li><a href=#x>{name}</a>' for name in names)}</ul>"
    check(read_page((HEAD + contents + START + ENTRIES["a table"] + END).encode(), "page.html"))


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_a_page_saved_as_a_single_file_is_read_from_its_parts(encoding: str) -> None:
    message = EmailMessage()
    message["From"] = "<Saved by a browser>"
    message["Subject"] = "Natanz, Iran"
    message["MIME-Version"] = "1.0"
    page = HEAD + START + ENTRIES["dates in bold"] + END
    message.set_content(page, subtype="html", cte=encoding)
    message.make_related()
    message.add_related(b"\x89PNG" + bytes(500), "image", "png")
    check(read_page(message.as_bytes(), "page.mhtml"))


@pytest.mark.parametrize("depth", [0, 5_000])
def test_a_single_file_without_html_or_nested_without_end_is_refused(depth: int) -> None:
    nested = "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(depth))
    data = f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b0\n\n{nested}".encode()
    with pytest.raises(UnreadableSource, match="single file"):
        read_page(data, "page.mhtml")


def test_an_agency_at_the_end_of_a_marked_caption_is_its_credit() -> None:
    entry = "<p>21 March 2023</p><p>A hall burned.</p><p class=image-caption>A hall in the rain <i>AFP/Ana Kay</i></p>"
    reading = read_page((HEAD + START + entry + "<p>20 March 2023</p><p>A lamp fell.</p>" + END).encode(), "page.html")
    check(reading)
    assert [(image.caption, image.credit) for image in reading.images] == [("A hall in the rain", "AFP/Ana Kay")]


def test_text_that_was_saved_as_markdown_gives_the_same() -> None:
    text = (
        "# Natanz, Iran\n\n*21 March 2023*\n\n## I. Why it Matters\n\nIt is deep.\n\n## II. Recent Developments\n\n"
        "**21 March 2023**\n\nA hall burned.\n\n- **20 March 2023**: A lamp fell.\n\n## III. Background\n\nIt is "
        "old.\n\n## IV. Analysis\n\nIt is risky.\n"
    )
    reading = read_page(text.encode(), "page.md")
    check(reading)
    assert any("Markdown" in remark.text for remark in reading.remarks)
