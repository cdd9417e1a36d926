"""Breaks: places where a track goes on beside itself, or suddenly at another velocity, though no single step is too
fast to be flown.

A straight line at even speed is laid through the few fixes before a gap and another through those after it. At the
middle of the gap the two must meet: a steady turn bends both alike and leaves no difference, so a smaller jump is told
this way than by where one fix may lie. The velocity may differ by what acceleration in the gap, and a bend such as the
fixes themselves show, can have changed. A difference is a break where it is many times as large as noise as stated, as
such a bend leaves, and as differences of late.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .compiled import compiled
from .ellipsoid import Floats

#: Fixes on either side of a gap, and the least where a track begins: two are on one line whatever they are, and a first
#: position is often an old one.
SIDE: Final = 4
_LEAST: Final = 3
#: What is carried on: the usual differences (metres), how many fixes are known, and the last fixes (time, x, y, z,
#: accuracy), as many as the first fix to come looks back at.
_USUAL, _USUAL_PACE, _COUNT, _FIXES = 0, 1, 2, 3
_BACK: Final = 2 * SIDE - 1
CARRY: Final = _FIXES + 5 * _BACK
#: How many times noise as stated, a bend as the fixes show it, and differences of late a break must exceed, and metres
#: beside them; acceleration (as a share of the greatest plausible) that may act in the gap itself.
_SIGMAS, _BENT, _STANDS_OUT, _SLACK_M, _SUDDEN = 6.0, 1.2, 4.0, 100.0, 0.5
#: Share by which one difference moves the usual one, and how many times that it counts at most.
_SHARE, _MOST = 0.1, 2.0

#: What is known of a line: where it leads at an instant, its velocity, the acceleration that would explain how far its
#: fixes lie off it, how far one of 1 m/s² would draw it off at that instant, the mean instant of its fixes, and the
#: variance of its place there and of its velocity, in variances of a fix.
_AT, _VELOCITY, _BEND, _DRAWN, _MEAN, _LOOSE, _LOOSE_PACE, _LINE = 0, 3, 6, 7, 8, 9, 10, 11


@compiled
def _line(fixes: Floats, begin: int, end: int, at: float, noise: float, out: Floats) -> bool:
    """A line through fixes `begin` to `end` (excluded); False where their instants do not tell one."""
    count = end - begin
    mean = spread = bow = tilt = 0.0
    for i in range(begin, end):
        mean += (fixes[i, 0] - at) / count
        bow += 0.5 * (fixes[i, 0] - at) ** 2 / count
    for i in range(begin, end):
        since = fixes[i, 0] - at - mean
        spread += since * since
        tilt += since * 0.5 * (fixes[i, 0] - at) ** 2
    if spread <= 0:
        return False
    tilt /= spread
    bent = off = 0.0
    for i in range(begin, end):
        since = fixes[i, 0] - at - mean
        bent += (0.5 * (fixes[i, 0] - at) ** 2 - bow - tilt * since) ** 2
    if bent <= 1e-4 * spread * spread:
        return False
    for k in range(3):
        middle = slope = 0.0
        for i in range(begin, end):
            middle += fixes[i, 1 + k] / count
        for i in range(begin, end):
            slope += (fixes[i, 0] - at - mean) * (fixes[i, 1 + k] - middle) / spread
        out[_AT + k], out[_VELOCITY + k] = middle - slope * mean, slope
        for i in range(begin, end):
            off += (fixes[i, 1 + k] - middle - slope * (fixes[i, 0] - at - mean)) ** 2
    # Noise as stated, along both axes of the horizon, is no bend.
    off = max(0.0, off - 2 * (count - 2) * noise * noise)
    out[_BEND], out[_DRAWN], out[_MEAN] = math.sqrt(off / bent), abs(bow - tilt * mean), mean
    out[_LOOSE], out[_LOOSE_PACE] = 1.0 / count + mean * mean / spread, 1.0 / spread
    return True


@compiled
def _find(fixes: Floats, begin: int, turn: float, carry: Floats, out: NDArray[np.bool_]) -> None:
    """For fixes (n, 5), `begin` and later, set `out` (n,) where the SIDE fixes up to one do not go on from the SIDE
    before them, or from three where there are no more. The usual differences are carried on.
    """
    one, other = np.empty(_LINE), np.empty(_LINE)
    for i in range(begin, len(fixes)):
        first = i - SIDE + 1
        start = max(0, first - SIDE)
        if first < _LEAST:
            continue
        gap = fixes[first, 0] - fixes[first - 1, 0]
        at = fixes[first - 1, 0] + 0.5 * gap
        noise = 0.0
        for k in range(start, i + 1):
            noise = max(noise, fixes[k, 4])
        if not (_line(fixes, start, first, at, noise, one) and _line(fixes, first, i + 1, at, noise, other)):
            continue
        apart = faster = pace = 0.0
        for k in range(3):
            apart += (one[_AT + k] - other[_AT + k]) ** 2
            faster += (one[_VELOCITY + k] - other[_VELOCITY + k]) ** 2
            pace += one[_VELOCITY + k] ** 2 + other[_VELOCITY + k] ** 2
        apart, faster, pace = math.sqrt(apart), math.sqrt(faster) * gap, math.sqrt(0.5 * pace)
        bend, sudden = _BENT * max(one[_BEND], other[_BEND]), _SUDDEN * turn * gap
        allowed = max(_SIGMAS * noise * math.sqrt(one[_LOOSE] + other[_LOOSE]), bend * (one[_DRAWN] + other[_DRAWN]))
        allowed = max(allowed, _STANDS_OUT * carry[_USUAL]) + min(0.5 * sudden, pace) * gap
        quick = max(_SIGMAS * noise * math.sqrt(one[_LOOSE_PACE] + other[_LOOSE_PACE]),
                    bend * (other[_MEAN] - one[_MEAN])) * gap  # fmt: skip
        quick = max(quick, _STANDS_OUT * carry[_USUAL_PACE]) + sudden * gap
        out[i] = apart > allowed + _SLACK_M or faster > quick + _SLACK_M
        for at_carry, found in ((_USUAL, apart), (_USUAL_PACE, faster)):
            usual = carry[at_carry]
            carry[at_carry] = usual + _SHARE * (min(found, _MOST * usual) - usual) if usual > 0 else found


class Breaks(Struct, frozen=True):
    """Whether a track breaks before the SIDE fixes that end with each (n,), and for each break the last fix before it,
    the first after it and the instant of the first that was looked at (breaks, 11); `carry` (CARRY,) is what goes on.
    """

    broken: NDArray[np.bool_]
    sides: Floats
    carry: Floats

    def part(self, begin: int) -> Breaks:
        """Those of the fixes from one on."""
        return Breaks(self.broken[begin:], self.sides[int(self.broken[:begin].sum()) :], self.carry)


def breaks(
    time: Floats, place: Floats, accuracy: Floats, turn: float, carry: Floats, told: Breaks | None = None
) -> Breaks:
    """The breaks of a track whose fixes before left `carry`. `told` is what was found when it had only its first fixes:
    it is gone on from there.
    """
    begin = 0
    if told is not None:
        begin, carry = len(told.broken), told.carry
    carry = carry.copy()
    known = int(carry[_COUNT])
    fixes = np.empty((known + len(time) - begin, 5))
    fixes[:known] = carry[_FIXES : _FIXES + 5 * known].reshape(known, 5)
    fixes[known:, 0], fixes[known:, 1:4], fixes[known:, 4] = time[begin:], place[begin:], accuracy[begin:]
    found = np.zeros(len(fixes), dtype=np.bool_)
    _find(fixes, known, turn, carry, found)
    where = np.flatnonzero(found)
    began = fixes[np.maximum(where - 2 * SIDE + 1, 0), :1]
    sides = np.concatenate([fixes[where - SIDE], fixes[where - SIDE + 1], began], axis=1)
    kept = fixes[max(0, len(fixes) - _BACK) :]
    carry[_COUNT] = len(kept)
    carry[_FIXES : _FIXES + kept.size] = kept.ravel()
    if told is None:
        return Breaks(found[known:], sides, carry)
    return Breaks(np.concatenate([told.broken, found[known:]]), np.concatenate([told.sides, sides]), carry)


__all__ = ["CARRY", "SIDE", "Breaks", "breaks"]
