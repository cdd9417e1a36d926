"""Breaches found in real ADS-B tracks with injected faults: the samples that the PyPI package `traffic` ships.

    python bench/zone_traffic.py [--set report|tune|all] [--wheel FILE] [--seed 7] [--zones 4] [--thin 1]
                                 [--json FILE]

The wheel (version 2.13, MIT by its metadata) is fetched with `pip download --no-deps` into a temporary folder and
removed; nothing of it is kept or committed. Its sample data carry no terms of their own beside the package's; they come
from receivers such as those of the OpenSky Network and are only measured with here. Left out: `fr24` (recordings of a
commercial service) and `noisy` (recordings whose truth nobody knows).

Truth: a sample's fixes as they are, without repeats of an unchanged position, without those that 400 m/s cannot reach,
parted at gaps of ten minutes. An intrusion is a run of true fixes inside a zone by exact geodesic (pyproj); it counts
when it lasts above 60 s and goes deeper than 500 m. Zones are circles of 3 to 55 km whose middle is drawn evenly from a
disc 1.5 radii wide around some fix, so that ways enter, graze and pass.

Then every position gets normal noise of 5 to 150 m, which is stated, and each track gets faults: single teleports, a
stay at a false place, a perfect circle at one, a second mover under the same name, an exchange of names for good. All
but the last two overwrite true fixes. What nothing visible tells of any more counts as missed all the same.
`--thin 10` keeps every tenth fix before faults come in: the rule for sparse fixes was set with it, on `--set tune`.

- missed: no breach of that track and zone, doubtful or not, overlaps the intrusion. Doubtful ones are shown.
- false: a corroborated breach, not a doubtful one, while the true way, with all that lies between its fixes, was
  nowhere inside.
- calibration: of all fixes without a flag, by the probability given, the share truly inside; ten bins of .1. `error` is
  the mean gap weighted by the fixes in each bin, leaving out those below .001 and above .999, `worst` the largest gap
  of a bin with 1,000 fixes or more.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from pyproj import Geod

from foreshock.model import Zone
from foreshock.model.tracks import Breach
from foreshock.zone.ellipsoid import earth_centred
from foreshock.zone.presence import probability_inside
from foreshock.zone.quality import flag
from foreshock.zone.rules import Rules
from foreshock.zone.settled import START
from foreshock.zone.track import Track, track_of
from foreshock.zone.watch import Watch

VERSION = "2.13"
FOLDER = "traffic/data/samples/"
LEFT_OUT = ("noisy", "fr24", "performance")
#: Rules and flags were tuned on these; figures are reported on the others.
TUNE = ("calibration", "featured", "gliders", "collections/quickstart")
GEOD = Geod(ellps="WGS84")
APART, FASTEST, LEAST = 600.0, 400.0, 120.0
DEEP, LONG = 500.0, 60.0
#: Probabilities so near to 0 and 1 say nothing of calibration; they would only dilute its mean.
SURE = 0.001


class Row(msgspec.Struct):
    """What is read of a sample's row."""

    latitude: float | None = None
    longitude: float | None = None
    timestamp: float | None = None
    hour: float | None = None
    icao24: str | None = None
    callsign: str | None = None


class Way(msgspec.Struct):
    """A true track: seconds, degrees."""

    name: str
    time: np.ndarray
    lat: np.ndarray
    lon: np.ndarray

    @property
    def hours(self) -> float:
        return float(self.time[-1] - self.time[0]) / 3600


# ── samples ──────────────────────────────────────────────────────────────────────────────────────────────────────


def fetch(folder: Path) -> Path:
    """The wheel of `traffic`, without what it depends on."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
               "--disable-pip-version-check", "--dest", str(folder), f"traffic=={VERSION}"]  # fmt: skip
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return next(folder.glob("traffic-*.whl"))


def rows_of(data: bytes) -> list[Row]:
    """Rows of a sample: a list of records, or columns of numbered cells."""
    try:
        return msgspec.json.decode(data, type=list[Row])
    except msgspec.ValidationError:
        columns = msgspec.json.decode(data, type=dict[str, dict[str, Any]])
        kept = {name: columns[name] for name in Row.__struct_fields__ if name in columns}
        keys = next(iter(columns.values()))
        return [msgspec.convert({n: c.get(k) for n, c in kept.items()}, Row, strict=False) for k in keys]


def ways(wheel: Path) -> Iterator[tuple[str, Way]]:
    """(sample, true track) of all samples with positions, in order of their names."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            sample = name.removeprefix(FOLDER).removesuffix(".json.gz")
            if not (name.startswith(FOLDER) and name.endswith(".json.gz")) or sample.split("/")[0] in LEFT_OUT:
                continue
            groups: dict[str, list[tuple[float, float, float]]] = {}
            for row in rows_of(gzip.decompress(archive.read(name))):
                time = row.timestamp / 1000 if row.timestamp is not None else row.hour
                if row.latitude is not None and row.longitude is not None and time is not None:
                    mover = f"{sample} {row.icao24} {row.callsign}"
                    groups.setdefault(mover, []).append((time, row.latitude, row.longitude))
            for mover, fixes in sorted(groups.items()):
                for way in cleaned(mover, np.array(sorted(fixes))):
                    yield sample, way


def cleaned(name: str, table: np.ndarray) -> Iterator[Way]:
    """Parts of a recording without repeats, without what nothing that flies can reach, without long gaps."""
    keep = [0]
    place = np.stack(earth_centred(table[:, 1], table[:, 2]), axis=1)
    for i in range(1, len(table)):
        step, gap = float(np.linalg.norm(place[i] - place[keep[-1]])), table[i, 0] - table[keep[-1], 0]
        if gap > APART or (gap > 0 and 0 < step <= FASTEST * gap):
            keep.append(i)
    table = table[keep]
    cuts = np.flatnonzero(np.diff(table[:, 0]) > APART) + 1
    for number, part in enumerate(np.split(table, cuts)):
        if len(part) >= 20 and part[-1, 0] - part[0, 0] >= LEAST:
            yield Way(f"{name} {number}", part[:, 0], part[:, 1], part[:, 2])


def thinned(way: Way, every: int) -> Way:
    """A track as a receiver that hears little would have it; the truth between its fixes is thinned with it."""
    return Way(way.name, way.time[::every], way.lat[::every], way.lon[::every])


# ── faults ───────────────────────────────────────────────────────────────────────────────────────────────────────


def moved(lat: Any, lon: Any, azimuth: Any, metres: Any) -> tuple[np.ndarray, np.ndarray]:
    lat, lon, azimuth, metres = np.broadcast_arrays(
        *(np.asarray(v, dtype=np.float64) for v in (lat, lon, azimuth, metres))
    )
    there_lon, there_lat, _ = GEOD.fwd(lon, lat, azimuth, metres)
    return np.asarray(there_lat), np.asarray(there_lon)


def other_way(mine: Way, other: Way, begin: float, rng: np.random.Generator) -> Way:
    """The way of another track as if it began at `begin`, some kilometres from where this one then is."""
    at = min(int(np.searchsorted(mine.time, begin)), len(mine.time) - 1)
    start_lat, start_lon = moved(
        mine.lat[at], mine.lon[at], rng.uniform(0, 360), np.exp(rng.uniform(np.log(3e3), np.log(6e4)))
    )
    azimuth, _, away = GEOD.inv(
        np.full(len(other.lon), other.lon[0]), np.full(len(other.lat), other.lat[0]), other.lon, other.lat
    )
    lat, lon = moved(start_lat, start_lon, azimuth, away)
    return Way(other.name, other.time - other.time[0] + begin, lat, lon)


class Faulty(msgspec.Struct):
    """What is received of a track, and where each fix truly was; `hidden` where a fault overwrote it."""

    track: Track
    time: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    hidden: np.ndarray


def faulty(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """A track with noise and faults."""
    time, lat, lon = way.time.copy(), way.lat.copy(), way.lon.copy()
    long = float(time[-1] - time[0])
    other = others[int(rng.integers(len(others)))]
    if rng.uniform() < 0.2:
        cut = time[0] + rng.uniform(0.2, 0.8) * long
        after = other_way(way, other, cut, rng)
        before, kept = time < cut, after.time <= time[-1] + 3600
        time = np.concatenate([time[before], after.time[kept]])
        lat, lon = np.concatenate([lat[before], after.lat[kept]]), np.concatenate([lon[before], after.lon[kept]])
        long = float(time[-1] - time[0])
    true = np.stack([time, lat, lon, np.zeros(len(time))], axis=1)
    seen_lat, seen_lon = lat.copy(), lon.copy()
    sigma = float(np.exp(rng.uniform(np.log(5), np.log(150))))

    def false_place() -> tuple[Any, Any]:
        at = int(rng.integers(len(lat)))
        return moved(lat[at], lon[at], rng.uniform(0, 360), np.exp(rng.uniform(np.log(3e3), np.log(6e4))))

    def stretch(least: float, most: float) -> np.ndarray:
        begin = time[0] + rng.uniform(0, 1) * long
        return np.flatnonzero((time >= begin) & (time < begin + rng.uniform(least, most)))

    noise = sigma * np.sqrt(rng.chisquare(2, len(time)))
    if rng.uniform() < 0.4:
        there, (a, o) = stretch(60, 300), false_place()
        seen_lat[there], seen_lon[there], true[there, 3] = a, o, 1
    if rng.uniform() < 0.4:
        there, (a, o) = stretch(200, 900), false_place()
        pace = rng.uniform(1.0, 3.0) * np.where(rng.uniform() < 0.5, 1, -1)
        seen_lat[there], seen_lon[there] = moved(a, o, (time[there] - time[0]) * pace, rng.uniform(500, 5000))
        true[there, 3], noise[there] = 1, 0
    jumps = np.flatnonzero(rng.uniform(size=len(time)) < 0.002)
    away = np.exp(rng.uniform(np.log(3e3), np.log(1.2e5), len(jumps)))
    seen_lat[jumps], seen_lon[jumps] = moved(lat[jumps], lon[jumps], rng.uniform(0, 360, len(jumps)), away)
    true[jumps, 3] = 1
    seen_lat, seen_lon = moved(seen_lat, seen_lon, rng.uniform(0, 360, len(time)), noise)
    if rng.uniform() < 0.4:
        second = other_way(Way("", time, lat, lon), other, float(time[0] + rng.uniform(0, 0.9) * long), rng)
        part = second.time < second.time[0] + rng.uniform(120, 600)
        more = moved(
            second.lat[part],
            second.lon[part],
            rng.uniform(0, 360, part.sum()),
            sigma * np.sqrt(rng.chisquare(2, part.sum())),
        )
        true = np.concatenate(
            [
                true,
                np.stack(
                    [second.time[part] + 0.37, second.lat[part], second.lon[part], np.full(part.sum(), 2)], axis=1
                ),
            ]
        )
        seen_lat, seen_lon = np.concatenate([seen_lat, more[0]]), np.concatenate([seen_lon, more[1]])
    order = np.argsort(true[:, 0], kind="stable")
    true = true[order]
    # Millimetres keep the fixes apart that fall on one instant, so that what is received and what is true stay aligned.
    times = true[:, 0] + np.arange(len(true)) * 1e-6
    track = track_of(way.name, times, seen_lat[order], seen_lon[order], np.full(len(true), sigma))
    assert len(track) == len(true)
    return Faulty(track, times, true[:, 1], true[:, 2], true[:, 3])


# ── score ────────────────────────────────────────────────────────────────────────────────────────────────────────


def circles(f: Faulty, count: int, rng: np.random.Generator) -> list[Zone]:
    made = []
    for number in range(count):
        radius = float(np.exp(rng.uniform(np.log(3e3), np.log(55e3))))
        at = int(rng.integers(len(f.lat)))
        lat, lon = moved(f.lat[at], f.lon[at], rng.uniform(0, 360), 1.5 * radius * np.sqrt(rng.uniform()))
        made.append(Zone(f"z{number}", f"Circle {number}", "bench", "bench", float(lat), float(lon), radius))
    return made


def depth(zone: Zone, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Metres inside (above 0) by exact geodesic."""
    _, _, away = GEOD.inv(np.full(len(lon), zone.lon), np.full(len(lat), zone.lat), lon, lat)
    return np.asarray(zone.radius_m - np.asarray(away))


def span(breach: Breach) -> tuple[float, float]:
    begin, end = breach.entered or breach.first, breach.left or breach.last or breach.entered
    assert begin is not None
    assert end is not None
    return begin.timestamp(), end.timestamp()


def truly_inside(zone: Zone, f: Faulty, begin: float, end: float) -> bool:
    """Whether the true way was inside at any time from the fix before `begin` to the fix after `end`."""
    for mover in ((f.hidden < 2), (f.hidden == 2)):
        time, lat, lon = f.time[mover], f.lat[mover], f.lon[mover]
        if not len(time):
            continue
        first = max(0, int(np.searchsorted(time, begin)) - 2)
        last = min(len(time), int(np.searchsorted(time, end)) + 2)
        if first >= last:
            continue
        fine = np.linspace(0, 1, 40)
        lats = np.concatenate(
            [lat[i] + fine * (lat[i + 1] - lat[i]) for i in range(first, last - 1)] or [lat[first:last]]
        )
        lons = np.concatenate(
            [lon[i] + fine * (lon[i + 1] - lon[i]) for i in range(first, last - 1)] or [lon[first:last]]
        )
        if (depth(zone, lats, lons) >= 0).any():
            return True
    return False


def intrusions(zone: Zone, f: Faulty) -> Iterator[tuple[float, float, bool]]:
    """(begin, end, whether every fix was overwritten) of what must be found."""
    for mover in ((f.hidden < 2), (f.hidden == 2)):
        time, hidden = f.time[mover], f.hidden[mover]
        if not len(time):
            continue
        deep = depth(zone, f.lat[mover], f.lon[mover])
        edges = np.flatnonzero(np.diff(np.concatenate([[0], (deep >= 0).astype(int), [0]])))
        for first, after in zip(edges[::2], edges[1::2], strict=True):
            if deep[first:after].max() > DEEP and time[after - 1] - time[first] > LONG:
                yield float(time[first]), float(time[after - 1]), bool((hidden[first:after] == 1).all())


def judge(f: Faulty, zones: list[Zone], verbose: bool) -> dict[str, int]:
    score = dict.fromkeys(
        (
            "intrusions",
            "all_overwritten",
            "missed",
            "missed_all_overwritten",
            "shown_doubtful",
            "corroborated",
            "doubtful",
            "false",
        ),
        0,
    )
    found = Watch(zones).judge(f.track).breaches
    for zone in zones:
        mine = [breach for breach in found if breach.zone == zone.id]
        for breach in mine:
            score["doubtful" if breach.doubts else "corroborated"] += 1
            if not breach.doubts and not truly_inside(zone, f, *span(breach)):
                score["false"] += 1
                if verbose:
                    print("false", f.track.id, zone.radius_m, breach, file=sys.stderr)
        for begin, end, overwritten in intrusions(zone, f):
            met = [b for b in mine if span(b)[0] <= end and span(b)[1] >= begin]
            score["intrusions"] += 1
            score["missed"] += not met
            score["all_overwritten"] += overwritten
            score["missed_all_overwritten"] += not met and overwritten
            score["shown_doubtful"] += bool(met) and all(b.doubts for b in met)
            if verbose and not met:
                print("missed", f.track.id, zone, begin, end, overwritten, file=sys.stderr)
    return score


def reliability(f: Faulty, zones: list[Zone], bins: np.ndarray, rules: Rules) -> None:
    """Add a track's fixes near the boundaries to `bins`: (bin, (fixes, sum of probabilities, truly inside))."""
    clean = flag(f.track, rules.speed, rules.turn, np.array(START.jumps)) == 0
    sigma = float(f.track.accuracy[0])
    for zone in zones:
        x, y, z = earth_centred(np.array([zone.lat]), np.array([zone.lon]))
        chord = np.linalg.norm(f.track.place - np.array([x[0], y[0], z[0]]), axis=1)
        near = np.flatnonzero(clean & (np.abs(chord - zone.radius_m) < 6 * sigma + 30))
        if len(near):
            signed = -depth(zone, f.track.lat[near], f.track.lon[near])
            chance = probability_inside(signed, f.track.accuracy[near], zone.radius_m or np.inf)
            truly = depth(zone, f.lat[near], f.lon[near]) >= 0
            open_ones = (chance >= SURE) & (chance <= 1 - SURE)
            into = np.minimum((chance[open_ones] * 10).astype(int), 9)
            for column, values in enumerate((np.ones(open_ones.sum()), chance[open_ones], truly[open_ones])):
                np.add.at(bins[:, column], into, values)


def measure(tracks: list[Way], seed: int, zones: int, verbose: bool) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    total: dict[str, float] = {"tracks": len(tracks), "fixes": 0, "track_hours": 0.0}
    bins = np.zeros((10, 3))
    for way in tracks:
        f = faulty(way, tracks, rng)
        some = circles(f, zones, rng)
        for name, value in judge(f, some, verbose).items():
            total[name] = total.get(name, 0) + value
        reliability(f, [*some, *circles(f, 12, rng)], bins, Rules())
        total["fixes"] += len(f.track)
        total["track_hours"] += way.hours
    given, seen = bins[:, 1] / bins[:, 0], bins[:, 2] / bins[:, 0]
    gap = np.abs(given - seen)
    total["false_per_100_track_hours"] = 100 * total["false"] / total["track_hours"]
    return total | {
        "calibration_error": float((gap * bins[:, 0]).sum() / bins[:, 0].sum()),
        "calibration_worst": float(gap[bins[:, 0] >= 1000].max(initial=0.0)),
        "calibration": [
            {"fixes": int(n), "given": round(float(g), 4), "inside": round(float(s), 4)}
            for n, g, s in zip(bins[:, 0], given, seen, strict=True)
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=("report", "tune", "all"), default="report")
    parser.add_argument("--wheel", type=Path, help="A wheel of traffic that is there already.")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--zones", type=int, default=4)
    parser.add_argument(
        "--thin", type=int, default=1, help="Keep every n-th fix of a true track, to imitate sparse ones."
    )
    parser.add_argument("--json", type=Path)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheel = options.wheel or fetch(Path(folder))
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        found = list(ways(wheel))
    tracks = [
        way for sample, way in found
        if options.set == "all" or sample.startswith(TUNE) == (options.set == "tune")
    ]  # fmt: skip
    if options.thin > 1:
        tracks = [thinned(way, options.thin) for way in tracks if len(way.time) >= 8 * options.thin]
    result = measure(tracks, options.seed, options.zones, options.verbose)
    result |= {
        "set": options.set,
        "wheel": f"traffic {VERSION}",
        "sha256": digest,
        "seed": options.seed,
        "thin": options.thin,
    }
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1))
    for name, value in result.items():
        if not isinstance(value, list):
            print(
                f"{name.replace('_', ' '):28} {value:12,.4g}"
                if isinstance(value, float)
                else f"{name.replace('_', ' '):28} {value!s:>12}"
            )
    print("given    inside   fixes")
    for row in result["calibration"]:
        print(f"{row['given']:.4f}   {row['inside']:.4f}   {row['fixes']:,}")


if __name__ == "__main__":
    main()
