"""Cut rings and lines at a rectangle (west, south, east, north). Works on any pair of numbers."""

from __future__ import annotations

import itertools
from typing import TypeVar

Number = TypeVar("Number", int, float)


def clip_ring(
    points: list[tuple[Number, Number]], box: tuple[Number, Number, Number, Number]
) -> list[tuple[Number, Number]]:
    """The part of a closed ring inside the rectangle (Sutherland and Hodgman 1974), closed, or empty.

    Where a ring leaves and enters again, the parts stay joined along the rectangle's edge; the maps cut well
    outside of what is seen.
    """
    west, south, east, north = box
    for axis, limit, keep_above in ((0, west, True), (0, east, False), (1, south, True), (1, north, False)):
        if all((p[axis] >= limit) if keep_above else (p[axis] <= limit) for p in points):
            continue
        points = _cut(points, axis, limit, keep_above)
        if len(points) < 3:
            return []
    if points and points[0] != points[-1]:
        points.append(points[0])
    return points


def _cut(
    points: list[tuple[Number, Number]], axis: int, limit: Number, keep_above: bool
) -> list[tuple[Number, Number]]:
    result: list[tuple[Number, Number]] = []
    if not points:
        return result
    before = points[-1]
    was_in = (before[axis] >= limit) if keep_above else (before[axis] <= limit)
    for point in points:
        is_in = (point[axis] >= limit) if keep_above else (point[axis] <= limit)
        if is_in != was_in:
            share = (limit - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
            across = round(other) if isinstance(limit, int) else other
            result.append((limit, across) if axis == 0 else (across, limit))
        if is_in:
            result.append(point)
        before, was_in = point, is_in
    return result


def visible_runs(
    points: list[tuple[Number, Number]], box: tuple[Number, Number, Number, Number]
) -> list[list[tuple[Number, Number]]]:
    """The runs of a line whose segments come near the rectangle; segments wholly to one side are left out."""
    west, south, east, north = box
    runs: list[list[tuple[Number, Number]]] = []
    run: list[tuple[Number, Number]] = []
    for a, b in itertools.pairwise(points):
        (x1, y1), (x2, y2) = a, b
        gone = (
            (x1 < west and x2 < west) or (x1 > east and x2 > east)
            or (y1 < south and y2 < south) or (y1 > north and y2 > north)
        )  # fmt: skip
        if gone:
            if run:
                runs.append(run)
            run = []
        elif run:
            run.append(b)
        else:
            run = [a, b]
    if run:
        runs.append(run)
    return runs
