"""`foreshock init`: make a desk, the folder that holds a list with its record and its archive."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foreshock.model import Conflict, DeskConfig, Source, encode_config

from .options import CONFIG, by_option, json_option, person, print_json, progress, read_config

if TYPE_CHECKING:
    from foreshock.store import Store

#: What a store keeps in its folder; an init that was killed may have left these, and goes on from there.
OURS = ("foreshock.sqlite3", "archive", "secret-key", "inbox")
#: Where the example's reports lie, and what their source is called.
INBOX = "inbox"


@click.command(
    epilog="""\b
Examples:
  foreshock init my-desk                        an empty desk
  foreshock init my-desk --example              with the example list, ready to serve
  DATABASE_URL=postgresql://app:secret@127.0.0.1/foreshock \\
  DATABASE_OWNER_URL=postgresql://owner:secret@127.0.0.1/foreshock \\
    foreshock init my-desk                      its record in PostgreSQL"""
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--title", default="", help="What the list is called.")
@click.option("--example", is_flag=True, help="Load the example list “Iran–U.S. trigger list, 2017–2019” and reports.")
@click.option("--exist-ok", is_flag=True, help="Go on when DIR already is a desk; bring its store up to date.")
@by_option
@json_option
def init(folder: Path, title: str, example: bool, exist_ok: bool, by: str, as_json: bool) -> None:
    """Make a desk in DIR: its settings, its record, its archive.

    The record is SQLite in DIR, or PostgreSQL where $DATABASE_URL names one. There, $DATABASE_OWNER_URL is the role
    that owns the tables, so that the running role cannot rewrite them.
    """
    made = not (folder / CONFIG).exists()
    if not made and not exist_ok:
        raise Conflict(f"{folder} already is a desk. Choose another folder, or say --exist-ok to go on with it")
    half_made = made and folder.exists() and any(folder.iterdir())
    if half_made and any(not entry.name.startswith(OURS) for entry in folder.iterdir()):
        raise Conflict(f"{folder} is not empty and no desk: choose a new or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    config = _config(title, example) if made else read_config(folder)
    owner_url = os.environ.get("DATABASE_OWNER_URL")
    # An existing store is brought up to date, and its triggers are put back.
    store = _create(folder, config, owner_url, half_made or not made)
    if made:
        # The settings are written last: a folder without them is no desk, so a killed init can be repeated.
        (folder / CONFIG).write_bytes(encode_config(config))
    added = 0
    if example:
        _put_reports(folder)
        from foreshock.examples import example_path
        from foreshock.store.folder import read_list

        with progress("Loading the example list") as step:
            outcome = store.put(read_list(example_path()), by=person(by, config), why="the example list", progress=step)
        added = outcome.added
    if as_json:
        print_json({"desk": str(folder), "made": made, "added": added})
        return
    click.echo(f"{'Made' if made else 'Found'} the desk {folder}" + (f", {added} objects loaded" if added else ""))
    if made:
        click.echo(f"Next: foreshock serve --desk {folder}")


def _config(title: str, example: bool) -> DeskConfig:
    """The settings of a new desk; the example's takes its reports from a folder of its own."""
    inbox = Source(INBOX, path=INBOX, every="1m", grade="C3")
    sources = (inbox,) if example else ()
    return DeskConfig(title=title, sources=sources) if title else DeskConfig(sources=sources)


def _put_reports(folder: Path) -> None:
    """Copy the example's reports into the desk's inbox, where foreshock collect finds them. Files that are there
    stay as they are."""
    from foreshock.examples import example_reports

    inbox = folder / INBOX
    inbox.mkdir(exist_ok=True)
    for file in sorted(example_reports().iterdir()):
        if file.is_file() and file.suffix != ".md" and not (inbox / file.name).exists():
            (inbox / file.name).write_bytes(file.read_bytes())


def _create(folder: Path, config: DeskConfig, owner_url: str | None, exist_ok: bool) -> Store:
    """Make the store or bring it up to date: with the tables of the desk where its extra is installed."""
    from importlib.util import find_spec

    url = os.environ.get("DATABASE_URL")
    if find_spec("allauth"):
        from foreshock.desk.setup import create_desk_store

        return create_desk_store(folder, config, url, owner_url, exist_ok=exist_ok)
    from foreshock.store import create_store

    return create_store(folder, url, owner_url=owner_url, exist_ok=exist_ok)
