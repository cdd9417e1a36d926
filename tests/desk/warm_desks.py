"""Desks of the tests, each served by a fork of one process that has imported what a desk needs.

Two thirds of the time from the command to the first page are imports, and the tests serve a desk more than a hundred
times. Each is a process of its own all the same, and from the fork on it is the command `serve`. From nothing it is
started by `test_letters`, `test_older_desks` and `test_safety`.

They hash passwords with as little as Argon2 takes: a hash takes a fifth of a second, by intention, and the tests sign
in hundreds of times. What the hashes cost that the command itself makes is in `test_safety`.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select

#: What a desk that is being signed in to has imported, but for what wants Django's settings: those are each desk's own.
MODULES = (
    "django.contrib.auth.hashers django.contrib.auth.tokens django.contrib.sessions.backends.base"
    " django.db.backends.sqlite3.base django.db.migrations.executor django.forms django.template.backends.django"
    " django.views.generic allauth.core.internal.ratelimit allauth.utils cryptography.fernet fido2.server requests"
    " waitress foreshock.cli.publish foreshock.desk.listforms foreshock.desk.publishing foreshock.desk.retrying"
    " foreshock.desk.search.index foreshock.desk.setup foreshock.desk.views.search foreshock.desk.views.sessions"
    " foreshock.site.pages foreshock.site.server foreshock.store.journal foreshock.store.verifying"
).split()


class WarmDesks:
    """Starts a process that has imported what it needs, and desks out of it."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        with theirs:
            line = [sys.executable, str(Path(__file__)), str(theirs.fileno())]
            self._process = subprocess.Popen(line, pass_fds=[theirs.fileno()], stderr=subprocess.DEVNULL)

    @contextmanager
    def serve(self, folder: Path, **more: str) -> Iterator[str]:
        """A desk that is served on a free port, in the environment as it is now and `more`; its address."""
        reads, writes = os.pipe()
        with os.fdopen(reads) as said:
            told = json.dumps([str(folder), os.environ | more]).encode()
            socket.send_fds(self._ours, [len(told).to_bytes(4, "big") + told], [writes])
            os.close(writes)
            desk = os.pidfd_open(int(said.readline()))
            try:
                yield said.readline().split()[1].rstrip("/")
            finally:
                signal.pidfd_send_signal(desk, signal.SIGTERM)
                assert select([desk], [], [], 20)[0], "the desk does not end"
                os.close(desk)

    def close(self) -> None:
        self._ours.close()
        self._process.wait(20)


def hash_quickly() -> None:
    """From here on, in this process."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 8


def _serve_what_is_asked_for(asked: socket.socket) -> None:
    # Nobody waits for the desks: they leave no zombies.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        data, files, *_ = socket.recv_fds(asked, 1 << 20, 1)
        if not data:
            return None
        size = int.from_bytes(data[:4], "big")
        while len(data) < 4 + size:
            data += asked.recv(1 << 20)
        folder, environment = json.loads(data[4:])
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asked.close()
            os.dup2(files[0], 1)
            os.close(files[0])
            os.environ.clear()
            os.environ.update(environment)
            sys.argv = ["foreshock", "serve", "--desk", folder, "--port", "0"]
            os.write(1, f"{os.getpid()}\n".encode())
            return importlib.import_module("foreshock.cli").main()
        os.close(files[0])


if __name__ == "__main__":
    for module in MODULES:
        importlib.import_module(module)
    hash_quickly()
    _serve_what_is_asked_for(socket.socket(fileno=int(sys.argv[1])))
