"""The five section headings: with or without numeral, on a line of their own or run into flattened text.

A heading's word in prose (“the Analysis shows”) is told from a heading by what stands around it: a numeral, a line
of its own, the end of a sentence or a piece of furniture before it, a capital after it.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from .boundaries import break_after, break_before, ends_sentence, skip_back, skip_on, starts_sentence, word_before
from .credit_words import is_credit_word
from .furniture import icons_after
from .reading import Section

_NAMES: Final[tuple[tuple[Section, str], ...]] = (
    ("why", r"Why\s(?:[Dd]oes\s)?(?:[Ii]t|[Tt]his)\s[Mm]atters?\??|WHY\s(?:DOES\s)?(?:IT|THIS)\sMATTERS?\??"),
    (
        "developments",
        r"(?:Recent|Latest)\s(?:[Dd]evelopments?|[Uu]pdates)|(?:RECENT|LATEST)\s(?:DEVELOPMENTS?|UPDATES)",
    ),
    ("background", r"Background|BACKGROUND"),
    ("analysis", r"Analysis|ANALYSIS"),
    (
        "scenarios",
        r"Scenarios?\s(?:and|&|And)\s[Rr]ecommendations?|SCENARIOS?\s(?:AND|&)\sRECOMMENDATIONS?|Scenarios|SCENARIOS"
        r"|Recommendations|RECOMMENDATIONS",
    ),
)  # fmt: skip
_NUMERAL: Final = r"(?:(?:VIII|VII|VI|IV|IX|V|III|II|I|X|[1-9])(?:[.):]\s?|\s[-–—]\s))"
#: Without a full stop a numeral says little: “Phase II Background”. It goes with its heading and proves nothing.
_BARE_NUMERAL: Final = r"(?:III?|IV|VI?|I)\s{1,2}"
_HEADING: Final = re.compile(
    rf"(?=[A-Z1-9])(?<![A-Z])(?:(?P<numeral>{_NUMERAL})|{_BARE_NUMERAL})?(?:"
    + "|".join(f"(?P<{section}>{names})" for section, names in _NAMES)
    + r")(?P<colon>\s?:)?(?![a-z])(?!['’]s)"
)
#: A word that every heading has, searched for first: the engine passes over the rest of the text at once.
_NAMED: Final = re.compile(
    r"(?:Why|WHY|Recent|RECENT|Latest|LATEST|Background|BACKGROUND|Analysis|ANALYSIS|Scenario|SCENARIO"
    r"|Recommendations|RECOMMENDATIONS)"
)
_NUMERAL_REACH: Final = 8
#: Names of several words: prose hardly has them with these capitals.
_TELLING: Final = re.compile("|".join(names for section, names in _NAMES if section in ("why", "developments")))
_HEAD_AT_MOST: Final = 3000
#: From this score on a candidate is a heading.
_ENOUGH: Final = 1.0
#: From this score on it is one even if its section has another.
_CERTAIN: Final = 3.0
#: Scores of headings made alike (numbered, marked up) differ by no more than this, for what stands around them.
_SAME_MAKE: Final = 2.0
_AGAINST: Final = -4.0


class Heading(Struct, frozen=True):
    """A section heading at `text[start:end]`, its numeral included. `score` weighs what speaks for it."""

    start: int
    end: int
    section: Section
    score: float
    numbered: bool


def head_limit(text: str) -> int:
    """Where the head ends at the latest: at the first name of a section that is hardly anything else."""
    match = _TELLING.search(text)
    return match.start() if match else min(len(text), _HEAD_AT_MOST)


def names_section(text: str) -> bool:
    """Is `text` a section's heading, or does it name one by a heading of several words?"""
    return _TELLING.search(text) is not None or _HEADING.fullmatch(text.strip()) is not None


def at_heading(text: str, pos: int) -> bool:
    """Does something that has the form of a section heading stand at `pos`?"""
    return _HEADING.match(text, pos) is not None


class Neighbours(Struct, frozen=True):
    """What stands around headings: the stretches that the HTML makes a heading (sorted), where furniture ends, and
    whether a date or a photograph's credit ends at a position."""

    marked: tuple[tuple[int, int], ...]
    furniture_ends: frozenset[int]
    ends_credit: Callable[[int], bool]


def find_headings(text: str, around: Neighbours) -> list[Heading]:
    """The section headings of `text`, in order; a section named twice only if both are beyond doubt.

    A table of contents gives headings with nothing between them: `contents_list` tells them apart.
    """
    candidates: list[Heading] = []
    for match in _names(text):
        after_another = bool(candidates) and skip_back(text, match.start()) == candidates[-1].end
        heading = _weighed(text, match, around, after_another)
        if heading.score >= _ENOUGH:
            candidates.append(heading)
    certain = [h for h in candidates if h.score >= _CERTAIN]
    if sum(h.numbered for h in certain) >= 2:
        candidates = [h for h in candidates if h.numbered or h.score >= _CERTAIN]
    kept: list[Heading] = []
    for section, _ in _NAMES:
        mine = [h for h in candidates if h.section == section]
        best = max((h.score for h in mine), default=0.0)
        strong = [h for h in mine if h.score >= max(_CERTAIN, best - _SAME_MAKE)]
        kept += strong or [h for h in mine if h.score == best][:1]
    return sorted(kept, key=lambda h: h.start)


def _names(text: str) -> Iterator[re.Match[str]]:
    """Everything in `text` that has the form of a heading, in order."""
    done = 0
    for word in _NAMED.finditer(text):
        if word.start() < done:
            continue
        match = _HEADING.match(text, word.start())
        for pos in range(max(done, word.start() - _NUMERAL_REACH), word.start()):
            longer = _HEADING.match(text, pos)
            if longer and longer.end() > word.start():
                match = longer
                break
        if match:
            done = match.end()
            yield match


def contents_list(text: str, headings: list[Heading]) -> list[Heading]:
    """Those of `headings` that only list what comes: each stands again below, with nothing between it and the next."""
    last = {heading.section: heading.start for heading in headings}
    listed: list[Heading] = []
    for heading, following in itertools.pairwise(headings):
        empty = not text[heading.end : following.start].strip(" \n\t\r|·•>»0123456789.")
        closes_list = bool(listed) and not text[listed[-1].end : heading.start].strip(" \n\t\r|·•>»0123456789.")
        if (empty or closes_list) and last[heading.section] > heading.start:
            listed.append(heading)
    return listed


def _weighed(text: str, match: re.Match[str], around: Neighbours, after_another: bool) -> Heading:
    section: Section = next(name for name, _ in _NAMES if match[name])
    start, end = match.span()
    # “Analysis link” is prose; behind a numeral or a name of several words, an icon's name belongs to the heading.
    if match["numeral"] or section in ("why", "developments"):
        end = icons_after(text, end)
    after = _after(text, end, section)
    before = max(2.0 * after_another, _before(text, match, around)) if after > _AGAINST else _AGAINST
    score = after + before
    if match["numeral"]:
        score += 3
    nearest = bisect.bisect(around.marked, (start, end)) - 1
    if nearest >= 0 and end <= around.marked[nearest][1]:
        score += 5
    return Heading(start, end, section, score, bool(match["numeral"]))


def _before(text: str, match: re.Match[str], around: Neighbours) -> float:
    start = match.start()
    alone = break_before(text, start)
    if alone:
        return 1.0 + alone / 2
    if skip_back(text, start) in around.furniture_ends:
        return 2.0
    if ends_sentence(text, start) or is_credit_word(word_before(text, start)):
        return 1.0
    if match["numeral"]:
        return 0.0
    return 1.0 if around.ends_credit(start) else _AGAINST


def _after(text: str, end: int, section: Section) -> float:
    if skip_on(text, end, len(text)) == len(text):
        return 0.0
    if break_after(text, end):
        return 2.5
    if text[end : end + 1] and text[end] in ",.;)/'’-–":
        return _AGAINST
    if not starts_sentence(text, end):
        return _AGAINST
    # A name of several words is rarely anything but a heading.
    return 1.0 if section in ("why", "developments", "scenarios") else 0.0
