"""When a sentence's event happened, relative to the day the text stands under.

Results are ISO 8601 cut off where knowledge ends, as in `foreshock.model.When`: `2017-06-14`, `2017-06`, `2017`,
`mid-2017-06`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|"
        "november nov|december dec".split("|"), 1
    )
    for name in names.split()
}  # fmt: skip
_DAYS: Final = {d: i for i, d in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_MONTH = (r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December|"
          r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?")  # fmt: skip
_FORMS: Final = re.compile(
    rf"(?:(?P<part>early|mid|late)[- ])?(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m1')}|"
    rf"{_MONTH.format('m2')}(?:\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?)(?:,?\s+(?P<y>\d{{4}}))?"
    r"|(?P<iso>\d{4}-\d\d-\d\d)"
    r"|\b(?P<near>yesterday|today|tonight|overnight|this morning|last night|the day before yesterday|tomorrow)\b"
    r"|\b(?P<ago>\d{1,2}|two|three|four|five|six|seven|a|one)\s+(?P<unit>day|week|month|year)s?\s+(?:ago|earlier)\b"
    r"|\b(?:(?P<rel>last|this|next|past)\s+)?(?P<wd>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
    r"|\blast (?P<lastunit>week|month|year)\b"
    r"|\bin (?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_NUMBERS: Final = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}


def date_in(sentence: str, day: str, position: int = 0) -> str | None:
    """The date a sentence gives, nearest to `position`; None where it gives none.

    `day` is the text's own ISO date; without it only dates with a year are understood."""
    anchor = _day(day)
    found = [(abs(m.start() - position), _resolve(m, anchor)) for m in _FORMS.finditer(sentence)]
    known = [(distance, text) for distance, text in found if text]
    return min(known)[1] if known else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _resolve(match: re.Match[str], anchor: dt.date | None) -> str | None:
    if match["iso"]:
        return match["iso"] if _day(match["iso"]) else None
    if match["year"]:
        return match["year"]
    if match["m1"] or match["m2"]:
        return _calendar(match, anchor)
    if anchor is None:
        return None
    if match["near"]:
        back = {"yesterday": 1, "last night": 1, "overnight": 0, "the day before yesterday": 2, "tomorrow": -1}
        return _back(anchor, back.get(match["near"].lower(), 0))
    if match["ago"]:
        number = _NUMBERS.get(match["ago"].lower()) or int(match["ago"])
        unit = match["unit"].lower()
        if unit in ("day", "week"):
            return _back(anchor, number * (7 if unit == "week" else 1))
        months = anchor.year * 12 + anchor.month - 1 - number * (12 if unit == "year" else 1)
        return f"{months // 12:04d}" if unit == "year" else f"{months // 12:04d}-{months % 12 + 1:02d}"
    if match["wd"]:
        gap = (anchor.weekday() - _DAYS[match["wd"].lower()]) % 7
        if (match["rel"] or "").lower() == "next":
            return _back(anchor, gap - 7 if gap else -7)
        return _back(anchor, 7 if not gap and (match["rel"] or "").lower() == "last" else gap)
    unit = match["lastunit"].lower()
    if unit == "week":
        return _back(anchor, 7)[:7]
    months = anchor.year * 12 + anchor.month - 1 - (12 if unit == "year" else 1)
    return f"{months // 12:04d}" if unit == "year" else f"{months // 12:04d}-{months % 12 + 1:02d}"


def _back(anchor: dt.date, days: int) -> str:
    try:
        return (anchor - dt.timedelta(days=days)).isoformat()
    except OverflowError:
        return anchor.isoformat()


def _calendar(match: re.Match[str], anchor: dt.date | None) -> str | None:
    name = match["m1"] or match["m2"]
    # “may” is a verb unless written as a month with a day or a year.
    if name.lower() in ("may", "march", "mar") and not name[0].isupper():
        return None
    month, day = _MONTHS[name.lower()], int(match["d1"] or match["d2"] or 0)
    if name == "May" and not day and not match["y"] and not match["part"]:
        return None
    year = int(match["y"]) if match["y"] else None
    if year is None:
        if anchor is None:
            return None
        # Without a year the past is meant: the latest such month that is not after the day of the text.
        year = anchor.year - (month > anchor.month)
    if not day:
        return f"{match['part'].lower()}-{year:04d}-{month:02d}" if match["part"] else f"{year:04d}-{month:02d}"
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
