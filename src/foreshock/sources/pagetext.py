"""A page as text with what its markup or its line breaks say of the text: the one form that the reader works on."""

from __future__ import annotations

import itertools
import re
from typing import Final, Literal

from msgspec import Struct

from .reading import Form

MarkKind = Literal["title", "heading", "caption", "credit", "furniture", "link", "time"]

#: Control characters and zero-width spaces part words; each becomes one space, so that offsets stay.
_SPACES: Final = dict.fromkeys((*range(9), 11, *range(14, 32), *range(127, 160), 8203, 8206, 8207, 8288, 65279), " ")
_WRAPPED_WIDTH: Final = range(50, 121)


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
    """A text file as PageText. Line breaks of a file wrapped at a width become spaces; where a file has line breaks
    but neither width nor blank lines, each of its lines is a block. Offsets stay as they are."""
    text = text.translate(_SPACES)
    if "\n" not in text.strip() and "\r" not in text.strip():
        return PageText(text, "flat text")
    text = text.replace("\r\n", " \n").replace("\r", "\n").replace("\f", "\n").replace("\u2029", "\n")
    return PageText(_unwrapped(text) if _is_wrapped(text) else text, "text in lines")


def clean(text: str) -> str:
    """`text` with control characters and zero-width spaces made spaces, one for one."""
    return text.translate(_SPACES)


def _is_wrapped(text: str) -> bool:
    """Do most lines end at one width, in the middle of a sentence?"""
    lines = [line.rstrip() for line in text[:200_000].split("\n")]
    full = [line for line in lines if line]
    if len(full) < 8:
        return False
    broken = sum(a[-1].isalnum() or a[-1] == "," for a, b in itertools.pairwise(full) if b[0].islower())
    return sum(len(line) in _WRAPPED_WIDTH for line in full) * 2 > len(full) and broken * 4 > len(full)


def _unwrapped(text: str) -> str:
    """Single line breaks after a full line become spaces, so that only short lines and blank lines part anything."""
    return re.sub(r"(?<=[^\n]{50})\n(?=[^\n\s])", " ", text)
