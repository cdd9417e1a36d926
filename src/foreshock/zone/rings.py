"""Rings of geodesic edges: checked, cut into pieces that barely leave a plane, and bounded by a circle."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from pyproj import Geod

from foreshock.model import InvalidValue

from .compiled import compiled
from .ellipsoid import GUARD, A, Floats, bow, earth_centred, geodetic
from .kernel import turn

Ring = tuple[tuple[float, float], ...]

#: Longest piece of an edge, metres: its bow is then at most 17 cm.
_PIECE = 50_000.0
#: Longest edge, metres: well below the length at which two shortest ways can exist.
_LONGEST_EDGE = 9_000_000.0
#: Farthest point of a polygon from its middle, metres: the polygon then lies within a hemisphere.
_WIDEST = 9_000_000.0
#: Area for each metre of a ring, square metres, below which it only runs to and fro: corners resolve nanometres.
_THINNEST = 1e-6


class Outline(Struct, frozen=True):
    """A polygon's edges, cut into pieces. Arrays of shape (n,), metres and degrees.

    Piece i runs from fraction `t0` to `t1` of the geodesic that starts at `lat`, `lon` with azimuth `azimuth` and has
    `length` metres. `ends[i]` is P, Q (earth-centred). `middle` and `reach` bound the whole polygon by a circle.
    """

    lat: Floats
    lon: Floats
    azimuth: Floats
    length: Floats
    t0: Floats
    t1: Floats
    ends: Floats
    middle: tuple[float, float]
    reach: float


def check_ring(ring: Ring, name: str) -> Floats:
    """The ring as an array (n, 2) of [lon, lat], closed, without repeated corners; raises InvalidValue."""
    corners = np.asarray(ring, dtype=np.float64)
    if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 4:
        raise InvalidValue(f"zone {name!r}: a ring has {len(ring)} positions; give at least 4, the last like the first")
    wrong = ~(np.isfinite(corners).all(axis=1) & (np.abs(corners[:, 0]) <= 180) & (np.abs(corners[:, 1]) <= 90))
    if wrong.any():
        lon, lat = corners[int(np.argmax(wrong))]
        raise InvalidValue(f"zone {name!r}: no position: [{lon}, {lat}]; write [longitude, latitude] in degrees")
    if not (corners[0] == corners[-1]).all():
        raise InvalidValue(f"zone {name!r}: a ring is not closed: make its last position {corners[0].tolist()}")
    places = np.stack(earth_centred(corners[:, 1], corners[:, 0]), axis=1)
    moved = np.linalg.norm(np.diff(places, axis=0), axis=1) > 1e-3
    kept = corners[np.concatenate([[True], moved])]
    if not (kept[0] == kept[-1]).all():
        kept[-1] = kept[0]
    if len(kept) < 4:
        raise InvalidValue(f"zone {name!r}: a ring encloses nothing: it has fewer than 3 different corners")
    return np.asarray(kept)


def outline(rings: tuple[Ring, ...], name: str, geod: Geod) -> Outline:
    """Cut the edges of a polygon's rings into pieces. Raises InvalidValue for edges or polygons that are too long,
    and for a boundary that crosses itself.
    """
    checked = [check_ring(ring, name) for ring in rings]
    starts = np.concatenate([ring[:-1] for ring in checked])
    stops = np.concatenate([ring[1:] for ring in checked])
    azimuth, _, length = geod.inv(starts[:, 0], starts[:, 1], stops[:, 0], stops[:, 1])
    if length.max() > _LONGEST_EDGE:
        raise InvalidValue(
            f"zone {name!r}: an edge is {length.max() / 1000:,.0f} km long; put corners at most "
            f"{_LONGEST_EDGE / 1000:,.0f} km apart"
        )
    pieces = np.maximum(1, np.ceil(length / _PIECE)).astype(np.int64)
    edge = np.repeat(np.arange(len(pieces)), pieces)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    # Cuts at uneven fractions, so that two edges that cross in the middle do not meet at cuts.
    t0 = np.where(step == 0, 0.0, (step + 0.137) / pieces[edge])
    t1 = np.where(step + 1 == pieces[edge], 1.0, (step + 1.137) / pieces[edge])
    lat, lon, azimuth, length = starts[edge, 1], starts[edge, 0], azimuth[edge], length[edge]
    first = along(geod, lat, lon, azimuth, length, t0)
    second = along(geod, lat, lon, azimuth, length, t1)
    at_end = t1 == 1
    second[at_end] = np.stack(earth_centred(stops[:, 1], stops[:, 0]), axis=1)[edge[at_end]]
    ends = np.concatenate([first, second], axis=1)
    _refuse_crossing(ends, length * (t1 - t0), name)
    for ring in checked:
        area, around = geod.polygon_area_perimeter(ring[:, 0], ring[:, 1])
        if abs(area) < _THINNEST * around:
            raise InvalidValue(f"zone {name!r}: a ring encloses nothing: it runs back over itself; give it an area")
    middle, reach = _bound(ends, length * (t1 - t0), name, geod)
    return Outline(lat, lon, azimuth, length, t0, t1, ends, middle, reach)


def along(geod: Geod, lat: Floats, lon: Floats, azimuth: Floats, length: Floats, fraction: Floats) -> Floats:
    """Earth-centred points (n, 3), metres, at fractions of geodesics."""
    there_lon, there_lat, _ = geod.fwd(lon, lat, azimuth, fraction * length)
    start = fraction == 0
    there_lon, there_lat = np.where(start, lon, there_lon), np.where(start, lat, there_lat)
    return np.stack(earth_centred(there_lat, there_lon), axis=1)


def _bound(ends: Floats, length: Floats, name: str, geod: Geod) -> tuple[tuple[float, float], float]:
    weighted = ((ends[:, :3] + ends[:, 3:]) * length[:, None]).sum(axis=0)
    if np.linalg.norm(weighted) < 1e3:
        raise InvalidValue(f"zone {name!r}: the polygon winds round the Earth; cut it in two")
    lat, lon = geodetic(*weighted)
    spread = np.degrees(np.arctan2(ends[:, 1], ends[:, 0]))
    height = np.degrees(np.arctan2(ends[:, 2], (1 - geod.es) * np.hypot(ends[:, 0], ends[:, 1])))
    _, _, away = geod.inv(np.full(len(ends), lon), np.full(len(ends), lat), spread, height)
    reach = float((away + length).max()) + 1.0
    if reach > _WIDEST:
        raise InvalidValue(
            f"zone {name!r}: the polygon reaches {reach / 1000:,.0f} km from its middle; at most "
            f"{_WIDEST / 1000:,.0f} km, so that inside and outside are plain"
        )
    return (lat, lon), reach


@compiled
def _crossing(ends: Floats, length: Floats) -> tuple[int, int]:
    """The first two pieces that cross properly, or (-1, -1)."""
    for i in range(len(ends)):
        px, py, pz, qx, qy, qz = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3], ends[i, 4], ends[i, 5]
        for j in range(i + 1, len(ends)):
            rx, ry, rz, sx, sy, sz = ends[j, 0], ends[j, 1], ends[j, 2], ends[j, 3], ends[j, 4], ends[j, 5]
            reach = length[i] + length[j]
            dx, dy, dz = px - rx, py - ry, pz - rz
            if dx * dx + dy * dy + dz * dz > reach * reach:
                continue
            # The tolerance is a millimetre: rings may touch, and neighbours share a corner.
            slack = 1e-3 * A * length[i]
            side_r = turn(px, py, pz, qx, qy, qz, rx, ry, rz)
            side_s = turn(px, py, pz, qx, qy, qz, sx, sy, sz)
            if abs(side_r) <= slack or abs(side_s) <= slack or (side_r > 0) == (side_s > 0):
                continue
            slack = 1e-3 * A * length[j]
            side_p = turn(rx, ry, rz, sx, sy, sz, px, py, pz)
            side_q = turn(rx, ry, rz, sx, sy, sz, qx, qy, qz)
            if abs(side_p) <= slack or abs(side_q) <= slack or (side_p > 0) == (side_q > 0):
                continue
            return i, j
    return -1, -1


def _refuse_crossing(ends: Floats, length: Floats, name: str) -> None:
    first, second = _crossing(ends, length)
    if first >= 0:
        planes = np.cross(ends[[first, second], :3], ends[[first, second], 3:])
        meeting = np.cross(planes[0], planes[1])
        lat, lon = geodetic(*(meeting * np.sign(meeting @ ends[first, :3])))
        raise InvalidValue(
            f"zone {name!r}: its boundary crosses itself near latitude {lat:.4f}, longitude {lon:.4f}; draw it "
            "without crossings"
        )


def edge_table(ends: Floats, length: Floats) -> Floats:
    """Rows of the kernel's table: P, Q, unit normal of their plane, width of the undecided band, its reach."""
    p, q = ends[:, :3], ends[:, 3:]
    normal = np.cross(p, q - p)
    normal /= np.linalg.norm(normal, axis=1)[:, None]
    width = 1.01 * bow(length) + 2 * GUARD
    chord = np.linalg.norm(q - p, axis=1)
    reach = 2 * width * (chord + width)
    return np.ascontiguousarray(np.column_stack([p, q, normal, width, reach]))
