"""The nouns of a trigger list, as frozen structs that check themselves.

Every struct refuses unknown fields and raises InvalidValue (through msgspec: ValidationError with the path)
when a value breaks a rule. None does I/O. Texts are plain unless a field says Markdown.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Literal

from msgspec import Struct

from .errors import InvalidValue
from .levels import LevelCode, check_grade
from .plover import Assertion, check_actor, check_type
from .when import When

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SHA256 = re.compile(r"[0-9a-f]{64}")

Kind = Literal["theatre", "chokepoint", "capital"]
DevelopmentKind = Literal["event", "statement"]
Domain = Literal["air", "land", "sea"]
Stance = Literal["declared", "accepts", "disputes", "understands otherwise"]


class Noun(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all nouns: frozen, strict, and written without the fields that hold their default."""


def _check(condition: object, message: str) -> None:
    if not condition:
        raise InvalidValue(message)


def check_slug(slug: str) -> str:
    """Return `slug` if it is lower-case words joined by hyphens, at most 80 characters."""
    _check(
        SLUG.fullmatch(slug) and len(slug) <= 80,
        f"no slug: {slug!r}; write lower-case words joined by hyphens",
    )
    return slug


class Party(Noun, frozen=True):
    """A rival or its ally. `side` groups allies; `code` is a PLOVER actor."""

    id: str
    name: str
    side: str
    code: str = ""

    def __post_init__(self) -> None:
        check_slug(self.id)
        _check(self.name.strip(), "a party needs a name")
        if self.code:
            check_actor(self.code)


class Region(Noun, frozen=True):
    """What the front map shows, in degrees WGS84."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        _check(
            -180 <= self.west < self.east <= 180 and -85 <= self.south < self.north <= 85,
            f"no map region: {self.west}, {self.south}, {self.east}, {self.north}; write west < east within "
            "±180 and south < north within ±85 degrees",
        )


class TriggerList(Noun, frozen=True):
    """A trigger list. `framing` is Markdown. `order` names the flashpoints as the list shows them.

    `closed` is the last day that a finished list covers; “the past 30 days” then counts back from it.
    """

    title: str
    framing: str
    parties: tuple[Party, ...] = ()
    order: tuple[str, ...] = ()
    region: Region | None = None
    closed: dt.date | None = None
    about: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        _check(self.title.strip(), "a list needs a title")


class Place(Noun, frozen=True):
    """A point on WGS84 and how finely it is known: within 1 km, within `km`, or somewhere in an area."""

    name: str
    lat: float
    lon: float
    precision: Literal["exact", "vicinity", "area"] = "vicinity"
    km: float | None = None

    def __post_init__(self) -> None:
        _check(
            math.isfinite(self.lat) and math.isfinite(self.lon) and -90 <= self.lat <= 90 and -180 <= self.lon <= 180,
            f"no position: latitude {self.lat}, longitude {self.lon}; degrees within ±90 and ±180",
        )
        _check(self.km is None or (math.isfinite(self.km) and self.km >= 0), f"no distance: {self.km} km")


class Image(Noun, frozen=True):
    """A picture. Publishing needs caption, credit and alternative text.

    Without `sha256` the picture is not held, and `reason` says why (copyright, safety).
    """

    caption: str
    credit: str
    alt: str = ""
    date: When | None = None
    section: str = ""
    sha256: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        _check(
            not self.sha256 or SHA256.fullmatch(self.sha256),
            f"no SHA-256: {self.sha256!r}; 64 hexadecimal digits",
        )
        _check(
            not self.sha256 or (self.credit.strip() and self.alt.strip()),
            f"the picture {self.caption!r} has no credit or no alternative text: give both",
        )


class Advice(Noun, frozen=True):
    """A recommendation: to whom, what, and what has been done since."""

    addressee: str
    text: str
    status: Literal["open", "partly done", "done", "overtaken"] = "open"
    since: str = ""


class Scenario(Noun, frozen=True):
    """What may come: its triggers, and the advice that would prevent or soften it. `text` is Markdown."""

    title: str
    text: str
    triggers: tuple[str, ...] = ()
    opportunity: str = ""
    advice: tuple[Advice, ...] = ()


class View(Noun, frozen=True):
    """How one party sees the matter. `path` sketches it on a map: positions [lon, lat], first to last."""

    title: str
    text: str
    party: str = ""
    path: tuple[tuple[float, float], ...] = ()


class Note(Noun, frozen=True):
    """A small table beside a section: rows of (head, text)."""

    title: str
    section: str
    rows: tuple[tuple[str, str], ...] = ()


class Flashpoint(Noun, frozen=True):
    """A place where rivals may clash, or a capital. Its developments, levels, zones and links are objects of
    their own. `why`, `background` and `analysis` are Markdown. A capital has a written `question`.
    """

    slug: str
    name: str
    kind: Kind = "theatre"
    summary: str = ""
    question: str = ""
    place: Place | None = None
    why: str = ""
    background: str = ""
    analysis: str = ""
    views: tuple[View, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    notes: tuple[Note, ...] = ()
    images: tuple[Image, ...] = ()
    sources: tuple[Citation, ...] = ()
    landmarks: tuple[Place, ...] = ()
    checked: dt.date | None = None

    def __post_init__(self) -> None:
        check_slug(self.slug)
        _check(self.name.strip(), f"flashpoint {self.slug!r} needs a name")

    @property
    def short(self) -> str:
        """The name up to its first comma: “al-Tanf” of “al-Tanf, Syria”."""
        return self.name.split(",")[0].strip()


class Document(Noun, frozen=True):
    """What a source published. `sha256` is that of the bytes as they came. If they may not be shown or are not
    held, `not_held` says why in a word or two (“copyright”)."""

    id: str
    title: str
    publisher: str = ""
    author: str = ""
    date: When | None = None
    address: str = ""
    media_type: str = ""
    language: str = "en"
    sha256: str = ""
    not_held: str = ""
    terms: Literal["show", "quote", "private"] = "quote"

    def __post_init__(self) -> None:
        check_slug(self.id)
        _check(self.title.strip(), f"document {self.id!r} needs a title")
        _check(
            not self.sha256 or SHA256.fullmatch(self.sha256),
            f"no SHA-256: {self.sha256!r}; 64 hexadecimal digits",
        )
        scheme = self.address.split(":", 1)[0].lower() if self.address else "https"
        _check(
            scheme in ("https", "http"),
            f"no web address: {self.address!r}; write https://… or leave it empty",
        )


class Citation(Noun, frozen=True):
    """A pointer into a document with its Admiralty grade (source reliability, information credibility)."""

    document: str
    grade: str = "F6"
    where: str = ""

    def __post_init__(self) -> None:
        check_grade(self.grade)


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
        for count in (self.killed, self.injured):
            _check(count is None or count >= 0, f"no count of people: {count}")


class Statement(Noun, frozen=True):
    """Who said it, and about whom. `quotes` counts the quoted passages attributed to the speaker."""

    speaker: str
    country: str
    role: str = "GOV"
    quotes: int = 0
    about: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_actor(f"{self.country}:{self.role}")
        _check(self.quotes >= 0, f"no count of quotations: {self.quotes}")


class Account(Noun, frozen=True):
    """One party's account of a contested event; accounts stand side by side and none is preferred."""

    role: Literal["claim", "denial", "third account", "confirmation"]
    by: str
    text: str
    grade: str = "F6"

    def __post_init__(self) -> None:
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
        _check(match, f"no development id: {self.id!r}; write flashpoint/2019-02-14/1")
        assert match
        check_slug(match[1])
        try:
            dt.date.fromisoformat(match[2])
        except ValueError:
            raise InvalidValue(f"no such day in {self.id!r}: {match[2]}") from None
        for slug in self.flashpoints:
            check_slug(slug)

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
        _check(self.summary.strip(), f"the level change of {self.date} at {self.flashpoint} needs a summary")
        _check(self.author.strip(), f"the level change of {self.date} at {self.flashpoint} needs an author")

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
        _check(self.source != self.target, f"link {self.id!r} leads from {self.source!r} to itself")
        _check(self.reason.strip(), f"link {self.id!r} needs a reason")


class Position(Noun, frozen=True):
    """What one party says of a zone, with its source and date."""

    party: str
    stance: Stance
    words: str = ""
    date: When | None = None
    development: str = ""


class Zone(Noun, frozen=True):
    """A zone on WGS84: a geodesic circle (`lat`, `lon`, `radius_m`) or a polygon (`rings` of [lon, lat], the
    first the outer ring, closed). Metres and degrees. Who declared it, for which domains, under which rules.
    """

    id: str
    name: str
    flashpoint: str
    declared_by: str
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    domains: tuple[Domain, ...] = ()
    rules: str = ""
    valid_from: When | None = None
    valid_to: When | None = None
    floor_m: float | None = None
    ceiling_m: float | None = None
    positions: tuple[Position, ...] = ()

    def __post_init__(self) -> None:
        check_slug(self.id)
        check_slug(self.flashpoint)
        circle = self.lat is not None and self.lon is not None and self.radius_m is not None
        _check(circle != bool(self.rings), f"zone {self.id!r}: give either lat, lon and radius_m, or rings")
        if circle:
            assert self.lat is not None and self.lon is not None and self.radius_m is not None
            Place(self.name, self.lat, self.lon)
            _check(
                math.isfinite(self.radius_m) and 0 < self.radius_m <= 10_000_000,
                f"zone {self.id!r}: no radius: {self.radius_m} m; above 0 and at most 10,000,000",
            )
        for ring in self.rings:
            _check(
                len(ring) >= 4 and ring[0] == ring[-1],
                f"zone {self.id!r}: a ring is not closed or under 4 points",
            )
            for lon, lat in ring:
                Place(self.name, lat, lon)
