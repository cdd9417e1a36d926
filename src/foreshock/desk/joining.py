"""Candidates joined and parted: who keeps which words, reports and events, and where each clue then points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from msgspec.structs import replace

from foreshock.model import Candidate, Development, Event, Piece, Statement, severity_of

T = TypeVar("T")
#: Before the id of a breach, where a track stands for a report.
SEEN: Final = "breach:"


def joined(target: Candidate, other: Candidate) -> Candidate:
    """Two candidates as one: the target's words, everything else of both. Nothing is there twice."""
    proposal = _with_both(target.proposal, other.proposal)
    theirs = _pointing(other.pieces, _moved(other.proposal.events, proposal.events))
    return replace(
        target,
        proposal=proposal,
        pieces=union(target.pieces, theirs),
        routes=union(target.routes, other.routes),
        newest=max(target.newest, other.newest),
        severity=severity_of(proposal.events),
        breaches=union(target.breaches, other.breaches),
    )


def amending(candidate: Candidate, entry: Development, base: int) -> Candidate:
    """A candidate as the amendment of a published entry in its revision `base`: the entry's words and address, both
    sides' sources, events and accounts."""
    proposal = _with_both(entry, candidate.proposal)
    pieces = _pointing(candidate.pieces, _moved(candidate.proposal.events, proposal.events))
    severity = severity_of(proposal.events)
    return replace(candidate, proposal=proposal, pieces=pieces, amends=entry.id, base=base, severity=severity)


def parted(candidate: Candidate, taken: Sequence[int], new_id: str) -> tuple[Candidate, Candidate]:
    """What is left of a candidate without the reports numbered in `taken` (from 0), and a new candidate of those.

    An event goes along when every clue to it lies in those reports; so does a source that only they come from.
    """
    out = tuple(candidate.pieces[n] for n in taken)
    rest = tuple(piece for n, piece in enumerate(candidate.pieces) if n not in taken)
    proposal = candidate.proposal
    ours, theirs = _events_of(rest), _events_of(out)
    seen = {f"{SEEN}{name}" for name in candidate.breaches} & {piece.report for piece in out}
    moving = [n for n in range(len(proposal.events)) if n in theirs and n not in ours]
    staying = [n for n in range(len(proposal.events)) if n not in moving]
    gone = {piece.document.id for piece in out} - {piece.document.id for piece in rest}
    stay = {piece.document.id for piece in rest}
    left = replace(
        proposal,
        events=tuple(proposal.events[n] for n in staying),
        statements=tuple(
            replace(said, quotations=tuple(q for q in said.quotations if q.document not in gone))
            for said in proposal.statements
        ),
        sources=tuple(source for source in proposal.sources if source.document not in gone),
    )
    new = replace(
        proposal,
        text=beginning(out[0].text),
        head="",
        events=tuple(proposal.events[n] for n in moving),
        statements=(),
        accounts=(),
        images=(),
        open="",
        sources=tuple(source for source in proposal.sources if source.document not in stay - _documents(out)),
    )
    return (
        replace(
            candidate,
            proposal=left,
            pieces=_pointing(rest, {n: place for place, n in enumerate(staying)}),
            severity=severity_of(left.events),
            breaches=tuple(name for name in candidate.breaches if f"{SEEN}{name}" not in seen),
        ),
        replace(
            candidate,
            id=new_id,
            proposal=new,
            pieces=_pointing(out, {n: place for place, n in enumerate(moving)}),
            severity=severity_of(new.events),
            breaches=tuple(name for name in candidate.breaches if f"{SEEN}{name}" in seen),
            seen="",
            status="open",
            amends="",
            base=0,
            correction="",
            first="",
            until=None,
            reason="",
        ),
    )


def union(ours: Iterable[T], theirs: Iterable[T]) -> tuple[T, ...]:
    """Both in order, each once."""
    made: list[T] = []
    for one in (*ours, *theirs):
        if one not in made:
            made.append(one)
    return tuple(made)


def _with_both(ours: Development, theirs: Development) -> Development:
    places = union(ours.belongs_to, theirs.belongs_to)
    return replace(
        ours,
        events=union(ours.events, theirs.events),
        statements=_said(ours.statements, theirs.statements),
        accounts=union(ours.accounts, theirs.accounts),
        sources=tuple({s.document: s for s in (*theirs.sources, *ours.sources)}[name] for name in _cited(ours, theirs)),
        images=union(ours.images, theirs.images),
        flashpoints=tuple(slug for slug in places if slug != ours.home),
    )


def _said(ours: Iterable[Statement], theirs: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements of both sides, one for each speaker of a country and role, with the words that either gives."""
    made: dict[tuple[str, str, str], Statement] = {}
    for one in (*ours, *theirs):
        key = (one.speaker.casefold(), one.country, one.role)
        held = made.setdefault(key, one)
        made[key] = replace(
            held,
            quotes=max(held.quotes, one.quotes),
            about=union(held.about, one.about),
            quotations=union(held.quotations, one.quotations),
        )
    return tuple(made.values())


def _cited(ours: Development, theirs: Development) -> tuple[str, ...]:
    return union((s.document for s in ours.sources), (s.document for s in theirs.sources))


def _moved(before: Sequence[Event], after: Sequence[Event]) -> dict[int, int]:
    return {n: after.index(event) for n, event in enumerate(before) if event in after}


def _pointing(pieces: Iterable[Piece], to: Mapping[int, int]) -> tuple[Piece, ...]:
    """The pieces with their clues to events numbered anew; a clue to an event that is elsewhere now falls away."""
    return tuple(
        replace(
            piece,
            clues=tuple(
                clue if clue.event is None else replace(clue, event=to[clue.event])
                for clue in piece.clues
                if clue.event is None or clue.event in to
            ),
        )
        for piece in pieces
    )


def _events_of(pieces: Iterable[Piece]) -> set[int]:
    return {clue.event for piece in pieces for clue in piece.clues if clue.event is not None}


def _documents(pieces: Iterable[Piece]) -> set[str]:
    return {piece.document.id for piece in pieces}


def beginning(text: str, size: int = 600) -> str:
    """The first words of a report, up to a sentence's end where there is one."""
    text = text.strip()
    if len(text) <= size:
        return text
    cut = text[:size]
    end = max(cut.rfind(". "), cut.rfind(".\n"))
    return cut[: end + 1] if end > size // 3 else cut.rsplit(" ", 1)[0] + "…"
