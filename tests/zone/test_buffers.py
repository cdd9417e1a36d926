"""The line around a polygon lies at its distance, whichever way the polygon winds, over the date line and poles too."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from pyproj import Geod

from foreshock.model import Zone
from foreshock.zone.buffers import Ring, beyond, outlines_beyond
from foreshock.zone.drawing import Sheet, near

GEOD = Geod(ellps="WGS84")
BOX = ((38.0, 33.0), (39.0, 33.0), (39.0, 34.0), (38.0, 34.0), (38.0, 33.0))
HOOK = ((38.0, 33.0), (39.0, 33.0), (39.0, 33.2), (38.3, 33.2), (38.3, 33.8), (39.0, 33.8), (39.0, 34.0), (38.0, 34.0),
        (38.0, 33.0))  # fmt: skip
DATELINE = ((179.5, -1.0), (-179.5, -1.0), (-179.5, 0.5), (179.5, 0.5), (179.5, -1.0))
POLE = ((0.0, 88.0), (90.0, 88.0), (180.0, 88.0), (-90.0, 88.0), (0.0, 88.0))


def distances(ring: Ring, line: Ring) -> list[float]:
    """Of each point of the line from the ring, to some metres: the ring as many short pieces."""
    near: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in pairwise(ring):
        azimuth, _, length = GEOD.inv(x0, y0, x1, y1)
        count = math.ceil(length / 200)
        lon, lat, _ = GEOD.fwd(
            [x0] * count, [y0] * count, [azimuth] * count, [length * k / count for k in range(count)]
        )
        near += zip(lon, lat, strict=True)
    lons, lats = zip(*near, strict=True)
    return [min(GEOD.inv([x] * len(near), [y] * len(near), lons, lats)[2]) for x, y in line]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("out", [5_000.0, 30_000.0])
@pytest.mark.parametrize("ring", [BOX, HOOK, DATELINE, POLE])
def test_every_point_of_the_line_lies_at_the_distance_and_outside(ring: Ring, out: float, turned: bool) -> None:
    line = beyond(ring[::-1] if turned else ring, out)
    assert line[0] == pytest.approx(line[-1]) or abs(line[0][0] - line[-1][0]) == pytest.approx(360)
    away = distances(ring, line[:: max(1, len(line) // 60)])
    assert min(away) > out * 0.985
    assert max(away) < out * 1.01
    inner = abs(GEOD.polygon_area_perimeter(*zip(*ring, strict=True))[0])
    assert abs(GEOD.polygon_area_perimeter(*zip(*line, strict=True))[0]) > inner


def test_around_a_box_the_line_goes_all_the_way_in_small_steps() -> None:
    line = beyond(BOX, 5_000.0)
    steps = [GEOD.inv(*a, *b)[2] for a, b in pairwise(line)]
    assert max(steps) < 1_500
    assert sum(steps) == pytest.approx(GEOD.geometry_length(_line(BOX)) + 2 * math.pi * 5_000, rel=0.01)


def _line(ring: Ring) -> object:
    from shapely.geometry import LineString

    return LineString(ring)


def test_a_position_within_a_large_polygon_is_near_it_though_no_corner_is() -> None:
    wide = Zone(
        "wide", "Wide", "x", "y", rings=(((30.0, 20.0), (40.0, 20.0), (40.0, 30.0), (30.0, 30.0), (30.0, 20.0)),)
    )
    assert near(wide, 25.0, 35.0, 0)
    assert near(wide, 25.0, 40.25, 0), "25 km east of the middle of an edge"
    assert not near(wide, 25.0, 40.6, 0)
    assert near(wide, 25.0, 40.6, 40)
    assert not near(wide, -25.0, -145.0, 0), "the other side of the Earth"


def test_a_hole_is_outside_and_both_parts_of_two_have_their_line() -> None:
    hole = ((33.0, 23.0), (37.0, 23.0), (37.0, 27.0), (33.0, 27.0), (33.0, 23.0))
    other = ((50.0, 20.0), (51.0, 20.0), (51.0, 21.0), (50.0, 21.0), (50.0, 20.0))
    box = ((30.0, 20.0), (40.0, 20.0), (40.0, 30.0), (30.0, 30.0), (30.0, 20.0))
    zone = Zone("parts", "Parts", "x", "y", rings=(box, hole, other))
    assert not near(zone, 25.0, 35.0, 0)
    assert near(zone, 25.0, 32.0, 0)
    assert near(zone, 20.5, 50.5, 0)
    assert len(outlines_beyond(zone, 5_000.0)) == 2
    drawn = Sheet(zone).ground()
    assert drawn.count('class="buffer"') == 4
    assert drawn.count("M") == 4 + 3


@pytest.mark.parametrize("out", [1_000.0, 3_000.0, 5_000.0, 7_000.0, 10_000.0, 20_000.0, 30_000.0])
def test_the_line_around_a_bay_does_not_cross_itself(out: float) -> None:
    from shapely.geometry import Polygon

    assert Polygon(beyond(HOOK, out)).is_valid
    assert Polygon(beyond(HOOK[::-1], out)).is_valid
