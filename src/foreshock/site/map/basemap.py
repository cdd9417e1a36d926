"""Read the prepared Natural Earth data: land, boundaries and who holds what, for one window at one detail.

The files are written by `tools/prepare_geo.py`. Lines are cut into pieces with a bounding box each, and every
point carries its Visvalingam weight. A piece outside of the window is replaced by its end points: the line between
them stays inside the piece's own box, so the outline seen in the window is the same.
"""

from __future__ import annotations

import math
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, compress, pairwise
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from foreshock.model import Damaged

from .clip import clip_ring, visible_runs
from .projection import Window

GEO = Path(__file__).resolve().parents[1] / "geo"
Scale = Literal["10", "50"]
Line = list[tuple[float, float]]
_LAND, _BORDER, _BROKEN = 255, 1, 2


class _File(Struct, frozen=True):
    """The planes of one base map: little-endian integers, positions in units of `grid` degrees."""

    grid: float
    names: list[str]
    arcs: int
    dx: bytes
    dy: bytes
    weight: bytes
    start: bytes
    first_piece: bytes
    origin: bytes
    box: bytes
    kind: bytes
    rings: bytes
    ring_start: bytes
    ring_box: bytes
    ring_owner: bytes


class _Places(Struct, frozen=True):
    names: list[str]
    spots: dict[str, bytes]
    cell: float
    owner: bytes


class Spot(Struct, frozen=True):
    """A place for a label inside a country: degrees, and the half-height in degrees that has room there."""

    lon: float
    lat: float
    room: float


def _integers(kind: str, data: bytes) -> array[int]:
    values = array(kind, data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def _read(name: str) -> bytes:
    path = GEO / name
    try:
        return zlib.decompress(path.read_bytes())
    except (OSError, zlib.error) as error:
        raise Damaged(f"the map data {name} cannot be read ({error}): install foreshock again") from error


class BaseMap:
    """One base map. Use `base_map(scale)`, which keeps what it has read."""

    def __init__(self, scale: Scale) -> None:
        data = msgspec.msgpack.decode(_read(f"base{scale}.bin"), type=_File)
        self._grid = data.grid
        self._turn = round(360 / data.grid)
        self._names = data.names
        self._dx, self._dy = _integers("h", data.dx), _integers("h", data.dy)
        self._weight = data.weight
        self._start = _integers("i", data.start)
        self._first_piece = _integers("i", data.first_piece)
        self._origin = _integers("i", data.origin)
        self._box = _integers("i", data.box)
        self._kind = data.kind
        self.west, self.east = min(self._box[0::4]), max(self._box[2::4])
        self._rings = _integers("i", data.rings)
        self._ring_start = _integers("i", data.ring_start)
        self._ring_box = _integers("i", data.ring_box)
        self._ring_owner = data.ring_owner

    def land(self, window: Window, detail: float) -> list[Line]:
        """The rings of land inside the window, cut at its edge, without points that stand out by less than
        `detail` degrees and without islands smaller than that."""
        view = _Reader(self, window, detail)
        rings = []
        for ring, shift in self._rings_in(_LAND, view, round(detail * 1.5 / self._grid)):
            west, south, east, north = view.bounds
            cut = clip_ring(view.ring(ring), (west - shift, south, east - shift, north))
            if len(cut) > 3:
                rings.append(self._degrees(cut, shift))
        return rings

    def boundaries(self, window: Window, detail: float) -> tuple[list[Line], list[Line]]:
        """(solid, broken) land boundaries inside the window, at the detail of `land`."""
        view = _Reader(self, window, detail)
        solid: list[Line] = []
        broken: list[Line] = []
        kinds = self._kind
        wanted = [i for i, kind in enumerate(kinds) if kind]
        for shift in view.shifts:
            line: list[tuple[int, int]] = []
            last, last_kind = -2, 0
            for i in wanted:
                if not view.hits(i, shift):
                    continue
                points = view.piece(i)
                if i == last + 1 and kinds[i] == last_kind and line and line[-1] == points[0]:
                    line += points[1:]
                else:
                    self._keep(line, view, shift, solid if last_kind == _BORDER else broken)
                    line = points
                last, last_kind = i, kinds[i]
            self._keep(line, view, shift, solid if last_kind == _BORDER else broken)
        return solid, broken

    def holders(self, window: Window, detail: float) -> Holders:
        """Which country holds a position inside the window, at the detail of `land`."""
        view = _Reader(self, window, detail)
        west, south, east, north = view.bounds
        found: dict[str, list[Line]] = {}
        for ring, shift in self._rings_in(None, view, 0):
            owner = self._ring_owner[ring]
            if owner == _LAND:
                continue
            cut = clip_ring(view.ring(ring), (west - shift, south, east - shift, north))
            if len(cut) > 3:
                found.setdefault(self._names[owner], []).append(self._degrees(cut, shift))
        return Holders(found)

    def _keep(self, line: list[tuple[int, int]], view: _Reader, shift: int, into: list[Line]) -> None:
        west, south, east, north = view.bounds
        into += [self._degrees(run, shift) for run in visible_runs(line, (west - shift, south, east - shift, north))]

    def _degrees(self, points: list[tuple[int, int]], shift: int) -> Line:
        grid = self._grid
        return [((x + shift) * grid, y * grid) for x, y in points]

    def _rings_in(self, owner: int | None, view: _Reader, smallest: int) -> list[tuple[int, int]]:
        """(ring, shift) of the rings that touch the window and are larger than `smallest` units."""
        west, south, east, north = view.bounds
        box, owners = self._ring_box, self._ring_owner
        found = []
        for ring in range(len(owners)):
            if owner is not None and owners[ring] != owner:
                continue
            w, s, e, n = box[4 * ring : 4 * ring + 4]
            if s > north or n < south or (e - w < smallest and n - s < smallest):
                continue
            found += [(ring, shift) for shift in view.shifts if w + shift <= east and e + shift >= west]
            if e - w >= self._turn and len(found) > 1:
                found = [(r, t) for r, t in found if r != ring or t == 0]
        return found


class _Reader:
    """One reading of a base map: a window, a detail, and the pieces read so far."""

    def __init__(self, base: BaseMap, window: Window, detail: float) -> None:
        self._base = base
        grid = base._grid
        self.bounds = (
            math.floor(window.west / grid), math.floor(window.south / grid),
            math.ceil(window.east / grid), math.ceil(window.north / grid),
        )  # fmt: skip
        turn = base._turn
        self.shifts = [
            turn * k
            for k in (0, -1, 1, -2, 2)
            if self.bounds[0] - turn * k <= base.east and self.bounds[2] - turn * k >= base.west
        ]
        least = 0 if detail <= 0 else max(0, min(254, round(6 * math.log2(detail * detail / 1e-8))))
        self._mask = bytes(0 if w < least else 1 for w in range(256))
        self._arcs: dict[int, list[tuple[int, int]]] = {}
        self._hit = self._hits_of_all()

    def _hits_of_all(self) -> bytearray:
        """For each piece, whether its box touches the window, whatever the turn."""
        west, south, east, north = self.bounds
        box = self._base._box
        hits = bytearray(len(box) // 4)
        wests, souths, easts, norths = box[0::4], box[1::4], box[2::4], box[3::4]
        for shift in self.shifts:
            lo, hi = west - shift, east - shift
            for i, (w, s, e, n) in enumerate(zip(wests, souths, easts, norths, strict=True)):
                if w <= hi and e >= lo and s <= north and n >= south:
                    hits[i] = 1
        return hits

    def hits(self, piece: int, shift: int) -> bool:
        if not self._hit[piece]:
            return False
        w, s, e, n = self._base._box[4 * piece : 4 * piece + 4]
        west, south, east, north = self.bounds
        return w + shift <= east and e + shift >= west and s <= north and n >= south

    def piece(self, i: int) -> list[tuple[int, int]]:
        """The points of one piece that weigh enough, with both ends."""
        base = self._base
        first, last = base._start[i], base._start[i + 1]
        x0, y0 = base._origin[2 * i], base._origin[2 * i + 1]
        if not self._hit[i]:
            return [(x0, y0), (x0 + sum(base._dx[first:last]), y0 + sum(base._dy[first:last]))]
        mask = b"\1" + base._weight[first : last - 1].translate(self._mask) + b"\1"
        xs = compress(accumulate(base._dx[first:last], initial=x0), mask)
        ys = compress(accumulate(base._dy[first:last], initial=y0), mask)
        return list(zip(xs, ys, strict=True))

    def arc(self, number: int) -> list[tuple[int, int]]:
        if number not in self._arcs:
            points: list[tuple[int, int]] = []
            for i in range(self._base._first_piece[number], self._base._first_piece[number + 1]):
                points += self.piece(i)[1:] if points else self.piece(i)
            self._arcs[number] = points
        return self._arcs[number]

    def ring(self, ring: int) -> list[tuple[int, int]]:
        """The closed, unwrapped outline of a ring. One that runs around a pole is repeated to both sides and
        closed through the pole."""
        base, turn = self._base, self._base._turn
        points: list[tuple[int, int]] = []
        for number in base._rings[base._ring_start[ring] : base._ring_start[ring + 1]]:
            arc = self.arc(number) if number >= 0 else self.arc(~number)[::-1]
            if not points:
                points = list(arc)
                continue
            shift = turn * round((points[-1][0] - arc[0][0]) / turn)
            points += [(x + shift, y) for x, y in arc[1:]] if shift else arc[1:]
        around = points[-1][0] - points[0][0]
        if abs(around) > turn // 2:
            pole = round(-90 / base._grid)
            points = [(x + around * k, y) for k in (-2, -1, 0, 1, 2) for x, y in points]
            points += [(points[-1][0], pole), (points[0][0], pole), points[0]]
        return points


class Holders(Struct, frozen=True):
    """The outlines of the countries in one window, by alpha-3 code."""

    rings: dict[str, list[Line]]

    def at(self, lon: float, lat: float) -> str | None:
        """The code of the country at a position of the window; None at sea."""
        for code, rings in self.rings.items():
            if sum(encloses(ring, lon, lat) for ring in rings) % 2:
                return code
        return None


def encloses(points: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """Whether a closed ring holds a point, by the even-odd rule."""
    odd = False
    for (x1, y1), (x2, y2) in pairwise(points):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            odd = not odd
    return odd


class Ground:
    """Who holds each quarter degree, and where labels find room."""

    def __init__(self) -> None:
        data = msgspec.msgpack.decode(_read("places.bin"), type=_Places)
        self._names = data.names
        self._cell = data.cell
        self._columns = round(360 / data.cell)
        self._lines = round(180 / data.cell)
        self._owner = data.owner
        self._spots = data.spots

    def owner(self, lon: float, lat: float) -> str | None:
        """The country that holds the middle of the quarter degree around a position; None at sea."""
        column = math.floor((lon + 180) / self._cell) % self._columns
        line = max(0, min(self._lines - 1, math.floor((90 - lat) / self._cell)))
        index = self._owner[line * self._columns + column]
        return self._names[index - 1] if index else None

    def visible(self, window: Window) -> dict[str, float]:
        """How much of each country lies in the window, in square degrees at the equator, largest first."""
        west = math.floor((window.west + 180) / self._cell)
        east = math.ceil((window.east + 180) / self._cell)
        counts: Counter[int] = Counter()
        weights: dict[int, float] = {}
        first = max(0, math.floor((90 - window.north) / self._cell))
        last = min(self._lines, math.ceil((90 - window.south) / self._cell))
        for line in range(first, last):
            row = self._owner[line * self._columns : (line + 1) * self._columns]
            west_column, span = west % self._columns, min(east - west, self._columns)
            counts = Counter((row + row)[west_column : west_column + span])
            shrink = math.cos(math.radians(90 - (line + 0.5) * self._cell)) * self._cell**2
            for index, cells in counts.items():
                weights[index] = weights.get(index, 0.0) + cells * shrink
        found = {self._names[index - 1]: area for index, area in weights.items() if index}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def spots(self, code: str) -> list[Spot]:
        """Where a label of the country finds room, roomiest first."""
        values = _integers("h", self._spots.get(code, b""))
        return [Spot(values[i] / 100, values[i + 1] / 100, values[i + 2] / 100) for i in range(0, len(values), 3)]


@lru_cache(maxsize=2)
def base_map(scale: Scale) -> BaseMap:
    """The base map at 1:10 million or 1:50 million."""
    return BaseMap(scale)


@lru_cache(maxsize=1)
def ground() -> Ground:
    """Who holds what, and where labels find room."""
    return Ground()
