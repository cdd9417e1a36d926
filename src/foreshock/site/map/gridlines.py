"""The graticule with its figures, and the scale bar."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .frame import WIDTH, View
from .layout import EM, Layout
from .path import path_data
from .placing import Label
from .projection import KM_PER_DEGREE, EqualEarth, Mercator

_STEPS = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0)


def graticule(view: View) -> str:
    """Path data of meridians and parallels."""
    _, lons, lats = _lines(view)
    window = view.window
    parts = []
    for lon in lons:
        if isinstance(view, Mercator):
            parts.append(f"M{view.xy(lon, 0)[0]:.0f} 0v{view.height:.0f}")
        else:
            parts.append(path_data([[view.xy(lon, window.south + window.height * k / 20) for k in range(21)]]))
    for lat in lats:
        x0, x1 = view.xy(window.west, lat)[0], view.xy(window.east, lat)[0]
        parts.append(f"M{x0:.0f} {view.xy(window.west, lat)[1]:.0f}h{x1 - x0:.0f}")
    return "".join(parts)


def _lines(view: View) -> tuple[float, Sequence[float], Sequence[float]]:
    """The step in degrees, the meridians and the parallels inside the map."""
    window = view.window
    step = next(s for s in _STEPS if window.width / s <= 6.5 or s == _STEPS[-1])

    def inside(low: float, high: float) -> list[float]:
        return [k * step for k in range(math.ceil(low / step + 1e-6), math.floor(high / step - 1e-6) + 1)]

    return step, inside(window.west, window.east), inside(window.south, window.north)


def figures(layout: Layout) -> None:
    """Lay the degrees of the graticule along the bottom and the left edge. None on a map of the world."""
    view = layout.view
    if isinstance(view, EqualEarth):
        return
    step, lons, lats = _lines(view)
    labels = [Label((degree(lon, "EW", step),), view.xy(lon, 0)[0] + 5, layout.height - 7, size=0.9) for lon in lons]
    labels += [Label((degree(lat, "NS", step),), 6, view.xy(0, lat)[1] - 6, size=0.9) for lat in lats]
    for label in labels:
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


def nice(limit: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50 … that is not above `limit`."""
    power = 10.0 ** math.floor(math.log10(limit))
    return max(step * power for step in (1, 2, 5) if step * power <= limit)


def scale_bar(layout: Layout) -> str:
    """A scale bar in a lower corner, with the parallel that it holds for. None on a map of the world."""
    view = layout.view
    if isinstance(view, EqualEarth):
        return ""
    lat = _round_parallel(view.window.south, view.window.north)
    km_per_unit = KM_PER_DEGREE * math.cos(math.radians(lat)) * view.window.width / WIDTH
    km = nice(km_per_unit * 190)
    long = round(km / km_per_unit)
    where = "the equator" if abs(lat) < 0.5 else degree(lat, "NS")
    words = f"{km:,.0f} km at {where}" if km >= 1 else f"{km * 1000:,.0f} m at {where}"
    y = layout.height - 44
    x0, y0, x1, _ = Label((words,), 20, y - 8, size=0.9).box(EM[1], 6)
    wide = max(float(long), x1 - x0)
    for x in (20, round(WIDTH - 20 - wide)):
        box = (max(x - 10.0, 6.5), y0, x + wide, y + 14.0)
        if layout.sheet.free([box]):
            layout.fix(box)
            text = Label((words,), x, y - 8, size=0.9).svg("small")
            return f'<g class="t2"><path class="tick" d="M{x} {y}v8h{long}v-8"/>{text}</g>'
    return ""


def _round_parallel(south: float, north: float) -> float:
    middle = (south + north) / 2
    step = 10 if north - south > 20 else 5 if north - south > 8 else 1
    rounded = round(middle / step) * step
    return float(rounded if south < rounded < north else round(middle))
