"""How far inside or outside a zone something was, how probably inside, and whether it passed between two fixes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from .compiled import compiled
from .ellipsoid import RHO_MAX, RHO_MIN, Floats, chord_bounds, earth_centred
from .rings import Outline
from .zones import Circle, Zones

_RHO = (RHO_MIN + RHO_MAX) / 2
#: Points looked at between two fixes, and how often the look is narrowed about the deepest.
_STEPS, _ROUNDS = 33, 3


@compiled
def _to_circle(
    place: Floats, x: float, y: float, z: float, radius: float, inner: float, outer: float, out: Floats
) -> int:
    """Signed distances to a circle's boundary; return how many the chord leaves undecided (written as NaN)."""
    unsure = 0
    for i in range(len(place)):
        dx, dy, dz = place[i, 0] - x, place[i, 1] - y, place[i, 2] - z
        chord = math.sqrt(dx * dx + dy * dy + dz * dz)
        away = abs(2 * _RHO * math.asin(min(1.0, chord / (2 * _RHO))) - radius)
        if chord < inner:
            out[i] = -away
        elif chord > outer:
            out[i] = away
        else:
            out[i] = math.nan
            unsure += 1
    return unsure


@compiled
def _to_boundary(place: Floats, ends: Floats, out: Floats) -> None:
    """Distance to the nearest arc: to its plane where the point lies beside it, else to its nearer end."""
    for i in range(len(place)):
        x, y, z = place[i, 0], place[i, 1], place[i, 2]
        least = math.inf
        for k in range(len(ends)):
            px, py, pz = ends[k, 0] - x, ends[k, 1] - y, ends[k, 2] - z
            wx, wy, wz = ends[k, 3] - ends[k, 0], ends[k, 4] - ends[k, 1], ends[k, 5] - ends[k, 2]
            share = -(px * wx + py * wy + pz * wz) / (wx * wx + wy * wy + wz * wz)
            if 0 < share < 1:
                nx, ny, nz = py * wz - pz * wy, pz * wx - px * wz, px * wy - py * wx
                # Distance from the straight line, less what the surface bulges above it there.
                away = (nx * nx + ny * ny + nz * nz) / (wx * wx + wy * wy + wz * wz)
                bulge = share * (1 - share) * (wx * wx + wy * wy + wz * wz) / (2 * _RHO)
                away = max(0.0, away - bulge * bulge)
            elif share <= 0:
                away = px * px + py * py + pz * pz
            else:
                away = (px + wx) ** 2 + (py + wy) ** 2 + (pz + wz) ** 2
            least = min(least, away)
        out[i] = 2 * _RHO * math.asin(min(1.0, math.sqrt(least) / (2 * _RHO)))


@compiled
def _boxed(low: Floats, high: Floats, middle: Floats, reach: Floats, slack: float, out: NDArray[np.int64]) -> int:
    """Write the zones whose bounding circle comes within `slack` metres of a box; return how many."""
    count = 0
    for i in range(len(reach)):
        limit, away = reach[i] + slack, 0.0
        for k in range(3):
            beyond = max(low[k] - middle[i, k], middle[i, k] - high[k])
            if beyond > limit:
                away = np.inf
                break
            if beyond > 0:
                away += beyond * beyond
        if away <= limit * limit:
            out[count] = i
            count += 1
    return count


class Ground:
    """The zones' geometry for tracks: signed distances, and the zones that a track comes near."""

    def __init__(self, zones: Zones) -> None:
        self.zones = zones
        self._geod = Geod(ellps="WGS84")
        middles, reach = [], []
        for number, shape in enumerate(zones.shapes):
            if isinstance(shape, Circle):
                middles.append((shape.lat, shape.lon))
                reach.append(shape.radius_m)
            else:
                drawn = self._outline(number)
                middles.append(drawn.middle)
                reach.append(drawn.reach)
        where = np.array(middles, dtype=np.float64).reshape(-1, 2)
        self._middle = np.stack(earth_centred(where[:, 0], where[:, 1]), axis=1)
        self._reach = np.array(reach, dtype=np.float64)
        self._circle = np.column_stack([self._middle, *chord_bounds(self._reach)])

    def _outline(self, number: int) -> Outline:
        return self.zones.outlines[number]

    def near(self, place: Floats, margin: float) -> list[int]:
        """Zones that a track may come within `margin` metres of, at its fixes or on the way between them."""
        if not len(place) or not len(self._reach):
            return []
        low, high = place.min(axis=0), place.max(axis=0)
        steps = np.linalg.norm(np.diff(place, axis=0), axis=1)
        # A way between fixes leaves their box by less than half its length.
        slack = margin + (float(steps.max()) / 2 if len(steps) else 0.0)
        found = np.empty(len(self._reach), np.int64)
        count = _boxed(low, high, self._middle, self._reach, slack, found)
        return [int(number) for number in found[:count]]

    def signed(self, number: int, place: Floats, lat: Floats, lon: Floats) -> Floats:
        """Metres to the zone's boundary (n,), negative inside. The sign is exact; the amount errs by less than 1 m
        for zones up to 300 km, and by less than 0.01 % beyond.
        """
        away = np.empty(len(place))
        shape = self.zones.shapes[number]
        if isinstance(shape, Circle):
            x, y, z, inner, outer = self._circle[number].tolist()
            if _to_circle(place, x, y, z, shape.radius_m, inner, outer, away):
                ring = np.flatnonzero(np.isnan(away))
                inside = self.zones.decide(lat[ring], lon[ring], np.full(len(ring), number))
                # Within the ring the boundary is nearer than the amount is known.
                away[ring] = np.where(inside, 0.0, np.nextafter(0.0, 1.0))
            return away
        _to_boundary(place, self._outline(number).ends, away)
        return np.where(self.zones.inside(number, lat, lon), -away, away)

    def deepest_between(self, number: int, lat: Floats, lon: Floats, first: int, second: int) -> tuple[float, float]:
        """The least signed distance on the geodesic between two fixes, and at which share of it (0 to 1)."""
        azimuth, _, length = self._geod.inv(lon[first], lat[first], lon[second], lat[second])
        low, high = 0.0, 1.0
        depth, share = math.inf, 0.5
        for _ in range(_ROUNDS):
            shares = np.linspace(low, high, _STEPS)
            there_lon, there_lat, _ = self._geod.fwd(
                np.full(_STEPS, lon[first]), np.full(_STEPS, lat[first]), np.full(_STEPS, azimuth), shares * length
            )
            place = np.stack(earth_centred(there_lat, there_lon), axis=1)
            signed = self.signed(number, place, there_lat, there_lon)
            best = int(np.argmin(signed))
            depth, share = float(signed[best]), float(shares[best])
            low, high = float(shares[max(0, best - 1)]), float(shares[min(_STEPS - 1, best + 1)])
        return depth, share


def probability_inside(signed: Floats, accuracy: Floats, radius: float = math.inf) -> Floats:
    """Probability (n,) that a position with standard deviation `accuracy` on each axis lies inside.

    For a straight boundary this is the normal distribution; for a circle of `radius` metres the first-order term of
    its curvature is added (exact to .01 while `accuracy` is below a tenth of the radius).
    """
    argument = -(signed + accuracy * accuracy / (2 * radius)) / accuracy
    return _normal(np.ascontiguousarray(argument))


@compiled
def _normal(values: Floats) -> Floats:
    out = np.empty_like(values)
    for i in range(len(values)):
        out[i] = 0.5 * math.erfc(-values[i] / math.sqrt(2.0))
    return out
