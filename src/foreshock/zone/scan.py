"""The walk along one track for one zone: presences, and announcements of approach."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .ellipsoid import Floats
from .quality import DOUBTS

#: Columns of a presence: first and last fix inside, the fix after the last (−1: none), how it ended, longest run of
#: sure fixes, fix of greatest depth, flags of all fixes inside, fixes inside, fix that corroborated it (−1: none).
FIRST, LAST, AFTER, ENDED, RUN, DEEPEST, FLAGS, COUNT, SURE_AT, WIDTH = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
STILL_INSIDE: Final = 0
LEFT: Final = 1
LOST: Final = 2

Longs = NDArray[np.int64]


@compiled
def presences(
    time: Floats, signed: Floats, accuracy: Floats, chance: Floats, flags: Longs, sure: float, needed: int,
    hysteresis: float, silence: float, out: Longs,
) -> int:  # fmt: skip
    """Write the presences of a track in a zone into `out` (n, WIDTH); return how many there are.

    A flagged fix opens a presence and counts in it, so that nothing is hidden, but neither corroborates nor ends one.
    """
    count = 0
    open_now = False
    run = 0
    heard = -1
    counted = 0.0
    for i in range(len(time)):
        trusted = flags[i] & ~DOUBTS == 0
        if open_now and time[i] - time[heard] > silence:
            out[count, ENDED] = LOST
            count += 1
            open_now = False
        heard = i
        inside = signed[i] <= 0
        if inside and not open_now:
            open_now = True
            run = 0
            out[count, FIRST], out[count, AFTER], out[count, DEEPEST], out[count, SURE_AT] = i, -1, i, -1
            out[count, ENDED], out[count, RUN], out[count, FLAGS], out[count, COUNT] = STILL_INSIDE, 0, 0, 0
        if not open_now:
            continue
        if inside:
            out[count, LAST] = i
            out[count, COUNT] += 1
            out[count, FLAGS] |= flags[i]
            if signed[i] < signed[out[count, DEEPEST]]:
                out[count, DEEPEST] = i
        if trusted and inside and chance[i] >= sure:
            # Two reports of one instant are one piece of evidence.
            if run == 0 or time[i] > counted:
                run += 1
                counted = time[i]
            out[count, RUN] = max(out[count, RUN], run)
            if run == needed and out[count, SURE_AT] < 0:
                out[count, SURE_AT] = i
        elif trusted:
            run = 0
        if trusted and signed[i] > max(hysteresis, 2 * accuracy[i]):
            out[count, AFTER], out[count, ENDED] = i, LEFT
            count += 1
            open_now = False
    return count + 1 if open_now else count


@compiled
def approaches(
    time: Floats, signed: Floats, accuracy: Floats, flags: Longs, within: float, soon: float, out: Longs, wait: Floats
) -> int:
    """Write the fixes at which an approach is announced, and the seconds left to the boundary; return how many.

    It takes two trusted steps nearer in a row, each more than the accuracy can feign, and is announced once until the
    track has been inside or moved away beyond the ring.
    """
    count = 0
    last = -1
    nearer = 0
    announced = False
    for i in range(len(time)):
        if flags[i] & ~DOUBTS != 0:
            continue
        if signed[i] <= 0 or signed[i] > within * 1.1:
            announced = False
            nearer = 0
        elif last >= 0 and time[i] > time[last]:
            closing = (signed[last] - signed[i]) / (time[i] - time[last])
            real = signed[last] - signed[i] > accuracy[i]
            nearer = nearer + 1 if real else 0
            if nearer >= 2 and not announced and signed[i] <= within and signed[i] <= closing * soon:
                out[count], wait[count] = i, signed[i] / closing
                count += 1
                announced = True
        last = i
    return count
