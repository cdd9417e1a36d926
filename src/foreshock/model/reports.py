"""What one source said, ready to be matched: a text with its coding, or one row of a data set as one event.

A Report is the same noun for a news item, a PDF, a typed-in telephone call and a row of GDELT, ACLED, UCDP or POLECAT.
Texts come with `coder` empty until they were coded; rows come coded by their data set. Spans are character offsets
[start, end) into `text`. Nothing here says whether the report is true.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

from .base import SHA256, Noun, Place, check
from .levels import check_grade
from .plover import Assertion, check_actor, check_type
from .when import When

Span = tuple[int, int]
Terms = Literal["show", "quote", "private"]

#: What a report was made from: a text of its own, a row of a data set, words typed in by a person.
ReportKind = Literal["text", "row", "typed"]

#: A place known within so many kilometres is exact; beyond the second figure it is an area.
EXACT_KM: Final = 1.0
VICINITY_KM: Final = 30.0


def place_within(name: str, lat: float, lon: float, km: float) -> Place:
    """A Place known within `km` kilometres, its precision by EXACT_KM and VICINITY_KM."""
    precision: Literal["exact", "vicinity", "area"]
    precision = "exact" if km <= EXACT_KM else "vicinity" if km <= VICINITY_KM else "area"
    return Place(name, lat, lon, precision, km)


class Quotation(Noun, frozen=True):
    """Words as they were said or written, kept in their own language; a translation never replaces them.

    `language` is a tag of BCP 47. `translator` is a person's name, or `machine:` and the name and version of a program;
    it is needed with a translation. `span` is where the words stand in the report's text, None when they were typed
    in. In an entry, `date` says when they were said, if not when the entry happened, and `document` and `where` which
    of its sources has them; without a document they rest on all of them.
    """

    words: str
    language: str
    speaker: str = ""
    translation: str = ""
    translation_language: str = "en"
    translator: str = ""
    span: Span | None = None
    date: When | None = None
    document: str = ""
    where: str = ""

    def __post_init__(self) -> None:
        check(self.words.strip(), "a quotation without words: give the original ones, also beside a translation")
        check(
            not self.translation or self.translator.strip(),
            f"the translation of {self.words[:40]!r} has no translator: name the person or the program",
        )

    @property
    def machine(self) -> str:
        """The program that translated it, empty where a person did."""
        name, _, program = self.translator.partition(":")
        return program.strip() if name.strip().lower() == "machine" else ""


class ReportedEvent(Noun, frozen=True):
    """Who did what to whom, where and when, as one report has it.

    `id` is unique within its report. `actor` and `recipient` are codes of the model (`UNK` where the source names
    somebody whom no table knows); the names are the source's own. `places` are located (km is always set), `unplaced`
    are names that no gazetteer knew. `happened` to `until` is the time; `killed` has the source's own bounds where it
    states them. `confidence` in [0, 1] is calibrated for the coder's events and None for rows; `rule` names the frame
    that read it, or the data set's own code (`CAMEO 190`, `ACLED Air/drone strike`).
    """

    id: str
    type: str
    actor: str
    recipient: str | None = None
    mode: str | None = None
    assertion: Assertion = "stated"
    actor_name: str = ""
    recipient_name: str = ""
    places: tuple[Place, ...] = ()
    unplaced: tuple[str, ...] = ()
    happened: When | None = None
    until: When | None = None
    killed: int | None = None
    killed_low: int | None = None
    killed_high: int | None = None
    injured: int | None = None
    action_span: Span | None = None
    actor_span: Span | None = None
    recipient_span: Span | None = None
    confidence: float | None = None
    rule: str = ""

    def __post_init__(self) -> None:
        check(self.id, "an event without id: number the events of a report")
        check_type(self.type, self.mode)
        check_actor(self.actor)
        if self.recipient is not None:
            check_actor(self.recipient)
        for count in (self.killed, self.killed_low, self.killed_high, self.injured):
            check(count is None or count >= 0, f"no count of people: {count}")
        check(self.confidence is None or 0 <= self.confidence <= 1, f"no probability: {self.confidence}")
        check(all(place.km is not None for place in self.places), f"event {self.id!r}: a place without its km")


class ReportedStatement(Noun, frozen=True):
    """Who said it, and where in the text; `quotations` holds the words, in their own language."""

    speaker: str
    country: str
    role: str = "GOV"
    quotes: int = 0
    about: tuple[str, ...] = ()
    speaker_span: Span | None = None
    spans: tuple[Span, ...] = ()
    quotations: tuple[Quotation, ...] = ()

    def __post_init__(self) -> None:
        check_actor(f"{self.country}:{self.role}")


class Report(Noun, frozen=True):
    """What one source said.

    `id` is the same for the same thing however often it is read: `<source>:<key>`, the key a row's own id or the
    beginning of the text's hash. `document` is the id under which the record would hold the raw bytes, `sha256` those
    bytes, which lie in the archive; many reports may share one (a feed, a table), and `where` says which part of it.
    `published` is what the source says, `learned` when we fetched it (UTC). `language` is ISO 639-1, empty where it
    cannot be told. `coder` names what made the coding, with its version; empty means not coded, and then
    `why_empty` says why (“waits: language fa”). `translation` is of `text` into English, by `translator`; where a text
    in another language has one, it is the translation that was coded, and spans are offsets into it.
    """

    id: str
    source: str
    learned: dt.datetime
    kind: ReportKind = "text"
    document: str = ""
    sha256: str = ""
    where: str = ""
    publisher: str = ""
    address: str = ""
    title: str = ""
    author: str = ""
    published: When | None = None
    language: str = ""
    text: str = ""
    translation: str = ""
    translator: str = ""
    terms: Terms = "quote"
    grade: str = "F6"
    events: tuple[ReportedEvent, ...] = ()
    statements: tuple[ReportedStatement, ...] = ()
    coder: str = ""
    why_empty: str = ""

    def __post_init__(self) -> None:
        source, _, key = self.id.partition(":")
        check(source == self.source and key, f"no report id: {self.id!r}; write {self.source}:<key>")
        check(self.learned.tzinfo is not None, f"report {self.id!r}: learned {self.learned} has no time zone")
        check(not self.sha256 or SHA256.fullmatch(self.sha256), f"no SHA-256: {self.sha256!r}; 64 hexadecimal digits")
        check(
            not self.translation or self.translator.strip(),
            f"report {self.id!r} has a translation and no translator: name the person or the program",
        )
        check_grade(self.grade)
        ids = [event.id for event in self.events]
        check(len(set(ids)) == len(ids), f"report {self.id!r}: two events share an id: {ids}")

    @property
    def coded(self) -> bool:
        return bool(self.coder)

    @property
    def event_ids(self) -> tuple[str, ...]:
        """The events' ids as they stand anywhere outside this report: `<report>#<event>`."""
        return tuple(f"{self.id}#{event.id}" for event in self.events)


class Unread(Noun, frozen=True):
    """A piece that could not be read: where it stood, why, and its raw bytes. It goes to the quarantine."""

    where: str
    reason: str
    raw: bytes = b""
