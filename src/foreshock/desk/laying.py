"""Breaches laid before the desk: each once, renewed while nobody has worked on it, taken back when the watch does.

What a watch has seen is kept as a draft of the record, so that publishing an entry can record the breach with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from foreshock.model import Breach, Candidate, Development, ListState
from foreshock.store import Put, Store
from foreshock.zone.sharing import Sharing

from . import joining, queue
from .acts import MACHINE, Desk
from .breaches import TAKEN_BACK, candidate_id, candidate_of, candidates_of, former_id, mark, mark_of_none, renewed
from .models import Entry


class LaidBreaches(Struct):
    """What came of laying breaches: candidates that are new, that say more than before, that the watch took back; and
    breaches of zones that the list does not have, by zone."""

    new: int = 0
    renewed: int = 0
    taken_back: int = 0
    strange: dict[str, int] = {}


def lay_breaches(
    store: Store, watched: Iterable[Breach] = (), sharing: Sharing | None = None, taken_back: Collection[str] = ()
) -> LaidBreaches:
    """Lay breaches that no entry tells of before the desk: those of the record, and those `watched`, seen by a watch or
    found in recordings. `taken_back` are ids of breaches that a watch has found not to be.

    A candidate that nobody has worked on tells what is known by now; one that somebody has keeps their words. Where an
    entry tells of a breach already and more is known, or it was taken back, an amendment is laid. Repeating it changes
    nothing.
    """
    state, now, laid = store.state(), dt.datetime.now(dt.UTC), LaidBreaches()
    sharing = sharing or Sharing()
    recorded = {kept.value.id: kept.value for kept in state.breaches.values() if kept.value is not None}
    seen: dict[str, Breach] = {}
    for breach in watched:
        kept = state.zones.get(breach.zone)
        if kept is None or kept.value is None:
            laid.strange[breach.zone] = laid.strange.get(breach.zone, 0) + 1
            continue
        if (known := state.breaches.get(breach.id)) and known.value is None:
            # Somebody took it out of the record; what is still open of it is theirs to decide.
            continue
        seen[breach.id] = renewed(recorded[breach.id], breach) if breach.id in recorded else breach
    every = recorded | seen
    candidates = [
        *candidates_of(state, every.values(), now, sharing),
        *_amendments(state, [breach for breach in seen.values() if breach.development], recorded, now, sharing),
    ]
    with transaction.atomic():
        former = {one.id: _former(one, sharing) for one in candidates}
        ids = [*former, *(old for new, old in former.items() if old != new)]
        rows = {
            row.id: row for at in range(0, len(ids), 500) for row in Entry.objects.filter(pk__in=ids[at : at + 500])
        }
        # What was laid under a former id stays there.
        candidates = [replace(one, id=former[one.id]) if former[one.id] in rows else one for one in candidates]
        fresh = [one for one in candidates if one.id not in rows]
        more = [
            one
            for one in candidates
            if one.id in rows
            and _says_more(store, one, queue.candidate_of(rows[one.id]), not seen.keys().isdisjoint(one.breaches))
        ]
        told = [every[name] for one in (*fresh, *more) for name in one.breaches if every[name].track]
        if told:
            store.put([Put("breach", breach, None, why="seen in a track") for breach in told], MACHINE)
        laid.new = queue.add_candidates(fresh)
        for one in more:
            _renew(store, rows[one.id].id, one)
        laid.renewed = len(more)
        for name in taken_back:
            laid.taken_back += name not in seen and _take_back(store, state, name, now, sharing)
    return laid


def _amendments(
    state: ListState, seen: Iterable[Breach], recorded: dict[str, Breach], now: dt.datetime, sharing: Sharing
) -> Iterable[Candidate]:
    """Changes of entries whose breach has gone on since: it ended, or is doubted, or went deeper."""
    for breach in seen:
        kept = state.developments.get(breach.development)
        if kept is None or kept.value is None or mark(breach) == mark(recorded[breach.id]):
            continue
        if made := candidate_of(state, breach, now, sharing):
            changed = joining.amending(replace(made, id=f"{made.id}-{made.seen[:8]}"), kept.value)
            yield replace(changed, proposal=replace(changed.proposal, events=kept.value.events))


def _says_more(store: Store, new: Candidate, held: Candidate, seen: bool) -> bool:
    """Whether a candidate says more than what the desk holds of it; so does one that is `seen` after it was taken
    back, unless it was somebody who set it aside."""
    if held.erased:
        return False
    stands_again = seen and held.reason == TAKEN_BACK
    if held.status == "rejected":
        return stands_again and store.history("candidate", held.id)[-1].stamp.by == MACHINE
    return held.status in ("open", "snoozed", "second") and (stands_again or new.seen != held.seen)


def _worked_on(store: Store, entry_id: str) -> bool:
    return any(kept.stamp.by != MACHINE for kept in store.history("candidate", entry_id))


def _renew(store: Store, entry_id: str, new: Candidate) -> None:
    """Bring what is known by now to a candidate; somebody's words in it stay. One that was set aside is open again."""
    entry = Entry.objects.select_for_update().get(pk=entry_id)
    held = queue.candidate_of(entry)
    others = tuple(piece for piece in held.pieces if piece.report not in {one.report for one in new.pieces})
    status = "open" if held.status == "rejected" else held.status
    pieces = (*new.pieces, *others)
    if _worked_on(store, entry.id):
        reason = "" if held.reason == TAKEN_BACK else held.reason
        changed = replace(held, status=status, pieces=pieces, newest=new.newest, seen=new.seen, reason=reason)
    else:
        changed = replace(new, found=held.found, status=status, until=held.until, pieces=pieces)
    entry.version += 1
    changed = replace(changed, turn=entry.version)
    if store.history("candidate", entry.id):
        store.put([Put("candidate", changed, None, why="the watch has seen more of the breach")], MACHINE)
    queue.fill(entry, changed)
    entry.save()


def _former(candidate: Candidate, sharing: Sharing) -> str:
    """The id under which a candidate of a breach was laid before ids were made with the desk's key."""
    name = candidate.breaches[0]
    return candidate.id.replace(candidate_id(name, sharing), former_id(name))


def _take_back(store: Store, state: ListState, name: str, now: dt.datetime, sharing: Sharing) -> bool:
    """Set the candidate of a breach that is none aside; where people have worked on it or published it, tell them."""
    entry = Entry.objects.select_for_update().filter(pk__in=(candidate_id(name, sharing), former_id(name))).first()
    if entry is None:
        return False
    held = queue.candidate_of(entry)
    if held.status in ("open", "snoozed") and not _worked_on(store, entry.id):
        Desk(store, lambda: True).reject(entry.id, entry.version, MACHINE, TAKEN_BACK)
        return True
    if held.status in ("open", "snoozed", "second") and held.reason != TAKEN_BACK:
        entry.version += 1
        changed = replace(held, status="open", first="", until=None, reason=TAKEN_BACK, turn=entry.version)
        store.put([Put("candidate", changed, None, why=TAKEN_BACK)], MACHINE)
        queue.fill(entry, changed)
        entry.save()
        return True
    kept = state.developments.get(held.outcome) if held.status == "published" else None
    if kept is None or not isinstance(kept.value, Development):
        return False
    amendment = Candidate(
        id=f"{held.id}-none", proposal=kept.value, found=now, newest=now, amends=kept.value.id, severity=held.severity,
        correction=f"{TAKEN_BACK[0].upper()}{TAKEN_BACK[1:]}.", breaches=(name,), seen=mark_of_none(name),
    )  # fmt: skip
    return bool(queue.add_candidates([amendment]))
