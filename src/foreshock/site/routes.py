"""Which pages and files a site has, and under which path each one answers.

A `Route` names a page without saying where it lies: `links` turns it into an address on the server or in a folder,
`pages` and the data writers turn it into bytes. A route with `ext` is a data file or a brief; one without is a page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, Literal, cast

from msgspec import Struct, structs

from foreshock.model import InvalidValue, ListState, NotFound, Translation, canonical_language
from foreshock.model.base import SHA256, SLUG

RouteKind = Literal[
    "front", "flashpoint", "period", "development", "zone", "live", "exact", "corrections", "about", "explore", "held",
    "translations",
]  # fmt: skip
Show = Literal["events", "statements", "contested"]
Ext = Literal["json", "csv", "geojson", "atom", "ics", "pdf"]

#: The filters of a flashpoint page.
SHOWS: Final[tuple[Show, ...]] = ("events", "statements", "contested")
#: The spans, in days, for which the folder form holds a page of changes.
SINCE_DAYS: Final[tuple[int, ...]] = (7, 30, 90)
#: The data files beside a page, by its kind.
BESIDE: Final[dict[RouteKind, tuple[Ext, ...]]] = {
    "front": ("json", "csv", "geojson", "atom", "ics"),
    "flashpoint": ("json", "csv", "geojson", "atom", "ics", "pdf"),
    "development": ("json",),
    "zone": ("json", "csv", "geojson"),
    "corrections": ("json",),
}
#: A year with more entries than this is parted into months.
YEAR_LIMIT: Final = 400
#: Names that a flashpoint cannot have as its slug, because pages of the site answer to them.
RESERVED: Final[frozenset[str]] = frozenset(
    {
        "about",
        "api",
        "corrections",
        "dates",
        "desk",
        "explore",
        "feed",
        "index",
        "translations",
        *(f"since-{days}" for days in SINCE_DAYS),
    }
)


class Route(Struct, frozen=True):
    """One page or file. Which fields are set follows from `kind`:

    `front` may have `since` (a first day, or a number of days back from the reference day); `flashpoint` has `slug`
    and may have `show`; `period` has `slug`, `year` and, for part of a long year, `month`; `development` has `slug`,
    `date` and `n`; `zone`, and `live` and `exact` that only a server answers, have `slug` and `zone`; `held` is a
    picture from the archive under its SHA-256 `digest`. `ext` asks for the data beside it. A flashpoint or development
    with `language` is the page of its translation; `translations` lists those.
    """

    kind: RouteKind
    slug: str | None = None
    date: dt.date | None = None
    n: int | None = None
    year: int | None = None
    month: int | None = None
    ext: Ext | None = None
    show: Show | None = None
    since: dt.date | int | None = None
    digest: str | None = None
    zone: str | None = None
    language: str | None = None

    @classmethod
    def of_development(cls, development_id: str, ext: Ext | None = None, language: str | None = None) -> Route:
        """The route of the development `slug/YYYY-MM-DD/n`."""
        slug, day, n = development_id.split("/")
        return cls("development", slug, dt.date.fromisoformat(day), int(n), ext=ext, language=language)

    @classmethod
    def of_translation(cls, of: str, language: str | None) -> Route:
        """The page of a flashpoint or development, by its id, in a language; None is that of the list."""
        return cls.of_development(of, language=language) if "/" in of else cls("flashpoint", of, language=language)

    @property
    def id(self) -> str:
        """The id of the development that this route shows, as `slug/YYYY-MM-DD/n`."""
        assert self.date is not None
        return f"{self.slug}/{self.date.isoformat()}/{self.n}"


FRONT: Final = Route("front")
CORRECTIONS: Final = Route("corrections")
ABOUT: Final = Route("about")
EXPLORE: Final = Route("explore")
TRANSLATIONS: Final = Route("translations")

_FIXED: Final[dict[str, Route]] = {
    "": FRONT,
    "index.json": Route("front", ext="json"),
    "index.csv": Route("front", ext="csv"),
    "index.geojson": Route("front", ext="geojson"),
    "feed.atom": Route("front", ext="atom"),
    "dates.ics": Route("front", ext="ics"),
    "corrections": CORRECTIONS,
    "corrections.json": Route("corrections", ext="json"),
    "about": ABOUT,
    "explore": EXPLORE,
    "translations": TRANSLATIONS,
    **{f"since-{days}": Route("front", since=days) for days in SINCE_DAYS},
}
_BESIDE_FLASHPOINT = re.compile(r"([a-z0-9-]+)\.(json|csv|geojson|atom|ics|pdf)")
_PERIOD = re.compile(r"(\d{4})(?:-(\d\d))?")
_ZONE_FILE = re.compile(r"([a-z0-9-]+)\.(json|csv|geojson)")
_NUMBER = re.compile(r"([1-9]\d{0,8})(\.json)?")


def parse(path: str, query: Mapping[str, str] | None = None) -> Route:
    """The route that `path` asks for, with `show` and `since` from `query`; other keys are let be.

    Paths of the folder form (`al-tanf/show-events/index.html`) are understood too, and a missing last slash is
    forgiven; a server that wants one address a page compares with `ServerLinks.page` and redirects. Raises NotFound
    with a hint when no page can have that path. Whether the flashpoint or entry exists is found out when rendering.
    """
    clean = path.strip("/").removesuffix("index.html").strip("/")
    parts = clean.split("/")
    route = _FIXED.get(clean) or _parse_flashpoint(parts) or _parse_translation(parts)
    if route is None:
        raise NotFound(
            f"no page has the address {path!r}; addresses look like /, /al-tanf/, /al-tanf/2018/, "
            "/al-tanf/2018-06-21/1/, /corrections/ and /about/"
        )
    return _with_query(route, query or {})


def _parse_flashpoint(parts: list[str]) -> Route | None:
    head, rest = parts[0], parts[1:]
    if head == "_held" and len(rest) == 1 and SHA256.fullmatch(rest[0]):
        return Route("held", digest=rest[0])
    beside = _BESIDE_FLASHPOINT.fullmatch(head)
    if beside and not rest and SLUG.fullmatch(beside[1]) and beside[1] not in RESERVED:
        return Route("flashpoint", beside[1], ext=cast(Ext, beside[2]))
    if not SLUG.fullmatch(head) or head in RESERVED:
        return None
    match rest:
        case []:
            return Route("flashpoint", head)
        case [name] if name[:5] == "show-" and name[5:] in SHOWS:
            return Route("flashpoint", head, show=cast(Show, name[5:]))
        case [name] if period := _PERIOD.fullmatch(name):
            month = int(period[2]) if period[2] else None
            return Route("period", head, year=int(period[1]), month=month) if month is None or 0 < month < 13 else None
        case ["zone", name] if SLUG.fullmatch(name):
            return Route("zone", head, zone=name)
        case ["zone", name] if file := _ZONE_FILE.fullmatch(name):
            return Route("zone", head, ext=cast(Ext, file[2]), zone=file[1])
        case ["zone", name, "live"] if SLUG.fullmatch(name):
            return Route("live", head, zone=name)
        case ["zone", name, "live.json" | "exact.json" as file] if SLUG.fullmatch(name):
            return Route("live" if file == "live.json" else "exact", head, ext="json", zone=name)
        case [day, name] if number := _NUMBER.fullmatch(name):
            try:
                date = dt.date.fromisoformat(day)
            except ValueError:
                return None
            if day != date.isoformat():
                return None
            return Route("development", head, date, int(number[1]), ext="json" if number[2] else None)
    return None


def _parse_translation(parts: list[str]) -> Route | None:
    """`/ar/al-tanf/` and `/ar/al-tanf/2018-06-21/1/`; tags stand in addresses in small letters."""
    head, *rest = parts
    if len(rest) not in (1, 3) or head != head.lower():
        return None
    try:
        language = canonical_language(head)
    except InvalidValue:
        return None
    route = _parse_flashpoint(rest)
    if route is None or route.kind not in ("flashpoint", "development") or route.ext or route.show:
        return None
    return structs.replace(route, language=language)


def _with_query(route: Route, query: Mapping[str, str]) -> Route:
    if route.kind == "flashpoint" and not route.ext and not route.language and (show := query.get("show")):
        if show not in SHOWS:
            raise NotFound(f"no filter is called {show!r}; write show={', show='.join(SHOWS)}, or leave it out")
        return Route("flashpoint", route.slug, show=show)
    if route.kind == "front" and route.ext is None and (since := query.get("since")):
        return Route("front", since=_parse_since(since))
    return route


def _parse_since(text: str) -> dt.date | int:
    if re.fullmatch(r"[1-9]\d{0,4}", text):
        return int(text)
    return _parse_day(text, "since", "since=2019-01-01, or a number of days such as since=30")


def parse_as_of(query: Mapping[str, str]) -> dt.date | None:
    """The day that `as-of` of the query names, or None. Raises NotFound when it is no day."""
    text = query.get("as-of")
    return _parse_day(text, "as-of", "as-of=2018-06-30") if text else None


def _parse_day(text: str, key: str, form: str) -> dt.date:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise ValueError(text)
        return dt.date.fromisoformat(text)
    except ValueError:
        raise NotFound(f"no day: {key}={text!r}; write {form}") from None


def all_routes(state: ListState) -> Iterator[Route]:
    """Every page and file of the folder form of `state`: pages first front, then flashpoint by flashpoint.

    Objects that were withdrawn or erased keep their page, which says so, and lose the data beside it. Raises
    InvalidValue when a flashpoint has a reserved slug. Pictures (`held`) are not among them: their bytes come from
    the archive.
    """
    yield from list_routes(state)
    for development_id, development in state.developments.items():
        route = Route.of_development(development_id)
        yield from _with_data(route) if development.value is not None else (route,)


def list_routes(state: ListState) -> Iterator[Route]:
    """All of them but the developments and what stands beside these."""
    for kind in ("front", "corrections", "about", "explore"):
        yield from _with_data(Route(kind))
    for days in SINCE_DAYS:
        yield Route("front", since=days)
    for slug, flashpoint in state.flashpoints.items():
        if slug in RESERVED:
            raise InvalidValue(f"the flashpoint {slug!r} has the name of a page of the site: give it another slug")
        if flashpoint.value is None:
            yield Route("flashpoint", slug)
            continue
        yield from _with_data(Route("flashpoint", slug))
        for show in SHOWS:
            yield Route("flashpoint", slug, show=show)
    yield from zone_routes(state)
    yield from period_routes(state)
    yield from translation_routes(state)


def _with_data(route: Route) -> Iterator[Route]:
    yield route
    for ext in BESIDE.get(route.kind, ()):
        yield Route(route.kind, route.slug, route.date, route.n, ext=ext, zone=route.zone)


def translation_routes(state: ListState) -> Iterator[Route]:
    """The pages of translations of what can be shown, and the one that lists them, if there are any."""
    for n, translation in enumerate(shown_translations(state)):
        if not n:
            yield TRANSLATIONS
        yield Route.of_translation(translation.of, translation.language)


def shown_translations(state: ListState) -> Iterator[Translation]:
    """The translations whose original can be shown, in order of their ids."""
    for kept in state.translations.values():
        if (value := kept.value) is None:
            continue
        original = (state.developments if value.kind == "development" else state.flashpoints).get(value.of)
        if original is not None and original.value is not None:
            yield value


def zone_routes(state: ListState) -> Iterator[Route]:
    """The page of each zone at a flashpoint that can be shown, with the data beside it."""
    for kept in state.zones.values():
        if kept.value and (home := state.flashpoints.get(kept.value.flashpoint)) and home.value:
            yield from _with_data(Route("zone", kept.value.flashpoint, zone=kept.value.id))


def period_routes(state: ListState) -> Iterator[Route]:
    """The pages of the years of each flashpoint; of the months too where a year has more than `YEAR_LIMIT` entries."""
    months: dict[str, Counter[tuple[int, int]]] = {
        slug: Counter() for slug, kept in state.flashpoints.items() if kept.value
    }
    for kept in state.developments.values():
        if kept.value is None:
            continue
        day = kept.value.date
        for slug in kept.value.belongs_to:
            if slug in months:
                months[slug][day.year, day.month] += 1
    for slug, counts in months.items():
        for year in sorted({year for year, _ in counts}, reverse=True):
            yield Route("period", slug, year=year)
            if sum(n for (y, _), n in counts.items() if y == year) > YEAR_LIMIT:
                for y, month in sorted(counts, reverse=True):
                    if y == year:
                        yield Route("period", slug, year=year, month=month)
