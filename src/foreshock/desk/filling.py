"""From reports to the queue: matched, laid before the desk, put into the search index.

A story that the desk has already is never laid before it twice. An open candidate that nobody has worked on grows with
its story; one that somebody has edited keeps their words and gets the new reports beside them; what was published gets
an amendment of its own; what was rejected keeps quiet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import transaction
from msgspec import Struct, field
from msgspec.structs import replace

from foreshock.matcher.matcher import Matcher, coder_places
from foreshock.model import Candidate, Development, Report
from foreshock.store import Put, Store
from foreshock.store.erasing import erased_reports

from . import joining, queue
from .acts import MACHINE
from .laying import LaidBreaches
from .models import Entry, Laid
from .search.index import add_reports

_BATCH: Final = 2_000


class Filled(Struct):
    """What came of a filling: reports read and found by search, candidates that are new, grew, or amend an entry;
    reports that wait in a language that the coder does not read; what came of breaches."""

    reports: int = 0
    indexed: int = 0
    new: int = 0
    grown: int = 0
    amending: int = 0
    waiting: int = 0
    breaches: LaidBreaches = field(default_factory=LaidBreaches)


def fill_queue(store: Store, reports: Iterable[Report], coder: Any = None) -> Filled:
    """Match reports, earlier ones of the window among them, and lay what belongs to a flashpoint before the desk.

    `coder` finds places in free text. Each batch of candidates is one transaction; repeating it changes nothing.
    """
    filled = Filled()
    matcher = Matcher(store.state(), coder_places(coder) if coder is not None else None)
    now = dt.datetime.now(dt.UTC)
    part: list[Report] = []
    for report in reports:
        part.append(report)
        if len(part) == _BATCH:
            _fill(store, matcher, part, now, filled)
            part = []
    _fill(store, matcher, part, now, filled)
    return filled


def _fill(store: Store, matcher: Matcher, reports: Sequence[Report], now: dt.datetime, filled: Filled) -> None:
    gone = erased_reports(store.database, [report.id for report in reports])
    reports = [report for report in reports if report.id not in gone]
    if not reports:
        return
    filled.reports += len(reports)
    filled.waiting += sum(report.why_empty.startswith("waits") for report in reports)
    filled.indexed += add_reports(reports)
    candidates = list(matcher.match(reports, now))
    with transaction.atomic():
        for candidate in candidates:
            lay(store, candidate, filled)


def lay(store: Store, candidate: Candidate, filled: Filled) -> None:
    """Lay one story's candidate before the desk. Call it inside a transaction."""
    names = [piece.report for piece in candidate.pieces]
    known = dict(Laid.objects.filter(report__in=names).values_list("report", "entry_id"))
    fresh = [name for name in names if name not in known]
    if not known:
        queue.add_candidates([candidate])
        filled.new += 1
        entry_id = candidate.id
    elif not fresh:
        return
    else:
        entry_id = _join(store, _followed(known[next(n for n in names if n in known)]), candidate, set(fresh), filled)
    Laid.objects.bulk_create([Laid(report=name, entry_id=entry_id) for name in fresh], ignore_conflicts=True)


def _followed(entry_id: str) -> Entry:
    """The entry, or the one that it was merged into."""
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    for _ in range(20):
        if entry.status != "merged":
            return entry
        outcome = queue.candidate_of(entry).outcome
        entry = Entry.objects.select_for_update().get(pk=outcome)
    return entry


def _join(store: Store, entry: Entry, candidate: Candidate, fresh: set[str], filled: Filled) -> str:
    """Bring new reports of a story to what the desk has of it; the id of the entry that now holds them."""
    held = queue.candidate_of(entry)
    if entry.status == "rejected":
        return entry.id
    news = replace(candidate, pieces=tuple(piece for piece in candidate.pieces if piece.report in fresh))
    if entry.status == "published":
        history = store.history("development", held.outcome)
        if not history or not isinstance(history[-1].value, Development):
            return entry.id
        made = replace(news, id=f"{entry.id}-{len(Laid.objects.filter(entry=entry))}")
        made = joining.amending(made, history[-1].value, history[-1].stamp.number)
        filled.amending += queue.add_candidates([made])
        return made.id
    worked_on = bool(store.history("candidate", entry.id))
    grown = joining.joined(held, news)
    if worked_on:
        # Their words, events and sources stay; only the reports come in beside them.
        grown = replace(held, pieces=grown.pieces, newest=grown.newest)
    entry.version += 1
    grown = replace(grown, turn=entry.version)
    if worked_on:
        store.put([Put("candidate", grown, None, why=f"{len(fresh)} more reports of the same story")], MACHINE)
    queue.fill(entry, grown)
    entry.save()
    filled.grown += 1
    return entry.id
