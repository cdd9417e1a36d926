"""Fixes as they come: findings renewed, said once, and kept through a crash.

The journal is the record: a fix is in it, flushed to the disk, before anything is said about it. Starting again
reads the journal back and says only what had not been said.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct

from foreshock.model import InvalidValue, StoreError, Zone
from foreshock.model.tracks import Breach, Fix

from .rules import Rules
from .track import Track, joined, track_of, tracks_of
from .watch import Watch, ZoneEvent
from .zones import Circle


class Said(Struct, frozen=True, omit_defaults=True):
    """One line out: a breach or event that is new, changed by later fixes, or no longer found."""

    act: Literal["new", "changed", "withdrawn"]
    breach: Breach | None = None
    event: ZoneEvent | None = None


class LiveWatch:
    """Keeps the fixes of each track and judges a track again when it has new ones.

    What it has said, in sum, is at any moment what `Watch.judge` finds in the same fixes, in whatever order they came.
    Its memory grows with the fixes it holds: about 500 bytes each.
    """

    def __init__(self, zones: list[Zone], rules: Rules | None = None) -> None:
        self._watch = Watch(zones, rules)
        self._known: dict[str, set[Fix]] = {}
        self._tracks: dict[str, Track] = {}
        self._breaches: dict[str, dict[str, Breach]] = {}
        self._events: dict[str, dict[tuple[str, str, str], ZoneEvent]] = {}

    def warm(self) -> None:
        """Compile or load what judging needs, so that the first fix does not wait for it."""
        for shape in self._watch.ground.zones.shapes[:1]:
            lon, lat = (shape.lon, shape.lat) if isinstance(shape, Circle) else shape.rings[0][0]
            time = np.array([0.0, 10.0, 20.0])
            self._watch.judge(track_of("warm", time, np.full(3, lat), np.full(3, lon)))

    def add(self, fixes: Iterable[Fix]) -> list[Said]:
        """Take fixes in; return what is to be said now. A fix that is known already changes nothing."""
        fresh: dict[str, list[Fix]] = {}
        for fix in fixes:
            known = self._known.setdefault(fix.track, set())
            if fix not in known:
                known.add(fix)
                fresh.setdefault(fix.track, []).append(fix)
        said: list[Said] = []
        for more in tracks_of(fix for part in fresh.values() for fix in part):
            held = self._tracks.get(more.id)
            self._tracks[more.id] = more if held is None else joined(held, more)
            said += self._renew(more.id)
        return said

    def _renew(self, name: str) -> list[Said]:
        track = self._tracks[name]
        found = self._watch.judge(track)
        breaches = {breach.id: breach for breach in found.breaches}
        events: dict[tuple[str, str, str], ZoneEvent] = {
            (event.kind, event.zone, f"{event.time:%Y%m%dT%H%M%S.%f}"): event for event in found.events
        }
        said: list[Said] = []
        before, told = self._breaches.get(name, {}), self._events.get(name, {})
        for key, breach in breaches.items():
            if before.get(key) != breach:
                said.append(Said("changed" if key in before else "new", breach=breach))
        said += [Said("withdrawn", breach=breach) for key, breach in before.items() if key not in breaches]
        for mark, event in events.items():
            if told.get(mark) != event:
                said.append(Said("changed" if mark in told else "new", event=event))
        said += [Said("withdrawn", event=event) for mark, event in told.items() if mark not in events]
        self._breaches[name], self._events[name] = breaches, events
        return said

    @property
    def breaches(self) -> list[Breach]:
        """All breaches as they stand."""
        return [breach for held in self._breaches.values() for breach in held.values()]


class Journal:
    """Two files in a folder: `fixes.jsonl`, every fix taken in, and `said.jsonl`, every line said.

    A line cut off by a crash is dropped on opening: its fix had not been confirmed, or its line will be said again.
    """

    def __init__(self, folder: Path, watch: LiveWatch) -> None:
        self._folder, self._watch = folder, watch
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held = self._whole_lines("fixes.jsonl")
            said = set(self._whole_lines("said.jsonl"))
            self._fixes = (folder / "fixes.jsonl").open("ab")
            self._said = (folder / "said.jsonl").open("ab")
        except OSError as error:
            raise StoreError(f"{folder}: no journal: {error.strerror}; name a folder that can be written") from None
        decoder = msgspec.json.Decoder(Fix)
        try:
            again = watch.add(decoder.decode(line) for line in held)
        except msgspec.DecodeError as error:
            raise InvalidValue(f"{folder}/fixes.jsonl is damaged: {error}; move it aside") from None
        #: What a crash kept from being said.
        self.owed = [line for line in map(msgspec.json.encode, again) if _plain(line) not in {_plain(s) for s in said}]

    def _whole_lines(self, name: str) -> list[bytes]:
        file = self._folder / name
        if not file.exists():
            return []
        data = file.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            with file.open("r+b") as cut:
                cut.truncate(whole)
        return data[:whole].splitlines()

    def take(self, fixes: list[Fix]) -> list[bytes]:
        """Keep fixes, judge them, keep and return what is to be said, one JSON line each."""
        try:
            self._append(self._fixes, [msgspec.json.encode(fix) for fix in fixes])
            lines = [msgspec.json.encode(said) for said in self._watch.add(fixes)]
            self.say(lines)
        except OSError as error:
            raise StoreError(
                f"{self._folder}: a fix could not be kept: {error.strerror}; free some space and start again: what "
                "was confirmed is kept"
            ) from None
        return lines

    def say(self, lines: list[bytes]) -> None:
        """Note that lines have been said."""
        self._append(self._said, lines)

    @staticmethod
    def _append(file: object, lines: list[bytes]) -> None:
        if lines:
            file.write(b"".join(line + b"\n" for line in lines))  # type: ignore[attr-defined]
            file.flush()  # type: ignore[attr-defined]
            os.fsync(file.fileno())  # type: ignore[attr-defined]

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._fixes.close()
        self._said.close()


def _plain(line: bytes) -> bytes:
    """A line without its act: what counts is whether the thing itself has been said."""
    return line.split(b",", 1)[-1]
