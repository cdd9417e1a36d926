"""A real HTTP receiver on loopback for the tests of alerts: takes them, refuses them, or hangs, as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from serving import served


class Receiver:
    """`taken` are the messages that it said yes to, in order; `asked` counts all requests. `answer` is the status
    that it gives; None makes it hang until it is let go."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.asked = 0
        self.answer: int | None = 200
        self.let_go = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked += 1
                if outer.answer is None:
                    outer.let_go.wait(60)
                    return
                if outer.answer == 200:
                    outer.taken.append(body)
                self.send_response(outer.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server.server_address[1]}/alerts"

    @property
    def titles(self) -> list[str]:
        return [message["title"] for message in self.taken]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    with served(receiver.server):
        try:
            yield receiver
        finally:
            receiver.let_go.set()
