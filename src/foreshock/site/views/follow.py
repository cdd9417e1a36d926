"""How a reader follows the list or one place: the weekly letter, the feed, dates ahead; and how fresh a place is."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct
from msgspec.structs import replace

from foreshock.model import DateKept

from ..freshness import fresh
from ..index import Index
from ..links import Links
from ..routes import FRONT, Route
from ..text import count, day_short, day_words

#: Dates shown of one place, and of the whole list.
OF_ONE = 6
OF_ALL = 5


class DateView(Struct, frozen=True):
    """One date ahead; `href` is that of its place on a page of several places, `source` where it is told."""

    iso: str
    day: str
    what: str
    note: str
    place: str
    href: str
    source: str


class Follow(Struct, frozen=True):
    """What is offered. `form` is where a form with an address goes, `letter` the page that has one; both may be empty.
    `calendar` is the file of all dates, `later` how many are not shown here."""

    slug: str
    name: str
    form: str
    letter: str
    feed: str
    calendar: str
    dates: tuple[DateView, ...]
    later: int


class FreshView(Struct, frozen=True):
    """When a place was last looked at and last changed; `state` is fresh, quiet or not looked at, `words` say why."""

    checked_iso: str
    checked: str
    checked_short: str
    changed_iso: str
    changed: str
    changed_short: str
    state: str
    words: str


def follow(index: Index, links: Links, slug: str = "") -> Follow | None:
    """What is offered to followers of one place, or of the list; None on a page that looks back to a day."""
    if index.state.as_of is not None:
        return None
    offer, name = index.offer, index.name(slug) if slug else index.list.title
    coming = index.coming(slug)
    shown = coming[: OF_ONE if slug else OF_ALL]
    page = Route("flashpoint", slug) if slug else FRONT
    at = f"?at={slug}" if slug else ""
    letters = offer.letters
    return Follow(
        slug,
        name,
        f"{letters.page}ask/" if letters and letters.form else "",
        f"{letters.page}{at}" if letters else "",
        links.page(replace(page, ext="atom")),
        links.page(replace(page, ext="ics")) if offer.calendars else "",
        tuple(_date(day, one, slug, index, links) for day, one in shown),
        len(coming) - len(shown),
    )


def fresh_view(index: Index, slug: str) -> FreshView:
    """How fresh one place is on the day of the page."""
    row = fresh(index, slug, index.day)
    if row.state == "not looked at":
        words = f"not looked at for {count((index.day - row.checked).days, 'day')}" if row.checked else "not looked at"
    elif row.state == "quiet":
        words = f"quiet: newest entry {day_short(row.newest)}" if row.newest else "quiet: no entry yet"
    else:
        words = ""
    return FreshView(
        row.checked.isoformat() if row.checked else "",
        day_words(row.checked) if row.checked else "",
        day_short(row.checked) if row.checked else "",
        row.changed.isoformat() if row.changed else "",
        day_words(row.changed) if row.changed else "",
        day_short(row.changed) if row.changed else "",
        row.state,
        words,
    )


def _date(day: dt.date, one: DateKept, slug: str, index: Index, links: Links) -> DateView:
    value = one.value
    # One that has begun already is told by its first day.
    begins = value.date if value.until and value.date < day and not value.yearly else day
    until = f"to {day_short(value.until)}" if value.until and not value.yearly else ""
    note = ", ".join(filter(None, (until, "every year" if value.yearly else "")))
    home = "" if slug else index.name(value.flashpoint)
    href = "" if slug else links.page(Route("flashpoint", value.flashpoint))
    return DateView(begins.isoformat(), day_short(begins), value.what, note, home, href, value.source)
