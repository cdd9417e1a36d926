"""What a machine lays before a person: a proposed entry, the reports it came from, and why it stands where it does.

A machine proposes, a person decides, a second person reads; the record keeps all three as revisions of the candidate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, Literal

from .base import Document, Noun, check, check_slug
from .developments import Development, Event
from .levels import check_grade
from .plover import EVENT_TYPES
from .reports import Quotation
from .when import When

#: `second` waits for its second reader; the last four are decided.
CandidateStatus = Literal["open", "snoozed", "second", "published", "merged", "rejected", "split"]
DECIDED: Final = ("published", "merged", "rejected", "split")

ClueOf = Literal["actor", "recipient", "action", "place", "date", "killed", "injured", "speaker", "content"]

#: Severity 0 to 5 in words, for the order of the queue and nothing else: it ranks reading, never places or people.
SEVERITIES: Final[tuple[str, ...]] = (
    "words only",
    "cooperation",
    "verbal conflict",
    "forces moved or people held",
    "force used",
    "force used, ten or more dead",
)
_MANY_DEAD: Final = 10


class Clue(Noun, frozen=True):
    """Characters [start, end) of a piece's text that a coded field was read from. `event` numbers the proposal's
    events from 0; it is None for a statement's clues."""

    of: ClueOf
    start: int
    end: int
    event: int | None = None

    def __post_init__(self) -> None:
        check(0 <= self.start <= self.end, f"no stretch of text: {self.start} to {self.end}")


class Piece(Noun, frozen=True):
    """One report as the desk shows it beside the proposal: its words, and where each coded field was read.

    `rule` and `confidence` (0 to 1, calibrated) are those of the surest event read from it. `quotations` are the words
    that the coder found in quotation marks, each with its speaker; a private report lends none.
    """

    report: str
    document: Document
    text: str
    grade: str = "F6"
    date: When | None = None
    clues: tuple[Clue, ...] = ()
    rule: str = ""
    confidence: float | None = None
    quotations: tuple[Quotation, ...] = ()

    def __post_init__(self) -> None:
        check(self.report.strip(), "a piece needs the id of its report")
        check_grade(self.grade)
        check(
            self.confidence is None or 0 <= self.confidence <= 1,
            f"no probability: confidence {self.confidence}; write 0 to 1",
        )


class Route(Noun, frozen=True):
    """Why a candidate belongs to a flashpoint, in words, and how sure the matcher is (0 to 1)."""

    flashpoint: str
    reason: str
    score: float = 1.0

    def __post_init__(self) -> None:
        check_slug(self.flashpoint)
        check(self.reason.strip(), f"the route to {self.flashpoint!r} needs a reason")
        check(0 <= self.score <= 1, f"no score: {self.score}; write 0 to 1")


class Candidate(Noun, frozen=True):
    """A proposed entry on its way to publication.

    `proposal` carries the day and the home flashpoint; its number is provisional until it is published. With
    `amends`, it changes that published entry, begun from its revision `base` (0 where that is not known), as a
    correction where `correction` says what was wrong. `until` is the day a snoozed one comes back, `outcome` the
    entry or candidate it became, `reason` what its last reader said. `first` is who accepted it, `first` and the
    second reader are never the same person. `turn` counts the acts on it. `erased` says when, by whom and why words
    of it were erased; empty where none were. `breaches` are those that its entry will tell of, and `seen` marks what
    was known of one that a watch saw when it was laid here. `wrote` are the revisions that its publication made, as
    `development:al-tanf/2019-02-14/1@2`; number 0 where nothing was new.
    """

    id: str
    proposal: Development
    found: dt.datetime
    newest: dt.datetime
    pieces: tuple[Piece, ...] = ()
    routes: tuple[Route, ...] = ()
    story: str = ""
    severity: int = 0
    status: CandidateStatus = "open"
    amends: str = ""
    correction: str = ""
    until: dt.date | None = None
    outcome: str = ""
    reason: str = ""
    first: str = ""
    turn: int = 1
    erased: str = ""
    breaches: tuple[str, ...] = ()
    seen: str = ""
    wrote: tuple[str, ...] = ()
    base: int = 0

    def __post_init__(self) -> None:
        check_slug(self.id)
        check(0 <= self.severity < len(SEVERITIES), f"no severity: {self.severity}; write 0 to {len(SEVERITIES) - 1}")
        for instant in (self.found, self.newest):
            check(instant.tzinfo is not None, f"the instant {instant} of candidate {self.id!r} has no time zone")
        check(
            not self.amends or self.amends == self.proposal.id,
            f"candidate {self.id!r} amends {self.amends!r} but proposes {self.proposal.id!r}",
        )

    @property
    def decided(self) -> bool:
        return self.status in DECIDED


def severity_of(events: Iterable[Event]) -> int:
    """0 to 5 (see SEVERITIES): the gravest of the events that somebody vouches for, denied ones among them."""
    return max((_severity(event) for event in events), default=0)


def _severity(event: Event) -> int:
    if event.type == "ASSAULT":
        return 5 if (event.killed or 0) >= _MANY_DEAD else 4
    return {
        "verbal cooperation": 1,
        "material cooperation": 1,
        "verbal conflict": 2,
        "material conflict": 3,
    }[EVENT_TYPES[event.type].quad]
