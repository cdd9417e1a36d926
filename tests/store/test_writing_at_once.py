"""Several processes write at once: no gap, no fork, nothing lost, nothing refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from foreshock.model import Flashpoint, StoreError
from foreshock.store import Put

WORKERS, BATCHES, SIZE = 4, 12, 5
SCRIPT = """
import json, sys
from pathlib import Path
from foreshock.model import Development
from foreshock.store import Put, open_store
worker, batches, size, folder, url = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
confirmed = []
with open_store(Path(folder), url or None) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for batch in range(batches):
        puts = [Put("development", Development(f"ford-crossing/2018-06-{worker + 1:02}/{batch * size + n + 1}",
                    f"Entry {n} of batch {batch} of worker {worker}.")) for n in range(size)]
        shared = Put("flashpoint", __import__("foreshock.model").model.Flashpoint("ford-crossing", f"{worker}/{batch}"))
        result = store.put([*puts, shared], by=f"worker {worker}")
        confirmed.append(result.added)
print(json.dumps(confirmed))
"""


def test_many_processes_make_one_chain(home: Any) -> None:
    with home.open() as store:
        store.put([Put("flashpoint", Flashpoint("ford-crossing", "Ford Crossing"))], by="A")
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, *map(str, (number, BATCHES, SIZE, home.folder, home.url or ""))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("\n")
        worker.stdin.flush()
    for worker in workers:
        out, err = worker.communicate(timeout=120)
        assert worker.returncode == 0, err
        assert json.loads(out) == [SIZE] * BATCHES
    with home.open() as store:
        found = store.verify()
        assert found.problem == ""
        assert found.revisions == 1 + WORKERS * BATCHES * (SIZE + 1)
        assert len(store.state().developments) == WORKERS * BATCHES * SIZE
        changes = [kept.stamp.number for kept in store.history("flashpoint", "ford-crossing")]
        assert changes == list(range(1, WORKERS * BATCHES + 2))


def test_threads_of_one_store_make_one_chain(home: Any, entry: Callable[..., Put]) -> None:
    with home.open() as store:
        store.put([Put("flashpoint", Flashpoint("ford-crossing", "Ford Crossing"))], by="A")
        failed: list[Exception] = []

        def write(thread: int) -> None:
            try:
                for number in range(10):
                    store.put([entry(thread * 100 + number + 1)], by=f"thread {thread}")
            except Exception as error:
                failed.append(error)
            finally:
                store.database.connection.close()

        threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert store.head().seq == 41
        assert store.verify().problem == ""


def test_a_store_goes_on_working_on_both_sides_of_a_fork(home: Any) -> None:
    with home.open() as store:
        store.put([Put("flashpoint", Flashpoint("parent", "Parent"))], by="A")
        child = os.fork()
        if child == 0:
            failed = 1
            try:
                store.put([Put("flashpoint", Flashpoint("child", "Child"))], by="B")
                failed = int(list(store.state().flashpoints) != ["child", "parent"])
            finally:
                os._exit(failed)
        assert os.waitpid(child, 0)[1] == 0
        store.put([Put("flashpoint", Flashpoint("later", "Later"))], by="A")
        assert list(store.state().flashpoints) == ["child", "later", "parent"]
        assert store.verify().problem == ""


def test_readers_are_not_kept_waiting_by_a_writer(home: Any, entry: Callable[..., Put]) -> None:
    with home.open() as writer, home.open(patience=0.5) as reader:
        writer.put([Put("flashpoint", Flashpoint("ford-crossing", "Ford Crossing"))], by="A")
        with writer.database.writing():
            assert list(reader.state().flashpoints) == ["ford-crossing"]
            assert reader.verify().problem == ""


def test_a_writer_that_waits_too_long_says_who_keeps_it(home: Any, entry: Callable[..., Put]) -> None:
    with home.open() as one, home.open(patience=0.2) as other:
        with one.database.writing(), pytest.raises(StoreError, match="another process is writing"):
            other.put([Put("flashpoint", Flashpoint("a", "A"))], by="B")
        assert other.put([Put("flashpoint", Flashpoint("a", "A"))], by="B").added == 1
