"""Dates ahead for everybody, as JSON and as iCalendar."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from foreshock.model import DateAhead, DateKept
from foreshock.site.calendar import calendar
from foreshock.site.outlets import MEDIA_TYPES

from ..dates import all_dates
from ..work import Work
from .problems import Query

Json = dict[str, Any]


def listed(work: Work, request: HttpRequest) -> Json:
    """All dates that hold, by day."""
    slug = Query(request, ("flashpoint",)).text("flashpoint", 80)
    items = [
        {"id": one.uid, "version": one.version, "changed": one.made, "flashpoint": one.value.flashpoint,
         "date": one.value.date, "until": one.value.until, "yearly": one.value.yearly, "kind": one.value.kind,
         "what": one.value.what, "source": one.value.source}
        for one in _shown(work, slug)
    ]  # fmt: skip
    return {"items": items, "total": len(items)}


def as_calendar(work: Work, request: HttpRequest) -> HttpResponse:
    """The same as a calendar that programs can subscribe to."""
    return _calendar(work, Query(request, ("flashpoint",)).text("flashpoint", 80))


def _calendar(work: Work, slug: str) -> HttpResponse:
    names = {name: one.short for name, one in work.published.flashpoints().items()}
    about, file = (names[slug], slug) if slug in names else (work.config.title, "dates")
    title = f"{about}: dates ahead"
    response = HttpResponse(calendar(_shown(work, slug), names, title, work.config.base_url), MEDIA_TYPES["ics"])
    response["Cache-Control"] = "public, max-age=300"
    response["Content-Disposition"] = f'inline; filename="{file}.ics"'
    return response


def _shown(work: Work, slug: str) -> list[DateKept]:
    """Dates of flashpoints that are public."""
    if slug and slug not in work.published.flashpoints():
        return []
    return [one for one in all_dates(slug) if one.value.flashpoint in work.published.flashpoints()]


def schema() -> Json:
    """One date, in the words of JSON Schema."""
    fields = msgspec.json.schema(DateAhead, ref_template="{name}")["$defs"]["DateAhead"]["properties"]
    fields.pop("dropped")
    bare = {name: {k: v for k, v in field.items() if k != "default"} for name, field in fields.items()}
    own: Json = {
        "id": {"type": "string"},
        "version": {"type": "integer", "minimum": 1},
        "changed": {"type": "string", "format": "date-time"},
    }
    whole = {**own, **bare}
    return {"type": "object", "required": list(whole), "additionalProperties": False, "properties": whole}
