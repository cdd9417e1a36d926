"""Breaches as candidates: what a watch saw, or somebody recorded, and no entry tells of yet; and what the record says
of a breach once an entry tells of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from foreshock.model import (
    Act,
    Breach,
    Candidate,
    Citation,
    Conflict,
    Development,
    Document,
    InvalidValue,
    ListState,
    ObjectKind,
    Piece,
    Route,
    TriggerList,
    When,
    severity_of,
)
from foreshock.store import Put, Store
from foreshock.store.record import LIST_ID
from foreshock.zone.drafts import draft
from foreshock.zone.sharing import Sharing, public_name

from .joining import SEEN

#: How a watch stands among the sources: a machine's track, its reliability not judged by itself.
_GRADE: Final = "F3"
#: What a watch says of a presence; everything else of a breach is what people say.
_FACTS: Final = (
    "track", "first", "last", "entered", "left", "ended", "depth_m", "fixes", "probability", "doubts", "domain",
)  # fmt: skip
#: Why a candidate is set aside, or a breach withdrawn, when the watch finds that there was none.
TAKEN_BACK: Final = "the watch has taken this breach back: by later fixes there was no such presence"


def candidates_of(
    state: ListState, breaches: Iterable[Breach], now: dt.datetime, sharing: Sharing
) -> Iterator[Candidate]:
    """A candidate for each breach of a zone of this list that no entry tells of. One without even a year is left to
    whoever recorded it, and so is one of a zone that the list does not have.

    A seen breach has no document of its own: its candidate brings one that says what the track showed, without a
    position, so that nothing is published without a source.
    """
    for breach in breaches:
        if not breach.development and (candidate := candidate_of(state, breach, now, sharing)):
            yield candidate


def candidate_of(state: ListState, breach: Breach, now: dt.datetime, sharing: Sharing) -> Candidate | None:
    """The candidate that would tell of a breach; None where the list has no such zone, or no time is known."""
    kept = state.zones.get(breach.zone)
    if kept is None or kept.value is None:
        return None
    zone = kept.value
    parties = {party.id: party for party in state.list.value.parties} if state.list and state.list.value else {}
    young = bool(breach.track) and sharing.young(breach.last or breach.left or breach.entered or breach.first, now)
    try:
        # What is proposed goes public as it is: of a young breach it says no more than the zone's page may.
        proposal = draft(replace(breach, depth_m=None) if young else breach, zone, parties)
    except InvalidValue:
        return None
    document = _document(breach, zone.name, sharing)
    newest = breach.last or breach.left or breach.entered or _noon(proposal.date)
    if not proposal.sources and document:
        proposal = replace(proposal, sources=(Citation(document.id, _GRADE),))
    pieces = (Piece(f"{SEEN}{breach.id}", document, proposal.text, _GRADE, document.date),) if document else ()
    return Candidate(
        id=candidate_id(breach.id, sharing),
        proposal=proposal,
        found=now,
        # The queue shows it to every account.
        newest=newest.replace(minute=0, second=0, microsecond=0) if young else newest,
        pieces=pieces,
        routes=(Route(zone.flashpoint, f"a breach of {zone.name}"),),
        severity=severity_of(proposal.events),
        breaches=(breach.id,),
        seen=mark(breach) if breach.track else "",
    )


def candidate_id(breach_id: str, sharing: Sharing) -> str:
    """The id of the candidate of a breach. That of one in a track is made with the desk's key, as its public name is:
    every account of the desk sees it."""
    if breach_id.count("/") < 2:
        return former_id(breach_id)
    return f"breach-{public_name(breach_id, sharing).removeprefix('track-')}"


def former_id(breach_id: str) -> str:
    """The id that the candidate of a breach has at a desk that laid it before ids were made with a key."""
    return f"breach-{hashlib.sha256(breach_id.encode()).hexdigest()[:16]}"


def mark(breach: Breach) -> str:
    """A digest of what is worth telling anew: how it ended, its doubts, how deep it was in the end; not every fix."""
    depth = None if breach.depth_m is None or breach.ended == "inside" else math.ceil(breach.depth_m / 1000)
    told = (breach.entered, breach.left, breach.ended, breach.doubts, depth, breach.fixes == 0)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def mark_of_none(breach_id: str) -> str:
    """What stands for the digest where a breach was found not to be: publishing such a candidate withdraws it."""
    return hashlib.sha256(f"none of {breach_id}".encode()).hexdigest()[:16]


def renewed(breach: Breach, seen: Breach) -> Breach:
    """What people say of a breach, with what a watch has seen of it by now."""
    return replace(breach, **{name: getattr(seen, name) for name in _FACTS}) if seen.track else breach


def told(store: Store, candidate: Candidate, entry: Development, why: str) -> Iterator[Put]:
    """The breaches of a candidate as the record has them once its entry is published: linked to it, with the party that
    the entry names, its sources, and what a watch has seen by now. One that was none is withdrawn."""
    # A withdrawal comes last: its content has no salt, so no public revision may follow it directly.
    for name in sorted(candidate.breaches, key=lambda name: candidate.seen == mark_of_none(name)):
        history = store.history("breach", name)
        if candidate.seen == mark_of_none(name):
            if any(kept.value is not None and kept.stamp.published is not None for kept in history):
                yield Put("breach", None, "now", "withdraw", why=TAKEN_BACK, id=name)
            continue
        values = [(kept.value, kept.stamp) for kept in history if isinstance(kept.value, Breach)]
        if not values:
            continue
        public = [value for value, stamp in values if stamp.published is not None]
        drafts = [value for value, stamp in values if stamp.published is None]
        breach = (public or drafts)[-1]
        if drafts:
            # A watch may come back to what it saw before, which makes no new draft.
            fitting = [draft for draft in drafts if mark(draft) == candidate.seen]
            breach = renewed(breach, (fitting or drafts)[-1])
        # After an undoing, what it was linked to is no more.
        gone = history[-1].value is None
        breach = replace(
            breach,
            development=entry.id if gone else breach.development or entry.id,
            party=breach.party or _party(store, entry),
            sources=breach.sources or entry.sources,
        )
        act: Act | None = "edit" if gone else None
        yield Put("breach", breach, "now", act, why=why)


def untold(store: Store, candidate: Candidate) -> list[Put]:
    """What the record says of the breaches again when the publication of a candidate is undone: what it said before,
    nothing where it said nothing; one of which the publication wrote nothing stays. Raises Conflict when one was
    changed since."""
    puts = []
    for name in candidate.breaches:
        number = written(candidate, "breach", name)
        public = [kept for kept in store.history("breach", name) if kept.stamp.published is not None]
        if number is None:
            # Published before these numbers were kept: it wrote the newest revision, if that tells of its entry.
            number = public[-1].stamp.number if public else 0
            if not number or public[-1].value is None or public[-1].value.development != candidate.outcome:
                continue
        ours = next((kept for kept in public if kept.stamp.number == number), None)
        if ours is None or ours.erasure or public[-1].erasure:
            continue
        if public[-1].value != ours.value:
            raise Conflict(
                f"its breach of {name.partition('/')[0]} was changed after it was published from here: undo or "
                "correct that first"
            )
        before = [kept.value for kept in public if kept.stamp.number < number]
        if before and before[-1] is not None:
            puts.append(Put("breach", before[-1], "now", "edit"))
        else:
            puts.append(Put("breach", None, "now", "withdraw", id=name))
    # Withdrawals come last, as in `told`.
    return sorted(puts, key=lambda put: put.value is None)


def written(candidate: Candidate, kind: ObjectKind, name: str) -> int | None:
    """The number of the revision of an object that the publication of a candidate wrote, 0 where it wrote none; None
    for a publication from before these were kept."""
    if not candidate.wrote:
        return None
    numbers = (one.rpartition("@") for one in candidate.wrote)
    return next((int(number) for of, _, number in numbers if of == f"{kind}:{name}"), 0)


def _party(store: Store, entry: Development) -> str:
    """The one party that has the code of who acts in the entry; empty where that is not plain."""
    history = store.history("list", LIST_ID)
    value = history[-1].value if history else None
    codes = {event.actor for event in entry.events if event.type == "MOBILIZE"} - {"UNK", ""}
    parties = value.parties if isinstance(value, TriggerList) else ()
    fitting = [party.id for party in parties if party.code in codes]
    return fitting[0] if len(fitting) == 1 else ""


def _document(breach: Breach, zone: str, sharing: Sharing) -> Document | None:
    """What stands for a track as a source; None for a breach that is only reported and brings sources of its own."""
    began = breach.entered or breach.first
    if not breach.track or began is None:
        return None
    return Document(
        id=public_name(breach.id, sharing),
        title=f"A track inside {zone}, as a watch recorded it",
        publisher=breach.held_by or "The desk's own watch",
        date=When(began.astimezone(dt.UTC).date().isoformat()),
        not_held="positions are kept for named readers",
    )


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
