"""Messages of a durable consumer as soon as they are there.

nats-py's `fetch` waits for a full batch or its time-out; a watch cannot. Here one standing request is kept at the
broker, and what has come is handed on at once.
"""

from __future__ import annotations

import asyncio
import json
import time

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

#: A request stands this long (seconds) for this many messages, and is made again when half have come.
_STANDS, _ASKED = 2.0, 512
#: Seconds after which a message that is not confirmed is sent again.
_CONFIRMED_WITHIN = 10.0


async def bind(js: JetStreamContext, stream: str, subject: str, durable: str) -> str:
    """The name of a durable consumer of one subject, made if it is not there: explicit acks, no end of redelivery."""
    try:
        await js.consumer_info(stream, durable)
    except NotFoundError:
        await js.add_consumer(stream, _config(subject, durable, DeliverPolicy.ALL))
    return durable


async def rebind(js: JetStreamContext, stream: str, subject: str, durable: str) -> str:
    """As `bind`, for the only reader of a consumer: what an earlier reader had been sent and not confirmed is sent
    again at once. If it is cut off half-way, the next one is sent the whole stream.
    """
    try:
        floor = (await js.consumer_info(stream, durable)).ack_floor
        await js.delete_consumer(stream, durable)
        first = (floor.stream_seq if floor else 0) + 1
        await js.add_consumer(stream, _config(subject, durable, DeliverPolicy.BY_START_SEQUENCE, first))
    except NotFoundError:
        await js.add_consumer(stream, _config(subject, durable, DeliverPolicy.ALL))
    return durable


def _config(subject: str, durable: str, policy: DeliverPolicy, first: int | None = None) -> ConsumerConfig:
    return ConsumerConfig(
        durable_name=durable, filter_subject=subject, ack_policy=AckPolicy.EXPLICIT, ack_wait=_CONFIRMED_WITHIN,
        deliver_policy=policy, opt_start_seq=first, max_ack_pending=4 * _ASKED, max_deliver=-1,
    )  # fmt: skip


class Pull:
    """Pulls messages of a consumer; outlives the broker's restarts."""

    def __init__(self, broker: Client, stream: str, consumer: str) -> None:
        self._broker = broker
        self._next = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{consumer}"
        self._inbox, self._wanted, self._until = "", 0, 0.0

    async def messages(self, most: int) -> list[Msg]:
        """What has come, at most some; empty when nothing came for a while."""
        if not self._inbox:
            self._inbox = self._broker.new_inbox()
            self._subscription = await self._broker.subscribe(self._inbox)
        found: list[Msg] = []
        try:
            await self._ask()
            found += self._counted(await self._subscription.next_msg(timeout=_STANDS))
            while len(found) < most and self._subscription.pending_msgs:
                found += self._counted(await self._subscription.next_msg(timeout=_STANDS))
        except (TimeoutError, NatsError, OSError):
            self._until = 0.0
            if not found:
                await asyncio.sleep(0.01)
        return found

    async def _ask(self) -> None:
        if self._wanted > _ASKED // 2 and time.monotonic() < self._until:
            return
        request = {"batch": _ASKED, "expires": int(_STANDS * 1e9)}
        await self._broker.publish(self._next, json.dumps(request).encode(), reply=self._inbox)
        self._wanted, self._until = _ASKED, time.monotonic() + _STANDS

    def _counted(self, message: Msg) -> list[Msg]:
        if message.headers and "Status" in message.headers and not message.data:
            # The request has run out, or the consumer has moved: ask again.
            if message.headers["Status"] != "100":
                self._until = 0.0
            return []
        self._wanted -= 1
        return [message]
