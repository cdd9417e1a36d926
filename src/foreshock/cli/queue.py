"""`foreshock queue`: from what came in to the desk's queue of candidates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from foreshock.model import Breach, DeskConfig, NotInstalled, Report, UnreadableSource

from .options import desk_option, json_option, open_with_queue, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foreshock.desk.filling import Filled
    from foreshock.store import Store

#: Reports this long before and after new ones are matched with them, so that all of a story come together.
AROUND = dt.timedelta(days=12)
#: How long a filling waits for another one, in seconds.
PATIENCE = 600.0


@click.group()
def queue() -> None:
    """The queue of candidates that people at the desk work through.

    \b
    Example:
      foreshock queue fill --desk my-desk
    """


@queue.command(
    epilog="""\b
Examples:
  foreshock queue fill                          from the evidence that foreshock collect put by
  foreshock queue fill reports.jsonl            from reports in a file, one JSON object a line"""
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--days", default=30, show_default=True, help="From the evidence: so many days before the newest report.")
@desk_option
@json_option
def fill(files: tuple[Path, ...], days: int, desk: Path, as_json: bool) -> None:
    """Match reports with the list's flashpoints and lay what belongs to one before the desk.

    A story is laid there once; later reports of it join. Breaches of the list's zones that no entry tells of are laid
    there too. Repeating it changes nothing.
    """
    store, config, has_queue = open_with_queue(desk)
    if not has_queue:
        raise NotInstalled("there is no queue here: install the extra, pip install 'foreshock[desk]', and run init")
    with store:
        done = fill_from(store, desk, config, files, dt.timedelta(days=days))
    if as_json:
        print_json(msgspec.structs.asdict(done))
        return
    click.echo(told(done))


def told(done: Filled) -> str:
    """What came of a filling, in a line."""
    waits = f"; {done.waiting} wait in a language that is not coded" if done.waiting else ""
    breaches = f"; {done.breaches} breaches that no entry tells of" if done.breaches else ""
    return (
        f"{done.reports} reports matched: {done.new} new candidates, {done.grown} that grew, "
        f"{done.amending} for published entries{breaches}{waits}"
    )


def fill_from(
    store: Store,
    desk: Path,
    config: DeskConfig,
    files: tuple[Path, ...],
    window: dt.timedelta,
    after: int | None = None,
) -> Filled:
    """Fill the queue from files, or from the desk's evidence: what came in commits after `after`, or within `window`
    of the newest report. `store` comes from `open_with_queue`. Waits for another filling, and raises
    Conflict when that takes too long."""
    # Django's models can be imported only after it was set up.
    from foreshock.desk.filling import fill_queue, lay_breaches
    from foreshock.store.collecting import QUEUE_LOCK, alone

    # Two at once would lay one story before the desk twice, each under the reports that it knows.
    with alone(desk, PATIENCE, QUEUE_LOCK):
        reports = list(_from_files(files)) if files else list(_from_evidence(desk, config, window, after))
        done = fill_queue(store, reports, _coder() if reports else None)
        done.breaches = lay_breaches(store, _watched(desk, config))
    return done


def _watched(desk: Path, config: DeskConfig) -> list[Breach]:
    """What the watch has seen whose journal the desk's settings name."""
    if not config.zone.journal:
        return []
    from foreshock.zone.overlook import Overlook

    return Overlook(desk / config.zone.journal).breaches()


def _coder() -> Any:
    from importlib.util import find_spec

    if find_spec("spacy") is None:
        return None
    from foreshock.coder import Coder

    return Coder()


def _from_files(files: tuple[Path, ...]) -> Iterator[Report]:
    decode = msgspec.json.Decoder(Report).decode
    for file in files:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    yield decode(line)
                except msgspec.DecodeError as error:
                    raise UnreadableSource(
                        f"{file}, line {number}: no report ({error}); foreshock read --format jsonl writes them"
                    ) from None


def _from_evidence(desk: Path, config: DeskConfig, window: dt.timedelta, after: int | None) -> Iterator[Report]:
    """Reports of commits after `after`, with all those around them that may tell the same stories; without `after`,
    those within `window` of the newest."""
    from foreshock.store.collecting import evidence_of

    evidence = evidence_of(desk, config)
    if evidence.head() <= (after or 0):
        return
    connection = evidence.connect()
    try:
        sql = "SELECT min(day), max(day) FROM newest WHERE seq > ?"
        first, last = connection.execute(sql, [after or 0]).fetchone()
    finally:
        connection.close()
    if last is None:
        return
    since = last - window if after is None else first - window
    yield from evidence.reports(since=since, until=last + window)
