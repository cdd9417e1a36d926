"""Geodesics on WGS84, by Karney’s method as pyproj carries it."""

from __future__ import annotations

import math

from foreshock.model import InvalidValue


def circle(lat: float, lon: float, radius_m: float, n: int = 90) -> list[tuple[float, float]]:
    """`n` points (lon, lat), in degrees, at `radius_m` metres from a centre, clockwise from north, not closed.

    Longitudes run on across the antimeridian: they lie within 180° of the centre's own and may leave ±180, so that
    the points can be joined in order. Around a pole they make one full turn; such a ring encloses the pole and is
    no polygon in longitude and latitude until it is closed along the pole by whoever draws it.

    Raises InvalidValue for a position or radius that is none, and for fewer than 3 points. A radius may be up to
    half of the meridian, 10,001 km.
    """
    if not (math.isfinite(lat) and math.isfinite(lon) and -90 <= lat <= 90 and -180 <= lon <= 180):
        raise InvalidValue(f"no position: latitude {lat}, longitude {lon}; degrees within ±90 and ±180")
    if not (math.isfinite(radius_m) and 0 < radius_m <= 10_001_000):
        raise InvalidValue(f"no radius: {radius_m} m; above 0 and at most 10,001,000")
    if n < 3:
        raise InvalidValue(f"no circle of {n} points: 3 or more")
    from pyproj import Geod  # heavy: 0.15 s

    turns = [360 * k / n for k in range(n)]
    lons, lats, _ = Geod(ellps="WGS84").fwd([lon] * n, [lat] * n, turns, [radius_m] * n)
    points = [(float(lons[0]), float(lats[0]))]
    for x, y in zip(lons[1:], lats[1:], strict=True):
        before = points[-1][0]
        points.append((float(x) - 360 * round((x - before) / 360), float(y)))
    shift = 360 * round((sum(x for x, _ in points) / n - lon) / 360)
    return [(x - shift, y) for x, y in points]
