"""The map of a region, or of the world, with the places of a list as links."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup, escape
from msgspec import Struct

from foreshock.model import Region

from . import frame, marks, naming
from .basemap import base_map
from .marks import Mark, Stand
from .path import path_data
from .placing import Sheet
from .projection import EqualEarth, Mercator, Window

#: The largest label em, in drawing units, at which each tier is seen: on a phone, from 40 rem and from 80 rem.
EM = (32.0, 25.0, 20.0)
#: A shape on a phone is drawn this many times its size.
PHONE_SCALE = 1.75
#: Size in drawing units of the box of capitals that wide screens lay over one corner.
CORNER = (296.0, 250.0)


class RegionMap(Struct, frozen=True):
    """A drawn map. `outside` are the marks that the region does not hold, in the given order, to be listed beside
    it. `corner` (`se`, `sw`, `ne` or `nw`) has no marker under a box of CORNER units; None if each has."""

    svg: Markup
    outside: tuple[Mark, ...]
    corner: str | None


def region_map(region: Region | None, listed: Sequence[Mark]) -> RegionMap:
    """Draw the region, or without one a window fitted to the marks, with the marks inside of it.

    Raises nothing for any region and marks of the model; draws the world when they lie far apart.
    """
    view = frame.of_region(region) if region else frame.of_points([(m.lon, m.lat) for m in listed])
    inside = [m for m in listed if _shown(view, m)]
    outside = tuple(m for m in listed if not _shown(view, m))
    height = round(view.height)
    points = [(m, *view.xy(view.window.near(m.lon), m.lat)) for m in inside]
    stands = marks.spread(points, frame.WIDTH, height)
    corner = _corner(stands, height)
    sheet = _sheet(stands, height, corner, EM[0] / 18.3)
    named = marks.names(stands, sheet, EM[0])
    land = naming.land_and_sea(view, height, stands, named, corner)
    title = _title(inside, land.countries)
    links = "\n".join(
        marks.mark_svg(stand, label, tier, EM[0]) for stand, (label, tier) in zip(stands, named, strict=True)
    )
    svg = (
        f'<svg class="base" viewBox="0 0 {frame.WIDTH:.0f} {height}" role="group" aria-label="{escape(title)}">'
        f'<g aria-hidden="true">{_ground(view, height)}\n{land.svg}</g>\n{links}\n</svg>'
    )
    return RegionMap(Markup(svg), outside, corner)  # noqa: S704 - every text in it went through escape()


def _shown(view: Mercator | EqualEarth, mark: Mark) -> bool:
    return view.window.holds(mark.lon, mark.lat)


def _corner(stands: Sequence[Stand], height: float) -> str | None:
    wide, tall = CORNER
    if height < tall * 1.9:
        return None
    for name in ("se", "sw", "ne", "nw"):
        x0, x1 = (frame.WIDTH - wide, frame.WIDTH) if name[1] == "e" else (0.0, wide)
        y0, y1 = (height - tall, height) if name[0] == "s" else (0.0, tall)
        if all(not (x0 - 30 < s.at[0] < x1 + 30 and y0 - 30 < s.at[1] < y1 + 30) for s in stands):
            return name
    return None


def _sheet(stands: Sequence[Stand], height: float, corner: str | None, scale: float) -> Sheet:
    """A sheet with the shapes on it, and the corner kept free of names."""
    sheet = Sheet(frame.WIDTH, height)
    reach = marks.SHAPE * scale
    for stand in stands:
        x, y = stand.at
        sheet.take([(x - reach, y - reach, x + reach, y + reach)])
        if stand.moved:
            tx, ty = stand.true
            sheet.take([(tx - 6, ty - 6, tx + 6, ty + 6)])
    if corner:
        sheet.take([naming.corner_box(corner, CORNER, height)])
    return sheet


def _title(inside: Sequence[Mark], countries: Sequence[str]) -> str:
    where = f"Map of {_and(countries[:3])}" if countries else "Map of the world"
    return f"{where} with the places on the list" if inside else where


def _and(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)


def _ground(view: Mercator | EqualEarth, height: float) -> str:
    """Land, boundaries and graticule as paths."""
    window = view.window
    per_unit = window.width / frame.WIDTH
    base = base_map("10" if window.width < 12 else "50")
    margin = 9 * per_unit
    around = window.grown(margin) if isinstance(view, Mercator) else window
    detail = per_unit * _coarseness(window)
    solid, broken = base.boundaries(around, detail)
    parts = [
        _path("land", (view.line(ring) for ring in base.land(around, detail)), close=True),
        _path("bord", (view.line(line) for line in solid)),
        _path("disp", (view.line(line) for line in broken)),
        f'<path class="grat" d="{naming.graticule(view, height)}"/>',
    ]
    if isinstance(view, EqualEarth):
        parts.append(_globe_edge(view, height))
    return "".join(parts)


def _coarseness(window: Window) -> float:
    """How many units a point must stand out by: more on windows with much coast, so that the weight stays level."""
    return 1.2 if window.width < 60 else 1.5


def _path(name: str, lines: object, close: bool = False) -> str:
    data = path_data(lines, close)  # type: ignore[arg-type]
    return f'<path class="{name}" d="{data}"/>' if data else ""


def _globe_edge(view: EqualEarth, height: float) -> str:
    """What lies outside of the globe, in the colour of the page."""
    window = view.window
    lats = [window.south + (window.north - window.south) * i / 40 for i in range(41)]
    sides = []
    for lon, edge in ((window.west, -9), (window.east, round(frame.WIDTH) + 9)):
        line = [(edge, height + 9), *(view.xy(lon, lat) for lat in lats), (edge, -9)]
        line[1:1] = [(view.xy(lon, window.south)[0], height + 9.0)]
        line[-1:-1] = [(view.xy(lon, window.north)[0], -9.0)]
        sides.append(line)
    return f'<path fill="var(--paper)" d="{path_data(sides, close=True)}"/>'


def nice(limit: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50 … that is not above `limit`."""
    power = 10.0 ** math.floor(math.log10(limit))
    return max(step * power for step in (1, 2, 5) if step * power <= limit)
