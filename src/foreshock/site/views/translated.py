"""Pages of translations: the texts that somebody has translated, the others in the language of the list."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count as counting

from markdown_it import MarkdownIt
from markupsafe import Markup
from msgspec import Struct

from foreshock.model import Development, Flashpoint, NotFound, Said, Translation, direction, translated

from ..index import Entry, Index
from ..interface import Interface
from ..links import Links
from ..routes import Route
from ..text import paragraphs, prose, when_iso
from .entries import gap_words
from .quotations import QuotationView, quotation_views
from .sources import SourceRef, Sources, SourceView
from .timeline import PAGE_LIMIT


class Text(Struct, frozen=True):
    """A text with what HTML says of it: `language` and `direction` where it is not in the language of the page."""

    html: tuple[Markup | str, ...]
    language: str
    direction: str
    stale: bool

    def __bool__(self) -> bool:
        return any(self.html)


class AccountText(Struct, frozen=True):
    role: str
    grade: str
    by: Text
    text: Text


class EntryText(Struct, frozen=True):
    """One entry; of one that is gone only `gap`, which is in the language of the list."""

    anchor: str
    href: str
    kind: str
    iso: str
    day: str
    contested: bool
    head: Text
    text: Text
    accounts: tuple[AccountText, ...]
    open: Text
    quotations: tuple[QuotationView, ...]
    sources: tuple[SourceRef, ...]
    gap: tuple[str, Text] | None = None


class AdviceText(Struct, frozen=True):
    addressee: Text
    text: Text
    status: str
    since: Text


class ScenarioText(Struct, frozen=True):
    title: Text
    text: Text
    triggers: tuple[Text, ...]
    opportunity: Text
    advice: tuple[AdviceText, ...]


class SectionText(Struct, frozen=True):
    """One of the sections that are texts; `views` stand in the background."""

    key: str
    text: Text
    views: tuple[tuple[Text, Text], ...] = ()


class TranslatedView(Struct, frozen=True):
    """A page of a translation. A page of an entry has `entry` and no sections."""

    language: str
    original: str
    original_href: str
    name: Text
    home_href: str
    summary: Text
    question: Text
    level: str
    since: str
    translator: str
    machine: str
    behind: int
    sections: tuple[SectionText, ...]
    scenarios: tuple[ScenarioText, ...]
    entries: tuple[EntryText, ...]
    older: int
    entry: EntryText | None
    sources: tuple[SourceView, ...]


class _Reader:
    """Reads the texts of one object in one language."""

    def __init__(self, said: Mapping[str, Said], index: Index, parser: MarkdownIt) -> None:
        self._said, self._parser = said, parser
        self._language = index.list.language

    def __call__(self, path: str, markdown: bool = False) -> Text:
        said = self._said.get(path)
        if said is None:
            return Text((), "", "", False)
        parts = (prose(self._parser, said.text),) if markdown else tuple(paragraphs(said.text))
        language = self._language if said.original else ""
        return Text(parts, language, direction(language) if language else "", said.stale and not said.original)

    def rows(self, start: str) -> list[str]:
        """The beginnings of the rows that have a text: `scenarios.0`, `scenarios.1`, …"""
        found: list[str] = []
        for n in counting():
            if not any(path.startswith(f"{start}.{n}.") or path == f"{start}.{n}" for path in self._said):
                return found
            found.append(f"{start}.{n}")
        return found


def translation_of(route: Route, index: Index) -> Translation:
    """The translation that a route shows. Raises NotFound, naming the languages that there are."""
    of = route.id if route.kind == "development" else route.slug or ""
    found = index.translation(of, route.language)
    if found is None:
        there = ", ".join(index.translations.get(of, {})) or "no language yet"
        raise NotFound(f"/{of}/ is not translated into {route.language!r} on this list; it is into {there}")
    return found


def translated_view(route: Route, index: Index, links: Links, parser: MarkdownIt, words: Interface) -> TranslatedView:
    """Everything on the page of a translation. Raises NotFound when there is none."""
    translation = translation_of(route, index)
    slug, language = route.slug or "", translation.language
    flashpoint = index.flashpoints.get(slug)
    sources = Sources(index)
    name = _Reader(translated(flashpoint, index.translation(slug, language)), index, parser) if flashpoint else None
    value: Flashpoint | Development | None = flashpoint
    entry: EntryText | None = None
    entries: tuple[EntryText, ...] = ()
    older = 0
    step = index.current(slug) if route.kind == "flashpoint" else None
    if route.kind == "development":
        value = index.state.developments[route.id].value
        assert route.date and route.n
        shown = Entry(route.id, route.date, route.n, index.state.developments[route.id])
        entry = _entry(shown, language, index, links, parser, words, sources)
    else:
        listed = index.entries.get(slug, ())
        entries = tuple(_entry(e, language, index, links, parser, words, sources) for e in listed[:PAGE_LIMIT])
        older = len(listed) - len(entries)
    assert value is not None
    said = translated(value, translation)
    read = _Reader(said, index, parser)
    whole = isinstance(value, Flashpoint)
    machine, person = _translator(translation)
    return TranslatedView(
        language=language,
        original=words.tongue(index.list.language),
        original_href=links.page(Route.of_translation(translation.of, None)),
        name=name("name") if name else Text((slug,), "", "", False),
        home_href=_href(slug, language, index, links),
        summary=read("summary") if whole else read(""),
        question=read("question") if whole else read(""),
        level=step.change.level if step else "",
        since=words.day(step.change.date) if step else "",
        translator=person,
        machine=machine,
        behind=sum(one.stale for one in said.values()),
        sections=_sections(read) if whole else (),
        scenarios=_scenarios(read, value) if isinstance(value, Flashpoint) else (),
        entries=entries,
        older=older,
        entry=entry,
        sources=sources.views(),
    )


def _translator(translation: Translation) -> tuple[str, str]:
    name, _, program = translation.translator.partition(":")
    return (program.strip(), "") if name.strip().lower() == "machine" else ("", translation.translator)


def _href(of: str, language: str, index: Index, links: Links) -> str:
    """The page of an object in a language, of the original where there is none."""
    return links.page(Route.of_translation(of, language if index.translation(of, language) else None))


def _sections(read: _Reader) -> tuple[SectionText, ...]:
    views = tuple((read(f"{row}.title"), read(f"{row}.text", markdown=True)) for row in read.rows("views"))
    made = (
        SectionText(key, read(key, markdown=True), views if key == "background" else ())
        for key in ("why", "background", "analysis")
    )
    return tuple(section for section in made if section.text or section.views)


def _scenarios(read: _Reader, value: Flashpoint) -> tuple[ScenarioText, ...]:
    return tuple(
        ScenarioText(
            read(f"scenarios.{n}.title"),
            read(f"scenarios.{n}.text", markdown=True),
            tuple(read(f"scenarios.{n}.triggers.{m}") for m in range(len(scenario.triggers))),
            read(f"scenarios.{n}.opportunity"),
            tuple(
                AdviceText(
                    read(f"scenarios.{n}.advice.{m}.addressee"),
                    read(f"scenarios.{n}.advice.{m}.text"),
                    f"status_{advice.status.replace(' ', '_')}",
                    read(f"scenarios.{n}.advice.{m}.since"),
                )
                for m, advice in enumerate(scenario.advice)
            ),
        )
        for n, scenario in enumerate(value.scenarios)
    )


def _entry(
    entry: Entry, language: str, index: Index, links: Links, parser: MarkdownIt, words: Interface, sources: Sources
) -> EntryText:
    value = entry.value
    own = index.list.language
    read = _Reader(translated(value, index.translation(entry.id, language)) if value else {}, index, parser)
    gap = None
    if value is None:
        _, why = gap_words(entry.kept)
        gap = ("erased" if entry.kept.erasure else "withdrawn", Text((why,), own, direction(own), False))
    return EntryText(
        anchor=f"e{entry.date.isoformat()}-{entry.number}-{entry.home}",
        href=_href(entry.id, language, index, links),
        kind=value.kind if value else "",
        iso=when_iso(value.when) if value else entry.date.isoformat(),
        day=words.when(value.when) if value else words.day(entry.date),
        contested=bool(value and value.contested),
        head=read("head"),
        text=read("text"),
        accounts=tuple(
            AccountText(
                account.role.replace(" ", "_"), account.grade, read(f"accounts.{n}.by"), read(f"accounts.{n}.text")
            )
            for n, account in enumerate(value.accounts if value else ())
        ),
        open=read("open"),
        quotations=quotation_views(value, sources, language) if value else (),
        sources=sources.refs(value.sources) if value else (),
        gap=gap,
    )
