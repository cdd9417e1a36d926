"""The region map: what it shows, where its names go, and that it is the same on every run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.model import LEVELS, Region
from foreshock.site.map import Mark, RegionMap, region_map
from foreshock.site.map.placing import Box, Label

SVG = "{http://www.w3.org/2000/svg}"
LEVANT = Region(24, 10, 66, 44)
REGIONS = {
    "Levant and Iran": LEVANT,
    "Korea": Region(122, 33, 132, 43),
    "Taiwan Strait": Region(110, 16, 132, 33),
    "Ukraine": Region(20, 43, 42, 54),
    "Sahel": Region(-18, 8, 34, 24),
    "Indonesia, much coast": Region(94, -12, 142, 21),
    "Aegean, much coast": Region(18, 33, 32, 43),
    "Canada, a mass of islands": Region(-130, 60, -60, 80),
    "Chile, tall": Region(-80, -56, -60, -17),
    "half of the world": Region(-90, -50, 90, 70),
    "the world": Region(-180, -85, 180, 85),
    "one small bay": Region(126.0, 37.4, 126.9, 38.0),
}


def mark(name: str, lat: float, lon: float, level: str | None = "severe", href: str = "#x") -> Mark:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "x"
    return Mark(slug, name, lat, lon, level, href)  # type: ignore[arg-type]


TANF, DOUMA = mark("al-Tanf", 33.508, 38.618, "substantial"), mark("Douma", 33.571, 36.402, "moderate")
TEHRAN, WASHINGTON = mark("Tehran", 35.69, 51.39, "substantial"), mark("Washington", 38.9, -77.04)


def parsed(drawn: RegionMap) -> ET.Element:
    text = str(drawn.svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ET.fromstring(text)


def links(drawn: RegionMap) -> list[ET.Element]:
    return parsed(drawn).findall(f".//{SVG}a")


def shape_at(link: ET.Element) -> tuple[float, float]:
    x, y = re.findall(r"-?\d+", link.find(f"{SVG}g").attrib["transform"])  # type: ignore[union-attr]
    return float(x), float(y)


def label_of(text: ET.Element) -> Label:
    names = text.attrib.get("class", "").split()
    anchor = "end" if "end" in names else "mid" if "mid" in names else "start"
    lines = tuple(span.text or "" for span in text) or (text.text or "",)
    return Label(lines, float(text.attrib["x"]), float(text.attrib["y"]), anchor, 1.12, "bold")


def on_a_phone(drawn: RegionMap) -> Iterator[Box]:
    """The shapes, at their size on a phone, and the names that a phone shows."""
    for link in links(drawn):
        x, y = shape_at(link)
        yield x - 20, y - 20, x + 20, y + 20
        text = link.find(f"{SVG}text")
        assert text is not None
        if not {"t2", "t3"} & set(text.attrib.get("class", "").split()):
            yield label_of(text).box(32)


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_the_example_list_shows_three_places_and_hands_one_back():
    drawn = region_map(LEVANT, [TANF, DOUMA, WASHINGTON, TEHRAN])

    assert [link.attrib["aria-label"] for link in links(drawn)] == [
        "al-Tanf: substantial", "Douma: moderate", "Tehran: substantial",
    ]  # fmt: skip
    assert drawn.outside == (WASHINGTON,)
    assert drawn.corner == "se"


def test_a_marker_is_a_link_with_ring_shape_and_name():
    (link,) = links(region_map(LEVANT, [mark("al-Tanf", 33.508, 38.618, "critical", "/al-tanf/")]))

    assert link.attrib["href"] == "/al-tanf/"
    assert link.attrib["class"] == "mark critical"
    assert link.find(f"{SVG}circle").attrib["class"] == "ring"  # type: ignore[union-attr]
    assert link.find(f".//{SVG}use").attrib["href"] == "#lv-critical"  # type: ignore[union-attr]
    assert link.find(f"{SVG}text").text == "al-Tanf"  # type: ignore[union-attr]


def test_a_place_without_level_has_a_shape_of_its_own_and_says_so():
    (link,) = links(region_map(LEVANT, [mark("al-Tanf", 33.508, 38.618, None)]))

    assert link.attrib["aria-label"] == "al-Tanf: no level set"
    assert link.find(f".//{SVG}use").attrib["href"] == "#lv-none"  # type: ignore[union-attr]


def test_everything_but_the_markers_is_hidden_from_screen_readers():
    svg = parsed(region_map(LEVANT, [TANF]))

    assert svg.attrib["role"] == "group"
    assert svg.attrib["aria-label"].startswith("Map of Syria, ")
    ground, *rest = list(svg)
    assert ground.attrib["aria-hidden"] == "true"
    assert {child.tag for child in rest} == {f"{SVG}a"}


@pytest.mark.parametrize("name", REGIONS)
def test_a_map_weighs_at_most_25_kB_whatever_the_region(name):
    region = REGIONS[name]
    middle = mark("Middle", (region.south + region.north) / 2, (region.west + region.east) / 2)

    assert len(region_map(region, [middle]).svg.encode()) <= 25_000


@pytest.mark.parametrize("name", REGIONS)
def test_a_map_has_land_or_sea_and_a_sensible_shape(name):
    svg = parsed(region_map(REGIONS[name], []))
    _, _, wide, tall = map(float, svg.attrib["viewBox"].split())

    assert wide == 1000
    assert 400 <= tall <= 1200
    assert svg.find(f".//{SVG}path[@class='grat']") is not None


def test_the_same_list_gives_the_same_bytes():
    listed = [TANF, DOUMA, TEHRAN]

    assert region_map(LEVANT, listed).svg == region_map(LEVANT, list(listed)).svg


def test_another_process_gives_the_same_bytes():
    program = (
        "import hashlib\n"
        "from foreshock.model import Region\n"
        "from foreshock.site.map import Mark, region_map\n"
        "marks = [Mark(str(i), f'Place {i}', 30 + i % 7, 35 + i, 'severe', '#') for i in range(20)]\n"
        "print(hashlib.sha256(region_map(Region(24, 10, 66, 44), marks).svg.encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert len(found) == 1


def test_hostile_names_and_addresses_stay_text():
    listed = [mark('<script>alert("1")</script>', 33.5, 38.6, href="\"><script>alert('1')</script>")]

    svg = region_map(LEVANT, listed).svg

    assert "<script" not in svg
    assert parsed(region_map(LEVANT, listed)) is not None


def test_markers_at_one_point_stand_apart_and_point_to_it():
    drawn = region_map(LEVANT, [mark(f"Place {n}", 33.5, 38.6) for n in range(6)])
    spots = [shape_at(link) for link in links(drawn)]

    assert min(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in combinations(spots, 2)) >= 40
    moved = [link for link in links(drawn) if link.find(f"{SVG}circle[@class='dot']") is not None]
    assert len(moved) == 5


def test_two_neighbours_set_their_names_to_opposite_sides():
    west, east = links(region_map(LEVANT, [DOUMA, TANF]))

    assert west.find(f"{SVG}text").attrib["class"] == "end"  # type: ignore[union-attr]
    assert "class" not in east.find(f"{SVG}text").attrib  # type: ignore[union-attr]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(12, 42),
            st.floats(26, 64),
            st.sampled_from([*LEVELS, None]),
            st.text("abcde -/", min_size=1, max_size=24),
        ),
        min_size=1,
        max_size=9,
    )
)
def test_on_a_phone_no_name_covers_a_shape_or_another_name(places):
    listed = [mark(name, lat, lon, level) for lat, lon, level, name in places]

    boxes = list(on_a_phone(region_map(LEVANT, listed)))

    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert all(x0 > -1 and x1 < 1001 for x0, _, x1, _ in boxes)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=8))
def test_without_a_region_every_place_that_mercator_can_hold_is_shown(places):
    listed = [mark(f"Place {i}", lat, lon) for i, (lat, lon) in enumerate(places)]

    drawn = region_map(None, listed)

    shown = {link.attrib["aria-label"] for link in links(drawn)}
    for place in listed:
        # A map of the world leaves out the polar caps: 58°S and 84°N are its edges.
        if -57 < place.lat < 80:
            assert place.spoken in shown
    assert len(shown) + len({m.spoken for m in drawn.outside}) == len(listed)


def test_a_list_across_the_antimeridian_is_drawn_in_one_piece():
    drawn = region_map(None, [mark("Big Diomede", 65.78, -169.06), mark("Anadyr", 64.73, 177.5)])
    west, east = (shape_at(link) for link in reversed(links(drawn)))

    assert drawn.outside == ()
    assert west[0] < east[0]
    assert parsed(drawn).find(f".//{SVG}path[@class='land']") is not None


def test_lists_on_several_continents_get_the_world():
    drawn = region_map(None, [TANF, WASHINGTON, mark("Panmunjom", 37.96, 126.68)])

    assert drawn.outside == ()
    assert parsed(drawn).attrib["aria-label"] == "Map of the world with the places on the list"


def test_an_empty_list_gets_the_world_without_links():
    drawn = region_map(None, [])

    assert links(drawn) == []
    assert parsed(drawn).attrib["aria-label"] == "Map of the world"


def test_names_of_countries_follow_our_table():
    words = "".join(parsed(region_map(LEVANT, [TANF])).itertext())

    assert "Türkiye" in words
    assert "Turkey" not in words
    assert "Persian Gulf" in words


def test_the_scale_bar_is_true_on_its_parallel():
    svg = parsed(region_map(LEVANT, [TANF]))
    bar = svg.find(f".//{SVG}g[@class='t2']")
    assert bar is not None
    words = bar.find(f"{SVG}text").text or ""  # type: ignore[union-attr]
    long = float(re.search(r"h(\d+)", bar.find(f"{SVG}path").attrib["d"])[1])  # type: ignore[union-attr, index]

    # 500 km along 30°N is 500 / (111.32 · cos 30°) = 5.19° of longitude on WGS84; the map has 1000/42 units a degree.
    assert words == "500 km at 30°N"
    assert long == pytest.approx(5.19 * 1000 / 42, abs=1)
