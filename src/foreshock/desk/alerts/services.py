"""Apprise: the one place where a message leaves for a service."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, Final

from foreshock.model import AlertTo, InvalidValue

from .messages import Message

#: How long a service may take to answer at all, and between two bytes, in seconds.
CONNECT: Final = 5.0
ANSWER: Final = 15.0
_LONGEST_NOTE: Final = 200


def address_of(recipient: AlertTo) -> str:
    """Where alerts to this recipient go. Raises InvalidValue when its environment variable is not set."""
    if not recipient.address_env:
        return recipient.address
    found = os.environ.get(recipient.address_env, "").strip()
    if not found:
        raise InvalidValue(
            f"the alert {recipient.id!r} takes its address from ${recipient.address_env}, which is not set: set it to "
            "an Apprise address"
        )
    return found


def service_of(recipient: AlertTo) -> Any:
    """The service behind the address. Raises InvalidValue; the message never shows the address, which may hold a
    password."""
    from apprise import Apprise, AppriseAsset

    found = Apprise(asset=AppriseAsset(async_mode=False, app_id="Foreshock"))
    if not found.add(address_of(recipient)):
        raise InvalidValue(f"the address of the alert {recipient.id!r} is none that Apprise knows; see its list")
    for server in found:
        server.socket_connect_timeout = min(CONNECT, server.socket_connect_timeout)
        server.socket_read_timeout = ANSWER
    return found


def deliver(service: Any, sending: Sequence[Message], taken: Callable[[Message], None]) -> str:
    """Send messages in their order until one is not taken, and call `taken` with each that was; why the next one was
    not, empty when all were.

    Blocks for as long as the service does; the caller gives it a thread of its own.
    """
    from apprise import NotifyFormat

    for message in sending:
        outcome = service.notify(body=message.body, title=message.title, body_format=NotifyFormat.TEXT)
        if not outcome:
            return _reason(outcome)
        taken(message)
    return ""


def _reason(outcome: Any) -> str:
    """Why a service did not take a message, as far as Apprise says: older ones say only no."""
    logs = outcome.logs() if hasattr(outcome, "logs") else ()
    said = [" ".join(str(entry.message).split()) for entry in logs]
    return said[-1][:_LONGEST_NOTE] if said else "the service did not take it"
