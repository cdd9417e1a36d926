"""What the map and chart rooms draw for a page, and what is listed beside the map because it has no room on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from foreshock.model import Flashpoint, Zone
from foreshock.zone.rules import Rules

from .. import charts
from .. import map as maps
from ..index import Index
from ..links import Links
from ..routes import Route


class FrontMap(Struct, frozen=True):
    """The region's map; `beside` are the places outside of its frame, under `beside_title`, in `corner`."""

    svg: Markup
    beside: tuple[maps.Mark, ...]
    beside_title: str
    corner: str


class _Drawn(Struct, frozen=True):
    """A region's map with a stand-in where each link leads, so that pages in other folders share it."""

    svg: str
    outside: tuple[str, ...]
    corner: str


#: Stands before a slug where a link will lead. No address can hold it.
_TO = "\ue000"
_STAND_IN = re.compile(f"{_TO}([a-z0-9-]+)")


def front_map(index: Index, links: Links) -> FrontMap | None:
    """The map of the list, None when nothing on it has a position."""
    marks = {mark.slug: mark for mark in marks_of(index, links)}
    if not marks:
        return None
    drawn = index.remember(("region", ""), lambda: _region(index))
    svg = _STAND_IN.sub(lambda to: str(escape(marks[to[1]].href)), drawn.svg)
    outside = tuple(marks[slug] for slug in drawn.outside)
    capitals = all(mark.kind == "capital" for mark in outside)
    title = "Capitals" if capitals else "Outside this map"
    return FrontMap(Markup(svg), outside, title, drawn.corner)  # noqa: S704 - drawn by the map, its texts escaped


def _region(index: Index) -> _Drawn:
    marks = [replace(mark, href=_TO + mark.slug) for mark in _marks(index)]

    def draw() -> str:
        made: maps.RegionMap = maps.region_map(index.list.region, marks)
        drawn = _Drawn(str(made.svg), tuple(mark.slug for mark in made.outside), made.corner or "")
        return msgspec.json.encode(drawn).decode()

    return msgspec.json.decode(index.shelf.get("region", (index.list.region, marks), draw), type=_Drawn)


def marks_of(index: Index, links: Links) -> list[maps.Mark]:
    """A mark for every place of the list that has a position, in the list's order."""
    return [replace(mark, href=links.page(Route("flashpoint", mark.slug))) for mark in _marks(index)]


def _marks(index: Index) -> list[maps.Mark]:
    """The marks without their links."""
    marks: list[maps.Mark] = []
    for slug in index.order:
        flashpoint = index.flashpoints[slug]
        if place := flashpoint.place:
            step = index.current(slug)
            level = step.change.level if step else None
            marks.append(maps.Mark(slug, flashpoint.short, place.lat, place.lon, level, "", flashpoint.kind))
    return marks


def flashpoint_map(flashpoint: Flashpoint, index: Index) -> Markup:
    """The surroundings of a flashpoint with its zones in force, empty without a position."""
    return index.remember(("map", flashpoint.slug), lambda: _flashpoint_map(flashpoint, index))


def _flashpoint_map(flashpoint: Flashpoint, index: Index) -> Markup:
    if flashpoint.place is None:
        return Markup()
    step = index.current(flashpoint.slug)
    level = step.change.level if step else None
    zones = [
        zone
        for zone in index.zones.get(flashpoint.slug, ())
        if zone.valid_to is None or zone.valid_to.last >= index.day
    ]
    shown = (flashpoint.place, zones, flashpoint.landmarks, level, flashpoint.short)
    svg = index.shelf.get(f"map {flashpoint.slug}", shown, lambda: str(maps.local_map(*shown)))
    return Markup(svg)  # noqa: S704 - drawn by the map, its texts escaped


def map_note(flashpoint: Flashpoint, index: Index) -> str:
    """What the caption of the local map says of its zone and its places."""
    circles = [zone for zone in index.zones.get(flashpoint.slug, ()) if zone.radius_m]
    zone = f"{circles[0].name}: a true geodesic circle of {(circles[0].radius_m or 0) / 1000:g} km. " if circles else ""
    return f"{zone}Places are shown no finer than a kilometre."


def zone_map(zone: Zone, index: Index) -> Markup:
    """The zone with its warning and approach rings, true to the geodesic, empty where its flashpoint has no place."""
    return index.remember(("zone", zone.id), lambda: _zone_map(zone, index))


def _zone_map(zone: Zone, index: Index) -> Markup:
    flashpoint = index.flashpoint(zone.flashpoint)
    if flashpoint.place is None:
        return Markup()
    step = index.current(flashpoint.slug)
    rules = Rules()
    beyond = (rules.warning_m, rules.approach_m)
    level = step.change.level if step else None
    shown = (flashpoint.place, [zone], flashpoint.landmarks, level, flashpoint.short, "zm", beyond)
    svg = index.shelf.get(f"zone {zone.id}", shown, lambda: str(maps.local_map(*shown)))
    return Markup(svg)  # noqa: S704 - drawn by the map, its texts escaped


def shelf_names(index: Index) -> set[str]:
    """The names of the drawings that pages of this list keep. Others may tell of what was erased."""
    places = {f"map {slug}" for slug, flashpoint in index.flashpoints.items() if flashpoint.place}
    # A zone is drawn among the landmarks of its flashpoint, and goes with it.
    zones = {f"zone {zone.id}" for slug, some in index.zones.items() if slug in index.flashpoints for zone in some}
    return {"region", *places, *zones}


def sketches(flashpoint: Flashpoint, index: Index) -> Sequence[Markup]:
    """A sketch map for each party's view that has a path, empty for the others."""
    step = index.current(flashpoint.slug)
    level = step.change.level if step else None
    return [
        maps.sketch_map(view.path, flashpoint.place, level, f"Sketch map: {view.title}") if view.path else Markup()
        for view in flashpoint.views
    ]


def history_chart(slug: str, index: Index) -> Markup:
    """The steps of the level with a tick for every entry below, empty before the first level."""
    return index.remember(("history", slug), lambda: _history_chart(slug, index))


def _history_chart(slug: str, index: Index) -> Markup:
    steps = index.steps.get(slug, ())
    if not steps:
        return Markup()
    entries = [(e.date, e.value.kind) for e in index.entries.get(slug, ()) if e.value and e.date <= index.day]
    first = min([steps[-1].change.date, *(day for day, _ in entries)])
    return charts.history([s.change for s in steps], entries, first, index.day)


def sparks(index: Index) -> dict[str, Markup]:
    """A small chart of the level for every place that has one, on one time axis for all."""
    firsts = [steps[-1].change.date for slug, steps in index.steps.items() if slug in index.flashpoints]
    return {
        slug: charts.spark([s.change for s in index.steps[slug]], min(firsts), index.day)
        for slug in index.order
        if index.steps.get(slug)
    }


class ExploreAssets(Struct, frozen=True):
    """The files that the map to explore is made with."""

    css: str
    library: str
    script: str


def explore_assets(links: Links) -> ExploreAssets:
    return ExploreAssets(
        links.asset("vendor/maplibre-gl.css"), links.asset("vendor/maplibre-gl.js"), links.asset("explore.js")
    )


def explore_json(index: Index, links: Links) -> Markup:
    """The data of the map to explore as JSON that may stand inside a script element."""
    zones = [zone for slug in index.order for zone in index.zones.get(slug, ())]
    data = msgspec.json.encode(maps.explore_data(index.list.region, marks_of(index, links), zones)).decode()
    return Markup(data.replace("<", "\\u003c"))  # noqa: S704 - no sign of markup is left in it
