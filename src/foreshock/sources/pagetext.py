"""A page as text with what its markup or its line breaks say of the text: the one form that the reader works on."""

from __future__ import annotations

import itertools
import re
from typing import Final, Literal

from msgspec import Struct

from .reading import Form

MarkKind = Literal["title", "heading", "caption", "credit", "furniture", "link", "time"]

#: Control characters and zero-width spaces part words; each becomes one space, so that offsets stay.
_SPACES: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2060\ufeff]")
_MARKDOWN_HEADING: Final = re.compile(r"^#{1,6}[ \t]++\S", re.MULTILINE)
_MARKDOWN: Final = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}(?=[ \t])|[-*+](?=[ \t]))|\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])", re.MULTILINE
)
_NARROWEST: Final = 40
_WIDEST: Final = 120


class Mark(Struct, frozen=True):
    """What the markup says of `text[start:end]`. `value`: of a time its `datetime`, of furniture what it is."""

    start: int
    end: int
    kind: MarkKind
    value: str = ""


class PageText(Struct, frozen=True):
    """The text of a page. A blank line in it parts blocks; a single line break parts lines.

    `meta` holds what the head of an HTML page says: `title`, `og:title`, `date`.
    """

    text: str
    form: Form
    marks: tuple[Mark, ...] = ()
    meta: dict[str, str] = {}
    doubts: tuple[str, ...] = ()

    def spans(self, kind: MarkKind) -> tuple[tuple[int, int], ...]:
        """The stretches that the markup marks as `kind`, in order; of those that start together, the longest first."""
        return tuple(sorted(((m.start, m.end) for m in self.marks if m.kind == kind), key=lambda s: (s[0], -s[1])))


def plain(text: str) -> PageText:
    """A text file as PageText. In a file wrapped at a width, the line breaks within paragraphs become spaces. Offsets
    stay as they are."""
    text = clean(text)
    if "\n" not in text.strip() and "\r" not in text.strip():
        return PageText(text, "flat text")
    text = text.replace("\r\n", " \n").replace("\r", "\n").replace("\f", "\n").replace("\u2029", "\n")
    if len(_MARKDOWN_HEADING.findall(text)) >= 2:
        doubt = "read as Markdown: its marks for headings, lists and stress were taken for spaces"
        return PageText(_MARKDOWN.sub(lambda m: " " * len(m.group()), text), "text in lines", doubts=(doubt,))
    return PageText(_unwrapped(text), "text in lines")


def clean(text: str) -> str:
    """`text` with control characters and zero-width spaces made spaces, one for one."""
    return _SPACES.sub(" ", text)


def _unwrapped(text: str) -> str:
    """`text` with the line breaks made spaces at which an editor or terminal wrapped it, if one did.

    A break is one of these if the next line's first word would not have fitted. There must be four of them, and
    half must stand within a sentence: a small letter follows. Only lines of at most 120 characters are wrapped.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    width = max((len(line) for line in lines if len(line) <= _WIDEST), default=0)
    if width < _NARROWEST or sum(len(line) > _WIDEST for line in lines) * 10 > len(lines):
        return text
    wrapped, position = [], -1
    for line, following in itertools.pairwise(text.split("\n")):
        position += len(line) + 1
        first = following.split(maxsplit=1)[:1]
        if first and line.strip() and len(line.rstrip()) + 1 + len(first[0]) > width:
            wrapped.append((position, first[0]))
    if len(wrapped) < 4 or 2 * sum(word[0].islower() for _, word in wrapped) < len(wrapped):
        return text
    characters = list(text)
    for position, _ in wrapped:
        characters[position] = " "
    return "".join(characters)
