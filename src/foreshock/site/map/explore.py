"""The data of the explore view: marks, zones, land and boundaries as GeoJSON, small enough to lie in the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from foreshock.model import Region, Zone

from . import frame, names
from .basemap import BaseMap, Line, base_map, ground
from .marks import Mark
from .projection import EqualEarth, Window

#: Land and boundaries are thinned until all data, written as JSON, is at most this many bytes.
MOST_BYTES = 280_000


def explore_data(region: Region | None, marks: Sequence[Mark], zones: Sequence[Zone]) -> dict[str, Any]:
    """What `static/explore.js` draws, ready for JSON.

    `bounds` is west, south, east, north of the first view and `limits` of what can be reached, in degrees; east may
    be above 180. `marks` and `zones` are feature collections, `land`, `borders` and `disputed` geometries, `labels`
    names with position and rank (0 is the first to be shown).
    """
    inside = [
        m
        for m in marks
        if not region or Window(region.west, region.south, region.east, region.north).holds(m.lon, m.lat)
    ]
    shown = inside or list(marks)
    view = frame.of_region(region) if region else frame.of_points([(m.lon, m.lat) for m in shown])
    window = view.window
    limits = _limits(window, isinstance(view, EqualEarth), marks)
    data: dict[str, Any] = {
        "bounds": _box(window),
        "limits": _box(limits),
        "marks": _features([_mark(m, limits) for m in marks if limits.holds(m.lon, m.lat)]),
        "zones": _features([_zone(z, limits) for z in zones]),
        "labels": _labels(limits),
    }
    base = base_map("10" if limits.width < 16 else "50")
    detail = max(limits.width / 6000, 0.002)
    while True:
        drawn = data | _ground(base, limits, detail)
        if len(msgspec.json.encode(drawn)) <= MOST_BYTES:
            return drawn
        detail *= 1.5


def _limits(window: Window, whole: bool, marks: Sequence[Mark]) -> Window:
    """The window with as much again around it, and the world when it shows the world."""
    if whole:
        west = window.middle[0] - 180
        return Window(west, -60.0, west + 360, 84.0)
    wide, tall = window.width * 0.5, window.height * 0.5
    return Window(
        window.west - wide, max(-80.0, window.south - tall), window.east + wide, min(84.0, window.north + tall)
    )


def _box(window: Window) -> list[float]:
    return [round(v, 3) for v in (window.west, window.south, window.east, window.north)]


def _features(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _mark(mark: Mark, limits: Window) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(limits.near(mark.lon), 4), round(mark.lat, 4)]},
        "properties": {
            "slug": mark.slug, "name": mark.name, "level": mark.code, "href": mark.href, "spoken": mark.spoken,
        },
    }  # fmt: skip


def _zone(zone: Zone, limits: Window) -> dict[str, Any]:
    if zone.lat is not None and zone.lon is not None and zone.radius_m is not None:
        from foreshock.zone.geodesic import circle

        ring = circle(zone.lat, zone.lon, zone.radius_m)
        rings: Iterable[Sequence[tuple[float, float]]] = [[*ring, ring[0]]]
    else:
        rings = zone.rings
    turn = 0.0
    first = next(iter(rings), ())
    if first:
        turn = limits.near(first[0][0]) - first[0][0]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [_round([(x + turn, y) for x, y in ring], 4) for ring in rings]},
        "properties": {"name": zone.name, "flashpoint": zone.flashpoint},
    }


def _round(line: Iterable[tuple[float, float]], digits: int) -> list[list[float]]:
    points: list[list[float]] = []
    for x, y in line:
        point = [round(x, digits), round(y, digits)]
        if not points or points[-1] != point:
            points.append(point)
    return points


def _ground(base: BaseMap, limits: Window, detail: float) -> dict[str, Any]:
    digits = 3 if detail < 0.02 else 2
    solid, broken = base.boundaries(limits, detail)

    def lines(found: Sequence[Line]) -> dict[str, Any]:
        rounded = [line for line in (_round(line, digits) for line in found) if len(line) > 1]
        return {"type": "MultiLineString", "coordinates": rounded}

    polygons: list[list[list[list[float]]]] = []
    for ring in base.land(limits, detail):
        points = _round(ring, digits)
        if len(points) < 4:
            continue
        if _area(points) < 0 or not polygons:
            polygons.append([points])
        else:
            polygons[-1].append(points)
    return {
        "land": {"type": "MultiPolygon", "coordinates": polygons},
        "borders": lines(solid),
        "disputed": lines(broken),
    }


def _area(ring: Sequence[Sequence[float]]) -> float:
    """Twice the signed area; Natural Earth's outer rings run clockwise and come out negative."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))


def _labels(limits: Window) -> list[dict[str, Any]]:
    """Names of the countries that show most, at their roomiest spot, and of seas."""
    table = names.country_names()
    where = ground()
    found = []
    for rank, (code, _) in enumerate((c, a) for c, a in where.visible(limits).items() if c in table):
        spot = next((s for s in where.spots(code) if limits.holds(s.lon, s.lat)), None)
        if spot and rank < 60:
            found.append({"name": table[code][0], "at": [limits.near(spot.lon), spot.lat], "rank": rank // 8})
    seen: set[str] = set()
    for sea in sorted(names.seas(), key=lambda s: (-s.extent, s.name)):
        if sea.name not in seen and limits.holds(sea.lon, sea.lat) and len(seen) < 24:
            seen.add(sea.name)
            found.append({"name": sea.name, "at": [limits.near(sea.lon), sea.lat], "rank": len(seen) // 6, "sea": True})
    return found
