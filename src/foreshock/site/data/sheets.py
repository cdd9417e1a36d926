"""Tables for spreadsheets: CSV as RFC 4180 has it, in UTF-8, with no cell that a spreadsheet would run.

A text cell that begins with a sign a spreadsheet reads as a formula gets an apostrophe before it; numbers do not.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from foreshock.model import Development, Flashpoint, Kept

from ..index import Step
from .records import coarse, gap, instant

Cell: TypeAlias = str | int | float | dt.date | None

#: First signs that make a spreadsheet take a cell for a formula, or that hide one (OWASP, CSV injection).
_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")

DEVELOPMENT_COLUMNS: Final = (
    "id", "date", "happened", "happened_first", "happened_last", "kind", "head", "text", "place", "flashpoints",
    "tags", "accounts", "open", "event_types", "actors", "recipients", "killed", "injured", "speakers", "quotations",
    "sources",
    "gone", "reason", "revision", "act", "published", "recorded", "content_hash", "hash",
)  # fmt: skip

FLASHPOINT_COLUMNS: Final = (
    "slug", "name", "kind", "place", "lat", "lon", "precision", "level", "rank", "low", "high", "since", "summary",
    "author", "developments", "events", "statements", "contested", "first_date", "last_date", "checked",
    "gone", "reason", "revision", "act", "published", "recorded", "content_hash", "hash",
)  # fmt: skip


def sheet(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a header and rows as CSV: commas, CRLF, quotes only where needed, UTF-8 without a byte-order mark."""
    return sheet_rows((columns, *rows))


def sheet_rows(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as they stand in a CSV, without a header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    # The writer itself leaves None empty and writes days as ISO 8601 has them.
    writer.writerows([_safe(cell) if type(cell) is str else cell for cell in row] for row in rows)
    return text.getvalue().encode()


def _safe(text: str) -> str:
    return f"'{text}" if text and text[0] in _FORMULA else text


def _joined(values: Iterable[str]) -> str:
    """Several values in one cell, each once, in order, parted by a semicolon."""
    return "; ".join(dict.fromkeys(filter(None, values)))


def _total(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _envelope(kept: Kept[Development] | Kept[Flashpoint]) -> tuple[Cell, ...]:
    stamp = kept.stamp
    how, reason = "", ""
    if kept.value is None:
        hole = gap(stamp, kept.erasure)
        how, reason = hole["how"], hole["reason"]
    return (
        how, reason, stamp.number, stamp.act, instant(stamp.published), instant(stamp.recorded),
        stamp.content_hash, stamp.hash,
    )  # fmt: skip


def development_row(kept: Kept[Development]) -> tuple[Cell, ...]:
    """One development; of a gap only its id, day, reason and hashes."""
    value = kept.value
    if value is None:
        under = kept.stamp.id.split("/")[1]
        blank: tuple[Cell, ...] = ("",) * (DEVELOPMENT_COLUMNS.index("gone") - 2)
        return (kept.stamp.id, under, *blank, *_envelope(kept))
    day, happened = value.date, value.happened
    when: tuple[Cell, ...] = (happened.text, happened.first, happened.last) if happened else (day, day, day)
    return (
        value.id, day, *when, value.kind, value.head, value.text,
        value.place, _joined(value.belongs_to), _joined(value.tags),
        " | ".join(f"{account.role}, {account.by} ({account.grade}): {account.text}" for account in value.accounts),
        value.open,
        _joined(event.type + (f"/{event.mode}" if event.mode else "") for event in value.events),
        _joined(event.actor for event in value.events),
        _joined(event.recipient or "" for event in value.events),
        _total(event.killed for event in value.events), _total(event.injured for event in value.events),
        _joined(statement.speaker for statement in value.statements),
        " | ".join(f"{said.speaker}: {said.words} ({said.language})" for said in value.quotations),
        _joined(f"{source.document} {source.grade} {source.where}".strip() for source in value.sources),
        *_envelope(kept),
    )  # fmt: skip


def flashpoint_row(kept: Kept[Flashpoint], step: Step | None, developments: Sequence[Development]) -> tuple[Cell, ...]:
    """One flashpoint with its standing level and how many developments of which kind it has."""
    value = kept.value
    if value is None:
        blank: tuple[Cell, ...] = ("",) * (FLASHPOINT_COLUMNS.index("gone") - 1)
        return (kept.stamp.id, *blank, *_envelope(kept))
    place = value.place
    where = (place.name, coarse(place.lat), coarse(place.lon), place.precision) if place else ("", None, None, "")
    days = [development.date for development in developments]
    return (
        value.slug, value.name, value.kind, *where, *_level_cells(step), len(developments),
        sum(development.kind == "event" for development in developments),
        sum(development.kind == "statement" for development in developments),
        sum(development.contested for development in developments),
        min(days, default=None), max(days, default=None), value.checked, *_envelope(kept),
    )  # fmt: skip


def _level_cells(step: Step | None) -> tuple[Cell, ...]:
    if step is None:
        return ("", None, None, None, None, "", "")
    level, change = step.level, step.change
    return (level.code, level.rank, level.low, level.high, change.date, change.summary, change.author)
