"""What is wrong with a fix: flags that hold a breach as doubtful. No fix is ever dropped for them.

- jitter: the fix lies off the way between its neighbours by more than speed, turn and stated accuracy allow;
- teleport, two places: see `jumps`;
- sparse fixes: fixes lie so far apart in time that a false place, too, could have been reached, and the steps there
  and back are faster than the thing moves about that time;
- circle: the latest fixes lie on one circle more truly than anything that moves (a known form of spoofing).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .breaks import Breaks
from .compiled import compiled
from .ellipsoid import Floats
from .jumps import ELSEWHERE, LANDED, LEFT_BY_JUMP, TELEPORT, TWO_PLACES, flag_jumps
from .track import Track

JITTER: Final = 1
CIRCLE: Final = 8
#: Set on the fixes between two steps, each after a long gap and faster than the thing moves elsewhere: nothing forbids
#: them, but a false place could have been reached as well.
SPARSE: Final = 64
#: Flags that only put a presence in doubt; the fix itself is believed.
DOUBTS: Final = LANDED | LEFT_BY_JUMP | SPARSE
NAMES: Final = {
    JITTER: "jitter", TELEPORT: "teleport", TWO_PLACES: "two places", CIRCLE: "circle", SPARSE: "sparse fixes",
}  # fmt: skip

#: Over a gap of so many seconds a false place can be reached at a plausible speed; a step is fast from so many times
#: the usual pace on. Both were set on the tuning set of bench/zone_traffic.py, whole and with every tenth fix only.
_GAP_S, _FASTER = 20.0, 2.0
#: Steps on either side that tell how fast a thing moves, fixes doubted on either side of a fast step, and how many
#: fixes and seconds may lie between two such steps.
_ABOUT, _FEW, _LONGEST, _LONGEST_S = 12, 2, 96, 1800.0
#: Runs of fixes looked at for a circle, the turn (radians) one must complete, and how truly round it must be.
_RUNS, _TURN, _TRUE = (12, 24, 48, 96), 1.1 * 2 * math.pi, 0.01
#: A circle is told from one with noise where it is so many times as large as the noise.
_NOISE = 10.0
#: Runs begin at every multiple of a quarter of their length, so a walk can be taken up again at multiples of this.
ALIGNED: Final = 24
#: A fix's flags depend on no fix farther off than this many places (a circle reaches a run beyond the run it is found
#: in, and two places are told apart within a dozen fixes) and than WARY_S in time after it.
REACH: Final = 2 * max(_RUNS)


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
        if last >= 0 and i - last <= _LONGEST and time[i] - time[last] <= _LONGEST_S:
            begin = last
        for k in range(begin, min(count, i + _FEW)):
            flags[k] |= SPARSE
        last = i


@compiled
def _apart(place: Floats, one: int, other: int) -> float:
    dx, dy, dz = place[one, 0] - place[other, 0], place[one, 1] - place[other, 1], place[one, 2] - place[other, 2]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@compiled
def _flag_circles(place: Floats, accuracy: Floats, run: int, told: int, flags: NDArray[np.int64]) -> None:
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
        # What noise as stated may add, in all and at a single fix; it must not be as large as the circle itself.
        spread = 0.0
        for i in range(start, end):
            spread = max(spread, accuracy[i])
        spread = spread if _NOISE * spread <= radius else 0.0
        most, off = _TRUE * radius + 3.5 * spread, 0.0
        turned, last = 0.0, 0.0
        one_way = True
        for i in range(start, end):
            dx, dy, dz = place[i, 0] - mx, place[i, 1] - my, place[i, 2] - mz
            u, v = dx * ex + dy * ey - a, dx * nx + dy * ny + dz * nz - b
            away = abs(math.sqrt(u * u + v * v) - radius)
            off += away * away
            if away > most or not one_way:
                one_way = False
                break
            angle = math.atan2(v, u)
            if i > start:
                step = (angle - last + math.pi) % (2 * math.pi) - math.pi
                if step * turned < 0 and abs(step) * radius > 6 * spread:
                    one_way = False
                turned += step
            last = angle
        # Truly round: off by no more than a circle of its truth with the noise stated.
        if one_way and abs(turned) >= _TURN and off <= run * ((0.5 * _TRUE * radius) ** 2 + (1.1 * spread) ** 2):
            # Out to where the circle was joined and left, which the stride between runs may have passed over.
            for step in (-1, 1):
                i = start if step > 0 else start - 1
                while max(0, start - run) <= i < min(len(place), end + run):
                    dx, dy, dz = place[i, 0] - mx, place[i, 1] - my, place[i, 2] - mz
                    u, v = dx * ex + dy * ey - a, dx * nx + dy * ny + dz * nz - b
                    if abs(math.sqrt(u * u + v * v) - radius) > most:
                        break
                    flags[i] |= CIRCLE
                    i += step


class Flagged(Struct, frozen=True):
    """Flags of each fix (n,), as a sum of the bits of this module and of `jumps`, and the breaks that they rest on."""

    flags: NDArray[np.int64]
    breaks: Breaks | None = None

    def part(self, begin: int) -> Flagged:
        """Those of the fixes from one on."""
        return Flagged(self.flags[begin:], None if self.breaks is None else self.breaks.part(begin))


def flag(track: Track, speed: float, turn: float, carry: Floats, told: Flagged | None = None) -> Flagged:
    """Flags of each fix of a track.

    `speed` is the greatest plausible speed (m/s), `turn` the greatest plausible acceleration (m/s²). `carry` is what
    `jumps_until` left of the fixes before; the flags of the first REACH fixes are then not yet the final ones. `told`
    is what was found when the track had only its first fixes: circles and breaks among them need not be sought again.
    """
    flags, breaks = np.zeros(len(track), dtype=np.int64), None
    if len(track):
        known = 0
        if told is not None:
            known = len(told.flags)
            np.bitwise_and(told.flags, CIRCLE, out=flags[:known])
        breaks = flag_jumps(
            track.time, track.place, track.accuracy, speed, turn, carry.copy(), flags, told.breaks if told else None
        )
        _flag_sparse(track.time, track.place, track.accuracy, flags)
        _flag_jitter(track.time, track.place, track.accuracy, turn, flags)
        for run in _RUNS:
            _flag_circles(track.place, track.accuracy, run, known, flags)
    return Flagged(flags, breaks)


def jumps_until(track: Track, stop: int, speed: float, turn: float, carry: Floats) -> Floats:
    """What the walk for jumps carries on after the first `stop` fixes of a track: shape (jumps.CARRY,)."""
    walked, flags = carry.copy(), np.zeros(stop, dtype=np.int64)
    flag_jumps(track.time[:stop], track.place[:stop], track.accuracy[:stop], speed, turn, walked, flags)
    return walked


def names(flags: int) -> tuple[str, ...]:
    """The flags in words."""
    seen = flags | TELEPORT if flags & (LANDED | LEFT_BY_JUMP | ELSEWHERE) else flags
    return tuple(name for bit, name in NAMES.items() if seen & bit)
