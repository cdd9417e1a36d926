"""Where a track is settled: what judging it further needs to know of all the fixes before.

A fix's flags depend on the REACH fixes on either side and on the walk before, which `jumps` carries on. So once REACH
fixes have followed a fix, nothing but a late fix can change what is found up to it, and judging may begin there again.
The fixes from REACH before it on are kept at hand, since they take part in the flags of those that follow.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from .ellipsoid import Floats, earth_centred
from .jumps import CARRY, WARY_S
from .quality import ALIGNED, DOUBTS, REACH
from .track import Track
from .unseen import WALK, under_way

#: Fixes that a track may have beyond what must be judged again before it is settled further.
_STEP: Final = 4 * ALIGNED

#: Time, latitude, longitude, accuracy, altitude, domain.
Known = tuple[float, float, float, float, float, int]


class State(Struct, frozen=True):
    """A track as settled before some fix. The window opens `behind` fixes earlier: at instant `since`, after `skip`
    fixes of that instant.

    `jumps` is what the walk for jumps carries on at the window's first fix. `trusted` is the last trusted fix settled,
    `last` the last one, `own` the flags of the trusted one and `flags` all from it on. `walk` is what the walk for the
    times unseen carries on. A state is `plain` where no such time is under way: only then can walking on from it change
    nothing that was said. `zones` maps a zone's id to what the walks of `scan` carry on; a zone that is not in it
    carries nothing.
    """

    behind: int = 0
    since: float = -np.inf
    skip: int = 0
    jumps: tuple[float, ...] = (0.0,) * CARRY
    trusted: Known | None = None
    last: Known | None = None
    own: int = 0
    flags: int = 0
    walk: tuple[float, ...] = (0.0,) * WALK
    plain: bool = True
    zones: dict[str, tuple[float, ...]] = {}


#: Before the first fix.
START: Final = State()


class Rows(Struct, frozen=True):
    """The fixes to judge, after the settled ones that the walks look back at (`before` of them, at most two)."""

    before: int
    has_trusted: bool
    time: Floats
    lat: Floats
    lon: Floats
    accuracy: Floats
    altitude: Floats
    place: Floats
    domain: np.ndarray
    flags: np.ndarray

    def __len__(self) -> int:
        return len(self.time)


def rows_of(state: State, window: Track, flags: np.ndarray, end: int | None = None) -> Rows:
    """The rows of a window from its settled fixes on, up to `end` of the window's fixes."""
    begin = state.behind
    known = [fix for fix in (state.trusted, state.last) if fix is not None]
    table = np.array(known, dtype=np.float64).reshape(-1, 6)
    time, lat, lon, accuracy, altitude = (
        np.concatenate([table[:, i], getattr(window, name)[begin:end]])
        for i, name in enumerate(("time", "lat", "lon", "accuracy", "altitude"))
    )
    early = np.stack(earth_centred(table[:, 1], table[:, 2]), axis=1)
    flagged = [state.own] * (len(known) - 1) + [state.flags] if known else []
    return Rows(
        len(known), state.trusted is not None, time, lat, lon, accuracy, altitude,
        np.concatenate([early, window.place[begin:end]]),
        np.concatenate([table[:, 5].astype(np.int64), window.domain[begin:end]]),
        np.concatenate([np.array(flagged, dtype=np.int64), flags[begin:end]]),
    )  # fmt: skip


def after(
    state: State, window: Track, flags: np.ndarray, end: int, walk: Floats, zones: dict[str, tuple[float, ...]]
) -> State:
    """The state after the first `end` fixes of a window, with the same window; `walk` and `zones` are what is carried
    on from there.
    """
    if end == state.behind:
        return state
    trusted, own, since, begin = state.trusted, state.own, state.flags, state.behind
    good = np.flatnonzero(flags[begin:end] & ~DOUBTS == 0)
    if len(good):
        begin += int(good[-1])
        trusted, own, since = _known(window, begin), int(flags[begin]), 0
    since |= int(np.bitwise_or.reduce(flags[begin:end]))
    return State(
        end, state.since, state.skip, state.jumps, trusted, _known(window, end - 1), own, since, tuple(walk.tolist()),
        not under_way(walk), zones,
    )  # fmt: skip


def _known(window: Track, place: int) -> Known:
    return (
        float(window.time[place]), float(window.lat[place]), float(window.lon[place]), float(window.accuracy[place]),
        float(window.altitude[place]), int(window.domain[place]),
    )  # fmt: skip


def may_settle(window: Track) -> int:
    """How many fixes of a window may be let go for good: 0, or a multiple of ALIGNED.

    The state that follows is settled REACH fixes beyond them, and REACH fixes more have come, and WARY_S have passed.
    """
    spare = len(window) - 2 * REACH
    if spare < _STEP:
        return 0
    long_ago = int(np.searchsorted(window.time, window.time[-1] - WARY_S))
    return max(0, min(spare, long_ago - REACH)) // ALIGNED * ALIGNED


def reaches_back(state: State, window: Track, first: float) -> bool:
    """Whether a fix that comes late, at an instant, may change flags of what is settled before a window's fixes."""
    if state.last is None:
        return False
    between = int(np.searchsorted(window.time, first)) - state.behind
    return between < REACH or first - state.last[0] <= WARY_S


def opens(window: Track, place: int, state: State) -> tuple[float, int]:
    """The instant of a window's fix and how many fixes of that instant stand before it in the track."""
    at = float(window.time[place])
    before = place - int(np.searchsorted(window.time, at))
    return at, before + (state.skip if before == place and at == state.since else 0)
