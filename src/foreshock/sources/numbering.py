"""Which id each entry of a page has, also at a later reading of the same page.

`n` counts the entries of a day from the top at the first reading and is never given anew: an entry that is known
keeps its id, also when its words were changed; a new one takes the next number of its day.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final

from msgspec import Struct

from foreshock.model import Development

from .reading import Entry, PageReading, development_of
from .wording import folded

#: From this likeness on, two texts of the same day are one entry that was changed.
LIKENESS: Final = 0.6
#: A text that breaks off is the beginning of another from this many characters on.
_SHORTEST_BEGINNING: Final = 40
#: More pairs of one day than this are not compared; entries with other words then count as new.
_MOST_PAIRS: Final = 100_000


class Numbering(Struct, frozen=True):
    """The entries of a page as Developments with their lasting ids, in the page's order; and the ids of known
    entries that the page no longer shows. `moved` are ids of entries that stand under another day than their id
    says: their words are known from that day."""

    developments: tuple[Development, ...]
    vanished: tuple[str, ...]
    moved: tuple[str, ...] = ()


def number_entries(
    reading: PageReading,
    known: Sequence[Development] = (),
    document_id: str = "",
    grade: str = "F6",
    taken: Iterable[str] = (),
) -> Numbering:
    """Give every entry its id. `known` are the developments that came from earlier readings of this page; `taken`
    are ids that may not be given again although nothing is known of them any more (withdrawn, erased).

    First, equal words on the same day; then very similar words on the same day; then equal words on another day;
    what is left is new. Raises InvalidValue for a bad grade.
    """
    before = [development for development in known if development.home == reading.slug]
    matches = _Matches(reading.entries, before)
    matches.equal_words(lambda day, words: (day, words))
    matches.similar_words_of_a_day()
    matches.equal_words(lambda _, words: words)
    ids = _with_new_ids(reading, matches.ids, before, {development.id for development in known} | set(taken))
    developments = tuple(
        development_of(entry, id, document_id, grade) for entry, id in zip(reading.entries, ids, strict=True)
    )
    return Numbering(
        developments,
        vanished=tuple(sorted(d.id for d in before if d.id not in matches.used)),
        moved=tuple(d.id for d, entry in zip(developments, reading.entries, strict=True) if d.date != entry.date),
    )


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: Dice's coefficient of their words and pairs of neighbouring words, counted as
    often as they occur; 1 where one is the beginning of the other and has at least 40 characters.

    Where an entry showed only its date at one of the readings, it is just alike enough to be the same.
    """
    a, b = folded(one).casefold(), folded(other).casefold()
    if not a or not b:
        return LIKENESS
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= _SHORTEST_BEGINNING and longer.startswith(shorter.rstrip(". ")):
        return 1.0
    first, second = _counted(a), _counted(b)
    return 2 * (first & second).total() / (first.total() + second.total())


def _counted(text: str) -> Counter[Hashable]:
    words = text.split()
    return Counter[Hashable](words) + Counter[Hashable](itertools.pairwise(words))


class _Matches:
    """Which known development each entry is: its index among the entries → id. Nobody is matched twice."""

    def __init__(self, entries: Sequence[Entry], known: Sequence[Development]) -> None:
        self.entries = entries
        self.known = sorted(known, key=lambda d: (d.date, d.number))
        self.ids: dict[int, str] = {}
        self.used: set[str] = set()

    def equal_words(self, key: Callable[[dt.date, str], Hashable]) -> None:
        """Match entries and developments with equal `key(day, words)`, in order; those that have words or a day."""
        free: dict[Hashable, list[Development]] = defaultdict(list)
        for development in self.known:
            if development.id not in self.used:
                free[key(development.date, folded(development.text))].append(development)
        for index, entry in self._open():
            same = free.get(key(entry.date, folded(entry.text)), [])
            if same and (entry.text or same[0].date == entry.date):
                self._take(index, same.pop(0))

    def similar_words_of_a_day(self) -> None:
        """Match the likest pairs of each day first, down to LIKENESS."""
        free: dict[dt.date, list[Development]] = defaultdict(list)
        for development in self.known:
            if development.id not in self.used:
                free[development.date].append(development)
        left: dict[dt.date, list[int]] = defaultdict(list)
        for index, entry in self._open():
            left[entry.date].append(index)
        for day, indices in left.items():
            if len(indices) * len(free[day]) > _MOST_PAIRS:
                continue
            pairs = [(-likeness(self.entries[i].text, d.text), i, d.number, d) for i in indices for d in free[day]]
            for unlike, index, _, development in sorted(pairs, key=lambda pair: pair[:3]):
                if -unlike >= LIKENESS and index not in self.ids and development.id not in self.used:
                    self._take(index, development)

    def _open(self) -> list[tuple[int, Entry]]:
        return [(index, entry) for index, entry in enumerate(self.entries) if index not in self.ids]

    def _take(self, index: int, development: Development) -> None:
        self.ids[index] = development.id
        self.used.add(development.id)


def _with_new_ids(
    reading: PageReading, matched: dict[int, str], before: Iterable[Development], used: set[str]
) -> list[str]:
    """The id of each entry: that of its match, else its place of the day at a first reading and the next free number
    at a later one."""
    highest: Counter[str] = Counter()
    for id in used:
        slug, day, number = id.split("/")
        if slug == reading.slug:
            highest[day] = max(highest[day], int(number))
    ids = []
    for index, entry in enumerate(reading.entries):
        id = matched.get(index, "")
        if not id:
            day = entry.date.isoformat()
            highest[day] += 1
            id = f"{reading.slug}/{day}/{highest[day]}"
        ids.append(id)
    return ids
