"""The API in OpenAPI 3.1, made from the same nouns and the same table of addresses that answer the requests."""

from __future__ import annotations

from functools import cache
from typing import Any, Final, get_args

import msgspec

from foreshock import __version__
from foreshock.model import (
    EVENT_TYPES,
    Breach,
    Candidate,
    CandidateStatus,
    Development,
    Document,
    Flashpoint,
    LevelChange,
    Link,
    Notice,
    Translation,
    Zone,
)

from . import dates
from .problems import MOST
from .working import Act

Json = dict[str, Any]

#: Nouns as records of the data files: schema name → (noun, key, more fields).
_RECORDS: Final = {
    "Development": (Development, "id", ("address", "date")),
    "Flashpoint": (Flashpoint, "slug", ("address",)),
    "LevelChange": (LevelChange, "id", ()),
    "Document": (Document, "id", ()),
    "Link": (Link, "id", ()),
    "Zone": (Zone, "id", ()),
    "Translation": (Translation, "id", ()),
}
_DAY: Final[Json] = {"type": "string", "format": "date"}
_INSTANT: Final[Json] = {"type": "string", "format": "date-time"}
_SLUG: Final[Json] = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80}
#: PostgreSQL keeps no NUL, so none is taken.
_TEXT: Final[Json] = {"type": "string", "pattern": "^[^\\u0000]*$"}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _parameter(name: str, schema: Json, words: str, where: str = "query") -> Json:
    return {"name": name, "in": where, "required": where == "path", "schema": schema, "description": words}


_AS_OF: Final = _parameter("as-of", _DAY, "The list as it stood at the end of this day by the published clock.")
_LIMIT: Final = _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": 100}, "Items a page.")
_AFTER: Final = _parameter("after", _TEXT | {"maxLength": 200}, "`next` of the page before.")
_AFTER_ENTRY: Final = _parameter(
    "after", {"type": "string", "pattern": r"^[a-z0-9-]{1,80}/\d{4}-\d\d-\d\d/\d{1,9}$"}, "`next` of the page before."
)
_AT: Final = _parameter("flashpoint", _TEXT | {"maxLength": 200}, "Only of this flashpoint, by its slug.")
_AT_ONE: Final = _parameter("flashpoint", _TEXT | {"maxLength": 80}, "Only of this flashpoint, by its slug.")
_TONGUE: Final = _parameter("language", _TEXT | {"maxLength": 200}, "Only into this language: ar, fa.")
_PAGED: Final = (_AS_OF, _LIMIT, _AFTER)
_CANDIDATE: Final = _parameter("candidate", _SLUG, "The candidate's id.", "path")


def _operation(
    name: str,
    words: str,
    parameters: tuple[Json, ...],
    schema: Json,
    token: bool = False,
    lost: bool = False,
    body: Json | None = None,
) -> Json:
    answers = {"200": ("As asked.", schema), "422": ("A parameter or the body is wrong.", None)}
    if lost:
        answers["404"] = ("There is no such thing.", None)
    if any(one is _AS_OF for one in parameters):
        answers["404"] = ("There is no such thing, or there was none on that day.", None)
    if token:
        answers |= {"401": ("No token, or no good one.", None), "403": ("The token's role may not do this.", None)}
    if body:
        answers |= {
            "409": ("It breaks a rule, or contradicts what is recorded.", None),
            "413": ("The body is too large.", None),
        }
    made: Json = {
        "operationId": name,
        "summary": words,
        "parameters": list(parameters),
        "responses": {
            status: {
                "description": told,
                "content": {"application/json": {"schema": answer}}
                if answer
                else {"application/problem+json": {"schema": _ref("Problem")}},
            }
            for status, (told, answer) in answers.items()
        },
    }
    if token:
        made["security"] = [{"token": []}]
    if body:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return made


def _pages(name: str) -> Json:
    return {
        "type": "object",
        "required": ["items", "total", "next"],
        "additionalProperties": False,
        "properties": {
            "items": {"type": "array", "items": _ref(name)},
            "total": {"type": "integer", "minimum": 0},
            "next": {"type": ["string", "null"]},
        },
    }


@cache
def description() -> Json:
    """The whole description."""
    since = _parameter("since", _DAY, "Not before this day.")
    until = _parameter("until", _DAY, "Not after this day.")
    kind = _parameter("type", {"enum": list(EVENT_TYPES)}, "With an event of this PLOVER type.")
    number = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
    address = (
        _parameter("home", _SLUG, "The flashpoint's slug.", "path"),
        _parameter("date", _DAY, "The day it stands under.", "path"),
        _parameter("number", number, "Its number of the day.", "path"),
    )
    status = _parameter("status", {"enum": list(get_args(CandidateStatus)), "default": "open"}, "Their state.")
    some = _parameter("limit", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}, "Items a page.")
    words = _parameter("q", _TEXT | {"minLength": 1, "maxLength": 500}, "All of these words.") | {"required": True}
    order = _parameter("by", {"enum": ["newest", "best"], "default": "newest"}, "Newest first, or best of the newest.")
    before = _parameter("before", {"type": "integer", "minimum": 0, "maximum": 2**53}, "`next` of the page before.")
    hits = _parameter("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 30}, "Items a page.")
    get = {
        "/list": _operation("list", "The list with its flashpoints and levels.", (_AS_OF,), _ref("List"), lost=True),
        "/flashpoints": _operation("flashpoints", "All flashpoints with their texts.", _PAGED, _pages("Flashpoint")),
        "/flashpoints/{slug}": _operation(
            "flashpoint",
            "One flashpoint.",
            (_parameter("slug", _SLUG, "Its slug.", "path"), _AS_OF),
            _ref("Flashpoint"),
            lost=True,
        ),
        "/developments": _operation(
            "developments",
            "Developments by flashpoint, oldest first.",
            (_AS_OF, _LIMIT, _AFTER_ENTRY, _AT, since, until, kind),
            _pages("Development"),
        ),
        "/developments/{home}/{date}/{number}": _operation(
            "development", "One development, by its address.", (*address, _AS_OF), _ref("Development"), lost=True
        ),
        "/levels": _operation("levels", "Level changes.", (*_PAGED, _AT), _pages("LevelChange")),
        "/documents": _operation("documents", "Source documents.", _PAGED, _pages("Document")),
        "/links": _operation("links", "Links between flashpoints.", _PAGED, _pages("Link")),
        "/zones": _operation("zones", "Zones as they were declared.", _PAGED, _pages("Zone")),
        "/translations": _operation(
            "translations", "Texts in other languages.", (*_PAGED, _TONGUE), _pages("Translation")
        ),
        "/zones/{zone}": _operation(
            "zone",
            "One zone: what was seen there as the public may see it, counts, notices.",
            (_parameter("zone", _SLUG, "Its id.", "path"), _AS_OF),
            _ref("ZoneSeen"),
            lost=True,
        ),
        "/corrections": _operation(
            "corrections", "Corrections and withdrawals, newest first.", (_AS_OF,), {"type": "object"}
        ),
        "/dates": _operation("dates", "Dates ahead, by day.", (_AT_ONE,), _ref("Dates")),
        "/dates.ics": _operation("calendar", "Dates ahead as iCalendar.", (_AT_ONE,), {"type": "string"}),
        "/queue": _operation(
            "queue", "A page of the queue of candidates.", (status, _AT, _AFTER, some), _ref("QueuePage"), token=True
        ),
        "/queue/{candidate}": _operation(
            "candidate", "One candidate.", (_CANDIDATE,), _ref("CandidateNow"), token=True, lost=True
        ),
        "/search": _operation(
            "search", "Reports with all words.", (words, order, before, hits), _ref("Hits"), token=True
        ),
    }
    calendar = get["/dates.ics"]["responses"]["200"]
    calendar["content"] = {"text/calendar": calendar["content"]["application/json"]}
    paths: Json = {path: {"get": operation} for path, operation in get.items()}
    paths["/queue/{candidate}/acts"] = {
        "post": _operation(
            "act",
            "Decide on a candidate, in the name of whose token it is.",
            (_CANDIDATE,),
            _ref("CandidateNow"),
            token=True,
            lost=True,
            body=_ref("Act"),
        )
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Foreshock",
            "version": __version__,
            "description": "An early-warning trigger list: everything public for everybody, the queue with a token.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas() -> Json:
    nouns = [noun for noun, _, _ in _RECORDS.values()]
    schemas, parts = msgspec.json.schema_components(
        [*nouns, Candidate, Act, Breach, Notice], ref_template="#/components/schemas/{name}"
    )
    made: Json = dict(parts)
    made["When"] = _object(text={"type": "string"}, first=_DAY, last=_DAY, precision={"type": "string"})
    # What people send has a date as its text; what the data files show has it with its first and last day.
    asked = {f"{name}Sent": _renamed(parts[name], parts) for name in parts}
    made |= asked
    made["Act"] = _renamed(schemas[len(nouns) + 1], parts)
    made["Act"].pop("discriminator", None)
    made["Candidate"] = made.pop("CandidateSent")
    for name, (noun, key, more) in _RECORDS.items():
        made[name] = _record(parts[noun.__name__], key, more)
    made["Place"]["required"] = ["name", "lat", "lon", "precision", "km"]
    made["Problem"] = _object(
        type={"type": "string"}, title={"type": "string"}, status={"type": "integer"}, detail={"type": "string"}
    )
    made["List"] = {"type": "object", "required": ["schema", "list", "flashpoints", "levels", "parties"]}
    seen = ["schema", "zone", "sharing", "breaches", "gone", "tallies", "notices", "reminder"]
    made["ZoneSeen"] = {"type": "object", "required": seen}
    made["CandidateNow"] = _object(version={"type": "integer", "minimum": 1}, candidate=_ref("Candidate"))
    text: Json = {"type": "string"}
    line = _object(
        id=_SLUG, head=text, flashpoint=text, severity={"type": "integer", "minimum": 0, "maximum": 5},
        newest=_INSTANT, reports={"type": "integer"}, first=text, until={"anyOf": [_DAY, {"type": "null"}]},
    )  # fmt: skip
    made["QueuePage"] = _object(items={"type": "array", "items": line}, next={"type": ["string", "null"]})
    made["Dates"] = _object(items={"type": "array", "items": dates.schema()}, total={"type": "integer", "minimum": 0})
    hit = _object(
        number={"type": "integer"},
        **dict.fromkeys(("report", "title", "publisher", "source", "published", "address", "language", "text"), text),
    )
    made["Hits"] = _object(
        items={"type": "array", "items": hit},
        words={"type": "array", "items": text},
        next={"type": ["integer", "null"]},
    )
    return made


def _object(**fields: Json) -> Json:
    return {"type": "object", "required": list(fields), "additionalProperties": False, "properties": fields}


def _record(noun: Json, key: str, more: tuple[str, ...]) -> Json:
    """A noun as the data files have it: every field there, its revision, or a gap with the reason."""
    fields = {name: schema for name, schema in noun["properties"].items() if name != key}
    extra: Json = {"address": {"type": "string"}, "date": _DAY}
    head = {key: {"type": "string"}} | {name: extra[name] for name in more if name == "address"}
    tail = {"gone": {"type": ["object", "null"]}, "revision": {"type": "object"}}
    whole = head | {name: extra[name] for name in more if name != "address"} | fields | tail
    return {
        "type": "object",
        "required": [*head, "gone", "revision"],
        "additionalProperties": False,
        "properties": whole,
    }


def _renamed(schema: Any, parts: Json) -> Any:
    """A schema whose references lead to the forms that are sent."""
    if isinstance(schema, dict):
        found = {name: _renamed(value, parts) for name, value in schema.items()}
        if "$ref" in found:
            found["$ref"] += "Sent"
        return found
    return [_renamed(item, parts) for item in schema] if isinstance(schema, list) else schema
