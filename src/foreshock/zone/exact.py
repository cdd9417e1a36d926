"""The decisions that chord and plane leave open, made on the geodesics themselves (Karney, through pyproj)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from .ellipsoid import GUARD, Floats, bow, earth_centred
from .rings import Outline, along

Bools = NDArray[np.bool_]

#: Below this bow (metres) a piece of edge is straight to the last digit that a coordinate holds.
_STRAIGHT = 1e-10
#: Two directions; a point looks towards the one that is well away from it.
_LOOK = np.array([[0.36, 0.48, 0.8], [0.8, -0.36, 0.48]])


def wgs84() -> Geod:
    """The ellipsoid whose geodesics decide."""
    return Geod(ellps="WGS84")


def in_circle(geod: Geod, lat: Floats, lon: Floats, centre_lat: Floats, centre_lon: Floats, radius: Floats) -> Bools:
    """Whether geodesic distance ≤ radius (metres), pair by pair; shapes (n,)."""
    _, _, distance = geod.inv(centre_lon, centre_lat, lon, lat)
    return np.asarray(distance <= radius)


def _crossed(x: Floats, look: Floats, p: Floats, q: Floats) -> NDArray[np.int64]:
    """1 where the half circle from X through `look` to the point opposite X crosses the arc PQ, else 0."""
    side_p = np.einsum("ij,ij->i", np.cross(look, p), x) >= 0
    side_q = np.einsum("ij,ij->i", np.cross(look, q), x) >= 0
    turn = np.einsum("ij,ij->i", np.cross(p - x, q - x), x)
    return np.asarray((side_p != side_q) & np.where(side_q, turn > 0, turn < 0), dtype=np.int64)


def in_polygon(geod: Geod, lat: Floats, lon: Floats, shape: Outline) -> Bools:
    """Whether points (n,) lie inside a polygon, by halving every piece of edge that runs near a point.

    A point on the boundary to within rounding (about 10 nm) falls on one side, the same each time.
    """
    inside = np.zeros(len(lat), dtype=np.bool_)
    lat0, lon0 = np.full(len(lat), shape.middle[0]), np.full(len(lat), shape.middle[1])
    _, _, away = geod.inv(lon0, lat0, lon, lat)
    close = np.flatnonzero(away <= shape.reach)
    # A table of point times piece: in blocks, so that a coastline does not fill the memory.
    block = max(1, 200_000 // len(shape.lat))
    for begin in range(0, len(close), block):
        part = close[begin : begin + block]
        inside[part] = _block(geod, lat[part], lon[part], shape)
    return inside


def _block(geod: Geod, lat: Floats, lon: Floats, shape: Outline) -> Bools:
    x = np.stack(earth_centred(lat, lon), axis=1)
    unit = x / np.linalg.norm(x, axis=1)[:, None]
    look = np.where((np.abs(unit @ _LOOK[0]) < 0.8)[:, None], _LOOK[0], _LOOK[1])
    pieces = len(shape.lat)
    who = np.repeat(np.arange(len(lat)), pieces)
    edge = np.tile(np.arange(pieces), len(lat))
    t0, t1 = shape.t0[edge], shape.t1[edge]
    p, q = shape.ends[edge, :3], shape.ends[edge, 3:]
    crossings = np.zeros(len(lat), dtype=np.int64)
    while len(who):
        length = (t1 - t0) * shape.length[edge]
        width = bow(length)
        open_now = (width > _STRAIGHT) & _near(x[who], p, q, 1.01 * width + 2 * GUARD)
        done = ~open_now
        crossed = _crossed(x[who[done]], look[who[done]], p[done], q[done])
        crossings += np.bincount(who[done], weights=crossed, minlength=len(lat)).astype(np.int64)
        who, edge, t0, t1, p, q = who[open_now], edge[open_now], t0[open_now], t1[open_now], p[open_now], q[open_now]
        if not len(who):
            break
        half = (t0 + t1) / 2
        cut = along(geod, shape.lat[edge], shape.lon[edge], shape.azimuth[edge], shape.length[edge], half)
        who, edge = np.concatenate([who, who]), np.concatenate([edge, edge])
        t0, t1 = np.concatenate([t0, half]), np.concatenate([half, t1])
        p, q = np.concatenate([p, cut]), np.concatenate([cut, q])
    return np.asarray(crossings % 2 == 1)


def _near(x: Floats, p: Floats, q: Floats, width: Floats) -> Bools:
    """Whether points may lie within `width` (metres) of arcs PQ; errs towards yes."""
    way = q - p
    normal = np.cross(p, way)
    off = np.abs(np.einsum("ij,ij->i", normal, x - p)) / np.linalg.norm(normal, axis=1)
    reach = 2 * width * (np.linalg.norm(way, axis=1) + width)
    return np.asarray((off <= width) & (np.einsum("ij,ij->i", x - p, x - q) <= reach))
