"""`foreshock zone watch`, `broker`, `feed` and `work`: fixes as they come, in one process or in many."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foreshock.model import NotInstalled

if TYPE_CHECKING:
    from foreshock.zone.live import Clock, LiveWatch
    from foreshock.zone.stream.channel import Channel
    from foreshock.zone.stream.intake import Intake

#: Seconds over which `watch` gathers what arrives.
_GATHER = 0.01
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)

zones_option = click.option(
    "--zones", "-Z", "zones_file", type=_FILE, required=True, help="GeoJSON of the zones as declared."
)
ahead_option = click.option(
    "--ahead", type=click.FloatRange(min=0), default=300.0, show_default=True, metavar="SECONDS",
    help="Refuse, as a wrong clock, fixes dated further ahead of their reception than this.",
)  # fmt: skip
behind_option = click.option(
    "--behind", type=click.FloatRange(min=0), metavar="SECONDS",
    help="Refuse, as a wrong clock, fixes dated further before their reception than this.",
)  # fmt: skip
rules_option = click.option(
    "--rules", "rules_file", type=_FILE, metavar="FILE",
    help="TOML with rules other than the usual ones, such as dwell-s = 300 (docs/zone.md).",
)  # fmt: skip
nats_option = click.option(
    "--nats", "url", default="nats://127.0.0.1:4222", show_default=True, help="The broker's address."
)
channel_option = click.option("--channel", default="zone", show_default=True, help="The name of this watch's streams.")
partitions_option = click.option(
    "--partitions", default=8, show_default=True, type=click.IntRange(1, 256),
    help="Parts that tracks are dealt to; the same for all who share a channel, and for good.",
)  # fmt: skip
listen_option = click.option(
    "--listen", metavar="HOST:PORT",
    help="Take fixes from TCP connections instead of standard input; each is told how many lines are kept.",
)  # fmt: skip


def require_zone() -> None:
    """Say which extra is missing before an import deep inside does."""
    try:
        import numba  # noqa: F401
        import pyarrow  # type: ignore[import-untyped]  # noqa: F401
    except ImportError as error:
        raise NotInstalled(f"foreshock zone needs {error.name}: pip install 'foreshock[zone]'") from None


def _require_scale() -> None:
    require_zone()
    try:
        import nats  # noqa: F401
    except ImportError:
        raise NotInstalled("this needs nats-py: pip install 'foreshock[scale]'") from None


@click.command(
    epilog="""\b
Examples:
  receiver | foreshock zone watch -Z zones.geojson -J journal
  foreshock zone watch -Z zones.geojson -J journal --listen 127.0.0.1:4011
  foreshock zone watch -Z zones.geojson -J journal --nats nats://127.0.0.1:4222 --subject fixes.adsb

\b
A fix, on one line; the last four may be left out:
  {"track": "a8b1c2", "time": "2019-02-14T06:00:00Z", "lat": 33.5, "lon": 38.6,
   "accuracy_m": 20, "altitude_m": 3100, "source": "adsb", "domain": "air"}"""
)
@zones_option
@click.option("--journal", "-J", type=_FOLDER, required=True,
              help="Folder that keeps every fix and every line said, through a crash.")  # fmt: skip
@listen_option
@click.option("--nats", "url", help="Take fixes from a NATS broker instead of standard input.")
@click.option("--subject", default="fixes", show_default=True, help="The subject there.")
@ahead_option
@behind_option
@rules_option
def watch(
    zones_file: Path, journal: Path, listen: str | None, url: str | None, subject: str, ahead: float,
    behind: float | None, rules_file: Path | None,
) -> None:  # fmt: skip
    """Take fixes as JSON lines and say breaches and events as JSON lines, as soon as a rule is met.

    Each line said carries a number, `seq`. After a crash the last lines may be said again, with the numbers they had.
    """
    require_zone()
    from foreshock.zone.geojson import read_nouns
    from foreshock.zone.live import Clock, LiveWatch
    from foreshock.zone.rules import read_rules

    if url:
        _require_scale()
    rules = read_rules(rules_file) if rules_file else None
    live = LiveWatch(read_nouns(zones_file), rules, journal / "ledger.sqlite", Clock(ahead, behind))
    live.warm()
    asyncio.run(_watch(live, listen, url, subject))


async def _watch(live: LiveWatch, listen: str | None, url: str | None, subject: str) -> None:
    from foreshock.zone.lines import decode_lines
    from foreshock.zone.live import Arrival
    from foreshock.zone.stream.intake import Intake

    said = int(live.ledger.about("printed") or 0)

    def say() -> None:
        nonlocal said
        for number, line in live.ledger.said(said):
            click.echo(b'{"seq":%d,' % number + line[1:])
            said = number

    say()
    intake = Intake()
    await _open(intake, listen, url, subject)
    while (portions := await intake.gather(_GATHER)) is not None:
        arrivals = []
        for portion in portions:
            fixes, refused = decode_lines(portion.lines, portion.origin, portion.first)
            arrivals.append(Arrival(fixes, refused, time.time(), portion.origin))
            for each in refused:
                click.echo(f"foreshock: line {each.line}: no fix: {each.detail}; kept as refused", err=True)
        live.take_all(arrivals)
        say()
        for portion in portions:
            await portion.confirm()
        with live.ledger.writing():
            live.ledger.note("printed", said)
    live.ledger.close()


async def _open(intake: Intake, listen: str | None, url: str | None, subject: str) -> None:
    if listen and url:
        raise click.UsageError("--listen and --nats: give one of them")
    if listen:
        host, _, port = listen.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65_535:
            raise click.BadParameter(f"{listen!r}: write HOST:PORT, such as 127.0.0.1:4011", param_hint="--listen")
        host, number = await intake.listen(host, int(port))
        click.echo(f"listening on {host}:{number}", err=True)
    elif url:
        await intake.subscribe(url, subject)
        click.echo("ready", err=True)
    else:
        # Where a service is started without one, there is no standard input at all.
        if sys.stdin is None:
            raise click.UsageError("standard input is closed: send fixes there, or take them with --listen")
        intake.read(FileIO(sys.stdin.fileno(), closefd=False))
        click.echo("ready", err=True)


@click.command(
    epilog="""\b
Example:
  foreshock zone broker --store broker --port 4222"""
)
@click.option("--store", type=_FOLDER, required=True, help="Folder for the streams, the configuration and the log.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=4222, show_default=True, type=click.IntRange(1, 65535))
@click.option("--most-bytes", default=1 << 40, show_default=True, help="Take no more than this on the disk.")
def broker(store: Path, host: str, port: int, most_bytes: int) -> None:
    """Run a NATS broker that has every message on its disk before it confirms it, until Ctrl-C.

    It listens without passwords: keep it on the loopback, or set up a broker of your own.
    """
    from foreshock.zone.stream.broker import command

    line = command(store, host, port, most_bytes)
    sys.stdout.flush()
    os.execv(line[0], line)  # noqa: S606 - the broker takes this process over


@click.command(
    epilog="""\b
Examples:
  receiver | foreshock zone feed --nats nats://127.0.0.1:4222
  foreshock zone feed --listen 127.0.0.1:4011
  foreshock zone feed --subject fixes.adsb"""
)
@nats_option
@channel_option
@partitions_option
@listen_option
@click.option("--subject", help="Take fixes from this subject of the broker instead of standard input.")
def feed(url: str, channel: str, partitions: int, listen: str | None, subject: str | None) -> None:
    """Take fixes as JSON lines and deal them to workers over NATS JetStream, each track always to the same part.

    A line is confirmed to its sender when the broker has it on its disk.
    """
    _require_scale()
    from foreshock.zone.stream.channel import Channel

    asyncio.run(_feed(url, Channel(channel, partitions), listen, subject))


async def _feed(url: str, channel: Channel, listen: str | None, subject: str | None) -> None:
    from foreshock.zone.stream.channel import connect, open_channel
    from foreshock.zone.stream.feed import feed as run
    from foreshock.zone.stream.intake import Intake

    broker = await connect(url)
    js = broker.jetstream()
    await open_channel(js, channel)
    intake = Intake()
    await _open(intake, listen, url if subject else None, subject or "")
    count = await run(js, channel, intake)
    await broker.close()
    click.echo(f"{count:,} lines kept by the broker", err=True)


@click.command(
    epilog="""\b
Examples:
  foreshock zone work -Z zones.geojson -J ledgers --share 1/2
  foreshock zone work -Z zones.geojson -J ledgers --share 2/2"""
)
@zones_option
@click.option("--ledgers", "-J", type=_FOLDER, required=True, help="Folder that keeps a ledger for each part.")
@nats_option
@channel_option
@partitions_option
@click.option("--share", default="1/1", show_default=True, metavar="I/N", help="This worker's share of the parts.")
@ahead_option
@behind_option
@rules_option
def work(
    zones_file: Path, ledgers: Path, url: str, channel: str, partitions: int, share: str, ahead: float,
    behind: float | None, rules_file: Path | None,
) -> None:  # fmt: skip
    """Judge the tracks of some parts as their fixes come over NATS, until stopped. Start as many as there are cores.

    What is to be said goes to the subjects CHANNEL.said.PART, each line once and in order, numbered. A second worker
    with the same share waits until the first is gone, and then goes on where it was.
    """
    _require_scale()
    from foreshock.zone.live import Clock
    from foreshock.zone.stream.channel import Channel

    number, _, of = share.partition("/")
    if not (number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        raise click.BadParameter(f"{share!r}: write I/N, such as 1/2", param_hint="--share")
    clock, mine = Clock(ahead, behind), (int(number), int(of))
    asyncio.run(_work(zones_file, ledgers, url, Channel(channel, partitions), mine, clock, rules_file))


async def _work(
    zones_file: Path, ledgers: Path, url: str, channel: Channel, share: tuple[int, int], clock: Clock,
    rules_file: Path | None,
) -> None:  # fmt: skip
    from foreshock.zone.geojson import read_nouns
    from foreshock.zone.ledger import InUse
    from foreshock.zone.rules import Rules, read_rules
    from foreshock.zone.stream.channel import connect, open_channel
    from foreshock.zone.stream.work import Worker, share_of
    from foreshock.zone.stream.work import work as run

    zones, rules = read_nouns(zones_file), read_rules(rules_file) if rules_file else Rules()
    workers: list[Worker] = []
    waiting = False
    for partition in share_of(channel.partitions, *share):
        while True:
            try:
                workers.append(Worker(channel, partition, ledgers, zones, rules, clock))
                break
            except InUse as error:
                if not waiting:
                    click.echo(f"waiting: {error}", err=True)
                waiting = True
                await asyncio.sleep(0.2)
    if workers:
        workers[0].watch.warm()
    broker = await connect(url)
    await open_channel(broker.jetstream(), channel)
    click.echo(f"ready: {len(workers)} of {channel.partitions} parts of {channel.name}", err=True)
    await run(broker, workers)


COMMANDS = (watch, broker, feed, work)
