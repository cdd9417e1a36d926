"""What is seen and said around a zone: fixes, breaches with claim and counter-claim, notices.

A breach may come from a track or from a report alone; what is not known stays None. None of this says what anyone
intends, and none of it ranks anyone.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Literal

from .base import Citation, Noun, check_slug
from .errors import InvalidValue
from .when import When
from .zones import Count, Domain

__all__ = ["NOT_PERMISSION", "Breach", "Claim", "Count", "Doubt", "Fix", "Notice", "NoticeKind"]

NoticeKind = Literal["exercise", "operation", "movement", "humanitarian convoy"]
Doubt = Literal[
    "one fix only", "near the edge", "no fix inside", "jitter", "teleport", "circle", "two places", "altitude unknown",
    "domain unknown", "sparse fixes",
]  # fmt: skip

#: Stands on every notice, on screen and on paper.
NOT_PERMISSION = "Notification is not permission."


def _instant(value: dt.datetime, what: str) -> None:
    if value.tzinfo is None:
        raise InvalidValue(f"{what}: {value} has no time zone; write 2019-02-14T09:30:00Z")


class Fix(Noun, frozen=True):
    """Where something was: instant (with time zone), degrees WGS84, metres.

    `accuracy_m` is the standard deviation of the position along each axis, as the source states it; None when it
    states none. `domain` says whether it was in the air, on land or at sea, where the source knows.
    """

    track: str
    time: dt.datetime
    lat: float
    lon: float
    accuracy_m: float | None = None
    altitude_m: float | None = None
    source: str = ""
    domain: Domain | None = None

    def __post_init__(self) -> None:
        if not self.track:
            raise InvalidValue("a fix without a track: name what was seen")
        _instant(self.time, f"fix of {self.track!r}")
        if not (abs(self.lat) <= 90 and abs(self.lon) <= 180):
            raise InvalidValue(
                f"fix of {self.track!r}: no position: latitude {self.lat}, longitude {self.lon}; degrees within "
                "±90 and ±180"
            )
        if self.accuracy_m is not None and not 0 < self.accuracy_m < math.inf:
            raise InvalidValue(f"fix of {self.track!r}: no accuracy: {self.accuracy_m} m; above 0, or leave it out")
        if self.altitude_m is not None and not math.isfinite(self.altitude_m):
            raise InvalidValue(f"fix of {self.track!r}: no altitude: {self.altitude_m} m; or leave it out")


class Claim(Noun, frozen=True):
    """What one party says of a breach, in its words, with its source."""

    party: str
    text: str
    date: When | None = None
    development: str = ""

    def __post_init__(self) -> None:
        if not self.party or not self.text.strip():
            raise InvalidValue(f"a claim needs a party and its words; got {self.party!r}: {self.text!r}")


class Breach(Noun, frozen=True):
    """One presence inside a zone, seen in a track or only reported.

    From a track: `track`, `first` and `last` fix inside (None for a crossing between two fixes), `entered` and `left`
    as interpolated (`left` None while inside or when contact was lost), `depth_m` below the boundary, `fixes` inside,
    `probability` of the surest fix. From a report: `reported` in words, `happened` as finely as known. `doubts` say why
    a breach is held as doubtful; none means corroborated by the track.

    `id` is the zone's, a slash and a name. `held_by` says who keeps the evidence, `development` links to the entry that
    tells of it and `line` to the message of the line that reported it. A breach has no position of its own.
    """

    id: str
    zone: str
    party: str = ""
    track: str = ""
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    entered: dt.datetime | None = None
    left: dt.datetime | None = None
    ended: Literal["", "left", "contact lost", "inside"] = ""
    depth_m: float | None = None
    fixes: int | None = None
    probability: float | None = None
    doubts: tuple[Doubt, ...] = ()
    reported: str = ""
    happened: When | None = None
    claims: tuple[Claim, ...] = ()
    finding: Literal["open", "agreed", "disputed"] = "open"
    found: str = ""
    evidence: tuple[str, ...] = ()
    held_by: str = ""
    development: str = ""
    line: str = ""
    domain: Domain | None = None
    sources: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        check_slug(self.zone)
        zone, _, name = self.id.partition("/")
        if zone != self.zone or not name.strip():
            raise InvalidValue(f"no id for a breach of {self.zone!r}: {self.id!r}; write {self.zone}/2017-06-06-drone")
        if not self.track and not self.reported.strip():
            raise InvalidValue(f"breach {self.id!r}: neither a track nor a report; give one")
        for name in ("first", "last", "entered", "left"):
            value = getattr(self, name)
            if value is not None:
                _instant(value, f"breach {self.id!r}, {name}")
        if self.finding != "open" and not self.found.strip():
            raise InvalidValue(
                f"breach {self.id!r}: a finding {self.finding!r} without its reasons; write what was found"
            )


class Notice(Noun, frozen=True):
    """A declared exercise, operation, movement or convoy: where (circle or rings), when, between which heights.

    `version` counts from 1; a change must name the version it was made from. Notification is not permission.
    """

    id: str
    kind: NoticeKind
    party: str
    begins: dt.datetime
    ends: dt.datetime
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    floor_m: float | None = None
    ceiling_m: float | None = None
    domains: tuple[Domain, ...] = ()
    text: str = ""
    expires: dt.datetime | None = None
    tell: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    version: int = 1

    def __post_init__(self) -> None:
        check_slug(self.id)
        _instant(self.begins, f"notice {self.id!r}, begins")
        _instant(self.ends, f"notice {self.id!r}, ends")
        if self.expires is not None:
            _instant(self.expires, f"notice {self.id!r}, expires")
        if self.ends <= self.begins:
            raise InvalidValue(f"notice {self.id!r} ends at {self.ends}, not after it begins at {self.begins}")
        circle = self.lat is not None and self.lon is not None and self.radius_m is not None
        if circle == bool(self.rings):
            raise InvalidValue(f"notice {self.id!r}: give either lat, lon and radius_m, or rings")
        if self.floor_m is not None and self.ceiling_m is not None and self.floor_m > self.ceiling_m:
            raise InvalidValue(f"notice {self.id!r}: floor {self.floor_m} m above ceiling {self.ceiling_m} m")
        if self.version < 1:
            raise InvalidValue(f"notice {self.id!r}: no version: {self.version}; versions count from 1")
        strangers = sorted(set(self.confirmed) - set(self.tell))
        if strangers:
            raise InvalidValue(f"notice {self.id!r}: confirmed by {', '.join(strangers)}, who need not be told")

    @property
    def stands_until(self) -> dt.datetime:
        """When it ends or expires, whichever comes first."""
        return self.ends if self.expires is None else min(self.ends, self.expires)

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Who must be told and has not confirmed."""
        return tuple(party for party in self.tell if party not in self.confirmed)
