"""Every page of the public site as bytes.

`render` is pure: the same route, index and links give the same bytes. What a page depends on, without drawing it,
is told by `fingerprints`.
"""

from __future__ import annotations

from typing import Any

from foreshock.model import (
    CREDIBILITY,
    EVENT_TYPES,
    INCIDENT,
    RELIABILITY,
    ROLES,
    InvalidValue,
    Kept,
    ListState,
    NotFound,
    Stamp,
)

from . import map as maps
from .index import Entry, Index
from .links import Links
from .routes import BESIDE, CORRECTIONS, EXPLORE, FRONT, Route
from .templating import Page, sheet
from .text import closed, count, instant_words, markdown, paragraphs, prose, sentence
from .translating import draw_translation, draw_translations
from .views import drawings
from .views.development import description, development_view
from .views.flashpoint import flashpoint_view
from .views.follow import Follow
from .views.frame import Anchor, frame
from .views.front import front_view
from .views.levels import level_views
from .views.register import corrections_view, period_view, similar
from .views.zone import zone_of, zone_view

_SHORT_TITLES = {
    "why": "Why it matters",
    "developments": "Developments",
    "background": "Background",
    "analysis": "Analysis",
    "scenarios": "Scenarios",
}


def render(route: Route, index: Index, links: Links) -> Page:
    """Draw one page of the list that `index` was built from.

    Raises NotFound when the flashpoint, entry or period is not on the list, and InvalidValue for a route with `ext`
    or of kind `held`, which other modules write.
    """
    if route.ext or route.kind == "held":
        raise InvalidValue(f"{route} is no page: data files and pictures are written elsewhere")
    if route.language:
        return draw_translation(route, index, links)
    match route.kind:
        case "translations":
            return draw_translations(index, links)
        case "front":
            return _front(route, index, links)
        case "flashpoint":
            return _flashpoint(route, index, links)
        case "period":
            return _period(route, index, links)
        case "development":
            return _development(route, index, links)
        case "zone":
            return _zone(route, index, links)
        case "corrections":
            return _corrections(index, links)
        case "about":
            return _about(route, index, links)
        case "live" | "exact":
            raise InvalidValue(f"{route} is answered by a server alone")
        case _:
            return _explore(index, links)


def _beside(index: Index, route: Route) -> list[Route]:
    kinds = index.offer.beside(route.kind)
    return [Route(route.kind, route.slug, route.date, route.n, ext=ext) for ext in kinds]


def _to_follow(follow: Follow | None) -> list[tuple[str, str]]:
    return [("#follow", "Follow")] if follow else []


def _form_to(follow: Follow | None, index: Index) -> str:
    """Where the form of a page goes, if it has one."""
    return index.offer.letters.origin if follow and follow.form and index.offer.letters else ""


def _front(route: Route, index: Index, links: Links) -> Page:
    view = front_view(route.since, index, links, prose(markdown(), index.list.framing))
    f = frame(
        index,
        links,
        route,
        f"{index.list.title} · Foreshock",
        view.framing.striptags() or index.list.title,
        nav=[("#map", "Map"), ("#list", "List"), ("#changes", "Changes"), *_to_follow(view.follow)],
        skip="Skip to the list",
        data=_beside(index, FRONT),
        shown=_stamps_of(index.state),
        form_to=_form_to(view.follow, index),
    )
    return sheet(
        "front.html",
        index,
        f,
        v=view,
        map=drawings.front_map(index, links),
        sparks=drawings.sparks(index),
        incident=INCIDENT,
    )


def _flashpoint(route: Route, index: Index, links: Links) -> Page:
    kept = index.state.flashpoints.get(route.slug or "")
    if kept is not None and kept.value is None:
        return _gone(route, kept, index, links)
    flashpoint = index.flashpoint(route.slug)
    view = flashpoint_view(flashpoint, route.show, index, links, markdown())
    level = f": {view.answer.code}" if view.answer.code else ""
    told = f"level {view.answer.code} since {view.answer.since}. " if view.answer.code else ""
    f = frame(
        index,
        links,
        route,
        f"{flashpoint.name}{level} · {index.list.title} · Foreshock",
        f"{flashpoint.name}: {told}What happened, why it matters and what may come.",
        nav=[(view.map_href, "Back to map"), *_to_follow(view.follow), ("#share", "Share, print")],
        nav_label="Trigger list",
        data=_beside(index, Route("flashpoint", flashpoint.slug)),
        shown=_stamps_of(index.state, flashpoint.slug),
        form_to=_form_to(view.follow, index),
        of=flashpoint.slug if route.show is None else "",
    )
    keys = [section.key for section in view.sections]
    return sheet(
        "flashpoint.html",
        index,
        f,
        v=view,
        map=drawings.flashpoint_map(flashpoint, index),
        map_note=drawings.map_note(flashpoint, index),
        history=drawings.history_chart(flashpoint.slug, index),
        sketches=index.remember(("sketches", flashpoint.slug), lambda: drawings.sketches(flashpoint, index)),
        short_titles=_SHORT_TITLES,
        # Zones stand beside the first section, links beside the background; without one, beside the developments.
        margins={
            "zones": "why" if "why" in keys else "developments",
            "links": "background" if "background" in keys else "developments",
        },
    )


def _period(route: Route, index: Index, links: Links) -> Page:
    view = period_view(route, index, links)
    f = frame(
        index,
        links,
        route,
        f"{view.title} · {index.list.title} · Foreshock",
        f"{view.title}: {view.note}",
        nav=[(view.flashpoint_href, "Back to the flashpoint"), (view.map_href, "Back to map")],
        nav_label="Trigger list",
        data=_beside(index, Route("flashpoint", route.slug)),
        shown=[e.kept.stamp for e in index.entries.get(route.slug or "", ()) if e.date.year == route.year],
    )
    return sheet("period.html", index, f, v=view)


def _development(route: Route, index: Index, links: Links) -> Page:
    kept = index.state.developments.get(route.id)
    if kept is None or route.date is None or route.n is None:
        raise NotFound(f"no entry has the address /{route.id}/ on this list")
    view = development_view(Entry(route.id, route.date, route.n, kept), index, links)
    f = frame(
        index,
        links,
        route,
        f"{view.title} · {index.list.title}",
        description(view),
        nav=[(view.here, "All developments"), (view.map_href, "Back to map")],
        nav_label="Trigger list",
        data=_beside(index, route) if view.data_href else (),
        shown=[kept.stamp],
        of=route.id,
    )
    return sheet("development.html", index, f, v=view)


def _zone(route: Route, index: Index, links: Links) -> Page:
    view = zone_view(route, index, links, links.live and index.watched)
    f = frame(
        index,
        links,
        route,
        f"{view.name} · {index.list.title} · Foreshock",
        f"{view.name}: {view.answer}",
        nav=[(view.home_href, "Back to the flashpoint"), (view.map_href, "Back to map")],
        nav_label="Trigger list",
        data=[Route("zone", route.slug, zone=route.zone, ext=ext) for ext in BESIDE["zone"]],
        shown=_stamps_of_zone(route, index),
    )
    script = links.asset("stills.js") if links.live else ""
    zone = zone_of(route, index)
    return sheet("zone.html", index, f, v=view, map=drawings.zone_map(zone, index), script=script)


def _stamps_of_zone(route: Route, index: Index) -> list[Stamp]:
    if index.state.as_of is None:
        return []
    kept: list[Any] = [index.state.zones[route.zone or ""], *index.breaches.get(route.zone or "", ())]
    return [one.stamp for one in kept]


def _corrections(index: Index, links: Links) -> Page:
    view = corrections_view(index, links)
    words = f"{count(len(view.corrections), 'correction or withdrawal', 'corrections and withdrawals')} on this list."
    f = frame(
        index,
        links,
        CORRECTIONS,
        f"Corrections · {index.list.title} · Foreshock",
        words,
        nav=[(links.page(FRONT), "The list")],
        nav_label="Trigger list",
        data=_beside(index, CORRECTIONS),
        shown=index.state.corrections,
    )
    return sheet("corrections.html", index, f, v=view)


_CONTENTS = (
    ("list", "This list"),
    ("making", "From a report to a level"),
    ("levels", "Levels"),
    ("grades", "Grades of sources"),
    ("types", "Types of events"),
    ("boundaries", "Boundaries and names"),
    ("licences", "Licences"),
    ("verify", "How to check it"),
)


def _about(route: Route, index: Index, links: Links) -> Page:
    f = frame(
        index,
        links,
        route,
        f"How the list is made · {index.list.title} · Foreshock",
        "Levels, grades, types of events, boundaries, licences, and how to check what stands here.",
        nav=[(links.page(FRONT), "The list")],
        nav_label="Trigger list",
    )
    return sheet(
        "about.html",
        index,
        f,
        contents=_CONTENTS if index.list.about or index.sides else _CONTENTS[1:],
        about=paragraphs(index.list.about),
        sides=list(index.sides.items()),
        levels=level_views(),
        incident=INCIDENT,
        reliability=RELIABILITY.items(),
        credibility=CREDIBILITY.items(),
        types=EVENT_TYPES.values(),
        roles=ROLES.items(),
        boundaries=maps.POLICY,
    )


def _explore(index: Index, links: Links) -> Page:
    f = frame(
        index,
        links,
        EXPLORE,
        f"Explore the map · {index.list.title} · Foreshock",
        "The places and zones of the list on a map that moves.",
        nav=[(f"{links.page(FRONT)}#list", "The list"), (f"{links.page(FRONT)}#map", "Still map")],
        nav_label="Trigger list",
        data=_beside(index, FRONT),
    )
    return sheet(
        "explore.html",
        index,
        f,
        map=drawings.front_map(index, links),
        data=drawings.explore_json(index, links),
        rows=drawings.marks_of(index, links),
        list_href=f"{links.page(FRONT)}#list",
        assets=drawings.explore_assets(links),
    )


def _gone(route: Route, kept: Kept[Any], index: Index, links: Links) -> Page:
    """The page of a flashpoint that was withdrawn or erased."""
    stamp, erasure = kept.stamp, kept.erasure
    gap = {
        "what": "Erased" if erasure else "Withdrawn",
        "why": closed(erasure.reason if erasure else stamp.why),
        "by": f"{erasure.by} and {erasure.second}" if erasure else stamp.by,
        "when": instant_words(erasure.at if erasure else stamp.published or stamp.recorded),
    }
    f = frame(index, links, route, f"{route.slug} · {index.list.title}", gap["why"],
              nav=[(f"{links.page(FRONT)}#map", "Back to map")], nav_label="Trigger list", shown=[stamp])  # fmt: skip
    return sheet("gone.html", index, f, title=route.slug, gap=gap, hash=stamp.content_hash)


def render_missing(path: str, hint: str, index: Index, links: Links) -> Page:
    """The page for an address that nothing answers to: what was wrong, and the pages whose address is close."""
    f = frame(
        index, links, FRONT, f"No page here · {index.list.title}", hint, nav=[(links.page(FRONT), "The list")],
        nav_label="Trigger list",
    )  # fmt: skip
    go = (Anchor(links.page(FRONT), "The list and its map"), Anchor(links.page(CORRECTIONS), "Corrections"))
    return sheet("missing.html", index, f, 404, hint=closed(sentence(hint)), similar=similar(path, index, links), go=go)


def _stamps_of(state: ListState, slug: str = "") -> list[Stamp]:
    """The stamps of everything that the front page draws on, or the page of one flashpoint; only looking back asks."""
    if state.as_of is None:
        return []
    places = [kept for id, kept in state.flashpoints.items() if slug in ("", id)]
    entries = [k for k in state.developments.values() if not slug or (k.value and slug in k.value.belongs_to)]
    levels = [k for id, k in state.levels.items() if not slug or id.startswith(f"{slug}/")]
    zones = [k for k in state.zones.values() if k.value and k.value.flashpoint == slug]
    links = [k for k in state.links.values() if k.value and slug in (k.value.source, k.value.target)]
    groups: tuple[list[Any], ...] = (places, entries, levels, zones, links)
    return [kept.stamp for group in groups for kept in group]
