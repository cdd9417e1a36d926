"""Faults of other kinds than the mixture's, one at a time, to see what the rules do with what they were not made for.

Each takes a true track, other tracks and a generator, and returns what is received. Positions carry normal noise of 5
to 150 m as stated unless a fault says otherwise. A stretch begins anywhere in the track.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from traffic_faults import between, moved, noisy, other_way, received
from traffic_samples import Way
from traffic_score import Faulty, Mover

Trial = Callable[[Way, list[Way], np.random.Generator], Faulty]


def _stretch(way: Way, least: float, most: float, rng: np.random.Generator) -> np.ndarray:
    begin = rng.uniform(way.time[0], way.time[-1])
    return (way.time >= begin) & (way.time < begin + rng.uniform(least, most))


def _overwritten(way: Way, lat: np.ndarray, lon: np.ndarray, false: np.ndarray, rng: np.random.Generator) -> Faulty:
    """A track of which some fixes are false, all with the stated noise."""
    sigma = between(rng, 5, 150)
    seen = noisy(lat, lon, sigma, rng)
    return received(way.name, way.time, (way.lat, way.lon), seen, sigma, [Mover(way.time, way.lat, way.lon, ~false)])


def noise_only(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """Nothing but noise as stated."""
    return _overwritten(way, way.lat, way.lon, np.zeros(len(way.time), bool), rng)


def understated(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """Noise two to four times as large as stated, all along."""
    sigma, truly = between(rng, 5, 100), rng.uniform(2, 4)
    seen = noisy(way.lat, way.lon, sigma * truly, rng)
    mover = Mover(way.time, way.lat, way.lon, np.ones(len(way.time), bool))
    return received(way.name, way.time, (way.lat, way.lon), seen, sigma, [mover])


def offset(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """For 5 to 30 minutes every position is carried off by the same 3 to 60 km, at once."""
    false = _stretch(way, 300, 1800, rng)
    lat, lon = moved(way.lat, way.lon, rng.uniform(0, 360), np.where(false, between(rng, 3e3, 6e4), 0.0))
    return _overwritten(way, lat, lon, false, rng)


def drift(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """For 10 to 40 minutes positions are drawn off smoothly, at 5 to 40 m/s, and stay so far off or jump back."""
    false = _stretch(way, 600, 2400, rng)
    since = np.where(false, way.time - way.time[np.argmax(false)], 0.0)
    lat, lon = moved(way.lat, way.lon, rng.uniform(0, 360), since * between(rng, 5, 40))
    return _overwritten(way, lat, lon, false, rng)


def smooth_circle(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """For 5 to 20 minutes the track leaves its way without a jump into a circle of 1 to 5 km, flown at 50 to 150 m/s;
    then it leaps back.
    """
    false = _stretch(way, 300, 1200, rng)
    at = int(np.argmax(false))
    radius, pace = between(rng, 1e3, 5e3), rng.uniform(50, 150)
    ahead = rng.uniform(0, 360)
    middle = moved(way.lat[at], way.lon[at], ahead, radius)
    turned = ahead + 180 + np.degrees((way.time - way.time[at]) * pace / radius)
    lat, lon = moved(*middle, turned, radius)
    return _overwritten(way, np.where(false, lat, way.lat), np.where(false, lon, way.lon), false, rng)


def frozen(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """For one to ten minutes the last position is repeated."""
    false = _stretch(way, 60, 600, rng)
    at = max(0, int(np.argmax(false)) - 1)
    return _overwritten(way, np.where(false, way.lat[at], way.lat), np.where(false, way.lon[at], way.lon), false, rng)


def many_teleports(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """One fix in twenty is anywhere within 200 km."""
    false = rng.uniform(size=len(way.time)) < 0.05
    away = np.where(false, np.exp(rng.uniform(np.log(1e3), np.log(2e5), len(false))), 0.0)
    lat, lon = moved(way.lat, way.lon, rng.uniform(0, 360, len(false)), away)
    return _overwritten(way, lat, lon, false, rng)


def missing(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """Three times in the track nothing is received for 60 to 600 s."""
    gone = np.zeros(len(way.time), bool)
    for _ in range(3):
        gone |= _stretch(way, 60, 600, rng)
    gone[:2] = gone[-2:] = False
    sigma = between(rng, 5, 150)
    seen = noisy(way.lat[~gone], way.lon[~gone], sigma, rng)
    mover = Mover(way.time, way.lat, way.lon, ~gone)
    return received(way.name, way.time[~gone], (way.lat[~gone], way.lon[~gone]), seen, sigma, [mover])


def exchanged(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """For 10 to 90 minutes another mover's fixes come under this name and this one's under another."""
    begin = rng.uniform(way.time[0], way.time[-1])
    second = other_way(way, others[int(rng.integers(len(others)))], begin, rng)
    end = min(begin + rng.uniform(600, 5400), second.time[-1])
    mine, theirs = (way.time < begin) | (way.time > end), second.time <= end
    time = np.concatenate([way.time[mine], second.time[theirs]])
    lat, lon = (np.concatenate([getattr(way, n)[mine], getattr(second, n)[theirs]]) for n in ("lat", "lon"))
    sigma = between(rng, 5, 150)
    # Only the owner of the name counts as true: a breach of the other's under this name is a false one.
    mover = Mover(way.time, way.lat, way.lon, mine)
    return received(way.name, time, (lat, lon), noisy(lat, lon, sigma, rng), sigma, [mover])


def shifted_source(way: Way, others: list[Way], rng: np.random.Generator) -> Faulty:
    """Every other fix comes from a source whose clock is 3 to 30 s late or early."""
    late = np.arange(len(way.time)) % 2 == 1
    shift = float(rng.choice([-1, 1])) * between(rng, 3, 30)
    sigma = between(rng, 5, 150)
    mover = Mover(way.time, way.lat, way.lon, ~late)
    seen = noisy(way.lat, way.lon, sigma, rng)
    return received(way.name, way.time + np.where(late, shift, 0.0), (way.lat, way.lon), seen, sigma, [mover])


TRIALS: dict[str, Trial] = {
    "noise only": noise_only, "noise understated": understated, "constant offset": offset, "slow drift": drift,
    "circle, smooth start": smooth_circle, "frozen position": frozen, "1 in 20 teleports": many_teleports,
    "nothing for 60–600 s": missing, "names exchanged 10–90 min": exchanged, "clock of one source": shifted_source,
}  # fmt: skip
