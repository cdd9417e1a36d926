"""The map data, the fonts and what is vendored: complete, light, and as their lists say."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import foreshock.site.map.basemap as basemap
from foreshock.model import Damaged
from foreshock.site.map import names
from foreshock.site.map.basemap import GEO, base_map, ground
from foreshock.site.map.boundaries import OPEN_AREAS
from foreshock.site.map.projection import Window

STATIC = GEO.parent / "static"


def test_all_map_data_together_is_at_most_4_MB():
    assert sum(file.stat().st_size for file in GEO.iterdir()) <= 4_000_000


def test_every_country_of_the_base_map_stands_in_the_table_of_names():
    table = {row.split(",")[0] for row in (GEO / "countries.csv").read_text("utf-8").splitlines()[1:]}

    assert set(base_map("50").names) <= table
    # Reefs, banks and military areas that only 1:10 million shows have no name on a map.
    assert set(base_map("10").names) - table <= {"BJN", "CNM", "ESB", "GIB", "PGA", "SCR", "SER", "UMI", "WSB"}


def test_no_country_is_named_like_a_disputed_area():
    named = {name for name, _ in names.country_names().values()}

    assert named.isdisjoint({area.name for area in OPEN_AREAS} - {"Western Sahara"})


def test_every_capital_lies_in_its_country_or_at_its_coast():
    for town in names.capitals():
        window = Window(town.lon - 0.4, town.lat - 0.4, town.lon + 0.4, town.lat + 0.4)
        holders = base_map("10").cut(window, 0.0).holders()
        steps = [0.05 * k for k in range(-4, 5)]
        around = {holders.at(town.lon + dx, town.lat + dy) for dx in steps for dy in steps}
        assert town.code in around, town


def test_every_sea_is_named_at_sea():
    on_land = [sea for sea in names.seas() if sea.extent > 1.5 and ground().owner(sea.lon, sea.lat)]

    assert on_land == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["10", "50"]), st.floats(-179, 179), st.floats(-84, 83), st.floats(0.5, 12))
def test_what_a_small_window_shows_is_what_a_large_one_shows(scale, lon, lat, more):
    small = base_map(scale).cut(Window(lon - 0.2, lat - 0.2, lon + 0.2, lat + 0.2), 0.0).holders()
    large = base_map(scale).cut(Window(lon - more, lat - more, lon + more, min(lat + more, 90.0)), 0.0).holders()

    assert small.at(lon, lat) == large.at(lon, lat)


@pytest.mark.parametrize("scale", ["10", "50"])
@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (37.6, 55.75, "RUS"), (-175.0, 67.0, "RUS"), (100.0, 65.0, "RUS"), (-100.0, 60.0, "CAN"), (178.0, -17.9, "FJI"),
        (-98.0, 39.0, "USA"), (105.0, 35.0, "CHN"), (134.0, -25.0, "AUS"), (15.0, 0.0, "COG"), (-55.0, -10.0, "BRA"),
    ],
)  # fmt: skip
def test_the_inside_of_a_country_belongs_to_it_though_no_line_is_near(scale, lon, lat, code):
    window = Window(lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1)
    section = base_map(scale).cut(window, 0.0)

    assert section.holders().at(lon, lat) == code
    assert section.land()


def test_the_pole_is_land_in_the_south_and_sea_in_the_north():
    window = Window(-180, -90, 180, -60)
    assert base_map("50").cut(window, 0.1).holders().at(10, -89) == "ATA"
    assert base_map("50").cut(Window(-180, 84, 180, 90), 0.1).holders().at(10, 89) is None


def test_a_window_beyond_the_antimeridian_holds_both_shores():
    land = base_map("50").cut(Window(170, 60, 200, 72), 0.05)

    assert land.holders().at(175, 68) == "RUS"
    assert land.holders().at(195, 65) == "USA"


def test_damaged_map_data_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "places.bin").write_bytes(b"no map")
    monkeypatch.setattr(basemap, "GEO", tmp_path)

    with pytest.raises(Damaged, match=r"places\.bin .* install foreshock again"):
        basemap.Ground()


def listed(readme: Path) -> dict[str, str]:
    """File → SHA-256 of a table in Markdown."""
    return dict(re.findall(r"\| `([^`]+)` \|.*`([0-9a-f]{64})` \|", readme.read_text("utf-8")))


@pytest.mark.parametrize("readme", ["fonts/README.md", "vendor/VENDOR.md"])
def test_every_file_is_listed_with_its_hash(readme):
    path = STATIC / readme
    table = listed(path)
    files = {f.name for f in path.parent.iterdir() if f.suffix in (".woff2", ".js", ".css")}

    assert files <= set(table)
    for name, digest in table.items():
        assert hashlib.sha256((path.parent / name).read_bytes()).hexdigest() == digest, name


def test_licences_lie_beside_fonts_and_vendored_files():
    for name in ("fonts/LICENSE-newsreader.txt", "fonts/LICENSE-public-sans.txt", "vendor/LICENSE-maplibre-gl.txt"):
        assert (STATIC / name).stat().st_size > 1000


def test_the_fonts_of_every_page_weigh_at_most_40_kB():
    main = ("newsreader-text", "newsreader-display", "public-sans")

    assert sum((STATIC / "fonts" / f"{name}.woff2").stat().st_size for name in main) <= 40_000


@pytest.mark.parametrize("family", ["newsreader-text", "public-sans"])
def test_transliteration_has_its_letters(family):
    fonts = pytest.importorskip("fontTools.ttLib", reason="fonttools comes with the PDF extra")
    held: set[int] = set()
    for part in ("", "-ext", "-translit", "-dots"):
        font = fonts.TTFont(STATIC / "fonts" / f"{family}{part}.woff2")
        held |= set(font.getBestCmap())

    assert not [c for c in "āīūēōḥṣṭẓḍḏṯĀĪŪḤṢṬẒḌʿʾğşıİčšžćđőșțłżßœ" if ord(c) not in held]
