"""A candidate without the words that were erased: pure, and the same whatever asked for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

from foreshock.model import Candidate, Development, Document, Event, Piece, severity_of

from .joining import SEEN, beginning

T = TypeVar("T")
_WORD: Final = re.compile(r"\w{4,}")
#: What stands in the place of an erased title.
GONE: Final = "Erased"


def without_reports(candidate: Candidate, reports: Collection[str], words: str, told: str) -> Candidate:
    """The candidate without these reports, of whose text `words` is all that is known, and without every part of its
    proposal that only they can have brought: a part goes when it holds a word (of four letters and more) that none of
    the reports that stay has. Their places are kept, so that they count as laid before the desk.

    A candidate with nothing left is set aside. `told` says when, by whom and why.
    """
    gone = [piece for piece in candidate.pieces if piece.report in reports]
    left = [piece for piece in candidate.pieces if piece.report not in reports and piece.document.title != GONE]
    telling = _words([words, *(_said(piece) for piece in gone)]) - _words(_said(piece) for piece in left)
    pieces = tuple(_blank(piece, told) if piece in gone else piece for piece in candidate.pieces)
    changed = replace(
        candidate,
        proposal=_proposal(candidate, left, gone, telling),
        pieces=pieces,
        routes=tuple(route for route in candidate.routes if not _tells(route.reason, telling)),
        correction="" if _tells(candidate.correction, telling) else candidate.correction,
        reason="" if _tells(candidate.reason, telling) else candidate.reason,
    )
    return _settled(_renumbered(candidate, changed), bool(left) or not candidate.pieces, told)


def without_entry(candidate: Candidate, told: str) -> Candidate:
    """The candidate without its proposal, whose words are those of an entry that was erased. Its reports stay."""
    empty = Development(candidate.proposal.id, "")
    pieces = tuple(replace(piece, clues=()) for piece in candidate.pieces)
    changed = replace(candidate, proposal=empty, pieces=pieces, correction="", reason="", severity=0)
    return _settled(changed, False, told)


def without_breach(candidate: Candidate, breach: str, told: str) -> Candidate:
    """The candidate without a breach that was erased, and without the words that told of it."""
    left = tuple(piece for piece in candidate.pieces if piece.report != f"{SEEN}{breach}")
    held = replace(
        candidate,
        breaches=tuple(one for one in candidate.breaches if one != breach),
        seen="",
        wrote=tuple(one for one in candidate.wrote if not one.startswith(f"{SEEN}{breach}@")),
    )
    if left:
        gone = next((piece.text for piece in candidate.pieces if piece not in left), "")
        return replace(without_reports(held, {f"{SEEN}{breach}"}, gone, told), pieces=left)
    return replace(without_entry(held, told), pieces=())


def _settled(candidate: Candidate, useful: bool, told: str) -> Candidate:
    candidate = replace(candidate, erased=told, severity=severity_of(candidate.proposal.events))
    if candidate.decided or useful:
        return candidate
    return replace(candidate, status="rejected", reason=told, first="", until=None)


def _proposal(candidate: Candidate, left: list[Piece], gone: list[Piece], telling: Collection[str]) -> Development:
    before = candidate.proposal
    text = before.text
    if _tells(text, telling):
        text = next((beginning(piece.text) for piece in left if piece.text), "")
    stay = {piece.document.id for piece in left}
    cited = {piece.document.id for piece in gone} - stay
    sources = tuple(one for one in before.sources if one.document not in cited and not _tells(one.where, telling))
    known = {one.document for one in sources}
    # Words of a source that goes, go with it, whatever language they or their translation are in.
    statements = tuple(
        replace(one, quotations=tuple(said for said in one.quotations if not said.document or said.document in known))
        for one in before.statements
    )
    return replace(
        before,
        text=text,
        head="" if _tells(before.head, telling) else before.head,
        place="" if _tells(before.place, telling) else before.place,
        open="" if _tells(before.open, telling) else before.open,
        tags=tuple(tag for tag in before.tags if not _tells(tag, telling)),
        events=tuple(_event(before.events[n], telling) for n in _kept_events(candidate, left)),
        statements=_quiet(statements, telling),
        accounts=_quiet(before.accounts, telling),
        images=_quiet(before.images, telling),
        sources=sources,
    )


def _kept_events(candidate: Candidate, left: list[Piece]) -> list[int]:
    """The events that a report which stays speaks of, and those that no report ever did: a person put them in."""
    here = {clue.event for piece in left for clue in piece.clues}
    ever = {clue.event for piece in candidate.pieces for clue in piece.clues}
    return [n for n in range(len(candidate.proposal.events)) if n in here or n not in ever]


def _event(event: Event, telling: Collection[str]) -> Event:
    return replace(event, places=tuple(place for place in event.places if not _tells(place, telling)))


def _renumbered(before: Candidate, after: Candidate) -> Candidate:
    """The pieces' clues by the numbers that the events have now."""
    left = [piece for piece in after.pieces if piece.clues]
    to = {n: place for place, n in enumerate(_kept_events(before, left))}

    def moved(piece: Piece) -> Piece:
        clues = (
            clue if clue.event is None else replace(clue, event=to[clue.event])
            for clue in piece.clues
            if clue.event is None or clue.event in to
        )
        return replace(piece, clues=tuple(clues))

    return replace(after, pieces=tuple(moved(piece) for piece in after.pieces))


def _blank(piece: Piece, told: str) -> Piece:
    if piece.document.title == GONE:
        return piece
    return Piece(piece.report, Document(piece.document.id, GONE, not_held=told), "")


def _said(piece: Piece) -> str:
    document = piece.document
    quoted = (part for one in piece.quotations for part in (one.words, one.speaker, one.translation))
    return "\n".join((document.title, document.publisher, document.author, document.address, piece.text, *quoted))


def _quiet(parts: tuple[T, ...], telling: Collection[str]) -> tuple[T, ...]:
    return tuple(part for part in parts if not any(_tells(text, telling) for text in _texts(part)))


def _texts(part: Any) -> Iterable[str]:
    plain = msgspec.to_builtins(part)
    stack = [plain]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            # Names of kinds and codes are the model's own words, not a report's.
            stack += [inner for name, inner in value.items() if name not in ("role", "country", "grade", "sha256")]
        elif isinstance(value, list | tuple):
            stack += value


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.casefold())}


def _tells(text: str, telling: Collection[str]) -> bool:
    return any(word in telling for word in _WORD.findall(text.casefold()))
