"""The boundary policy: which lines are broken, which areas have a name of their own, and the words for it."""

from __future__ import annotations

import itertools
import math
from functools import lru_cache

import pytest

from foreshock.site.map import POLICY
from foreshock.site.map.basemap import Line, Scale, base_map
from foreshock.site.map.boundaries import BROKEN, EXTRA, OPEN_AREAS
from foreshock.site.map.landnames import Lands
from foreshock.site.map.projection import Mercator, Window

#: Positions on boundaries, read off a general atlas, and whether the policy breaks the line there.
LINES = {
    "demarcation line in Korea": (127.6, 38.3, "broken"),
    "line of control in Kashmir": (74.3, 34.7, "broken"),
    "India and Pakistan in Punjab": (74.4, 31.0, "solid"),
    "line of actual control in Ladakh": (78.6, 34.5, "broken"),
    "Israel and Lebanon": (35.4, 33.08, "broken"),
    "the Golan, ceasefire line": (35.85, 33.0, "broken"),
    "the Golan, western edge": (35.62, 32.9, "broken"),
    "Israel and Egypt": (34.6, 30.4, "solid"),
    "Syria and Iraq": (40.0, 33.9, "solid"),
    "Syria and Jordan": (37.5, 32.8, "solid"),
    "Kosovo and Serbia": (21.4, 42.9, "broken"),
    "Cyprus": (33.6, 35.1, "broken"),
    "Sudan and South Sudan": (31.0, 9.75, "broken"),
    "Egypt and Sudan at Halaib": (35.5, 22.0, "broken"),
    "Egypt and Sudan in the desert": (28.0, 22.0, "solid"),
    "Armenia and Azerbaijan": (45.95, 40.1, "broken"),
    "Ukraine and Russia at Kharkiv": (36.6, 50.2, "solid"),
    "Perekop": (33.66, 46.14, "broken"),
    "Transnistria": (29.1, 47.4, "broken"),
    "Abkhazia": (41.9, 42.8, "broken"),
    "Venezuela and Guyana": (-60.6, 6.9, "broken"),
    "Thailand and Cambodia": (104.0, 14.38, "broken"),
    "Norway and Sweden": (12.3, 63.0, "solid"),
    "Western Sahara, north": (-11.0, 27.66, "broken"),
}


@lru_cache(maxsize=64)
def lines_near(scale: Scale, lon: float, lat: float) -> tuple[list[Line], list[Line]]:
    return base_map(scale).cut(Window(lon - 0.8, lat - 0.8, lon + 0.8, lat + 0.8), 0.0).boundaries()


def distance(line: Line, lon: float, lat: float) -> float:
    """Degrees from a position to the nearest segment."""
    best = math.inf
    for (x1, y1), (x2, y2) in itertools.pairwise(line):
        long = (x2 - x1) ** 2 + (y2 - y1) ** 2
        t = max(0.0, min(1.0, ((lon - x1) * (x2 - x1) + (lat - y1) * (y2 - y1)) / long)) if long else 0.0
        best = min(best, math.dist((lon, lat), (x1 + t * (x2 - x1), y1 + t * (y2 - y1))))
    return best


@pytest.mark.parametrize("scale", ["10", "50"])
@pytest.mark.parametrize("name", LINES)
def test_the_line_there_is_drawn_as_the_policy_says(name, scale):
    lon, lat, expected = LINES[name]
    solid, broken = lines_near(scale, lon, lat)

    near = {
        "solid": min((distance(line, lon, lat) for line in solid), default=math.inf),
        "broken": min((distance(line, lon, lat) for line in broken), default=math.inf),
    }

    assert min(near.values()) < 0.25
    assert min(near, key=lambda kind: near[kind]) == expected


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (35.75, 33.1, "the Golan Heights"), (36.3, 33.5, "Syria"), (35.2, 32.9, "Israel"), (35.25, 32.0, "Palestine"),
        (34.2, 45.2, "Crimea"), (34.5, 47.0, "Ukraine"), (39.0, 45.4, "Russia"), (-13.0, 24.5, "Western Sahara"),
        (-8.0, 31.5, "Morocco"), (41.0, 43.0, "Abkhazia"), (44.8, 41.7, "Georgia"), (29.6, 46.85, "Transnistria"),
        (28.8, 47.0, "Moldova"), (74.8, 34.1, "Kashmir"), (79.5, 35.0, "Kashmir"), (72.0, 31.0, "Pakistan"),
        (121.0, 24.0, "Taiwan"), (21.0, 42.6, "Kosovo"), (44.1, 9.6, "Somaliland"), (35.5, 22.4, "the Halaib area"),
        (28.4, 9.9, "Abyei"), (34.0, 34.0, None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("scale", ["10", "50"])
def test_each_area_answers_with_the_name_the_policy_gives_it(scale, lon, lat, name):
    window = Window(lon - 0.5, lat - 0.5, lon + 0.5, lat + 0.5)
    lands = Lands(base_map(scale).cut(window, 0.0).holders(), Mercator(window, 100))

    assert lands.name_at(lon, lat) == name


def test_every_rule_has_its_reason_and_both_sides_are_on_the_base_map():
    known = set(base_map("10").names) | set(base_map("50").names)

    for rule in BROKEN:
        assert rule.reason
        assert {rule.a, rule.b} <= known, rule
    assert len({frozenset((rule.a, rule.b)) for rule in BROKEN}) == len(BROKEN)
    assert all(line.reason and len(line.points) > 1 for line in EXTRA)


def test_outlines_of_disputed_areas_are_closed():
    for area in OPEN_AREAS:
        assert area.outline[0] == area.outline[-1], area.name
        assert area.codes


def test_the_policy_says_what_is_drawn_solid_and_what_broken():
    words = " ".join(POLICY)

    assert "Natural Earth" in words
    assert "solid" in words
    assert "broken" in words
    assert "no statement on the status" in words
