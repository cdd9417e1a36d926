"""Dates ahead: a summit, a deadline, an anniversary. They are reminders and no part of the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, Literal, get_args

import msgspec

from .base import check_slug
from .errors import InvalidValue

DateKind = Literal["summit", "deadline", "anniversary", "vote", "exercise", "other"]
DATE_KINDS: Final[tuple[DateKind, ...]] = get_args(DateKind)
_LONGEST: Final = 300


class DateAhead(msgspec.Struct, frozen=True, omit_defaults=True):
    """One date, or with `until` the days from `date` to it, both included. `yearly` ones come back every year.

    `source` is the web address where it is told. `dropped` ones are kept and shown nowhere.
    """

    flashpoint: str
    date: dt.date
    what: str
    kind: DateKind = "other"
    until: dt.date | None = None
    yearly: bool = False
    source: str = ""
    dropped: bool = False

    def __post_init__(self) -> None:
        check_slug(self.flashpoint)
        if not self.what.strip() or len(self.what) > _LONGEST or not self.what.isprintable():
            raise InvalidValue(f"say in a line of up to {_LONGEST} characters what is on that day")
        if self.until is not None and not self.date < self.until <= self.date + dt.timedelta(days=366):
            raise InvalidValue(f"the last day, {self.until}, is to be within a year after {self.date}; or leave it out")
        if self.kind not in DATE_KINDS:
            raise InvalidValue(f"no kind of date: {self.kind!r}; write one of {', '.join(DATE_KINDS)}")
        if self.source and not self.source.startswith(("https://", "http://")):
            raise InvalidValue(f"no web address: {self.source[:80]!r}; write https://… or leave it out")

    def next(self, today: dt.date) -> dt.date | None:
        """The first day on or after `today` on which it is (still) on; None when it is over."""
        last = self.until or self.date
        if not self.yearly:
            return max(self.date, today) if last >= today else None
        # The year before, for one that began then and is still on.
        first = max(today.year - 1, self.date.year)
        for year in range(first, first + 3):
            begin = _in_year(self.date, year)
            if begin + (last - self.date) >= today:
                return max(begin, today)
        return None


class DateKept(msgspec.Struct, frozen=True):
    """A date as it stands: which one, in which revision, by whom, when."""

    uid: str
    version: int
    value: DateAhead
    by: str
    made: dt.datetime


def dates_ahead(dates: Iterable[DateKept], today: dt.date) -> list[tuple[dt.date, DateKept]]:
    """Those still to come, each with its next day, soonest first."""
    found = [(day, one) for one in dates if (day := one.value.next(today)) is not None]
    return sorted(found, key=lambda pair: (pair[0], pair[1].uid))


def _in_year(day: dt.date, year: int) -> dt.date:
    """The same day of another year; 29 February falls on the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
