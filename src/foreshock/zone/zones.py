"""Zones, indexed once and then asked for millions of points at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from foreshock.model import InvalidValue, TooLarge, Zone

from .cover import cover, pack
from .ellipsoid import MAX_RADIUS, Floats, chord_bounds, earth_centred
from .exact import in_circle, in_polygon, wgs84
from .grid import Ints, lay_out, level_of
from .kernel import find
from .pieces import place_polygons
from .rings import Outline, Ring, outline

#: Points whose cells are looked up together.
_BLOCK = 1024
#: Points handled between two looks at the output's size.
_BATCH = 1 << 17
#: Largest number of grid entries, so that the index stays within a laptop's memory.
_MOST_ENTRIES = 100_000_000


class Pairs(Struct, frozen=True):
    """Which point lies in which zone: numbers of both, each of shape (pairs,), in order of point, then zone."""

    point: Ints
    zone: Ints

    def __len__(self) -> int:
        return len(self.point)


class Circle(Struct, frozen=True):
    """All points at most `radius_m` metres of geodesic from `lat`, `lon` (degrees)."""

    lat: float
    lon: float
    radius_m: float


class Polygon(Struct, frozen=True):
    """The points that an odd number of `rings` enclose: outer rings, holes, further outer rings.

    Rings are closed tuples of (lon, lat) in degrees, joined by geodesics, in either direction of winding.
    """

    rings: tuple[Ring, ...]


class Zones:
    """An index over circles and polygons on WGS84.

    `ids` are the names under which zones appear in files. Construction raises InvalidValue for a zone that is none,
    and TooLarge when the zones together would need too large an index.
    """

    def __init__(self, shapes: Iterable[Circle | Polygon], ids: Sequence[str] | None = None) -> None:
        self.shapes = tuple(shapes)
        self.ids = tuple(ids) if ids is not None else tuple(str(i) for i in range(len(self.shapes)))
        if len(self.ids) != len(self.shapes):
            raise InvalidValue(f"{len(self.ids)} ids for {len(self.shapes)} zones: give one id a zone")
        self._geod = wgs84()
        self._index()

    @classmethod
    def circles(cls, lat: ArrayLike, lon: ArrayLike, radius_m: ArrayLike, ids: Sequence[str] | None = None) -> Zones:
        """Circles from arrays of shape (n,) in degrees and metres; `radius_m` may be one number for all."""
        lats, lons, radii = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (lat, lon, radius_m)))
        rows = zip(lats.tolist(), lons.tolist(), radii.tolist(), strict=True)
        return cls((Circle(*row) for row in rows), ids)

    @classmethod
    def from_geojson(cls, path: str | os.PathLike[str]) -> Zones:
        """Zones from a GeoJSON file: polygons, multipolygons, or points with the property `radius_m`."""
        from .geojson import read_zones

        return cls(*read_zones(path))

    @classmethod
    def of(cls, zones: Iterable[Zone]) -> Zones:
        """Zones from the nouns of a trigger list; only their shape on the ground counts here."""
        kept = list(zones)
        return cls((shape_of(zone) for zone in kept), [zone.id for zone in kept])

    def __len__(self) -> int:
        return len(self.shapes)

    def _index(self) -> None:
        n = len(self.shapes)
        round_ones = [i for i, shape in enumerate(self.shapes) if isinstance(shape, Circle)]
        discs = np.zeros((max(n, 1), 8))
        table = np.array(
            [(s.lat, s.lon, s.radius_m) for s in self.shapes if isinstance(s, Circle)], dtype=np.float64
        ).reshape(-1, 3)
        check_circles(table, [self.ids[i] for i in round_ones])
        number = np.array(round_ones, dtype=np.int32)
        inner, outer = chord_bounds(table[:, 2])
        discs[number, 0:3] = np.stack(earth_centred(table[:, 0], table[:, 1]), axis=1)
        discs[number, 3] = np.where(inner > 0, inner * inner, -1.0)
        discs[number, 4] = outer * outer
        self._circle = np.full((n, 3), np.nan)
        self._circle[number] = table
        self.outlines: dict[int, Outline] = {
            i: outline(shape.rings, self.ids[i], self._geod)
            for i, shape in enumerate(self.shapes)
            if isinstance(shape, Polygon)
        }
        reach = np.array([shape.reach for shape in self.outlines.values()], dtype=np.float64)
        levels = np.concatenate([level_of(table[:, 2]), level_of(reach)])
        used = np.unique(levels).tolist() or [0]
        slots = np.searchsorted(used, levels).astype(np.int32)
        layout = lay_out(used)
        cell, owner, kind = cover(
            np.ascontiguousarray(table[:, 0]),
            np.ascontiguousarray(table[:, 1]),
            np.ascontiguousarray(table[:, 2]),
            inner,
            outer,
            slots[: len(number)],
            layout,
        )
        entry = number[owner] * np.int32(4) + kind
        pieces = place_polygons(list(self.outlines), list(self.outlines.values()), slots[len(number) :], layout)
        aux = np.zeros(0, np.int32)
        if self.outlines:
            aux = np.concatenate([np.full(len(cell), -1, np.int32), pieces.aux])
            cell = np.concatenate([cell, pieces.cell])
            entry = np.concatenate([entry, pieces.zone * np.int32(4) + pieces.kind])
            order = np.argsort(entry, kind="stable")
            cell, entry, aux = cell[order], entry[order], aux[order]
        self._refuse_crowd(len(cell))
        cells = pack(layout.cells, cell, entry, aux)
        self._tables = (
            layout.inverse, layout.rows, layout.row_base, layout.columns, layout.scale, layout.cell_base,
            cells.bits, cells.rank, cells.head, cells.entry, cells.aux,
            discs, pieces.references, pieces.member_start, pieces.member, pieces.edges,
        )  # fmt: skip
        self._levels = len(used)

    @staticmethod
    def _refuse_crowd(entries: int) -> None:
        if entries > _MOST_ENTRIES:
            raise TooLarge(
                f"these zones need an index of {entries:,} entries; at most {_MOST_ENTRIES:,}: split them into "
                "several sets"
            )

    def contains(self, lat: ArrayLike, lon: ArrayLike) -> Pairs:
        """Every (point, zone) with the point inside or on the zone's boundary.

        `lat`, `lon` in degrees, shape (n,), within ±90 and ±180; anything else, or a value that is not finite,
        raises InvalidValue naming the first such point.
        """
        parts = list(self.batches(lat, lon))
        if len(parts) == 1:
            return parts[0]
        none = np.zeros(0, np.int32)
        return Pairs(
            np.concatenate([none, *(part.point for part in parts)]),
            np.concatenate([none, *(part.zone for part in parts)]),
        )

    def inside(self, zone: int, lat: Floats, lon: Floats) -> NDArray[np.bool_]:
        """Whether each point (n,) lies in one zone: shape (n,)."""
        pairs = self.contains(lat, lon)
        found = np.zeros(len(lat), dtype=np.bool_)
        found[pairs.point[pairs.zone == zone]] = True
        return found

    def batches(self, lat: ArrayLike, lon: ArrayLike) -> Iterator[Pairs]:
        """The same pairs, some 100,000 points at a time, so that memory does not grow with the answer."""
        lats, lons = check_points(lat, lon)
        expected = min(_BATCH, 64 + len(lats))
        for begin in range(0, len(lats), _BATCH):
            pairs, expected = self._pairs(lats, lons, begin, min(begin + _BATCH, len(lats)), expected)
            yield pairs

    def _pairs(self, lat: Floats, lon: Floats, begin: int, end: int, expected: int) -> tuple[Pairs, int]:
        """The pairs of some points, and the room to provide for the next."""
        point = np.empty(expected + len(self.shapes), np.int32)
        zone = np.empty_like(point)
        counts = np.zeros(1, np.int64)
        # Of each call's own, so that threads may ask the same zones at once.
        cells = np.empty((self._levels, _BLOCK), np.int32)
        at = begin
        while True:
            at = find(lat, lon, at, end, *self._tables, cells, point, zone, counts)
            if at == end:
                break
            done = max(1, at - begin)
            size = max(len(point), int(1.1 * counts[0] * (end - begin) / done)) + 2 * len(self.shapes)
            point, zone = _grown(point, size, int(counts[0])), _grown(zone, size, int(counts[0]))
        used = int(counts[0])
        return self._decide(lat, lon, point[:used], zone[:used]), max(min(_BATCH // 8, 64 + len(lat)), used + used // 8)

    def _decide(self, lat: Floats, lon: Floats, point: Ints, zone: Ints) -> Pairs:
        """Let the geodesic decide the pairs that carry a complement."""
        places = np.flatnonzero(zone < 0)
        if not len(places):
            return Pairs(point, zone)
        zone[places] = ~zone[places]
        keep = np.ones(len(zone), dtype=np.bool_)
        keep[places] = self.decide(lat[point[places]], lon[point[places]], zone[places])
        return Pairs(point[keep], zone[keep])

    def decide(self, lat: Floats, lon: Floats, zone: Ints) -> NDArray[np.bool_]:
        """Whether each point (n,) lies in the zone (n,) beside it, by geodesics alone: slow, and always right."""
        inside = np.zeros(len(zone), dtype=np.bool_)
        circle = self._circle[zone]
        is_round = np.isfinite(circle[:, 0])
        if is_round.any():
            c = circle[is_round]
            inside[is_round] = in_circle(self._geod, lat[is_round], lon[is_round], c[:, 0], c[:, 1], c[:, 2])
        for number in np.unique(zone[~is_round]):
            mine = zone == number
            inside[mine] = in_polygon(self._geod, lat[mine], lon[mine], self.outlines[int(number)])
        return inside


def check_circles(table: Floats, names: Sequence[str]) -> None:
    """Raise InvalidValue for the first row (lat, lon, radius) of `table` (n, 3) that is no circle."""
    lat, lon, radius = table[:, 0], table[:, 1], table[:, 2]
    good = (np.abs(lat) <= 90) & (np.abs(lon) <= 180) & (radius > 0) & (radius <= MAX_RADIUS)
    if not good.all():
        i = int(np.argmin(good))
        raise InvalidValue(
            f"zone {names[i]!r}: no circle: latitude {lat[i]}, longitude {lon[i]}, radius {radius[i]} m; degrees "
            f"within ±90 and ±180, metres above 0 and at most {MAX_RADIUS:,.0f}"
        )


def _grown(array: Ints, size: int, used: int) -> Ints:
    larger = np.empty(size, np.int32)
    larger[:used] = array[:used]
    return larger


def shape_of(zone: Zone) -> Circle | Polygon:
    """The shape of a zone of the model."""
    if zone.rings:
        return Polygon(zone.rings)
    assert zone.lat is not None and zone.lon is not None and zone.radius_m is not None
    return Circle(zone.lat, zone.lon, zone.radius_m)


def check_points(lat: ArrayLike, lon: ArrayLike, where: str = "", first: int = 0) -> tuple[Floats, Floats]:
    """Both as contiguous float64 of one length, all finite and within ±90 and ±180, else InvalidValue.

    The message opens with `where` and counts points from `first`.
    """
    lats = np.ascontiguousarray(lat, dtype=np.float64).reshape(-1)
    lons = np.ascontiguousarray(lon, dtype=np.float64).reshape(-1)
    if len(lats) != len(lons):
        raise InvalidValue(f"{len(lats)} latitudes for {len(lons)} longitudes: give as many of each")
    if len(lats) >= 2**31:
        raise TooLarge(f"{len(lats):,} points at once; at most {2**31 - 1:,}: ask in parts")
    good = (np.abs(lats) <= 90) & (np.abs(lons) <= 180)
    if not good.all():
        i = int(np.argmin(good))
        swapped = np.isfinite(lats).all() and (np.abs(lats) <= 180).all() and (np.abs(lons) <= 90).all()
        raise InvalidValue(
            f"{where}point {first + i}: no position: latitude {lats[i]}, longitude {lons[i]}; degrees within "
            f"±90 and ±180{': are latitude and longitude exchanged?' if swapped else ''}"
        )
    return lats, lons


__all__ = ["Circle", "Pairs", "Polygon", "Zones", "check_points", "shape_of"]
