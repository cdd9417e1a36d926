"""Which cells a circle reaches into, and the cells' lists built from that."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .compiled import compiled
from .ellipsoid import Floats
from .grid import Ints, Layout, column_span, row_span
from .kernel import CIRCLE, EDGES, FULL


@compiled
def _cover(
    lat: Floats,
    lon: Floats,
    reach: Floats,
    inner: Floats,
    outer: Floats,
    slot: Ints,
    inverse: Floats,
    rows: Ints,
    row_base: Ints,
    columns: Ints,
    scale: Floats,
    cell_base: Ints,
    cell: Ints,
    owner: Ints,
    kind: NDArray[np.int8],
) -> int:
    """Write one (cell, owner, kind) for each cell of each circle; with empty `cell`, only count them."""
    count = 0
    write = cell.size > 0
    for i in range(lat.size):
        level = slot[i]
        first_row, last_row = row_span(lat[i], reach[i], inverse[level], rows[level])
        for row in range(first_row, last_row + 1):
            at = row_base[level] + row
            width = columns[at]
            first, last, full_first, full_last = column_span(
                lat[i], lon[i], inner[i], outer[i], row, inverse[level], scale[at], width
            )
            if write:
                for column in range(first, last + 1):
                    cell[count] = cell_base[at] + column % width
                    owner[count] = i
                    kind[count] = FULL if full_first <= column <= full_last else CIRCLE
                    count += 1
            elif last >= first:
                count += last - first + 1
    return count


def cover(
    lat: Floats, lon: Floats, reach: Floats, inner: Floats, outer: Floats, slot: Ints, layout: Layout
) -> tuple[Ints, Ints, NDArray[np.int8]]:
    """Cells touched by circles: (cell, number of the circle, CIRCLE or FULL), circle by circle.

    `lat`, `lon` degrees, `reach` the geodesic radius in metres, `inner` and `outer` its chords, `slot` the
    circle's place in `layout`; all of shape (n,).
    """
    fixed = (layout.inverse, layout.rows, layout.row_base, layout.columns, layout.scale, layout.cell_base)
    nothing, no_kind = np.zeros(0, np.int32), np.zeros(0, np.int8)
    count = _cover(lat, lon, reach, inner, outer, slot, *fixed, nothing, nothing, no_kind)
    cell, owner = np.empty(count, np.int32), np.empty(count, np.int32)
    kind = np.empty(count, np.int8)
    if count:
        _cover(lat, lon, reach, inner, outer, slot, *fixed, cell, owner, kind)
    return cell, owner, kind


class Cells(Struct, frozen=True):
    """The lists of all cells, packed so that the common look-ups stay in the processor's cache.

    Bit c of `bits` (64 cells a word) says whether cell c lists anything; `rank[w]` counts the cells that do before
    word w. `head[1 + r]` is the r-th such cell's only entry, or −2 − place of its list; `head[0]` is −1. A list in
    `entry` opens with 4 · its length + its hardest kind, where a circle is harder than a full cell and edges are harder
    still (0, 1, 2). `aux` runs beside `entry`, and is empty when no zone has edges.
    """

    bits: NDArray[np.uint64]
    rank: Ints
    head: Ints
    entry: Ints
    aux: Ints


@compiled
def _pack(
    cell: Ints,
    entry: Ints,
    aux: Ints,
    count: Ints,
    bits: NDArray[np.uint64],
    rank: Ints,
    head: Ints,
    lists: Ints,
    lists_aux: Ints,
) -> None:
    filled = place = 0
    for c in range(count.size):
        if c & 63 == 0:
            rank[c >> 6] = filled
        if count[c]:
            bits[c >> 6] |= np.uint64(1) << np.uint64(c & 63)
            filled += 1
            head[filled] = -2 - place
            lists[place] = 0
            place += 1 + count[c]
            # From here on `count` holds the head's place, for the second pass.
            count[c] = filled
    for i in range(cell.size):
        at = -2 - head[count[cell[i]]]
        kind = entry[i] & 3
        hard = 0 if kind == FULL else 1 if kind == CIRCLE else 2
        lists[at] = ((lists[at] >> 2) + 1) << 2 | max(lists[at] & 3, hard)
        to = at + (lists[at] >> 2)
        lists[to] = entry[i]
        if aux.size:
            lists_aux[to] = aux[i]
    for r in range(1, head.size):
        at = -2 - head[r]
        if lists[at] >> 2 == 1 and lists[at + 1] & 3 != EDGES:
            head[r] = lists[at + 1]


def pack(cells: int, cell: Ints, entry: Ints, aux: Ints) -> Cells:
    """Gather entries by cell, keeping their order within a cell."""
    count = np.bincount(cell, minlength=cells).astype(np.int32)
    filled = int(np.count_nonzero(count))
    words = (cells >> 6) + 1
    bits, rank = np.zeros(words, np.uint64), np.zeros(words, np.int32)
    head, lists = np.full(1 + filled, -1, np.int32), np.empty(len(cell) + filled, np.int32)
    lists_aux = np.empty(len(lists) if len(aux) else 0, np.int32)
    _pack(cell, entry, aux, count, bits, rank, head, lists, lists_aux)
    return Cells(bits, rank, head, lists, lists_aux)
