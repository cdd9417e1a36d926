"""The page that lists what is translated, language by language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from foreshock.model import Translation, behind, direction, language_name, own_name, translated

from ..index import Index
from ..links import Links
from ..routes import Route
from ..text import count, day_short, first_words, sentence


class TranslatedPage(Struct, frozen=True):
    """One page; `own` says that its title is in the language of the translation."""

    href: str
    title: str
    own: bool
    note: str


class Tongue(Struct, frozen=True):
    tag: str
    name: str
    english: str
    direction: str
    pages: tuple[TranslatedPage, ...]


def translations_view(index: Index, links: Links) -> tuple[Tongue, ...]:
    """The languages in order of their tags; in each the flashpoints in the order of the list, then entries, newest
    first."""
    order = (*index.order, *(entry.id for entry in index.newest))
    return tuple(
        Tongue(tag, own_name(tag), language_name(tag), direction(tag), tuple(_pages(tag, order, index, links)))
        for tag in index.languages
    )


def _pages(tag: str, order: tuple[str, ...], index: Index, links: Links) -> Iterator[TranslatedPage]:
    for of in order:
        if translation := index.translation(of, tag):
            yield _page(translation, index, links)


def _page(translation: Translation, index: Index, links: Links) -> TranslatedPage:
    of = translation.of
    kept = index.state.developments[of] if translation.kind == "development" else index.state.flashpoints[of]
    assert kept.value
    said = translated(kept.value, translation)
    title = next(said[path] for path in ("name", "head", "text", *said) if path in said)
    notes = []
    if translation.kind == "development":
        slug, day, _ = of.split("/")
        notes.append(f"{index.name(slug)}, {day_short(dt.date.fromisoformat(day))}")
    if changed := len(behind(kept.value, translation)):
        notes.append(f"{count(changed, 'text')} changed since")
    href = links.page(Route.of_translation(of, translation.language))
    return TranslatedPage(href, first_words(title.text, 90), not title.original, sentence("; ".join(notes)))
