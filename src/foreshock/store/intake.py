"""Taking flashpoint pages into the record: bytes to the archive, then document, flashpoint and developments.

Nothing is decided here that a person should decide: a flashpoint that is known keeps its sections unless told
otherwise, known entries keep their numbers, and an entry that has vanished from the page stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from foreshock.model import Development, Document, Flashpoint, ListState, Place, TriggerList, When
from foreshock.sources.files import NotRead, read_path
from foreshock.sources.numbering import number_entries
from foreshock.sources.reading import PageReading

from .record import Put, Result

if TYPE_CHECKING:
    from .desk import Store

Progress = Callable[[int, int], None]

MEDIA_TYPES = {"HTML": "text/html", "flat text": "text/plain", "text in lines": "text/plain"}


class PageTerms(Struct, frozen=True):
    """What a page does not say of itself.

    `grade` is the Admiralty grade of the page as a source, `not_held` the reason for which its bytes are not kept,
    `place` latitude and longitude in degrees. With `take_sections`, the page's sections replace those of a
    flashpoint that is known already. `title` is that of the list, where there is none yet.
    """

    grade: str = "F6"
    publisher: str = ""
    address: str = ""
    not_held: str = ""
    place: tuple[float, float] | None = None
    take_sections: bool = False
    title: str = "Trigger list"


class Taken(Struct, frozen=True):
    """What came of it: the counts of the record, how many pages, and what a person should look at."""

    result: Result
    pages: int
    notes: list[str]


def take_pages(
    store: Store, path: Path, terms: PageTerms, by: str, why: str = "", progress: Progress | None = None
) -> Taken:
    """Read the page, or every page of the folder, at `path` and record them in one transaction.

    Files that are no page are named in the notes and hold up nothing. Raises UnreadableSource when nothing could be
    read at all, Conflict when the record contradicts.
    """
    state = store.state()
    puts: list[Put] = []
    notes: list[str] = []
    pages = 0
    for found in read_path(path):
        if isinstance(found, NotRead):
            notes.append(f"{found.path}: {found.reason}")
            continue
        pages += 1
        file, reading = found.path, found.reading
        if not terms.not_held and store.archive is not None:
            store.archive.put(file.read_bytes())
        puts += page_puts(reading, state, terms, why or f"read from {file.name}", notes)
    if state.list is None and puts:
        first = min(put.published for put in puts if isinstance(put.published, dt.datetime))
        puts.append(Put("list", TriggerList(title=terms.title, framing=""), first, why="a list for its first page"))
    return Taken(store.put(puts, by, why, progress), pages, notes)


def page_puts(reading: PageReading, state: ListState, terms: PageTerms, why: str, notes: list[str]) -> list[Put]:
    """What one page brings to the record, oldest things first. Adds to `notes` what a person should look at."""
    document = document_of(reading, terms)
    known = [kept.value for kept in state.developments.values() if kept.value and kept.value.home == reading.slug]
    gaps = [id for id, kept in state.developments.items() if kept.value is None and id.startswith(f"{reading.slug}/")]
    numbered = number_entries(reading, known, document.id, terms.grade, taken=gaps)
    days = [entry.date for entry in numbered.developments]
    day = reading.date or max(days, default=dt.datetime.now(dt.UTC).date())
    opened, published = noon(min([*days, day])), noon(day)
    puts = [Put("document", document, opened, why=why)]
    puts += flashpoint_puts(reading, state, terms, opened, published, why)
    for entry in numbered.developments:
        before = state.developments.get(entry.id)
        if before is None:
            puts.append(Put("development", entry, noon(entry.date), why=why))
        elif before.value and before.value.text != entry.text:
            puts.append(Put("development", changed(before.value, entry), later(before.stamp.published, published), why=why))
    notes += [f"{reading.name}: {leftover_text(reading, i)}" for i in range(len(reading.leftovers))]
    notes += [f"{reading.name}: {remark.text}" for remark in reading.remarks]
    notes += [f"{reading.name}: {id} is no longer on the page; it stays in the list" for id in numbered.vanished]
    return puts
