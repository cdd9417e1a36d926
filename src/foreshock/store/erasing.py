"""Erasing words or bytes for good, by two named people with a reason.

The revision, its hash and its place in the chain stay; the content row or the file goes, and an erasure says why.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, get_args

import msgspec
from msgspec import Struct

from foreshock.model import Conflict, InvalidValue, NotFound, ObjectKind, StoreError

from .archive import Archive
from .connection import Database, now
from .reading import kinds_of
from .record import GENESIS, SHA256_PREFIX, chain_hash, check_person, check_words, write_instant
from .scrubbing import scrub

_TARGET: Final = re.compile(
    rf"(?:(?P<kind>{'|'.join(get_args(ObjectKind))}):)?(?P<id>[^@:/]+(?:/.+?)?)(?:@(?P<number>[1-9]\d*))?"
)
ERASURE: Final = ("seq", "what", "target", "reason", "by", "second", "at", "prev", "hash")
#: What goes with the bytes of a SHA-256, by what somebody else than the record knows; the desk knows from which file
#: a picture was drawn.
Kin = Callable[[str], Iterable[str]]
#: A sentence with fewer words than this is too common to say where else it stands.
_MIN_WORDS: Final = 5


class Erased(Struct, frozen=True):
    """What an erasure removed.

    `also_in` names other revisions that still hold a sentence of what was erased, such as `development
    al-tanf/2018-06-21/1@2`, for a person to decide on. `scrubbed` says whether the words are gone from the database's
    own file too, and `notes` what is left to do. `reports` counts rows of the evidence, `candidates` those of the
    desk that lost words.
    """

    contents: int
    files: int
    also_in: tuple[str, ...] = ()
    scrubbed: bool = True
    notes: tuple[str, ...] = ()
    reports: int = 0
    candidates: int = 0


def check_two_people(by: str, second: str) -> tuple[str, str]:
    """Two names, without blanks at their ends. Raises InvalidValue unless they name two different people."""
    first, other = check_person(by, "by"), check_person(second, "second")
    if folded_name(first) == folded_name(other):
        raise InvalidValue(f"two different people decide an erasure; {first!r} and {other!r} are one name")
    return first, other


def people_of(by: str, second: str, reason: str) -> tuple[str, str, str]:
    """Reason and two different people, as an erasure keeps them. Raises InvalidValue."""
    by, second = check_two_people(by, second)
    reason = check_words(reason.strip(), "reason")
    if not reason:
        raise InvalidValue("an erasure needs a reason, which stays in the record for good: give one")
    return reason, by, second


def erase(
    database: Database,
    archive: Archive | None,
    target: str,
    by: str,
    second: str,
    reason: str,
    scrub_for: float,
    kin: Kin = lambda digest: (),
) -> Erased:
    """See `Store.erase`."""
    people = people_of(by, second, reason)
    if target.startswith(SHA256_PREFIX):
        return _erase_bytes(database, archive, target.removeprefix(SHA256_PREFIX), people, kin)
    kind, object_id, number = object_named(database, target)
    with database.writing():
        bodies = erase_contents(database, kind, object_id, number, people)
    notes = [] if bodies else [f"{target} was erased already"]
    notes += named_bytes(bodies, archive)
    notes += translations_of(database, object_id)
    scrubbed = True
    if problem := scrub(database, scrub_for):
        notes.append(problem)
        scrubbed = False
    return Erased(len(bodies), 0, tuple(also_in_record(database, sentences_of(bodies))), scrubbed, tuple(notes))


def object_named(database: Database, target: str) -> tuple[ObjectKind, str, int | None]:
    """Kind and id that a target names, and the number of a revision if it names one. Raises InvalidValue, NotFound, or
    Conflict where it names more than one thing."""
    match = _TARGET.fullmatch(target)
    if not match:
        raise InvalidValue(
            f"no target: {target!r}; write an id (al-tanf/2018-06-21/1), one revision of it (…/1@2), zone:al-tanf "
            "where two kinds share an id, or sha256:… for bytes of the archive"
        )
    kinds = [row[0] for row in kinds_of(database, match["id"])]
    if match["kind"]:
        kinds = [kind for kind in kinds if kind == match["kind"]]
    if not kinds:
        raise NotFound(f"nothing is called {target!r}; an entry's id looks like al-tanf/2018-06-21/1")
    if len(kinds) > 1:
        choices = " or ".join(f"{kind}:{match['id']}" for kind in kinds)
        raise Conflict(f"{match['id']!r} names more than one thing; write {choices}")
    return kinds[0], match["id"], int(match["number"]) if match["number"] else None


def erase_contents(
    database: Database, kind: ObjectKind, object_id: str, number: int | None, people: tuple[str, str, str]
) -> list[str]:
    """Erase the contents of one revision or of all; their bodies as they were."""
    rows = database.query(
        "SELECT r.number, r.content_hash, c.body FROM store_revision r"
        " LEFT JOIN store_content c ON c.hash = r.content_hash WHERE r.kind = %s AND r.object = %s ORDER BY r.number",
        [kind, object_id],
    )
    wanted = [row for row in rows if number in (None, row[0])]
    if not wanted:
        raise NotFound(f"there is no revision {number} of {kind} {object_id!r}: it has 1 to {len(rows)}")
    if not any(hashed for _, hashed, _ in wanted):
        raise Conflict(f"{kind} {object_id}@{number} is a withdrawal and has no content: erase another revision")
    bodies: list[str] = []
    for _, hashed, body in wanted:
        if hashed and body is not None:
            record_erasure(database, "content", hashed, people)
            database.execute("DELETE FROM store_content WHERE hash = %s", [hashed])
            bodies.append(body)
    return bodies


def _erase_bytes(
    database: Database, archive: Archive | None, digest: str, people: tuple[str, str, str], kin: Kin
) -> Erased:
    if archive is None:
        raise StoreError("this store was opened without a folder, so it has no archive to erase from: give its folder")
    if not archive.has(digest) and not archive.bars(digest):
        raise NotFound(f"the archive does not hold sha256:{digest}")
    # What is not held is barred, too: the same picture does not come back in another width.
    wanted = [digest, *sorted(other_forms(database, digest, kin))]
    if known := [one for one in wanted if not archive.bars(one)]:
        # The erasure comes first: killed between the two, the file still stands, and repeating finishes it.
        with database.writing():
            for one in known:
                record_erasure(database, "bytes", one, people)
    removed = [one for one in wanted if archive.remove(one)]
    notes = [] if digest in removed else [f"sha256:{digest} was erased already"]
    if went := [f"sha256:{one}" for one in removed if one != digest]:
        notes.append(f"the same picture in its other forms went with it: {', '.join(went)}")
    return Erased(0, len(removed), notes=tuple(notes))


def other_forms(database: Database, digest: str, kin: Kin) -> set[str]:
    """The SHA-256 of what goes with these bytes: other copies of the picture that they are, and what it was drawn
    from."""
    copies = _copies(database, digest)
    return {*copies, *(other for one in {digest, *copies} for other in kin(one))} - {digest}


def _copies(database: Database, digest: str) -> set[str]:
    """The SHA-256 of all copies of the pictures that have a copy of this one, wherever the record names them."""
    found: set[str] = set()
    for (body,) in database.query("SELECT body FROM store_content WHERE body LIKE %s", [f'%"copies":%{digest}%']):
        for copies in _lists(msgspec.json.decode(body), "copies"):
            named = {copy["sha256"] for copy in copies}
            found |= named if digest in named else set()
    return found


def _lists(plain: Any, name: str) -> Iterator[list[Any]]:
    """Every list that stands under `name` anywhere in plain data."""
    for key, value in plain.items() if isinstance(plain, dict) else enumerate(plain):
        if key == name and isinstance(value, list):
            yield value
        elif isinstance(value, dict | list):
            yield from _lists(value, name)


def erased_reports(database: Database, ids: Sequence[str]) -> set[str]:
    """Which of these reports were erased and may not be laid before anybody again."""
    marks = {mark_of(id): id for id in ids}
    if not marks:
        return set()
    places = ", ".join(["%s"] * len(marks))
    sql = f"SELECT target FROM store_erasure WHERE what = 'report' AND target IN ({places})"  # noqa: S608
    return {marks[target] for (target,) in database.query(sql, list(marks))}


def mark_of(report: str) -> str:
    """What stays of an erased report's id: its SHA-256, as 64 hexadecimal digits."""
    return hashlib.sha256(report.encode("utf-8", "replace")).hexdigest()


def is_erased(database: Database, target: str) -> bool:
    """Whether an erasure names this hash: of a content, of bytes, or the mark of a report."""
    return bool(database.query("SELECT 1 FROM store_erasure WHERE target = %s", [target]))


def record_erasure(database: Database, what: str, target: str, people: tuple[str, str, str]) -> None:
    """Add an erasure to its chain: `what` is content, bytes or report. Call it inside `database.writing()`."""
    rows = database.query("SELECT seq, hash, at FROM store_erasure ORDER BY seq DESC LIMIT 1")
    seq, prev, before = rows[0] if rows else (0, GENESIS, "")
    row = (seq + 1, what, target, *people, max(write_instant(now()), before), prev)
    database.insert("store_erasure", ERASURE, [(*row, chain_hash(dict(zip(ERASURE, row, strict=False))))])


def named_bytes(bodies: list[str], archive: Archive | None) -> Iterator[str]:
    """Bytes that the erased content named and that are still held."""
    named = {digest for body in bodies for digest in re.findall(r'"sha256":"([0-9a-f]{64})"', body)}
    for digest in sorted(named):
        if archive and archive.has(digest):
            yield f"the archive still holds the bytes that it named: erase sha256:{digest} too if they must go"


def translations_of(database: Database, object_id: str) -> Iterator[str]:
    """Translations of what was erased: they tell the same in other words, which no search for its sentences finds."""
    rows = database.query(
        "SELECT DISTINCT r.object FROM store_revision r JOIN store_content c ON c.hash = r.content_hash"
        " WHERE r.kind = 'translation' ORDER BY r.object"
    )
    for (name,) in rows:
        if name.partition("/")[2] == object_id:
            yield f"a translation tells the same: erase translation:{name} too if it must go"


def also_in_record(database: Database, sentences: set[str]) -> Iterator[str]:
    """The live revisions that hold one of the sentences."""
    if not sentences:
        return
    sql = (
        "SELECT r.kind, r.object, r.number, c.body FROM store_content c"
        " JOIN store_revision r ON r.content_hash = c.hash ORDER BY r.seq"
    )
    with database.snapshot():
        for kind, object_id, number, body in database.stream(sql):
            words = "\n".join(squeezed(text) for text in _texts(msgspec.json.decode(body)))
            if any(sentence in words for sentence in sentences):
                yield f"{kind} {object_id}@{number}"


def sentences_of(bodies: list[str]) -> set[str]:
    """The sentences of contents, of five words and more: in lower case, single spaces."""
    return sentences_in(text for body in bodies for text in _texts(msgspec.json.decode(body)))


def sentences_in(texts: Iterable[str]) -> set[str]:
    """The same of plain texts."""
    parts = (squeezed(part) for text in texts for part in re.split(r"(?<=[.!?…])\s+|\n+", text))
    return {part for part in parts if part.count(" ") >= _MIN_WORDS - 1}


def _texts(plain: Any) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    elif isinstance(plain, dict | list):
        for value in plain.values() if isinstance(plain, dict) else plain:
            yield from _texts(value)


def squeezed(text: str) -> str:
    """A text in lower case, with single spaces."""
    return " ".join(text.casefold().split())


def folded_name(name: str) -> str:
    """A name as it is compared with another: case, spelling forms and blanks do not make two people of one."""
    # Twice, because folding case can undo the normal form (Unicode, default caseless matching).
    folded = unicodedata.normalize("NFKC", name).casefold()
    return squeezed(unicodedata.normalize("NFKC", folded))
