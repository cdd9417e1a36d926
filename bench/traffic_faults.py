"""Faults injected into true tracks: the mixture that the issue asks for. `traffic_trials` has others, one at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from foreshock.zone.track import track_of
from traffic_samples import Way
from traffic_score import GEOD, Faulty, Mover


def moved(lat: Any, lon: Any, azimuth: Any, metres: Any) -> tuple[np.ndarray, np.ndarray]:
    """Positions so many metres away."""
    lat, lon, azimuth, metres = np.broadcast_arrays(
        *(np.asarray(v, dtype=np.float64) for v in (lat, lon, azimuth, metres))
    )
    there_lon, there_lat, _ = GEOD.fwd(lon, lat, azimuth, metres)
    return np.asarray(there_lat), np.asarray(there_lon)


def between(rng: np.random.Generator, least: float, most: float) -> float:
    """A length drawn evenly on a logarithmic scale."""
    return float(np.exp(rng.uniform(np.log(least), np.log(most))))


def noisy(lat: Any, lon: Any, sigma: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Positions with normal noise of `sigma` metres on each axis."""
    return moved(lat, lon, rng.uniform(0, 360, len(lat)), sigma * np.sqrt(rng.chisquare(2, len(lat))))


def other_way(mine: Way, other: Way, begin: float, rng: np.random.Generator) -> Way:
    """The way of another track as if it began at `begin`, some kilometres from where this one then is."""
    at = min(int(np.searchsorted(mine.time, begin)), len(mine.time) - 1)
    start_lat, start_lon = moved(mine.lat[at], mine.lon[at], rng.uniform(0, 360), between(rng, 3e3, 6e4))
    azimuth, _, away = GEOD.inv(
        np.full(len(other.lon), other.lon[0]), np.full(len(other.lat), other.lat[0]), other.lon, other.lat
    )
    lat, lon = moved(start_lat, start_lon, azimuth, away)
    return Way(other.name, other.time - other.time[0] + begin, lat, lon)


def received(
    name: str, time: np.ndarray, true: tuple[np.ndarray, np.ndarray], seen: tuple[np.ndarray, np.ndarray],
    sigma: float, movers: list[Mover],
) -> Faulty:  # fmt: skip
    """A track of fixes in any order. Microseconds keep those apart that fall on one instant, so that what is received
    and what is true stay aligned.
    """
    order = np.argsort(time, kind="stable")
    times = time[order] + np.arange(len(time)) * 1e-6
    track = track_of(name, times, seen[0][order], seen[1][order], np.full(len(time), sigma))
    assert len(track) == len(time)
    return Faulty(track, true[0][order], true[1][order], movers)


def mixture(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """Noise of 5 to 150 m, as stated, and by chance each of: an exchange of names for good, a stay at a false place for
    one to five minutes, a perfect circle at one for 200 to 900 s, two teleports in a thousand fixes, a second mover
    under the same name for two to ten minutes. All but the first and the last overwrite true fixes.
    """
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
    true = np.ones(len(time), dtype=np.bool_)
    seen_lat, seen_lon = lat.copy(), lon.copy()
    sigma = between(rng, 5, 150)

    def false_place() -> tuple[Any, Any]:
        at = int(rng.integers(len(lat)))
        return moved(lat[at], lon[at], rng.uniform(0, 360), between(rng, 3e3, 6e4))

    def stretch(least: float, most: float) -> np.ndarray:
        begin = time[0] + rng.uniform(0, 1) * long
        return np.flatnonzero((time >= begin) & (time < begin + rng.uniform(least, most)))

    noise = sigma * np.sqrt(rng.chisquare(2, len(time)))
    if rng.uniform() < 0.4:
        there, (a, o) = stretch(60, 300), false_place()
        seen_lat[there], seen_lon[there], true[there] = a, o, False
    if rng.uniform() < 0.4:
        there, (a, o) = stretch(200, 900), false_place()
        pace = rng.uniform(1.0, 3.0) * np.where(rng.uniform() < 0.5, 1, -1)
        seen_lat[there], seen_lon[there] = moved(a, o, (time[there] - time[0]) * pace, rng.uniform(500, 5000))
        true[there], noise[there] = False, 0
    jumps = np.flatnonzero(rng.uniform(size=len(time)) < 0.002)
    away = np.exp(rng.uniform(np.log(3e3), np.log(1.2e5), len(jumps)))
    seen_lat[jumps], seen_lon[jumps] = moved(lat[jumps], lon[jumps], rng.uniform(0, 360, len(jumps)), away)
    true[jumps] = False
    seen_lat, seen_lon = moved(seen_lat, seen_lon, rng.uniform(0, 360, len(time)), noise)
    movers = [Mover(time, lat, lon, true)]
    if rng.uniform() < 0.4:
        second = other_way(Way("", time, lat, lon), other, float(time[0] + rng.uniform(0, 0.9) * long), rng)
        part = second.time < second.time[0] + rng.uniform(120, 600)
        more = noisy(second.lat[part], second.lon[part], sigma, rng)
        movers.append(Mover(second.time[part] + 0.37, second.lat[part], second.lon[part], np.ones(part.sum(), bool)))
        seen_lat, seen_lon = np.concatenate([seen_lat, more[0]]), np.concatenate([seen_lon, more[1]])
    all_time, all_lat, all_lon = (np.concatenate([getattr(m, n) for m in movers]) for n in ("time", "lat", "lon"))
    return received(way.name, all_time, (all_lat, all_lon), (seen_lat, seen_lon), sigma, movers)
