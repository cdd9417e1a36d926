"""Markers: where each shape stands when several are close, and on which side its name goes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import escape
from msgspec import Struct

from foreshock.model import LEVELS, LevelCode

from .placing import Anchor, Label, Sheet
from .textsize import two_lines, width

#: Half of a marker's shape, of its focus ring, and how far apart two markers stand across or down, in drawing units.
SHAPE, RING, APART = 12, 34, 44
#: Marker names are set a little larger than labels.
NAME_SIZE = 1.12


class Mark(Struct, frozen=True):
    """A place of the list to be drawn on the region map. `href` leads to it; `kind` is that of the flashpoint."""

    slug: str
    name: str
    lat: float
    lon: float
    level: LevelCode | None
    href: str
    kind: str = "theatre"

    @property
    def code(self) -> str:
        """The class and the shape: a level's code, or `none`."""
        return self.level or "none"

    @property
    def spoken(self) -> str:
        return f"{self.name}: {LEVELS[self.level].code if self.level else 'no level set'}"


class Stand(Struct, frozen=True):
    """A marker with its true point and the point where its shape is drawn."""

    mark: Mark
    true: tuple[float, float]
    at: tuple[float, float]

    @property
    def moved(self) -> bool:
        return self.true != self.at


def spread(points: Sequence[tuple[Mark, float, float]], width_: float, height: float) -> list[Stand]:
    """Give every marker a place of its own.

    In the given order, the first at a point keeps it; one that would cover another moves to the nearest free
    place on circles around its true point, the side away from its neighbour first.
    """
    stands: list[Stand] = []
    for mark, x, y in points:
        here = (float(round(x)), float(round(y)))
        at = here
        near = min(stands, key=lambda s: math.dist(s.at, here), default=None)
        if near and any(_close(s.at, here) for s in stands):
            away = math.atan2(here[1] - near.at[1], here[0] - near.at[0]) if here != near.at else 0.0
            at = _free(here, away, stands, width_, height)
        stands.append(Stand(mark, here, at))
    return stands


def _close(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) < APART and abs(a[1] - b[1]) < APART


def _free(
    here: tuple[float, float], away: float, stands: Sequence[Stand], width_: float, height: float
) -> tuple[float, float]:
    for radius in range(12, 1000, 12):
        for turn in (0, 30, -30, 60, -60, 90, -90, 120, -120, 150, -150, 180):
            angle = away + math.radians(turn)
            at = (
                float(round(here[0] + radius * math.cos(angle))),
                float(round(here[1] + radius * math.sin(angle))),
            )
            inside = RING <= at[0] <= width_ - RING and RING <= at[1] <= height - RING
            if inside and not any(_close(at, s.at) for s in stands):
                return at
    return here


def names(stands: Sequence[Stand], sheet: Sheet, em: float) -> list[tuple[Label, str]]:
    """A label for every marker, in the order given, and the class that hides it on small screens when it fits
    only there where there is room (`t2`, `t3`), empty otherwise."""
    order = sorted(range(len(stands)), key=lambda i: (-_neighbours(stands, i), i))
    found: dict[int, tuple[Label, str]] = {}
    for i in order:
        found[i] = _name(stands, i, sheet, em)
    return [found[i] for i in range(len(stands))]


def _neighbours(stands: Sequence[Stand], i: int) -> int:
    return sum(1 for s in stands if math.dist(s.at, stands[i].at) < 220) - 1


def _name(stands: Sequence[Stand], i: int, sheet: Sheet, em: float) -> tuple[Label, str]:
    stand = stands[i]
    for tier, scale in (("", 1.0), ("t2", 0.78), ("t3", 0.62)):
        for label in _candidates(stand, _side(stands, i), em * scale):
            boxes = label.boxes(em * scale, 2)
            if sheet.free(boxes):
                sheet.take(boxes)
                return label, tier
    x, y = stand.at
    return Label((stand.mark.name,), x + SHAPE + 14, y + 8, "start", NAME_SIZE, "bold"), "t3"


def _side(stands: Sequence[Stand], i: int) -> float:
    """The direction, in radians, that leads away from the nearest other marker; 0 is to the right."""
    here = stands[i].at
    others = [s.at for j, s in enumerate(stands) if j != i and math.dist(s.at, here) < 260]
    if not others:
        return 0.0
    near = min(others, key=lambda at: (math.dist(at, here), at))
    return math.atan2(here[1] - near[1], here[0] - near[0])


def _candidates(stand: Stand, away: float, em: float) -> list[Label]:
    """Places for a name, best first: beside, above, below, and then further off with a leader."""
    x, y = stand.at
    name = stand.mark.name
    size = em * NAME_SIZE
    sets: list[tuple[str, ...]] = [(name,)]
    broken = two_lines(name)
    if len(broken) > 1:
        sets = [broken, (name,)] if width(name, "bold") > 8 else [(name,), broken]
    gap, labels = SHAPE + 14, []
    spots: list[tuple[float, float, Anchor, float]] = [
        (gap, 0, "start", 0), (-gap, 0, "end", math.pi), (0, -1, "mid", -math.pi / 2), (0, 1, "mid", math.pi / 2),
        (gap - 4, -0.8, "start", -0.8), (gap - 4, 0.8, "start", 0.8), (-gap + 4, -0.8, "end", -math.pi + 0.8),
        (-gap + 4, 0.8, "end", math.pi - 0.8),
    ]  # fmt: skip

    def bend(angle: float) -> float:
        return abs((angle - away + math.pi) % (2 * math.pi) - math.pi)

    plain = [0.0, 0.5, 1.1, 1.1, 0.9, 0.9, 1.2, 1.2]
    ranked = sorted(range(len(spots)), key=lambda k: (plain[k] + 0.55 * bend(spots[k][3]), k))
    for k in ranked:
        dx, dy, anchor, _ = spots[k]
        labels += [_at(lines, x + dx, y, dy, anchor, size) for lines in sets]
    for reach in (60, 90, 130, 180):
        for turn in (0, 45, -45, 90, -90, 135, -135, 180):
            angle = away + math.radians(turn)
            dx, dy = reach * math.cos(angle), reach * math.sin(angle)
            anchor = "mid" if abs(dx) < 25 else "start" if dx > 0 else "end"
            labels += [_at(lines, x + dx, y + dy, 0, anchor, size) for lines in sets]
    return labels


def _at(lines: tuple[str, ...], x: float, y: float, lift: float, anchor: Anchor, size: float) -> Label:
    """A label beside a marker: `lift` 0 centres it on y, -1 sets it above the shape, +1 below."""
    tall = 1.15 * size * (len(lines) - 1)
    if lift <= -1:
        base = y - 26 - tall
    elif lift >= 1:
        base = y + 26 + 0.76 * size
    else:
        base = y + 8 - tall / 2 + lift * 24
    return Label(lines, x, base, anchor, NAME_SIZE, "bold")


def leader(stand: Stand, label: Label, em: float) -> str:
    """A line from the true point to a moved shape, and from the shape to a name that stands far off."""
    parts = []
    (tx, ty), (x, y) = stand.true, stand.at
    if stand.moved:
        parts.append(f"M{tx:.0f} {ty:.0f}L{x:.0f} {y:.0f}")
    x0, y0, x1, y1 = label.box(em * 0.7)
    px, py = min(max(x, x0), x1), min(max(y, y0), y1)
    far = math.dist((px, py), (x, y))
    if far > 44:
        part = 20 / far
        parts.append(f"M{x + (px - x) * part:.0f} {y + (py - y) * part:.0f}L{px:.0f} {py:.0f}")
    return "".join(parts)


def mark_svg(stand: Stand, label: Label, tier: str, em: float) -> str:
    """The marker as a link: leader, focus ring, shape and name."""
    mark = stand.mark
    x, y = round(stand.at[0]), round(stand.at[1])
    line = leader(stand, label, em)
    lead = f'<path class="tick lead" d="{line}"/>' if line else ""
    if stand.moved:
        lead += f'<circle class="dot" cx="{stand.true[0]:.0f}" cy="{stand.true[1]:.0f}" r="4"/>'
    return (
        f'<a class="mark {mark.code}" href="{escape(mark.href)}" aria-label="{escape(mark.spoken)}">'
        f'{lead}<circle class="ring" cx="{x}" cy="{y}" r="{RING}"/>'
        f'<g transform="translate({x} {y})"><g class="shape">'
        f'<use href="#lv-{mark.code}" x="-{SHAPE}" y="-{SHAPE}" width="{2 * SHAPE}" height="{2 * SHAPE}"/></g></g>'
        f"{label.svg(tier)}</a>"
    )
