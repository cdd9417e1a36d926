"""One track at one zone: its breaches and events, and what the walk carries on where the track is settled."""

from __future__ import annotations

import datetime as dt
import math
from typing import Literal

import numpy as np
from msgspec import Struct

from foreshock.model import Zone
from foreshock.model.tracks import Breach, Doubt

from . import unseen
from .ellipsoid import Floats, earth_centred
from .presence import Ground, probability_inside
from .quality import DOUBTS, names
from .rules import Rules
from .scan import (
    AFTER,
    AFTER_S,
    ANNOUNCED,
    BEFORE,
    BEFORE_S,
    CHANCE,
    COUNT,
    DEPTH,
    DOMAIN,
    ENDED,
    FIRST,
    FIRST_S,
    FLAGS,
    HEIGHT,
    INSIDE_SINCE,
    LAST,
    LAST_S,
    LEFT,
    LOST,
    NAMED,
    NEARER,
    OPEN,
    POSSIBLE,
    SURE,
    WARNED,
    WIDTH,
    approaches,
    presences,
)
from .settled import Rows
from .track import DOMAINS, instant
from .zones import Circle

EventKind = Literal["approach", "warning", "entry", "dwell", "exit", "crossing", "contact lost"]


class ZoneEvent(Struct, frozen=True, omit_defaults=True):
    """Something that happened at a boundary. `time` is interpolated for entry, exit and crossing.

    `seconds` is the time left to the boundary for an approach, and for a warning where the boundary comes nearer, the
    time inside that makes a dwell; `distance_m` goes with an approach and a warning. `breach` names the record, which
    holds what later fixes change.
    """

    kind: EventKind
    time: dt.datetime
    zone: str
    track: str
    breach: str = ""
    seconds: float | None = None
    distance_m: float | None = None
    doubts: tuple[Doubt, ...] = ()


#: Where a carry shows that something is not at its end.
_GOING_ON = [OPEN, NEARER, ANNOUNCED, INSIDE_SINCE, POSSIBLE, WARNED]


class Judgement:
    """Breaches and events of some rows of a track at a zone. `carry` (scan.CARRY,) is taken up and then left for the
    rows that follow; a presence still open is among the breaches, and in `carry`.
    """

    def __init__(
        self, zone: Zone, number: int, ground: Ground, rules: Rules, rows: Rows, track: str, party: str, carry: Floats
    ) -> None:
        self.zone, self.number, self.ground, self.rules, self.carry = zone, number, ground, rules, carry
        self.rows, self.track, self.party = rows, track, party
        self.breaches: list[Breach] = []
        self.events: list[ZoneEvent] = []
        shape = ground.zones.shapes[number]
        radius = shape.radius_m if isinstance(shape, Circle) else math.inf
        signed = ground.signed(number, rows.place, rows.lat, rows.lon)
        chance = probability_inside(signed, rows.accuracy, radius)
        counted = self._counted(rows.time, rows.altitude, rows.domain)
        # Where the zone does not hold, a fix is as good as far away.
        self.signed: Floats = np.where(counted, signed, np.maximum(np.abs(signed), 1e9))
        self.chance: Floats = np.where(counted, chance, 0.0)
        self._find_presences()
        self._find_crossings()
        self._find_approaches()

    def carries_on(self) -> bool:
        """Whether anything is left for the rows that follow."""
        if self.carry[_GOING_ON].any():
            return True
        rows, named = self.rows, self.carry[NAMED::2].max()
        if not named:
            return False
        last = min(rows.time[-1], rows.time[self._trusted[-1]] if len(self._trusted) else rows.time[-1])
        return bool(named >= math.floor(last) - 1)

    def _counted(self, time: Floats, altitude: Floats, domain: np.ndarray) -> np.ndarray:
        """Whether the zone holds at the instant and height and in the domain of each fix."""
        zone = self.zone
        counted = np.ones(len(time), dtype=np.bool_)
        if zone.valid_from is not None:
            counted &= time >= _midnight(zone.valid_from.first)
        if zone.valid_to is not None:
            counted &= time < _midnight(zone.valid_to.last + dt.timedelta(days=1))
        if zone.floor_m is not None:
            counted &= ~(altitude < zone.floor_m)
        if zone.ceiling_m is not None:
            counted &= ~(altitude > zone.ceiling_m)
        if zone.domains:
            counted &= np.array([each is None or each in zone.domains for each in DOMAINS])[domain]
        return counted

    def _find_presences(self) -> None:
        rules, rows = self.rules, self.rows
        out = np.empty((len(rows) + 1, WIDTH))
        count = presences(
            rows.time, self.signed, rows.accuracy, self.chance, rows.altitude, rows.domain, rows.flags, rows.before,
            len(rows), rules.sure, rules.corroborate, rules.hysteresis_m, rules.silence_s, self.carry, out,
        )  # fmt: skip
        for row in out[:count]:
            self._record(row)
        if self.carry[OPEN]:
            # Its name is given for good when it ends.
            named = self.carry[NAMED : NAMED + 2].copy()
            self._record(self.carry[:WIDTH])
            self.carry[NAMED : NAMED + 2] = named

    def _record(self, row: np.ndarray) -> None:
        rules = self.rules
        entered = None if np.isnan(row[BEFORE]) else self._passed(*row[[BEFORE, BEFORE_S, FIRST, FIRST_S]].tolist())
        left = self._passed(*row[[LAST, LAST_S, AFTER, AFTER_S]].tolist()) if row[ENDED] == LEFT else None
        doubts: list[Doubt] = []
        if int(row[FLAGS]) & DOUBTS:
            # It came here by a jump that no motion explains; what follows may be true to itself and still be false.
            doubts += names(int(row[FLAGS]))  # type: ignore[arg-type]
        elif not row[SURE]:
            doubts.append("one fix only" if row[CHANCE] >= rules.sure else "near the edge")
            doubts += names(int(row[FLAGS]))  # type: ignore[arg-type]
        if not row[HEIGHT] and not (self.zone.floor_m is None and self.zone.ceiling_m is None):
            doubts.append("altitude unknown")
        if self.zone.domains and not row[DOMAIN]:
            doubts.append("domain unknown")
        first, last = instant(float(row[FIRST])), instant(float(row[LAST]))
        since = entered or first
        breach = Breach(
            id=self._name(since, NAMED, "Z"),
            zone=self.zone.id,
            party=self.party,
            track=self.track,
            first=first,
            last=last,
            entered=entered,
            left=left,
            ended={LEFT: "left", LOST: "contact lost"}.get(int(row[ENDED]), "inside"),  # type: ignore[arg-type]
            depth_m=round(float(-row[DEPTH]), 3),
            fixes=int(row[COUNT]),
            probability=round(float(row[CHANCE]), 4),
            doubts=tuple(doubts),
            domain=DOMAINS[int(row[DOMAIN])],
        )
        self.breaches.append(breach)
        self._tell("entry", since, breach)
        inside_for = ((left or last) - since).total_seconds()
        if inside_for >= rules.dwell_s:
            self._tell("dwell", since + dt.timedelta(seconds=rules.dwell_s), breach, seconds=rules.dwell_s)
        if left is not None:
            self._tell("exit", left, breach)
        elif row[ENDED] == LOST:
            self._tell("contact lost", last, breach)

    def _name(self, since: dt.datetime, slot: int, ending: str) -> str:
        """Zone, track and second of the beginning; a second breach of its kind within that second says so."""
        second = float(math.floor(since.timestamp()))
        again = self.carry[slot + 1] + 1 if self.carry[slot] == second else 1
        self.carry[slot], self.carry[slot + 1] = second, again
        name = f"{self.zone.id}/{self.track}/{since:%Y%m%dT%H%M%S}{ending}"
        return name if again == 1 else f"{name}-{int(again)}"

    def _passed(self, start: float, one: float, stop: float, other: float) -> dt.datetime:
        """When the boundary was passed between two fixes (instant and signed distance), straight at even speed."""
        if max(one, other) >= 1e9 or stop - start > self.rules.silence_s:
            return instant(stop if other <= 0 else start)
        return instant(start + (stop - start) * one / (one - other) if one != other else start)

    def _find_crossings(self) -> None:
        """Ways between two trusted fixes outside, one after the other, that lead through the zone: possible only where
        both are nearer to it than they are to each other. A fix at which the zone does not hold, such as one above its
        ceiling, says that the way did not lead through.
        """
        rows, rules = self.rows, self.rules
        self._trusted = np.flatnonzero(rows.flags & ~DOUBTS == 0)
        within, since = self.signed <= 0, bool(self.carry[INSIDE_SINCE])
        one, other = self._trusted[:-1], self._trusted[1:]
        step = np.linalg.norm(rows.place[other] - rows.place[one], axis=1)
        outside = (self.signed[one] > 0) & (self.signed[other] > 0)
        outside &= (self.signed[one] < 1e9) & (self.signed[other] < 1e9)
        close = self.signed[one] + self.signed[other] <= step * 1.01 + 1
        gap = rows.time[other] - rows.time[one]
        for k in np.flatnonzero(outside & close & (gap > 0) & (gap <= rules.silence_s)):
            first, second = int(one[k]), int(other[k])
            if within[first + 1 : second].any() or (since and first < rows.before):
                continue
            depth, share = self.ground.deepest_between(self.number, rows.lat, rows.lon, first, second)
            if depth < 0:
                self._cross(first, second, -depth, instant(float(rows.time[first] + share * gap[k])))
        if len(self._trusted) and self._trusted[-1] >= rows.before:
            since = False
        after = int(self._trusted[-1]) + 1 if len(self._trusted) else 0
        self.carry[INSIDE_SINCE] = since or bool(within[after:].any())

    def _cross(self, first: int, second: int, depth: float, at: dt.datetime) -> None:
        rows, rules = self.rows, self.rules
        spread = math.hypot(float(rows.accuracy[first]), float(rows.accuracy[second]))
        plain = rows.time[second] - rows.time[first] <= rules.crossing_s and depth > 3 * spread
        doubts: list[Doubt] = [] if plain else ["no fix inside"]
        if flagged := int(np.bitwise_or.reduce(rows.flags[first : second + 1])):
            doubts = ["no fix inside", *names(flagged)]  # type: ignore[list-item]
        way = float(np.linalg.norm(rows.place[second] - rows.place[first]))
        if way > rules.speed * (rows.time[second] - rows.time[first]) + 4 * spread and "teleport" not in doubts:
            # What nothing can fly is no way, whatever the fixes on either side of it are.
            doubts = ["no fix inside", "teleport"]
        if self.zone.domains and not rows.domain[second]:
            doubts.append("domain unknown")
        breach = Breach(
            id=self._name(at, NAMED + 2, "Z-crossing"), zone=self.zone.id, party=self.party, track=self.track,
            entered=at, left=at, ended="left", depth_m=round(depth, 3), fixes=0, doubts=tuple(doubts),
            domain=DOMAINS[int(rows.domain[second])],
        )  # fmt: skip
        self.breaches.append(breach)
        self._tell("crossing", at, breach)

    def find_unseen(self, prisms: Floats, spell: int) -> None:
        """Times in which nobody can say where the thing was (`unseen`), and in which the zone could have been visited:
        one record for each spell of them, from the first to the last. `spell` is the one at the end of the rows.
        """
        known = self.carry[POSSIBLE : POSSIBLE + 4]
        now, told = 0, known.copy()
        for prism in prisms:
            if prism[unseen.SPELL] != now:
                self._possible(told)
                now = int(prism[unseen.SPELL])
                known[:] = told[:] = 0
            if not self._may_visit(prism):
                continue
            ended = bool(prism[unseen.AFTER + unseen.HAS])
            for held in (known, told) if ended else (told,):
                begin, end = prism[unseen.BEFORE + unseen.TIME], prism[unseen.AFTER + unseen.TIME]
                held[1] = min(held[1], begin) if held[0] else begin
                held[2] = max(held[2], end) if held[0] else end
                held[3] = int(held[3]) | int(prism[unseen.FLAGS])
                held[0] = 1 if ended else 2
        self._possible(told)
        if now != spell:
            known[:] = 0

    def _may_visit(self, prism: Floats) -> bool:
        """Whether the thing could have come, stayed for VISIT_S as deep as VISIT_M, and gone on to where it was next.
        The way by the zone is at least as long as both distances to it together.
        """
        before, after = prism[unseen.BEFORE : unseen.AFTER], prism[unseen.AFTER : unseen.FLAGS]
        there, back = self._away(before), self._away(after)
        if there <= 0 and back <= 0 and before[unseen.HAS] and after[unseen.HAS] and not prism[unseen.SUPPOSED]:
            # It was inside all the time, as a presence tells.
            return False
        lasted = after[unseen.TIME] - before[unseen.TIME]
        visit = max(2 * unseen.VISIT_M, unseen.VISIT_S * float(prism[unseen.REACH]) / float(lasted))
        return max(there, 0.0) + max(back, 0.0) + visit <= float(prism[unseen.REACH])

    def _possible(self, told: Floats) -> None:
        """A visit that a spell may hide."""
        if not told[0]:
            return
        begin, end = instant(float(told[1])), instant(float(told[2]))
        doubts: list[Doubt] = ["no fix inside", *names(int(told[3]))]  # type: ignore[list-item]
        breach = Breach(
            # No two begin within one second: each takes a minute at least.
            id=f"{self.zone.id}/{self.track}/{begin:%Y%m%dT%H%M%S}Z-unseen", zone=self.zone.id, party=self.party,
            track=self.track, entered=begin, left=end, ended="left" if told[0] == 1 else "contact lost", fixes=0,
            doubts=tuple(doubts),
        )  # fmt: skip
        self.breaches.append(breach)
        self._tell("crossing", begin, breach)

    def _away(self, fix: Floats) -> float:
        """Signed distance of a fix of a prism; −inf where there is none."""
        if not fix[unseen.HAS]:
            return -math.inf
        time, lat, lon, altitude, domain = (fix[at : at + 1] for at in range(unseen.TIME, unseen.FIX))
        counted = self._counted(time, altitude, domain.astype(np.int64))
        signed = self.ground.signed(self.number, np.stack(earth_centred(lat, lon), axis=1), lat, lon)
        return float(signed[0]) if counted[0] else 1e9

    def _find_approaches(self) -> None:
        rows, rules = self.rows, self.rules
        most = 2 * len(rows)
        out, wait, warned = np.empty(most, np.int64), np.empty(most), np.empty(most, np.bool_)
        count = approaches(
            rows.time, self.signed, rows.accuracy, rows.flags, rows.before, len(rows), 0 if rows.has_trusted else -1,
            rules.approach_m, rules.approach_s, rules.warning_m, self.carry, out, wait, warned,
        )  # fmt: skip
        for number, seconds, near in zip(out[:count], wait[:count], warned[:count], strict=True):
            self.events.append(
                ZoneEvent(
                    "warning" if near else "approach", instant(float(rows.time[number])), self.zone.id, self.track,
                    seconds=round(float(seconds), 1) if math.isfinite(seconds) else None,
                    distance_m=round(float(self.signed[number]), 1),
                )
            )  # fmt: skip

    def _tell(self, kind: EventKind, at: dt.datetime, breach: Breach, seconds: float | None = None) -> None:
        self.events.append(ZoneEvent(kind, at, self.zone.id, self.track, breach.id, seconds, doubts=breach.doubts))


def _midnight(day: dt.date) -> float:
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()
