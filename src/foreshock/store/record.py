"""What goes into the record and how it is hashed: Put, Result, Head, canonical bytes, the chain's arithmetic.

No database here. `docs/store.md` tells how to check a chain with other tools.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import unicodedata
from collections.abc import Iterator
from typing import Final, Literal

import msgspec
from msgspec import Struct

from foreshock.model import (
    NOUNS,
    Act,
    Breach,
    Candidate,
    Development,
    Document,
    Flashpoint,
    InvalidValue,
    LevelChange,
    Link,
    Notice,
    ObjectKind,
    Translation,
    TriggerList,
    Zone,
)

Value = (
    TriggerList
    | Flashpoint
    | Development
    | LevelChange
    | Link
    | Zone
    | Document
    | Breach
    | Notice
    | Translation
    | Candidate
)
Reference = tuple[ObjectKind, str]

#: The hash before the first one.
GENESIS: Final = "0" * 64
#: The id of the one object of kind `list`.
LIST_ID: Final = "list"
#: What stands before a hash that names bytes of the archive.
SHA256_PREFIX: Final = "sha256:"
MAX_NAME: Final = 200
MAX_WHY: Final = 4000


class Put(Struct, frozen=True):
    """One thing to record.

    `published` is when it goes public: an instant with a time zone, `"now"` (the instant of recording) or None for
    a draft. Without `act` it is `add` for a new object and `edit` for a known one; `correct` and `withdraw` are said
    outright. `by` and `why` override those of the whole call. `id` is needed only where there is no value, that is
    for `withdraw`.
    """

    kind: ObjectKind
    value: Value | None
    published: dt.datetime | Literal["now"] | None = "now"
    act: Act | None = None
    by: str = ""
    why: str = ""
    id: str = ""

    @property
    def object_id(self) -> str:
        """The id of the object: that of the value, else `id`."""
        return self.id if self.value is None else id_of(self.value)


class Head(Struct, frozen=True):
    """The end of the chain, cheap to ask for: equal heads mean an equal record.

    `due` is the next instant at which the published state changes by itself, because something was recorded with a
    published time ahead; None when nothing waits. `public` is the number of the newest revision that has a published
    time: where that and `erasures` are equal, what everybody may see is equal too.
    """

    seq: int
    hash: str
    recorded: dt.datetime | None
    due: dt.datetime | None = None
    erasures: int = 0
    public: int = 0


class Result(Struct, frozen=True):
    """What a `put` did. `kept_out` counts revisions that stand erased in the record and were therefore not
    brought back. Their sum is the number of puts."""

    added: int
    changed: int
    unchanged: int
    kept_out: int
    head: Head


class Ready(Struct):
    """A put that has been checked and encoded. `body` is the canonical value, None for a withdrawal."""

    kind: ObjectKind
    id: str
    published: str | None
    act: Act | None
    by: str
    why: str
    body: bytes | None


def id_of(value: Value) -> str:
    """The id under which a value is recorded."""
    match value:
        case TriggerList():
            return LIST_ID
        case Flashpoint():
            return value.slug
        case _:
            return value.id


def references(value: Value) -> Iterator[Reference]:
    """What a value points at inside the list: flashpoints, documents, developments, zones."""
    match value:
        case TriggerList():
            yield from (("flashpoint", slug) for slug in value.order)
        case Flashpoint():
            yield from (("document", name) for name in value.documents)
        case Development():
            yield from (("flashpoint", slug) for slug in value.belongs_to)
            yield from (("document", name) for name in value.documents)
        case LevelChange():
            yield "flashpoint", value.flashpoint
            yield from (("development", entry) for entry in value.developments)
        case Link():
            yield "flashpoint", value.source
            yield "flashpoint", value.target
        case Candidate():
            yield from (("flashpoint", slug) for slug in value.proposal.belongs_to)
            if value.amends:
                yield "development", value.amends
        case Zone():
            yield "flashpoint", value.flashpoint
            said = [position.development for position in value.positions] + [c.development for c in value.counts]
            yield from (("development", entry) for entry in said if entry)
        case Translation():
            yield value.kind, value.of
        case Breach():
            yield "zone", value.zone
            told = (value.development, *(claim.development for claim in value.claims))
            yield from (("development", entry) for entry in told if entry)
            yield from (("document", source.document) for source in value.sources)
        case _:
            return


def held_bytes(value: Value) -> Iterator[str]:
    """The SHA-256 of all bytes that a value says are held in the archive."""
    match value:
        case Document(sha256=sha256, not_held=""):
            if sha256:
                yield sha256
        case Flashpoint(images=images) | Development(images=images):
            for image in images:
                yield from image.digests
        case _:
            return


def write_instant(instant: dt.datetime) -> str:
    """`2017-06-14T12:00:00.000000Z`. Raises InvalidValue for an instant without a time zone."""
    if instant.tzinfo is None:
        raise InvalidValue(f"no time zone in {instant.isoformat()}: write 2017-06-14T12:00:00Z")
    try:
        return instant.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    except OverflowError:
        raise InvalidValue(f"no instant that UTC can say: {instant.isoformat()}") from None


def read_instant(text: str) -> dt.datetime:
    """The inverse of `write_instant`."""
    return dt.datetime.fromisoformat(text)


def canonical(value: object) -> bytes:
    """The canonical JSON of a value: UTF-8, sorted keys, no spaces, fields at their default left out.

    Raises InvalidValue for a value that JSON cannot carry, such as half of a surrogate pair or a number that is
    not finite.
    """
    hint = "; is a number in it infinite, or not a number?"
    try:
        body = msgspec.json.encode(value, order="sorted")
        same = msgspec.json.decode(body, type=type(value)) == value
    except msgspec.ValidationError as error:
        raise InvalidValue(f"it cannot be recorded: {error}{hint}") from None
    except (UnicodeEncodeError, msgspec.MsgspecError, TypeError) as error:
        raise InvalidValue(f"it cannot be recorded: {error}") from None
    if not same:
        raise InvalidValue(f"it cannot be recorded, because it would read back as another value{hint}")
    return body


def new_salt() -> str:
    """32 random hexadecimal digits."""
    return secrets.token_hex(16)


def content_hash(salt: str, body: bytes) -> str:
    """SHA-256 over the 16 bytes of the salt and the canonical JSON."""
    return hashlib.sha256(bytes.fromhex(salt) + body).hexdigest()


def chain_hash(envelope: dict[str, object]) -> str:
    """SHA-256 over the canonical JSON of an envelope, the hash before it (`prev`) among its fields."""
    return hashlib.sha256(msgspec.json.encode(envelope, order="sorted")).hexdigest()


def check_person(name: str, what: str = "by") -> str:
    """A person's name without blanks at its ends. Raises InvalidValue when it is empty, long or not one line."""
    name = name.strip()
    if not name or len(name) > MAX_NAME or any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in name):
        raise InvalidValue(f"no name for {what}: {name[:60]!r}; write a person's name in one line, 1 to 200 characters")
    return name


def check_words(text: str, what: str) -> str:
    """A reason as it is. Raises InvalidValue when it is long or holds what a database cannot keep."""
    if len(text) > MAX_WHY or "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise InvalidValue(f"no text for {what}: {text[:60]!r}…; write at most 4,000 plain characters")
    return text


def ready(put: Put, by: str, why: str) -> Ready:
    """Check one put and encode it. Raises InvalidValue naming the object."""
    if put.kind not in NOUNS:
        raise InvalidValue(f"no kind of object: {put.kind!r}; write one of {', '.join(NOUNS)}")
    if put.value is not None and type(put.value) is not NOUNS[put.kind]:
        raise InvalidValue(
            f"a {type(put.value).__name__} was put as {put.kind!r}: it must be a {NOUNS[put.kind].__name__}"
        )
    if (put.value is None) != (put.act == "withdraw"):
        raise InvalidValue(f"{put.kind} {put.object_id!r}: a withdrawal has no value, and everything else has one")
    if not put.object_id or len(put.object_id) > 120 or "\x00" in put.object_id:
        raise InvalidValue(f"no id for a {put.kind}: {put.object_id!r}; a withdrawal names its object in id")
    published = write_instant(put.published) if isinstance(put.published, dt.datetime) else put.published
    try:
        return Ready(
            put.kind,
            put.object_id,
            published,
            put.act,
            check_person(put.by or by),
            check_words(put.why or why, "why"),
            None if put.value is None else canonical(put.value),
        )
    except InvalidValue as error:
        raise InvalidValue(f"{put.kind} {put.object_id!r}: {error}") from None
