"""The queue of candidates: what waits, in which order, page by page; putting new ones in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from django.db import transaction
from django.db.models import Q
from msgspec import Struct

from foreshock.model import Candidate, Conflict, NotFound

from .models import Entry

#: Candidates on one page of the queue.
PAGE: Final = 50
_BATCH: Final = 500
_DECODER: Final = msgspec.json.Decoder(Candidate)


class Line(Struct, frozen=True):
    """One candidate as the queue shows it."""

    id: str
    head: str
    flashpoint: str
    severity: int
    day: dt.date
    newest: dt.datetime
    reports: int
    first: str
    until: dt.date | None


class QueuePage(Struct, frozen=True):
    """A page of the queue; `after` asks for the next one and is empty on the last."""

    lines: tuple[Line, ...]
    after: str = ""


class Waiting(Struct, frozen=True):
    """How many candidates stand in each state that somebody still has to see to."""

    open: int
    second: int
    snoozed: int


def add_candidates(candidates: Iterable[Candidate]) -> int:
    """Put new candidates into the queue, all or none; how many were new. One that is there already stays as it is,
    so a matcher may lay the same before the desk again."""
    added = 0
    with transaction.atomic():
        for part in _parts(candidates):
            known = set(Entry.objects.filter(pk__in=[one.id for one in part]).values_list("id", flat=True))
            new = {one.id: one for one in part if one.id not in known}
            Entry.objects.bulk_create([entry_of(one) for one in new.values()])
            added += len(new)
    return added


def entry_of(candidate: Candidate, version: int = 1) -> Entry:
    """The row of a candidate."""
    entry = Entry(id=candidate.id, version=version)
    fill(entry, candidate)
    return entry


def fill(entry: Entry, candidate: Candidate) -> None:
    """Bring a row in line with its candidate."""
    proposal = candidate.proposal
    entry.body = msgspec.json.encode(candidate).decode()
    entry.status = candidate.status
    entry.flashpoint = proposal.home
    entry.severity = candidate.severity
    entry.day = candidate.newest.date()
    entry.newest = candidate.newest
    entry.until = candidate.until
    entry.first = candidate.first
    entry.head = heading(candidate)
    entry.reports = len(candidate.pieces)


def heading(candidate: Candidate) -> str:
    """One line that tells a candidate from its neighbours."""
    words = " ".join((candidate.proposal.text or candidate.proposal.head).split())
    return words if len(words) <= 220 else words[:219].rstrip() + "…"


def candidate_of(entry: Entry) -> Candidate:
    """The candidate that a row holds."""
    return _DECODER.decode(entry.body)


def find(candidate_id: str) -> Entry:
    """The row of a candidate. Raises NotFound."""
    entry = Entry.objects.filter(pk=candidate_id).first()
    if entry is None:
        raise NotFound(f"there is no candidate {candidate_id!r}: it may have been made anew; look in the queue")
    return entry


def locked(candidate_id: str, version: int) -> Entry:
    """The row of a candidate, held until the transaction ends, if it still is in the version that the caller saw.

    Call it inside a transaction. Raises NotFound; Conflict when somebody has changed it since.
    """
    entry = Entry.objects.select_for_update().filter(pk=candidate_id).first()
    if entry is None:
        raise NotFound(f"there is no candidate {candidate_id!r}: look in the queue")
    if entry.version != version:
        raise Conflict(
            f"somebody has changed this candidate since you opened it (it is at version {entry.version}, you saw "
            f"{version}); nothing of yours was lost: it is kept as your draft"
        )
    return entry


def page(status: str, flashpoint: str = "", after: str = "", size: int = PAGE) -> QueuePage:
    """A page of the queue: newest day first, within a day the gravest first. `after` is that of the page before."""
    rows = Entry.objects.filter(status=status)
    if flashpoint:
        rows = rows.filter(flashpoint=flashpoint)
    if place := _read_place(after):
        day, severity, newest, last = place
        rows = rows.filter(day__lte=day).filter(
            Q(day__lt=day)
            | Q(severity__lt=severity)
            | Q(severity=severity, newest__lt=newest)
            | Q(severity=severity, newest=newest, id__gt=last)
        )
    ordered = rows.order_by("-day", "-severity", "-newest", "id")
    found = [
        Line(*row)
        for row in ordered.values_list(
            "id", "head", "flashpoint", "severity", "day", "newest", "reports", "first", "until"
        )[: size + 1]
    ]
    lines = tuple(found[:size])
    return QueuePage(lines, _place(lines[-1]) if len(found) > size else "")


def following(candidate_id: str, status: str = "open", flashpoint: str = "") -> str:
    """The id of the candidate after this one in the queue, or the first; empty when nothing waits."""
    entry = Entry.objects.filter(pk=candidate_id).first()
    if entry is not None:
        place = _place(Line(entry.id, "", "", entry.severity, entry.day, entry.newest, 0, "", None))
        if lines := page(status, flashpoint, place, 1).lines:
            return lines[0].id
    lines = page(status, flashpoint, size=1).lines
    return lines[0].id if lines and lines[0].id != candidate_id else ""


def waiting() -> Waiting:
    """The numbers above the queue."""
    return Waiting(*(Entry.objects.filter(status=status).count() for status in ("open", "second", "snoozed")))


def wake(today: dt.date) -> int:
    """Make snoozed candidates whose day has come open again; how many."""
    due = Entry.objects.filter(status="snoozed", until__lte=today)
    woken = 0
    with transaction.atomic():
        for entry in due.select_for_update():
            candidate = msgspec.structs.replace(candidate_of(entry), status="open", until=None)
            fill(entry, candidate)
            entry.version += 1
            entry.save()
            woken += 1
    return woken


def _place(line: Line) -> str:
    return f"{line.day.isoformat()}~{line.severity}~{line.newest.isoformat()}~{line.id}"


def _read_place(text: str) -> tuple[dt.date, int, dt.datetime, str] | None:
    """What `_place` wrote; None for anything else, which asks for the first page."""
    parts = text.split("~")
    try:
        day, severity, newest, last = parts
        return dt.date.fromisoformat(day), int(severity), dt.datetime.fromisoformat(newest), last
    except ValueError:
        return None


def _parts(candidates: Iterable[Candidate]) -> Iterable[Sequence[Candidate]]:
    part: list[Candidate] = []
    for candidate in candidates:
        part.append(candidate)
        if len(part) == _BATCH:
            yield part
            part = []
    if part:
        yield part
