"""The front page: the highest level and why, the list, and what changed since a day."""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup
from msgspec import Struct

from foreshock.model import Development, Flashpoint

from ..index import Entry, Index, Step
from ..links import Links
from ..routes import ABOUT, EXPLORE, FRONT, SINCE_DAYS, Route
from ..text import closed, count, day_short, day_words, gist, joined, sentence, when_iso, when_short
from .entries import gap_words, head_parts
from .follow import Follow, FreshView, follow, fresh_view
from .frame import Anchor
from .levels import Answer, LevelView, StepLine, Trend, answer, level_views, step_line, trend

#: Changes listed on one page; more are left to the pages of the flashpoints, and said to be.
CHANGES_LIMIT = 150
#: Entries about days before the span that came out within it are listed up to this many, else only counted.
LATE_LIMIT = 12
#: Entries shown from before the spans, where nothing happened within them.
NEWEST_LIMIT = 6
_FAR_PAST = 36500


class Row(Struct, frozen=True):
    """One place in the list."""

    slug: str
    name: str
    href: str
    note: str
    level: str
    trend: Trend | None
    changed_iso: str
    changed: str
    how: str
    before: str
    fresh: FreshView


class Change(Struct, frozen=True):
    """One entry, gap or level change in “what changed since”."""

    iso: str
    day: str
    href: str
    where: str
    kind: str
    contested: bool
    late: bool
    lead: str
    text: str
    step: StepLine | None


class Span(Struct, frozen=True):
    """The changes of one stretch of time."""

    anchor: str
    title: str
    note: str
    changes: tuple[Change, ...]
    left_out: int
    late: str


class FrontView(Struct, frozen=True):
    title: str
    framing: Markup
    day: str
    iso: str
    lead: Flashpoint | None
    lead_href: str
    answer: Answer | None
    last_href: str
    jumps: tuple[Anchor, ...]
    since: str
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    list_note: str
    spans: tuple[Span, ...]
    levels: tuple[LevelView, ...]
    about_href: str
    explore_href: str
    form: bool
    as_of: str
    follow: Follow | None


def front_view(since: dt.date | int | None, index: Index, links: Links, framing: Markup) -> FrontView:
    """Everything on the front page, or on the page of changes `since` a day or a number of days back."""
    lead = _lead(index)
    told = answer(index, lead) if lead else None
    return FrontView(
        title=index.list.title,
        framing=framing,
        day=day_words(index.day),
        iso=index.day.isoformat(),
        lead=lead,
        lead_href=links.page(Route("flashpoint", lead.slug)) if lead else "",
        answer=told,
        last_href=links.page(Route.of_development(told.last_id)) if told and told.last_id else "",
        jumps=_jumps(since, index, links),
        since=_first_day(since, index).isoformat() if since is not None else "",
        groups=_groups(index, links),
        list_note=_list_note(index),
        spans=_spans(since, index, links),
        levels=level_views(),
        about_href=links.page(ABOUT),
        explore_href=links.page(EXPLORE),
        form=links.live,
        as_of=index.state.as_of.date().isoformat() if index.state.as_of and links.live else "",
        follow=follow(index, links),
    )


def _lead(index: Index) -> Flashpoint | None:
    """The flashpoint, no capital, with the highest level; the first in the list's order among equals."""
    places = [index.flashpoints[slug] for slug in index.order if index.flashpoints[slug].kind != "capital"]
    ranked = [(step.level.rank, place) for place in places if (step := index.current(place.slug))]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _groups(index: Index, links: Links) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    places = [index.flashpoints[slug] for slug in index.order]
    groups = (
        ("Flashpoints", [p for p in places if p.kind != "capital"]),
        ("Capitals", [p for p in places if p.kind == "capital"]),
    )
    return tuple((title, tuple(_row(p, index, links) for p in members)) for title, members in groups if members)


def _row(place: Flashpoint, index: Index, links: Links) -> Row:
    step = index.current(place.slug)
    return Row(
        slug=place.slug,
        name=place.name,
        href=links.page(Route("flashpoint", place.slug)),
        note=place.question if place.kind == "capital" and place.question else place.summary,
        level=step.change.level if step else "",
        trend=trend(index, place.slug),
        changed_iso=step.change.date.isoformat() if step else "",
        changed=day_short(step.change.date) if step else "",
        how=step.direction if step else "",
        before=step.before.code if step and step.before and step.direction in ("raised", "lowered") else "",
        fresh=fresh_view(index, place.slug),
    )


def _list_note(index: Index) -> str:
    capitals = sum(place.kind == "capital" for place in index.flashpoints.values())
    others = len(index.flashpoints) - capitals
    if not index.flashpoints:
        return "No place is on this list yet."
    words = joined([count(n, what) for n, what in ((others, "flashpoint"), (capitals, "capital")) if n])
    tail = " A capital answers a written question in place of the incident count." if capitals else ""
    return f"{sentence(words)}.{tail}"


def _first_day(since: dt.date | int, index: Index) -> dt.date:
    """The day after which changes count; a number of days reaches back from the reference day."""
    return index.day - dt.timedelta(days=min(since, _FAR_PAST)) if isinstance(since, int) else since


def _jumps(since: dt.date | int | None, index: Index, links: Links) -> tuple[Anchor, ...]:
    jumps = [
        Anchor(
            f"{links.page(Route('front', since=days))}#changes",
            f"{day_short(index.day - dt.timedelta(days=days))}",
            f"{days} days",
            since == days,
        )
        for days in SINCE_DAYS
    ]
    if since is not None:
        jumps.append(Anchor(f"{links.page(FRONT)}#changes", "All spans", "7, 30 and 90 days"))
    return tuple(jumps)


def _spans(since: dt.date | int | None, index: Index, links: Links) -> tuple[Span, ...]:
    """The changes in stretches of time."""
    day = index.day
    if since is not None:
        first = _first_day(since, index)
        title = f"Past {since} days" if isinstance(since, int) else f"Since {day_words(first)}"
        return (_span("d", title, first, day, index, links),)
    near, mid, far = (day - dt.timedelta(days=days) for days in SINCE_DAYS)
    moves = _steps(far, mid, index, links)
    note = "level changes only" if moves else "no level change"
    spans = (
        _span("d7", "Past 7 days", near, day, index, links),
        _span("d30", "8 to 30 days ago", mid, near, index, links),
        Span("d90", "31 to 90 days ago", note, tuple(change for _, change in moves), 0, ""),
    )
    if any(span.changes or span.late for span in spans) or not index.newest:
        return spans
    # A list that has been quiet, or was read from an old page, still shows what it holds.
    newest = tuple(_change(entry, index, links) for entry in index.newest[:NEWEST_LIMIT])
    return (*spans, Span("newest", "The newest entries", "from before these 90 days", newest, 0, ""))


def _span(anchor: str, title: str, after: dt.date, until: dt.date, index: Index, links: Links) -> Span:
    """Entries, corrections and level changes later than `after`, not later than `until`, newest first."""
    fresh = [e for e in index.newest if after < e.date <= until]
    late = [e for out, e in index.late() if after < out <= until and e.date <= after]
    told = late if len(late) <= LATE_LIMIT else []
    steps = _steps(after, until, index, links)
    fixed = _corrections(after, until, index, links)
    shown = [(e.date, _change(e, index, links)) for e in fresh[:CHANGES_LIMIT]]
    shown += [(index.out(e), _change(e, index, links, late=True)) for e in told]
    merged = sorted([*steps, *fixed, *shown], key=lambda pair: pair[0], reverse=True)
    parts = [count(len(fresh) + len(told), "entry", "entries"), count(len(steps), "level change")]
    if fixed:
        parts.append(count(len(fixed), "correction"))
    return Span(
        anchor,
        title,
        ", ".join(parts),
        tuple(change for _, change in merged),
        max(0, len(fresh) - CHANGES_LIMIT),
        ""
        if told or not late
        else f"{sentence(count(len(late), 'entry', 'entries'))} about earlier days "
        "came out in this span; they stand on the pages of their places.",
    )


def _steps(after: dt.date, until: dt.date, index: Index, links: Links) -> list[tuple[dt.date, Change]]:
    """Level changes of the span, newest first, those of one day in the list's order."""
    steps = [s for slug in index.order for s in index.steps.get(slug, ()) if after < s.change.date <= until]
    steps.sort(key=lambda step: step.change.date, reverse=True)
    return [(step.change.date, _step(step, index, links)) for step in steps]


def _corrections(after: dt.date, until: dt.date, index: Index, links: Links) -> list[tuple[dt.date, Change]]:
    """Corrections of entries that came out in the span; withdrawn entries stand as gaps of their own."""
    found: list[tuple[dt.date, Change]] = []
    for stamp in index.state.corrections:
        if stamp.kind != "development" or not stamp.published or not after < (day := stamp.published.date()) <= until:
            continue
        href = links.page(Route.of_development(stamp.id))
        text = f"The entry of {day_words(dt.date.fromisoformat(stamp.id.split('/')[1]))}: {closed(stamp.why)}"
        kind = "withdrawal" if stamp.act == "withdraw" else "correction"
        name = index.name(stamp.id.split("/")[0])
        found.append((day, Change(day.isoformat(), day_short(day), href, name, kind, False, False, "", text, None)))
    return found


def _step(step: Step, index: Index, links: Links) -> Change:
    slug = step.change.flashpoint
    line = step_line(step, index.flashpoints[slug], links.page(Route("flashpoint", slug)))
    return Change(line.iso, line.day, line.href, line.name, "level", False, False, "", line.summary, line)


def _speaker(dev: Development) -> str:
    """The name to set before a statement, unless its text names the speaker."""
    name = head_parts(dev)[0] if dev.kind == "statement" else ""
    return name if name and name.split()[-1].lower() not in dev.text.lower() else ""


def _change(entry: Entry, index: Index, links: Links, late: bool = False) -> Change:
    href = links.page(Route("development", entry.home, entry.date, entry.number))
    dev = entry.value
    if dev is None:
        what, why = gap_words(entry.kept)
        return Change(entry.date.isoformat(), day_short(entry.date), href, index.name(entry.home), "gap", False, False,
                      what, why, None)  # fmt: skip
    where = " · ".join(index.name(slug) for slug in dev.belongs_to if slug in index.flashpoints) or index.name(dev.home)
    text = dev.text or "; ".join(f"{a.role}, {a.by}: {a.text}" for a in dev.accounts)
    return Change(
        when_iso(dev.when),
        when_short(dev.when),
        href,
        where,
        dev.kind,
        dev.contested,
        late,
        _speaker(dev),
        gist(sentence(text)),
        None,
    )
