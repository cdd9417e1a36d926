"""What everybody may read: the list as it stands or stood, object by object, with the fields of the data files."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from django.http import HttpRequest

from foreshock.model import EVENT_TYPES, Kept, NotFound
from foreshock.site.data.bundles import corrections_json, front_json
from foreshock.site.data.records import development_record, document_record, flashpoint_record, record
from foreshock.site.data.zones import zone_json
from foreshock.site.index import Index
from foreshock.site.routes import Route, shown_translations

from ..work import Work
from .problems import MOST, Problem, Query

Json = dict[str, Any]
_ENTRY: Final = re.compile(r"[a-z0-9-]{1,80}/\d{4}-\d\d-\d\d/\d{1,9}", re.ASCII)
_PAGED: Final = ("limit", "after", "as-of")


def index_of(work: Work, query: Query) -> Index:
    """The list as of now, or of the end of the day `as-of`."""
    day = query.day("as-of")
    today = dt.datetime.now(dt.UTC).date()
    if day is None:
        return work.published.index()
    if day > today:
        raise Problem(404, "Not yet", f"as-of={day} is still to come; write a day up to {today}")
    state = work.store.state(dt.datetime.combine(day, dt.time.max, dt.UTC))
    return Index(state, today, sharing=work.published.sharing)


def the_list(work: Work, request: HttpRequest) -> Json:
    """The list: framing, parties, levels, its flashpoints with their standing level, zones, links."""
    index = index_of(work, Query(request, ("as-of",)))
    if index.state.list is None or index.state.list.value is None:
        raise Problem(404, "No list", "this desk has no list yet, or had none on that day")
    return front_json(index, work.config.base_url.rstrip("/"))


def flashpoints(work: Work, request: HttpRequest) -> Json:
    """All flashpoints with their texts."""
    query = Query(request, _PAGED)
    index = index_of(work, query)
    return _page(query, [flashpoint_record(kept, _base(work)) for kept in index.state.flashpoints.values()], "slug")


def flashpoint(work: Work, request: HttpRequest, slug: str) -> Json:
    """One flashpoint."""
    kept = index_of(work, Query(request, ("as-of",))).state.flashpoints.get(slug)
    if kept is None:
        raise Problem(404, "Not found", f"there is no flashpoint {slug!r}; /api/v1/flashpoints lists them")
    return flashpoint_record(kept, _base(work))


def developments(work: Work, request: HttpRequest) -> Json:
    """Developments in order of their ids, by flashpoint, day and type of event."""
    query = Query(request, (*_PAGED, "flashpoint", "since", "until", "type"))
    index = index_of(work, query)
    slug, kind = query.text("flashpoint"), query.one_of("type", EVENT_TYPES)
    since, until = query.day("since"), query.day("until")

    def wanted(kept: Kept[Any]) -> bool:
        entry = kept.value
        home, day, _ = kept.stamp.id.split("/")
        if slug and slug not in (entry.belongs_to if entry else (home,)):
            return False
        if (since and day < since.isoformat()) or (until and day > until.isoformat()):
            return False
        return not kind or bool(entry and any(event.type == kind for event in entry.events))

    found = sorted(
        (kept for kept in index.state.developments.values() if wanted(kept)), key=lambda kept: _order(kept.stamp.id)
    )
    after = query.text("after")
    if query.given("after") and not _ENTRY.fullmatch(after):
        raise Problem(422, "Wrong parameter", f"after={after[:80]!r} is no development; take `next` of the page before")
    later = [kept for kept in found if not after or _order(kept.stamp.id) > _order(after)]
    size = query.number("limit", 100, 1, MOST)
    records = [development_record(kept, _base(work)) for kept in later[:size]]
    return _wrapped(records, len(found), more=len(later) > size)


def development(work: Work, request: HttpRequest, home: str, day: str, number: int) -> Json:
    """One development, by its permanent address."""
    name = f"{home}/{day}/{number}"
    kept = index_of(work, Query(request, ("as-of",))).state.developments.get(name)
    if kept is None:
        raise Problem(404, "Not found", f"there is no development {name!r}")
    return development_record(kept, _base(work))


def levels(work: Work, request: HttpRequest) -> Json:
    """Level changes, of all flashpoints or of one."""
    query = Query(request, (*_PAGED, "flashpoint"))
    index = index_of(work, query)
    slug = query.text("flashpoint")
    kept = [one for one in index.state.levels.values() if not slug or one.stamp.id.startswith(f"{slug}/")]
    return _page(query, [record(one) for one in kept], "id")


def documents(work: Work, request: HttpRequest) -> Json:
    """Source documents, confidential ones by their descriptor only."""
    query = Query(request, _PAGED)
    index = index_of(work, query)
    shown = (index.document(name) for name in index.state.documents)
    return _page(query, [document_record(kept) for kept in shown if kept], "id")


def links(work: Work, request: HttpRequest) -> Json:
    """Links between flashpoints."""
    query = Query(request, _PAGED)
    return _page(query, [record(kept) for kept in index_of(work, query).state.links.values()], "id")


def zones(work: Work, request: HttpRequest) -> Json:
    """Zones as they were declared, with each party's position."""
    query = Query(request, _PAGED)
    return _page(query, [record(kept) for kept in index_of(work, query).state.zones.values()], "id")


def translations(work: Work, request: HttpRequest) -> Json:
    """Texts in other languages, each with the digest of the original that it translates."""
    query = Query(request, (*_PAGED, "language"))
    language = query.text("language")
    state = index_of(work, query).state
    # A translation tells what its original told: it goes with it.
    told = {one.id for one in shown_translations(state)}
    kept = (one for name, one in state.translations.items() if not language or name.startswith(f"{language}/"))
    return _page(query, [record(one) for one in kept if one.value is None or one.value.id in told], "id")


def zone(work: Work, request: HttpRequest, name: str) -> Json:
    """One zone with what was seen there as the public may see it, counts by party and month, notices that stand."""
    index = index_of(work, Query(request, ("as-of",)))
    kept = index.state.zones.get(name)
    if kept is None or kept.value is None:
        raise Problem(404, "Not found", f"there is no zone {name!r}; /api/v1/zones lists them")
    try:
        return zone_json(Route("zone", kept.value.flashpoint, zone=name), index)
    except NotFound as error:
        raise Problem(404, "Not found", str(error)) from None


def corrections(work: Work, request: HttpRequest) -> Json:
    """Published corrections and withdrawals, newest first."""
    return corrections_json(index_of(work, Query(request, ("as-of",))))


def _page(query: Query, records: list[Json], key: str) -> Json:
    """A page of records in order of their key; `after` is the key of the last one before it."""
    records.sort(key=lambda one: one[key])
    size, after = query.number("limit", 100, 1, MOST), query.text("after")
    later = [one for one in records if one[key] > after]
    return _wrapped(later[:size], len(records), len(later) > size, key)


def _wrapped(records: list[Json], total: int, more: bool, key: str = "id") -> Json:
    return {"items": records, "total": total, "next": records[-1][key] if more and records else None}


def _order(development: str) -> tuple[str, str, int]:
    home, day, number = development.split("/")
    return home, day, int(number)


def _base(work: Work) -> str:
    return work.config.base_url.rstrip("/")
