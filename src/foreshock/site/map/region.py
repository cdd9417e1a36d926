"""The map of a region, or of the world, with the places of a list as links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape
from msgspec import Struct

from foreshock.model import Region

from . import frame, gridlines, marks, naming
from .basemap import base_map
from .frame import WIDTH, View
from .layout import EM, TIERS, Layout
from .marks import Mark
from .path import path_data
from .projection import EqualEarth, Mercator, Window
from .telling import listing

#: Windows narrower than this, in degrees, are drawn from 1:10 million.
FINE = 12.0


class RegionMap(Struct, frozen=True):
    """A drawn map. `outside` are the marks that the region does not hold, in the given order, to be listed beside
    it. `corner` (`se`, `sw`, `ne` or `nw`) has no marker under a box of `layout.CORNER` units; None if each has.
    """

    svg: Markup
    outside: tuple[Mark, ...]
    corner: str | None


def region_map(region: Region | None, listed: Sequence[Mark]) -> RegionMap:
    """Draw the region, or without one a window fitted to the marks, with the marks inside of it.

    A region that would be a strip grows on its short side. When the region or the marks reach too far for Mercator,
    the world is drawn in Equal Earth.
    """
    view = frame.of_region(region) if region else frame.of_points([(m.lon, m.lat) for m in listed])
    inside = [m for m in listed if view.window.holds(m.lon, m.lat)]
    outside = tuple(m for m in listed if not view.window.holds(m.lon, m.lat))
    points = [(m, *view.xy(view.window.near(m.lon), m.lat)) for m in inside]
    layout = Layout(view, marks.spread(points, WIDTH, view.height))
    named = marks.names(layout.stands, layout.sheet, EM[0])
    for label, tier in named:
        layout.name(label, TIERS.index(tier))
    words = naming.lay_all(layout)
    links = (marks.mark_svg(s, label, tier, EM[0]) for s, (label, tier) in zip(layout.stands, named, strict=True))
    where = (
        f"Map of {listing(words.countries[:3])}"
        if isinstance(view, Mercator) and words.countries
        else "Map of the world"
    )
    title = f"{where} with the places on the list" if inside else where
    svg = (
        f'<svg class="base" viewBox="0 0 {WIDTH:.0f} {layout.height}" role="group" aria-label="{escape(title)}">'
        f'<g aria-hidden="true">{_ground(view)}\n{words.svg}</g>\n' + "\n".join(links) + "\n</svg>"
    )
    return RegionMap(Markup(svg), outside, layout.corner)  # noqa: S704 - every text in it went through escape()


def _ground(view: View) -> str:
    """Land, boundaries and graticule as paths."""
    window = view.window
    per_unit = window.width / WIDTH
    base = base_map("10" if window.width < FINE else "50")
    around = window.grown(9 * per_unit) if isinstance(view, Mercator) else window
    section = base.cut(around, per_unit * _coarseness(window))
    solid, broken = section.boundaries()
    parts = [
        _path("land", (view.line(ring) for ring in section.land()), close=True),
        _path("bord", (view.line(line) for line in solid)),
        _path("disp", (view.line(line) for line in broken)),
        f'<path class="grat" d="{gridlines.graticule(view)}"/>',
    ]
    if isinstance(view, EqualEarth):
        parts.append(_globe_edge(view))
    return "".join(parts)


def _coarseness(window: Window) -> float:
    """How many units a point must stand out by: more where a map holds more coast, so that its weight stays level."""
    return 1.2 if window.width < 60 else 1.5


def _path(name: str, lines: Iterable[Sequence[tuple[float, float]]], close: bool = False) -> str:
    data = path_data(lines, close)
    return f'<path class="{name}" d="{data}"/>' if data else ""


def _globe_edge(view: EqualEarth) -> str:
    """What lies outside of the globe, in the colour of the page."""
    window, low = view.window, view.height + 9
    lats = [window.south + window.height * i / 40 for i in range(41)]
    sides = []
    for lon, edge in ((window.west, -9.0), (window.east, WIDTH + 9)):
        curve = [view.xy(lon, lat) for lat in lats]
        sides.append([(edge, low), (curve[0][0], low), *curve, (curve[-1][0], -9.0), (edge, -9.0)])
    return f'<path fill="var(--paper)" d="{path_data(sides, close=True)}"/>'
