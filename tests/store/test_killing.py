"""A process that imports is killed at random moments, again and again: nothing confirmed is lost, nothing is half.

FORESHOCK_SOAK=1 kills many more times.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from foreshock.model import Development, Document, Flashpoint, UnreadableSource
from foreshock.store import Put, Store
from foreshock.store.folder import read_list, write_list

KILLS = 300 if os.environ.get("FORESHOCK_SOAK") == "1" else 25
FORD = Put("flashpoint", Flashpoint("ford-crossing", "Ford Crossing"))


def batch(store: Store, number: int) -> list[Put]:
    """Import number so-and-so: one to 400 entries and a document whose bytes lie in the archive."""
    size = (1, 3, 60, 400)[number % 4]
    assert store.archive
    digest = store.archive.put(f"page {number} ".encode() * 5000)
    page = Document(f"page-{number}", f"Page {number}", sha256=digest)
    entries = (Development(f"ford-crossing/2018-06-21/{number * 1000 + n}", "Words. " * 40) for n in range(1, size + 1))
    return [Put("document", page), *(Put("development", entry) for entry in entries)]


def killed_child(work: Callable[[int], None], least: float, most: float) -> bytes:
    """Run `work` in a child that writes to a pipe, kill it after a while, and return what it wrote."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            work(writer)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        started = pipe.read(1)
        assert started == b"s"
        time.sleep(random.uniform(least, most))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return pipe.read()


def test_killed_imports_lose_nothing_confirmed_and_leave_nothing_half(home: Any, request: Any) -> None:
    if home.kind == "postgres":
        cluster = request.getfixturevalue("cluster")
        cluster.admin("ALTER SYSTEM SET fsync = on")
        cluster.admin("SELECT pg_reload_conf()")
    with home.open() as store:
        store.put([FORD], by="A")
    confirmed = 0
    for _ in range(KILLS):

        def work(pipe: int, start: int = confirmed) -> None:
            with home.open() as store:
                os.write(pipe, b"s")
                for number in range(start, start + 1000):
                    store.put(batch(store, number), by="A")
                    os.write(pipe, b"c")

        confirmed += killed_child(work, 0.0, 0.12).count(b"c")
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
    assert confirmed > 5, "or the kills came too early to prove anything"


def test_killed_exports_never_look_whole(desk: Store, tmp_path: Path) -> None:
    assert desk.folder
    folder = desk.folder
    entries = [Put("development", Development(f"ford-crossing/2018-06-21/{n}", f"Entry {n}.")) for n in range(1, 301)]
    desk.put([FORD, *entries], by="A")
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

        killed_child(work, 0.0, 0.15)
        if not target.exists():
            unread += 1
            continue
        try:
            assert sum(1 for _ in read_list(target)) == 301
            whole += 1
        except UnreadableSource:
            unread += 1
    assert whole + unread == KILLS
    if unread == 0:
        pytest.skip("every export finished before its kill: nothing was shown")
    write_list(desk, tmp_path / "again")
    assert sum(1 for _ in read_list(tmp_path / "again")) == 301
