"""`foreshock read`: what the reader makes of a page. Changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from foreshock.model import UnreadableSource

if TYPE_CHECKING:
    from foreshock.sources.reading import PageReading


@click.command(
    epilog="""\b
Examples:
  foreshock read page.html                      what was found, and every piece that was not understood
  foreshock read page.html --format jsonl       one development a line: id, date, text, kind, images
  foreshock read pages/ --format jsonl > entries.jsonl"""
)
@click.argument("path", metavar="PATH_OR_DIR", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--format", "form", type=click.Choice(["text", "jsonl", "json"]), default="text", show_default=True,
    help="text for people; jsonl: one development a line; json: one page a line, with everything in it.",
)  # fmt: skip
@click.option("--max-mb", type=click.IntRange(1, 1000), help="Refuse larger files. The default suits any page.")
def read(path: Path, form: str, max_mb: int | None) -> None:
    """Read a flashpoint page, saved HTML or flattened text, or every page of a folder.

    Standard error names what was not understood, with its position. Exit code 65 when a file is no page.
    """
    from foreshock.sources.decoding import MAX_BYTES
    from foreshock.sources.files import NotRead, read_path

    failed = 0
    for found in read_path(path, max_mb * 1_000_000 if max_mb else MAX_BYTES):
        if isinstance(found, NotRead):
            failed += 1
            click.echo(f"foreshock: {found.path}: {found.reason}", err=True)
            continue
        reading = found.reading
        if form == "jsonl":
            _print_lines(reading)
        elif form == "json":
            click.echo(msgspec.json.encode(reading))
        else:
            _print_summary(reading)
        for leftover in reading.leftovers:
            click.echo(
                f"{found.path}: not understood at {leftover.start}: {leftover.text[:80]!r} ({leftover.reason})",
                err=True,
            )
        for remark in reading.remarks:
            at = f" (at {remark.start})" if remark.start is not None else ""
            click.echo(f"{found.path}: {remark.text}{at}", err=True)
    if failed:
        raise UnreadableSource(f"{failed} of the files could not be read as pages; the others were")


def _print_lines(reading: PageReading) -> None:
    for entry, development in zip(reading.entries, reading.developments(), strict=True):
        line = {
            "id": development.id,
            "date": entry.date,
            "text": entry.text,
            "when": entry.when.text,
            "kind": development.kind,
            "images": entry.images,
            "start": entry.start,
            "end": entry.end,
        }
        click.echo(msgspec.json.encode(line))


def _print_summary(reading: PageReading) -> None:
    click.echo(f"{reading.title} ({reading.slug}), {reading.date or 'no date'}; {reading.form}, {reading.encoding}")
    click.echo(f"sections: {', '.join(reading.sections) or 'none'}")
    if reading.entries:
        days = [entry.date for entry in reading.entries]
        click.echo(f"developments: {len(days)}, {min(days)} to {max(days)}")
    for image in reading.images:
        click.echo(f"image in {image.section or 'the page'}: {image.caption} [{image.credit}]")
    for entry in reading.entries[:3]:
        click.echo(f"  {reading.entry_id(entry)}  {entry.text[:90]}{'…' if len(entry.text) > 90 else ''}")
    if len(reading.entries) > 3:
        click.echo(f"  … {len(reading.entries) - 3} more; --format jsonl shows all")
    click.echo(f"not understood: {len(reading.leftovers)} pieces")
