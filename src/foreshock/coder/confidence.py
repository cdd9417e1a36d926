"""How sure an event is: the share of right types among readings of its kind, by calibration (see train/)."""

from __future__ import annotations

from typing import Final

from .emission import RawEvent

#: Share of right types by (strength, level) of the reading.
_SHARE: Final = {
    (3, 0): 0.85,
    (2, 0): 0.78,
    (1, 0): 0.6,
    (0, 0): 0.4,
    (3, 1): 0.6,
    (2, 1): 0.5,
    (1, 1): 0.45,
    (0, 1): 0.35,
}


#: What each further reading of one sentence loses against the one before.
_LATER: Final = 0.88


def confidence(event: RawEvent, rank: int) -> float:
    """The probability that `event.type` is right, 0 to 1. `rank` counts the events of its sentence before it."""
    return round(_SHARE.get((event.strength, event.level), 0.35) * _LATER ** min(rank, 5), 3)
