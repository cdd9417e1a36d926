"""What several commands share: where the desk is, who acts, JSON output, progress."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec

from foreshock.model import DeskConfig, NotADesk, decode_config

if TYPE_CHECKING:
    from foreshock.store import ReadOnly, Store

F = TypeVar("F", bound=Callable[..., Any])
CONFIG = "foreshock.toml"

desk_option = click.option(
    "--desk",
    "-d",
    "desk",
    type=click.Path(path_type=Path),
    envvar="FORESHOCK_DESK",
    default=Path(),
    help="The desk's folder; the current one by default ($FORESHOCK_DESK).",
)
by_option = click.option("--by", default="", help="Who does this, for the record; your login name by default.")
why_option = click.option("--why", default="", help="Why, for the record.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON object.")


def read_config(desk: Path) -> DeskConfig:
    """The settings of the desk in `desk`. Raises NotADesk when there is no foreshock.toml."""
    file = desk / CONFIG
    try:
        return decode_config(file.read_bytes(), str(file))
    except FileNotFoundError:
        raise NotADesk(
            f"{desk.resolve()} is no desk: it has no {CONFIG}. Name one with --desk, or make one: foreshock init {desk}"
        ) from None


def open_desk(desk: Path) -> tuple[Store, DeskConfig]:
    """Open the store of the desk in `desk`, SQLite beside its settings or PostgreSQL by $DATABASE_URL."""
    from foreshock.store import open_store

    config = read_config(desk)
    return open_store(desk, os.environ.get("DATABASE_URL")), config


def open_desk_to_read(desk: Path) -> ReadOnly:
    """The same for what only reads: where the desk lies in SQLite, without waiting for Django."""
    from foreshock.store import open_reader

    reader = None if os.environ.get("DATABASE_URL") else open_reader(desk)
    return reader or open_desk(desk)[0]


def open_with_queue(desk: Path) -> tuple[Store, DeskConfig, bool]:
    """Open the store with the tables of the desk's people and queue; whether they are there.

    They are not where the extra `desk` is not installed, or was not when the store was made: then a line on standard
    error says what to do. Call it before anything else opens a store: Django takes its applications once a process.
    """
    from importlib.util import find_spec

    if find_spec("allauth") is None:
        return *open_desk(desk), False
    from foreshock.desk.setup import NO_TABLES, has_tables, open_for_desk

    config = read_config(desk)
    store = open_for_desk(desk, config, os.environ.get("DATABASE_URL"))
    ready = has_tables(store)
    if not ready:
        click.echo(f"foreshock: {NO_TABLES}; for them, run foreshock init {desk} --exist-ok", err=True)
    return store, config, ready


def person(by: str, config: DeskConfig) -> str:
    """Who stands in the record: `--by`, else the desk's author, else the login name."""
    if by.strip() or config.author:
        return by.strip() or config.author
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unnamed"


def print_json(value: object) -> None:
    """One JSON object and a line end on standard output."""
    click.echo(msgspec.json.encode(value, enc_hook=str))


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, where that is a terminal; call it with (done, total)."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def step(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield step
