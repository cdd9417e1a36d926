"""Times in which nobody can say where a thing was: from a fix that can be believed to the next, a space-time prism.

Which fixes can be believed depends on what is taken for false. Four suppositions are followed side by side:

- what only a jump puts in doubt is true, and only fixes that cannot be are false: between two believed fixes lies a gap
  or a run of false ones;
- a jump led to a false place: what comes after it, while it is in doubt, is false;
- a jump led away from a false place: what came before it, while it is in doubt, is false;
- fixes that only long gaps let a thing reach are false.

Within such a time the thing may have gone, at the pace it had, wherever both ways together are no longer than its
reach. The prism is that of Hägerstrand's time geography.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .ellipsoid import Floats, earth_centred
from .jumps import LANDED, LEFT_BY_JUMP
from .quality import DOUBTS, SPARSE

#: The shortest time looked at, and the longest, in seconds.
LEAST_S, MOST_S = 60.0, 10_800.0
#: Without any fix contact is lost, and after an hour nothing is said of it.
_UNHEARD_S: Final = 3600.0
#: What counts as a visit: how deep (metres), and how long (seconds).
VISIT_M, VISIT_S = 500.0, 60.0
#: A pace is taken over at least this many seconds, and a fast one is forgotten by half in so many.
_OVER_S, _HALF_S = 30.0, 1800.0
#: How much faster than it has been the thing may have been unseen.
_FASTER: Final = 1.25
#: A pace known for less than so many seconds may be that of a thing about to set out: while false fixes are told in its
#: place, it may also have grown by so many m/s².
_YOUNG_S, _GROWS = 1800.0, 1.0
#: A gap is longer than usual from so many times the usual time between fixes on.
_LONGER: Final = 2.0
#: Flags that each supposition takes no offence at.
_ALLOWED = np.array([DOUBTS, DOUBTS - LANDED, DOUBTS - LEFT_BY_JUMP, DOUBTS - SPARSE], dtype=np.int64)

#: A fix: whether there is one (else only the instant counts), time, latitude, longitude, altitude, domain.
HAS, TIME, LAT, LON, ALT, DOMAIN, FIX = 0, 1, 2, 3, 4, 5, 6
#: What is written of each time: the fix before, the fix after, the flags between, how far the thing may have gone, and
#: the number of the supposition; and which time it belongs to: one lasts until a fix is believed under all of them.
BEFORE, AFTER, FLAGS, REACH, SUPPOSED, SPELL, PRISM = 0, FIX, *range(2 * FIX, 2 * FIX + 5)
#: What is carried on for each supposition: the last fix believed and its place, flags since, fixes since, and for the
#: pace whether there is an anchor, its instant, its place, and the pace; how far fixes usually lie apart in time, and
#: for how long the thing was heard.
_PLACE, _SINCE, _COUNT, _ANCHOR, _PACE = FIX, FIX + 3, FIX + 4, FIX + 5, FIX + 10
_USUAL, _KNOWN, _EACH = range(FIX + 11, FIX + 14)
WALK: Final = len(_ALLOWED) * _EACH


@compiled
def _put(out: Floats, at: int, has: float, time: float, lat: float, lon: float, alt: float, domain: float) -> None:
    out[at + HAS], out[at + TIME], out[at + LAT], out[at + LON] = has, time, lat, lon
    out[at + ALT], out[at + DOMAIN] = alt, domain


@compiled
def _apart(held: Floats, at: int, place: Floats, i: int) -> float:
    dx, dy, dz = held[at] - place[i, 0], held[at + 1] - place[i, 1], held[at + 2] - place[i, 2]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@compiled
def _believe(held: Floats, time: float, place: Floats, i: int) -> None:
    """Take a fix into the pace and the usual time between fixes, and as the place believed last."""
    if held[HAS] == 1 and held[_COUNT] == 0:
        gap, usual = time - held[TIME], held[_USUAL]
        held[_USUAL] = gap if usual == 0 else usual + 0.1 * (min(gap, 4 * usual) - usual)
        held[_KNOWN] += min(gap, 4 * held[_USUAL])
    if held[_ANCHOR] == 0 or held[_COUNT] > 0:
        held[_ANCHOR], held[_ANCHOR + 1] = 1, time
        held[_ANCHOR + 2], held[_ANCHOR + 3], held[_ANCHOR + 4] = place[i, 0], place[i, 1], place[i, 2]
    elif time - held[_ANCHOR + 1] >= _OVER_S:
        lasted = time - held[_ANCHOR + 1]
        held[_PACE] = max(_apart(held, _ANCHOR + 2, place, i) / lasted, held[_PACE] * 0.5 ** (lasted / _HALF_S))
        held[_ANCHOR + 1] = time
        held[_ANCHOR + 2], held[_ANCHOR + 3], held[_ANCHOR + 4] = place[i, 0], place[i, 1], place[i, 2]
    held[_PLACE], held[_PLACE + 1], held[_PLACE + 2] = place[i, 0], place[i, 1], place[i, 2]
    held[_SINCE] = held[_COUNT] = 0


@compiled
def prisms(
    time: Floats, lat: Floats, lon: Floats, altitude: Floats, domain: NDArray[np.int64], place: Floats,
    flags: NDArray[np.int64], begin: int, speed: float, allowed: NDArray[np.int64], walk: Floats, out: Floats,
) -> tuple[int, int]:  # fmt: skip
    """Write the times in which fixes `begin` and later leave open where the thing was into `out` (n, PRISM) and return
    how many there are, up to four a fix, and the number of the spell at the end. One that goes on at the last fix has
    no fix after it. `walk` (WALK,) is what is carried on.

    The pace is the one that the thing had, or must have had between the two fixes; where none is known yet it is
    `speed` (m/s), the greatest plausible, and where the thing was heard for less than _YOUNG_S before false fixes it
    may have grown.
    """
    count, spell, end = 0, 0, len(time)
    for i in range(begin, end):
        # Under whatever supposition: it moves as fast as what is told under its name.
        pace = 0.0
        for each in range(len(allowed)):
            pace = max(pace, walk[each * _EACH + _PACE])
        for each in range(len(allowed)):
            held = walk[each * _EACH : (each + 1) * _EACH]
            if flags[i] & ~allowed[each] != 0:
                if held[HAS] == 0 and held[_COUNT] == 0:
                    held[TIME] = time[i]
                held[_SINCE] = np.int64(held[_SINCE]) | flags[i]
                held[_COUNT] += 1
                if i < end - 1 or held[HAS] == 0:
                    continue
            gap = time[i] - held[TIME]
            # A gap without a fix is the same under every supposition; one that is usual for the source is none.
            unheard = each == 0 and 0 < _LONGER * held[_USUAL] < gap <= _UNHEARD_S
            flagged = flags[i] & ~allowed[each] != 0
            if LEAST_S <= gap <= MOST_S and (held[_COUNT] > 0 or unheard):
                row = out[count]
                row[BEFORE : BEFORE + FIX] = held[:FIX]
                _put(row, AFTER, 0.0 if flagged else 1.0, time[i], lat[i], lon[i], altitude[i], domain[i])
                row[FLAGS], row[SUPPOSED], row[SPELL] = held[_SINCE], each, spell
                # What is told only by fixes taken for false is no pace of the thing's own.
                own = pace if held[HAS] == 1 else held[_PACE]
                own = _FASTER * own if own > 0 else speed
                if held[_COUNT] > 0 and held[_KNOWN] < _YOUNG_S:
                    own = max(own, min(speed, held[_PACE] + 0.5 * _GROWS * gap))
                row[REACH] = own * gap
                if held[HAS] == 1 and not flagged:
                    row[REACH] = max(row[REACH], _FASTER * _apart(held, _PLACE, place, i))
                count += 1
            if not flagged:
                _believe(held, time[i], place, i)
                _put(held, 0, 1.0, time[i], lat[i], lon[i], altitude[i], domain[i])
        sure = True
        for each in range(len(allowed)):
            sure = sure and walk[each * _EACH + _COUNT] == 0
        spell += 1 if sure else 0
    return count, spell


def find_prisms(
    time: Floats, lat: Floats, lon: Floats, altitude: Floats, domain: NDArray[np.int64], place: Floats,
    flags: NDArray[np.int64], begin: int, speed: float, walk: Floats,
) -> tuple[Floats, int]:  # fmt: skip
    """As `prisms`, in order of their end and beginning, each time once: shape (n, PRISM); and the last spell."""
    out = np.empty((len(_ALLOWED) * (len(time) - begin + 1), PRISM))
    count, spell = prisms(time, lat, lon, altitude, domain, place, flags, begin, speed, _ALLOWED, walk, out)
    out = out[:count]
    if count < 2:
        return out, spell
    out = out[np.lexsort((out[:, SUPPOSED], out[:, BEFORE + TIME], out[:, AFTER + TIME]))]
    first = np.ones(count, dtype=np.bool_)
    first[1:] = (np.diff(out[:, BEFORE + TIME]) != 0) | (np.diff(out[:, AFTER + TIME]) != 0)
    farthest = np.maximum.reduceat(out[:, REACH], np.flatnonzero(first))
    out = out[first]
    out[:, REACH] = farthest
    return out, spell


def place_of(prism: Floats) -> Floats:
    """Earth-centred places (1, 3) of the fix before, else of the fix after."""
    at = BEFORE if prism[BEFORE + HAS] else AFTER
    lat, lon = prism[at + LAT : at + LAT + 1], prism[at + LON : at + LON + 1]
    return np.stack(earth_centred(lat, lon), axis=1)


def under_way(walk: Floats) -> bool:
    """Whether a time that is open goes on at the last fix."""
    return bool((walk[_COUNT::_EACH] > 0).any())
