"""A Dask cluster gives what one process gives: the same pairs in the same order, the same errors."""

from __future__ import annotations

import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from foreshock.model import InvalidValue, StoreError
from foreshock.zone import Circle, Polygon, Zones
from foreshock.zone.geojson import write_zones
from foreshock.zone.pointfiles import write_pairs
from foreshock.zone.spread import connect, parts_of, spread_pairs

BOX = Polygon((((170.0, -5.0), (-170.0, -5.0), (-170.0, 5.0), (170.0, 5.0), (170.0, -5.0)),))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with LocalCluster(
            n_workers=2, threads_per_worker=2, host="127.0.0.1", dashboard_address=":0", silence_logs=50
        ) as found:
            yield found


@pytest.fixture(scope="module")
def zones() -> Zones:
    rng = np.random.default_rng(1)
    where = np.column_stack([rng.uniform(-80, 80, 400), rng.uniform(-180, 180, 400)]).tolist()
    round_ones = [Circle(lat, lon, 300e3) for lat, lon in where]
    return Zones([*round_ones, BOX], [*(f"z{i}" for i in range(399)), 'odd, "name"', "box"])


def columns(count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    return np.degrees(np.arcsin(rng.uniform(-1, 1, count))), rng.uniform(-180, 180, count)


def csv_of(path: Path, count: int, names: str = "p{}") -> Path:
    rows = (f"{names.format(i)},{o},{a}\n" for i, (a, o) in enumerate(zip(*columns(count), strict=True)))
    path.write_text("id,lon,lat\n" + "".join(rows))
    return path


@pytest.mark.parametrize("names", ["p{}", '"p, {}"'])
def test_the_same_bytes_come_out_of_many_parts_as_of_one_process(
    cluster: Any, zones: Zones, tmp_path: Path, names: str
) -> None:
    points = csv_of(tmp_path / "points.csv", 40_000, names)
    assert (len(parts_of(points, 100_000)) == 1) == names.startswith('"')
    with connect(cluster.scheduler_address) as client:
        told = spread_pairs(zones, points, tmp_path / "spread.csv", client, 100_000)
    assert told == write_pairs(zones, points, tmp_path / "one.csv")
    assert (tmp_path / "spread.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert b'"odd, ""name"""' in (tmp_path / "one.csv").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one.csv", "points.csv", "spread.csv"]


def test_parquet_row_groups_are_parts(cluster: Any, zones: Zones, tmp_path: Path) -> None:
    lat, lon = columns(40_000)
    points = tmp_path / "points.parquet"
    pq.write_table(pa.table({"id": np.arange(40_000), "lat": lat, "lon": lon}), points, row_group_size=3000)
    assert len(parts_of(points)) == 14
    with connect(cluster.scheduler_address) as client:
        told = spread_pairs(zones, points, tmp_path / "spread.parquet", client)
    assert told == write_pairs(zones, points, tmp_path / "one.parquet")
    assert pq.read_table(tmp_path / "spread.parquet").to_pylist() == pq.read_table(tmp_path / "one.parquet").to_pylist()


def test_a_point_that_is_none_is_named_by_its_number_in_the_whole_file(
    cluster: Any, zones: Zones, tmp_path: Path
) -> None:
    points = csv_of(tmp_path / "points.csv", 20_000)
    lines = points.read_text().splitlines()
    lines[15_001] = "bad,181,0"
    points.write_text("\n".join(lines) + "\n")
    with connect(cluster.scheduler_address) as client, pytest.raises(InvalidValue, match="point 15000: no position"):
        spread_pairs(zones, points, tmp_path / "out.csv", client, 100_000)
    with pytest.raises(InvalidValue, match="point 15000: no position"):
        write_pairs(zones, points, tmp_path / "out.csv")
    assert [file.name for file in tmp_path.iterdir()] == ["points.csv"]


def test_the_command_gives_the_same_with_a_scheduler_and_says_when_there_is_none(
    cluster: Any, zones: Zones, tmp_path: Path
) -> None:
    points, file = csv_of(tmp_path / "points.csv", 5000), tmp_path / "zones.geojson"
    file.write_bytes(write_zones(zones))
    command = [sys.executable, "-c", "from foreshock.cli import main; main()", "zone", "contains", "-Z", str(file),
               "-P", "points.csv", "-o"]  # fmt: skip
    subprocess.run([*command, "one.csv"], check=True, cwd=tmp_path)
    line = [*command, "spread.csv", "--scheduler", cluster.scheduler_address]
    done = subprocess.run(line, check=False, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "spread.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    with pytest.raises(StoreError, match="no scheduler answers"):
        connect("nonsense://x")
    assert points.exists()


def test_threads_may_ask_the_same_zones_at_once(zones: Zones) -> None:
    lat, lon = columns(200_000)
    expected = zones.contains(lat, lon)
    wrong: list[int] = []

    def ask() -> None:
        for _ in range(5):
            found = zones.contains(lat, lon)
            if not (np.array_equal(found.point, expected.point) and np.array_equal(found.zone, expected.zone)):
                wrong.append(1)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
