"""The data of the explore view: marks, zones, land and boundaries as GeoJSON, small enough to lie in the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from foreshock.model import Region, Zone

from . import frame, landnames, names
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
    whole = isinstance(view, EqualEarth)
    limits = _limits(window, whole)
    data: dict[str, Any] = {
        "bounds": [-170.0, -50.0, 170.0, 72.0] if whole else _box(window),
        "limits": _box(limits),
        "marks": _features([_mark(m, limits) for m in marks if limits.holds(m.lon, m.lat)]),
        "zones": _features([_zone(z, limits) for z in zones]),
        "labels": _labels(window, limits),
    }
    base = base_map("10" if limits.width < 16 else "50")
    detail = max(limits.width / 6000, 0.002)
    while True:
        drawn = data | _ground(base, limits, detail)
        if len(msgspec.json.encode(drawn)) <= MOST_BYTES:
            return drawn
        detail *= 1.5


def _limits(window: Window, whole: bool) -> Window:
    """The window with as much again around it, and the world when it shows the world."""
    if whole:
        return Window(-180.0, -60.0, 180.0, 84.0)
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
    section = base.cut(limits, detail)
    solid, broken = section.boundaries()

    def lines(found: Sequence[Line]) -> dict[str, Any]:
        rounded = [line for line in (_round(line, digits) for line in found) if len(line) > 1]
        return {"type": "MultiLineString", "coordinates": rounded}

    polygons: list[list[list[list[float]]]] = []
    for ring in section.land():
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


def _labels(window: Window, limits: Window) -> list[dict[str, Any]]:
    """Names of the countries that show most and of seas, each with some spots, the best first.

    Countries of the first view come before larger ones beyond it, so that the list's own region keeps its names.
    """
    table = names.country_names()
    where = ground()
    found = []
    codes = dict.fromkeys([*where.visible(window), *where.visible(limits)])
    for rank, code in enumerate([code for code in codes if code in table][:60]):
        spots = [[round(limits.near(s.lon), 2), s.lat] for s in where.spots(code) if limits.holds(s.lon, s.lat)]
        if spots:
            name, short = table[code]
            found.append(
                {"name": name if len(name) < 22 else short, "at": _apart(spots, limits.width / 16), "rank": rank // 8}
            )
    seas: dict[str, list[list[float]]] = {}
    for sea in sorted(names.seas(), key=lambda s: (-s.extent, s.name)):
        if limits.holds(sea.lon, sea.lat):
            seas.setdefault(sea.name, []).append([limits.near(sea.lon), sea.lat])
    for rank, (name, spots) in enumerate(list(seas.items())[:24]):
        found.append({"name": name, "at": spots, "rank": rank // 5, "sea": True})
    found += [{"name": n, "at": [at], "rank": 3} for n, at in landnames.open_areas() if limits.holds(*at)]
    return found


def _apart(spots: Sequence[list[float]], least: float) -> list[list[float]]:
    """Up to eight of the spots, in order, none nearer to another than `least` degrees."""
    kept: list[list[float]] = []
    for spot in spots:
        if len(kept) < 8 and all(math.dist(spot, other) >= least for other in kept):
            kept.append(spot)
    return kept
