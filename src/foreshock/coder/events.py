"""An event as one sentence tells it, before the text's other sentences are heard."""

from __future__ import annotations

from typing import Final, NamedTuple

from .naming import Party

Span = tuple[int, int]
#: The level of an event told beside another; see RawEvent.
ASIDE: Final = 3


class RawEvent(NamedTuple):
    """An event as read in one sentence. `level` 0 is a main clause, 1 reported or adverbial, 2 relative or nominal,
    3 told beside another event; `strength` as in Act, `sentence` its number in the text."""

    type: str
    mode: str | None
    actor: Party
    recipient: Party | None
    assertion: str
    action: Span
    strength: int
    level: int
    rule: str
    sentence: int
