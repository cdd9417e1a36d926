"""Polygons cut at the 180th meridian, as GeoJSON wants them, are the areas that were cut, their cut no boundary."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from foreshock.zone import Zones
from foreshock.zone.geojson import parse_zones
from foreshock.zone.seams import joined

WEST = [[178, -1], [180, -1], [180, 1], [178, 1], [178, -1]]
EAST = [[-180, -1], [-178, -1], [-178, 1], [-180, 1], [-180, -1]]
WHOLE = [[178, -1], [180, -1], [-178, -1], [-178, 1], [180, 1], [178, 1], [178, -1]]
LAT = np.concatenate([np.linspace(-0.999, 0.999, 4001), np.linspace(-1.3, 1.3, 4001)])


def zones(kind: str, coordinates: Any) -> Zones:
    feature = {"type": "Feature", "id": "z", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}
    return Zones(*parse_zones(json.dumps(feature).encode(), "a test"))


@pytest.mark.parametrize("east", [EAST, EAST[::-1], [EAST[2], EAST[3], EAST[0], EAST[1], EAST[2]]])
def test_points_on_the_cut_of_an_area_in_two_parts_are_inside_it(east: list[list[float]]) -> None:
    cut, whole = zones("MultiPolygon", [[WEST], [east]]), zones("Polygon", [WHOLE])
    rng = np.random.default_rng(4)
    lat = np.concatenate([LAT, LAT, rng.uniform(-1.2, 1.2, 20_000)])
    lon = np.concatenate([np.full_like(LAT, 180.0), np.full_like(LAT, -180.0), rng.uniform(177, 183, 20_000)])
    lon = (lon + 180) % 360 - 180
    assert cut.contains(lat, lon).point.tolist() == whole.contains(lat, lon).point.tolist()
    assert len(cut.contains(LAT[:4001], np.full(4001, 180.0))) == 4001
    assert len(cut.contains(LAT[:4001], np.full(4001, -180.0))) == 4001


def test_a_hole_across_the_cut_stays_a_hole() -> None:
    west = [[178, -1], [180, -1], [180, -0.5], [179.5, -0.5], [179.5, 0.5], [180, 0.5], [180, 1], [178, 1], [178, -1]]
    east = [[-lon, lat] for lon, lat in west]
    cut = zones("MultiPolygon", [[west], [east]])
    assert cut.contains([0.0, 0.7, 0.0, 0.0], [180.0, 180.0, 179.4, 179.6]).point.tolist() == [1, 2]


def test_a_cap_drawn_out_along_the_edge_of_the_map_holds_its_pole() -> None:
    ring = [[-180, 80], [-90, 80], [0, 80], [90, 80], [180, 80], [180, 90], [-180, 90], [-180, 80]]
    cap = zones("Polygon", [ring])
    assert cap.contains([90.0, 85.0, 85.0, 85.0, 70.0], [12.0, 180.0, -180.0, 45.0, 0.0]).point.tolist() == [0, 1, 2, 3]


def test_rings_without_a_cut_come_back_as_they_are() -> None:
    box = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    beside = ((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 0.0))
    assert joined((box, beside)) == (box, beside)


def test_a_cut_whose_sides_have_other_corners_is_no_boundary_either() -> None:
    uneven = [[-180, -1], [-178, -1], [-178, 2], [-180, 2], [-180, 0.3], [-180, -1]]
    cut = zones("MultiPolygon", [[WEST], [uneven]])
    assert len(cut.contains(LAT[:4001], np.full(4001, 180.0))) == 4001
    assert len(cut.contains(LAT[:4001], np.full(4001, -180.0))) == 4001
    # One of the two reaches farther: there the meridian is its boundary.
    assert cut.contains([1.5, 1.5], [-179.0, 179.0]).point.tolist() == [0]


def test_a_polygon_across_the_cut_goes_out_in_parts_that_read_back_as_the_same_area() -> None:
    from shapely.geometry import shape

    from foreshock.model import Zone
    from foreshock.site.data.shapes import area

    outer = ((178.0, -1.0), (-177.0, -2.0), (-178.0, 40.0), (177.0, 41.0), (178.0, -1.0))
    hole = ((179.0, 5.0), (-179.0, 5.0), (-179.0, 8.0), (179.0, 8.0), (179.0, 5.0))
    cap = ((0.0, 70.0), (90.0, 71.0), (180.0, 72.0), (-90.0, 70.0), (0.0, 70.0))
    rng = np.random.default_rng(5)
    for rings in ((outer, hole), tuple(ring[::-1] for ring in (outer, hole)), (cap,)):
        told = area(Zone("z", "Z", "x", "y", rings=rings))
        polygons = [told["coordinates"]] if told["type"] == "Polygon" else told["coordinates"]
        assert all(abs(lon) <= 180 for polygon in polygons for ring in polygon for lon, _ in ring)
        # A hole across the cut lies along it in both parts, which strict readers call invalid.
        assert shape(told).is_valid or rings[1:]
        back, whole = zones(told["type"], told["coordinates"]), zones("Polygon", rings)
        lat, lon = rng.uniform(-3, 89, 60_000), rng.uniform(-180, 180, 60_000)
        lon[:30_000] = (180 + rng.uniform(-4, 4, 30_000) + 180) % 360 - 180
        one, other = set(back.contains(lat, lon).point.tolist()), set(whole.contains(lat, lon).point.tolist())
        assert len(one) > 1_000
        assert len(one ^ other) <= 2, "six decimals, some centimetres, may move a point near the edge"
