"""`foreshock import` and `foreshock export`: lists and pages in, lists out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from foreshock.model import InvalidValue, Place, UnreadableSource

from .options import by_option, desk_option, json_option, open_desk, person, print_json, progress, why_option
from .publish import Day


class Position(click.ParamType[tuple[float, float]]):
    """`LAT,LON` in degrees WGS84."""

    name = "lat,lon"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        try:
            lat, lon = (float(part) for part in str(value).split(","))
            Place("", lat, lon)
        except (ValueError, InvalidValue):
            self.fail(f"{value!r} is no position; write latitude,longitude in degrees, like 33.50,38.66", param, ctx)
        return lat, lon


@click.command(
    "import",
    epilog="""\b
Examples:
  foreshock import my-list --desk my-desk              a list as plain text, as foreshock export writes it
  foreshock import page.html --desk my-desk            a flashpoint page, saved HTML or flattened text
  foreshock import page.html --at 33.50,38.66 --grade B2 --publisher "Crisis Group" --desk my-desk
  foreshock import pages/ --desk my-desk               every page of a folder""",
)
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path, exists=True))
@desk_option
@by_option
@why_option
@click.option("--at", "position", type=Position(), help="Pages: where the place lies, LAT,LON in degrees.")
@click.option("--grade", default="F6", show_default=True, help="Pages: Admiralty grade of the page as a source.")
@click.option("--publisher", default="", help="Pages: who published the page.")
@click.option("--address", default="", help="Pages: where the page was found, https://…")
@click.option("--not-held", default="", metavar="REASON", help="Pages: do not keep the bytes, and say why (copyright).")
@click.option(
    "--take-sections", is_flag=True, help="Pages: replace the sections of a flashpoint that is known already."
)
@json_option
def import_(
    path: Path, desk: Path, by: str, why: str, position: tuple[float, float] | None, grade: str, publisher: str,
    address: str, not_held: str, take_sections: bool, as_json: bool,
) -> None:  # fmt: skip
    """Take PATH into the record: a list as plain text, a flashpoint page, or a folder of pages.

    All of it or nothing. What is equal to the record makes no revision, so an import can be repeated. A page that was
    imported before brings its new entries; known ones keep their numbers. Exit code 65 when a file of a folder is no
    page; the others are imported all the same.
    """
    store, config = open_desk(desk)
    who = person(by, config)
    if path.is_dir() and any(path.glob("list*.md")):
        from foreshock.store.folder import read_list, take_archive

        assert store.archive is not None
        take_archive(path, store.archive)
        with progress("Importing") as step:
            outcome = store.put(read_list(path), by=who, why=why or f"imported from {path.name}", progress=step)
        _report(outcome.added, outcome.changed, outcome.unchanged, [], as_json)
        return
    from foreshock.store.intake import PageTerms, take_pages

    terms = PageTerms(grade=grade, publisher=publisher, address=address, not_held=not_held, place=position,
                      take_sections=take_sections, title=config.title)  # fmt: skip
    with progress("Importing") as step:
        taken = take_pages(store, path, terms, by=who, why=why, progress=step)
    if not as_json:
        click.echo("\n".join(taken.summaries))
    _report(taken.result.added, taken.result.changed, taken.result.unchanged, taken.notes, as_json)
    if taken.unread:
        raise UnreadableSource(f"{taken.unread} of the files could not be read as a page; the others were imported")


def _report(added: int, changed: int, unchanged: int, notes: list[str], as_json: bool) -> None:
    if as_json:
        print_json({"added": added, "changed": changed, "unchanged": unchanged, "notes": notes})
        return
    click.echo(f"{added} objects added, {changed} changed, {unchanged} unchanged")
    for note in notes:
        click.echo(f"Note: {note}", err=True)


@click.command(
    epilog="""\b
Examples:
  foreshock export my-list --desk my-desk
  foreshock export my-list --history --archive --desk my-desk     everything, earlier revisions and bytes too
  foreshock export then --as-of 2018-06-30 --desk my-desk"""
)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path, file_okay=False))
@desk_option
@click.option("--as-of", type=Day(), help="The list as it stood at the end of this day (published clock).")
@click.option("--history", is_flag=True, help="Write earlier revisions too.")
@click.option("--archive", is_flag=True, help="Write the held bytes too.")
@click.option("--force", is_flag=True, help="Write into OUT although it holds other things.")
@json_option
def export(
    out: Path, desk: Path, as_of: dt.datetime | None, history: bool, archive: bool, force: bool, as_json: bool
) -> None:
    """Write the whole list as plain text into OUT: Markdown with front matter, CSV, GeoJSON.

    An earlier export in OUT is brought up to date; files that are not of a list stay.
    """
    from foreshock.store.folder import write_list

    if as_of and (history or archive):
        raise click.UsageError("--as-of writes one day's state; leave out --history and --archive")
    store, _ = open_desk(desk)
    count = write_list(store.state(as_of) if as_of else store, out, history=history, archive=archive, force=force)
    if as_json:
        print_json({"out": str(out), "objects": count})
        return
    click.echo(f"{count} objects written to {out}")
