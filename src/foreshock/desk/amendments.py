"""Amendments of entries whose breach went on, was taken back or came back since: one waits for each breach, no more.

While nobody has worked on it, it tells what is known by now, so that an older one is never published over a newer.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, Literal

from django.db.models import Q
from django.db.models.functions import Length
from msgspec.structs import replace

from foreshock.model import Breach, Candidate, Development, Kept, ListState
from foreshock.store import Put, Store
from foreshock.zone.sharing import Sharing

from . import joining, queue
from .acts import MACHINE, Desk
from .breaches import TAKEN_BACK, candidate_id, candidate_of, former_id, mark, mark_of_none
from .models import Entry
from .renewing import CORRECTION, renew, set_aside_by_machine, worked_on

_WAITING: Final = ("open", "snoozed", "second")
_NO_MORE: Final = "the record tells of this breach as the watch sees it now: nothing is left to amend"
_REPLACED: Final = "another amendment of this entry tells what is known of the breach by now"
Came = Literal["", "new", "renewed"]


def waiting() -> dict[str, list[Candidate]]:
    """The amendments that wait for somebody, by breach; the newest first."""
    rows = Entry.objects.annotate(length=Length("id")).filter(
        id__startswith="breach-", length__gt=len(former_id("")), status__in=_WAITING
    )
    found: dict[str, list[Candidate]] = defaultdict(list)
    for held in sorted(map(queue.candidate_of, rows), key=lambda one: (one.found, one.id), reverse=True):
        if held.amends and held.seen and held.breaches:
            found[held.breaches[0]].append(held)
    return found


def withdrawn_by_watch(store: Store, name: str) -> Breach | None:
    """A breach as the record had it before somebody published that it was none; None where it left otherwise."""
    public = [kept for kept in store.history("breach", name) if kept.stamp.published is not None]
    if len(public) < 2 or public[-1].value is not None or public[-1].stamp.why != TAKEN_BACK:
        return None
    return public[-2].value if isinstance(public[-2].value, Breach) else None


def amend_seen(
    store: Store, state: ListState, breach: Breach, held: Sequence[Candidate], now: dt.datetime, sharing: Sharing
) -> Came:
    """Lay what the watch sees of a breach that an entry tells of; `held` are its amendments that wait."""
    kept = state.developments.get(breach.development)
    if kept is None or not isinstance(kept.value, Development):
        return ""
    record = state.breaches.get(breach.id)
    recorded = record.value if record else None
    same = recorded is not None and mark(breach) == mark(recorded)
    if same and not held:
        return ""
    made = candidate_of(state, breach, now, sharing)
    if made is None:
        return ""
    changed = joining.amending(made, kept.value, kept.stamp.number)
    changed = replace(changed, proposal=replace(changed.proposal, events=kept.value.events))
    if same:
        held = [one for one in held if not _set_aside(store, one, _NO_MORE)]
    came = _lay(store, changed, held) if held or not same else ""
    if came and breach.track:
        # Behind a withdrawal only a plain edit brings a breach back.
        act: Literal["edit"] | None = "edit" if record is not None and recorded is None else None
        store.put([Put("breach", breach, None, act, why="seen in a track")], MACHINE)
    return came


def amend_none(
    store: Store,
    state: ListState,
    name: str,
    held: Sequence[Candidate],
    kept: Kept[Development],
    now: dt.datetime,
    sharing: Sharing,
) -> bool:
    """Lay before the desk that a breach which an entry tells of was none."""
    recorded = state.breaches.get(name)
    if recorded is None or recorded.value is None:
        # The record says so already: what would bring it back is set aside.
        return sum(_set_aside(store, one, TAKEN_BACK) for one in held) > 0
    if kept.value is None:
        return False
    made = Candidate(
        id=candidate_id(name, sharing), proposal=kept.value, found=now, newest=now, amends=kept.value.id,
        base=kept.stamp.number, correction=CORRECTION, breaches=(name,), seen=mark_of_none(name),
    )  # fmt: skip
    return bool(_lay(store, made, held))


def _lay(store: Store, made: Candidate, held: Sequence[Candidate]) -> Came:
    """The amendment that waits is renewed; where none does, one that the machine set aside is opened again, or a new
    one is laid, unless somebody has decided on the same before."""
    for older in held[1:]:
        _set_aside(store, older, _REPLACED)
    if held:
        if held[0].seen == made.seen:
            return ""
        renew(store, held[0].id, made)
        return "renewed"
    own, former = Q(id__startswith=f"{made.id}-"), Q(id__startswith=f"{former_id(made.breaches[0])}-")
    before = [
        one
        for one in map(queue.candidate_of, Entry.objects.filter(own | former))
        if one.amends and made.breaches[0] in one.breaches
    ]
    decided = [one for one in before if one.status in ("rejected", "merged") and not set_aside_by_machine(store, one)]
    if any(one.seen == made.seen for one in decided):
        return ""
    if again := next((one for one in before if set_aside_by_machine(store, one)), None):
        renew(store, again.id, made)
        return "renewed"
    # No digest of what was seen: whoever tried all instants and depths would find the ones that fit.
    number = 1
    while Entry.objects.filter(pk=f"{made.id}-amends-{number}").exists():
        number += 1
    queue.add_candidates([replace(made, id=f"{made.id}-amends-{number}")])
    return "new"


def _set_aside(store: Store, held: Candidate, why: str) -> bool:
    """Set an amendment aside that nobody has worked on; whether it was."""
    if held.status == "second" or worked_on(store, held.id):
        return False
    Desk(store, lambda: True).reject(held.id, queue.find(held.id).version, MACHINE, why)
    return True
