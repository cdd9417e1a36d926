"""The local map: true distances, the zone as a geodesic circle, and what it says in words."""

from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from foreshock.model import InvalidValue, Place, Zone
from foreshock.site.map import local_map
from foreshock.site.map.local import outline
from foreshock.site.map.projection import Azimuthal, inverse
from foreshock.site.map.telling import kilometres
from foreshock.zone.geodesic import circle

SVG = "{http://www.w3.org/2000/svg}"
WGS84 = Geod(ellps="WGS84")
TANF = Place("al-Tanf", 33.5077, 38.6183)
LANDMARKS = (Place("Rukban camp", 33.309, 38.704), Place("Palmyra", 34.56, 38.27), Place("Baghdad", 33.31, 44.37))

lats, lons = st.floats(-89.9, 89.9), st.floats(-180, 180)


def ring(lat: float, lon: float, metres: float) -> Zone:
    return Zone("z", "The zone", "x", "us", lat=lat, lon=lon, radius_m=metres)


def polygon(name: str, *points: tuple[float, float]) -> Zone:
    return Zone("p", name, "x", "us", rings=((*points, points[0]),))


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def told(svg: str) -> str:
    return parsed(svg).find(f"{SVG}desc").text or ""  # type: ignore[union-attr]


@settings(max_examples=300)
@given(lats, lons, st.floats(0, 360), st.floats(1, 1_500_000))
def test_distances_agree_with_karney_to_a_millimetre(lat, lon, turn, metres):
    there_lon, there_lat, _ = WGS84.fwd(lon, lat, turn, metres)

    far, _ = inverse(lat, lon, there_lat, there_lon)

    assert far == pytest.approx(metres, abs=0.002)


def test_opposite_ends_of_the_globe_get_the_answer_of_the_sphere():
    far, _ = inverse(0, 0, 0.3, 179.7)

    assert far == pytest.approx(WGS84.inv(0, 0, 179.7, 0.3)[2], rel=0.006)


@settings(max_examples=60)
@given(st.floats(-80, 80), lons, st.floats(500, 800_000))
def test_a_zone_around_the_centre_is_drawn_as_its_geodesic_circle(lat, lon, metres):
    view = Azimuthal(lat, lon, 0, 0, 1)

    drawn = outline(view, ring(lat, lon, metres)).rings[0]
    true = view.line(circle(lat, lon, metres))

    assert max(math.dist(a, b) for a, b in zip(drawn, true, strict=True)) < 0.01


@settings(max_examples=60)
@given(lats, lons, st.floats(1, 5_000_000))
def test_every_point_of_a_circle_lies_at_its_radius_and_the_points_can_be_joined(lat, lon, metres):
    points = circle(lat, lon, metres)

    for x, y in points:
        assert WGS84.inv(lon, lat, x, y)[2] == pytest.approx(metres, abs=0.001)
    assert all(abs(a[0] - b[0]) <= 180 for a, b in itertools.pairwise(points))
    assert points[0][1] == max(points[0][1], points[45][1])


def test_a_circle_across_the_antimeridian_runs_on():
    points = circle(-17, 179.9, 120_000)

    assert max(x for x, _ in points) > 180
    assert max(x for x, _ in points) - min(x for x, _ in points) < 3


def test_a_circle_around_a_pole_makes_one_full_turn():
    points = circle(89.5, 10, 200_000)

    assert abs(points[-1][0] - points[0][0]) > 300


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        ((91, 0, 1000), "91"),
        ((0, 181, 1000), "181"),
        ((0, 0, 0), "0 m"),
        ((0, 0, math.nan), "nan"),
        ((0, 0, 9, 2), "2"),
    ],
)
def test_no_circle_without_a_position_a_radius_and_three_points(arguments, value):
    with pytest.raises(InvalidValue, match=value):
        circle(*arguments)


def test_the_al_tanf_zone_is_told_in_words_from_the_data():
    words = told(local_map(TANF, [ring(33.5077, 38.6183, 55_000)], LANDMARKS, "substantial", "al-Tanf"))

    assert words == (
        "A circle of 55 kilometres around al-Tanf. It lies mostly in Syria and reaches into Jordan and Iraq. "
        "From al-Tanf: Rukban camp 23 kilometres to the south, Palmyra 121 kilometres to the north and Baghdad "
        "535 kilometres to the east."
    )


def test_the_zone_has_its_radius_line_and_says_how_long_it_is():
    svg = parsed(local_map(TANF, [ring(33.5077, 38.6183, 55_000)], (), "substantial", "al-Tanf"))

    assert svg.find(f".//{SVG}path[@class='zone']") is not None
    top = re.search(r"M525 420L525 (\d+)", svg.find(f".//{SVG}path[@class='radius']").attrib["d"])  # type: ignore[union-attr]
    bar = re.search(r"h(\d+)", svg.find(f".//{SVG}path[@class='tick']").attrib["d"])  # type: ignore[union-attr]
    assert top and bar
    # The scale bar is 50 km, the radius 55.
    assert (420 - int(top[1])) / int(bar[1]) == pytest.approx(55 / 50, abs=0.02)
    assert [t.text for t in svg.iter(f"{SVG}text") if "ztext" in t.attrib.get("class", "")] == ["55 km"]


def test_a_landmark_off_the_map_is_named_at_the_edge_with_its_distance():
    svg = parsed(local_map(TANF, [ring(33.5077, 38.6183, 55_000)], LANDMARKS, None, "al-Tanf"))
    (text,) = [t for t in svg.iter(f"{SVG}text") if "to Baghdad" in "".join(t.itertext())]

    assert [span.text for span in text] == ["to Baghdad", "535 km"]
    assert "end" in text.attrib["class"].split()


def test_a_zone_around_another_point_says_where_that_point_is():
    words = told(local_map(TANF, [ring(33.9, 38.6183, 20_000)], (), "severe", "al-Tanf"))

    assert words.startswith("A circle of 20 kilometres around a point 44 kilometres to the north of al-Tanf.")


def test_a_polygon_zone_is_drawn_and_named():
    zone = polygon("Area of separation", (38.2, 33.2), (39.0, 33.2), (39.0, 33.8), (38.2, 33.8))
    svg = local_map(TANF, [zone], (), "severe", "al-Tanf")

    assert told(svg).startswith("Area of separation, a zone with a drawn outline. It lies mostly in Syria")
    assert parsed(svg).find(f".//{SVG}path[@class='zone']") is not None
    assert any("Area of" in "".join(t.itertext()) for t in parsed(svg).iter(f"{SVG}text"))
    assert parsed(svg).find(f".//{SVG}path[@class='radius']") is None


@pytest.mark.parametrize(
    ("place", "metres", "own_name", "not_said"),
    [
        (Place("Majdal Shams", 33.2, 35.72), 2_000, "the Golan Heights", ("Israel", "Syria")),
        (Place("Simferopol", 44.95, 34.1), 20_000, "Crimea", ("Russia", "Ukraine")),
        (Place("Smara", 26.74, -11.67), 20_000, "Western Sahara", ("Morocco",)),
        (Place("Sukhumi", 43.05, 41.05), 9_000, "Abkhazia", ("Georgia",)),
    ],
)
def test_disputed_areas_are_told_by_their_own_name(place, metres, own_name, not_said):
    words = told(local_map(place, [ring(place.lat, place.lon, metres)], (), None, place.name))

    assert own_name in words
    assert not [state for state in not_said if state in words]


def test_title_and_description_carry_the_key_of_the_page():
    svg = parsed(local_map(TANF, [], (), None, "al-Tanf", key="second"))

    assert svg.attrib["aria-labelledby"] == "second-t second-d"
    assert {svg[0].attrib["id"], svg[1].attrib["id"]} == {"second-t", "second-d"}


def test_hostile_names_stay_text():
    bad = "<script>alert('1')</script>"
    zone = polygon(bad, (38.2, 33.2), (39.0, 33.2), (39.0, 33.8))

    svg = local_map(TANF, [zone], [Place(bad, 33.3, 38.7)], "severe", bad)

    assert "<script" not in svg
    assert parsed(svg) is not None


@settings(max_examples=25, deadline=None)
@given(
    st.floats(-90, 90), lons, st.one_of(st.none(), st.floats(300, 6_000_000)),
    st.lists(st.tuples(st.floats(-90, 90), lons), max_size=4),
)  # fmt: skip
def test_any_place_on_the_globe_gives_a_well_formed_map(lat, lon, metres, towns):
    zones = [ring(lat, lon, metres)] if metres else []
    landmarks = [Place(f"Town {i}", y, x) for i, (y, x) in enumerate(towns)]

    svg = local_map(Place("Here", lat, lon), zones, landmarks, "moderate", "Here")

    assert parsed(svg).attrib["viewBox"] == "0 0 1050 840"
    assert len(svg) < 60_000


@pytest.mark.parametrize(
    ("metres", "words"), [(55_000, "55 km"), (2_500, "2.5 km"), (370_400, "370 km"), (800, "800 m"), (9_960, "10 km")]
)
def test_distances_are_told_as_finely_as_they_matter(metres, words):
    assert kilometres(metres) == words
