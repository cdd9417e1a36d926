"""A real mail server on loopback for the tests of letters: takes letters, or refuses some, as it is told."""

from __future__ import annotations

import email
import email.policy
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from serving import served


class Mailbox:
    """`letters` are (recipient, message), in the order in which they came. Recipients in `refused` are turned away."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self.refused: set[str] = set()
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.say("220 here")
                to: list[str] = []
                while line := self.rfile.readline():
                    word = line[:4].upper()
                    if word == b"DATA":
                        self.say("354 go on")
                        outer._take(to, self.letter())
                        to = []
                        self.say("250 taken")
                    elif word == b"RCPT":
                        name = line.decode().partition("<")[2].partition(">")[0]
                        if name in outer.refused:
                            self.say("550 nobody here by that name")
                        else:
                            to.append(name)
                            self.say("250 fine")
                    elif word == b"QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("250 fine")

            def letter(self) -> bytes:
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
                return b"".join(lines)

            def say(self, words: str) -> None:
                self.wfile.write(f"{words}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.server.server_address[1]}"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for name, letter in self.letters if name == address]

    def _take(self, to: list[str], data: bytes) -> None:
        letter = email.message_from_bytes(data.replace(b"\r\n", b"\n"), policy=email.policy.default)
        self.letters += [(name, letter) for name in to]


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    made = Mailbox()
    with served(made.server):
        yield made
