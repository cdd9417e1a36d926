"""Developments and level changes as lists show them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from foreshock.model import Account, Development, Kept, Stamp, grade_words

from ..announced import reminder_of
from ..index import Entry, Index, Step
from ..links import Links
from ..routes import Route, Show
from ..text import closed, day_short, paragraphs, when_iso, when_short
from .frame import Anchor
from .pictures import ImageView, image_view
from .quotations import QuotationView, quotation_views
from .sources import SourceRef, Sources


class AccountView(Struct, frozen=True):
    role: str
    by: str
    text: str
    grade: str
    grade_words: str
    wide: bool


class EntryView(Struct, frozen=True):
    """One development in a list. `lead` is the speaker or place, `rest` what follows the name."""

    anchor: str
    href: str
    kind: str
    contested: bool
    iso: str
    day: str
    lead: str
    rest: str
    tags: tuple[str, ...]
    also: tuple[Anchor, ...]
    paragraphs: tuple[str, ...]
    accounts: tuple[AccountView, ...]
    sources: tuple[SourceRef, ...]
    open: str
    corrected: str
    images: tuple[ImageView, ...]
    quotations: tuple[QuotationView, ...]
    reminder: str

    is_step = False
    is_gap = False


class GapView(Struct, frozen=True):
    """The place of an entry that was withdrawn or erased."""

    anchor: str
    href: str
    iso: str
    day: str
    what: str
    why: str

    is_step = False
    is_gap = True


class StepView(Struct, frozen=True):
    """A level change among the developments."""

    anchor: str
    iso: str
    day: str
    title: str
    before: str
    level: str
    summary: str

    is_step = True
    is_gap = False


Item = EntryView | GapView | StepView


def anchor_of(entry_id: str, page_slug: str) -> str:
    """The fragment of an entry on a page: `e2018-09-03-1`, with its home in front when it is a guest there."""
    home, day, number = entry_id.split("/")
    return f"e{day}-{number}" if home == page_slug else f"{home}-{day}-{number}"


def matches(entry: Entry, show: Show | None) -> bool:
    """True when a filter lets the entry through; gaps pass only without a filter."""
    dev = entry.value
    if show is None:
        return True
    if dev is None:
        return False
    return dev.contested if show == "contested" else f"{dev.kind}s" == show


def entry_view(entry: Entry, slug: str, index: Index, links: Links, sources: Sources) -> EntryView | GapView:
    """The view of `entry` on a page of the flashpoint `slug`."""
    anchor = anchor_of(entry.id, slug)
    href = links.page(Route("development", entry.home, entry.date, entry.number))
    dev = entry.value
    if dev is None:
        what, why = gap_words(entry.kept)
        return GapView(anchor, href, entry.date.isoformat(), day_short(entry.date), what, why)
    lead, rest = head_parts(dev)
    also = [s for s in dev.belongs_to if s != slug and s in index.flashpoints]
    return EntryView(
        anchor=anchor,
        href=href,
        kind=dev.kind,
        contested=dev.contested,
        iso=when_iso(dev.when),
        day=when_short(dev.when),
        lead=lead,
        rest=rest,
        tags=dev.tags,
        also=tuple(Anchor(links.page(Route("flashpoint", s)), index.name(s)) for s in also),
        paragraphs=tuple(paragraphs(dev.text)),
        accounts=account_views(dev.accounts),
        sources=sources.refs(dev.sources),
        open=dev.open,
        corrected=corrected(index.corrections.get(("development", dev.id), ())),
        images=tuple(image_view(image, index, links) for image in dev.images),
        quotations=quotation_views(dev, sources, index.list.language),
        reminder=reminder_of(dev),
    )


def head_parts(dev: Development) -> tuple[str, str]:
    """The head of an entry as the name and what follows it; only a statement's head is parted."""
    if dev.kind == "statement" and "," in dev.head:
        name, rest = dev.head.split(",", 1)
        return name, f",{rest}"
    return dev.head, ""


def gap_words(kept: Kept[Development]) -> tuple[str, str]:
    """What happened to an entry that cannot be shown, and why."""
    if kept.erasure:
        return "Erased", closed(kept.erasure.reason)
    return "Withdrawn", closed(kept.stamp.why or "no reason was given")


def corrected(stamps: Sequence[Stamp]) -> str:
    """“corrected 3 Mar 2019” for the newest published correction, else nothing."""
    days = [stamp.published.date() for stamp in stamps if stamp.act == "correct" and stamp.published]
    return f"corrected {day_short(max(days))}" if days else ""


def account_views(accounts: Sequence[Account]) -> tuple[AccountView, ...]:
    """Accounts in pairs; a last one without a partner takes the whole width."""
    last = len(accounts) - 1
    return tuple(
        AccountView(a.role, a.by, a.text, a.grade, grade_words(a.grade), at == last and len(accounts) % 2 == 1)
        for at, a in enumerate(accounts)
    )


def step_view(step: Step) -> StepView:
    change = step.change
    return StepView(
        anchor=f"l{change.date.isoformat()}",
        iso=change.date.isoformat(),
        day=day_short(change.date),
        title=f"Level {step.direction}",
        before=step.before.code if step.before and step.before.code != change.level else "",
        level=change.level,
        summary=change.summary,
    )


class YearView(Struct, frozen=True):
    """The entries of a year: `open` ones in sight, `folded` ones behind a summary."""

    year: int
    href: str
    note: str
    open: tuple[Item, ...]
    folded: tuple[Item, ...]
    summary: str
