"""The pages that belong to the whole list: periods, corrections, and what to offer where there is no page."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from foreshock.model import Kept, NotFound, Stamp, language_name
from foreshock.zone.sharing import public_id

from ..index import Index
from ..links import Links
from ..routes import FRONT, Route
from ..text import closed, count, day_short, month_words, sentence
from .entries import Item
from .frame import Anchor
from .share import Share, share
from .sources import Sources, SourceView
from .timeline import other_periods, period

_WITHDRAWN = {"correct": "corrected", "withdraw": "withdrawn"}
_KINDS = {
    "list": "The list",
    "flashpoint": "Flashpoint",
    "development": "Entry",
    "level": "Level",
    "link": "Link",
    "zone": "Zone",
    "document": "Document",
    "breach": "Breach",
    "notice": "Notice",
    "translation": "Translation",
}


class PeriodView(Struct, frozen=True):
    """All entries of a year or month of a flashpoint; a year with too many lists its `months` instead."""

    name: str
    flashpoint_href: str
    map_href: str
    title: str
    note: str
    periods: tuple[Anchor, ...]
    months_of_items: tuple[tuple[str, tuple[Item, ...]], ...]
    months: tuple[Anchor, ...]
    sources: tuple[SourceView, ...]
    share: Share


def period_view(route: Route, index: Index, links: Links) -> PeriodView:
    """Raises NotFound when the flashpoint has no entry in that year or month."""
    flashpoint = index.flashpoint(route.slug)
    slug, year, month = flashpoint.slug, route.year or 0, route.month
    inside = [e for e in index.entries.get(slug, ()) if e.date.year == year and month in (None, e.date.month)]
    if not any(e.value for e in inside):
        raise NotFound(f"{flashpoint.name} has no entry in {month_words(year, month) if month else year}")
    parted = month is None and index.parted(slug, year)
    steps = [
        s for s in index.steps.get(slug, ()) if s.change.date.year == year and month in (None, s.change.date.month)
    ]
    periods = other_periods(slug, index, links, year, month)
    sources = Sources(index)
    items = () if parted else period(slug, inside, steps, index, links, sources)
    title = f"{flashpoint.short}, {month_words(year, month) if month else year}"
    return PeriodView(
        flashpoint.name,
        f"{links.page(Route('flashpoint', slug))}#developments",
        f"{links.page(FRONT)}#map",
        title,
        sentence(f"{count(len(inside), 'entry', 'entries')}, {count(len(steps), 'level change')}."),
        periods if month else tuple(a for a in periods if a.words.isdigit()),
        items,
        tuple(a for a in periods if not a.words.isdigit()) if parted else (),
        sources.views(),
        share(f"{title} · {index.list.title}", links.canonical(route)),
    )


class Fix(Struct, frozen=True):
    """One correction, withdrawal or erasure."""

    iso: str
    day: str
    what: str
    href: str
    act: str
    why: str
    by: str


class CorrectionsView(Struct, frozen=True):
    corrections: tuple[Fix, ...]
    erasures: tuple[Fix, ...]


def corrections_view(index: Index, links: Links) -> CorrectionsView:
    """All published corrections and withdrawals, and all erasures of what is on the list, newest first."""
    fixes = tuple(
        Fix(
            (s.published or s.recorded).date().isoformat(),
            day_short((s.published or s.recorded).date()),
            what(s, index),
            where(s, index, links),
            _WITHDRAWN.get(s.act, s.act),
            closed(s.why),
            s.by,
        )
        for s in index.state.corrections
    )
    erased = sorted((kept for kept in erased_objects(index)), key=lambda kept: kept.stamp.id)
    gaps = [
        Fix(
            kept.erasure.at.date().isoformat(),
            day_short(kept.erasure.at.date()),
            what(kept.stamp, index),
            where(kept.stamp, index, links),
            "erased",
            closed(kept.erasure.reason),
            f"{kept.erasure.by} and {kept.erasure.second}",
        )
        for kept in erased
        if kept.erasure
    ]
    return CorrectionsView(fixes, tuple(sorted(gaps, key=lambda fix: fix.iso, reverse=True)))


def erased_objects(index: Index) -> Iterator[Kept[Any]]:
    """Every object whose content is erased."""
    state = index.state
    for group in (
        state.flashpoints, state.developments, state.levels, state.links, state.zones, state.documents,
        state.breaches, state.notices, state.translations,
    ):  # fmt: skip
        for kept in group.values():
            if kept.erasure:
                yield kept


def what(stamp: Stamp, index: Index) -> str:
    """An object in words: “Entry al-Tanf, 3 Sep 2018, number 1”."""
    parts = stamp.id.split("/")
    name = index.name(parts[0]) if stamp.kind in ("flashpoint", "development", "level") else parts[0]
    label = _KINDS[stamp.kind]
    match stamp.kind:
        case "list":
            return label
        case "development":
            return f"{name}, entry of {_day(parts[1])}, number {parts[2]}"
        case "breach":
            return f"{label} {public_id(stamp.id, index.sharing)}"
        case "level":
            return f"{name}, level of {_day(parts[1])}"
        case "translation":
            return f"{label} into {language_name(parts[0])}: {'/'.join(parts[1:])}"
        case _:
            return f"{label} {name}"


def _day(iso: str) -> str:
    return day_short(dt.date.fromisoformat(iso))


def where(stamp: Stamp, index: Index, links: Links) -> str:
    """The href of the page that shows the object, or nothing."""
    slug = stamp.id.split("/")[0]
    match stamp.kind:
        case "list":
            return links.page(FRONT)
        case "development":
            return links.page(Route.of_development(stamp.id)) if stamp.id in index.state.developments else ""
        case "flashpoint" | "level" if slug in index.state.flashpoints:
            return links.page(Route("flashpoint", slug))
        case "zone" | "breach" if (zone := index.state.zones.get(slug)) and zone.value:
            home = zone.value.flashpoint
            return links.page(Route("zone", home, zone=slug)) if home in index.flashpoints else ""
        case _:
            return ""


def similar(path: str, index: Index, links: Links) -> tuple[Anchor, ...]:
    """Pages whose address is close to `path`: flashpoints by slug, and entries of the same day or number."""
    parts = [part for part in path.lower().split("/") if part]
    if not parts:
        return ()
    slugs = list(index.flashpoints)
    near = difflib.get_close_matches(parts[0], slugs, n=3, cutoff=0.5)
    near += [slug for slug in slugs if parts[0] in slug and slug not in near][:3]
    found = [Anchor(links.page(Route("flashpoint", s)), index.flashpoints[s].name) for s in near]
    if len(parts) > 1 and near:
        entries = [e for e in index.entries.get(near[0], ()) if e.value and e.home == near[0]]
        days = difflib.get_close_matches(parts[1], list(dict.fromkeys(e.date.isoformat() for e in entries)), n=2)
        found += [
            Anchor(links.page(Route.of_development(e.id)), f"{index.name(e.home)}, {day_short(e.date)}", e.value.head)
            for e in entries
            if e.value and e.date.isoformat() in days
        ][:5]
    return tuple(found)
