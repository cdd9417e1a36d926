"""A zone over time: a timeline of breaches, claims and positions, and counts by month and party."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from msgspec import Struct

from foreshock.model import Breach, When, Zone
from foreshock.zone.tally import Tally, tally

from ..index import Index
from ..links import Links
from ..text import closed, when_short
from .flashpoint import STANCES
from .zone_breaches import anchor, began, entry_href, party_name


class MomentView(Struct, frozen=True):
    """One line of the timeline: a breach, a claim about one, or a position on the zone."""

    iso: str
    day: str
    what: str
    words: str
    href: str


class TallyView(Struct, frozen=True):
    """A row of the counts; `bar` is its records in percent of the most."""

    month: str
    party: str
    seen: int
    doubtful: int
    reported: int
    agreed: int
    disputed: int
    counted: str
    bar: int


def moments(zone: Zone, shown: Sequence[Breach], index: Index, links: Links) -> Iterable[MomentView]:
    """Everything with a date, oldest first. What has none, or was said on an unknown day, stands with its breach."""
    found: list[tuple[dt.date, MomentView]] = []

    def add(when: When, what: str, words: str, href: str) -> None:
        found.append((when.first, MomentView(when.first.isoformat(), when_short(when), what, words, href)))

    for position in zone.positions:
        if position.date:
            words = f"{party_name(position.party, index)}: {STANCES[position.stance].lower()}"
            add(position.date, "Position", closed(words), entry_href(position.development, index, links))
    for breach in shown:
        when = breach.happened if breach.happened and not breach.track else When(began(breach).isoformat())
        if began(breach) != dt.date.min:
            add(when, "Breach", closed(party_name(breach.party, index)), f"#{anchor(breach.id)}")
        for claim in breach.claims:
            if claim.date:
                words = f"{party_name(claim.party, index)}: {claim.text}"
                add(claim.date, "Claim", closed(words), entry_href(claim.development, index, links))
    found.sort(key=lambda pair: pair[0])
    return (moment for _, moment in found)


def tallies(zone: Zone, shown: Sequence[Breach], index: Index) -> tuple[TallyView, ...]:
    """Counts by month and party, newest first, with each side's own beside them."""
    rows: list[Tally] = tally(shown, zone.counts)
    most = max((row.seen + row.doubtful + row.reported for row in rows), default=0) or 1
    rows.sort(key=lambda row: (row.month, row.party), reverse=True)
    return tuple(
        TallyView(
            When(row.month).words if row.month[:1].isdigit() else row.month.capitalize(), party_name(row.party, index),
            row.seen, row.doubtful, row.reported, row.agreed, row.disputed,
            "; ".join(f"{party_name(side, index)}: {number}" for side, number in row.counted),
            round(100 * (row.seen + row.doubtful + row.reported) / most),
        )
        for row in rows
    )  # fmt: skip
