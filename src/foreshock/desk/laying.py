"""Breaches laid before the desk: each once, renewed while nobody has worked on it, taken back when the watch does.

What a watch has seen is kept as a draft of the record, so that publishing an entry can record the breach with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace

from foreshock.model import Breach, Candidate, ListState
from foreshock.store import Put, Store
from foreshock.zone.sharing import Sharing

from . import queue
from .acts import MACHINE, Desk
from .amendments import amend_none, amend_seen, waiting, withdrawn_by_watch
from .breaches import TAKEN_BACK, candidate_id, candidates_of, former_id, renewed
from .models import Entry
from .renewing import renew, set_aside_by_machine, worked_on


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
    entry tells of a breach already and more is known, or it was taken back, an amendment is laid, one for each breach.
    Repeating it changes nothing.
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
        before = recorded.get(breach.id)
        if (known := state.breaches.get(breach.id)) and known.value is None:
            before = withdrawn_by_watch(store, breach.id)
            if before is None:
                # Somebody took it out of the record; what is still open of it is theirs to decide.
                continue
        seen[breach.id] = renewed(before, breach) if before else breach
    every = recorded | seen
    candidates = list(candidates_of(state, every.values(), now, sharing))
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
            renew(store, one.id, one)
        laid.renewed = len(more)
        held = waiting()
        for breach in seen.values():
            if breach.development:
                came = amend_seen(store, state, breach, held.get(breach.id, ()), now, sharing)
                laid.new += came == "new"
                laid.renewed += came == "renewed"
        for name in taken_back:
            if name not in seen:
                laid.taken_back += _take_back(store, state, name, held.get(name, ()), now, sharing)
    return laid


def _says_more(store: Store, new: Candidate, held: Candidate, seen: bool) -> bool:
    """Whether a candidate says more than what the desk holds of it; so does one that is `seen` after it was taken
    back, unless it was somebody who set it aside."""
    if held.erased:
        return False
    stands_again = seen and held.reason == TAKEN_BACK
    if held.status == "rejected":
        return stands_again and set_aside_by_machine(store, held)
    return held.status in ("open", "snoozed", "second") and (stands_again or new.seen != held.seen)


def _former(candidate: Candidate, sharing: Sharing) -> str:
    """The id under which a candidate of a breach was laid before ids were made with the desk's key."""
    name = candidate.breaches[0]
    return candidate.id.replace(candidate_id(name, sharing), former_id(name))


def _take_back(
    store: Store, state: ListState, name: str, amendments: Sequence[Candidate], now: dt.datetime, sharing: Sharing
) -> bool:
    """Set the candidate of a breach that is none aside; where people have worked on it or published it, tell them."""
    entry = Entry.objects.select_for_update().filter(pk__in=(candidate_id(name, sharing), former_id(name))).first()
    if entry is None:
        return False
    held = queue.candidate_of(entry)
    if held.status in ("open", "snoozed") and not worked_on(store, entry.id):
        Desk(store, lambda: True).reject(entry.id, entry.version, MACHINE, TAKEN_BACK)
        return True
    if held.status in ("open", "snoozed", "second") and held.reason != TAKEN_BACK:
        entry.version += 1
        changed = replace(held, status="open", first="", until=None, reason=TAKEN_BACK, turn=entry.version)
        store.put([Put("candidate", changed, None, why=TAKEN_BACK)], MACHINE)
        queue.fill(entry, changed)
        entry.save()
        return True
    # Merged into another candidate, it is the record that knows which entry tells of it.
    recorded = state.breaches.get(name)
    development = recorded.value.development if recorded and recorded.value else held.outcome
    kept = state.developments.get(development) if held.status in ("published", "merged") else None
    return kept is not None and amend_none(store, state, name, amendments, kept, now, sharing)
