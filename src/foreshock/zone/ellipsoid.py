"""WGS84, and what the straight line through the Earth says about the way along its surface.

Two bounds carry the kernel; docs/zone.md proves both. For two points a geodesic distance s apart (s at most
10,000 km), with all normal curvatures of the ellipsoid between 1/RHO_MAX and 1/RHO_MIN, the chord c obeys

    2 RHO_MIN sin(s / 2 RHO_MIN)  ≤  c  ≤  2 RHO_MAX sin(s / 2 RHO_MAX).

And a geodesic of length L stays within `bow(L)` of the plane through its two ends and the Earth's centre.
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

A: Final = 6378137.0
F: Final = 1 / 298.257223563
B: Final = A * (1 - F)
E2: Final = F * (2 - F)

#: Smallest and largest radius of normal curvature, metres: north–south at the equator, any way at a pole.
RHO_MIN: Final = B * B / A
RHO_MAX: Final = A * A / B

#: What rounding may add to a chord, metres. The proven sum of all rounding is below 5e-8; see docs/zone.md.
GUARD: Final = 1e-6

#: Largest radius of a circle, metres: a quarter of the Earth.
MAX_RADIUS: Final = 10_000_000.0

#: Largest angle between the vertical and the direction to the Earth's centre, as its sine.
SIN_PSI: Final = math.sin(math.atan((A * A - B * B) / (2 * A * B)))
OMEGA: Final = math.sqrt(A / B**3)


def chord_bounds(radius_m: Floats) -> tuple[Floats, Floats]:
    """Chords (metres) that decide a circle: below the first a point is inside, above the second outside.

    `radius_m` in (0, 10,000,000]; any shape. Between the two only the geodesic decides. The first is negative
    where no chord proves that a point is inside.
    """
    inner = 2 * RHO_MIN * np.sin(radius_m / (2 * RHO_MIN)) - GUARD
    outer = 2 * RHO_MAX * np.sin(radius_m / (2 * RHO_MAX)) + GUARD
    return inner, outer


def bow(length_m: Floats) -> Floats:
    """How far (metres) a geodesic of this length can leave the plane of its ends and the Earth's centre."""
    return np.asarray(B * SIN_PSI * (1 / np.cos(OMEGA * length_m / 2) - 1), dtype=np.float64)


def earth_centred(lat: Floats, lon: Floats) -> tuple[Floats, Floats, Floats]:
    """Earth-centred coordinates x, y, z (metres) of points on the ellipsoid given in degrees; any shape."""
    phi, lam = np.radians(lat), np.radians(lon)
    sin_phi, cos_phi = np.sin(phi), np.cos(phi)
    prime_vertical = A / np.sqrt(1 - E2 * sin_phi * sin_phi)
    p = prime_vertical * cos_phi
    return p * np.cos(lam), p * np.sin(lam), prime_vertical * (1 - E2) * sin_phi


def geodetic(x: float, y: float, z: float) -> tuple[float, float]:
    """Latitude and longitude (degrees) of the point of the ellipsoid in the direction x, y, z from the centre."""
    return math.degrees(math.atan2(z, (1 - E2) * math.hypot(x, y))), math.degrees(math.atan2(y, x))
