"""The grid that finds the zones a point may lie in: cells of about equal size, several sizes at once.

A level cuts the Earth into rows of equal latitude and each row into as many cells as fit, so cells do not shrink
towards a pole. A zone lies in the level that fits its size. Each cell lists the zones that reach into it, and
whether the cell lies wholly inside them. Every bound here errs towards listing and towards testing.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .compiled import compiled
from .ellipsoid import E2, RHO_MAX, RHO_MIN, A, Floats

Ints = NDArray[np.int32]

#: Cell size of each level, degrees, and the largest zone (metres from its middle) it takes.
LEVELS: Final = ((0.125, 150_000.0), (1.0, 1_500_000.0), (5.0, math.inf))

#: How far a cell reaches beyond its computed border, degrees: more than rounding can move a point.
_SLACK: Final = 1e-9


class Layout(Struct, frozen=True):
    """Rows and cells of the levels in use, laid end to end.

    Per level: `inverse` (rows a degree), `rows`, `row_base` (its first row). Per row, all levels together: `columns`,
    `scale` (cells a degree) and `cell_base` (its first cell). `cells` counts them all.
    """

    inverse: Floats
    rows: Ints
    row_base: Ints
    columns: Ints
    scale: Floats
    cell_base: Ints
    cells: int


def level_of(reach_m: Floats) -> Ints:
    """The level (0 is the finest) that takes a zone reaching `reach_m` metres from its middle."""
    limits = np.array([limit for _, limit in LEVELS[:-1]])
    return np.searchsorted(limits, reach_m).astype(np.int32)


def lay_out(used: list[int]) -> Layout:
    """The layout of the given levels, in the order given."""
    rows, columns = [], []
    for level in used:
        size = LEVELS[level][0]
        count = round(180 / size)
        edges = np.abs(np.radians(np.linspace(-90, 90, count + 1)))
        widest = np.cos(np.minimum(edges[:-1], edges[1:]))
        rows.append(count)
        columns.append(np.maximum(1, np.ceil(widest * 360 / size)).astype(np.int32))
    per_row = np.concatenate([np.zeros(0, np.int32), *columns])
    cell_base = np.concatenate([[0], np.cumsum(per_row)]).astype(np.int32)
    return Layout(
        inverse=np.array([count / 180 for count in rows], dtype=np.float64),
        rows=np.array(rows, dtype=np.int32),
        row_base=np.concatenate([[0], np.cumsum(rows)])[: len(rows)].astype(np.int32),
        columns=per_row,
        scale=per_row / 360,
        cell_base=cell_base[:-1],
        cells=int(cell_base[-1]),
    )


@compiled
def _axis_distance(phi: float) -> float:
    """Distance (metres) of a point of the ellipsoid at latitude `phi` (radians) from the Earth's axis."""
    sin_phi = math.sin(phi)
    return A * math.cos(phi) / math.sqrt(1 - E2 * sin_phi * sin_phi)


@compiled
def _half_width(chord: float, gap: float, between: float) -> float:
    """Largest difference of longitude (degrees) at which a chord is at most `chord`.

    `gap` is the chord left at equal longitude; `between` the product of both distances from the axis. −1: none.
    """
    room = chord * chord - gap * gap
    if room < 0:
        return -1.0
    if room >= 4 * between:
        return 180.0
    return math.degrees(2 * math.asin(math.sqrt(room / (4 * between)))) + _SLACK


@compiled
def row_span(lat: float, reach: float, inverse: float, rows: int) -> tuple[int, int]:
    """First and last row that a circle of `reach` metres about latitude `lat` can touch."""
    height = math.degrees(reach / RHO_MIN) + _SLACK
    first = max(0, math.floor((lat - height + 90) * inverse))
    last = min(rows - 1, math.floor((lat + height + 90) * inverse))
    return first, last


@compiled
def column_span(
    lat: float, lon: float, inner: float, outer: float, row: int, inverse: float, scale: float, columns: int
) -> tuple[int, int, int, int]:
    """Cells of a row that a circle touches, and those wholly inside: (first, last, first full, last full).

    `inner` and `outer` are the chords below which a point is inside and above which it is outside. Columns are
    not wrapped: take them modulo `columns`. An empty span has its first above its last.
    """
    south, north = row / inverse - 90 - _SLACK, (row + 1) / inverse - 90 + _SLACK
    phi = math.radians(lat)
    south_phi, north_phi = math.radians(max(south, -90.0)), math.radians(min(north, 90.0))
    near = max(0.0, south_phi - phi, phi - north_phi)
    far = max(north_phi - phi, phi - south_phi)
    here, below, above = _axis_distance(phi), _axis_distance(south_phi), _axis_distance(north_phi)
    least = max(0.0, min(below, above))
    most = A if south < 0 < north else max(below, above)
    reach = _half_width(outer, 2 * RHO_MIN * math.sin(min(near / 2, math.pi / 2)), max(0.0, here * least))
    if reach < 0:
        return 0, -1, 0, -1
    start = (lon + 180 - reach) * scale
    if reach >= 180 or 2 * reach * scale + 2 >= columns:
        first = math.floor((lon + 180 - 180) * scale)
        last = first + columns - 1
    else:
        first, last = math.floor(start), math.floor((lon + 180 + reach) * scale)
    arc = far * RHO_MAX
    if inner <= 0 or arc >= math.pi * RHO_MAX / 2:
        return first, last, 0, -1
    full = _half_width(inner, 2 * RHO_MAX * math.sin(arc / (2 * RHO_MAX)), here * most)
    if full >= 180:
        return first, last, first, last
    full -= 3 * _SLACK
    if full <= 0:
        return first, last, 0, -1
    return (
        first,
        last,
        math.ceil((lon + 180 - full) * scale),
        math.floor((lon + 180 + full) * scale) - 1,
    )
