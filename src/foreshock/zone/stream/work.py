"""One worker: the tracks of some partitions, judged and kept, and what is to be said handed on exactly once.

For each portion of messages the ledger takes the fixes, the findings and the refused lines in one transaction; only
then are the messages acknowledged. Lines said are published from the ledger in order of their numbers. Before the first
one, the worker asks the broker which number it holds last, and each publication names the one before it; so whatever
was interrupted, the broker's stream holds every line once, in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from pathlib import Path

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import APIError, NotFoundError

from foreshock.model import Conflict, StoreError, Zone

from ..lines import decode_lines
from ..live import Arrival, Clock, LiveWatch
from ..rules import Rules
from .channel import FULL, Channel
from .pull import Pull, rebind

#: Messages judged together, and bytes of lines said in one message.
_MOST, _LARGEST = 256, 512 * 1024


class Worker:
    """One partition: its ledger, its consumer, its place in what was said."""

    def __init__(
        self, channel: Channel, partition: int, folder: Path, zones: list[Zone], rules: Rules, clock: Clock
    ) -> None:
        self.channel, self.partition = channel, partition
        path = folder / f"{channel.name}-{partition}" / "ledger.sqlite"
        self.watch = LiveWatch(zones, rules, path, clock)
        self.ledger = self.watch.ledger
        self.ledger.same("channel", f"{channel.name}, partition {partition} of {channel.partitions}")
        if self.ledger.about("id") is None:
            with self.ledger.writing():
                self.ledger.note("id", uuid.uuid4().hex)
        self._id = str(self.ledger.about("id"))
        self._sent, self._after = 0, 0
        self._new = asyncio.Event()

    async def run(self, broker: Client) -> None:
        """Work until it is cancelled or the ledger cannot be written."""
        js = broker.jetstream()
        consumer = await rebind(
            js, self.channel.fixes, self.channel.fixes_of(self.partition), f"partition-{self.partition}"
        )
        self._pull = Pull(broker, self.channel.fixes, consumer)
        await self._see_what_was_said(js)
        speaker = asyncio.ensure_future(self._speak(js))
        try:
            while True:
                if speaker.done():
                    speaker.result()
                await self._take()
        finally:
            speaker.cancel()
            with contextlib.suppress(asyncio.CancelledError, StoreError):
                await speaker
            self.ledger.close()

    async def _take(self) -> None:
        found = await self._pull.messages(_MOST)
        arrivals: list[Arrival] = []
        for message in found:
            place = message.metadata
            origin = f"{place.stream} {place.sequence.stream}"
            fixes, refused = decode_lines(message.data.split(b"\n"), origin, 1)
            # One instant of reception for each message, so that a fix told again is held against the same clock.
            arrivals.append(Arrival(fixes, refused, place.timestamp.timestamp(), origin))
        if self.watch.take_all(arrivals):
            self._new.set()
        for message in found:
            with contextlib.suppress(NatsError, OSError):
                await message.ack()

    async def _see_what_was_said(self, js: JetStreamContext) -> None:
        while True:
            try:
                last = await js.get_last_msg(self.channel.said, self.channel.said_of(self.partition))
            except NotFoundError:
                self._sent, self._after = 0, 0
                return
            except (TimeoutError, NatsError, OSError):
                await asyncio.sleep(0.2)
                continue
            headers = last.headers or {}
            if headers.get("Foreshock-Ledger") != self._id:
                raise Conflict(
                    f"partition {self.partition} of channel {self.channel.name!r} has been judged with another ledger; "
                    "start the worker on the folder that holds it"
                )
            self._sent, self._after = int(headers["Foreshock-Last"]), int(last.seq or 0)
            return

    async def _speak(self, js: JetStreamContext) -> None:
        """Publish what the ledger holds beyond what was sent, and again whenever there is more."""
        while True:
            self._new.clear()
            while lines := self.ledger.said(self._sent, 1000):
                size, upto = 0, 0
                for upto, (_, line) in enumerate(lines, 1):  # noqa: B007
                    size += len(line)
                    if size >= _LARGEST:
                        break
                await self._publish(js, lines[:upto])
            await self._new.wait()

    async def _publish(self, js: JetStreamContext, lines: list[tuple[int, bytes]]) -> None:
        first, last = lines[0][0], lines[-1][0]
        payload = b"\n".join(b'{"seq":%d,' % seq + line[1:] for seq, line in lines)
        headers = {
            "Nats-Msg-Id": f"{self._id}:{first}-{last}", "Foreshock-Ledger": self._id, "Foreshock-Last": str(last),
            "Nats-Expected-Last-Subject-Sequence": str(self._after),
        }  # fmt: skip
        try:
            done = await js.publish(self.channel.said_of(self.partition), payload, timeout=5, headers=headers)
            self._sent, self._after = last, done.seq
        except APIError as error:
            if error.err_code in FULL:
                raise StoreError(
                    f"the broker has no room for what is to be said: {error.description}; free some space and start "
                    "again: it is kept in the ledger"
                ) from None
            await asyncio.sleep(0.1)
            await self._see_what_was_said(js)
        except (TimeoutError, NatsError, OSError):
            # It may have arrived or not: the broker knows.
            await asyncio.sleep(0.1)
            await self._see_what_was_said(js)


def share_of(partitions: int, number: int, of: int) -> list[int]:
    """The partitions of worker `number` (1 to `of`)."""
    return [partition for partition in range(partitions) if partition % of == number - 1]


async def work(broker: Client, workers: list[Worker]) -> None:
    """Run the partitions of one process until one fails; the others are then stopped too."""
    tasks = [asyncio.ensure_future(worker.run(broker)) for worker in workers]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
