"""Which id each entry of a page has, also at a later reading of the same page.

`n` counts the entries of a day from the top at the first reading and is never given anew: an entry that is known
keeps its id, also when its words were changed; a new one takes the next number of its day.
"""

from __future__ import annotations

import datetime as dt
import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from foreshock.model import Development

from .reading import Entry, PageReading, development_of

#: From this likeness on, two texts of the same day are one entry that was changed (difflib's ratio over words).
LIKENESS: Final = 0.6

_FOLD: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})


class Numbering(Struct, frozen=True):
    """The entries of a page as Developments with their lasting ids, in the page's order; and the ids of known
    entries that the page no longer shows."""

    developments: tuple[Development, ...]
    vanished: tuple[str, ...]


def number_entries(
    reading: PageReading,
    known: Sequence[Development] = (),
    document_id: str = "",
    grade: str = "F6",
    taken: Iterable[str] = (),
) -> Numbering:
    """Give every entry its id. `known` are the developments that came from earlier readings of this page; `taken`
    are ids that may not be given again although nothing is known of them any more (withdrawn, erased).

    Raises InvalidValue for a bad grade.
    """
    before: dict[dt.date, list[Development]] = defaultdict(list)
    for development in known:
        if development.home == reading.slug:
            before[development.date].append(development)
    used = {development.id for development in known} | set(taken)
    by_day: dict[dt.date, list[Entry]] = defaultdict(list)
    for entry in reading.entries:
        by_day[entry.date].append(entry)
    ids: dict[tuple[dt.date, int], str] = {}
    for day, entries in by_day.items():
        matched = _match(entries, sorted(before[day], key=lambda development: development.number))
        for entry in entries:
            ids[day, entry.n] = matched.get(entry.n) or _next_id(reading.slug, entry, used, bool(before[day]))
            used.add(ids[day, entry.n])
    developments = tuple(
        development_of(entry, ids[entry.date, entry.n], document_id, grade) for entry in reading.entries
    )
    found = {development.id for development in developments}
    vanished = (d.id for d in known if d.home == reading.slug and d.id not in found)
    return Numbering(developments, tuple(sorted(vanished)))


def _match(entries: Sequence[Entry], known: Sequence[Development]) -> dict[int, str]:
    """n of an entry → id of the known development that it is. Equal words first, then the likest pairs."""
    matched: dict[int, str] = {}
    left = list(known)
    for entry in entries:
        same = next((d for d in left if _folded(d.text) == _folded(entry.text)), None)
        if same:
            matched[entry.n] = same.id
            left.remove(same)
    pairs = sorted(
        (
            (_likeness(entry.text, d.text), -entry.n, -d.number)
            for entry in entries
            if entry.n not in matched
            for d in left
        ),
        reverse=True,
    )
    by_number = {d.number: d for d in left}
    for likeness, minus_n, minus_number in pairs:
        if likeness < LIKENESS:
            break
        if -minus_n not in matched and -minus_number in by_number:
            matched[-minus_n] = by_number.pop(-minus_number).id
    return matched


def _next_id(slug: str, entry: Entry, used: set[str], later: bool) -> str:
    """The id of a new entry: its place of the day at a first reading, the next free number at a later one."""
    prefix = f"{slug}/{entry.date.isoformat()}/"
    if not later and f"{prefix}{entry.n}" not in used:
        return f"{prefix}{entry.n}"
    numbers = (int(id.rsplit("/", 1)[1]) for id in used if id.startswith(prefix))
    return f"{prefix}{max(numbers, default=0) + 1}"


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(_FOLD).split()).casefold()


def _likeness(one: str, other: str) -> float:
    """0 to 1 over words; 0 where either has none."""
    a, b = _folded(one).split(), _folded(other).split()
    if not a or not b:
        return 0.0
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= LIKENESS else 0.0
