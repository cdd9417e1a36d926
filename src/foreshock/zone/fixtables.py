"""Fixes from tables: CSV and Parquet, and OpenSky's tables of state vectors."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pacsv  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from foreshock.model import InvalidValue, UnreadableSource
from foreshock.model.zones import Domain

from .columns import check_columns, floats, header_of, numpy_floats, words
from .ellipsoid import Floats
from .fixes import Fixes, Skipped, checked, seconds
from .track import DOMAINS

_NEEDED = ("track", "time", "lat", "lon")


def read_csv(path: Path) -> Fixes:
    """The fixes of a CSV file; see `read_table`."""
    try:
        return read_table(pacsv.read_csv(path), str(path))
    except pa.ArrowInvalid as error:
        # Rows may fail for what the head of the table tells better: another separator.
        if header := header_of(path):
            check_columns(_NEEDED if "icao24" in header else header, _NEEDED, str(path))
        # Arrow repeats bytes that are no text in its message.
        why = "it is no text in UTF-8; save it as UTF-8" if "UTF8" in str(error) else error
        raise UnreadableSource(f"{path}: {why}") from None


def read_parquet(path: Path) -> Fixes:
    """The fixes of a Parquet file; see `read_table`."""
    try:
        return read_table(pq.read_table(path), str(path))
    except pa.ArrowInvalid as error:
        raise UnreadableSource(f"{path}: {error}") from None


def domain_of(given: Any, where: str) -> Domain | None:
    """A domain as a file writes it."""
    if given in (None, ""):
        return None
    if given not in DOMAINS:
        raise InvalidValue(f"{where}: no domain: {given!r}; write air, land or sea in small letters, or leave it out")
    return cast(Domain, given)


def _state_vectors(table: Any, where: str) -> tuple[Any, tuple[Skipped, ...]]:
    """OpenSky's table of state vectors with our columns: the position's own instant, the geometric altitude where it is
    given. Rows without a position are left out.
    """
    names = set(table.column_names)
    instant = "lastposupdate" if "lastposupdate" in names else "time"
    placed = pc.and_(pc.is_valid(table["lat"]), pc.and_(pc.is_valid(table["lon"]), pc.is_valid(table[instant])))
    missing = np.flatnonzero(~np.asarray(placed.to_numpy()))
    table = table.filter(placed)
    heights = [table[name] for name in ("geoaltitude", "baroaltitude") if name in names]
    columns = {"track": table["icao24"], "time": table[instant], "lat": table["lat"], "lon": table["lon"]}
    if heights:
        columns["altitude_m"] = pc.coalesce(*(floats(height, "altitude", where) for height in heights))
    if "onground" in names:
        columns["domain"] = pc.if_else(table["onground"].cast(pa.bool_()), "land", "air")
    columns["source"] = pa.array(["adsb"] * len(table))
    return pa.table(columns), tuple(Skipped(int(row) + 2, "no position") for row in missing)


def read_table(table: Any, where: str) -> Fixes:
    """Columns track, time, lat, lon; optional accuracy_m, altitude_m, source, domain. Others are ignored. A table with
    `icao24` is one of state vectors.
    """
    skipped: tuple[Skipped, ...] = ()
    if "icao24" in table.column_names and {"lat", "lon", "time"} <= set(table.column_names):
        table, skipped = _state_vectors(table, where)
    check_columns(table.column_names, _NEEDED, where)
    for name in _NEEDED:
        if table.column(name).null_count:
            row = int(np.argmax(table.column(name).is_null().to_numpy()))
            raise InvalidValue(f"{where}: row {row} has no {name}; give every fix its {', '.join(_NEEDED)}")

    def numbers(name: str) -> Floats:
        if name not in table.column_names:
            return np.full(table.num_rows, np.nan)
        return numpy_floats(table.column(name).combine_chunks(), name, where)

    def names(name: str) -> tuple[np.ndarray, tuple[str, ...]]:
        if name not in table.column_names:
            return np.zeros(table.num_rows, np.int64), ("",)
        column = pc.fill_null(words(table.column(name), name, where), "").combine_chunks().dictionary_encode()
        return np.asarray(column.indices.to_numpy(), dtype=np.int64), tuple(column.dictionary.to_pylist())

    track, tracks = names("track")
    source, sources = names("source")
    number, given = names("domain")
    domain = np.array([DOMAINS.index(domain_of(each, where)) for each in given] or [0], dtype=np.int64)[number]
    return checked(
        Fixes(
            track, tracks, _instants(table.column("time"), where), numbers("lat"), numbers("lon"),
            numbers("accuracy_m"), numbers("altitude_m"), source, sources, skipped, domain,
        ),
        where,
    )  # fmt: skip


def _instants(column: Any, where: str) -> Floats:
    """Seconds since 1970 from numbers, or from instants with a zone."""
    kind = column.type
    if not len(column):
        return np.zeros(0)
    if pa.types.is_timestamp(kind):
        if kind.tz is None:
            raise InvalidValue(f"{where}: the times have no zone ({column[0].as_py()}); write 2019-02-14T09:30:00Z")
        return np.asarray(column.cast(pa.timestamp("us", kind.tz)).cast(pa.int64()).to_numpy() / 1e6)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return np.asarray(floats(column, "time", where).to_numpy())
    texts = column.to_pylist()
    return np.array([seconds(str(text), f"{where}: row {row}") for row, text in enumerate(texts)], dtype=np.float64)
