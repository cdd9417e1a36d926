"""`foreshock alerts`: tell people and services what happened."""

from __future__ import annotations

import time
from pathlib import Path

import click

from foreshock.model import DeskConfig, InvalidValue, NotADesk, NotFetched, NotFound, StoreError

from .options import desk_option, json_option, print_json, read_config
from .user import opened

#: Seconds between two looks of `--watch`.
_NAP = 20.0


@click.group()
def alerts() -> None:
    """Alerts to people and services, as [[alert]] in foreshock.toml names them (docs/alerts.md).

    \b
    Examples:
      foreshock alerts send --desk my-desk          what is due, once; for cron
      foreshock alerts send --watch --desk my-desk  stay, and send as it happens
    """


@alerts.command(
    epilog="""\b
Examples:
  foreshock alerts send --desk my-desk          what is due, once; for cron
  foreshock alerts send --watch --desk my-desk  stay, and send as it happens"""
)
@click.option("--watch", is_flag=True, help="Stay and send as things happen; Ctrl-C ends it, and loses nothing.")
@desk_option
@json_option
def send(watch: bool, desk: Path, as_json: bool) -> None:
    """Send what waits: each thing once to each recipient. One line a recipient that was told, or could not be.

    A service that fails is tried again after a minute, then after twice as long each time. Exit code 75 when nobody
    could be told.
    """
    while True:
        try:
            told, failed = _round(desk, as_json)
        except (StoreError, NotADesk) as error:
            if not watch:
                raise
            click.echo(f"foreshock: {error}; trying again in {_NAP:.0f} seconds", err=True)
            told = failed = 0
        if not watch:
            if failed and not told:
                raise NotFetched("no service took its alerts; the lines above say why, and all of them still wait")
            return
        time.sleep(_NAP)


def _round(desk: Path, as_json: bool) -> tuple[int, int]:
    """One round; how many recipients took something, and how many did not take everything."""
    config = _configured(desk)
    with opened(desk) as store:
        from foreshock.desk.alerts.sending import send_alerts

        outcomes = send_alerts(store, config)
    for one in outcomes:
        if as_json:
            print_json(one)
        else:
            click.echo(f"{one.recipient}: told of {one.sent}" + (f", {one.waiting} wait" if one.waiting else ""))
            if one.note:
                click.echo(f"{one.recipient}: {one.note}", err=True)
    return sum(bool(one.sent) for one in outcomes), sum(bool(one.note) for one in outcomes)


@alerts.command(
    "list",
    epilog="""\b
Example:
  foreshock alerts list --desk my-desk""",
)
@desk_option
@json_option
def list_(desk: Path, as_json: bool) -> None:
    """Everybody who is told: how many alerts went out, how many wait, and what is wrong with a service."""
    config = _configured(desk)
    with opened(desk):
        from foreshock.desk.outgoing import Alert, AlertRecipient

        known = {one.id: one for one in AlertRecipient.objects.all()}
        for alert in config.alerts:
            standing, rows = known.get(alert.id), Alert.objects.filter(recipient_id=alert.id)
            shown = {
                "id": alert.id,
                "when": alert.when,
                "sent": rows.filter(state="sent").count(),
                "waiting": rows.filter(state="waiting").count(),
                "failures": standing.failures if standing else 0,
                "note": standing.note if standing else "was never told of anything: foreshock alerts send",
            }
            if as_json:
                print_json(shown)
                continue
            click.echo(f"{alert.id} ({alert.when}): {shown['sent']} sent, {shown['waiting']} wait")
            if shown["note"]:
                click.echo(f"{alert.id}: {shown['note']}", err=True)


@alerts.command(
    epilog="""\b
Example:
  foreshock alerts test duty --desk my-desk"""
)
@click.argument("recipient")
@desk_option
def test(recipient: str, desk: Path) -> None:
    """Send a line to one recipient that says it is a test, to see that the address is right."""
    config = _configured(desk)
    found = next((alert for alert in config.alerts if alert.id == recipient), None)
    if found is None:
        raise NotFound(f"no alert is called {recipient!r}; there are: {', '.join(one.id for one in config.alerts)}")
    from foreshock.desk.alerts.messages import Message
    from foreshock.desk.alerts.services import deliver, service_of

    words = Message(f"{config.title}: a test", "This is a test of the address. Nothing happened.", ())
    why = deliver(service_of(found), [words], lambda message: None)
    if why:
        raise NotFetched(f"{recipient}: {why}")
    click.echo(f"{recipient}: it was taken")


def _configured(desk: Path) -> DeskConfig:
    config = read_config(desk)
    if not config.alerts:
        raise InvalidValue(f"{desk / 'foreshock.toml'} names nobody to tell: add [[alert]] (docs/alerts.md)")
    return config
