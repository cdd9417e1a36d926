"""`foreshock zone thin`: settled fixes of a watch moved to Parquet files beside its ledger."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
import msgspec

from foreshock.model import NotFound

from .zone_live import require_zone


class _Instant(click.ParamType[dt.datetime]):
    """A day, which means its beginning in UTC, or an instant with its zone."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        try:
            instant = dt.datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r}: write a day, 2019-02-14, or an instant, 2019-02-14T09:30:00Z", param, ctx)
        if instant.tzinfo is None and len(str(value)) > len("2019-02-14"):
            self.fail(f"{value!r} has no time zone; write 2019-02-14T09:30:00Z", param, ctx)
        try:
            return instant.astimezone(dt.UTC) if instant.tzinfo else instant.replace(tzinfo=dt.UTC)
        except OverflowError:
            self.fail(f"{value!r} lies outside the years 1 to 9999 in UTC", param, ctx)


@click.command(
    epilog="""\b
Examples:
  foreshock zone thin -J journal --before 2019-02-14
  foreshock zone replay -Z zones.geojson journal/ledger.sqlite

\b
Stop the watch or the workers of that folder first, and start them again afterwards: what is sent meanwhile waits in
the broker or with its sender.

\b
Exit codes: 73 the ledger is in use, 74 the file could not be written; nothing is lost then."""
)
@click.option(
    "--journal", "-J", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True,
    help="The folder of foreshock zone watch -J, or of foreshock zone work -J.",
)  # fmt: skip
@click.option("--before", type=_Instant(), required=True, metavar="DATE",
              help="Move fixes of before this day (UTC) or instant.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON, one ledger a line.")
def thin(journal: Path, before: dt.datetime, as_json: bool) -> None:
    """Move settled fixes to a Parquet file in the folder `thinned` beside the ledger, which names its SHA-256.

    Everything said stays, and so do the fixes of each breach, where tracks are settled, and what is not settled yet.
    """
    require_zone()
    from foreshock.zone.thinning import thin as run

    ledgers = sorted([*journal.glob("ledger.sqlite"), *journal.glob("*/ledger.sqlite")])
    if not ledgers:
        raise NotFound(f"{journal}: no ledger.sqlite is there; name the folder that watch -J or work -J keeps")
    for path in ledgers:
        done = run(path, before)
        if as_json:
            click.echo(msgspec.json.encode(done))
            continue
        if done.file is None:
            click.echo(f"{path}: nothing to move")
        else:
            click.echo(f"{path}: {done.fixes:,} fixes of {done.tracks:,} tracks are in {done.file}\n"
                       f"  SHA-256 {done.sha256}")  # fmt: skip
        click.echo(f"  of before {before:%Y-%m-%d %H:%M} UTC stay {done.evidence:,} fixes that breaches rest on and "
                   f"{done.unsettled:,} that are not settled")  # fmt: skip
        if done.file is not None and not done.smaller:
            click.echo("  the ledger's file keeps its size for want of room; what is free in it will be filled again")
