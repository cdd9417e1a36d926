"""Fixes as they come: findings renewed, each said once, and kept through a crash.

A track is judged again only from where it is settled (see `settled`), so a fix costs the same after a day as after a
minute. A fix that comes later than that is looked up in the ledger: the track is judged from the last point settled
before it, once without and once with the late fix, and the difference is said.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct

from foreshock.model import Zone
from foreshock.model.tracks import Breach, Fix

from .judgement import ZoneEvent
from .ledger import Key, Ledger, Refused, key_of, tracks_from
from .quality import REACH, Flagged
from .rules import Rules
from .settled import State, reaches_back
from .track import Track, joined, track_of
from .watch import Findings, Watch
from .zones import Circle

#: Fixes settled in one step: the distance between the points at which judging can be taken up for a late fix.
_STRIDE = 960
#: Tracks held at hand, about 50 kB each; others are read back from the ledger when they are heard of again.
_AT_HAND = 4000

Mark = tuple[str, str, str, str]


class Said(Struct, frozen=True, omit_defaults=True):
    """One line out: a breach or event that is new, changed by later fixes, or no longer found; or a fix refused for its
    clock.
    """

    act: Literal["new", "changed", "withdrawn", "refused"]
    breach: Breach | None = None
    event: ZoneEvent | None = None
    refused: Refused | None = None


class Clock(Struct, frozen=True):
    """How far (seconds) the instant of a fix may lie after and before its reception; None: any."""

    ahead_s: float | None = 300.0
    behind_s: float | None = None

    def doubt(self, fix: Fix, received: float) -> str:
        """Why a fix received at an instant cannot have been taken at its own; empty if it can."""
        off = fix.time.timestamp() - received
        if self.ahead_s is not None and off > self.ahead_s:
            return f"its clock is ahead of its reception by more than {self.ahead_s:,.0f} s"
        if self.behind_s is not None and -off > self.behind_s:
            return f"its clock is behind its reception by more than {self.behind_s:,.0f} s"
        return ""


class Arrival(Struct, frozen=True):
    """Fixes and refused lines that came together at an instant (seconds since 1970); `origin` tells from where."""

    fixes: list[Fix]
    refused: list[Refused]
    received: float
    origin: str


class _Held(Struct):
    """A track at hand: where it is settled, its fixes from there with their flags, how things stand after the last of
    them if the flags stay as they are, and what stands said of what is not settled.
    """

    state: State
    window: Track
    told: Flagged
    stands: State
    breaches: dict[str, Breach]
    events: dict[Mark, ZoneEvent]


class LiveWatch:
    """Keeps the fixes of each track in a ledger (in memory for `path=None`) and judges a track again when it has new
    ones. What it has said, in sum, is at any moment what `Watch.judge` finds in the same fixes, in whatever order they
    came.
    """

    def __init__(
        self, zones: list[Zone], rules: Rules | None = None, path: Path | None = None, clock: Clock | None = None
    ) -> None:
        self._watch = Watch(zones, rules)
        self._clock = clock or Clock(None, None)
        self.ledger = Ledger(path, zones, self._watch.rules)
        self._held: OrderedDict[str, _Held] = OrderedDict()

    def warm(self) -> None:
        """Compile or load what judging needs, so that the first fix does not wait for it."""
        for shape in self._watch.ground.zones.shapes[:1]:
            lon, lat = (shape.lon, shape.lat) if isinstance(shape, Circle) else shape.rings[0][0]
            instants = np.array([0.0, 10.0, 20.0])
            self._watch.judge(track_of("warm", instants, np.full(3, lat), np.full(3, lon)))

    def take(self, fixes: Iterable[Fix], received: float | None = None) -> list[bytes]:
        """As `take_all`, for fixes received at one instant (seconds since 1970; now, if not given)."""
        now = time.time() if received is None else received
        return self.take_all([Arrival(list(fixes), [], now, f"received {now:.6f}")])

    def take_all(self, arrivals: Iterable[Arrival]) -> list[bytes]:
        """Keep fixes and refused lines, judge, and keep what is to be said: returned as one JSON line each.

        All is on the disk when this returns, and nothing of it when it raises. A fix that is known already changes
        nothing, nor does a refused line of the same origin and number.
        """
        good: dict[str, list[Fix]] = {}
        wrong: list[Refused] = []
        for arrival in arrivals:
            wrong += arrival.refused
            for number, fix in enumerate(arrival.fixes, 1):
                reason = self._clock.doubt(fix, arrival.received)
                if reason:
                    wrong.append(self._refused(fix, arrival.origin, number, reason))
                else:
                    good.setdefault(fix.track, []).append(fix)
        if not good and not wrong:
            return []
        try:
            with self.ledger.writing():
                said = [Said("refused", refused=each) for each in self.ledger.refuse(wrong) if each.inside is not None]
                fresh = {name: self._kept(name, good[name]) for name in sorted(good)}
                for more in tracks_from(fresh):
                    said += self._add(more, fresh[more.id])
                lines = [msgspec.json.encode(each) for each in said]
                self.ledger.say(lines)
        except BaseException:
            # What is at hand may be ahead of the ledger; it is read back when it is needed.
            self._held.clear()
            raise
        while len(self._held) > _AT_HAND:
            self._held.popitem(last=False)
        return lines

    def _refused(self, fix: Fix, origin: str, number: int, reason: str) -> Refused:
        zones = self._watch.ground.zones
        inside = tuple(zones.ids[int(i)] for i in zones.contains([fix.lat], [fix.lon]).zone)
        return Refused(origin, -number, reason, "", msgspec.json.encode(fix).decode(), inside)

    def _kept(self, name: str, fixes: list[Fix]) -> list[Key]:
        return [key for key in map(key_of, fixes) if self.ledger.add(name, key)]

    def _add(self, more: Track, fresh: list[Key]) -> list[Said]:
        name, first = more.id, float(more.time[0])
        held = self._held.get(name)
        if held is None or reaches_back(held.state, held.window, first):
            held = self._read(name, first, fresh)
        self._held[name] = held
        self._held.move_to_end(name)
        before = len(held.window)
        in_order = before and first > held.window.time[-1]
        window = joined(held.window, more)
        told = self._watch.flags(held.state, window, held.told if in_order else None)
        flags = told.flags
        if in_order and held.stands.plain and (flags[:before] == held.told.flags).all():
            # Nothing said of the fixes before can change: it is enough to walk on.
            found, stands = self._watch.walk(held.stands, window, flags)
            breaches, events = _standing(found)
            breaches, events = held.breaches | breaches, held.events | events
        else:
            found, stands = self._watch.walk(held.state, window, flags)
            breaches, events = _standing(found)
        said = _difference(held, breaches, events)
        held.window, held.told, held.stands, held.breaches, held.events = window, told, stands, breaches, events
        self._settle(name, held)
        return said

    def _read(self, name: str, first: float, fresh: list[Key]) -> _Held:
        """A track as it stood without its fresh fixes, from where it was settled before the first of them."""
        settled = self.ledger.settled_by(name, first)
        state = self.ledger.state_before(name, settled)
        self.ledger.unsettle(name, settled)
        new = set(fresh)
        old = [key for key in self.ledger.fixes(name, state.since) if key not in new]
        window = next(tracks_from({name: old}), None)
        window = track_of(name, *np.zeros((3, 0))) if window is None else window.part(state.skip)
        told = self._watch.flags(state, window)
        found, stands = self._watch.walk(state, window, told.flags)
        return _Held(state, window, told, stands, *_standing(found))

    def _settle(self, name: str, held: _Held) -> None:
        moved, most = False, 2 * REACH + _STRIDE
        while True:
            state, gone = self._watch.settle(held.state, held.window.part(0, most), held.told.flags[:most])
            if not gone and most < len(held.window):
                most *= 2
                continue
            if not gone:
                break
            held.window, held.told, held.state, moved = held.window.part(gone), held.told.part(gone), state, True
            held.stands = msgspec.structs.replace(
                held.stands, behind=len(held.window), since=state.since, skip=state.skip, jumps=state.jumps
            )
            self.ledger.settle(name, state)
        if moved:
            found, _ = self._watch.walk(held.state, held.window, held.told.flags)
            held.breaches, held.events = _standing(found)


def _standing(found: Findings) -> tuple[dict[str, Breach], dict[Mark, ZoneEvent]]:
    breaches = {breach.id: breach for breach in found.breaches}
    return breaches, {(e.kind, e.zone, f"{e.time:%Y%m%dT%H%M%S.%f}", e.breach): e for e in found.events}


def _difference(held: _Held, breaches: dict[str, Breach], events: dict[Mark, ZoneEvent]) -> list[Said]:
    """What is to be said when findings take the place of those that stood."""
    said: list[Said] = []
    for key, breach in breaches.items():
        if held.breaches.get(key) != breach:
            said.append(Said("changed" if key in held.breaches else "new", breach=breach))
    said += [Said("withdrawn", breach=breach) for key, breach in held.breaches.items() if key not in breaches]
    for mark, event in events.items():
        if held.events.get(mark) != event:
            said.append(Said("changed" if mark in held.events else "new", event=event))
    said += [Said("withdrawn", event=event) for mark, event in held.events.items() if mark not in events]
    return said


def standing(lines: Iterable[bytes]) -> list[Breach]:
    """The breaches as they stand after all lines said, in order of their beginning."""
    held: dict[str, Breach] = {}
    decode = msgspec.json.Decoder(Said).decode
    for said in map(decode, lines):
        if said.breach is not None:
            held.pop(said.breach.id, None)
            if said.act != "withdrawn":
                held[said.breach.id] = said.breach
    return sorted(held.values(), key=lambda breach: (breach.entered or breach.first, breach.id))


__all__ = ["Arrival", "Clock", "LiveWatch", "Said", "standing"]
