"""A report that a person typed in: its words to the archive, then coded like any other text."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from foreshock.model import DeskConfig, Report, Terms, When, check_slug
from foreshock.sources.origin import Origin, text_report

from .coding import coded
from .collecting import evidence_of

if TYPE_CHECKING:
    from .desk import Store


def add_typed(
    store: Store,
    config: DeskConfig,
    text: str,
    *,
    title: str,
    publisher: str = "",
    author: str = "",
    day: str = "",
    address: str = "",
    language: str = "",
    translation: str = "",
    translator: str = "",
    terms: str = "quote",
    grade: str = "F6",
    source: str = "typed",
) -> Report:
    """Keep a typed-in report and hand it back coded. Where it is in another language and has an English translation,
    the translation is coded; spans are then offsets into it. Raises InvalidValue for a wrong field, before anything is
    kept.
    """
    assert store.archive is not None and store.folder is not None
    now = dt.datetime.now(dt.UTC)
    known: Terms = msgspec.convert(terms, Terms)
    draft = Origin(now, check_slug(source), publisher=publisher, language=language, terms=known, grade=grade)
    made = text_report(
        draft, text.strip(), title=title, author=author, published=When(day) if day else None, address=address,
        where="typed in", kind="typed",
    )  # fmt: skip
    made = msgspec.structs.replace(
        made, language=language or made.language, translation=translation, translator=translator
    )
    made = msgspec.convert(msgspec.to_builtins(made), Report)
    digest = store.archive.put(text.encode())
    made = msgspec.structs.replace(made, sha256=digest, document=f"{source[:60]}-{digest[:12]}")
    evidence = evidence_of(store.folder, config)
    done = next(iter(coded([made])))
    evidence.put([done])
    return done
