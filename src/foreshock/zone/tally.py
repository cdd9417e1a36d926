"""Breaches by party and month, what the records show beside what each side says it counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from foreshock.model.tracks import Breach, Count


class Tally(Struct, frozen=True):
    """One party in one month (`2019-02`; `unknown` where no month is known) at one zone.

    `seen`: corroborated by a track; `doubtful`: in a track, with doubts; `reported`: by report alone. `counted` holds
    (side, number) as each side says; they stand side by side, and none is added to the records.
    """

    zone: str
    party: str
    month: str
    seen: int
    doubtful: int
    reported: int
    agreed: int
    disputed: int
    counted: tuple[tuple[str, int], ...]


def month_of(breach: Breach) -> str:
    """The month a breach began in, UTC; `unknown` when it is not known to a month."""
    began = breach.entered or breach.first
    if began is not None:
        return began.astimezone(dt.UTC).strftime("%Y-%m")
    when = breach.happened
    if when is None or when.precision == "year":
        return "unknown"
    return when.first.strftime("%Y-%m")


def tally(breaches: Iterable[Breach], counts: Iterable[Count] = ()) -> list[Tally]:
    """Rows in order of zone, party and month. A count for less or more than a month stands under its own words."""
    kept: dict[tuple[str, str, str], list[Breach]] = {}
    said: dict[tuple[str, str, str], list[Count]] = {}
    for breach in breaches:
        kept.setdefault((breach.zone, breach.party, month_of(breach)), []).append(breach)
    for count in counts:
        said.setdefault((count.zone, count.party, count.when.text), []).append(count)
    rows = []
    for key in sorted(kept.keys() | said.keys()):
        mine = kept.get(key, [])
        tracked = [breach for breach in mine if breach.track]
        rows.append(
            Tally(
                *key,
                seen=sum(not breach.doubts for breach in tracked),
                doubtful=sum(bool(breach.doubts) for breach in tracked),
                reported=len(mine) - len(tracked),
                agreed=sum(breach.finding == "agreed" for breach in mine),
                disputed=sum(breach.finding == "disputed" for breach in mine),
                counted=tuple(sorted((count.by, count.number) for count in said.get(key, []))),
            )
        )
    return rows
