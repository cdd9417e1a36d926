"""What a brief says, as plain values: cut to length, so that it can be measured, and sent to another process."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace


class Fit(Struct, frozen=True):
    """How much of each kind two sheets hold; `why` is in lines. With `follows`, one sheet is enough for all."""

    entries: int = 0
    scenarios: int = 0
    sources: int = 0
    history: int = 0
    why: int = 0
    follows: bool = False

    def less(self, where: dict[str, int]) -> Fit:
        """A little less of what ran over: `where` has the sheet, from 0, on which each piece came to stand."""
        if self.follows:
            return replace(self, follows=False)
        if where.get("news") != 1:
            return replace(self, why=max(self.why - 3, 0), history=self.history - (self.why == 0))
        if where.get("side-end") != 1 and self.scenarios:
            return replace(self, scenarios=self.scenarios - 1)
        return replace(self, entries=self.entries - 1)


class Fact(Struct, frozen=True):
    """A row beside the level: at most `lines` lines. A level's shape and word may stand between text and `rest`."""

    head: str
    text: str
    lines: int
    level: str = ""
    rest: str = ""


class Change(Struct, frozen=True):
    """A level change: from `before` (empty for the first, the same for a confirmation) to `level`."""

    day: str
    before: str
    level: str
    text: str


class Entry(Struct, frozen=True):
    """A development in a few lines; `kind` is `event`, `statement` or `gap`."""

    kind: str
    day: str
    told: str
    who: str
    text: str
    direction: str


class Scenario(Struct, frozen=True):
    """What may come. `advice` is to whom, what, and what was done since."""

    title: str
    text: str
    triggers: str
    opportunity: str
    advice: tuple[tuple[str, str, str], ...]
    direction: str


class Source(Struct, frozen=True):
    n: int
    text: str
    sha256: str


class BriefView(Struct, frozen=True):
    """Everything a brief can show. `map` and `chart` are drawings for paper, or empty; `fit` is how much of it all
    is thought to fit."""

    slug: str
    name: str
    kind: str
    list_title: str
    author: str
    language: str
    direction: str
    day: str
    looks_back: bool
    address: str
    level: str
    facts: tuple[Fact, ...]
    map: str
    map_note: str
    chart: str
    history_title: str
    history_note: str
    history: tuple[Change, ...]
    history_in_all: int
    why: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    entries_in_all: int
    scenarios: tuple[Scenario, ...]
    scenarios_in_all: int
    sources: tuple[Source, ...]
    sources_in_all: int
    revision: int
    revision_hash: str
    published: str
    fit: Fit = Fit()
