"""A broker, a feed and workers as the processes that a desk would start, for tests and for the benchmark."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import nats
import nats.aio.client

from foreshock.zone.stream import broker

T = TypeVar("T")
COMMAND = [sys.executable, "-c", "from foreshock.cli import main; main()", "zone"]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def awaited(waits: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, run in a thread of its own: in the main thread the tests' browser may have a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, waits).result()


class Watched:
    """One watch spread over processes. `folder` holds the broker's streams, the ledgers, the zones and all logs."""

    def __init__(self, folder: Path, zones: Path, partitions: int = 4, most_bytes: int = 1 << 40) -> None:
        self.folder, self.zones, self.partitions, self.most_bytes = folder, zones, partitions, most_bytes
        self.port = free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self.broker: subprocess.Popen[bytes] | None = None
        self.started: list[subprocess.Popen[bytes]] = []
        self._logs = 0

    def start_broker(self) -> None:
        line = broker.command(self.folder / "broker", "127.0.0.1", self.port, self.most_bytes)
        with (self.folder / "broker.log").open("ab") as log:
            self.broker = subprocess.Popen(line, stdout=log, stderr=log)
        self.started.append(self.broker)
        broker.wait_until_up("127.0.0.1", self.port)

    def kill_broker(self) -> None:
        assert self.broker is not None
        self.broker.send_signal(signal.SIGKILL)
        self.broker.wait()

    def worker(self, share: str = "1/1", *more: str, limit: int | None = None) -> subprocess.Popen[bytes]:
        """A worker, once it is ready or has ended."""
        line = [*COMMAND, "work", "-Z", str(self.zones), "-J", str(self.folder / "ledgers"), "--nats", self.url,
                "--partitions", str(self.partitions), "--share", share, *more]  # fmt: skip
        self._logs += 1
        log = self.folder / f"worker-{self._logs}.log"
        with log.open("wb") as errors:
            process = subprocess.Popen(line, stderr=errors, preexec_fn=_limited(limit) if limit else None)
        process.log = log  # type: ignore[attr-defined]
        self.started.append(process)
        while process.poll() is None and b"ready" not in log.read_bytes() and b"waiting" not in log.read_bytes():
            time.sleep(0.02)
        return process

    def feed(self, data: bytes, timeout: float = 120) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(self.feed_line(), input=data, capture_output=True, timeout=timeout, check=False)

    def feed_line(self, *more: str) -> list[str]:
        return [*COMMAND, "feed", "--nats", self.url, "--partitions", str(self.partitions), *more]

    def said(self) -> list[tuple[int, dict[str, Any]]]:
        """Every line said in the broker's stream: partition and line, in order."""
        return awaited(read_stream(self.url, "zone-said"))

    def waiting(self) -> int:
        """Messages that no worker has confirmed yet."""
        return awaited(_unconfirmed(self.url, self.partitions))

    def wait_until_worked(self, seconds: float = 60) -> None:
        """Return when all fixes are confirmed and everything the ledgers hold has been said."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(Exception):
                if self.waiting() == 0 and self.kept("said") == len(self.said()):
                    return
            time.sleep(0.1)
        raise AssertionError(f"{self.waiting()} messages unconfirmed after {seconds} s")

    def kept(self, table: str) -> int:
        """Rows of a table in all ledgers."""
        import sqlite3
        from contextlib import closing

        count = 0
        for path in (self.folder / "ledgers").glob("*/ledger.sqlite"):
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as ledger:
                count += ledger.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return count

    def stop(self) -> None:
        for process in reversed(self.started):
            if process.poll() is None:
                process.kill()
            process.wait()


def _limited(size: int) -> Any:
    def limit() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


@asynccontextmanager
async def client_of(url: str) -> AsyncIterator[nats.aio.client.Client]:
    """A client that is closed whatever happens."""
    client = await nats.connect(url)
    try:
        yield client
    finally:
        await client.close()


async def read_stream(url: str, stream: str) -> list[tuple[int, dict[str, Any]]]:
    found = []
    async with client_of(url) as client:
        js = client.jetstream()
        state = (await js.stream_info(stream)).state
        for seq in range(state.first_seq, state.last_seq + 1) if state.messages else ():
            message = await js.get_msg(stream, seq)
            partition = int(message.subject.rsplit(".", 1)[1])
            found += [(partition, json.loads(line)) for line in message.data.split(b"\n")]
    return found


async def _unconfirmed(url: str, partitions: int) -> int:
    count = 0
    async with client_of(url) as client:
        js = client.jetstream()
        for partition in range(partitions):
            info = await js.consumer_info("zone-fixes", f"partition-{partition}")
            count += info.num_pending + info.num_ack_pending
    return count


@contextmanager
def watched(folder: Path, zones: Path, **options: Any) -> Iterator[Watched]:
    found = Watched(folder, zones, **options)
    try:
        yield found
    finally:
        found.stop()


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
