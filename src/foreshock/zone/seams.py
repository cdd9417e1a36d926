"""Areas that were cut at the 180th meridian, as RFC 7946 (section 3.1.9) wants them in files, put together again.

Where two parts meet, each has the cut as an edge of its boundary, and a point on it would be in both, in one or in
neither as rounding has it. The cut is no boundary: edges along it that occur twice are taken out, and what is left is
joined. So are edges of no length at a pole, which a map in longitude and latitude needs and the Earth does not have.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

Position = tuple[float, float]
Ring = tuple[Position, ...]


def joined(rings: Sequence[Ring]) -> tuple[Ring, ...]:
    """The rings, closed tuples of (lon, lat) in degrees, without cuts along the 180th meridian. They come back as they
    are where there is no cut, or where parts touch in a corner beside it.
    """
    edges = [(_key(a), _key(b)) for ring in rings for a, b in pairwise(ring)]
    # The two sides of a cut may have different corners.
    corners = sorted({y for edge in edges if all(map(_on_cut, edge)) for _, y in edge})
    edges = [part for edge in edges for part in _split(edge, corners)]
    drawn = Counter(frozenset(edge) for edge in edges if edge[0] != edge[1])
    cuts = {edge for edge, times in drawn.items() if times == 2 and all(_on_cut(place) for place in edge)}
    if not cuts:
        return tuple(rings)
    ways: dict[Position, list[Position]] = defaultdict(list)
    for edge in drawn:
        if edge not in cuts:
            a, b = edge
            ways[a].append(b)
            ways[b].append(a)
    if any(len(others) != 2 for others in ways.values()):
        return tuple(rings)
    made = []
    while ways:
        start = next(iter(ways))
        line, place = [start], ways.pop(start)[0]
        while place != start:
            one, other = ways.pop(place)
            place, before = (one if one != line[-1] else other), place
            line.append(before)
        made.append((*line, start))
    return tuple(made) if all(len(ring) >= 4 for ring in made) else tuple(rings)


def _split(edge: tuple[Position, Position], corners: Sequence[float]) -> Iterator[tuple[Position, Position]]:
    """An edge along the cut in pieces from corner to corner; any other as it is."""
    (_, one), (_, other) = edge
    if one == other or not all(map(_on_cut, edge)):
        yield edge
        return
    low, high = sorted((one, other))
    yield from pairwise(_key((180.0, y)) for y in corners if low <= y <= high)


def _key(place: Position) -> Position:
    """The same for all ways to write a place."""
    lon, lat = place
    return (0.0, lat) if abs(lat) == 90 else (180.0, lat) if lon == -180 else (lon, lat)


def _on_cut(place: Position) -> bool:
    return place[0] == 180 or abs(place[1]) == 90
