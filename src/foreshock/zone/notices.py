"""The notice board: what a notice would meet, before it is released, and whose change counts.

A change names the version it was made from. If the board holds another by then, the change is refused, not merged and
not written over: whoever made it reads what has changed and decides again.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct

from foreshock.model import Conflict, InvalidValue, NotFound, Zone
from foreshock.model.tracks import NOT_PERMISSION, Notice

from .exact import wgs84
from .footprint import Footprint, bounds_meet, footprint, overlap
from .zones import Circle, Polygon, shape_of

#: Room for bounds is doubled when it runs out.
_ROOM = 64
_DAY = dt.timedelta(days=1)

#: From and to: seconds since 1970, or metres of height; infinite where open.
Span = tuple[float, float]


class Overlap(Struct, frozen=True, omit_defaults=True):
    """Something a notice meets, and from when to when. A protected place is never named."""

    what: Literal["zone", "notice", "protected place"]
    id: str = ""
    begins: dt.datetime | None = None
    ends: dt.datetime | None = None


class Released(Struct, frozen=True):
    """A notice as it stands on the board, with what it met when it was written."""

    notice: Notice
    overlaps: tuple[Overlap, ...]
    unconfirmed: tuple[str, ...]
    reminder: str = NOT_PERMISSION


class _Shelf:
    """Footprints with their windows and heights, as columns that grow, so that one look compares with all."""

    def __init__(self) -> None:
        self.held: list[tuple[str, Footprint]] = []
        self._table = np.zeros((_ROOM, 10))

    def put(self, place: int | None, name: str, ground: Footprint, window: Span, heights: Span) -> int:
        """Shelve at a place, or at a new one; return which."""
        row = (*ground.place, ground.lat, ground.lon, ground.reach, *window, *heights)
        if place is None:
            place = len(self.held)
            self.held.append((name, ground))
            if place == len(self._table):
                self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        else:
            self.held[place] = (name, ground)
        self._table[place] = row
        return place

    def meeting(self, ground: Footprint, window: Span, heights: Span) -> list[int]:
        """Places of what shares an instant, a height and a point with the given."""
        if not self.held:
            return []
        table = self._table[: len(self.held)]
        near = np.flatnonzero(
            (table[:, 6] < window[1]) & (table[:, 7] > window[0])
            & (table[:, 8] <= heights[1]) & (table[:, 9] >= heights[0])
        )  # fmt: skip
        part = table[near]
        near = near[bounds_meet(ground, part[:, 0:3], part[:, 3], part[:, 4], part[:, 5], wgs84())]
        return [int(i) for i in near if overlap(ground, self.held[i][1])]

    def clear(self, place: int) -> None:
        """Let nothing meet what lies at a place."""
        self._table[place, 6:8] = math.inf, -math.inf

    def window(self, place: int) -> Span:
        return float(self._table[place, 6]), float(self._table[place, 7])


class Board:
    """Notices as they stand, against zones and protected places. Not shared between threads."""

    def __init__(self, zones: list[Zone], protected: list[Zone] | None = None) -> None:
        self._zones, self._protected, self._notices = _Shelf(), _Shelf(), _Shelf()
        for shelf, some in ((self._zones, zones), (self._protected, protected or [])):
            for zone in some:
                shelf.put(None, zone.id, footprint(shape_of(zone), zone.id), _validity(zone), _heights(zone))
        self._standing: dict[str, tuple[int, Notice]] = {}
        #: The version in which each notice was written as it stands; later ones are confirmations alone.
        self._worded: dict[str, int] = {}

    def check(self, notice: Notice) -> tuple[Overlap, ...]:
        """What a notice meets: zones, other notices, protected places; raises InvalidValue for a shape that is none."""
        return self._meet(notice, footprint(_shape(notice), notice.id))

    def _meet(self, notice: Notice, ground: Footprint) -> tuple[Overlap, ...]:
        window, heights = _window(notice), _heights(notice)
        found = [
            Overlap("zone", self._zones.held[place][0], *_shared(window, self._zones.window(place)))
            for place in self._zones.meeting(ground, window, heights)
        ]
        for place in self._notices.meeting(ground, window, heights):
            name = self._notices.held[place][0]
            if name != notice.id:
                found.append(Overlap("notice", name, *_shared(window, self._notices.window(place))))
        if self._protected.meeting(ground, window, heights):
            found.append(Overlap("protected place"))
        return tuple(found)

    def put(self, notice: Notice) -> Released:
        """Write a new notice (version 1) or the next version of one, checked first.

        Raises Conflict when the board does not hold the version before: someone else was first.
        """
        place, standing = self._standing.get(notice.id, (None, None))
        before = standing.version if standing else 0
        if notice.version != before + 1:
            raise Conflict(
                f"notice {notice.id!r}: version {notice.version} was made from version {notice.version - 1}, but the "
                f"board holds version {before}; read that, then write version {before + 1}"
            )
        if standing and standing.party != notice.party:
            raise Conflict(f"notice {notice.id!r} is of {standing.party!r}; {notice.party!r} cannot change it")
        # Nobody has confirmed what has just been written, whatever it says of itself.
        notice = msgspec.structs.replace(notice, confirmed=())
        ground = footprint(_shape(notice), notice.id)
        overlaps = self._meet(notice, ground)
        place = self._notices.put(place, notice.id, ground, _window(notice), _heights(notice))
        self._standing[notice.id] = (place, notice)
        self._worded[notice.id] = notice.version
        return Released(notice, overlaps, notice.unconfirmed)

    def confirm(self, notice_id: str, party: str, version: int) -> Notice:
        """Record that a party has received a version of a notice, as the next version.

        A version that others have only confirmed since is the same notice, and counts.
        """
        notice = self.notice(notice_id)
        if not self.worded(notice_id) <= version <= notice.version:
            raise Conflict(
                f"notice {notice_id!r}: {party!r} confirms version {version}, but version {notice.version} stands; "
                "show them that one"
            )
        if party not in notice.tell:
            raise InvalidValue(
                f"notice {notice_id!r}: {party!r} is not among those to be told: "
                f"{', '.join(notice.tell) or 'its `tell` names nobody'}"
            )
        if party in notice.confirmed:
            return notice
        confirmed = msgspec.structs.replace(notice, confirmed=(*notice.confirmed, party), version=notice.version + 1)
        self._standing[notice_id] = (self._standing[notice_id][0], confirmed)
        return confirmed

    def notice(self, notice_id: str) -> Notice:
        """A notice as it stands."""
        if notice_id not in self._standing:
            raise NotFound(f"no notice {notice_id!r} on the board")
        return self._standing[notice_id][1]

    def standing(self, notice_id: str, version: int) -> Notice:
        """A notice, if it stands as this version; else Conflict."""
        notice = self.notice(notice_id)
        if notice.version != version:
            raise Conflict(f"notice {notice_id!r}: version {version} was meant, but version {notice.version} stands")
        return notice

    def worded(self, notice_id: str) -> int:
        """The version in which a notice was written as it stands; 0 where there is none."""
        return self._worded.get(notice_id, 0)

    def find(self, notice_id: str) -> Notice | None:
        """A notice as it stands, or None."""
        held = self._standing.get(notice_id)
        return held[1] if held else None

    def names(self) -> list[str]:
        """The ids of all notices."""
        return list(self._standing)

    def stand(self, notice: Notice, worded: int | None = None) -> None:
        """Take a notice as it stands elsewhere, checked there, and written so in version `worded` (None: in this)."""
        place = self._standing.get(notice.id, (None, None))[0]
        ground = footprint(_shape(notice), notice.id)
        place = self._notices.put(place, notice.id, ground, _window(notice), _heights(notice))
        self._standing[notice.id] = (place, notice)
        self._worded[notice.id] = notice.version if worded is None else worded

    def restore(self, notice_id: str, notice: Notice | None, worded: int) -> None:
        """Undo what was written since a notice stood like this (None: not at all)."""
        if notice is not None:
            self.stand(notice, worded)
        elif notice_id in self._standing:
            # Its place on the shelf stays, with a window that meets nothing.
            self._notices.clear(self._standing.pop(notice_id)[0])
            self._worded.pop(notice_id, None)


def untold(notice: Notice, overlaps: Iterable[Overlap], zones: Iterable[Zone]) -> tuple[str, ...]:
    """Who declared a zone that the notice meets, or has a position on it, and is not among those to be told."""
    met = {overlap.id for overlap in overlaps if overlap.what == "zone"}
    mine = [zone for zone in zones if zone.id in met]
    said = [party for zone in mine for party in (zone.declared_by, *(position.party for position in zone.positions))]
    return tuple(dict.fromkeys(party for party in said if party and party not in (notice.party, *notice.tell)))


def _shape(notice: Notice) -> Circle | Polygon:
    if notice.rings:
        return Polygon(notice.rings)
    assert notice.lat is not None and notice.lon is not None and notice.radius_m is not None
    return Circle(notice.lat, notice.lon, notice.radius_m)


def _window(notice: Notice) -> Span:
    """From its beginning to its end or expiry, whichever is first."""
    ends = notice.ends if notice.expires is None else min(notice.ends, notice.expires)
    return notice.begins.timestamp(), ends.timestamp()


def _validity(zone: Zone) -> Span:
    begins, ends = -math.inf, math.inf
    if zone.valid_from is not None:
        begins = dt.datetime.combine(zone.valid_from.first, dt.time(), dt.UTC).timestamp()
    if zone.valid_to is not None:
        ends = dt.datetime.combine(zone.valid_to.last + _DAY, dt.time(), dt.UTC).timestamp()
    return begins, ends


def _heights(of: Zone | Notice) -> Span:
    return (
        -math.inf if of.floor_m is None else of.floor_m,
        math.inf if of.ceiling_m is None else of.ceiling_m,
    )


def _shared(one: Span, other: Span) -> tuple[dt.datetime, dt.datetime]:
    """The time that two windows share; that of a notice is always bounded."""
    begins, ends = max(one[0], other[0]), min(one[1], other[1])
    return dt.datetime.fromtimestamp(begins, dt.UTC), dt.datetime.fromtimestamp(ends, dt.UTC)


def read_notices(path: Path) -> list[Notice]:
    """Notices from a file with one JSON object a line; raises InvalidValue naming the line."""
    notices = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                notices.append(msgspec.json.decode(line, type=Notice))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise InvalidValue(f"{path}: line {number}: no notice: {error}") from None
    return notices
