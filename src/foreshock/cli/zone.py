"""`foreshock zone`: who is inside, what happened at the boundary, and what a notice would meet."""

from __future__ import annotations

import time
from pathlib import Path

import click
import msgspec

from . import zone_live, zone_notices, zone_thin
from .zone_live import require_zone

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON object.")


def keep_inputs(out: Path | None, *inputs: Path | None) -> None:
    """Refuse to write over what is read: fixes and points may be the only copy there is."""
    for path in inputs:
        if out is not None and path is not None and out.exists() and out.samefile(path):
            raise click.UsageError(f"{out} is read here and would be written over: name another file with --out")


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@click.group(
    epilog="""\b
Examples:
  foreshock zone contains --zones zones.geojson --points points.csv -o pairs.csv
  foreshock zone replay --help"""
)
def zone() -> None:
    """Zones that both sides compute alike: who is inside, breaches from tracks, notices before anyone moves."""


@zone.command(
    epilog="""\b
Examples:
  foreshock zone contains --zones zones.geojson --points points.csv -o pairs.csv
  foreshock zone contains -Z zones.geojson -P points.parquet -o pairs.parquet --scheduler tcp://127.0.0.1:8786"""
)
@click.option("--zones", "-Z", "zones_file", type=_FILE, required=True, help="GeoJSON: polygons, points with radius_m.")
@click.option("--points", "-P", "points_file", type=_FILE, required=True, help="CSV or Parquet with id, lat, lon.")
@click.option(
    "--out", "-o", "out", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="Pairs point, zone: a .csv or .parquet file, replaced when all is written.",
)  # fmt: skip
@click.option(
    "--scheduler", metavar="tcp://HOST:PORT",
    help="Have a Dask cluster answer; its workers must see the same folders.",
)  # fmt: skip
@json_option
def contains(zones_file: Path, points_file: Path, out: Path, scheduler: str | None, as_json: bool) -> None:
    """Write which point lies in which zone, exactly to the geodesic on WGS84."""
    require_zone()
    from foreshock.zone import Zones
    from foreshock.zone.pointfiles import write_pairs

    keep_inputs(out, zones_file, points_file)
    began = time.perf_counter()
    zones = Zones.from_geojson(zones_file)
    if scheduler is None:
        points, pairs = write_pairs(zones, points_file, out)
    else:
        from foreshock.zone.spread import connect, spread_pairs

        with connect(scheduler) as client:
            points, pairs = spread_pairs(zones, points_file.absolute(), out.absolute(), client)
    if as_json:
        seconds = round(time.perf_counter() - began, 3)
        outcome = {"zones": len(zones), "points": points, "pairs": pairs, "seconds": seconds, "out": str(out)}
        click.echo(msgspec.json.encode(outcome))
    else:
        click.echo(f"{_count(points, 'point')} in {_count(len(zones), 'zone')}: {_count(pairs, 'pair')} in {out}")


@zone.command(
    epilog="""\b
Examples:
  foreshock zone replay -Z zones.geojson fixes.csv -o breaches.jsonl
  foreshock zone replay -Z zones.geojson day.parquet --stills stills
  foreshock zone replay -Z zones.geojson journal/ledger.sqlite"""
)
@click.option("--zones", "-Z", "zones_file", type=_FILE, required=True, help="GeoJSON of the zones as declared.")
@click.option(
    "--out", "-o", "out", type=click.Path(path_type=Path, dir_okay=False),
    help="Write breaches and events here, one JSON object a line; standard output by default.",
)  # fmt: skip
@click.option(
    "--stills", type=click.Path(path_type=Path, file_okay=False),
    help="Draw the replay too: a folder a zone with numbered SVG files and a page of stills.",
)  # fmt: skip
@click.option("--exact", is_flag=True, help="Draw exact positions and ways; without it cells, as the public sees them.")
@click.option("--protected", type=_FILE, help="GeoJSON of protected places, near which coarse stills show nothing.")
@zone_live.rules_option
@click.argument("fixes", type=_FILE, nargs=-1, required=True)
@json_option
def replay(
    zones_file: Path, out: Path | None, stills: Path | None, exact: bool, protected: Path | None,
    rules_file: Path | None, fixes: tuple[Path, ...], as_json: bool,
) -> None:  # fmt: skip
    """Judge recorded fixes: CSV, Parquet, GeoJSON, GPX, NMEA or AIS, JSON lines, OpenSky state vectors, the ledger of a
    watch."""
    require_zone()
    from foreshock.zone.fixfiles import read_fixes
    from foreshock.zone.geojson import read_nouns
    from foreshock.zone.replay import join, replay_files, write_findings
    from foreshock.zone.rules import read_rules
    from foreshock.zone.sharing import Sharing
    from foreshock.zone.stills import write_stills

    began = time.perf_counter()
    keep_inputs(out, zones_file, rules_file, protected, *fixes)
    zones, parts = read_nouns(zones_file), [read_fixes(path) for path in fixes]
    rules = read_rules(rules_file) if rules_file else None
    tracks, count, skipped, findings = replay_files(zones, parts, rules)
    if stills is not None:
        sharing = None if exact else Sharing(protected=tuple(read_nouns(protected)) if protected else ())
        drawn = write_stills(zones, join(parts), findings.breaches, stills, sharing)
        click.echo(f"stills of {_count(drawn, 'zone')} in {stills}", err=True)
        if sharing is not None and not sharing.protected:
            click.echo(
                "no --protected: the stills leave no place out; name those places before you show them", err=True
            )
    if out is not None:
        write_findings(findings, out)
    elif not as_json:
        for breach in findings.breaches:
            click.echo(msgspec.json.encode({"breach": breach}))
        for event in findings.events:
            click.echo(msgspec.json.encode({"event": event}))
    doubtful = sum(1 for breach in findings.breaches if breach.doubts)
    if as_json:
        click.echo(
            msgspec.json.encode({
                "tracks": tracks, "fixes": count, "skipped": len(skipped), "breaches": len(findings.breaches),
                "doubtful": doubtful, "events": len(findings.events),
                "seconds": round(time.perf_counter() - began, 3),
            })
        )  # fmt: skip
        return
    for reason in sorted({skip.reason for skip in skipped}):
        lines = [skip.line for skip in skipped if skip.reason == reason]
        told = "1 line gives" if len(lines) == 1 else f"{len(lines):,} lines give"
        click.echo(f"{told} no fix: {reason} (first: line {lines[0]})", err=True)
    click.echo(
        f"{_count(count, 'fix', 'fixes')} of {_count(tracks, 'track')}: "
        f"{_count(len(findings.breaches), 'breach', 'breaches')}, {doubtful:,} of them doubtful",
        err=True,
    )


@zone.command(
    epilog="""\b
Example:
  foreshock zone check -Z zones.geojson notices.jsonl --against board.jsonl"""
)
@click.option("--zones", "-Z", "zones_file", type=_FILE, required=True, help="GeoJSON of the zones as declared.")
@click.option("--protected", type=_FILE, help="GeoJSON of protected places; they are never named in the answer.")
@click.option("--against", type=_FILE, help="Notices already on the board, one JSON object a line.")
@click.argument("notices", type=_FILE)
@json_option
def check(zones_file: Path, protected: Path | None, against: Path | None, notices: Path, as_json: bool) -> None:
    """Say what notices (one JSON object a line) would meet, before they are released."""
    require_zone()
    from foreshock.model.tracks import NOT_PERMISSION
    from foreshock.zone.geojson import read_nouns
    from foreshock.zone.notices import Board, read_notices, untold

    zones = read_nouns(zones_file)
    board = Board(zones, read_nouns(protected) if protected else None)
    for standing in read_notices(against) if against else []:
        board.stand(standing)
    for notice in read_notices(notices):
        overlaps = board.check(notice)
        missing = untold(notice, overlaps, zones)
        if as_json:
            told = {
                "notice": notice.id, "overlaps": overlaps, "unconfirmed": notice.unconfirmed, "untold": missing,
            }  # fmt: skip
            click.echo(msgspec.json.encode(told | {"reminder": NOT_PERMISSION}))
            continue
        click.echo(f"{notice.id} ({notice.kind}, {notice.party}), {notice.begins:%Y-%m-%d %H:%M} to "
                   f"{notice.stands_until:%Y-%m-%d %H:%M} UTC: meets {'nothing' if not overlaps else ''}")  # fmt: skip
        for met in overlaps:
            when = f", {met.begins:%Y-%m-%d %H:%M} to {met.ends:%Y-%m-%d %H:%M}" if met.begins and met.ends else ""
            click.echo(f"  {met.what} {met.id}{when}".rstrip())
        if missing:
            click.echo(
                f"  not to be told, though the zone is theirs or they have a position on it: {', '.join(missing)}"
            )
        if notice.unconfirmed:
            click.echo(f"  not yet confirmed by {', '.join(notice.unconfirmed)}")
    if not as_json:
        click.echo(NOT_PERMISSION)


for command in (*zone_live.COMMANDS, zone_thin.thin, zone_notices.notice):
    zone.add_command(command)
