"""Maps as data: GeoJSON (RFC 7946), WGS84 degrees, longitude first, outer rings counter-clockwise.

Points of places are rounded to 0.01 degrees, a kilometre or so, however finely the list knows them; a zone keeps
the geometry that was declared, because both sides must compute it alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final, TypeAlias

from foreshock.model import Place, Zone
from foreshock.zone.geodesic import circle

from .records import coarse

Position: TypeAlias = tuple[float, float]
Ring: TypeAlias = Sequence[Position]

#: Corners of a circle: with 180 the polygon stays within 0.02 % of the radius.
CIRCLE_POINTS: Final = 180
_ZONE_DECIMALS: Final = 6


def feature(identity: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    """One GeoJSON feature with an id that is unique in its collection."""
    return {"type": "Feature", "id": identity, "geometry": geometry, "properties": properties}


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A GeoJSON feature collection."""
    return {"type": "FeatureCollection", "features": list(features)}


def point(place: Place) -> dict[str, Any]:
    """The place as a point, no finer than 0.01 degrees."""
    return {"type": "Point", "coordinates": [coarse(place.lon), coarse(place.lat)]}


def line(path: Ring) -> dict[str, Any] | None:
    """A sketched way as a line, no finer than 0.01 degrees; None under two positions."""
    if len(path) < 2:
        return None
    return {"type": "LineString", "coordinates": [[coarse(x), coarse(y)] for x, y in path]}


def area(zone: Zone) -> dict[str, Any]:
    """The zone as a polygon, or as several where it crosses the 180th meridian (RFC 7946, section 3.1.9)."""
    if zone.rings:
        wide = any(abs(x1 - x0) > 180 for ring in zone.rings for (x0, _), (x1, _) in pairwise(ring))
        polygons = _cut(zone.rings) if wide else [[_turned(ring, i == 0) for i, ring in enumerate(zone.rings)]]
    else:
        assert zone.lat is not None and zone.lon is not None and zone.radius_m is not None
        ring = _closed(circle(zone.lat, zone.lon, zone.radius_m, CIRCLE_POINTS)[::-1])
        polygons = [[part] for part in _parts(ring, zone.lat)]
    rounded = [[_rounded(ring) for ring in polygon] for polygon in polygons]
    if len(rounded) == 1:
        return {"type": "Polygon", "coordinates": rounded[0]}
    return {"type": "MultiPolygon", "coordinates": rounded}


def areas(lines: Iterable[Ring]) -> dict[str, Any]:
    """Areas within closed lines whose longitudes run on across the 180th meridian, cut there."""
    polygons = [[_rounded(part)] for line in lines for part in _parts(list(line), line[0][1])]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _cut(rings: Sequence[Ring]) -> list[list[list[Position]]]:
    """A polygon across the 180th meridian or about a pole in the parts that lie within ±180 degrees, each with its
    holes. Where an edge, a geodesic, meets the meridian, both parts have a corner; a hole across it lies along it in
    both."""
    from foreshock.zone.buffers import unrolled
    from foreshock.zone.seams import joined

    lines = [unrolled(ring) for ring in joined([tuple(ring) for ring in rings])]
    parts = []
    for shift in (-360.0, 0.0, 360.0):
        outer, *holes = (_within(line, shift) for line in lines)
        if outer:
            parts.append([_turned(outer, True), *(_turned(hole, False) for hole in holes if hole)])
    return parts


def _within(line: Sequence[Position], shift: float) -> list[Position]:
    """What of a closed line lies within ±180 degrees once it is shifted; closed, empty where nothing does."""
    ring = list(line)
    turn = ring[-1][0] - ring[0][0]
    if abs(turn) > 180:
        # About a pole: begin at the meridian, so that there is one part, and close it along the edge of the map.
        first = next((n for n, (x, _) in enumerate(ring) if (x - 180) % 360 == 0), 0)
        ring = [*ring[first:-1], *((x + turn, y) for x, y in ring[: first + 1])]
        pole = math.copysign(90.0, sum(y for _, y in ring))
        ring = [*ring, (ring[-1][0], pole), (ring[0][0], pole), ring[0]]
    moved = [(x + shift, y) for x, y in ring]
    kept = _clipped(_clipped(moved, -180.0, 1), 180.0, -1)
    kept = [place for n, place in enumerate(kept) if place != kept[n - 1]]
    return [*kept, kept[0]] if len(kept) >= 3 else []


def _closed(ring: Sequence[Position]) -> list[Position]:
    """The ring with its first corner at the end again; around a pole that corner lies 360 degrees further."""
    x, y = ring[0]
    return [*ring, (x + 360 * round((ring[-1][0] - x) / 360), y)]


def _parts(ring: list[Position], lat: float) -> list[list[Position]]:
    """Cut a ring at the 180th meridian into closed rings within ±180 degrees."""
    turn = ring[-1][0] - ring[0][0]
    if abs(turn) > 180:  # the ring runs around a pole: close it along the edge of the map
        pole = math.copysign(90.0, lat)
        ring = [*ring, (ring[-1][0], pole), (ring[0][0], pole), ring[0]]
    parts = []
    for shift in (-360.0, 0.0, 360.0):
        moved = [(x + shift, y) for x, y in ring]
        kept = _clipped(_clipped(moved, -180.0, 1), 180.0, -1)
        if len(kept) >= 3:
            parts.append(_turned([*kept, kept[0]], True))
    return parts


def _clipped(ring: Sequence[Position], limit: float, side: int) -> list[Position]:
    """The part of a closed ring on one side of a meridian (Sutherland and Hodgman), left open at the end."""
    kept: list[Position] = []
    if not ring:
        return kept
    corners = ring[:-1] if ring[0] == ring[-1] else ring
    for (x0, y0), (x1, y1) in zip(corners, (*corners[1:], corners[0]), strict=True):
        inside0, inside1 = (x0 - limit) * side >= 0, (x1 - limit) * side >= 0
        if inside0:
            kept.append((x0, y0))
        if inside0 != inside1:
            kept.append((limit, y0 + (y1 - y0) * (limit - x0) / (x1 - x0)))
    return kept if any(x != limit for x, _ in kept) else []


def _turned(ring: Ring, outer: bool) -> list[Position]:
    """The ring, counter-clockwise when it is an outer one, else clockwise."""
    doubled = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))
    return list(ring) if (doubled > 0) == outer else list(reversed(ring))


def _rounded(ring: Ring) -> list[list[float]]:
    return [[round(x, _ZONE_DECIMALS), round(y, _ZONE_DECIMALS)] for x, y in ring]
