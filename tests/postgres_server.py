"""A real PostgreSQL for tests, reached by its socket: made, started, stopped, thrown away."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL that only these tests use. `keeper` owns records, `app` runs. `programs` is the folder of
    initdb and pg_ctl, `as_postgres` what a command begins with so that it does not run as root."""

    socket: Path
    programs: Path
    as_postgres: Sequence[str] = ()
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

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = (
            f"-c listen_addresses='' -c unix_socket_directories={self.socket} -c fsync=off -c max_connections=60"
            " -c shared_buffers=32MB -c full_page_writes=off -c autovacuum=off"
        )
        data, log = str(self.socket / "data"), str(self.socket / "log")
        pg_ctl = str(self.programs / "pg_ctl")
        _run([*self.as_postgres, pg_ctl, "-D", data, "-l", log, "-w", "-o", options, "start"])

    def stop(self) -> None:
        """Stop the server: it hangs up on everybody."""
        pid = int((self.socket / "data/postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGINT)
        _wait_for_end(pid)


@contextmanager
def running(create_store: Callable[..., Any] | None = None) -> Iterator[Cluster]:
    """A new cluster, with a template database that holds an empty store where `create_store` makes one."""
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
    cluster = Cluster(root, programs, as_postgres)
    try:
        initdb = str(programs / "initdb")
        _run([*as_postgres, initdb, "-D", str(root / "data"), "-A", "trust", "-U", "postgres", "-N"])
        cluster.start()
        try:
            yield _prepared(cluster, create_store)
        finally:
            if (root / "data/postmaster.pid").exists():
                cluster.stop()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _prepared(cluster: Cluster, create_store: Callable[..., Any] | None) -> Cluster:
    cluster.admin("CREATE ROLE keeper LOGIN")
    cluster.admin("CREATE ROLE app LOGIN")
    if create_store is None:
        return cluster
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
