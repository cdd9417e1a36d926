"""Quotations as pages show them: a translation in sight, the original words behind a fold, the translator named."""

from __future__ import annotations

from msgspec import Struct

from foreshock.model import Citation, Development, Quotation, direction, language_name

from ..text import when_iso, when_short
from .sources import SourceRef, Sources


class Words(Struct, frozen=True):
    """Paragraphs in one language, with what HTML says of it."""

    paragraphs: tuple[str, ...]
    language: str
    direction: str
    name: str


class QuotationView(Struct, frozen=True):
    """`shown` stands in sight; `original` behind a fold, where `shown` is a translation."""

    speaker: str
    day: str
    iso: str
    shown: Words
    original: Words | None
    translator: str
    machine: str
    sources: tuple[SourceRef, ...]


def quotation_views(entry: Development, sources: Sources, language: str) -> tuple[QuotationView, ...]:
    """The quotations of an entry on a page written in `language`: words said in it need no translation."""
    return tuple(_view(quotation, entry, sources, language) for quotation in entry.quotations)


def _view(quotation: Quotation, entry: Development, sources: Sources, language: str) -> QuotationView:
    spoken = _words(quotation.words, quotation.language)
    foreign = bool(quotation.translation) and quotation.language.split("-")[0] != language.split("-")[0]
    when = quotation.date
    cited = [
        Citation(source.document, source.grade, quotation.where or source.where)
        for source in entry.sources
        if source.document == quotation.document
    ]
    return QuotationView(
        speaker=quotation.speaker,
        day=when_short(when) if when else "",
        iso=when_iso(when) if when else "",
        shown=_words(quotation.translation, quotation.translation_language) if foreign else spoken,
        original=spoken if foreign else None,
        translator=quotation.translator if foreign and not quotation.machine else "",
        machine=quotation.machine if foreign else "",
        sources=sources.refs(cited[:1]),
    )


def _words(text: str, language: str) -> Words:
    return Words(tuple(text.strip().split("\n\n")), language, direction(language), language_name(language))
