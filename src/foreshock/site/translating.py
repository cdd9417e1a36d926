"""The pages of translations, and the page that lists them."""

from __future__ import annotations

from foreshock.model import direction

from .index import Index
from .interface import Interface
from .links import Links
from .routes import FRONT, TRANSLATIONS, Route
from .templating import Page, sheet
from .text import markdown
from .views.frame import frame
from .views.translated import Text, TranslatedView, translated_view, translation_of
from .views.translations import translations_view


def draw_translation(route: Route, index: Index, links: Links) -> Page:
    """A flashpoint or development in the language of the route. Raises NotFound where it has no translation."""
    translation = translation_of(route, index)
    words = Interface(translation.language)
    view = translated_view(route, index, links, markdown(), words)
    kept = index.state.translations[translation.id]
    f = frame(
        index,
        links,
        route,
        f"{_title(view)} · {index.list.title} · Foreshock",
        _plain(view.entry.text if view.entry else view.summary) or _title(view),
        nav=[(view.home_href, _plain(view.name))] if view.entry else [(links.page(FRONT), words.plain("list"))],
        nav_label=words.plain("list"),
        skip=words.plain("skip"),
        shown=[kept.stamp],
        of=translation.of,
        language=translation.language,
        tongues_label=words.plain("languages"),
    )
    return sheet("translated.html", index, f, v=view, w=words, translations_href=links.page(TRANSLATIONS))


def draw_translations(index: Index, links: Links) -> Page:
    """What of the list can be read in which language."""
    f = frame(
        index,
        links,
        TRANSLATIONS,
        f"In other languages · {index.list.title} · Foreshock",
        "What of this list is translated, and into which languages.",
        nav=[(links.page(FRONT), "The list")],
        nav_label="Trigger list",
    )
    return sheet("translations.html", index, f, v=translations_view(index, links), way=direction(index.list.language))


def _title(view: TranslatedView) -> str:
    if view.entry is None:
        return _plain(view.name)
    return f"{_plain(view.name)}: {_plain(view.entry.head) or view.entry.day}"


def _plain(text: Text) -> str:
    return " ".join(str(part) for part in text.html)
