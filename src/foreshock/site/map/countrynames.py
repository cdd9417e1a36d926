"""Names of countries on a region map: inside where there is room, off the coast for small ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .basemap import Ground, Spot
from .frame import View
from .layout import Layout
from .placing import Anchor, Label
from .projection import Mercator
from .textsize import two_lines, width

#: A country that covers fewer square units than this is named in small letters.
LARGE = 9000.0


class Country:
    """One country in the window: its names and the spots where a name finds room, roomiest first."""

    def __init__(self, view: View, where: Ground, code: str, forms: tuple[str, str], area: float) -> None:
        self.code, self.forms, self.area = code, forms, area
        self.size = 1.0 if area * (1000 / view.window.width) ** 2 > LARGE else 0.9
        spots = where.spots(code)
        seen = [spot for spot in spots if view.window.holds(spot.lon, spot.lat)]
        self.mostly_seen = len(seen) > len(spots) / 2
        rooms = ((_room(view, spot), spot) for spot in (seen if isinstance(view, Mercator) else seen[:40]))
        self.ranked = sorted(rooms, key=lambda pair: (-pair[0], pair[1].lon, pair[1].lat))[:40]


def lay(layout: Layout, where: Ground, country: Country) -> bool:
    """Lay the name of a country if it finds room at this tier."""
    view, em, size = layout.view, layout.em, country.size
    for lines in _forms(country.forms):
        wide = max(width(line) for line in lines) * em * size
        tall = em * size * (1 + 1.15 * (len(lines) - 1))
        need = math.hypot(wide / 6, tall / 2)
        for slack, spare in ((1.0, 0.0), (1.9, 6.0)):
            for room, spot in country.ranked:
                if need > room * slack + spare:
                    break
                x, y = view.xy(view.window.near(spot.lon), spot.lat)
                label = Label(lines, x, y + 0.85 * em * size - tall / 2, "mid", size)
                if layout.fits(label) and (slack == 1.0 or _foreign(layout, where, label, country.code) <= 0.25):
                    layout.lay(label, "halo" if size == 1.0 else "small halo")
                    return True
    small = layout.tier == 2 and country.mostly_seen and isinstance(view, Mercator)
    return small and _beside(layout, where, country)


def _forms(forms: tuple[str, str]) -> list[tuple[str, ...]]:
    name, short = forms
    found: list[tuple[str, ...]] = [(name,)]
    if width(name) > 5 and len(two_lines(name)) > 1:
        found.append(two_lines(name))
    if short != name:
        found.append((short,))
    return found


def _room(view: View, spot: Spot) -> float:
    """Half-height in units of the text-shaped ellipse that fits at a spot, inside country and map."""
    window = view.window
    lon = window.near(spot.lon)
    squeeze = math.cos(math.radians(spot.lat)) / 3
    across = min(lon - window.west, window.east - lon) * squeeze
    edge = min(spot.lat - window.south, window.north - spot.lat, across)
    return min(spot.room, edge) * view.degree(spot.lat)


def _foreign(layout: Layout, where: Ground, label: Label, code: str) -> float:
    """The share of a label that lies on other countries."""
    x0, y0, x1, y1 = label.box(layout.em)
    hits = [
        where.owner(*layout.view.lon_lat(x0 + (x1 - x0) * i / 8, y))
        for i in range(9) for y in (y0 + (y1 - y0) * 0.3, y1 - (y1 - y0) * 0.25)
    ]  # fmt: skip
    return sum(1 for owner in hits if owner not in (None, code)) / len(hits)


def _beside(layout: Layout, where: Ground, country: Country) -> bool:
    """Lay the name of a small country off its coast, the text ending or beginning there."""
    view, em = layout.view, layout.em
    sides: Sequence[tuple[float, Anchor]] = ((-0.1, "end"), (0.1, "start"))
    for name in dict.fromkeys(country.forms):
        for _, spot in country.ranked[::2]:
            for step, anchor in sides:
                lon = spot.lon
                while where.owner(lon, spot.lat) == country.code and abs(lon - spot.lon) < 4:
                    lon += step
                x, y = view.xy(view.window.near(lon), spot.lat)
                label = Label((name,), x + (4 if step > 0 else -4), y + 0.32 * em, anchor, 0.9)
                if layout.fits(label) and on_land(layout, where, label) <= 0.12:
                    layout.lay(label, "small halo")
                    return True
    return False


def on_land(layout: Layout, where: Ground, label: Label) -> float:
    """The share of a label that lies on any land."""
    x0, y0, x1, y1 = label.box(layout.em)
    hits = [where.owner(*layout.view.lon_lat(x0 + (x1 - x0) * i / 8, (y0 + y1) / 2)) for i in range(9)]
    return sum(1 for owner in hits if owner) / len(hits)
