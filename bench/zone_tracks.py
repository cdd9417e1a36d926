"""Breaches found in simulated tracks whose truth is known, with noise, teleports, spoofing and shared names.

    python bench/zone_tracks.py [--tracks 100] [--seed 11] [--json FILE]

Each track runs 6 hours at a fix every 10 seconds about a 55-km zone. The faults overwrite true fixes, so an intrusion
that lies wholly under a fault cannot be seen by anyone; it counts as missed all the same. Also timed: 24 hours of 200
tracks. These are simulations, not the `traffic` samples.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
from pyproj import Geod

from foreshock.model import Zone
from foreshock.model.tracks import Breach
from foreshock.zone.track import Track, track_of
from foreshock.zone.watch import Watch

GEOD = Geod(ellps="WGS84")
LAT, LON, RADIUS = 33.507, 38.618, 55_000.0
RING = Zone("ring", "Ring", "al-tanf", "usa", lat=LAT, lon=LON, radius_m=RADIUS)
EVERY, FIXES, WALL = 10.0, 2160, 150_000.0


def from_centre(azimuth: np.ndarray, away: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    count = len(azimuth)
    lon, lat, _ = GEOD.fwd(np.full(count, LON), np.full(count, LAT), azimuth, away)
    return lat, lon


def shaken(lat: np.ndarray, lon: np.ndarray, sigma: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Positions with normal noise of `sigma` metres on each axis."""
    lon, lat, _ = GEOD.fwd(lon, lat, rng.uniform(0, 360, len(lat)), sigma * np.sqrt(rng.chisquare(2, len(lat))))
    return lat, lon


def wander(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Azimuth and distance from the centre of something that moves at 10 to 200 m/s and turns back at a wall."""
    speed, heading = rng.uniform(10, 200), rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.05, count))
    begin, side = rng.uniform(30e3, 110e3), rng.uniform(0, 2 * np.pi)
    x = np.cumsum(np.sin(heading)) * speed * EVERY + begin * np.sin(side)
    y = np.cumsum(np.cos(heading)) * speed * EVERY + begin * np.cos(side)
    x, y = (np.abs((v + WALL) % (4 * WALL) - 2 * WALL) - WALL for v in (x, y))
    return np.degrees(np.arctan2(x, y)), np.hypot(x, y)


def faults(lat: np.ndarray, lon: np.ndarray, sigma: float, rng: np.random.Generator) -> None:
    """Overwrite fixes: single teleports, five minutes at a false place, a perfect circle, a second mover."""
    jumps = np.flatnonzero(rng.uniform(size=len(lat)) < 0.002)
    lat[jumps], lon[jumps] = from_centre(rng.uniform(0, 360, len(jumps)), rng.uniform(0, 120e3, len(jumps)))

    def place() -> tuple[np.ndarray, np.ndarray]:
        return from_centre(rng.uniform(0, 360, 1), rng.uniform(0, 90e3, 1))

    if rng.uniform() < 0.5:
        at, (a, o) = rng.integers(0, len(lat) - 40), place()
        lat[at : at + 30], lon[at : at + 30] = shaken(np.full(30, a), np.full(30, o), sigma, rng)
    if rng.uniform() < 0.5:
        at, (a, o) = rng.integers(0, len(lat) - 130), place()
        x, y, _ = GEOD.fwd(np.full(120, o), np.full(120, a), np.arange(120) * rng.uniform(5, 20),
                           np.full(120, rng.uniform(500, 4000)))  # fmt: skip
        lat[at : at + 120], lon[at : at + 120] = y, x
    if rng.uniform() < 0.5:
        (a, o), every_second = place(), rng.integers(0, len(lat) - 80) + np.arange(0, 60, 2)
        x, y, _ = GEOD.fwd(np.full(30, o), np.full(30, a), np.full(30, 30.0), np.arange(30) * 100.0)
        lat[every_second], lon[every_second] = y, x


def span(breach: Breach) -> tuple[float, float]:
    """Seconds from which and to which a breach lasted."""
    begin, end = breach.entered or breach.first, breach.left or breach.last or breach.entered
    assert begin is not None and end is not None
    return begin.timestamp(), end.timestamp()


def one(number: int, watch: Watch, rng: np.random.Generator) -> dict[str, int]:
    azimuth, away = wander(FIXES, rng)
    inside, sigma = away <= RADIUS, rng.uniform(5, 80)
    lat, lon = shaken(*from_centre(azimuth, away), sigma, rng)
    faults(lat, lon, sigma, rng)
    found = watch.judge(track_of(f"t{number}", np.arange(FIXES) * EVERY, lat, lon, np.full(FIXES, sigma))).breaches
    score = {"intrusions": 0, "missed": 0, "held_doubtful": 0, "corroborated": 0, "false": 0, "doubtful": 0}
    for breach in found:
        score["doubtful" if breach.doubts else "corroborated"] += 1
        begin, end = span(breach)
        near = inside[max(0, int(begin / EVERY) - 2) : int(end / EVERY) + 3]
        score["false"] += not breach.doubts and not near.any()
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        if (RADIUS - away[first:after]).max() > 500 and (after - first) * EVERY > 60:
            score["intrusions"] += 1
            met = [b for b in found if span(b)[0] <= after * EVERY and span(b)[1] >= first * EVERY]
            score["missed"] += not met
            score["held_doubtful"] += bool(met) and all(b.doubts for b in met)
    return score


def day_of_200(watch: Watch, rng: np.random.Generator) -> dict[str, float]:
    """Seconds to judge 24 hours of 200 tracks, a fix every 10 seconds, from columns in memory."""
    tracks: list[Track] = []
    for number in range(200):
        lat, lon = shaken(*from_centre(*wander(8640, rng)), 20.0, rng)
        tracks.append(track_of(f"t{number}", np.arange(8640) * EVERY, lat, lon, np.full(8640, 20.0)))
    began = time.perf_counter()
    found = watch.judge_all(tracks)
    return {"fixes": 200 * 8640, "breaches": len(found.breaches), "seconds": time.perf_counter() - began}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tracks", type=int, default=100)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    rng, watch = np.random.default_rng(options.seed), Watch([RING])
    scores = [one(number, watch, rng) for number in range(options.tracks)]
    total: dict[str, float] = {name: sum(score[name] for score in scores) for name in scores[0]}
    hours = options.tracks * FIXES * EVERY / 3600
    total |= {"track_hours": hours, "false_per_100_hours": total["false"] / hours * 100}
    result = {"faults": total, "day_of_200_tracks": day_of_200(watch, rng)}
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    for name, values in result.items():
        print(name.replace("_", " "))
        for what, value in values.items():
            print(f"  {what.replace('_', ' '):22} {value:12,.2f}")


if __name__ == "__main__":
    main()
