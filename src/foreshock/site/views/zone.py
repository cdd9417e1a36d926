"""A zone's page: its terms, what each party says of it, and in the modules beside this one its breaches, its course
over time and its notices.

Everything that comes from a track or a notice passes through `foreshock.zone.sharing` first.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from foreshock.model import NOT_PERMISSION, Breach, NotFound, Zone
from foreshock.zone.rules import Rules

from .. import stills
from ..index import Index
from ..links import Links
from ..routes import FRONT, Route
from ..text import closed, count, day_words, sentence, when_short
from .flashpoint import STANCES
from .frame import DATA_WORDS, Anchor
from .share import Share, share
from .sources import Sources, SourceView
from .zone_breaches import (
    BreachView,
    SaidView,
    began,
    breach_view,
    entry_href,
    gone_view,
    party_name,
    shown_breaches,
)
from .zone_history import MomentView, TallyView, moments, tallies
from .zone_notices import NoticeView, ToldView, notices, told


class ZoneView(Struct, frozen=True):
    name: str
    kicker: str
    home: str
    home_href: str
    map_href: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    positions: tuple[SaidView, ...]
    rings: tuple[tuple[str, str], ...]
    stills: tuple[stills.Still, ...]
    timeline: tuple[MomentView, ...]
    breaches: tuple[BreachView, ...]
    tallies: tuple[TallyView, ...]
    notices: tuple[NoticeView, ...]
    told: tuple[ToldView, ...]
    reminder: str
    sharing: str
    sources: tuple[SourceView, ...]
    share: Share
    live: str
    data: tuple[Anchor, ...]


def zone_of(route: Route, index: Index) -> Zone:
    """The zone of a route. Raises NotFound where the flashpoint has no such zone."""
    index.flashpoint(route.slug)
    for zone in index.zones.get(route.slug or "", ()):
        if zone.id == route.zone:
            return zone
    known = ", ".join(zone.id for zone in index.zones.get(route.slug or "", ())) or "none"
    raise NotFound(f"no zone is called {route.zone!r} at {route.slug}; there is {known}")


def zone_view(route: Route, index: Index, links: Links, live: bool) -> ZoneView:
    """Everything on a zone's page. With `live`, it links to the page of what is seen now."""
    zone = zone_of(route, index)
    sources = Sources(index)
    shown = shown_breaches(zone, index)
    views = [breach_view(breach, index, links, sources) for breach in shown]
    gone = [
        gone_view(kept.stamp.id, kept.erasure.reason if kept.erasure else kept.stamp.why, index)
        for kept in index.breaches.get(zone.id, ())
        if kept.value is None
    ]
    days = f"{index.sharing.delay_hours:g} hours"
    return ZoneView(
        name=zone.name,
        kicker=f"Zone · {index.list.title}",
        home=index.name(zone.flashpoint),
        home_href=links.page(Route("flashpoint", zone.flashpoint)),
        map_href=f"{links.page(FRONT)}#map",
        answer=_answer(zone, shown, index),
        facts=_facts(zone, index),
        positions=tuple(
            SaidView(party_name(p.party, index), STANCES[p.stance], closed(sentence(p.words)) if p.words else "",
                     when_short(p.date) if p.date else "", entry_href(p.development, index, links))
            for p in zone.positions
        ),
        rings=_rings(zone),
        stills=stills.of_record(zone, shown, lambda party: party_name(party, index)),
        timeline=tuple(moments(zone, shown, index, links)),
        breaches=(*views, *gone),
        tallies=tallies(zone, shown, index),
        notices=tuple(notices(zone, index)),
        told=tuple(told(zone, index, links)),
        reminder=NOT_PERMISSION,
        sharing=(
            f"The public sees what a track did only coarsely until it is {days} old, and no position finer than "
            f"{index.sharing.grid_km:g} km at any time."
        ),
        sources=sources.views(),
        share=share(f"{zone.name} · {index.list.title}", links.canonical(route)),
        live=links.page(Route("live", zone.flashpoint, zone=zone.id)) if live else "",
        data=tuple(
            Anchor(links.page(Route("zone", zone.flashpoint, zone=zone.id, ext=ext)), DATA_WORDS[ext])
            for ext in ("json", "csv", "geojson")
        ),
    )  # fmt: skip


def _answer(zone: Zone, shown: Sequence[Breach], index: Index) -> str:
    if not shown:
        return f"No breach of it is on record up to {day_words(index.day)}."
    seen = sum(bool(breach.track) for breach in shown)
    how = f"{seen} seen in a track, {len(shown) - seen} by report alone" if seen else "all known by report alone"
    last = shown[0]
    when = last.happened.words if last.happened and not last.track else day_words(began(last))
    return f"{count(len(shown), 'breach', 'breaches').capitalize()} on record, {how}. The latest: {when}."


def _facts(zone: Zone, index: Index) -> tuple[tuple[str, str], ...]:
    facts = [("Declared by", party_name(zone.declared_by, index))]
    if zone.radius_m:
        facts.append(("Shape", f"A circle of {zone.radius_m / 1000:g} km, measured along the ground (WGS84 geodesic)"))
    else:
        corners = sum(len(ring) - 1 for ring in zone.rings)
        facts.append(("Shape", f"A polygon of {corners} corners, joined by geodesics on WGS84"))
    heights = [f"from {zone.floor_m:g} m" if zone.floor_m is not None else "",
               f"up to {zone.ceiling_m:g} m" if zone.ceiling_m is not None else ""]  # fmt: skip
    if any(heights):
        facts.append(("Heights", " ".join(filter(None, heights))))
    if zone.valid_from or zone.valid_to:
        since = f"from {zone.valid_from.words}" if zone.valid_from else ""
        until = f"to {zone.valid_to.words}" if zone.valid_to else ""
        facts.append(("In force", " ".join(filter(None, (since, until)))))
    else:
        facts.append(("In force", "Since when, or until when, is not on record"))
    facts.append(("Covers", ", ".join(zone.domains) or "not said"))
    if zone.rules:
        facts.append(("Rules", zone.rules))
    return tuple(facts)


def _rings(zone: Zone) -> tuple[tuple[str, str], ...]:
    rules = Rules()
    return (
        ("Inside", "at the boundary or within it"),
        ("Warning", f"up to {rules.warning_m / 1000:g} km outside"),
        ("Approach", f"up to {rules.approach_m / 1000:g} km outside, when the boundary is less than "
                     f"{rules.approach_s / 60:g} minutes away"),
    )  # fmt: skip
