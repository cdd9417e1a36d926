"""What all pages of one state look up: entries, levels, links and corrections by flashpoint, built once."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from foreshock.model import (
    LEVELS,
    Breach,
    DateKept,
    Development,
    Document,
    Flashpoint,
    Kept,
    Level,
    LevelChange,
    Link,
    ListState,
    NotFound,
    ObjectKind,
    Stamp,
    Translation,
    TriggerList,
    Zone,
    dates_ahead,
)
from foreshock.zone.sharing import Sharing

from .offer import Offer
from .quotable import quotable
from .routes import YEAR_LIMIT, Route, shown_translations
from .shelf import Shelf

T = TypeVar("T")
Histories = Mapping[tuple[ObjectKind, str], Sequence[Stamp]]

#: What an empty store shows in place of a list.
NO_LIST = TriggerList(title="An empty trigger list", framing="Nothing has been put on this list yet.")

#: What a day shows on which there were flashpoints and the list had no title yet.
UNTITLED = TriggerList(title="Trigger list", framing="")


class Entry(Struct, frozen=True):
    """A development as the lists show it, withdrawn or erased ones included (`value` None)."""

    id: str
    date: dt.date
    number: int
    kept: Kept[Development]

    @property
    def home(self) -> str:
        return self.id.split("/")[0]

    @property
    def value(self) -> Development | None:
        return self.kept.value


class Step(Struct, frozen=True):
    """One level change with the level it came from, None at the opening."""

    change: LevelChange
    stamp: Stamp
    before: Level | None

    @property
    def level(self) -> Level:
        return LEVELS[self.change.level]

    @property
    def direction(self) -> str:
        """“opened”, “raised”, “lowered” or “confirmed”."""
        if self.before is None:
            return "opened"
        return ("confirmed", "raised", "lowered")[
            (self.level.rank > self.before.rank) - (self.level.rank < self.before.rank)
        ]


class Tally(Struct, frozen=True):
    """How many entries of a flashpoint can be shown: in all, by kind, and how many are contested."""

    entries: int
    events: int
    statements: int
    contested: int


def public(kept: Kept[Document]) -> Kept[Document]:
    """A document without what a confidential source is not to show: it has a descriptor, a date and a grade."""
    if kept.value is None or kept.value.terms != "private":
        return kept
    return Kept(kept.stamp, replace(kept.value, publisher="", author="", address="", sha256=""), kept.erasure)


def reference_day(state: ListState, today: dt.date) -> dt.date:
    """The day from which “the past 30 days” counts back.

    It is the day looked back to, if there is one; the day the list was closed, if no entry or level is dated later;
    else `today`.
    """
    if state.as_of:
        return state.as_of.date()
    closed = state.list.value.closed if state.list and state.list.value else None
    if closed is None:
        return today
    newest = max((id_.split("/")[1] for group in (state.developments, state.levels) for id_ in group), default="")
    return today if newest > closed.isoformat() else closed


class Index:
    """Lookups over one `ListState`. Lists of entries and of levels run from the newest to the oldest.

    Within a day entries stand by their number, which counts from the top. `histories` holds all stamps of an object,
    oldest first; where it has none, the newest stamp stands alone.
    """

    def __init__(
        self,
        state: ListState,
        today: dt.date,
        histories: Histories | None = None,
        shelf: Shelf | None = None,
        offer: Offer | None = None,
        sharing: Sharing | None = None,
        watched: bool = False,
        dates: Sequence[DateKept] = (),
    ) -> None:
        #: Without the words that a source does not let us show; how many were left out, by entry.
        self.state, self.unquoted = quotable(state)
        state = self.state
        #: What can be offered beside the words; everything, unless it is said.
        self.offer = offer or Offer()
        #: Drawings of an earlier build.
        self.shelf = shelf or Shelf()
        self.day = reference_day(state, today)
        #: What the public may see of tracks and breaches, and the instant from which their age counts: the day's first.
        self.sharing = sharing or Sharing()
        #: Whether somebody watches the zones now, so that there is a page of what is seen.
        self.watched = watched
        #: Dates ahead of places on the list, as the desk keeps them now; a page that looks back to a day has none.
        self.dates = [one for one in dates if one.value.flashpoint in state.flashpoints] if state.as_of is None else []
        self.now = dt.datetime.combine(today, dt.time(), dt.UTC)
        self.list = (state.list and state.list.value) or (UNTITLED if state.flashpoints else NO_LIST)
        self.histories = histories or {}
        #: Names of the parties by their side, in the order of the list.
        self.sides = _sides(self.list)
        self.parties = {party.id: party for party in self.list.parties}
        self.flashpoints = {slug: kept.value for slug, kept in state.flashpoints.items() if kept.value}
        listed = [slug for slug in self.list.order if slug in self.flashpoints]
        self.order = (*listed, *(slug for slug in self.flashpoints if slug not in set(listed)))
        self.newest = sorted(_entries(state), key=_newest_first)
        self.entries = _entries_by_flashpoint(self.newest)
        self.steps = _steps_by_flashpoint(state, self.day)
        zones = [kept.value for kept in state.zones.values() if kept.value]
        self.zones: dict[str, list[Zone]] = _by_slug((zone.flashpoint, zone) for zone in zones)
        self.breaches: dict[str, list[Kept[Breach]]] = _by_slug(
            (id_.partition("/")[0], kept) for id_, kept in state.breaches.items()
        )
        links = [kept.value for kept in state.links.values() if kept.value]
        self.links: dict[str, list[Link]] = _by_slug((s, link) for link in links for s in (link.source, link.target))
        self.corrections: dict[tuple[str, str], list[Stamp]] = {}
        for stamp in state.corrections:
            self.corrections.setdefault((stamp.kind, stamp.id), []).append(stamp)
        self.moved: dict[str, list[Step]] = {}
        for steps in self.steps.values():
            for step in steps:
                for id_ in step.change.developments:
                    self.moved.setdefault(id_, []).append(step)
        self.neighbours = _neighbours(self.entries)
        #: Translations of what can be shown: by the id of the original, then by language.
        self.translations: dict[str, dict[str, Translation]] = {}
        for value in shown_translations(state):
            self.translations.setdefault(value.of, {})[value.language] = value
        #: Entries that can be shown by flashpoint, then by year and month, newest first.
        self._months = {
            slug: Counter((entry.date.year, entry.date.month) for entry in group if entry.kept.value)
            for slug, group in self.entries.items()
        }
        self._years = {slug: _by_year(months) for slug, months in self._months.items()}
        self._made: dict[tuple[str, str], Any] = {}
        self._step_days = {slug: [s.change.date for s in reversed(steps)] for slug, steps in self.steps.items()}

    def flashpoint(self, slug: str | None) -> Flashpoint:
        """The flashpoint called `slug`. Raises NotFound when there is none, or none that can be shown."""
        found = self.flashpoints.get(slug or "")
        if found is None:
            raise NotFound(
                f"no flashpoint is called {slug!r} on this list; it has {', '.join(self.order) or 'none yet'}"
            )
        return found

    def name(self, slug: str) -> str:
        """The short name of a flashpoint, or its slug when it is not on the list."""
        found = self.flashpoints.get(slug)
        return found.short if found else slug

    def coming(self, slug: str = "") -> Sequence[tuple[dt.date, DateKept]]:
        """Dates still to come on the reference day, of one place or of all, soonest first."""
        wanted = [one for one in self.dates if one.value.flashpoint in ((slug,) if slug else self.flashpoints)]
        return dates_ahead(wanted, self.day)

    def step_on(self, slug: str, day: dt.date) -> Step | None:
        """The level change that held at the end of `day`, None before the first."""
        at = bisect_right(self._step_days.get(slug, []), day)
        return self.steps[slug][-at] if at else None

    def current(self, slug: str) -> Step | None:
        """The level change that holds on the reference day."""
        return self.step_on(slug, self.day)

    def parted(self, slug: str, year: int) -> bool:
        """True when a year has too many entries for one page."""
        return self.years(slug).get(year, 0) > YEAR_LIMIT

    def years(self, slug: str) -> Mapping[int, int]:
        """How many entries that can be shown a flashpoint has in each year, newest first."""
        return self._years.get(slug, {})

    def months(self, slug: str) -> Mapping[tuple[int, int], int]:
        """How many entries that can be shown a flashpoint has in each (year, month), newest first."""
        return self._months.get(slug, {})

    def tally(self, slug: str) -> Tally:
        """How many entries of which kind can be shown of a flashpoint."""
        return self.remember(("tally", slug), lambda: _tally(self.entries.get(slug, ())))

    def late(self) -> Sequence[tuple[dt.date, Entry]]:
        """Entries that first came out after the day they are about, newest first, each with the day it came out."""
        return self.remember(("late", ""), lambda: [(day, e) for e in self.newest if (day := self.out(e)) > e.date])

    def out(self, entry: Entry) -> dt.date:
        """The day on which an entry first came out; its own day when that is not known."""
        newest = entry.kept.stamp
        first = newest if newest.number == 1 else next(iter(self.stamps(newest)), None)
        return first.published.date() if first and first.number == 1 and first.published else entry.date

    def period(self, slug: str, day: dt.date) -> Route | None:
        """The page of the year that holds the entries of `day`, of the month where the year is parted.

        None when everything of that time was withdrawn or erased: such a time has no page.
        """
        if self.parted(slug, day.year):
            held = self.months(slug).get((day.year, day.month))
            return Route("period", slug, year=day.year, month=day.month) if held else None
        return Route("period", slug, year=day.year) if self.years(slug).get(day.year) else None

    def remember(self, key: tuple[str, str], make: Callable[[], T]) -> T:
        """What `make` gives, made once for this index: for drawings that several pages share."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages into which something of the list is translated."""
        return tuple(sorted({language for found in self.translations.values() for language in found}))

    def translation(self, of: str, language: str | None) -> Translation | None:
        """A flashpoint or development in a language, None where it is not translated into it."""
        return self.translations.get(of, {}).get(language or "")

    def document(self, id_: str) -> Kept[Document] | None:
        """A document as the public may see it; bytes that were erased are not held, and it says why."""
        kept = self.state.documents.get(id_)
        if kept and kept.value and (reason := self.state.erased.get(kept.value.sha256)):
            kept = Kept(kept.stamp, replace(kept.value, not_held=f"erased ({reason})"), kept.erasure)
        return kept and public(kept)

    def stamps(self, stamp: Stamp) -> Sequence[Stamp]:
        """All revisions of the object that `stamp` is the newest of, oldest first."""
        kept = self.histories.get((stamp.kind, stamp.id)) or (stamp,)
        as_of = self.state.as_of
        return kept if as_of is None else [s for s in kept if s.published and s.published <= as_of]


def _by_year(months: Mapping[tuple[int, int], int]) -> dict[int, int]:
    years: dict[int, int] = {}
    for (year, _), number in months.items():
        years[year] = years.get(year, 0) + number
    return years


def _tally(entries: Iterable[Entry]) -> Tally:
    values = [entry.kept.value for entry in entries if entry.kept.value]
    events = sum(value.kind == "event" for value in values)
    return Tally(len(values), events, len(values) - events, sum(value.contested for value in values))


def _sides(trigger_list: TriggerList) -> dict[str, list[str]]:
    sides: dict[str, list[str]] = {}
    for party in trigger_list.parties:
        sides.setdefault(party.side, []).append(party.name)
    return sides


def _newest_first(entry: Entry) -> tuple[int, int, str]:
    return -entry.date.toordinal(), entry.number, entry.id


def _entries(state: ListState) -> Iterable[Entry]:
    for id_, kept in state.developments.items():
        _, day, number = id_.split("/")
        yield Entry(id_, dt.date.fromisoformat(day), int(number), kept)


def _entries_by_flashpoint(newest: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    return {slug: tuple(group) for slug, group in _by_slug(_placed(newest)).items()}


def _placed(newest: Iterable[Entry]) -> Iterable[tuple[str, Entry]]:
    for entry in newest:
        for slug in entry.value.belongs_to if entry.value else (entry.home,):
            yield slug, entry


def _steps_by_flashpoint(state: ListState, day: dt.date) -> dict[str, tuple[Step, ...]]:
    """Level changes up to `day`, each with the level before it."""
    groups: dict[str, list[Kept[LevelChange]]] = {}
    for kept in state.levels.values():
        if kept.value and kept.value.date <= day:
            groups.setdefault(kept.value.flashpoint, []).append(kept)
    steps: dict[str, tuple[Step, ...]] = {}
    for slug, group in groups.items():
        found: list[Step] = []
        for kept in sorted(group, key=lambda k: k.value.date if k.value else day):
            assert kept.value
            found.append(Step(kept.value, kept.stamp, found[-1].level if found else None))
        steps[slug] = tuple(reversed(found))
    return steps


def _by_slug(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for slug, value in pairs:
        groups.setdefault(slug, []).append(value)
    return groups


def _neighbours(entries: Mapping[str, Sequence[Entry]]) -> dict[str, tuple[Entry | None, Entry | None]]:
    """For each development, in the list of its home: the newer and the older entry beside it."""
    newer: dict[str, Entry] = {}
    older: dict[str, Entry] = {}
    for slug, group in entries.items():
        for above, below in pairwise(group):
            if above.home == slug:
                older[above.id] = below
            if below.home == slug:
                newer[below.id] = above
    return {id_: (newer.get(id_), older.get(id_)) for id_ in newer.keys() | older.keys()}
