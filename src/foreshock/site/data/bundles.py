"""The JSON and GeoJSON files of a site: what each one holds, in which order. `docs/data.md` has the schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from foreshock.model import INCIDENT, LEVELS, Development, Flashpoint, Kept, Place, Stamp, Zone
from foreshock.zone.sharing import public_id

from ..index import Entry, Index
from .records import (
    Json,
    development_record,
    document_record,
    flashpoint_record,
    gap,
    plain,
    public_revision,
    record,
    revision,
)
from .shapes import area, collection, feature, line, point


def json_bytes(value: Json) -> bytes:
    """JSON in UTF-8, indented by one, with a line end: small, and a version control system can show what changed."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _head(index: Index, schema: str) -> Json:
    return {"schema": f"foreshock/{schema}/1", "list": index.list.title, "as_of": index.state.as_of}


def front_json(index: Index, base_url: str) -> Json:
    """The list: framing, parties, levels, its flashpoints with their standing level, zones, links."""
    state, about = index.state, plain(index.list)
    kept = [state.flashpoints[slug] for slug in index.order]
    gone = [kept for kept in state.flashpoints.values() if kept.value is None]
    return _head(index, "list") | {
        "language": about["language"],
        "framing": about["framing"],
        "about": about["about"],
        "parties": about["parties"],
        "region": about["region"],
        "closed": about["closed"],
        "incident": INCIDENT,
        "levels": [
            {
                "code": level.code,
                "rank": level.rank,
                "low": level.low,
                "high": level.high,
                "definition": level.definition,
            }
            for level in LEVELS.values()
        ],
        "flashpoints": [_summary(index, item, base_url) for item in (*kept, *gone)],
        "zones": [record(zone) for zone in state.zones.values()],
        "links": [record(link) for link in state.links.values()],
        "revision": revision(state.list.stamp) if state.list else None,
    }


def _summary(index: Index, kept: Kept[Flashpoint], base_url: str) -> Json:
    """A flashpoint as the list shows it: without its sections, with its standing level and its counts."""
    slug, value = kept.stamp.id, kept.value
    head: Json = {"slug": slug, "address": f"{base_url}/{slug}/"}
    if value is None:
        return head | {"gone": gap(kept.stamp, kept.erasure), "revision": revision(kept.stamp)}
    entries = [entry.value for entry in index.entries.get(slug, ()) if entry.value]
    return head | {
        "data": {ext: f"{base_url}/{slug}.{ext}" for ext in index.offer.beside("flashpoint")},
        "name": value.name,
        "kind": value.kind,
        "summary": value.summary,
        "question": value.question,
        "place": plain(value.place),
        "level": _standing(index, slug),
        "developments": len(entries),
        "events": sum(entry.kind == "event" for entry in entries),
        "statements": sum(entry.kind == "statement" for entry in entries),
        "first_date": entries[-1].date if entries else None,
        "last_date": entries[0].date if entries else None,
        "checked": value.checked,
        "gone": None,
        "revision": revision(kept.stamp),
    }


def _standing(index: Index, slug: str) -> Json | None:
    """The level change that holds, in full, with its rank; None before the first."""
    step = index.current(slug)
    return {"rank": step.level.rank, "since": step.change.date} | plain(step.change) if step else None


def flashpoint_json(index: Index, slug: str, base_url: str) -> tuple[Json, Json]:
    """A flashpoint in full, but for its developments: what stands before them (its sections and levels), and what
    stands after them (zones, links and the documents that it and they cite)."""
    state, entries = index.state, index.entries.get(slug, ())
    flashpoint = index.flashpoint(slug)
    cited = {source.document for source in flashpoint.sources}
    cited.update(source.document for entry in entries if entry.value for source in entry.value.sources)
    before = _head(index, "flashpoint") | {
        "flashpoint": flashpoint_record(state.flashpoints[slug], base_url),
        "level": _standing(index, slug),
        "levels": [record(state.levels[step.change.id]) for step in index.steps.get(slug, ())]
        + [record(kept) for id_, kept in state.levels.items() if kept.value is None and id_.startswith(f"{slug}/")],
    }
    after = {
        "zones": [record(state.zones[zone.id]) for zone in index.zones.get(slug, ())],
        "links": [record(state.links[link.id]) for link in index.links.get(slug, ())],
        "documents": _documents(index, cited),
    }
    return before, after


def _documents(index: Index, cited: Iterable[str]) -> list[Json]:
    return [document_record(kept) for id_ in sorted(cited) if (kept := index.document(id_))]


def development_json(index: Index, kept: Kept[Development], base_url: str) -> Json:
    """One development with all its revisions' envelopes and the documents it cites."""
    cited = {source.document for source in kept.value.sources} if kept.value else set()
    return _head(index, "development") | {
        "development": development_record(kept, base_url),
        "revisions": [revision(stamp) for stamp in index.stamps(kept.stamp)],
        "documents": _documents(index, cited),
    }


def corrections_json(index: Index) -> Json:
    """Every published correction and withdrawal, and every erasure, newest first."""
    state = index.state
    groups = (
        state.flashpoints, state.developments, state.levels, state.links, state.zones, state.documents,
        state.breaches, state.notices, state.translations,
    )  # fmt: skip
    kept: Iterator[Kept[Any]] = (item for group in groups for item in group.values())
    erased = [item for item in (*kept, *((state.list,) if state.list else ())) if item.erasure]
    erased.sort(key=lambda item: item.erasure.at if item.erasure else item.stamp.recorded, reverse=True)
    return _head(index, "corrections") | {
        "corrections": [{"kind": s.kind, "id": _public(s, index)} | public_revision(s) for s in state.corrections],
        "erasures": [
            {"kind": item.stamp.kind, "id": _public(item.stamp, index)}
            | {"gone": gap(item.stamp, item.erasure), "revision": public_revision(item.stamp)}
            for item in erased
        ],
    }


def _public(stamp: Stamp, index: Index) -> str:
    """An object's id; that of a breach in a track without the track's name and the second."""
    return public_id(stamp.id, index.sharing) if stamp.kind == "breach" else stamp.id


def front_geojson(index: Index, base_url: str) -> Json:
    """The places of all flashpoints as points and all zones as polygons."""
    features = [_flashpoint_feature(index, slug, base_url) for slug in index.order]
    features += [_zone_feature(zone) for slug in index.order for zone in index.zones.get(slug, ())]
    return collection(features)


def flashpoint_features(index: Index, slug: str, base_url: str) -> list[Json]:
    """The place of a flashpoint, its zones, landmarks and sketched ways."""
    flashpoint = index.flashpoint(slug)
    features = [_flashpoint_feature(index, slug, base_url)]
    features += [_zone_feature(zone) for zone in index.zones.get(slug, ())]
    features += [
        feature(f"{slug}/place/{n}", point(place), {"kind": "landmark"} | _place(place))
        for n, place in enumerate(flashpoint.landmarks, 1)
    ]
    features += [
        feature(f"{slug}/view/{n}", line(view.path), {"kind": "view", "title": view.title, "party": view.party})
        for n, view in enumerate(flashpoint.views, 1)
        if view.path
    ]
    return features


def named_places(flashpoint: Flashpoint) -> dict[str, Place]:
    """The places by whose name the developments of a flashpoint can be put on a map."""
    own = (flashpoint.place,) if flashpoint.place else ()
    return {place.name: place for place in (*flashpoint.landmarks, *own)}


def development_features(entries: Iterable[Entry], named: dict[str, Place], base_url: str) -> Iterator[Json]:
    """The developments whose place is among the named ones."""
    for entry in entries:
        if entry.value and (place := named.get(entry.value.place)):
            yield _development_feature(entry.value, place, base_url)


def _place(place: Place) -> Json:
    return {"place": place.name, "precision": place.precision, "km": place.km}


def _flashpoint_feature(index: Index, slug: str, base_url: str) -> Json:
    value, step = index.flashpoint(slug), index.current(slug)
    properties: Json = {
        "kind": "flashpoint",
        "name": value.name,
        "type": value.kind,
        "address": f"{base_url}/{slug}/",
        "level": step.change.level if step else None,
        "rank": step.level.rank if step else None,
        "since": step.change.date if step else None,
    }
    if value.place:
        properties |= _place(value.place)
    return feature(slug, point(value.place) if value.place else None, properties)


def _zone_feature(zone: Zone) -> Json:
    properties = {"kind": "zone"} | {key: value for key, value in plain(zone).items() if key not in ("id", "rings")}
    return feature(f"{zone.flashpoint}/zone/{zone.id}", area(zone), properties)


def _development_feature(value: Development, place: Place, base_url: str) -> Json:
    properties = {"kind": "development", "address": f"{base_url}/{value.id}/", "date": value.date, "type": value.kind}
    return feature(value.id, point(place), properties | {"head": value.head, "text": value.text} | _place(place))
