"""One door to everything that a route can ask for but briefs and pictures: pages, data files, feeds."""

from __future__ import annotations

from typing import Final

from foreshock.model import NotFound, NotInstalled

from .calendar import calendar
from .data import data_file
from .feed import feed
from .index import Index
from .links import Links
from .offer import can_keep_calendars
from .pages import render
from .routes import Ext, Route
from .templating import Page

#: The media type of each data file (RFC 8259, RFC 4180, RFC 7946, RFC 4287, RFC 5545, RFC 8118).
MEDIA_TYPES: Final[dict[Ext, str]] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "geojson": "application/geo+json",
    "atom": "application/atom+xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "pdf": "application/pdf",
}


def outlet(route: Route, index: Index, links: Links, base_url: str = "") -> Page:
    """The page, data file or feed at `route`, as bytes with their media type.

    Raises NotFound when it is not on the list, InvalidValue for a brief or a picture, NotInstalled for a calendar where
    the extra `desk` is missing.
    """
    match route.ext:
        case "json" | "csv" | "geojson":
            return Page(data_file(route, index, base_url), MEDIA_TYPES[route.ext])
        case "atom":
            return Page(feed(route, index, links), MEDIA_TYPES["atom"])
        case "ics":
            return Page(_calendar(route, index, base_url), MEDIA_TYPES["ics"])
        case _:
            return render(route, index, links)


def _calendar(route: Route, index: Index, base_url: str) -> bytes:
    if index.state.as_of is not None:
        raise NotFound("dates ahead are kept only as they stand now: leave as-of out")
    if not can_keep_calendars():
        raise NotInstalled("calendars need icalendar: pip install 'foreshock[desk]'")
    slug = index.flashpoint(route.slug).slug if route.slug else ""
    title = f"{index.name(slug) if slug else index.list.title}: dates ahead"
    dates = [one for one in index.dates if not slug or one.value.flashpoint == slug]
    return calendar(dates, {name: place.short for name, place in index.flashpoints.items()}, title, base_url)
