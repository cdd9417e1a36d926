"""Erasing from the collector's books: addresses and names of fetches, bytes in the quarantine, pages still to fetch.

What stays of a fetch is its source, its time, its size and its hash: enough to know it again, and nothing of its words.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from foreshock.model import ForeshockError, Source, StoreError
from foreshock.sources.formats import read_stream, understood
from foreshock.sources.rows import Rows

from .archive import Archive
from .journal import FILE, LINES, Fetch, Journal, mark_of_page
from .scrubbing import emptied
from .takein import origin_of_fetch

_ERASED: Final = "erased"


def bytes_with(journal: Journal, archive: Archive, source: Source, ids: Collection[str]) -> Iterator[str]:
    """The SHA-256 of every fetch of a source from which one of these reports can be read: a feed brings the same item
    again and again, each time in other bytes."""
    for fetch in _fetches(journal):
        if fetch.source != source.id or not archive.has(fetch.sha256):
            continue
        with suppress(ForeshockError), archive.open(fetch.sha256) as stream:
            origin = origin_of_fetch(fetch, source)
            name = fetch.name or fetch.address
            for found in understood(read_stream(stream, fetch.size, name, origin, fetch.media_type)):
                if isinstance(found, Rows):
                    here = any(f"{source.id}:{key}" in ids for key in found.fields["key"])
                else:
                    here = getattr(found, "id", "") in ids
                if here:
                    yield fetch.sha256
                    break


def erase_fetches(journal: Journal, digests: Collection[str], pages: Iterable[str], keep: Collection[str]) -> int:
    """Leave of fetches with these SHA-256 no more than what tells them from others; how many there were. Their pieces
    in the quarantine lose their bytes. `pages` are never fetched again. Addresses in `keep` stand in the desk's own
    settings and stay."""
    blanked = {
        number: msgspec.json.encode(_blank(fetch, keep)).decode()
        for number, fetch in _numbered(journal)
        if fetch.sha256 in digests
    }
    # The lines first: they are what the database is made anew from.
    _rewrite_lines(journal.folder, digests, keep)
    with journal.writing() as db:
        for number, line in blanked.items():
            db.execute("UPDATE fetch SET line = ?, state = 'read', note = ? WHERE number = ?", (line, _ERASED, number))
            db.execute(
                "UPDATE quarantine SET raw = x'', place = ?, reason = ?, state = 'dropped', note = ? WHERE fetch = ?",
                (_ERASED, _ERASED, _ERASED, number),
            )
        for address in pages:
            mark = mark_of_page(address)
            db.execute("UPDATE OR REPLACE page SET address = ?, state = ? WHERE address = ?", (mark, _ERASED, address))
    return len(blanked)


def scrub_books(journal: Journal, seconds: float) -> str:
    """Overwrite what was deleted in the books' own files; what prevented it, or nothing. Tries for so many seconds."""
    if emptied(lambda sql: int((journal.query(sql) or [(0,)])[0][0]), seconds):
        return ""
    return f"other processes use {journal.folder / FILE}, which may still hold traces: stop them and repeat"


def _numbered(journal: Journal) -> Iterator[tuple[int, Fetch]]:
    for number, line in journal.query("SELECT number, line FROM fetch ORDER BY number"):
        yield number, msgspec.json.decode(line, type=Fetch)


def _fetches(journal: Journal) -> Iterator[Fetch]:
    yield from (fetch for _, fetch in _numbered(journal))


def _blank(fetch: Fetch, keep: Collection[str]) -> Fetch:
    address = fetch.address if fetch.address in keep else ""
    return msgspec.structs.replace(fetch, address=address, name="", headers={})


def _rewrite_lines(folder: Path, digests: Collection[str], keep: Collection[str]) -> None:
    """Write the files of lines anew where one of these fetches stands in them; each file whole or not at all."""
    for file in sorted((folder / LINES).glob("*.jsonl")):
        lines = file.read_bytes().splitlines()
        made = [_blanked(line, digests, keep) for line in lines]
        if made == lines:
            continue
        beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        try:
            with beside.open("wb") as stream:
                stream.write(b"".join(line + b"\n" for line in made))
                stream.flush()
                os.fsync(stream.fileno())
            beside.rename(file)
        except OSError as error:
            raise StoreError(f"{file} could not be written anew: {error}; free some space and repeat") from error
        finally:
            beside.unlink(missing_ok=True)


def _blanked(line: bytes, digests: Collection[str], keep: Collection[str]) -> bytes:
    try:
        fetch = msgspec.json.decode(line, type=Fetch)
    except msgspec.DecodeError:
        return line
    return msgspec.json.encode(_blank(fetch, keep)) if fetch.sha256 in digests else line
