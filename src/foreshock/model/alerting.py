"""`[[alert]]` in `foreshock.toml`: who is told of what, and when; `[mail]`: in whose name letters to readers go out."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Literal, get_args

import msgspec

from .base import check, check_slug
from .levels import LevelCode

#: What somebody can be told of: a new entry, a level that changed, a source that brings nothing any more.
AlertKind = Literal["entry", "level", "silent"]
ALERT_KINDS: Final[tuple[AlertKind, ...]] = get_args(AlertKind)

_HOUR: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


class AlertTo(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """One recipient of alerts, a person or a service.

    `address` is an Apprise URL; where it holds a password or a token, `address_env` names the environment variable
    that has it. Without `flashpoints` all count; with `level` only those that stand at that level or above, and
    changes from or to it. `when` is at once, or once a day at the hour `at` (UTC).
    """

    id: str
    address: str = ""
    address_env: str = ""
    flashpoints: tuple[str, ...] = ()
    level: LevelCode | None = None
    events: tuple[AlertKind, ...] = ALERT_KINDS
    when: Literal["at-once", "daily"] = "at-once"
    at: str = "06:00"

    def __post_init__(self) -> None:
        check_slug(self.id)
        named = f"alert {self.id!r}"
        check(bool(self.address) != bool(self.address_env), f"{named}: give either address or address-env")
        check(not self.address or "://" in self.address, f"{named}: no Apprise address; write json://host/path")
        for slug in self.flashpoints:
            check_slug(slug)
        check(self.events, f"{named}: events is empty; leave it out for all of {', '.join(ALERT_KINDS)}")
        check(_HOUR.fullmatch(self.at), f"{named}: at = {self.at!r} is no hour; write 06:00")

    @property
    def hour(self) -> dt.time:
        """When a daily digest is due, in UTC."""
        return dt.time.fromisoformat(self.at)


class MailConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """In whose name letters to readers go out. The server and its password come from `$FORESHOCK_EMAIL_URL`.

    `sender` is an address, or `Name <address>`. `imprint` is the last line of every letter: who sends it, and where
    they can be reached, as the law of many countries asks for.
    """

    sender: str = ""
    imprint: str = ""

    def __post_init__(self) -> None:
        for name, value in (("sender", self.sender), ("imprint", self.imprint)):
            check("\n" not in value and "\r" not in value, f"[mail]: {name} has a line end in it; write one line")
        check(not self.sender or "@" in self.sender, f"[mail]: sender = {self.sender!r} is no address")
