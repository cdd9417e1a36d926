"""`foreshock zone`: who is inside, what happened at the boundary, and what a notice would meet."""

from __future__ import annotations

import time
from pathlib import Path

import click
import msgspec

from foreshock.model import NotInstalled

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON object.")


def _require() -> None:
    """Say which extra is missing before an import deep inside does."""
    try:
        import numba  # noqa: F401
        import pyarrow  # type: ignore[import-untyped]  # noqa: F401
    except ImportError as error:
        raise NotInstalled(f"foreshock zone needs {error.name}: pip install 'foreshock[zone]'") from None


@click.group()
def zone() -> None:
    """Zones that both sides compute alike."""


@zone.command()
@click.option("--zones", "-Z", "zones_file", type=_FILE, required=True, help="GeoJSON: polygons, points with radius_m.")
@click.option("--points", "-P", "points_file", type=_FILE, required=True, help="CSV or Parquet with id, lat, lon.")
@click.option(
    "--out", "-o", "out", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="Pairs point, zone: a .csv or .parquet file, replaced when all is written.",
)  # fmt: skip
@json_option
def contains(zones_file: Path, points_file: Path, out: Path, as_json: bool) -> None:
    """Write which point lies in which zone, exactly to the geodesic on WGS84."""
    _require()
    from foreshock.zone import Zones
    from foreshock.zone.pointfiles import write_pairs

    began = time.perf_counter()
    zones = Zones.from_geojson(zones_file)
    points, pairs = write_pairs(zones, points_file, out)
    if as_json:
        seconds = round(time.perf_counter() - began, 3)
        outcome = {"zones": len(zones), "points": points, "pairs": pairs, "seconds": seconds, "out": str(out)}
        click.echo(msgspec.json.encode(outcome))
    else:
        click.echo(f"{points:,} points in {len(zones):,} zones: {pairs:,} pairs in {out}")
