"""`foreshock zone contains` reads and writes the files it says, keeps ids as written, and never leaves half a file."""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from pyproj import Geod

from foreshock.cli.zone import zone
from foreshock.model import InvalidValue, StoreError, UnreadableSource
from foreshock.zone import Circle, Polygon, Zones
from foreshock.zone.geojson import parse_zones, write_zones
from foreshock.zone.pointfiles import write_pairs

GARRISON = {"type": "Point", "coordinates": [38.618, 33.507]}
BOX = {"type": "Polygon", "coordinates": [[[38, 33], [39, 33], [39, 34], [38, 34], [38, 33]]]}


@pytest.fixture
def zones_file(tmp_path: Path) -> Path:
    features = [
        {"type": "Feature", "id": "ring", "geometry": GARRISON, "properties": {"radius_m": 55000}},
        {"type": "Feature", "geometry": BOX, "properties": {"id": "box, east"}},
    ]
    file = tmp_path / "zones.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


@pytest.fixture
def points_file(tmp_path: Path) -> Path:
    file = tmp_path / "points.csv"
    file.write_text("lat,id,note,lon\n33.507,007,base,38.618\n33.01,0x1,road,38.01\n10,far,,10\n")
    return file


def test_pairs_go_out_as_csv_with_ids_as_written(zones_file: Path, points_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "pairs.csv"
    done = CliRunner().invoke(
        zone, ["contains", "--zones", str(zones_file), "--points", str(points_file), "-o", str(out), "--json"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.output) | {"seconds": 0} == {
        "zones": 2, "points": 3, "pairs": 3, "seconds": 0, "out": str(out),
    }  # fmt: skip
    table = pacsv.read_csv(out, convert_options=pacsv.ConvertOptions(column_types={"point": pa.string()}))
    assert table.to_pylist() == [
        {"point": "007", "zone": "ring"}, {"point": "007", "zone": "box, east"}, {"point": "0x1", "zone": "box, east"},
    ]  # fmt: skip


def test_pairs_go_out_as_parquet_with_whole_number_ids(zones_file: Path, tmp_path: Path) -> None:
    points, out = tmp_path / "points.parquet", tmp_path / "pairs.parquet"
    pq.write_table(pa.table({"id": [5, 9], "lat": [33.507, 0.0], "lon": [38.618, 0.0]}), points)
    assert write_pairs(Zones.from_geojson(zones_file), points, out) == (2, 2)
    assert pq.read_table(out).to_pylist() == [{"point": 5, "zone": "ring"}, {"point": 5, "zone": "box, east"}]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_no_pairs_is_an_empty_table_with_its_columns(zones_file: Path, tmp_path: Path, ending: str) -> None:
    points, out = tmp_path / "points.csv", tmp_path / f"pairs.{ending}"
    points.write_text("id,lat,lon\na,0,0\n")
    write_pairs(Zones.from_geojson(zones_file), points, out)
    table = pacsv.read_csv(out) if ending == "csv" else pq.read_table(out)
    assert table.column_names == ["point", "zone"] and table.num_rows == 0


@pytest.mark.parametrize(("lat", "lon"), [("nan", "0"), ("inf", "0"), ("90.1", "0"), ("0", "-180.5"), ("", "3")])
def test_a_position_that_is_none_is_named_and_an_older_answer_stays(
    zones_file: Path, tmp_path: Path, lat: str, lon: str
) -> None:
    points, out = tmp_path / "points.csv", tmp_path / "pairs.csv"
    points.write_text(f"id,lat,lon\na,0,0\nb,{lat},{lon}\n")
    out.write_text("before")
    with pytest.raises(InvalidValue, match="point 1"):
        write_pairs(Zones.from_geojson(zones_file), points, out)
    assert out.read_text() == "before"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["pairs.csv", "points.csv", "zones.geojson"]


@pytest.mark.parametrize(
    ("text", "message"), [("id,lat\na,1\n", "lon"), ("", "(?i)empty"), ("id,lat,lon\na,north,2\n", "north")]
)
def test_points_that_cannot_be_read_are_refused(zones_file: Path, tmp_path: Path, text: str, message: str) -> None:
    points = tmp_path / "points.csv"
    points.write_text(text)
    with pytest.raises(UnreadableSource, match=message):
        write_pairs(Zones.from_geojson(zones_file), points, tmp_path / "out.csv")


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(zones_file: Path, tmp_path: Path) -> None:
    points, out = tmp_path / "points.csv", tmp_path / "pairs.csv"
    points.write_text("id,lat,lon\n" + "".join(f"point-{i},33.5,38.6\n" for i in range(50_000)))
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from foreshock.zone import Zones; from foreshock.zone.pointfiles import write_pairs\n"
        "from foreshock.model import StoreError\n"
        "zones = Zones.from_geojson(sys.argv[1]); zones.contains([0.0], [0.0])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
        "try: write_pairs(zones, Path(sys.argv[2]), Path(sys.argv[3]))\n"
        "except StoreError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, zones_file, points, out], capture_output=True, text=True, check=True
    )
    assert "cannot be written" in done.stdout and "nothing was kept" in done.stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == ["points.csv", "zones.geojson"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 65536


def test_an_output_folder_that_is_not_there_is_a_clear_error(zones_file: Path, points_file: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_pairs(Zones.from_geojson(zones_file), points_file, Path("no/such/folder/pairs.csv"))


@pytest.mark.parametrize(
    ("feature", "message"),
    [
        ({"geometry": GARRISON, "properties": {}}, "radius_m"),
        ({"geometry": GARRISON, "properties": {"radius_m": -1}}, "no circle"),
        ({"geometry": GARRISON, "properties": {"radius_m": "wide"}}, "wide"),
        ({"geometry": {"type": "LineString", "coordinates": []}, "properties": {}}, "LineString"),
        ({"geometry": None, "properties": {}}, "None"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[0]]]}, "properties": {}}, "Polygon"),
    ],
)
def test_a_feature_that_is_no_zone_is_refused(feature: dict[str, object], message: str) -> None:
    data = json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", **feature}]}).encode()
    with pytest.raises(InvalidValue, match=message):
        Zones(*parse_zones(data, "zones.geojson"))


def test_zones_survive_a_round_trip_through_geojson(zones_file: Path) -> None:
    zones = Zones.from_geojson(zones_file)
    assert isinstance(zones.shapes[0], Circle) and isinstance(zones.shapes[1], Polygon)
    assert parse_zones(write_zones(zones), "again") == (list(zones.shapes), list(zones.ids))


def test_kernels_compile_where_no_cache_can_be_written(tmp_path: Path) -> None:
    """As under a read-only install whose user has no home: no cache beside the source, none of the user's."""
    code = (
        "import numba.core.caching as c\n"
        "c.CacheImpl._locator_classes = []\n"
        "from foreshock.zone import Zones\n"
        "print(len(Zones.circles([0.0], [0.0], 55000.0).contains([0.1, 9.0], [0.1, 9.0])))\n"
    )
    env = os.environ | {"NUMBA_DISABLE_JIT": "0"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.stdout == "1\n", done.stderr


def test_compiled_kernels_are_kept_where_numba_cache_dir_points(tmp_path: Path) -> None:
    code = "from foreshock.zone import Zones; Zones.circles([0.0], [0.0], 9.0).contains([0.0], [0.0])"
    env = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
    assert list(tmp_path.rglob("*.nbi"))


def test_points_placed_about_circles_by_an_independent_geodesic_fall_on_their_side_through_the_command(
    tmp_path: Path,
) -> None:
    """A micrometre to a kilometre from circles of 1, 55 and 2,000 km, at the poles and the antimeridian too."""
    centres = [(33.507, 38.618), (0.0, 179.9), (51.0, -180.0), (90.0, 0.0), (-89.9999, 10.0), (-17.0, 180.0)]
    circles = [(*centre, radius) for centre in centres for radius in (1e3, 55e3, 2e6)]
    offsets = (-1000.0, -1.0, -1e-3, -1e-6, 1e-6, 1e-3, 1.0, 1000.0)
    geod, rows, expected = Geod(ellps="WGS84"), ["lon,id,lat"], set()
    for number, (lat, lon, radius) in enumerate(circles):
        for turn in range(28):
            for off in offsets:
                there_lon, there_lat, _ = geod.fwd(lon, lat, turn * 360 / 28 + number, radius + off)
                name = f"{number}/{turn}/{off}"
                rows.append(f"{there_lon!r},{name},{there_lat!r}")
                if off < 0:
                    expected.add((name, str(number)))
    (tmp_path / "p.csv").write_text("\n".join(rows))
    features = [
        {"type": "Feature", "id": number, "geometry": {"type": "Point", "coordinates": [lon, lat]},
         "properties": {"radius_m": radius}}
        for number, (lat, lon, radius) in enumerate(circles)
    ]  # fmt: skip
    (tmp_path / "z.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    command = [
        "contains",
        "-Z",
        str(tmp_path / "z.geojson"),
        "-P",
        str(tmp_path / "p.csv"),
        "-o",
        str(tmp_path / "o.csv"),
    ]
    done = CliRunner().invoke(zone, command)
    assert done.exit_code == 0, done.output
    with (tmp_path / "o.csv").open() as file:
        found = {(row["point"], row["zone"]) for row in csv.DictReader(file)}
    own = {(name, number) for name, number in found if name.split("/")[0] == number}
    assert own == expected


def test_shared_boundary_points_come_out_right_through_the_command(tmp_path: Path) -> None:
    source = Path(__file__).parents[2].parent / "shared" / "data" / "zone" / "boundary.csv"
    if not source.exists():
        pytest.skip(f"{source} is not here: points placed by GeodSolve not compared")
    with source.open() as file:
        rows = list(csv.DictReader(file))
    names = {
        key: str(i)
        for i, key in enumerate(dict.fromkeys((r["centre_lat"], r["centre_lon"], r["radius_m"]) for r in rows))
    }
    features = [
        {"type": "Feature", "id": name, "geometry": {"type": "Point", "coordinates": [float(lon), float(lat)]},
         "properties": {"radius_m": float(radius)}}
        for (lat, lon, radius), name in names.items()
    ]  # fmt: skip
    (tmp_path / "z.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    lines = [f"{i},{row['lat']},{row['lon']}" for i, row in enumerate(rows)]
    (tmp_path / "p.csv").write_text("id,lat,lon\n" + "\n".join(lines))
    write_pairs(Zones.from_geojson(tmp_path / "z.geojson"), tmp_path / "p.csv", tmp_path / "o.csv")
    with (tmp_path / "o.csv").open() as file:
        found = {(int(row["point"]), row["zone"]) for row in csv.DictReader(file)}
    wrong = [
        row for i, row in enumerate(rows)
        if ((i, names[row["centre_lat"], row["centre_lon"], row["radius_m"]]) in found) != (row["inside"] == "1")
    ]  # fmt: skip
    assert len(rows) > 1000 and wrong == []
