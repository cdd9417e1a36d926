"""Reading the record: the state at an instant in one query, the head, the history of an object."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec

from foreshock.model import NOUNS, Damaged, Erasure, Kept, ListState, ObjectKind, Stamp

from .clock import now
from .record import GENESIS, Head, Value, read_instant, write_instant

if TYPE_CHECKING:
    from .connection import Database, Row

_STAMP: Final = 'r.kind, r.object, r.number, r.act, r.recorded, r.published, r."by", r.why, r.content_hash, r.hash'
_KEPT: Final = f'{_STAMP}, c.body, e.reason, e."by", e.second, e.at'
_JOINED: Final = (
    "LEFT JOIN store_content c ON c.hash = r.content_hash "
    "LEFT JOIN store_erasure e ON e.target = r.content_hash AND e.what = 'content'"
)
#: Bound by (as of, now, now, as of): the instant up to which published things count. What was published by a clock
#: that ran ahead of this machine's counts at once; what lies ahead of both does not, whatever is asked for.
_CUT: Final = """
WITH head AS (SELECT hash, recorded FROM store_revision ORDER BY seq DESC LIMIT 1),
latest AS (SELECT CASE WHEN recorded > %s THEN recorded ELSE %s END AS at FROM head),
cut AS (SELECT CASE WHEN at < %s THEN at ELSE %s END AS at FROM latest)"""

_STATE: Final = f"""{_CUT},
held AS (SELECT kind, object, MAX(number) AS number FROM store_revision
         WHERE published <= (SELECT at FROM cut) GROUP BY kind, object)
SELECT 'head', hash, recorded, '', '', 0, '', '', NULL, '', '', '', '', NULL, NULL, NULL, NULL, NULL FROM head
UNION ALL
SELECT 'bytes', target, reason, '', '', 0, '', '', NULL, '', '', '', '', NULL, NULL, NULL, NULL, NULL FROM store_erasure
WHERE what = 'bytes'
UNION ALL
SELECT 'held', '', '', {_KEPT} FROM held h
JOIN store_revision r ON r.kind = h.kind AND r.object = h.object AND r.number = h.number {_JOINED}
UNION ALL
SELECT 'correction', '', '', {_STAMP}, NULL, NULL, NULL, NULL, NULL FROM store_revision r
WHERE r.act IN ('correct', 'withdraw') AND r.published <= (SELECT at FROM cut)"""  # noqa: S608

_STAMPS: Final = f"""{_CUT}
SELECT {_STAMP} FROM store_revision r WHERE r.published <= (SELECT at FROM cut) /*which*/
ORDER BY r.kind, r.object, r.number"""  # noqa: S608

_REVISED: Final = "AND (r.kind, r.object) IN (SELECT kind, object FROM store_revision WHERE number > 1)"

_DECODERS: Final[dict[ObjectKind, msgspec.json.Decoder[Any]]] = {
    kind: msgspec.json.Decoder(noun) for kind, noun in NOUNS.items()
}


def decode(kind: ObjectKind, body: str | bytes, where: str) -> Value:
    """The value in a content. Raises Damaged, naming `where`, when it is not what its kind says."""
    try:
        value: Value = _DECODERS[kind].decode(body)
    except (msgspec.MsgspecError, UnicodeError, KeyError) as error:
        raise Damaged(f"the content of {where} cannot be read ({error}): run foreshock verify") from None
    return value


def stamp(row: Sequence[Any]) -> Stamp:
    """A stamp from the ten columns of `_STAMP`."""
    kind, object_id, number, act, recorded, published, by, why, content, hashed = row
    return Stamp(
        kind,
        object_id,
        number,
        act,
        read_instant(recorded),
        read_instant(published) if published else None,
        by,
        why,
        content,
        hashed,
    )


def kept(row: Sequence[Any]) -> Kept[Any]:
    """A revision with its value from the columns of `_KEPT`."""
    made = stamp(row[:10])
    body, reason, by, second, at = row[10:15]
    erasure = Erasure(reason, by, second, read_instant(at)) if reason is not None else None
    if body is None and erasure is None and made.content_hash:
        raise Damaged(f"the content of {made.kind} {made.id}@{made.number} is missing: run foreshock verify")
    value = None if body is None or erasure else decode(made.kind, body, f"{made.kind} {made.id}@{made.number}")
    return Kept(made, value, erasure)


Histories = dict[tuple[ObjectKind, str], list[Stamp]]


class Queries(Protocol):
    """A database that answers one statement."""

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Row]: ...


def state(database: Queries, as_of: dt.datetime | None) -> ListState:
    """The list as it stood, by the published clock, at `as_of` (None: now)."""
    found: dict[str, list[tuple[str, Kept[Any]]]] = {kind: [] for kind in NOUNS}
    corrections: list[Stamp] = []
    erased: dict[str, str] = {}
    head, recorded = GENESIS, None
    for row in database.query(_STATE, _cut(as_of)):
        match row[0]:
            case "held":
                one = kept(row[3:])
                found[one.stamp.kind].append((one.stamp.id, one))
            case "correction":
                corrections.append(stamp(row[3:13]))
            case "bytes":
                erased[row[1]] = row[2]
            case _:
                head, recorded = row[1], read_instant(row[2])
    objects = {kind: dict(sorted(items)) for kind, items in found.items()}
    corrections.sort(key=lambda s: (s.published, s.recorded, s.kind, s.id, s.number), reverse=True)
    return ListState(
        as_of=as_of,
        head=head,
        recorded=recorded,
        list=next(iter(objects["list"].values()), None),
        flashpoints=objects["flashpoint"],
        developments=objects["development"],
        levels=objects["level"],
        links=objects["link"],
        zones=objects["zone"],
        documents=objects["document"],
        corrections=tuple(corrections),
        breaches=objects["breach"],
        notices=objects["notice"],
        translations=objects["translation"],
        erased=dict(sorted(erased.items())),
    )


def stamps(database: Queries, as_of: dt.datetime | None, revised: bool = False) -> Histories:
    """The stamps of all published revisions up to `as_of`, by object, oldest first; in one query, without values.

    With `revised`, only of objects that have more than one revision.
    """
    made: dict[tuple[ObjectKind, str], list[Stamp]] = {}
    for row in database.query(_STAMPS.replace("/*which*/", _REVISED if revised else ""), _cut(as_of)):
        one = stamp(row)
        made.setdefault((one.kind, one.id), []).append(one)
    return made


def history(database: Database, kind: ObjectKind, object_id: str) -> list[Kept[Any]]:
    """All revisions of one object, drafts too, oldest first; empty for an object that was never recorded."""
    sql = f"SELECT {_KEPT} FROM store_revision r {_JOINED} WHERE r.kind = %s AND r.object = %s ORDER BY r.number"  # noqa: S608
    return [kept(row) for row in database.query(sql, [kind, object_id])]


def histories(database: Database, drafts: bool) -> Iterator[Kept[Any]]:
    """All revisions of all objects, by kind and id, oldest first. Call it inside `snapshot`."""
    where = "" if drafts else "WHERE r.published IS NOT NULL"
    sql = f"SELECT {_KEPT} FROM store_revision r {_JOINED} {where} ORDER BY r.kind, r.object, r.number"  # noqa: S608
    return (kept(row) for row in database.stream(sql))


def head(database: Database) -> Head:
    """The end of the chain."""
    rows = database.query(
        "SELECT seq, hash, recorded, (SELECT MIN(published) FROM store_revision WHERE published > %s),"
        " (SELECT COALESCE(MAX(seq), 0) FROM store_erasure),"
        " COALESCE((SELECT seq FROM store_revision WHERE published IS NOT NULL ORDER BY seq DESC LIMIT 1), 0)"
        " FROM store_revision ORDER BY seq DESC LIMIT 1",
        [write_instant(now())],
    )
    if not rows:
        return Head(0, GENESIS, None)
    seq, hashed, recorded, due, erasures, public = rows[0]
    return Head(seq, hashed, read_instant(recorded), read_instant(due) if due else None, erasures, public)


def kinds_of(database: Database, object_id: str) -> list[Row]:
    """The kinds under which an id is recorded, one row each."""
    return database.query("SELECT DISTINCT kind FROM store_revision WHERE object = %s ORDER BY kind", [object_id])


def _cut(as_of: dt.datetime | None) -> list[str]:
    current, asked = write_instant(now()), write_instant(as_of or dt.datetime.max.replace(tzinfo=dt.UTC))
    return [current, current, asked, asked]
