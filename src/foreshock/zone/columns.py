"""The columns of a table by name and kind, and what to do where they are called or written otherwise."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from foreshock.model import UnreadableSource

from .ellipsoid import Floats

#: What others call our columns.
_ALIKE = {
    "lat": ("latitude", "y", "ycoord"),
    "lon": ("longitude", "lng", "long", "x", "xcoord"),
    "time": ("timestamp", "datetime", "basedatetime", "date_time", "utc", "lastposupdate"),
    "track": ("mmsi", "icao24", "icao", "hex", "callsign", "vessel", "name", "id"),
    "id": ("name", "point", "fid", "point_id"),
}


def check_columns(found: Sequence[str], needed: Sequence[str], where: str) -> None:
    """Raise UnreadableSource where a column is missing, with what the table has and what to rename."""
    missing = [name for name in needed if name not in found]
    if not missing:
        return
    text = f"{where}: no such column: {', '.join(missing)}; the columns are {', '.join(needed)}"
    if len(found) == 1 and any(mark in found[0] for mark in ";\t|"):
        mark = next(mark for mark in ";\t|" if mark in found[0])
        raise UnreadableSource(
            f"{text}, and this file separates them by {mark!r}: save it with commas between the columns and a point "
            "before the decimals"
        )
    told = [f"{other} to {name}" for name in missing if (other := _alike(name, found, needed))]
    has = f"; the file has {', '.join(found)}" if found else ""
    raise UnreadableSource(f"{text}{has}{'; rename ' + ', '.join(told) if told else ''}")


def _alike(name: str, found: Sequence[str], needed: Sequence[str]) -> str:
    spare = {other.strip().lower(): other for other in reversed(found) if other not in needed}
    return next((spare[word] for word in (name, *_ALIKE.get(name, ())) if word in spare), "")


def floats(column: Any, name: str, where: str) -> Any:
    """A column as an Arrow array of 64-bit floats; UnreadableSource, with the column's name, where it holds others."""
    try:
        return column.cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise UnreadableSource(f"{where}: column {name} ({column.type}): {error}; give numbers there") from None


def words(column: Any, name: str, where: str) -> Any:
    """A column as an Arrow array of text; UnreadableSource, with the column's name, where it cannot be one."""
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise UnreadableSource(f"{where}: column {name} ({column.type}): {error}; give text there") from None


def numpy_floats(column: Any, name: str, where: str) -> Floats:
    """As `floats`, as NumPy; NaN where empty."""
    return np.asarray(floats(column, name, where).to_numpy(zero_copy_only=False), dtype=np.float64)


def header_of(path: Path) -> list[str]:
    """The names of a CSV file's columns, as its first line has them."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return next(csv.reader(file), [])
