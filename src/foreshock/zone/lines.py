"""Lines of fixes as they come live: those that are fixes, and those refused with their reason."""

from __future__ import annotations

import re

import msgspec

from foreshock.model import InvalidValue
from foreshock.model.tracks import Fix

from .ledger import Refused

_SHORT = re.compile(r"no (?:position|accuracy|altitude)|has no time zone|without a track")


def decode_lines(lines: list[bytes], origin: str, first: int) -> tuple[list[Fix], list[Refused]]:
    """Fixes from JSON lines as the noun Fix is written, and the lines that hold none; blank ones count for nothing.

    `origin` says where the lines came from and `first` numbers the first of them.
    """
    decode = msgspec.json.Decoder(Fix).decode
    fixes: list[Fix] = []
    refused: list[Refused] = []
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        try:
            fixes.append(decode(line))
        except (msgspec.DecodeError, InvalidValue, UnicodeDecodeError, OverflowError, ValueError) as error:
            short = _SHORT.search(str(error))
            reason = short[0] if short else "no JSON object with track, time, lat, lon"
            refused.append(Refused(origin, number, reason, str(error), line.decode("utf-8", "replace")))
    return fixes, refused
