"""Stretches of a track in which nothing can be trusted and from which the zone could have been reached and left."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .ellipsoid import Floats
from .quality import LANDED, LEFT_BY_JUMP, TELEPORT

#: The shortest stretch looked at, and the longest, in seconds.
LEAST_S, MOST_S = 60.0, 3600.0
#: A pace is taken over at least this many seconds, and a fast one is forgotten by half in so many.
_OVER_S, _HALF_S = 30.0, 600.0
#: How much faster than it has been the thing may have been unseen.
_FASTER: Final = 1.25


#: Size of what the walk for the pace carries on: whether there is an anchor, its instant and place, and the pace.
WALK: Final = 6


@compiled
def stretches(
    time: Floats, place: Floats, flags: NDArray[np.int64], begin: int, last: int, speed: float, walk: Floats,
    out: NDArray[np.int64], reach: Floats,
) -> int:  # fmt: skip
    """Write pairs of a fix without flags and the next such, or one at which a jump ends, between which there are
    flagged fixes only, into `out` (n, 2), and how far (metres) the thing may have gone between the two into `reach`;
    return how many there are. The second is −1 for a stretch that goes on to the track's end.

    The walk goes from `begin` on; `last` is the last fix without flags before it (−1: none, or longer ago than MOST_S)
    and `walk` (WALK,) what is carried on. The pace is the one that the thing had, or must have had between the two;
    where none is known yet it is `speed` (m/s), the greatest plausible.
    """
    count = 0
    for i in range(begin, len(time)):
        wrong = flags[i] & ~LEFT_BY_JUMP
        landing = wrong & TELEPORT and wrong & LANDED
        if wrong != 0 and not landing:
            continue
        pace = walk[5]
        if last >= 0 and i - last > 1:
            gap = time[i] - time[last]
            dx, dy, dz = place[i, 0] - place[last, 0], place[i, 1] - place[last, 1], place[i, 2] - place[last, 2]
            went = math.sqrt(dx * dx + dy * dy + dz * dz)
            if LEAST_S <= gap <= MOST_S:
                # Further landings of one stretch stand beside it: the zone decides which counts.
                out[count, 0], out[count, 1] = last, i
                reach[count] = max(_FASTER * went, (_FASTER * pace if pace > 0 else speed) * gap)
                count += 1
        if landing:
            continue
        if walk[0] == 0 or i - last > 1:
            walk[0], walk[1], walk[2], walk[3], walk[4] = 1, time[i], place[i, 0], place[i, 1], place[i, 2]
        elif time[i] - walk[1] >= _OVER_S:
            dx, dy, dz = place[i, 0] - walk[2], place[i, 1] - walk[3], place[i, 2] - walk[4]
            lasted = time[i] - walk[1]
            walk[5] = max(math.sqrt(dx * dx + dy * dy + dz * dz) / lasted, pace * 0.5 ** (lasted / _HALF_S))
            walk[1], walk[2], walk[3], walk[4] = time[i], place[i, 0], place[i, 1], place[i, 2]
        last = i
    if 0 <= last < len(time) - 1:
        gap = time[len(time) - 1] - time[last]
        if LEAST_S <= gap <= MOST_S:
            out[count, 0], out[count, 1] = last, -1
            reach[count] = (_FASTER * walk[5] if walk[5] > 0 else speed) * gap
            count += 1
    return count
