"""The data beside a zone's page: the zone exactly as declared; what was seen there as the public may see it."""

from __future__ import annotations

from typing import Any

import msgspec

from foreshock.model import NOT_PERMISSION, Zone
from foreshock.zone.buffers import outlines_beyond
from foreshock.zone.rules import Rules
from foreshock.zone.sharing import public_id
from foreshock.zone.tally import tally

from ..index import Index
from ..routes import Route
from ..views.zone import zone_of
from ..views.zone_breaches import began, shown_breaches
from ..views.zone_notices import public_notices
from .records import Json, gap, plain, public_revision, record
from .shapes import area, areas, collection, feature
from .sheets import sheet

BREACH_COLUMNS = (
    "id", "zone", "party", "domain", "kind", "happened", "first", "last", "entered", "left", "depth_m", "fixes",
    "probability", "doubts", "reported", "claims", "finding", "found", "evidence", "held_by", "development",
    "ended", "line", "sources",
)  # fmt: skip


def zone_json(route: Route, index: Index) -> Json:
    """The zone, its breaches, the counts by party and month with each side's own, and the notices that stand."""
    zone = zone_of(route, index)
    stamps = {public_id(kept.stamp.id, index.sharing): kept.stamp for kept in index.breaches.get(zone.id, ())}
    shown = shown_breaches(zone, index)
    return {
        "schema": "foreshock/zone/1",
        "list": index.list.title,
        "as_of": index.state.as_of,
        "sharing": {"delay_hours": index.sharing.delay_hours, "grid_km": index.sharing.grid_km},
        "zone": record(index.state.zones[zone.id]),
        "rings": {"warning_m": Rules().warning_m, "approach_m": Rules().approach_m},
        "breaches": [plain(breach) | {"revision": public_revision(stamps[breach.id])} for breach in shown],
        "gone": [
            {"id": public_id(kept.stamp.id, index.sharing), "gone": gap(kept.stamp, kept.erasure)}
            for kept in index.breaches.get(zone.id, ())
            if kept.value is None
        ],
        "tallies": [msgspec.structs.asdict(row) for row in tally(shown, zone.counts)],
        "notices": [msgspec.to_builtins(notice) for notice in public_notices(zone, index)],
        "reminder": NOT_PERMISSION,
    }


def zone_csv(route: Route, index: Index) -> bytes:
    """A breach a row, as the public may see it, newest first."""
    return sheet(BREACH_COLUMNS, (_row(breach) for breach in shown_breaches(zone_of(route, index), index)))


def _row(breach: Any) -> tuple[Any, ...]:
    kind = "reported" if not breach.track else "doubtful" if breach.doubts else "seen"
    instants = tuple(value and value.isoformat() for value in (breach.first, breach.last, breach.entered, breach.left))
    happened = breach.happened.text if breach.happened else began(breach).isoformat() if breach.track else ""
    return (
        breach.id, breach.zone, breach.party, breach.domain or "", kind, happened, *instants, breach.depth_m,
        breach.fixes, breach.probability, "; ".join(breach.doubts), breach.reported,
        " | ".join(f"{claim.party}: {claim.text}" for claim in breach.claims), breach.finding, breach.found,
        "; ".join(breach.evidence), breach.held_by, breach.development, breach.ended, breach.line,
        "; ".join(source.document for source in breach.sources),
    )  # fmt: skip


def zone_geojson(route: Route, index: Index) -> Json:
    """The zone as a polygon, its warning and approach rings, and standing notices as circles of whole cells.

    Breaches have no position, so none of them is here.
    """
    zone = zone_of(route, index)
    fields = {key: value for key, value in plain(zone).items() if key not in ("id", "rings")}
    features = [feature(zone.id, area(zone), {"kind": "zone"} | fields)]
    rules = Rules()
    for name, out in (("warning", rules.warning_m), ("approach", rules.approach_m)):
        if zone.radius_m is not None:
            shape = area(msgspec.structs.replace(zone, radius_m=min(zone.radius_m + out, 10_000_000.0)))
        else:
            shape = areas(outlines_beyond(zone, out))
        features.append(feature(f"{zone.id}/{name}", shape, {"kind": f"{name} ring", "beyond_m": out}))
    for notice in public_notices(zone, index):
        volume = Zone(
            notice.id, notice.id, zone.flashpoint, notice.party, notice.lat, notice.lon, notice.radius_km * 1000
        )
        fields = msgspec.to_builtins(notice) | {"kind": "notice", "of": notice.kind}
        features.append(feature(f"notice/{notice.id}", area(volume), fields))
    return collection(features)
