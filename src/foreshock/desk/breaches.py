"""Breaches as candidates: what a watch saw, or somebody recorded, and no entry tells of yet."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from foreshock.model import (
    Breach,
    Candidate,
    Citation,
    Document,
    InvalidValue,
    ListState,
    Piece,
    Route,
    When,
    severity_of,
)
from foreshock.zone.drafts import draft

#: How a watch stands among the sources: a machine's track, its reliability not judged by itself.
_GRADE = "F3"


def candidates_of(state: ListState, breaches: Iterable[Breach], now: dt.datetime) -> Iterator[Candidate]:
    """A candidate for each breach of a zone of this list that no entry tells of. One without even a year is left to
    whoever recorded it, and so is one of a zone that the list does not have.

    A seen breach has no document of its own: its candidate brings one that says what the track showed, without a
    position, so that nothing is published without a source.
    """
    parties = {party.id: party for party in state.list.value.parties} if state.list and state.list.value else {}
    for breach in breaches:
        kept = state.zones.get(breach.zone)
        if breach.development or kept is None or kept.value is None:
            continue
        zone = kept.value
        try:
            proposal = draft(breach, zone, parties)
        except InvalidValue:
            continue
        document = _document(breach, zone.name)
        if not proposal.sources and document:
            proposal = replace(proposal, sources=(Citation(document.id, _GRADE),))
        pieces = (Piece(f"breach:{breach.id}", document, proposal.text, _GRADE, document.date),) if document else ()
        yield Candidate(
            id=f"breach-{hashlib.sha256(breach.id.encode()).hexdigest()[:16]}",
            proposal=proposal,
            found=now,
            newest=breach.last or breach.left or breach.entered or _noon(proposal.date),
            pieces=pieces,
            routes=(Route(zone.flashpoint, f"a breach of {zone.name}"),),
            severity=severity_of(proposal.events),
        )


def _document(breach: Breach, zone: str) -> Document | None:
    """What stands for a track as a source; None for a breach that is only reported and brings sources of its own."""
    began = breach.entered or breach.first
    if not breach.track or began is None:
        return None
    return Document(
        id=f"track-{hashlib.sha256(breach.id.encode()).hexdigest()[:16]}",
        title=f"A track inside {zone}, as a watch recorded it",
        publisher=breach.held_by or "The desk's own watch",
        date=When(began.astimezone(dt.UTC).date().isoformat()),
        not_held="positions are kept for named readers",
    )


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
