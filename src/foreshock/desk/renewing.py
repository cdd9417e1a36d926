"""A breach's candidate brought up to what the watch knows by now; somebody's words in it stay."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from foreshock.model import Candidate
from foreshock.store import Put, Store

from . import queue
from .acts import MACHINE
from .breaches import TAKEN_BACK, mark_of_none
from .joining import SEEN
from .models import Entry

#: What an amendment says that tells of a breach which was none.
CORRECTION: Final = f"{TAKEN_BACK[0].upper()}{TAKEN_BACK[1:]}."


def worked_on(store: Store, candidate_id: str) -> bool:
    """Whether anybody but the machine has acted on a candidate."""
    return any(kept.stamp.by != MACHINE for kept in store.history("candidate", candidate_id))


def set_aside_by_machine(store: Store, held: Candidate) -> bool:
    """Whether it was the machine that rejected a candidate, so that it may open it again."""
    return held.status == "rejected" and store.history("candidate", held.id)[-1].stamp.by == MACHINE


def is_none(candidate: Candidate) -> bool:
    """Whether publishing a candidate says that a breach was none."""
    return bool(candidate.breaches) and candidate.seen == mark_of_none(candidate.breaches[0])


def renew(store: Store, candidate_id: str, new: Candidate) -> None:
    """Bring what is known by now to a candidate. One that was set aside is open again, and so is one that waits for its
    second reader when what it says of the breach has turned over."""
    entry = Entry.objects.select_for_update().get(pk=candidate_id)
    held = queue.candidate_of(entry)
    told = {one.report for one in new.pieces}
    others = tuple(piece for piece in held.pieces if piece.report not in told)
    status = "open" if held.status == "rejected" else held.status
    if worked_on(store, entry.id):
        none = is_none(new)
        if status == "second" and none != is_none(held):
            held, status = replace(held, first="", until=None), "open"
        changed = replace(
            held,
            status=status,
            pieces=(*new.pieces, *others),
            newest=new.newest,
            seen=new.seen,
            reason=TAKEN_BACK if none else "" if held.reason == TAKEN_BACK else held.reason,
            correction=(held.correction if held.correction != CORRECTION else "") or new.correction,
        )
    else:
        # A track that was none is no report of it.
        others = tuple(piece for piece in others if piece.report not in {f"{SEEN}{name}" for name in new.breaches})
        pieces = (*new.pieces, *others)
        changed = replace(new, id=held.id, found=held.found, status=status, until=held.until, pieces=pieces)
    entry.version += 1
    changed = replace(changed, turn=entry.version)
    if store.history("candidate", entry.id):
        store.put([Put("candidate", changed, None, why="the watch has seen more of the breach")], MACHINE)
    queue.fill(entry, changed)
    entry.save()
