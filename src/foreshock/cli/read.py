"""`foreshock read`: what the reader makes of a page. Changes nothing."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
import msgspec

from foreshock.model import KINDS, SourceKind, TooLarge, UnreadableSource

from .options import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from foreshock.model import Development
    from foreshock.sources.files import NotRead, ReadFile
    from foreshock.sources.reading import PageReading


@click.command(
    epilog="""\b
Examples:
  foreshock read page.html                      what was found, and every piece that was not understood
  foreshock read page.html --format jsonl       one development a line: id, date, text, kind, images
  foreshock read page.html --json | jq .leftovers
  foreshock read pages/ --format jsonl > entries.jsonl
  foreshock read 20180101.export.CSV.zip --format jsonl > reports.jsonl
  foreshock read feed.xml                       RSS, Atom, JSON Feed, PDF, e-mail, ACLED, UCDP, GeoJSON …"""
)
@click.argument("paths", metavar="PATH_OR_DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "jsonl", "json"]), default="text", show_default=True,
    help="text for people; jsonl: one development a line; json: one page a line, with everything in it.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="auto",
    help="What the file is, where its bytes leave that open: text, say.",
)
@click.option("--max-mb", type=click.IntRange(1, 1000), help="Refuse larger files. The default suits any page.")
def read(paths: tuple[Path, ...], form: str, as_json: bool, kind: SourceKind, max_mb: int | None) -> None:
    """Read a flashpoint page, saved HTML or flattened text, or every page of a folder; or one file in any other format
    that sources have (docs/sources.md). The bytes say what it is.

    Standard error names what was not understood, with its position. Exit code 65 when a file is no page, 66 when
    there is nothing at PATH_OR_DIR. Where two pages are of one flashpoint, entries that both show have one id.
    """
    form = "json" if as_json else form
    alone = paths[0] if len(paths) == 1 and paths[0].is_file() else None
    shape = _shape(alone, kind) if alone else "pages"
    if alone and shape == "other":
        return _read_other(alone, form, kind)
    try:
        _read_pages(paths, form, max_mb)
    except TooLarge:
        raise
    except UnreadableSource:
        if alone is None or shape != "web page":
            raise
        click.echo(f"{alone} is no flashpoint page; read as a web page", err=True)
        _read_other(alone, form, kind)


def _shape(path: Path, said: SourceKind) -> Literal["pages", "web page", "other"]:
    """Whether a file may be a flashpoint page; if it is none, whether it is a web page still. Text that is no page
    stays an error unless it is said to be text: it may be a page that was saved badly."""
    from .reports import kind_of

    kind = kind_of(path) if said == "auto" else said
    if said == "auto" and kind in ("page", "crisiswatch"):
        return "web page"
    return "pages" if said == "auto" and kind == "text" else "other"


def _read_other(path: Path, form: str, said: SourceKind) -> None:
    from .reports import read_reports

    read_reports(path, form, said)


def _read_pages(paths: Sequence[Path], form: str, max_mb: int | None) -> None:
    from foreshock.sources.files import NotRead
    from foreshock.sources.numbering import number_entries

    failed = 0
    known: dict[str, dict[str, Development]] = {}
    # With a bar on the terminal, what is to be said waits until it has gone.
    barred = sys.stderr.isatty() and not sys.stdout.isatty()
    said: list[str] = []
    say = said.append if barred else _say
    with progress("Reading") if barred else nullcontext() as step:
        for found in _found(paths, max_mb, step):
            if isinstance(found, NotRead):
                failed += 1
                say(f"foreshock: {found.path}: {found.reason}")
                continue
            reading = found.reading
            before = known.setdefault(reading.slug, {})
            if before:
                say(f"{found.path}: another page of {reading.slug!r}: known entries keep their ids")
            numbered = number_entries(reading, tuple(before.values())).developments
            before.update((development.id, development) for development in numbered)
            if form == "jsonl":
                _print_lines(found, numbered)
            elif form == "json":
                click.echo(msgspec.json.encode(reading))
            else:
                _print_summary(reading, numbered)
            for words in _remarks(found):
                say(words)
    for words in said:
        _say(words)
    if failed:
        raise UnreadableSource(f"{failed} of the files could not be read as pages; the others were")


def _say(words: str) -> None:
    click.echo(words, err=True)


def _found(
    paths: Sequence[Path], max_mb: int | None, step: Callable[[int, int], None] | None = None
) -> Iterator[ReadFile | NotRead]:
    """The pages at all of `paths`. One that cannot be read holds up nothing if there are several."""
    from foreshock.sources.decoding import MAX_BYTES
    from foreshock.sources.files import NotRead, read_path

    for path in paths:
        try:
            yield from read_path(path, max_mb * 1_000_000 if max_mb else MAX_BYTES, repeats=True, progress=step)
        except UnreadableSource as error:
            if len(paths) == 1:
                raise
            yield NotRead(path, str(error))


def _remarks(found: ReadFile) -> Iterator[str]:
    for leftover in found.reading.leftovers:
        yield f"{found.path}: not understood at {leftover.start}: {leftover.text[:80]!r} ({leftover.reason})"
    for remark in found.reading.remarks:
        yield f"{found.path}: {remark.text}" + (f" (at {remark.start})" if remark.start is not None else "")


def _print_lines(found: ReadFile, developments: Sequence[Development]) -> None:
    for entry, development in zip(found.reading.entries, developments, strict=True):
        line = {
            "id": development.id,
            "date": entry.date,
            "text": entry.text,
            "when": entry.when.text,
            "kind": development.kind,
            "images": entry.images,
            "start": entry.start,
            "end": entry.end,
            "file": str(found.path),
        }
        click.echo(msgspec.json.encode(line))


def _print_summary(reading: PageReading, developments: Sequence[Development]) -> None:
    click.echo(f"{reading.title} ({reading.slug}), {reading.date or 'no date'}; {reading.form}, {reading.encoding}")
    click.echo(f"sections: {', '.join(reading.sections) or 'none'}")
    if reading.entries:
        days = [entry.date for entry in reading.entries]
        click.echo(f"developments: {len(days)}, {min(days)} to {max(days)}")
    for image in reading.images:
        click.echo(f"image in {image.section or 'the page'}: {image.caption} [{image.credit}]")
    for entry in developments[:3]:
        click.echo(f"  {entry.id}  {entry.text[:90]}{'…' if len(entry.text) > 90 else ''}")
    if len(reading.entries) > 3:
        click.echo(f"  … {len(reading.entries) - 3} more; --format jsonl shows all")
    click.echo(f"not understood: {len(reading.leftovers)} pieces")
