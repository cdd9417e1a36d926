"""The numbered sources that a page points to."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from foreshock.model import Citation, Document, grade_words

from ..index import Index
from ..text import closed, may_link


class SourceRef(Struct, frozen=True):
    """“Source 1, B2” beside an entry; `n` is the source's number on the page."""

    n: int
    href: str
    grade: str
    grade_words: str
    where: str


class SourceView(Struct, frozen=True):
    """A document as the list of sources shows it."""

    n: int
    anchor: str
    title: str
    by: str
    day: str
    href: str
    held: str
    sha256: str


class Sources:
    """Numbers documents in the order in which a page cites them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._numbers: dict[str, int] = {}

    def refs(self, citations: Iterable[Citation]) -> tuple[SourceRef, ...]:
        return tuple(self._ref(citation) for citation in citations)

    def _ref(self, citation: Citation) -> SourceRef:
        n = self._numbers.setdefault(citation.document, len(self._numbers) + 1)
        return SourceRef(n, f"#s-{citation.document}", citation.grade, grade_words(citation.grade), citation.where)

    def views(self) -> tuple[SourceView, ...]:
        return tuple(self._view(n, id_) for id_, n in self._numbers.items())

    def _view(self, n: int, id_: str) -> SourceView:
        kept = self._index.document(id_)
        anchor = f"s-{id_}"
        if kept is None:
            return SourceView(n, anchor, f"Unknown document “{id_}”", "", "", "", "It is not on this list.", "")
        doc = kept.value
        if doc is None:
            gone = f"Erased: {kept.erasure.reason}" if kept.erasure else f"Withdrawn: {kept.stamp.why}"
            return SourceView(n, anchor, f"Document “{id_}”", "", "", "", closed(gone), "")
        return SourceView(
            n,
            anchor,
            doc.title,
            ", ".join(filter(None, (doc.author, doc.publisher))),
            doc.date.words if doc.date else "",
            doc.address if may_link(doc.address) else "",
            _held(doc),
            doc.sha256,
        )


def _held(doc: Document) -> str:
    if doc.terms == "private":
        return "A confidential source: what it is, its date and its grade are public, and nothing else."
    if doc.not_held:
        return f"Text not held here: {closed(doc.not_held)}"
    return "Its bytes are held in the archive." if doc.sha256 else "No bytes of it were kept, so there is no hash."
