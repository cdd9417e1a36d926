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


@compiled
def unseen(
    time: Floats, place: Floats, signed: Floats, flags: NDArray[np.int64], speed: float, out: NDArray[np.int64]
) -> int:
    """Write pairs of a fix without flags and the next such, or one at which a jump ends, both outside, between which
    there are flagged fixes only and the zone could have been visited at the pace the thing had, or must have had between the two, into `out` (n, 2); return how many there are. The second is −1 for a
    stretch that goes on to the track's end.

    Where no pace is known yet it is `speed` (m/s), the greatest plausible. The way by the zone is
    at least as long as both distances to it (metres, `signed`) together.
    """
    count, last, anchor, pace = 0, -1, -1, 0.0
    told = -1
    for i in range(len(time)):
        wrong = flags[i] & ~LEFT_BY_JUMP
        landing = wrong & TELEPORT and wrong & LANDED
        if wrong != 0 and not landing:
            continue
        if last >= 0 and i - last > 1:
            gap = time[i] - time[last]
            dx, dy, dz = place[i, 0] - place[last, 0], place[i, 1] - place[last, 1], place[i, 2] - place[last, 2]
            went = math.sqrt(dx * dx + dy * dy + dz * dz)
            reach = max(_FASTER * went, (_FASTER * pace if pace > 0 else speed) * gap)
            near = signed[last] > 0 and signed[i] > 0 and signed[last] + signed[i] <= reach
            if near and LEAST_S <= gap <= MOST_S:
                # Further landings of one stretch lengthen what is told of it.
                count += 0 if told == last else 1
                out[count - 1, 0], out[count - 1, 1] = last, i
                told = last
        if landing:
            continue
        if anchor < 0 or i - last > 1:
            anchor = i
        elif time[i] - time[anchor] >= _OVER_S:
            dx, dy, dz = place[i, 0] - place[anchor, 0], place[i, 1] - place[anchor, 1], place[i, 2] - place[anchor, 2]
            lasted = time[i] - time[anchor]
            pace = max(math.sqrt(dx * dx + dy * dy + dz * dz) / lasted, pace * 0.5 ** (lasted / _HALF_S))
            anchor = i
        last = i
    if 0 <= last < len(time) - 1:
        gap = time[len(time) - 1] - time[last]
        if LEAST_S <= gap <= MOST_S and 0 < signed[last] <= (_FASTER * pace if pace > 0 else speed) * gap:
            count += 0 if told == last else 1
            out[count - 1, 0], out[count - 1, 1] = last, -1
    return count
