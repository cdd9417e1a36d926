"""Who may see what of fixes, breaches and notices: the public coarsely and late, named readers exactly.

Pure functions of a value, what the desk has set and the instant. They are the only way from a track to a public page,
and they ask for nothing that must be hidden from a page: what they return may be shown to anybody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from foreshock.model import InvalidValue, Zone
from foreshock.model.tracks import NOT_PERMISSION, Breach, Fix, Notice

Role = Literal["public", "named"]

#: The public name of a track whose breach is young: its instants are hours, its depth the least it can be.
WITHHELD: Final = "withheld"
_KM_A_DEGREE: Final = 111.32


class Sharing(Struct, frozen=True):
    """What a desk has set: hours for which anything is young, the grid in kilometres, the places never to be shown.

    `naming` is a key of the desk's own, with which public names of breaches are made: without one, whoever tries all
    names of aircraft and all seconds of a day finds out which track a breach is of.
    """

    delay_hours: float = 72.0
    grid_km: float = 10.0
    protected: tuple[Zone, ...] = ()
    naming: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.delay_hours) and self.delay_hours >= 0):
            raise InvalidValue(f"no delay: {self.delay_hours} hours; write 0 or more")
        if not 1 <= self.grid_km <= 500:
            raise InvalidValue(f"no grid: {self.grid_km} km; write 1 to 500")

    def young(self, instant: dt.datetime | None, now: dt.datetime) -> bool:
        """Whether something of that instant is younger than the delay. What has no instant is not."""
        return instant is not None and now - instant < dt.timedelta(hours=self.delay_hours)


class Seen(Struct, frozen=True, omit_defaults=True):
    """A fix as somebody may see it: `km` is the side of the cell it lies in, None for the exact place."""

    track: str
    time: dt.datetime
    lat: float
    lon: float
    km: float | None = None
    accuracy_m: float | None = None
    altitude_m: float | None = None


class PublicNotice(Struct, frozen=True, omit_defaults=True):
    """A notice for everybody: the cell of its middle, a radius in whole cells that covers it, days without hours."""

    id: str
    kind: str
    party: str
    begins: dt.date
    ends: dt.date
    text: str
    lat: float
    lon: float
    radius_km: float
    version: int
    reminder: str = NOT_PERMISSION


def cell(lat: float, lon: float, grid_km: float) -> tuple[float, float]:
    """The middle, in degrees, of the grid cell that a position lies in: rows of `grid_km`, as many columns in a row
    as fit its parallel. All positions of a cell give the same middle, and nothing of where they lie in it."""
    rows = max(1, round(180 * _KM_A_DEGREE / grid_km))
    row = min(rows - 1, int((lat + 90) / 180 * rows))
    middle = (row + 0.5) / rows * 180 - 90
    columns = max(1, round(360 * _KM_A_DEGREE * math.cos(math.radians(middle)) / grid_km))
    column = min(columns - 1, int((lon + 180) / 360 * columns))
    return round(middle, 4), round((column + 0.5) / columns * 360 - 180, 4)


def fix_for(role: Role, fix: Fix, sharing: Sharing) -> Seen | None:
    """A fix as `role` may see it. The public sees its cell, however old it is, and nothing near a protected place:
    where a cell touches one, no fix in that cell is shown, so that the gap does not show the place either."""
    if role == "named":
        return Seen(fix.track, fix.time, fix.lat, fix.lon, None, fix.accuracy_m, fix.altitude_m)
    lat, lon = cell(fix.lat, fix.lon, sharing.grid_km)
    if touches_protected(lat, lon, sharing.grid_km, sharing):
        return None
    return Seen(fix.track, fix.time.replace(second=0, microsecond=0), lat, lon, sharing.grid_km)


def touches_protected(lat: float, lon: float, reach_km: float, sharing: Sharing) -> bool:
    """Whether a protected place, or the circle around one that is a polygon, lies within a distance of a position."""
    if not sharing.protected:
        return False
    from pyproj import Geod  # heavy: 0.15 s

    geod = Geod(ellps="WGS84")
    for place in sharing.protected:
        middle_lat, middle_lon, radius = _bounds(place, geod)
        if geod.inv(lon, lat, middle_lon, middle_lat)[2] <= radius + reach_km * 1000:
            return True
    return False


def _bounds(place: Zone, geod: object) -> tuple[float, float, float]:
    if place.lat is not None and place.lon is not None and place.radius_m is not None:
        return place.lat, place.lon, place.radius_m
    corners = place.rings[0]
    lon = corners[0][0] + sum((x - corners[0][0] + 180) % 360 - 180 for x, _ in corners) / len(corners)
    lat = sum(y for _, y in corners) / len(corners)
    return lat, lon, max(geod.inv(lon, lat, x, y)[2] for x, y in corners)  # type: ignore[attr-defined]


def public_id(breach_id: str, sharing: Sharing) -> str:
    """The name of a breach in public. That of a track's breach says neither the track nor the second."""
    zone, _, name = breach_id.partition("/")
    return f"{zone}/{public_name(breach_id, sharing)}" if "/" in name else breach_id


def public_name(breach_id: str, sharing: Sharing) -> str:
    """A name for a track's breach that nobody without the desk's key can lead back to the track."""
    return f"track-{hmac.new(sharing.naming.encode(), breach_id.encode(), hashlib.sha256).hexdigest()[:16]}"


def breach_for(role: Role, breach: Breach, sharing: Sharing, now: dt.datetime) -> Breach:
    """A breach as `role` may see it. A young one shows the public no name of a track, hours in place of instants and
    whole cells in place of depths; afterwards it shows what the record holds, which has no position."""
    if role == "named":
        return breach
    shown = replace(breach, id=public_id(breach.id, sharing))
    if not breach.track or not sharing.young(breach.last or breach.left or breach.entered or breach.first, now):
        return shown
    depth = None
    if breach.depth_m is not None:
        depth = math.floor(breach.depth_m / 1000 / sharing.grid_km) * sharing.grid_km * 1000
    return replace(
        shown, track=WITHHELD, first=_hour(breach.first), last=_hour(breach.last), entered=_hour(breach.entered),
        left=_hour(breach.left), depth_m=depth, fixes=None, probability=None, evidence=(), line="",
    )  # fmt: skip


def _hour(instant: dt.datetime | None) -> dt.datetime | None:
    return instant and instant.replace(minute=0, second=0, microsecond=0)


def notice_for_public(notice: Notice, sharing: Sharing) -> PublicNotice | None:
    """A notice for everybody, None where its area comes near a protected place."""
    from pyproj import Geod  # heavy: 0.15 s

    shape = Zone(notice.id, notice.id, notice.id, notice.party, notice.lat, notice.lon, notice.radius_m, notice.rings)
    lat, lon, radius = _bounds(shape, Geod(ellps="WGS84"))
    grid = sharing.grid_km
    middle_lat, middle_lon = cell(lat, lon, grid)
    # Half of a cell's diagonal may lie between the true middle and the cell's.
    covering = math.ceil((radius / 1000 + grid * 0.75) / grid) * grid
    if touches_protected(middle_lat, middle_lon, covering, sharing):
        return None
    return PublicNotice(
        notice.id, notice.kind, notice.party, notice.begins.date(), notice.stands_until.date(), notice.text,
        middle_lat, middle_lon, covering, notice.version,
    )  # fmt: skip


def newest_for(role: Role, fixes: Iterable[Fix], sharing: Sharing) -> list[Seen]:
    """The newest fix of each track as `role` may see it, by track; under numbers instead of names for the public."""
    newest: dict[str, Fix] = {}
    for fix in fixes:
        if fix.track not in newest or fix.time >= newest[fix.track].time:
            newest[fix.track] = fix
    shown = [seen for name in sorted(newest) if (seen := fix_for(role, newest[name], sharing))]
    return shown if role == "named" else _numbered(shown)


def _numbered(shown: Sequence[Seen]) -> list[Seen]:
    """Tracks by the place of their cell, so that the order tells nothing of their names."""
    ordered = sorted(shown, key=lambda seen: (-seen.lat, seen.lon, seen.time))
    return [replace(seen, track=f"track {number}") for number, seen in enumerate(ordered, 1)]
