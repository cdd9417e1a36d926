"""Whether two footprints on the ground have a point in common."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from pyproj import Geod

from .compiled import compiled
from .ellipsoid import MAX_RADIUS, Floats, chord_bounds, earth_centred
from .exact import wgs84
from .kernel import turn
from .presence import Ground
from .rings import Outline, outline
from .zones import Circle, Polygon, Zones, check_circles


class Footprint(Struct, frozen=True):
    """A shape with the circle that bounds it: `lat`, `lon` degrees, `reach` metres, `place` earth-centred."""

    shape: Circle | Polygon
    lat: float
    lon: float
    reach: float
    place: Floats
    drawn: Outline | None


def footprint(shape: Circle | Polygon, name: str) -> Footprint:
    """The footprint of a shape; raises InvalidValue, naming it `name`, for a shape that is none."""
    if isinstance(shape, Circle):
        lat, lon, reach, drawn = shape.lat, shape.lon, shape.radius_m, None
        check_circles(np.array([[lat, lon, reach]]), [name])
    else:
        drawn = outline(shape.rings, name, wgs84())
        (lat, lon), reach = drawn.middle, drawn.reach
    x, y, z = earth_centred(np.array(lat), np.array(lon))
    return Footprint(shape, lat, lon, reach, np.array([float(x), float(y), float(z)]), drawn)


def bounds_meet(one: Footprint, places: Floats, lat: Floats, lon: Floats, reach: Floats, geod: Geod) -> np.ndarray:
    """Whether the bounding circle of `one` meets each of others (n,): the chord decides, in its ring the geodesic."""
    chord = np.linalg.norm(places - one.place, axis=1)
    together = reach + one.reach
    inner, outer = chord_bounds(np.minimum(together, MAX_RADIUS))
    meet = chord <= outer
    unsure = np.flatnonzero(meet & (chord >= inner))
    if len(unsure):
        here = np.ones(len(unsure))
        _, _, away = geod.inv(one.lon * here, one.lat * here, lon[unsure], lat[unsure])
        meet[unsure] = away <= together[unsure]
    return np.asarray(meet | (together >= MAX_RADIUS))


def overlap(one: Footprint, other: Footprint) -> bool:
    """Whether two footprints whose bounding circles meet have a point in common. Two circles then do."""
    if one.drawn is None and other.drawn is None:
        return True
    if one.drawn is None:
        one, other = other, one
    assert one.drawn is not None
    ground = Ground(Zones([one.shape]))
    if isinstance(other.shape, Circle):
        at = np.array([other.lat]), np.array([other.lon])
        away = ground.signed(0, other.place.reshape(1, 3), *at)[0]
        return bool(away <= other.shape.radius_m)
    assert other.drawn is not None
    return bool(
        ground.zones.contains(*_corners(other.shape)).point.size
        or Zones([other.shape]).contains(*_corners(one.shape)).point.size
        or _cross(one.drawn.ends, other.drawn.ends)
    )


def _corners(shape: Circle | Polygon) -> tuple[Floats, Floats]:
    assert isinstance(shape, Polygon)
    corners = np.array([corner for ring in shape.rings for corner in ring], dtype=np.float64)
    return np.ascontiguousarray(corners[:, 1]), np.ascontiguousarray(corners[:, 0])


@compiled
def _cross(ends: Floats, others: Floats) -> bool:
    """Whether an edge of one boundary crosses one of another."""
    for i in range(len(ends)):
        px, py, pz, qx, qy, qz = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3], ends[i, 4], ends[i, 5]
        for j in range(len(others)):
            rx, ry, rz, sx, sy, sz = others[j, 0], others[j, 1], others[j, 2], others[j, 3], others[j, 4], others[j, 5]
            # Both arcs on one half of the Earth, else the planes may meet on the far side.
            if px * rx + py * ry + pz * rz <= 0:
                continue
            if (turn(px, py, pz, qx, qy, qz, rx, ry, rz) >= 0) != (turn(px, py, pz, qx, qy, qz, sx, sy, sz) >= 0) and (
                turn(rx, ry, rz, sx, sy, sz, px, py, pz) >= 0
            ) != (turn(rx, ry, rz, sx, sy, sz, qx, qy, qz) >= 0):
                return True
    return False
