"""What is wrong with a fix: flags that hold a breach as doubtful. No fix is ever dropped for them.

- jitter: the fix lies off the way between its neighbours by more than speed, turn and stated accuracy allow;
- teleport: reaching it from the last trusted fix would take more than the greatest speed;
- two places: fixes under one name jump to and fro between two ways, each of them possible (a swapped identity);
- circle: the latest fixes lie on one circle more truly than anything that moves (a known form of spoofing).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .ellipsoid import Floats
from .track import Track

JITTER: Final = 1
TELEPORT: Final = 2
TWO_PLACES: Final = 4
CIRCLE: Final = 8
#: Set on all fixes of half an hour after a jump that was followed by a stay: the new place is believed, with a doubt.
LANDED: Final = 16
#: Set on the fixes before such a jump, for a quarter of an hour at most.
LEFT_BY_JUMP: Final = 32
#: Flags that only put a presence in doubt; the fix itself is believed.
DOUBTS: Final = LANDED | LEFT_BY_JUMP
NAMES: Final = {JITTER: "jitter", TELEPORT: "teleport", TWO_PLACES: "two places", CIRCLE: "circle"}

#: So many fixes before a jump that was followed by a stay are doubted with it.
BEFORE_FIXES: Final = 180
#: How long, in seconds, a stay after a jump is doubted, and a jump back looked for.
WARY_S: Final = 1800.0
#: Fixes that must follow each other plausibly at a new place before it is believed.
_AGAIN = 4
#: Runs of fixes looked at for a circle, the turn (radians) one must complete, and how truly round it must be.
_RUNS, _TURN, _TRUE = (12, 24, 48, 96), 1.1 * 2 * math.pi, 0.01


@compiled
def _apart(place: Floats, i: int, j: int) -> float:
    dx, dy, dz = place[i, 0] - place[j, 0], place[i, 1] - place[j, 1], place[i, 2] - place[j, 2]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@compiled
def _possible(time: Floats, place: Floats, accuracy: Floats, i: int, j: int, speed: float) -> bool:
    """Whether one thing can have been at fix i and then at fix j."""
    slack = 4.0 * math.sqrt(accuracy[i] ** 2 + accuracy[j] ** 2) + 1.0
    return bool(_apart(place, i, j) <= speed * (time[j] - time[i]) + slack)


@compiled
def _flag_jumps(time: Floats, place: Floats, accuracy: Floats, speed: float, flags: NDArray[np.int64]) -> None:
    """Teleports and two places, walking from the last fix believed. `other` is the last fix of the other way, `since`
    the first not yet known to be one of two places, `landed` the instant at which a jump was known to be followed by a
    stay: what is seen within WARY_S after it is doubted, for the stay may be the false place or the true one.
    """
    believed, other, since, streak, swaps, landed = 0, -1, 0, 0, 0, -math.inf
    for i in range(1, len(time)):
        if _possible(time, place, accuracy, believed, i, speed):
            believed = i
            if other == i - 1:
                swaps += 1
            elif i - other > 2 * _AGAIN:
                other, swaps = -1, 0
        else:
            flags[i] |= TELEPORT
            if other >= 0 and _possible(time, place, accuracy, other, i, speed):
                streak = streak + 1 if other == i - 1 else 1
                swaps += 0 if other == i - 1 else 1
            else:
                since, streak, swaps = i, 1, 0
            other = i
            if streak >= _AGAIN:
                # It has stayed there: the thing is believed to be at the new place from here on.
                # Which of the two places is the false one, nobody can say: what was seen just before is doubted too.
                for k in range(max(0, i - BEFORE_FIXES), i):
                    if time[i] - time[k] <= WARY_S / 2:
                        flags[k] |= LEFT_BY_JUMP
                landed = time[i]
                believed, other, swaps = i, -1, 0
        if time[i] - landed <= WARY_S:
            flags[i] |= LANDED
        if swaps >= 2:
            for k in range(since, i + 1):
                flags[k] |= TWO_PLACES
            since = i


@compiled
def _flag_jitter(time: Floats, place: Floats, accuracy: Floats, turn: float, flags: NDArray[np.int64]) -> None:
    """A fix is off when acceleration `turn` (m/s²) cannot bend the way between its neighbours through it."""
    for i in range(1, len(time) - 1):
        before, after = time[i] - time[i - 1], time[i + 1] - time[i]
        jumped = (flags[i - 1] | flags[i] | flags[i + 1]) & TELEPORT
        if jumped or before <= 0 or after <= 0 or before + after > 120:
            continue
        share = before / (before + after)
        off = 0.0
        for k in range(3):
            between = place[i - 1, k] + share * (place[i + 1, k] - place[i - 1, k])
            off += (place[i, k] - between) ** 2
        spread = accuracy[i] ** 2 + ((1 - share) * accuracy[i - 1]) ** 2 + (share * accuracy[i + 1]) ** 2
        if math.sqrt(off) > 4.5 * math.sqrt(spread) + 0.5 * turn * before * after:
            flags[i] |= JITTER


@compiled
def _flag_circles(place: Floats, run: int, flags: NDArray[np.int64]) -> None:
    """Flag runs of fixes that lie on a circle: at one distance from a middle, turning one way."""
    for start in range(0, len(place) - run + 1, run // 4):
        end = start + run
        cx = cy = cz = 0.0
        for i in range(start, end):
            cx, cy, cz = cx + place[i, 0], cy + place[i, 1], cz + place[i, 2]
        up = math.sqrt(cx * cx + cy * cy + cz * cz)
        ux, uy, uz = cx / up, cy / up, cz / up
        # Least-squares circle through the points in the plane of the horizon (Kåsa).
        east = math.sqrt(ux * ux + uy * uy)
        ex, ey = (-uy / east, ux / east) if east > 1e-9 else (1.0, 0.0)
        nx, ny, nz = -uz * ey, uz * ex, ux * ey - uy * ex
        mx, my, mz = cx / run, cy / run, cz / run
        suu = suv = svv = suuu = svvv = suvv = svuu = 0.0
        for i in range(start, end):
            dx, dy, dz = place[i, 0] - mx, place[i, 1] - my, place[i, 2] - mz
            u, v = dx * ex + dy * ey, dx * nx + dy * ny + dz * nz
            suu, suv, svv = suu + u * u, suv + u * v, svv + v * v
            suuu, svvv = suuu + u * u * u, svvv + v * v * v
            suvv, svuu = suvv + u * v * v, svuu + v * u * u
        det = suu * svv - suv * suv
        if det <= 1e-6 * (suu + svv) ** 2 or suu + svv < run * 100.0:
            continue
        a = (svv * (suuu + suvv) - suv * (svvv + svuu)) / (2 * det)
        b = (suu * (svvv + svuu) - suv * (suuu + suvv)) / (2 * det)
        radius = math.sqrt(a * a + b * b + (suu + svv) / run)
        turned, last, worst = 0.0, 0.0, 0.0
        one_way = True
        for i in range(start, end):
            dx, dy, dz = place[i, 0] - mx, place[i, 1] - my, place[i, 2] - mz
            u, v = dx * ex + dy * ey - a, dx * nx + dy * ny + dz * nz - b
            worst = max(worst, abs(math.sqrt(u * u + v * v) - radius))
            angle = math.atan2(v, u)
            if i > start:
                step = (angle - last + math.pi) % (2 * math.pi) - math.pi
                if step * turned < 0:
                    one_way = False
                turned += step
            last = angle
        if one_way and abs(turned) >= _TURN and worst <= _TRUE * radius:
            # Out to where the circle was joined and left, which the stride between runs may have passed over.
            for way in (-1, 1):
                i = start if way > 0 else start - 1
                while 0 <= i < len(place):
                    dx, dy, dz = place[i, 0] - mx, place[i, 1] - my, place[i, 2] - mz
                    u, v = dx * ex + dy * ey - a, dx * nx + dy * ny + dz * nz - b
                    if abs(math.sqrt(u * u + v * v) - radius) > _TRUE * radius:
                        break
                    flags[i] |= CIRCLE
                    i += way


def flag(track: Track, speed: float, turn: float) -> NDArray[np.int64]:
    """Flags of each fix (n,), as a sum of JITTER, TELEPORT, TWO_PLACES, CIRCLE, LANDED and LEFT_BY_JUMP.

    `speed` is the greatest plausible speed (m/s), `turn` the greatest plausible acceleration (m/s²).
    """
    flags = np.zeros(len(track), dtype=np.int64)
    if len(track):
        _flag_jumps(track.time, track.place, track.accuracy, speed, flags)
        _flag_jitter(track.time, track.place, track.accuracy, turn, flags)
        for run in _RUNS:
            _flag_circles(track.place, run, flags)
    return flags


def names(flags: int) -> tuple[str, ...]:
    """The flags in words."""
    seen = flags | TELEPORT if flags & DOUBTS else flags
    return tuple(name for bit, name in NAMES.items() if seen & bit)
