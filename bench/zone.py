"""Points per second against PostGIS, Shapely and pyproj: same points, same zones, one run, pairs compared.

    python bench/zone.py [--points 1000000] [--json FILE] [--without-postgis]

PostGIS comes from Debian (`apt-get install postgresql-15-postgis-3`); the benchmark starts a cluster of its own on
127.0.0.1, as user postgres, in a temporary folder, and stops it by its process id. Shapely is a tool of development
(`requirements/dev.txt`); every one of its differing pairs is judged by the geodesic.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Geod

from foreshock.zone import Circle, Zones

POSTGRES = Path("/usr/lib/postgresql/15/bin")
RADIUS = 55_000.0
GEOD = Geod(ellps="WGS84")


def on_earth(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Positions spread evenly over the Earth, in degrees."""
    return np.degrees(np.arcsin(rng.uniform(-1, 1, count))), rng.uniform(-180, 180, count)


def in_region(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Positions in a region where 10,000 zones of 55 km overlap sevenfold."""
    low, high = np.sin(np.radians([30.0, 62.0]))
    return np.degrees(np.arcsin(rng.uniform(low, high, count))), rng.uniform(-10.0, 41.5, count)


def best(run: Callable[[], Any], times: int = 5) -> tuple[float, Any]:
    """Seconds of the fastest of some runs, and its answer."""
    seconds, answer = np.inf, None
    for _ in range(times):
        began = time.perf_counter()
        answer = run()
        seconds = min(seconds, time.perf_counter() - began)
    return float(seconds), answer


def keys(point: np.ndarray, zone: np.ndarray) -> np.ndarray:
    """Pairs as sorted single numbers, for comparison."""
    return np.sort(point.astype(np.int64) * 1_000_000 + zone)


def farthest(pairs: np.ndarray, points: Any, circles: Any) -> float:
    """How far from its boundary the farthest of some pairs lies, metres."""
    point, zone = np.divmod(pairs, 1_000_000)
    _, _, away = GEOD.inv(circles[1][zone], circles[0][zone], points[1][point], points[0][point])
    return float(np.abs(away - RADIUS).max(initial=0.0))


def differing(one: np.ndarray, other: np.ndarray) -> int:
    return len(np.setxor1d(one, other))


@contextlib.contextmanager
def postgis() -> Iterator[Any]:
    """A connection to a PostGIS of our own."""
    import psycopg

    with tempfile.TemporaryDirectory(prefix="zone-bench-") as folder:
        shutil.chown(folder, "postgres")
        data = f"{folder}/data"
        as_postgres = ["runuser", "-u", "postgres", "--"]
        subprocess.run([*as_postgres, POSTGRES / "initdb", "-D", data, "-A", "trust", "-E", "UTF8"], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = {
            "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off",
            "shared_buffers": "1GB", "work_mem": "256MB", "max_parallel_workers_per_gather": 0, "jit": "off",
            "maintenance_work_mem": "512MB",
        }  # fmt: skip
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = subprocess.Popen([*as_postgres, POSTGRES / "postgres", "-D", data, *arguments],
                                  stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # fmt: skip
        try:
            for _ in range(100):
                try:
                    connection = psycopg.connect(host="127.0.0.1", port=port, user="postgres", autocommit=True)
                    break
                except psycopg.OperationalError:
                    time.sleep(0.1)
            else:
                raise SystemExit("PostGIS did not start within 10 seconds")
            with connection:
                connection.execute("CREATE EXTENSION postgis")
                yield connection
        finally:
            pid = int(Path(data, "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGINT)
            server.wait(30)


def load(connection: Any, table: str, lat: np.ndarray, lon: np.ndarray) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(f"CREATE UNLOGGED TABLE {table} (id int, lon float8, lat float8)")
    with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        for i, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
            copy.write_row((i, x, y))
    connection.execute(f"ALTER TABLE {table} ADD COLUMN g geography(Point, 4326)")
    connection.execute(f"UPDATE {table} SET g = ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography")
    connection.execute(f"VACUUM ANALYZE {table}")


def ask_postgis(connection: Any, points: Any, circles: Any) -> tuple[dict[str, float], np.ndarray]:
    """Seconds with the zones indexed (as for points that stream in) and with the points indexed; the pairs."""
    load(connection, "points", *points)
    load(connection, "zones", *circles)
    seconds: dict[str, float] = {}
    join = f"SELECT p.id AS point, z.id AS zone FROM points p JOIN zones z ON ST_DWithin(p.g, z.g, {RADIUS})"
    for name, table in (("PostGIS, zones indexed", "zones"), ("PostGIS, points indexed instead", "points")):
        connection.execute("DROP INDEX IF EXISTS near")
        connection.execute(f"CREATE INDEX near ON {table} USING gist (g)")
        connection.execute("DROP TABLE IF EXISTS pairs")
        began = time.perf_counter()
        connection.execute(f"CREATE UNLOGGED TABLE pairs AS {join}")
        seconds[name] = time.perf_counter() - began
    with connection.cursor(binary=True) as cursor:
        rows = np.array(cursor.execute("SELECT point, zone FROM pairs").fetchall(), dtype=np.int64).reshape(-1, 2)
    return seconds, keys(rows[:, 0], rows[:, 1])


def ask_shapely(points: Any, circles: Any) -> tuple[dict[str, float], np.ndarray]:
    """360-gons in degrees with an STRtree, unwrapped at the antimeridian: seconds with the polygons indexed (as for
    points that stream in) and with the points indexed; the pairs. A chord leaves a circle by up to 2 m, and in degrees
    no polygon holds a pole.
    """
    import shapely

    lat, lon = circles
    azimuth = np.tile(np.arange(360.0), len(lat))
    x, y, _ = GEOD.fwd(np.repeat(lon, 360), np.repeat(lat, 360), azimuth, np.full(len(azimuth), RADIUS))
    x = np.repeat(lon, 360) + (x - np.repeat(lon, 360) + 180) % 360 - 180
    polygons = shapely.polygons(np.stack([x, y], axis=1).reshape(-1, 360, 2))
    shapely.prepare(polygons)
    zones = shapely.STRtree(polygons)

    # A point near the antimeridian is asked a second time, a turn further on.
    again = np.flatnonzero(np.abs(points[1]) > 90)
    number = np.concatenate([np.arange(len(points[0])), again])
    x, y = np.concatenate([points[1], points[1][again] - np.sign(points[1][again]) * 360]), points[0][number]
    asked = shapely.points(x, y)
    stored = shapely.STRtree(asked)

    seconds: dict[str, float] = {}
    seconds["Shapely, zones indexed"], found = best(lambda: zones.query(shapely.points(x, y), predicate="within"), 3)
    seconds["Shapely, points indexed instead"], other = best(lambda: stored.query(polygons, predicate="contains"), 3)
    pairs = np.unique(keys(number[found[0]], found[1]))
    assert not differing(pairs, np.unique(keys(number[other[1]], other[0])))
    return seconds, pairs


def ask_pyproj(points: Any, circles: Any) -> tuple[float, np.ndarray]:
    """Every point with every zone, one geodesic each: the plainest truth."""
    found = []
    began = time.perf_counter()
    for i, (lat, lon) in enumerate(zip(*points, strict=True)):
        count = len(circles[0])
        _, _, away = GEOD.inv(circles[1], circles[0], np.full(count, lon), np.full(count, lat))
        inside = np.flatnonzero(away <= RADIUS)
        found.append(np.stack([np.full(len(inside), i), inside], axis=1))
    seconds = time.perf_counter() - began
    pairs = np.concatenate(found)
    return seconds, keys(pairs[:, 0], pairs[:, 1])


_FIRST = """
import time; began = time.perf_counter()
import numpy as np, resource
from foreshock.zone import Zones
imported = time.perf_counter()
rng = np.random.default_rng(1)
lat, lon = np.degrees(np.arcsin(rng.uniform(-1, 1, {n}))), rng.uniform(-180, 180, {n})
made = time.perf_counter()
zones = Zones.circles(lat[:10_000], lon[:10_000], 55_000.0)
pairs = zones.contains(lat[:1000], lon[:1000])
first = time.perf_counter()
pairs = zones.contains(lat, lon)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(imported - began, first - made, peak)
"""


def first_answers(count: int) -> dict[str, float]:
    """Seconds from import to first answer, on the very first use and with kernels cached; peak memory, MB."""
    with tempfile.TemporaryDirectory() as cache:
        env = os.environ | {"NUMBA_CACHE_DIR": cache}
        runs = [
            [float(x) for x in subprocess.check_output([sys.executable, "-c", _FIRST.format(n=count)], env=env).split()]
            for _ in range(2)
        ]
    return {
        "import_s": runs[1][0], "first_answer_very_first_use_s": runs[0][1], "first_answer_cached_s": runs[1][1],
        "peak_memory_mb": max(run[2] for run in runs),
    }  # fmt: skip


def boundary_suite() -> dict[str, int]:
    """24,192 points a micrometre to a kilometre from circles of 1, 55 and 2,000 km, placed by Geod.fwd."""
    centres = [
        (33.507, 38.618), (26.57, 56.25), (0.0, 179.9), (51.0, -179.99), (-17.0, 180.0), (90.0, 0.0),
        (-90.0, 45.0), (89.7, -120.0), (-89.9999, 10.0), (0.0, 0.0), (65.9, -169.0), (-45.0, -180.0),
    ]  # fmt: skip
    offsets = (-1000, -100, -1, -1e-2, -1e-4, -1e-6, 1e-6, 1e-4, 1e-2, 1, 100, 1000)
    circles = np.array([(*centre, radius) for centre in centres for radius in (1e3, 55e3, 2e6)])
    zone, offset, turn = (a.ravel() for a in np.meshgrid(np.arange(36), offsets, np.arange(56), indexing="ij"))
    centre = circles[zone]
    lon, lat, _ = GEOD.fwd(centre[:, 1], centre[:, 0], turn * 360 / 56 + 0.37 * zone, centre[:, 2] + offset)
    pairs = Zones([Circle(*c) for c in circles.tolist()]).contains(lat, lon)
    got = np.isin(np.arange(len(lat)) * 100 + zone, pairs.point.astype(np.int64) * 100 + pairs.zone)
    return {"points": len(lat), "wrong": int((got != (offset < 0)).sum())}


def live_path(seconds: int, rate: int = 1000, tracks: int = 1000) -> dict[str, float]:
    """Latency from a fix handed to `foreshock zone watch` to the durable breach it completes, in seconds.

    `tracks` tracks drive into a 55-km zone one after another, `rate` fixes a second in all; a breach counts when it is
    corroborated, and its time runs from the fix that did so.
    """
    with tempfile.TemporaryDirectory() as folder:
        zones = Path(folder, "zones.geojson")
        geometry = {"type": "Point", "coordinates": [38.618, 33.507]}
        feature = {"type": "Feature", "id": "ring", "geometry": geometry, "properties": {"radius_m": RADIUS}}
        zones.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
        code = "from foreshock.cli.zone import zone; zone()"
        command = [sys.executable, "-c", code, "watch", "-Z", zones, "-J", f"{folder}/journal"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(command, **pipes)
        assert process.stdin and process.stdout and process.stderr
        process.stderr.readline()  # "ready"
        sent: dict[tuple[str, str], float] = {}
        late: list[float] = []

        def listen() -> None:
            assert process.stdout
            for line in process.stdout:
                breach = json.loads(line).get("breach")
                if breach and not breach.get("doubts") and breach["fixes"] == 2:
                    late.append(time.perf_counter() - sent[breach["track"], breach["last"]])

        listener = threading.Thread(target=listen)
        listener.start()
        rng = np.random.default_rng(3)
        azimuth, ahead = rng.uniform(0, 360, tracks), rng.uniform(50, 40 * max(1, seconds - 5), tracks)
        began = time.perf_counter()
        each = max(1, rate // 50)
        for step in range(seconds * 50):
            number = (step * each + np.arange(each)) % tracks
            turn = (step * each + np.arange(each)) // tracks
            lon, lat, _ = GEOD.fwd(np.full(each, 38.618), np.full(each, 33.507), azimuth[number],
                                   RADIUS + ahead[number] - 40.0 * turn)  # fmt: skip
            now = time.perf_counter()
            lines = []
            for i, (t, a, o) in enumerate(zip(turn.tolist(), lat.tolist(), lon.tolist(), strict=True)):
                instant = f"2019-02-14T06:{t // 60:02}:{t % 60:02}Z"
                sent[f"t{number[i]}", instant] = now
                lines.append(f'{{"track":"t{number[i]}","time":"{instant}","lat":{a},"lon":{o},"accuracy_m":10}}\n')
            process.stdin.write("".join(lines).encode())
            process.stdin.flush()
            time.sleep(max(0.0, began + (step + 1) / 50 - time.perf_counter()))
        took = time.perf_counter() - began
        process.stdin.close()
        process.wait()
        listener.join()
    ranked = np.sort(late)
    return {
        "fixes_per_s": seconds * 50 * each / took, "breaches": len(late), "median_s": float(np.median(ranked)),
        "p99_s": float(np.quantile(ranked, 0.99)), "slowest_s": float(ranked[-1]),
    }  # fmt: skip


def compare(name: str, points: Any, circles: Any, connection: Any) -> dict[str, Any]:
    """One set of zones: everyone's points per second, and everyone's pairs against ours."""
    count = len(points[0])
    index_s, zones = best(lambda: Zones.circles(*circles, RADIUS), 3)
    cold_began = time.perf_counter()
    zones.contains(*points)
    cold = time.perf_counter() - cold_began
    seconds, pairs = best(lambda: zones.contains(*points))
    ours = keys(pairs.point, pairs.zone)
    rows: dict[str, Any] = {
        "foreshock": {"points_per_s": count / seconds, "first_run_points_per_s": count / cold, "differing": 0}
    }
    if connection is not None:
        times, theirs = ask_postgis(connection, points, circles)
        for who, took in times.items():
            rows[who] = {"points_per_s": count / took, "differing": differing(ours, theirs),
                         "foreshock_times": took / seconds}  # fmt: skip
    times, theirs = ask_shapely(points, circles)
    for who, took in times.items():
        rows[who] = {"points_per_s": count / took, "differing": differing(ours, theirs),
                     "farthest_m": farthest(np.setxor1d(ours, theirs), points, circles),
                     "foreshock_times": took / seconds}  # fmt: skip
    few = min(count, 500)
    took, theirs = ask_pyproj((points[0][:few], points[1][:few]), circles)
    mine = keys(pairs.point[pairs.point < few], pairs.zone[pairs.point < few])
    rows["pyproj, every pair"] = {"points_per_s": few / took, "differing": differing(mine, theirs),
                                  "foreshock_times": took / few * count / seconds}  # fmt: skip
    return {"set": name, "points": count, "zones": len(zones), "pairs": len(pairs), "index_s": index_s, "rows": rows}


def show(result: dict[str, Any]) -> None:
    for part in result["sets"]:
        print(f"\n{part['set']}: {part['points']:,} points, {part['zones']:,} zones of 55 km, {part['pairs']:,} pairs; "
              f"indexed in {part['index_s']:.3f} s")  # fmt: skip
        for who, row in part["rows"].items():
            times = f"{row['foreshock_times']:9.1f} ×" if "foreshock_times" in row else " " * 11
            print(
                f"  {who:34} {row['points_per_s']:14,.0f} points/s {times}  differing pairs {row['differing']}"
                + (f", up to {row['farthest_m']:,.1f} m from the edge" if row.get("farthest_m") else "")
            )
    print("\nfirst use: " + ", ".join(f"{k} {v:.2f}" for k, v in result["first"].items()))
    print("boundary suite: {points:,} points, {wrong} wrong".format(**result["boundary"]))
    print(f"peak memory of this whole run: {result['run_peak_memory_mb']:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=2019)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--without-postgis", action="store_true")
    parser.add_argument("--watch", type=int, metavar="SECONDS", help="measure only the live path, this long")
    options = parser.parse_args()
    if options.watch:
        print(json.dumps(live_path(options.watch)))
        return
    rng = np.random.default_rng(options.seed)
    first = first_answers(options.points)
    sets = []
    with contextlib.ExitStack() as stack:
        connection = None if options.without_postgis else stack.enter_context(postgis())
        sets.append(compare("world-wide", on_earth(options.points, rng), on_earth(10_000, rng), connection))
        fewer = max(1, options.points // 4)
        sets.append(compare("sevenfold", in_region(fewer, rng), in_region(10_000, rng), connection))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {"sets": sets, "first": first, "boundary": boundary_suite(), "run_peak_memory_mb": peak}
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
