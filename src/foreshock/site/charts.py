"""Small charts as HTML and SVG: the history of a level with its entries below it, and the same as a word-sized line.

Positions across are in percent, so that lines and texts keep their size on every screen. Pure functions: the same
changes give the same chart, byte for byte.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from foreshock.model import LEVELS, LevelChange, LevelCode
from foreshock.model.developments import DevelopmentKind

#: Heights in the plot of the level history: a row a level, the years, and the rows of the rug.
_ROW, _FIRST_ROW, _YEARS, _HEIGHT = 34, 17, 153, 202
_RUG: dict[DevelopmentKind, tuple[str, int]] = {"event": ("ev", 178), "statement": ("st", 198)}
#: More entries of one kind than this are drawn as a histogram of this many bars at most.
_MOST_TICKS, _BARS = 140, 120
#: More changes than this are drawn without a shape at each.
_MOST_SHAPES = 40
_MONTHS = "January February March April May June July August September October November December".split()


class _Step(Struct, frozen=True):
    """A stretch of time at one level, in percent of the chart's width."""

    start: float
    end: float
    level: LevelCode


class _Axis:
    """Time across: the first day at 0, the last at 100 percent. One day alone fills the width."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        self.first, self.last = min(first, last), max(first, last)
        self.days = (self.last - self.first).days

    def at(self, day: dt.date) -> float:
        if not self.days:
            return 0.0 if day < self.first else 100.0 if day > self.last else 50.0
        return max(0.0, min(100.0, (day - self.first).days / self.days * 100))

    def steps(self, changes: Sequence[LevelChange]) -> list[_Step]:
        """The stretches between changes, from the level that held on the first day to that of the last."""
        known = [c for c in sorted(changes, key=lambda c: c.date) if c.date <= self.last]
        while len(known) > 1 and known[1].date <= self.first:
            known.pop(0)
        starts = [self.at(c.date) if self.days else 0.0 for c in known]
        ends = [*starts[1:], 100.0][: len(starts)]
        return [_Step(s, e, c.level) for s, e, c in zip(starts, ends, known, strict=True)]


def history(
    changes: Sequence[LevelChange],
    entries: Sequence[tuple[dt.date, DevelopmentKind]],
    first: dt.date,
    last: dt.date,
) -> Markup:
    """The level from `first` to `last` as steps, and below it the entries as a rug: `<div class="steps__grid">`.

    Changes and entries may come in any order; those after `last` are left out, and so are entries before `first`.
    Many entries become bars whose height grows with the square root of their number.
    """
    axis = _Axis(first, last)
    steps = axis.steps(changes)
    now = steps[-1].level if steps else None
    shown = [(day, kind) for day, kind in entries if axis.first <= day <= axis.last]
    counts = Counter(kind for _, kind in shown)
    parts = [_lines(), _calendar(axis), _stairs(steps), _shapes(steps)]
    parts += [_rug(axis, [day for day, kind in shown if kind == which], which) for which in _RUG]
    words = _words(axis, changes, steps, counts)
    plot = f'<svg class="plot" role="img" aria-label="{words}">{"".join(parts)}</svg>'
    return Markup(f'<div class="steps__grid" dir="ltr">{_heads(now, counts)}\n{plot}</div>')  # noqa: S704 - no text of users


def spark(changes: Sequence[LevelChange], first: dt.date, last: dt.date) -> Markup:
    """The level from `first` to `last` as a word-sized step line, its last shape at the end: `<svg class="spark">`."""
    axis = _Axis(first, last)
    steps = axis.steps(changes)
    base = '<line x1="0" x2="104" y1="27.5" y2="27.5"/>'
    if not steps:
        return Markup(f'<svg class="spark" viewBox="0 0 112 28" role="img" aria-label="No level set">{base}</svg>')  # noqa: S704
    data, x, y = "", -1, -1
    for step in steps:
        px, py = round(3 + step.start * 0.99), 25 - 7 * LEVELS[step.level].rank
        if not data:
            data = f"M{px} {py}"
        elif px != x:
            data += f"H{px}V{py}" if py != y else f"H{px}"
        elif py != y:
            data += f"V{py}"
        x, y = px, py
    last_level = steps[-1].level
    shape = f'<use href="#lv-{last_level}" x="97" y="{y - 5}" width="10" height="10"/>'
    words = _spark_words(axis, changes, steps)
    return Markup(  # noqa: S704 - no text of users
        f'<svg class="spark {last_level}" viewBox="0 0 112 28" role="img" aria-label="{words}">'
        f'{base}<path d="{data}H102"/>{shape}</svg>'
    )


def _y(level: LevelCode) -> int:
    return _FIRST_ROW + _ROW * (3 - LEVELS[level].rank)


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def _heads(now: LevelCode | None, counts: Counter[DevelopmentKind]) -> str:
    """The names of the rows."""
    rows = []
    for level in sorted(LEVELS.values(), key=lambda level: -level.rank):
        current = " now" if level.code == now else ""
        shape = f'<svg class="lv"><use href="#lv-{level.code}"/></svg>'
        rows.append(f'<li><span class="level {level.code}{current}">{shape}{level.code}</span></li>')
    rows.append("<li></li>")
    rows += [f"<li>{_count(counts[kind], kind)}</li>" for kind in _RUG]
    return f'<ol aria-hidden="true">{"".join(rows)}</ol>'


def _lines() -> str:
    return "".join(
        f'<line class="g" x1="0" x2="100%" y1="{y}" y2="{y}"/>' for y in range(_FIRST_ROW, _FIRST_ROW + 4 * _ROW, _ROW)
    )


def _stairs(steps: Sequence[_Step]) -> str:
    parts = []
    before: _Step | None = None
    for step in steps:
        y, start = _y(step.level), _percent(step.start)
        if before and before.level != step.level:
            parts.append(f'<line class="v" x1="{start}" x2="{start}" y1="{_y(before.level)}" y2="{y}"/>')
        if _percent(step.end) != start:
            parts.append(f'<line class="s" x1="{start}" x2="{_percent(step.end)}" y1="{y}" y2="{y}"/>')
        before = step
    return "".join(parts)


def _shapes(steps: Sequence[_Step]) -> str:
    """A shape where each stretch begins, or only where the last one does when there are many."""
    wanted = steps if len(steps) <= _MOST_SHAPES else steps[-1:]
    return "".join(
        f'<g class="{s.level}"><svg class="lv" x="{_percent(s.start)}" y="{_y(s.level)}" overflow="visible">'
        f'<use href="#lv-{s.level}" x="-6" y="-6" width="12" height="12"/></svg></g>'
        for s in wanted
    )


def _rug(axis: _Axis, days: Sequence[dt.date], kind: DevelopmentKind) -> str:
    """A tick for each entry, or a histogram when they are many."""
    name, foot = _RUG[kind]
    by_day = Counter(days)
    bars = dict.fromkeys((_percent(axis.at(day)) for day in sorted(by_day)), 16)
    if len(bars) > _MOST_TICKS:
        slots: Counter[int] = Counter()
        for day, number in by_day.items():
            slots[min(_BARS - 1, int(axis.at(day) / 100 * _BARS))] += number
        most = max(slots.values())
        bars = {
            _percent((slot + 0.5) / _BARS * 100): max(2, round(16 * (number / most) ** 0.5))
            for slot, number in sorted(slots.items())
        }
    return "".join(
        f'<line class="{name}" x1="{x}" x2="{x}" y1="{foot - tall}" y2="{foot}"/>' for x, tall in bars.items()
    )


def _calendar(axis: _Axis) -> str:
    """Lines at the beginnings of years, months or days, with their names, at most six of them."""
    ticks = _ticks(axis)
    parts = [
        f'<line class="yr" x1="{_percent(axis.at(day))}" x2="{_percent(axis.at(day))}" y1="0" y2="{_HEIGHT}"/>'
        for day, _ in ticks
    ]
    if axis.days and (not ticks or axis.at(ticks[0][0]) > 14):
        parts.append(f'<text x="0.4%" y="{_YEARS}">{_opening(axis, ticks)}</text>')
    if not axis.days:
        parts.append(f'<text x="50%" dx="5" y="{_YEARS}">{_day(axis.first)}</text>')
    need = 14.0 if axis.days > 500 or axis.days <= 45 else 24.0
    before = 0.0
    for day, words in ticks:
        at = axis.at(day)
        if at + need <= 103:
            parts.append(f'<text x="{_percent(at)}" dx="5" y="{_YEARS}">{words}</text>')
        elif at - before >= 2 * need:
            parts.append(f'<text x="{_percent(at)}" dx="-5" text-anchor="end" y="{_YEARS}">{words}</text>')
        before = at
    return "".join(parts)


def _opening(axis: _Axis, ticks: Sequence[tuple[dt.date, str]]) -> str:
    """What to write at the left edge, before the first line."""
    if axis.days > 500:
        return str(axis.first.year)
    return f"{_MONTHS[axis.first.month - 1][:3]} {axis.first.year}" if axis.days > 45 else _day(axis.first)


def _ticks(axis: _Axis) -> list[tuple[dt.date, str]]:
    first, last = axis.first, axis.last
    if axis.days > 500:
        years = range(first.year + 1, last.year + 1)
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if len(years) / s <= 6)
        return [(dt.date(year, 1, 1), str(year)) for year in years if year % step == 0]
    if axis.days > 45:
        step = 1 if axis.days < 130 else 2 if axis.days < 260 else 4
        months = [(y, m) for y in (first.year, first.year + 1, first.year + 2) for m in range(1, 13)]
        days = [dt.date(y, m, 1) for y, m in months if (m - 1) % step == 0]
        return [(d, f"{_MONTHS[d.month - 1][:3]} {d.year}") for d in days if first < d <= last]
    if not axis.days:
        return []
    step = max(1, -(-axis.days // 3))
    inner = [first + dt.timedelta(days=k) for k in range(step, axis.days, step)]
    return [(d, f"{d.day} {_MONTHS[d.month - 1][:3]}") for d in inner]


def _day(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def _long(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _words(
    axis: _Axis, changes: Sequence[LevelChange], steps: Sequence[_Step], counts: Counter[DevelopmentKind]
) -> str:
    """The chart in a few sentences."""
    span = _long(axis.first) if not axis.days else f"{_long(axis.first)} to {_long(axis.last)}"
    said = [f"Step chart of the level, {span}."]
    known = [c for c in sorted(changes, key=lambda c: c.date) if c.date <= axis.last][-len(steps) :]
    if not steps:
        said.append("No level set.")
    elif len(steps) <= 6:
        listed = "; ".join(f"{c.level} from {_long(c.date)}" for c in known)
        said.append(f"{listed[:1].upper()}{listed[1:]}.")
    else:
        said.append(f"{len(steps)} levels in turn, {_range(steps)}; {known[-1].level} since {_long(known[-1].date)}.")
    said.append(f"Below it, {_count(counts['event'], 'event')} and {_count(counts['statement'], 'statement')} by date.")
    return " ".join(said)


def _spark_words(axis: _Axis, changes: Sequence[LevelChange], steps: Sequence[_Step]) -> str:
    known = [c for c in sorted(changes, key=lambda c: c.date) if c.date <= axis.last][-len(steps) :]
    last = known[-1]
    if len(steps) == 1:
        return f"Level: {last.level} since {_long(last.date)}"
    number = len(steps) - 1
    since = _long(max(known[0].date, axis.first))
    return f"Level since {since}: {_range(steps)}, {_count(number, 'change')}; now {last.level}"


def _range(steps: Sequence[_Step]) -> str:
    ranks = sorted({LEVELS[s.level].rank for s in steps})
    codes = {level.rank: level.code for level in LEVELS.values()}
    if len(ranks) == 1:
        return f"always {codes[ranks[0]]}"
    return f"between {codes[ranks[0]]} and {codes[ranks[-1]]}"
