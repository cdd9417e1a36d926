"""What all tests share: stores on SQLite and on a real PostgreSQL, which is started for the session and stopped after.

`desk` is a new store of SQLite in a folder of its own. `home` says where a store lives, once for each database;
`store` is that store, opened.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import settings

from foreshock.store import Store, create_store, open_store
from postgres_server import Cluster, running

# Playwright runs an event loop in the main thread, and Django would refuse to touch a database beside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# A shell starts what it puts in the background deaf to Ctrl-C, which some tests send to the commands that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Speed is measured in bench/: no test fails because the machine is busy. The same tree gives the same answer each time;
# the soak draws new cases.
settings.register_profile("foreshock", deadline=None, derandomize=not os.environ.get("FORESHOCK_SOAK"))
settings.load_profile("foreshock")


@dataclass(frozen=True)
class Home:
    """Where a store lives: a folder, and on PostgreSQL a database with its running role and its owner."""

    kind: Literal["sqlite", "postgres"]
    folder: Path
    url: str | None = None
    owner_url: str | None = None
    admin_url: str | None = None

    def open(self, patience: float = 60.0) -> Store:
        return open_store(self.folder, self.url, patience=patience)

    @property
    def file(self) -> Path:
        return self.folder / "foreshock.sqlite3"


@pytest.fixture(autouse=True)
def _no_database_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "FORESHOCK_DESK"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def new_desk_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Makes the folder of a new store on SQLite, by copying one: quicker than migrating each time."""
    template = tmp_path_factory.mktemp("sqlite-template")
    create_store(template).close()

    def copy(folder: Path) -> Path:
        shutil.copytree(template, folder, dirs_exist_ok=True)
        return folder

    return copy


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, one for all tests: Playwright's loop runs in the main thread and cannot run twice."""
    found = shutil.which("chromium")
    if not found:
        if os.environ.get("FORESHOCK_REQUIRE_CHROMIUM"):
            pytest.fail("no chromium on this machine: apt-get install chromium")
        pytest.skip("no chromium on this machine; left out: everything that a browser would show")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Debian's Chromium as root needs --no-sandbox; the other flags keep it from looking for hosts outside.
        arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def desk(tmp_path: Path, new_desk_folder: Callable[[Path], Path]) -> Iterator[Store]:
    """A new, empty store on SQLite."""
    with open_store(new_desk_folder(tmp_path / "desk")) as store:
        yield store


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of our own with a template database that holds an empty store."""
    with running(create_store) as cluster:
        yield cluster


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL for one test alone, which may stop it and start it again."""
    with running() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def home(request: pytest.FixtureRequest, tmp_path: Path, new_desk_folder: Callable[[Path], Path]) -> Iterator[Home]:
    """A place with a new, empty store: on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        yield Home("sqlite", new_desk_folder(tmp_path / "home"))
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = cluster.new_database(cluster.template)
    folder = tmp_path / "home"
    folder.mkdir()
    yield Home("postgres", folder, *(cluster.url(role, name) for role in ("app", "keeper", "postgres")))
    cluster.admin(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    """A new, empty store: on SQLite, then on PostgreSQL."""
    with home.open() as store:
        yield store
