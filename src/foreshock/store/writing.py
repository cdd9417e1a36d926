"""Recording puts: checked and encoded before the lock is taken, then written in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import length_hint
from typing import Final, Literal

import msgspec

from foreshock.model import NOUNS, Conflict, Damaged, ObjectKind

from . import triggers
from .archive import Archive
from .connection import Database, Row, now
from .reading import head
from .record import (
    GENESIS,
    Put,
    Ready,
    Reference,
    Result,
    chain_hash,
    content_hash,
    held_bytes,
    new_salt,
    ready,
    references,
    write_instant,
)

Progress = Callable[[int, int], None]
Outcome = Literal["added", "changed", "unchanged", "kept out"]

CHUNK: Final = 250
REVISION: Final = (
    "seq", "kind", "object", "number", "act", "recorded", "published", "by", "why", "content_hash", "prev", "hash",
)  # fmt: skip


class Batch:
    """Puts that were checked and encoded, and what they point at. Holds the encoded values in memory."""

    def __init__(self, puts: Iterable[Put], by: str, why: str, progress: Progress | None = None) -> None:
        self.items: list[Ready] = []
        self.references: dict[Reference, str] = {}
        self.held: list[tuple[str, ...]] = []
        self._expected = length_hint(puts)
        for put in puts:
            self.items.append(ready(put, by, why))
            value = put.value
            if value is not None:
                for reference in references(value):
                    self.references.setdefault(reference, f"{put.kind} {put.object_id!r}")
            self.held.append(() if value is None else tuple(held_bytes(value)))
            if progress and self._expected and len(self.items) % CHUNK == 0:
                progress(*self.read())

    def read(self) -> tuple[int, int]:
        """(done, of how many) while reading; reading is the first half of the work."""
        return len(self.items), 2 * max(self._expected, len(self.items))

    def written(self, count: int) -> tuple[int, int]:
        """(done, of how many) while writing."""
        if not self._expected:
            return count, len(self.items)
        return len(self.items) + count, 2 * len(self.items)


class Newest(msgspec.Struct):
    """The newest revision of an object, and the latest published time among all of them."""

    number: int
    act: str
    published: str | None
    latest: str | None
    content_hash: str
    body: bytes | None

    @property
    def withdrawn(self) -> bool:
        return not self.content_hash

    @property
    def erased(self) -> bool:
        return bool(self.content_hash) and self.body is None


class Writer:
    """Writes one batch. Make one for each transaction, inside `database.writing()`."""

    def __init__(self, database: Database, archive: Archive | None) -> None:
        self.database = database
        self.archive = archive
        rows = database.query("SELECT seq, hash, recorded FROM store_revision ORDER BY seq DESC LIMIT 1")
        self.seq, self.prev, before = rows[0] if rows else (0, GENESIS, "")
        # The recorded clock is never set back, whatever the machine's clock says.
        self.at = max(write_instant(now()), before)
        self.counts: dict[Outcome, int] = {"added": 0, "changed": 0, "unchanged": 0, "kept out": 0}
        self._erased_bytes: set[str] | None = None

    def write(self, batch: Batch, progress: Progress | None) -> None:
        """Write everything in `batch` that is not recorded yet. Raises Conflict; the caller's transaction undoes."""
        for start in range(0, len(batch.items), CHUNK):
            part = batch.items[start : start + CHUNK]
            self._write_part(part, batch.held[start : start + CHUNK])
            if progress:
                progress(*batch.written(start + len(part)))
        self._check_references(batch)

    def _write_part(self, part: Sequence[Ready], held: Sequence[tuple[str, ...]]) -> None:
        newest = self._newest({(item.kind, item.id) for item in part})
        contents: list[Row] = []
        revisions: list[Row] = []
        for item, digests in zip(part, held, strict=True):
            current = newest.get((item.kind, item.id))
            published = self.at if item.published == "now" else item.published
            outcome, act = self._decide(item, published, current)
            self.counts[outcome] += 1
            if outcome in ("unchanged", "kept out"):
                continue
            self._check_bytes(item, digests)
            hashed = ""
            if item.body is not None:
                salt = new_salt()
                hashed = content_hash(salt, item.body)
                contents.append((hashed, salt, item.body.decode()))
            number = current.number + 1 if current else 1
            revisions.append(self._link(item, number, act, published, hashed))
            latest = max(filter(None, (published, current.latest if current else None)), default=None)
            newest[item.kind, item.id] = Newest(number, act, published, latest, hashed, item.body)
        self.database.insert("store_content", ("hash", "salt", "body"), contents)
        self.database.insert("store_revision", REVISION, revisions)

    def _link(self, item: Ready, number: int, act: str, published: str | None, hashed: str) -> Row:
        """The next link of the chain, its columns in the order of REVISION."""
        self.seq += 1
        row = (self.seq, item.kind, item.id, number, act, self.at, published, item.by, item.why, hashed, self.prev)
        self.prev = chain_hash(dict(zip(REVISION, row, strict=False)))
        return (*row, self.prev)

    def _decide(self, item: Ready, published: str | None, current: Newest | None) -> tuple[Outcome, str]:
        """What becomes of one put, and as which act. Raises Conflict where it contradicts the record."""
        if current is None:
            return "added", item.act or "add"
        if not current.erased and _equal(item.kind, current.body, item.body):
            if current.published is not None or published is None:
                return "unchanged", ""
            # A draft goes public as it is.
            self._check_order(item, published, current)
            return "changed", item.act or ("edit" if current.latest else "add")
        # Candidates are the desk's own drafts, in no export and so in no import that could bring erased words back;
        # after an erasure work on them goes on.
        repeats = item.published != "now" and item.kind != "candidate"
        if repeats and (known := self._recorded_before(item)):
            return known, ""
        self._check_gaps(item, current)
        self._check_order(item, published, current)
        if item.act in (None, "add"):
            return "changed", "edit" if current.latest else "add"
        return "changed", str(item.act)

    def _recorded_before(self, item: Ready) -> Outcome | None:
        """Whether an import repeats a revision that is in the record already: same published time, same value.

        An erased one cannot be compared any more; it stays out.
        """
        rows = self.database.query(
            "SELECT r.content_hash, c.body FROM store_revision r LEFT JOIN store_content c ON c.hash = r.content_hash"
            " WHERE r.kind = %s AND r.object = %s AND (r.published = %s OR (r.published IS NULL AND %s))",
            [item.kind, item.id, item.published, item.published is None],
        )
        for hashed, body in rows:
            if hashed and body is None:
                return "kept out"
            if _equal(item.kind, None if body is None else body.encode(), item.body):
                return "unchanged"
        return None

    def _check_gaps(self, item: Ready, current: Newest) -> None:
        if item.body is None:
            return
        if current.erased and item.act != "correct":
            raise Conflict(
                f"{item.kind} {item.id!r} was erased; nothing brings it back unnoticed. If a new text is meant to "
                "stand in its place, put it with the act correct"
            )
        if current.withdrawn and item.act not in ("edit", "correct"):
            raise Conflict(
                f"{item.kind} {item.id!r} was withdrawn; to bring it back, revert it to an earlier revision, or put "
                "it with the act edit or correct"
            )

    def _check_order(self, item: Ready, published: str | None, current: Newest) -> None:
        if published is not None and current.latest is not None and published < current.latest:
            raise Conflict(
                f"{item.kind} {item.id!r} is published as of {current.latest} already and cannot be changed as of "
                f"{published}, before that: leave published out, or write a later instant"
            )

    def _check_bytes(self, item: Ready, digests: Iterable[str]) -> None:
        for digest in digests:
            if self.archive and self.archive.has(digest):
                continue
            if self._erased_bytes is None:
                rows = self.database.query("SELECT target FROM store_erasure WHERE what = 'bytes'")
                self._erased_bytes = {row[0] for row in rows}
            if digest not in self._erased_bytes:
                raise Conflict(
                    f"{item.kind} {item.id!r} says that the bytes sha256:{digest} are held, but the archive has none: "
                    "put them into the archive first (an export holds them with --archive), or say why they are not "
                    "held"
                )

    def _check_references(self, batch: Batch) -> None:
        inside = {(item.kind, item.id) for item in batch.items}
        missing = [reference for reference in batch.references if reference not in inside]
        for part in _parts(missing):
            there = {(kind, object_id) for kind, object_id, *_ in self._rows_of(part, "kind, object")}
            for reference in part:
                if reference not in there:
                    raise Conflict(
                        f"{batch.references[reference]} points at the {reference[0]} {reference[1]!r}, which is "
                        "neither recorded nor in this import: add it, or mend the name"
                    )

    def _newest(self, keys: set[Reference]) -> dict[Reference, Newest]:
        rows = self._rows_of(sorted(keys), "kind, object, MAX(number) AS number, MAX(published) AS latest", newest=True)
        return {
            (kind, object_id): Newest(number, act, published, latest, hashed, None if body is None else body.encode())
            for kind, object_id, number, act, published, latest, hashed, body in rows
        }

    def _rows_of(self, keys: Sequence[Reference], columns: str, newest: bool = False) -> list[Row]:
        """Rows grouped by object, for at most CHUNK objects; with `newest`, joined to the newest revision."""
        values = ", ".join(["(%s, %s)"] * len(keys))
        sql = f"SELECT {columns} FROM store_revision WHERE (kind, object) IN (VALUES {values}) GROUP BY kind, object"  # noqa: S608
        if newest:
            sql = (
                "SELECT r.kind, r.object, r.number, r.act, r.published, n.latest, r.content_hash, c.body "  # noqa: S608
                f"FROM ({sql}) n JOIN store_revision r ON r.kind = n.kind AND r.object = n.object "
                "AND r.number = n.number LEFT JOIN store_content c ON c.hash = r.content_hash"
            )
        return self.database.query(sql, [part for key in keys for part in key])


def put(
    database: Database,
    archive: Archive | None,
    puts: Iterable[Put],
    by: str,
    why: str,
    progress: Progress | None,
) -> Result:
    """Record everything in `puts`, or nothing. See `Store.put`."""
    batch = Batch(puts, by, why, progress)
    if not batch.items:
        return Result(0, 0, 0, 0, head(database))
    with database.writing():
        if wrong := triggers.wrong(database.connection):
            raise Damaged(
                f"the trigger {wrong[0]} is missing, changed or not ours, so that the record could be rewritten; "
                "nothing was written. Run foreshock verify; foreshock init DESK --exist-ok puts the triggers back"
            )
        writer = Writer(database, archive)
        writer.write(batch, progress)
    counts = writer.counts
    return Result(counts["added"], counts["changed"], counts["unchanged"], counts["kept out"], head(database))


def _equal(kind: ObjectKind, one: bytes | None, other: bytes | None) -> bool:
    """Whether two contents say the same. Bytes may differ where a field has got another default since."""
    if one is None or other is None or one == other:
        return (one is None and other is None) or one == other
    noun = NOUNS[kind]
    try:
        return bool(msgspec.json.decode(one, type=noun) == msgspec.json.decode(other, type=noun))
    except msgspec.MsgspecError:
        return False


def _parts(keys: Sequence[Reference]) -> Iterator[Sequence[Reference]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
