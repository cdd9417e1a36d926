"""What surrounds every page: title, navigation, the notice of a day looked back to, and the foot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from msgspec import Struct

from foreshock.model import Stamp, direction, own_name

from ..index import Index
from ..links import Links
from ..policy import BAKED_EXPLORE, baked
from ..routes import ABOUT, CORRECTIONS, FRONT, TRANSLATIONS, Route
from ..text import count, day_words, first_words, paragraphs


class Anchor(Struct, frozen=True):
    """A link and its words; `note` is said in smaller type beside it."""

    href: str
    words: str
    note: str = ""
    current: bool = False


class Banner(Struct, frozen=True):
    """The notice on a page that looks back to a day: which day, what was recorded later, the way to now."""

    day: str
    iso: str
    later: str
    now: str


class Foot(Struct, frozen=True):
    about: str
    about_href: str
    corrections_href: str
    front_href: str
    rivals: tuple[str, ...]
    data: tuple[Anchor, ...]


class Frame(Struct, frozen=True):
    title: str
    description: str
    language: str
    direction: str
    css: str
    icon: str
    list_title: str
    home: str
    skip: str
    nav_label: str
    nav: tuple[Anchor, ...]
    policy: str
    canonical: str
    feed: str
    banner: Banner | None
    foot: Foot
    own_language: str
    own_direction: str
    tongues: tuple[Anchor, ...]
    tongues_label: str
    alternates: tuple[Anchor, ...]


DATA_WORDS = {
    "json": "JSON",
    "csv": "CSV",
    "geojson": "GeoJSON",
    "atom": "Atom feed",
    "ics": "Calendar",
    "pdf": "Brief (PDF)",
}


def frame(
    index: Index,
    links: Links,
    route: Route,
    title: str,
    description: str,
    *,
    nav: Sequence[tuple[str, str]],
    nav_label: str = "On this page",
    skip: str = "Skip to the page",
    data: Iterable[Route] = (),
    shown: Iterable[Stamp] = (),
    form_to: str = "",
    of: str = "",
    language: str = "",
    tongues_label: str = "This page in other languages",
) -> Frame:
    """The frame of one page. `nav` are (href, words); `data` the files beside it; `shown` the stamps it rests on; `of`
    is the flashpoint or development of which there may be translations, `language` that of the page if not the list's;
    `form_to` where its form goes, if it has one.
    """
    own = index.list.language
    beside = tuple(Anchor(links.page(d), DATA_WORDS[d.ext]) for d in data if d.ext)
    return Frame(
        title=title,
        description=first_words(description, 160),
        language=language or own,
        direction=direction(language or own),
        css=links.asset("style.css"),
        icon=links.asset("icon.svg"),
        list_title=index.list.title,
        home=links.page(FRONT),
        skip=skip,
        nav_label=nav_label,
        nav=tuple(Anchor(href, words) for href, words in nav),
        policy="" if links.live else BAKED_EXPLORE if route.kind == "explore" else baked(form_to),
        canonical=links.canonical(route),
        feed=links.page(Route("front", ext="atom")),
        banner=_banner(index, links, route, shown),
        foot=Foot(
            about=next(iter(paragraphs(index.list.about)), ""),
            about_href=links.page(ABOUT),
            corrections_href=links.page(CORRECTIONS),
            front_href=links.page(FRONT),
            rivals=tuple(names[0] if len(names) == 1 else side for side, names in index.sides.items()),
            data=beside,
        ),
        own_language=own,
        own_direction=direction(own),
        tongues=_tongues(index, links, route, of, language),
        tongues_label=tongues_label,
        alternates=tuple(
            Anchor(links.canonical(r) or links.page(r), tag or own) for tag, r in _in_languages(index, of)
        ),
    )


def _in_languages(index: Index, of: str) -> list[tuple[str, Route]]:
    """The pages of an object in all its languages, the list's own first (as an empty tag); none if not translated."""
    found = index.translations.get(of)
    return [(tag, Route.of_translation(of, tag or None)) for tag in ("", *found)] if found else []


def _tongues(index: Index, links: Links, route: Route, of: str, language: str) -> tuple[Anchor, ...]:
    """Links to the page in other languages, each by its own name; `note` is its tag. The front page, which nobody
    translates, points to what is translated."""
    if route == FRONT:
        href = links.page(TRANSLATIONS)
        return tuple(Anchor(f"{href}#{tag}", own_name(tag), tag) for tag in index.languages)
    return tuple(
        Anchor(links.page(r), own_name(tag or index.list.language), tag or index.list.language)
        for tag, r in _in_languages(index, of)
        if tag != language
    )


def _banner(index: Index, links: Links, route: Route, shown: Iterable[Stamp]) -> Banner | None:
    if index.state.as_of is None:
        return None
    day = index.state.as_of.date()
    return Banner(day_words(day), day.isoformat(), _later(day, list(shown)), links.now(route))


def _later(day: dt.date, shown: Sequence[Stamp]) -> str:
    """What of a page was published by `day` but recorded here only afterwards, in words."""
    if not shown:
        return ""
    late = [stamp.recorded.date() for stamp in shown if stamp.recorded.date() > day]
    if not late:
        return "All of it had been recorded here by that day."
    what = (
        "All of it was"
        if len(late) == len(shown)
        else f"Of it, {count(len(late), 'piece')} {'was' if len(late) == 1 else 'were'}"
    )
    first, last = min(late), max(late)
    when = f"on {day_words(first)}" if first == last else f"between {day_words(first)} and {day_words(last)}"
    return f"{what} recorded here later, {when}."
