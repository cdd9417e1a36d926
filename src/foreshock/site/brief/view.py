"""What a brief says: the flashpoint's page, cut to what two sheets can hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup
from msgspec.structs import replace

from foreshock.model import direction

from ..index import Index
from ..links import Links
from ..routes import FRONT, Route
from ..text import day_words, markdown
from ..views.drawings import flashpoint_map
from ..views.entries import EntryView, GapView
from ..views.flashpoint import FlashpointView, ScenarioView, flashpoint_view
from ..views.levels import HistoryRow
from ..views.sources import SourceView
from .drawing import level_chart, map_on_paper
from .fitting import fit
from .said import BriefView, Change, Entry, Fact, Scenario, Source

#: The most of each that two sheets could ever hold.
ENTRIES, SCENARIOS, SOURCES, HISTORY = 24, 6, 3, 9
_TAG: Final = re.compile(r"<[^>]+>")
#: Where a sentence ends; not after a capital letter, for that may be “U.S.”.
_SENTENCE_END: Final = re.compile(r"(?:(?<![A-Z])\.|[!?…؟۔])[”’\"')\]]*(?=\s|$)")


def brief_view(slug: str, index: Index, links: Links) -> BriefView:
    """The view of the brief of `slug`. Raises NotFound when there is no such flashpoint."""
    flashpoint = index.flashpoint(slug)
    page = flashpoint_view(flashpoint, None, index, links, markdown())
    stamp = index.state.flashpoints[slug].stamp
    entries = [item for year in page.years for item in (*year.open, *year.folded) if not item.is_step]
    why = next((section.text for section in page.sections if section.key == "why"), Markup(""))
    svg = flashpoint_map(flashpoint, index)
    view = BriefView(
        slug=slug,
        name=page.name,
        kind=page.kind,
        list_title=index.list.title,
        author=page.answer.author or index.list.title,
        language=index.list.language,
        direction=direction(index.list.language),
        day=day_words(index.day),
        looks_back=index.state.as_of is not None,
        address=links.canonical(Route("flashpoint", slug)) or links.canonical(FRONT),
        level=page.answer.code,
        facts=tuple(fact for fact in _facts(page) if fact.text.strip()),
        map=map_on_paper(svg) if svg else "",
        map_note=_map_note(page),
        chart=level_chart(index.steps.get(slug, ()), index.entries.get(slug, ()), index.day),
        history_title=page.history_title,
        history_note=page.history_note,
        history=tuple(_change(row) for row in page.history[:HISTORY]),
        history_in_all=len(page.history),
        why=tuple((text, text_direction(text)) for text in _plain(why)),
        entries=tuple(_entry(item) for item in entries[:ENTRIES] if isinstance(item, EntryView | GapView)),
        entries_in_all=len(index.entries.get(slug, ())),
        scenarios=tuple(_scenario(scenario) for scenario in page.scenarios[:SCENARIOS]),
        scenarios_in_all=len(page.scenarios),
        sources=tuple(_source(source) for source in page.sources[:SOURCES]),
        sources_in_all=len(page.sources),
        revision=stamp.number,
        revision_hash=stamp.content_hash,
        published=(stamp.published or stamp.recorded).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    return replace(view, fit=fit(view))


def _facts(page: FlashpointView) -> Sequence[Fact]:
    """The rows beside the level, in the order of the page."""
    told = page.answer
    attack = f" The last reported attack was on {told.last_day}." if told.last_day else ""
    facts = [Fact("Question", cut(page.question, 150), 3)]
    changed = Fact("Changed", told.changed + attack, 3)
    if not told.code:
        return [*facts, changed]
    trend = f" {told.trend}." if told.trend else ""
    since = f"{told.since}, {told.direction} from" if told.before else told.since
    up = f"Up: {cut(told.watch_up, 110)}" if told.watch_up else ""
    down = f"Down: {cut(told.watch_down, 110)}" if told.watch_down else ""
    return [
        *facts,
        Fact("Since", since, 2, told.before, f".{trend}"),
        Fact("Why", cut(told.why, 220), 4),
        changed,
        Fact("Meaning", cut(told.meaning, 190), 3),
        Fact("Watch for", f"{up} {down}", 4),
        Fact("Alert", cut(told.alert, 160), 3),
    ]


def _map_note(page: FlashpointView) -> str:
    zones = []
    for zone in page.zones[:3]:
        radius = [words for name, words in zone.facts if name == "Radius"]
        zones.append(f"{': '.join((cut(zone.name, 60), *radius))}.")
    return " ".join((*zones, "Places are shown no finer than a kilometre. Base map: Natural Earth."))


def _change(row: HistoryRow) -> Change:
    pros, cons = (cut(reasons[0], 60) if reasons else "" for reasons in (row.reasons_for, row.reasons_against))
    parts = (cut(row.summary, 90), f"For: {pros}" if pros else "", f"Against: {cons}" if cons else "")
    return Change(row.day, row.before, row.level, " ".join(filter(None, parts)))


def _entry(item: EntryView | GapView) -> Entry:
    if isinstance(item, GapView):
        return Entry("gap", item.day, "", "", f"{item.what}. {item.why}", "ltr")
    # Each account of a contested event keeps its share of the room, so that none is cut off by another.
    accounts = item.accounts[:3]
    share = 330 // (len(accounts) + bool(item.paragraphs) or 1)
    said = [cut(" ".join(item.paragraphs), share)]
    said += [f"{a.role.capitalize()}, {cut(a.by, 40)} ({a.grade}): {cut(a.text, share - 50)}" for a in accounts]
    text = " ".join(filter(None, (*said, item.reminder)))
    told = [item.kind.capitalize(), "contested" if item.contested else ""]
    told += [f"[{ref.n}] {ref.grade}" for ref in item.sources[:3]]
    return Entry(
        item.kind,
        item.day,
        " · ".join(filter(None, told)),
        cut(item.lead, 80) + cut(item.rest, 80),
        text,
        text_direction(text),
    )


def _scenario(scenario: ScenarioView) -> Scenario:
    text = cut(" ".join(_plain(scenario.text)), 230)
    advice = tuple((cut(a.addressee, 60), cut(a.text, 140), cut(a.status, 60)) for a in scenario.advice[:3])
    triggers = cut("; ".join(scenario.triggers), 110)
    return Scenario(
        cut(scenario.title, 90), text, triggers, cut(scenario.opportunity, 110), advice, text_direction(text)
    )


def _source(source: SourceView) -> Source:
    parts = (cut(source.by, 60), f"“{cut(source.title, 90)}”", source.day)
    return Source(source.n, f"{', '.join(filter(None, parts))}. {cut(source.held, 60)}", source.sha256)


def _plain(html: Markup) -> Sequence[str]:
    """The paragraphs of safe HTML as plain text."""
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
