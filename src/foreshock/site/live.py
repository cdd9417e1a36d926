"""The page of what is seen at a zone now, coarsely, and the answer to those who may read it exactly."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from foreshock.model import NotFound, Zone
from foreshock.zone.drawing import near
from foreshock.zone.sharing import Seen, breach_for, newest_for

from . import stills
from .index import Index
from .links import Links
from .responses import PLAIN, dressed
from .routes import Route
from .templating import Page, template
from .views.frame import frame
from .views.zone import zone_of
from .views.zone_breaches import clock
from .watching import Watching

#: How often the page asks anew, in seconds: without scripts by reloading, with them by fetching.
RELOAD_S, ASK_S = 30, 10


def answer_live(route: Route, index: Index, links: Links, watching: Watching) -> HttpResponse:
    """The live page of a zone or the data beside it. Raises NotFound where nobody watches."""
    zone = zone_of(route, index)
    now = dt.datetime.now(dt.UTC)
    seen, breaches = _public(zone, watching, now)
    if route.ext == "json":
        told = {
            "schema": "foreshock/live/1", "zone": zone.id, "at": now.replace(microsecond=0),
            "tracks": seen, "breaches": breaches,
        }  # fmt: skip
        return _sent(Page(msgspec.json.encode(told) + b"\n", "application/json"))
    return _sent(_page(route, zone, index, links, seen, breaches, now))


def _public(zone: Zone, watching: Watching, now: dt.datetime) -> tuple[list[Seen], list[Any]]:
    if watching.journal is None:
        raise NotFound(f"nobody watches {zone.name} here: there is no journal in the desk's settings")
    fixes, breaches = watching.journal.read(now)
    sharing = watching.sharing
    seen = [s for s in newest_for("public", fixes, sharing) if near(zone, s.lat, s.lon, s.km or 0)]
    mine = [
        breach_for("public", breach, sharing, now)
        for breach in breaches
        if breach.zone == zone.id and breach.ended == "inside"
    ]
    return seen, sorted(mine, key=lambda breach: breach.id)


def _page(
    route: Route, zone: Zone, index: Index, links: Links, seen: list[Seen], breaches: list[Any], now: dt.datetime
) -> Page:
    home = links.page(Route("zone", zone.flashpoint, zone=zone.id))
    f = frame(
        index, links, route, f"{zone.name} now · {index.list.title}", f"What is seen at {zone.name} now, coarsely.",
        nav=[(home, "The zone")], nav_label="Trigger list",
        data=[Route("live", route.slug, zone=route.zone, ext="json")],
    )  # fmt: skip
    text = template("live.html").render(
        f=f, list_title=index.list.title, zone=zone, home=home, seen=seen, breaches=breaches, at=clock(now),
        iso=now.replace(microsecond=0).isoformat(), drawing=stills.of_cells(zone, seen), reload=RELOAD_S, ask=ASK_S,
        words=clock, sharing=index.sharing, script=links.asset("live.js"),
    )  # fmt: skip
    return Page(text.encode())


def answer_exact(request: HttpRequest, route: Route, index: Index, watching: Watching) -> HttpResponse:
    """The newest fixes near a zone, exactly, for a reader who is named in the desk's settings. Each read is logged
    before it is answered; one that cannot be logged is not answered."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        refused = dressed(HttpResponse("Exact positions are for named readers: send your token.\n", PLAIN, 401))
        refused["WWW-Authenticate"] = 'Bearer realm="exact positions"'
        return _private(refused)
    name = watching.reader(token.strip())
    zone = zone_of(route, index)
    if name is None:
        watching.note("", zone.id, 0, "refused")
        return _private(dressed(HttpResponse("This token is nobody's.\n", PLAIN, 403)))
    if watching.journal is None:
        raise NotFound(f"nobody watches {zone.name} here: there is no journal in the desk's settings")
    now = dt.datetime.now(dt.UTC)
    fixes, _ = watching.journal.read(now)
    seen = [s for s in newest_for("named", fixes, watching.sharing) if near(zone, s.lat, s.lon, 0)]
    watching.note(name, zone.id, len(seen))
    told = {"schema": "foreshock/exact/1", "zone": zone.id, "at": now, "reader": name, "tracks": seen}
    return _private(dressed(HttpResponse(msgspec.json.encode(told) + b"\n", "application/json")))


def _sent(page: Page) -> HttpResponse:
    response = dressed(HttpResponse(page.body, page.media_type, page.status))
    response["Cache-Control"] = "no-store"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    return response
