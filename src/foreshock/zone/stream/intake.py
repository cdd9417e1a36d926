"""Lines as they arrive, from standard input, many TCP connections at once, or a NATS subject; each portion confirmed
to where it came from once it is kept.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable
from io import FileIO

from msgspec import Struct

from foreshock.model import StoreError

#: Bytes read at once, portions waiting before reading pauses, bytes gathered before they are handed on.
_READ, _WAITING, _TOGETHER = 1 << 16, 64, 4 << 20

#: No fix is longer, in bytes; of a longer line the beginning is kept, as refused, so that no sender fills the memory.
_LONGEST = 1 << 20

Confirm = Callable[[], Awaitable[None]]


class Portion(Struct, frozen=True):
    """Lines of one origin, the first numbered `first`; `confirm` tells the sender that they are kept."""

    origin: str
    first: int
    lines: list[bytes]
    confirm: Confirm


async def _nothing() -> None:
    return None


class Lines:
    """Cuts what one sender sends into numbered lines. The last may lack its line end."""

    def __init__(self, origin: str, confirm: Callable[[int], Awaitable[None]]) -> None:
        self.origin, self._confirm = origin, confirm
        self._rest, self._number = b"", 0

    def cut(self, data: bytes) -> Portion | None:
        """The whole lines in `data` and what was left over before; all that is left over for b""."""
        *lines, rest = (self._rest + data).split(b"\n") if data else (self._rest, b"")
        self._rest = rest[:_LONGEST]
        first = self._number + 1
        self._number += len(lines)
        if not any(line.strip() for line in lines):
            return None
        number = self._number

        async def confirm() -> None:
            await self._confirm(number)

        return Portion(self.origin, first, lines, confirm)


class Intake:
    """Portions from whatever is opened on it, in the order in which they arrive."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Portion | None] = asyncio.Queue(_WAITING)
        self._tasks: list[asyncio.Task[None]] = []

    async def gather(self, seconds: float) -> list[Portion] | None:
        """Wait for a portion, then take what arrives within some seconds; None when no more can come."""
        first = await self._queue.get()
        if first is None:
            return None
        found, size = [first], sum(map(len, first.lines))
        until = time.monotonic() + seconds
        while size < _TOGETHER:
            try:
                more = await asyncio.wait_for(self._queue.get(), max(0.0, until - time.monotonic()))
            except TimeoutError:
                break
            if more is None:
                self._queue.put_nowait(None)
                break
            found.append(more)
            size += sum(map(len, more.lines))
        return found

    def read(self, stream: FileIO) -> None:
        """Take lines from a file or pipe until it ends; then no more come.

        Without a buffer: its lock would be held by the thread that reads when something else ends the process, and
        Python aborts a process that ends so.
        """
        loop = asyncio.get_running_loop()

        async def confirm(_: int) -> None:
            return None

        lines = Lines(f"standard input {time.time():.6f}", confirm)

        def put(portion: Portion | None) -> None:
            asyncio.run_coroutine_threadsafe(self._queue.put(portion), loop).result()

        def run() -> None:
            # The loop may be gone, or going, when something else ended the watch.
            with contextlib.suppress(RuntimeError, asyncio.CancelledError, concurrent.futures.CancelledError):
                while data := stream.read(_READ):
                    if portion := lines.cut(data):
                        put(portion)
                if portion := lines.cut(b""):
                    put(portion)
                put(None)

        threading.Thread(target=run, daemon=True).start()

    async def listen(self, host: str, port: int) -> tuple[str, int]:
        """Take lines from TCP connections; each is told `{"kept": n}` when its first n lines are kept."""
        try:
            server = await asyncio.start_server(self._connected, host, port)
        except OSError as error:
            raise StoreError(f"no listening at {host}:{port}: {error.strerror}; name a free port") from None
        self._tasks.append(asyncio.ensure_future(server.serve_forever()))
        name = server.sockets[0].getsockname()
        return str(name[0]), int(name[1])

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def confirm(number: int) -> None:
            # A sender that reads no answers must not hold up the others: answers count up, so one may be left out.
            if not writer.is_closing() and writer.transport.get_write_buffer_size() < _READ:
                writer.write(b'{"kept":%d}\n' % number)

        lines = Lines(f"{writer.get_extra_info('peername')} {time.time():.6f}", confirm)
        with contextlib.suppress(OSError):
            while data := await reader.read(_READ):
                if portion := lines.cut(data):
                    await self._queue.put(portion)
        if portion := lines.cut(b""):
            await self._queue.put(portion)
        with contextlib.suppress(OSError):
            if not reader.at_eof():
                writer.close()

    async def subscribe(self, url: str, subject: str) -> None:
        """Take lines from a NATS subject: from the stream that keeps it, confirmed message by message, if one does;
        else as they pass, and a sender that asks for a reply gets `kept`.
        """
        from nats.errors import Error as NatsError

        from .channel import connect
        from .pull import Pull, bind

        broker = await connect(url)
        js = broker.jetstream()
        try:
            stream = await js.find_stream_name_by_subject(subject)
        except NatsError:
            stream = ""
        if stream:
            pull = Pull(broker, stream, await bind(js, stream, subject, f"foreshock-{subject}".replace(".", "-")))
            self._tasks.append(asyncio.ensure_future(self._pulled(pull)))
            return

        async def passing(message: object) -> None:
            reply = message.reply  # type: ignore[attr-defined]

            async def answer() -> None:
                if reply:
                    await broker.publish(reply, b"kept")

            data = message.data  # type: ignore[attr-defined]
            await self._queue.put(Portion(f"{subject} {time.time():.6f}", 1, data.split(b"\n"), answer))

        await broker.subscribe(subject, cb=passing)
        # The broker knows of it only when it has answered; until then a request finds nobody.
        await broker.flush()

    async def _pulled(self, pull: object) -> None:
        while True:
            for message in await pull.messages(64):  # type: ignore[attr-defined]
                origin = f"{message.metadata.stream} {message.metadata.sequence.stream}"
                await self._queue.put(Portion(origin, 1, message.data.split(b"\n"), message.ack))
