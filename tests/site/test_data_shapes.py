"""GeoJSON as RFC 7946 has it: closed counter-clockwise rings, true circles, cut at the 180th meridian."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import msgspec
import outlet_lists as lists
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from foreshock.model import Flashpoint, Place, View, Zone
from foreshock.site.data import data_file
from foreshock.site.data.shapes import area
from foreshock.site.index import Index
from foreshock.site.routes import Route

GEOD = Geod(ellps="WGS84")
TODAY = dt.date(2021, 6, 1)


def zone(lat: float, lon: float, radius_m: float) -> Zone:
    return Zone("z", "Zone", "port-mirna", "Northern navy", lat=lat, lon=lon, radius_m=radius_m)


def rings(geometry: dict) -> list[list[list[float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    assert all(len(polygon) == 1 for polygon in polygons)
    return [polygon[0] for polygon in polygons]


def flat_area(ring: list[list[float]]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


@settings(deadline=None)
@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(1_000, 500_000))
def test_every_circle_is_closed_turns_left_and_stays_on_the_map(lat, lon, radius_m):
    for ring in rings(area(zone(lat, lon, radius_m))):
        assert ring[0] == ring[-1]
        assert flat_area(ring) > 0
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)


def test_every_corner_of_a_circle_lies_at_its_radius():
    (ring,) = rings(area(zone(33.5, 38.66, 55_000)))
    distances = [GEOD.inv(38.66, 33.5, x, y)[2] for x, y in ring]
    assert distances == pytest.approx([55_000] * len(ring), abs=0.2)


def test_a_circle_across_the_180th_meridian_is_cut_in_two():
    geometry = area(zone(10.0, 179.9, 50_000))
    assert geometry["type"] == "MultiPolygon"
    whole = rings(area(zone(10.0, 0.0, 50_000)))[0]
    parts = rings(geometry)
    assert sorted(min(x for x, _ in ring) >= 0 for ring in parts) == [False, True]
    assert sum(map(flat_area, parts)) == pytest.approx(flat_area(whole), rel=1e-4)


@pytest.mark.parametrize("lat", [89.0, -89.0])
def test_a_circle_around_a_pole_covers_it(lat):
    geometry = area(zone(lat, 30.0, 500_000))
    corners = [corner for ring in rings(geometry) for corner in ring]
    assert {y for _, y in corners} >= {90.0 if lat > 0 else -90.0}
    assert {-180.0, 180.0} <= {x for x, _ in corners}
    assert sum(flat_area(ring) for ring in rings(geometry)) > 360 * 3


def test_a_polygon_with_a_hole_turns_left_outside_and_right_inside():
    outer = ((0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 0.0), (0.0, 0.0))
    hole = ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0))
    geometry = area(Zone("z", "Zone", "port-mirna", "Northern navy", rings=(outer, hole)))
    assert geometry["type"] == "Polygon"
    assert [flat_area(ring) > 0 for ring in geometry["coordinates"]] == [True, False]


def read(route: Route, state=None):
    return msgspec.json.decode(data_file(route, Index(state or lists.small_list(), TODAY)))


def test_the_list_as_geojson_has_its_places_and_zones_with_unique_ids():
    data = read(Route("front", ext="geojson"))
    assert data["type"] == "FeatureCollection"
    assert [(f["id"], f["properties"]["kind"]) for f in data["features"]] == [
        ("port-mirna", "flashpoint"),
        ("capital-ost", "flashpoint"),
        ("port-mirna/zone/mirna-roads", "zone"),
    ]
    assert data["features"][0]["geometry"] == {"type": "Point", "coordinates": [45.68, 12.35]}
    assert data["features"][0]["properties"]["level"] == "severe"
    assert data["features"][2]["properties"]["radius_m"] == 55_000.0


def test_a_flashpoint_as_geojson_has_its_landmarks_and_the_developments_there():
    features = {f["id"]: f for f in read(Route("flashpoint", "port-mirna", ext="geojson"))["features"]}
    assert features["port-mirna/place/1"]["properties"]["precision"] == "vicinity"
    at_rock = features["port-mirna/2021-04-28/1"]
    assert at_rock["geometry"]["coordinates"] == [45.7, 12.3]
    assert at_rock["properties"]["date"] == "2021-04-28"
    assert "port-mirna/2021-05-01/1" not in features


def test_a_view_is_a_line_and_a_flashpoint_without_a_place_has_no_geometry():
    view = View("A corridor", "They see one.", path=((1.0, 2.0), (3.123456, 4.0)))
    bare = Flashpoint("port-mirna", "Port Mirna", views=(view,))
    state = lists.small_list(flashpoints={"port-mirna": lists.keep("flashpoint", "port-mirna", TODAY, bare)})
    features = {f["id"]: f for f in read(Route("flashpoint", "port-mirna", ext="geojson"), state)["features"]}
    assert features["port-mirna"]["geometry"] is None
    assert features["port-mirna/view/1"]["geometry"] == {"type": "LineString", "coordinates": [[1.0, 2.0], [3.12, 4.0]]}


def test_a_place_is_made_coarse_wherever_it_stands():
    exact = Flashpoint(
        "port-mirna", "Port", place=Place("Port", 1.23456, 2.34567), landmarks=(Place("Rock", 3.45678, 4.56789),)
    )
    state = lists.small_list(flashpoints={"port-mirna": lists.keep("flashpoint", "port-mirna", TODAY, exact)}, zones={})
    for ext in ("json", "csv", "geojson"):
        text = data_file(Route("flashpoint", "port-mirna", ext=ext), Index(state, TODAY)).decode()
        assert not any(fine in text for fine in ("1.234", "2.345", "3.456", "4.567")), ext
