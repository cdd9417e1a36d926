"""Zones at the desk: what is there now, exactly for whoever may read it so; breaches, their claims and findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from foreshock.model import NOT_PERMISSION, Breach, ForeshockError, Kept, Notice, ObjectKind, Zone
from foreshock.site import stills
from foreshock.site.live import Now, exactly
from foreshock.site.views.zone_breaches import began, hour_words
from foreshock.zone.drawing import middle, near
from foreshock.zone.sharing import WITHHELD, public_id

from .. import breachforms
from ..changes import waiting_changes
from ..exactness import breaches_for, public_breaches, public_words, reader_of
from ..people import display_name, may
from ..work import Work, desk_of
from .refused import refuse

#: Seconds after which the page of what is there now asks anew; each time it is a read that is logged.
_RELOAD_S = 30
#: Breaches on one page.
_MOST = 100
#: What of a zone can be changed here.
_KINDS = ("breach", "zone")


def overview(request: HttpRequest) -> HttpResponse:
    """The list's zones, with how many breaches of each are on record and without a finding."""
    work = desk_of(request)
    names = {slug: one.short for slug, one in work.published.flashpoints().items()}
    rows = []
    for zone in _zones(work):
        held = _breaches(work, zone)
        rows.append(
            (zone, names.get(zone.flashpoint, zone.flashpoint), len(held), sum(b.finding == "open" for b in held))
        )
    return render(request, "desk/zones.html", {"rows": rows})


def one(request: HttpRequest, zone_id: str) -> HttpResponse:
    """A zone: what is there now, for an account that the desk's settings name; its breaches and notices."""
    work = desk_of(request)
    zone = next((zone for zone in _zones(work) if zone.id == zone_id), None)
    if zone is None:
        return refuse(request, "There is no such zone", f"Nothing on this list is called {zone_id!r}.", 404)
    reader = reader_of(work, request.user)
    now, wrong = None, ""
    if reader and work.watching.journal is not None:
        try:
            now = exactly(zone, work.watching, reader)
        except ForeshockError as error:
            wrong = str(error)
    held = sorted(_breaches(work, zone), key=lambda one: (began(one), one.id), reverse=True)
    try:
        shown = breaches_for(work, request.user, zone.id, held[:_MOST])
    except ForeshockError as error:
        wrong, shown = str(error), public_breaches(work, held[:_MOST])
    parties, sharing = _parties(work), work.watching.sharing
    context = {
        "zone": zone, "now": now, "wrong": wrong, "reader": reader, "watched": work.watching.journal is not None,
        "drawing": stills.of_places(zone, now.seen) if now else "", "reload": _RELOAD_S if now else 0,
        "quiet": bool(now and now.quiet), "tracks": _numbered(now), "may_edit": may(request.user, "analyst"),
        "breaches": [
            (b, parties.get(b.party, b.party), _form(zone, public_id(b.id, sharing)), _hour(b)) for b in shown
        ],
        "more": max(0, len(held) - _MOST), "new": _form(zone),
        "waiting": [
            (c, public_words(work, c.kind, c.object, c.object))
            for c in waiting_changes() if c.kind in _KINDS and c.object.partition("/")[0] == zone.id
        ],
        "notices": [(n, parties.get(n.party, n.party)) for n in _notices(work, zone)],
        "positions": [(p, parties.get(p.party, p.party)) for p in zone.positions],
        "counts": [(c, parties.get(c.by, c.by), parties.get(c.party, c.party)) for c in zone.counts],
        "parties": parties, "reminder": NOT_PERMISSION,
    }  # fmt: skip
    return render(request, "desk/zone.html", context, status=503 if wrong else 200)


def breach(request: HttpRequest, zone_id: str) -> HttpResponse:
    """The form of a breach on record (`?id=`), or of a new one that is known by report; sent, a change."""
    work = desk_of(request)
    zone = next((zone for zone in _zones(work) if zone.id == zone_id), None)
    if zone is None:
        return refuse(request, "There is no such zone", f"Nothing on this list is called {zone_id!r}.", 404)
    if not may(request.user, "analyst"):
        return refuse(request, "Readers only look", "Ask an analyst to record it.", 403)
    name = request.GET.get("id", "")
    kept = _called(work, request, zone, name)
    before = kept.value if kept else None
    if name and (before is None or before.zone != zone_id):
        return refuse(request, "There is no such breach", f"Nothing is recorded as {name!r}.", 404)
    wrong, shown = "", before
    if before is not None:
        try:
            (shown,) = breaches_for(work, request.user, zone.id, [before])
        except ForeshockError as error:
            (shown,), wrong = public_breaches(work, [before]), str(error)
    fields = breachforms.breach_fields(shown) | {"base": str(kept.stamp.number) if kept else "0"}
    named = public_id(before.id, work.watching.sharing) if before else ""
    if request.method == "POST":
        fields = {k: v for k, v in request.POST.dict().items() if isinstance(v, str)}
        try:
            # A form may be older than the delay: what it did not show must not be taken for deleted.
            withheld = shown is not before or fields.get("withheld") == "yes"
            told = breachforms.with_withheld(fields, before) if before and withheld else fields
            value = breachforms.breach_from(told, before, zone.id, work.published.state().breaches)
            return _sent(request, work, zone, "breach", value, fields)
        except ForeshockError as error:
            wrong = public_words(work, "breach", before.id, str(error)) if before else str(error)
    context = {
        "zone": zone, "before": shown, "named": named, "hour": _hour(shown) if shown else "",
        "fields": fields, "wrong": wrong, "parties": _parties(work),
        "claims": breachforms.rows(fields, "claim", breachforms.CLAIM),
        "sources": breachforms.rows(fields, "source", breachforms.SOURCE),
        "findings": breachforms.FINDINGS, "domains": breachforms.DOMAINS, "documents": _documents(work, zone),
        "entries": [kept.id for kept in work.published.index().entries.get(zone.flashpoint, ())],
    }  # fmt: skip
    return render(request, "desk/breach.html", context, status=422 if wrong else 200)


def sides(request: HttpRequest, zone_id: str) -> HttpResponse:
    """The form of what each side says of a zone, and of how many breaches it counted; sent, a change."""
    work = desk_of(request)
    kept = work.published.state().zones.get(zone_id)
    if kept is None or kept.value is None:
        return refuse(request, "There is no such zone", f"Nothing on this list is called {zone_id!r}.", 404)
    if not may(request.user, "analyst"):
        return refuse(request, "Readers only look", "Ask an analyst to record it.", 403)
    zone = kept.value
    fields = breachforms.sides_fields(zone) | {"base": str(kept.stamp.number)}
    wrong = ""
    if request.method == "POST":
        fields = {k: v for k, v in request.POST.dict().items() if isinstance(v, str)}
        try:
            return _sent(request, work, zone, "zone", breachforms.sides_from(fields, zone), fields)
        except ForeshockError as error:
            wrong = str(error)
    context = {
        "zone": zone, "fields": fields, "wrong": wrong, "parties": _parties(work), "stances": breachforms.STANCES,
        "positions": breachforms.rows(fields, "position", breachforms.POSITION),
        "counts": breachforms.rows(fields, "count", breachforms.COUNT),
        "entries": [one.id for one in work.published.index().entries.get(zone.flashpoint, ())],
    }  # fmt: skip
    return render(request, "desk/sides.html", context, status=422 if wrong else 200)


def _sent(
    request: HttpRequest, work: Work, zone: Zone, kind: ObjectKind, value: Breach | Zone, fields: Mapping[str, str]
) -> HttpResponse:
    base = int(fields.get("base", "0")) if fields.get("base", "0").isdecimal() else 0
    by, correction = display_name(request.user), fields.get("correction") == "yes"
    made = work.changes.propose(kind, value, base, by, fields.get("reason", ""), correction)
    told = "Published" if made.status == "published" else "Waits for its second reader"
    messages.success(request, f"{told}: {public_words(work, kind, made.object, made.object)}")
    return HttpResponseRedirect(reverse("desk-zone", args=[zone.id]))


def _zones(work: Work) -> list[Zone]:
    return [kept.value for kept in work.published.state().zones.values() if kept.value is not None]


def _breaches(work: Work, zone: Zone) -> list[Breach]:
    held = (kept.value for kept in work.published.state().breaches.values())
    return [breach for breach in held if breach is not None and breach.zone == zone.id]


def _notices(work: Work, zone: Zone) -> list[Notice]:
    """Notices on record that end on the list's day or later and come near the zone, in order of their beginning."""
    index = work.published.index()
    found = []
    for kept in index.state.notices.values():
        notice = kept.value
        if notice is None or notice.stands_until.date() < index.day:
            continue
        shape = Zone(notice.id, notice.id, zone.flashpoint, notice.party, notice.lat, notice.lon, notice.radius_m,
                     notice.rings)  # fmt: skip
        if near(zone, *middle(shape), (notice.radius_m or 0) / 1000):
            found.append(notice)
    return sorted(found, key=lambda notice: (notice.begins, notice.id))


def _parties(work: Work) -> dict[str, str]:
    kept = work.published.state().list
    return {party.id: party.name for party in kept.value.parties} if kept and kept.value else {}


def _documents(work: Work, zone: Zone) -> list[tuple[str, str]]:
    """The documents that the flashpoint's entries cite, for the form to offer."""
    index = work.published.index()
    cited = {name for kept in index.entries.get(zone.flashpoint, ()) if kept.value for name in kept.value.documents}
    held = ((name, index.document(name)) for name in sorted(cited))
    return [(name, kept.value.title) for name, kept in held if kept is not None and kept.value is not None]


def _numbered(now: Now | None) -> list[tuple[int, Any]]:
    return list(enumerate(now.seen, 1)) if now else []


def _called(work: Work, request: HttpRequest, zone: Zone, name: str) -> Kept[Breach] | None:
    """The breach on record with a public name; for a named reader also with its own, which tells the track: whoever
    else may not even learn that there is one."""
    sharing, own = work.watching.sharing, bool(reader_of(work, request.user))
    for id_, kept in work.published.state().breaches.items():
        if id_.partition("/")[0] == zone.id and name in (
            (id_, public_id(id_, sharing)) if own else (public_id(id_, sharing),)
        ):
            return kept
    return None


def _hour(breach: Breach) -> str:
    """When a breach was of which no more than the hour may be said; empty for any other."""
    return hour_words(breach.entered or breach.first) if breach.track == WITHHELD else ""


def _form(zone: Zone, name: str = "") -> str:
    address = reverse("desk-breach", args=[zone.id])
    return f"{address}?{urlencode({'id': name})}" if name else address
