"""The index of reports: putting them in, finding them by words, newest first or best first.

Newest first walks the index from its end and stops; best first ranks the newest NEWEST_RANKED hits (BM25 on SQLite,
cover density on PostgreSQL), because ranking every hit of a frequent word takes a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from django.db import connections, transaction
from msgspec import Struct

from foreshock.matcher.folding import words_of
from foreshock.model import InvalidValue, Report

from ..setup import ALIAS
from .terms import NEWEST_RANKED, Order, Term

PAGE: Final = 30
_MOST_WORDS: Final = 12
_SHOWN: Final = 600
_BATCH: Final = 2_000
_PIECE: Final = re.compile(r'"([^"]*)"|(\S+)')
_COLUMNS: Final = ("report", "title", "publisher", "source", "published", "address", "language", "text")


class Hit(Struct, frozen=True):
    """One report that was found. `text` is its beginning."""

    number: int
    report: str
    title: str
    publisher: str
    source: str
    published: str
    address: str
    language: str
    text: str


class Hits(Struct, frozen=True):
    """A page of what was found. `before` asks for the next page (newest first only); 0 on the last."""

    hits: tuple[Hit, ...]
    words: tuple[str, ...]
    before: int = 0


def add_reports(reports: Iterable[Report]) -> int:
    """Put reports into the index, in the order in which they were learned; how many were new. Private ones stay out."""
    added = 0
    part: list[Report] = []
    for report in reports:
        if report.terms != "private":
            part.append(report)
        if len(part) == _BATCH:
            added += _add(part)
            part = []
    return added + (_add(part) if part else 0)


def remove_report(report: str) -> bool:
    """Take a report out of the index, words and all; whether it was there."""
    connection = connections[ALIAS]
    with transaction.atomic(using=ALIAS), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM desk_found WHERE report = %s", [report])
        row = cursor.fetchone()
        if row is None:
            return False
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM desk_search WHERE rowid = %s", [row[0]])
        cursor.execute("DELETE FROM desk_found WHERE id = %s", [row[0]])
    return True


def search(query: str, order: Order = "newest", before: int = 0, size: int = PAGE) -> Hits:
    """Reports with all words of `query`; words in double quotes must follow each other, `word*` begins a word.

    `before` is that of the page before. Raises InvalidValue for a query without a word, or with too many.
    """
    terms = terms_of(query)
    connection = connections[ALIAS]
    shown = ", ".join(f"f.{name}" for name in _COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _sqlite(cursor, terms, order, before, size, shown)
            rows = cursor.fetchall()
        else:
            from .postgres import found

            rows = found(cursor, terms, order, before, size, shown)
    hits = tuple(_hit(row) for row in rows[:size])
    more = order == "newest" and len(rows) > size
    return Hits(hits, tuple(word for term in terms for word in term.words), hits[-1].number if more else 0)


def terms_of(query: str) -> list[Term]:
    """The terms of a query. Raises InvalidValue when there is none, or too many."""
    terms, loose = [], []
    for phrase, word in _PIECE.findall(query[:500]):
        if word and not word.endswith("*"):
            loose.append(word)
        elif words := tuple(words_of(phrase or word)):
            terms.append(Term(words, open=bool(word)))
    # Names of two words are known only when they are folded together.
    terms += [Term((word,)) for word in words_of(" ".join(loose))]
    if not terms:
        raise InvalidValue(f"there is no word in {query!r}: write one or more, or a “phrase” in double quotes")
    if sum(len(term.words) for term in terms) > _MOST_WORDS:
        raise InvalidValue(f"too many words to look for: write at most {_MOST_WORDS}")
    return terms


def _sqlite(cursor: Any, terms: Sequence[Term], order: Order, before: int, size: int, shown: str) -> None:
    match = " AND ".join(f'"{" ".join(term.words)}"' + ("*" if term.open else "") for term in terms)
    if order == "newest":
        below = "AND rowid < %s" if before else ""
        cursor.execute(
            f"SELECT f.id, {shown} FROM (SELECT rowid AS n FROM desk_search WHERE desk_search MATCH %s {below}"  # noqa: S608
            " ORDER BY rowid DESC LIMIT %s) JOIN desk_found f ON f.id = n ORDER BY n DESC",
            [match, *([before] if before else []), size + 1],
        )
        return
    cursor.execute(
        f"SELECT f.id, {shown} FROM (SELECT n, score FROM (SELECT rowid AS n, bm25(desk_search) AS score"  # noqa: S608
        " FROM desk_search WHERE desk_search MATCH %s ORDER BY rowid DESC LIMIT %s) ORDER BY score, n DESC LIMIT %s)"
        " JOIN desk_found f ON f.id = n ORDER BY score, n DESC",
        [match, NEWEST_RANKED, size],
    )


def _hit(row: Sequence[Any]) -> Hit:
    """A row as it is shown. An address from a table may be anything, `javascript:…` too: only web addresses are."""
    hit = Hit(*row)
    good = hit.address.lower().startswith(("https://", "http://"))
    return hit if good or not hit.address else msgspec.structs.replace(hit, address="")


def _add(reports: Sequence[Report]) -> int:
    """One batch, in one transaction."""
    connection = connections[ALIAS]
    with transaction.atomic(using=ALIAS), connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(reports))
        cursor.execute(f"SELECT report FROM desk_found WHERE report IN ({marks})", [r.id for r in reports])  # noqa: S608
        known = {row[0] for row in cursor.fetchall()}
        new = {report.id: report for report in reports if report.id not in known}
        if not new:
            return 0
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM desk_found")
        first = cursor.fetchone()[0] + 1
        rows = list(enumerate(new.values(), first))
        names = ("id", *_COLUMNS)
        if connection.vendor == "sqlite":
            one = f"({', '.join(['%s'] * len(names))})"
            cursor.executemany(
                f"INSERT INTO desk_found ({', '.join(names)}) VALUES {one}",  # noqa: S608
                [(n, *_shown(report)) for n, report in rows],
            )
            cursor.executemany(
                "INSERT INTO desk_search (rowid, words) VALUES (%s, %s)",
                [(n, " ".join(_indexed(report))) for n, report in rows],
            )
        else:
            # psycopg's COPY: a tenth of the time of as many INSERTs.
            with cursor.copy(f"COPY desk_found ({', '.join(names)}, words) FROM STDIN") as copy:
                for n, report in rows:
                    copy.write_row((n, *(_storable(part) for part in _shown(report)), _vector(_indexed(report))))
    return len(new)


def _shown(report: Report) -> tuple[str, ...]:
    published = report.published.text if report.published else report.learned.date().isoformat()
    text = report.text[:_SHOWN]
    return (report.id, report.title, report.publisher, report.source, published, report.address, report.language, text)


def _storable(text: str) -> str:
    """PostgreSQL's text has no NUL."""
    return text.replace("\0", "�")


def _indexed(report: Report) -> list[str]:
    """The words under which a report is found: its title, publisher and author, its text and translation."""
    return words_of("\n".join((report.title, report.publisher, report.author, report.text, report.translation)))


def _vector(words: Sequence[str]) -> str:
    """Words as PostgreSQL's text form of a tsvector, with their places (at most 16,383, 255 a word)."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words, 1):
        at = places.setdefault(word[:500], [])
        if len(at) < 255:
            at.append(min(place, 16_383))
    return " ".join(f"'{word}':{','.join(map(str, at))}" for word, at in places.items())
