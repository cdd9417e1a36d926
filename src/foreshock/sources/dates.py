"""Dates as pages write them: 14 February 2019, 21 Mar 2023, March 21st, 2023, 21 March, 2023, 2023-03-21 and kin."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from foreshock.model import When

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s{1,3})?"
_TO = r"\s{0,3}(?:[-–—/&]|to\b|and\b)\s{0,3}"
_GAP = r"[\s.,\u00ad-]{0,6}"
#: A letter may run into a date (“View More13 February 2019”), a figure or a currency sign may not.
_LEFT = r"(?<![0-9A-Z$€£#])(?<![0-9][.,/-])"
_RIGHT = r"(?![0-9]|[-–]\d\d?\b|s\b|/\d)"

_DATE: Final = re.compile(
    rf"(?=[\dADEFJLMNOSTWadefjlmnostw]){_LEFT}(?i:"
    # 14 February 2019; 13–14 February 2019; 30 March – 1 April 2019
    rf"(?P<a>{_WEEKDAY}(?:(?P<from>{_DAY})(?:{_GAP}(?P<frommonth>{_MONTH})(?:,?\s{{1,3}}(?P<fromyear>{_YEAR}))?)?{_TO})?"
    rf"(?P<day>{_DAY})(?:\s{{1,3}}of)?{_GAP}(?P<month>{_MONTH}){_GAP}(?P<year>{_YEAR}))"
    # February 14, 2019; February 13–14, 2019
    rf"|(?P<b>{_WEEKDAY}(?P<bmonth>{_MONTH})\.?\s{{1,3}}(?P<bday>{_DAY})(?:{_TO}{_DAY})?,?\s{{1,3}}(?P<byear>{_YEAR}))"
    # 2019-02-14, 2019/02/14
    rf"|(?P<c>(?P<cyear>{_YEAR})(?P<csep>[-/.])(?P<cmonth>\d\d)(?P=csep)(?P<cday>\d\d)(?!T?\s?\d\d:\d\d))"
    # 14/02/2019, 14.02.2019
    rf"|(?P<d>(?P<dday>\d{{1,2}})(?P<sep>[./])(?P<dmonth>\d{{1,2}})(?P=sep)(?P<dyear>{_YEAR}))"
    # mid-June 2017, June 2017
    rf"|(?P<e>(?:(?P<part>early|mid|late)[\s-]{{1,2}})?(?P<emonth>{_MONTH})\.?,?\s{{1,3}}(?P<eyear>{_YEAR}))"
    rf"){_RIGHT}"
)
_WITHOUT_YEAR: Final = re.compile(rf"(?i:{_WEEKDAY}(?:{_DAY}\s{{1,3}}{_MONTH}|{_MONTH}\.?\s{{1,3}}{_DAY}))[.,]?")
#: What parts a date from the text that it opens.
_SET_OFF: Final = re.compile(r"\s*(?::\s|[–—|•·]|(?<=\s)-(?=\s))")
#: Every date names its year, so only the text around years is searched.
_NEAR_YEAR: Final = re.compile(_YEAR)
_WINDOW: Final = 64


class DateMark(Struct, frozen=True):
    """A date in a text, at `text[start:end]`.

    `when` is None for a day that no calendar has (31 February); `last` is the last day of a range.
    """

    start: int
    end: int
    when: When | None
    last: dt.date | None = None

    @property
    def day(self) -> dt.date | None:
        """The day, or the first day of the month or range; None when there is no such day."""
        return self.when.first if self.when else None

    @property
    def is_day(self) -> bool:
        return self.when is not None and self.when.precision == "day"


def is_day_without_year(text: str) -> bool:
    """Is `text` a day and a month and nothing else: “21 March”, “Mar. 21st”?"""
    return _WITHOUT_YEAR.fullmatch(text.strip()) is not None


def begins_with_day_without_year(text: str) -> bool:
    """Does `text` begin with a day and a month, set off from what follows: “4 June – The port …”, “4 June: …”?"""
    mark = _SET_OFF.search(text, 0, 40)
    return mark is not None and is_day_without_year(text[: mark.start()])


def find_dates(text: str, lo: int = 0, hi: int | None = None) -> Iterator[DateMark]:
    """Every date in `text[lo:hi]` that names its year, in order. Figures such as 03/04/2019 are read day first,
    unless only month first gives a day."""
    end = len(text) if hi is None else hi
    for start, stop in _near_years(text, lo, end):
        for match in _DATE.finditer(text, start, stop):
            # A month's name alone is a date only with a capital: “may 2019” is not.
            if match["e"] and not match["emonth"][0].isupper():
                continue
            yield _mark(match)


def _near_years(text: str, lo: int, hi: int) -> Iterator[tuple[int, int]]:
    """The stretches of `text[lo:hi]` within 64 characters of a year, merged where they meet, in order."""
    start = stop = lo
    for year in _NEAR_YEAR.finditer(text, lo, hi):
        if year.start() - _WINDOW > stop:
            if stop > start:
                yield start, stop
            start = year.start() - _WINDOW
        stop = min(hi, year.end() + _WINDOW)
    if stop > start:
        yield start, stop


def _mark(match: re.Match[str]) -> DateMark:
    try:
        when, last = _when(match)
    except ValueError:
        return DateMark(match.start(), match.end(), None)
    return DateMark(match.start(), match.end(), when, last)


def _when(match: re.Match[str]) -> tuple[When, dt.date | None]:
    if match["a"]:
        last = _day(match["year"], match["month"], match["day"])
        if not match["from"]:
            return When(last.isoformat()), None
        first = _day(match["fromyear"] or match["year"], match["frommonth"] or match["month"], match["from"])
        return When(first.isoformat()), last
    if match["b"]:
        return When(_day(match["byear"], match["bmonth"], match["bday"]).isoformat()), None
    if match["c"]:
        return When(f"{match['cyear']}-{match['cmonth']}-{match['cday']}"), None
    if match["d"]:
        year, first_number, second = int(match["dyear"]), int(match["dday"]), int(match["dmonth"])
        month, day = (second, first_number) if second <= 12 else (first_number, second)
        return When(dt.date(year, month, day).isoformat()), None
    month_text = f"{match['eyear']}-{_number(match['emonth']):02}"
    return When(f"{match['part'].lower()}-{month_text}" if match["part"] else month_text), None


def _day(year: str, month: str, day: str) -> dt.date:
    return dt.date(int(year), _number(month), int(re.sub(r"\D", "", day)))


def _number(month: str) -> int:
    return _MONTHS[month.lower()]
