"""What is wrong with a fix: flags that hold a breach as doubtful. No fix is ever dropped for them.

- jitter: the fix lies off the way between its neighbours by more than speed, turn and stated accuracy allow;
- teleport: reaching it from the last trusted fix would take more than the greatest speed;
- two places: fixes under one name jump to and fro between two ways, each of them possible (a swapped identity);
- sparse fixes: fixes lie so far apart in time that a false place, too, could have been reached, and the steps there
  and back are faster than the thing moves about that time;
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
#: Set on the fixes between two steps, each after a long gap and faster than the thing moves elsewhere: nothing forbids
#: them, but a false place could have been reached as well.
SPARSE: Final = 64
#: Flags that only put a presence in doubt; the fix itself is believed.
DOUBTS: Final = LANDED | LEFT_BY_JUMP | SPARSE
NAMES: Final = {
    JITTER: "jitter", TELEPORT: "teleport", TWO_PLACES: "two places", CIRCLE: "circle", SPARSE: "sparse fixes",
}  # fmt: skip

#: So many fixes before a jump that was followed by a stay are doubted with it.
BEFORE_FIXES: Final = 180
#: How long, in seconds, a stay after a jump is doubted, and a jump back looked for.
WARY_S: Final = 1800.0
#: Fixes that must follow each other plausibly at a new place before it is believed.
_AGAIN = 4
#: Over a gap of so many seconds a false place can be reached at a plausible speed; a step is fast from so many times
#: the usual pace on. Both were set on the tuning set of bench/zone_traffic.py, whole and with every tenth fix only.
_GAP_S, _FASTER = 20.0, 2.0
#: Steps on either side that tell how fast a thing moves, fixes doubted on either side of a fast step, and how many
#: fixes may lie between two such steps.
_ABOUT, _FEW, _LONGEST = 12, 2, 96
#: Runs of fixes looked at for a circle, the turn (radians) one must complete, and how truly round it must be.
_RUNS, _TURN, _TRUE = (12, 24, 48, 96), 1.1 * 2 * math.pi, 0.01
#: Runs begin at every multiple of a quarter of their length, so a walk can be taken up again at multiples of this.
ALIGNED: Final = 24
#: A fix's flags depend on no fix farther off than this many places: a circle reaches a run beyond the run it is found
#: in, a jump with a stay BEFORE_FIXES back, and two places are told apart within a dozen fixes.
REACH: Final = 2 * max(_RUNS)
#: Size of what the walk for jumps carries on: seen, last fix believed (time, x, y, z, accuracy), last of the other way
#: (likewise), whether there is one, its place, `since`, streak, swaps; whether there was a jump with a stay, and its
#: instant. Places count back from the next fix.
CARRY: Final = 18


@compiled
def _possible(then: Floats, time: float, x: float, y: float, z: float, accuracy: float, speed: float) -> bool:
    """Whether one thing can have been at `then` (time, x, y, z, accuracy) and later at the other place."""
    slack = 4.0 * math.sqrt(then[4] ** 2 + accuracy**2) + 1.0
    dx, dy, dz = then[1] - x, then[2] - y, then[3] - z
    return bool(math.sqrt(dx * dx + dy * dy + dz * dz) <= speed * (time - then[0]) + slack)


@compiled
def _flag_jumps(
    time: Floats, place: Floats, accuracy: Floats, speed: float, carry: Floats, flags: NDArray[np.int64]
) -> None:
    """Teleports and two places, walking from the last fix believed. `other` is the last fix of the other way, `since`
    the first not yet known to be one of two places, `landed` the instant at which a jump was known to be followed by a
    stay: what is seen within WARY_S after it is doubted, for the stay may be the false place or the true one. `carry`
    (see CARRY) takes the walk up and is left for the next.
    """
    believed, aside = carry[1:6], carry[6:11]
    seen, has_other = carry[0] > 0, carry[11] > 0
    other, since = int(carry[12]), int(carry[13])
    streak, swaps = int(carry[14]), int(carry[15])
    landed = carry[17] if carry[16] > 0 else -math.inf
    for i in range(len(time)):
        x, y, z = place[i, 0], place[i, 1], place[i, 2]
        if not seen or _possible(believed, time[i], x, y, z, accuracy[i], speed):
            believed[0], believed[1], believed[2], believed[3], believed[4] = time[i], x, y, z, accuracy[i]
            seen = True
            if has_other and other == i - 1:
                swaps += 1
            elif not has_other or i - other > 2 * _AGAIN:
                has_other, swaps = False, 0
        else:
            flags[i] |= TELEPORT
            if has_other and _possible(aside, time[i], x, y, z, accuracy[i], speed):
                streak = streak + 1 if other == i - 1 else 1
                swaps += 0 if other == i - 1 else 1
            else:
                since, streak, swaps = i, 1, 0
            has_other, other = True, i
            aside[0], aside[1], aside[2], aside[3], aside[4] = time[i], x, y, z, accuracy[i]
            if streak >= _AGAIN:
                # It has stayed there: the thing is believed to be at the new place from here on.
                # Which of the two places is the false one, nobody can say: what was seen just before is doubted too.
                for k in range(max(0, i - BEFORE_FIXES), i):
                    if time[i] - time[k] <= WARY_S / 2:
                        flags[k] |= LEFT_BY_JUMP
                landed = time[i]
                believed[:] = aside
                has_other, swaps = False, 0
        if time[i] - landed <= WARY_S:
            flags[i] |= LANDED
        if swaps >= 2:
            for k in range(max(since, 0), i + 1):
                flags[k] |= TWO_PLACES
            since = i
    carry[0], carry[11] = 1.0 if seen else 0.0, 1.0 if has_other else 0.0
    carry[12], carry[13] = other - len(time), since - len(time)
    carry[14], carry[15] = streak, swaps
    if landed > -math.inf:
        carry[16], carry[17] = 1.0, landed


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
def _flag_sparse(time: Floats, place: Floats, accuracy: Floats, flags: NDArray[np.int64]) -> None:
    """Fixes about steps over gaps of _GAP_S and more that are more than _FASTER times as fast as the thing moves about
    there (upper quartile of the steps on either side): all between two such steps, and _FEW fixes on the outer sides,
    or on both where there is no second step.
    """
    count = len(time)
    pace = np.full(count, math.inf)
    known, last = False, -1
    for i in range(1, count):
        gap = time[i] - time[i - 1]
        if gap < _GAP_S:
            continue
        step = _apart(place, i - 1, i) - 4.5 * math.sqrt(accuracy[i - 1] ** 2 + accuracy[i] ** 2)
        if step <= 0:
            continue
        if not known:
            # Most tracks have no long gap and never come here.
            for k in range(1, count):
                if time[k] > time[k - 1]:
                    pace[k] = _apart(place, k - 1, k) / (time[k] - time[k - 1])
            known = True
        # Steps are fast against the upper quartile when more than three quarters are slower than this.
        usual, steps, slower = step / (_FASTER * gap), 0, 0
        for k in range(max(1, i - _ABOUT), min(count, i + _ABOUT)):
            if k != i and pace[k] < math.inf:
                steps += 1
                slower += 1 if pace[k] < usual else 0
        if steps < 4 or slower <= 3 * (steps - 1) // 4:
            continue
        begin = max(0, i - _FEW)
        if last >= 0 and i - last <= _LONGEST and time[i] - time[last] <= WARY_S:
            begin = last
        for k in range(begin, min(count, i + _FEW)):
            flags[k] |= SPARSE
        last = i


@compiled
def _apart(place: Floats, one: int, other: int) -> float:
    dx, dy, dz = place[one, 0] - place[other, 0], place[one, 1] - place[other, 1], place[one, 2] - place[other, 2]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@compiled
def _flag_circles(place: Floats, run: int, told: int, flags: NDArray[np.int64]) -> None:
    """Flag runs of fixes that lie on a circle: at one distance from a middle, turning one way. Runs among the first
    `told` fixes have been looked at, and so has how they go on there.
    """
    for start in range(0, len(place) - run + 1, run // 4):
        end = start + run
        if end + run <= told:
            continue
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
        # A way that turns so far is at least 2/π times as long as its arc; most runs are not, and end here.
        way = 0.0
        for i in range(start + 1, end):
            dx, dy, dz = place[i, 0] - place[i - 1, 0], place[i, 1] - place[i - 1, 1], place[i, 2] - place[i - 1, 2]
            way += math.sqrt(dx * dx + dy * dy + dz * dz)
        if way < 0.6 * _TURN * radius:
            continue
        turned, last, worst = 0.0, 0.0, 0.0
        one_way = True
        for i in range(start, end):
            dx, dy, dz = place[i, 0] - mx, place[i, 1] - my, place[i, 2] - mz
            u, v = dx * ex + dy * ey - a, dx * nx + dy * ny + dz * nz - b
            worst = max(worst, abs(math.sqrt(u * u + v * v) - radius))
            if worst > _TRUE * radius or not one_way:
                break
            angle = math.atan2(v, u)
            if i > start:
                step = (angle - last + math.pi) % (2 * math.pi) - math.pi
                if step * turned < 0:
                    one_way = False
                turned += step
            last = angle
        if one_way and abs(turned) >= _TURN and worst <= _TRUE * radius:
            # Out to where the circle was joined and left, which the stride between runs may have passed over.
            for step in (-1, 1):
                i = start if step > 0 else start - 1
                while max(0, start - run) <= i < min(len(place), end + run):
                    dx, dy, dz = place[i, 0] - mx, place[i, 1] - my, place[i, 2] - mz
                    u, v = dx * ex + dy * ey - a, dx * nx + dy * ny + dz * nz - b
                    if abs(math.sqrt(u * u + v * v) - radius) > _TRUE * radius:
                        break
                    flags[i] |= CIRCLE
                    i += step


def flag(
    track: Track, speed: float, turn: float, carry: Floats, told: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Flags of each fix (n,), as a sum of JITTER, TELEPORT, TWO_PLACES, CIRCLE, LANDED, LEFT_BY_JUMP and SPARSE.

    `speed` is the greatest plausible speed (m/s), `turn` the greatest plausible acceleration (m/s²). `carry` is what
    `jumps_until` left of the fixes before; the flags of the first REACH fixes are then not yet the final ones. `told`
    are the flags found when the track had only its first fixes: circles among them need not be sought again.
    """
    flags = np.zeros(len(track), dtype=np.int64)
    if len(track):
        known = 0
        if told is not None:
            known = len(told)
            np.bitwise_and(told, CIRCLE, out=flags[:known])
        _flag_jumps(track.time, track.place, track.accuracy, speed, carry.copy(), flags)
        _flag_sparse(track.time, track.place, track.accuracy, flags)
        _flag_jitter(track.time, track.place, track.accuracy, turn, flags)
        for run in _RUNS:
            _flag_circles(track.place, run, known, flags)
    return flags


def jumps_until(track: Track, stop: int, speed: float, carry: Floats) -> Floats:
    """What the walk for jumps carries on after the first `stop` fixes of a track: shape (CARRY,)."""
    walked = carry.copy()
    flags = np.zeros(stop, dtype=np.int64)
    _flag_jumps(track.time[:stop], track.place[:stop], track.accuracy[:stop], speed, walked, flags)
    return walked


def names(flags: int) -> tuple[str, ...]:
    """The flags in words."""
    seen = flags | TELEPORT if flags & (LANDED | LEFT_BY_JUMP) else flags
    return tuple(name for bit, name in NAMES.items() if seen & bit)
