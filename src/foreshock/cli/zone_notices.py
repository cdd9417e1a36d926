"""`foreshock zone notice`: the board of exercises, operations, movements and convoys, every version kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from foreshock.model import NotFound
from foreshock.model.tracks import NOT_PERMISSION, Notice

from .options import desk_option, open_desk, print_json
from .zone_live import require_zone

if TYPE_CHECKING:
    from foreshock.zone.board import Entry, NoticeBoard

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _board_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print each outcome as one JSON object a line."),
        click.option("--protected", type=_FILE, help="GeoJSON of protected places; they are never named."),
        click.option("--zones", "-Z", "zones_file", type=_FILE, help="GeoJSON of the zones as they stand."),
        click.option("--board", "-B", "board_file", required=True, type=click.Path(path_type=Path, dir_okay=False),
                     help="The board's file; `add` makes it if it is not there."),
    ):  # fmt: skip
        command = option(command)
    return command


_by = click.option("--by", required=True, help="Who does this.")
_version = click.option("--version", required=True, type=click.IntRange(min=1), help="The version that is meant.")


def _open(
    board_file: Path, zones_file: Path | None, protected: Path | None, begin: bool = False
) -> NoticeBoard:  # fmt: skip
    """The board; only who adds a notice may begin one, for a board under a mistyped name looks like an empty one."""
    require_zone()
    if not begin and not board_file.is_file():
        raise NotFound(f"{board_file}: no board is there; name the file that `foreshock zone notice add -B` made")
    from foreshock.zone.board import NoticeBoard
    from foreshock.zone.geojson import read_nouns

    zones = read_nouns(zones_file) if zones_file else []
    return NoticeBoard(board_file, zones, read_nouns(protected) if protected else [])


@click.group(
    epilog="""\b
Examples:
  foreshock zone notice add -B board.db -Z zones.geojson --by desk notices.jsonl
  foreshock zone notice release -B board.db -Z zones.geojson --by desk --version 1 convoy-7
  foreshock zone notice confirm -B board.db --version 1 convoy-7 russia
  foreshock zone notice list -B board.db
  foreshock zone notice publish -B board.db --desk my-desk --by desk

\b
Exit codes: 65 no notice, 66 no such notice, 73 another version stands or something is met, 74 not kept."""
)
def notice() -> None:
    """The notice board. Everything is checked against zones, other notices and protected places, and every version is
    kept. Notification is not permission.
    """


@notice.command(
    epilog="""\b
Example:
  foreshock zone notice add -B board.db -Z zones.geojson --protected places.geojson --by desk notices.jsonl

\b
A notice, on one line (an area is lat, lon and radius_m, or rings as in GeoJSON):
  {"id": "convoy-7", "kind": "humanitarian convoy", "party": "un",
   "begins": "2019-02-14T06:00:00Z", "ends": "2019-02-14T15:00:00Z",
   "lat": 33.4, "lon": 38.65, "radius_m": 900, "tell": ["russia", "usa"]}
Kinds: exercise, operation, movement, humanitarian convoy."""
)
@_board_options
@_by
@click.argument("notices", type=_FILE)
def add(
    board_file: Path, zones_file: Path | None, protected: Path | None, as_json: bool, by: str, notices: Path
) -> None:
    """Keep new notices, one JSON object a line, and say what each meets."""
    _hand_in("add", board_file, zones_file, protected, as_json, by, notices)


@notice.command(
    epilog="""\b
Example:
  foreshock zone notice change -B board.db -Z zones.geojson --by desk changed.jsonl"""
)
@_board_options
@_by
@click.argument("notices", type=_FILE)
def change(
    board_file: Path, zones_file: Path | None, protected: Path | None, as_json: bool, by: str, notices: Path
) -> None:
    """Keep changed notices, each with the version after the one it was made from; another version is refused."""
    _hand_in("change", board_file, zones_file, protected, as_json, by, notices)


def _hand_in(
    act: Any, board_file: Path, zones_file: Path | None, protected: Path | None, as_json: bool, by: str, notices: Path
) -> None:
    from foreshock.zone.board import wait_for

    with _open(board_file, zones_file, protected, begin=act == "add") as board:
        from foreshock.zone.notices import read_notices, untold

        read = read_notices(notices)
        if not read:
            click.echo(f"{notices} holds no notice", err=True)
        handed = [board.hand_in(act, by, each) for each in read]
        for entry in wait_for(handed):
            _show(entry, as_json)
            if missing := untold(entry.notice, entry.overlaps, board.zones):
                click.echo(f"{entry.notice.id}: not to be told, though a zone that it meets is theirs or they have a "
                           f"position on it: {', '.join(missing)}", err=True)  # fmt: skip
    _remind(as_json)


@notice.command(
    epilog="""\b
Example:
  foreshock zone notice confirm -B board.db --version 1 convoy-7 russia"""
)
@_board_options
@_version
@click.argument("notice_id", metavar="NOTICE")
@click.argument("party")
def confirm(
    board_file: Path, zones_file: Path | None, protected: Path | None, as_json: bool, version: int, notice_id: str,
    party: str,
) -> None:  # fmt: skip
    """Record that a party has received a version of a notice. To have received it is not to have agreed."""
    with _open(board_file, zones_file, protected) as board:
        _show(board.confirm(notice_id, party, version), as_json)
    _remind(as_json)


@notice.command(
    epilog="""\b
Examples:
  foreshock zone notice release -B board.db -Z zones.geojson --by desk --version 1 convoy-7
  foreshock zone notice release -B board.db -Z zones.geojson --by desk --version 1 convoy-7 --despite "agreed" """
)
@_board_options
@_by
@_version
@click.option("--despite", default="", help="Why it is released although it meets something.")
@click.argument("notice_id", metavar="NOTICE")
def release(
    board_file: Path, zones_file: Path | None, protected: Path | None, as_json: bool, by: str, version: int,
    despite: str, notice_id: str,
) -> None:  # fmt: skip
    """Check a notice once more and record that it is given out to those who must be told."""
    if zones_file is None:
        raise click.UsageError("name the zones with --zones: without them a release is checked against none")
    if protected is None:
        click.echo("no --protected: checked against those protected places alone that it met when it was written",
                   err=True)  # fmt: skip
    with _open(board_file, zones_file, protected) as board:
        _show(board.release(notice_id, version, by, despite), as_json)
    _remind(as_json)


@notice.command(
    name="list",
    epilog="""\b
Examples:
  foreshock zone notice list -B board.db
  foreshock zone notice list -B board.db --history convoy-7""",
)
@_board_options
@click.option("--history", metavar="NOTICE", help="Every version of one notice and who did what, instead.")
def list_(
    board_file: Path, zones_file: Path | None, protected: Path | None, as_json: bool, history: str | None
) -> None:
    """Print the notices as they stand, what was released, and who has not confirmed."""
    with _open(board_file, zones_file, protected) as board:
        if history is not None:
            for entry in board.entries(history):
                _show(entry, as_json)
        else:
            for each in board.standing():
                released = board.released(each.id)
                if as_json:
                    told = {"notice": each, "released": released, "unconfirmed": each.unconfirmed}
                    click.echo(msgspec.json.encode(told | {"reminder": NOT_PERMISSION}))
                else:
                    click.echo(f"{_line(each)}; {f'released as version {released}' if released else 'not released'}")
                    _unconfirmed(each)
    _remind(as_json)


@notice.command(
    epilog="""\b
Example:
  foreshock zone notice publish -B board.db --desk my-desk --by desk"""
)
@_board_options
@_by
@desk_option
def publish(
    board_file: Path, zones_file: Path | None, protected: Path | None, as_json: bool, by: str, desk: Path
) -> None:  # fmt: skip
    """Put the released notices into the desk's record, so that the pages of their zones show them.

    What stands on the board and was never released stays out. Repeating it changes nothing.
    """
    from foreshock.store import Put

    with _open(board_file, zones_file, protected) as board:
        released = released_notices(board)
    store, _ = open_desk(desk)
    with store:
        result = store.put([Put("notice", one, why="released on the board") for one in released], by)
    if as_json:
        told = {"released": len(released), "added": result.added, "changed": result.changed}
        print_json(told | {"reminder": NOT_PERMISSION})
        return
    click.echo(f"{len(released)} released notices: {result.added} new, {result.changed} changed in the record")
    _remind(as_json)


def released_notices(board: NoticeBoard) -> list[Notice]:
    """Of each notice the version that was released last, in order of their beginning."""
    found = []
    for standing in board.standing():
        version = board.released(standing.id)
        versions = [entry.notice for entry in board.entries(standing.id) if entry.notice.version == version]
        if versions:
            found.append(versions[-1])
    return found


def _line(of: Notice) -> str:
    return (
        f"{of.id} version {of.version} ({of.kind}, {of.party}), {of.begins:%Y-%m-%d %H:%M} to "
        f"{of.stands_until:%Y-%m-%d %H:%M} UTC"
    )


def _unconfirmed(of: Notice) -> None:
    if of.unconfirmed:
        click.echo(f"  not yet confirmed by {', '.join(of.unconfirmed)}")


def _show(entry: Entry, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode(entry))
        return
    click.echo(f"{entry.act}: {_line(entry.notice)}, by {entry.by}")
    for met in entry.overlaps:
        when = f", {met.begins:%Y-%m-%d %H:%M} to {met.ends:%Y-%m-%d %H:%M}" if met.begins and met.ends else ""
        click.echo(f"  meets {met.what} {met.id}".rstrip() + when)
    if entry.despite:
        click.echo(f"  released all the same: {entry.despite}")
    _unconfirmed(entry.notice)


def _remind(as_json: bool) -> None:
    if not as_json:
        click.echo(NOT_PERMISSION)
