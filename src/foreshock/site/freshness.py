"""How fresh each flashpoint is: quiet is told apart from not looked at."""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

from msgspec import Struct

from foreshock.model import Flashpoint, LevelChange

from .index import Index

#: Nobody has looked for longer than this: what is not on the page may still have happened.
STALE: Final = dt.timedelta(days=7)
#: Nothing happened for longer than this, though somebody looked.
QUIET: Final = dt.timedelta(days=30)

Freshness = Literal["fresh", "quiet", "not looked at"]


class Row(Struct, frozen=True):
    """One flashpoint on one day: its level, the day somebody last looked at everything, the day of its newest entry,
    the day on which anything of it was last published."""

    flashpoint: Flashpoint
    level: LevelChange | None
    checked: dt.date | None
    newest: dt.date | None
    changed: dt.date | None
    state: Freshness


def freshness(index: Index, day: dt.date) -> list[Row]:
    """Every flashpoint of the list in its order, as of `day`."""
    return [fresh(index, slug, day) for slug in index.order]


def fresh(index: Index, slug: str, day: dt.date) -> Row:
    """One flashpoint as of `day`."""
    flashpoint = index.flashpoints[slug]
    step = index.step_on(slug, day)
    entries = [entry for entry in index.entries.get(slug, ()) if entry.value]
    newest = max((entry.date for entry in entries), default=None)
    stamps = [index.state.flashpoints[slug].stamp, *(entry.kept.stamp for entry in entries)]
    stamps += [one.stamp for one in index.steps.get(slug, ())]
    changed = max((stamp.published.date() for stamp in stamps if stamp.published), default=None)
    state = _state(flashpoint.checked, newest, day)
    return Row(flashpoint, step.change if step else None, flashpoint.checked, newest, changed, state)


def _state(checked: dt.date | None, newest: dt.date | None, day: dt.date) -> Freshness:
    if checked is None or day - checked > STALE:
        return "not looked at"
    return "quiet" if newest is None or day - newest > QUIET else "fresh"
