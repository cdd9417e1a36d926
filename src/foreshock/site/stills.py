"""A record or a track replayed as stills: drawings that follow each other, each complete without any script.

A still of the record shows the zone from above, north up, with its buffer rings, and what had been said or seen of it
by then. Nothing is placed that has no place: what was only reported inside stands in the middle.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup, escape
from msgspec import Struct

from foreshock.model import Breach, Zone
from foreshock.zone.drawing import SIDE, Sheet
from foreshock.zone.sharing import WITHHELD, Seen

_GLYPHS = {"air": "M0-9 7 7 0 3-7 7Z", "land": "M-7-7h14v14h-14Z", "sea": "M-9 3 0-7 9 3 0 8Z"}


class Still(Struct, frozen=True):
    """One drawing of a series; `label` is short, for the slider, `caption` says what is new."""

    key: str
    label: str
    title: str
    caption: str
    svg: Markup


def of_record(zone: Zone, breaches: Sequence[Breach], party: Callable[[str], str]) -> tuple[Still, ...]:
    """A still for every breach, oldest first. `party` gives a party's name."""
    ordered = sorted(breaches, key=lambda breach: (_day(breach), breach.id))
    made, sheet = [], Sheet(zone)
    for number, breach in enumerate(ordered, 1):
        when = _when(breach)
        caption = f"{when}: {party(breach.party)}{_where(breach)}. So far on record: {number}."
        made.append(Still(f"still-{number}", _label(breach), when, caption, _drawing(sheet, ordered[:number], caption)))
    return tuple(made)


def of_cells(zone: Zone, seen: Sequence[Seen]) -> Markup:
    """One drawing of the zone and of the cells in which something is seen now."""
    sheet = Sheet(zone)
    cells = "".join(sheet.square(one.lat, one.lon, one.km or 1.0) for one in seen)
    return _svg(sheet.ground() + cells, f"{zone.name}: {len(seen)} tracks near it")


def of_places(zone: Zone, seen: Sequence[Seen]) -> Markup:
    """One drawing of the zone and of the exact places of what is seen now; the number beside each is its line in the
    table beside the drawing."""
    sheet = Sheet(zone)
    marks = []
    for number, one in enumerate(seen, 1):
        x, y = sheet.place(one.lat, one.lon)
        marks.append(f'<circle class="place" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>')
        marks.append(f'<text class="number" x="{x + 6:.1f}" y="{y + 3.5:.1f}">{number}</text>')
    return _svg(sheet.ground() + "".join(marks), f"{zone.name}: {len(seen)} tracks near it, exactly")


def _day(breach: Breach) -> str:
    instant = breach.entered or breach.first
    if instant:
        return instant.isoformat()
    return breach.happened.first.isoformat() if breach.happened else ""


def _when(breach: Breach) -> str:
    instant = breach.entered or breach.first
    if instant and breach.track == WITHHELD:
        return f"{instant:%-d %B %Y}, between {instant:%H}:00 and {instant:%H}:59 UTC"
    if instant and breach.track:
        return f"{instant:%-d %B %Y, %H:%M} UTC"
    return breach.happened.words if breach.happened else "At a time not known"


def _label(breach: Breach) -> str:
    instant = breach.entered or breach.first
    day = instant.date() if instant else breach.happened.first if breach.happened else None
    return f"{day:%b %Y}" if day else "?"


def _where(breach: Breach) -> str:
    if breach.depth_m is None:
        return ", inside; where is not known"
    if breach.track == WITHHELD:
        return (
            f", {breach.depth_m / 1000:.0f} km inside or deeper" if breach.depth_m else ", inside; how deep is not told"
        )
    return f", {breach.depth_m / 1000:.1f} km inside at most"


def _drawing(sheet: Sheet, breaches: Sequence[Breach], words: str) -> Markup:
    half, newest = SIDE / 2, breaches[-1]
    parts = [
        sheet.ring(breach.depth_m, "deep new" if breach is newest else "deep")
        for breach in breaches
        if breach.depth_m is not None
    ]
    placeless = [breach for breach in breaches if breach.depth_m is None]
    across = max(1, math.ceil(math.sqrt(len(placeless))))
    down = math.ceil(len(placeless) / across)
    for at, breach in enumerate(placeless):
        x, y = half + (at % across - (across - 1) / 2) * 28, half + (at // across - (down - 1) / 2) * 28
        name = "glyph new" if breach is newest else "glyph"
        parts.append(f'<path class="{name}" transform="translate({x:.0f} {y:.0f})" d="{_shape(breach)}"/>')
    return _svg(sheet.ground() + "".join(parts), words)


def _svg(body: str, words: str) -> Markup:
    return Markup(  # noqa: S704 - the only words in it go through escape()
        f'<svg viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="{escape(words)}">{body}</svg>'
    )


def _shape(breach: Breach) -> str:
    return _GLYPHS.get(breach.domain or "", "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0Z")
