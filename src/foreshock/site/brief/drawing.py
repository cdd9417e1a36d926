"""Drawings of the brief: shapes, the chart of levels, and the page's map made ready for paper.

The PDF engine draws each SVG by itself: no sprite, no custom properties, no non-scaling strokes. So shapes are
set in place, colours are black on white, and every length is in the units of the drawing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from foreshock.model import LEVELS

if TYPE_CHECKING:
    from ..index import Entry, Step

#: The custom properties of the page's style sheet as paper has them.
PAPER: Final[Mapping[str, str]] = {
    "paper": "#fff", "tint": "#f2f2f2", "ink": "#000", "ink-2": "#333", "line": "#bbb", "line-2": "#777",
    "accent": "#000", "sea": "#e9e9e9", "land": "#fff", "coast": "#777", "border": "#999", "label": "#333",
    "sea-label": "#444",
}  # fmt: skip
_SYMBOL: Final = re.compile(r'<symbol id="([\w-]+)" viewBox="([^"]+)">(.*?)</symbol>', re.DOTALL)
_VARIABLE: Final = re.compile(r"var\(--([\w-]+)(?:,\s*([^()]*))?\)")

#: Size of the chart in points, and where its time axis begins and ends.
CHART_WIDTH, CHART_HEIGHT = 516, 106
_LEFT, _RIGHT = 88, 510
_ROW, _FIRST_ROW, _AXIS, _EVENTS, _STATEMENTS = 17, 9, 76, 86, 98


@cache
def shapes() -> Mapping[str, Markup]:
    """The symbols of the page's sprite as drawings of their own, black on white, by id."""
    sprite = (Path(__file__).parent.parent / "templates" / "sprite.svg").read_text("utf-8")
    return {
        name: Markup(f'<svg class="icon" viewBox="{box}" width="16" height="16">{_on_paper(inner)}</svg>')  # noqa: S704
        for name, box, inner in _SYMBOL.findall(sprite)
    }


def _on_paper(svg: str) -> str:
    """Custom properties and the current colour as values."""
    flat = _VARIABLE.sub(lambda m: PAPER.get(m[1], (m[2] or "").strip() or "#000"), svg)
    return flat.replace("currentColor", "#000")


def level_chart(steps: Sequence[Step], entries: Sequence[Entry], last: dt.date) -> Markup:
    """The level as a step line, with the dates of events and statements below it; empty without a level.

    `steps` and `entries` run from the newest to the oldest; the axis ends on `last`.
    """
    if not steps:
        return Markup()
    shown = [entry for entry in entries if entry.value and entry.date <= last]
    first = min([steps[-1].change.date, *(entry.date for entry in shown[-1:])])
    span = max((last - first).days, 1)

    def at(day: dt.date) -> float:
        return _LEFT + (_RIGHT - _LEFT) * min(max((day - first).days / span, 0), 1)

    parts = [*_rows(steps[0].change.level), *_years(first, last, at(first), span)]
    parts += _line(list(reversed(steps)), at, at(last))
    parts += _rug(shown, at)
    return Markup(  # noqa: S704 - numbers, codes and escaped words only
        f'<svg class="chart" viewBox="0 0 {CHART_WIDTH} {CHART_HEIGHT}" width="{CHART_WIDTH}pt" '
        f'height="{CHART_HEIGHT}pt" font-family="Public Sans" font-size="7.5" fill="#333">{"".join(parts)}</svg>'
    )


def _y(rank: int) -> float:
    return _FIRST_ROW + _ROW * (len(LEVELS) - 1 - rank)


def _rows(now: str) -> Iterable[str]:
    for code, level in LEVELS.items():
        y = _y(level.rank)
        weight = ' font-weight="700" fill="#000"' if code == now else ""
        yield f'<path d="M{_LEFT} {y}H{_RIGHT}" stroke="#bbb" stroke-width=".6"/>'
        yield _shape(code, 5, y)
        yield f'<text x="13" y="{y + 2.7}"{weight}>{code}</text>'


def _shape(code: str, x: float, y: float, size: float = 8) -> str:
    inner = re.sub(r"^<svg[^>]*>|</svg>$", "", str(shapes()[f"lv-{code}"]))
    return f'<g transform="translate({x - size / 2:.2f} {y - size / 2:.2f}) scale({size / 16})">{inner}</g>'


def _years(first: dt.date, last: dt.date, start: float, span: int) -> Iterable[str]:
    """A line and a name for each year, thinned out where they would touch."""
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if (last.year - first.year) / step <= 12)
    width = (_RIGHT - _LEFT) / span
    for year in range(first.year, last.year + 1):
        x = start if year == first.year else start + (dt.date(year, 1, 1) - first).days * width
        named = year % every == 0
        if year != first.year and named:
            yield f'<path d="M{x:.1f} 0V{_STATEMENTS + 5}" stroke="#777" stroke-width=".6"/>'
        following = start + (dt.date(year + 1, 1, 1) - first).days * width if year < last.year else _RIGHT
        if named and (following - x > 24 or every > 1):
            yield f'<text x="{x + (2 if year != first.year else 0):.1f}" y="{_AXIS}">{year}</text>'


def _line(steps: Sequence[Step], at: object, end: float) -> Iterable[str]:
    assert callable(at)
    xs = [*(at(step.change.date) for step in steps), end]
    path, marks = [], []
    for i, step in enumerate(steps):
        y = _y(step.level.rank)
        path.append(f"{'M' if i == 0 else 'V'}{f'{xs[i]:.1f} ' if i == 0 else ''}{y}H{xs[i + 1]:.1f}")
        if step.direction != "confirmed":
            marks.append(_shape(step.change.level, xs[i], y))
    yield f'<path d="{"".join(path)}" fill="none" stroke="#000" stroke-width="1.4"/>'
    yield from marks


def _rug(entries: Sequence[Entry], at: object) -> Iterable[str]:
    """A tick for each day with an entry; days that fall on the same half point share one."""
    assert callable(at)
    for kind, y, ink, width in (("event", _EVENTS, "#000", 1), ("statement", _STATEMENTS, "#777", 0.7)):
        own = [entry for entry in entries if entry.value and entry.value.kind == kind]
        ticks = sorted({round(at(entry.date) * 2) / 2 for entry in own})
        words = f"{len(own):,} {kind if len(own) == 1 else kind + 's'}"
        yield f'<text x="0" y="{y + 2.7}">{escape(words)}</text>'
        if ticks:
            path = "".join(f"M{x:g} {y - 4}v8" for x in ticks)
            yield f'<path d="{path}" stroke="{ink}" stroke-width="{width}"/>'


#: How the page's map is set on paper: lengths in units of the drawing, of which the map has 1050 in its width.
_MAP_STYLE: Final = """
text{font-family:"Public Sans";font-size:25px;fill:#333}
.land{fill:#fff;stroke:#777;stroke-width:2}.bord,.disp{fill:none;stroke:#555;stroke-width:2.5;stroke-dasharray:18 6 4 6}
.disp{stroke-dasharray:7 7}.zone{fill:#000;fill-opacity:.08;stroke:#000;stroke-width:4;stroke-dasharray:14 8}
.radius{stroke:#000;stroke-width:2.5;fill:none}.tick{stroke:#333;stroke-width:3;fill:none}.dot{fill:#333}
.mid{text-anchor:middle}.end{text-anchor:end}.small{font-size:22px}.sea{font-family:Newsreader;font-size:27px;fill:#444}
.ztext{font-weight:600;fill:#000}.mark text{font-weight:700;font-size:29px;fill:#000}
.under{stroke:#fff;stroke-width:8;stroke-linejoin:round;fill:#fff}.mark .under{stroke:#fff;fill:#fff}
.t3{display:none}
"""
_USE: Final = re.compile(r'<use href="#([\w-]+)"([^>]*)/>')
_TEXT: Final = re.compile(r"<text\b([^>]*)>(.*?)</text>", re.DOTALL)
_NUMBER: Final = re.compile(r'\b(x|y|width)="(-?[\d.]+)"')
_CLASS: Final = re.compile(r'class="([^"]*)"')
#: Width of the map on paper in millimetres, and in units of the drawing.
MAP_MM, MAP_UNITS = 96.0, 1050.0


def map_on_paper(svg: Markup) -> Markup:
    """The page's local map with a style of its own, its shapes set in place, and white under its names.

    The PDF engine sets letters of a drawing one by one, so names in scripts that join letters are laid over it.
    """
    flat = _USE.sub(lambda m: _set_in_place(m[1], dict(_NUMBER.findall(m[2]))), _on_paper(str(svg)))
    over = [_overlay(m[1], m[2]) for m in _TEXT.finditer(flat) if _is_shaped(m[2])]
    flat = _TEXT.sub(lambda m: "" if _is_shaped(m[2]) else _under(m[0]) + m[0], flat)
    head, rest = flat.split(">", 1)
    drawing = f"{head}><style>{_MAP_STYLE}</style>{rest}"
    return Markup(f'<div class="drawing">{drawing}{"".join(over)}</div>')  # noqa: S704 - local_map escaped its words


def _is_shaped(text: str) -> bool:
    """Whether letters in it must be joined: Hebrew to Khmer and Mongolian, and the Arabic presentation forms."""
    return any("\u0590" <= c <= "\u1cff" or "\ufb1d" <= c <= "\ufdff" or "\ufe70" <= c <= "\ufefc" for c in text)


def _set_in_place(name: str, numbers: Mapping[str, str]) -> str:
    size = float(numbers["width"])
    middle = (float(numbers["x"]) + size / 2, float(numbers["y"]) + size / 2)
    return _shape(name.removeprefix("lv-"), *middle, size * 1.25)


def _under(text: str) -> str:
    """The same text once more, to be drawn broad and white below it."""
    if 'class="' in text.split(">", 1)[0]:
        return text.replace('class="', 'class="under ', 1)
    return text.replace("<text", '<text class="under"', 1)


def _overlay(attributes: str, inner: str) -> str:
    """A name as a box over the map: its first baseline at (x, y), held at the start, the middle or the end."""
    numbers, found = dict(_NUMBER.findall(attributes)), _CLASS.search(attributes)
    classes = found[1].split() if found else []
    mm = MAP_MM / MAP_UNITS
    x, y = float(numbers["x"]) * mm, float(numbers["y"]) * mm
    lines = re.sub(r"<tspan[^>]*>", "<br>", inner).replace("</tspan>", "").removeprefix("<br>")
    # A box of no width at x, with the text centred on it or running to one side.
    side = "mid" if "mid" in classes else "end" if "end" in classes else "start"
    left = {"start": x, "mid": x - 40, "end": x - 80}[side]
    return f'<div class="name name--{side}" style="left:{left:.2f}mm;top:{y - 2.6:.2f}mm"><span>{lines}</span></div>'
