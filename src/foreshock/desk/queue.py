"""The queue of candidates: what waits, in which order, page by page; putting new ones in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
from django.db import transaction
from msgspec import Struct

from foreshock.model import Candidate, Conflict, NotFound, language_name

from .models import Entry

#: Candidates on one page of the queue.
PAGE: Final = 50
#: Counting stops here: nobody works through more in a day, and counting a whole table takes its time.
MOST_COUNTED: Final = 1_000
_BATCH: Final = 500
_DECODER: Final = msgspec.json.Decoder(Candidate)


class Line(Struct, frozen=True):
    """One candidate as the queue shows it."""

    id: str
    head: str
    flashpoint: str
    severity: int
    newest: dt.datetime
    reports: int
    first: str
    until: dt.date | None
    rank: str

    @property
    def day(self) -> dt.date:
        """The day (UTC) of its newest report, under which it stands."""
        return self.newest.astimezone(dt.UTC).date()


class QueuePage(Struct, frozen=True):
    """A page of the queue; `after` asks for the next one and is empty on the last."""

    lines: tuple[Line, ...]
    after: str = ""


class Waiting(Struct, frozen=True):
    """How many candidates stand in each state that somebody still has to see to, counted up to MOST_COUNTED."""

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
    entry.newest = candidate.newest
    entry.rank = _rank(candidate)
    entry.until = candidate.until
    entry.first = candidate.first
    entry.head = heading(candidate)
    entry.reports = len(candidate.pieces)


def heading(candidate: Candidate) -> str:
    """One line that tells a candidate from its neighbours."""
    first = candidate.pieces[0].document.title if candidate.pieces else ""
    words = " ".join((candidate.proposal.text or candidate.proposal.head or first).split())
    if not candidate.proposal.text and (piece := next(iter(candidate.pieces), None)) and piece.rule.startswith("waits"):
        language = piece.document.language
        words = (
            f"{words[:160]} ({f'in {language_name(language)}, ' if language else ''}waits uncoded for a translation)"
        )
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
    if after:
        rows = rows.filter(rank__lt=after)
    columns = ("id", "head", "flashpoint", "severity", "newest", "reports", "first", "until", "rank")
    found = [Line(*row) for row in rows.order_by("-rank").values_list(*columns)[: size + 1]]
    lines = tuple(found[:size])
    return QueuePage(lines, lines[-1].rank if len(found) > size else "")


def following(candidate_id: str, status: str = "open", flashpoint: str = "") -> str:
    """The id of the candidate after this one in the queue, or the first; empty when nothing waits."""
    entry = Entry.objects.filter(pk=candidate_id).first()
    if entry is not None and (lines := page(status, flashpoint, entry.rank, 1).lines):
        return lines[0].id
    lines = page(status, flashpoint, size=1).lines
    return lines[0].id if lines and lines[0].id != candidate_id else ""


def waiting() -> Waiting:
    """The numbers above the queue."""
    counts = (
        Entry.objects.filter(status=status).values("status")[:MOST_COUNTED].count()
        for status in ("open", "second", "snoozed")
    )
    return Waiting(*counts)


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


def _rank(candidate: Candidate) -> str:
    """Where a candidate stands in the queue, highest first. All parts but the last have a fixed width."""
    newest = candidate.newest.astimezone(dt.UTC)
    return f"{newest:%Y-%m-%d}~{candidate.severity}~{newest:%H:%M:%S.%f}~{candidate.id}"


def _parts(candidates: Iterable[Candidate]) -> Iterable[Sequence[Candidate]]:
    part: list[Candidate] = []
    for candidate in candidates:
        part.append(candidate)
        if len(part) == _BATCH:
            yield part
            part = []
    if part:
        yield part
