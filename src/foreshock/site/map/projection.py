"""Map projections, from longitude and latitude in degrees to drawing units; y grows downwards.

Mercator on the sphere for regions, Equal Earth (Šavrič, Patterson and Jenny 2018) for the world, and the azimuthal
equidistant projection on the WGS84 ellipsoid around one place: distance and direction from the centre are true,
so that a geodesic circle around the centre is drawn as a circle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

from msgspec import Struct

WGS84_A = 6378137.0
WGS84_F = 1 / 298.257223563
WGS84_B = WGS84_A * (1 - WGS84_F)
#: Length of one degree on the sphere of the mean radius 6,371,008.8 m.
KM_PER_DEGREE = 111.195


class Window(Struct, frozen=True):
    """A rectangle of longitudes and latitudes in degrees. West may lie under -180 or east above 180."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        return self.east - self.west

    @property
    def height(self) -> float:
        return self.north - self.south

    @property
    def middle(self) -> tuple[float, float]:
        """(longitude, latitude)."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def grown(self, degrees: float) -> Window:
        return Window(
            self.west - degrees, max(-90.0, self.south - degrees), self.east + degrees, min(90.0, self.north + degrees)
        )

    def near(self, lon: float) -> float:
        """The longitude, turned by whole circles to lie as near to the window's middle as it can."""
        middle = (self.west + self.east) / 2
        return lon - 360 * round((lon - middle) / 360)

    def holds(self, lon: float, lat: float) -> bool:
        return self.west <= self.near(lon) <= self.east and self.south <= lat <= self.north


class Projection(Protocol):
    """Turns positions into drawing units."""

    def xy(self, lon: float, lat: float) -> tuple[float, float]: ...

    def line(self, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]: ...


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(max(-89.0, min(89.0, lat))) / 2))


class Mercator:
    """Mercator, with `window` fitted to `width` drawing units. `height` follows."""

    def __init__(self, window: Window, width: float) -> None:
        self.window = window
        self.width = width
        self.scale = width / math.radians(window.width)
        self._top = _mercator(window.north)
        self.height = self.scale * (self._top - _mercator(window.south))

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        return (
            math.radians(lon - self.window.west) * self.scale,
            (self._top - _mercator(lat)) * self.scale,
        )

    def line(self, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        per_degree, west, top, scale = self.width / self.window.width, self.window.west, self._top, self.scale
        log, tan, quarter, half = math.log, math.tan, math.pi / 4, math.pi / 360
        return [
            ((lon - west) * per_degree, (top - log(tan(quarter + max(-89.0, min(89.0, lat)) * half))) * scale)
            for lon, lat in points
        ]

    def degree(self, lat: float) -> float:
        """The height of one degree of latitude there, in drawing units."""
        return self.width / self.window.width / max(0.02, math.cos(math.radians(lat)))

    def lon_lat(self, x: float, y: float) -> tuple[float, float]:
        """The position under a drawing point."""
        lat = math.degrees(2 * math.atan(math.exp(self._top - y / self.scale)) - math.pi / 2)
        return self.window.west + math.degrees(x / self.scale), lat


_EE = (1.340264, -0.081106, 0.000893, 0.003796)


class EqualEarth:
    """Equal Earth around the middle meridian of `window`, the window's bounds fitted to `width` units."""

    def __init__(self, window: Window, width: float) -> None:
        self.window = window
        self.width = width
        self.scale, self._dx, self._dy = 1.0, 0.0, 0.0
        lats = (window.south, window.north, max(window.south, min(0.0, window.north)))
        edge = [self._raw(lon, lat) for lon in (window.west, window.east) for lat in lats]
        left, right = min(x for x, _ in edge), max(x for x, _ in edge)
        top, bottom = self._raw(0, window.north)[1], self._raw(0, window.south)[1]
        self.scale = width / (right - left)
        self._dx, self._dy = left, top
        self.height = (bottom - top) * self.scale

    def _raw(self, lon: float, lat: float) -> tuple[float, float]:
        a1, a2, a3, a4 = _EE
        lam = math.radians(lon - (self.window.west + self.window.east) / 2)
        t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
        t2 = t * t
        t6 = t2 * t2 * t2
        slope = a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)
        return (
            2 * math.sqrt(3) * lam * math.cos(t) / (3 * slope),
            -t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2)),
        )

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self._raw(lon, lat)
        return (x - self._dx) * self.scale, (y - self._dy) * self.scale

    def line(self, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        return [self.xy(lon, lat) for lon, lat in points]

    def degree(self, lat: float) -> float:
        """The height of one degree of latitude there, in drawing units."""
        return (self._raw(0, lat - 0.5)[1] - self._raw(0, lat + 0.5)[1]) * self.scale

    def lon_lat(self, x: float, y: float) -> tuple[float, float]:
        """The position under a drawing point, by Newton’s method; outside of the globe, one on its edge."""
        a1, a2, a3, a4 = _EE
        want = -(y / self.scale + self._dy)
        t = max(-1.0, min(1.0, want))
        for _ in range(6):
            t2 = t * t
            t6 = t2 * t2 * t2
            t -= (t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2)) - want) / (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2))
        t2 = t * t
        slope = a1 + 3 * a2 * t2 + t2**3 * (7 * a3 + 9 * a4 * t2)
        lam = (x / self.scale + self._dx) * 3 * slope / (2 * math.sqrt(3) * max(math.cos(t), 1e-9))
        lat = math.degrees(math.asin(max(-1.0, min(1.0, math.sin(t) * 2 / math.sqrt(3)))))
        middle = (self.window.west + self.window.east) / 2
        return middle + max(-180.0, min(180.0, math.degrees(lam))), lat


def inverse(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """Distance in metres and forward azimuth in radians on WGS84 (Vincenty 1975), good to a millimetre.

    Meant for what a local map shows. Between points that are nearly opposite on the globe, where the iteration
    does not settle, the answer of the sphere is given, within 0.6 per cent.
    """
    u1 = math.atan((1 - WGS84_F) * math.tan(math.radians(lat1)))
    u2 = math.atan((1 - WGS84_F) * math.tan(math.radians(lat2)))
    su1, cu1, su2, cu2 = math.sin(u1), math.cos(u1), math.sin(u2), math.cos(u2)
    span = math.radians((lon2 - lon1 + 180) % 360 - 180)
    lam = span
    for _ in range(40):
        sl, cl = math.sin(lam), math.cos(lam)
        sin_sigma = math.hypot(cu2 * sl, cu1 * su2 - su1 * cu2 * cl)
        if sin_sigma < 1e-15:
            return 0.0, 0.0
        cos_sigma = su1 * su2 + cu1 * cu2 * cl
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = cu1 * cu2 * sl / sin_sigma
        cos2_alpha = 1 - sin_alpha * sin_alpha
        cos2_m = cos_sigma - 2 * su1 * su2 / cos2_alpha if cos2_alpha > 1e-12 else 0.0
        c = WGS84_F / 16 * cos2_alpha * (4 + WGS84_F * (4 - 3 * cos2_alpha))
        before = lam
        lam = span + (1 - c) * WGS84_F * sin_alpha * (
            sigma + c * sin_sigma * (cos2_m + c * cos_sigma * (2 * cos2_m * cos2_m - 1))
        )
        if abs(lam - before) < 1e-11:
            break
    else:
        cl = math.cos(span)
        sigma = math.acos(max(-1.0, min(1.0, su1 * su2 + cu1 * cu2 * cl)))
        return sigma * 6371008.8, math.atan2(cu2 * math.sin(span), cu1 * su2 - su1 * cu2 * cl)
    up2 = cos2_alpha * (WGS84_A**2 - WGS84_B**2) / WGS84_B**2
    a = 1 + up2 / 16384 * (4096 + up2 * (-768 + up2 * (320 - 175 * up2)))
    b = up2 / 1024 * (256 + up2 * (-128 + up2 * (74 - 47 * up2)))
    delta = b * sin_sigma * (
        cos2_m + b / 4 * (
            cos_sigma * (2 * cos2_m**2 - 1)
            - b / 6 * cos2_m * (4 * sin_sigma**2 - 3) * (4 * cos2_m**2 - 3)
        )
    )  # fmt: skip
    azimuth = math.atan2(cu2 * math.sin(lam), cu1 * su2 - su1 * cu2 * math.cos(lam))
    return WGS84_B * a * (sigma - delta), azimuth


class Azimuthal:
    """Azimuthal equidistant on WGS84 around (lat, lon); the centre is drawn at (cx, cy), `scale` units a metre."""

    def __init__(self, lat: float, lon: float, cx: float, cy: float, scale: float) -> None:
        self.lat, self.lon = lat, lon
        self.cx, self.cy, self.scale = cx, cy, scale

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        metres, azimuth = inverse(self.lat, self.lon, lat, lon)
        return (
            self.cx + metres * math.sin(azimuth) * self.scale,
            self.cy - metres * math.cos(azimuth) * self.scale,
        )

    def line(self, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        return [self.xy(lon, lat) for lon, lat in points]
