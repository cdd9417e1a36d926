"""Taking flashpoint pages into the record: bytes to the archive, then document, flashpoint and developments.

Nothing is decided here that a person should decide: a flashpoint that is known keeps its sections unless told
otherwise, known entries keep their numbers, and an entry that has vanished from the page stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from foreshock.model import (
    Citation,
    Development,
    Document,
    Flashpoint,
    ListState,
    Place,
    TriggerList,
    UnreadableSource,
    When,
)
from foreshock.sources.files import NotRead, read_path
from foreshock.sources.numbering import number_entries
from foreshock.sources.reading import PageReading

from .record import Put, Result

if TYPE_CHECKING:
    from .desk import Store

Progress = Callable[[int, int], None]

MEDIA_TYPES: Final = {"HTML": "text/html", "flat text": "text/plain", "text in lines": "text/plain"}


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
    """What came of it: the counts of the record, how many pages and what each of them is (a line a page), what a person
    should look at, and how many files were no page."""

    result: Result
    pages: int
    notes: list[str]
    summaries: list[str]
    unread: int = 0


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
    pages = unread = 0
    summaries: list[str] = []
    for found in read_path(path, progress=progress):
        if isinstance(found, NotRead):
            notes.append(f"{found.path}: {found.reason}")
            unread += 1
            continue
        pages += 1
        file, reading = found.path, found.reading
        if not terms.not_held and store.archive is not None:
            store.archive.put(file.read_bytes())
        puts += page_puts(reading, state, terms, why or f"read from {file.name}", notes)
        summaries.append(summary_of(reading))
    if not pages:
        raise UnreadableSource(f"{path} holds no flashpoint page; {'; '.join(notes[:3])}")
    if state.list is None and puts:
        first = min(put.published for put in puts if isinstance(put.published, dt.datetime))
        puts.append(Put("list", TriggerList(title=terms.title, framing=""), first, why="a list for its first page"))
    return Taken(store.put(puts, by, why, progress), pages, notes, summaries, unread)


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
            puts.append(
                Put("development", changed(before.value, entry), later(before.stamp.published, published), why=why)
            )
    notes += notes_on(reading)
    known_place = state.flashpoints.get(reading.slug)
    if not terms.place and not (known_place and known_place.value and known_place.value.place):
        notes.append(f"{reading.name}: {reading.title} has no position, so no map shows it; say where it lies (--at)")
    notes += [f"{reading.name}: {id} is no longer on the page; it stays in the list" for id in numbered.vanished]
    return puts


def summary_of(reading: PageReading) -> str:
    """What a page is, in a line: “Strait of Lorn (strait-of-lorn): 14 developments, 2 May 2019 to 3 June 2020”."""
    count = len(reading.entries)
    if not count:
        return f"{reading.title} ({reading.slug}): no developments"
    first, last = min(reading.entries, key=lambda e: e.date).when.words, max(reading.entries, key=lambda e: e.date)
    span = first if count == 1 else f"{first} to {last.when.words}"
    return f"{reading.title} ({reading.slug}): {count} {'development' if count == 1 else 'developments'}, {span}"


def document_of(reading: PageReading, terms: PageTerms) -> Document:
    """The page as a Document; its id carries the hash, so that another copy of the page is another document."""
    return Document(
        id=f"{reading.slug[:60]}-{reading.sha256[:12]}",
        title=reading.title,
        publisher=terms.publisher,
        date=When(reading.date.isoformat()) if reading.date else None,
        address=terms.address,
        media_type=MEDIA_TYPES[reading.form],
        sha256=reading.sha256,
        not_held=terms.not_held,
    )


def flashpoint_puts(
    reading: PageReading, state: ListState, terms: PageTerms, opened: dt.datetime, published: dt.datetime, why: str
) -> list[Put]:
    """The flashpoint of a page. A new one opens with its first entry and gets its sections with the date of the
    page, so that an earlier day does not show what was written later."""
    read = reading.flashpoint()
    read = msgspec.structs.replace(read, sources=(Citation(document_of(reading, terms).id, terms.grade),))
    if terms.place:
        lat, lon = terms.place
        read = msgspec.structs.replace(read, place=Place(read.short, lat, lon))
    kept = state.flashpoints.get(reading.slug)
    if kept is None:
        bare = Flashpoint(slug=read.slug, name=read.name, place=read.place)
        first = [Put("flashpoint", bare, opened, why=why)] if opened < published else []
        return [*first, Put("flashpoint", read, published, why=why)]
    known = kept.value
    if known is None:
        return []
    value = known
    if terms.take_sections:
        value = msgspec.structs.replace(
            known,
            why=read.why,
            background=read.background,
            analysis=read.analysis,
            scenarios=read.scenarios,
            images=read.images,
            sources=read.sources,
        )
    if terms.place:
        value = msgspec.structs.replace(value, place=read.place)
    return [Put("flashpoint", value, later(kept.stamp.published, published), why=why)] if value != known else []


def changed(known: Development, read: Development) -> Development:
    """A known entry with the words that the page has now; what the desk added to it stays."""
    return msgspec.structs.replace(known, text=read.text, sources=read.sources)


def notes_on(reading: PageReading) -> Iterator[str]:
    """What a person should look at: what was not understood, with its position, and what is odd."""
    for leftover in reading.leftovers:
        shown = leftover.text if len(leftover.text) <= 80 else leftover.text[:79] + "…"
        yield f"{reading.name}: not understood at {leftover.start}: {shown!r} ({leftover.reason})"
    for remark in reading.remarks:
        yield f"{reading.name}: {remark.text}" + (f" (at {remark.start})" if remark.start is not None else "")


def noon(day: dt.date) -> dt.datetime:
    """Noon UTC of a day, the instant that stands for it in the published clock."""
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def later(one: dt.datetime | None, other: dt.datetime) -> dt.datetime:
    """The later of two published times; a draft counts as none."""
    return other if one is None else max(one, other)
