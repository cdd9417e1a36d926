"""A process that imports is killed at random moments, again and again: nothing confirmed is lost, nothing is half.

FORESHOCK_SOAK=1 kills many more times.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from foreshock.model import Development, Document, Flashpoint, UnreadableSource
from foreshock.store import Put, Store
from foreshock.store.folder import read_list, write_list

KILLS = 150 if os.environ.get("FORESHOCK_SOAK") == "1" else 15
FORD = Put("flashpoint", Flashpoint("ford-crossing", "Ford Crossing"))


def batch(store: Store, number: int) -> list[Put]:
    """Import number so-and-so: one to 400 entries and a document whose bytes lie in the archive."""
    size = (1, 3, 60, 400)[number % 4]
    assert store.archive
    digest = store.archive.put(f"page {number} ".encode() * 5000)
    page = Document(f"page-{number}", f"Page {number}", sha256=digest)
    entries = (Development(f"ford-crossing/2018-06-21/{number * 1000 + n}", "Words. " * 40) for n in range(1, size + 1))
    return [Put("document", page), *(Put("development", entry) for entry in entries)]


def killed_child(work: Callable[[int], None], confirmations: int, at_most: float | None = None) -> int:
    """Run `work` in a child, which says `s` when it starts and `c` for each confirmation, and kill it.

    That happens a random while after so many confirmations: `at_most` seconds, or about as long as one more takes.
    Returns how many confirmations came in all.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            work(writer)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        assert pipe.read(1) == b"s"
        started = time.monotonic()
        for _ in range(confirmations):
            assert pipe.read(1) == b"c"
        usual = at_most or (time.monotonic() - started) / max(confirmations, 1) + 0.01
        time.sleep(random.uniform(0, usual))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return confirmations + len(pipe.read())


@pytest.fixture
def lasting_home(home: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A home whose database writes what it confirms to the disk, as outside tests; the others of the session need not
    wait for that."""
    if home.kind == "sqlite":
        yield home
        return
    cluster = request.getfixturevalue("cluster")
    cluster.admin("ALTER SYSTEM SET fsync = on")
    cluster.admin("SELECT pg_reload_conf()")
    yield home
    cluster.admin("ALTER SYSTEM RESET fsync")
    cluster.admin("SELECT pg_reload_conf()")


def test_killed_imports_lose_nothing_confirmed_and_leave_nothing_half(lasting_home: Any) -> None:
    home = lasting_home
    with home.open() as store:
        store.put([FORD], by="A")
    confirmed = 0
    for kill in range(KILLS):

        def work(pipe: int, start: int = confirmed) -> None:
            with home.open() as store:
                os.write(pipe, b"s")
                for number in range(start, start + 1000):
                    store.put(batch(store, number), by="A")
                    os.write(pipe, b"c")

        confirmed += killed_child(work, confirmations=kill % 3)
        with home.open() as store:
            developments = store.state().developments
            batches = Counter(int(entry.split("/")[2]) // 1000 for entry in developments)
            found = [batches[number] for number in range(confirmed + 1)]
            sizes = [(1, 3, 60, 400)[number % 4] for number in range(confirmed + 1)]
            assert found[:confirmed] == sizes[:confirmed], "everything confirmed is there"
            assert found[confirmed] in (0, sizes[confirmed]), "what was not confirmed is there as a whole or not at all"
            confirmed += found[confirmed] > 0
    with home.open() as store:
        assert store.verify().problem == ""
        repeated = store.put((put for number in range(confirmed) for put in batch(store, number)), by="A")
        assert (repeated.added, repeated.changed) == (0, 0)
        assert store.archive
        store.archive.sweep(older_than=0)
        assert store.archive.leftovers() == []
        assert store.verify().problem == ""
    assert confirmed >= KILLS - 1


def test_killed_exports_never_look_whole(desk: Store, tmp_path: Path) -> None:
    assert desk.folder
    folder = desk.folder
    entries = [Put("development", Development(f"ford-crossing/2018-06-21/{n}", f"Entry {n}.")) for n in range(1, 301)]
    desk.put([FORD, *entries], by="A")
    started = time.monotonic()
    write_list(desk, tmp_path / "again")
    usual = time.monotonic() - started
    desk.database.connection.close()
    whole = unread = 0
    for kill in range(KILLS):
        # Every other time into the same folder, which then holds an earlier export.
        target = tmp_path / ("again" if kill % 2 else f"out-{kill}")

        def work(pipe: int, target: Path = target) -> None:
            from foreshock.store import open_store

            with open_store(folder) as store:
                os.write(pipe, b"s")
                write_list(store, target)

        killed_child(work, 0, at_most=usual)
        if not target.exists():
            unread += 1
            continue
        try:
            assert sum(1 for _ in read_list(target)) == 301
            whole += 1
        except UnreadableSource:
            unread += 1
    assert whole + unread == KILLS
    assert unread, "or no kill came in time to show anything"
    write_list(desk, tmp_path / "again")
    assert sum(1 for _ in read_list(tmp_path / "again")) == 301
