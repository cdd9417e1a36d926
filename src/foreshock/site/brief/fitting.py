"""How much of a brief two sheets can hold, from the widths of its letters: setting it twice would cost twice.

Lengths are in millimetres, sizes of type in points; they are those of `brief.css`. The sum is a little generous, and
`Printer` takes away what still runs over.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..map.textsize import Face, width
from .said import BriefView, Change, Entry, Fit, Scenario, Source

_MM: Final = 25.4 / 72
#: What a sheet holds between its margins, and the width of its text and columns.
SHEET: Final = 270.0
_WIDE, _HERO, _FACTS, _NEWS, _SIDE, _REASONS = 182.0, 80.0, 65.0, 106.0, 64.0, 113.0
#: Heading of a part, note of what is left out, mast of the first sheet.
_HEAD, _NOTE, _MAST = 8.4, 4.8, 9.8
_CHART, _MAP = 53.5, 78.0
#: Lines that “Why it matters” gets before the table of changes does.
_WHY_LEAST: Final = 4
_SLACK: Final = 4.0


def fit(view: BriefView) -> Fit:
    """What two sheets hold of a view."""
    sources = len(view.sources)
    cites = sum(map(_source, view.sources)) + (_HEAD + 3.4 + _NOTE if sources else 0)
    scenarios = _held((_scenario(scenario) for scenario in view.scenarios), SHEET - cites - _HEAD - _NOTE)
    entries = _held((_entry(entry) for entry in view.entries), SHEET - _HEAD - 3 * _NOTE)
    above = _first(view)
    rows = [_row(change) for change in view.history]
    why = sum(_lines(text, "serif", 9, _WIDE) for text, _ in view.why)
    if whole := _on_one_sheet(view, above + sum(rows), why, cites):
        return whole
    least = _why(view, min(why, _WHY_LEAST))
    table = 6.6 if rows else 0.0
    history = _held(rows, SHEET - above - table - _NOTE - least)
    left = SHEET - above - table - _NOTE - sum(rows[:history]) - _why(view, 0)
    return Fit(entries, scenarios, sources, history, max(min(why, int(left / _leading(9, 1.36))), 0))


def _on_one_sheet(view: BriefView, above: float, why: int, cites: float) -> Fit | None:
    if view.entries_in_all > len(view.entries) or view.history_in_all > len(view.history):
        return None
    news = _HEAD + sum(map(_entry, view.entries)) + 2 * _NOTE
    side = _HEAD + sum(map(_scenario, view.scenarios)) + cites
    if above + _why(view, why) + 6.6 + 8 + max(news, side) + _SLACK > SHEET:
        return None
    return Fit(len(view.entries), len(view.scenarios), len(view.sources), len(view.history), why, follows=True)


def _leading(points: float, lines: float) -> float:
    return points * lines * _MM


def _lines(text: str, face: Face, points: float, column: float, most: int = 10_000) -> int:
    """The lines that a text takes in a column, broken at spaces; a word longer than a line is broken too."""
    em = points * _MM
    space = width(" ", face) * em
    count, used = 1, 0.0
    for word in text.split():
        long = width(word, face) * em
        if used and used + space + long > column:
            count, used = count + 1, 0.0
        used += long + (space if used else 0)
        if used > column:
            count, used = count + int(used / column), used % column
        if count >= most:
            return most
    return count


def _first(view: BriefView) -> float:
    """Mast, head and chart of the first sheet."""
    column = _HERO if view.map else _WIDE
    left = 1 + _leading(8, 1.4) * _lines(f"{view.kind} · {view.list_title}", "bold", 8, column, 2)
    left += _leading(25, 1.02) * _lines(view.name, "serif", 25, column * 0.95, 2) + 18.5
    for fact in view.facts:
        text = f"{fact.text} {fact.level}  {fact.rest}"
        left += 2 + _leading(8.6, 1.32) * _lines(text, "serif", 8.6, column - _HERO + _FACTS, fact.lines)
    right = _MAP + 3 * _leading(7.2, 1.4) if view.map else 0.0
    return _MAST + max(left, right) + (_CHART if view.chart else 0.0) + _SLACK


def _row(change: Change) -> float:
    """A row of the table of changes."""
    return 1.7 + _leading(7.6, 1.34) * _lines(change.text, "sans", 7.6, _REASONS, 2)


def _why(view: BriefView, lines: int) -> float:
    return 12.6 + len(view.why) + lines * _leading(9, 1.36) if view.why else 0.0


def _entry(entry: Entry) -> float:
    points, lines = (9.2, 1.28) if entry.kind == "event" else (8.4, 1.34)
    text = _leading(points, lines) * _lines(entry.text, "serif", points, _NEWS, 5)
    return 2.1 + _leading(7.4, 1.4) + (_leading(7.9, 1.34) if entry.who else 0.0) + text


def _scenario(scenario: Scenario) -> float:
    def tall(text: str, most: int) -> float:
        return 0.7 + _leading(8.3, 1.32) * _lines(text, "serif", 8.3, _SIDE, most) if text else 0.0

    return (
        3.2
        + _leading(10.5, 1.12) * _lines(scenario.title, "serif", 10.5, _SIDE * 0.95, 2)
        + tall(scenario.text, 5)
        + tall(scenario.triggers and f"Triggers {scenario.triggers}", 2)
        + tall(scenario.opportunity and f"Opportunity {scenario.opportunity}", 2)
        + sum(tall(" ".join(advice), 4) for advice in scenario.advice)
    )


def _source(source: Source) -> float:
    hash_lines = 2 if source.sha256 else 0
    text = f"{source.n} {source.text}"
    return 1.3 + _leading(7.8, 1.32) * _lines(text, "serif", 7.8, _SIDE, 3) + hash_lines * _leading(6.2, 1.4)


def _held(heights: Iterable[float], room: float) -> int:
    """How many of the pieces, in their order, fit into the room."""
    total, count = 0.0, 0
    for height in heights:
        total += height
        if total > room:
            break
        count += 1
    return count
