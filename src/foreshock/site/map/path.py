"""Path data for SVG: whole numbers, relative, as short as can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def path_data(lines: Iterable[Sequence[tuple[float, float]]], close: bool = False) -> str:
    """Path data of lines or, with `close`, of rings. Points that fall together or on a straight run are left out,
    as are lines and rings that shrink to nothing."""
    parts = []
    for line in lines:
        points = _thinned(line)
        if close and len(points) > 1 and points[0] == points[-1]:
            points.pop()
        if len(points) < (3 if close else 2):
            continue
        parts.append(_relative(points) + ("z" if close else ""))
    return "".join(parts)


def _thinned(line: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    points: list[tuple[int, int]] = []
    for fx, fy in line:
        x, y = round(fx), round(fy)
        if points and points[-1] == (x, y):
            continue
        if len(points) > 1:
            (x1, y1), (x2, y2) = points[-2], points[-1]
            straight = (x2 - x1) * (y - y2) == (y2 - y1) * (x - x2)
            onwards = (x2 - x1) * (x - x2) + (y2 - y1) * (y - y2) > 0
            if straight and onwards:
                points[-1] = (x, y)
                continue
        points.append((x, y))
    return points


def _relative(points: list[tuple[int, int]]) -> str:
    x, y = points[0]
    text = [f"M{x}{_next(y)}l"]
    first = True
    for px, py in points[1:]:
        dx, dy = px - x, py - y
        text.append(f"{dx if first else _next(dx)}{_next(dy)}")
        first = False
        x, y = px, py
    return "".join(text)


def _next(number: int) -> str:
    return str(number) if number < 0 else f" {number}"
