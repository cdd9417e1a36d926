"""`foreshock queue`: from what came in to the desk's queue of candidates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec

from foreshock.model import Breach, DeskConfig, NotInstalled, Report, UnreadableSource

from .options import desk_option, json_option, open_with_queue, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foreshock.desk.filling import Filled
    from foreshock.desk.laying import LaidBreaches
    from foreshock.store import Store

T = TypeVar("T")

#: Reports this long before and after new ones are matched with them, so that all of a story come together.
AROUND = dt.timedelta(days=12)
#: How long a filling waits for another one, in seconds.
PATIENCE = 600.0


class _Line(msgspec.Struct, frozen=True):
    """A line that a replay or a watch printed; other fields do not matter here."""

    breach: Breach | None = None
    act: str = ""


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
  foreshock queue fill reports.jsonl            from reports in a file, one JSON object a line
  foreshock queue fill --breaches found.jsonl   breaches that foreshock zone replay -o found.jsonl wrote"""
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--breaches", "-b", "found", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Breaches found in recordings: what `foreshock zone replay` or `watch` printed, one JSON object a line.",
)  # fmt: skip
@click.option("--days", default=30, show_default=True, help="From the evidence: so many days before the newest report.")
@desk_option
@json_option
def fill(files: tuple[Path, ...], found: tuple[Path, ...], days: int, desk: Path, as_json: bool) -> None:
    """Match reports with the list's flashpoints and lay what belongs to one before the desk.

    A story is laid there once; later reports of it join. Breaches of the list's zones that no entry tells of are laid
    there too: those recorded, those that the watch named in foreshock.toml has seen, and those in `--breaches`.
    Repeating it changes nothing.
    """
    store, config, has_queue = open_with_queue(desk)
    if not has_queue:
        raise NotInstalled("there is no queue here: install the extra, pip install 'foreshock[desk]', and run init")
    with store:
        done = fill_from(store, desk, config, files, dt.timedelta(days=days), found=found)
    if as_json:
        print_json(msgspec.structs.asdict(done))
        return
    click.echo(told(done))


def told(done: Filled) -> str:
    """What came of a filling, in a line."""
    waits = f"; {done.waiting} wait in a language that is not coded" if done.waiting else ""
    breaches = _of_breaches(done.breaches)
    return (
        f"{done.reports} reports matched: {done.new} new candidates, {done.grown} that grew, "
        f"{done.amending} for published entries{breaches}{waits}"
    )


def _of_breaches(laid: LaidBreaches) -> str:
    parts = []
    if laid.new:
        parts.append(
            f"{laid.new} breaches that no entry tells of" if laid.new > 1 else "1 breach that no entry tells of"
        )
    if laid.renewed:
        parts.append(f"{laid.renewed} of which more is known now")
    if laid.taken_back:
        parts.append(f"{laid.taken_back} that the watch took back")
    for zone, number in sorted(laid.strange.items()):
        parts.append(f"{number} of {zone!r}, a zone that this list does not have, left out")
    return "".join(f"; {part}" for part in parts)


def fill_from(
    store: Store,
    desk: Path,
    config: DeskConfig,
    files: tuple[Path, ...],
    window: dt.timedelta,
    after: int | None = None,
    found: tuple[Path, ...] = (),
) -> Filled:
    """Fill the queue from files, or from the desk's evidence: what came in commits after `after`, or within `window`
    of the newest report; breaches from the journal of the watch and from the files `found`.

    `store` comes from `open_with_queue`. Waits for another filling, and raises Conflict when that takes too long."""
    # Django's models can be imported only after it was set up.
    from foreshock.desk.filling import fill_queue
    from foreshock.desk.laying import lay_breaches
    from foreshock.site.watching import sharing_of
    from foreshock.store.collecting import QUEUE_LOCK, alone

    # Two at once would lay one story before the desk twice, each under the reports that it knows.
    with alone(desk, PATIENCE, QUEUE_LOCK):
        watched, taken_back = _watched(desk, config)
        watched += _found(found)
        if files or not found:
            reports = list(_from_files(files)) if files else list(_from_evidence(desk, config, window, after))
        else:
            reports = []
        done = fill_queue(store, reports, _coder() if reports else None)
        done.breaches = lay_breaches(store, watched, sharing_of(desk, config), taken_back)
    return done


def _watched(desk: Path, config: DeskConfig) -> tuple[list[Breach], frozenset[str]]:
    """What the watch has seen whose journal the desk's settings name, and the ids of what it took back."""
    if not config.zone.journal:
        return [], frozenset()
    from foreshock.zone.overlook import Overlook

    journal = Overlook(desk / config.zone.journal)
    return [_held(one, "The desk’s own watch") for one in journal.breaches()], journal.taken_back()


def _found(files: tuple[Path, ...]) -> list[Breach]:
    """The breaches in what a replay or a watch printed, as they stand after the last line of each file."""
    standing: dict[str, Breach] = {}
    for said in _lines(files, _Line, "no breach or event", "foreshock zone replay -o writes them"):
        if said.breach is not None:
            standing.pop(said.breach.id, None)
            if said.act != "withdrawn":
                standing[said.breach.id] = _held(said.breach, "The desk, from recorded fixes")
    return list(standing.values())


def _held(breach: Breach, by: str) -> Breach:
    return breach if breach.held_by else msgspec.structs.replace(breach, held_by=by)


def _coder() -> Any:
    from importlib.util import find_spec

    if find_spec("spacy") is None:
        return None
    from foreshock.coder import Coder

    return Coder()


def _from_files(files: tuple[Path, ...]) -> Iterator[Report]:
    return _lines(files, Report, "no report", "foreshock read --format jsonl writes them")


def _lines(files: tuple[Path, ...], form: type[T], wrong: str, advice: str) -> Iterator[T]:
    """JSON objects, one a line; blank lines count for nothing. Raises UnreadableSource for what is none."""
    decode = msgspec.json.Decoder(form).decode
    for file in files:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                try:
                    yield decode(line)
                except msgspec.DecodeError as error:
                    raise UnreadableSource(f"{file}, line {number}: {wrong} ({error}); {advice}") from None


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
