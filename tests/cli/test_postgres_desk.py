"""A desk whose record lies in PostgreSQL, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.postgres


@pytest.fixture
def addresses(cluster: Any) -> Any:
    """The addresses of an empty database: for the role that runs, for the owner, for the superuser."""
    name = cluster.new_database()
    cluster.admin(f"GRANT CREATE ON DATABASE {name} TO keeper")
    yield {role: cluster.url(role, name) for role in ("app", "keeper", "postgres")}
    cluster.admin(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_desk_works_with_two_roles_and_the_running_one_owns_nothing(run: Any, addresses: Any, tmp_path: Path) -> None:
    running = {"DATABASE_URL": addresses["app"]}
    run("init", "desk", "--example", DATABASE_OWNER_URL=addresses["keeper"], **running)
    assert not (tmp_path / "desk/foreshock.sqlite3").exists()
    found = json.loads(run("verify", "--desk", "desk", "--json", **running).stdout)
    assert found["revisions"] > 100
    run("build", "site", "--desk", "desk", **running)
    assert "al-Tanf" in (tmp_path / "site/index.html").read_text()
    with psycopg.connect(addresses["postgres"]) as connection:
        owners = connection.execute(
            "SELECT DISTINCT tableowner FROM pg_tables WHERE tablename LIKE 'store_%'"
        ).fetchall()
    assert owners == [("keeper",)]
    again = json.loads(run("init", "desk", "--example", "--exist-ok", "--json", DATABASE_OWNER_URL=addresses["keeper"],
                           **running).stdout)  # fmt: skip
    assert again["added"] == 0


def test_one_address_that_may_make_roles_is_enough(run: Any, addresses: Any) -> None:
    run("init", "desk", "--example", DATABASE_URL=addresses["postgres"])
    with psycopg.connect(addresses["postgres"]) as connection:
        query = "SELECT DISTINCT tableowner FROM pg_tables WHERE tablename LIKE 'store_%'"
        assert ("postgres",) not in connection.execute(query).fetchall()
    run("verify", "--desk", "desk", DATABASE_URL=addresses["postgres"])


def test_a_role_that_may_not_own_is_told_what_to_do(run: Any, addresses: Any, tmp_path: Path) -> None:
    done = run("init", "desk", DATABASE_URL=addresses["app"], status=74)
    assert "DATABASE_OWNER_URL" in done.stderr or "CREATE ROLE" in done.stderr
    assert not (tmp_path / "desk/foreshock.toml").exists()


def test_a_database_that_is_not_there_is_said_in_one_line(run: Any, addresses: Any) -> None:
    done = run("init", "desk", DATABASE_URL="postgresql://app@127.0.0.1:1/none", status=74)
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
