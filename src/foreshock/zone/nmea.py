"""NMEA 0183 lines: a receiver's own RMC and GGA, and AIS position reports (ITU-R M.1371: 1, 2, 3, 18, 19, 27).

An AIS report tells its second but not its day, so each needs the instant of reception: a tag block with `c:` (seconds
since 1970, IEC 61162-450), or the seconds after the checksum, as loggers write them.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import reduce

from msgspec import Struct

from .fixes import Fixes, Row, Skipped, from_rows

_LINE = re.compile(r"(?:\\([^\\]*)\\)?([!$])([^*\r\n]+)\*([0-9A-Fa-f]{2})(?:,(\d{9,10}(?:\.\d+)?))?\s*")
#: Message type → (first bit of longitude, bits of longitude, bits of latitude, units a degree).
_POSITION = {
    1: (61, 28, 27, 600_000), 2: (61, 28, 27, 600_000), 3: (61, 28, 27, 600_000), 18: (57, 28, 27, 600_000),
    19: (57, 28, 27, 600_000), 27: (44, 18, 17, 600),
}  # fmt: skip
#: Standard deviation of an AIS position in metres: the accuracy bit says whether it is better than 10 m.
_ACCURATE, _COARSE, _LONG_RANGE = 10.0, 50.0, 250.0
#: A message has so many sentences at most, and they stand within so many lines of each other.
_MOST_PARTS, _TOGETHER = 9, 100
_ALONE = "a sentence of a longer AIS message, the others of which are missing"
#: A receiver's RMC and GGA.
_RECEIVER = 10.0


def read_nmea(data: bytes, where: str) -> Fixes:
    """The fixes of a log. Lines that give none are counted with their reason: checksum, no instant, no position."""
    rows: list[Row] = []
    skipped: list[Skipped] = []
    parts: dict[tuple[str, str], _Parts] = {}
    height = math.nan
    for number, raw in enumerate(data.decode("ascii", "replace").splitlines(), 1):
        if not raw.strip():
            continue
        match = _LINE.fullmatch(raw.strip())
        if not match:
            skipped.append(Skipped(number, "no NMEA sentence"))
            continue
        tag, body, told = match[1] or "", match[3], int(match[4], 16)
        if reduce(lambda total, char: total ^ ord(char), body, 0) != told:
            skipped.append(Skipped(number, "its checksum does not hold"))
            continue
        fields = body.split(",")
        try:
            if match[2] == "!" and fields[0][2:] in ("VDM", "VDO"):
                received = _received(tag, match[5])
                payload = _joined(fields, number, parts, skipped)
                if payload is None:
                    continue
                found: Row | str = _ais(payload, received)
            elif fields[0][2:] == "RMC":
                found = _rmc(fields, height)
            elif fields[0][2:] == "GGA":
                height = float(fields[9]) if fields[9] else math.nan
                continue
            else:
                found = f"a {fields[0]} sentence holds no position"
        except (LookupError, ValueError) as error:
            found = f"it cannot be read: {error}"
        if isinstance(found, str):
            skipped.append(Skipped(number, found))
        else:
            rows.append(found)
    skipped += [Skipped(line, _ALONE) for held in parts.values() for line, _ in held.sentences.values()]
    return from_rows(rows, skipped, where)


def _received(tag: str, after: str | None) -> float | None:
    """Seconds since 1970 at which a sentence was received, if the log says."""
    for part in tag.split("*")[0].split(","):
        if part.startswith("c:"):
            stamp = float(part[2:])
            # Some loggers write milliseconds.
            return stamp / 1000 if stamp > 1e11 else stamp
    return float(after) if after else None


class _Parts(Struct):
    """The sentences of a message that is not whole: line and payload, by their place in it."""

    total: int
    sentences: dict[int, tuple[int, str]]


def _joined(fields: list[str], line: int, parts: dict[tuple[str, str], _Parts], skipped: list[Skipped]) -> str | None:
    """The payload of a message, once all its sentences are there, in whatever order they came.

    The numbers of messages, 0 to 9, come round again: a sentence that has another count, a place that is taken, or
    comes long after is of another message, and what was waiting is left out.
    """
    total, place, group, channel, payload = int(fields[1]), int(fields[2]), fields[3], fields[4], fields[5]
    if total == 1:
        return payload
    if not 1 <= place <= total <= _MOST_PARTS:
        raise ValueError(f"sentence {place} of {total}")
    held = parts.get((group, channel))
    if held and (
        held.total != total
        or place in held.sentences
        or line - min(at for at, _ in held.sentences.values()) > _TOGETHER
    ):
        skipped += [Skipped(at, _ALONE) for at, _ in held.sentences.values()]
        held = None
    if held is None:
        held = parts[group, channel] = _Parts(total, {})
    held.sentences[place] = (line, payload)
    if len(held.sentences) < total:
        return None
    del parts[group, channel]
    return "".join(held.sentences[i][1] for i in range(1, total + 1))


def _bits(payload: str) -> str:
    """The payload's six-bit characters as a string of 0 and 1."""
    if not payload:
        raise ValueError("no payload")
    codes = [ord(char) - 48 for char in payload]
    return "".join(f"{code - 8 if code > 40 else code:06b}" for code in codes)


def _signed(bits: str) -> int:
    return int(bits, 2) - ((1 << len(bits)) if bits[0] == "1" else 0)


def _ais(payload: str, received: float | None) -> Row | str:
    bits = _bits(payload)
    kind = int(bits[0:6], 2)
    if kind not in _POSITION:
        return f"AIS message {kind} holds no position of a ship"
    first, wide, high, units = _POSITION[kind]
    if len(bits) < first + wide + high:
        return "the AIS message is cut short"
    lon = _signed(bits[first : first + wide]) / units
    lat = _signed(bits[first + wide : first + wide + high]) / units
    if abs(lon) > 180 or abs(lat) > 90:
        return "the ship gives no position"
    if received is None:
        return "no instant of reception: write it as tag block c: or after the checksum"
    accurate = bits[first - 1] == "1" if kind != 27 else False
    spread = _LONG_RANGE if kind == 27 else _ACCURATE if accurate else _COARSE
    return str(int(bits[8:38], 2)), received, lat, lon, spread, math.nan, "ais", "sea"


def _degrees(text: str, side: str, whole: int) -> float:
    value = int(text[:whole]) + float(text[whole:]) / 60
    return -value if side in ("S", "W") else value


def _rmc(fields: list[str], height: float) -> Row | str:
    if fields[2] != "A":
        return "the receiver has no position"
    clock, date = fields[1], fields[9]
    day = dt.date(2000 + int(date[4:6]), int(date[2:4]), int(date[0:2]))
    minute = dt.datetime(day.year, day.month, day.day, int(clock[0:2]), int(clock[2:4]), tzinfo=dt.UTC)
    time = minute.timestamp() + float(clock[4:])
    lat, lon = _degrees(fields[3], fields[4], 2), _degrees(fields[5], fields[6], 3)
    return "receiver", time, lat, lon, _RECEIVER, height, "nmea", None
