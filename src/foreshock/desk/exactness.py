"""What of a track an account may know at the desk: a named reader all, each read logged first; everybody else no more
than the public.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from foreshock.model import Breach, Candidate, StoreError
from foreshock.zone.sharing import WITHHELD, Sharing, breach_for, public_id

from .joining import SEEN
from .work import Work

#: How a read of breaches stands in the log, beside `read` for one of positions.
BREACHES: Final = "breaches"


def reader_of(work: Work, person: Any) -> str:
    """The name under which an account reads what is exact; empty for one that the desk's settings do not name."""
    return work.watching.accounts.get(person.get_username(), "")


def public_breaches(work: Work, breaches: Sequence[Breach]) -> list[Breach]:
    """Breaches in their order, young ones in tracks as the public may see them."""
    sharing, now = work.watching.sharing, dt.datetime.now(dt.UTC)
    public = (breach_for("public", breach, sharing, now) for breach in breaches)
    return [seen if seen.track == WITHHELD else one for seen, one in zip(public, breaches, strict=True)]


def breaches_for(work: Work, person: Any, zone: str, breaches: Sequence[Breach]) -> list[Breach]:
    """Breaches of a zone as an account may see them, in their order. Where a named reader sees more than the public,
    the read is in the log before this returns. Raises StoreError where it cannot be logged."""
    public, reader = public_breaches(work, breaches), reader_of(work, person)
    young = sum(one.track == WITHHELD for one in public)
    if not (young and reader):
        return public
    work.watching.note(reader, zone, young, BREACHES)
    return list(breaches)


def sees_whole(work: Work, person: Any, breach: Breach) -> bool:
    """Whether an account sees a breach whole; where that is more than the public sees, the read is in the log. False
    where it cannot be logged."""
    try:
        return breaches_for(work, person, breach.zone, [breach])[0] is breach
    except StoreError:
        return False


def public_words(work: Work, kind: str, name: str, words: str) -> str:
    """Words in which an object's id stands, with its public name in place of that of a breach in a track."""
    return words.replace(name, public_id(name, work.watching.sharing)) if kind == "breach" else words


def candidate_for(work: Work, person: Any, candidate: Candidate) -> dict[str, Any]:
    """A candidate as an account may see it through the API: with public names of breaches in tracks and hours, unless
    the account is named and the read is logged."""
    tracks = [name for name in candidate.breaches if name.count("/") > 1]
    reports = [piece.report.removeprefix(SEEN) for piece in candidate.pieces if piece.report.startswith(SEEN)]
    tracks += [name for name in reports if name.count("/") > 1 and name not in tracks]
    reader = reader_of(work, person)
    if tracks and not (reader and _logged(work, reader, tracks)):
        sharing = work.watching.sharing
        candidate = replace(
            candidate,
            breaches=tuple(public_id(name, sharing) for name in candidate.breaches),
            pieces=tuple(
                replace(piece, report=SEEN + public_id(piece.report.removeprefix(SEEN), sharing))
                if piece.report.startswith(SEEN)
                else piece
                for piece in candidate.pieces
            ),
            wrote=tuple(_renamed(one, tracks, sharing) for one in candidate.wrote),
            # A digest of exact instants and depths: whoever tries them all finds the ones that fit.
            seen="",
            newest=candidate.newest.replace(minute=0, second=0, microsecond=0),
        )
    told: dict[str, Any] = msgspec.to_builtins(candidate)
    return told


def _renamed(words: str, tracks: Sequence[str], sharing: Sharing) -> str:
    for name in tracks:
        words = words.replace(name, public_id(name, sharing))
    return words


def _logged(work: Work, reader: str, tracks: Sequence[str]) -> bool:
    """Whether the read is in the log; where it cannot be, the public form is shown."""
    zones = [name.partition("/")[0] for name in tracks]
    try:
        for zone in sorted(set(zones)):
            work.watching.note(reader, zone, zones.count(zone), BREACHES)
    except StoreError:
        return False
    return True
