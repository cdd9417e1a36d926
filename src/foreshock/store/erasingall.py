"""Erasing everything that a desk holds of something: record, queue, drafts, search, books, archive, inbox, evidence.

Order: what is decided goes into the record first, together with the desk's tables, in one transaction; then the
collector's books, the bytes, the evidence, last the traces in the database's own files. Killed between any two of
these, repeating the same erasure finishes it; nothing of it has to be remembered in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from foreshock.model import Conflict, DeskConfig, NotFound, ObjectKind

from . import erasing
from .archive import hash_file
from .collecting import QUEUE_LOCK, alone, evidence_of
from .connection import now
from .erasing import Erased
from .erasingfound import REPORT, Tables, What, found, is_recorded
from .evidence import FOLDER
from .journal import FILE as BOOKS
from .journal import Journal
from .scrubbing import scrub

if TYPE_CHECKING:
    from .desk import Store
    from .evidence import Evidence

#: Reports that each get an erasure of their own; of more (the rows of a table) the erasure of their bytes speaks.
_MARKED: Final = 1_000
#: How long, in seconds, an erasure waits for a collector at work.
_PATIENCE: Final = 60.0


def erase_all(
    store: Store,
    config: DeskConfig,
    target: str,
    by: str,
    second: str,
    reason: str,
    tables: Tables | None = None,
    with_reports: bool = False,
    scrub_for: float = 10.0,
) -> Erased:
    """Erase `target` wherever this desk keeps it: what `Store.erase` takes, and `report:<id>`, `document:<id>`.

    A report goes with its bytes, its place in candidates, search and books; a document or bytes with every report read
    from them; an entry with the candidates that became it, and `with_reports` also with the reports that those hold.
    Raises as `Store.erase` does, and Conflict while a collector is at work.
    """
    people = erasing.people_of(by, second, reason)
    told = f"erased on {now():%Y-%m-%d} by {people[1]} and {people[2]}: {people[0]}"
    assert store.folder is not None and store.archive is not None
    evidence = _evidence(store.folder, config)
    with alone(store.folder, _PATIENCE), alone(store.folder, _PATIENCE, QUEUE_LOCK):
        what = found(store, config, evidence, tables, target, with_reports)
        bodies, changed = _from_database(store, tables, what, people, told)
        if not bodies and what.kind and not changed:
            what.notes.append(f"{target} was erased already")
        files = _from_folder(store, config, what)
        rows = 0
        if evidence is not None and what.reports:
            from .evidenceerasing import erase_reports

            rows = erase_reports(evidence, list(what.reports))
    sentences = erasing.sentences_of(bodies) | erasing.sentences_in(what.reports.values())
    also = tuple(_also_in(store, evidence, tables, sentences, what))
    notes = [*what.notes, *erasing.named_bytes(bodies, store.archive)]
    notes += erasing.translations_of(store.database, what.id) if what.id else ()
    problems = _scrubbed(store, tables, scrub_for)
    return Erased(len(bodies), files, also, not problems, (*notes, *problems), rows, changed)


def _evidence(folder: Path, config: DeskConfig) -> Evidence | None:
    """The evidence of a desk that has some."""
    if not config.evidence and not (folder / FOLDER).exists():
        return None
    return evidence_of(folder, config)


def _from_database(
    store: Store, tables: Tables | None, what: What, people: tuple[str, str, str], told: str
) -> tuple[list[str], int]:
    """Record and desk, in one transaction: the contents that went, and how many candidates lost words."""
    database, changed = store.database, 0
    bodies: list[str] = []
    with database.writing():
        if what.kind is not None and is_recorded(store, what):
            bodies += erasing.erase_contents(database, what.kind, what.id, what.number, people)
        others: list[tuple[ObjectKind, str]] = [("document", id) for id in sorted(what.documents)]
        others += [("candidate", id) for id in sorted(what.candidates)]
        others += [("translation", id) for id in _translations(store, what)]
        for kind, id in others:
            # Not recorded, withdrawn, or erased before: then there is nothing to take.
            with suppress(NotFound, Conflict):
                bodies += erasing.erase_contents(database, kind, id, None, people)
        if len(what.reports) <= _MARKED:
            for mark in sorted(map(erasing.mark_of, what.reports)):
                _record(store, "report", mark, people)
        for digest in sorted(what.digests):
            _record(store, "bytes", digest, people)
        if tables is not None and (what.kind is None or what.whole):
            documents = what.documents | ({what.id} if what.kind == "document" else set())
            changed = tables.erase(what.kind, what.id, what.reports, what.candidates, documents, people[1], told)
    return bodies, changed


def _translations(store: Store, what: What) -> list[str]:
    """The translations of what is erased whole: its words in other languages."""
    if not what.whole or what.kind not in ("flashpoint", "development"):
        return []
    rows = store.database.query("SELECT DISTINCT object FROM store_revision WHERE kind = 'translation'")
    return sorted(id for (id,) in rows if id.partition("/")[2] == what.id)


def _record(store: Store, thing: str, hashed: str, people: tuple[str, str, str]) -> None:
    if not erasing.is_erased(store.database, hashed):
        erasing.record_erasure(store.database, thing, hashed, people)


def _from_folder(store: Store, config: DeskConfig, what: What) -> int:
    """Books, archive and inbox; how many files of the archive went."""
    assert store.folder is not None and store.archive is not None
    if (store.folder / BOOKS).exists() and (what.digests or what.pages):
        from .journalerasing import erase_fetches

        keep = {source.address for source in config.sources if source.address}
        with Journal(store.folder) as journal:
            erase_fetches(journal, what.digests, what.pages - keep, keep)
    for file in _inbox(store.folder, config, what.digests):
        if file.resolve().is_relative_to(store.folder.resolve()):
            file.unlink()
            what.notes.append(f"{file} was removed: it held the same bytes")
        else:
            what.notes.append(f"{file} still holds the same bytes: remove it")
    # Also those of an erasure that was cut off.
    known = store.database.query("SELECT target FROM store_erasure WHERE what = 'bytes'")
    return sum(store.archive.remove(digest) for (digest,) in known)


def _inbox(folder: Path, config: DeskConfig, digests: Collection[str]) -> Iterator[Path]:
    """The files of sources on the disk that hold these bytes."""
    for source in config.sources if digests else ():
        place = folder / source.path
        if not source.path or not place.exists():
            continue
        for file in [place] if place.is_file() else sorted(place.rglob("*")):
            if file.is_file() and hash_file(file) in digests:
                yield file


def _also_in(
    store: Store, evidence: Evidence | None, tables: Tables | None, sentences: set[str], what: What
) -> Iterator[str]:
    """What else holds a sentence of what was erased, for a person to decide on."""
    yield from erasing.also_in_record(store.database, sentences)
    if evidence is not None and sentences:
        from .evidenceerasing import also_in_reports

        yield from (f"{REPORT}{id}" for id in also_in_reports(evidence, sentences, what.reports))
    if tables is not None and sentences:
        yield from tables.also_in(sentences)


def _scrubbed(store: Store, tables: Tables | None, seconds: float) -> list[str]:
    """Overwrite what was deleted, in the files of both databases; what prevented it."""
    assert store.folder is not None
    problems = [scrub(store.database, seconds, ("store_content", *(tables.names if tables else ())))]
    if (store.folder / BOOKS).exists():
        from .journalerasing import scrub_books

        with Journal(store.folder) as journal:
            problems.append(scrub_books(journal, seconds))
    return [problem for problem in problems if problem]
