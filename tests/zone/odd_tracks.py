"""Made-up tracks with everything that goes wrong: noise, jumps, false stays, circles, shared names, gaps, ties."""

from __future__ import annotations

import datetime as dt

import numpy as np
from pyproj import Geod

from foreshock.model.tracks import Fix

GEOD = Geod(ellps="WGS84")
START = dt.datetime(2019, 2, 14, 6, tzinfo=dt.UTC)
LAT, LON, RADIUS = 33.507, 38.618, 55_000.0


def odd_track(seed: int, count: int, name: str = "t1") -> list[Fix]:
    """Fixes in order of time of something that wanders about the boundary of a 55-km circle."""
    rng = np.random.default_rng(seed)
    even = 60.0 if seed % 4 == 2 else 10.0
    step = rng.choice([0.0, 0.5, 1.0, 5.0, 10.0], count) if seed % 2 else np.full(count, even)
    step[rng.uniform(size=count) < 0.002] = 2500.0
    times = np.cumsum(step)
    speed = rng.uniform(5, 200)
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.05, count))
    side = rng.uniform(0, 2 * np.pi)
    x = np.cumsum(np.sin(heading) * speed * step) + 54e3 * np.sin(side)
    y = np.cumsum(np.cos(heading) * speed * step) + 54e3 * np.cos(side)
    x, y = (np.abs((v + 70e3) % (4 * 70e3) - 2 * 70e3) - 70e3 for v in (x, y))
    accuracy = float(rng.uniform(5, 80))
    x, y = x + rng.normal(0, accuracy, count), y + rng.normal(0, accuracy, count)
    for _ in range(count // int(rng.choice([150, 400, 1000]))):
        at, kind = int(rng.integers(0, count)), rng.integers(0, 5)
        part = slice(at, at + int(rng.integers(1, 130)))
        length = len(x[part])
        if kind == 0:
            x[part], y[part] = rng.uniform(-9e4, 9e4), rng.uniform(-9e4, 9e4)
        elif kind == 1:
            turn = np.arange(length) * rng.uniform(0.05, 0.5)
            x[part], y[part] = x[at] + 2000 * np.sin(turn), y[at] + 2000 * np.cos(turn)
        elif kind == 2:
            x[part][::2], y[part][::2] = rng.uniform(-9e4, 9e4), rng.uniform(-9e4, 9e4)
        elif kind == 3:
            x[part], y[part] = rng.uniform(-9e4, 9e4, length), rng.uniform(-9e4, 9e4, length)
    lon, lat, _ = GEOD.fwd(np.full(count, LON), np.full(count, LAT), np.degrees(np.arctan2(x, y)), np.hypot(x, y))
    height = 3000 + 3000 * np.sin(np.arange(count) / 40)
    told = rng.uniform(size=count) < 0.9
    return [
        Fix(
            name, START + dt.timedelta(seconds=float(times[i])), float(lat[i]), float(lon[i]),
            accuracy_m=accuracy if told[i] else None, altitude_m=float(height[i]) if told[-i] else None,
            source="a" if i % 7 else "b",
        )
        for i in range(count)
    ]  # fmt: skip
