"""What a map shows, in words, for those who do not see it: written from the data, never by hand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from foreshock.model import Place, Zone

from .basemap import encloses
from .projection import Azimuthal, inverse

if TYPE_CHECKING:
    from .landnames import Lands
    from .local import Outline

#: Half of the width of a local map in drawing units.
HALF_WIDTH = 525
_COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def kilometres(metres: float, word: str = "km") -> str:
    """“55 km”, “2.5 km”, “800 m”: two figures below ten kilometres, whole kilometres above."""
    if metres < 950:
        return f"{metres:.0f} {'m' if word == 'km' else 'metres'}"
    km = metres / 1000
    text = f"{km:,.0f}" if km >= 9.95 or abs(km - round(km)) < 0.05 else f"{km:.1f}"
    return f"{text} {'kilometre' if text == '1' and word != 'km' else word}"


def direction(radians: float) -> str:
    """The nearest of eight points of the compass."""
    return _COMPASS[round(math.degrees(radians) / 45) % 8]


def listing(words: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)


def title(name: str, zones: Sequence[Zone]) -> str:
    if not zones:
        return f"The surroundings of {name}"
    return f"The zone around {name}" if len(zones) == 1 else f"The zones around {name}"


def local(
    view: Azimuthal,
    place: Place,
    name: str,
    zones: Sequence[Zone],
    landmarks: Sequence[Place],
    lands: Lands,
    outlines: Sequence[Outline],
) -> str:
    """The local map in sentences: each zone and the countries it touches, then where the landmarks lie."""
    said = []
    for zone, drawn in zip(zones, outlines, strict=True):
        said.append(_zone(place, name, zone))
        said.append(_reach(lands, drawn))
    if not zones:
        said.append(f"{name} and what lies within {kilometres(HALF_WIDTH / view.scale, 'kilometres')} of it.")
    near = sorted((inverse(place.lat, place.lon, t.lat, t.lon), t.name) for t in landmarks)
    spots = [
        f"{town} {kilometres(metres, 'kilometres')} to the {direction(turn)}"
        for (metres, turn), town in near
        if metres > 50
    ]
    if spots:
        said.append(f"From {name}: {listing(spots[:8])}.")
    return " ".join(part for part in said if part)


def _zone(place: Place, name: str, zone: Zone) -> str:
    if zone.lat is None or zone.lon is None or zone.radius_m is None:
        return f"{zone.name}, a zone with a drawn outline."
    metres, turn = inverse(place.lat, place.lon, zone.lat, zone.lon)
    size = f"A circle of {kilometres(zone.radius_m, 'kilometres')}"
    if metres < 1000:
        return f"{size} around {name}."
    return f"{size} around a point {kilometres(metres, 'kilometres')} to the {direction(turn)} of {name}."


def _reach(lands: Lands, drawn: Outline) -> str:
    """“It lies mostly in Syria and reaches into Iraq and Jordan.”"""
    counts = Counter(lands.name_at(*lands.lon_lat(x, y)) or "the sea" for x, y in _samples(drawn))
    total = sum(counts.values())
    if not total:
        return ""
    shares = sorted(((n / total, where) for where, n in counts.items()), key=lambda pair: (-pair[0], pair[1]))
    first, rest = shares[0], [where for share, where in shares[1:] if share > 0.004]
    verb = "lies on" if first[1] == "the sea" else "lies in"
    if not rest:
        return f"It {verb} {first[1]}."
    mostly = "mostly " if first[0] > 0.5 else "partly "
    return f"It {verb.split()[0]} {mostly}{verb.split()[1]} {first[1]} and reaches into {listing(rest[:4])}."


def _samples(drawn: Outline) -> Iterable[tuple[float, float]]:
    """Points spread evenly inside a zone, in drawing units."""
    ring = drawn.rings[0]
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    west, east, top, bottom = min(xs), max(xs), min(ys), max(ys)
    for i in range(14):
        for j in range(14):
            x, y = west + (east - west) * (i + 0.5) / 14, top + (bottom - top) * (j + 0.5) / 14
            if encloses([*ring, ring[0]], x, y) and not any(
                encloses([*hole, hole[0]], x, y) for hole in drawn.rings[1:]
            ):
                yield x, y
