"""The data beside the pages: `.json`, `.csv` and `.geojson`, from the same state as the page.

Contents that were withdrawn or erased never appear: only their address, their hashes and the reason.
"""

from __future__ import annotations

from foreshock.model import NotFound

from ..index import Index
from ..routes import Route
from .bundles import corrections_json, development_json, front_geojson, front_json, json_bytes
from .monthly import in_parts, parts
from .sheets import FLASHPOINT_COLUMNS, flashpoint_row, sheet
from .zones import zone_csv, zone_geojson, zone_json

__all__ = ["data_file", "in_parts", "parts"]


def data_file(route: Route, index: Index, base_url: str = "") -> bytes:
    """The bytes of the data file that `route` (with `ext` json, csv or geojson) asks for.

    Addresses in it begin with `base_url`, or with `/` when there is none. Raises NotFound when the list has no
    such flashpoint or development, or the page has no such data.
    """
    match route.kind, route.ext:
        case "front", "json":
            return json_bytes(front_json(index, base_url))
        case "front", "csv":
            return _front_csv(index)
        case "front", "geojson":
            return json_bytes(front_geojson(index, base_url))
        case "flashpoint", "json" | "csv" | "geojson":
            return b"".join(part.make() for part in parts(route, index, base_url))
        case "development", "json":
            kept = index.state.developments.get(route.id)
            if kept is None:
                raise NotFound(f"no development has the id {route.id!r}; /{route.slug}.json lists those there are")
            return json_bytes(development_json(index, kept, base_url))
        case "zone", "json":
            return json_bytes(zone_json(route, index))
        case "zone", "csv":
            return zone_csv(route, index)
        case "zone", "geojson":
            return json_bytes(zone_geojson(route, index))
        case "corrections", "json":
            return json_bytes(corrections_json(index))
    raise NotFound(f"the page {route.kind!r} has no {route.ext!r} beside it; see docs/data.md for what there is")


def _front_csv(index: Index) -> bytes:
    state = index.state
    gone = [slug for slug, kept in state.flashpoints.items() if kept.value is None]
    rows = (
        flashpoint_row(
            state.flashpoints[slug],
            index.current(slug),
            [entry.value for entry in index.entries.get(slug, ()) if entry.value],
        )
        for slug in (*index.order, *gone)
    )
    return sheet(FLASHPOINT_COLUMNS, rows)
