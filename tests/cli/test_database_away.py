"""PostgreSQL goes away and comes back under a collector that watches: nothing lost, nothing twice, a line for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "sources"))
import source_files as made

from foreshock.model import DeskConfig
from foreshock.store.collecting import evidence_of

pytestmark = pytest.mark.postgres

#: The command with short pauses, and with rows coded as they come, so that the queue is filled from them.
_WATCH = """
import sys, foreshock.cli.collect as c
c._AGAIN = 0.3
c._LONGEST_NAP = 1.0
from foreshock.cli import main
sys.argv = ["foreshock", "collect", "--watch", "--desk", sys.argv[1]]
main()
"""
_KILLED_BEFORE_THE_QUEUE = """
import os, sys, foreshock.cli.collect as c
c._to_the_queue = lambda *_: os._exit(9)
from foreshock.cli import main
sys.argv = ["foreshock", "collect", "--desk", sys.argv[1]]
main()
"""


def until(stream: IO[str], words: str) -> str:
    for line in stream:
        if words in line:
            return line
    raise AssertionError(f"never said {words!r}")


def found(url: str) -> list[str]:
    """The reports that search knows."""
    import psycopg

    with psycopg.connect(url, options="-c search_path=foreshock") as connection:
        return sorted(row[0] for row in connection.execute("SELECT report FROM desk_found").fetchall())


@pytest.fixture
def desk(run: Any, own_cluster: Any, tmp_path: Path) -> tuple[Path, str]:
    """A desk in PostgreSQL with the example list and a folder of tables as its source."""
    name = own_cluster.new_database()
    own_cluster.admin(f"GRANT CREATE ON DATABASE {name} TO keeper")
    url = own_cluster.url("app", name)
    run("init", "desk", DATABASE_URL=url, DATABASE_OWNER_URL=own_cluster.url("keeper", name))
    folder = tmp_path / "desk"
    (folder / "in").mkdir()
    with (folder / "foreshock.toml").open("a") as out:
        out.write('\n[[source]]\nid = "rows"\nkind = "gdelt"\npath = "in"\nevery = "1s"\n')
    return folder, url


def test_a_watching_collector_outlives_a_postgresql_that_is_stopped_and_started(
    desk: tuple[Path, str], own_cluster: Any
) -> None:
    folder, url = desk
    environment = os.environ | {"DATABASE_URL": url}
    watcher = subprocess.Popen(
        [sys.executable, "-u", "-c", _WATCH, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        assert watcher.stdout
        assert watcher.stderr
        (folder / "in/1.CSV").write_bytes(made.gdelt(3))
        until(watcher.stdout, "3 new")
        until(watcher.stdout, "queue: ")
        own_cluster.stop()
        (folder / "in/2.CSV").write_bytes(made.gdelt(5))
        line = until(watcher.stderr, "trying again")
        assert "check DATABASE_URL, and that the server runs" in line
        time.sleep(1.0)
        own_cluster.start()
        until(watcher.stdout, "queue: ")
        (folder / "in/3.CSV").write_bytes(made.gdelt(6))
        until(watcher.stdout, "queue: ")
    finally:
        watcher.send_signal(signal.SIGINT)
        watcher.communicate(timeout=30)
    assert watcher.returncode == 130
    ids = [report.id for report in evidence_of(folder, DeskConfig()).reports(every_version=True)]
    assert sorted(ids) == [f"rows:{n}" for n in range(1, 7)], "nothing lost, nothing twice"
    assert found(url) == sorted(ids), "and all of it reached the desk"


def test_what_a_killed_round_had_not_laid_before_the_desk_is_laid_by_the_next(desk: tuple[Path, str], run: Any) -> None:
    folder, url = desk
    (folder / "in/1.CSV").write_bytes(made.gdelt(4))
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_BEFORE_THE_QUEUE, str(folder)],
        env=os.environ | {"DATABASE_URL": url},
        check=False,
        capture_output=True,
    )
    assert killed.returncode == 9, killed.stderr
    assert found(url) == []
    run("collect", "--now", "--desk", folder, DATABASE_URL=url)
    assert found(url) == [f"rows:{n}" for n in range(1, 5)]
    again = run("collect", "--now", "--desk", folder, DATABASE_URL=url).stdout
    assert "queue:" not in again, "once"
