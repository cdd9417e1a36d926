"""What of a report tells its story: when, where, who, how many, and in which words."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct

from foreshock.model import Report, ReportedEvent

from .folding import words_of

#: Latitude and longitude in degrees (WGS84), and within how many kilometres.
Point = tuple[float, float, float]
Span = tuple[int, int]
Locate = Callable[[str, Sequence[Span]], Sequence[Point | None]]

#: A name after a word that leads to a place: “near Abu Kamal”, “outside al-Tanf”, “the town of Hit”.
_PLACE: Final = re.compile(
    r"\b(?:near|in|at|from|to|of|outside|around|towards?|into|over|off|on|between|and|through|close to|leaving)\s+"
    r"(?:the\s+)?((?:[Aa]l-|[Aa]t-|[Aa]r-|[Ee]z-)?[A-Z][\w’'-]+(?:\s+(?:[A-Z][\w’'-]+|al-[A-Z]\w+|az|az?-\w+|ez-\w+)){0,2})"
)
_NAME: Final = re.compile(r"(?<![.!?:“\"]\s)(?<!^)\b[A-Z][\w’'-]{2,}")
_NUMBERS: Final = {
    "one": 1, "a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
}  # fmt: skip
#: Words that tell no story: they stand in every report.
_IDLE: Final = frozenset(
    "a an the and or but of in on at to from by for with without near as is are was were be been being has have had it"
    " its this that these those he she they them his her their who whom which what when where while after before during"
    " into over under out up down off than then there here not no nor so such also more most other another some any all"
    " each both one two will would may might can could should must do did does said say saying told tells according"
    " reported report reports news official officials spokesman spokesperson statement announced announces added group"
    " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december today yesterday week month year day days night morning evening early late"
    " agency ministry local source sources people man men us".split()
)


class Traits(Struct, frozen=True):
    """The traits of one report. `day` is when it was published, `happened` the days that it says it tells of, in
    order, empty where it says none."""

    report: str
    day: dt.date
    happened: tuple[dt.date, ...]
    points: tuple[Point, ...]
    words: tuple[str, ...]
    names: frozenset[str]
    numbers: frozenset[tuple[int, str]]
    actors: frozenset[str]
    types: frozenset[str]
    killed: frozenset[int]


def traits_of(report: Report, locate: Locate | None = None) -> Traits:
    """The traits of a report. `locate` finds the places that spans of its text name; without it only the coded
    events' places count."""
    text = report.translation or report.text
    whole = f"{report.title}. {text}" if report.title and report.title not in text else text
    points = [place for event in report.events for place in _points(event)]
    if locate is not None:
        spans = [match.span(1) for match in _PLACE.finditer(text)][:24]
        points += [point for point in locate(text, spans) if point is not None] if spans else []
    words = words_of(whole)
    return Traits(
        report=report.id,
        day=_day(report),
        happened=tuple(sorted(_days(report.events))),
        points=tuple(dict.fromkeys(points)),
        words=tuple(stem(word) for word in words if word not in _IDLE and not word.isdecimal() and len(word) > 1),
        names=frozenset(stem(w) for match in _NAME.finditer(whole) for w in words_of(match[0]) if w not in _IDLE),
        numbers=frozenset(_counted(words)),
        actors=frozenset(_parties(report.events)),
        types=frozenset(event.type for event in report.events),
        killed=frozenset(event.killed for event in report.events if event.killed is not None),
    )


def telling(text: str) -> list[str]:
    """The stems of a text's words that tell something, in order."""
    return [stem(word) for word in words_of(text) if word not in _IDLE and not word.isdecimal() and len(word) > 1]


def stem(word: str) -> str:
    """A word without its commonest English endings: enough for “destroyed” and “destroying”, no more."""
    # Interned: ten thousand reports hold the same few words, and each is kept once.
    return sys.intern(_stem(word))


def _stem(word: str) -> str:
    for end in ("ings", "ing", "ed", "ies", "es", "s"):
        if word.endswith(end) and len(word) - len(end) >= 4:
            cut = word[: -len(end)]
            return cut[:-1] if len(cut) > 4 and cut[-1] == cut[-2] and cut[-1] not in "lsz" else cut.rstrip("e")
    return word.rstrip("e") if len(word) > 4 else word


def _day(report: Report) -> dt.date:
    return report.published.last if report.published else report.learned.date()


def _days(events: Iterable[ReportedEvent]) -> set[dt.date]:
    return {e.happened.first for e in events if e.happened is not None and e.happened.precision == "day"}


def _points(event: ReportedEvent) -> list[Point]:
    return [(place.lat, place.lon, place.km or 0.0) for place in event.places]


def _parties(events: Iterable[ReportedEvent]) -> set[str]:
    codes = {code for event in events for code in (event.actor, event.recipient) if code}
    return {code.split(":")[0] for code in codes} - {"UNK"}


def _counted(words: Sequence[str]) -> Iterable[tuple[int, str]]:
    """Numbers with the noun that follows within two words: (14, tank)."""
    for n, word in enumerate(words):
        value = int(word) if word.isdecimal() and len(word) < 7 else _NUMBERS.get(word)
        if value is None or word in ("a", "an"):
            continue
        noun = next((stem(w) for w in words[n + 1 : n + 4] if w not in _IDLE and not w.isdecimal()), "")
        yield value, noun
