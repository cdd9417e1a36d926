"""`foreshock collect`, `quarantine` and `report`: what comes in, what could not be read, what is told."""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foreshock.model import Conflict, InvalidValue, NotADesk, StoreError, UnreadableSource

from .options import by_option, desk_option, json_option, open_desk, open_with_queue, print_json

if TYPE_CHECKING:
    from foreshock.model import DeskConfig
    from foreshock.store import Store
    from foreshock.store.collecting import Collector

#: How long a watching collector waits after the disk or the database failed, and at most between two looks, in seconds.
_AGAIN = 30.0
_LONGEST_NAP = 60.0
#: How long reading a piece again waits for a collector at work, in seconds.
_PATIENCE = 5.0
#: The cursor of the queue in the collector's books.
_QUEUE = "queue"


@click.command(
    epilog="""\b
Examples:
  foreshock collect --desk my-desk              what is due, once
  foreshock collect --watch --desk my-desk      stay, and ask each source when it is due
  foreshock collect wire acled --now            these two, due or not"""
)
@click.argument("sources", nargs=-1)
@click.option("--watch", is_flag=True, help="Stay and run on schedule; Ctrl-C ends it, and loses nothing.")
@click.option("--now", "now_due", is_flag=True, help="Ask every source, due or not.")
@desk_option
@json_option
def collect(sources: tuple[str, ...], watch: bool, now_due: bool, desk: Path, as_json: bool) -> None:
    """Collect from the sources that foreshock.toml names: fetch, archive, read, code, put by as evidence.

    One line a source. What could not be read is in the quarantine. Exit code 75 when no source could be fetched, 73
    when another collector is at work here.
    """
    while True:
        try:
            done, failed = _round(desk, sources, now_due, as_json, watch)
        except (StoreError, NotADesk) as error:
            if not watch or isinstance(error, Conflict):
                raise
            click.echo(f"foreshock: {error}; trying again in {_AGAIN:.0f} seconds", err=True)
            time.sleep(_AGAIN)
            continue
        if not watch:
            if failed and failed == done:
                from foreshock.model import NotFetched

                raise NotFetched(f"none of {failed} sources could be fetched; the lines above say why")
            return
        now_due = False


def _round(desk: Path, only: tuple[str, ...], now_due: bool, as_json: bool, watch: bool) -> tuple[int, int]:
    """One round, and with `watch` a nap until a source is due; how many sources were asked, and how many failed."""
    from foreshock.store.collecting import Collector

    store, config, has_queue = open_with_queue(desk)
    with store:
        assert store.archive is not None
        if not config.sources:
            raise InvalidValue(f"{desk / 'foreshock.toml'} names no source: add [[source]] (docs/sources.md)")
        collector = Collector(desk, config, store.archive)
        if has_queue:
            _begin_queue(desk, collector)
        done = failed = 0
        for outcome in collector.collect(only, now_due):
            done += 1
            failed += outcome.failed
            if as_json:
                print_json(outcome)
                continue
            found = f"{outcome.fetched} fetched, {outcome.read} read, {outcome.added} new"
            aside = f", {outcome.aside} not read (foreshock quarantine list)" if outcome.aside else ""
            click.echo(f"{outcome.source}: {'failed' if outcome.failed else found}{aside}")
            if outcome.note:
                click.echo(f"{outcome.source}: {outcome.note}", err=True)
        if has_queue:
            _to_the_queue(store, desk, config, collector, as_json)
        if watch:
            _nap(collector)
    return done, failed


def _begin_queue(desk: Path, collector: Collector) -> None:
    """The first time, note where the queue begins: what the evidence has already is for `foreshock queue fill`."""
    from foreshock.store.journal import Journal

    with Journal(desk) as journal:
        if journal.cursor(_QUEUE) is None:
            journal.move_cursor(_QUEUE, collector.evidence.head())


def _to_the_queue(store: Store, desk: Path, config: DeskConfig, collector: Collector, as_json: bool) -> None:
    """Match what came in and lay it before the desk: also what an earlier round brought in and could not lay there,
    because it was killed or the database had gone."""
    from foreshock.store.connection import reported
    from foreshock.store.journal import Journal

    from .queue import AROUND, fill_from, told

    with Journal(desk) as journal:
        before, head = journal.cursor(_QUEUE) or 0, collector.evidence.head()
        if head <= before:
            return
        with reported(store.database.name):
            done = fill_from(store, desk, config, (), AROUND, before)
        journal.move_cursor(_QUEUE, head)
    if not as_json:
        click.echo(f"queue: {told(done)}")


def _nap(collector: Collector) -> None:
    due = collector.next_due()
    left = _LONGEST_NAP if due is None else (due - dt.datetime.now(dt.UTC)).total_seconds()
    time.sleep(min(_LONGEST_NAP, max(1.0, left)))


@click.group(
    epilog="""\b
Examples:
  foreshock quarantine list --desk my-desk
  foreshock quarantine show 7 > piece.csv       its bytes; mend them, then
  foreshock quarantine retry 7 --with piece.csv"""
)
def quarantine() -> None:
    """What could not be read, with its place, its reason and its bytes: list, show, retry, drop."""


@quarantine.command(
    "list",
    epilog="""\b
Example:
  foreshock quarantine list --desk my-desk""",
)
@click.option("--source", default="", help="Only of this source.")
@click.option("--all", "every", is_flag=True, help="Also what was read later, or dropped.")
@desk_option
@json_option
def quarantine_list(source: str, every: bool, desk: Path, as_json: bool) -> None:
    """List the pieces, newest first."""
    from foreshock.store.journal import Journal

    with Journal(desk) as journal:
        pieces = journal.quarantine("" if every else "open", source)
        total = journal.quarantine_size()
    for piece in pieces:
        if as_json:
            shown = {"number": piece.number, "source": piece.fetch.source, "where": piece.where, "reason": piece.reason}
            print_json({**shown, "state": piece.state, "sha256": piece.fetch.sha256, "found": piece.found})
        else:
            state = "" if piece.state == "open" else f" [{piece.state}: {piece.note}]"
            click.echo(f"{piece.number}  {piece.fetch.source}, {piece.where}: {piece.reason}{state}")
    if not as_json:
        click.echo(f"{total} open pieces", err=True)


@quarantine.command(
    "show",
    epilog="""\b
Example:
  foreshock quarantine show 7 --desk my-desk > piece.csv""",
)
@click.argument("number", type=int)
@desk_option
def quarantine_show(number: int, desk: Path) -> None:
    """Print the bytes of a piece on standard output, and what is known of it on standard error."""
    from foreshock.store.journal import Journal

    with Journal(desk) as journal:
        piece = journal.quarantined(number)
    fetch = piece.fetch
    click.echo(f"{fetch.source}, {piece.where}: {piece.reason}", err=True)
    click.echo(
        f"from {fetch.address or fetch.name}, {fetch.fetched:%Y-%m-%d %H:%M} UTC, sha256:{fetch.sha256}", err=True
    )
    data = piece.raw
    if not data:
        store, _ = open_desk(desk)
        with store:
            assert store.archive is not None
            data = store.archive.get(fetch.sha256)
    sys.stdout.buffer.write(data)


@quarantine.command(
    "retry",
    epilog="""\b
Example:
  foreshock quarantine retry 7 --with piece.csv --desk my-desk""",
)
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "every", is_flag=True, help="Every open piece.")
@click.option("--with", "mended", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Mended bytes.")
@by_option
@desk_option
def quarantine_retry(numbers: tuple[int, ...], every: bool, mended: Path | None, by: str, desk: Path) -> None:
    """Read pieces again, with the readers and settings of today or with mended bytes."""
    from foreshock.store.collecting import Collector, alone
    from foreshock.store.journal import Journal
    from foreshock.store.takein import retry

    if mended and len(numbers) != 1:
        raise click.UsageError("--with goes with the number of one piece")
    store, config = open_desk(desk)
    sources = {source.id: source for source in config.sources}
    failed = 0
    with store, Journal(desk) as journal:
        assert store.archive is not None
        collector = Collector(desk, config, store.archive)
        chosen = [piece.number for piece in journal.quarantine(most=1_000_000)] if every else list(numbers)
        with alone(desk, _PATIENCE):
            for number in chosen:
                source = sources.get(journal.quarantined(number).fetch.source)
                raw = mended.read_bytes() if mended else None
                outcome = retry(number, source, store.archive, collector.evidence, journal, raw, by)
                failed += not outcome.read
                click.echo(f"{number}: {'read' if outcome.read else f'still not read: {outcome.reason}'}")
    if failed:
        raise UnreadableSource(f"{failed} of {len(chosen)} pieces still cannot be read; the lines above say why")


@quarantine.command(
    "drop",
    epilog="""\b
Example:
  foreshock quarantine drop 7 --why "a page of adverts" --desk my-desk""",
)
@click.argument("number", type=int)
@click.option("--why", required=True, help="Why this piece needs not be read.")
@by_option
@desk_option
def quarantine_drop(number: int, why: str, by: str, desk: Path) -> None:
    """Close a piece without reading it. It stays listed under --all, with the reason."""
    from foreshock.store.journal import Journal

    from .options import person, read_config

    config = read_config(desk)
    with Journal(desk) as journal:
        journal.quarantined(number)
        journal.settle(number, "dropped", f"{why} ({person(by, config)})")
    click.echo(f"{number}: dropped")


@click.group(
    epilog="""\b
Example:
  foreshock report add --title "Call from the border" --publisher "A hauler" --terms private < note.txt"""
)
def report() -> None:
    """Reports that a person types in: a telephone call, a letter, a page that no program may fetch."""


@report.command(
    "add",
    epilog="""\b
Example:
  foreshock report add --title "Call from the border" --publisher "A hauler" --terms private < note.txt""",
)
@click.option("--title", required=True, help="What it is, in a line.")
@click.option("--publisher", default="", help="Who said it, or a descriptor of them.")
@click.option("--author", default="", help="Who wrote it down.")
@click.option("--date", "day", default="", help="When it was said: 2019-02-14, or 2019-02.")
@click.option("--address", default="", help="Its web address, where it has one.")
@click.option("--language", default="", help="ISO 639-1 code; found from the words where left out.")
@click.option("--translation", default="", help="The text in English; with --translator.")
@click.option("--translator", default="", help="Who translated: a person, or a program with its version.")
@click.option("--terms", type=click.Choice(["show", "quote", "private"]), default="quote", show_default=True)
@click.option("--grade", default="F6", show_default=True, help="Admiralty grade.")
@click.option("--source", default="typed", show_default=True, help="The source under which it is kept.")
@desk_option
@json_option
def report_add(
    title: str, publisher: str, author: str, day: str, address: str, language: str, translation: str, translator: str,
    terms: str, grade: str, source: str, desk: Path, as_json: bool,
) -> None:  # fmt: skip
    """Add a report from standard input, or from your editor ($EDITOR) where standard input is a terminal."""
    from foreshock.store.typed import add_typed

    text = (click.edit("") or "") if sys.stdin.isatty() else sys.stdin.buffer.read().decode("utf-8", "replace")
    if not text.strip():
        raise InvalidValue("a report without words: type it, or give it on standard input")
    store, config = open_desk(desk)
    with store:
        added = add_typed(
            store, config, text, title=title, publisher=publisher, author=author, day=day, address=address,
            language=language, translation=translation, translator=translator, terms=terms, grade=grade, source=source,
        )  # fmt: skip
    if as_json:
        print_json(added)
    else:
        click.echo(f"{added.id}: {len(added.events)} events" + (f"; {added.why_empty}" if added.why_empty else ""))
