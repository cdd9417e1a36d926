"""Lines of fixes as they come live: those that are fixes, and those refused with their reason."""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from foreshock.model import InvalidValue
from foreshock.model.tracks import Fix

from .ledger import Refused

#: Some editors begin a file with it.
MARK = b"\xef\xbb\xbf"
_SHORT = re.compile(r"no (?:position|accuracy|altitude)|has no time zone|without a track")


def decode_lines(lines: list[bytes], origin: str, first: int) -> tuple[list[Fix], list[Refused]]:
    """Fixes from JSON lines as the noun Fix is written, and the lines that hold none; blank ones count for nothing.

    `origin` says where the lines came from and `first` numbers the first of them.
    """
    decode = msgspec.json.Decoder(Fix).decode
    fixes: list[Fix] = []
    refused: list[Refused] = []
    for number, line in enumerate(lines, first):
        if number == 1:
            line = line.removeprefix(MARK)
        if not line.strip():
            continue
        try:
            try:
                fixes.append(decode(line))
            except msgspec.ValidationError:
                if (fix := with_number(line)) is None:
                    raise
                fixes.append(fix)
        except (msgspec.DecodeError, InvalidValue, UnicodeDecodeError, OverflowError, ValueError) as error:
            short = _SHORT.search(str(error))
            reason = short[0] if short else "no JSON object with track, time, lat, lon"
            refused.append(Refused(origin, number, reason, str(error), line.decode("utf-8", "replace")))
    return fixes, refused


def with_number(line: bytes) -> Fix | None:
    """A fix whose instant is a number, seconds since 1970, as receivers write it; None where that is not so. Raises
    InvalidValue or msgspec.ValidationError where all but that is wrong.
    """
    told = msgspec.json.decode(line)
    if not isinstance(told, dict) or isinstance(told.get("time"), bool):
        return None
    if not isinstance(told.get("time"), int | float):
        return None
    try:
        instant = dt.datetime.fromtimestamp(told["time"], dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise InvalidValue(f"time {told['time']!r}: no instant in seconds since 1970") from None
    return msgspec.convert(told | {"time": instant}, Fix)
