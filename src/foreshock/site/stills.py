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
from foreshock.zone.rules import Rules
from foreshock.zone.sharing import Seen

#: Side of a still, in drawing units, and how much of half of it the approach ring takes.
_SIDE, _FILL = 320, 0.94
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
    made = []
    for number, breach in enumerate(ordered, 1):
        when = _when(breach)
        caption = f"{when}: {party(breach.party)}{_where(breach)}. So far on record: {number}."
        made.append(Still(f"still-{number}", _label(breach), when, caption, _drawing(zone, ordered[:number], caption)))
    return tuple(made)


def of_cells(zone: Zone, seen: Sequence[Seen]) -> Markup:
    """One drawing of the zone and of the cells in which something is seen now."""
    from pyproj import Geod  # heavy: 0.15 s

    geod, half = Geod(ellps="WGS84"), _SIDE / 2
    lat, lon = _middle(zone)
    scale = half * _FILL / (_reach(zone) + Rules().approach_m)
    parts = _ground(zone, half, scale)
    for one in seen:
        azimuth, _, away = geod.inv(lon, lat, one.lon, one.lat)
        x = half + away * math.sin(math.radians(azimuth)) * scale
        y = half - away * math.cos(math.radians(azimuth)) * scale
        wide = (one.km or 1.0) * 1000 * scale
        parts.append(
            f'<rect class="cell" x="{x - wide / 2:.1f}" y="{y - wide / 2:.1f}" width="{wide:.1f}" height="{wide:.1f}"/>'
        )
    words = f"{zone.name}: {len(seen)} tracks near it"
    return Markup(  # noqa: S704 - the only words in it go through escape()
        f'<svg viewBox="0 0 {_SIDE} {_SIDE}" role="img" aria-label="{escape(words)}">{"".join(parts)}</svg>'
    )


def _middle(zone: Zone) -> tuple[float, float]:
    if zone.lat is not None and zone.lon is not None and zone.radius_m is not None:
        return zone.lat, zone.lon
    ring = zone.rings[0]
    lon = ring[0][0] + sum((x - ring[0][0] + 180) % 360 - 180 for x, _ in ring) / len(ring)
    return sum(y for _, y in ring) / len(ring), lon


def _ground(zone: Zone, half: float, scale: float) -> list[str]:
    """The zone with its approach and warning rings."""
    rules, reach = Rules(), _reach(zone)
    rings = [
        f'<circle class="buffer" cx="{half:.0f}" cy="{half:.0f}" r="{(reach + out) * scale:.1f}"/>'
        for out in (rules.approach_m, rules.warning_m)
    ]
    return [*rings, _outline(zone, half, scale)]


def near(zone: Zone, lat: float, lon: float, reach_km: float) -> bool:
    """Whether an area of that reach about a position comes within the approach ring of a zone."""
    from pyproj import Geod  # heavy: 0.15 s

    geod = Geod(ellps="WGS84")
    if zone.lat is not None and zone.lon is not None and zone.radius_m is not None:
        away = geod.inv(lon, lat, zone.lon, zone.lat)[2] - zone.radius_m
    else:
        away = min(geod.inv(lon, lat, x, y)[2] for x, y in zone.rings[0])
    return bool(away <= reach_km * 1000 + Rules().approach_m)


def _day(breach: Breach) -> str:
    instant = breach.entered or breach.first
    if instant:
        return instant.isoformat()
    return breach.happened.first.isoformat() if breach.happened else ""


def _when(breach: Breach) -> str:
    instant = breach.entered or breach.first
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
    return f", {breach.depth_m / 1000:.1f} km inside at most"


def _drawing(zone: Zone, breaches: Sequence[Breach], words: str) -> Markup:
    half = _SIDE / 2
    reach = _reach(zone)
    scale = half * _FILL / (reach + Rules().approach_m)
    parts = _ground(zone, half, scale)
    depths = [breach for breach in breaches if breach.depth_m is not None]
    for breach in depths:
        ring = max(2.0, (reach - (breach.depth_m or 0)) * scale)
        name = "deep new" if breach is breaches[-1] else "deep"
        parts.append(f'<circle class="{name}" cx="{half:.0f}" cy="{half:.0f}" r="{ring:.1f}"/>')
    placeless = [breach for breach in breaches if breach.depth_m is None]
    across = max(1, math.ceil(math.sqrt(len(placeless))))
    for at, breach in enumerate(placeless):
        x = half + (at % across - (across - 1) / 2) * 28
        y = half + (at // across - (math.ceil(len(placeless) / across) - 1) / 2) * 28
        name = "glyph new" if breach is breaches[-1] else "glyph"
        parts.append(f'<path class="{name}" transform="translate({x:.0f} {y:.0f})" d="{_shape(breach)}"/>')
    label = str(escape(words))
    return Markup(  # noqa: S704 - the only words in it went through escape()
        f'<svg viewBox="0 0 {_SIDE} {_SIDE}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
    )


def _shape(breach: Breach) -> str:
    return _GLYPHS.get(breach.domain or "", "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0Z")


def _reach(zone: Zone) -> float:
    return zone.radius_m if zone.radius_m is not None else max(math.hypot(x, y) for x, y in _flat(zone))


def _outline(zone: Zone, half: float, scale: float) -> str:
    if zone.radius_m is not None:
        return f'<circle class="zone" cx="{half:.0f}" cy="{half:.0f}" r="{zone.radius_m * scale:.1f}"/>'
    points = "L".join(f"{half + x * scale:.1f} {half - y * scale:.1f}" for x, y in _flat(zone))
    return f'<path class="zone" d="M{points}Z"/>'


def _flat(zone: Zone) -> list[tuple[float, float]]:
    """The outer ring in metres about its middle: azimuthal equidistant, as the maps draw."""
    from pyproj import Geod  # heavy: 0.15 s

    ring = zone.rings[0]
    lat, lon = _middle(zone)
    geod = Geod(ellps="WGS84")
    found = []
    for x, y in ring:
        azimuth, _, away = geod.inv(lon, lat, x, y)
        found.append((away * math.sin(math.radians(azimuth)), away * math.cos(math.radians(azimuth))))
    return found
