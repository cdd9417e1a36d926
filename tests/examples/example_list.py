"""The example list as its tests look at it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import msgspec


class Example:
    """All revisions of the example list, oldest first within each object, and the newest value of each."""

    def __init__(self, puts: list[Any]) -> None:
        self.puts = puts

    def newest(self, kind: str) -> dict[str, Any]:
        """Id → newest value of every object of `kind`."""
        return {put.object_id: put.value for put in self.puts if put.kind == kind}

    def opened(self) -> dict[str, dt.date]:
        """Slug → the day on which the flashpoint went public."""
        found: dict[str, dt.date] = {}
        for put in self.puts:
            if put.kind == "flashpoint":
                found.setdefault(put.object_id, day(put))
        return found


def day(put: Any) -> dt.date:
    """The UTC day on which a revision went public."""
    assert put.published is not None
    assert put.published != "now"
    found = put.published.date()
    assert isinstance(found, dt.date)
    return found


def texts(value: Any) -> Iterator[str]:
    """Every string in a value, codes and addresses included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    else:
        built = msgspec.to_builtins(value)
        if isinstance(built, str | dict | list):
            yield from texts(built)


def words(text: str) -> list[str]:
    """Lower-case words without punctuation: what a copied run is measured in."""
    return re.findall(r"[a-z0-9]+", text.lower())
