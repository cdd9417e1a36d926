"""A track judged from where it is settled gives what the whole track gives, however late its fixes come."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_tracks import LAT, LON, RADIUS, odd_track

from foreshock.model import When, Zone
from foreshock.model.tracks import Fix
from foreshock.zone import live
from foreshock.zone.live import LiveWatch, Said, standing
from foreshock.zone.track import tracks_of
from foreshock.zone.watch import Watch, ZoneEvent

ZONES = [
    Zone("ring", "Ring", "al-tanf", "usa", lat=LAT, lon=LON, radius_m=RADIUS),
    Zone("low", "Low", "al-tanf", "usa", lat=LAT + 0.4, lon=LON, radius_m=9_000.0, ceiling_m=3500.0),
    Zone("dot", "Dot", "al-tanf", "usa", lat=LAT, lon=LON + 0.55, radius_m=400.0),
    Zone("over", "Over", "al-tanf", "usa", lat=LAT, lon=LON - 0.5, radius_m=20e3, valid_to=When("2019-02-14")),
    Zone(
        "box", "Box", "al-tanf", "usa", floor_m=2000.0,
        rings=(((38.0, 33.0), (38.4, 33.0), (38.4, 33.4), (38.0, 33.4), (38.0, 33.0)),),
    ),
]  # fmt: skip
WATCH = Watch(ZONES)


def arrivals(fixes: list[Fix], rng: np.random.Generator, lateness: float) -> list[list[Fix]]:
    """Portions of fixes, each fix some places late, some told again."""
    place = np.arange(len(fixes)) + rng.exponential(lateness, len(fixes)) * (rng.uniform(size=len(fixes)) < 0.1)
    order = [int(i) for i in np.argsort(place, kind="stable")]
    order = [i for k in order for i in ((k, order[k // 2]) if k % 50 == 0 else (k,))]
    cuts = np.sort(rng.integers(0, len(order), max(1, len(order) // 40)))
    return [[fixes[i] for i in part] for part in np.split(np.array(order), cuts)]


def events_standing(lines: list[Said]) -> set[ZoneEvent]:
    held: dict[tuple[str, str, str, str], ZoneEvent] = {}
    for said in lines:
        if said.event is not None:
            mark = (said.event.kind, said.event.zone, str(said.event.time), said.event.breach)
            assert (mark in held) == (said.act != "new")
            held.pop(mark, None)
            if said.act != "withdrawn":
                held[mark] = said.event
    return set(held.values())


def check(seed: int, count: int, lateness: float) -> None:
    rng = np.random.default_rng(seed)
    fixes = odd_track(seed, count)
    watch = LiveWatch(ZONES)
    lines: list[bytes] = []
    for portion in arrivals(fixes, rng, lateness):
        lines += watch.take(portion)
    assert [line for _, line in watch.ledger.said()] == lines
    whole = WATCH.judge_all(tracks_of(fixes))
    assert {b.id: b for b in standing(lines)} == {b.id: b for b in whole.breaches}
    said = [msgspec.json.decode(line, type=Said) for line in lines]
    assert events_standing(said) == set(whole.events)
    assert watch.ledger.counts()["fixes"] == len(set(fixes))
    watch.ledger.close()


def test_a_long_track_is_judged_from_its_last_minutes_only() -> None:
    """A window that stays short is what keeps a fix as cheap after a day as after a minute."""
    watch, longest = LiveWatch(ZONES), 0
    for portion in arrivals(odd_track(6, 6000), np.random.default_rng(6), 3.0):
        watch.take(portion)
        longest = max(longest, len(watch._held["t1"].window))
    assert longest < 1500
    assert watch.ledger.state_before("t1", 1e12).last is not None
    watch.ledger.close()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), lateness=st.sampled_from([0.0, 5.0, 100.0, 900.0]))
def test_settled_and_whole_agree_on_tracks_with_every_fault(seed: int, lateness: float) -> None:
    check(seed, 1500, lateness)


def test_a_track_settled_in_short_steps_and_read_back_each_time_agrees_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_STRIDE", 96)
    monkeypatch.setattr(live, "_AT_HAND", 0)
    rng = np.random.default_rng(4)
    fixes = odd_track(4, 1500)
    watch = LiveWatch(ZONES)
    lines: list[bytes] = []
    for portion in arrivals(fixes, rng, 400.0):
        lines += watch.take(portion)
    whole = WATCH.judge_all(tracks_of(fixes))
    assert {b.id: b for b in standing(lines)} == {b.id: b for b in whole.breaches}
    watch.ledger.close()
