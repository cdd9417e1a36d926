"""The words of an alert. Only what is public goes in."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from .happenings import Happening

#: Up to so many things go out one by one; of more, a service that was away gets one message that has them all.
ONE_BY_ONE = 5
_LONGEST = 600
_MOST = 40


class Message(Struct, frozen=True):
    """What goes to a service at once; `events` are the alerts that it covers."""

    title: str
    body: str
    events: tuple[str, ...]


def messages(waiting: Sequence[Happening], base_url: str, list_name: str, digest: bool) -> list[Message]:
    """The messages that tell of everything in `waiting`, oldest first."""
    if not digest and len(waiting) <= ONE_BY_ONE:
        return [Message(one.title, _body(one, base_url), (one.event,)) for one in waiting]
    if not waiting:
        return []
    shown = [f"{one.title}\n{_body(one, base_url)}" for one in waiting[-_MOST:]]
    if len(waiting) > _MOST:
        shown.insert(0, f"{len(waiting) - _MOST} older ones stand on the list.")
    title = f"{list_name}: {len(waiting)} piece{'' if len(waiting) == 1 else 's'} of news"
    return [Message(title, "\n\n".join(shown), tuple(one.event for one in waiting))]


def _body(one: Happening, base_url: str) -> str:
    text = one.text if len(one.text) <= _LONGEST else one.text[: _LONGEST - 1].rstrip() + "…"
    address = f"{base_url.rstrip('/')}/{one.path}/" if base_url and one.path else ""
    return "\n".join(filter(None, (text, address)))
