"""A notice is checked against everything that shares its place, its time and its height; changes go by version."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from foreshock.cli.zone import zone
from foreshock.model import Conflict, InvalidValue, NotFound, When, Zone
from foreshock.model.tracks import NOT_PERMISSION, Notice
from foreshock.model.zones import Position
from foreshock.zone.notices import Board, untold

GEOD = Geod(ellps="WGS84")
DAY = dt.datetime(2019, 2, 14, 6, tzinfo=dt.UTC)
RING = Zone("ring", "Ring", "al-tanf", "usa", lat=33.507, lon=38.618, radius_m=55_000.0)
BOX = ((40.0, 34.0), (41.0, 34.0), (41.0, 35.0), (40.0, 35.0), (40.0, 34.0))


def notice(name: str = "n1", **changes: Any) -> Notice:
    given_notice: dict[str, Any] = {
        "id": name, "kind": "movement", "party": "rus", "begins": DAY, "ends": DAY + dt.timedelta(hours=6),
        "lat": 33.507, "lon": 39.5, "radius_m": 5_000.0,
    }  # fmt: skip
    return Notice(**(given_notice | changes))


def met(board: Board, of: Notice) -> list[tuple[str, str]]:
    return [(overlap.what, overlap.id) for overlap in board.check(of)]


@settings(max_examples=100, deadline=None)
@given(
    azimuth=st.floats(0, 360),
    radius=st.floats(10, 100_000),
    off=st.sampled_from([-100.0, -1e-3, -1e-6, 1e-6, 1e-3, 100.0]),
)
def test_two_circles_meet_exactly_when_the_geodesic_is_no_longer_than_both_radii(
    azimuth: float, radius: float, off: float
) -> None:
    lon, lat, _ = GEOD.fwd(38.618, 33.507, azimuth, 55_000 + radius + off)
    found = met(Board([RING]), notice(lat=lat, lon=lon, radius_m=radius))
    assert bool(found) == (off < 0)


@pytest.mark.parametrize(
    ("shape", "meets"),
    [
        ({"lat": 34.5, "lon": 40.5, "radius_m": 10.0}, True),
        ({"lat": 34.5, "lon": 39.9, "radius_m": 9_000.0}, False),
        ({"lat": 34.5, "lon": 39.9, "radius_m": 9_300.0}, True),
        ({"lat": 34.5, "lon": 40.5, "radius_m": 500_000.0}, True),
        ({"rings": (((40.4, 34.4), (40.6, 34.4), (40.6, 34.6), (40.4, 34.4)),)}, True),
        ({"rings": (((39.0, 33.0), (42.0, 33.0), (42.0, 36.0), (39.0, 36.0), (39.0, 33.0)),)}, True),
        ({"rings": (((39.5, 34.4), (41.5, 34.4), (41.5, 34.6), (39.5, 34.6), (39.5, 34.4)),)}, True),
        ({"rings": (((41.1, 34.0), (42.0, 34.0), (42.0, 35.0), (41.1, 35.0), (41.1, 34.0)),)}, False),
    ],
)
def test_polygons_meet_circles_and_polygons_that_touch_hold_or_cross_them(shape: dict[str, Any], meets: bool) -> None:
    board = Board([Zone("box", "Box", "al-tanf", "usa", rings=(BOX,))])
    if "rings" in shape:
        shape = shape | {"lat": None, "lon": None, "radius_m": None}
    assert bool(met(board, notice(**shape))) == meets


def test_what_shares_no_instant_or_height_is_not_met() -> None:
    gone = Zone("gone", "Gone", "al-tanf", "usa", lat=33.507, lon=39.5, radius_m=9e3, valid_to=When("2019-02-13"))
    high = Zone("high", "High", "al-tanf", "usa", lat=33.507, lon=39.5, radius_m=9e3, floor_m=5000.0)
    board = Board([gone, high])
    assert met(board, notice(ceiling_m=4000.0)) == []
    assert met(board, notice()) == [("zone", "high")]
    assert met(board, notice(begins=DAY - dt.timedelta(days=2))) == [("zone", "gone"), ("zone", "high")]
    assert met(board, notice(begins=DAY - dt.timedelta(days=9), expires=DAY - dt.timedelta(days=8))) != []


def test_a_notice_meets_others_but_not_itself_and_the_shared_time_is_told() -> None:
    board = Board([])
    board.put(notice("n1"))
    later = notice("n2", begins=DAY + dt.timedelta(hours=5), ends=DAY + dt.timedelta(hours=9))
    (overlap,) = board.put(later).overlaps
    assert (overlap.id, overlap.begins, overlap.ends) == ("n1", later.begins, DAY + dt.timedelta(hours=6))
    assert board.put(msgspec.structs.replace(later, version=2, begins=DAY + dt.timedelta(hours=7))).overlaps == ()


def test_a_protected_place_is_told_of_but_never_named() -> None:
    place = Zone("hidden-clinic", "Clinic", "al-tanf", "", lat=33.507, lon=39.5, radius_m=300.0)
    released = Board([], [place]).put(notice())
    assert [overlap.what for overlap in released.overlaps] == ["protected place"]
    assert "clinic" not in msgspec.json.encode(released.overlaps).decode().lower()
    assert "33.5" not in msgspec.json.encode(released.overlaps).decode()


def test_of_two_changes_from_one_version_the_second_is_refused() -> None:
    board = Board([])
    board.put(notice())
    first = notice(version=2, radius_m=6_000.0)
    board.put(first)
    with pytest.raises(Conflict, match="holds version 2"):
        board.put(notice(version=2, radius_m=7_000.0))
    assert board.notice("n1") == first
    with pytest.raises(Conflict, match="cannot change it"):
        board.put(notice(version=3, party="usa"))


def test_confirmations_count_only_for_what_stands_written() -> None:
    board = Board([])
    board.put(notice(tell=("usa", "jor")))
    assert board.confirm("n1", "usa", 1).unconfirmed == ("jor",)
    board.put(notice(version=3, tell=("usa", "jor"), radius_m=5.0))
    with pytest.raises(Conflict, match="version 3 stands"):
        board.confirm("n1", "jor", 2)
    with pytest.raises(InvalidValue, match="not among"):
        board.confirm("n1", "irn", 3)
    assert board.confirm("n1", "jor", 3).unconfirmed == ("usa",)
    assert board.confirm("n1", "usa", 3).unconfirmed == ()
    with pytest.raises(NotFound):
        board.confirm("n9", "jor", 1)


@pytest.mark.parametrize(
    "change",
    [
        {"ends": DAY}, {"radius_m": None}, {"begins": DAY.replace(tzinfo=None)}, {"version": 0},
        {"confirmed": ("usa",)}, {"floor_m": 9.0, "ceiling_m": 3.0}, {"rings": (BOX,)},
    ],
)  # fmt: skip
def test_a_notice_that_is_none_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        notice(**change)


def test_check_prints_what_is_met_and_that_notification_is_not_permission(tmp_path: Path) -> None:
    geometry = {"type": "Point", "coordinates": [38.618, 33.507]}
    feature = {"type": "Feature", "id": "ring", "geometry": geometry, "properties": {"radius_m": 55000}}
    zones, notices = tmp_path / "z.geojson", tmp_path / "n.jsonl"
    zones.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    notices.write_bytes(msgspec.json.encode(notice(lon=38.7, tell=("usa",))) + b"\n")
    done = CliRunner().invoke(zone, ["check", "-Z", str(zones), str(notices)])
    assert done.exit_code == 0, done.output
    assert "zone ring, 2019-02-14 06:00 to 2019-02-14 12:00" in done.output
    assert "not yet confirmed by usa" in done.output
    assert done.output.rstrip().endswith(NOT_PERMISSION)
    told = json.loads(CliRunner().invoke(zone, ["check", "-Z", str(zones), str(notices), "--json"]).output)
    assert told["reminder"] == NOT_PERMISSION and told["overlaps"][0]["id"] == "ring"


def test_whoever_has_a_say_in_a_zone_that_is_met_and_would_not_be_told_is_named() -> None:
    disputed = Position("rus", "disputes", "never agreed")
    ring = msgspec.structs.replace(RING, positions=(disputed, Position("jor", "accepts")))
    convoy = notice(lat=33.5, lon=38.6, party="aid", tell=("jor",))
    assert untold(convoy, Board([ring]).check(convoy), [ring]) == ("usa", "rus")
    assert untold(notice(lat=60.0, lon=10.0), (), [ring]) == ()
