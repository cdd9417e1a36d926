"""A track as columns: the same fixes give the same columns, whatever order they came in and how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
from msgspec import Struct

from foreshock.model.tracks import Fix

from .ellipsoid import Floats, earth_centred

#: Standard deviation along each axis assumed for a fix whose source states none, metres.
UNSTATED_M = 50.0


class Track(Struct, frozen=True):
    """Fixes of one thing in order of time; arrays of shape (n,).

    `time` in seconds since 1970 UTC, `lat`, `lon` in degrees, `accuracy` and `altitude` (NaN: unknown) in metres,
    `source` numbers into `sources`, `place` (n, 3) earth-centred metres.
    """

    id: str
    time: Floats
    lat: Floats
    lon: Floats
    accuracy: Floats
    altitude: Floats
    source: Floats
    sources: tuple[str, ...]
    place: Floats

    def __len__(self) -> int:
        return len(self.time)

    def at(self, number: int) -> dt.datetime:
        """The instant of a fix."""
        return instant(float(self.time[number]))


def instant(seconds: float) -> dt.datetime:
    """Seconds since 1970 as an instant, to the microsecond."""
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=round(seconds * 1e6))


def track_of(
    name: str,
    time: Floats,
    lat: Floats,
    lon: Floats,
    accuracy: Floats | None = None,
    altitude: Floats | None = None,
    source: Iterable[str] | None = None,
) -> Track:
    """A track from columns in any order. Equal fixes count once; fixes of one instant are put in a fixed order."""
    count = len(time)
    stated = np.full(count, np.nan) if accuracy is None else np.asarray(accuracy, dtype=np.float64)
    height = np.full(count, np.nan) if altitude is None else np.asarray(altitude, dtype=np.float64)
    texts = None if source is None else list(source)
    if texts is None or all(text == texts[0] for text in texts):
        only = texts[0] if texts else ""
        names, numbers = np.array([only]), np.zeros(count, np.int64)
    else:
        names, numbers = np.unique(np.array(texts, dtype=str), return_inverse=True)
    sigma = np.where(np.isnan(stated), UNSTATED_M, stated)
    table = np.column_stack([time, lat, lon, numbers, sigma, height]).astype(np.float64)
    order = np.lexsort(table[:, ::-1].T)
    table = table[order]
    if count > 1:
        same = ((table[1:] == table[:-1]) | (np.isnan(table[1:]) & np.isnan(table[:-1]))).all(axis=1)
        table = table[np.concatenate([[True], ~same])]
    columns = [np.ascontiguousarray(table[:, i]) for i in range(6)]
    place = np.ascontiguousarray(np.stack(earth_centred(columns[1], columns[2]), axis=1))
    return Track(
        name, columns[0], columns[1], columns[2], columns[4], columns[5], columns[3], tuple(names.tolist()), place
    )


def joined(track: Track, more: Track) -> Track:
    """One track of two of the same id, as if their fixes had come together."""
    if track.sources == more.sources and len(track) and len(more) and track.time[-1] < more.time[0]:
        columns = ("time", "lat", "lon", "accuracy", "altitude", "source", "place")
        time, lat, lon, accuracy, altitude, source, place = (
            np.concatenate([getattr(track, name), getattr(more, name)]) for name in columns
        )
        return Track(track.id, time, lat, lon, accuracy, altitude, source, track.sources, place)
    time, lat, lon, accuracy, altitude = (
        np.concatenate([getattr(track, name), getattr(more, name)])
        for name in ("time", "lat", "lon", "accuracy", "altitude")
    )
    told = [part.sources[int(number)] for part in (track, more) for number in part.source]
    return track_of(track.id, time, lat, lon, accuracy, altitude, told)


def tracks_of(fixes: Iterable[Fix]) -> list[Track]:
    """Tracks from fixes in any order, in order of their names."""
    by_track: dict[str, list[Fix]] = {}
    for fix in fixes:
        by_track.setdefault(fix.track, []).append(fix)
    return [
        track_of(
            name,
            np.array([fix.time.timestamp() for fix in kept]),
            np.array([fix.lat for fix in kept]),
            np.array([fix.lon for fix in kept]),
            np.array([np.nan if fix.accuracy_m is None else fix.accuracy_m for fix in kept]),
            np.array([np.nan if fix.altitude_m is None else fix.altitude_m for fix in kept]),
            [fix.source for fix in kept],
        )
        for name, kept in sorted(by_track.items())
    ]
