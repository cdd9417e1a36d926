"""The `foreshock` command: one module a command group, imported only when its command is called."""

from __future__ import annotations

import importlib
import sys
from typing import Final

import click

from foreshock import __version__
from foreshock.model.errors import ForeshockError

#: command → module of this package; the function has the command's name, with `import` as `import_`.
COMMANDS: Final[dict[str, str]] = {
    "init": "desk",
    "read": "read",
    "import": "lists",
    "export": "lists",
    "serve": "publish",
    "build": "publish",
    "verify": "record",
    "history": "record",
    "revert": "record",
    "erase": "record",
    "user": "user",
    "alerts": "alerts",
    "letters": "letters",
    "zone": "zone",
    "code": "code",
    "locate": "code",
    "collect": "collect",
    "queue": "queue",
    "quarantine": "collect",
    "report": "collect",
    "evidence": "evidence",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when asked for, so that `foreshock --help` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"foreshock.cli.{COMMANDS[cmd_name]}")
        command = getattr(module, f"{cmd_name}_" if cmd_name == "import" else cmd_name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="foreshock")
def cli() -> None:
    """Keep, check and publish an early-warning trigger list.

    \b
    A first list, in a new folder:
      foreshock init my-desk --example
      foreshock serve --desk my-desk

    \b
    Exit codes: 0 done, 1 failed, 2 wrong use, 65 input that cannot be read, 66 not found,
    69 a part is not installed, 73 contradicts the record, 74 the store could not write,
    75 erased, but traces may remain, 76 the record does not verify, 130 interrupted.
    """


def main() -> None:
    """Run the command line; every known failure is one line on standard error and an exit code."""
    try:
        status = cli.main(prog_name="foreshock", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except click.exceptions.Abort:
        click.echo("foreshock: interrupted; what was confirmed is kept", err=True)
        status = 130
    except ForeshockError as error:
        click.echo(f"foreshock: {error}", err=True)
        status = error.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`foreshock read … | head`): not an error of ours.
        sys.stderr.close()
        status = 0
    except OSError as error:
        click.echo(f"foreshock: {error}", err=True)
        status = 74
    sys.exit(status if isinstance(status, int) else 0)
