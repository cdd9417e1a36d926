"""Walking the whole record and the archive, to name the first thing that does not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from foreshock.model import Damaged, ForeshockError

from . import triggers
from .archive import Archive, hash_file
from .connection import Database, reported
from .erasing import ERASURE
from .reading import decode
from .record import GENESIS, chain_hash, content_hash, held_bytes, id_of, read_instant
from .roles import privileges
from .writing import REVISION

Progress = Callable[[int, int], None]
_STEP: Final = 500
_CHAIN: Final = (
    'SELECT r.seq, r.kind, r.object, r.number, r.act, r.recorded, r.published, r."by", r.why, r.content_hash, r.prev,'
    " r.hash, c.salt, c.body, e.seq FROM store_revision r LEFT JOIN store_content c ON c.hash = r.content_hash"
    " LEFT JOIN store_erasure e ON e.target = r.content_hash AND e.what = 'content' ORDER BY r.seq"
)


class Verification(Struct, frozen=True):
    """What a verification found. `problem` is the first thing that does not fit, empty when everything does; `notes`
    are no problems. `head` is the hash to note elsewhere: nobody can change what lies before it and keep it."""

    problem: str
    revisions: int
    erasures: int
    files: int
    head: str
    notes: tuple[str, ...] = ()


class _Wrong(Exception):
    """The first thing that does not fit."""


class Verifier:
    """One walk. `known_head` is a hash that was noted earlier and must still be in the chain."""

    def __init__(self, database: Database, archive: Archive | None, known_head: str, progress: Progress | None) -> None:
        self.database = database
        self.archive = archive
        self.known_head = known_head
        self.progress = progress
        self.revisions = self.erasures = self.files = 0
        self.head = GENESIS
        self.notes: list[str] = []
        #: SHA-256 of bytes that should be held → the first revision that says so.
        self.held: dict[str, str] = {}
        self.erased: set[str] = set()
        self._objects: dict[tuple[str, str], tuple[int, str]] = {}
        self._done = self._total = 0
        self._at = "the record"

    def verify(self) -> Verification:
        """Walk everything, stopping at the first thing that does not fit."""
        problem = ""
        try:
            self._check_database()
            with self.database.snapshot():
                self._count()
                self._check_erasures()
                self._check_chain()
                self._check_strays()
            self._check_archive()
        except _Wrong as wrong:
            problem = str(wrong)
        except ForeshockError as error:
            problem = f"the record cannot be read to its end: {error}"
        except (TypeError, ValueError, AttributeError) as error:
            # SQLite keeps anything in any column.
            problem = f"{self._at}: this is not what the record holds ({error})"
        if self.progress:
            self.progress(self._total, self._total)
        return Verification(problem, self.revisions, self.erasures, self.files, self.head, tuple(self.notes))

    def _count(self) -> None:
        self._total = sum(
            self.database.query(f"SELECT COUNT(*) FROM {table}")[0][0]  # noqa: S608
            for table in ("store_revision", "store_erasure")
        )
        if self.archive:
            self._total += sum(1 for _ in self.archive.files())

    def _step(self) -> None:
        self._done += 1
        if self.progress and self._done % _STEP == 0:
            self.progress(self._done, self._total)

    def _check_database(self) -> None:
        if self.database.is_sqlite:
            found = [row[0] for row in self.database.query("PRAGMA integrity_check(1)")]
            if found != ["ok"]:
                raise _Wrong(f"the file {self.database.name} is damaged: {found[0]}")
        else:
            self.notes += privileges(self.database)
        with reported(self.database.name):
            wrong = triggers.wrong(self.database.connection)
        if wrong:
            raise _Wrong(f"the trigger {wrong[0]} is missing, switched off or changed: the record can be rewritten")

    def _check_erasures(self) -> None:
        prev, before, people = GENESIS, "", 'SELECT seq, what, target, reason, "by", second, at, prev, hash'
        for number, row in enumerate(self.database.stream(f"{people} FROM store_erasure ORDER BY seq"), 1):
            where = f"erasure {number}"
            self._link(where, number, row, ERASURE, prev)
            if row[6] < before:
                raise _Wrong(f"{where}: its instant {row[6]} is earlier than that of the one before")
            prev, before = row[8], row[6]
            if row[1] == "bytes":
                self.erased.add(row[2])
            self.erasures = number
            self._step()

    def _check_chain(self) -> None:
        before, seen = "", not self.known_head
        for number, row in enumerate(self.database.stream(_CHAIN), 1):
            where = f"revision {number} ({row[1]} {row[2]}@{row[3]})"
            self._link(where, number, row[:12], REVISION, self.head)
            if row[5] < before or not _is_instant(row[5]) or not (row[6] is None or _is_instant(row[6])):
                raise _Wrong(f"{where}: recorded {row[5]}, published {row[6]}: no instants, or out of order")
            self._check_object(where, row)
            self._check_content(where, row)
            self.head, before, self.revisions = row[11], row[5], number
            seen = seen or row[11] == self.known_head
            self._step()
        if not seen:
            raise _Wrong(
                f"the head {self.known_head}, noted earlier, is not in the chain: its end was cut or rewritten"
            )

    def _link(self, where: str, number: int, row: tuple[Any, ...], columns: tuple[str, ...], prev: str) -> None:
        self._at = where
        envelope = dict(zip(columns, row, strict=True))
        hashed = envelope.pop("hash")
        if envelope["seq"] != number:
            raise _Wrong(f"{where}: its seq is {envelope['seq']}: rows are missing, or were put in")
        if envelope["prev"] != prev:
            raise _Wrong(f"{where}: it does not follow on the one before, which was changed or taken away")
        if chain_hash(envelope) != hashed:
            raise _Wrong(f"{where}: its hash is not that of what it says: it was changed")

    def _check_object(self, where: str, row: tuple[Any, ...]) -> None:
        number, latest = self._objects.get((row[1], row[2]), (0, ""))
        if row[3] != number + 1:
            raise _Wrong(f"{where}: revision {number} of its object comes before it")
        if row[6] is not None and row[6] < latest:
            raise _Wrong(f"{where}: published {row[6]}, but its object was published as of {latest} already")
        self._objects[row[1], row[2]] = (row[3], max(latest, row[6] or ""))

    def _check_content(self, where: str, row: tuple[Any, ...]) -> None:
        kind, object_id, act, expected, salt, body, erasure = row[1], row[2], row[4], row[9], row[12], row[13], row[14]
        if (act == "withdraw") != (expected == ""):
            raise _Wrong(f"{where}: a withdrawal has no content, and everything else has one")
        if not expected:
            return
        if body is None and erasure is None:
            raise _Wrong(f"{where}: its content is gone, and no erasure says why")
        if body is None:
            return
        if erasure is not None:
            raise _Wrong(f"{where}: its content was erased, and yet it is there")
        if content_hash(salt, body.encode()) != expected:
            raise _Wrong(f"{where}: its content was changed")
        try:
            value = decode(kind, body, where)
        except Damaged as error:
            raise _Wrong(str(error)) from None
        if id_of(value) != object_id:
            raise _Wrong(f"{where}: its content belongs to {id_of(value)!r}")
        for digest in held_bytes(value):
            self.held.setdefault(digest, where)

    def _check_strays(self) -> None:
        stray = self.database.query(
            "SELECT hash FROM store_content WHERE hash NOT IN (SELECT content_hash FROM store_revision) LIMIT 1"
        )
        if stray:
            raise _Wrong(f"the content {stray[0][0]} belongs to no revision: the end of the chain was cut off")
        nothing = self.database.query(
            "SELECT seq FROM store_erasure WHERE what = 'content'"
            " AND target NOT IN (SELECT content_hash FROM store_revision) LIMIT 1"
        )
        if nothing:
            raise _Wrong(f"erasure {nothing[0][0]} names a content of no revision: the end of the chain was cut off")

    def _check_archive(self) -> None:
        if self.archive is None:
            self.notes.append("the archive was not looked at: the store was opened without its folder")
            return
        there: set[str] = set()
        for file in self.archive.files():
            there.add(self._check_file(file))
            self.files += 1
            self._step()
        for digest, where in self.held.items():
            if digest not in there and digest not in self.erased and not self.archive.bars(digest):
                raise _Wrong(f"{where} says that sha256:{digest} is held, but the archive does not have it")
        if strays := len(there - self.held.keys()):
            self.notes.append(f"{strays} archived files belong to no document or picture of the record")
        if leftovers := len(self.archive.leftovers()):
            self.notes.append(f"{leftovers} files on their way into the archive, or left by a killed process")

    def _check_file(self, file: Path) -> str:
        assert self.archive
        try:
            if file.is_symlink() or not file.is_file() or self.archive.path(file.name) != file:
                raise _Wrong(f"{file} does not belong in the archive")
            if hash_file(file) != file.name:
                raise _Wrong(f"{file} does not hold the bytes that its name says")
        except OSError as error:
            raise _Wrong(f"{file} cannot be read: {error}") from None
        except ForeshockError:
            raise _Wrong(f"{file} does not belong in the archive") from None
        if file.name in self.erased:
            raise _Wrong(f"{file} was erased, and yet it is there: repeat the erasure of sha256:{file.name}")
        return file.name


def _is_instant(text: str) -> bool:
    try:
        return len(text) == 27 and text.endswith("Z") and read_instant(text).tzinfo is not None
    except ValueError:
        return False
