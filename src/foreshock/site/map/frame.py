"""Which part of the earth a region map shows, and in which projection."""

from __future__ import annotations

import math
from collections.abc import Sequence

from foreshock.model import Region

from .projection import EqualEarth, Mercator, Window

WIDTH = 1000.0
#: Least and greatest height of a region map for its width of 1000 units.
LOW, HIGH = 600.0, 1180.0
#: Wider than this, or nearer to a pole, Mercator misleads and the map shows the whole world in Equal Earth.
WIDEST, POLAR = 110.0, 74.0
#: A window around a single place is this wide, in degrees, so that a reader knows the shape of the land around it.
LEAST = 14.0

View = Mercator | EqualEarth


def of_region(region: Region) -> View:
    """The list's own region; the shorter side grows where the shape would be a strip."""
    return _view(Window(region.west, region.south, region.east, region.north))


def of_points(points: Sequence[tuple[float, float]]) -> View:
    """A window around positions (lon, lat) with room for names: over the shorter way around the globe, at least
    `LEAST` degrees wide. Without positions, the world."""
    if not points:
        return world(10.0)
    west, east = _shortest_arc([lon for lon, _ in points])
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    wide, tall = max(east - west, 1e-9), max(north - south, 1e-9)
    if wide > WIDEST / 1.3 or max(-south, north) > POLAR - 2:
        return world((west + east) / 2)
    middle = math.cos(math.radians((south + north) / 2))
    reach = max(wide * 1.36, tall * 1.36 / middle, LEAST)
    across = max(wide * 1.36, reach * 0.9)
    along = max(tall * 1.36, reach * 0.72 * middle)
    lon, lat = (west + east) / 2, (south + north) / 2
    return _view(Window(lon - across / 2, max(-84.0, lat - along / 2), lon + across / 2, min(84.0, lat + along / 2)))


def world(lon: float) -> EqualEarth:
    """The world without Antarctica, around a meridian rounded to ten degrees."""
    middle = round(lon / 10) * 10.0
    return EqualEarth(Window(middle - 180, -58.0, middle + 180, 84.0), WIDTH)


def _view(window: Window) -> View:
    if window.width > WIDEST or max(-window.south, window.north) > POLAR + 8:
        return world(window.middle[0])
    view = Mercator(window, WIDTH)
    if view.height < LOW:
        grow = (LOW - view.height) / 2
        north, south = view.lon_lat(0, -grow)[1], view.lon_lat(0, view.height + grow)[1]
        view = Mercator(Window(window.west, max(south, -84.0), window.east, min(north, 84.0)), WIDTH)
    elif view.height > HIGH:
        grow = window.width * (view.height / HIGH - 1) / 2
        view = Mercator(Window(window.west - grow, window.south, window.east + grow, window.north), WIDTH)
    return view


def _shortest_arc(lons: Sequence[float]) -> tuple[float, float]:
    """West and east of the smallest arc of the equator that holds all longitudes; east may be above 180."""
    ordered = sorted({round(lon, 9) % 360 for lon in lons})
    gaps = [(ordered[(i + 1) % len(ordered)] - lon) % 360 or 360.0 for i, lon in enumerate(ordered)]
    widest = max(range(len(gaps)), key=lambda i: (gaps[i], -i))
    west = ordered[(widest + 1) % len(ordered)]
    span = 360 - gaps[widest]
    if west > 180:
        west -= 360
    return west, west + span
