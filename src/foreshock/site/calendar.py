"""Dates ahead as iCalendar (RFC 5545), so that they stand in anybody's own calendar and move when we move them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from foreshock.model import DateKept

_DAY: Final = dt.timedelta(days=1)


def calendar(dates: Iterable[DateKept], names: Mapping[str, str], title: str, base_url: str) -> bytes:
    """A calendar of whole days. `names` is slug → name; a date of a flashpoint that is not in it is left out."""
    from icalendar import Calendar, Event, vRecur

    made = Calendar()
    made.add("prodid", "-//Foreshock//Dates ahead//EN")
    made.add("version", "2.0")
    made.add("name", title)
    made.add("x-wr-calname", title)
    host = base_url.partition("://")[2].partition("/")[0] or "foreshock.invalid"
    for one in dates:
        value = one.value
        if value.flashpoint not in names:
            continue
        event = Event()
        event.add("uid", f"{one.uid}@{host}")
        event.add("dtstamp", one.made.astimezone(dt.UTC).replace(microsecond=0))
        event.add("last-modified", one.made.astimezone(dt.UTC).replace(microsecond=0))
        event.add("sequence", one.version - 1)
        event.add("dtstart", value.date)
        event.add("dtend", (value.until or value.date) + _DAY)  # the day after the last one (RFC 5545, 3.6.1)
        event.add("summary", f"{names[value.flashpoint]}: {value.what}")
        event.add("categories", [value.kind])
        event.add("transp", "TRANSPARENT")
        if value.source:
            event.add("description", value.source)
        if base_url:
            event.add("url", f"{base_url.rstrip('/')}/{value.flashpoint}/")
        if value.yearly:
            event.add("rrule", vRecur(_every_year(value.date)))
        made.add_component(event)
    return bytes(made.to_ical())


def _every_year(day: dt.date) -> dict[str, object]:
    """29 February is the last day of February where there is none."""
    if (day.month, day.day) == (2, 29):
        return {"freq": "yearly", "bymonth": 2, "bymonthday": -1}
    return {"freq": "yearly"}
