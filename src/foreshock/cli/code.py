"""`foreshock code` and `foreshock locate`: text files through the coder."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from .options import progress

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    epilog="""\b
Examples:
  foreshock code entries.jsonl -o events.jsonl
  foreshock code entries.parquet -o events.parquet --jobs 2
  foreshock code entries.jsonl -o events.jsonl --scheduler tcp://10.0.0.5:8786
  foreshock read page.html --format jsonl > entries.jsonl && foreshock code entries.jsonl -o events.jsonl --explain"""
)
@click.argument("source", type=_FILE)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help=".jsonl or .parquet"
)
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes on this machine.")
@click.option("--scheduler", default="", metavar="TCP://HOST:PORT", help="A Dask scheduler to work on instead.")
@click.option("--explain", is_flag=True, help="Add how each sentence was read.")
@click.option("--actors", type=_FILE, multiple=True, help="A desk's own actors, in the form of data/actors.csv.")
@click.option("--acts", type=_FILE, multiple=True, help="A desk's own verbs, in the form of data/acts.csv.")
def code(
    source: Path,
    output: Path,
    jobs: int,
    scheduler: str,
    explain: bool,
    actors: tuple[Path, ...],
    acts: tuple[Path, ...],
) -> None:
    """Code texts into events and statements.

    SOURCE holds one object a line (or row) with id, date and text; each gives one row with events, statements and,
    where there is no event, the reason. A line that cannot be read gives a row that says why and is named on standard
    error; the exit code is 0 all the same. The output appears when it is whole; a run into .jsonl that was cut off is
    continued by the same command."""
    extras = (tuple(map(str, actors)), tuple(map(str, acts)), (), explain)
    _run("code", source, output, extras, jobs, scheduler)


@click.command(
    epilog="""\b
Example:
  foreshock locate spans.jsonl -o places.jsonl"""
)
@click.argument("source", type=_FILE)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help=".jsonl or .parquet"
)
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes on this machine.")
@click.option("--scheduler", default="", metavar="TCP://HOST:PORT", help="A Dask scheduler to work on instead.")
@click.option("--places", type=_FILE, multiple=True, help="A desk's own places, in the form of data/landmarks.csv.")
def locate(source: Path, output: Path, jobs: int, scheduler: str, places: tuple[Path, ...]) -> None:
    """Find the place of each marked span.

    SOURCE holds one object a line (or row) with id, date, text and spans [[start, end], …]; each gives one row with one
    place, or null, a span."""
    _run("locate", source, output, ((), (), tuple(map(str, places)), False), jobs, scheduler)


def _run(
    task: Literal["code", "locate"],
    source: Path,
    output: Path,
    extras: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool],
    jobs: int,
    scheduler: str,
) -> None:
    # The parser takes most of a second to import, which no other command should wait for.
    from foreshock.coder.batch import run

    with progress("Coding" if task == "code" else "Locating") as step:
        done = run(task, source, output, extras, jobs, scheduler, step)
    for reason in done.reasons:
        click.echo(reason, err=True)
    if done.unread > len(done.reasons):
        click.echo(f"… and {done.unread - len(done.reasons)} more", err=True)
    told = f"{done.rows} rows written to {output}"
    if done.continued:
        told += f", {done.continued} of them by an earlier run"
    if done.unread:
        told += f"; {done.unread} could not be read and say why"
    click.echo(told, err=True)
