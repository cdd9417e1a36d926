"""The list and its flashpoints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from .base import Citation, Noun, Place, check, check_slug
from .pictures import Image, cited
from .plover import check_actor

Kind = Literal["theatre", "chokepoint", "capital"]


class Party(Noun, frozen=True):
    """A rival or its ally. `side` groups allies; `code` is a PLOVER actor."""

    id: str
    name: str
    side: str
    code: str = ""

    def __post_init__(self) -> None:
        check_slug(self.id)
        check(self.name.strip(), "a party needs a name")
        if self.code:
            check_actor(self.code)


class Region(Noun, frozen=True):
    """What the front map shows, in degrees WGS84."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        check(
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
        check(self.title.strip(), "a list needs a title")


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
        check(self.name.strip(), f"flashpoint {self.slug!r} needs a name")

    @property
    def short(self) -> str:
        """The name up to its first comma: “al-Tanf” of “al-Tanf, Syria”."""
        return self.name.split(",")[0].strip()

    @property
    def documents(self) -> Iterator[str]:
        """The ids of the documents that it cites, and of those that its pictures come from."""
        return cited(self.sources, self.images)
