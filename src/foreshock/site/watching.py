"""What a server knows of the zones as they are watched: the journal's newest fixes, who may read them, and the log.

The journal is that of `foreshock zone watch -J`, or the ledgers of `foreshock zone work -J`. Only the server reads it:
no baked page, no data file and no export ever holds a fix.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import hmac
import os
import threading
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from foreshock.model import Breach, Damaged, DeskConfig, Fix, StoreError, Zone
from foreshock.store.secretkey import secret_key
from foreshock.zone.overlook import Overlook
from foreshock.zone.sharing import Sharing

LOG: Final = "exact-reads.jsonl"
#: A track that was not heard of for so many seconds is no longer shown as there.
STALE_S: Final = 1800.0
_GENESIS: Final = "0" * 64
#: No line of the log is longer, in bytes: a name has at most 200 characters, an id of a zone 80.
_LONGEST: Final = 4096


class Line(Struct, frozen=True):
    """One line of the log of exact reads; `prev` is the SHA-256 of the line before."""

    at: dt.datetime
    reader: str
    zone: str
    tracks: int
    prev: str
    outcome: str = "read"


class Journal:
    """The newest fix of each track and the breaches as last said, read from the ledgers of a watch."""

    def __init__(self, folder: Path) -> None:
        self._ledgers = Overlook(folder)
        self._lock = threading.Lock()

    def read(self, now: dt.datetime) -> tuple[list[Fix], list[Breach]]:
        """The newest fixes of the tracks heard of lately, and the breaches as they stand."""
        lately = dt.timedelta(seconds=STALE_S)
        with self._lock:
            return self._ledgers.newest(now - lately, now + lately), self._ledgers.breaches()

    def latest(self) -> dt.datetime | None:
        """The instant of the newest fix of all tracks; None where there is none."""
        with self._lock:
            return self._ledgers.latest()


class Watching:
    """What a desk shares of its zones, and to whom. `log` keeps every read of exact positions."""

    def __init__(
        self, sharing: Sharing, journal: Path | None, readers: dict[str, str], log: Path | None,
        accounts: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.sharing = sharing
        #: Who may read exact positions when signed in at the desk: account → name.
        self.accounts = accounts or {}
        self.journal = Journal(journal) if journal else None
        self._readers, self._log = readers, log
        self._writing = threading.Lock()

    def reader(self, token: str) -> str | None:
        """Whose token it is; every one is compared, in the same time whatever it is."""
        digest = hashlib.sha256(token.encode()).hexdigest()
        found = None
        for known, name in self._readers.items():
            if hmac.compare_digest(known, digest):
                found = name
        return found

    def note(self, reader: str, zone: str, tracks: int, outcome: str = "read") -> None:
        """Write a line to the log and flush it to the disk. Raises StoreError where that fails."""
        if self._log is None:
            raise StoreError("there is no folder to log reads of exact positions in, so none is answered")
        try:
            with self._writing, open(self._log, "a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                # The last line is enough, and it is short: a log of years costs no more than one of a day.
                file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST))
                lines = file.read().splitlines()
                prev = hashlib.sha256(lines[-1]).hexdigest() if lines else _GENESIS
                line = Line(dt.datetime.now(dt.UTC), reader, zone, tracks, prev, outcome)
                file.write(msgspec.json.encode(line) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(f"{self._log} cannot be written: {error.strerror}; exact positions are not read") from None


def check_log(log: Path) -> int:
    """How many lines the log has, each following from the one before. Raises Damaged for the first that does not."""
    prev, number = _GENESIS, 0
    for number, line in enumerate(log.read_bytes().splitlines(), 1):
        try:
            told = msgspec.json.decode(line, type=Line)
        except msgspec.DecodeError as error:
            raise Damaged(f"{log}: line {number} is no line of this log: {error}") from None
        if told.prev != prev:
            raise Damaged(f"{log}: line {number} does not follow from the one before: a line was changed or taken out")
        prev = hashlib.sha256(line).hexdigest()
    return number


def watching_of(folder: Path | None, config: DeskConfig) -> Watching:
    """What the desk in `folder` has set. Raises StoreError where its protected places cannot be read: without them
    nothing may be shown."""
    zone = config.zone
    base = folder or Path()
    readers = {reader.token_sha256: reader.name for reader in zone.readers if reader.token_sha256}
    accounts = {reader.account: reader.name for reader in zone.readers if reader.account}
    return Watching(
        sharing_of(folder, config), base / zone.journal if zone.journal else None, readers,
        folder / LOG if folder else None, accounts,
    )  # fmt: skip


def sharing_of(folder: Path | None, config: DeskConfig) -> Sharing:
    """The settings of sharing with the protected places read in."""
    zone = config.zone
    protected: tuple[Zone, ...] = ()
    if zone.protected:
        from foreshock.zone.geojson import read_nouns  # heavy: the kernel

        file = (folder or Path()) / zone.protected
        if not file.is_file():
            raise StoreError(f"{file} is not there: zone.protected names the places that are never to be shown")
        protected = tuple(read_nouns(file))
    return Sharing(zone.delay_hours, zone.grid_km, protected, _naming(folder))


def _naming(folder: Path | None) -> str:
    """The key of public names, made from the desk's secret so that it tells nothing of it."""
    try:
        secret = secret_key(folder)
    except OSError:
        # A folder that cannot be written and has none: names then hold for this process only, and are none the weaker.
        secret = secret_key(None)
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"public names").hexdigest()
