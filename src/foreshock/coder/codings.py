"""What the coder gives back. Spans are character offsets [start, end) into the text as it came in."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

Span = tuple[int, int]


class EventSpans(Struct, frozen=True):
    """Where an event was read: its actor and recipient (None where implied) and the words of the act."""

    action: Span
    actor: Span | None = None
    recipient: Span | None = None


class Located(Struct, frozen=True):
    """A resolved place: degrees WGS84, its uncertainty in kilometres, and its GeoNames id where one is known."""

    lat: float
    lon: float
    km: float
    name: str
    geonames_id: int | None = None


class CodedEvent(Struct, frozen=True):
    """One event by the coding guide. `confidence` is the calibrated probability that `type` is right;
    `rule` names the frame or rule that read it; `date` is ISO 8601, cut off where knowledge ends. `places` are names
    as written, the likeliest scene first, and `located` the same as points, as far as they are known."""

    type: str
    mode: str | None
    actor: str
    recipient: str | None
    assertion: str
    places: tuple[str, ...]
    killed: int | None
    injured: int | None
    date: str | None
    spans: EventSpans
    confidence: float
    rule: str
    located: tuple[Located, ...] = ()


class StatementSpans(Struct, frozen=True):
    """Where a statement was read: the phrase that says who speaks, as it stands, and each passage that is theirs."""

    source: Span
    content: tuple[Span, ...]


class CodedStatement(Struct, frozen=True):
    """What somebody says, thinks or wants. `quotes` counts quoted passages; `about` lists countries and actors.

    A text of at most 1,500 characters and two paragraphs is an entry, which lists each speaker once; in a longer one
    every attribution is a statement of its own."""

    speaker: str
    country: str
    role: str
    quotes: int
    about: tuple[str, ...]
    spans: StatementSpans


class Coding(Struct, frozen=True):
    """The coding of one text. `why_empty` says why there is no event, and is None when there is one.
    `explain` holds one line for each decision, only when asked for."""

    events: tuple[CodedEvent, ...] = ()
    statements: tuple[CodedStatement, ...] = ()
    why_empty: str | None = None
    explain: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dictionaries in the form of `foreshock code`'s output."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        if not self.explain:
            del found["explain"]
        return found
