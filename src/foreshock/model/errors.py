"""The one error tree.

ForeshockError
 ├─ InvalidValue        a value breaks a rule of the model
 │   └─ UnknownCode     a code that stands in none of our tables
 ├─ UnreadableSource    bytes that cannot be read as what they are said to be
 │   └─ TooLarge        more bytes than the reader accepts
 ├─ NotFetched          an address gave nothing, or may not be reached
 ├─ StoreError          the store cannot do what was asked
 │   ├─ NotADesk        the folder or database holds no Foreshock store
 │   ├─ Conflict        what was asked contradicts what is recorded
 │   ├─ NotFound        no such object, revision or bytes
 │   └─ Damaged         the chain or the archive does not verify
 └─ NotInstalled        a part of this command lives in an extra that is missing

Every message says what was wrong, shows the value, and says what to do. Library code raises these and
never exits or prints; `foreshock.cli` turns them into one line and an exit code.
"""

from __future__ import annotations


class ForeshockError(Exception):
    """Anything that Foreshock itself reports. `exit_code` is what the command line returns for it."""

    exit_code = 1


class InvalidValue(ForeshockError, ValueError):
    """You get it when a value breaks a rule of the model, on construction or on decoding."""

    exit_code = 65


class UnknownCode(InvalidValue):
    """You get it for an event type, mode, actor, level or grade that stands in none of our tables."""


class UnreadableSource(ForeshockError):
    """You get it when a file is not what it is said to be: wrong encoding, empty, no page, no list."""

    exit_code = 65


class TooLarge(UnreadableSource):
    """You get it when a source is larger than the reader accepts."""


class NotFetched(ForeshockError):
    """You get it when an address gave nothing: unknown, down, slow, refused, moved in circles, or not to be reached.

    `wait` is how long, in seconds, its server asks us to stay away; None where it does not say.
    """

    exit_code = 75

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class StoreError(ForeshockError):
    """You get it when the store cannot do what was asked. Nothing was written."""

    exit_code = 74


class NotADesk(StoreError):
    """You get it when the folder or database holds no Foreshock store."""

    exit_code = 66


class Conflict(StoreError):
    """You get it when what was asked contradicts what is recorded. Nothing was written."""

    exit_code = 73


class NotFound(StoreError):
    """You get it when no object, revision or archived bytes answer to that name."""

    exit_code = 66


class Damaged(StoreError):
    """You get it when the chain or the archive does not verify."""

    exit_code = 76


class NotInstalled(ForeshockError):
    """You get it when a command needs an extra, or a system library, that is not there."""

    exit_code = 69
