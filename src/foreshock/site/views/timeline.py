"""The developments of a flashpoint by year, level changes among them, the recent in sight and the older folded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby

from ..index import Entry, Index, Step
from ..links import Links
from ..routes import Route, Show
from ..text import count, month_words
from .entries import Item, YearView, entry_view, matches, step_view
from .frame import Anchor
from .sources import Sources

#: Entries on a flashpoint page; older ones stand on the pages of their years.
PAGE_LIMIT = 120
#: Entries in sight before the rest of a year is folded.
IN_SIGHT = 20
#: A fold with fewer entries than this is not worth a click.
SMALL_FOLD = 4


def timeline(
    slug: str, show: Show | None, index: Index, links: Links, sources: Sources
) -> tuple[tuple[YearView, ...], int]:
    """The newest `PAGE_LIMIT` entries that the filter lets through, by year, and how many more there are."""
    wanted = [entry for entry in index.entries.get(slug, ()) if matches(entry, show)]
    shown = wanted[:PAGE_LIMIT]
    totals = _totals(wanted)
    oldest = shown[-1].date if len(shown) < len(wanted) else None
    steps = [] if show else [s for s in index.steps.get(slug, ()) if oldest is None or s.change.date >= oldest]
    years = []
    left = IN_SIGHT
    for year, group in groupby(_merged(shown, steps), key=lambda pair: pair[0].year):
        items = [item for _, item in group]
        entries = sum(isinstance(item, Entry) for item in items)
        cut = _cut(items, left)
        left -= min(entries, left)
        views = [_view(item, slug, index, links, sources) for item in items]
        total = totals.get(year, 0)
        note = count(total, "entry", "entries") if total == entries else f"{entries} of {total:,} entries"
        hidden = sum(isinstance(item, Entry) for item in items[cut:])
        years.append(
            YearView(
                year,
                links.page(Route("period", slug, year=year)) if total else "",
                note if total else "",
                tuple(views[:cut]),
                tuple(views[cut:]),
                _summary(year, hidden, len(items) - cut - hidden, whole=cut == 0),
            )
        )
    return tuple(years), len(wanted) - len(shown)


def period(
    slug: str, entries: Sequence[Entry], steps: Sequence[Step], index: Index, links: Links, sources: Sources
) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """All entries and level changes of a year or month by month, newest first."""
    return tuple(
        (month_words(*month), tuple(_view(item, slug, index, links, sources) for _, item in group))
        for month, group in groupby(_merged(entries, steps), key=lambda pair: (pair[0].year, pair[0].month))
    )


def other_periods(slug: str, index: Index, links: Links, year: int | None, month: int | None) -> tuple[Anchor, ...]:
    """The years of a flashpoint, newest first, with the months of `year` after it when that year is parted.

    On the page of one year or month the others stand without their counts: an entry of today leaves the pages of
    the past as they are.
    """
    found: list[Anchor] = []
    for y, in_year in index.years(slug).items():
        told = month is None and year in (None, y)
        words = count(in_year, "entry", "entries") if told else ""
        found.append(Anchor(links.page(Route("period", slug, year=y)), str(y), words, (y, None) == (year, month)))
        if y == year and index.parted(slug, y):
            for (_, m), in_month in ((key, n) for key, n in index.months(slug).items() if key[0] == y):
                href = links.page(Route("period", slug, year=y, month=m))
                words = count(in_month, "entry", "entries") if month in (None, m) else ""
                found.append(Anchor(href, month_words(y, m), words, m == month))
    return tuple(found)


def _merged(entries: Sequence[Entry], steps: Sequence[Step]) -> Iterable[tuple[dt.date, Entry | Step]]:
    """(day, entry or step), newest first; a level change stands above the entries of its day."""
    dated: list[tuple[dt.date, Entry | Step]] = [(step.change.date, step) for step in steps]
    dated += [(entry.date, entry) for entry in entries]
    return sorted(dated, key=lambda pair: pair[0], reverse=True)


def _totals(entries: Iterable[Entry]) -> dict[int, int]:
    totals: dict[int, int] = {}
    for entry in entries:
        totals[entry.date.year] = totals.get(entry.date.year, 0) + 1
    return totals


def _cut(items: Sequence[Entry | Step], left: int) -> int:
    """How many of a year's items stay in sight when `left` entries still may."""
    if sum(isinstance(item, Entry) for item in items) - left < SMALL_FOLD:
        return len(items)
    seen = 0
    for at, item in enumerate(items):
        if isinstance(item, Entry):
            if seen == left:
                return at if left else 0
            seen += 1
    return len(items)


def _view(item: Entry | Step, slug: str, index: Index, links: Links, sources: Sources) -> Item:
    return step_view(item) if isinstance(item, Step) else entry_view(item, slug, index, links, sources)


def _summary(year: int, entries: int, steps: int, whole: bool) -> str:
    moves = f" and {count(steps, 'level change')}" if steps else ""
    return f"{'All of' if whole else 'Earlier in'} {year}: {count(entries, 'entry', 'entries')}{moves}"
