"""Fixes as columns, whatever file they came from, and what was left out and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from foreshock.model import InvalidValue
from foreshock.model.zones import Domain

from .ellipsoid import Floats
from .track import DOMAINS, Track, track_of


class Skipped(Struct, frozen=True):
    """A line or row that gives no fix, and why."""

    line: int
    reason: str


class Fixes(Struct, frozen=True):
    """Fixes of many tracks in the order read; arrays of shape (n,).

    `track`, `source` and `domain` number into `tracks`, `sources` and DOMAINS (None: all unknown); `time` is in seconds
    since 1970 UTC, `accuracy` and `altitude` in metres, NaN where unknown.
    """

    track: NDArray[np.int64]
    tracks: tuple[str, ...]
    time: Floats
    lat: Floats
    lon: Floats
    accuracy: Floats
    altitude: Floats
    source: NDArray[np.int64]
    sources: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    domain: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.time)

    def by_track(self) -> list[Track]:
        """One track a name, in order of their names; duplicates and order of arrival do not matter."""
        order = np.argsort(self.track, kind="stable")
        bounds = np.searchsorted(self.track[order], np.arange(len(self.tracks) + 1))
        sources = np.array(self.sources, dtype=object)
        found = []
        for number in sorted(range(len(self.tracks)), key=self.tracks.__getitem__):
            mine = order[bounds[number] : bounds[number + 1]]
            source = None if len(self.sources) == 1 and not self.sources[0] else sources[self.source[mine]]
            found.append(
                track_of(
                    self.tracks[number], self.time[mine], self.lat[mine], self.lon[mine], self.accuracy[mine],
                    self.altitude[mine], source, None if self.domain is None else self.domain[mine],
                )
            )  # fmt: skip
        return found


Row = tuple[str, float, float, float, float, float, str, Domain | None]
"""Track, time, latitude, longitude, accuracy, altitude (NaN: unknown), source, domain."""


def from_rows(rows: Sequence[Row], skipped: Iterable[Skipped], where: str) -> Fixes:
    """Columns from rows; raises InvalidValue for a position that is none."""
    tracks, track = np.unique(np.array([row[0] for row in rows], dtype=str), return_inverse=True)
    sources, source = np.unique(np.array([row[6] for row in rows], dtype=str), return_inverse=True)
    numbers = np.array([row[1:6] for row in rows], dtype=np.float64).reshape(-1, 5)
    time, lat, lon, accuracy, altitude = (np.ascontiguousarray(numbers[:, i]) for i in range(5))
    names, sources_named = tuple(tracks.tolist()), tuple(sources.tolist())
    domain = np.array([DOMAINS.index(row[7]) for row in rows], dtype=np.int64)
    fixes = Fixes(track, names, time, lat, lon, accuracy, altitude, source, sources_named, tuple(skipped), domain)
    return checked(fixes, where)


def checked(fixes: Fixes, where: str) -> Fixes:
    """The fixes, if every one has an instant, a position within ±90 and ±180, and no accuracy of 0 or below."""
    latest = dt.datetime(9999, 1, 1, tzinfo=dt.UTC).timestamp()
    good = (np.abs(fixes.lat) <= 90) & (np.abs(fixes.lon) <= 180) & (np.abs(fixes.time) < latest)
    good &= ~(fixes.accuracy <= 0) & ~np.isinf(fixes.accuracy) & ~np.isinf(fixes.altitude)
    if not good.all():
        i = int(np.argmin(good))
        raise InvalidValue(
            f"{where}: fix {i} of {fixes.tracks[fixes.track[i]]!r} is none: time {fixes.time[i]}, latitude "
            f"{fixes.lat[i]}, longitude {fixes.lon[i]}, accuracy {fixes.accuracy[i]}, altitude {fixes.altitude[i]}; "
            "instants in seconds or ISO 8601, degrees within ±90 and ±180, metres above 0"
        )
    return fixes


def seconds(text: str, where: str) -> float:
    """An ISO 8601 instant with its zone as seconds since 1970."""
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        raise InvalidValue(f"{where}: no instant: {text!r}; write 2019-02-14T09:30:00Z") from None
    if instant.tzinfo is None:
        raise InvalidValue(f"{where}: {text!r} has no time zone; write 2019-02-14T09:30:00Z")
    return instant.timestamp()
