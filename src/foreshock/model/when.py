"""Dates that carry their precision: a day, a part of a month, a month, a year."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Literal

from msgspec import Struct

from .errors import InvalidValue

Precision = Literal["day", "part", "month", "year"]
Part = Literal["early", "mid", "late"]

_FORM = re.compile(r"(?:(early|mid|late)-)?(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_MONTHS = "January February March April May June July August September October November December".split()
_PART_DAYS: dict[str, tuple[int, int]] = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}


class When(Struct, frozen=True, order=True):
    """When something happened, as finely as it is known.

    `text` is ISO 8601, cut off where knowledge ends: `2017-06-14`, `2017-06`, `2017`, or a third of a month:
    `mid-2017-06` (days 11 to 20; `early` is 1 to 10, `late` the rest). Raises InvalidValue for anything else.
    """

    text: str

    def __post_init__(self) -> None:
        match = _FORM.fullmatch(self.text)
        if not match or (match[1] and (not match[3] or match[4])):
            raise InvalidValue(
                f"no date: {self.text!r}; write 2017-06-14, 2017-06, 2017 or mid-2017-06 (early, mid, late)"
            )
        try:
            dt.date(int(match[2]), int(match[3] or 1), int(match[4] or 1))
        except ValueError as error:
            raise InvalidValue(f"no such day: {self.text!r} ({error})") from None

    @property
    def precision(self) -> Precision:
        if not self.text[0].isdigit():
            return "part"
        return {10: "day", 7: "month", 4: "year"}[len(self.text)]  # type: ignore[return-value]

    @property
    def first(self) -> dt.date:
        """The first day it can have been."""
        return self._span()[0]

    @property
    def last(self) -> dt.date:
        """The last day it can have been."""
        return self._span()[1]

    def _span(self) -> tuple[dt.date, dt.date]:
        match = _FORM.fullmatch(self.text)
        assert match
        part, year, month, day = match[1], int(match[2]), match[3], match[4]
        if day:
            only = dt.date(year, int(month), int(day))
            return only, only
        if not month:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        start, end = _PART_DAYS.get(part, (1, 31))
        last_day = calendar.monthrange(year, int(month))[1]
        return dt.date(year, int(month), start), dt.date(year, int(month), min(end, last_day))

    @property
    def words(self) -> str:
        """“14 June 2017”, “June 2017”, “mid-June 2017”, “2017”."""
        day = self.first
        month = f"{_MONTHS[day.month - 1]} {day.year}"
        match self.precision:
            case "day":
                return f"{day.day} {month}"
            case "month":
                return month
            case "part":
                part = self.text.split("-")[0]
                return f"{part} {month}" if part != "mid" else f"mid-{month}"
            case _:
                return str(day.year)

    def __str__(self) -> str:
        return self.text
