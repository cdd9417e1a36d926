"""Any CSV by a mapping in `foreshock.toml`: field of the model = column of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from foreshock.model import EVENT_TYPES, InvalidValue, check_actor
from foreshock.model.tables import country_of_name, plover_of_cameo

from .actors import from_state_name
from .days import day_of
from .numbers import count, degrees, given
from .rows import Field, Shape


def _key(text: str) -> str:
    if not text.strip():
        raise InvalidValue("a row without an id")
    return text.strip()


def _day(text: str) -> str:
    return day_of(text).isoformat()


def _later(text: str) -> str:
    return _day(text) if given(text) else ""


def _type(text: str) -> tuple[str | None, str, str]:
    code = given(text).upper()
    if code and code not in EVENT_TYPES:
        raise InvalidValue(f"no PLOVER type: {text!r}; write one of {', '.join(EVENT_TYPES)}, or leave it empty")
    return code or None, f"stated as {code}" if code else "", "" if code else "the row names no type of event"


def _mode(kind: str, text: str) -> str | None:
    mode = given(text).lower()
    known = EVENT_TYPES.get(given(kind).upper())
    if mode and known and mode not in known.modes:
        raise InvalidValue(f"no mode of {kind}: {text!r}; write one of {', '.join(known.modes) or 'none'}")
    return mode or None if known else None


def _cameo(text: str) -> tuple[str | None, str | None, str, str]:
    found = plover_of_cameo(text.strip())
    if found is None:
        raise InvalidValue(f"no CAMEO code: {text!r}")
    return found[0] or None, found[1], f"CAMEO {text.strip()}", "" if found[0] else f"CAMEO {text} is no event"


def _assertion(text: str) -> str:
    word = given(text).lower() or "stated"
    if word not in ("stated", "claimed", "denied", "planned", "confirmed"):
        raise InvalidValue(f"no assertion: {text!r}; write stated, claimed, denied, planned or confirmed")
    return word


def _actor(text: str) -> str:
    """A code of the model as it stands, or a name."""
    text = given(text)
    if not text:
        return "UNK"
    try:
        return check_actor(text)
    except InvalidValue:
        return country_of_name(text) or from_state_name(text, None, None)


def _recipient(text: str) -> str | None:
    return _actor(text) if given(text) else None


def _km(text: str) -> float | None:
    if not given(text):
        return None
    try:
        km = float(text)
    except ValueError:
        km = -1.0
    if not 0 <= km <= 20_100:
        raise InvalidValue(f"no distance: {text!r} km")
    return km


_MAKERS: dict[str, tuple[tuple[str, ...], Callable[..., Any] | None]] = {
    "id": (("key",), _key),
    "date": (("happened",), _day),
    "until": (("until",), _later),
    "assertion": (("assertion",), _assertion),
    "place": (("place",), given),
    "km": (("km",), _km),
    "killed": (("killed",), count),
    "injured": (("injured",), count),
    "title": (("title",), given),
    "text": (("text",), None),
    "publisher": (("publisher",), given),
    "address": (("address",), given),
    "language": (("language",), given),
    "published": (("published",), _later),
}


def shape_of(mapping: Mapping[str, str], delimiter: str = ",") -> Shape:
    """The Shape of a table by its mapping. A field that nothing maps stays empty."""
    fields: list[Field] = []
    for name, column in mapping.items():
        if name in _MAKERS:
            gives, make = _MAKERS[name]
            fields.append(Field(gives, (column,), make))
    if "lat" in mapping and "lon" in mapping:
        fields.append(Field(("lat", "lon"), (mapping["lat"], mapping["lon"]), degrees))
    for name, make in (("actor", _actor), ("recipient", _recipient)):
        if name in mapping:
            fields.append(Field((name,), (mapping[name],), make))
            fields.append(Field((f"{name}_name",), (mapping[name],), given))
    if "type" in mapping:
        fields.append(Field(("type", "rule", "why_empty"), (mapping["type"],), _type))
        if "mode" in mapping:
            fields.append(Field(("mode",), (mapping["type"], mapping["mode"]), _mode))
    elif "cameo" in mapping:
        fields.append(Field(("type", "mode", "rule", "why_empty"), (mapping["cameo"],), _cameo))
    needs = tuple(mapping[name] for name in ("id", "date", "type", "cameo", "text") if name in mapping)
    coder = "stated in the table" if {"type", "cameo"} & set(mapping) else ""
    return Shape("csv", coder, tuple(fields), needs, delimiter=delimiter)
