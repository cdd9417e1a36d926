"""What an erasure reaches: reports that hang on a target, the bytes they were read from, candidates with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

import msgspec
from msgspec import Struct

from foreshock.matcher.proposing import document_id
from foreshock.model import Candidate, DeskConfig, InvalidValue, NotFound, ObjectKind
from foreshock.model.base import SHA256

from . import erasing
from .journal import FILE as BOOKS
from .journal import Journal
from .record import SHA256_PREFIX

if TYPE_CHECKING:
    from .desk import Store
    from .evidence import Evidence
    from .evidenceerasing import Found

REPORT: Final = "report:"
_PIECE: Final = re.compile(r'"report":("(?:[^"\\]|\\.)*")')


class Tables(Protocol):
    """The desk's tables, where there are some; the desk has them (`foreshock.desk.erasing`)."""

    @property
    def names(self) -> Sequence[str]:
        """Their names in the database, which are scrubbed."""
        ...

    def candidates_of(self, kind: ObjectKind | None, object_id: str, reports: Collection[str]) -> set[str]:
        """The candidates that hold one of these reports, or that became or amend this entry."""
        ...

    def reports_of(self, candidates: Collection[str]) -> set[str]:
        """The reports that these candidates hold."""
        ...

    def erase(
        self, kind: ObjectKind | None, object_id: str, reports: Mapping[str, str], candidates: Collection[str],
        documents: Collection[str], by: str, told: str,
    ) -> int:  # fmt: skip
        """Take the words of `reports` (id → words), of an object and of sealed `documents` out of every table; how many
        candidates lost some. Called inside a transaction."""
        ...

    def also_in(self, sentences: Collection[str]) -> Iterator[str]:
        """What else holds one of the sentences, in words."""
        ...


def holds(body: str, reports: Collection[str]) -> bool:
    """Whether a candidate, as JSON, has a piece of one of these reports."""
    return bool(reports) and any(msgspec.json.decode(name) in reports for name in _PIECE.findall(body))


def touched(body: str, kind: ObjectKind | None, object_id: str, reports: Collection[str]) -> bool:
    """Whether a candidate, as JSON, has a piece of one of these reports, became or amends this entry, or tells of this
    breach."""
    if holds(body, reports):
        return True
    if kind not in ("development", "breach") or f'"{object_id}"' not in body:
        return False
    candidate = msgspec.json.decode(body, type=Candidate)
    return object_id in ((candidate.outcome, candidate.amends) if kind == "development" else candidate.breaches)


class What(Struct):
    """What an erasure reaches. `reports` are their words by id, `digests` the bytes that must go."""

    kind: ObjectKind | None = None
    id: str = ""
    number: int | None = None
    reports: dict[str, str] = {}
    documents: set[str] = set()
    digests: set[str] = set()
    pages: set[str] = set()
    candidates: set[str] = set()
    notes: list[str] = []

    @property
    def whole(self) -> bool:
        """Whether all of an object goes, and with it what the desk has of it; not one revision alone."""
        return self.kind is not None and self.number is None


def found(
    store: Store, config: DeskConfig, evidence: Evidence | None, tables: Tables | None, target: str, with_reports: bool
) -> What:
    """What a target names, and what hangs on it. Raises NotFound where nothing is there and nothing ever was erased."""
    what = What()
    ids: set[str] = set()
    documents: list[str] = []
    if target.startswith(REPORT):
        ids = {target.removeprefix(REPORT)}
    elif target.startswith(SHA256_PREFIX):
        what.digests = {_digest(target)}
    else:
        _named(store, tables, target, what)
        documents = [what.id] if what.kind == "document" and what.whole else []
    if tables is not None and what.whole and what.kind in ("development", "candidate", "breach"):
        what.candidates = tables.candidates_of(what.kind, what.id, ()) | _recorded(store, what.kind, what.id, ())
        held = tables.reports_of(what.candidates)
        ids = held if with_reports else ids
        if held and not with_reports:
            what.notes.append(_kept_reports(held))
    versions: list[Found] = []
    if evidence is not None:
        from .evidenceerasing import find_reports

        versions = find_reports(evidence, sorted(ids), documents, sorted(what.digests))
    _reach(store, config, evidence, what, versions, ids)
    if tables is not None and what.reports:
        what.candidates |= tables.candidates_of(None, "", what.reports)
        what.candidates |= _recorded(store, None, "", what.reports)
    _check_there(store, what, target, versions)
    return what


def _named(store: Store, tables: Tables | None, target: str, what: What) -> None:
    """Kind, id and number of what the record, the evidence or the desk calls so."""
    try:
        what.kind, what.id, what.number = erasing.object_named(store.database, target)
    except NotFound:
        kind, _, id = target.partition(":")
        if kind == "document":
            what.kind, what.id = "document", id
        elif kind == "candidate" and tables is not None and tables.candidates_of("candidate", id, ()):
            what.kind, what.id = "candidate", id
        else:
            raise


def _reach(
    store: Store, config: DeskConfig, evidence: Evidence | None, what: What, found: list[Found], ids: set[str]
) -> None:
    """Add reports, their bytes, pages and documents."""
    for one in found:
        what.reports[one.id] = f"{what.reports.get(one.id, '')}\n{one.words}".strip()
        if one.sha256:
            what.digests.add(one.sha256)
        if one.address:
            what.pages.add(one.address)
    for id in ids:
        what.reports.setdefault(id, "")
    assert store.folder is not None and store.archive is not None
    for digest in sorted(what.digests):
        what.digests |= erasing.other_forms(store.database, digest, store.kin)
    if (store.folder / BOOKS).exists():
        from .journalerasing import bytes_with

        with Journal(store.folder) as journal:
            for source in config.sources:
                # By the id alone too: one that was erased before may have come again in other bytes.
                if mine := {id for id in what.reports if id.startswith(f"{source.id}:")}:
                    what.digests |= set(bytes_with(journal, store.archive, source, mine))
    if evidence is None or not found:
        return
    from .evidenceerasing import shared_bytes

    others = shared_bytes(evidence, sorted(what.digests), what.reports)
    if others:
        what.notes.append(f"{others} other reports were read from the same bytes: they stay, their raw bytes are gone")
    else:
        what.documents |= {document_id(one.id, one.source, one.document) for one in found}


def _check_there(store: Store, what: What, target: str, found: list[Found]) -> None:
    if what.kind is not None and (what.kind != "document" or found or is_recorded(store, what)):
        return
    assert store.archive is not None
    marks = [*(erasing.mark_of(id) for id in what.reports), *what.digests]
    known = any(erasing.is_erased(store.database, mark) for mark in marks)
    if not found and not what.candidates and not known and not any(map(store.archive.has, what.digests)):
        raise NotFound(f"nothing here is called {target!r}: foreshock evidence query shows the ids of reports")


def is_recorded(store: Store, what: What) -> bool:
    """Whether the record has an object of that kind and id."""
    assert what.kind is not None
    return bool(store.history(what.kind, what.id))


def _recorded(store: Store, kind: ObjectKind | None, object_id: str, reports: Collection[str]) -> set[str]:
    """Candidates of which a revision in the record holds one of these reports, or became or amends this entry."""
    sql = (
        "SELECT DISTINCT r.object, c.body FROM store_revision r JOIN store_content c ON c.hash = r.content_hash"
        " WHERE r.kind = 'candidate'"
    )
    with store.database.snapshot():
        return {id for id, body in store.database.stream(sql) if touched(body, kind, object_id, reports)}


def _kept_reports(ids: Collection[str]) -> str:
    named = ", ".join(f"{REPORT}{id}" for id in sorted(ids)[:5]) + (" …" if len(ids) > 5 else "")
    return f"the {len(ids)} reports it was written from keep their words ({named}): --with-reports erases them too"


def _digest(target: str) -> str:
    digest = target.removeprefix(SHA256_PREFIX)
    if not SHA256.fullmatch(digest):
        raise InvalidValue(f"no SHA-256: {digest!r}; write 64 hexadecimal digits in lower case")
    return digest
