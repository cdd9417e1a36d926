"""A recorded object as plain data and back: what the text forms of a list (Markdown, CSV, GeoJSON) share.

Dates of any precision are written as one word (`mid-2017-06`), and beside the fields of the noun stand those of its
revision: `published`, `act`, `by`, `why`, and `erased` where two people had it removed.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, Final, Literal

import msgspec
from msgspec import inspect

from foreshock.model import NOUNS, Act, Erasure, InvalidValue, Kept, ObjectKind, When

from .record import Put, Value, id_of

Fields = dict[str, Any]

REVISION: Final[tuple[str, ...]] = ("published", "act", "by", "why", "erased")
_NOON: Final = dt.time(12, tzinfo=dt.UTC)
_DRAFT: Final = "draft"


class Misfit(InvalidValue):
    """A value that does not fit its noun, with `path` as msgspec writes it. Caught where file and line are known."""

    def __init__(self, message: str, path: str = "$") -> None:
        super().__init__(message)
        self.path = path


def to_plain(value: Value) -> Fields:
    """The fields of a noun that are not at their default, as plain data."""
    plain = _flat(msgspec.to_builtins(value))
    assert isinstance(plain, dict)
    return plain


def from_plain(kind: ObjectKind, fields: Fields) -> Value:
    """The noun in `fields`. Raises Misfit."""
    try:
        value: Value = msgspec.convert(_lifted(fields, _shape(kind)), NOUNS[kind], strict=True)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `")
        path = path.rstrip("`") or "$"
        if message.startswith("Expected `str`, got `"):
            message += "; put it in quotes"
        elif message.startswith("Object contains unknown field"):
            path = f"{path}.{message.split('`')[1]}"
            if path.count(".") == 1:
                message += f"; known are {', '.join(f.name for f in msgspec.structs.fields(NOUNS[kind]))}"
        raise Misfit(message, path) from None
    except InvalidValue as error:
        raise Misfit(str(error)) from None
    return value


def revision_fields(kept: Kept[Any]) -> Fields:
    """`published`, `act`, `by`, `why` and `erased` of a revision, as plain data; without those that are empty."""
    stamp = kept.stamp
    fields: Fields = {"published": write_published(stamp.published), "act": stamp.act, "by": stamp.by, "why": stamp.why}
    if kept.erasure:
        fields["erased"] = erased_words(kept.erasure)
    return {name: value for name, value in fields.items() if value != ""}


def erased_words(erasure: Erasure) -> str:
    """An erasure in one line, for exports."""
    return f"{erasure.reason} ({erasure.by} and {erasure.second}, {erasure.at:%Y-%m-%d})"


def make_put(kind: ObjectKind, object_id: str, of_noun: Fields, of_revision: Fields) -> Put:
    """The Put in the plain data of a noun and of its revision. Raises Misfit.

    An erased object comes in as a withdrawal that says so: nobody can record words that are gone.
    """
    by, why, erased = (_text(of_revision, name) for name in ("by", "why", "erased"))
    published = read_published(of_revision.get("published"))
    act = _act(of_revision.get("act"))
    if erased:
        act, why = "withdraw", f"erased: {erased}"
    if act == "withdraw":
        if of_noun:
            raise Misfit(f"what was withdrawn or erased has no fields of its own: leave {', '.join(of_noun)} out")
        return Put(kind, None, published, act, by, why, object_id)
    value = from_plain(kind, of_noun)
    if id_of(value) != object_id:
        raise Misfit(f"it is called {id_of(value)!r}, but it stands where {object_id!r} belongs: rename one of them")
    return Put(kind, value, published, act, by, why, object_id)


def write_published(published: dt.datetime | None) -> str:
    """An instant as an export says it: the day alone for noon UTC, `draft` for none."""
    if published is None:
        return _DRAFT
    if published.timetz() == _NOON:
        return published.date().isoformat()
    return published.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def read_published(text: object) -> dt.datetime | Literal["now"] | None:
    """The inverse; nothing means now. Raises Misfit."""
    if text is None or text == "":
        return "now"
    if text == _DRAFT:
        return None
    try:
        if len(str(text)) == 10:
            return dt.datetime.combine(dt.date.fromisoformat(str(text)), _NOON)
        instant = dt.datetime.fromisoformat(str(text))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Misfit(
            f"no time of publication: {text!r}; write a day (2018-06-21), an instant with its zone "
            "(2018-06-21T09:30:00Z), draft, or leave it out for now",
            "$.published",
        )
    return instant


def _act(act: object) -> Act | None:
    if act is None or act == "":
        return None
    try:
        known: Act = msgspec.convert(act, Act)
    except msgspec.ValidationError:
        raise Misfit(f"no act: {act!r}; write add, edit, correct or withdraw", "$.act") from None
    return known


def _text(fields: Fields, name: str) -> str:
    text = fields.get(name)
    if text is not None and not isinstance(text, str):
        raise Misfit(f"{name} is no text: {text!r}; put it in quotes", f"$.{name}")
    return text or ""


@cache
def _shape(kind: ObjectKind) -> inspect.Type:
    return inspect.type_info(NOUNS[kind])


def _flat(plain: Any) -> Any:
    """Dates ({"text": …} and nothing else) as their one word. No other noun is a lone `text`."""
    if isinstance(plain, dict):
        return plain["text"] if plain.keys() == {"text"} else {name: _flat(value) for name, value in plain.items()}
    return [_flat(value) for value in plain] if isinstance(plain, list | tuple) else plain


def _lifted(plain: Any, shape: inspect.Type) -> Any:
    """The inverse of `_flat`, where the noun has a date; what is read as words is true or false where it has that."""
    if isinstance(shape, inspect.BoolType):
        return {"true": True, "false": False}.get(plain, plain) if isinstance(plain, str) else plain
    if isinstance(shape, inspect.StructType):
        if shape.cls is When and isinstance(plain, str | int):
            return {"text": str(plain)}
        if isinstance(plain, dict):
            inner = {field.name: field.type for field in shape.fields}
            return {name: _lifted(v, inner[name]) if name in inner else v for name, v in plain.items()}
    elif isinstance(shape, inspect.VarTupleType) and isinstance(plain, list):
        return [_lifted(value, shape.item_type) for value in plain]
    elif isinstance(shape, inspect.UnionType) and plain is not None:
        structs = [one for one in shape.types if isinstance(one, inspect.StructType)]
        return _lifted(plain, structs[0]) if structs else plain
    return plain
