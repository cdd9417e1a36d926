"""`foreshock letters`: the weekly letter to readers who subscribed."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import click

from foreshock.model import ForeshockError, InvalidValue

from .options import by_option, desk_option, json_option, person, print_json, read_config
from .user import opened

#: Seconds between two looks of `--watch`.
_NAP = 60.0


@click.group()
def letters() -> None:
    """The weekly letter: draft it, and send what an editor let go at the desk (docs/alerts.md).

    \b
    Examples:
      foreshock letters draft --desk my-desk        for cron, every Monday
      foreshock letters send --desk my-desk         for cron, every few minutes
    """


@letters.command(
    epilog="""\b
Example:
  foreshock letters draft --week 2019-02-11 --desk my-desk"""
)
@click.option("--week", default="", help="A day of the week that it tells of; by default of the week before this one.")
@by_option
@desk_option
def draft(week: str, by: str, desk: Path) -> None:
    """Make the draft of a week from what was published in it; one that is there already stays as it is."""
    try:
        day = dt.date.fromisoformat(week) if week else dt.datetime.now(dt.UTC).date() - dt.timedelta(days=7)
    except ValueError:
        raise InvalidValue(f"no day: {week!r}; write 2019-02-14") from None
    config = read_config(desk)
    with opened(desk) as store:
        from foreshock.desk.letters import weekly

        made = weekly.draft(store, config, day, person(by, config))
        click.echo(f"The letter of the week of {made.week}: {made.status}, {len(made.sections)} flashpoints")


@letters.command(
    epilog="""\b
Example:
  foreshock letters send --watch --desk my-desk"""
)
@click.option("--watch", is_flag=True, help="Stay and send what is let go; Ctrl-C ends it, and loses nothing.")
@desk_option
@json_option
def send(watch: bool, desk: Path, as_json: bool) -> None:
    """Send letters that an editor let go, once to each reader; also forget readers who never confirmed.

    Prints how many, never to whom. Exit code 75 when the mail server cannot be reached; nothing is lost.
    """
    while True:
        try:
            sent, waiting = _round(desk)
        except ForeshockError as error:
            if not watch:
                raise
            click.echo(f"foreshock: {error}", err=True)
        else:
            if as_json:
                print_json({"sent": sent, "waiting": waiting})
            elif sent or waiting or not watch:
                click.echo(f"{sent} letters sent" + (f", {waiting} wait" if waiting else ""))
        if not watch:
            return
        time.sleep(_NAP)


def _round(desk: Path) -> tuple[int, int]:
    config, now = read_config(desk), dt.datetime.now(dt.UTC)
    with opened(desk) as store:
        from foreshock.desk.letters import subscribing, weekly
        from foreshock.desk.published import Published

        subscribing.forget_unconfirmed(now)
        names = {slug: one.short for slug, one in Published(store).flashpoints().items()}
        return weekly.send_letters(config, names, now)
