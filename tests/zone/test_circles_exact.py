"""Circles are decided as the geodesic decides them, a micrometre from the edge as anywhere."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from foreshock.zone import Circle, Zones
from foreshock.zone.ellipsoid import chord_bounds, earth_centred

GEOD = Geod(ellps="WGS84")
BOUNDARY = Path(__file__).parents[2].parent / "shared" / "data" / "zone" / "boundary.csv"

#: Centres: the example's garrison, a strait, the antimeridian from both sides, the poles and beside them.
CENTRES = [
    (33.507, 38.618), (26.57, 56.25), (0.0, 179.9), (51.0, -179.99), (-17.0, 180.0), (90.0, 0.0),
    (-90.0, 45.0), (89.7, -120.0), (-89.9999, 10.0), (0.0, 0.0), (65.9, -169.0), (-45.0, -180.0),
]  # fmt: skip
RADII = (1_000.0, 55_000.0, 2_000_000.0)
OFFSETS = (-1000.0, -100.0, -1.0, -1e-2, -1e-4, -1e-6, 1e-6, 1e-4, 1e-2, 1.0, 100.0, 1000.0)


def inside(zones: Zones, lat: np.ndarray, lon: np.ndarray, zone: np.ndarray) -> np.ndarray:
    """Whether point i lies in zone[i], from the pairs."""
    pairs = zones.contains(lat, lon)
    found = set(zip(pairs.point.tolist(), pairs.zone.tolist(), strict=True))
    return np.array([(i, int(z)) in found for i, z in enumerate(zone)])


@pytest.mark.skipif(not BOUNDARY.exists(), reason="boundary.csv is not there: GeodSolve's points were not tried")
def test_every_point_placed_by_geodsolve_falls_on_its_side() -> None:
    with BOUNDARY.open() as file:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file)]
    circles = sorted({(r["centre_lat"], r["centre_lon"], r["radius_m"]) for r in rows})
    zones = Zones([Circle(*c) for c in circles])
    zone = np.array([circles.index((r["centre_lat"], r["centre_lon"], r["radius_m"])) for r in rows])
    got = inside(zones, np.array([r["lat"] for r in rows]), np.array([r["lon"] for r in rows]), zone)
    assert len(rows) == 1080
    assert (got == np.array([r["inside"] == 1 for r in rows])).all()


def test_24192_points_around_small_and_huge_circles_poles_and_antimeridian_fall_on_their_side() -> None:
    circles = [(lat, lon, radius) for lat, lon in CENTRES for radius in RADII]
    zones = Zones([Circle(*c) for c in circles])
    zone, offset, turn = (a.ravel() for a in np.meshgrid(np.arange(36), OFFSETS, np.arange(56), indexing="ij"))
    # A point 1 km inside a 1-km circle is its centre.
    offset = np.where((np.array(circles)[zone, 2] == 1000) & (offset == -1000), -999.0, offset)
    centre = np.array(circles)[zone]
    azimuth = turn * 360 / 56 + zone * 0.37
    lon, lat, _ = GEOD.fwd(centre[:, 1], centre[:, 0], azimuth, centre[:, 2] + offset)
    assert len(lat) == 24_192
    assert (inside(zones, lat, lon, zone) == (offset < 0)).all()


@settings(max_examples=300, deadline=None)
@given(
    lat1=st.floats(-90, 90), lon1=st.floats(-180, 180), azimuth=st.floats(0, 360),
    distance=st.floats(1e-3, 10_000_000),
)  # fmt: skip
def test_no_chord_lies_outside_its_proven_bounds(lat1: float, lon1: float, azimuth: float, distance: float) -> None:
    lon2, lat2, _ = GEOD.fwd(lon1, lat1, azimuth, distance)
    _, _, shortest = GEOD.inv(lon1, lat1, lon2, lat2)
    ends = np.stack(earth_centred(np.array([lat1, lat2]), np.array([lon1, lon2])))
    chord = float(np.linalg.norm(ends[:, 0] - ends[:, 1]))
    inner, outer = chord_bounds(np.array([shortest]))
    assert inner[0] < chord < outer[0]


@settings(max_examples=150, deadline=None)
@given(
    lat=st.floats(-90, 90), lon=st.floats(-180, 180), radius=st.floats(1.0, 9_900_000),
    azimuth=st.floats(0, 360), share=st.floats(-0.02, 0.02), tiny=st.booleans(),
)  # fmt: skip
def test_near_any_edge_the_answer_is_the_geodesics(
    lat: float, lon: float, radius: float, azimuth: float, share: float, tiny: bool
) -> None:
    reach = radius * (1 + share * (1e-9 if tiny else 1))
    there_lon, there_lat, _ = GEOD.fwd(lon, lat, azimuth, reach)
    _, _, distance = GEOD.inv(lon, lat, there_lon, there_lat)
    pairs = Zones([Circle(lat, lon, radius)]).contains([there_lat], [there_lon])
    assert len(pairs) == int(distance <= radius)


def test_1200000_pairs_of_mixed_sizes_get_the_answers_that_geodesics_alone_give() -> None:
    rng = np.random.default_rng(4)
    lat, lon = np.degrees(np.arcsin(rng.uniform(-1, 1, 60))), rng.uniform(-180, 180, 60)
    zones = Zones.circles(lat, lon, np.geomspace(500, 9_000_000, 60))
    point_lat, point_lon = np.degrees(np.arcsin(rng.uniform(-1, 1, 20_000))), rng.uniform(-180, 180, 20_000)
    pairs = zones.contains(point_lat, point_lon)
    point, zone = np.divmod(np.arange(20_000 * 60), 60)
    truth = zones.decide(point_lat[point], point_lon[point], zone)
    assert pairs.point.tolist() == point[truth].tolist()
    assert pairs.zone.tolist() == zone[truth].tolist()
