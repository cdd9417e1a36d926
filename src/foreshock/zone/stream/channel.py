"""Streams and subjects of one watch in JetStream, and which partition a track belongs to."""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import Any

import nats
from msgspec import Struct
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError, NotFoundError

from foreshock.model import Conflict, InvalidValue, StoreError

#: How long the broker tells a repeated message from a new one, seconds.
_REMEMBERED = 600.0
#: How long messages are kept, seconds: fixes are in a ledger once they are confirmed.
_KEPT = 7 * 86_400.0


class Channel(Struct, frozen=True):
    """One watch: stream `<name>-fixes` with subjects `<name>.fixes.<partition>`, and `<name>-said` likewise."""

    name: str = "zone"
    partitions: int = 8

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", self.name):
            raise InvalidValue(f"no name of a channel: {self.name!r}; small letters, digits and hyphens")
        if not 1 <= self.partitions <= 256:
            raise InvalidValue(f"{self.partitions} partitions; 1 to 256")

    @property
    def fixes(self) -> str:
        return f"{self.name}-fixes"

    @property
    def said(self) -> str:
        return f"{self.name}-said"

    def fixes_of(self, partition: int) -> str:
        return f"{self.name}.fixes.{partition}"

    def said_of(self, partition: int) -> str:
        return f"{self.name}.said.{partition}"

    def partition(self, track: str | bytes) -> int:
        """The partition of a track: the same everywhere and for good, from a hash of its name."""
        name = track.encode() if isinstance(track, str) else track
        return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big") % self.partitions


async def connect(url: str) -> Client:
    """A connection that comes back by itself when the broker does. Raises StoreError when none is there at first."""

    async def quiet(_: Exception) -> None:
        return None

    try:
        connecting = nats.connect(
            url, max_reconnect_attempts=-1, reconnect_time_wait=0.2, connect_timeout=5, error_cb=quiet,
            allow_reconnect=True, name="foreshock zone",
        )  # fmt: skip
        # A first attempt would go on for ever, as later ones should.
        return await asyncio.wait_for(connecting, 5)
    except (TimeoutError, NatsError, OSError) as error:
        raise StoreError(
            f"no broker answers at {url}: {str(error) or 'no answer within 5 seconds'}; "
            "start one: foreshock zone broker --help"
        ) from None


async def open_channel(js: JetStreamContext, channel: Channel) -> None:
    """Make the two streams, or see that they are those of this channel; Conflict if their partitions differ."""
    for stream, subject in ((channel.fixes, f"{channel.name}.fixes.*"), (channel.said, f"{channel.name}.said.*")):
        told = {"partitions": str(channel.partitions)}
        try:
            held = (await js.stream_info(stream)).config.metadata or {}
        except NotFoundError:
            await js.add_stream(
                StreamConfig(
                    name=stream, subjects=[subject], storage=StorageType.FILE, retention=RetentionPolicy.LIMITS,
                    discard=DiscardPolicy.NEW, duplicate_window=_REMEMBERED, max_age=_KEPT, metadata=told,
                )
            )  # fmt: skip
            held = told
        if held.get("partitions") != told["partitions"]:
            raise Conflict(
                f"channel {channel.name!r} has {held.get('partitions')} partitions, not {channel.partitions}: a track "
                "must stay where it is; give the same number, or another name"
            )


async def persist(js: JetStreamContext, subject: str, payload: bytes, headers: dict[str, Any]) -> None:
    """Publish until the broker has confirmed that the message is on its disk; a broker that is away is waited for.

    The same `Nats-Msg-Id` makes the repeats one. Raises StoreError when the broker refuses: its disk is full.
    """
    while True:
        try:
            await js.publish(subject, payload, timeout=5, headers=headers)
            return
        except APIError as error:
            # 503 without a code of its own: JetStream is not up yet after a restart.
            if error.err_code in (None, 0, 10008, 10118) or (error.code == 503 and error.err_code not in FULL):
                await asyncio.sleep(0.2)
                continue
            raise StoreError(f"the broker does not take {subject}: {error.description}; {_advice(error)}") from None
        except (TimeoutError, NatsError, OSError):
            await asyncio.sleep(0.2)


#: JetStream's codes for no room: resources, storage, maximum of bytes or messages.
FULL = {10023, 10028, 10047, 10052, 10077, 10122}


def _advice(error: APIError) -> str:
    if error.err_code in FULL:
        return "free some space and start again: what was confirmed is kept"
    return "see the broker's log"
