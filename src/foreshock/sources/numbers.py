"""Numbers as data sets write them. Empty is None; anything else that is no number is refused with its value."""

from __future__ import annotations

import math
from typing import Final

from foreshock.model import InvalidValue

_MISSING: Final = frozenset(("", "None", "NA", "N/A", "nan", "NaN", "NULL", "null"))


def count(text: str) -> int | None:
    """A count of people, 0 or more."""
    text = text.strip()
    if text in _MISSING:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not math.isfinite(number) or number < 0 or number != int(number) or number > 100_000_000:
        raise InvalidValue(f"no count: {text!r}")
    return int(number)


def degrees(lat: str, lon: str) -> tuple[float | None, float | None]:
    """Latitude and longitude; both None when either is missing."""
    lat, lon = lat.strip(), lon.strip()
    if lat in _MISSING or lon in _MISSING:
        return None, None
    try:
        y, x = float(lat), float(lon)
    except ValueError:
        raise InvalidValue(f"no position: latitude {lat!r}, longitude {lon!r}") from None
    if not (abs(y) <= 90 and abs(x) <= 180):
        raise InvalidValue(f"no position: latitude {lat}, longitude {lon}; degrees within ±90 and ±180")
    return y, x


def given(text: str) -> str:
    """A text without the words that data sets write for nothing."""
    text = text.strip()
    return "" if text in _MISSING else text
