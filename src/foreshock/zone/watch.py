"""From tracks to breaches and events. The answer depends on the set of fixes alone, not on how they arrived."""

from __future__ import annotations

import datetime as dt

import msgspec
import numpy as np
from msgspec import Struct

from foreshock.model import InvalidValue, Zone
from foreshock.model.tracks import Breach

from . import unseen
from .judgement import Judgement, ZoneEvent
from .presence import Ground
from .quality import REACH, Flagged, flag, jumps_until
from .rules import Rules
from .scan import CARRY, Longs
from .settled import START, State, after, may_settle, opens, rows_of
from .track import Track
from .zones import Zones

__all__ = ["Findings", "Watch", "ZoneEvent"]

_NOTHING = (0.0,) * CARRY


class Findings(Struct, frozen=True):
    """Breaches in order of their beginning, and events in order of time."""

    breaches: tuple[Breach, ...]
    events: tuple[ZoneEvent, ...]


class Watch:
    """Judges tracks against zones.

    A zone's validity in time, its heights and its domains count: outside them nothing is inside. A fix without
    altitude counts as inside a zone that has heights, and the breach says so; a fix of unknown domain counts as inside.
    """

    def __init__(self, zones: list[Zone], rules: Rules | None = None) -> None:
        self.zones = zones
        self.rules = rules or Rules()
        self.ground = Ground(Zones.of(zones))
        self._number = {zone.id: number for number, zone in enumerate(zones)}

    def judge(self, track: Track, party: str = "") -> Findings:
        """Everything one whole track did at the zones."""
        return self.walk(START, track, self.flags(START, track).flags, party=party)[0]

    def flags(self, state: State, window: Track, told: Flagged | None = None) -> Flagged:
        """The flags of a window's fixes; see `quality.flag`."""
        return flag(window, self.rules.speed, self.rules.turn, np.array(state.jumps), told)

    def walk(
        self, state: State, window: Track, flags: Longs, end: int | None = None, party: str = ""
    ) -> tuple[Findings, State]:
        """What a track did that had not come to an end at `state`, up to `end` of the window, and its state there.

        The window opens where `state` says; the state returned goes with the same window.
        """
        stop = len(window) if end is None else end
        rows = rows_of(state, window, flags, stop)
        walk = np.array(state.walk)
        found, spell = unseen.find_prisms(
            rows.time, rows.lat, rows.lon, rows.altitude, rows.domain, rows.place, rows.flags, rows.before,
            self.rules.speed, walk,
        )  # fmt: skip
        # Beyond this no zone carries anything on: see `approaches`.
        near = set(self.ground.near(rows.place, 1.1 * max(self.rules.approach_m, self.rules.warning_m) + 1))
        for prism in found:
            near.update(self.ground.near(unseen.place_of(prism), float(prism[unseen.REACH])))
        breaches: list[Breach] = []
        events: list[ZoneEvent] = []
        zones: dict[str, tuple[float, ...]] = {}
        for number in sorted(near | {self._number[name] for name in state.zones}):
            zone = self.zones[number]
            carry = np.array(state.zones.get(zone.id, _NOTHING))
            judged = Judgement(zone, number, self.ground, self.rules, rows, window.id, party, carry)
            judged.find_unseen(found, spell)
            breaches += judged.breaches
            events += judged.events
            if judged.carries_on():
                zones[zone.id] = tuple(carry.tolist())
        if len(breaches) > 1:
            breaches.sort(key=_beginning)
        if len(events) > 1:
            events.sort(key=lambda e: (e.time, e.zone, e.kind))
        return Findings(tuple(breaches), tuple(events)), after(state, window, flags, stop, walk, zones)

    def settle(self, state: State, window: Track, flags: Longs) -> tuple[State, int]:
        """The state further on, once enough fixes have come, and how many fixes its window opens later; else as given
        and 0. The flags of the fixes that stay are the same.
        """
        gone = may_settle(window)
        if not gone:
            return state, 0
        _, there = self.walk(state, window, flags, gone + REACH)
        jumps = tuple(jumps_until(window, gone, self.rules.speed, self.rules.turn, np.array(state.jumps)).tolist())
        at, skip = opens(window, gone, state)
        return msgspec.structs.replace(there, behind=REACH, since=at, skip=skip, jumps=jumps), gone

    def judge_all(self, tracks: list[Track]) -> Findings:
        """Everything some tracks did, as one list; track ids must differ."""
        if len({track.id for track in tracks}) < len(tracks):
            raise InvalidValue("two tracks carry one id: join their fixes into one track first")
        parts = [self.judge(track) for track in tracks]
        breaches = [breach for part in parts for breach in part.breaches]
        events = [event for part in parts for event in part.events]
        breaches.sort(key=_beginning)
        events.sort(key=lambda e: (e.time, e.track, e.zone, e.kind))
        return Findings(tuple(breaches), tuple(events))


def _beginning(breach: Breach) -> tuple[dt.datetime, str]:
    began = breach.entered or breach.first
    assert began is not None
    return began, breach.id
