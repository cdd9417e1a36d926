"""Zones from GeoJSON (RFC 7946) and back: polygons, multipolygons, and points with `radius_m` for circles."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from foreshock.model import InvalidValue, TooLarge, UnreadableSource, Zone

from .rings import Ring
from .seams import joined
from .zones import Circle, Polygon, Zones

#: Some editors begin a file with it.
_MARK = b"\xef\xbb\xbf"
_LARGEST = 512 * 1024 * 1024


class _Feature(msgspec.Struct, frozen=True):
    type: str
    geometry: dict[str, Any] | None = None
    properties: dict[str, Any] | None = None
    id: str | int | float | None = None


class _File(msgspec.Struct, frozen=True):
    type: str
    features: list[_Feature] | None = None
    geometry: dict[str, Any] | None = None
    properties: dict[str, Any] | None = None
    id: str | int | float | None = None


def read_zones(path: str | os.PathLike[str]) -> tuple[list[Circle | Polygon], list[str]]:
    """Shapes and ids of a GeoJSON file.

    The id is the feature's `id`, else its property `id`, else its place in the file, from 0. Raises UnreadableSource
    for a file that is no GeoJSON, TooLarge above 512 MB, InvalidValue for a feature that is no zone.
    """
    name = Path(path)
    if name.stat().st_size > _LARGEST:
        raise TooLarge(f"{name}: {name.stat().st_size:,} bytes; at most {_LARGEST:,}: split the zones into files")
    return parse_zones(name.read_bytes(), str(name))


def parse_zones(data: bytes, name: str) -> tuple[list[Circle | Polygon], list[str]]:
    """As `read_zones`, from bytes; `name` appears in errors."""
    try:
        file = msgspec.json.decode(data.removeprefix(_MARK), type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableSource(f"{name}: no GeoJSON: {error}") from None
    if file.type == "FeatureCollection":
        features = file.features or []
    elif file.type == "Feature":
        features = [_Feature(file.type, file.geometry, file.properties, file.id)]
    else:
        raise UnreadableSource(f"{name}: GeoJSON of type {file.type!r}; give a FeatureCollection or a Feature")
    shapes: list[Circle | Polygon] = []
    ids: list[str] = []
    for place, feature in enumerate(features):
        properties = feature.properties or {}
        given = feature.id if feature.id is not None else properties.get("id")
        ids.append(str(given) if given is not None else str(place))
        shapes.append(_shape(feature, properties, f"{name}: feature {ids[-1]!r}"))
    if len(set(ids)) < len(ids):
        twice = next(i for i in ids if ids.count(i) > 1)
        raise InvalidValue(f"{name}: two features are called {twice!r}; give each zone an id of its own")
    return shapes, ids


def read_nouns(path: str | os.PathLike[str]) -> list[Zone]:
    """The zones of a GeoJSON file with what is declared of them: properties named as the fields of the noun Zone.

    `flashpoint` and `declared_by` may be left out; other properties are ignored. Raises as `read_zones`.
    """
    shapes, ids = read_zones(path)
    file = msgspec.json.decode(Path(path).read_bytes().removeprefix(_MARK), type=_File)
    features = file.features if file.features is not None else [_Feature(file.type, properties=file.properties)]
    zones = []
    for shape, name, feature in zip(shapes, ids, features, strict=True):
        told = {k: v for k, v in (feature.properties or {}).items() if k in Zone.__struct_fields__ and v is not None}
        if isinstance(shape, Circle):
            told |= {"lat": shape.lat, "lon": shape.lon, "radius_m": shape.radius_m}
        else:
            told |= {"rings": shape.rings}
        _lift(told, "valid_from", "valid_to")
        for said, when in (("positions", "date"), ("counts", "when")):
            if isinstance(told.get(said), list):
                told[said] = [_lift(dict(one), when) for one in told[said] if isinstance(one, dict)]
        needed = {"id": name, "name": name, "flashpoint": "unnamed", "declared_by": ""}
        try:
            zones.append(msgspec.convert(needed | told | {"id": name}, Zone))
        except msgspec.ValidationError as error:
            raise InvalidValue(f"{path}: feature {name!r}: {error}") from None
    return zones


def _lift(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    """Dates that are written as one word, as an export of a list writes them."""
    for name in names:
        if isinstance(fields.get(name), str):
            fields[name] = {"text": fields[name]}
    return fields


def _shape(feature: _Feature, properties: dict[str, Any], where: str) -> Circle | Polygon:
    geometry = feature.geometry or {}
    kind, positions = geometry.get("type"), geometry.get("coordinates")
    try:
        if kind == "Point":
            if "radius_m" not in properties:
                raise InvalidValue(f"{where}: a point without the property radius_m; give the radius in metres")
            lon, lat = _position(positions)
            return Circle(lat, lon, float(properties["radius_m"]))
        if kind == "Polygon":
            return Polygon(joined(_rings(positions)))
        if kind == "MultiPolygon" and positions:
            return Polygon(joined(tuple(ring for polygon in positions for ring in _rings(polygon))))
    except (TypeError, ValueError, LookupError) as error:
        if isinstance(error, InvalidValue):
            raise
        raise InvalidValue(f"{where}: its coordinates are no {kind}: {error}") from None
    raise InvalidValue(f"{where}: geometry {kind!r}; give a Polygon, a MultiPolygon or a Point with radius_m")


def _position(position: Any) -> tuple[float, float]:
    """Longitude and latitude; a height that follows is left out."""
    return float(position[0]), float(position[1])


def _rings(rings: Any) -> tuple[Ring, ...]:
    if not rings:
        raise ValueError("no ring")
    return tuple(tuple(_position(position) for position in ring) for ring in rings)


def write_zones(zones: Zones) -> bytes:
    """The zones' shapes and ids as a GeoJSON FeatureCollection that `parse_zones` reads back unchanged.

    A shape whose rings enclose several areas is written as a Polygon of all its rings: the even–odd reading of this
    package, which other programs may not share.
    """
    features = []
    for shape, name in zip(zones.shapes, zones.ids, strict=True):
        properties: dict[str, Any] = {"id": name}
        if isinstance(shape, Circle):
            geometry: dict[str, Any] = {"type": "Point", "coordinates": (shape.lon, shape.lat)}
            properties["radius_m"] = shape.radius_m
        else:
            geometry = {"type": "Polygon", "coordinates": shape.rings}
        features.append({"type": "Feature", "id": name, "geometry": geometry, "properties": properties})
    return msgspec.json.encode({"type": "FeatureCollection", "features": features})
