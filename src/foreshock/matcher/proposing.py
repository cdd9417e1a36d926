"""A story with its routes as a candidate for the desk: the entry that a person accepts, edits or rejects.

The proposed words are a report's own first sentences, where its terms let them be quoted; a private report lends no
word. Claims that contradict each other stand side by side as accounts, none preferred.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec.structs import replace

from foreshock.model import (
    Account,
    Candidate,
    Citation,
    Clue,
    Development,
    Document,
    Event,
    InvalidValue,
    Piece,
    Report,
    ReportedEvent,
    Route,
    Statement,
    When,
    severity_of,
)

#: A proposed text has about so many characters at most, cut at a sentence's end.
_LONG: Final = 420
_ACCOUNT_LONG: Final = 240
_SENTENCE_END: Final = re.compile(r"(?<=[.!?][”\"’']|[^.][.!?])\s+(?=[A-Z“\"‘])")
_ROLES: Final[dict[str, Any]] = {"claimed": "claim", "denied": "denial", "confirmed": "confirmation"}
_SLUG: Final = re.compile(r"[^a-z0-9]+")


def candidate_of(reports: Sequence[Report], routes: Sequence[Route], now: dt.datetime) -> Candidate:
    """The candidate of a story. `reports` tell it, earliest first; `routes` has at least one, the surest first.

    Raises InvalidValue without a report or a route.
    """
    if not reports or not routes:
        raise InvalidValue("a candidate needs a report and a flashpoint that it belongs to")
    best = _best(reports)
    events = _events(reports)
    home = routes[0].flashpoint
    day, happened = _when(reports)
    proposal = Development(
        id=f"{home}/{day.isoformat()}/1",
        text=_words(best),
        head="" if _words(best) or best.terms == "private" else best.title,
        kind="event" if events else "statement",
        happened=happened if happened is None or happened.text != day.isoformat() else None,
        place=_scene(reports),
        flashpoints=tuple(route.flashpoint for route in routes[1:] if route.flashpoint != home),
        accounts=_accounts(reports),
        events=tuple(events),
        statements=_statements(reports),
        sources=_sources(reports),
    )
    story = story_id(reports)
    newest = max(_instant(report) for report in reports)
    pieces = tuple(_piece(report, events) for report in reports)
    return Candidate(
        id=story,
        proposal=proposal,
        found=now,
        newest=newest,
        pieces=pieces,
        routes=tuple(routes),
        story=story,
        severity=severity_of(events),
    )


def story_id(reports: Sequence[Report]) -> str:
    """The id of a story, from its earliest report: the same story laid before the desk again is the same candidate."""
    first = min(reports, key=lambda report: (_day(report), report.id))
    return f"s-{hashlib.sha256(first.id.encode()).hexdigest()[:16]}"


def document_id(report: str, source: str, document: str) -> str:
    """The id of the document behind a report, by the report's own id, its source and the document that it names."""
    name = document or f"{source}-{hashlib.sha256(report.encode()).hexdigest()[:12]}"
    return _SLUG.sub("-", name.lower()).strip("-")[:80].strip("-") or "document"


def document_of(report: Report) -> Document:
    """The document behind a report, as the record would hold it."""
    held = bool(report.sha256)
    address = report.address if report.address.startswith(("https://", "http://")) else ""
    return Document(
        id=document_id(report.id, report.source, report.document),
        title=report.title or _cut(report.text, 80) or report.id,
        publisher=report.publisher or report.source,
        author=report.author,
        date=report.published,
        address=address,
        language=report.language or "en",
        sha256=report.sha256,
        not_held="" if held else "not kept",
        terms=report.terms,
    )


def _best(reports: Sequence[Report]) -> Report:
    """The report whose words are proposed: quotable, in English, with an event that the coder is sure of, early."""

    def order(report: Report) -> tuple[bool, bool, int, dt.date, str]:
        sure = max((event.confidence or 0.5 for event in report.events), default=0.0)
        return (
            report.terms == "private", report.language not in ("", "en"), -round(4 * sure), _day(report), report.id,
        )  # fmt: skip

    return min(reports, key=order)


def _words(report: Report) -> str:
    """The words to propose; none of a private report, nor any in a language that the list is not written in."""
    if report.terms == "private" or (report.language not in ("", "en") and not report.translation):
        return ""
    text = report.translation or report.text
    # Some pages repeat their title as the first line of the text.
    body = text.removeprefix(report.title).lstrip() if report.title else text
    return _cut(body or report.title, _LONG)


def _cut(text: str, size: int) -> str:
    """The first sentences of a text, up to about `size` characters."""
    made = ""
    for sentence in _SENTENCE_END.split(" ".join(text.split())):
        if made and len(made) + len(sentence) + 1 > size:
            break
        made = f"{made} {sentence}".strip()
    return made if len(made) <= size + 200 else made[:size].rsplit(" ", 1)[0] + "…"


def _events(reports: Sequence[Report]) -> list[Event]:
    """One event for each (type, actor, recipient) of a story; a count of dead that several give is taken from the
    newest report that gives one."""
    found: dict[tuple[str, str, str | None], Event] = {}
    for report in reports:
        for event in report.events:
            key = (event.type, event.actor, event.recipient)
            places = tuple(dict.fromkeys((*(p.name for p in event.places), *event.unplaced)))
            new = Event(event.type, event.actor, event.recipient, event.mode, event.assertion, places)
            new = replace(new, killed=event.killed, injured=event.injured)
            old = found.get(key)
            if old is None:
                found[key] = new
                continue
            found[key] = replace(
                old,
                mode=old.mode or new.mode,
                places=tuple(dict.fromkeys((*old.places, *new.places))),
                killed=new.killed if new.killed is not None else old.killed,
                injured=new.injured if new.injured is not None else old.injured,
            )
    return list(found.values())


def _statements(reports: Sequence[Report]) -> tuple[Statement, ...]:
    made: dict[tuple[str, str], Statement] = {}
    for report in reports:
        for one in report.statements:
            key = (one.speaker.casefold(), one.country)
            made.setdefault(key, Statement(one.speaker, one.country, one.role, one.quotes, one.about))
    return tuple(made.values())


def _accounts(reports: Sequence[Report]) -> tuple[Account, ...]:
    """Who claims, who denies, who confirms, where at least one side says otherwise than another."""
    made: dict[tuple[str, str], Account] = {}
    for report in reports:
        vouched = {event.assertion for event in report.events if event.assertion in _ROLES}
        if not vouched or report.terms == "private":
            continue
        assertion = next(one for one in ("denied", "confirmed", "claimed") if one in vouched)
        by = report.statements[0].speaker if report.statements else (report.publisher or report.source)
        words = _cut(report.translation or report.text, _ACCOUNT_LONG)
        made.setdefault((by, assertion), Account(_ROLES[assertion], by, words, report.grade))
    roles = {account.role for account in made.values()}
    return tuple(made.values()) if len(roles) > 1 else ()


def _sources(reports: Sequence[Report]) -> tuple[Citation, ...]:
    made: dict[str, Citation] = {}
    for report in reports:
        name = document_of(report).id
        made.setdefault(name, Citation(name, report.grade, report.where[:200]))
    return tuple(made.values())


def _piece(report: Report, events: Sequence[Event]) -> Piece:
    keys = [(event.type, event.actor, event.recipient) for event in events]
    clues: list[Clue] = []
    surest: ReportedEvent | None = None
    text = report.text if report.terms != "private" else ""
    for event in report.events:
        number = keys.index((event.type, event.actor, event.recipient))
        spans = (("action", event.action_span), ("actor", event.actor_span), ("recipient", event.recipient_span))
        clues += [Clue(of, *span, number) for of, span in spans if span and text]  # type: ignore[arg-type]
        clues += [Clue("place", *span, number) for place in event.places for span in _found(text, place.name)]
        if surest is None or (event.confidence or 0) > (surest.confidence or 0):
            surest = event
    for statement in report.statements if text else ():
        if statement.speaker_span:
            clues.append(Clue("speaker", *statement.speaker_span))
        clues += [Clue("content", *span) for span in statement.spans]
    return Piece(
        report=report.id,
        document=document_of(report),
        text=text,
        grade=report.grade,
        date=report.published,
        clues=tuple(dict.fromkeys(clues)),
        rule=surest.rule if surest else (report.why_empty or ""),
        confidence=surest.confidence if surest else None,
        quotations=tuple(q for statement in report.statements for q in statement.quotations) if text else (),
    )


def _found(text: str, name: str) -> Iterable[tuple[int, int]]:
    """Where a name stands in a text, the first time."""
    at = text.find(name) if name else -1
    return [(at, at + len(name))] if at >= 0 else []


def _when(reports: Sequence[Report]) -> tuple[dt.date, When | None]:
    """The day under which a story stands, and when it happened: what most reports say, the earliest of them where they
    differ; else the earliest report's day."""
    told = [event.happened for report in reports for event in report.events if event.happened]
    days = [when for when in told if when.precision == "day"]
    if days:
        best = max(sorted(set(days)), key=days.count)
        return best.first, best
    first = min(_day(report) for report in reports)
    return first, told[0] if told else None


def _scene(reports: Sequence[Report]) -> str:
    names = [place.name for report in reports for event in report.events for place in event.places]
    return max(dict.fromkeys(names), key=names.count) if names else ""


def _day(report: Report) -> dt.date:
    return report.published.last if report.published else report.learned.date()


def _instant(report: Report) -> dt.datetime:
    """When a report came out, as finely as known: its day's noon, or when it was learned if that is the same day."""
    day = _day(report)
    return report.learned if report.learned.date() == day else dt.datetime.combine(day, dt.time(12), dt.UTC)
