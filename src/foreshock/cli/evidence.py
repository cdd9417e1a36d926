"""`foreshock evidence`: ask what was collected, count it, code it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from foreshock.model import InvalidValue

from .options import desk_option, json_option, print_json, read_config

if TYPE_CHECKING:
    from foreshock.store.evidence import Evidence


@click.group(
    epilog="""\b
Examples:
  foreshock evidence stats --desk my-desk
  foreshock evidence query "SELECT type, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC"
  foreshock evidence recode --desk my-desk"""
)
def evidence() -> None:
    """Reports and coded events, as Parquet by month: query, stats, recode."""


@evidence.command(
    "query",
    epilog="""\b
Example:
  foreshock evidence query "SELECT type, count(*) FROM events GROUP BY 1" --desk my-desk""",
)
@click.argument("sql")
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]), default="table", show_default=True)
@desk_option
def evidence_query(sql: str, form: str, desk: Path) -> None:
    """Ask in SQL (DuckDB's). Views: `newest` (the last version of each report), `events` (one row an event of these),
    `reports` (every version). Nothing but the evidence can be read, and nothing written."""
    import duckdb

    connection = _evidence(desk).connect(locked=True)
    try:
        found = connection.execute(sql)
        names = [column[0] for column in found.description or ()]
        if form == "table":
            _print_table(names, found)
        elif form == "csv":
            _print_csv(names, found)
        else:
            while rows := found.fetchmany(1000):
                for row in rows:
                    print_json(dict(zip(names, row, strict=True)))
    except duckdb.Error as error:
        raise InvalidValue(f"the question cannot be answered: {error}") from None
    finally:
        connection.close()


@evidence.command(
    "stats",
    epilog="""\b
Example:
  foreshock evidence stats --desk my-desk""",
)
@desk_option
@json_option
def evidence_stats(desk: Path, as_json: bool) -> None:
    """Count reports and events by source, coder and month."""
    stats = _evidence(desk).stats()
    if as_json:
        print_json(stats)
        return
    click.echo(
        f"{stats['reports']:,} reports ({stats['versions']:,} versions), {stats['events']:,} events; "
        f"{stats['parts']} parts, {stats['bytes'] / 1e6:.1f} MB, {stats['commits']} commits"
    )
    for title in ("sources", "coders", "months"):
        click.echo(f"{title}:")
        for name, reports, events in stats[title]:
            click.echo(f"  {name or 'not coded'}: {reports:,} reports, {events:,} events")


@evidence.command(
    "recode",
    epilog="""\b
Example:
  foreshock evidence recode --desk my-desk""",
)
@click.option("--source", "sources", multiple=True, help="Only reports of this source.")
@desk_option
@json_option
def evidence_recode(sources: tuple[str, ...], desk: Path, as_json: bool) -> None:
    """Give every text whose newest coding is of another coder to the coder of this version. Old answers stay beside."""
    from foreshock.store.recoding import recode

    added = recode(_evidence(desk), sources)
    if as_json:
        print_json(added)
    else:
        click.echo(f"{added.added} reports coded anew; the old codings stay")


def _evidence(desk: Path) -> Evidence:
    from foreshock.store.collecting import evidence_of

    return evidence_of(desk, read_config(desk))


def _print_table(names: list[str], found: Any) -> None:
    rows = [["" if value is None else str(value) for value in row] for row in found.fetchmany(200)]
    more = bool(found.fetchmany(1))
    widths = [min(60, max([len(name), *(len(row[at]) for row in rows)])) for at, name in enumerate(names)]
    for row in [names, *rows]:
        click.echo("  ".join(cell[:60].ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    if more:
        click.echo("… more rows: --format csv shows all", err=True)


def _print_csv(names: list[str], found: Any) -> None:
    import csv
    import sys

    writer = csv.writer(sys.stdout)
    writer.writerow(names)
    while rows := found.fetchmany(1000):
        # A cell that a spreadsheet would run gets an apostrophe before it.
        writer.writerows([_safe(value) for value in row] for row in rows)


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else value
