"""Dates ahead as a site shows them, read from the desk's table where there is one; the desk itself keeps them."""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec

from foreshock.model import DateAhead, DateKept

from .reading import Queries

_TABLE: Final = "desk_daterevision"
_THERE: Final = {
    True: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s",
    False: "SELECT 1 WHERE to_regclass(%s) IS NOT NULL",
}


def dates(database: Queries, sqlite: bool) -> tuple[DateKept, ...]:
    """Every date that holds, by day; none where the desk's tables are not."""
    if not database.query(_THERE[sqlite], [_TABLE]):
        return ()
    rows = database.query(f'SELECT uid, version, body, "by", made FROM {_TABLE} ORDER BY uid, version')  # noqa: S608
    newest = {row[0]: row for row in rows}
    decode = msgspec.json.Decoder(DateAhead).decode
    kept = [
        DateKept(uid, version, decode(body), by, _instant(made)) for uid, version, body, by, made in newest.values()
    ]
    return tuple(sorted((one for one in kept if not one.value.dropped), key=lambda one: (one.value.date, one.uid)))


def head(database: Queries, sqlite: bool) -> int:
    """A number that grows with every change of a date."""
    if not database.query(_THERE[sqlite], [_TABLE]):
        return 0
    return int(database.query(f"SELECT COALESCE(MAX(id), 0) FROM {_TABLE}")[0][0])  # noqa: S608


def _instant(value: dt.datetime | str) -> dt.datetime:
    """SQLite gives text without a zone, which is UTC."""
    made = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return made if made.tzinfo else made.replace(tzinfo=dt.UTC)
