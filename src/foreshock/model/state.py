"""What a list looked like at an instant: every object in the revision that held then.

`ListState` is the one thing that crosses from the store to the pages and exports, so that a page can be drawn
from a database, from a folder of files or from a test with the same code.
"""

from __future__ import annotations

import datetime as dt
from typing import Generic, Literal, TypeVar

from msgspec import Struct

from .base import Document
from .candidates import Candidate
from .developments import Development, LevelChange, Link
from .lists import Flashpoint, TriggerList
from .tracks import Breach, Notice
from .translations import Translation
from .zones import Zone

#: What a revision did. `correct` is a correction published as one; `withdraw` takes the object down.
Act = Literal["add", "edit", "correct", "withdraw"]

ObjectKind = Literal[
    "list", "flashpoint", "development", "level", "link", "zone", "document", "breach", "notice", "translation",
    "candidate",
]  # fmt: skip

NOUNS: dict[ObjectKind, type] = {
    "list": TriggerList,
    "flashpoint": Flashpoint,
    "development": Development,
    "level": LevelChange,
    "link": Link,
    "zone": Zone,
    "document": Document,
    "breach": Breach,
    "notice": Notice,
    "translation": Translation,
    "candidate": Candidate,
}

T = TypeVar("T")


class Erasure(Struct, frozen=True):
    """Why a content is gone: reason, the two people who decided, when."""

    reason: str
    by: str
    second: str
    at: dt.datetime


class Stamp(Struct, frozen=True):
    """The envelope of one revision: everything but the content. All instants are UTC.

    `recorded` is when we learned it, real and never set back; `published` is when it went public, None for a
    draft. `hash` is this revision's place in the chain.
    """

    kind: ObjectKind
    id: str
    number: int
    act: Act
    recorded: dt.datetime
    published: dt.datetime | None
    by: str
    why: str
    content_hash: str
    hash: str


class Kept(Struct, Generic[T], frozen=True):
    """One object as it stood: its value (None when erased or withdrawn), its stamp, and the erasure if any."""

    stamp: Stamp
    value: T | None
    erasure: Erasure | None = None


class ListState(Struct, frozen=True):
    """A whole list at an instant of the published clock (`as_of`; None means now).

    Dictionaries map an object's id to its newest revision at that instant, in order of id. Withdrawn and erased
    objects stay in, with `value` None, so that their gap can be shown. `corrections` holds the stamps of every
    published correction and withdrawal up to that instant, newest first. `erased` gives, by SHA-256, why bytes were
    erased from the archive; it does not go back in time, for they are gone from every day.
    """

    as_of: dt.datetime | None
    head: str
    recorded: dt.datetime | None
    list: Kept[TriggerList] | None
    flashpoints: dict[str, Kept[Flashpoint]]
    developments: dict[str, Kept[Development]]
    levels: dict[str, Kept[LevelChange]]
    links: dict[str, Kept[Link]]
    zones: dict[str, Kept[Zone]]
    documents: dict[str, Kept[Document]]
    corrections: tuple[Stamp, ...] = ()
    breaches: dict[str, Kept[Breach]] = {}
    notices: dict[str, Kept[Notice]] = {}
    translations: dict[str, Kept[Translation]] = {}
    erased: dict[str, str] = {}
