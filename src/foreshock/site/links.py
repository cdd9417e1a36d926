"""How a route is written as an address: on a server, or in a folder that is opened without one."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from msgspec.structs import replace

from foreshock.model import InvalidValue

from .routes import SINCE_DAYS, Route


class Links(Protocol):
    """What a page asks for when it points somewhere. `live` says that somebody answers query strings."""

    @property
    def live(self) -> bool: ...

    def page(self, route: Route) -> str:
        """The href of a page or data file, from the page that is being written."""
        ...

    def asset(self, name: str) -> str:
        """The href of a file of `site/static`, such as `style.css` or `fonts/public-sans.woff2`."""
        ...

    def canonical(self, route: Route) -> str:
        """The absolute address for sharing, or an empty text when no base address is known."""
        ...

    def now(self, route: Route) -> str:
        """The href of the same page as it stands now, or an empty text when that is not known."""
        ...


class ServerLinks:
    """Addresses of a running server: `/al-tanf/`. With `as_of`, every link keeps `?as-of=` of that day.

    `base_url` such as `https://example.org/list` makes addresses absolute for sharing and feeds; `root` such as
    `/list` goes before every path when the server is reached under one.
    """

    live = True

    def __init__(self, as_of: dt.date | None = None, base_url: str = "", root: str = "") -> None:
        self.as_of = as_of
        self.root = root.rstrip("/")
        self.base_url = base_url.rstrip("/")
        self._as_of = f"as-of={as_of.isoformat()}" if as_of else ""

    def page(self, route: Route) -> str:
        query = _query(route)
        if self._as_of and route.kind != "held":
            query = f"{query}&{self._as_of}" if query else self._as_of
        return self.root + _with_query(route, query)

    def asset(self, name: str) -> str:
        return f"{self.root}/_static/{name}"

    def canonical(self, route: Route) -> str:
        return self.base_url + self.page(route)[len(self.root) :] if self.base_url else ""

    def now(self, route: Route) -> str:
        return self.root + _with_query(route, _query(route))


class FolderLinks:
    """Addresses inside a folder: relative to the page `current`, so that they work from disk and under any path.

    `base_url` is where the folder will be published, if anywhere.
    """

    live = False

    def __init__(self, current: Route, base_url: str = "") -> None:
        self.base_url = base_url.rstrip("/")
        self._up = "../" * folder_path(current).count("/")

    def page(self, route: Route) -> str:
        return self._up + folder_path(route)

    def asset(self, name: str) -> str:
        return f"{self._up}_static/{name}"

    def canonical(self, route: Route) -> str:
        return f"{self.base_url}/{folder_path(route).removesuffix('index.html')}" if self.base_url else ""

    def now(self, route: Route) -> str:
        return ""


def _with_query(route: Route, query: str) -> str:
    return f"{_path(route)}?{query}" if query else _path(route)


def _query(route: Route) -> str:
    if route.show:
        return f"show={route.show}"
    if route.since is None:
        return ""
    return f"since={route.since if isinstance(route.since, int) else route.since.isoformat()}"


def _path(route: Route) -> str:
    """The path on a server, without the query."""
    if route.language:
        return f"/{route.language.lower()}{_path(replace(route, language=None))}"
    match route.kind:
        case "development":
            assert route.date
            return f"/{route.slug}/{route.date.isoformat()}/{route.n}{'.json' if route.ext else '/'}"
        case "flashpoint":
            return f"/{route.slug}.{route.ext}" if route.ext else f"/{route.slug}/"
        case "zone":
            return f"/{route.slug}/zone/{route.zone}{f'.{route.ext}' if route.ext else '/'}"
        case "live" | "exact":
            return f"/{route.slug}/zone/{route.zone}/{route.kind}{f'.{route.ext}' if route.ext else '/'}"
        case "period":
            return f"/{route.slug}/{_period(route)}/"
        case "front":
            return "/" + {None: "", "atom": "feed.atom", "ics": "dates.ics"}.get(route.ext, f"index.{route.ext}")
        case "held":
            return f"/_held/{route.digest}"
        case kind:
            return f"/{kind}.{route.ext}" if route.ext else f"/{kind}/"


def _period(route: Route) -> str:
    return f"{route.year:04d}-{route.month:02d}" if route.month else f"{route.year:04d}"


def folder_path(route: Route) -> str:
    """Where the page or file lies inside the folder, with forward slashes: `al-tanf/2018-06-21/1/index.html`.

    Raises InvalidValue for a list of changes since a day or a span that the folder form has no page for.
    """
    if route.since is not None:
        if route.since not in SINCE_DAYS:
            raise InvalidValue(
                f"a folder has no page of changes since {route.since}; it has the past {SINCE_DAYS} days, "
                "a server answers any day"
            )
        return f"since-{route.since}/index.html"
    path = _path(route)[1:]
    if route.show:
        return f"{path}show-{route.show}/index.html"
    return path if route.ext or route.kind == "held" else f"{path}index.html"
