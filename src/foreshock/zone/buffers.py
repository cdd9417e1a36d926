"""The line at a distance outside of a polygon: its warning and its approach ring, for drawings and files.

Points are set off from the boundary at right angles by geodesics, in a fan about corners that point outwards, and those
that come nearer to another part of the boundary than the distance are left out. What is left lies at the distance to
within a hundredth of it. Whether something is inside a ring is never asked of this line, but of distances.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from foreshock.model import Zone

Ring = Sequence[tuple[float, float]]
Point = tuple[float, float, float]

#: Samples of the boundary for each distance, and the step of a fan, degrees.
_SAMPLES, _FAN = 8, 10.0
#: The most samples of one boundary: a coastline is drawn more coarsely.
_MOST: Final = 4000
#: How much nearer than the distance a kept point may come to the boundary, as a share.
_NEARER: Final = 1e-4
_A, _F = 6_378_137.0, 1 / 298.257223563


def outlines_beyond(zone: Zone, out_m: float) -> list[list[tuple[float, float]]]:
    """The line `out_m` metres outside of each outer ring of a polygon, without those that are empty."""
    lines = (beyond(tuple(ring), out_m) for ring in zone.rings if _is_outer(ring, zone.rings))
    return [line for line in lines if line]


def _is_outer(ring: Ring, rings: Sequence[Ring]) -> bool:
    """Whether an even number of the other rings hold a corner of this one; in longitude and latitude, for drawings."""
    x, y = ring[0]
    held = 0
    for other in rings:
        if other is not ring:
            turned = [((lon - x + 180) % 360 - 180, lat - y) for lon, lat in other]
            ways = ((a, b) for a, b in pairwise(turned) if (a[1] > 0) != (b[1] > 0) and abs(a[0] - b[0]) < 180)
            held += sum(a[0] + (b[0] - a[0]) * a[1] / (a[1] - b[1]) > 0 for a, b in ways) % 2
    return held % 2 == 0


@lru_cache(128)
def beyond(ring: Ring, out_m: float) -> list[tuple[float, float]]:
    """The closed line `out_m` metres outside of a closed ring of (lon, lat), degrees. Longitudes run on across the
    180th meridian. Where a bay is narrower than twice the distance, the line runs straight across its mouth.
    """
    from pyproj import Geod  # heavy: 0.15 s

    geod = Geod(ellps="WGS84")
    corners = [a for a, b in pairwise(ring) if a != b]
    legs = [(a, b, *_leg(geod, a, b)) for a, b in pairwise([*corners, corners[0]])]
    area, _ = geod.polygon_area_perimeter([x for x, _ in ring], [y for _, y in ring])
    side = 90.0 if area > 0 else -90.0
    around = sum(length for *_, length, _ in legs)
    step = max(out_m / _SAMPLES, around / _MOST)
    samples: list[tuple[float, float]] = []
    set_off: list[tuple[float, float]] = []
    for number, (start, _, azimuth, length, _) in enumerate(legs):
        arriving = legs[number - 1][4]
        turns = (azimuth - arriving + 180) % 360 - 180
        # A corner that points outwards: the line runs round it in a fan.
        fan = max(1, math.ceil(abs(turns) / _FAN)) if turns * side < 0 else 0
        set_off += [_away(geod, start, arriving + side + turns * k / fan, out_m) for k in range(fan)]
        count = max(1, math.ceil(length / step))
        for k in range(count):
            place, heading = _along(geod, start, azimuth, length * k / count)
            samples.append(place)
            set_off.append(_away(geod, place, heading + side, out_m))
    near = _Near(samples, out_m * (1 - _NEARER))
    kept = [place for place in set_off if not near.any(place)]
    return _running([*kept, kept[0]]) if len(kept) > 2 else []


def unrolled(ring: Ring) -> list[tuple[float, float]]:
    """A closed ring of (lon, lat) whose longitudes run on across the 180th meridian, with a corner where an edge, a
    geodesic, meets it. About a pole the last longitude is 360 degrees from the first.
    """
    from pyproj import Geod  # heavy: 0.15 s

    geod = Geod(ellps="WGS84")
    line = [ring[0]]
    for (x0, y0), (x1, y1) in pairwise(ring):
        if abs(x1 - x0) > 180:
            azimuth, _, length = geod.inv(x0, y0, x1, y1)
            low, high = 0.0, length
            for _ in range(60):
                middle = (low + high) / 2
                lon = geod.fwd(x0, y0, azimuth, middle)[0]
                low, high = (middle, high) if (lon > 0) == (x0 > 0) else (low, middle)
            line.append((math.copysign(180.0, x0), geod.fwd(x0, y0, azimuth, low)[1]))
        line.append((x1, y1))
    return _running(line)


def _leg(geod: Any, a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float, float]:
    """Azimuth at the start, length, azimuth at the end."""
    azimuth, back, length = geod.inv(a[0], a[1], b[0], b[1])
    return azimuth, length, back + 180


def _along(geod: Any, start: tuple[float, float], azimuth: float, away: float) -> tuple[tuple[float, float], float]:
    """The place so far along a geodesic, and its heading there."""
    if not away:
        return start, azimuth
    lon, lat, back = geod.fwd(start[0], start[1], azimuth, away)
    return (lon, lat), back + 180


def _away(geod: Any, place: tuple[float, float], azimuth: float, metres: float) -> tuple[float, float]:
    lon, lat, _ = geod.fwd(place[0], place[1], azimuth, metres)
    return lon, lat


def _running(line: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    made: list[tuple[float, float]] = []
    for lon, lat in line:
        shift = 360 * round((lon - made[-1][0]) / 360) if made else 0
        made.append((lon - shift, lat))
    return made


class _Near:
    """Points on the Earth in cubes as wide as a distance, to ask whether one lies nearer than that."""

    def __init__(self, places: Iterable[tuple[float, float]], metres: float) -> None:
        # A chord is shorter than the geodesic, by less than a ten-thousandth up to 200 km.
        self._metres, self._cubes = metres, dict[tuple[int, int, int], list[Point]]()
        for place in places:
            point = _earth_centred(*place)
            self._cubes.setdefault(self._cube(point), []).append(point)

    def any(self, place: tuple[float, float]) -> bool:
        point = _earth_centred(*place)
        square = self._metres * self._metres
        return any(
            sum((a - b) ** 2 for a, b in zip(point, other, strict=True)) < square for other in self._around(point)
        )

    def _around(self, point: Point) -> Iterator[Point]:
        x, y, z = self._cube(point)
        for i in (x - 1, x, x + 1):
            for j in (y - 1, y, y + 1):
                for k in (z - 1, z, z + 1):
                    yield from self._cubes.get((i, j, k), ())

    def _cube(self, point: Point) -> tuple[int, int, int]:
        x, y, z = (math.floor(part / self._metres) for part in point)
        return x, y, z


def _earth_centred(lon: float, lat: float) -> Point:
    phi, lam, square = math.radians(lat), math.radians(lon), _F * (2 - _F)
    across = _A / math.sqrt(1 - square * math.sin(phi) ** 2)
    return (
        across * math.cos(phi) * math.cos(lam),
        across * math.cos(phi) * math.sin(lam),
        across * (1 - square) * math.sin(phi),
    )
