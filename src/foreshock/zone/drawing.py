"""A zone seen from above, north up, as SVG: its boundary, its warning and approach rings, and where something lies.

Azimuthal equidistant about the zone's middle, so that distances from it are true.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, Final

from foreshock.model import Zone

from .buffers import Ring, outlines_beyond
from .rules import Rules

#: Side of a drawing, in drawing units, and how much of half of it the approach ring takes.
SIDE: Final = 320
_FILL: Final = 0.94


class Sheet:
    """The drawing of one zone. `scale` is drawing units a metre."""

    def __init__(self, zone: Zone) -> None:
        from pyproj import Geod  # heavy: 0.15 s

        self.zone, self._geod = zone, Geod(ellps="WGS84")
        self.lat, self.lon = middle(zone)
        self._corners = [self._metres(lat, lon) for lon, lat in zone.rings[0]] if zone.rings else []
        self.reach = zone.radius_m or max(math.hypot(x, y) for x, y in self._corners)
        self.scale = SIDE / 2 * _FILL / (self.reach + Rules().approach_m)

    def _metres(self, lat: float, lon: float) -> tuple[float, float]:
        """East and north of the middle."""
        azimuth, _, away = self._geod.inv(self.lon, self.lat, lon, lat)
        return away * math.sin(math.radians(azimuth)), away * math.cos(math.radians(azimuth))

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a position lies on the drawing; it may lie outside of it."""
        east, north = self._metres(lat, lon)
        return SIDE / 2 + east * self.scale, SIDE / 2 - north * self.scale

    def ground(self) -> str:
        """The approach and the warning ring, and the zone."""
        rules, half = Rules(), SIDE // 2
        if self._corners:
            lines = (
                line for out in (rules.approach_m, rules.warning_m) for line in outlines_beyond(self.zone, out)
            )  # fmt: skip
            buffers = "".join(f'<path class="buffer" d="{self._line(line)}"/>' for line in lines)
            return f'{buffers}<path class="zone" fill-rule="evenodd" d="{"".join(map(self._line, self.zone.rings))}"/>'
        rings = "".join(
            f'<circle class="buffer" cx="{half}" cy="{half}" r="{(self.reach + out) * self.scale:.1f}"/>'
            for out in (rules.approach_m, rules.warning_m)
        )
        return f'{rings}<circle class="zone" cx="{half}" cy="{half}" r="{self.reach * self.scale:.1f}"/>'

    def _line(self, ring: Ring) -> str:
        return f"M{'L'.join('{:.1f} {:.1f}'.format(*self.place(lat, lon)) for lon, lat in ring)}Z"

    def square(self, lat: float, lon: float, km: float) -> str:
        """A cell with its middle at a position."""
        x, y = self.place(lat, lon)
        wide = km * 1000 * self.scale
        return (
            f'<rect class="cell" x="{x - wide / 2:.1f}" y="{y - wide / 2:.1f}" width="{wide:.1f}" height="{wide:.1f}"/>'
        )

    def ring(self, depth_m: float, name: str) -> str:
        """How deep something was: a ring that far inside of the boundary."""
        radius = max(2.0, (self.reach - depth_m) * self.scale)
        return f'<circle class="{name}" cx="{SIDE // 2}" cy="{SIDE // 2}" r="{radius:.1f}"/>'


def middle(zone: Zone) -> tuple[float, float]:
    """The centre of a circle, the mean of a polygon's outer corners."""
    if zone.lat is not None and zone.lon is not None and zone.radius_m is not None:
        return zone.lat, zone.lon
    ring = zone.rings[0]
    lon = ring[0][0] + sum((x - ring[0][0] + 180) % 360 - 180 for x, _ in ring) / len(ring)
    return sum(y for _, y in ring) / len(ring), lon


def near(zone: Zone, lat: float, lon: float, reach_km: float) -> bool:
    """Whether an area of that reach about a position comes within the approach ring of a zone."""
    from pyproj import Geod  # heavy: 0.15 s

    geod = Geod(ellps="WGS84")
    if zone.lat is not None and zone.lon is not None and zone.radius_m is not None:
        away = geod.inv(lon, lat, zone.lon, zone.lat)[2] - zone.radius_m
    else:
        away = _outside(zone, lat, lon, geod)
    return bool(away <= reach_km * 1000 + Rules().approach_m)


#: Nothing within a polygon is so far from its corners, which lie at most 9,000 km from its middle.
_OPPOSITE_M: Final = 1e7


def _outside(zone: Zone, lat: float, lon: float, geod: Any) -> float:
    """Metres from a position to a polygon, 0 within it: in the plane about the position, where ways through it are
    straight and distances from it true."""
    inside, away = False, math.inf
    for ring in zone.rings:
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        azimuths, _, metres = geod.inv([lon] * len(ring), [lat] * len(ring), xs, ys)
        if min(metres) > _OPPOSITE_M:
            # From the other side of the Earth the boundary lies all around as well.
            return float(min(metres))
        plane = [
            (length * math.sin(math.radians(turn)), length * math.cos(math.radians(turn)))
            for turn, length in zip(azimuths, metres, strict=True)
        ]
        for (x0, y0), (x1, y1) in pairwise(plane):
            if (y0 > 0) != (y1 > 0) and x0 + (x1 - x0) * y0 / (y0 - y1) > 0:
                inside = not inside
            square = (x1 - x0) ** 2 + (y1 - y0) ** 2
            along = 0.0 if not square else min(1.0, max(0.0, -(x0 * (x1 - x0) + y0 * (y1 - y0)) / square))
            away = min(away, math.hypot(x0 + along * (x1 - x0), y0 + along * (y1 - y0)))
    return 0.0 if inside else away
