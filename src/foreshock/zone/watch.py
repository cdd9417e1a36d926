"""From tracks to breaches and events. The answer depends on the set of fixes alone, not on how they arrived."""

from __future__ import annotations

import datetime as dt
import math
from typing import Literal

import numpy as np
from msgspec import Struct

from foreshock.model import InvalidValue, Zone
from foreshock.model.tracks import Breach, Doubt

from .ellipsoid import Floats
from .presence import Ground, probability_inside
from .quality import DOUBTS, flag, names
from .rules import Rules
from .scan import (
    COUNT,
    DEEPEST,
    ENDED,
    FIRST,
    FLAGS,
    LAST,
    LEFT,
    LOST,
    SURE_AT,
    WIDTH,
    Longs,
    approaches,
    presences,
)
from .track import Track, instant
from .unseen import unseen
from .zones import Circle, Zones

EventKind = Literal["approach", "entry", "dwell", "exit", "crossing", "contact lost"]


class ZoneEvent(Struct, frozen=True, omit_defaults=True):
    """Something that happened at a boundary. `time` is interpolated for entry, exit and crossing.

    `seconds` is the time left to the boundary for an approach, the time inside that makes a dwell; `distance_m` goes
    with an approach. `breach` names the record, which holds what later fixes change.
    """

    kind: EventKind
    time: dt.datetime
    zone: str
    track: str
    breach: str = ""
    seconds: float | None = None
    distance_m: float | None = None
    doubts: tuple[Doubt, ...] = ()


class Findings(Struct, frozen=True):
    """Breaches in order of their beginning, and events in order of time."""

    breaches: tuple[Breach, ...]
    events: tuple[ZoneEvent, ...]


class Watch:
    """Judges whole tracks against zones.

    A zone's validity in time and its heights count: outside them nothing is inside. A fix without altitude counts as
    inside a zone that has heights, and the breach says so.
    """

    def __init__(self, zones: list[Zone], rules: Rules | None = None) -> None:
        self.zones = zones
        self.rules = rules or Rules()
        self._ground = Ground(Zones.of(zones))

    def judge(self, track: Track, party: str = "") -> Findings:
        """Everything one track did at the zones."""
        rules = self.rules
        breaches: list[Breach] = []
        events: list[ZoneEvent] = []
        near = self._ground.near(track.place, rules.approach_m)
        flags = flag(track, rules.speed, rules.turn) if near else np.zeros(0, np.int64)
        for number in near:
            found = _Judgement(self, number, track, flags, party)
            breaches += found.breaches
            events += found.events
        breaches.sort(key=_beginning)
        events.sort(key=lambda e: (e.time, e.zone, e.kind))
        return Findings(tuple(breaches), tuple(events))

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

    @property
    def ground(self) -> Ground:
        return self._ground


class _Judgement:
    """One track at one zone."""

    def __init__(self, watch: Watch, number: int, track: Track, flags: Longs, party: str) -> None:
        self.zone, self.rules, self.ground = watch.zones[number], watch.rules, watch.ground
        self.number, self.track, self.flags, self.party = number, track, flags, party
        self.breaches: list[Breach] = []
        self.events: list[ZoneEvent] = []
        self._named: dict[str, int] = {}
        shape = self.ground.zones.shapes[number]
        radius = shape.radius_m if isinstance(shape, Circle) else math.inf
        signed = self.ground.signed(number, track.place, track.lat, track.lon)
        chance = probability_inside(signed, track.accuracy, radius)
        counted = self._counted()
        # Where the zone does not hold, a fix is as good as far away.
        self.signed: Floats = np.where(counted, signed, np.maximum(np.abs(signed), 1e9))
        self.chance: Floats = np.where(counted, chance, 0.0)
        self._find_presences()
        self._find_crossings()
        self._find_unseen()
        self._find_approaches()

    def _counted(self) -> np.ndarray:
        """Whether the zone holds at the instant and height of each fix."""
        zone, track = self.zone, self.track
        counted = np.ones(len(track), dtype=np.bool_)
        if zone.valid_from is not None:
            counted &= track.time >= _midnight(zone.valid_from.first)
        if zone.valid_to is not None:
            counted &= track.time < _midnight(zone.valid_to.last + dt.timedelta(days=1))
        if zone.floor_m is not None:
            counted &= ~(track.altitude < zone.floor_m)
        if zone.ceiling_m is not None:
            counted &= ~(track.altitude > zone.ceiling_m)
        return counted

    def _find_presences(self) -> None:
        rules, track = self.rules, self.track
        out = np.empty((len(track) + 1, WIDTH), np.int64)
        count = presences(
            track.time, self.signed, track.accuracy, self.chance, self.flags, rules.sure, rules.corroborate,
            rules.hysteresis_m, rules.silence_s, out,
        )  # fmt: skip
        for row in out[:count]:
            self._record(row)

    def _record(self, row: np.ndarray) -> None:
        track, rules = self.track, self.rules
        first, last = int(row[FIRST]), int(row[LAST])
        entered = self._passed(first - 1, first) if first > 0 else None
        left = self._passed(last, last + 1) if row[ENDED] == LEFT else None
        doubts: list[Doubt] = []
        if row[FLAGS] & DOUBTS:
            # It came here by a jump that no motion explains; what follows may be true to itself and still be false.
            doubts += names(int(row[FLAGS]))  # type: ignore[arg-type]
        elif row[SURE_AT] < 0:
            sure = bool((self.chance[first : last + 1] >= rules.sure).any())
            doubts.append(
                "one fix only" if row[COUNT] == 1 and sure else "near the edge" if not sure else "one fix only"
            )
            doubts += names(int(row[FLAGS]))  # type: ignore[arg-type]
        if np.isnan(track.altitude[first : last + 1]).all() and not (
            self.zone.floor_m is None and self.zone.ceiling_m is None
        ):
            doubts.append("altitude unknown")
        since = entered or track.at(first)
        breach = Breach(
            id=self._name(since),
            zone=self.zone.id,
            party=self.party,
            track=track.id,
            first=track.at(first),
            last=track.at(last),
            entered=entered,
            left=left,
            ended={LEFT: "left", LOST: "contact lost"}.get(int(row[ENDED]), "inside"),  # type: ignore[arg-type]
            depth_m=round(float(-self.signed[row[DEEPEST]]), 3),
            fixes=int(row[COUNT]),
            probability=round(float(self.chance[first : last + 1].max()), 4),
            doubts=tuple(doubts),
        )
        self.breaches.append(breach)
        self._tell("entry", since, breach)
        inside_for = ((left or track.at(last)) - since).total_seconds()
        if inside_for >= rules.dwell_s:
            self._tell("dwell", since + dt.timedelta(seconds=rules.dwell_s), breach, seconds=rules.dwell_s)
        if left is not None:
            self._tell("exit", left, breach)
        elif row[ENDED] == LOST:
            self._tell("contact lost", track.at(last), breach)

    def _name(self, since: dt.datetime) -> str:
        """Zone, track and second of the beginning; a second breach within that second says so."""
        name = f"{self.zone.id}/{self.track.id}/{since:%Y%m%dT%H%M%S}Z"
        self._named[name] = self._named.get(name, 0) + 1
        return name if self._named[name] == 1 else f"{name}-{self._named[name]}"

    def _passed(self, before: int, after: int) -> dt.datetime:
        """When the boundary was passed between two fixes, going straight at even speed."""
        one, other = float(self.signed[before]), float(self.signed[after])
        start, stop = float(self.track.time[before]), float(self.track.time[after])
        if max(one, other) >= 1e9 or stop - start > self.rules.silence_s:
            return instant(stop if other <= 0 else start)
        return instant(start + (stop - start) * one / (one - other) if one != other else start)

    def _find_crossings(self) -> None:
        """Ways between two trusted fixes outside that lead through the zone: possible only where both are nearer to
        it than they are to each other."""
        track, rules = self.track, self.rules
        trusted = np.flatnonzero((self.flags & ~DOUBTS == 0) & (self.signed < 1e9))
        if len(trusted) < 2:
            return
        one, other = trusted[:-1], trusted[1:]
        step = np.linalg.norm(track.place[other] - track.place[one], axis=1)
        outside = (self.signed[one] > 0) & (self.signed[other] > 0)
        close = self.signed[one] + self.signed[other] <= step * 1.01 + 1
        gap = track.time[other] - track.time[one]
        for k in np.flatnonzero(outside & close & (gap > 0) & (gap <= rules.silence_s)):
            first, second = int(one[k]), int(other[k])
            depth, share = self.ground.deepest_between(self.number, track.lat, track.lon, first, second)
            if depth >= 0 or (self.signed[first + 1 : second] <= 0).any():
                continue
            spread = math.hypot(float(track.accuracy[first]), float(track.accuracy[second]))
            plain = gap[k] <= rules.crossing_s and -depth > 3 * spread
            doubts: list[Doubt] = [] if plain else ["no fix inside"]
            if flagged := int(np.bitwise_or.reduce(self.flags[first : second + 1])):
                doubts = ["no fix inside", *names(flagged)]  # type: ignore[list-item]
            at = instant(float(track.time[first] + share * gap[k]))
            breach = Breach(
                id=self._name(at),
                zone=self.zone.id, party=self.party, track=track.id, entered=at, left=at, ended="left",
                depth_m=round(-depth, 3), fixes=0, doubts=tuple(doubts),
            )  # fmt: skip
            self.breaches.append(breach)
            self._tell("crossing", at, breach)

    def _find_unseen(self) -> None:
        """Stretches of flagged fixes from which the zone could have been visited, where nothing else tells of it."""
        track = self.track
        out = np.empty((len(track) + 1, 2), np.int64)
        count = unseen(track.time, track.place, self.signed, self.flags, self.rules.speed, out)
        for first, second in out[:count].tolist():
            end = second if second >= 0 else len(track) - 1
            begin_at, end_at = track.at(first), track.at(end)
            if any(_covers(breach, begin_at, end_at) for breach in self.breaches):
                continue
            flagged = int(np.bitwise_or.reduce(self.flags[first + 1 : end + 1]))
            doubts: list[Doubt] = ["no fix inside", *names(flagged)]  # type: ignore[list-item]
            breach = Breach(
                id=self._name(begin_at),
                zone=self.zone.id, party=self.party, track=track.id, entered=begin_at, left=end_at,
                ended="left" if second >= 0 else "contact lost", fixes=0, doubts=tuple(doubts),
            )  # fmt: skip
            self.breaches.append(breach)
            self._tell("crossing", begin_at, breach)

    def _find_approaches(self) -> None:
        track, rules = self.track, self.rules
        out, wait = np.empty(len(track), np.int64), np.empty(len(track))
        count = approaches(
            track.time, self.signed, track.accuracy, self.flags, rules.approach_m, rules.approach_s, out, wait
        )
        for number, seconds in zip(out[:count], wait[:count], strict=True):
            self.events.append(
                ZoneEvent(
                    "approach", track.at(int(number)), self.zone.id, track.id, seconds=round(float(seconds), 1),
                    distance_m=round(float(self.signed[number]), 1),
                )
            )  # fmt: skip

    def _tell(self, kind: EventKind, at: dt.datetime, breach: Breach, seconds: float | None = None) -> None:
        self.events.append(ZoneEvent(kind, at, self.zone.id, self.track.id, breach.id, seconds, doubts=breach.doubts))


def _covers(breach: Breach, begin: dt.datetime, end: dt.datetime) -> bool:
    """Whether a breach tells of a whole stretch."""
    began, ended = breach.entered or breach.first, breach.left or breach.last or breach.entered
    return began is not None and ended is not None and began <= begin and ended >= end


def _beginning(breach: Breach) -> tuple[dt.datetime, str]:
    began = breach.entered or breach.first
    assert began is not None
    return began, breach.id


def _midnight(day: dt.date) -> float:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()
