"""How much of a brief two sheets can hold, from the widths of its letters: setting it twice would cost twice.

Lengths are in millimetres, sizes of type in points; they are those of `brief.css`. The sum is a little generous, and
`Printer` takes away what still runs over.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ..map.textsize import Face, width
from .view import HISTORY, BriefEntry, BriefScenario, BriefView, cut

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


class Fit(Struct, frozen=True):
    """How much of each kind the brief shows; `why` is in lines. With `follows`, one sheet is enough for all."""

    entries: int
    scenarios: int
    sources: int
    history: int
    why: int
    follows: bool = False


def fit(view: BriefView) -> Fit:
    """What two sheets hold of a view."""
    sources = len(view.sources)
    cites = sum(_source(view, n) for n in range(sources)) + (_HEAD + 3.4 + _NOTE if sources else 0)
    scenarios = _held((_scenario(scenario) for scenario in view.scenarios), SHEET - cites - _HEAD - _NOTE)
    entries = _held((_entry(entry) for entry in view.entries), SHEET - _HEAD - 3 * _NOTE)
    above = _first(view)
    rows = [_row(view, n) for n in range(min(HISTORY, len(view.page.history)))]
    why = sum(_lines(text, "serif", 9, _WIDE) for text, _ in view.why)
    if whole := _on_one_sheet(view, above + sum(rows), why, cites):
        return whole
    least = _why(view, min(why, _WHY_LEAST))
    table = 6.6 if rows else 0.0
    history = _held(rows, SHEET - above - table - _NOTE - least)
    left = SHEET - above - table - _NOTE - sum(rows[:history]) - _why(view, 0)
    return Fit(entries, scenarios, sources, history, max(min(why, int(left / _leading(9, 1.36))), 0))


def _on_one_sheet(view: BriefView, above: float, why: int, cites: float) -> Fit | None:
    if view.entries_in_all > len(view.entries) or len(view.page.history) > HISTORY:
        return None
    news = _HEAD + sum(map(_entry, view.entries)) + 2 * _NOTE
    side = _HEAD + sum(map(_scenario, view.scenarios)) + cites
    if above + _why(view, why) + 6.6 + 8 + max(news, side) + _SLACK > SHEET:
        return None
    return Fit(len(view.entries), len(view.scenarios), len(view.sources), len(view.page.history), why, follows=True)


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
    page, told = view.page, view.page.answer
    column = _HERO if view.map else _WIDE
    left = 1 + _leading(8, 1.4) * _lines(f"{page.kind} · {view.list_title}", "bold", 8, column, 2)
    left += _leading(25, 1.02) * _lines(page.name, "serif", 25, column * 0.95, 2) + 18.5
    facts = (
        (cut(page.question, 150), 3),
        (f"{told.since}, raised from substantial. {told.trend}." if told.code else "", 2),
        (cut(told.why, 220), 4),
        (f"{told.changed} The last reported attack was on {told.last_day}.", 3),
        (cut(told.meaning, 190), 3),
        (f"Up: {cut(told.watch_up, 110)} Down: {cut(told.watch_down, 110)}" if told.watch_up else "", 4),
        (cut(told.alert, 160), 3),
    )
    for text, most in facts:
        if text:
            left += 2 + _leading(8.6, 1.32) * _lines(text, "serif", 8.6, column - _HERO + _FACTS, most)
    right = _MAP + 3 * _leading(7.2, 1.4) if view.map else 0.0
    return _MAST + max(left, right) + (_CHART if view.chart else 0.0) + _SLACK


def _row(view: BriefView, n: int) -> float:
    """A row of the table of changes."""
    row = view.page.history[n]
    pros, cons = (cut(reasons[0], 60) if reasons else "" for reasons in (row.reasons_for, row.reasons_against))
    text = f"{cut(row.summary, 90)} For: {pros} Against: {cons}"
    return 1.7 + _leading(7.6, 1.34) * _lines(text, "sans", 7.6, _REASONS, 2)


def _why(view: BriefView, lines: int) -> float:
    return 12.6 + len(view.why) + lines * _leading(9, 1.36) if view.why else 0.0


def _entry(entry: BriefEntry) -> float:
    event = entry.kind == "event"
    points, lines = (9.2, 1.28) if event else (8.4, 1.34)
    text = _leading(points, lines) * _lines(entry.text or entry.gap, "serif", points, _NEWS, 5)
    return 2.1 + _leading(7.4, 1.4) + (_leading(7.9, 1.34) if entry.lead else 0.0) + text


def _scenario(scenario: BriefScenario) -> float:
    def tall(text: str, most: int) -> float:
        return 0.7 + _leading(8.3, 1.32) * _lines(text, "serif", 8.3, _SIDE, most) if text else 0.0

    told = scenario.scenario
    return (
        3.2
        + _leading(10.5, 1.12) * _lines(cut(told.title, 90), "serif", 10.5, _SIDE * 0.95, 2)
        + tall(scenario.text, 5)
        + tall(f"Triggers {cut('; '.join(told.triggers), 110)}" if told.triggers else "", 2)
        + tall(f"Opportunity {cut(told.opportunity, 110)}" if told.opportunity else "", 2)
        + sum(tall(" ".join(advice), 4) for advice in scenario.advice)
    )


def _source(view: BriefView, n: int) -> float:
    source = view.sources[n]
    text = f"{n} {cut(source.by, 60)}, “{cut(source.title, 90)}”, {source.day}. {cut(source.held, 60)}"
    hash_lines = 2 if source.sha256 else 0
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


def less(fitted: Fit, where: dict[str, int]) -> Fit:
    """A little less of what ran over: `where` has the sheet, counted from 0, on which each piece came to stand."""
    if fitted.follows:
        return replace(fitted, follows=False)
    if where.get("news") != 1:
        return replace(fitted, why=max(fitted.why - 3, 0), history=fitted.history - (fitted.why == 0))
    if where.get("side-end") != 1 and fitted.scenarios:
        return replace(fitted, scenarios=fitted.scenarios - 1)
    return replace(fitted, entries=fitted.entries - 1)
