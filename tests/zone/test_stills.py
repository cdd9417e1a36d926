"""A replay as stills: files that any browser shows without scripts, coarse unless exact ones are asked for."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from foreshock.cli.zone import zone as commands
from foreshock.model import Position, When, Zone
from foreshock.zone.drawing import SIDE, Sheet, near
from foreshock.zone.geojson import read_nouns

START = dt.datetime(2019, 2, 14, 6, tzinfo=dt.UTC)
CIRCLE = Zone("ring", "Ring", "al-tanf", "usa", 33.507, 38.618, 55_000.0)
SQUARE = Zone(
    "field", "Field", "al-tanf", "usa",
    rings=(((38.0, 33.0), (39.0, 33.0), (39.0, 34.0), (38.0, 34.0), (38.0, 33.0)),),
)  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A zone as an export writes it, and a drive through it."""
    counts = [{"zone": "ring", "by": "usa", "party": "syria", "when": "2018-01", "number": 3}]
    properties = {"name": "Ring <1>", "radius_m": 55000, "flashpoint": "al-tanf", "declared_by": "usa",
                  "positions": [{"party": "syria", "stance": "disputes", "date": "2018-01-18"}],
                  "counts": counts}  # fmt: skip
    feature = {"type": "Feature", "id": "ring", "geometry": {"type": "Point", "coordinates": [38.618, 33.507]},
               "properties": properties}  # fmt: skip
    (tmp_path / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    rows = ["track,time,lat,lon"]
    for i in range(120):
        at = START + dt.timedelta(minutes=i)
        rows.append(f"4ca7b3,{at.isoformat()},{33.507:.6f},{37.6 + i * 0.0167:.6f}")
    (tmp_path / "fixes.csv").write_text("\n".join(rows) + "\n")
    return tmp_path / "zones.geojson", tmp_path / "fixes.csv"


def replay(files: tuple[Path, Path], out: Path, *more: str) -> dict[str, object]:
    zones, fixes = files
    command = ["replay", "-Z", str(zones), "--stills", str(out), *more, "--json", str(fixes)]
    done = CliRunner().invoke(commands, command)
    assert done.exit_code == 0, done.output
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_a_zones_file_of_an_exported_list_is_read_with_what_parties_say(files: tuple[Path, Path]) -> None:
    (zone,) = read_nouns(files[0])
    assert zone.positions == (Position("syria", "disputes", date=When("2018-01-18")),)
    assert zone.counts[0].when == When("2018-01")


def test_stills_come_with_a_page_that_needs_no_script(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert replay(files, tmp_path / "out")["breaches"] == 1
    page = (tmp_path / "out" / "ring" / "index.html").read_text()
    assert page.count('type="radio"') == page.count("<figcaption>") == 24
    assert "<script" not in page
    assert "Ring &lt;1&gt;" in page
    assert len(list((tmp_path / "out" / "ring").glob("still-*.svg"))) == 24
    assert "1 breaches under way" in page


def test_stills_are_coarse_unless_exact_ones_are_asked_for(files: tuple[Path, Path], tmp_path: Path) -> None:
    replay(files, tmp_path / "coarse")
    replay(files, tmp_path / "exact", "--exact")
    coarse, exact = (
        "".join(file.read_text() for file in (tmp_path / name / "ring").iterdir()) for name in ("coarse", "exact")
    )
    assert 'class="cell"' in coarse
    assert not re.search('class="way"|class="spot"|4ca7b3', coarse)
    assert 'class="way"' in exact
    assert "4ca7b3" in exact


def test_the_drawing_keeps_distances_from_the_middle_true() -> None:
    sheet = Sheet(CIRCLE)
    assert sheet.place(CIRCLE.lat or 0, CIRCLE.lon or 0) == (SIDE / 2, SIDE / 2)
    x, y = sheet.place(34.0028, 38.618)  # 55.0 km north by the meridian's length
    assert abs(y - (SIDE / 2 - 55_000 * sheet.scale)) < 0.1
    assert abs(x - SIDE / 2) < 0.01


def test_a_polygon_is_drawn_with_its_rings_and_things_are_near_it() -> None:
    drawn = Sheet(SQUARE).ground()
    assert drawn.count('class="buffer"') == 2
    assert drawn.rpartition('class="zone"')[2].count("L") == 4
    assert near(SQUARE, 34.1, 39.1, 1.0)
    assert not near(SQUARE, 36.0, 39.1, 1.0)


def test_coarse_stills_show_nothing_near_a_protected_place(files: tuple[Path, Path], tmp_path: Path) -> None:
    clinic = {"type": "Feature", "id": "clinic", "geometry": {"type": "Point", "coordinates": [38.618, 33.507]},
              "properties": {"radius_m": 500}}  # fmt: skip
    places = tmp_path / "places.geojson"
    places.write_text(json.dumps({"type": "FeatureCollection", "features": [clinic]}))
    replay(files, tmp_path / "all")
    replay(files, tmp_path / "kept", "--protected", str(places))
    pages = [(tmp_path / name / "ring" / "index.html").read_text() for name in ("all", "kept")]
    cells = [page.count('class="cell"') for page in pages]
    assert 0 < cells[1] < cells[0]
    assert "clinic" not in pages[1]
