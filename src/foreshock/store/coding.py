"""Reports through the coder: English texts get events, statements and the coder's version; others wait, marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

from foreshock import __version__
from foreshock.model import (
    ForeshockError,
    NotInstalled,
    Place,
    Quotation,
    Report,
    ReportedEvent,
    ReportedStatement,
    When,
    place_within,
)

if TYPE_CHECKING:
    from foreshock.coder import CodedEvent, CodedStatement, Coder

#: What the coder's answers are marked with.
CODER: Final = f"foreshock/{__version__}"
_TOGETHER: Final = 200
_WAITS: Final = "waits for the coder: pip install 'foreshock[coder]', then foreshock evidence recode"
#: Above this share of ASCII letters, a text too short to tell its language is given to the coder.
_PLAIN: Final = 0.95


@lru_cache(maxsize=1)
def _coder() -> Coder:
    """One coder a process: it takes seconds to load."""
    from foreshock.coder import Coder

    return Coder()


@lru_cache(maxsize=1)
def _installed() -> bool:
    try:
        _coder()
    except NotInstalled:
        return False
    return True


def to_be_coded(report: Report) -> bool:
    """Whether the coder reads this report: a text in English or with a translation into it, or one in plain Latin
    letters that is too short to tell."""
    if _is_coded_row(report) or not report.text.strip():
        return False
    if report.language:
        return report.language == "en" or bool(report.translation)
    return sum(c.isascii() for c in report.text) >= _PLAIN * len(report.text)


def coded(reports: Iterable[Report]) -> Iterator[Report]:
    """The reports in their order, each English text coded. A text in another language stays uncoded, and `why_empty`
    says that it waits; so does every text without the extra `coder`. Rows go through as they are."""
    stream = iter(reports)
    while chunk := list(islice(stream, _TOGETHER)):
        texts = [report for report in chunk if to_be_coded(report)]
        codings = iter(_coded(texts)) if texts and _installed() else iter(())
        for report in chunk:
            if to_be_coded(report):
                yield next(codings, None) or msgspec.structs.replace(report, why_empty=_WAITS)
            elif _is_coded_row(report) or not report.text.strip():
                yield report
            else:
                waits = f"waits: language {report.language or 'not told'}, the coder reads English"
                yield msgspec.structs.replace(report, why_empty=waits)


def _coded(reports: list[Report]) -> Iterator[Report]:
    coder = _coder()
    pairs = [(_english(report), _day(report)) for report in reports]
    for report, (text, day), coding in zip(reports, pairs, coder.pipe(pairs), strict=True):
        try:
            events = _events(coder, text, day, coding.events)
            statements = tuple(_statement(report, statement) for statement in coding.statements)
        except ForeshockError as error:
            # One answer that breaks a rule of the model must not keep back all that came with it.
            why = f"the coder's answer cannot be kept: {error}; mend it, then foreshock evidence recode"
            yield msgspec.structs.replace(report, why_empty=why)
            continue
        why = coding.why_empty or ""
        yield msgspec.structs.replace(report, events=events, statements=statements, coder=CODER, why_empty=why)


def _is_coded_row(report: Report) -> bool:
    """Whether a report is a row that its data set coded; a table of texts alone is coded like other texts."""
    return report.kind == "row" and report.coder != "" and not report.coder.startswith("foreshock/")


def _english(report: Report) -> str:
    return report.translation if report.translation and report.language != "en" else report.text


def _day(report: Report) -> str:
    return report.published.first.isoformat() if report.published else ""


def _events(coder: Coder, text: str, day: str, events: tuple[CodedEvent, ...]) -> tuple[ReportedEvent, ...]:
    wanted = [
        (n, name, _where(text, name, event.spans.action[0])) for n, event in enumerate(events) for name in event.places
    ]
    spans = [span for _, _, span in wanted if span]
    found = iter(coder.locate(text, spans, day)) if spans else iter(())
    places: list[list[Place]] = [[] for _ in events]
    unplaced: list[list[str]] = [[] for _ in events]
    for number, name, span in wanted:
        located = next(found) if span else None
        if located is None:
            unplaced[number].append(name)
        else:
            places[number].append(place_within(located.name or name, located.lat, located.lon, located.km))
    return tuple(
        _event(f"e{n + 1}", text, event, tuple(places[n]), tuple(unplaced[n])) for n, event in enumerate(events)
    )  # fmt: skip


def _where(text: str, name: str, near: int) -> tuple[int, int] | None:
    """The mention of a place that lies nearest to the words of the act."""
    spans = [match.span() for match in re.finditer(re.escape(name), text)]
    return min(spans, key=lambda span: abs(span[0] - near), default=None)


def _event(
    id: str, text: str, event: CodedEvent, places: tuple[Place, ...], unplaced: tuple[str, ...]
) -> ReportedEvent:
    return ReportedEvent(
        id=id,
        type=event.type,
        actor=event.actor,
        recipient=event.recipient,
        mode=event.mode,
        assertion=event.assertion,  # type: ignore[arg-type]
        actor_name=text[slice(*event.spans.actor)] if event.spans.actor else "",
        recipient_name=text[slice(*event.spans.recipient)] if event.spans.recipient else "",
        places=places,
        unplaced=unplaced,
        happened=When(event.date) if event.date else None,
        killed=event.killed,
        injured=event.injured,
        action_span=event.spans.action,
        actor_span=event.spans.actor,
        recipient_span=event.spans.recipient,
        confidence=event.confidence,
        rule=event.rule,
    )


def _statement(report: Report, statement: CodedStatement) -> ReportedStatement:
    return ReportedStatement(
        speaker=statement.speaker,
        country=statement.country,
        role=statement.role,
        quotes=statement.quotes,
        about=statement.about,
        speaker_span=statement.spans.source,
        spans=statement.spans.content,
        quotations=tuple(_quotations(report, statement)) if statement.quotes else (),
    )


def _quotations(report: Report, statement: CodedStatement) -> Iterator[Quotation]:
    """The passages that stand in quotation marks, in the words and the language of the report; none where a translation
    was coded, because its words are not those that were said."""
    text = report.text
    if _english(report) != text:
        return
    for start, end in statement.spans.content:
        around = text[max(0, start - 2) : start + 1] + text[end - 1 : end + 2]
        inside = text[start:end].strip(" \n“”\"'«»")
        if inside and any(mark in around for mark in '“”"«»'):
            begins = text.index(inside, start)
            span = (begins, begins + len(inside))
            yield Quotation(inside, report.language or "en", statement.speaker, span=span)
