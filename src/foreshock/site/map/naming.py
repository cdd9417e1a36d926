"""All names on a region map, laid around the markers: countries, seas, disputed areas, capitals, figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from . import countrynames, gridlines, landnames, names
from .basemap import Ground, ground
from .boundaries import OPEN_AREAS
from .countrynames import Country
from .layout import EM, TIERS, Layout
from .names import Sea, Town
from .placing import Label
from .projection import EqualEarth
from .textsize import two_lines, width

#: How many countries, seas and capitals each tier may add, on a map of a region and of the world.
_COUNTRIES, _COUNTRIES_OF_WORLD = (8, 12, 30), (8, 6, 10)
_SEAS, _TOWNS = (1, 6, 12), (0, 3, 4)
#: The least area, in square degrees, of a country that is named on a map of the world.
_LEAST_OF_WORLD = 40.0
#: A map wider than this, in degrees, has no capitals.
_WIDEST_WITH_TOWNS = 62.0


class Named(Struct, frozen=True):
    """The labels as SVG, and the names of the countries for the map's title: those with markers, then the largest."""

    svg: str
    countries: tuple[str, ...]


def lay_all(layout: Layout) -> Named:
    """Lay every name, tier by tier."""
    where, view = ground(), layout.view
    globe = isinstance(view, EqualEarth)
    table = names.country_names()
    areas = {code: area for code, area in where.visible(view.window).items() if code in table}
    marked = [code for code in areas if any(where.owner(s.mark.lon, s.mark.lat) == code for s in layout.stands)]
    order = [*marked, *(code for code in areas if code not in marked)]
    waiting = [
        Country(view, where, code, table[code], areas[code])
        for code in (order if not globe else areas)
        if not globe or areas[code] >= _LEAST_OF_WORLD
    ]
    bar = ""
    for tier in range(3):
        layout.go(tier)
        if tier == 1:
            bar = gridlines.scale_bar(layout)
            _seas(layout, where, _SEAS[tier])
            waiting.sort(key=lambda country: -country.area)
        most = (_COUNTRIES_OF_WORLD if globe else _COUNTRIES)[tier]
        waiting = _countries(layout, where, waiting, most)
        if tier != 1:
            _seas(layout, where, _SEAS[tier])
        if tier == 2:
            _areas(layout)
        _towns(layout, order, _TOWNS[tier])
    gridlines.figures(layout)
    svg = f"{layout.svg()}{''.join(_dots(layout))}{bar}"
    return Named(svg, tuple(table[code][0] for code in order[:6]))


def _countries(layout: Layout, where: Ground, waiting: Sequence[Country], most: int) -> list[Country]:
    """Lay at most so many names; those that are left wait for the next tier."""
    left: list[Country] = []
    laid = 0
    for country in waiting:
        if laid < most and countrynames.lay(layout, where, country):
            laid += 1
        else:
            left.append(country)
    return left


def _seas(layout: Layout, where: Ground, most: int) -> None:
    """Lay names of seas, at most so many, widest first; each once."""
    there = layout.words()
    laid = 0
    for sea in sorted(names.seas(), key=lambda s: (-s.extent, s.name, s.lon)):
        if laid < most and sea.name not in there and _sea(layout, where, sea):
            there.add(sea.name)
            laid += 1


def _sea(layout: Layout, where: Ground, sea: Sea) -> bool:
    view, em = layout.view, layout.em
    window = view.window
    reach_x, reach_y = sea.extent * 0.42, sea.extent * 0.22
    if not (
        window.west - reach_x < window.near(sea.lon) < window.east + reach_x
        and window.south - reach_y < sea.lat < window.north + reach_y
    ):
        return False
    forms = [(sea.name,)] if sea.angle else [(sea.name,), two_lines(sea.name)]
    for lon, lat in _sea_spots(layout, sea, reach_x, reach_y):
        x, y = view.xy(lon, lat)
        room = abs(view.xy(lon + 0.5, lat)[0] - view.xy(lon - 0.5, lat)[0]) * sea.extent
        for lines in forms:
            if max(width(line, "serif") for line in lines) * em * 1.08 > room * 1.12:
                continue
            base = y + em * (0.32 - 0.62 * (len(lines) - 1))
            label = Label(lines, x, base, "mid", 1.08, "serif", sea.angle)
            if layout.fits(label) and (sea.angle or countrynames.on_land(layout, where, label) == 0):
                layout.lay(label, "sea")
                return True
    return False


def _sea_spots(layout: Layout, sea: Sea, reach_x: float, reach_y: float) -> Iterable[tuple[float, float]]:
    """Where the name may stand: its own spot first, then others of the same sea that the window holds."""
    window = layout.view.window
    lon = window.near(sea.lon)
    if sea.angle or isinstance(layout.view, EqualEarth):
        return [(lon, sea.lat)] if window.holds(sea.lon, sea.lat) else []
    spots = [
        (lon + reach_x * i / 3, sea.lat + reach_y * j / 2)
        for i in (0, 1, -1, 2, -2, 3, -3) for j in (0, 1, -1, 2, -2)
    ]  # fmt: skip
    inside = [spot for spot in spots if window.west < spot[0] < window.east and window.south < spot[1] < window.north]
    return sorted(inside, key=lambda p: (abs(p[0] - lon) / reach_x + abs(p[1] - sea.lat) / reach_y, p))


def _areas(layout: Layout) -> None:
    """Lay the names of areas whose sovereignty is disputed, where the map is fine enough."""
    view, taken = layout.view, layout.words()
    for area in OPEN_AREAS:
        lons, lats = [lon for lon, _ in area.outline], [lat for _, lat in area.outline]
        lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        name = landnames.display(area.name)
        if name in taken or not view.window.holds(lon, lat):
            continue
        x, y = view.xy(view.window.near(lon), lat)
        room = (max(lons) - min(lons)) * abs(view.xy(1, lat)[0] - view.xy(0, lat)[0]) * 0.6
        for lines in ((name,), two_lines(name)):
            label = Label(lines, x, y + 6 - 11 * (len(lines) - 1), "mid", 0.9)
            x0, _, x1, _ = label.box(EM[2])
            if x1 - x0 < room and layout.fits(label):
                layout.lay(label, "small halo")
                break


def _towns(layout: Layout, countries: Sequence[str], most: int) -> None:
    """Lay capitals, at most so many, of the countries in their order, where the map is fine enough for them."""
    view, em = layout.view, layout.em
    if view.window.width > _WIDEST_WITH_TOWNS:
        return
    taken = layout.words()
    laid = 0
    rank = {code: i for i, code in enumerate(countries)}
    for town in sorted((t for t in names.capitals() if t.code in rank), key=lambda t: rank[t.code]):
        if laid >= most or town.name in taken:
            continue
        if not view.window.holds(town.lon, town.lat):
            continue
        x, y = view.xy(view.window.near(town.lon), town.lat)
        dot = (x - 6, y - 6, x + 6, y + 6)
        if min(x, y, 1000 - x, layout.height - y) < 20 or not layout.sheet.free([dot]):
            continue
        right = Label((town.name,), x + 9, y + 0.3 * em, "start", 0.9)
        left = Label((town.name,), x - 9, y + 0.3 * em, "end", 0.9)
        label = next((side for side in (right, left) if layout.fits(side)), None)
        if label:
            layout.lay(label, "town small halo")
            layout.fix(dot)
            laid += 1


def _dots(layout: Layout) -> Iterable[str]:
    """The dots of the capitals that were laid."""
    by_name: dict[str, Town] = {town.name: town for town in names.capitals()}
    for label, classes, tier in layout.laid:
        if classes.startswith("town"):
            town = by_name[" ".join(label.lines)]
            x, y = layout.view.xy(layout.view.window.near(town.lon), town.lat)
            yield f'<circle class="dot {TIERS[tier]}" cx="{x:.0f}" cy="{y:.0f}" r="4"/>'
