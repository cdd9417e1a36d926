"""Who may see what: the public only cells, nothing near a protected place; named readers the exact fix."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from foreshock.model import InvalidValue, Zone
from foreshock.model.tracks import Breach, Fix, Notice
from foreshock.zone.sharing import (
    Sharing,
    breach_for,
    cell,
    fix_for,
    newest_for,
    notice_for_public,
    public_id,
)

GEOD = Geod(ellps="WGS84")
NOW = dt.datetime(2021, 6, 30, 12, tzinfo=dt.UTC)
CLINIC = Zone("clinic", "Clinic", "x", "aid", 33.5, 38.6, 500.0)
lats, lons, grids = st.floats(-90, 90), st.floats(-180, 180), st.floats(1, 500)


@given(lat=lats, lon=lons, grid=grids)
def test_a_cell_says_nothing_of_where_in_it_something_lies(lat: float, lon: float, grid: float) -> None:
    middle = cell(lat, lon, grid)
    assert cell(*middle, grid) == middle
    assert abs(middle[0]) <= 90
    assert abs(middle[1]) <= 180
    # Rows and columns are a whole number of cells, so a cell is never half as large as asked for, nor twice.
    assert GEOD.inv(lon, lat, middle[1], middle[0])[2] <= grid * 1000 * 1.5 + 1000 or abs(lat) > 80


@given(lat=st.floats(-80, 80), lon=st.floats(-179, 179), grid=st.floats(2, 50), dx=st.floats(-0.4, 0.4))
def test_two_places_in_one_cell_look_the_same(lat: float, lon: float, grid: float, dx: float) -> None:
    middle = cell(lat, lon, grid)
    beside = middle[1] + dx * grid / 111.32 / math.cos(math.radians(middle[0])) * 0.9
    assert cell(middle[0], beside, grid) == middle


def test_the_public_sees_the_cell_of_a_fix_however_old_it_is_and_a_named_reader_the_fix() -> None:
    fix = Fix("4ca123", NOW - dt.timedelta(days=400), 33.512345, 38.623456, accuracy_m=10.0)
    public, named = fix_for("public", fix, Sharing()), fix_for("named", fix, Sharing())
    assert public is not None
    assert named is not None
    assert (public.lat, public.lon, public.km) == (*cell(fix.lat, fix.lon, 10.0), 10.0)
    assert (public.accuracy_m, public.time.second) == (None, 0)
    assert (named.lat, named.lon, named.km) == (fix.lat, fix.lon, None)


def test_nothing_near_a_protected_place_is_shown_to_the_public() -> None:
    sharing = Sharing(protected=(CLINIC,))
    near, far = Fix("a", NOW, 33.55, 38.6), Fix("b", NOW, 35.0, 38.6)
    assert fix_for("public", near, sharing) is None
    assert fix_for("public", far, sharing) is not None
    assert fix_for("named", near, sharing) is not None


@given(lat=st.floats(33.0, 34.0), lon=st.floats(38.0, 39.2))
def test_a_gap_does_not_show_a_protected_place_finer_than_a_cell(lat: float, lon: float) -> None:
    """Whole cells are missing, never parts of one."""
    sharing = Sharing(protected=(CLINIC,))
    middle = cell(lat, lon, 10.0)
    here, there = (fix_for("public", Fix("a", NOW, *at), sharing) for at in ((lat, lon), middle))
    assert (here is None) == (there is None)


def test_the_publics_tracks_carry_numbers_not_names_in_no_order_of_theirs() -> None:
    fixes = [
        Fix("zulu", NOW, 35.0, 38.0),
        Fix("alfa", NOW, 34.0, 38.0),
        Fix("alfa", NOW - dt.timedelta(hours=1), 30.0, 38.0),
    ]
    assert [seen.track for seen in newest_for("public", fixes, Sharing())] == ["track 1", "track 2"]
    assert {seen.track for seen in newest_for("named", fixes, Sharing())} == {"alfa", "zulu"}


@pytest.mark.parametrize("hours", [0.5, 71.9])
def test_a_young_breach_shows_no_name_no_instant_and_no_depth(hours: float) -> None:
    at = NOW - dt.timedelta(hours=hours)
    breach = Breach(
        "ring/4ca123/20210630T1130Z", "ring", track="4ca123", first=at, last=at, entered=at, depth_m=12_345.678,
        fixes=9, probability=0.99991, ended="inside", evidence=("radar tape 7",),
    )  # fmt: skip
    shown = breach_for("public", breach, Sharing(), NOW)
    assert "4ca123" not in repr(shown)
    assert "tape" not in repr(shown)
    assert (shown.depth_m, shown.fixes, shown.probability) == (10_000.0, None, None)
    assert shown.first is not None
    assert (shown.first.minute, shown.first.second) == (0, 0)
    assert breach_for("named", breach, Sharing(), NOW) == breach


def test_an_old_breach_shows_what_the_record_holds_under_the_same_public_name() -> None:
    at = NOW - dt.timedelta(hours=73)
    breach = Breach("ring/4ca123/20210627T1100Z", "ring", track="4ca123", first=at, last=at, depth_m=12_345.678)
    shown = breach_for("public", breach, Sharing(), NOW)
    assert (shown.track, shown.depth_m, shown.first) == ("4ca123", 12_345.678, at)
    assert shown.id == public_id(breach.id, Sharing()) == breach_for("public", breach, Sharing(), at).id


def test_the_public_name_of_a_breach_cannot_be_found_by_trying_tracks_and_seconds() -> None:
    at = NOW - dt.timedelta(hours=1)
    breach = Breach("ring/4ca123/20210630T113000Z", "ring", track="4ca123", first=at, last=at)
    names = {breach_for("public", breach, Sharing(naming=key), NOW).id for key in ("", "one desk", "another")}
    assert len(names) == 3
    assert not any("4ca123" in name for name in names)


def test_the_delay_is_what_the_desk_sets() -> None:
    at = NOW - dt.timedelta(hours=30)
    breach = Breach("ring/t/1", "ring", track="t", first=at, last=at)
    assert breach_for("public", breach, Sharing(delay_hours=24), NOW).track == "t"
    assert breach_for("public", breach, Sharing(delay_hours=48), NOW).track == "withheld"


def test_a_notice_is_public_as_cells_that_cover_it_and_days() -> None:
    notice = Notice(
        "convoy", "humanitarian convoy", "aid", NOW, NOW + dt.timedelta(hours=5), 33.123456, 38.654321, 3000.0
    )
    shown = notice_for_public(notice, Sharing())
    assert shown is not None
    assert (shown.lat, shown.lon) == cell(notice.lat or 0, notice.lon or 0, 10.0)
    away = GEOD.inv(38.654321, 33.123456, shown.lon, shown.lat)[2]
    assert away + 3000 <= shown.radius_km * 1000
    assert (shown.begins, shown.ends) == (NOW.date(), NOW.date())
    assert shown.reminder == "Notification is not permission."


def test_a_notice_near_a_protected_place_is_not_public_at_all() -> None:
    notice = Notice("convoy", "humanitarian convoy", "aid", NOW, NOW + dt.timedelta(hours=5), 33.5, 38.7, 3000.0)
    assert notice_for_public(notice, Sharing(protected=(CLINIC,))) is None


@pytest.mark.parametrize("wrong", [{"delay_hours": -1}, {"delay_hours": math.nan}, {"grid_km": 0.1}, {"grid_km": 5000}])
def test_settings_that_would_show_too_much_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidValue):
        Sharing(**wrong)
