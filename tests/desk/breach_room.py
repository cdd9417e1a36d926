"""A desk at which breaches of one invented zone are laid as candidates."""

from __future__ import annotations

import datetime as dt

from invented import NOON
from msgspec.structs import replace

from foreshock.model import Breach, Candidate, When, Zone
from foreshock.store import Put, Store

ANA, BO = "Ana Ruiz", "Bo Lind"
ZONE = Zone("ness-zone", "quiet zone off Cape Ness", "cape-ness", "gbr", 50.0, -5.0, 20_000)
SAID = Breach("ness-zone/said", "ness-zone", reported="A trawler is said to have come in.", happened=When("2020-05"))
SEEN = Breach(
    "ness-zone/4ca1f2/20200507T120000Z", "ness-zone", track="4ca1f2", first=NOON, last=NOON, entered=NOON, fixes=4,
    ended="inside", depth_m=3000.0, probability=1.0, held_by="The desk’s own watch",
)  # fmt: skip
LEFT = replace(SEEN, last=NOON + dt.timedelta(hours=1), left=NOON + dt.timedelta(hours=1), ended="left", fixes=90)


class Room:
    def __init__(self, store: Store) -> None:
        from foreshock.desk.acts import Desk

        self.store, self.acts = store, Desk(store, lambda: False)
        store.put([Put("zone", ZONE, NOON)], by="Test")

    def lay(self, *seen: Breach, gone: tuple[str, ...] = ()) -> tuple[int, int, int]:
        from foreshock.desk.laying import lay_breaches

        laid = lay_breaches(self.store, seen, taken_back=gone)
        return laid.new, laid.renewed, laid.taken_back

    def only(self, status: str = "open") -> tuple[Candidate, int]:
        from foreshock.desk import queue

        (line,) = queue.page(status).lines
        return self.acts.candidate(line.id)

    def recorded(self, name: str = SEEN.id) -> Breach | None:
        kept = self.store.state().breaches.get(name)
        return kept.value if kept else None


def row_of(room: Room, candidate: Candidate) -> Candidate:
    """The candidate as its row and the record now hold it."""
    from foreshock.desk import queue

    entry = queue.find(candidate.id)
    room.store.put([Put("candidate", candidate, None)], by="Test")
    queue.fill(entry, candidate)
    entry.save()
    return candidate
