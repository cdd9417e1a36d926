"""What the tests of the store share: an invented list, and plain connections that go around our own code."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from collecting_desk import Desk
from web import Web, serving

from foreshock.model import (
    Citation,
    Development,
    Document,
    Event,
    Flashpoint,
    Image,
    LevelChange,
    Link,
    Place,
    Scenario,
    TriggerList,
    When,
    Zone,
)
from foreshock.store import Put, codingworks

DAY = dt.datetime(2018, 6, 21, 12, tzinfo=dt.UTC)


class Plain(Protocol):
    """A connection that knows nothing of Foreshock, in autocommit."""

    def execute(self, sql: str) -> list[Any]: ...


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def execute(self, sql: str) -> list[Any]:
        return self.connection.execute(sql).fetchall()


class _Postgres:
    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def execute(self, sql: str) -> list[Any]:
        cursor = self.connection.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


@pytest.fixture
def plain(home: Any) -> Iterator[Callable[..., Any]]:
    """Opens a plain connection: on PostgreSQL as `app`, `keeper` (the owner) or `postgres` (the superuser)."""

    @contextmanager
    def connect(role: str = "keeper") -> Iterator[Plain]:
        if home.kind == "sqlite":
            connection = sqlite3.connect(home.file, isolation_level=None, timeout=10)
            try:
                yield _Sqlite(connection)
            finally:
                connection.close()
            return
        import psycopg

        url = {"app": home.url, "keeper": home.owner_url, "postgres": home.admin_url}[role]
        with psycopg.connect(url, autocommit=True, options="-c search_path=foreshock") as connection:
            yield _Postgres(connection)

    return connect  # type: ignore[return-value]


@pytest.fixture(scope="session")
def entry() -> Callable[..., Put]:
    """Makes the Put of a development at “ford-crossing”; published at noon of its day."""

    def make(number: int = 1, text: str = "A patrol was turned back.", day: str = "2018-06-21", **rest: Any) -> Put:
        published = rest.pop("published", dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), dt.UTC))
        act, by, why = rest.pop("act", None), rest.pop("by", ""), rest.pop("why", "")
        value = Development(f"ford-crossing/{day}/{number}", text, **rest)
        return Put("development", value, published, act, by, why)

    return make


@pytest.fixture(scope="session")
def small_list(entry: Callable[..., Put]) -> list[Put]:
    """A list with one object of every kind at least, none of them real."""
    flashpoint = Flashpoint(
        "ford-crossing",
        "Ford Crossing, Border Hills",
        summary="A shallow ford that both sides patrol.",
        place=Place("Ford Crossing", 33.5, 38.5),
        why="Both roads meet here.\n\n### The two roads\nOne is *dry* all year.",
        background="The ford was mapped in 1911.",
        scenarios=(Scenario("A patrol is fired on", "It would not stay alone.", triggers=("shots",)),),
        images=(Image("The ford", "Survey office", date=When("mid-2017-06")),),
        sources=(Citation("survey", "B2", "p. 4"),),
    )
    return [
        Put("document", Document("survey", "Survey of the fords", date=When("2017")), DAY),
        Put("list", TriggerList("Fords", "Two *rivals*, one river.", order=("ford-crossing",)), DAY),
        Put("flashpoint", flashpoint, DAY),
        Put("flashpoint", Flashpoint("far-capital", "Far Capital", kind="capital", question="Will it rain?"), DAY),
        entry(1, events=(Event("MOBILIZE", "USA:MIL", "IRN:MIL", "troops"),), sources=(Citation("survey", "C3"),)),
        entry(2, "A note was sent.\n\nIt was answered.", kind="statement", flashpoints=("far-capital",)),
        Put("level", LevelChange("ford-crossing", DAY.date(), "substantial", "Patrols meet.", "A. Analyst"), DAY),
        Put("link", Link("roads", "ford-crossing", "far-capital", DAY.date(), "One road, both ends."), DAY),
        Put("zone", Zone("ring", "The ring", "ford-crossing", "USA", 33.5, 38.5, 5000.0), DAY),
    ]


@pytest.fixture
def at(tmp_path: Path) -> Desk:
    """A desk's folder with a collector and a clock that tests turn."""
    return Desk(tmp_path / "at")


@pytest.fixture
def web() -> Iterator[Web]:
    """A server on the loopback."""
    with serving() as server:
        yield server


@pytest.fixture
def no_coder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests are not about the coder, which takes seconds to load; those that are ask for `coder`."""
    if "coder" not in request.fixturenames:
        monkeypatch.setattr(codingworks, "coded", lambda reports: reports)


@pytest.fixture
def coder() -> None:
    """The real coder."""
