"""Filling the queue when the disk is full or another filling is at work: all of it in the end, and each story once."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
from foreshock.cli import main
sys.argv[0] = "foreshock"
main()
"""


@pytest.fixture
def desk(new_desk: Callable[..., Path]) -> Path:
    """The example's desk with its reports collected, its queue still to be filled."""
    folder = new_desk("--example")
    code = (
        "import foreshock.cli.collect as c; c._to_the_queue = lambda *_: None\nfrom foreshock.cli import main\nmain()"
    )
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", code, "collect", "--desk", str(folder)],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def rows(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "foreshock.sqlite3") as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_disk_that_fills_up_under_the_queue_is_told_and_the_next_round_lays_everything_once(
    run: Any, desk: Path
) -> None:
    full = subprocess.run(
        [sys.executable, "-c", _LIMITED, "70000", "collect", "--now", "--desk", str(desk)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert full.returncode != 0
    assert re.search(r"foreshock: .*disk (is full|refused)", full.stderr), full.stderr
    assert "Traceback" not in full.stderr
    done = run("collect", "--now", "--desk", desk).stdout
    assert "queue: " in done
    laid, entries = rows(desk, "desk_laid"), rows(desk, "desk_entry")
    assert entries >= 5
    run("queue", "fill", "--days", "9999", "--desk", desk)
    assert (rows(desk, "desk_laid"), rows(desk, "desk_entry")) == (laid, entries)


def test_two_fillings_at_once_lay_each_story_once(run: Any, desk: Path) -> None:
    script = Path(sys.executable).with_name("foreshock")
    fill = [script, "queue", "fill", "--days", "9999", "--desk", str(desk)]
    both = [subprocess.Popen(fill, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    new = [int(re.search(r"(\d+) new candidates", out)[1]) for out, _ in told]  # type: ignore[index]
    assert min(new) == 0
    assert max(new) >= 5
    assert rows(desk, "desk_entry") >= sum(new)
