"""Polygons of geodesic edges are decided as the geodesics decide them, and refused when they say nothing plain."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from pyproj import Geod

from foreshock.model import InvalidValue
from foreshock.zone import Circle, Polygon, Zones

GEOD = Geod(ellps="WGS84")
MIDDLES = [(33.5, 38.6), (0.0, 179.9), (89.99, 0.0), (-90.0, 0.0), (26.0, 56.0), (60.0, -179.99), (5.0, 0.0)]
Ring = tuple[tuple[float, float], ...]


def star(lat: float, lon: float, reach: float, corners: int, rng: np.random.Generator) -> Ring:
    """A ring about a point that winds anticlockwise, its corners up to `reach` metres away."""
    azimuth = -(np.arange(corners) + rng.uniform(0, 0.8, corners)) * 360 / corners
    lons, lats, _ = GEOD.fwd(
        np.full(corners, lon), np.full(corners, lat), azimuth, reach * rng.uniform(0.4, 1, corners)
    )
    ring = [(float(x), float(y)) for x, y in zip(lons, lats, strict=True)]
    return (*ring, ring[0])


def beside_edges(ring: Ring, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points on the edges: latitude, longitude and the azimuth that leads to the left of the edge."""
    corners = np.array(ring)
    azimuth, _, length = GEOD.inv(corners[:-1, 0], corners[:-1, 1], corners[1:, 0], corners[1:, 1])
    edge = rng.integers(0, len(length), count)
    share = rng.uniform(0.05, 0.95, count)
    lon, lat, back = GEOD.fwd(corners[edge, 0], corners[edge, 1], azimuth[edge], share * length[edge])
    return lat, lon, back + 90


def members(zones: Zones, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    got = np.zeros(len(lat), dtype=bool)
    got[zones.contains(lat, lon).point] = True
    return got


def winds_round(ring: Ring, lat: float, lon: float) -> bool:
    """The truth by another way: does the azimuth to a walker on the boundary turn a full circle?"""
    corners = np.array(ring)
    seen: list[float] = []
    for (lon1, lat1), (lon2, lat2) in itertools.pairwise(corners):
        azimuth, _, length = GEOD.inv(lon1, lat1, lon2, lat2)
        steps = np.linspace(0, length, 200, endpoint=False)
        lons, lats, _ = GEOD.fwd(np.full(200, lon1), np.full(200, lat1), np.full(200, azimuth), steps)
        seen.extend(GEOD.inv(np.full(200, lon), np.full(200, lat), lons, lats)[0])
    turns = np.diff([*seen, seen[0]])
    return bool(abs(np.sum((turns + 180) % 360 - 180)) > 180)


@pytest.mark.parametrize("reach", [1e3, 55e3, 2e6])
@pytest.mark.parametrize(("lat", "lon"), MIDDLES)
def test_points_a_micrometre_to_a_hundred_metres_beside_an_edge_fall_on_their_side(
    lat: float, lon: float, reach: float
) -> None:
    rng = np.random.default_rng(int(reach) + int(lat))
    ring = star(lat, lon, reach, int(rng.integers(3, 12)), rng)
    zones = Zones([Polygon((ring,))])
    foot_lat, foot_lon, left = beside_edges(ring, 60, rng)
    for distance in (1e-6, 1e-3, 1.0, 100.0):
        if distance > reach / 400:
            continue
        for azimuth, within in ((left, True), (left + 180, False)):
            point_lon, point_lat, _ = GEOD.fwd(foot_lon, foot_lat, azimuth, np.full(60, distance))
            assert (members(zones, point_lat, point_lon) == within).all(), (distance, within)


@pytest.mark.parametrize(("lat", "lon"), MIDDLES)
def test_points_anywhere_near_are_inside_when_the_boundary_winds_round_them(lat: float, lon: float) -> None:
    rng = np.random.default_rng(7)
    ring = star(lat, lon, 300e3, 7, rng)
    lons, lats, _ = GEOD.fwd(np.full(60, lon), np.full(60, lat), rng.uniform(0, 360, 60), rng.uniform(0, 350e3, 60))
    got = members(Zones([Polygon((ring,))]), lats, lons)
    assert got.tolist() == [winds_round(ring, x, y) for x, y in zip(lats, lons, strict=True)]
    assert 5 < got.sum() < 55


def test_the_grid_and_the_geodesics_alone_agree_on_a_coastline_of_a_thousand_corners() -> None:
    rng = np.random.default_rng(9)
    ring = star(33.5, 38.6, 120e3, 1000, rng)
    zones = Zones([Polygon((ring,))])
    lat, lon = 33.5 + rng.uniform(-1.2, 1.2, 2000), 38.6 + rng.uniform(-1.4, 1.4, 2000)
    assert (members(zones, lat, lon) == zones.decide(lat, lon, np.zeros(2000, np.int64))).all()


def test_a_hole_is_outside_and_an_island_in_it_inside() -> None:
    def box(half: float) -> Ring:
        return ((-half, -half), (half, -half), (half, half), (-half, half), (-half, -half))

    zones = Zones([Polygon((box(3), box(2), box(1)))])
    assert members(zones, np.zeros(4), np.array([0.5, 1.5, 2.5, 3.5])).tolist() == [True, False, True, False]


def test_winding_does_not_matter() -> None:
    ring = star(48.0, 179.5, 200e3, 9, np.random.default_rng(3))
    lat, lon = np.repeat(np.linspace(46, 50, 40), 40), np.tile(np.linspace(-180, 180, 40), 40)
    one = members(Zones([Polygon((ring,))]), lat, lon)
    assert (one == members(Zones([Polygon((ring[::-1],))]), lat, lon)).all()
    assert one.any()


def test_a_polygon_with_corners_on_one_parallel_holds_the_pole() -> None:
    ring = ((0.0, 80.0), (90.0, 80.0), (180.0, 80.0), (-90.0, 80.0), (0.0, 80.0))
    zones = Zones([Polygon((ring,))])
    lat, lon = np.array([90.0, 85.0, 79.0, 82.0, 80.0]), np.array([12.0, 45.0, 45.0, 45.0, 45.0])
    # The geodesic from one corner to the next passes nearer to the pole than the parallel: 82.9° at its middle.
    assert members(zones, lat, lon).tolist() == [True, True, False, False, False]


def test_circles_and_polygons_of_all_sizes_answer_together_in_order() -> None:
    rng = np.random.default_rng(12)
    shapes: list[Circle | Polygon] = []
    for i in range(30):
        lat, lon, reach = float(rng.uniform(-80, 80)), float(rng.uniform(-180, 180)), float(10 ** rng.uniform(3, 6.6))
        shapes.append(Circle(lat, lon, reach) if i % 2 else Polygon((star(lat, lon, reach, 6, rng),)))
    zones = Zones(shapes)
    lat, lon = np.degrees(np.arcsin(rng.uniform(-1, 1, 3000))), rng.uniform(-180, 180, 3000)
    point, zone = np.divmod(np.arange(3000 * 30), 30)
    truth = zones.decide(lat[point], lon[point], zone)
    pairs = zones.contains(lat, lon)
    assert pairs.point.tolist() == point[truth].tolist()
    assert pairs.zone.tolist() == zone[truth].tolist()


@pytest.mark.parametrize(
    ("ring", "message"),
    [
        (((0, 0), (1, 1), (1, 0), (0, 1), (0, 0)), "crosses itself near latitude 0.50.*, longitude 0.50"),
        (((0, 0), (1, 1), (1, 0)), "at least 4"),
        (((0, 0), (1, 1), (1, 0), (0, 1)), "not closed"),
        (((0, 0), (1, 91), (1, 0), (0, 0)), "no position"),
        (((0, 0), (float("nan"), 1), (1, 0), (0, 0)), "no position"),
        (((0, 0), (0, 0), (1, 1), (0, 0)), "encloses nothing"),
        (((0, 0), (1, 0), (2, 0), (0, 0)), "runs back over itself"),
        (((9, 10), (9, 20), (9, 15), (9, 10)), "runs back over itself"),
        (((-100, 0), (100, 1), (0, 60), (-100, 0)), "edge is"),
        (((0, 0), (80, 5), (160, 0), (-120, 5), (-60, 0), (0, 0)), "round the Earth|from its middle"),
    ],
)
def test_a_ring_that_says_nothing_plain_is_refused_with_its_reason(ring: Ring, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        Zones([Polygon((ring,))], ["drawn"])
