"""A track as columns: the same fixes give the same columns, whatever order they came in and how often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from foreshock.model.tracks import Fix
from foreshock.model.zones import Domain

from .ellipsoid import Floats, earth_centred

#: Standard deviation along each axis assumed for a fix whose source states none, metres.
UNSTATED_M = 50.0
#: Domains by number; 0 is unknown.
DOMAINS: Final[tuple[Domain | None, ...]] = (None, "air", "land", "sea")


class Track(Struct, frozen=True):
    """Fixes of one thing in order of time; arrays of shape (n,).

    `time` in seconds since 1970 UTC, `lat`, `lon` in degrees, `accuracy` and `altitude` (NaN: unknown) in metres,
    `source` numbers into `sources`, `domain` into DOMAINS, `place` (n, 3) earth-centred metres.
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
    domain: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.time)

    def part(self, begin: int, end: int | None = None) -> Track:
        """The fixes from one place to another, as a track of the same id."""
        return Track(
            self.id, self.time[begin:end], self.lat[begin:end], self.lon[begin:end], self.accuracy[begin:end],
            self.altitude[begin:end], self.source[begin:end], self.sources, self.place[begin:end],
            self.domain[begin:end],
        )  # fmt: skip


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
    domain: NDArray[np.int64] | None = None,
) -> Track:
    """A track from columns in any order. Equal fixes count once; fixes of one instant are put in a fixed order."""
    count = len(time)
    stated = np.full(count, np.nan) if accuracy is None else np.asarray(accuracy, dtype=np.float64)
    height = np.full(count, np.nan) if altitude is None else np.asarray(altitude, dtype=np.float64)
    medium = np.zeros(count, np.int64) if domain is None else domain
    texts = [""] * count if source is None else list(source)
    found = list(tracks_in([name], np.zeros(count, np.int64), time, lat, lon, stated, height, texts, medium))
    none = np.zeros(0)
    empty = Track(name, none, none, none, none, none, none, (), np.zeros((0, 3)), np.zeros(0, np.int64))
    return found[0] if found else empty


def tracks_in(
    names: Sequence[str],
    number: NDArray[np.int64],
    time: Floats,
    lat: Floats,
    lon: Floats,
    accuracy: Floats,
    altitude: Floats,
    source: Sequence[str],
    domain: NDArray[np.int64],
) -> Iterator[Track]:
    """Tracks from columns (n,) in any order, as `track_of` makes one; `number` says whose each fix is in `names`."""
    if not len(time):
        return
    if all(text == source[0] for text in source):
        sources, told = (source[0],), np.zeros(len(time))
    else:
        found, numbers = np.unique(np.array(source, dtype=str), return_inverse=True)
        sources, told = tuple(found.tolist()), numbers.astype(np.float64)
    sigma = np.where(np.isnan(accuracy), UNSTATED_M, accuracy)
    table = np.stack([number, time, lat, lon, told, sigma, altitude, domain], axis=1).astype(np.float64)
    if len(table) > 1:
        table = table[np.lexsort(table[:, ::-1].T)]
        same = ((table[1:] == table[:-1]) | (np.isnan(table[1:]) & np.isnan(table[:-1]))).all(axis=1)
        if same.any():
            table = table[np.concatenate([[True], ~same])]
    owner, time, lat, lon, told, sigma, height, medium = (np.ascontiguousarray(column) for column in table.T)
    place = np.ascontiguousarray(np.stack(earth_centred(lat, lon), axis=1))
    medium = medium.astype(np.int64)
    starts = np.searchsorted(owner, np.arange(len(names) + 1)).tolist()
    for name, begin, end in zip(names, starts, starts[1:], strict=False):
        if begin < end:
            yield Track(
                name, time[begin:end], lat[begin:end], lon[begin:end], sigma[begin:end], height[begin:end],
                told[begin:end], sources, place[begin:end], medium[begin:end],
            )  # fmt: skip


def joined(track: Track, more: Track) -> Track:
    """One track of two of the same id, as if their fixes had come together."""
    if len(track) and len(more) and track.time[-1] < more.time[0]:
        names = track.sources + tuple(name for name in more.sources if name not in track.sources)
        renumbered = np.array([names.index(name) for name in more.sources], dtype=np.float64)
        source = np.concatenate([track.source, renumbered[more.source.astype(np.int64)]])
        time, lat, lon, accuracy, altitude, place, domain = (
            np.concatenate([getattr(track, name), getattr(more, name)])
            for name in ("time", "lat", "lon", "accuracy", "altitude", "place", "domain")
        )
        return Track(track.id, time, lat, lon, accuracy, altitude, source, names, place, domain)
    time, lat, lon, accuracy, altitude, domain = (
        np.concatenate([getattr(track, name), getattr(more, name)])
        for name in ("time", "lat", "lon", "accuracy", "altitude", "domain")
    )
    told = [part.sources[int(number)] for part in (track, more) for number in part.source]
    return track_of(track.id, time, lat, lon, accuracy, altitude, told, domain)


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
            np.array([DOMAINS.index(fix.domain) for fix in kept]),
        )
        for name, kept in sorted(by_track.items())
    ]
