"""What the map and chart rooms draw for a page, and what is listed beside the map because it has no room on it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from markupsafe import Markup
from msgspec import Struct

from foreshock.model import Flashpoint

from .. import charts
from ..index import Index
from ..links import Links
from ..map import Mark, RegionMap, explore_data, local_map, region_map, sketch_map
from ..routes import Route


class FrontMap(Struct, frozen=True):
    """The region's map; `beside` are the places outside of its frame, under `beside_title`, in `corner`."""

    svg: Markup
    beside: tuple[Mark, ...]
    beside_title: str
    corner: str


def front_map(index: Index, links: Links) -> FrontMap | None:
    """The map of the list, None when nothing on it has a position."""
    marks = marks_of(index, links)
    if not marks:
        return None
    drawn: RegionMap = region_map(index.list.region, marks)
    capitals = all(mark.kind == "capital" for mark in drawn.outside)
    title = "Capitals" if capitals else "Outside this map"
    return FrontMap(drawn.svg, drawn.outside, title, drawn.corner or "")


def marks_of(index: Index, links: Links) -> list[Mark]:
    """A mark for every place of the list that has a position, in the list's order."""
    marks: list[Mark] = []
    for slug in index.order:
        flashpoint = index.flashpoints[slug]
        if place := flashpoint.place:
            step = index.current(slug)
            level = step.change.level if step else None
            href = links.page(Route("flashpoint", slug))
            marks.append(Mark(slug, flashpoint.short, place.lat, place.lon, level, href, flashpoint.kind))
    return marks


def flashpoint_map(flashpoint: Flashpoint, index: Index) -> Markup:
    """The surroundings of a flashpoint with its zones in force, empty without a position."""
    if flashpoint.place is None:
        return Markup()
    step = index.current(flashpoint.slug)
    level = step.change.level if step else None
    zones = [
        zone
        for zone in index.zones.get(flashpoint.slug, ())
        if zone.valid_to is None or zone.valid_to.last >= index.day
    ]
    return local_map(flashpoint.place, zones, flashpoint.landmarks, level, flashpoint.short)


def map_note(flashpoint: Flashpoint, index: Index) -> str:
    """What the caption of the local map says of its zone and its places."""
    circles = [zone for zone in index.zones.get(flashpoint.slug, ()) if zone.radius_m]
    zone = f"{circles[0].name}: a true geodesic circle of {(circles[0].radius_m or 0) / 1000:g} km. " if circles else ""
    return f"{zone}Places are shown no finer than a kilometre."


def sketches(flashpoint: Flashpoint, index: Index) -> Sequence[Markup]:
    """A sketch map for each party's view that has a path, empty for the others."""
    step = index.current(flashpoint.slug)
    level = step.change.level if step else None
    return [
        sketch_map(view.path, flashpoint.place, level, f"Sketch map: {view.title}") if view.path else Markup()
        for view in flashpoint.views
    ]


def history_chart(slug: str, index: Index) -> Markup:
    """The steps of the level with a tick for every entry below, empty before the first level."""
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
    data = msgspec.json.encode(explore_data(index.list.region, marks_of(index, links), zones)).decode()
    return Markup(data.replace("<", "\\u003c"))  # noqa: S704 - no sign of markup is left in it
