"""Names of countries and disputed areas on local and sketch maps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from . import names
from .basemap import Holders, encloses
from .boundaries import OPEN_AREAS
from .placing import Label
from .projection import Azimuthal, Mercator
from .textsize import two_lines, width


class Lands:
    """What is where in one window, by the boundary policy: a disputed area answers with its own name."""

    def __init__(self, holders: Holders, view: Azimuthal | Mercator) -> None:
        self.holders, self.view = holders, view
        self._names = names.country_names()

    def name_at(self, lon: float, lat: float) -> str | None:
        """The name of the country or disputed area at a position; None at sea or where we set no name."""
        code = self.holders.at(lon, lat)
        if code is None:
            return None
        for area in OPEN_AREAS:
            if code in area.codes and encloses(area.outline, lon, lat):
                return area.name
        return self._names[code][0] if code in self._names else None

    def lon_lat(self, x: float, y: float) -> tuple[float, float]:
        """The position under a drawing point, good enough to tell a country by."""
        view = self.view
        if isinstance(view, Mercator):
            return view.lon_lat(x, y)
        dx, dy = x - view.cx, view.cy - y
        angle = math.hypot(dx, dy) / view.scale / 6_371_009
        turn = math.atan2(dx, dy)
        lat1 = math.radians(view.lat)
        lat = math.asin(math.sin(lat1) * math.cos(angle) + math.cos(lat1) * math.sin(angle) * math.cos(turn))
        lon = math.atan2(
            math.sin(turn) * math.sin(angle) * math.cos(lat1), math.cos(angle) - math.sin(lat1) * math.sin(lat)
        )
        return view.lon + math.degrees(lon), math.degrees(lat)


def open_areas() -> list[tuple[str, list[float]]]:
    """The disputed areas as labels: name and the middle of the outline, (lon, lat)."""
    found = []
    for area in OPEN_AREAS:
        lons, lats = [lon for lon, _ in area.outline], [lat for _, lat in area.outline]
        middle = [round((min(lons) + max(lons)) / 2, 2), round((min(lats) + max(lats)) / 2, 2)]
        found.append((display(area.name), middle))
    return found


def display(name: str) -> str:
    """The name of an area as a label: “Golan Heights”."""
    return name.removeprefix("the ").removesuffix(" area")


def rooms(
    lands: Lands, size: tuple[float, float], step: float, avoid: Sequence[tuple[float, float]]
) -> dict[str, list[tuple[float, float, float]]]:
    """For each name, spots (room, x, y) on a grid, roomiest first; room is the distance, in units and three times
    as dear up as along, to other land, the edge of the map or a point to keep off."""
    wide, tall = size
    columns, lines = int(wide // step), int(tall // step)
    blocked = {(int(x // step), int(y // step)) for x, y in avoid}
    cells = [
        [
            None if (i, j) in blocked else lands.name_at(*lands.lon_lat((i + 0.5) * step, (j + 0.5) * step))
            for i in range(columns)
        ]
        for j in range(lines)
    ]
    runs = [_runs(row) for row in cells]
    found: dict[str, list[tuple[float, float, float]]] = {}
    for j, row in enumerate(cells):
        for i, name in enumerate(row):
            if name is None:
                continue
            room = runs[j][i]
            up = 1
            while 3 * up < room:
                for near in (j - up, j + up):
                    same = 0 <= near < lines and cells[near][i] == name
                    room = min(room, max(3 * up, runs[near][i] if same else 0))
                up += 1
            found.setdefault(name, []).append((room * step, (i + 0.5) * step, (j + 0.5) * step))
    for spots in found.values():
        spots.sort(key=lambda spot: (-spot[0], spot[2], spot[1]))
    return found


def _runs(row: Sequence[str | None]) -> list[int]:
    """For each cell of a row, how many cells away the nearest other name or the end of the row is."""
    left: list[int] = []
    for i, name in enumerate(row):
        left.append(left[-1] + 1 if i and row[i - 1] == name else 1)
    right = [1] * len(row)
    for i in range(len(row) - 2, -1, -1):
        right[i] = right[i + 1] + 1 if row[i + 1] == row[i] else 1
    return [min(pair) for pair in zip(left, right, strict=True)]


#: Finds the first of some labels that is free: the label and the class that hides it on a phone, if any.
Placer = Callable[[Sequence[Label]], tuple[Label, str] | None]


def lay(
    lands: Lands,
    place: Placer,
    size: tuple[float, float],
    em: float,
    avoid: Sequence[tuple[float, float]],
    there: set[str],
) -> str:
    """Lay the names of the countries of a local map of `size` units; the larger its share of the map, the sooner.

    Names keep off the points to `avoid`; those that are `there` already are left out.
    """
    found = rooms(lands, size, 42, avoid)
    parts = []
    for name in sorted(found, key=lambda n: (-len(found[n]), n)):
        shown = display(name)
        if shown in there:
            continue
        forms = [(shown,)] if width(shown) < 6 else [(shown,), two_lines(shown)]
        tries = [
            Label(lines, x, y + 12 - 20 * (len(lines) - 1), "mid") for _, x, y in found[name][:14] for lines in forms
        ]
        laid = place([label for label in tries if own(lands, label, name, em)])
        if laid:
            parts.append(laid[0].svg(" ".join(p for p in ("halo" if len(found[name]) < 12 else "", laid[1]) if p)))
    return "".join(parts)


def own(lands: Lands, label: Label, name: str, em: float) -> bool:
    """Whether a name lies on its own land or on the sea, and at most a little on that of others."""
    x0, y0, x1, y1 = label.box(em)
    spots = [lands.name_at(*lands.lon_lat(x0 + (x1 - x0) * k / 6, (y0 + y1) / 2)) for k in range(7)]
    return sum(1 for spot in spots if spot not in (name, None)) <= 1 and name in spots
