"""The local map: a place, its zones and landmarks, azimuthal equidistant on WGS84.

Distances and directions from the centre are true. The centre is that of the first circular zone, or the place, so
that the zone is exactly a circle on paper; zones around other points are 90 geodesic points, joined.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from foreshock.model import LevelCode, Place, Zone

from . import landnames, telling
from .basemap import base_map
from .clip import clip_ring, visible_runs
from .gridlines import nice
from .marks import Mark, Stand, leader
from .path import path_data
from .placing import Anchor, Label, Sheet
from .projection import Azimuthal, Window, inverse
from .textsize import two_lines, width

WIDTH, HEIGHT = 1050, 840
#: What is drawn: the map and a margin, west, south, east and north in drawing units.
SEEN = (-20.0, -20.0, WIDTH + 20.0, HEIGHT + 20.0)
#: Label em in drawing units on a phone, and the largest from 40 rem on.
EM = (36.0, 27.0)
SHAPE = 13
#: Half of the map's height for a map without zones, and the least, in metres.
ALONE, LEAST = 80_000.0, 4_000.0


class Outline(Struct, frozen=True):
    """A zone as it is drawn: its rings in drawing units, and for circles the radius in metres and the centre."""

    zone: Zone
    rings: tuple[tuple[tuple[float, float], ...], ...]
    centre: tuple[float, float] | None


def local_map(
    place: Place,
    zones: Sequence[Zone],
    landmarks: Sequence[Place],
    level: LevelCode | None,
    name: str,
    key: str = "lm",
    beyond: Sequence[float] = (),
) -> Markup:
    """Draw the surroundings of a place. `name` is written beside its marker; `key` begins the ids of title and
    description, which must be unique on a page.

    The map is fitted to the zones, or shows about 200 km without any. Landmarks outside of it are named at the edge
    with their distance. `beyond` draws rings so many metres outside of the zones.
    """
    view = _fit(place, zones)
    outlines = [outline(view, zone) for zone in zones]
    window = _window(view)
    fine = window.height < 9
    detail = (1.1 if fine else 1.6) / view.scale / 111_195
    base = base_map("10" if fine else "50")
    section = base.cut(window, detail)
    lands = landnames.Lands(base.cut(window, detail * 5).holders(), view)
    solid, broken = section.boundaries()
    layout = _Layout()
    around = _around(view, outlines)
    body = [
        _path("land", [clip_ring(view.line(ring), SEEN) for ring in section.land()], close=True),
        _path("bord", [run for line in solid for run in visible_runs(view.line(line), SEEN)]),
        _path("disp", [run for line in broken for run in visible_runs(view.line(line), SEEN)]),
        *(f'<path class="buffer" d="{path_data(o.rings, close=True)}"/>' for o in _buffers(view, zones, beyond)),
        *(f'<path class="zone" d="{path_data(o.rings, close=True)}"/>' for o in outlines),
        *(_radius(o, layout) for o in outlines),
        _scale_bar(view, layout),
    ]
    spot = view.xy(place.lon, place.lat)
    layout.sheet(0).take([(spot[0] - 24, spot[1] - 24, spot[0] + 24, spot[1] + 24)])
    marker = _marker(spot, name, level, layout)
    texts = _zone_texts(outlines, layout)
    towns = _landmarks(view, place, landmarks, layout)
    names = landnames.lay(lands, layout.place, (WIDTH, HEIGHT), EM[0], around, {name, *(t.name for t in landmarks)})
    title = telling.title(name, zones)
    told = telling.local(view, place, name, zones, landmarks, lands, outlines)
    head = (
        f'<svg class="base" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{key}-t {key}-d">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(told)}</desc>'
    )
    return Markup("\n".join([head + "".join(body), names, texts + towns, marker + "</svg>"]))  # noqa: S704 - escaped


def _fit(place: Place, zones: Sequence[Zone]) -> Azimuthal:
    """The projection, with the scale that shows the zones and their surroundings."""
    circle = next((z for z in zones if z.radius_m is not None), None)
    if circle is None or circle.lat is None or circle.lon is None:
        lat, lon = place.lat, place.lon
    else:
        lat, lon = circle.lat, circle.lon
    reach = inverse(lat, lon, place.lat, place.lon)[0] * 1.25
    for zone in zones:
        if zone.lat is not None and zone.lon is not None and zone.radius_m is not None:
            far = inverse(lat, lon, zone.lat, zone.lon)[0] + zone.radius_m
        else:
            far = max(inverse(lat, lon, y, x)[0] for ring in zone.rings for x, y in ring)
        reach = max(reach, far)
    if zones:
        reach *= 2.5 if reach < 80_000 else max(1.35, 2.5 - 0.9 * math.log10(reach / 80_000) * 1.6)
    half = max(reach, LEAST) if zones else max(ALONE, reach)
    return Azimuthal(lat, lon, WIDTH / 2, HEIGHT / 2, HEIGHT / 2 / min(half, 5_000_000.0))


def _window(view: Azimuthal) -> Window:
    """Longitudes and latitudes that hold all that the map shows, with a margin."""
    tall = HEIGHT / 2 / view.scale / 110_500 * 1.08
    south, north = max(-90.0, view.lat - tall), min(90.0, view.lat + tall)
    pole = max(abs(south), abs(north))
    if pole > 88:
        return Window(view.lon - 180, south, view.lon + 180, north)
    wide = WIDTH / 2 / view.scale / 110_500 * 1.1 / math.cos(math.radians(pole))
    reach = min(wide, 180.0)
    return Window(view.lon - reach, south, view.lon + reach, north)


def outline(view: Azimuthal, zone: Zone) -> Outline:
    """The zone in drawing units."""
    if zone.lat is None or zone.lon is None or zone.radius_m is None:
        return Outline(zone, tuple(tuple(view.line(ring)) for ring in zone.rings), None)
    centre = view.xy(zone.lon, zone.lat)
    if (zone.lat, zone.lon) == (view.lat, view.lon):
        radius = zone.radius_m * view.scale
        turns = (2 * math.pi * k / 90 for k in range(90))
        ring = tuple((centre[0] + radius * math.sin(a), centre[1] - radius * math.cos(a)) for a in turns)
    else:
        from foreshock.zone.geodesic import circle

        ring = tuple(view.line(circle(zone.lat, zone.lon, zone.radius_m)))
    return Outline(zone, (ring,), centre)


def _buffers(view: Azimuthal, zones: Sequence[Zone], beyond: Sequence[float]) -> list[Outline]:
    """The zones' warning and approach rings."""
    made = []
    for zone, metres in product(zones, beyond):
        if zone.radius_m is not None:
            made.append(outline(view, replace(zone, radius_m=min(zone.radius_m + metres, 10_000_000.0))))
        else:
            from foreshock.zone.buffers import outlines_beyond

            made.append(Outline(zone, tuple(tuple(view.line(line)) for line in outlines_beyond(zone, metres)), None))
    return made


class _Layout:
    """The two sheets of the local map: what is seen on a phone, and what is seen from 40 rem on."""

    def __init__(self) -> None:
        self._sheets = (Sheet(WIDTH, HEIGHT, 14), Sheet(WIDTH, HEIGHT, 14))

    def sheet(self, tier: int) -> _Both:
        return _Both(self._sheets, tier)

    def place(self, labels: Sequence[Label]) -> tuple[Label, str] | None:
        """The first of the labels that is free on a phone, or else, with class `t2`, on wider screens."""
        for tier in (0, 1):
            for label in labels:
                if all(self._sheets[t].free(label.boxes(EM[t], 3)) for t in range(tier, 2)):
                    for t in range(tier, 2):
                        self._sheets[t].take(label.boxes(EM[t], 3))
                    return label, "t2" if tier else ""
        return None


class _Both:
    """Takes boxes on the sheet of a tier and on those above it."""

    def __init__(self, sheets: tuple[Sheet, Sheet], tier: int) -> None:
        self._sheets = sheets[tier:]

    def take(self, boxes: Sequence[tuple[float, float, float, float]]) -> None:
        for sheet in self._sheets:
            sheet.take(boxes)


def _path(name: str, lines: Sequence[Sequence[tuple[float, float]]], close: bool = False) -> str:
    data = path_data(lines, close)
    return f'<path class="{name}" d="{data}"/>' if data else ""


def _around(view: Azimuthal, outlines: Sequence[Outline]) -> list[tuple[float, float]]:
    """Points of all zone edges: names of countries keep off them."""
    return [point for o in outlines for ring in o.rings for point in ring]


def _radius(o: Outline, layout: _Layout) -> str:
    if o.centre is None or o.zone.radius_m is None:
        return ""
    (x, y), top = o.centre, o.rings[0][0]
    layout.sheet(0).take([(min(x, top[0]) - 4, min(y, top[1]), max(x, top[0]) + 4, max(y, top[1]))])
    return f'<path class="radius" d="M{x:.0f} {y:.0f}L{top[0]:.0f} {top[1]:.0f}"/>'


def _zone_texts(outlines: Sequence[Outline], layout: _Layout) -> str:
    """“55 km” beside each radius; the name of a polygon inside of it, or beside a narrow one."""
    parts = []
    for o in outlines:
        found = layout.place(_beside_radius(o) if o.centre is not None else _inside(o))
        if found:
            parts.append(found[0].svg(" ".join(part for part in ("ztext", found[1]) if part)))
    return "".join(parts)


def _beside_radius(o: Outline) -> list[Label]:
    assert o.centre is not None and o.zone.radius_m is not None
    (cx, cy), (tx, ty) = o.centre, o.rings[0][0]
    words = (telling.kilometres(o.zone.radius_m),)
    x, y = (cx + tx) / 2, (cy + ty) / 2 + 2
    above = Label(words, tx, ty - 12, "mid", 1.0, "bold")
    sides: list[tuple[Anchor, float]] = [("start", 12), ("end", -12)]
    beside = [Label(words, x + dx, y + dy, anchor, 1.0, "bold") for dy in (0, -30, 40) for anchor, dx in sides]
    return [above, *beside] if math.dist(o.centre, o.rings[0][0]) < 110 else [*beside, above]


def _inside(o: Outline) -> list[Label]:
    xs, ys = [p[0] for p in o.rings[0]], [p[1] for p in o.rings[0]]
    west, east, top, bottom = min(xs), max(xs), min(ys), max(ys)
    x, y = (west + east) / 2, (top + bottom) / 2
    inside, beside = [], []
    for lines in ((o.zone.name,), two_lines(o.zone.name)):
        wide = max(width(line, "bold") for line in lines) * EM[0]
        if wide < (east - west) * 0.9:
            inside += [Label(lines, x, y + dy, "mid", 1.0, "bold") for dy in (0, 50, -50, 90, -90)]
        for dy in (40, -40, 90, -90, 0):
            beside.append(Label(lines, east + 14, y + dy, "start", 1.0, "bold"))
            beside.append(Label(lines, west - 14, y + dy, "end", 1.0, "bold"))
        beside += [Label(lines, x, bottom + 42, "mid", 1.0, "bold")]
    return inside + beside


def _scale_bar(view: Azimuthal, layout: _Layout) -> str:
    """A scale bar in the upper right corner, or the lower one if the place lies there."""
    metres = nice(190 / view.scale)
    long = round(metres * view.scale)
    words = telling.kilometres(metres)
    label = Label((words,), WIDTH - 24, 78, "end", 0.9)
    x0, _y0, x1, _ = label.box(EM[0])
    layout.sheet(0).take([(min(x0, WIDTH - 24 - long) - 8, 20.0, x1 + 8, 92.0)])
    return f'<path class="tick" d="M{WIDTH - 24 - long} 30v9h{long}v-9"/>{label.svg("small")}'


def _marker(spot: tuple[float, float], name: str, level: LevelCode | None, layout: _Layout) -> str:
    x, y = round(spot[0]), round(spot[1])
    size = 1.12
    lines = two_lines(name) if width(name, "bold") > 9 else (name,)
    em = EM[0] * size
    down = 24 + 0.76 * em
    tall = 1.15 * em * (len(lines) - 1)
    spots: list[tuple[float, float, Anchor]] = [
        (-27, 37, "end"), (27, 37, "start"), (-27, -14 - tall, "end"), (27, -14 - tall, "start"),
        (28, 10 - tall / 2, "start"), (-28, 10 - tall / 2, "end"), (0, down, "mid"), (0, -30 - tall, "mid"),
        (40, 80, "start"), (-40, 80, "end"),
    ]  # fmt: skip
    tries = [Label(lines, x + dx, y + dy, anchor, size, "bold") for dx, dy, anchor in spots]
    found = layout.place(tries) or (tries[0], "")
    code = level or "none"
    mark = Mark("", name, 0, 0, level, "")
    line = leader(Stand(mark, (float(x), float(y)), (float(x), float(y))), found[0], EM[0])
    lead = f'<path class="tick lead" d="{line}"/>' if line else ""
    return (
        f'<g class="mark {code}">{lead}<g transform="translate({x} {y})"><g class="shape">'
        f'<use href="#lv-{code}" x="-{SHAPE}" y="-{SHAPE}" width="{2 * SHAPE}" height="{2 * SHAPE}"/></g></g>'
        f"{found[0].svg(found[1])}</g>"
    )


def _landmarks(view: Azimuthal, place: Place, landmarks: Sequence[Place], layout: _Layout) -> str:
    """Dots with names; those outside of the map at its edge with their distance. What finds no room is left to the
    description."""
    parts = []
    inside = [(town, *view.xy(town.lon, town.lat)) for town in landmarks]
    inside = [(t, x, y) for t, x, y in inside if (t.lat, t.lon) != (place.lat, place.lon)]
    for _, x, y in inside:
        layout.sheet(0).take([(x - 7, y - 7, x + 7, y + 7)])
    for town, x, y in inside:
        if 20 < x < WIDTH - 20 and 20 < y < HEIGHT - 20:
            found = layout.place(_beside(town.name, x, y))
            if found:
                parts.append(f'<circle class="{f"dot {found[1]}".strip()}" cx="{x:.0f}" cy="{y:.0f}" r="5"/>')
                parts.append(found[0].svg(f"halo {found[1]}".strip()))
        else:
            parts.append(_at_edge(view, town, x, y, layout))
    return "".join(parts)


def _beside(name: str, x: float, y: float) -> list[Label]:
    em = EM[0]
    broken = two_lines(name)
    forms = [(name,)] if len(broken) == 1 else ([broken, (name,)] if width(name) > 8 else [(name,), broken])
    labels = []
    for lines in forms:
        tall = 1.15 * em * (len(lines) - 1)
        spots: list[tuple[float, float, Anchor]] = [
            (14, 9 - tall / 2, "start"), (-14, 9 - tall / 2, "end"), (0, 14 + 0.76 * em, "mid"), (0, -16 - tall, "mid"),
            (10, -10 - tall, "start"), (-10, -10 - tall, "end"), (10, 36, "start"), (-10, 36, "end"),
        ]  # fmt: skip
        labels += [Label(lines, x + dx, y + dy, anchor) for dx, dy, anchor in spots]
    return labels


def _at_edge(view: Azimuthal, town: Place, x: float, y: float, layout: _Layout) -> str:
    """Name and distance of a landmark where the straight way to it leaves the map."""
    dx, dy = x - view.cx, y - view.cy
    inset = 16
    share = min((WIDTH / 2 - inset) / abs(dx) if dx else math.inf, (HEIGHT / 2 - inset) / abs(dy) if dy else math.inf)
    ex, ey = view.cx + dx * share, view.cy + dy * share
    metres = inverse(view.lat, view.lon, town.lat, town.lon)[0]
    lines = (f"to {town.name}", telling.kilometres(metres))
    anchor: Anchor = "end" if dx > 0 else "start"
    px = min(max(ex, 20), WIDTH - 20)
    tries = [Label(lines, px, min(max(ey + lift, 44), HEIGHT - 56), anchor) for lift in (-14, 44, -60, 80, -110, 130)]
    found = layout.place(tries)
    return found[0].svg(f"halo {found[1]}".strip()) if found else ""
