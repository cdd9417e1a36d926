"""Jumps: fixes that no motion leads to, stays at another place, and which of two places a track came back to.

A track is followed as one way that is believed and one aside. A fix belongs to a way when speed and acceleration allow
it; one that belongs to neither begins a new way aside. Fixes in a row aside are a jump with a stay: from then on the
other way is believed, and what lies about the jump is doubted, for nobody can say which of the two places is the false
one. Once the track is back where the way before the jump leads to, and has been on it, before and after, for longer
than it was away, it can be said: that way was the thing's own, and the stay between was not.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from . import breaks
from .compiled import compiled
from .ellipsoid import Floats

TELEPORT: Final = 2
TWO_PLACES: Final = 4
#: Set on all fixes of two hours after a jump that was followed by a stay: the new place is believed, with a doubt.
LANDED: Final = 16
#: Set on the fixes of half an hour before such a jump.
LEFT_BY_JUMP: Final = 32
#: Set on the fixes of a stay elsewhere from which the track came back to its way.
ELSEWHERE: Final = 128

#: No flag depends on fixes that come more than so many seconds later.
WARY_S: Final = 3600.0
#: How long, in seconds, what lies before a jump with a stay is doubted; a return within the rest of WARY_S lifts it.
_BEFORE_S: Final = 1800.0
#: How long, in seconds, what follows a jump is doubted unless a return explains it: names exchanged by mistake are
#: found out within two hours. A return is one within half an hour: later, any place near could have been reached.
LASTING_S: Final = 7200.0
_RETURN_S: Final = 1800.0
#: Fixes that must follow each other plausibly at a new place before it is believed.
AGAIN: Final = 4
#: A way that is taken up again after so many seconds of fixes aside is doubted unless it went straight on.
_HOLE_S: Final = 30.0
#: Fewer fixes than this, at the very beginning, are no place that was left.
_ALONE: Final = 2
#: A velocity is taken over at least so many seconds.
_OVER_S = 10.0
#: Standard deviations, and metres beside them, that a fix may lie off where velocity and acceleration lead.
_SIGMAS, _SLACK_M = 6.0, 200.0
#: A return may be so many times as fast as the way was before. It is expected within this share of the distance gone
#: meanwhile, and so many metres, about where the way leads straight on.
_FASTER, _STRAIGHT, _STRAIGHT_M = 1.25, 0.3, 10_000.0
#: Elsewhere within reach another false place may lie as well: there it must have been for so many times as long as it
#: was away, and so many seconds.
_LONGER, _LEAST_S = 3.0, 900.0

#: A fix that the way allows just so may be a false one within reach: no velocity is taken from it, and the next fix may
#: go by the one before.
_WELL = 0.35

#: A way: its last fix and the one before (time, x, y, z, accuracy), an earlier one to take the velocity from and one
#: that will take its place (time, x, y, z), when it began, its pace (m/s, the greatest of late), how well the last fix
#: fitted, and how many there are.
_LAST, _PREVIOUS, _FROM, _NEXT, _BEGAN, _PACE, _FIT, _COUNT, _WAY = 0, 5, 10, 14, 18, 19, 20, 21, 22
#: What the walk carries on: the way believed, the way aside, the way left by a jump; the first fix aside (as the last
#: of a way); whether there are a first fix, a way aside and one left; the places of the last fix aside and of the first
#: not yet known to be one of two places (counted back from the next fix), fixes aside in a row, changes to and fro;
#: when the stay away began; whether there was a jump with a stay and its instant, and likewise before the stay away;
#: whether the thing may be back (1: within reach, 2: where its way led), and since when; and what `breaks` carries on.
_OTHER, _HOME, _FIRST, _SEEN = _WAY, 2 * _WAY, 3 * _WAY, 3 * _WAY + 5
_HAS_OTHER, _HAS_HOME, _PLACE, _SINCE, _STREAK, _SWAPS, _AWAY = range(_SEEN + 1, _SEEN + 8)
_JUMPED, _JUMP_AT, _EARLIER, _EARLIER_AT, _MAYBE, _BACK_AT, _BREAKS = range(_SEEN + 8, _SEEN + 15)
CARRY: Final = _BREAKS + breaks.CARRY


@compiled
def _apart(way: Floats, at: int, x: float, y: float, z: float) -> float:
    dx, dy, dz = way[at + 1] - x, way[at + 2] - y, way[at + 3] - z
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@compiled
def _misfit(
    way: Floats, time: float, x: float, y: float, z: float, accuracy: float, speed: float, turn: float
) -> tuple[float, float]:
    """How far a fix is from what the way allows, up to 1 it may belong to it; and how far from where its velocity
    leads, whatever that is: a fast thing keeps its way as well as a slow one.
    """
    found, fit = _off(way, _LAST, time, x, y, z, accuracy, speed, turn)
    if way[_FIT] > _WELL:
        again, other = _off(way, _PREVIOUS, time, x, y, z, accuracy, speed, turn)
        if again < found:
            return again, other
    return found, fit


@compiled
def _off(
    way: Floats, at: int, time: float, x: float, y: float, z: float, accuracy: float, speed: float, turn: float
) -> tuple[float, float]:
    gap = time - way[at]
    slack = 4.0 * math.sqrt(way[at + 4] ** 2 + accuracy**2) + 1.0
    off = float(_apart(way, at, x, y, z) / (speed * gap + slack))
    over = way[at] - way[_FROM]
    if over < 0.8 * _OVER_S or gap <= 0:
        return off, off
    share = gap / over
    dx = way[at + 1] + share * (way[at + 1] - way[_FROM + 1]) - x
    dy = way[at + 2] + share * (way[at + 2] - way[_FROM + 2]) - y
    dz = way[at + 3] + share * (way[at + 3] - way[_FROM + 3]) - z
    # The velocity is that of the middle of the time it was taken over.
    bend = 0.5 * turn * gap * (gap + over)
    spread = math.sqrt(accuracy**2 + (way[at + 4] * (1 + share)) ** 2 + (way[at + 4] * share) ** 2)
    bent = float(math.sqrt(dx * dx + dy * dy + dz * dz) / (bend + _SIGMAS * spread + _SLACK_M))
    return max(off, bent), bent


@compiled
def _begin(way: Floats, time: float, x: float, y: float, z: float, accuracy: float) -> None:
    for at in (_LAST, _PREVIOUS):
        way[at], way[at + 1], way[at + 2], way[at + 3], way[at + 4] = time, x, y, z, accuracy
    for at in (_FROM, _NEXT):
        way[at], way[at + 1], way[at + 2], way[at + 3] = time, x, y, z
    way[_BEGAN], way[_PACE], way[_FIT], way[_COUNT] = time, 0.0, 0.0, 1


@compiled
def _follow(way: Floats, time: float, x: float, y: float, z: float, accuracy: float, fit: float) -> None:
    if time - way[_NEXT] >= _OVER_S and fit <= _WELL:
        lasted = time - way[_NEXT]
        pace = _apart(way, _NEXT, x, y, z) / lasted
        way[_PACE] = max(pace, way[_PACE] * 0.5 ** (lasted / 600.0))
        way[_FROM : _FROM + 4] = way[_NEXT : _NEXT + 4]
        way[_NEXT], way[_NEXT + 1], way[_NEXT + 2], way[_NEXT + 3] = time, x, y, z
    way[_PREVIOUS : _PREVIOUS + 5] = way[_LAST : _LAST + 5]
    way[_LAST], way[_LAST + 1], way[_LAST + 2], way[_LAST + 3], way[_LAST + 4] = time, x, y, z, accuracy
    way[_FIT] = fit
    way[_COUNT] += 1


@compiled
def _leads(home: Floats, first: Floats) -> int:
    """Whether the first fix of a new way lies within reach of the way left by a jump (1), as another false place may;
    and about where that way goes if it goes straight on (2); else 0.
    """
    gap, over = first[0] - home[_LAST], home[_LAST] - home[_FROM]
    slack = 4.0 * math.sqrt(home[_LAST + 4] ** 2 + first[4] ** 2) + _SLACK_M
    gone = home[_PACE] * gap
    if _apart(home, _LAST, first[1], first[2], first[3]) > _FASTER * gone + slack:
        return 0
    off = 0.0
    for k in range(1, 4):
        ahead = (home[_LAST + k] - home[_FROM + k]) * gap / over if over > 0 else 0.0
        off += (home[_LAST + k] + ahead - first[k]) ** 2
    return 2 if math.sqrt(off) <= min(_STRAIGHT * gone, _STRAIGHT_M) + slack else 1


@compiled
def _explain(carry: Floats, t: float, time: Floats, jumps: NDArray[np.int64], ends: Floats, count: int) -> None:
    """The thing is back: the jumps since it was away are explained, and the way before goes on."""
    for k in range(count - 1, -1, -1):
        if time[jumps[k]] < carry[_AWAY]:
            break
        ends[k] = min(ends[k], t)
    believed, home = carry[0:_WAY], carry[_HOME:_FIRST]
    believed[_BEGAN], believed[_PACE] = home[_BEGAN], max(home[_PACE], believed[_PACE])
    carry[_HAS_HOME] = carry[_MAYBE] = 0
    carry[_JUMPED], carry[_JUMP_AT] = carry[_EARLIER], carry[_EARLIER_AT]


@compiled
def _leave(carry: Floats, t: float, i: int, jumps: NDArray[np.int64], ends: Floats, count: int) -> None:
    """The thing is seen at another place, where the first fix aside is: its way before is kept for a return."""
    believed, home, first = carry[0:_WAY], carry[_HOME:_FIRST], carry[_FIRST:_SEEN]
    known = carry[_HAS_HOME] and t - carry[_AWAY] <= _RETURN_S
    maybe = _leads(home, first) if known else 0
    if maybe == 0:
        # A third place: what lies far off by now could be reached from anywhere, and proves no return to the first.
        home[:] = believed
        carry[_HAS_HOME], carry[_AWAY] = 1, first[0]
        carry[_EARLIER], carry[_EARLIER_AT] = carry[_JUMPED], carry[_JUMP_AT]
    jumps[count], ends[count] = i, np.inf
    carry[_JUMPED], carry[_JUMP_AT] = 1, t
    carry[_MAYBE], carry[_BACK_AT] = maybe, first[0]


@compiled
def _walk(
    time: Floats, place: Floats, accuracy: Floats, broken: NDArray[np.bool_], sides: Floats, speed: float, turn: float,
    carry: Floats, flags: NDArray[np.int64], jumps: NDArray[np.int64], ends: Floats, stays: Floats,
) -> tuple[int, int]:  # fmt: skip
    """Follow the ways, set TELEPORT and TWO_PLACES, and write jumps with a stay (place in the track) with the instant
    at which they were explained by a return (inf: not), and stays elsewhere (when each began, when it was over, and
    when that was known); return how many there are of both.
    """
    believed, other, home = carry[0:_WAY], carry[_OTHER:_HOME], carry[_HOME:_FIRST]
    first = carry[_FIRST:_SEEN]
    place_of, since = int(carry[_PLACE]), int(carry[_SINCE])
    streak, swaps = int(carry[_STREAK]), int(carry[_SWAPS])
    count = returns = 0
    seen = -1
    for i in range(len(time)):
        t, x, y, z, a = time[i], place[i, 0], place[i, 1], place[i, 2], accuracy[i]
        if carry[_SEEN] == 0:
            carry[_SEEN] = 1
            _begin(believed, t, x, y, z, a)
            continue
        own, fit = _misfit(believed, t, x, y, z, a, speed, turn)
        aside, other_fit = _misfit(other, t, x, y, z, a, speed, turn) if carry[_HAS_OTHER] else (2.0, 2.0)
        # A way aside that has begun goes on rather than that a fix of it, within reach again by now, is believed.
        if own <= 1 and not (place_of == i - 1 and streak >= 2 and aside < own):
            if carry[_HAS_OTHER] and t - believed[_LAST] >= _HOLE_S:
                first[0], first[1], first[2], first[3], first[4] = t, x, y, z, a
                if _leads(believed, first) < 2:
                    # Within reach by now, but not where the way led: it may be one more false place.
                    jumps[count], ends[count] = i, np.inf
                    carry[_JUMPED], carry[_JUMP_AT] = 1, t
                    count += 1
            _follow(believed, t, x, y, z, a, fit)
            if carry[_HAS_OTHER] and place_of == i - 1:
                swaps += 1
            elif carry[_HAS_OTHER] == 0 or i - place_of > 2 * AGAIN:
                carry[_HAS_OTHER], swaps = 0, 0
        else:
            flags[i] |= TELEPORT
            if aside <= 1:
                streak = streak + 1 if place_of == i - 1 else 1
                swaps += 0 if place_of == i - 1 else 1
                _follow(other, t, x, y, z, a, other_fit)
            else:
                since, streak, swaps = i, 1, 0
                _begin(other, t, x, y, z, a)
            if streak == 1:
                first[0], first[1], first[2], first[3], first[4] = t, x, y, z, a
            carry[_HAS_OTHER], place_of = 1, i
            if streak >= AGAIN:
                # It has stayed there: the thing is believed to be at the new place from here on.
                if believed[_COUNT] < _ALONE and t - believed[_BEGAN] <= WARY_S:
                    # Too few fixes to be a place: a false one at the beginning.
                    stays[returns, 0], stays[returns, 1], stays[returns, 2] = believed[_BEGAN], first[0], t
                    returns += 1
                else:
                    _leave(carry, t, i, jumps, ends, count)
                    count += 1
                believed[:] = other
                carry[_HAS_OTHER], swaps = 0, 0
        seen += 1 if broken[i] else 0
        if broken[i] and max(believed[_BEGAN], carry[_BACK_AT]) <= sides[seen, 10]:
            # No step was too far, but the thing goes on beside its way.
            first[:] = sides[seen, 5:10]
            believed[_LAST : _LAST + 5] = sides[seen, :5]
            _leave(carry, t, i, jumps, ends, count)
            count += 1
            _begin(believed, first[0], first[1], first[2], first[3], first[4])
            _follow(believed, t, x, y, z, a, 0.0)
            believed[_COUNT] = AGAIN
            carry[_HAS_OTHER], streak, swaps = 0, 0, 0
        if carry[_MAYBE]:
            back, away = believed[_LAST] - carry[_BACK_AT], carry[_BACK_AT] - carry[_AWAY]
            if carry[_MAYBE] > 1:
                lasted = home[_LAST] - home[_BEGAN] + back >= away
            else:
                lasted = back >= max(_LONGER * away, _LEAST_S)
            if t - carry[_AWAY] > LASTING_S:
                # Not known for long enough on its way to say so.
                carry[_MAYBE] = 0
            elif lasted:
                stays[returns, 0], stays[returns, 1], stays[returns, 2] = carry[_AWAY], carry[_BACK_AT], t
                returns += 1
                _explain(carry, t, time, jumps, ends, count)
        if swaps >= 2:
            for k in range(max(since, 0), i + 1):
                flags[k] |= TWO_PLACES
            since = i
    carry[_PLACE], carry[_SINCE] = place_of - len(time), since - len(time)
    carry[_STREAK], carry[_SWAPS] = streak, swaps
    return count, returns


def flag_jumps(
    time: Floats, place: Floats, accuracy: Floats, speed: float, turn: float, carry: Floats, flags: NDArray[np.int64],
    told: breaks.Breaks | None = None,
) -> breaks.Breaks:  # fmt: skip
    """Set TELEPORT, TWO_PLACES, LANDED, LEFT_BY_JUMP and ELSEWHERE of fixes (n,) in order of time; `carry` (CARRY,)
    takes the walk up and is left for the next. A flag depends on no fix more than WARY_S later. Returns the breaks;
    `told` are those found when the track had only its first fixes.
    """
    most = len(time) + 1
    jumps, ends, stays = np.empty(most, np.int64), np.empty(most), np.empty((most, 3))
    # A jump before the first of these fixes counts on, until a return among them explains it.
    before, before_at, away = carry[_JUMPED], carry[_JUMP_AT], carry[_AWAY]
    earlier, earlier_at, had_home = carry[_EARLIER], carry[_EARLIER_AT], carry[_HAS_HOME]
    broken = breaks.breaks(time, place, accuracy, turn, carry[_BREAKS:], told)
    count, returns = _walk(
        time, place, accuracy, broken.broken, broken.sides, speed, turn, carry, flags, jumps, ends, stays
    )
    carry[_BREAKS:] = broken.carry
    doubted, landed = np.zeros(len(time) + 1, np.int64), np.zeros(len(time) + 1, np.int64)
    for told, at in ((before, before_at), (earlier, earlier_at)):
        if told:
            until = at + LASTING_S
            if had_home and at >= away and len(known := stays[:returns][stays[:returns, 0] == away]):
                until = min(until, known[0, 2] - WARY_S)
            landed[0] += 1
            landed[np.searchsorted(time, until, "right")] -= 1
    for at, end in zip(jumps[:count].tolist(), ends[:count].tolist(), strict=True):
        # What is more than WARY_S old when a return explains it stays as it was said.
        there, old = max(0, at - AGAIN + 1), int(np.searchsorted(time, end - WARY_S))
        until = min(old, int(np.searchsorted(time, time[at] + LASTING_S, "right")))
        first = np.searchsorted(time, time[there] - _BEFORE_S)
        for line, start, stop in ((doubted, first, min(there, old)), (landed, there, until)):
            if start < stop:
                line[start] += 1
                line[stop] -= 1
    for began, last, known_at in stays[:returns].tolist():
        began = max(began, known_at - WARY_S)
        flags[np.searchsorted(time, began) : np.searchsorted(time, last)] |= ELSEWHERE
    flags[np.cumsum(doubted)[:-1] > 0] |= LEFT_BY_JUMP
    flags[np.cumsum(landed)[:-1] > 0] |= LANDED
    return broken


__all__ = ["CARRY", "ELSEWHERE", "LANDED", "LEFT_BY_JUMP", "TELEPORT", "TWO_PLACES", "WARY_S", "flag_jumps"]
