"""Levels in words: how high, since when, why, what changed lately and what would change it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from msgspec import Struct

from foreshock.model import LEVELS, Flashpoint, Level

from ..index import Entry, Index, Step
from ..text import closed, count, day_short, day_words, joined, sentence

#: Days over which the trend of a level is told.
TREND_DAYS = 90
#: Days over which new entries are told.
NEWS_DAYS = 30


class LevelView(Struct, frozen=True):
    """One level as keys and scales show it."""

    code: str
    range_text: str
    definition: str
    current: bool = False


class Answer(Struct, frozen=True):
    """How bad, since when and why, for one place. Without a level, `code` is empty and so is what hangs on it."""

    code: str
    since: str
    before: str
    direction: str
    trend: str
    why: str
    changed: str
    last_id: str
    last_day: str
    meaning: str
    watch_up: str
    watch_down: str
    alert: str
    opportunity: str
    author: str


class Trend(Struct, frozen=True):
    """The level now against the level `TREND_DAYS` earlier; `icon` is up, down or flat."""

    icon: str
    words: str


def level_views(current: str = "") -> tuple[LevelView, ...]:
    """All levels, lowest first."""
    return tuple(LevelView(v.code, v.range_text, v.definition, v.code == current) for v in LEVELS.values())


def trend(index: Index, slug: str) -> Trend | None:
    """Which way the level went over the last `TREND_DAYS` days, None without a level."""
    now = index.current(slug)
    if now is None:
        return None
    start = index.day - dt.timedelta(days=TREND_DAYS)
    then = index.step_on(slug, start)
    if then is None:
        return Trend("flat", f"new, since {day_short(index.steps[slug][-1].change.date)}")
    between = [step.level.rank for step in index.steps[slug] if step.change.date > start]
    rise = now.level.rank - then.level.rank
    if rise:
        return Trend("up" if rise > 0 else "down", f"{'rising' if rise > 0 else 'falling'}, {count(abs(rise), 'step')}")
    if min(between, default=now.level.rank) < now.level.rank:
        return Trend("flat", "steady, after a dip")
    return Trend("flat", "steady, after a peak" if max(between, default=0) > now.level.rank else "steady")


def answer(index: Index, flashpoint: Flashpoint) -> Answer:
    """The first thing to say about a place."""
    step = index.current(flashpoint.slug)
    news, last = index.remember(("news", flashpoint.slug), lambda: recent_words(index, flashpoint))
    told = {"changed": news, "last_id": last.id if last else "", "last_day": day_words(last.date) if last else ""}
    if step is None:
        return Answer("", "", "", "", "", "", meaning="", watch_up="", watch_down="", alert="", opportunity="",
                      author="", **told)  # fmt: skip
    change, way = step.change, trend(index, flashpoint.slug)
    return Answer(
        code=change.level,
        since=day_words(change.date),
        before=step.before.code if step.before and step.before.code != change.level else "",
        direction=step.direction,
        trend=f"Over {TREND_DAYS} days: {way.words}" if way and not way.words.startswith("new") else "",
        why=change.summary,
        meaning=meaning(step.level, flashpoint),
        watch_up=closed(change.would_raise),
        watch_down=closed(change.would_lower),
        alert=closed(change.alert),
        opportunity=closed(change.opportunity),
        author=change.author,
        **told,
    )


def meaning(level: Level, flashpoint: Flashpoint) -> str:
    """What the level says of the next 30 days."""
    span = level.range_text
    lead = f"A {span} chance" if span[0].isdigit() else f"A chance of {span}"
    if flashpoint.kind == "capital":
        return (
            f"{lead} that within 30 days the answer is yes: {flashpoint.question or 'it has no written question yet'}"
        )
    return f"{lead} of an incident within 30 days: {level.plain}."


def recent_words(index: Index, flashpoint: Flashpoint) -> tuple[str, Entry | None]:
    """What the last `NEWS_DAYS` days brought, and the newest entry of a reported attack.

    Attacks are only spoken of where entries carry coded events, and never of a capital.
    """
    since = index.day - dt.timedelta(days=NEWS_DAYS)
    entries = [e for e in index.entries.get(flashpoint.slug, ()) if e.value and e.date <= index.day]
    recent = [e for e in entries if e.date > since]
    events = sum(e.value.kind == "event" for e in recent if e.value)
    parts = [count(n, f"new {what}") for n, what in ((events, "event"), (len(recent) - events, "statement")) if n]
    words = joined(parts) or "no new entry"
    coded = flashpoint.kind != "capital" and any(e.value.events for e in entries if e.value)
    attacks = [e for e in entries if is_attack(e)] if coded else []
    if coded:
        fresh = sum(e.date > since for e in attacks)
        words += f", {count(fresh, 'reported attack')} among them" if fresh else ", no reported attack"
    return sentence(f"{words} in {NEWS_DAYS} days."), attacks[0] if attacks else None


def is_attack(entry: Entry) -> bool:
    """True when an entry has a coded attack that somebody says took place."""
    events = entry.value.events if entry.value else ()
    return any(event.type == "ASSAULT" and event.assertion not in ("denied", "planned") for event in events)


class StepLine(Struct, frozen=True):
    """A level change in one line, with the flashpoint it belongs to."""

    name: str
    href: str
    direction: str
    before: str
    level: str
    iso: str
    day: str
    summary: str


def step_line(step: Step, flashpoint: Flashpoint, flashpoint_href: str) -> StepLine:
    change = step.change
    return StepLine(
        flashpoint.short,
        f"{flashpoint_href}#l{change.date.isoformat()}",
        step.direction,
        step.before.code if step.before and step.before.code != change.level else "",
        change.level,
        change.date.isoformat(),
        day_short(change.date),
        change.summary,
    )


class HistoryRow(Struct, frozen=True):
    """One level change in the table of all of them."""

    anchor: str
    iso: str
    day: str
    before: str
    level: str
    direction: str
    summary: str
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    author: str
    entries: tuple[tuple[str, str], ...]


def history_rows(steps: tuple[Step, ...], hrefs: dict[str, str]) -> tuple[HistoryRow, ...]:
    """The table of level changes, newest first; `hrefs` leads from a development's id to its page."""
    return tuple(
        HistoryRow(
            f"c{s.change.date.isoformat()}",
            s.change.date.isoformat(),
            day_short(s.change.date),
            s.before.code if s.before else "",
            s.change.level,
            s.direction,
            s.change.summary,
            tuple(closed(reason) for reason in s.change.reasons_for),
            tuple(closed(reason) for reason in s.change.reasons_against),
            s.change.author,
            _rests_on(s.change.developments, hrefs),
        )
        for s in steps
    )  # fmt: skip


def _rests_on(ids: tuple[str, ...], hrefs: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """(href, day) of each entry that has a page; entries of one day are told apart by their numbers."""
    known = [id_ for id_ in ids if id_ in hrefs]
    days = Counter(id_.split("/")[1] for id_ in known)
    found = []
    for id_ in known:
        day, number = id_.split("/")[1:]
        words = day_short(dt.date.fromisoformat(day))
        found.append((hrefs[id_], f"{words} ({number})" if days[day] > 1 else words))
    return tuple(found)
