"""The page of what is seen at a zone now, coarsely, and the answer to those who may read it exactly."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from foreshock.model import Breach, NotFound, Zone
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
from .views.zone_breaches import clock, hour_words
from .watching import STALE_S, Watching

#: How often the page asks anew, in seconds: without scripts by reloading, with them by fetching.
RELOAD_S, ASK_S = 30, 10
#: Where nothing was received for so many seconds, the page says so before anything else.
QUIET_S = 300
#: So long a track that went silent inside is still told of.
_LOST_S = 86_400.0


class Now(Struct, frozen=True):
    """What somebody may see at a zone at `at`: tracks, breaches under way, breaches whose track went silent inside, and
    the instant of the newest fix that the watch has received anywhere (None: none ever), for the public its minute.
    """

    at: dt.datetime
    seen: list[Seen]
    breaches: list[Breach]
    silent: list[Breach]
    newest: dt.datetime | None

    @property
    def quiet(self) -> bool:
        """Whether what is shown may be old: an empty map then means nothing."""
        return self.newest is None or (self.at - self.newest).total_seconds() > QUIET_S


def answer_live(route: Route, index: Index, links: Links, watching: Watching) -> HttpResponse:
    """The live page of a zone or the data beside it. Raises NotFound where nobody watches."""
    zone = zone_of(route, index)
    now = _public(zone, watching, dt.datetime.now(dt.UTC).replace(microsecond=0))
    if route.ext == "json":
        told = {
            "schema": "foreshock/live/1", "zone": zone.id, "at": now.at, "newest_fix": now.newest, "quiet": now.quiet,
            "tracks": now.seen, "breaches": now.breaches, "silent": now.silent,
        }  # fmt: skip
        return _sent(Page(msgspec.json.encode(told) + b"\n", "application/json"))
    return _sent(_page(route, zone, index, links, now))


def _public(zone: Zone, watching: Watching, now: dt.datetime) -> Now:
    if watching.journal is None:
        raise NotFound(f"nobody watches {zone.name} here: there is no journal in the desk's settings")
    fixes, breaches = watching.journal.read(now)
    sharing = watching.sharing
    seen = [s for s in newest_for("public", fixes, sharing) if near(zone, s.lat, s.lon, s.km or 0)]
    under_way, silent = (
        [breach_for("public", breach, sharing, now) for breach in some] for some in _standing(zone, breaches, now)
    )
    latest = watching.journal.latest()
    newest = min(latest, now).replace(second=0, microsecond=0) if latest else None
    return Now(now, seen, under_way, silent, newest)


def _standing(zone: Zone, breaches: Iterable[Breach], now: dt.datetime) -> tuple[list[Breach], list[Breach]]:
    """Breaches under way, and those whose track went silent inside."""
    under_way, silent = [], []
    for breach in sorted(breaches, key=lambda breach: breach.id):
        if breach.zone != zone.id or breach.ended not in ("inside", "contact lost"):
            continue
        last = breach.last or breach.entered
        away = (now - last).total_seconds() if last else math.inf
        # A watch says that contact was lost when the track is heard of again; who looks at a page must know before.
        if breach.ended == "inside" and away <= STALE_S:
            under_way.append(breach)
        elif away <= _LOST_S:
            silent.append(breach)
    return under_way, silent


def _page(route: Route, zone: Zone, index: Index, links: Links, now: Now) -> Page:
    home = links.page(Route("zone", zone.flashpoint, zone=zone.id))
    # The tab tells it, too: a duty officer has many open.
    warned = "No data · " if now.quiet else f"{len(now.breaches)} inside · " if now.breaches else ""
    f = frame(
        index, links, route, f"{warned}{zone.name} now · {index.list.title}",
        f"What is seen at {zone.name} now, coarsely.",
        nav=[(home, "The zone")], nav_label="Trigger list",
        data=[Route("live", route.slug, zone=route.zone, ext="json")],
    )  # fmt: skip
    text = template("live.html").render(
        f=f, list_title=index.list.title, zone=zone, home=home, now=now, at=clock(now.at), iso=now.at.isoformat(),
        drawing=stills.of_cells(zone, now.seen), reload=RELOAD_S, ask=ASK_S, words=clock, hour=hour_words,
        ago=_ago(now.at, now.newest), sharing=index.sharing, script=links.asset("live.js"),
    )  # fmt: skip
    return Page(text.encode())


def _ago(now: dt.datetime, then: dt.datetime | None) -> str:
    minutes = int((now - then).total_seconds() // 60) if then else 0
    if minutes < 120:
        return f"{minutes} minutes ago"
    return f"{minutes // 60} hours ago" if minutes < 2880 else f"{minutes // 1440} days ago"


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
    now = exactly(zone, watching, name)
    told = {"schema": "foreshock/exact/1", "zone": zone.id, "at": now.at, "reader": name, "tracks": now.seen}
    return _private(dressed(HttpResponse(msgspec.json.encode(told) + b"\n", "application/json")))


def exactly(zone: Zone, watching: Watching, name: str) -> Now:
    """What is at a zone now, for a named reader. The read is in the log, on the disk, before this returns. Raises
    StoreError where it cannot be logged, NotFound where nobody watches."""
    if watching.journal is None:
        raise NotFound(f"nobody watches {zone.name} here: there is no journal in the desk's settings")
    now = dt.datetime.now(dt.UTC)
    fixes, breaches = watching.journal.read(now)
    seen = [s for s in newest_for("named", fixes, watching.sharing) if near(zone, s.lat, s.lon, 0)]
    under_way, silent = _standing(zone, breaches, now)
    watching.note(name, zone.id, len(seen))
    return Now(now, seen, under_way, silent, watching.journal.latest())


def _sent(page: Page) -> HttpResponse:
    response = dressed(HttpResponse(page.body, page.media_type, page.status))
    response["Cache-Control"] = "no-store"
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    return response
