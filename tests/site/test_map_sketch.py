"""The sketch map of a view: an arrow, and where it leads in words."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from foreshock.model import Place
from foreshock.site.map import sketch_map

TANF = Place("al-Tanf", 33.5077, 38.6183)
CORRIDOR = [(52.0, 33.5), (45.0, 33.0), (38.6, 33.4), (35.6, 33.8)]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def classes(svg: str) -> list[str]:
    return [e.attrib.get("class", "") for e in parsed(svg).iter()]


def test_the_arrow_and_the_place_are_drawn_and_told():
    svg = sketch_map(CORRIDOR, TANF, "substantial", "Sketch map: a corridor")

    assert {"arrow", "tip", "mark substantial"} <= set(classes(svg))
    assert parsed(svg).attrib["aria-label"] == (
        "Sketch map: a corridor: an arrow from Iran through Iraq and Syria to Lebanon; al-Tanf is marked"
    )


def test_two_sketches_on_a_page_share_no_id():
    assert 'id="' not in sketch_map(CORRIDOR, TANF, "severe", "One")


def test_a_path_at_sea_says_so():
    svg = sketch_map([(60.0, 15.0), (64.0, 17.0)], None, None, "A course")

    assert parsed(svg).attrib["aria-label"] == "A course: an arrow over the sea"


def test_without_a_path_there_is_no_arrow():
    svg = sketch_map([], TANF, None, "The place")

    assert "arrow" not in classes(svg)
    assert parsed(svg).attrib["aria-label"] == "The place; al-Tanf is marked"


def test_without_path_and_place_it_is_still_a_picture():
    assert parsed(sketch_map([], None, None, "Nothing")).attrib["viewBox"] == "0 0 300 214"


def test_a_path_across_the_antimeridian_stays_short():
    svg = sketch_map([(178.0, 65.0), (-170.0, 66.0)], None, None, "Across")

    assert "Russia" in parsed(svg).attrib["aria-label"]
    assert len(svg) < 6_000


def test_it_weighs_little_and_is_the_same_each_time():
    first, second = (sketch_map(CORRIDOR, TANF, "severe", "One") for _ in range(2))

    assert first == second
    assert len(first) < 6_000
