"""Nouns as JSON objects: every field, in the order of the noun, whether it holds its default or not."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, TypeAlias

import msgspec

from foreshock.model import Development, Document, Erasure, Flashpoint, Kept, Place, Stamp, When

Json: TypeAlias = dict[str, Any]

#: Values with parts of their own.
_DEEP: Final = (tuple, msgspec.Struct)


def coarse(degrees: float) -> float:
    """Degrees as they are published: rounded to 0.01, a kilometre or so, however finely a place is known."""
    return round(degrees, 2)


def plain(value: object) -> Any:
    """Turn a noun into what JSON can hold.

    A `When` becomes its text with the first and last possible day; a place is made coarse.
    """
    if isinstance(value, msgspec.Struct):
        if isinstance(value, When):
            return {"text": value.text, "first": value.first, "last": value.last, "precision": value.precision}
        fields = msgspec.structs.asdict(value)
        for name, item in fields.items():
            if item and isinstance(item, _DEEP):
                fields[name] = plain(item)
        if isinstance(value, Place):
            fields["lat"], fields["lon"] = coarse(value.lat), coarse(value.lon)
        return fields
    if isinstance(value, tuple):
        return [plain(item) for item in value] if value and isinstance(value[0], msgspec.Struct) else value
    return value


def revision(stamp: Stamp) -> Json:
    """The envelope of the revision that is shown: which one, when, by whom, why, and its hashes."""
    return {
        "number": stamp.number,
        "act": stamp.act,
        "published": stamp.published,
        "recorded": stamp.recorded,
        "by": stamp.by,
        "why": stamp.why,
        "content_hash": stamp.content_hash,
        "hash": stamp.hash,
    }


def public_revision(stamp: Stamp) -> Json:
    """As `revision`; without both hashes for a breach in a track. Its envelope holds the track's name, and whoever has
    all the rest could try names until the chain's hash fits, or that of the next revision, which builds on it. The hash
    of the content is salted: while it is unknown there is nothing to try names with."""
    told = revision(stamp)
    hidden = stamp.kind == "breach" and stamp.id.count("/") > 1
    return told | {"content_hash": None, "hash": None} if hidden else told


def gap(stamp: Stamp, erasure: Erasure | None) -> Json:
    """What stands where an object was: how it went, why, when, and by whose decision."""
    if erasure is not None:
        return {
            "how": "erased",
            "reason": erasure.reason,
            "by": [erasure.by, erasure.second],
            "at": erasure.at,
        }
    return {"how": "withdrawn", "reason": stamp.why, "by": [stamp.by], "at": stamp.published or stamp.recorded}


def _record(kept: Kept[Any], address: str, fields: Json | None, key: str = "id") -> Json:
    """One object: its id and address, its fields or its gap, its revision."""
    head: Json = {key: kept.stamp.id}
    if address:
        head["address"] = address
    if fields is None:
        return head | {"gone": gap(kept.stamp, kept.erasure), "revision": revision(kept.stamp)}
    fields.pop(key, None)
    return head | fields | {"gone": None, "revision": revision(kept.stamp)}


def development_record(kept: Kept[Development], base_url: str = "") -> Json:
    """A development with its address; `date` is the day it stands under, `flashpoints` has its home first."""
    value = kept.value
    address = f"{base_url}/{kept.stamp.id}/"
    if value is None:
        return _record(kept, address, None)
    day = value.date
    fields = {"date": day} | plain(value)
    if value.happened is None:
        fields["happened"] = {"text": day.isoformat(), "first": day, "last": day, "precision": "day"}
    fields["flashpoints"] = value.belongs_to
    return _record(kept, address, fields)


def flashpoint_record(kept: Kept[Flashpoint], base_url: str = "") -> Json:
    """A flashpoint with its five sections in Markdown, scenarios and notes."""
    fields = None if kept.value is None else plain(kept.value)
    return _record(kept, f"{base_url}/{kept.stamp.id}/", fields, key="slug")


def record(kept: Kept[Any]) -> Json:
    """A level change, link or zone: its fields, or its gap."""
    return _record(kept, "", None if kept.value is None else plain(kept.value))


def document_record(kept: Kept[Document]) -> Json:
    """A source document, as `Index.document` gives it."""
    return record(kept)


def instant(moment: dt.datetime | None) -> str:
    """An instant as ISO 8601 in UTC with a `Z`, or an empty text."""
    return "" if moment is None else moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
