"""What all tests share: stores on SQLite and on a real PostgreSQL, which is started for the session and stopped after.

`desk` is a new store of SQLite in a folder of its own. `home` says where a store lives, once for each database;
`store` is that store, opened.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import settings

from foreshock.store import Store, create_store, open_store

# Playwright runs an event loop in the main thread, and Django would refuse to touch a database beside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# Speed is measured in bench/: no test fails because the machine is busy. The same tree gives the same answer each time;
# the soak draws new cases.
settings.register_profile("foreshock", deadline=None, derandomize=not os.environ.get("FORESHOCK_SOAK"))
settings.load_profile("foreshock")


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL that only this session uses, reached by its socket. `keeper` owns records, `app` runs."""

    socket: Path
    template: str = "record_template"

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}"

    def admin(self, sql: str, database: str = "postgres") -> None:
        """Run one statement as the superuser."""
        import psycopg

        with psycopg.connect(self.url("postgres", database), autocommit=True) as connection:
            connection.execute(sql)

    def new_database(self, template: str = "template1") -> str:
        name = f"d{uuid.uuid4().hex}"
        self.admin(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name


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
    programs = _postgres_programs()
    if programs is None:
        missing = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        if os.environ.get("FORESHOCK_REQUIRE_POSTGRES") == "1":
            pytest.fail(missing)
        pytest.skip(f"{missing}: nothing was tested on PostgreSQL")
    root = Path(tempfile.mkdtemp(prefix="foreshock-pg-"))
    as_postgres: list[str] = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(root, "postgres", "postgres")
        as_postgres = ["runuser", "-u", "postgres", "--"]
    data = root / "data"
    try:
        _run([*as_postgres, str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-N"])
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={root} -c fsync=off -c max_connections=60"
            " -c shared_buffers=32MB -c full_page_writes=off -c autovacuum=off"
        )
        log = str(root / "log")
        _run([*as_postgres, str(programs / "pg_ctl"), "-D", str(data), "-l", log, "-w", "-o", options, "start"])
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        try:
            yield _prepared(Cluster(root))
        finally:
            os.kill(pid, signal.SIGINT)
            _wait_for_end(pid)
    finally:
        shutil.rmtree(root, ignore_errors=True)


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


def _prepared(cluster: Cluster) -> Cluster:
    cluster.admin("CREATE ROLE keeper LOGIN")
    cluster.admin("CREATE ROLE app LOGIN")
    cluster.admin(f"CREATE DATABASE {cluster.template}")
    cluster.admin(f"GRANT CREATE ON DATABASE {cluster.template} TO keeper")
    urls = [cluster.url(role, cluster.template) for role in ("app", "keeper")]
    create_store(None, urls[0], owner_url=urls[1]).close()
    return cluster


def _postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl: Debian keeps them out of PATH."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"


def _wait_for_end(pid: int) -> None:
    for _ in range(300):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError(f"PostgreSQL (process {pid}) did not stop")
