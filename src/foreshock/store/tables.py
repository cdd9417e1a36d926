"""Documents and links as CSV, zones and notices as GeoJSON, and back.

A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line end) is written with an
apostrophe before it, and so is one that begins with an apostrophe itself; reading takes one apostrophe away. A lone
apostrophe is a text that is empty on purpose.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

import msgspec

from foreshock.model import NOT_PERMISSION, NOUNS, InvalidValue, Kept, ObjectKind, UnreadableSource

from .plain import REVISION, Fields, Misfit, make_put, revision_fields, to_plain
from .record import Put

TableKind = Literal["document", "link"]
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def columns(kind: TableKind) -> list[str]:
    """The header of a table: the fields of the noun, then those of the revision."""
    return [*(field.name for field in msgspec.structs.fields(NOUNS[kind])), *REVISION]


def write_csv(kind: TableKind, kept: Iterable[Kept[Any]]) -> str:
    """A table with one row a revision, the revisions of one object oldest first."""
    nouns = msgspec.structs.fields(NOUNS[kind])
    lines = [",".join(columns(kind))]
    for one in kept:
        if one.value is None:
            cells = [one.stamp.id, *[""] * (len(nouns) - 1)]
        else:
            cells = [_cell(getattr(one.value, noun.name), noun.default) for noun in nouns]
        beside = revision_fields(one)
        lines.append(_line([*cells, *(_cell(beside.get(name)) for name in REVISION)]))
    return "\n".join(lines) + "\n"


def read_csv(kind: TableKind, text: str, file: str) -> Iterator[Put]:
    """The Puts in a table. Raises UnreadableSource or InvalidValue, naming file and line."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        if wrong := [name for name in header if name not in columns(kind)]:
            raise UnreadableSource(f"{file}:1: no column is called {wrong[0]!r}; known are {', '.join(columns(kind))}")
        if "id" not in header or len(set(header)) != len(header):
            raise UnreadableSource(f"{file}:1: the first line names the columns, each once, and id is one of them")
        line = rows.line_num + 1
        for row in rows:
            if row:
                yield _read_row(kind, header, row, f"{file}:{line}")
            line = rows.line_num + 1
    except csv.Error as error:
        raise UnreadableSource(f"{file}:{rows.line_num}: no CSV ({error}); quote cells with commas or quotes") from None


def _read_row(kind: TableKind, header: list[str], row: list[str], where: str) -> Put:
    if len(row) != len(header):
        raise UnreadableSource(f"{where}: {len(row)} cells, but the first line names {len(header)} columns")
    fields = {name: cell.removeprefix("'") for name, cell in zip(header, row, strict=True) if cell != ""}
    of_revision = {name: fields.pop(name) for name in REVISION if name in fields}
    object_id = str(fields.get("id", ""))
    if of_revision.get("act") == "withdraw" or "erased" in of_revision:
        fields.pop("id", None)
    try:
        return make_put(kind, object_id, dict(fields), of_revision)
    except Misfit as error:
        raise InvalidValue(f"{where}: {error} (in column {error.path.removeprefix('$').strip('.') or 'id'})") from None


def write_geojson(kept: Iterable[Kept[Any]]) -> str:
    """A FeatureCollection with one zone or notice a line: circles as points with `radius_m`, polygons as they are."""
    found = list(kept)
    features = (msgspec.json.encode(_feature(one)).decode() for one in found)
    told = f'"reminder":"{NOT_PERMISSION}",' if any(one.stamp.kind == "notice" for one in found) else ""
    return '{"type":"FeatureCollection",' + told + '"features":[\n' + ",\n".join(features) + "\n]}\n"


def read_geojson(text: str, file: str, kind: ObjectKind = "zone") -> Iterator[Put]:
    """The Puts in a FeatureCollection of zones or notices.

    Raises UnreadableSource or InvalidValue, naming file and feature.
    """
    try:
        whole = msgspec.json.decode(text)
        features = whole["features"] if whole["type"] == "FeatureCollection" else None
    except (msgspec.MsgspecError, RecursionError, KeyError, TypeError) as error:
        raise UnreadableSource(f"{file}: no GeoJSON: {error}") from None
    if not isinstance(features, list):
        raise UnreadableSource(f"{file}: no FeatureCollection of {kind}s")
    for number, feature in enumerate(features, 1):
        where = f"{file}, feature {number}"
        try:
            yield _read_feature(kind, feature)
        except Misfit as error:
            raise InvalidValue(f"{where}: {error} (at {error.path})") from None


def _feature(one: Kept[Any]) -> Fields:
    properties: Fields = revision_fields(one)
    geometry: Fields | None = None
    if one.value is not None:
        fields = to_plain(one.value)
        del fields["id"]
        if rings := fields.pop("rings", None):
            geometry = {"type": "Polygon", "coordinates": rings}
        else:
            geometry = {"type": "Point", "coordinates": [fields.pop("lon"), fields.pop("lat")]}
        properties = {**fields, **properties}
    return {"type": "Feature", "id": one.stamp.id, "geometry": geometry, "properties": properties}


def _read_feature(kind: ObjectKind, feature: Any) -> Put:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise Misfit("a feature has an id, a geometry and properties")
    fields: Fields = dict(feature["properties"])
    of_revision = {name: fields.pop(name) for name in REVISION if name in fields}
    match feature.get("geometry"):
        case {"type": "Point", "coordinates": [lon, lat, *_]}:
            fields.update(lon=lon, lat=lat)
        case {"type": "Polygon", "coordinates": rings}:
            fields["rings"] = rings
        case None if of_revision.get("act") == "withdraw" or "erased" in of_revision:
            return make_put(kind, str(feature.get("id", "")), fields, of_revision)
        case _:
            raise Misfit(f"a {kind} is a Point with radius_m, or a Polygon", "$.geometry")
    return make_put(kind, str(feature.get("id", "")), {"id": feature.get("id"), **fields}, of_revision)


def _cell(value: object, default: object = "") -> str:
    """A value as a cell that reads back as the same value and that no spreadsheet calculates."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    if not text:
        # An empty cell means the default; where that is a word, nothing has to be said outright.
        return "'" if isinstance(default, str) and default else ""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: list[str]) -> str:
    # RFC 4180's line ends make the writer quote lone carriage returns; the lines themselves end as git likes it.
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n")
