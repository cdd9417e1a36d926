"""Polygons in the grid: which cells their edges pass, which lie inside, and from where a cell's points are judged."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from .compiled import compiled
from .cover import cover
from .ellipsoid import E2, RHO_MAX, A, Floats, chord_bounds
from .grid import Ints, Layout
from .kernel import EDGES, FULL, turn
from .rings import Outline, edge_table

#: Places in a cell, as fractions of its height and width, from which its points may be judged. Uneven on purpose:
#: a drawn boundary seldom passes through them.
_PLACES = np.array([[0.4382, 0.5721], [0.5619, 0.4207], [0.3117, 0.2911], [0.7243, 0.7019], [0.2719, 0.7331]])


class Pieces(Struct, frozen=True):
    """What polygons add to the grid.

    `cell`, `zone`, `kind` (FULL or EDGES) and `aux` (the row of `references`, or −1 where only the geodesic
    decides) are the entries. `references[i]` is x, y, z, inside (1 or 0); its edges are rows
    `member[member_start[i]:member_start[i + 1]]` of `edges`.
    """

    cell: Ints
    zone: Ints
    kind: Ints
    aux: Ints
    references: Floats
    member_start: Ints
    member: Ints
    edges: Floats


@compiled
def _cell_box(
    cell: int, row_base: Ints, rows: Ints, inverse: Floats, slot: int, scale: Floats, cell_base: Ints
) -> tuple[float, float, float, float]:
    """South, west, height and width of a cell, degrees."""
    low, high = row_base[slot], row_base[slot] + rows[slot] - 1
    while low < high:
        middle = (low + high + 1) // 2
        if cell_base[middle] <= cell:
            low = middle
        else:
            high = middle - 1
    south = (low - row_base[slot]) / inverse[slot] - 90
    west = (cell - cell_base[low]) / scale[low] - 180
    return south, west, 1 / inverse[slot], 1 / scale[low]


@compiled
def _place(lat: float, lon: float) -> tuple[float, float, float]:
    """Earth-centred coordinates of a point given in degrees."""
    phi, lam = math.radians(lat), math.radians(lon)
    prime_vertical = A / math.sqrt(1 - E2 * math.sin(phi) ** 2)
    p = prime_vertical * math.cos(phi)
    return p * math.cos(lam), p * math.sin(lam), prime_vertical * (1 - E2) * math.sin(phi)


@compiled
def _near_arc(x: float, y: float, z: float, e: Floats, margin: float) -> bool:
    """Whether the arc of an edge may pass within `margin` metres of a point; errs towards yes."""
    if abs(e[6] * x + e[7] * y + e[8] * z) > margin + e[9]:
        return False
    along = (x - e[0]) * (x - e[3]) + (y - e[1]) * (y - e[4]) + (z - e[2]) * (z - e[5])
    way = np.sqrt((e[3] - e[0]) ** 2 + (e[4] - e[1]) ** 2 + (e[5] - e[2]) ** 2)
    reach = margin + e[9]
    return bool(along <= reach * reach + 2 * reach * way)


@compiled
def _crossings(x: float, y: float, z: float, edges: Floats) -> int:
    """Edges between a point and the point opposite it, along a half circle over a direction well away from it."""
    lx, ly, lz = 0.36, 0.48, 0.8
    if abs(lx * x + ly * y + lz * z) >= 0.8 * A:
        lx, ly, lz = 0.8, -0.36, 0.48
    # Side of V: the determinant of X, look, V.
    nx, ny, nz = y * lz - z * ly, z * lx - x * lz, x * ly - y * lx
    count = 0
    for k in range(len(edges)):
        e = edges[k]
        side_p = nx * e[0] + ny * e[1] + nz * e[2] >= 0
        side_q = nx * e[3] + ny * e[4] + nz * e[5] >= 0
        if side_p != side_q:
            way = turn(e[0], e[1], e[2], e[3], e[4], e[5], x, y, z)
            if (side_q and way > 0) or (side_p and way < 0):
                count += 1
    return count


@compiled
def _fill(
    cells: Ints,
    slot: int,
    inverse: Floats,
    rows: Ints,
    row_base: Ints,
    scale: Floats,
    cell_base: Ints,
    places: Floats,
    edges: Floats,
    state: Ints,
    count: Ints,
    references: Floats,
    member: Ints,
) -> None:
    """Judge the cells of one polygon; with an empty `member` count, else list.

    `state[i]` becomes 0 (outside), 1 (inside), 2 (edges) or 3 (only the geodesic decides); `count[i]` its edges.
    """
    write = member.size > 0
    at = 0
    for i in range(cells.size):
        south, west, height, width = _cell_box(cells[i], row_base, rows, inverse, slot, scale, cell_base)
        tall = math.radians(height) * RHO_MAX
        lowest = 0.0 if south < 0 < south + height else min(abs(south), abs(south + height))
        wide = math.radians(width) * A * math.cos(math.radians(lowest)) * 1.004
        x, y, z = _place(south + height / 2, west + width / 2)
        reach = 0.5 * math.sqrt(tall * tall + wide * wide) + 1.0
        touched = False
        for k in range(len(edges)):
            if _near_arc(x, y, z, edges[k], reach):
                touched = True
                break
        if not touched:
            state[i] = _crossings(x, y, z, edges) % 2
            continue
        state[i] = 3
        for j in range(len(places)):
            up, right = places[j, 0], places[j, 1]
            x, y, z = _place(south + up * height, west + right * width)
            clear = True
            for k in range(len(edges)):
                if _near_arc(x, y, z, edges[k], 0.01):
                    clear = False
                    break
            if clear:
                state[i] = 2
                up, right = max(up, 1 - up), max(right, 1 - right)
                break
        if state[i] == 3:
            continue
        references[i, 0], references[i, 1], references[i, 2] = x, y, z
        references[i, 3] = _crossings(x, y, z, edges) % 2
        reach = math.sqrt((tall * up) ** 2 + (wide * right) ** 2) + 1.0
        count[i] = 0
        for k in range(len(edges)):
            if _near_arc(x, y, z, edges[k], reach):
                if write:
                    member[at] = k
                    at += 1
                count[i] += 1


def place_polygons(zones: list[int], outlines: list[Outline], slots: Ints, layout: Layout) -> Pieces:
    """Enter polygons into the grid. `zones` are their numbers, `slots` their places in `layout`."""
    cell_parts, zone_parts, kind_parts, aux_parts = [], [], [], []
    reference_parts, count_parts, member_parts, edge_parts = [], [], [], []
    known = listed = 0
    for zone, shape, slot in zip(zones, outlines, slots, strict=True):
        reach = np.array([shape.reach])
        _, outer = chord_bounds(reach)
        middle = np.array([shape.middle])
        cells, _, _ = cover(middle[:, 0], middle[:, 1], reach, np.array([-1.0]), outer, np.array([slot]), layout)
        edges = edge_table(shape.ends, (shape.t1 - shape.t0) * shape.length)
        state, count = np.zeros(len(cells), np.int32), np.zeros(len(cells), np.int32)
        references = np.zeros((len(cells), 4))
        fixed = (cells, int(slot), layout.inverse, layout.rows, layout.row_base, layout.scale, layout.cell_base)
        _fill(*fixed, _PLACES, edges, state, count, references, np.zeros(0, np.int32))
        member = np.empty(int(count.sum()), np.int32)
        if len(member):
            _fill(*fixed, _PLACES, edges, state, count, references, member)
        judged = state == 2
        kept = state > 0
        aux = np.full(len(cells), -1, np.int32)
        aux[judged] = known + np.arange(int(judged.sum()), dtype=np.int32)
        cell_parts.append(cells[kept])
        zone_parts.append(np.full(int(kept.sum()), zone, np.int32))
        kind_parts.append(np.where(state[kept] == 1, FULL, EDGES).astype(np.int32))
        aux_parts.append(aux[kept])
        reference_parts.append(references[judged])
        count_parts.append(count[judged])
        member_parts.append(member + listed)
        edge_parts.append(edges)
        known += int(judged.sum())
        listed += len(edges)
    counts = np.concatenate([np.zeros(1, np.int32), *count_parts])
    none = np.zeros(0, np.int32)
    return Pieces(
        cell=np.concatenate([none, *cell_parts]),
        zone=np.concatenate([none, *zone_parts]),
        kind=np.concatenate([none, *kind_parts]),
        aux=np.concatenate([none, *aux_parts]),
        references=np.concatenate([np.zeros((0, 4)), *reference_parts]),
        member_start=np.cumsum(counts).astype(np.int32),
        member=np.concatenate([none, *member_parts]).astype(np.int32),
        edges=np.concatenate([np.zeros((0, 11)), *edge_parts]),
    )
