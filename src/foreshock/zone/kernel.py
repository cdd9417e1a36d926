"""The loop over points: cell, candidates, chord or edges; what neither decides is handed back for the geodesic."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .ellipsoid import E2, A, Floats
from .grid import Ints

#: What a cell's entry asks of a point: compare with the circle, nothing (the cell lies inside), compare with edges.
CIRCLE, FULL, EDGES = 0, 1, 2

_OUTSIDE, _INSIDE, _OPEN = 0, 1, 2


@compiled
def turn(px: float, py: float, pz: float, qx: float, qy: float, qz: float, x: float, y: float, z: float) -> float:
    """Determinant of P, Q, X, from differences: positive where X lies left of the way from P to Q."""
    ax, ay, az = px - x, py - y, pz - z
    bx, by, bz = qx - x, qy - y, qz - z
    return (ay * bz - az * by) * x + (az * bx - ax * bz) * y + (ax * by - ay * bx) * z


@compiled
def _against_edges(
    x: float, y: float, z: float, piece: int, references: Floats, member_start: Ints, member: Ints, edges: Floats
) -> int:
    """Whether a point is inside, counting the edges between it and its cell's reference point.

    `references[piece]` is (x, y, z, inside); `edges[k]` is P, Q, unit normal, band, reach (rings.edge_table).
    """
    cx, cy, cz = references[piece, 0], references[piece, 1], references[piece, 2]
    inside = references[piece, 3] > 0
    for i in range(member_start[piece], member_start[piece + 1]):
        e = edges[member[i]]
        off = e[6] * x + e[7] * y + e[8] * z
        near = abs(off) <= e[9]
        if near:
            along = (x - e[0]) * (x - e[3]) + (y - e[1]) * (y - e[4]) + (z - e[2]) * (z - e[5])
            if along <= e[10]:
                return _OPEN
        left_p = turn(x, y, z, cx, cy, cz, e[0], e[1], e[2]) >= 0
        left_q = turn(x, y, z, cx, cy, cz, e[3], e[4], e[5]) >= 0
        if left_p != left_q:
            at_c = e[6] * cx + e[7] * cy + e[8] * cz
            if near or abs(at_c) <= e[9]:
                return _OPEN
            if (off > 0) != (at_c > 0):
                inside = not inside
    return _INSIDE if inside else _OUTSIDE


@compiled
def _order(zone: Ints, first: int, last: int) -> None:
    """Sort one point's zones, each by its number, whether or not written as its complement."""
    for k in range(first + 1, last):
        moved = zone[k]
        key = moved if moved >= 0 else ~moved
        at = k
        while at > first and (zone[at - 1] if zone[at - 1] >= 0 else ~zone[at - 1]) > key:
            zone[at] = zone[at - 1]
            at -= 1
        zone[at] = moved


@compiled
def _bits_set(word: np.uint64) -> np.int64:
    """Number of bits set (Warren, Hacker's Delight, 5–1)."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@compiled
def _look_up(
    lat: Floats,
    lon: Floats,
    begin: int,
    end: int,
    inverse: float,
    rows: int,
    row_base: int,
    columns: Ints,
    scale: Floats,
    cell_base: Ints,
    bits: NDArray[np.uint64],
    rank: Ints,
    head: Ints,
    heads: Ints,
) -> None:
    """The head of each point's cell at one level. No branches, so that many look-ups are under way at once."""
    for i in range(begin, end):
        row = row_base + min(int((lat[i] + 90.0) * inverse), rows - 1)
        cell = cell_base[row] + min(int((lon[i] + 180.0) * scale[row]), columns[row] - 1)
        word = bits[cell >> 6]
        at = np.uint64(cell & 63)
        listed = np.int64((word >> at) & np.uint64(1))
        before = _bits_set(word & ((np.uint64(1) << at) - np.uint64(1)))
        heads[i - begin] = head[listed * (1 + rank[cell >> 6] + before)]


@compiled
def find(
    lat: Floats,
    lon: Floats,
    begin: int,
    end: int,
    inverse: Floats,
    rows: Ints,
    row_base: Ints,
    columns: Ints,
    scale: Floats,
    cell_base: Ints,
    bits: NDArray[np.uint64],
    rank: Ints,
    head: Ints,
    entry: Ints,
    aux: Ints,
    discs: Floats,
    references: Floats,
    member_start: Ints,
    member: Ints,
    edges: Floats,
    heads: Ints,
    point: Ints,
    zone: Ints,
    counts: NDArray[np.int64],
) -> int:
    """Write the pairs of points `begin` to `end` into `point` and `zone`; return the first point not done.

    It stops early when a point's candidates might not fit. `counts[0]` holds the pairs written. The zone of a pair that
    only the geodesic decides is written as its complement (~zone, below 0). Pairs are in order of point, then zone.
    `discs[z]` is centre x, y, z, inner² and outer² of a circle. `heads` (levels, block) is working space.
    """
    levels, block = heads.shape
    count = counts[0]
    for block_begin in range(begin, end, block):
        block_end = min(end, block_begin + block)
        for level in range(levels):
            _look_up(
                lat, lon, block_begin, block_end, inverse[level], rows[level], row_base[level],
                columns, scale, cell_base, bits, rank, head, heads[level],
            )  # fmt: skip
        for i in range(block_begin, block_end):
            placed = False
            x = y = z = 0.0
            from_pair = count
            for level in range(levels):
                only = heads[level, i - block_begin]
                if only == -1:
                    continue
                if only >= 0:
                    first, last, hard = 0, 1, 0 if only & 3 == FULL else 1
                else:
                    first = -1 - only
                    last, hard = first + (entry[first - 1] >> 2), entry[first - 1] & 3
                if count + last - first > point.size:
                    counts[0] = from_pair
                    return i
                if hard and not placed:
                    phi, lam = math.radians(lat[i]), math.radians(lon[i])
                    sin_phi = math.sin(phi)
                    prime_vertical = A / math.sqrt(1.0 - E2 * sin_phi * sin_phi)
                    p = prime_vertical * math.cos(phi)
                    x, y = p * math.cos(lam), p * math.sin(lam)
                    z = prime_vertical * (1.0 - E2) * sin_phi
                    placed = True
                for k in range(first, last):
                    listed = only if only >= 0 else entry[k]
                    number = listed >> 2
                    if hard == 2 and listed & 3 == EDGES:
                        verdict = _OPEN
                        if aux[k] >= 0:
                            verdict = _against_edges(x, y, z, aux[k], references, member_start, member, edges)
                        inside, proven = verdict != _OUTSIDE, verdict != _OPEN
                    elif hard:
                        # A full cell's chord is computed in vain: that is cheaper than a branch guessed wrong.
                        dx, dy, dz = x - discs[number, 0], y - discs[number, 1], z - discs[number, 2]
                        chord2 = dx * dx + dy * dy + dz * dz
                        full = (listed & 3) == FULL
                        inside, proven = full | (chord2 <= discs[number, 4]), full | (chord2 < discs[number, 3])
                    else:
                        inside, proven = True, True
                    point[count] = i
                    zone[count] = number ^ (np.int32(proven) - 1)
                    count += np.int64(inside)
            if levels > 1:
                _order(zone, from_pair, count)
    counts[0] = count
    return end
