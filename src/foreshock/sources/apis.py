"""JSON of ReliefWeb's API (v1 and v2), of ACLED's API, and GeoJSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import msgspec

from foreshock.model import EVENT_TYPES, InvalidValue, Report, Unread

from . import acled
from .days import when_of
from .feeds import plain_of
from .mapped import shape_of
from .origin import Origin, text_report
from .rows import Field, Rows, Shape, rows_of_records


def decoded(data: bytes) -> Any:
    """The JSON in `data`. Raises InvalidValue."""
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidValue(f"no JSON: {error}") from None


def read_reliefweb(data: bytes, origin: Origin) -> Iterator[Report | Unread]:
    """The reports of one answer of the API: each item of `data` with its `fields`."""
    try:
        answer = decoded(data)
        items = answer["data"]
        assert isinstance(items, list)
    except (InvalidValue, KeyError, TypeError, AssertionError) as error:
        yield Unread("the answer", f"no list of reports under “data”: {error}", data)
        return
    for number, item in enumerate(items, 1):
        where = f"report {number}"
        fields = item.get("fields") if isinstance(item, dict) else None
        if not isinstance(fields, dict):
            yield Unread(where, "a report without “fields”: ask with profile=full", msgspec.json.encode(item))
            continue
        title = _text(fields.get("title"))
        body = plain_of(_text(fields.get("body-html"))) or _text(fields.get("body"))
        if not (title or body):
            yield Unread(where, "a report without title and body: ask with profile=full", msgspec.json.encode(item))
            continue
        given = fields.get("date")
        dates = given if isinstance(given, dict) else {}
        sources = ", ".join(_names(fields.get("source")))
        yield text_report(
            origin,
            body.strip() or title,
            key=f"reliefweb {item.get('id') or fields.get('id')}" if item.get("id") or fields.get("id") else "",
            title=title,
            published=when_of(_text(dates.get("original") or dates.get("created"))),
            address=_text(fields.get("url") or fields.get("url_alias")),
            publisher=sources or origin.publisher or "ReliefWeb",
            language=next(iter(_names(fields.get("language"), ("code",))), ""),
            where=where,
        )


def acled_rows(data: bytes) -> Iterator[Rows | Unread]:
    """The rows of one answer of ACLED's API."""
    try:
        answer = decoded(data)
    except InvalidValue as error:
        yield Unread("the answer", str(error), data)
        return
    records = answer.get("data") if isinstance(answer, dict) else answer
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        said = msgspec.json.encode(answer)[:200].decode("utf-8", "replace")
        yield Unread("the answer", f"no list of events under “data”; ACLED said: {said}", data)
        return
    if records:
        yield from rows_of_records([{k: _text(v) for k, v in record.items()} for record in records], acled.ROWS)


_GEOJSON = shape_of(
    {"id": "id", "date": "date", "type": "type", "place": "name", "actor": "actor", "recipient": "recipient",
     "lat": "lat", "lon": "lon", "km": "km", "killed": "killed", "injured": "injured", "title": "title",
     "text": "text", "address": "url"}
)  # fmt: skip
#: Names under which properties carry what is read of them, in the order of trust.
_PROPERTIES = {
    "id": ("id", "event_id", "fid", "globalid"), "date": ("date", "event_date", "happened", "time", "datetime"),
    "type": ("type", "event_type"), "name": ("place", "location", "name"), "actor": ("actor", "actor1"),
    "recipient": ("recipient", "actor2"), "killed": ("killed", "fatalities", "deaths"), "injured": ("injured",),
    "title": ("title", "name", "headline"), "text": ("text", "description", "notes", "summary"),
    "url": ("url", "source", "link"),
}  # fmt: skip


def geojson_rows(data: bytes) -> Iterator[Rows | Unread]:
    """The features of a GeoJSON file (RFC 7946). A feature needs a date, and an id or the place in the file will do;
    one whose `type` is no PLOVER type is a row without an event. Lines and areas become their middle with its reach.
    """
    try:
        answer = decoded(data)
        features = answer["features"] if answer.get("type") == "FeatureCollection" else [answer]
        assert isinstance(features, list)
    except (InvalidValue, KeyError, TypeError, AttributeError, AssertionError) as error:
        yield Unread("the file", f"no GeoJSON: {error}", data)
        return
    records = []
    for number, feature in enumerate(features, 1):
        try:
            records.append(_feature(feature, number))
        except (InvalidValue, TypeError, ValueError, AttributeError, KeyError, IndexError) as error:
            yield Unread(f"feature {number}", f"no feature of GeoJSON: {error}", msgspec.json.encode(feature))
    if records:
        yield from rows_of_records(records, _geojson_shape())


def _geojson_shape() -> Shape:
    fields = tuple(f for f in _GEOJSON.fields if "type" not in f.gives)
    own = Field(("type", "rule", "why_empty"), ("type",), _type)
    return Shape("geojson", "stated in the file", (*fields, own), ("id", "date"))


def _type(text: str) -> tuple[str | None, str, str]:
    code = text.strip().upper()
    if code in EVENT_TYPES:
        return code, f"stated as {code}", ""
    return None, "", f"the feature names no type of PLOVER ({text!r})"


def _feature(feature: dict[str, Any], number: int) -> dict[str, str]:
    said = {str(k).lower(): v for k, v in (feature.get("properties") or {}).items()}
    record = {
        name: next((_text(said[k]) for k in keys if said.get(k) not in (None, "")), "")
        for name, keys in _PROPERTIES.items()
    }
    record["id"] = _text(feature.get("id")) or record["id"] or str(number)
    if not record["url"].startswith(("http://", "https://")):
        record["url"] = ""
    points = list(_points((feature.get("geometry") or {}).get("coordinates")))
    if points:
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        # Half the diagonal of the box, in kilometres of a sphere: how far the thing reaches from its middle.
        wide = (max(lons) - min(lons)) * 111.2 * math.cos(math.radians(lat)) / 2
        high = (max(lats) - min(lats)) * 111.2 / 2
        km = math.hypot(wide, high) if len(points) > 1 else said.get("km", 1.0)
        record |= {"lat": repr(lat), "lon": repr(lon), "km": _text(km)}
    return record


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates, list) and coordinates:
        if isinstance(coordinates[0], int | float):
            yield float(coordinates[0]), float(coordinates[1])
        else:
            for inner in coordinates:
                yield from _points(inner)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value)


def _names(value: Any, keys: tuple[str, ...] = ("shortname", "name")) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield next((str(one[k]) for k in keys if one.get(k)), "")
