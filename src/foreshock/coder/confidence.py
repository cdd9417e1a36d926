"""How sure an event is: the share of right types among readings of its kind, by calibration on
other texts than PLV (bench/coder_calibrate.py)."""

from __future__ import annotations

from typing import Final

from .events import RawEvent

#: Share of right types by (strength, level) of the reading, less about 0.03 in main clauses: sentences written after
#: the rules lose as much against those that the rules have met.
_SHARE: Final = {
    (3, 0): 0.88, (2, 0): 0.85, (1, 0): 0.66, (0, 0): 0.5,
    (3, 1): 0.6, (2, 1): 0.55, (1, 1): 0.7, (0, 1): 0.4,
}  # fmt: skip
_REST: Final = 0.41
#: Relative clauses beside a main clause that tells an event.
_BESIDE: Final = 0.39
#: What each further reading of one sentence loses against the one before.
_LATER: Final = 0.88


def confidence(event: RawEvent, rank: int) -> float:
    """The probability that `event.type` is right, 0 to 1. `rank` counts the events of its sentence before it."""
    rest = _BESIDE if event.level > 2 else _REST
    return round(_SHARE.get((event.strength, event.level), rest) * _LATER ** min(rank, 5), 3)
