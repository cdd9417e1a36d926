"""Dated things: developments with their events and statements, level changes, links between flashpoints."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final, Literal, get_args

from msgspec.structs import replace

from .base import Citation, Noun, check, check_slug
from .errors import InvalidValue
from .languages import check_language
from .levels import LevelCode, check_grade
from .pictures import Image, cited
from .plover import ASSERTIONS, Assertion, check_actor, check_type
from .reports import Quotation
from .when import When

DevelopmentKind = Literal["event", "statement"]
AccountRole = Literal["claim", "denial", "third account", "confirmation"]
ACCOUNT_ROLES: Final[tuple[AccountRole, ...]] = get_args(AccountRole)


class Event(Noun, frozen=True):
    """Who did what to whom, where, and who vouches for it (PLOVER; the project's coding guide)."""

    type: str
    actor: str
    recipient: str | None = None
    mode: str | None = None
    assertion: Assertion = "stated"
    places: tuple[str, ...] = ()
    killed: int | None = None
    injured: int | None = None

    def __post_init__(self) -> None:
        check_type(self.type, self.mode)
        check_actor(self.actor)
        if self.recipient is not None:
            check_actor(self.recipient)
        check(self.assertion in ASSERTIONS, f"no assertion: {self.assertion!r}; write one of {', '.join(ASSERTIONS)}")
        for count in (self.killed, self.injured):
            check(count is None or count >= 0, f"no count of people: {count}")


class Statement(Noun, frozen=True):
    """Who said it, and about whom. `quotes` counts the quoted passages attributed to the speaker; `quotations` are
    those that the entry gives, each in its original words with its translation and the translator.
    """

    speaker: str
    country: str
    role: str = "GOV"
    quotes: int = 0
    about: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()

    def __post_init__(self) -> None:
        check_actor(f"{self.country}:{self.role}")
        check(self.quotes >= 0, f"no count of quotations: {self.quotes}")


class Account(Noun, frozen=True):
    """One party's account of a contested event; accounts stand side by side and none is preferred."""

    role: AccountRole
    by: str
    text: str
    grade: str = "F6"

    def __post_init__(self) -> None:
        check(
            self.role in ACCOUNT_ROLES, f"no role of an account: {self.role!r}; write one of {', '.join(ACCOUNT_ROLES)}"
        )
        check_grade(self.grade)


_DEVELOPMENT = re.compile(r"([a-z0-9-]+)/(\d{4}-\d\d-\d\d)/([1-9]\d*)")


class Development(Noun, frozen=True):
    """One dated entry. Its address is `/<flashpoint>/<date>/<n>` for good; `flashpoints` may name others that it
    belongs to besides its home. `head` says who or where; `text` is plain, paragraphs parted by blank lines.
    """

    id: str
    text: str
    kind: DevelopmentKind = "event"
    head: str = ""
    happened: When | None = None
    place: str = ""
    flashpoints: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    open: str = ""
    events: tuple[Event, ...] = ()
    statements: tuple[Statement, ...] = ()
    sources: tuple[Citation, ...] = ()
    images: tuple[Image, ...] = ()

    def __post_init__(self) -> None:
        match = _DEVELOPMENT.fullmatch(self.id)
        check(match, f"no development id: {self.id!r}; write flashpoint/2019-02-14/1")
        assert match
        check_slug(match[1])
        try:
            dt.date.fromisoformat(match[2])
        except ValueError:
            raise InvalidValue(f"no such day in {self.id!r}: {match[2]}") from None
        for slug in self.flashpoints:
            check_slug(slug)
        known = {source.document for source in self.sources} if self.statements else set()
        for quotation in self.quotations:
            check_language(quotation.language)
            check_language(quotation.translation_language)
            check(
                not quotation.document or quotation.document in known,
                f"the quotation {quotation.words[:40]!r} stands in {quotation.document!r}, which is no source of "
                f"{self.id}: cite it, or name one of {', '.join(sorted(known)) or 'its sources'}",
            )

    @property
    def quotations(self) -> tuple[Quotation, ...]:
        """The words that the entry gives, speaker by speaker, each with the name of its speaker."""
        return tuple(
            quotation if quotation.speaker else replace(quotation, speaker=statement.speaker)
            for statement in self.statements
            for quotation in statement.quotations
        )

    @property
    def home(self) -> str:
        return self.id.split("/")[0]

    @property
    def date(self) -> dt.date:
        """The day under which the entry stands."""
        return dt.date.fromisoformat(self.id.split("/")[1])

    @property
    def number(self) -> int:
        return int(self.id.split("/")[2])

    @property
    def when(self) -> When:
        """When it happened, as finely as known: `happened`, or the day it stands under."""
        return self.happened or When(self.id.split("/")[1])

    @property
    def belongs_to(self) -> tuple[str, ...]:
        """Home first, then the others."""
        return (self.home, *(s for s in self.flashpoints if s != self.home))

    @property
    def contested(self) -> bool:
        return len(self.accounts) > 1

    @property
    def documents(self) -> Iterator[str]:
        """The ids of the documents that it cites, and of those that its pictures come from."""
        return cited(self.sources, self.images)


class LevelChange(Noun, frozen=True):
    """A dated act: who set which level, the reasons for and against, and what would change it.

    `alert` looks ahead, `opportunity` says what could bring the level down; the trend is computed.
    """

    flashpoint: str
    date: dt.date
    level: LevelCode
    summary: str
    author: str
    reasons_for: tuple[str, ...] = ()
    reasons_against: tuple[str, ...] = ()
    would_raise: str = ""
    would_lower: str = ""
    alert: str = ""
    opportunity: str = ""
    developments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_slug(self.flashpoint)
        check(self.summary.strip(), f"the level change of {self.date} at {self.flashpoint} needs a summary")
        check(self.author.strip(), f"the level change of {self.date} at {self.flashpoint} needs an author")

    @property
    def id(self) -> str:
        return f"{self.flashpoint}/{self.date.isoformat()}"


class Link(Noun, frozen=True):
    """“A raised risk at `source` raises it at `target`”: dated, directed, with its reason."""

    id: str
    source: str
    target: str
    since: dt.date
    reason: str
    origin: Literal["authored", "estimated"] = "authored"
    until: dt.date | None = None

    def __post_init__(self) -> None:
        check_slug(self.id)
        check_slug(self.source)
        check_slug(self.target)
        check(self.source != self.target, f"link {self.id!r} leads from {self.source!r} to itself")
        check(self.reason.strip(), f"link {self.id!r} needs a reason")
