"""What `foreshock read` prints for everything that is no flashpoint page: feeds, articles, PDF, e-mail, event data."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import click
import msgspec

from foreshock.model import Report, SourceKind, UnreadableSource


def kind_of(path: Path) -> str:
    """What the file's first bytes are; an archive counts as `archive`."""
    from foreshock.sources.formats import HEAD, sniff
    from foreshock.sources.unpack import is_packed

    with path.open("rb") as stream:
        head = stream.read(HEAD)
    return "archive" if is_packed(head) else sniff(head, path.name)


def read_reports(path: Path, form: str, kind: SourceKind = "auto") -> None:
    """Read a file and print its reports, for people or one a line. Raises UnreadableSource when there is none."""
    from foreshock.sources import Origin
    from foreshock.sources.formats import read_stream, understood
    from foreshock.sources.rows import Rows, reports_of_rows

    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    origin = Origin(dt.datetime.now(dt.UTC), sha256=digest, kind=kind)
    reports = events = unread = 0
    with path.open("rb") as stream:
        for found in understood(read_stream(stream, path.stat().st_size, path.name, origin)):
            for one in reports_of_rows(found, origin) if isinstance(found, Rows) else (found,):
                if not isinstance(one, Report):
                    unread += 1
                    click.echo(f"{path}: not read: {one.where}: {one.reason}", err=True)
                    continue
                reports += 1
                events += len(one.events)
                if form != "text":
                    click.echo(msgspec.json.encode(one))
                elif reports <= 3:
                    _print(one)
    if form == "text":
        click.echo(f"{reports} reports with {events} events; not read: {unread} pieces")
    if not reports:
        raise UnreadableSource(f"nothing in {path} could be read")


def _print(report: Report) -> None:
    day = report.published or next((event.happened for event in report.events if event.happened), None)
    click.echo(f"{report.id}  {day or 'no date'}  {report.language or '?'}  {report.title or report.text[:80]}")
    for event in report.events:
        where = ", ".join(place.name for place in event.places) or "no place"
        click.echo(f"  {event.actor} {event.type} {event.recipient or ''} in {where} ({event.rule})")
