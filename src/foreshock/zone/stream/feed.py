"""Lines in, each to the partition of its track, confirmed when the broker has them on its disk."""

from __future__ import annotations

import asyncio
import hashlib

import msgspec
from msgspec import Struct
from nats.js import JetStreamContext

from .channel import Channel, persist
from .intake import Intake, Portion

#: Seconds over which lines are gathered into messages, and the largest message, bytes.
_GATHER, _LARGEST = 0.02, 512 * 1024


class _Named(Struct):
    track: str


def messages(channel: Channel, portions: list[Portion]) -> list[tuple[int, bytes]]:
    """Messages (partition, lines) that hold the lines of some portions. A line without a track goes where its bytes
    say, for the worker there to refuse it.
    """
    decode = msgspec.json.Decoder(_Named).decode
    held: dict[int, list[bytes]] = {}
    found: list[tuple[int, bytes]] = []
    sizes: dict[int, int] = {}
    for portion in portions:
        for line in portion.lines:
            if not line.strip():
                continue
            try:
                track: str | bytes = decode(line).track
            except (msgspec.DecodeError, UnicodeDecodeError):
                track = line
            place = channel.partition(track)
            held.setdefault(place, []).append(line)
            sizes[place] = sizes.get(place, 0) + len(line) + 1
            if sizes[place] >= _LARGEST:
                found.append((place, b"\n".join(held.pop(place))))
                del sizes[place]
    found += [(place, b"\n".join(lines)) for place, lines in held.items()]
    return found


async def send(js: JetStreamContext, channel: Channel, portions: list[Portion]) -> int:
    """Have portions kept by the broker, then confirm them; return how many lines there were.

    A message is known by its contents: one that is sent again within ten minutes is kept once.
    """
    parts = messages(channel, portions)
    await asyncio.gather(*(
        persist(js, channel.fixes_of(place), data, {"Nats-Msg-Id": hashlib.blake2b(data, digest_size=16).hexdigest()})
        for place, data in parts
    ))  # fmt: skip
    for portion in portions:
        await portion.confirm()
    return sum(data.count(b"\n") + 1 for _, data in parts)


async def feed(js: JetStreamContext, channel: Channel, intake: Intake) -> int:
    """Send all that an intake brings until it ends; return how many lines there were."""
    count = 0
    while (portions := await intake.gather(_GATHER)) is not None:
        count += await send(js, channel, portions)
    return count
