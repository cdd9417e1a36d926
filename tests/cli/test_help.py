"""Every command explains itself, with an example, and the README names only commands that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from foreshock import __version__
from foreshock.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example_that_calls_the_command(command: str) -> None:
    outcome = CliRunner().invoke(cli, [command, "--help"])
    assert outcome.exit_code == 0, outcome.output
    assert re.search(rf"Examples?.*:\n(.*\n)*.*foreshock {command} ", outcome.output)


@pytest.mark.parametrize("name", ["user", "zone", "quarantine", "report", "evidence"])
def test_help_of_each_command_of_a_group_shows_an_example_of_it(name: str) -> None:
    for sub in _commands(name, click.Context(cli)):
        output = CliRunner().invoke(cli, [*sub.split(), "--help"]).output
        assert re.search(rf"Examples?.*:\n(.*\n)*.*foreshock {sub} ", output), sub


def _commands(name: str, context: click.Context) -> list[str]:
    """`zone notice add` and the like: the commands below one of ours, by their whole names."""
    found: click.Command | None = cli
    for word in name.split():
        assert isinstance(found, click.Group)
        found = found.get_command(context, word)
    if not isinstance(found, click.Group):
        return [name]
    return [each for word in found.list_commands(context) for each in _commands(f"{name} {word}", context)]


def test_the_first_help_lists_every_command_and_the_exit_codes() -> None:
    output = CliRunner().invoke(cli, ["--help"]).output
    assert all(command in output for command in COMMANDS)
    assert "76 the record does not verify" in output


def test_the_installed_command_says_its_version() -> None:
    script = Path(sys.executable).with_name("foreshock")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"foreshock, version {__version__}"


@pytest.mark.parametrize("page", ["README.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))])
def test_documents_name_only_commands_that_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = set(re.findall(r"(?:^|[`\s(])foreshock ([a-z]+)\b(?! as )", text, re.MULTILINE))
    shown_as_commands = {name for name in named if re.search(rf"(?:`|^|\s)foreshock {name}(?: |`)", text)}
    prose = {"is", "runs", "itself", "can"}
    assert shown_as_commands - prose <= set(COMMANDS), page


def test_every_command_stands_in_the_documents() -> None:
    text = "\n".join(p.read_text("utf-8") for p in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
    assert not [command for command in COMMANDS if f"foreshock {command}" not in text]


def test_links_between_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"
