"""The published list as the desk looks at it: read again only when something was published since."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence

from foreshock.model import Candidate, Development, Flashpoint, ListState
from foreshock.site.index import Index
from foreshock.store import Store
from foreshock.zone.sharing import Sharing

from .differences import likeness

#: Entries of so many days before and after a candidate are looked at when the like of it is sought.
_DAYS = 10


class Published:
    """The published state, kept as long as nothing new is public. `sharing` is what the public may see of tracks and
    breaches. Safe to use from several threads."""

    def __init__(self, store: Store, sharing: Sharing | None = None) -> None:
        self.store = store
        self.sharing = sharing
        self._lock = threading.Lock()
        self._state: ListState | None = None
        self._key: object = None
        self._index: tuple[ListState, dt.date, Index] | None = None

    def state(self) -> ListState:
        """The list as it is public now. Candidates and drafts that are recorded meanwhile cost nothing here."""
        head = self.store.head()
        key = (head.public, head.erasures, head.due is not None and head.due <= dt.datetime.now(dt.UTC))
        with self._lock:
            if self._state is None or key != self._key:
                self._state, self._key = self.store.state(), key
            return self._state

    def index(self) -> Index:
        """Lookups over the list as it is public now."""
        state, today = self.state(), dt.datetime.now(dt.UTC).date()
        with self._lock:
            if self._index is None or self._index[0] is not state or self._index[1] != today:
                self._index = (state, today, Index(state, today, sharing=self.sharing))
            return self._index[2]

    def flashpoints(self) -> dict[str, Flashpoint]:
        """Slug → flashpoint, in the list's order."""
        state = self.state()
        order = state.list.value.order if state.list and state.list.value else ()
        slugs = [*order, *(slug for slug in state.flashpoints if slug not in order)]
        kept = ((slug, state.flashpoints.get(slug)) for slug in slugs)
        return {slug: one.value for slug, one in kept if one is not None and one.value is not None}

    def entry(self, development: str) -> Development | None:
        """A published entry, None when there is none."""
        kept = self.state().developments.get(development)
        return kept.value if kept else None

    def like(self, candidate: Candidate, most: int = 3) -> Sequence[Development]:
        """Published entries of about that day at the same flashpoints, the likest first."""
        proposal = candidate.proposal
        near = []
        for kept in self.state().developments.values():
            entry = kept.value
            if entry is None or abs((entry.date - proposal.date).days) > _DAYS:
                continue
            if set(entry.belongs_to) & set(proposal.belongs_to):
                near.append((likeness(entry.text, proposal.text), entry))
        near.sort(key=lambda pair: (-pair[0], abs((pair[1].date - proposal.date).days), pair[1].id))
        return [entry for _, entry in near[:most]]
