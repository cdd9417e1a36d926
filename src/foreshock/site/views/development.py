"""A development's page: one entry with its accounts, its coding, its sources and its record."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from foreshock.model import ROLES, Development, Event, Kept, Stamp

from ..actors import actor_words, event_words, type_words
from ..announced import reminder_of
from ..index import Entry, Index
from ..links import Links
from ..routes import FRONT, Route
from ..text import (
    closed,
    count,
    day_short,
    day_words,
    first_words,
    instant_words,
    joined,
    paragraphs,
    precision_words,
    sentence,
    when_iso,
)
from .entries import (
    AccountView,
    account_views,
    anchor_of,
    gap_words,
    head_parts,
)
from .frame import Anchor
from .levels import StepLine, step_line
from .pictures import ImageView, image_view
from .quotations import QuotationView, quotation_views
from .share import Share, share
from .sources import SourceRef, Sources, SourceView

_ACTS = {"add": "Added", "edit": "Edited", "correct": "Corrected", "withdraw": "Withdrawn"}
_ASSERTIONS = {
    "stated": "stated as a fact",
    "claimed": "claimed",
    "denied": "denied",
    "planned": "planned or announced",
    "confirmed": "confirmed",
}


class CodedEvent(Struct, frozen=True):
    """One coded event in words, with its PLOVER codes."""

    title: str
    words: str
    codes: str
    more: str


class CodedStatement(Struct, frozen=True):
    speaker: str
    words: str
    codes: str
    more: str


class RevisionView(Struct, frozen=True):
    number: int
    act: str
    recorded: str
    recorded_iso: str
    published: str
    by: str
    why: str
    hash: str


class Gap(Struct, frozen=True):
    """Why an entry is not shown: what was done, the reason, by whom, when."""

    what: str
    why: str
    by: str
    when: str


class DevelopmentView(Struct, frozen=True):
    """`gap` is set when the entry was withdrawn or erased; then everything that would show its words is empty."""

    id: str
    title: str
    short_title: str
    kind: str
    iso: str
    day: str
    happened: str
    lead: str
    rest: str
    contested: bool
    paragraphs: tuple[str, ...]
    accounts: tuple[AccountView, ...]
    open: str
    reminder: str
    place: str
    tags: tuple[str, ...]
    flashpoints: tuple[Anchor, ...]
    events: tuple[CodedEvent, ...]
    statements: tuple[CodedStatement, ...]
    quotations: tuple[QuotationView, ...]
    unquoted: str
    images: tuple[ImageView, ...]
    refs: tuple[SourceRef, ...]
    sources: tuple[SourceView, ...]
    level: StepLine | None
    moved: tuple[StepLine, ...]
    published: str
    recorded: str
    revisions: tuple[RevisionView, ...]
    corrections: tuple[RevisionView, ...]
    content_hash: str
    newer: Anchor | None
    older: Anchor | None
    here: str
    map_href: str
    data_href: str
    share: Share
    gap: Gap | None


def development_view(entry: Entry, index: Index, links: Links) -> DevelopmentView:
    """Everything on the page of one entry, shown or gone."""
    dev, stamp = entry.value, entry.kept.stamp
    route = Route("development", entry.home, entry.date, entry.number)
    home = index.flashpoints.get(entry.home)
    day = day_words(entry.date)
    head = dev.head if dev else ""
    title = f"{head or (dev.kind.capitalize() if dev else 'Entry')}, {day}"
    stamps = index.stamps(stamp)
    revisions = tuple(_revision(s) for s in stamps)
    newer, older = index.neighbours.get(entry.id, (None, None))
    flash_href = links.page(Route("flashpoint", entry.home)) if home else links.page(FRONT)
    held = index.step_on(entry.home, entry.date)
    sources = Sources(index)
    lead, rest = head_parts(dev) if dev else ("", "")
    return DevelopmentView(
        id=entry.id,
        title=f"{home.short if home else entry.home}: {title}",
        short_title=lead or f"{dev.kind.capitalize() if dev else 'Entry'} of {day}",
        kind=dev.kind if dev else "",
        iso=when_iso(dev.when) if dev else entry.date.isoformat(),
        day=dev.when.words if dev else day,
        happened=f"{dev.when.words}, {precision_words(dev.when)}" if dev else "",
        lead=lead,
        rest=rest.removeprefix(",").strip(),
        contested=bool(dev and dev.contested),
        paragraphs=tuple(paragraphs(dev.text)) if dev else (),
        accounts=account_views(dev.accounts) if dev else (),
        open=dev.open if dev else "",
        reminder=reminder_of(dev) if dev else "",
        place=dev.place if dev else "",
        tags=dev.tags if dev else (),
        flashpoints=_flashpoints(dev, entry, index, links),
        events=tuple(_event(e, index) for e in dev.events) if dev else (),
        statements=_statements(dev, index) if dev else (),
        unquoted=_unquoted(index.unquoted.get(entry.id, 0)),
        images=tuple(image_view(image, index, links) for image in dev.images) if dev else (),
        refs=sources.refs(dev.sources) if dev else (),
        quotations=quotation_views(dev, sources, index.list.language) if dev else (),
        sources=sources.views(),
        level=step_line(held, home, flash_href) if held and home else None,
        moved=tuple(
            step_line(s, index.flashpoints[s.change.flashpoint], links.page(Route("flashpoint", s.change.flashpoint)))
            for s in index.moved.get(entry.id, ())
            if s.change.flashpoint in index.flashpoints
        ),
        published=instant_words(stamps[0].published) if stamps[0].published else "",
        recorded=instant_words(stamps[0].recorded),
        revisions=tuple(reversed(revisions)),
        corrections=tuple(_revision(s) for s in index.corrections.get(("development", entry.id), ())),
        content_hash=stamp.content_hash,
        newer=_neighbour(newer, links),
        older=_neighbour(older, links),
        here=_here(entry, index, links) if home else flash_href,
        map_href=f"{links.page(FRONT)}#map",
        data_href=links.page(Route("development", entry.home, entry.date, entry.number, ext="json")) if dev else "",
        share=share(f"{title} · {index.list.title}", links.canonical(route)),
        gap=_gap(entry.kept) if dev is None else None,
    )


def description(view: DevelopmentView) -> str:
    """What a search engine or a shared link says of the entry."""
    if view.gap:
        return f"{view.gap.what}: {view.gap.why}"
    return first_words(view.paragraphs[0] if view.paragraphs else " ".join(a.text for a in view.accounts) or view.title)


def _flashpoints(dev: Development | None, entry: Entry, index: Index, links: Links) -> tuple[Anchor, ...]:
    slugs = dev.belongs_to if dev else (entry.home,)
    return tuple(
        Anchor(links.page(Route("flashpoint", s)), index.flashpoints[s].name) for s in slugs if s in index.flashpoints
    )


def _here(entry: Entry, index: Index, links: Links) -> str:
    """The place of the entry among those of its year, or its flashpoint when the year shows nothing else."""
    page = index.period(entry.home, entry.date) or Route("flashpoint", entry.home)
    return f"{links.page(page)}#{anchor_of(entry.id, entry.home)}"


def _event(event: Event, index: Index) -> CodedEvent:
    parties = index.list.parties
    codes = [f"{event.type}{'/' + event.mode if event.mode else ''}", event.actor, event.recipient]
    losses = [f"{n:,} {what}" for n, what in ((event.killed, "killed"), (event.injured, "injured")) if n is not None]
    more = [_ASSERTIONS[event.assertion], joined(event.places), *losses]
    return CodedEvent(
        type_words(event),
        event_words(event, parties),
        " ".join(filter(None, codes)),
        sentence("; ".join(filter(None, more))),
    )


def _statements(dev: Development, index: Index) -> tuple[CodedStatement, ...]:
    parties = index.list.parties
    return tuple(
        CodedStatement(
            s.speaker,
            f"{actor_words(s.country, parties)}, {ROLES[s.role]}",
            f"{s.country}:{s.role}",
            "; ".join(
                filter(
                    None,
                    (
                        f"about {joined([_about(a, index) for a in s.about])}" if s.about else "",
                        f"{count(s.quotes, 'quoted passage')} in the source" if s.quotes else "",
                    ),
                )
            ),
        )
        for s in dev.statements
    )


def _unquoted(left: int) -> str:
    """What is said in the place of words that their source does not let us show."""
    if not left:
        return ""
    return f"{sentence(count(left, 'quotation'))} of this entry cannot be shown: the terms of the source forbid it."


def _about(subject: str, index: Index) -> str:
    """What a statement is about: an actor's code in words, anything else as it stands."""
    return actor_words(subject, index.list.parties) if subject.isupper() else subject


def _revision(stamp: Stamp) -> RevisionView:
    return RevisionView(
        stamp.number,
        _ACTS[stamp.act],
        day_short(stamp.recorded.date()),
        stamp.recorded.date().isoformat(),
        day_short(stamp.published.date()) if stamp.published else "not yet",
        stamp.by,
        closed(stamp.why),
        stamp.hash,
    )


def _gap(kept: Kept[Development]) -> Gap:
    what, why = gap_words(kept)
    if kept.erasure:
        return Gap(what, why, f"{kept.erasure.by} and {kept.erasure.second}", instant_words(kept.erasure.at))
    return Gap(what, why, kept.stamp.by, instant_words(kept.stamp.published or kept.stamp.recorded))


def _neighbour(entry: Entry | None, links: Links) -> Anchor | None:
    if entry is None:
        return None
    head: Sequence[str] = head_parts(entry.value) if entry.value else ("withdrawn", "")
    href = links.page(Route("development", entry.home, entry.date, entry.number))
    return Anchor(href, day_short(entry.date), head[0])
