"""`foreshock serve` and `foreshock build`: the public site, live or as plain files."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import desk_option, json_option, open_desk_to_read, open_with_queue, print_json, progress, read_config

if TYPE_CHECKING:
    from foreshock.store import Store

    Make = Callable[[Store, tuple[str, ...]], Callable[..., Any]]


class Day(click.ParamType[dt.datetime]):
    """A day, `2018-06-30`, taken as its last instant in UTC."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        try:
            day = dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write one like 2018-06-30", param, ctx)
        if day > dt.datetime.now(dt.UTC).date():
            self.fail(f"{value!r} is still to come; write a day up to today", param, ctx)
        return dt.datetime.combine(day, dt.time.max, dt.UTC)


@click.command(
    epilog="""\b
Example:
  foreshock serve --desk my-desk --port 8000"""
)
@desk_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
def serve(desk: Path, host: str, port: int) -> None:
    """Serve the site of a desk until you press Ctrl-C. Every change of the record shows at the next request.

    With the extra `desk` installed, the desk itself is at /desk/ for those who have an account (foreshock user add).
    """
    config = read_config(desk)
    store, make = _with_desk(desk)
    from foreshock.site.server import MOST_BYTES
    from foreshock.site.server import serve as run
    from foreshock.site.watching import watching_of

    def ready(address: str) -> None:
        click.echo(f"Open {address} in a browser (Ctrl-C stops it)")
        if make:
            click.echo(f"The desk: {address}desk/")

    run(
        store,
        host=host,
        port=port,
        base_url=config.base_url,
        on_ready=ready,
        make=make,
        watching=watching_of(desk, config),
        # A picture beyond its bound is read, so that the desk can say so; far beyond it, nothing is.
        most_bytes=MOST_BYTES + (2 * config.pictures.max_bytes if make else 0),
    )


@click.command(
    epilog="""\b
Examples:
  foreshock build site --desk my-desk           open site/index.html, or copy the folder to any web server
  foreshock build then --as-of 2018-06-30       the whole site as it stood on that day"""
)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path, file_okay=False))
@desk_option
@click.option("--as-of", type=Day(), help="Bake the site as it stood at the end of this day (published clock).")
@click.option("--base-url", default="", help="The public address, for permanent links; the desk's by default.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes; as many as there are processors by default.")
@click.option("--force", is_flag=True, help="Write into OUT although it holds files that no build of ours made.")
@json_option
def build(
    out: Path, desk: Path, as_of: dt.datetime | None, base_url: str, jobs: int | None, force: bool, as_json: bool
) -> None:
    """Bake the whole site to plain files in OUT: they work from a folder, offline, without scripts.

    A second build writes only what changed and takes away what is gone.
    """
    config = read_config(desk)
    from foreshock.site.build import build as bake
    from foreshock.site.offer import letters_of
    from foreshock.site.watching import sharing_of

    started = time.monotonic()
    with progress("Building") as step:
        result = bake(
            lambda: open_desk_to_read(desk),
            out,
            as_of=as_of,
            base_url=base_url or config.base_url,
            jobs=jobs,
            force=force,
            progress=step,
            sharing=sharing_of(desk, config),
            letters=letters_of(config),
        )
    seconds = round(time.monotonic() - started, 2)
    if as_json:
        print_json(
            {
                "out": str(out),
                "written": result.written,
                "unchanged": result.unchanged,
                "removed": result.removed,
                "seconds": seconds,
            }
        )
        return
    click.echo(f"{result.written} files written, {result.unchanged} unchanged, {result.removed} removed in {seconds} s")
    if result.missing:
        click.echo(f"Note: left out: {', '.join(result.missing[:5])}", err=True)
    click.echo(f"Open {out / 'index.html'}")


def _with_desk(desk: Path) -> tuple[Store, Make | None]:
    """The store, and the application that serves the desk beside the site; None without the extra `desk`."""
    store, config, has_desk = open_with_queue(desk)
    if not has_desk:
        return store, None
    # Django's models can be imported only after it was set up.
    from foreshock.desk.web import application
    from foreshock.site.watching import watching_of

    return store, lambda store, hosts: application(store, config, hosts, watching_of(desk, config))
