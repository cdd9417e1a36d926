"""A breach as its zone's page tells it: what was seen or reported, claims side by side, the finding, what is not known.

Everything that comes from a track passes through `foreshock.zone.sharing` first.
"""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from foreshock.model import Breach, Zone
from foreshock.zone.sharing import WITHHELD, breach_for, public_id

from ..index import Index
from ..links import Links
from ..routes import Route
from ..text import closed, day_words, joined, when_short
from .sources import SourceRef, Sources

_DOMAINS = {"air": "in the air", "land": "on land", "sea": "at sea"}
_FINDINGS = {"open": "Open", "agreed": "Agreed by both sides", "disputed": "Disputed"}


class SaidView(Struct, frozen=True):
    """What a party says: of the zone, or of a breach."""

    party: str
    stance: str
    words: str
    day: str
    href: str


class BreachView(Struct, frozen=True):
    anchor: str
    iso: str
    when: str
    party: str
    kind: str
    text: str
    facts: tuple[tuple[str, str], ...]
    claims: tuple[SaidView, ...]
    finding: str
    found: str
    entry: str
    refs: tuple[SourceRef, ...]
    gone: str


def shown_breaches(zone: Zone, index: Index) -> list[Breach]:
    """The zone's breaches as the public may see them, newest first."""
    values = [kept.value for kept in index.breaches.get(zone.id, ()) if kept.value]
    public = [breach_for("public", breach, index.sharing, index.now) for breach in values]
    return sorted(public, key=lambda breach: (began(breach), breach.id), reverse=True)


def began(breach: Breach) -> dt.date:
    """The first day on which a breach can have been; far back when nothing is known."""
    instant = breach.entered or breach.first
    if instant is not None:
        return instant.astimezone(dt.UTC).date()
    return breach.happened.first if breach.happened else dt.date.min


def breach_view(breach: Breach, index: Index, links: Links, sources: Sources) -> BreachView:
    """One breach as the public may see it."""
    when = breach.happened.words if breach.happened and not breach.track else _instants(breach)
    facts: list[tuple[str, str]] = []
    if breach.track:
        young = breach.track == WITHHELD
        told = hour_words if young else _instant
        facts += [("Track", "withheld while it is young" if young else breach.track)]
        facts += [("First fix", told(breach.first)), ("Last fix", told(breach.last))]
        if breach.fixes is not None:
            facts.append(("Fixes inside", str(breach.fixes)))
        if breach.doubts:
            facts.append(("Doubtful", ", ".join(breach.doubts)))
    unknown = []
    for head, known in (("Depth", _depth(breach)), ("Lasted", _lasted(breach))):
        if known:
            facts.append((head, known))
        else:
            unknown.append("depth" if head == "Depth" else "how long it lasted")
    if breach.evidence:
        facts.append(("Evidence", " ".join(map(closed, breach.evidence))))
    if breach.line:
        facts.append(("Told on the line", breach.line))
    if breach.held_by:
        facts.append(("Held by", breach.held_by))
    else:
        unknown.append("who holds evidence")
    if unknown:
        facts.append(("Not known", joined(unknown)))
    where = _DOMAINS.get(breach.domain or "", "")
    how = "Seen in a track" if breach.track and not breach.doubts else "Doubtful track" if breach.track else "Reported"
    return BreachView(
        anchor=anchor(breach.id),
        iso=began(breach).isoformat(),
        when=when,
        party=party_name(breach.party, index),
        kind=f"{how}{', ' + where if where else ''}",
        text=breach.reported,
        facts=tuple(facts),
        claims=tuple(
            SaidView(party_name(c.party, index), "Counter-claim" if c.party == breach.party else "Claim",
                     closed(c.text), when_short(c.date) if c.date else "", entry_href(c.development, index, links))
            for c in breach.claims
        ),
        finding=_FINDINGS[breach.finding],
        found=closed(breach.found) if breach.found else "Nothing has been found out yet.",
        entry=entry_href(breach.development, index, links),
        refs=sources.refs(breach.sources),
        gone="",
    )  # fmt: skip


def gone_view(id_: str, reason: str, index: Index) -> BreachView:
    """What stands in the place of a breach that was taken down."""
    return BreachView(
        anchor(public_id(id_, index.sharing)), "", "", "", "Taken down", "", (), (), "", "", "", (), closed(reason)
    )


def anchor(breach_id: str) -> str:
    """Where a breach stands on the page."""
    return "b-" + breach_id.partition("/")[2]


def party_name(id_: str, index: Index) -> str:
    """What a party is called."""
    return index.parties[id_].name if id_ in index.parties else id_ or "Nobody identified"


def entry_href(id_: str, index: Index, links: Links) -> str:
    """The address of an entry; empty where it is not on record."""
    return links.page(Route.of_development(id_)) if id_ in index.state.developments else ""


def clock(instant: dt.datetime) -> str:
    """An instant to the minute: “20 June 2021, 12:00 UTC”."""
    utc = instant.astimezone(dt.UTC)
    return f"{day_words(utc.date())}, {utc:%H:%M} UTC"


def _instant(instant: dt.datetime | None) -> str:
    return clock(instant) if instant else "not known"


def _instants(breach: Breach) -> str:
    instant = breach.entered or breach.first
    if instant and breach.track == WITHHELD:
        return hour_words(instant)
    return clock(instant) if instant else breach.happened.words if breach.happened else "at a time not known"


def hour_words(instant: dt.datetime | None) -> str:
    """An instant to the hour, for of what is young the public knows no more."""
    return f"{day_words(instant.date())}, between {instant:%H}:00 and {instant:%H}:59 UTC" if instant else "not known"


def _depth(breach: Breach) -> str:
    metres = breach.depth_m
    if metres is None or (breach.track == WITHHELD and metres < 1):
        return ""
    if breach.track == WITHHELD:
        return f"{metres / 1000:.0f} km inside the boundary or deeper"
    return f"at most {metres / 1000:.1f} km inside the boundary" if metres >= 100 else f"{metres:.0f} m"


def _lasted(breach: Breach) -> str:
    begin, end = breach.entered or breach.first, breach.left or breach.last
    if begin is None or end is None or breach.fixes == 0 or breach.track == WITHHELD:
        return ""
    minutes = (end - begin).total_seconds() / 60
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"
