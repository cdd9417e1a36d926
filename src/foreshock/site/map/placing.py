"""Put labels where nothing is in their way: greedy, in a fixed order, the same on every run.

A label is set in ems of a size that the style sheet chooses for each screen width, so a place is tried at the
largest size at which the label will be seen. Boxes shrink towards their anchor, so what is free there stays free.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

from markupsafe import escape
from msgspec import Struct

from .textsize import Face, width

Anchor = Literal["start", "mid", "end"]
Box = tuple[float, float, float, float]

#: Height of letters above and below the baseline, and between baselines, in ems.
ASCENT, DESCENT, LEADING = 0.76, 0.22, 1.15


class Label(Struct, frozen=True):
    """A text with its place: the anchor of its first baseline, in drawing units. `size` is in label ems."""

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: Anchor = "start"
    size: float = 1.0
    face: Face = "sans"
    angle: float = 0.0

    def box(self, em: float, margin: float = 0.0) -> Box:
        """The rectangle it covers when a label em is `em` drawing units; for turned labels, unturned."""
        size = em * self.size
        wide = max(width(line, self.face) for line in self.lines) * size
        left = {"start": self.x, "mid": self.x - wide / 2, "end": self.x - wide}[self.anchor]
        bottom = self.y + (DESCENT + LEADING * (len(self.lines) - 1)) * size
        return left - margin, self.y - ASCENT * size - margin, left + wide + margin, bottom + margin

    def boxes(self, em: float, margin: float = 0.0) -> list[Box]:
        """What it covers, as rectangles: one, or a string of small ones along a turned label."""
        if not self.angle:
            return [self.box(em, margin)]
        return _turned(self, em, margin)

    def svg(self, classes: str) -> str:
        """The text element."""
        x, y = round(self.x), round(self.y)
        names = " ".join(name for name in (classes, "" if self.anchor == "start" else self.anchor) if name)
        turn = f' transform="rotate({round(self.angle)} {x} {y})"' if self.angle else ""
        head = f'<text class="{names}" x="{x}" y="{y}"{turn}>' if names else f'<text x="{x}" y="{y}"{turn}>'
        if len(self.lines) == 1:
            return f"{head}{escape(self.lines[0])}</text>"
        spans = "".join(
            f'<tspan x="{x}" dy="{f"{LEADING}em" if i else 0}">{escape(line)}</tspan>'
            for i, line in enumerate(self.lines)
        )
        return f"{head}{spans}</text>"


def _turned(label: Label, em: float, margin: float) -> list[Box]:
    x0, y0, x1, y1 = label.box(em)
    half = (y1 - y0) / 2
    middle = (y0 + y1) / 2 - label.y
    count = max(2, round((x1 - x0) / max(half, 1)))
    cos, sin = math.cos(math.radians(label.angle)), math.sin(math.radians(label.angle))
    boxes = []
    for i in range(count + 1):
        along = x0 + (x1 - x0) * i / count - label.x
        x, y = label.x + along * cos - middle * sin, label.y + along * sin + middle * cos
        reach = half * 0.9 + margin
        boxes.append((x - reach, y - reach, x + reach, y + reach))
    return boxes


class Sheet:
    """What is taken on a drawing of `width` by `height` units."""

    _CELL = 80.0

    def __init__(self, width: float, height: float, margin: float = 6.0) -> None:
        self.frame: Box = (margin, margin, width - margin, height - margin)
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def take(self, boxes: Iterable[Box]) -> None:
        for box in boxes:
            for cell in self._touched(box):
                self._cells.setdefault(cell, []).append(box)

    def free(self, boxes: Sequence[Box]) -> bool:
        """Whether the boxes lie inside the frame and touch nothing that is taken."""
        left, top, right, bottom = self.frame
        for box in boxes:
            x0, y0, x1, y1 = box
            if x0 < left or y0 < top or x1 > right or y1 > bottom:
                return False
            for cell in self._touched(box):
                for a0, b0, a1, b1 in self._cells.get(cell, ()):
                    if x0 < a1 and a0 < x1 and y0 < b1 and b0 < y1:
                        return False
        return True

    def _touched(self, box: Box) -> Iterable[tuple[int, int]]:
        x0, y0, x1, y1 = box
        for column in range(int(x0 // self._CELL), int(x1 // self._CELL) + 1):
            for line in range(int(y0 // self._CELL), int(y1 // self._CELL) + 1):
                yield column, line
