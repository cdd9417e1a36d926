"""A flashpoint's page: the level and its reasons, five sections, and the matter in their margins."""

from __future__ import annotations

from typing import Final

from markdown_it import MarkdownIt
from markupsafe import Markup
from msgspec import Struct

from foreshock.model import Flashpoint, Link, Note, Position, Scenario, Zone

from ..index import Index
from ..links import Links
from ..routes import FRONT, SHOWS, Route, Show
from ..text import closed, count, day_short, day_words, prose, sentence, span_words, when_short
from .entries import YearView
from .follow import Follow, FreshView, follow, fresh_view
from .frame import Anchor
from .levels import Answer, HistoryRow, LevelView, answer, history_rows, level_views
from .pictures import ImageView, image_view
from .share import Share, share
from .sources import SourceRef, Sources, SourceView
from .timeline import other_periods, timeline

#: What a picture at the head of the page names as its section.
HEAD: Final = "head"
#: The five sections, by the first word of the name under which notes and pictures give them.
SECTIONS = {
    "why": "Why it matters",
    "developments": "Recent developments",
    "background": "Background",
    "analysis": "Analysis",
    "scenarios": "Scenarios and recommendations",
}
_KINDS = {"theatre": "Flashpoint", "chokepoint": "Chokepoint", "capital": "Capital"}
STANCES = {
    "declared": "Declared it",
    "accepts": "Accepts it",
    "disputes": "Disputes it",
    "understands otherwise": "Understands it otherwise",
}
_STATUSES = {"open": "Open", "partly done": "Partly done", "done": "Done", "overtaken": "Overtaken by events"}


class PositionView(Struct, frozen=True):
    party: str
    words: str
    day: str
    href: str


class ZoneView(Struct, frozen=True):
    name: str
    href: str
    facts: tuple[tuple[str, str], ...]
    positions: tuple[PositionView, ...]


class LinkView(Struct, frozen=True):
    """A place whose risk hangs together with this one's; `way` says in which direction."""

    name: str
    href: str
    way: str
    reason: str
    since: str


class AdviceView(Struct, frozen=True):
    addressee: str
    text: str
    status: str


class ScenarioView(Struct, frozen=True):
    title: str
    text: Markup
    triggers: tuple[str, ...]
    opportunity: str
    advice: tuple[AdviceView, ...]


class PartyView(Struct, frozen=True):
    """How one party sees the matter; `at` is its place in the flashpoint's views, for the sketch map."""

    at: int
    title: str
    text: Markup


class Section(Struct, frozen=True):
    """One of the five sections with its margin; `numeral` is Roman."""

    key: str
    numeral: str
    title: str
    text: Markup
    notes: tuple[Note, ...]
    images: tuple[ImageView, ...]


class FlashpointView(Struct, frozen=True):
    slug: str
    name: str
    short: str
    kind: str
    capital: bool
    summary: str
    question: str
    day: str
    iso: str
    fresh: FreshView
    place: str
    answer: Answer
    last_href: str
    scale: tuple[LevelView, ...]
    history_title: str
    history_note: str
    history: tuple[HistoryRow, ...]
    pictures: tuple[ImageView, ...]
    sections: tuple[Section, ...]
    filters: tuple[Anchor, ...]
    show: str
    years: tuple[YearView, ...]
    older: int
    periods: tuple[Anchor, ...]
    zones: tuple[ZoneView, ...]
    links: tuple[LinkView, ...]
    views: tuple[PartyView, ...]
    scenarios: tuple[ScenarioView, ...]
    refs: tuple[SourceRef, ...]
    sources: tuple[SourceView, ...]
    share: Share
    brief: str
    map_href: str
    corrections: int
    follow: Follow | None


def flashpoint_view(
    flashpoint: Flashpoint, show: Show | None, index: Index, links: Links, parser: MarkdownIt
) -> FlashpointView:
    """Everything on the page of `flashpoint`; with `show`, only those entries that the filter lets through."""
    slug = flashpoint.slug
    sources = Sources(index)
    refs = sources.refs(flashpoint.sources)
    years, older = timeline(slug, show, index, links, sources)
    told = answer(index, flashpoint)
    zones = tuple(_zone(zone, index, links) for zone in index.zones.get(slug, ()))
    title = f"{flashpoint.name}: {told.code}" if told.code else flashpoint.name
    steps = index.steps.get(slug, ())
    named = {told.last_id, *(id_ for step in steps for id_ in step.change.developments)}
    hrefs = {e.id: links.page(Route.of_development(e.id)) for e in index.entries.get(slug, ()) if e.id in named}
    return FlashpointView(
        slug=slug,
        name=flashpoint.name,
        short=flashpoint.short,
        kind=_KINDS[flashpoint.kind],
        capital=flashpoint.kind == "capital",
        summary=flashpoint.summary,
        question=flashpoint.question,
        day=day_words(index.day),
        iso=index.day.isoformat(),
        fresh=fresh_view(index, slug),
        place=_place(flashpoint),
        answer=told,
        last_href=hrefs.get(told.last_id, ""),
        scale=level_views(told.code),
        history_title=_history_title(index, slug),
        history_note=_history_note(index, slug),
        history=history_rows(steps, hrefs),
        pictures=_images(flashpoint, HEAD, index, links),
        sections=_sections(flashpoint, index, links, parser),
        filters=_filters(slug, show, index, links),
        show=show or "",
        years=years,
        older=older,
        periods=other_periods(slug, index, links, None, None),
        zones=zones,
        links=tuple(_link(link, slug, index, links) for link in index.links.get(slug, ())),
        views=tuple(PartyView(at, view.title, prose(parser, view.text)) for at, view in enumerate(flashpoint.views)),
        scenarios=tuple(_scenario(scenario, parser) for scenario in flashpoint.scenarios),
        refs=refs,
        sources=sources.views(),
        share=share(f"{title} · {index.list.title}", links.canonical(Route("flashpoint", slug, show=show))),
        brief=links.page(Route("flashpoint", slug, ext="pdf")) if index.offer.briefs else "",
        map_href=f"{links.page(FRONT)}#map",
        corrections=_corrections(index, slug),
        follow=follow(index, links, slug),
    )


def section_key(name: str) -> str:
    """Which of the five sections a note or a picture names; `background` for any other."""
    words = name.lower().replace("recent ", "").split()
    return words[0] if words and words[0] in SECTIONS else "background"


def _sections(flashpoint: Flashpoint, index: Index, links: Links, parser: MarkdownIt) -> tuple[Section, ...]:
    """The sections that have anything in them, numbered; the developments always are there."""
    texts = {"why": flashpoint.why, "background": flashpoint.background, "analysis": flashpoint.analysis}
    found: list[Section] = []
    for key, title in SECTIONS.items():
        text = texts.get(key, "")
        notes = tuple(note for note in flashpoint.notes if section_key(note.section) == key)
        images = _images(flashpoint, key, index, links)
        more = {"background": flashpoint.views, "scenarios": flashpoint.scenarios}.get(key)
        if text.strip() or notes or images or more or key == "developments":
            numeral = ("I", "II", "III", "IV", "V")[len(found)]
            found.append(Section(key, numeral, title, prose(parser, text), notes, images))
    return tuple(found)


def _images(flashpoint: Flashpoint, key: str, index: Index, links: Links) -> tuple[ImageView, ...]:
    """The pictures of a section, or, for `HEAD`, those at the head of the page."""
    wanted = (one for one in flashpoint.images if (HEAD if one.section == HEAD else section_key(one.section)) == key)
    return tuple(image_view(image, index, links) for image in wanted)


def _filters(slug: str, show: Show | None, index: Index, links: Links) -> tuple[Anchor, ...]:
    tally = index.tally(slug)
    everything = Anchor(
        links.page(Route("flashpoint", slug)) + "#developments", "all", str(tally.entries), show is None
    )
    return (
        everything,
        *(
            Anchor(
                links.page(Route("flashpoint", slug, show=name)) + "#developments",
                name,
                str(getattr(tally, name)),
                show == name,
            )
            for name in SHOWS
        ),
    )


def _place(flashpoint: Flashpoint) -> str:
    place = flashpoint.place
    if place is None:
        return ""
    fine = {"exact": "within a kilometre", "area": "somewhere in the area"}.get(place.precision, "in the vicinity")
    return f"{place.name}, {fine if place.km is None or place.precision == 'exact' else f'within {place.km:g} km'}"


def _history_title(index: Index, slug: str) -> str:
    steps = index.steps.get(slug, ())
    if not steps:
        return ""
    opening = steps[-1].change.date
    if len(steps) == 1:
        return f"One level since {day_words(opening)}"
    return sentence(f"{count(len(steps) - 1, 'level change')} in {span_words(opening, index.day)}")


def _history_note(index: Index, slug: str) -> str:
    tally = index.tally(slug)
    said = f"{count(tally.events, 'event')} and {count(tally.statements, 'statement')}"
    return f"The level, and below it the {said} by date." if tally.entries else "The level over time."


def _zone(zone: Zone, index: Index, links: Links) -> ZoneView:
    facts: list[tuple[str, str]] = []
    if zone.radius_m:
        facts.append(("Radius", f"{zone.radius_m / 1000:g} km, measured along the ground"))
    if zone.domains:
        facts.append(("Covers", ", ".join(zone.domains)))
    if zone.rules:
        facts.append(("Rules", zone.rules))
    if zone.valid_from or zone.valid_to:
        since = f"from {zone.valid_from.words}" if zone.valid_from else ""
        until = f"to {zone.valid_to.words}" if zone.valid_to else ""
        facts.append(("In force", " ".join(filter(None, (since, until)))))
    return ZoneView(
        zone.name,
        links.page(Route("zone", zone.flashpoint, zone=zone.id)),
        tuple(facts),
        tuple(
            PositionView(
                index.parties[p.party].name if p.party in index.parties else p.party,
                stance(p),
                when_short(p.date) if p.date else "",
                _development_href(p.development, index, links),
            )
            for p in zone.positions
        ),
    )


def stance(position: Position) -> str:
    """“Disputes it. Calls the presence illegal.” or, for words that go on from it, “Declared it: for safety”."""
    said, words = STANCES[position.stance], position.words.strip()
    if not words:
        return said
    return f"{said}. {closed(words)}" if words[0].isupper() else f"{said}: {words}"


def _development_href(id_: str, index: Index, links: Links) -> str:
    return links.page(Route.of_development(id_)) if id_ in index.state.developments else ""


def _link(link: Link, slug: str, index: Index, links: Links) -> LinkView:
    there = link.source if link.target == slug else link.target
    judged = "judged by a person" if link.origin == "authored" else "estimated by a model"
    until = f" until {day_short(link.until)}" if link.until else ""
    return LinkView(
        index.name(there),
        links.page(Route("flashpoint", there)) if there in index.flashpoints else "",
        "A raised risk there raises it here." if link.target == slug else "A raised risk here raises it there.",
        closed(link.reason),
        f"since {day_short(link.since)}{until}, {judged}",
    )


def _scenario(scenario: Scenario, parser: MarkdownIt) -> ScenarioView:
    return ScenarioView(
        scenario.title,
        prose(parser, scenario.text),
        scenario.triggers,
        scenario.opportunity,
        tuple(
            AdviceView(a.addressee, a.text, closed(f"{_STATUSES[a.status]}{': ' + a.since if a.since else ''}"))
            for a in scenario.advice
        ),
    )


def _corrections(index: Index, slug: str) -> int:
    """How many corrections and withdrawals the page rests on: of the flashpoint, its levels and its entries."""
    own = [("flashpoint", slug), *(("development", e.id) for e in index.entries.get(slug, ()))]
    own += [("level", step.change.id) for step in index.steps.get(slug, ())]
    return sum(len(index.corrections.get(key, ())) for key in own)
