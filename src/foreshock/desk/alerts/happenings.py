"""What happened that somebody may want to be told of: an entry, a level, a source gone silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from foreshock.model import LEVELS, AlertKind, AlertTo, DeskConfig, LevelChange, LevelCode, ListState, ObjectKind, Stamp

if TYPE_CHECKING:
    from foreshock.store import Store
    from foreshock.store.reading import Histories

#: What was published so long before it was recorded came from an old list; nobody is woken by it.
BACKFILL: Final = dt.timedelta(days=2)


#: A level, the one before it, and when it became known here (None: with an old list).
_Step = tuple[LevelChange, LevelCode | None, dt.datetime | None]


class Happening(Struct, frozen=True):
    """One thing that happened, as it stands in the list now.

    `event` names it for good: it is what makes an alert the same alert. `at` is when it became known here. `rank` is
    the highest level concerned (0 to 3), None where no level was set.
    """

    event: str
    kind: AlertKind
    at: dt.datetime
    flashpoints: tuple[str, ...] = ()
    rank: int | None = None
    title: str = ""
    text: str = ""
    path: str = ""


def concerns(one: Happening, recipient: AlertTo) -> bool:
    """Whether a recipient asked for this."""
    if one.kind not in recipient.events:
        return False
    if one.kind == "silent":
        return True
    if recipient.flashpoints and not set(one.flashpoints) & set(recipient.flashpoints):
        return False
    return recipient.level is None or (one.rank is not None and one.rank >= LEVELS[recipient.level].rank)


def happenings(store: Store, config: DeskConfig, now: dt.datetime) -> list[Happening]:
    """Everything there is, oldest first."""
    state = store.state()
    stamps = store.stamps()
    steps = _steps(state, _first(stamps, "level"))
    found = [
        *_entries(state, _first(stamps, "development"), steps),
        *_levels(state, steps),
        *silent_sources(store.folder, config, now),
    ]
    return sorted(found, key=lambda one: (one.at, one.event))


def _first(stamps: Histories, kind: ObjectKind) -> dict[str, Stamp]:
    """The first public stamp of each object of a kind, by id."""
    return {name: found[0] for (of, name), found in stamps.items() if of == kind and found}


def silent_sources(folder: Path | None, config: DeskConfig, now: dt.datetime) -> Iterator[Happening]:
    """Sources that brought nothing new for longer than they may. Told from the collector's books, so a collector that
    stopped is noticed too."""
    from foreshock.store.journal import FILE, Journal

    if folder is None or not config.sources or not (folder / FILE).exists():
        return
    with Journal(folder) as journal:
        for source in config.sources:
            standing = journal.standing(source.id)
            since = standing.fresh or standing.tried
            if source.paused or since is None or now - since <= source.patience:
                continue
            note = f" The last attempt: {standing.note}." if standing.note else ""
            yield Happening(
                f"silent:{source.id}@{since:%Y-%m-%dT%H:%M:%S}",
                "silent",
                since + source.patience,
                title=f"The source {source.id} is silent",
                text=f"It has brought nothing new since {since:%-d %B %Y, %H:%M} UTC.{note}",
            )


def _entries(state: ListState, first: dict[str, Stamp], steps: dict[str, list[_Step]]) -> Iterator[Happening]:
    for name, kept in state.developments.items():
        at = _known_since(first.get(name))
        if kept.value is None or at is None:
            continue
        where = kept.value.belongs_to
        ranks = [rank for slug in where if (rank := _rank_then(steps.get(slug, ()), at)) is not None]
        yield Happening(
            f"entry:{name}", "entry", at, tuple(where), max(ranks, default=None),
            f"{_name(state, kept.value.home)}: new entry", kept.value.text, name,
        )  # fmt: skip


def _levels(state: ListState, steps: dict[str, list[_Step]]) -> Iterator[Happening]:
    for slug, changes in steps.items():
        for level, before, at in changes:
            if at is None or level.level == before:
                continue
            rank = max(LEVELS[level.level].rank, LEVELS[before].rank if before else 0)
            was = f", before {before}" if before else ""
            yield Happening(
                f"level:{level.id}={level.level}", "level", at, (slug,), rank,
                f"{_name(state, slug)}: level {level.level}{was}", level.summary, slug,
            )  # fmt: skip


def _steps(state: ListState, first: dict[str, Stamp]) -> dict[str, list[_Step]]:
    """Each flashpoint's levels by date, each with the one before it and when it became known."""
    found: dict[str, list[LevelChange]] = {}
    for kept in state.levels.values():
        if kept.value is not None:
            found.setdefault(kept.value.flashpoint, []).append(kept.value)
    made: dict[str, list[_Step]] = {}
    for slug, levels in found.items():
        levels.sort(key=lambda one: one.date)
        before = [None, *(one.level for one in levels)]
        made[slug] = [
            (one, was, _known_since(first.get(one.id))) for one, was in zip(levels, before, strict=False)
        ]  # fmt: skip
    return made


def _rank_then(steps: Iterable[_Step], at: dt.datetime) -> int | None:
    """The level as it was known at an instant: an entry is as grave as its flashpoint was when it came."""
    known = [one for one, _, since in steps if since is None or since <= at]
    return LEVELS[known[-1].level].rank if known else None


def _known_since(stamp: Stamp | None) -> dt.datetime | None:
    """When readers here could first know of it; None for what came in with an old list."""
    if stamp is None or stamp.published is None or stamp.recorded - stamp.published > BACKFILL:
        return None
    return max(stamp.published, stamp.recorded)


def _name(state: ListState, slug: str) -> str:
    kept = state.flashpoints.get(slug)
    return kept.value.short if kept and kept.value else slug
