"""A desk's folder with a collector, for the tests of collecting: sources, a clock that tests turn, its books."""

from __future__ import annotations

import datetime as dt
import random
import sys
from pathlib import Path
from typing import Any

from foreshock.model import DeskConfig, Report, Source
from foreshock.sources.fetching import Fetcher
from foreshock.store.archive import Archive
from foreshock.store.collecting import Collected, Collector, evidence_of
from foreshock.store.journal import Journal

sys.path.insert(0, str(Path(__file__).parents[1] / "sources"))


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = dt.datetime(2019, 2, 14, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += dt.timedelta(**by)


class Desk:
    """A desk's folder with sources and a clock; `collect()` makes one round."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.clock = Clock()
        self.archive = Archive(folder / "archive")
        self.sources: list[Source] = []

    @property
    def config(self) -> DeskConfig:
        return DeskConfig(sources=tuple(self.sources))

    def collector(self) -> Collector:
        return Collector(self.folder, self.config, self.archive, Fetcher(delay=0.0), self.clock, random.Random(1))

    def collect(self, **how: Any) -> dict[str, Collected]:
        return {outcome.source: outcome for outcome in self.collector().collect(**how)}

    def web(self, id: str, address: str, **more: Any) -> None:
        self.sources.append(Source(id, address=address, allow_private_addresses=True, **more))

    def file(self, id: str, name: str, data: bytes, **more: Any) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.sources.append(Source(id, path=name, **more))
        return path

    def reports(self, **asked: Any) -> list[Report]:
        return list(evidence_of(self.folder, self.config).reports(**asked))

    def journal(self) -> Journal:
        return Journal(self.folder)
