"""The data files of a flashpoint in parts, a month of developments each, so that a builder need make only what changed.

The parts of a file, one after the other, are the file. A part whose `source` is that of a part already written has the
same bytes; one without a source is always made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from itertools import groupby
from typing import Any, Final

from msgspec import Struct

from foreshock.model import Development, Kept

from ..index import Entry, Index
from ..routes import Route
from ..software import software_digest
from .bundles import development_features, flashpoint_features, flashpoint_json, json_bytes, named_places
from .records import Json, development_record
from .sheets import DEVELOPMENT_COLUMNS, development_row, sheet, sheet_rows

#: What `json_bytes` sets around the items of a list that is the only field of an object.
_OPEN: Final = b'{\n "items": [\n'
_CLOSE: Final = b"\n ]\n}\n"


class Part(Struct, frozen=True):
    """A stretch of a file, and the digest of what it rests on."""

    make: Callable[[], bytes]
    source: str = ""


Month = tuple[str, tuple[Entry, ...]]


def in_parts(route: Route) -> bool:
    """Whether a route is one of the files that come in parts."""
    return route.kind == "flashpoint" and route.ext in ("json", "csv", "geojson")


def parts(route: Route, index: Index, base_url: str) -> list[Part]:
    """The parts of a flashpoint's JSON, CSV or GeoJSON. Raises NotFound when there is no such flashpoint."""
    slug = index.flashpoint(route.slug).slug
    months = index.remember(("parts", slug), lambda: _months(index.entries.get(slug, ()), index))
    setting = f"{software_digest()} {base_url}"
    match route.ext:
        case "json":
            return list(_json(slug, months, index, base_url, setting))
        case "geojson":
            return list(_geojson(slug, months, index, base_url, setting))
        case _:
            return list(_csv(months, setting))


def _months(entries: Sequence[Entry], index: Index) -> list[Month]:
    """Entries by month, newest first, with a digest of their revisions and of what their sources let be quoted."""
    found: list[Month] = []
    for _, group in groupby(entries, key=lambda entry: (entry.date.year, entry.date.month)):
        month = tuple(group)
        marks = "\n".join(
            f"{kept.stamp.id} {kept.stamp.hash} {kept.erasure} {_quoted(kept, index)}"
            for kept in (entry.kept for entry in month)
        )
        found.append((_digest(marks), month))
    return found


def _quoted(kept: Kept[Development], index: Index) -> str:
    """What is left of an entry's quotations where a source keeps some back: its revision does not tell."""
    return repr(kept.value.quotations) if kept.value and kept.stamp.id in index.unquoted else ""


def _json(slug: str, months: Sequence[Month], index: Index, base_url: str, setting: str) -> Iterator[Part]:
    head, tail = flashpoint_json(index, slug, base_url)
    yield Part(lambda: json_bytes(head).removesuffix(b"\n}\n") + b',\n "developments": [' + (b"\n" if months else b""))
    for digest, month in months:
        last = month is months[-1][1]
        yield Part(partial(_records, month, base_url, last), _digest("json", setting, digest, str(last)))
    yield Part(lambda: (b"\n ],\n" if months else b"],\n") + json_bytes(tail).removeprefix(b"{\n"))


def _records(month: Iterable[Entry], base_url: str, last: bool) -> bytes:
    return _items([development_record(entry.kept, base_url) for entry in month]) + (b"" if last else b",\n")


def _geojson(slug: str, months: Sequence[Month], index: Index, base_url: str, setting: str) -> Iterator[Part]:
    named = named_places(index.flashpoint(slug))
    zones, step = index.zones.get(slug, ()), index.current(slug)
    rests = (index.state.flashpoints[slug].stamp.hash, repr(zones), step.stamp.hash if step else "")
    setting = f"{setting} {named}"
    yield Part(partial(_places, index, slug, base_url), _digest("places", setting, *rests))
    for digest, month in months:
        yield Part(partial(_features, month, named, base_url), _digest("geojson", setting, digest))
    yield Part(lambda: _CLOSE)


def _places(index: Index, slug: str, base_url: str) -> bytes:
    """The beginning of the file: circles of zones take the longest to draw."""
    opening = b'{\n "type": "FeatureCollection",\n "features": [\n'
    return opening + _items(flashpoint_features(index, slug, base_url))


def _features(month: Iterable[Entry], named: dict[str, Any], base_url: str) -> bytes:
    found = list(development_features(month, named, base_url))
    return b",\n" + _items(found) if found else b""


def _csv(months: Sequence[Month], setting: str) -> Iterator[Part]:
    yield Part(lambda: sheet(DEVELOPMENT_COLUMNS, ()))
    for digest, month in months:
        yield Part(partial(_rows, month), _digest("csv", setting, digest))


def _rows(month: Iterable[Entry]) -> bytes:
    return sheet_rows(development_row(entry.kept) for entry in month)


def _items(items: Sequence[Json]) -> bytes:
    """Items as they stand in a list one level deep."""
    return json_bytes({"items": items}).removeprefix(_OPEN).removesuffix(_CLOSE)


def _digest(*parts: str) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
