"""What is known of bytes before anybody reads them: which source, under which terms, when they came, from where."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import msgspec
from msgspec import Struct

from foreshock.model import Report, ReportKind, Source, SourceKind, Terms, When

#: Characters of a text's SHA-256 that make a report's id: 64 bits.
KEY_LENGTH = 16


class Origin(Struct, frozen=True):
    """Where bytes come from. `learned` is UTC; `sha256` that of the raw bytes; `kind` what they are said to be."""

    learned: dt.datetime
    source: str = "file"
    sha256: str = ""
    address: str = ""
    publisher: str = ""
    language: str = ""
    terms: Terms = "quote"
    grade: str = "F6"
    kind: SourceKind = "auto"
    mapping: dict[str, str] = {}
    delimiter: str = ","

    @property
    def document(self) -> str:
        """The id that the record gives to the document of these bytes."""
        return f"{self.source[:60]}-{self.sha256[:12]}" if self.sha256 else ""

    def within(self, **changes: Any) -> Origin:
        """The same with some fields changed."""
        return msgspec.structs.replace(self, **changes)


def origin_of(source: Source, learned: dt.datetime, sha256: str, address: str = "") -> Origin:
    """What `source` says of bytes that came from it at `learned`."""
    return Origin(
        learned=learned, source=source.id, sha256=sha256, address=address or source.address,
        publisher=source.publisher, language=source.language, terms=source.terms, grade=source.grade,
        kind=source.kind, mapping=source.mapping, delimiter=source.delimiter,
    )  # fmt: skip


def origin_of_file(name: str, data: bytes, learned: dt.datetime) -> Origin:
    """A file that somebody gave us: the source is `file`, the bytes carry everything else."""
    return Origin(learned=learned, sha256=hashlib.sha256(data).hexdigest())


def text_report(
    origin: Origin,
    text: str,
    *,
    key: str = "",
    title: str = "",
    author: str = "",
    published: When | None = None,
    address: str = "",
    publisher: str = "",
    language: str = "",
    where: str = "",
    kind: ReportKind = "text",
) -> Report:
    """A text as a Report, not coded yet. The id comes from `key` (a feed's own id) or from title and text."""
    from .language import language_of

    digest = hashlib.sha256((key or f"{title}\n{text}").encode("utf-8", "replace")).hexdigest()[:KEY_LENGTH]
    said = (language or origin.language).strip().lower().replace("_", "-").split("-")[0]
    found = language_of(text)
    return Report(
        id=f"{origin.source}:{digest}",
        source=origin.source,
        learned=origin.learned,
        kind=kind,
        document=origin.document,
        sha256=origin.sha256,
        where=where,
        publisher=publisher or origin.publisher,
        address=address if address.lower().startswith(("https://", "http://")) else origin.address,
        title=title.strip(),
        author=author.strip(),
        published=published,
        # What the words themselves show counts more than what a feed says of all its items.
        language=found or said,
        text=text,
        terms=origin.terms,
        grade=origin.grade,
    )
