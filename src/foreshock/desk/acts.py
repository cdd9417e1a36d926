"""What people do with a candidate: accept, edit, merge, split, reject, snooze, read for the second time, undo.

Each act is one transaction: the candidate's row, its revision in the record and what it publishes change together or
not at all. Each takes the version of the candidate that the person saw, and raises Conflict when it is no longer that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db import transaction
from msgspec.structs import replace

from foreshock.model import Candidate, Conflict, Development, InvalidValue, Kept, NotFound, severity_of
from foreshock.store import Put, Store

from . import joining, publishing, queue
from .models import Draft, Entry

#: By whom the machine's own proposals stand in the record.
MACHINE: Final = "Foreshock (proposed by machine)"
_UNDONE: Final = "undone: "
_TOLD: Final = {
    "open": "open",
    "snoozed": "snoozed",
    "second": "accepted, and waits for its second reader",
    "published": "published",
    "merged": "merged into another",
    "rejected": "rejected",
    "split": "split",
}
SecondReader = Callable[[], bool]


class Desk:
    """A store with its queue. `needs_second` says whether an entry needs a second reader just now."""

    def __init__(self, store: Store, needs_second: SecondReader) -> None:
        self.store = store
        self.needs_second = needs_second

    def accept(
        self, candidate_id: str, version: int, by: str, proposal: Development | None = None, correction: str = ""
    ) -> Candidate:
        """Take a candidate, with the words of `proposal` if given: it waits for its second reader, or is published
        at once where none is needed. Raises InvalidValue when something that publication needs is missing, Conflict
        when the entry that it amends has changed since."""
        with transaction.atomic():
            entry, candidate = self._open(candidate_id, version)
            candidate = _with(candidate, proposal, correction)
            publishing.require_complete(self.store, candidate)
            publishing.require_current(self.store, candidate)
            if self.needs_second():
                changed = replace(candidate, status="second", first=by, until=None)
                return self._keep(entry, changed, by, "accepted; waits for its second reader")
            return self._publish(entry, replace(candidate, first=by), by, "")

    def edit(
        self, candidate_id: str, version: int, by: str, proposal: Development, correction: str = "", why: str = "edited"
    ) -> Candidate:
        """Keep other words for a candidate that stays open."""
        with transaction.atomic():
            entry, candidate = self._open(candidate_id, version)
            return self._keep(entry, _with(candidate, proposal, correction), by, why)

    def approve(self, candidate_id: str, version: int, by: str) -> Candidate:
        """The second reader's yes: the entry goes public. Raises Conflict for the person who accepted it."""
        with transaction.atomic():
            entry, candidate = self._waiting(candidate_id, version)
            if by == candidate.first:
                raise Conflict(f"{by} accepted this entry and cannot be its second reader: somebody else reads it")
            return self._publish(entry, candidate, candidate.first, by)

    def send_back(self, candidate_id: str, version: int, by: str, note: str) -> Candidate:
        """The second reader's no, with a note that says what to change; the candidate is open again."""
        note = _words(note, "a note: say what has to change")
        with transaction.atomic():
            entry, candidate = self._waiting(candidate_id, version)
            changed = replace(candidate, status="open", first="", reason=f"{by}: {note}")
            return self._keep(entry, changed, by, f"sent back: {note}")

    def reject(self, candidate_id: str, version: int, by: str, reason: str) -> Candidate:
        """Set a candidate aside for good, with the reason."""
        reason = _words(reason, "a reason: not relevant, a repeat, not credible, or what it was")
        with transaction.atomic():
            entry, candidate = self._open(candidate_id, version)
            return self._keep(entry, replace(candidate, status="rejected", reason=reason), by, f"rejected: {reason}")

    def snooze(self, candidate_id: str, version: int, by: str, until: dt.date) -> Candidate:
        """Set a candidate aside until the morning of a day to come."""
        if until <= dt.datetime.now(dt.UTC).date():
            raise InvalidValue(f"{until} is not to come: snooze it until tomorrow or later")
        with transaction.atomic():
            entry, candidate = self._open(candidate_id, version)
            changed = replace(candidate, status="snoozed", until=until)
            return self._keep(entry, changed, by, f"snoozed until {until}")

    def merge(self, candidate_id: str, version: int, by: str, into: str) -> Candidate:
        """Join a candidate to another open one, or to a published entry, which it then amends with its sources.

        The candidate that is left to read, with everything of both. Raises NotFound when there is no `into`.
        """
        with transaction.atomic():
            entry, candidate = self._open(candidate_id, version)
            if "/" in into:
                return self._keep(entry, self._amending(candidate, into), by, f"joined to the entry {into}")
            if into == candidate_id:
                raise InvalidValue("a candidate cannot be merged with itself: name another one")
            other = queue.find(into)
            target_entry, target = self._open(into, other.version)
            joined = joining.joined(target, candidate)
            self._keep(entry, replace(candidate, status="merged", outcome=into), by, f"merged into {into}")
            return self._keep(target_entry, joined, by, _took_in(candidate_id))

    def split(self, candidate_id: str, version: int, by: str, pieces: Sequence[int]) -> Candidate:
        """Take some of a candidate's reports (numbers from 0) out of it, as a new candidate; the new one."""
        with transaction.atomic():
            entry, candidate = self._open(candidate_id, version)
            taken = sorted({n for n in pieces if 0 <= n < len(candidate.pieces)})
            if not taken or len(taken) == len(candidate.pieces):
                raise InvalidValue("choose some of the reports, not none and not all: the rest stays where it is")
            new_id = f"split-{_digest('|'.join([candidate.id, *(candidate.pieces[n].report for n in taken)]))}"
            rest, new = joining.parted(candidate, taken, new_id)
            self._keep(entry, rest, by, f"split: {len(taken)} of {len(candidate.pieces)} reports taken out")
            made = queue.entry_of(new, version=0)
            return self._keep(made, new, by, f"split from {candidate_id}")

    def amend(self, development: str, by: str, correction: str = "") -> Candidate:
        """Open a published entry for a change: a new candidate that starts from its words."""
        kept, entry = self._published(development)
        now = dt.datetime.now(dt.UTC)
        made = Candidate(
            id=f"amends-{_digest(f'{development}@{kept.stamp.number}@{now.isoformat()}')}",
            proposal=entry,
            found=now,
            newest=now,
            amends=development,
            base=kept.stamp.number,
            correction=correction,
            severity=severity_of(entry.events),
        )
        with transaction.atomic():
            return self._keep(queue.entry_of(made, version=0), made, by, f"opened {development} for a change")

    def undo(self, candidate_id: str, version: int, by: str) -> Candidate:
        """Take back the last act on a candidate; what it published is withdrawn, or gets its former words back.

        Raises Conflict when there is nothing to undo, or when somebody has built on it since.
        """
        with transaction.atomic():
            entry = queue.locked(candidate_id, version)
            candidate = queue.candidate_of(entry)
            acts = _standing(self.store.history("candidate", candidate_id))
            if len(acts) < 2:
                raise Conflict("nothing was done with this candidate yet, so there is nothing to undo")
            last, before = acts[-1].stamp.why, _value(acts[-2])
            if candidate.status == "published":
                publishing.take_back(self.store, candidate, by, "publication undone")
            if candidate.status == "merged":
                self._take_out(candidate, by)
            return self._keep(entry, before, by, _UNDONE + last)

    def candidate(self, candidate_id: str) -> tuple[Candidate, int]:
        """A candidate and its version. Raises NotFound."""
        entry = queue.find(candidate_id)
        return queue.candidate_of(entry), entry.version

    def _open(self, candidate_id: str, version: int) -> tuple[Entry, Candidate]:
        entry = queue.locked(candidate_id, version)
        candidate = queue.candidate_of(entry)
        if candidate.status not in ("open", "snoozed"):
            raise Conflict(f"this candidate is {_told(candidate)} already: undo that first")
        return entry, candidate

    def _waiting(self, candidate_id: str, version: int) -> tuple[Entry, Candidate]:
        entry = queue.locked(candidate_id, version)
        candidate = queue.candidate_of(entry)
        if candidate.status != "second":
            raise Conflict(f"this candidate does not wait for a second reader: it is {_told(candidate)}")
        return entry, candidate

    def _keep(self, entry: Entry, candidate: Candidate, by: str, why: str) -> Candidate:
        """Record a candidate as it now stands; before its first change also as the machine proposed it."""
        puts = []
        if entry.version > 0 and not self.store.history("candidate", candidate.id):
            puts.append(Put("candidate", queue.candidate_of(entry), None, by=MACHINE, why="proposed"))
        entry.version += 1
        candidate = replace(candidate, turn=entry.version)
        puts.append(Put("candidate", candidate, None, why=why))
        self.store.put(puts, by, why)
        queue.fill(entry, candidate)
        entry.save()
        if candidate.status != "open":
            Draft.objects.filter(entry=entry).delete()
        return candidate

    def _publish(self, entry: Entry, candidate: Candidate, first: str, second: str) -> Candidate:
        published, wrote = publishing.publish(self.store, candidate, first, second)
        changed = replace(candidate, status="published", outcome=published.id, until=None, wrote=wrote)
        return self._keep(entry, changed, second or first, f"published as {published.id}")

    def _published(self, development: str) -> tuple[Kept[Any], Development]:
        history = self.store.history("development", development)
        public = [kept for kept in history if kept.stamp.published is not None]
        if not public or not isinstance(public[-1].value, Development):
            raise NotFound(f"there is no published entry {development!r}: write its address, al-tanf/2019-02-14/1")
        return public[-1], public[-1].value

    def _amending(self, candidate: Candidate, development: str) -> Candidate:
        kept, entry = self._published(development)
        return joining.amending(candidate, entry, kept.stamp.number)

    def _take_out(self, candidate: Candidate, by: str) -> None:
        """Undo a merge on its other side."""
        target = queue.find(candidate.outcome)
        acts = _standing(self.store.history("candidate", target.id))
        if len(acts) < 2 or acts[-1].stamp.why != _took_in(candidate.id):
            raise Conflict(f"the candidate {target.id} was worked on after the merge: split the reports out there")
        self._keep(queue.locked(target.id, target.version), _value(acts[-2]), by, _UNDONE + acts[-1].stamp.why)


def _standing(revisions: Sequence[Kept[Any]]) -> list[Kept[Any]]:
    """The revisions that still count: each undoing takes itself and the one before it away."""
    acts: list[Kept[Any]] = []
    for kept in revisions:
        if kept.stamp.why.startswith(_UNDONE) and acts:
            acts.pop()
        elif kept.value is not None:
            acts.append(kept)
    return acts


def _value(kept: Kept[Any]) -> Candidate:
    assert isinstance(kept.value, Candidate)
    return kept.value


def _with(candidate: Candidate, proposal: Development | None, correction: str) -> Candidate:
    """The candidate with the words that a person gave it."""
    if proposal is not None:
        if candidate.amends and proposal.id != candidate.amends:
            raise InvalidValue(f"an amendment of {candidate.amends} stays under its address, not {proposal.id}")
        candidate = replace(candidate, proposal=proposal, severity=severity_of(proposal.events))
    return replace(candidate, correction=correction.strip()) if correction.strip() else candidate


def _words(text: str, what: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise InvalidValue(f"this needs {what}")
    return text


def _told(candidate: Candidate) -> str:
    return _TOLD[candidate.status]


def _took_in(candidate_id: str) -> str:
    return f"took in {candidate_id}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
