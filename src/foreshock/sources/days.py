"""Dates as sources write them → When: ISO 8601, RFC 2822, and the forms of the data sets."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from typing import Final

from foreshock.model import InvalidValue, When

_ISO: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?(?:T.*)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: .*)?")
_NAMED: Final = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})|([A-Za-z]{3,9}) (\d{1,2}),? (\d{4})")
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def day_of(text: str) -> dt.date:
    """The day that `text` names. With slashes or dots the day stands first (31/12/2018), as ACLED writes it.

    Raises InvalidValue for anything else, a day that no calendar has included.
    """
    text = text.strip()
    try:
        if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_FIRST.fullmatch(text):
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        if match := _NAMED.fullmatch(text):
            day, month, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
            return dt.date(int(year), _MONTHS.index(month[:3].lower()) + 1, int(day))
    except ValueError:
        pass
    raise InvalidValue(f"no date: {text!r}; write 2018-12-31")


def when_of(text: str | None) -> When | None:
    """The day that `text` names in any of the usual forms, RFC 2822 included; None where it names none."""
    if not text or not text.strip():
        return None
    try:
        return When(day_of(text).isoformat())
    except InvalidValue:
        pass
    try:
        return When(email.utils.parsedate_to_datetime(text).date().isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
