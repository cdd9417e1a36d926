"""What a track did at a zone: found whatever the order of its fixes, doubted where the data are odd, never hidden."""

from __future__ import annotations

import datetime as dt

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from foreshock.model import InvalidValue, When, Zone
from foreshock.model.tracks import Fix
from foreshock.zone.presence import probability_inside
from foreshock.zone.rules import Rules
from foreshock.zone.track import Track, track_of, tracks_of
from foreshock.zone.watch import Findings, Watch

GEOD = Geod(ellps="WGS84")
CENTRE = (33.507, 38.618)
START = dt.datetime(2019, 2, 14, 6, tzinfo=dt.UTC)
RING = Zone("ring", "Ring", "al-tanf", "usa", lat=CENTRE[0], lon=CENTRE[1], radius_m=55_000.0)


def drive(
    start_m: float,
    speed: float,
    seconds: float,
    every: float = 10.0,
    noise: float = 0.0,
    seed: int = 0,
    beside: float = 0,
) -> list[Fix]:
    """Fixes of a straight way towards the centre (passing it at `beside` metres), from `start_m` metres out."""
    rng = np.random.default_rng(seed)
    times = np.arange(0, seconds + every / 2, every)
    away = start_m - speed * times
    lon, lat, _ = GEOD.fwd(np.full(len(times), CENTRE[1]), np.full(len(times), CENTRE[0]),
                           np.where(away >= 0, 70.0, 250.0), np.abs(away))  # fmt: skip
    lon, lat, _ = GEOD.fwd(lon, lat, np.full(len(times), 160.0), np.full(len(times), beside))
    if noise:
        lon, lat, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360, len(lat)), noise * np.sqrt(rng.chisquare(2, len(lat))))
    return [
        Fix("t1", START + dt.timedelta(seconds=float(t)), float(a), float(o), accuracy_m=max(noise, 10.0))
        for t, a, o in zip(times, lat, lon, strict=True)
    ]


def judge(fixes: list[Fix], zone: Zone = RING, rules: Rules | None = None) -> Findings:
    return Watch([zone], rules).judge_all(tracks_of(fixes))


def test_a_drive_in_and_out_is_one_breach_with_its_times_and_depth() -> None:
    found = judge(drive(70_000, 25, 5600))
    (breach,) = found.breaches
    assert breach.entered is not None and breach.left is not None
    # 15 km at 25 m/s to the boundary, then 110 km through the middle of the circle.
    assert abs((breach.entered - START).total_seconds() - 600) < 1
    assert abs((breach.left - START).total_seconds() - 5000) < 1
    assert breach.depth_m == pytest.approx(55_000, abs=130)
    assert breach.ended == "left" and breach.doubts == ()
    assert [e.kind for e in found.events] == ["approach", "warning", "entry", "dwell", "exit"]
    for announced in found.events[:2]:
        assert announced.seconds == pytest.approx(600 - (announced.time - START).total_seconds(), abs=5)
    assert found.events[1].distance_m == pytest.approx(5_000, abs=250)


def test_what_comes_within_the_warning_ring_is_told_once_until_it_has_left_the_ring() -> None:
    out, back = drive(63_000, 25, 240), drive(57_000, -25, 240)
    later = [
        msgspec.structs.replace(fix, time=fix.time + dt.timedelta(seconds=240 * (1 + i // len(out))))
        for i, fix in enumerate(back + out + back)
    ]
    found = judge(out + later)
    assert found.breaches == ()
    assert [e.kind for e in found.events].count("warning") == 2
    # Heard of there for the first time, and not on the way out.
    assert [(e.kind, e.seconds) for e in judge(back).events] == [("warning", None)]
    wide = judge(back, rules=Rules(warning_m=1_000.0))
    assert [e.kind for e in wide.events] == []


fixes_in_any_order = st.permutations(range(60)).flatmap(
    lambda order: st.lists(st.integers(0, 59), max_size=20).map(lambda again: [*order, *again])
)


@settings(max_examples=60, deadline=None)
@given(order=fixes_in_any_order, seed=st.integers(0, 3))
def test_late_disordered_and_doubled_fixes_change_nothing(order: list[int], seed: int) -> None:
    fixes = drive(58_000, 250, 590, noise=120, seed=seed, beside=53_000)[:60]
    assert judge([fixes[i] for i in order]) == judge(fixes)


def test_a_way_through_the_zone_between_two_fixes_is_a_crossing() -> None:
    fixes = drive(60_000, 250, 480, every=60, beside=54_500)
    outside = [fix for fix in fixes if GEOD.inv(CENTRE[1], CENTRE[0], fix.lon, fix.lat)[2] > 55_100]
    found = judge(outside)
    (breach,) = found.breaches
    assert breach.fixes == 0 and breach.first is None
    assert breach.depth_m == pytest.approx(500, abs=20)
    assert "crossing" in [e.kind for e in found.events]


def test_a_long_gap_between_the_two_fixes_leaves_the_crossing_doubtful() -> None:
    fixes = drive(60_000, 100, 1200, every=1200)
    (breach,) = judge(fixes).breaches
    assert breach.doubts == ("no fix inside",)


def test_one_fix_inside_is_kept_as_doubtful() -> None:
    outside = drive(57_000, 1, 300)
    outside[15] = drive(54_000, 1, 300)[15]
    found = judge(outside, rules=Rules(turn=100))
    assert [b.doubts for b in found.breaches] == [("one fix only",)]
    assert [b.doubts for b in judge(outside).breaches] == [("one fix only", "teleport")]


def test_a_teleport_into_the_zone_is_shown_and_doubted() -> None:
    fixes = drive(90_000, 20, 900)
    fixes[40] = Fix("t1", fixes[40].time, 33.5, 38.6, accuracy_m=10)
    (breach,) = judge(fixes).breaches
    assert "teleport" in breach.doubts and breach.fixes == 1


def test_a_false_place_held_for_minutes_after_a_jump_stays_doubtful() -> None:
    fixes = drive(150_000, 20, 900)
    fixes[40:70] = [Fix("t1", f.time, 33.5 + 1e-4 * i, 38.6, accuracy_m=10) for i, f in enumerate(fixes[40:70])]
    (breach,) = judge(fixes).breaches
    assert breach.fixes == 30 and breach.doubts == ("one fix only", "teleport")


def test_the_way_of_a_jump_across_the_zone_is_a_doubtful_crossing_until_a_return_explains_it() -> None:
    fixes = drive(150_000, 20, 900)
    lon, lat, _ = GEOD.fwd(CENTRE[1], CENTRE[0], 250.0, 90_000.0)
    fixes[40:70] = [Fix("t1", f.time, lat + 1e-4 * i, lon, accuracy_m=10) for i, f in enumerate(fixes[40:70])]
    # It went across, or what was seen before was false already and it may have been anywhere.
    possible, crossing = judge(fixes[:70]).breaches
    assert (possible.id[-7:], crossing.id[-9:]) == ("-unseen", "-crossing")
    assert possible.doubts == crossing.doubts == ("no fix inside", "teleport")
    # Back where its way leads to, and for longer there than it was away: it was never on the other side.
    assert judge(fixes).breaches == ()


@pytest.mark.parametrize("aside", [0.0, 1500.0, -3000.0])
def test_a_way_that_goes_on_beside_itself_is_doubted_though_no_step_is_too_fast(aside: float) -> None:
    """A jet's name goes over to another that flies beside it: 280 m/s from fix to fix at most."""
    before, after = drive(150_000, 230, 600), drive(150_000, 230, 600, beside=aside)
    found = judge(before[:30] + after[30:]).breaches
    (breach,) = [b for b in found if b.fixes]
    assert breach.fixes == 19
    assert breach.doubts == (("teleport",) if aside else ())
    # The name's owner may have flown in as well.
    assert [b.doubts for b in found if not b.fixes] == ([("no fix inside", "teleport")] if aside else [])


def test_a_jet_that_suddenly_stands_still_may_be_anywhere_it_could_have_flown() -> None:
    fixes = drive(150_000, 230, 900)
    fixes[30:] = [Fix("t1", f.time, fixes[30].lat, fixes[30].lon, accuracy_m=10) for f in fixes[30:]]
    (breach,) = judge(fixes).breaches
    assert breach.doubts == ("no fix inside", "jitter", "teleport")
    assert breach.fixes == 0


def test_a_stay_within_reach_of_something_fast_is_doubted_all_along() -> None:
    """At 250 m/s, nine kilometres off its way, for three minutes."""
    fixes = drive(150_000, 250, 1200, beside=60_000)
    assert judge(fixes).breaches == ()
    lon, lat, _ = GEOD.fwd(fixes[60].lon, fixes[60].lat, 160.0 + 180.0, 9_000.0)
    fixes[60:78] = [Fix("t1", f.time, lat, lon, accuracy_m=10) for f in fixes[60:78]]
    found = judge(fixes).breaches
    assert sum(b.fixes for b in found) == 18
    assert all("teleport" in b.doubts for b in found)


def test_a_name_shared_by_two_movers_is_doubted_as_two_places() -> None:
    far, near = drive(150_000, 20, 900), drive(45_000, 1, 900)
    mixed = [near[i] if i % 2 else far[i] for i in range(len(far))]
    found = judge(mixed)
    assert found.breaches
    assert all("two places" in b.doubts for b in found.breaches)


def test_a_perfect_circle_inside_the_zone_is_doubted() -> None:
    turn = np.arange(0, 900, 10)
    lon, lat, _ = GEOD.fwd(np.full(90, 38.7), np.full(90, 33.6), turn * 0.9, np.full(90, 2000.0))
    fixes = [
        Fix("t1", START + dt.timedelta(seconds=int(t)), float(a), float(o), accuracy_m=10)
        for t, a, o in zip(turn, lat, lon, strict=True)
    ]
    (breach,) = judge(fixes).breaches
    assert breach.doubts == ("one fix only", "circle")


def test_noise_along_the_boundary_confirms_nothing_when_the_way_lies_outside() -> None:
    rng = np.random.default_rng(5)
    turn = np.linspace(0, 30, 360)
    lon, lat, _ = GEOD.fwd(np.full(360, CENTRE[1]), np.full(360, CENTRE[0]), turn, np.full(360, 55_150.0))
    lon, lat, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360, 360), 100 * np.sqrt(rng.chisquare(2, 360)))
    track = track_of("t1", np.arange(360) * 10.0, lat, lon, np.full(360, 100.0))
    found = Watch([RING]).judge(track)
    assert found.breaches
    assert all(breach.doubts for breach in found.breaches)


@pytest.mark.parametrize("seed", range(4))
def test_no_intrusion_deeper_than_500_m_and_longer_than_a_minute_is_missed_or_doubted(seed: int) -> None:
    fixes = drive(14_000, 25, 1100, noise=50, seed=seed, beside=54_300)
    confirmed = [b for b in judge(fixes).breaches if not b.doubts]
    assert len(confirmed) == 1


def test_the_probability_of_being_inside_is_calibrated() -> None:
    rng = np.random.default_rng(8)
    count = 60_000
    true_away = rng.uniform(54_000, 56_000, count)
    accuracy = rng.uniform(50, 400, count)
    lon, lat, _ = GEOD.fwd(np.full(count, CENTRE[1]), np.full(count, CENTRE[0]), rng.uniform(0, 360, count), true_away)
    lon, lat, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360, count), accuracy * np.sqrt(rng.chisquare(2, count)))
    _, _, seen = GEOD.inv(np.full(count, CENTRE[1]), np.full(count, CENTRE[0]), lon, lat)
    keep = np.abs(seen - 55_000) < 500  # well inside the range that true positions were drawn from
    chance = probability_inside((seen - 55_000)[keep], accuracy[keep], 55_000.0)
    truth = (true_away <= 55_000)[keep]
    for low in np.arange(0, 1, 0.1):
        part = (chance >= low) & (chance < low + 0.1)
        assert abs(truth[part].mean() - chance[part].mean()) < 0.02, low


def test_outside_its_validity_or_its_heights_a_zone_is_not_breached() -> None:
    fixes = drive(60_000, 25, 600)
    later = Zone(
        "ring", "Ring", "al-tanf", "usa", lat=CENTRE[0], lon=CENTRE[1], radius_m=55e3, valid_from=When("2019-03")
    )
    low = Zone("ring", "Ring", "al-tanf", "usa", lat=CENTRE[0], lon=CENTRE[1], radius_m=55e3, ceiling_m=3000.0)
    assert judge(fixes, later).breaches == ()
    assert judge(fixes, low).breaches[0].doubts == ("altitude unknown",)
    high = [Fix(f.track, f.time, f.lat, f.lon, f.accuracy_m, 9000.0) for f in fixes]
    assert judge(high, low).breaches == ()


def test_a_million_fixes_at_one_instant_are_judged() -> None:
    rng = np.random.default_rng(1)
    count = 1_000_000
    track = track_of("t1", np.full(count, START.timestamp()), rng.uniform(33, 34, count), rng.uniform(38, 39, count))
    found = Watch([RING]).judge(track)
    assert isinstance(track, Track) and found.breaches
    assert all(breach.doubts for breach in found.breaches)


@pytest.mark.parametrize(
    "change",
    [{"lat": float("nan")}, {"lon": 181.0}, {"accuracy_m": 0.0}, {"time": dt.datetime(2019, 1, 1)}, {"track": ""}],
)
def test_a_fix_that_is_none_is_refused(change: dict[str, object]) -> None:
    given_fix: dict[str, object] = {"track": "t1", "time": START, "lat": 1.0, "lon": 2.0}
    with pytest.raises(InvalidValue):
        Fix(**(given_fix | change))  # type: ignore[arg-type]


def test_a_stay_elsewhere_from_which_it_came_back_to_its_way_puts_no_other_fix_in_doubt() -> None:
    fixes = drive(20_000, 1, 9000)
    lon, lat, _ = GEOD.fwd(CENTRE[1], CENTRE[0], 250.0, 90_000.0)
    fixes[400:430] = [Fix("t1", f.time, lat + 1e-4 * i, lon, accuracy_m=10) for i, f in enumerate(fixes[400:430])]
    while_away, back = judge(fixes[:430]).breaches, judge(fixes).breaches
    assert [b.doubts for b in while_away if b.fixes] == [("teleport",)]
    assert [(b.doubts, b.ended) for b in back if b.fixes] == [((), "inside")]


def test_after_a_jump_for_good_both_places_are_doubted_and_the_new_one_is_believed_two_hours_later() -> None:
    """It cannot be said which of the two places is the false one."""
    fixes = drive(20_000, 1, 18_000)
    far = [GEOD.fwd(CENTRE[1], CENTRE[0], 250.0, 50_000.0 - 10.0 * i) for i in range(len(fixes))]
    fixes[400:] = [Fix("t1", f.time, y, x, accuracy_m=10) for f, (x, y, _) in zip(fixes[400:], far[400:], strict=True)]
    (breach,) = [b for b in judge(fixes).breaches if b.fixes]
    assert breach.doubts == ("teleport",)
    # Where it is 12,000 s on, more than two hours after the jump at 4,000 s.
    lon, lat, _ = far[1200]
    found = judge(fixes, Zone("inner", "Inner", "al-tanf", "usa", lat=lat, lon=lon, radius_m=200.0))
    assert [b.doubts for b in found.breaches if b.fixes] == [()]


@pytest.mark.parametrize("minutes", [15, 45, 90])
def test_while_another_movers_fixes_come_under_a_name_a_visit_is_held_as_possible(minutes: int) -> None:
    """Names exchanged and exchanged back: what the other does is doubted, and what this one may have done is told."""
    fixes = drive(60_000, -20, 14_000)
    first, last = 500, 500 + 6 * minutes
    other = [GEOD.fwd(CENTRE[1] + 20.0, CENTRE[0], 90.0, 200.0 * i) for i in range(last - first)]
    fixes[first:last] = [
        Fix("t1", f.time, y, x, accuracy_m=10) for f, (x, y, _) in zip(fixes[first:last], other, strict=True)
    ]
    theirs = Zone("theirs", "Theirs", "al-tanf", "usa", lat=CENTRE[0], lon=CENTRE[1] + 20.0, radius_m=5_000.0)
    seen = [b for b in judge(fixes, theirs).breaches if b.fixes]
    assert seen and all("teleport" in b.doubts for b in seen)
    lon, lat, _ = GEOD.fwd(CENTRE[1], CENTRE[0], 70.0, 60_000.0 + 100.0 * (first + last))
    on_its_way = Zone("beside", "Beside", "al-tanf", "usa", lat=lat, lon=lon, radius_m=3_000.0)
    possible = judge(fixes, on_its_way).breaches
    assert any(b.doubts[:2] == ("no fix inside", "teleport") and b.fixes == 0 for b in possible)
    # Nobody can be there in that time.
    far = Zone("far", "Far", "al-tanf", "usa", lat=-30.0, lon=-100.0, radius_m=5_000.0)
    assert judge(fixes, far).breaches == ()


def test_a_place_that_only_long_gaps_let_it_reach_is_doubted_and_shown() -> None:
    """A fix a minute: at 25 m/s, 20 km in one minute are possible for something, and not for this."""
    fixes = drive(120_000, 25, 2400, every=60)
    lon, lat, _ = GEOD.fwd(CENTRE[1], CENTRE[0], 70.0, 50_000.0)
    outside = [b for b in judge(fixes).breaches if b.fixes]
    assert outside == []
    false_lon, false_lat, _ = GEOD.fwd(np.full(5, lon), np.full(5, lat), np.full(5, 70.0), np.arange(5) * 20.0)
    fixes[35:40] = [
        Fix("t1", f.time, y, x, accuracy_m=10) for f, y, x in zip(fixes[35:40], false_lat, false_lon, strict=True)
    ]
    (breach,) = [b for b in judge(fixes).breaches if b.fixes]
    assert breach.fixes == 5
    assert breach.doubts == ("teleport", "sparse fixes")


def test_a_steady_way_with_a_fix_a_minute_is_believed() -> None:
    (breach,) = judge(drive(70_000, 25, 5600, every=60)).breaches
    assert breach.doubts == ()


def test_a_visit_hidden_by_false_fixes_is_held_as_possible() -> None:
    """Ten minutes of false positions, in which it could have come inside and gone again: at 10 m/s and a quarter more,
    a hundred metres outside at the nearest, and not where it is half a kilometre. One that is heard for a quarter of an
    hour only may be about to go faster.
    """
    far, near = hidden(55_600.0), hidden(55_100.0)
    assert judge(far).breaches == ()
    assert judge(far[345:]).breaches != ()
    (breach,) = judge(near).breaches
    assert breach.doubts[:2] == ("no fix inside", "teleport")
    assert (breach.depth_m, breach.fixes, breach.first) == (None, 0, None)


def test_another_false_place_within_reach_is_not_taken_for_the_return() -> None:
    """It flies straight on through the ring; its fixes stand at one false place, then at another, which it could have
    reached, to the end.
    """
    way = [GEOD.fwd(CENTRE[1], CENTRE[0], 90.0, 200_000.0 - 200.0 * i) for i in range(1200)]
    fixes = [Fix("t1", START + dt.timedelta(seconds=i), y, x, accuracy_m=10) for i, (x, y, _) in enumerate(way)]
    for first, last, away in ((600, 750, 300_000.0), (750, 1200, 75_000.0)):
        lon, lat, _ = GEOD.fwd(CENTRE[1], CENTRE[0], 70.0, away)
        fixes[first:last] = [
            Fix("t1", f.time, lat + 1e-5 * i, lon, accuracy_m=10) for i, f in enumerate(fixes[first:last])
        ]
    (breach,) = judge(fixes).breaches
    assert breach.fixes == 0
    assert breach.entered <= fixes[725].time <= breach.left
    assert breach.doubts[:2] == ("no fix inside", "teleport")


def test_a_way_taken_up_again_where_it_did_not_lead_is_doubted() -> None:
    """Half a minute after it was heard of last, amid fixes from anywhere, it is seen at a place that it could just have
    reached, and stays there.
    """
    way = [GEOD.fwd(CENTRE[1], CENTRE[0], 90.0, 65_000.0 + 2_000.0 * i) for i in range(90)]
    fixes = [Fix("t1", START + dt.timedelta(seconds=10 * i), y, x, accuracy_m=10) for i, (x, y, _) in enumerate(way)]
    lon, lat, _ = GEOD.fwd(way[20][0], way[20][1], 180.0, 9_000.0)
    fixes[20:] = [Fix("t1", f.time, lat + 1e-5 * i, lon, accuracy_m=10) for i, f in enumerate(fixes[20:])]
    for i in range(21, 40, 2):
        x, y, _ = GEOD.fwd(way[i][0], way[i][1], 40.0 * i, 60_000.0 + 3_000.0 * i)
        fixes[i] = Fix("t1", fixes[i].time, y, x, accuracy_m=10)
    there = Zone("there", "There", "al-tanf", "usa", lat=lat, lon=lon, radius_m=2_000.0)
    seen = [b for b in judge(fixes, there).breaches if b.fixes > 20]
    assert seen
    assert all("teleport" in b.doubts for b in seen)


def hidden(nearest: float) -> list[Fix]:
    """A way to the ring and back, with sixty fixes about the nearest point at a false place. Its pace is known for more
    than an hour before.
    """
    way = [GEOD.fwd(CENTRE[1], CENTRE[0], 90.0, nearest + 100.0 * abs(465 - i)) for i in range(940)]
    fixes = [Fix("t1", START + dt.timedelta(seconds=10 * i), y, x, accuracy_m=10) for i, (x, y, _) in enumerate(way)]
    lon, lat, _ = GEOD.fwd(CENTRE[1], CENTRE[0], 90.0, 200_000.0)
    fixes[435:495] = [Fix("t1", f.time, lat + 1e-4 * i, lon, accuracy_m=10) for i, f in enumerate(fixes[435:495])]
    return fixes


def test_a_zone_of_some_domains_is_not_breached_from_another_and_the_breach_tells_the_domain() -> None:
    air = Zone("ring", "Ring", "al-tanf", "usa", lat=CENTRE[0], lon=CENTRE[1], radius_m=55e3, domains=("air", "land"))
    fixes = drive(60_000, 25, 600)
    told = {domain: [msgspec.structs.replace(fix, domain=domain) for fix in fixes] for domain in ("air", "sea")}
    assert judge(told["sea"], air).breaches == ()
    assert [breach.domain for breach in judge(told["air"], air).breaches] == ["air"]
    (unknown,) = judge(fixes, air).breaches
    assert (unknown.domain, unknown.doubts) == (None, ("domain unknown",))
    assert judge(told["air"], air).breaches[0].doubts == ()
