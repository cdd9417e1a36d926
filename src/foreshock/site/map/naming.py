"""Names on a region map: countries, seas, capitals, the graticule and the scale bar, laid around the markers.

Three tiers, as the style sheet shows them: labels without a class on every screen, `t2` from 40 rem, `t3` from
80 rem. Each tier is laid at the largest size at which it is seen, around all that the tiers before it took.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from . import marks, names
from .basemap import Ground, Spot, ground
from .marks import Stand
from .placing import Anchor, Box, Label, Sheet
from .projection import KM_PER_DEGREE, EqualEarth, Mercator
from .textsize import two_lines, width

EM = (32.0, 25.0, 20.0)
SHAPE_SCALE = (1.75, 1.3, 1.0)
TIERS = ("", "t2", "t3")


class Laid(Struct, frozen=True):
    """The labels as SVG, and the names of the countries that fill most of the map, largest first."""

    svg: str
    countries: tuple[str, ...]


class _Layout:
    """Labels laid so far; a fresh sheet for each tier holds them at that tier's size."""

    def __init__(
        self,
        view: Mercator | EqualEarth,
        height: float,
        stands: Sequence[Stand],
        named: Sequence[tuple[Label, str]],
        corner: Box | None,
    ) -> None:
        self.view, self.height, self.stands, self.named, self.corner = view, height, stands, named, corner
        self.laid: list[tuple[Label, str, int]] = []
        self.fixed: list[tuple[Box, int]] = []
        self.tier = 0
        self.sheet = self._fresh(0)

    def _fresh(self, tier: int) -> Sheet:
        em, reach = EM[tier], marks.SHAPE * SHAPE_SCALE[tier]
        sheet = Sheet(1000, self.height)
        for stand in self.stands:
            (x, y), (tx, ty) = stand.at, stand.true
            sheet.take([(x - reach, y - reach, x + reach, y + reach)])
            if stand.moved:
                sheet.take([(tx - 5, ty - 5, tx + 5, ty + 5)])
        for label, name in self.named:
            if not name or TIERS.index(name) <= tier:
                sheet.take(label.boxes(em, 2))
        if self.corner:
            sheet.take([self.corner])
        for label, _, of in self.laid:
            if of <= tier:
                sheet.take(label.boxes(em, 2))
        for box, of in self.fixed:
            if of <= tier:
                sheet.take([box])
        return sheet

    def go(self, tier: int) -> None:
        self.tier, self.sheet = tier, self._fresh(tier)

    def fits(self, label: Label) -> bool:
        return self.sheet.free(label.boxes(EM[self.tier], 3))

    def lay(self, label: Label, classes: str) -> None:
        self.laid.append((label, classes, self.tier))
        self.sheet.take(label.boxes(EM[self.tier], 3))

    def fix(self, box: Box) -> None:
        self.fixed.append((box, self.tier))
        self.sheet.take([box])

    def svg(self) -> str:
        return "".join(
            label.svg(" ".join(part for part in (classes, TIERS[tier]) if part)) for label, classes, tier in self.laid
        )


def corner_box(corner: str, size: tuple[float, float], height: float) -> Box:
    wide, tall = size
    x0 = 1000 - wide if corner[1] == "e" else 0.0
    y0 = height - tall if corner[0] == "s" else 0.0
    return x0, y0, x0 + wide, y0 + tall


def land_and_sea(
    view: Mercator | EqualEarth,
    height: float,
    stands: Sequence[Stand],
    named: Sequence[tuple[Label, str]],
    corner: str | None,
) -> Laid:
    """Lay all names of a region map."""
    box = corner_box(corner, (296.0, 250.0), height) if corner else None
    layout = _Layout(view, height, stands, named, box)
    where = ground()
    visible = where.visible(view.window)
    table = names.country_names()
    order = [code for code in visible if code in table]
    with_marks = [c for c in order if any(where.owner(s.mark.lon, s.mark.lat) == c for s in stands)]
    first = [*with_marks, *(c for c in order if c not in with_marks)]
    done: set[str] = set()
    bar = ""
    globe = isinstance(view, EqualEarth)
    for tier, most in enumerate((8, 6, 10) if globe else (8, 12, 30)):
        layout.go(tier)
        if tier == 1:
            bar = _scale_bar(layout)
            _seas(layout, most=6)
        laid = 0
        for code in first if tier == 0 else order:
            if code in done or laid >= most or (globe and visible[code] < 40):
                continue
            if _country(layout, where, code, table[code], visible[code]):
                done.add(code)
                laid += 1
        if tier == 0:
            _seas(layout, most=1)
        if tier == 1:
            _towns(layout, done, most=4)
    _seas(layout, most=12)
    _areas(layout)
    _towns(layout, done, most=5)
    dots = "".join(_dot(layout, town) for town in layout_towns(layout))
    _degrees(layout)
    return Laid(f"{layout.svg()}{dots}{bar}", tuple(table[c][0] for c in order[:6]))


def _country(layout: _Layout, where: Ground, code: str, forms: tuple[str, str], area: float) -> bool:
    """Lay the name of one country if it finds room at this tier."""
    view, em = layout.view, EM[layout.tier]
    per_degree = 1000 / view.window.width
    size = 1.0 if area * per_degree**2 > 9000 else 0.9
    spots = [spot for spot in where.spots(code) if view.window.holds(spot.lon, spot.lat)]
    ranked = sorted(
        ((_room(view, spot), spot) for spot in spots), key=lambda pair: (-pair[0], pair[1].lon, pair[1].lat)
    )[:36]
    for lines in _forms(forms):
        wide = max(width(line) for line in lines) * em * size
        tall = em * size * (1 + 1.15 * (len(lines) - 1))
        for strict in (1.0, 1.9):
            for room, spot in ranked:
                need = math.hypot(wide / 2 / 3, tall / 2)
                if need > room * strict + (6 if strict > 1 else 0):
                    break
                x, y = view.xy(view.window.near(spot.lon), spot.lat)
                label = Label(lines, x, y + 0.35 * em * size - tall / 2 + em * size / 2, "mid", size)
                if layout.fits(label) and (strict == 1.0 or _foreign(layout, where, label, code) <= 0.25):
                    layout.lay(label, "halo" if size == 1.0 else "small halo")
                    return True
    shown = len(spots) > len(where.spots(code)) / 2 and isinstance(view, Mercator)
    return layout.tier == 2 and shown and _beside(layout, where, code, forms, ranked)


def _forms(forms: tuple[str, str]) -> list[tuple[str, ...]]:
    name, short = forms
    found: list[tuple[str, ...]] = [(name,)]
    if width(name) > 5 and len(two_lines(name)) > 1:
        found.append(two_lines(name))
    if short != name:
        found.append((short,))
    return found


def _room(view: Mercator | EqualEarth, spot: Spot) -> float:
    """Half-height in units of the text-shaped ellipse that fits at a spot, inside country and map."""
    window = view.window
    lon = window.near(spot.lon)
    squeeze = math.cos(math.radians(spot.lat)) / 3
    edge = min(
        spot.lat - window.south, window.north - spot.lat, (lon - window.west) * squeeze, (window.east - lon) * squeeze
    )
    return min(spot.room, edge) * abs(view.xy(lon, spot.lat + 0.5)[1] - view.xy(lon, spot.lat - 0.5)[1])


def _foreign(layout: _Layout, where: Ground, label: Label, code: str) -> float:
    """The share of a label that lies on other countries."""
    x0, y0, x1, y1 = label.box(EM[layout.tier])
    hits = [
        where.owner(*layout.view.lon_lat(x0 + (x1 - x0) * i / 8, y))
        for i in range(9) for y in (y0 + (y1 - y0) * 0.3, y1 - (y1 - y0) * 0.25)
    ]  # fmt: skip
    return sum(1 for owner in hits if owner not in (None, code)) / len(hits)


def _beside(
    layout: _Layout, where: Ground, code: str, forms: tuple[str, str], ranked: Sequence[tuple[float, Spot]]
) -> bool:
    """Lay the name of a small country off its coast."""
    view, em = layout.view, EM[layout.tier]
    for name in dict.fromkeys(forms):
        for _, spot in ranked[::2]:
            for step, anchor in ((-0.1, "end"), (0.1, "start")):
                lon = spot.lon
                while where.owner(lon, spot.lat) == code and abs(lon - spot.lon) < 4:
                    lon += step
                x, y = view.xy(view.window.near(lon), spot.lat)
                side: Anchor = "end" if anchor == "end" else "start"
                label = Label((name,), x + (4 if step > 0 else -4), y + 0.32 * em, side, 0.9)
                if layout.fits(label) and _on_land(layout, where, label) <= 0.12:
                    layout.lay(label, "small halo")
                    return True
    return False


def _on_land(layout: _Layout, where: Ground, label: Label) -> float:
    x0, y0, x1, y1 = label.box(EM[layout.tier])
    hits = [where.owner(*layout.view.lon_lat(x0 + (x1 - x0) * i / 8, (y0 + y1) / 2)) for i in range(9)]
    return sum(1 for owner in hits if owner) / len(hits)


def _seas(layout: _Layout, most: int) -> None:
    """Lay names of seas, at most `most`, widest first; each once."""
    view, em = layout.view, EM[layout.tier]
    there = {" ".join(label.lines) for label, classes, _ in layout.laid if classes.startswith("sea")}
    laid = 0
    for sea in sorted(names.seas(), key=lambda s: (-s.extent, s.name, s.lon)):
        if sea.name in there or laid >= most or not view.window.holds(sea.lon, sea.lat):
            continue
        lon = view.window.near(sea.lon)
        x, y = view.xy(lon, sea.lat)
        room = abs(view.xy(lon + 0.5, sea.lat)[0] - view.xy(lon - 0.5, sea.lat)[0]) * sea.extent
        forms = [(sea.name,)] if sea.angle else [(sea.name,), two_lines(sea.name)]
        for lines in forms:
            wide = max(width(line, "serif") for line in lines) * em * 1.08
            if wide > room * 1.12:
                continue
            base = y + em * (0.32 - 0.62 * (len(lines) - 1))
            label = Label(lines, x, base, "mid", 1.08, "serif", sea.angle)
            if layout.fits(label):
                layout.lay(label, "sea")
                there.add(sea.name)
                laid += 1
                break


def _areas(layout: _Layout) -> None:
    """Lay the names of areas whose sovereignty is disputed, where the map is fine enough."""
    from .boundaries import OPEN_AREAS

    view = layout.view
    taken = {" ".join(label.lines) for label, _, _ in layout.laid}
    for area in OPEN_AREAS:
        lons, lats = [lon for lon, _ in area.outline], [lat for _, lat in area.outline]
        lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        if not view.window.holds(lon, lat):
            continue
        name = area.name.removeprefix("the ").replace(" area", "")
        x, y = view.xy(view.window.near(lon), lat)
        across = view.xy(view.window.near(lon) + (max(lons) - min(lons)) / 2, lat)[0] - x
        for lines in ((name,), two_lines(name)):
            label = Label(lines, x, y + 6 - 11 * (len(lines) - 1), "mid", 0.9)
            x0, _, x1, _ = label.box(EM[2])
            if name not in taken and x1 - x0 < across * 2.6 and layout.fits(label):
                layout.lay(label, "small halo")
                break


def _towns(layout: _Layout, countries: set[str], most: int) -> None:
    """Lay capitals of countries that are named, where the map is fine enough for them to help."""
    view, em = layout.view, EM[layout.tier]
    if view.window.width > 62:
        return
    taken = {" ".join(label.lines) for label, _, _ in layout.laid}
    listed = {stand.mark.name for stand in layout.stands}
    laid = 0
    for town in names.capitals():
        if laid >= most or town.code not in countries or town.name in taken or town.name in listed:
            continue
        if not view.window.holds(town.lon, town.lat):
            continue
        x, y = view.xy(view.window.near(town.lon), town.lat)
        dot = (x - 6, y - 6, x + 6, y + 6)
        if min(x, y, 1000 - x, layout.height - y) < 20 or not layout.sheet.free([dot]):
            continue
        for side, dx in (("start", 9.0), ("end", -9.0)):
            label = Label((town.name,), x + dx, y + 0.3 * em, "end" if side == "end" else "start", 0.9)
            if layout.fits(label):
                layout.lay(label, "town small halo")
                layout.fix(dot)
                laid += 1
                break


def layout_towns(layout: _Layout) -> list[tuple[float, float, str]]:
    """Where the dots of the laid capitals go: x, y and class."""
    by_name = {town.name: town for town in names.capitals()}
    found = []
    for label, classes, tier in layout.laid:
        if classes.startswith("town"):
            town = by_name[" ".join(label.lines)]
            x, y = layout.view.xy(layout.view.window.near(town.lon), town.lat)
            found.append((x, y, TIERS[tier]))
    return found


def _dot(layout: _Layout, town: tuple[float, float, str]) -> str:
    x, y, tier = town
    return f'<circle class="dot {tier}" cx="{x:.0f}" cy="{y:.0f}" r="4"/>'


def steps(view: Mercator | EqualEarth) -> tuple[float, list[float], list[float]]:
    """The step of the graticule in degrees, its meridians and its parallels inside the map."""
    window = view.window
    step = next(
        s for s in (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0) if window.width / s <= 6.5 or s == 60.0
    )

    def inside(low: float, high: float) -> list[float]:
        return [k * step for k in range(math.ceil(low / step + 1e-6), math.floor(high / step - 1e-6) + 1)]

    return step, inside(window.west, window.east), inside(window.south, window.north)


def graticule(view: Mercator | EqualEarth, height: float) -> str:
    """Path data of meridians and parallels."""
    _, lons, lats = steps(view)
    window = view.window
    parts = []
    for lon in lons:
        if isinstance(view, Mercator):
            parts.append(f"M{view.xy(lon, 0)[0]:.0f} 0v{height:.0f}")
        else:
            parts.append(_curve([view.xy(lon, window.south + window.height * k / 20) for k in range(21)]))
    for lat in lats:
        x0, x1 = view.xy(window.west, lat)[0], view.xy(window.east, lat)[0]
        parts.append(f"M{x0:.0f} {view.xy(window.west, lat)[1]:.0f}h{x1 - x0:.0f}")
    return "".join(parts)


def _curve(points: Sequence[tuple[float, float]]) -> str:
    from .path import path_data

    return path_data([points])


def _degrees(layout: _Layout) -> None:
    """Lay the figures of the graticule along the bottom and the left edge."""
    view = layout.view
    if isinstance(view, EqualEarth):
        return
    step, lons, lats = steps(view)
    for lon in lons:
        x = view.xy(lon, 0)[0]
        label = Label((degree(lon, "EW", step),), x + 5, layout.height - 7, "start", 0.9)
        if layout.fits(label):
            layout.lay(label, "small")
    for lat in lats:
        y = view.xy(view.window.west, lat)[1]
        label = Label((degree(lat, "NS", step),), 6, y - 6, "start", 0.9)
        if layout.fits(label):
            layout.lay(label, "small")


def degree(value: float, letters: str, step: float = 1.0) -> str:
    """“30°E”, “12.5°S”, “0°”, “180°”."""
    value = (value + 180) % 360 - 180 if letters == "EW" else value
    digits = 0 if step >= 1 else 1 if step * 10 % 1 == 0 else 2
    text = f"{abs(value):.{digits}f}°"
    if abs(value) < 1e-9 or abs(abs(value) - 180) < 1e-9:
        return text
    return text + (letters[0] if value > 0 else letters[1])


def _scale_bar(layout: _Layout) -> str:
    """A scale bar in a lower corner, with the parallel that it holds for. None on a map of the world."""
    view = layout.view
    if isinstance(view, EqualEarth):
        return ""
    south, north = view.window.south, view.window.north
    lat = _round_parallel(south, north)
    km_per_unit = KM_PER_DEGREE * math.cos(math.radians(lat)) * view.window.width / 1000
    from .region import nice

    km = nice(km_per_unit * 190)
    long = round(km / km_per_unit)
    words = f"{km:,.0f} km at {degree(lat, 'NS')}" if abs(lat) > 0.5 else f"{km:,.0f} km at the equator"
    y = round(layout.height) - 44
    text = Label((words,), 20, y - 8, "start", 0.9)
    x0, y0, x1, _y1 = text.box(EM[1], 6)
    for x in (20, round(980 - max(long, x1 - x0))):
        box = (x - 10.0, y0, x + max(float(long), x1 - x0), y + 14.0)
        if layout.sheet.free([(max(box[0], 6.5), box[1], box[2], box[3])]):
            layout.fix(box)
            moved = Label((words,), x, y - 8, "start", 0.9)
            return f'<g class="t2"><path class="tick" d="M{x} {y}v8h{long}v-8"/>{moved.svg("small")}</g>'
    return ""


def _round_parallel(south: float, north: float) -> float:
    middle = (south + north) / 2
    step = 10 if north - south > 20 else 5 if north - south > 8 else 1
    rounded = round(middle / step) * step
    return float(rounded if south < rounded < north else round(middle))
