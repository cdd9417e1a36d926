"""One door to everything that a route can ask for but briefs and pictures: pages, data files, feeds."""

from __future__ import annotations

from typing import Final

from .data import data_file
from .feed import feed
from .index import Index
from .links import Links
from .pages import Page, render
from .routes import Ext, Route

#: The media type of each data file (RFC 8259, RFC 4180, RFC 7946, RFC 4287, RFC 8118).
MEDIA_TYPES: Final[dict[Ext, str]] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "geojson": "application/geo+json",
    "atom": "application/atom+xml; charset=utf-8",
    "pdf": "application/pdf",
}


def outlet(route: Route, index: Index, links: Links, base_url: str = "") -> Page:
    """The page, data file or feed at `route`, as bytes with their media type.

    Raises NotFound when it is not on the list, InvalidValue for a brief or a picture.
    """
    match route.ext:
        case "json" | "csv" | "geojson":
            return Page(data_file(route, index, base_url), MEDIA_TYPES[route.ext])
        case "atom":
            return Page(feed(route, index, links), MEDIA_TYPES["atom"])
        case _:
            return render(route, index, links)
