"""A zone's page: its terms, what each party says of it, its breaches with claim and counter-claim, counts, notices.

Everything that comes from a track or a notice passes through `foreshock.zone.sharing` first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from msgspec import Struct

from foreshock.model import NOT_PERMISSION, Breach, Development, NotFound, When, Zone
from foreshock.zone.drawing import near
from foreshock.zone.rules import Rules
from foreshock.zone.sharing import PublicNotice, breach_for, notice_for_public, public_id
from foreshock.zone.tally import Tally, tally

from .. import stills
from ..index import Index
from ..links import Links
from ..routes import FRONT, Route
from ..text import closed, count, day_short, day_words, joined, sentence, when_short
from .flashpoint import STANCES
from .frame import DATA_WORDS, Anchor
from .share import Share, share
from .sources import SourceRef, Sources, SourceView

#: Entries that tell of what was announced or notified without a window that could be checked carry one of these tags.
TOLD = ("drill announced", "notified drill", "advance warning", "notice")
_DOMAINS = {"air": "in the air", "land": "on land", "sea": "at sea"}
_FINDINGS = {"open": "Open", "agreed": "Agreed by both sides", "disputed": "Disputed"}


class SaidView(Struct, frozen=True):
    """What a party says: of the zone, or of a breach."""

    party: str
    stance: str
    words: str
    day: str
    href: str


class MomentView(Struct, frozen=True):
    """One line of the timeline: a breach, a claim about one, or a position on the zone."""

    iso: str
    day: str
    what: str
    words: str
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


class ToldView(Struct, frozen=True):
    """An announcement known from an entry alone: no window, no volume."""

    day: str
    href: str
    text: str


class NoticeView(Struct, frozen=True):
    notice: PublicNotice
    party: str
    days: str
    standing: str


class ZoneView(Struct, frozen=True):
    name: str
    kicker: str
    home: str
    home_href: str
    map_href: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    positions: tuple[SaidView, ...]
    rings: tuple[tuple[str, str], ...]
    stills: tuple[stills.Still, ...]
    timeline: tuple[MomentView, ...]
    breaches: tuple[BreachView, ...]
    tallies: tuple[TallyView, ...]
    notices: tuple[NoticeView, ...]
    told: tuple[ToldView, ...]
    reminder: str
    sharing: str
    sources: tuple[SourceView, ...]
    share: Share
    live: str
    data: tuple[Anchor, ...]


def zone_of(route: Route, index: Index) -> Zone:
    """The zone of a route. Raises NotFound where the flashpoint has no such zone."""
    index.flashpoint(route.slug)
    for zone in index.zones.get(route.slug or "", ()):
        if zone.id == route.zone:
            return zone
    known = ", ".join(zone.id for zone in index.zones.get(route.slug or "", ())) or "none"
    raise NotFound(f"no zone is called {route.zone!r} at {route.slug}; there is {known}")


def zone_view(route: Route, index: Index, links: Links, live: bool) -> ZoneView:
    """Everything on a zone's page. With `live`, it links to the page of what is seen now."""
    zone = zone_of(route, index)
    sources = Sources(index)
    shown = shown_breaches(zone, index)
    views = [_breach(breach, zone, index, links, sources) for breach in shown]
    gone = [
        _gone(kept.stamp.id, kept.erasure.reason if kept.erasure else kept.stamp.why)
        for kept in index.breaches.get(zone.id, ())
        if kept.value is None
    ]
    days = f"{index.sharing.delay_hours:g} hours"
    return ZoneView(
        name=zone.name,
        kicker=f"Zone · {index.list.title}",
        home=index.name(zone.flashpoint),
        home_href=links.page(Route("flashpoint", zone.flashpoint)),
        map_href=f"{links.page(FRONT)}#map",
        answer=_answer(zone, shown, index),
        facts=_facts(zone, index),
        positions=tuple(
            SaidView(_party(p.party, index), STANCES[p.stance], closed(sentence(p.words)) if p.words else "",
                     when_short(p.date) if p.date else "", _entry(p.development, index, links))
            for p in zone.positions
        ),
        rings=_rings(zone),
        stills=stills.of_record(zone, shown, lambda party: _party(party, index)),
        timeline=tuple(_timeline(zone, shown, index, links)),
        breaches=(*views, *gone),
        tallies=_tallies(zone, shown, index),
        notices=tuple(_notices(zone, index)),
        told=tuple(_told(zone, index, links)),
        reminder=NOT_PERMISSION,
        sharing=(
            f"The public sees what a track did only coarsely until it is {days} old, and no position finer than "
            f"{index.sharing.grid_km:g} km at any time."
        ),
        sources=sources.views(),
        share=share(f"{zone.name} · {index.list.title}", links.canonical(route)),
        live=links.page(Route("live", zone.flashpoint, zone=zone.id)) if live else "",
        data=tuple(
            Anchor(links.page(Route("zone", zone.flashpoint, zone=zone.id, ext=ext)), DATA_WORDS[ext])
            for ext in ("json", "csv", "geojson")
        ),
    )  # fmt: skip


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


def _party(id_: str, index: Index) -> str:
    return index.parties[id_].name if id_ in index.parties else id_ or "Nobody identified"


def _entry(id_: str, index: Index, links: Links) -> str:
    return links.page(Route.of_development(id_)) if id_ in index.state.developments else ""


def _answer(zone: Zone, shown: Sequence[Breach], index: Index) -> str:
    if not shown:
        return f"No breach of it is on record up to {day_words(index.day)}."
    seen = sum(bool(breach.track) for breach in shown)
    how = f"{seen} seen in a track, {len(shown) - seen} by report alone" if seen else "all known by report alone"
    last = shown[0]
    when = last.happened.words if last.happened and not last.track else day_words(began(last))
    return f"{count(len(shown), 'breach', 'breaches').capitalize()} on record, {how}. The latest: {when}."


def _facts(zone: Zone, index: Index) -> tuple[tuple[str, str], ...]:
    facts = [("Declared by", _party(zone.declared_by, index))]
    if zone.radius_m:
        facts.append(("Shape", f"A circle of {zone.radius_m / 1000:g} km, measured along the ground (WGS84 geodesic)"))
    else:
        corners = sum(len(ring) - 1 for ring in zone.rings)
        facts.append(("Shape", f"A polygon of {corners} corners, joined by geodesics on WGS84"))
    heights = [f"from {zone.floor_m:g} m" if zone.floor_m is not None else "",
               f"up to {zone.ceiling_m:g} m" if zone.ceiling_m is not None else ""]  # fmt: skip
    if any(heights):
        facts.append(("Heights", " ".join(filter(None, heights))))
    if zone.valid_from or zone.valid_to:
        since = f"from {zone.valid_from.words}" if zone.valid_from else ""
        until = f"to {zone.valid_to.words}" if zone.valid_to else ""
        facts.append(("In force", " ".join(filter(None, (since, until)))))
    else:
        facts.append(("In force", "Since when, or until when, is not on record"))
    facts.append(("Covers", ", ".join(zone.domains) or "not said"))
    if zone.rules:
        facts.append(("Rules", zone.rules))
    return tuple(facts)


def _rings(zone: Zone) -> tuple[tuple[str, str], ...]:
    rules = Rules()
    return (
        ("Inside", "at the boundary or within it"),
        ("Warning", f"up to {rules.warning_m / 1000:g} km outside"),
        ("Approach", f"up to {rules.approach_m / 1000:g} km outside, when the boundary is less than "
                     f"{rules.approach_s / 60:g} minutes away"),
    )  # fmt: skip


def _breach(breach: Breach, zone: Zone, index: Index, links: Links, sources: Sources) -> BreachView:
    when = breach.happened.words if breach.happened and not breach.track else _instants(breach)
    facts: list[tuple[str, str]] = []
    if breach.track:
        facts += [("Track", breach.track), ("First fix", _instant(breach.first)), ("Last fix", _instant(breach.last))]
        if breach.fixes is not None:
            facts.append(("Fixes inside", str(breach.fixes)))
        if breach.doubts:
            facts.append(("Doubtful", ", ".join(breach.doubts)))
    unknown = []
    for head, known in (("Depth", breach.depth_m is not None and _depth(breach.depth_m)), ("Lasted", _lasted(breach))):
        if known:
            facts.append((head, known))
        else:
            unknown.append("depth" if head == "Depth" else "how long it lasted")
    if breach.evidence:
        facts.append(("Evidence", " ".join(map(closed, breach.evidence))))
    if breach.held_by:
        facts.append(("Held by", breach.held_by))
    else:
        unknown.append("who holds evidence")
    if unknown:
        facts.append(("Not known", joined(unknown)))
    where = _DOMAINS.get(breach.domain or "", "")
    how = "Seen in a track" if breach.track and not breach.doubts else "Doubtful track" if breach.track else "Reported"
    return BreachView(
        anchor=_anchor(breach.id),
        iso=began(breach).isoformat(),
        when=when,
        party=_party(breach.party, index),
        kind=f"{how}{', ' + where if where else ''}",
        text=breach.reported,
        facts=tuple(facts),
        claims=tuple(
            SaidView(_party(c.party, index), "Counter-claim" if c.party == breach.party else "Claim", closed(c.text),
                     when_short(c.date) if c.date else "", _entry(c.development, index, links))
            for c in breach.claims
        ),
        finding=_FINDINGS[breach.finding],
        found=closed(breach.found) if breach.found else "Nothing has been found out yet.",
        entry=_entry(breach.development, index, links),
        refs=sources.refs(breach.sources),
        gone="",
    )  # fmt: skip


def _timeline(zone: Zone, shown: Sequence[Breach], index: Index, links: Links) -> Iterable[MomentView]:
    """Everything with a date, oldest first. What has none, or was said on an unknown day, stands with its breach."""
    found: list[tuple[dt.date, MomentView]] = []

    def add(when: When, what: str, words: str, href: str) -> None:
        found.append((when.first, MomentView(when.first.isoformat(), when_short(when), what, words, href)))

    for position in zone.positions:
        if position.date:
            words = f"{_party(position.party, index)}: {STANCES[position.stance].lower()}"
            add(position.date, "Position", closed(words), _entry(position.development, index, links))
    for breach in shown:
        when = breach.happened if breach.happened and not breach.track else When(began(breach).isoformat())
        if began(breach) != dt.date.min:
            add(when, "Breach", closed(_party(breach.party, index)), f"#{_anchor(breach.id)}")
        for claim in breach.claims:
            if claim.date:
                words = f"{_party(claim.party, index)}: {claim.text}"
                add(claim.date, "Claim", closed(words), _entry(claim.development, index, links))
    found.sort(key=lambda pair: pair[0])
    return (moment for _, moment in found)


def _anchor(breach_id: str) -> str:
    return "b-" + breach_id.partition("/")[2]


def _gone(id_: str, reason: str) -> BreachView:
    return BreachView(_anchor(public_id(id_)), "", "", "", "Taken down", "", (), (), "", "", "", (), closed(reason))


def clock(instant: dt.datetime) -> str:
    """An instant to the minute: “20 June 2021, 12:00 UTC”."""
    utc = instant.astimezone(dt.UTC)
    return f"{day_words(utc.date())}, {utc:%H:%M} UTC"


def _instant(instant: dt.datetime | None) -> str:
    return clock(instant) if instant else "not known"


def _instants(breach: Breach) -> str:
    instant = breach.entered or breach.first
    return clock(instant) if instant else breach.happened.words if breach.happened else "at a time not known"


def _depth(metres: float) -> str:
    return f"at most {metres / 1000:.1f} km inside the boundary" if metres >= 100 else f"{metres:.0f} m"


def _lasted(breach: Breach) -> str:
    begin, end = breach.entered or breach.first, breach.left or breach.last
    if begin is None or end is None or breach.fixes == 0:
        return ""
    minutes = (end - begin).total_seconds() / 60
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"


def _tallies(zone: Zone, shown: Sequence[Breach], index: Index) -> tuple[TallyView, ...]:
    rows: list[Tally] = tally(shown, zone.counts)
    most = max((row.seen + row.doubtful + row.reported for row in rows), default=0) or 1
    rows.sort(key=lambda row: (row.month, row.party), reverse=True)
    return tuple(
        TallyView(
            When(row.month).words if row.month[:1].isdigit() else row.month.capitalize(), _party(row.party, index),
            row.seen, row.doubtful, row.reported, row.agreed, row.disputed,
            "; ".join(f"{_party(side, index)}: {number}" for side, number in row.counted),
            round(100 * (row.seen + row.doubtful + row.reported) / most),
        )
        for row in rows
    )  # fmt: skip


def _notices(zone: Zone, index: Index) -> Iterable[NoticeView]:
    """Notices that stand on the reference day or later and come near this zone, as the public sees them."""
    for notice in public_notices(zone, index):
        standing = "In force" if notice.begins <= index.day else "To come"
        days = day_short(notice.begins)
        if notice.ends != notice.begins:
            days = f"{days} to {day_short(notice.ends)}"
        yield NoticeView(notice, _party(notice.party, index), days, standing)


def public_notices(zone: Zone, index: Index) -> list[PublicNotice]:
    """What `_notices` shows, for the data beside the page."""
    found = []
    for kept in index.state.notices.values():
        if kept.value is None or kept.value.stands_until.date() < index.day:
            continue
        notice = notice_for_public(kept.value, index.sharing)
        if notice and near(zone, notice.lat, notice.lon, notice.radius_km):
            found.append(notice)
    return sorted(found, key=lambda notice: (notice.begins, notice.id))


def _told(zone: Zone, index: Index, links: Links) -> Iterable[ToldView]:
    for entry in index.entries.get(zone.flashpoint, ()):
        value: Development | None = entry.value
        if value and set(value.tags) & set(TOLD):
            yield ToldView(value.when.words, links.page(Route.of_development(value.id)), value.text)


__all__ = ["ZoneView", "public_notices", "shown_breaches", "zone_of", "zone_view"]
