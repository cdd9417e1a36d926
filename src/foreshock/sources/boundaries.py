"""Where sentences, lines and blocks begin and end in a page's text. All positions are character offsets."""

from __future__ import annotations

import re
from typing import Final

_CLOSERS: Final = "\"”’'»›)]}"
_NOTE_MARK: Final = re.compile(r"(?:\[(?:\d{1,3}|[a-z]|fn|\*)\]|[¹²³⁰⁴-⁹]{1,3})$")
_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s\d(\[“\"‘'/–-])(?:(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Cdr|Sgt|Adm|Sen|Rep|Gov|Pres|Prof|Amb|St|No"
    r"|Nos|vs|approx|ca|cf|e\.g|i\.e|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Art|Res|Dept|Inc|Ltd|Co|Tech|Spc|Pfc|Pvt|Cpl|Jr|Sr|Brig|Cmdr|Mt|Ft)\.)$"
)
_BEGINS_SENTENCE: Final = re.compile(
    r"[\s\"“‘'«(\[]*(?:[^\W\d_a-z]|\d|[a-z]{1,2}[A-Z\d]|(?:al|el|ad|an|ar|as|at|az|ash|ath)[-–][^\W\d_])"
)
_BOUNDARY: Final = re.compile(r"[.!?…][\"”’'»›)\]}]{0,4}(?:\[\w{1,3}\]|[¹²³⁰⁴-⁹]{1,3})?\s+(?=\S)")
_SPACES: Final = re.compile(r"\s*")
_LOOK_BACK: Final = 1500


def skip_back(text: str, pos: int, lo: int = 0) -> int:
    """The position after the last character before `pos` that is no white space, at least `lo`."""
    while pos > lo:
        start = max(lo, pos - 256)
        solid = len(text[start:pos].rstrip())
        if solid:
            return start + solid
        pos = start
    return pos


def skip_on(text: str, pos: int, hi: int) -> int:
    """The position of the first character from `pos` on that is no white space, at most `hi`."""
    found = _SPACES.match(text, pos, hi)
    return found.end() if found else pos


def break_before(text: str, pos: int) -> int:
    """How the text breaks before `pos`: 2 for a block or the start of the text, 1 for a line, 0 for neither."""
    end = skip_back(text, pos)
    if end == 0:
        return 2
    return min(2, text.count("\n", end, pos))


def break_after(text: str, pos: int) -> int:
    """How the text breaks after `pos`: 2 for a block or the end of the text, 1 for a line, 0 for neither."""
    start = skip_on(text, pos, len(text))
    if start == len(text):
        return 2
    return min(2, text.count("\n", pos, start))


def ends_sentence(text: str, pos: int, lo: int = 0) -> int:
    """Does a sentence end before `pos`? 2 yes, 1 perhaps (an abbreviation's full stop), 0 no. True at `lo`."""
    end = skip_back(text, pos, lo)
    if end <= lo:
        return 2
    tail = text[max(lo, end - 16) : end]
    tail = _NOTE_MARK.sub("", tail).rstrip(_CLOSERS)
    if not tail or tail[-1] not in ".!?…":
        return 0
    return 1 if _ABBREVIATION.search(tail) else 2


def starts_sentence(text: str, pos: int) -> bool:
    """Can a sentence start at `pos`: a capital, a figure, an opening quotation mark, or a name such as al-Qaeda?"""
    return _BEGINS_SENTENCE.match(text, pos) is not None


def word_before(text: str, pos: int, lo: int = 0) -> str:
    """The word before `pos`, with what hangs on it; empty at `lo`."""
    end = skip_back(text, pos, lo)
    window = text[max(lo, end - 40) : end].split()
    return window[-1] if window else ""


def sentence_start(text: str, pos: int, lo: int) -> int | None:
    """Where the sentence that runs up to `pos` starts, not before `lo`; None if it is longer than 1,500 characters."""
    floor = max(lo, pos - _LOOK_BACK)
    best = None if floor > lo else skip_on(text, lo, pos)
    for match in _BOUNDARY.finditer(text, floor, pos):
        if match.end() < pos and starts_sentence(text, match.end()) and ends_sentence(text, match.end(), floor) == 2:
            best = match.end()
    return best
