"""How findings are scored against the truth of tracks with injected faults; the terms are those of `zone_traffic`."""

from __future__ import annotations

from collections.abc import Iterator
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
from foreshock.zone.track import Track
from foreshock.zone.watch import Watch

GEOD = Geod(ellps="WGS84")
DEEP, LONG = 500.0, 60.0
#: Probabilities so near to 0 and 1 say nothing of calibration; they would only dilute its mean.
SURE = 0.001
#: Counted for each track.
NAMES = (
    "intrusions", "without a true fix", "missed", "missed with a true fix", "shown doubtful only", "confirmed breaches",
    "doubtful breaches", "false breaches", "doubtful where truth has none",
)  # fmt: skip


class Mover(msgspec.Struct):
    """Where something truly was: seconds, degrees, and whether the fix of that instant was received as it was."""

    time: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    seen: np.ndarray


class Faulty(msgspec.Struct):
    """What is received under one name, and who truly went by it. `lat` and `lon` say where the mover of each fix
    received was at that instant.
    """

    track: Track
    lat: np.ndarray
    lon: np.ndarray
    movers: list[Mover]


def circles(f: Faulty, count: int, rng: np.random.Generator) -> list[Zone]:
    """Circles of 3 to 55 km about the ways of the movers."""
    made = []
    lats, lons = np.concatenate([m.lat for m in f.movers]), np.concatenate([m.lon for m in f.movers])
    for number in range(count):
        radius = float(np.exp(rng.uniform(np.log(3e3), np.log(55e3))))
        at = int(rng.integers(len(lats)))
        lon, lat, _ = GEOD.fwd(lons[at], lats[at], rng.uniform(0, 360), 1.5 * radius * np.sqrt(rng.uniform()))
        made.append(Zone(f"z{number}", f"Circle {number}", "bench", "bench", float(lat), float(lon), radius))
    return made


def depth(zone: Zone, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Metres inside (above 0) by exact geodesic."""
    _, _, away = GEOD.inv(np.full(len(lon), zone.lon), np.full(len(lat), zone.lat), lon, lat)
    return np.asarray(zone.radius_m - np.asarray(away))


def span(breach: Breach) -> tuple[float, float]:
    """Seconds from which and to which a breach lasted."""
    begin, end = breach.entered or breach.first, breach.left or breach.last or breach.entered
    assert begin is not None
    assert end is not None
    return begin.timestamp(), end.timestamp()


def truly_inside(zone: Zone, f: Faulty, begin: float, end: float) -> bool:
    """Whether a mover was inside at any time from the true fix before `begin` to the one after `end`."""
    for mover in f.movers:
        time, lat, lon = mover.time, mover.lat, mover.lon
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
    """(begin, end, whether any true fix of it was received) of what must be found."""
    for mover in f.movers:
        if not len(mover.time):
            continue
        deep = depth(zone, mover.lat, mover.lon)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], (deep >= 0).astype(int), [0]])))
        for first, after in zip(edges[::2], edges[1::2], strict=True):
            if deep[first:after].max() > DEEP and mover.time[after - 1] - mover.time[first] > LONG:
                yield float(mover.time[first]), float(mover.time[after - 1]), bool(mover.seen[first:after].any())


def judge(f: Faulty, zones: list[Zone]) -> tuple[dict[str, int], list[tuple[Any, ...]]]:
    """Counts by NAMES, and what was missed or false."""
    score, odd = dict.fromkeys(NAMES, 0), list[tuple[Any, ...]]()
    found = Watch(zones).judge(f.track).breaches
    for zone in zones:
        mine = [breach for breach in found if breach.zone == zone.id]
        for breach in mine:
            score["doubtful breaches" if breach.doubts else "confirmed breaches"] += 1
            if not truly_inside(zone, f, *span(breach)):
                score["doubtful where truth has none" if breach.doubts else "false breaches"] += 1
                if not breach.doubts:
                    odd.append(("false", f, zone, breach, *span(breach)))
        for begin, end, seen in intrusions(zone, f):
            met = [b for b in mine if span(b)[0] <= end and span(b)[1] >= begin]
            score["intrusions"] += 1
            score["without a true fix"] += not seen
            score["missed"] += not met
            score["missed with a true fix"] += not met and seen
            score["shown doubtful only"] += bool(met) and all(b.doubts for b in met)
            if not met:
                odd.append(("missed", f, zone, seen, begin, end))
    return score, odd


def reliability(f: Faulty, zones: list[Zone], bins: np.ndarray, rules: Rules) -> None:
    """Add a track's fixes near the boundaries to `bins`: (bin, (fixes, sum of probabilities, truly inside))."""
    clean = flag(f.track, rules.speed, rules.turn, np.array(START.jumps)).flags == 0
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


def calibration(bins: np.ndarray) -> dict[str, Any]:
    """Mean gap of given and found, weighted by fixes; the worst of a bin with 1,000 fixes or more; the bins."""
    held = bins[bins[:, 0] > 0]
    given, seen = held[:, 1] / held[:, 0], held[:, 2] / held[:, 0]
    gap = np.abs(given - seen)
    return {
        "calibration_error": float((gap * held[:, 0]).sum() / max(1.0, held[:, 0].sum())),
        "calibration_worst": float(gap[held[:, 0] >= 1000].max(initial=0.0)),
        "calibration": [
            {"fixes": int(n), "given": round(float(g), 4), "inside": round(float(s), 4)}
            for n, g, s in zip(held[:, 0], given, seen, strict=True)
        ],
    }
