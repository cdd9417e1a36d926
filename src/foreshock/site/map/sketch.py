"""A small map with one arrow: how a party sees the matter."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

from foreshock.model import LevelCode, Place

from . import landnames
from .basemap import base_map
from .path import path_data
from .placing import Label, Sheet
from .projection import Mercator, Window
from .telling import listing
from .textsize import two_lines

WIDTH, HEIGHT, EM = 300, 214, 17.0
Point = tuple[float, float]


def sketch_map(path: Sequence[Point], place: Place | None, level: LevelCode | None, label: str) -> Markup:
    """Draw `path`, positions (lon, lat) from first to last, as an arrow, with the place as its shape.

    `label` opens the spoken description, which names the countries on the way. The arrow is a smooth curve along
    the positions: a drift, not a track. A path of fewer than two positions is drawn without an arrow.
    """
    view = _fit([*path, *([(place.lon, place.lat)] if place else [])])
    window = view.window
    detail = 1.3 * window.width / WIDTH
    base = base_map("10" if window.width < 5 else "50")
    around = window.grown(window.width / WIDTH * 4)
    section = base.cut(around, detail)
    solid, broken = section.boundaries()
    points = view.line([(window.near(lon), lat) for lon, lat in path])
    lands = landnames.Lands(section.holders(), view)
    curve = _smooth(points)
    sheet = Sheet(WIDTH, HEIGHT, 3)
    sheet.take([(x - 5, y - 5, x + 5, y + 5) for x, y in curve])
    mark = _mark(view, place, level, sheet)
    parts = [
        _path("land", [view.line(ring) for ring in section.land()], close=True),
        _path("bord", [view.line(line) for line in solid]),
        _path("disp", [view.line(line) for line in broken]),
        _arrow(_before(curve, view.xy(window.near(place.lon), place.lat) if place else None)),
        _names(lands, sheet, curve),
        mark,
    ]
    told = _told(label, lands, curve, place)
    head = f'<svg class="base" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(told)}">'
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704 - every text in it went through escape()


def _fit(points: Sequence[Point]) -> Mercator:
    """A window of the drawing's shape around the points, at least three degrees wide."""
    first = points[0][0] if points else 0.0
    lons = [lon - 360 * round((lon - first) / 360) for lon, _ in points] or [0.0]
    lats = [max(-80.0, min(80.0, lat)) for _, lat in points] or [0.0]
    pad = max((max(lons) - min(lons)) * 0.16, (max(lats) - min(lats)) * 0.16, 0.5)
    window = Window(min(lons) - pad, min(lats) - pad, max(lons) + pad, max(lats) + pad)
    view = Mercator(window, WIDTH)
    if view.height > HEIGHT:
        extra = window.width * (view.height / HEIGHT - 1) / 2
        window = Window(window.west - extra, window.south, window.east + extra, window.north)
    view = Mercator(window, WIDTH)
    spare = (HEIGHT - view.height) / 2
    south, north = view.lon_lat(0, view.height + spare)[1], view.lon_lat(0, -spare)[1]
    return Mercator(Window(window.west, south, window.east, north), WIDTH)


def _smooth(points: Sequence[Point]) -> list[Point]:
    """A cubic B-spline along the points, from the first to the last, eight pieces between each two: it passes near
    the inner ones, as a drift does."""
    if len(points) < 3:
        return list(points)
    ends = [points[0]] * 2 + list(points) + [points[-1]] * 2
    curve: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for k in range(8):
            t = k / 8
            curve.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return [*curve, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    """Uniform cubic B-spline."""
    u = 1 - t
    weights = (u**3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
    return sum(w * p for w, p in zip(weights, (a, b, c, d), strict=True)) / 6


def _before(curve: list[Point], mark: Point | None) -> list[Point]:
    """The curve without an end that the place's shape would hide."""
    if mark is None:
        return curve
    kept = list(curve)
    while len(kept) > 9 and math.dist(kept[-1], mark) < 11:
        kept.pop()
    return kept


def _arrow(curve: Sequence[Point]) -> str:
    if len(curve) < 2:
        return ""
    tip = curve[-1]
    back = next((p for p in reversed(curve) if math.dist(p, tip) > 15), curve[0])
    long = math.dist(back, tip) or 1.0
    dx, dy = (tip[0] - back[0]) / long, (tip[1] - back[1]) / long
    neck = (tip[0] - 11 * dx, tip[1] - 11 * dy)
    shaft = [*(p for p in curve if math.dist(p, tip) > 11), neck]
    sides = [
        (tip[0] - 13 * dx - 6 * dy, tip[1] - 13 * dy + 6 * dx),
        (tip[0] - 13 * dx + 6 * dy, tip[1] - 13 * dy - 6 * dx),
    ]
    head = path_data([[tip, *sides]], close=True)
    return f'<path class="arrow" d="{path_data([shaft])}"/><path class="tip" d="{head}"/>'


def _mark(view: Mercator, place: Place | None, level: LevelCode | None, sheet: Sheet) -> str:
    if place is None:
        return ""
    x, y = view.xy(view.window.near(place.lon), place.lat)
    sheet.take([(x - 8, y - 8, x + 8, y + 8)])
    code = level or "none"
    return f'<g class="mark {code}"><use href="#lv-{code}" x="{x - 6:.0f}" y="{y - 6:.0f}" width="12" height="12"/></g>'


def _names(lands: landnames.Lands, sheet: Sheet, curve: Sequence[Point]) -> str:
    """Up to six names, roomiest first, clear of the arrow."""
    found = landnames.rooms(lands, (WIDTH, HEIGHT), 12, curve[::2])
    parts: list[str] = []
    for name in sorted(found, key=lambda n: (-len(found[n]), n))[:9]:
        shown = landnames.display(name)
        forms = dict.fromkeys([(shown,), two_lines(shown)])
        tries = (
            Label(lines, x, y + 6 - 10 * (len(lines) - 1), "mid") for _, x, y in found[name][:16] for lines in forms
        )
        for label in tries:
            boxes = label.boxes(EM, 1)
            if sheet.free(boxes) and landnames.own(lands, label, name, EM):
                sheet.take(boxes)
                parts.append(label.svg("halo"))
                break
        if len(parts) == 6:
            break
    return "".join(parts)


def _told(label: str, lands: landnames.Lands, curve: Sequence[Point], place: Place | None) -> str:
    """“…: an arrow from Iran through Iraq and Syria to Lebanon; al-Tanf is marked.”"""
    marked = f"; {place.name} is marked" if place else ""
    if len(curve) < 2:
        return f"{label}{marked}"
    found = [lands.name_at(*lands.lon_lat(x, y)) for x, y in curve]
    ends = (found[0] or "the sea", found[-1] or "the sea")
    middle = [name for name in dict.fromkeys(found) if name and name not in ends]
    if ends[0] == ends[1] and not middle:
        way = "an arrow over the sea" if ends[0] == "the sea" else f"an arrow in {ends[0]}"
    else:
        way = f"an arrow from {ends[0]}{f' through {listing(middle)}' if middle else ''} to {ends[1]}"
    return f"{label}: {way}{marked}"


def _path(name: str, lines: Sequence[Sequence[Point]], close: bool = False) -> str:
    data = path_data(lines, close)
    return f'<path class="{name}" d="{data}"/>' if data else ""
