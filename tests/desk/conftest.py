"""The desk on both databases, and served for a browser.

These tests run in a process of their own, `pytest tests/desk`: Django takes its applications once a process, and the
other tests show that the store works without the desk's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from foreshock.model import DeskConfig
from foreshock.store import Store

if TYPE_CHECKING:
    from warm_desks import WarmDesks

    from postgres_server import Cluster

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Left out unless asked for by name."""
    asked = [Path(arg.split("::")[0]).resolve() for arg in config.invocation_params.args if not arg.startswith("-")]
    return None if any(path.is_relative_to(HERE) for path in asked) else True


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> None:
    from warm_desks import hash_quickly

    hash_quickly()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from invented import start

    from foreshock.desk.setup import create_desk_store

    folder = tmp_path_factory.mktemp("desk-template")
    with create_desk_store(folder, DeskConfig()) as store:
        start(store)
    return folder


@pytest.fixture(scope="session")
def _postgres_template(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    from invented import start

    from foreshock.desk.setup import create_desk_store

    name = cluster.new_database()
    cluster.admin(f"GRANT CREATE ON DATABASE {name} TO keeper")
    folder = tmp_path_factory.mktemp("desk-template-pg")
    urls = [cluster.url(role, name) for role in ("app", "keeper")]
    with create_desk_store(folder, DeskConfig(), *urls) as store:
        start(store)
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def desk_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with the desk's tables and an invented list in it: on SQLite, then on PostgreSQL."""
    from foreshock.desk.setup import open_desk_store

    folder = tmp_path / "desk"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("_sqlite_template"), folder)
        with open_desk_store(folder, DeskConfig()) as store:
            yield store
        return
    cluster = request.getfixturevalue("cluster")
    name = cluster.new_database(request.getfixturevalue("_postgres_template"))
    with open_desk_store(folder, DeskConfig(), cluster.url("app", name)) as store:
        yield store
    cluster.admin(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True)
class Served:
    """A desk that runs as a process of its own. `run` types a command in it."""

    address: str
    folder: Path
    run: Callable[..., str]


PASSWORD = "gull-cliff-lantern"
PEOPLE = (("ana", "Ana Lisboa", "analyst"), ("ed", "Ed Brandt", "editor"), ("rhea", "Rhea Okoro", "reader"))

_FILL = f"""
import sys
from pathlib import Path
from foreshock.model import decode_config
from foreshock.desk.setup import open_desk_store
folder = Path(sys.argv[1])
store = open_desk_store(folder, decode_config((folder / "foreshock.toml").read_bytes()))
sys.path.insert(0, sys.argv[2])
import invented, warm_desks
from foreshock.desk.people import add_person
from foreshock.desk.queue import add_candidates
invented.start(store)
warm_desks.hash_quickly()
for username, name, role in {PEOPLE!r}:
    add_person(username, name, role, password=sys.argv[3])
add_candidates([invented.quoted(), *(invented.candidate(n) for n in range(1, 7))])
"""


def _typed(*words: str) -> str:
    """What a command prints; without the caller's own desk and database."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "FORESHOCK_DESK")}
    command = [sys.executable, "-m", "foreshock", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "desk"
    _typed("init", str(folder), "--title", "Lornia and Vell")
    subprocess.run([sys.executable, "-c", _FILL, str(folder), str(HERE), PASSWORD], check=True)
    return folder


@pytest.fixture(scope="session")
def warm_desks() -> Iterator[WarmDesks]:
    from warm_desks import WarmDesks

    desks = WarmDesks()
    yield desks
    desks.close()


@pytest.fixture
def served(tmp_path: Path, _filled: Path, warm_desks: WarmDesks) -> Iterator[Served]:
    """A desk with three people and six candidates, served on a free port."""
    folder = Path(shutil.copytree(_filled, tmp_path / "served"))
    with warm_desks.serve(folder) as address:
        yield Served(address, folder, _typed)
