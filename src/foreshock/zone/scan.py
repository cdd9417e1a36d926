"""The walk along one track for one zone: presences, and announcements of approach. Both can be taken up again."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .ellipsoid import Floats
from .quality import DOUBTS

#: Columns of a presence, all float64; instants in seconds since 1970, distances signed as in `presence`. The first and
#: the last fix inside, the fix before the first and the fix after the last (instant NaN: none), how it ended, the
#: least signed distance, flags of all fixes inside, fixes inside, whether it is corroborated, the greatest
#: probability between the first and the last, whether any height is known there, and the domain (0: unknown).
FIRST, FIRST_S, BEFORE, BEFORE_S, LAST, LAST_S, AFTER, AFTER_S = 0, 1, 2, 3, 4, 5, 6, 7
ENDED, DEPTH, FLAGS, COUNT, SURE, CHANCE, HEIGHT, DOMAIN, WIDTH = 8, 9, 10, 11, 12, 13, 14, 15, 16
STILL_INSIDE: Final = 0
LEFT: Final = 1
LOST: Final = 2

#: What a walk carries on: the open presence (its columns as above) with the present run of sure fixes, the instant of
#: the last of them, and the greatest probability and known height since the last fix inside; then steps nearer in a
#: row, whether the approach was announced, whether any fix was inside since the last trusted one; the second and
#: number of the last name given to a presence and to a crossing; and a possible visit whose time goes on: whether
#: there is one, from when, until when, and the flags between; and whether the nearness of the boundary was announced.
OPEN, RUN, COUNTED, WAIT_CHANCE, WAIT_HEIGHT = 16, 17, 18, 19, 20
NEARER, ANNOUNCED, INSIDE_SINCE, NAMED, POSSIBLE, WARNED, CARRY = 21, 22, 23, 24, 28, 32, 33

Longs = NDArray[np.int64]


@compiled
def presences(
    time: Floats, signed: Floats, accuracy: Floats, chance: Floats, altitude: Floats, domain: Longs, flags: Longs,
    begin: int, end: int, sure: float, needed: int, hysteresis: float, silence: float, carry: Floats, out: Floats,
) -> int:  # fmt: skip
    """Walk fixes `begin` to `end` (excluded), knowing the one before `begin`. Write the presences that end into `out`
    (n, WIDTH) and return how many; the open one stays in `carry` (CARRY,).

    A flagged fix opens a presence and counts in it, so that nothing is hidden, but neither corroborates nor ends one.
    """
    count = 0
    for i in range(begin, end):
        trusted = flags[i] & ~DOUBTS == 0
        if carry[OPEN] and time[i] - time[i - 1] > silence:
            carry[ENDED], carry[OPEN] = LOST, 0
            out[count] = carry[:WIDTH]
            count += 1
        inside = signed[i] <= 0
        if inside and not carry[OPEN]:
            carry[:NEARER] = 0
            carry[OPEN], carry[FIRST], carry[FIRST_S], carry[DEPTH] = 1, time[i], signed[i], signed[i]
            carry[BEFORE] = time[i - 1] if i > 0 else np.nan
            carry[BEFORE_S] = signed[i - 1] if i > 0 else np.nan
        if not carry[OPEN]:
            continue
        carry[WAIT_CHANCE] = max(carry[WAIT_CHANCE], chance[i])
        if not np.isnan(altitude[i]):
            carry[WAIT_HEIGHT] = 1
        if inside:
            carry[LAST], carry[LAST_S], carry[AFTER] = time[i], signed[i], np.nan
            carry[COUNT] += 1
            carry[FLAGS] = np.int64(carry[FLAGS]) | flags[i]
            carry[DEPTH] = min(carry[DEPTH], signed[i])
            if carry[DOMAIN] == 0:
                carry[DOMAIN] = domain[i]
            carry[CHANCE] = max(carry[CHANCE], carry[WAIT_CHANCE])
            carry[HEIGHT] = max(carry[HEIGHT], carry[WAIT_HEIGHT])
            carry[WAIT_CHANCE] = carry[WAIT_HEIGHT] = 0
        elif np.isnan(carry[AFTER]):
            carry[AFTER], carry[AFTER_S] = time[i], signed[i]
        if trusted and inside and chance[i] >= sure:
            # Two reports of one instant are one piece of evidence.
            if carry[RUN] == 0 or time[i] > carry[COUNTED]:
                carry[RUN] += 1
                carry[COUNTED] = time[i]
            if carry[RUN] >= needed:
                carry[SURE] = 1
        elif trusted:
            carry[RUN] = 0
        if trusted and signed[i] > max(hysteresis, 2 * accuracy[i]):
            carry[ENDED], carry[OPEN] = LEFT, 0
            out[count] = carry[:WIDTH]
            count += 1
    return count


@compiled
def approaches(
    time: Floats, signed: Floats, accuracy: Floats, flags: Longs, begin: int, end: int, last: int, within: float,
    soon: float, near: float, carry: Floats, out: Longs, wait: Floats, warned: NDArray[np.bool_],
) -> int:  # fmt: skip
    """Write the fixes, of `begin` to `end` (excluded), at which an approach or the nearness of the boundary (`warned`)
    is announced, and the seconds left to it (inf: it does not come nearer); return how many, at most two a fix. `last`
    is the trusted fix before `begin` (−1: none).

    An approach takes two trusted steps nearer in a row, each more than the accuracy can feign, nearness one such step
    that ends within `near` metres, or being there with the first trusted fix. Either is announced once until the track
    has been inside or moved away beyond its ring.
    """
    count = 0
    nearer, announced, told = carry[NEARER], carry[ANNOUNCED], carry[WARNED]
    for i in range(begin, end):
        if flags[i] & ~DOUBTS != 0:
            continue
        closing, real = 0.0, last < 0
        if last >= 0 and time[i] > time[last]:
            closing = (signed[last] - signed[i]) / (time[i] - time[last])
            real = signed[last] - signed[i] > accuracy[i]
        if signed[i] <= 0 or signed[i] > within * 1.1:
            announced = nearer = 0.0
        elif last >= 0 and time[i] > time[last]:
            nearer = nearer + 1.0 if real else 0.0
            if nearer >= 2 and announced == 0 and signed[i] <= within and signed[i] <= closing * soon:
                out[count], wait[count], warned[count] = i, signed[i] / closing, False
                count += 1
                announced = 1.0
        if signed[i] <= 0 or signed[i] > near * 1.1:
            told = 0.0
        elif told == 0 and real and signed[i] <= near:
            out[count], wait[count], warned[count] = i, signed[i] / closing if closing > 0 else np.inf, True
            count += 1
            told = 1.0
        last = i
    carry[NEARER], carry[ANNOUNCED], carry[WARNED] = nearer, announced, told
    return count
