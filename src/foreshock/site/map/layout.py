"""The sheet of a region map: what was laid, tier by tier, and what is still free.

Three tiers, as the style sheet shows them: labels without a class on every screen, `t2` from 40 rem, `t3` from
80 rem. Each tier is laid at the largest size at which it is seen, around all that the tiers before it took.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import marks
from .frame import WIDTH, View
from .marks import Stand
from .placing import Box, Label, Sheet

#: Label em in drawing units, and the scale of shapes, at which each tier is first and largest seen.
EM = (32.0, 25.0, 20.0)
SHAPE_SCALE = (1.75, 1.3, 1.0)
TIERS = ("", "t2", "t3")
#: Size in drawing units of the box of capitals that wide screens lay over one corner.
CORNER = (296.0, 250.0)


class Layout:
    """Labels laid so far; a fresh sheet for each tier holds them at that tier's size."""

    def __init__(self, view: View, stands: Sequence[Stand]) -> None:
        self.view, self.stands = view, stands
        self.height = round(view.height)
        self.corner = free_corner(stands, self.height)
        self.laid: list[tuple[Label, str, int]] = []
        self._named: list[tuple[Label, int]] = []
        self._fixed: list[tuple[Box, int]] = []
        self.tier = 0
        self.sheet = self._fresh(0)

    @property
    def em(self) -> float:
        return EM[self.tier]

    def _fresh(self, tier: int) -> Sheet:
        reach = marks.SHAPE * SHAPE_SCALE[tier]
        sheet = Sheet(WIDTH, self.height)
        for stand in self.stands:
            (x, y), (tx, ty) = stand.at, stand.true
            sheet.take([(x - reach, y - reach, x + reach, y + reach)])
            if stand.moved:
                sheet.take([(tx - 5, ty - 5, tx + 5, ty + 5)])
        if self.corner:
            sheet.take([corner_box(self.corner, self.height)])
        for label, of in self._named:
            if of <= tier:
                sheet.take(label.boxes(EM[tier], 2))
        for label, _, of in self.laid:
            if of <= tier:
                sheet.take(label.boxes(EM[tier], 2))
        for box, of in self._fixed:
            if of <= tier:
                sheet.take([box])
        return sheet

    def go(self, tier: int) -> None:
        self.tier, self.sheet = tier, self._fresh(tier)

    def name(self, label: Label, tier: int) -> None:
        """A marker's name, drawn with the marker."""
        self._named.append((label, tier))

    def fits(self, label: Label) -> bool:
        return self.sheet.free(label.boxes(self.em, 3))

    def lay(self, label: Label, classes: str) -> None:
        self.laid.append((label, classes, self.tier))
        self.sheet.take(label.boxes(self.em, 3))

    def fix(self, box: Box) -> None:
        self._fixed.append((box, self.tier))
        self.sheet.take([box])

    def words(self) -> set[str]:
        """All names laid, and those of the markers."""
        return {" ".join(label.lines) for label, _, _ in self.laid} | {stand.mark.name for stand in self.stands}

    def svg(self) -> str:
        return "".join(
            label.svg(" ".join(part for part in (classes, TIERS[tier]) if part)) for label, classes, tier in self.laid
        )


def corner_box(corner: str, height: float) -> Box:
    """The rectangle of CORNER size in a corner named `se`, `sw`, `ne` or `nw`."""
    wide, tall = CORNER
    x0 = WIDTH - wide if corner[1] == "e" else 0.0
    y0 = height - tall if corner[0] == "s" else 0.0
    return x0, y0, x0 + wide, y0 + tall


def free_corner(stands: Sequence[Stand], height: float) -> str | None:
    """The first corner without a marker, None if there is none or the map is too low to spare one."""
    if height < CORNER[1] * 1.9:
        return None
    for corner in ("se", "sw", "ne", "nw"):
        x0, y0, x1, y1 = corner_box(corner, height)
        if all(not (x0 - 30 < s.at[0] < x1 + 30 and y0 - 30 < s.at[1] < y1 + 30) for s in stands):
            return corner
    return None
