"""How sure an event is: the share of right types among readings of its kind, by calibration (see train/)."""

from __future__ import annotations

from typing import Final

from .reading import RawEvent

#: Share of right types by (strength, level) of the reading.
_SHARE: Final = {(3, 0): 0.85, (2, 0): 0.78, (1, 0): 0.6, (0, 0): 0.4, (3, 1): 0.6, (2, 1): 0.5, (1, 1): 0.45, (0, 1): 0.35}


def confidence(event: RawEvent, readings: int) -> float:
    """The probability that `event.type` is right, 0 to 1. `readings` is how many events the text gave."""
    return _SHARE.get((event.strength, event.level), 0.35)
