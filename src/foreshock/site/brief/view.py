"""What a brief says: the flashpoint's page, cut to what two sheets can hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup
from msgspec import Struct

from ..index import Index
from ..links import Links
from ..routes import FRONT, Route
from ..text import day_words, direction, markdown
from ..views.drawings import flashpoint_map
from ..views.entries import EntryView, GapView, SourceRef, SourceView
from ..views.flashpoint import FlashpointView, ScenarioView, flashpoint_view
from .drawing import level_chart, map_on_paper

#: The most of each that two sheets could ever hold.
ENTRIES, SCENARIOS, SOURCES, HISTORY = 24, 6, 3, 9
_TAG: Final = re.compile(r"<[^>]+>")
#: Where a sentence ends; not after a capital letter, for that may be “U.S.”.
_SENTENCE_END: Final = re.compile(r"(?:(?<![A-Z])\.|[!?…؟۔])[”’\"')\]]*(?=\s|$)")


class BriefEntry(Struct, frozen=True):
    """A development in a few lines. `gap` says what happened to one that is gone."""

    kind: str
    day: str
    lead: str
    rest: str
    contested: bool
    text: str
    sources: tuple[SourceRef, ...]
    gap: str
    direction: str


class BriefScenario(Struct, frozen=True):
    scenario: ScenarioView
    text: str
    advice: tuple[tuple[str, str, str], ...]
    direction: str


class BriefView(Struct, frozen=True):
    """Everything a brief can show, before it is fitted to two sheets. All texts are plain."""

    page: FlashpointView
    list_title: str
    language: str
    direction: str
    day: str
    looks_back: bool
    address: str
    map: Markup | None
    chart: Markup | None
    why: tuple[tuple[str, str], ...]
    entries: tuple[BriefEntry, ...]
    entries_in_all: int
    scenarios: tuple[BriefScenario, ...]
    sources: tuple[SourceView, ...]
    sources_in_all: int
    revision: int
    revision_hash: str
    published: str


def brief_view(slug: str, index: Index, links: Links) -> BriefView:
    """The view of the brief of `slug`. Raises NotFound when there is no such flashpoint."""
    flashpoint = index.flashpoint(slug)
    page = flashpoint_view(flashpoint, None, index, links, markdown())
    stamp = index.state.flashpoints[slug].stamp
    entries = [item for year in page.years for item in (*year.open, *year.folded) if not item.is_step]
    why = next((section.text for section in page.sections if section.key == "why"), Markup(""))
    svg = index.remember(("map", slug), lambda: flashpoint_map(flashpoint, index))
    return BriefView(
        page=page,
        list_title=index.list.title,
        language=index.list.language,
        direction=direction(index.list.language),
        day=day_words(index.day),
        looks_back=index.state.as_of is not None,
        address=links.canonical(Route("flashpoint", slug)) or links.canonical(FRONT),
        map=map_on_paper(svg) if svg else None,
        chart=level_chart(index.steps.get(slug, ()), index.entries.get(slug, ()), index.day),
        why=tuple((text, text_direction(text)) for text in _plain(why)),
        entries=tuple(_entry(item) for item in entries[:ENTRIES] if isinstance(item, EntryView | GapView)),
        entries_in_all=len(index.entries.get(slug, ())),
        scenarios=tuple(_scenario(scenario) for scenario in page.scenarios[:SCENARIOS]),
        sources=page.sources[:SOURCES],
        sources_in_all=len(page.sources),
        revision=stamp.number,
        revision_hash=stamp.content_hash,
        published=(stamp.published or stamp.recorded).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _entry(item: EntryView | GapView) -> BriefEntry:
    if isinstance(item, GapView):
        return BriefEntry("gap", item.day, "", "", False, "", (), f"{item.what}. {item.why}", "ltr")
    # Each account of a contested event keeps its share of the room, so that none is cut off by another.
    accounts = item.accounts[:3]
    share = 330 // (len(accounts) + bool(item.paragraphs) or 1)
    told = [cut(" ".join(item.paragraphs), share)]
    told += [f"{a.role.capitalize()}, {cut(a.by, 40)} ({a.grade}): {cut(a.text, share - 50)}" for a in accounts]
    text = " ".join(filter(None, told))
    return BriefEntry(
        item.kind,
        item.day,
        cut(item.lead, 80),
        cut(item.rest, 80),
        item.contested,
        text,
        item.sources[:3],
        "",
        text_direction(text),
    )


def _scenario(scenario: ScenarioView) -> BriefScenario:
    text = cut(" ".join(_plain(scenario.text)), 230)
    advice = tuple((cut(a.addressee, 60), cut(a.text, 140), cut(a.status, 60)) for a in scenario.advice[:3])
    return BriefScenario(scenario, text, advice, text_direction(text))


def _plain(html: Markup) -> Sequence[str]:
    """The paragraphs of safe HTML as plain text, headings with a full stop."""
    parts = re.split(r"</(?:p|h\d|li|blockquote)>", str(html))
    texts = (" ".join(Markup(_TAG.sub(" ", part)).unescape().split()) for part in parts)  # noqa: S704
    return [text for text in texts if text]


def cut(text: str, limit: int) -> str:
    """`text` on one line of at most `limit` characters, cut after a sentence if that keeps half of it, or a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    ends = [match.end() for match in _SENTENCE_END.finditer(line, 0, limit)]
    if ends and ends[-1] > limit * 0.5:
        return line[: ends[-1]]
    head = line[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head).rstrip(",;:–- ") + "…"


def text_direction(text: str) -> str:
    """`rtl` when the first letter with a direction is Arabic or Hebrew, else `ltr` (UAX #9, rule P2)."""
    strong = (unicodedata.bidirectional(c) for c in text)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"
