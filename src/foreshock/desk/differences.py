"""What changed between two texts, word by word; and where a text's coded fields were read."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from msgspec import Struct

from foreshock.model import Clue

_WORD: Final = re.compile(r"\s+|[^\s\w]|\w+")
#: Longer texts are compared paragraph by paragraph: difflib is quadratic.
_MOST_WORDS: Final = 6_000

#: The name of each clue as the page's key shows it.
CLUES: Final[dict[str, str]] = {
    "actor": "who",
    "recipient": "to whom",
    "action": "did what",
    "place": "where",
    "date": "when",
    "killed": "killed",
    "injured": "injured",
    "speaker": "speaker",
    "content": "said",
}


class Run(Struct, frozen=True):
    """A stretch of text that both sides have, that was taken out, or that was put in."""

    what: Literal["same", "out", "in"]
    text: str


class Stretch(Struct, frozen=True):
    """A stretch of a report: its text, and the coded fields that were read from it, most telling first."""

    text: str
    of: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The fields in words, for the title of the mark."""
        return ", ".join(CLUES[one] for one in self.of)


def compare(before: str, after: str) -> list[Run]:
    """The words of both texts in order, each marked."""
    one, other = _split(before), _split(after)
    runs: list[Run] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "".join(one[a:b])))
            continue
        if b > a:
            runs.append(Run("out", "".join(one[a:b])))
        if d > c:
            runs.append(Run("in", "".join(other[c:d])))
    return runs


def likeness(one: str, other: str) -> float:
    """How many words two texts share, 0 to 1 (Jaccard's coefficient)."""
    a, b = (set(re.findall(r"\w{3,}", text.casefold())) for text in (one, other))
    return len(a & b) / len(a | b) if a and b else 0.0


def marked(text: str, clues: Iterable[Clue]) -> list[Stretch]:
    """The text cut where clues begin and end. Clues may overlap, and may run past the text's end."""
    order = list(CLUES)
    inside = [clue for clue in clues if clue.start < min(clue.end, len(text))]
    cuts = sorted({0, len(text), *(c.start for c in inside), *(min(c.end, len(text)) for c in inside)})
    found = []
    for start, end in itertools.pairwise(cuts):
        of = {clue.of for clue in inside if clue.start <= start and clue.end >= end}
        found.append(Stretch(text[start:end], tuple(sorted(of, key=order.index))))
    return found


def _split(text: str) -> Sequence[str]:
    words = _WORD.findall(text)
    return words if len(words) <= _MOST_WORDS else text.splitlines(keepends=True)
