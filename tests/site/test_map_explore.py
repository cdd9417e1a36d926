"""The explore view: its data, and that it runs in a browser, from a folder, under a strict policy."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from foreshock.model import Region, Zone
from foreshock.site.map import Mark, explore_data, region_map
from foreshock.site.map.basemap import GEO

STATIC = GEO.parent / "static"
LEVANT = Region(24, 10, 66, 44)
MARKS = [
    Mark("al-tanf", "al-Tanf", 33.508, 38.618, "substantial", "al-tanf.html"),
    Mark("douma", "Douma", 33.571, 36.402, "moderate", "douma.html"),
    Mark("washington", "Washington", 38.9, -77.04, "severe", "washington.html", "capital"),
]
ZONES = [Zone("z", "The 55-km zone", "al-tanf", "us", lat=33.508, lon=38.618, radius_m=55_000)]
REGIONS: dict[str, Region | None] = {
    "Levant and Iran": LEVANT,
    "much coast": Region(94, -12, 142, 21),
    "the world": Region(-180, -85, 180, 85),
    "fitted to the marks": None,
    "a bay": Region(126.0, 37.4, 126.9, 38.0),
}


def rings(data: dict[str, Any]) -> list[list[list[float]]]:
    return [ring for polygon in data["land"]["coordinates"] for ring in polygon]


@pytest.mark.parametrize("name", REGIONS)
def test_the_data_is_at_most_300_kB(name):
    assert len(json.dumps(explore_data(REGIONS[name], MARKS, ZONES), separators=(",", ":"))) <= 300_000


def test_the_same_list_gives_the_same_data():
    assert explore_data(LEVANT, MARKS, ZONES) == explore_data(LEVANT, list(MARKS), list(ZONES))


def test_rings_are_closed_and_holes_lie_with_their_land():
    data = explore_data(LEVANT, MARKS, ZONES)

    assert all(ring[0] == ring[-1] and len(ring) > 3 for ring in rings(data))
    # The Caspian Sea is a hole in Eurasia.
    assert any(len(polygon) > 1 for polygon in data["land"]["coordinates"])


def test_a_circle_becomes_a_closed_polygon_of_90_points():
    (zone,) = explore_data(LEVANT, MARKS, ZONES)["zones"]["features"]

    (ring,) = zone["geometry"]["coordinates"]
    assert len(ring) == 91
    assert ring[0] == ring[-1]
    assert zone["properties"] == {"name": "The 55-km zone", "flashpoint": "al-tanf"}


def test_countries_of_the_first_view_keep_their_names_before_larger_ones_beyond_it():
    labels = explore_data(LEVANT, MARKS, ZONES)["labels"]
    ranks = {label["name"]: label["rank"] for label in labels if not label.get("sea")}

    assert max(ranks[name] for name in ("Syria", "Iraq", "Yemen", "Iran")) < min(ranks["India"], ranks["China"])
    assert ranks["Syria"] <= 2, "a wide screen shows the first three ranks at once"


def test_marks_in_reach_are_links_with_level_and_words():
    features = explore_data(LEVANT, MARKS, ZONES)["marks"]["features"]

    assert [f["properties"]["slug"] for f in features] == ["al-tanf", "douma"]
    assert features[0]["properties"] == {
        "slug": "al-tanf", "name": "al-Tanf", "level": "substantial", "href": "al-tanf.html",
        "spoken": "al-Tanf: substantial",
    }  # fmt: skip


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Explore</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src file:; style-src file:;
 font-src file:; img-src file:; worker-src blob:; connect-src 'none'">
<link rel="stylesheet" href="static/style.css"><link rel="stylesheet" href="static/vendor/maplibre-gl.css">
</head><body><div id="explore" class="explore__map" hidden></div><div id="explore-fallback">{svg}</div>
<script type="application/json" id="explore-data">{data}</script>
<script src="static/vendor/maplibre-gl.js" defer></script><script src="static/explore.js" defer></script>
</body></html>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("explore")
    shutil.copytree(STATIC, folder / "static")
    data = json.dumps(explore_data(LEVANT, MARKS, ZONES))
    path = folder / "index.html"
    path.write_text(PAGE.format(svg=region_map(LEVANT, MARKS).svg, data=data), "utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium")
    if not found:
        if os.environ.get("FORESHOCK_REQUIRE_CHROMIUM"):
            pytest.fail("no chromium on this machine: apt-get install chromium")
        pytest.skip("no chromium on this machine; left out: that the explore view runs in a browser")
    return found


Look = Callable[[Any], Any]
READY = "#explore[data-ready]"


def moving(tab: Any) -> dict[str, Any]:
    tab.wait_for_selector(READY, timeout=60_000)
    marks = "#explore a.explore__mark"
    return {
        "still": tab.is_visible("#explore-fallback"),
        "links": tab.eval_on_selector_all(marks, "es => es.map(e => e.getAttribute('href'))"),
        "spoken": tab.eval_on_selector_all(marks, "es => es.map(e => e.ariaLabel + e.role)"),
        "shown": tab.eval_on_selector_all(f"{marks} span", "es => es.map(e => getComputedStyle(e).visibility)"),
        "canvas": tab.eval_on_selector("#explore canvas", "e => e.width"),
        "colour": tab.eval_on_selector("#explore", "e => getComputedStyle(e).backgroundColor"),
    }


def by_keyboard(tab: Any) -> list[str]:
    tab.wait_for_selector(READY, timeout=60_000)
    reached = []
    for _ in range(8):
        tab.keyboard.press("Tab")
        reached.append(tab.evaluate("document.activeElement.ariaLabel || document.activeElement.tagName"))
    return reached


def still(tab: Any) -> tuple[bool, bool]:
    tab.wait_for_timeout(400)
    return tab.is_visible("#explore-fallback svg.base"), tab.is_visible("#explore")


#: What each visit looks at, what it does to the page before, and how the browser is set.
VISITS: dict[str, tuple[Look, str, dict[str, Any]]] = {
    "light": (moving, "0", {"color_scheme": "light", "viewport": {"width": 1000, "height": 800}}),
    "dark": (moving, "0", {"color_scheme": "dark"}),
    "keyboard": (by_keyboard, "0", {"reduced_motion": "reduce"}),
    "no WebGL": (still, "HTMLCanvasElement.prototype.getContext = () => null", {}),
    "no scripts": (still, "0", {"java_script_enabled": False}),
}


@pytest.fixture(scope="module")
def seen(chromium: str, page: str) -> dict[str, Any]:
    """What a browser finds on each visit. In a thread of its own, since Playwright keeps an event loop."""

    def run() -> dict[str, Any]:
        from playwright.sync_api import sync_playwright

        found: dict[str, Any] = {"faults": []}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for name, (look, before, settings) in VISITS.items():
                tab = browser.new_context(**settings).new_page()
                tab.on("pageerror", lambda error: found["faults"].append(str(error)))
                tab.on("console", lambda said: found["faults"].append(said.text) if said.type == "error" else None)
                tab.add_init_script(before)
                tab.goto(page)
                found[name] = look(tab)
            browser.close()
        return found

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(180)


@pytest.mark.browser
def test_the_moving_map_runs_from_a_folder_under_a_strict_policy(seen):
    assert seen["faults"] == []
    assert seen["light"]["still"] is False
    assert seen["light"]["links"] == ["al-tanf.html", "douma.html"]
    assert seen["light"]["spoken"] == ["al-Tanf: substantialnull", "Douma: moderatenull"]
    assert seen["light"]["shown"] == ["visible", "visible"]
    assert seen["light"]["canvas"] > 900


@pytest.mark.browser
def test_places_and_buttons_are_reached_by_keyboard(seen):
    wanted = {"al-Tanf: substantial", "Douma: moderate", "Zoom in", "Zoom out", "Show the whole list"}

    assert wanted <= set(seen["keyboard"])


@pytest.mark.browser
def test_it_follows_the_colours_of_the_page(seen):
    assert seen["light"]["colour"] != seen["dark"]["colour"]


@pytest.mark.browser
@pytest.mark.parametrize("lack", ["no WebGL", "no scripts"])
def test_the_still_map_stays_where_the_browser_cannot_draw(seen, lack):
    assert seen[lack] == (True, False)
