"""A PostgreSQL of a benchmark's own, from Debian's packages, for as long as a `with` lasts."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_postgres(options: str = "") -> Iterator[dict[str, str]]:
    """Addresses of one new database by role: `app` runs, `keeper` owns. Settings are the server's own but `options`."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
    root = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    shutil.chown(root, "postgres", "postgres")
    run = ["runuser", "-u", "postgres", "--"]
    data = str(root / "data")

    def quiet(*command: str) -> None:
        subprocess.run([*run, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    quiet(str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
    settings = f"-c listen_addresses='' -c unix_socket_directories={root} {options}"
    control = (str(programs / "pg_ctl"), "-D", data, "-w")
    quiet(*control, "-l", str(root / "log"), "-o", settings, "start")
    try:
        for sql in (
            "CREATE ROLE keeper LOGIN",
            "CREATE ROLE app LOGIN",
            "CREATE DATABASE d",
            "GRANT CREATE ON DATABASE d TO keeper",
        ):
            quiet("psql", "-q", "-h", str(root), "-U", "postgres", "-c", sql)
        yield {role: f"postgresql://{role}@/d?host={root}" for role in ("app", "keeper", "postgres")}
    finally:
        quiet(*control, "-m", "fast", "stop")
        shutil.rmtree(root, ignore_errors=True)
