"""How fresh each flashpoint is: quiet is told apart from not looked at."""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

from msgspec import Struct

from foreshock.model import Flashpoint, LevelChange, ListState

#: Nobody has looked for longer than this: what is not on the page may still have happened.
STALE: Final = dt.timedelta(days=7)
#: Nothing happened for longer than this, though somebody looked.
QUIET: Final = dt.timedelta(days=30)

Freshness = Literal["fresh", "quiet", "not looked at"]


class Row(Struct, frozen=True):
    """One flashpoint: its level, the day somebody last looked at everything, the day of its newest entry."""

    flashpoint: Flashpoint
    level: LevelChange | None
    checked: dt.date | None
    newest: dt.date | None
    changed: dt.date | None
    state: Freshness


def freshness(state: ListState, today: dt.date) -> list[Row]:
    """Every flashpoint of the list in its order. `changed` is the last day on which anything of it was published."""
    order = state.list.value.order if state.list and state.list.value else ()
    slugs = [*order, *(slug for slug in state.flashpoints if slug not in order)]
    newest: dict[str, dt.date] = {}
    changed: dict[str, dt.date] = {}
    for entry in state.developments.values():
        if entry.value is None:
            continue
        for slug in entry.value.belongs_to:
            newest[slug] = max(entry.value.date, newest.get(slug, entry.value.date))
            if entry.stamp.published:
                day = entry.stamp.published.date()
                changed[slug] = max(day, changed.get(slug, day))
    levels: dict[str, LevelChange] = {}
    for kept in state.levels.values():
        one = kept.value
        if one and (one.flashpoint not in levels or levels[one.flashpoint].date < one.date):
            levels[one.flashpoint] = one
    rows = []
    for slug in slugs:
        held = state.flashpoints.get(slug)
        if held is None or held.value is None:
            continue
        level = levels.get(slug)
        last = max(filter(None, (changed.get(slug), level.date if level else None)), default=None)
        rows.append(
            Row(held.value, level, held.value.checked, newest.get(slug), last,
                _state(held.value.checked, newest.get(slug), today))
        )  # fmt: skip
    return rows


def _state(checked: dt.date | None, newest: dt.date | None, today: dt.date) -> Freshness:
    if checked is None or today - checked > STALE:
        return "not looked at"
    return "quiet" if newest is None or today - newest > QUIET else "fresh"
