"""Zones as declared, and what each party says of them."""

from __future__ import annotations

import math
from typing import Literal

from .base import Noun, Place, check, check_slug
from .when import When

Domain = Literal["air", "land", "sea"]
Stance = Literal["declared", "accepts", "disputes", "understands otherwise"]


class Position(Noun, frozen=True):
    """What one party says of a zone, with its source and date."""

    party: str
    stance: Stance
    words: str = ""
    date: When | None = None
    development: str = ""


class Count(Noun, frozen=True):
    """How many breaches by `party` one side, `by`, says there were in a month or another time, with its source.

    It is that side’s own count: it stands beside the records and is never added to them.
    """

    zone: str
    by: str
    party: str
    when: When
    number: int
    development: str = ""

    def __post_init__(self) -> None:
        check_slug(self.zone)
        check(
            self.number >= 0 and self.by and self.party,
            f"a count needs who counted, whose breaches, and a number of 0 or more; got {self!r}",
        )


class Zone(Noun, frozen=True):
    """A zone on WGS84: a geodesic circle (`lat`, `lon`, `radius_m`) or a polygon (`rings` of [lon, lat], the
    first the outer ring, closed). Metres and degrees. Who declared it, for which domains, under which rules; what each
    party says of it (`positions`), and how many breaches each says that it counted (`counts`).
    """

    id: str
    name: str
    flashpoint: str
    declared_by: str
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    domains: tuple[Domain, ...] = ()
    rules: str = ""
    valid_from: When | None = None
    valid_to: When | None = None
    floor_m: float | None = None
    ceiling_m: float | None = None
    positions: tuple[Position, ...] = ()
    counts: tuple[Count, ...] = ()

    def __post_init__(self) -> None:
        check_slug(self.id)
        check_slug(self.flashpoint)
        circle = self.lat is not None and self.lon is not None and self.radius_m is not None
        check(circle != bool(self.rings), f"zone {self.id!r}: give either lat, lon and radius_m, or rings")
        if circle:
            assert self.lat is not None and self.lon is not None and self.radius_m is not None
            Place(self.name, self.lat, self.lon)
            check(
                math.isfinite(self.radius_m) and 0 < self.radius_m <= 10_000_000,
                f"zone {self.id!r}: no radius: {self.radius_m} m; above 0 and at most 10,000,000",
            )
        heights = [height for height in (self.floor_m, self.ceiling_m) if height is not None]
        check(
            all(map(math.isfinite, heights)) and heights == sorted(heights),
            f"zone {self.id!r}: no band of heights: floor {self.floor_m} m, ceiling {self.ceiling_m} m; the "
            "floor below the ceiling, or leave one out",
        )
        check(
            self.valid_from is None or self.valid_to is None or self.valid_from.first <= self.valid_to.last,
            f"zone {self.id!r}: it would end ({self.valid_to and self.valid_to.text}) before it begins "
            f"({self.valid_from and self.valid_from.text}): exchange valid_from and valid_to",
        )
        for count in self.counts:
            check(count.zone == self.id, f"zone {self.id!r}: a count of the zone {count.zone!r} stands here: move it")
        for ring in self.rings:
            check(
                len(ring) >= 4 and ring[0] == ring[-1],
                f"zone {self.id!r}: a ring is not closed or under 4 points",
            )
            for lon, lat in ring:
                Place(self.name, lat, lon)
