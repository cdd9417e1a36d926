"""Distances and bearings between places, on a sphere: a gazetteer's points are coarser than the difference."""

from __future__ import annotations

import math
import re
from typing import Final

from .geonames import Site

_EARTH_KM: Final = 6371.0
_BEARING: Final = {
    "north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225, "west": 270,
    "northwest": 315,
}  # fmt: skip


def offset(site: Site, number: str, unit: str, way: str) -> tuple[float, float, float]:
    """The point at a distance and bearing on a sphere, and how far it may be off: a fifth of the way, 2 km at least."""
    digits = re.sub(r"[^\d.]", "", number.replace(",", "")).strip(".")
    try:
        away = float(digits) if digits else 5.0
    except ValueError:
        away = 5.0
    away = min(away, 2000.0) * (1.609344 if unit.lower().startswith("mi") else 1.0)
    turn = math.radians(_BEARING.get(re.sub(r"[-\s]", "", way.lower()), 0))
    arc = away / _EARTH_KM
    lat, lon = math.radians(site.lat), math.radians(site.lon)
    there = math.asin(math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(turn))
    east = math.atan2(math.sin(turn) * math.sin(arc) * math.cos(lat), math.cos(arc) - math.sin(lat) * math.sin(there))
    return math.degrees(there), (math.degrees(lon + east) + 540) % 360 - 180, max(2.0, away * 0.2)


def km_between(one: Site, other: Site) -> float:
    """Great-circle distance in kilometres on a sphere."""
    a, b = math.radians(one.lat), math.radians(other.lat)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))
