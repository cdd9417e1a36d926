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
from collections.abc import Iterator, Sequence
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
_BLOCK = 128


class _File(Struct, frozen=True):
    """The planes of one base map: little-endian integers, positions in units of `grid` degrees."""

    grid: float
    names: list[str]
    first_piece: bytes
    rings: bytes
    ring_start: bytes
    ring_box: bytes
    ring_owner: bytes
    start: bytes
    origin: bytes
    end: bytes
    box: bytes
    kind: bytes
    blocks: list[bytes]


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
        self.grid = data.grid
        self.turn = round(360 / data.grid)
        self.names = data.names
        self.first_piece = _integers("i", data.first_piece)
        self.rings = _integers("i", data.rings)
        self.ring_start = _integers("i", data.ring_start)
        self.ring_box = _integers("i", data.ring_box)
        self.ring_owner = data.ring_owner
        self.start = _integers("i", data.start)
        self.origin = _integers("i", data.origin)
        self.end = _integers("i", data.end)
        self.box = _integers("i", data.box)
        self.kind = data.kind
        self.reach = min(self.box[0::4]), max(self.box[2::4])
        self.ring_reach = min(self.ring_box[0::4]), max(self.ring_box[2::4])
        self._packed = data.blocks
        self._blocks: dict[int, tuple[array[int], array[int], bytes]] = {}

    def cut(self, window: Window, detail: float) -> Section:
        """What lies in a window, without points that stand out by less than `detail` degrees."""
        return Section(self, window, detail)

    def steps(self, piece: int) -> tuple[array[int], array[int], bytes]:
        """Steps east and north, and weights, of one piece."""
        number = piece // _BLOCK
        if number not in self._blocks:
            data = zlib.decompress(self._packed[number])
            count = len(data) // 5
            east, north = _integers("h", data[: 2 * count]), _integers("h", data[2 * count : 4 * count])
            self._blocks[number] = east, north, data[4 * count :]
        east, north, weight = self._blocks[number]
        first = self.start[piece]
        last = self.start[piece + 1] if (piece + 1) % _BLOCK and piece + 1 < len(self.start) else len(weight)
        return east[first:last], north[first:last], weight[first:last]


class Section:
    """What a base map shows in one window at one detail."""

    def __init__(self, base: BaseMap, window: Window, detail: float) -> None:
        self._base = base
        self._detail = detail
        grid = base.grid
        self.bounds = (
            math.floor(window.west / grid), math.floor(window.south / grid),
            math.ceil(window.east / grid), math.ceil(window.north / grid),
        )  # fmt: skip
        self._shifts = self._turns(base.reach)
        self._ring_shifts = self._turns(base.ring_reach)
        least = 0 if detail <= 0 else max(0, min(254, round(6 * math.log2(detail * detail / 1e-8))))
        self._mask = bytes(0 if weight < least else 1 for weight in range(256))
        self._arcs: dict[int, list[tuple[int, int]]] = {}
        self._hit = self._hits()

    def land(self) -> list[Line]:
        """The rings of land, cut at the window's edge, without islands smaller than the detail."""
        smallest = round(self._detail * 1.5 / self._base.grid)
        return [line for _, line in self._cut_rings(smallest, land=True)]

    def holders(self) -> Holders:
        """Which country holds a position inside the window."""
        found: dict[str, list[Line]] = {}
        for owner, line in self._cut_rings(0, land=False):
            found.setdefault(self._base.names[owner], []).append(line)
        return Holders(found)

    def boundaries(self) -> tuple[list[Line], list[Line]]:
        """(solid, broken) land boundaries."""
        kept: dict[int, list[Line]] = {_BORDER: [], _BROKEN: []}
        kinds = self._base.kind
        wanted = [i for i, kind in enumerate(kinds) if kind and self._hit[i]]
        for shift in self._shifts:
            line: list[tuple[int, int]] = []
            last = -2
            for i in wanted:
                points = self._piece(i)
                if i == last + 1 and kinds[i] == kinds[last] and line[-1] == points[0]:
                    line += points[1:]
                else:
                    if line:
                        kept[kinds[last]] += self._runs(line, shift)
                    line = points
                last = i
            if line:
                kept[kinds[last]] += self._runs(line, shift)
        return kept[_BORDER], kept[_BROKEN]

    def _runs(self, line: list[tuple[int, int]], shift: int) -> list[Line]:
        west, south, east, north = self.bounds
        return [self._degrees(run, shift) for run in visible_runs(line, (west - shift, south, east - shift, north))]

    def _degrees(self, points: list[tuple[int, int]], shift: int) -> Line:
        grid = self._base.grid
        return [((x + shift) * grid, y * grid) for x, y in points]

    def _cut_rings(self, smallest: int, land: bool) -> Iterator[tuple[int, Line]]:
        """(owner, outline) of the rings of land, or of countries, that the window holds a part of."""
        west, south, east, north = self.bounds
        box, owners, turn = self._base.ring_box, self._base.ring_owner, self._base.turn
        for ring, owner in enumerate(owners):
            if (owner == _LAND) != land:
                continue
            w, s, e, n = box[4 * ring : 4 * ring + 4]
            if s > north or n < south or (e - w < smallest and n - s < smallest):
                continue
            around = e - w >= turn
            for shift in self._ring_shifts:
                if (w + shift <= east and e + shift >= west) if not around else shift == 0:
                    cut = clip_ring(self._ring(ring), (west - shift, south, east - shift, north))
                    if len(cut) > 3:
                        yield owner, self._degrees(cut, shift)

    def _turns(self, reach: tuple[int, int]) -> list[int]:
        """Whole turns of the globe that bring something within `reach` into the window."""
        west, _, east, _ = self.bounds
        turns = (self._base.turn * k for k in (0, -1, 1, -2, 2))
        return [turn for turn in turns if west - turn <= reach[1] and east - turn >= reach[0]]

    def _hits(self) -> bytearray:
        """For each piece, whether its box touches the window, whatever the turn."""
        west, south, east, north = self.bounds
        box = self._base.box
        hits = bytearray(len(box) // 4)
        for shift in self._shifts:
            lo, hi = west - shift, east - shift
            for i, (w, s, e, n) in enumerate(zip(box[0::4], box[1::4], box[2::4], box[3::4], strict=True)):
                if w <= hi and e >= lo and s <= north and n >= south:
                    hits[i] = 1
        return hits

    def _piece(self, i: int) -> list[tuple[int, int]]:
        """The points of one piece that weigh enough, with both ends; of one outside of the window, the ends."""
        base = self._base
        x0, y0 = base.origin[2 * i], base.origin[2 * i + 1]
        if not self._hit[i]:
            return [(x0, y0), (base.end[2 * i], base.end[2 * i + 1])]
        east, north, weight = base.steps(i)
        mask = b"\1" + weight[:-1].translate(self._mask) + b"\1"
        xs = compress(accumulate(east, initial=x0), mask)
        ys = compress(accumulate(north, initial=y0), mask)
        return list(zip(xs, ys, strict=True))

    def _arc(self, number: int) -> list[tuple[int, int]]:
        if number not in self._arcs:
            points: list[tuple[int, int]] = []
            for i in range(self._base.first_piece[number], self._base.first_piece[number + 1]):
                points += self._piece(i)[1:] if points else self._piece(i)
            self._arcs[number] = points
        return self._arcs[number]

    def _ring(self, ring: int) -> list[tuple[int, int]]:
        """The closed, unwrapped outline of a ring. One that runs around a pole is repeated to both sides and
        closed through the pole."""
        base, turn = self._base, self._base.turn
        points: list[tuple[int, int]] = []
        for number in base.rings[base.ring_start[ring] : base.ring_start[ring + 1]]:
            arc = self._arc(number) if number >= 0 else self._arc(~number)[::-1]
            if not points:
                points = list(arc)
                continue
            shift = turn * round((points[-1][0] - arc[0][0]) / turn)
            points += [(x + shift, y) for x, y in arc[1:]] if shift else arc[1:]
        around = points[-1][0] - points[0][0]
        if abs(around) > turn // 2:
            pole = round(-90 / base.grid)
            points = [(x + around * k, y) for k in (-2, -1, 0, 1, 2) for x, y in points]
            points += [(points[-1][0], pole), (points[0][0], pole), points[0]]
        return points


class Holders:
    """The outlines of the countries in one window, by alpha-3 code."""

    def __init__(self, rings: dict[str, list[Line]]) -> None:
        self._rings = [(code, _box(ring), ring) for code, found in rings.items() for ring in found]

    def at(self, lon: float, lat: float) -> str | None:
        """The code of the country at a position of the window; None at sea."""
        inside: dict[str, bool] = {}
        for code, (west, south, east, north), ring in self._rings:
            if west <= lon <= east and south <= lat <= north and encloses(ring, lon, lat):
                inside[code] = not inside.get(code, False)
        return next((code for code, odd in inside.items() if odd), None)


def _box(ring: Line) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


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
        weights: dict[int, float] = {}
        first = max(0, math.floor((90 - window.north) / self._cell))
        last = min(self._lines, math.ceil((90 - window.south) / self._cell))
        every = max(1, (last - first) // 100)
        for line in range(first, last, every):
            row = self._owner[line * self._columns : (line + 1) * self._columns]
            west_column, span = west % self._columns, min(east - west, self._columns)
            counts = Counter((row + row)[west_column : west_column + span])
            shrink = math.cos(math.radians(90 - (line + 0.5) * self._cell)) * self._cell**2 * every
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
