"""What ledgers hold, read beside the processes that write them. Needs no extra."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from foreshock.model import Breach, Fix, StoreError
from foreshock.model.zones import Domain


class _Said(Struct, frozen=True):
    act: Literal["new", "changed", "withdrawn", "refused"]
    breach: Breach | None = None


class Overlook:
    """The ledgers in a folder: that of `foreshock zone watch -J`, or those of `foreshock zone work -J`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, tuple[int, int]] = {}
        self._breaches: dict[str, Breach] = {}
        self._taken_back: set[str] = set()
        self._said = msgspec.json.Decoder(_Said)
        self._rest = msgspec.msgpack.Decoder(tuple[float | None, float | None, str, Domain | None])

    def newest(self, since: dt.datetime, until: dt.datetime) -> list[Fix]:
        """The newest fix of each track, where it lies between two instants."""
        query = "SELECT track, time, lat, lon, rest FROM newest WHERE time BETWEEN ? AND ?"
        found = []
        for path in self._ledgers():
            for track, time, lat, lon, rest in self._rows(path, query, (since.timestamp(), until.timestamp())):
                accuracy, altitude, source, domain = self._rest.decode(rest)
                at = dt.datetime.fromtimestamp(time, dt.UTC)
                found.append(Fix(track, at, lat, lon, accuracy, altitude, source, domain))
        return found

    def latest(self) -> dt.datetime | None:
        """The instant of the newest fix of all; None where there is none."""
        query = "SELECT max(time) FROM newest"
        instants = [row[0] for path in self._ledgers() for row in self._rows(path, query, ()) if row[0] is not None]
        return dt.datetime.fromtimestamp(max(instants), dt.UTC) if instants else None

    def breaches(self) -> list[Breach]:
        """The breaches as they stand, kept up from call to call."""
        for path in self._ledgers():
            # A ledger that was taken away and begun anew is another file.
            which = path.stat().st_ino
            known, after = self._read.get(path, (which, 0))
            if known != which:
                after, self._breaches, self._taken_back = 0, {}, set()
                self._read.clear()
            for number, line in self._rows(path, "SELECT seq, line FROM said WHERE seq > ? ORDER BY seq", (after,)):
                said, after = self._said.decode(line), number
                if said.breach is not None:
                    self._breaches.pop(said.breach.id, None)
                    self._taken_back.discard(said.breach.id)
                    if said.act == "withdrawn":
                        self._taken_back.add(said.breach.id)
                    else:
                        self._breaches[said.breach.id] = said.breach
            self._read[path] = (which, after)
        return list(self._breaches.values())

    def taken_back(self) -> frozenset[str]:
        """The ids of breaches that were said and, by later fixes, are none; as of the last call of `breaches`."""
        return frozenset(self._taken_back)

    def _ledgers(self) -> list[Path]:
        return sorted([*self._folder.glob("ledger.sqlite"), *self._folder.glob("*/ledger.sqlite")])

    @staticmethod
    def _rows(path: Path, query: str, values: tuple[float, ...]) -> list[tuple[Any, ...]]:
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as ledger:
                return ledger.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be read: {error}; is it the ledger of foreshock zone?") from None
