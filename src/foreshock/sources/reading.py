"""What the reader gives back: the page's parts, and an account of every character of it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

from foreshock.model import Citation, Development, Flashpoint, Image, Scenario, When

from .speech import first_guess_of_kind
from .wording import markdown_safe

#: The five sections of a flashpoint page, by the names of the model's fields.
Section = Literal["why", "developments", "background", "analysis", "scenarios"]

SECTION_TITLES: dict[Section, str] = {
    "why": "Why it Matters",
    "developments": "Recent Developments",
    "background": "Background",
    "analysis": "Analysis",
    "scenarios": "Scenarios and Recommendations",
}

Form = Literal["flat text", "text in lines", "HTML"]

#: What a stretch of the page's text was taken for.
Role = Literal[
    "title",
    "page date",
    "furniture",
    "heading",
    "why",
    "background",
    "analysis",
    "scenarios",
    "entry date",
    "entry",
    "caption",
    "footnote",
    "leftover",
]

#: Why a picture that a page shows is not held by the desk.
NOT_TAKEN = "only the text of its page was read"


class Leftover(Struct, frozen=True):
    """A stretch of text that was not understood: where it stands (`text[start:end]`), what it says, and why."""

    start: int
    end: int
    text: str
    reason: str


class Remark(Struct, frozen=True):
    """Something odd that lost no text. `start` is its place in the text, None when it concerns the whole page."""

    text: str
    start: int | None = None


class Piece(Struct, frozen=True):
    """`text[start:end]` was taken for `role`. The pieces cover every character that is no white space, once."""

    start: int
    end: int
    role: Role
    detail: str = ""


class Entry(Struct, frozen=True):
    """One dated entry as it stands on the page.

    `date` is the day it stands under; `when` says how finely that is known. `n` counts the entries of that date
    from the top, from 1. `text` is empty when the page shows only the date; paragraphs are parted by blank lines.
    """

    date: dt.date
    when: When
    n: int
    text: str
    start: int
    end: int
    images: tuple[Image, ...] = ()


class PageReading(Struct, frozen=True):
    """A flashpoint page, read.

    `text` is the decoded file, or the text taken from the HTML; every position in this reading is a character
    offset into it. `why`, `background`, `analysis` and `scenarios` are paragraphs, as far as the page shows where
    they end (on a page flattened to one line: where a picture stood). `sections` are those the page has, in its
    order. `images` are all of them, those of the entries included. `pieces` account for every word.
    """

    name: str
    sha256: str
    form: Form
    encoding: str
    text: str
    title: str
    slug: str
    date: dt.date | None
    sections: tuple[Section, ...]
    why: tuple[str, ...]
    entries: tuple[Entry, ...]
    background: tuple[str, ...]
    analysis: tuple[str, ...]
    scenarios: tuple[str, ...]
    images: tuple[Image, ...]
    footnotes: tuple[str, ...]
    leftovers: tuple[Leftover, ...]
    remarks: tuple[Remark, ...]
    pieces: tuple[Piece, ...]

    def entry_id(self, entry: Entry) -> str:
        """The entry's address at a first reading: `al-tanf/2019-02-14/1`."""
        return f"{self.slug}/{entry.date.isoformat()}/{entry.n}"

    def flashpoint(self) -> Flashpoint:
        """The page as a Flashpoint without place or level. Markdown fields hold the page's words, escaped."""
        return Flashpoint(
            slug=self.slug,
            name=self.title,
            why=_markdown(self.why),
            background=_markdown(self.background),
            analysis=_markdown(self.analysis),
            scenarios=(Scenario(SECTION_TITLES["scenarios"], _markdown(self.scenarios)),) if self.scenarios else (),
            images=tuple(image for image in self.images if image.section != "developments"),
        )

    def developments(self, document_id: str = "", grade: str = "F6") -> tuple[Development, ...]:
        """The entries as Developments, in the page's order, each citing `document_id` at its place with `grade`.

        The ids are those of a first reading; `numbering.number_entries` gives those of a later one. `kind` is a
        first guess: an entry that quotes or reports speech is a statement. Raises InvalidValue for a bad grade.
        """
        return tuple(
            development_of(entry, self.entry_id(entry), document_id, grade)
            for entry in self.entries
        )  # fmt: skip


def development_of(entry: Entry, id: str, document_id: str, grade: str) -> Development:
    """`entry` as a Development with that id, citing `document_id` unless it is empty."""
    where = f"entry of {entry.when.words}, no. {entry.n} of its date; characters {entry.start}–{entry.end}"
    stands_under = When(id.split("/")[1])
    return Development(
        id=id,
        text=entry.text,
        kind=first_guess_of_kind(entry.text),
        happened=None if entry.when == stands_under else entry.when,
        sources=(Citation(document_id, grade, where),) if document_id else (),
        images=entry.images,
    )


def _markdown(paragraphs: tuple[str, ...]) -> str:
    return "\n\n".join(markdown_safe(paragraph) for paragraph in paragraphs)
