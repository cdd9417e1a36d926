"""Fixes from files: CSV, Parquet, GeoJSON, GPX, JSON lines, OpenSky state vectors. NMEA and AIS are in `nmea`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from xml.parsers import expat

import msgspec
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pacsv  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from foreshock.model import InvalidValue, UnreadableSource
from foreshock.model.tracks import Fix
from foreshock.model.zones import Domain

from .ellipsoid import Floats
from .fixes import Fixes, Row, Skipped, checked, from_rows, seconds
from .nmea import read_nmea
from .thinned import read_ledger
from .track import DOMAINS

_NEEDED = ("track", "time", "lat", "lon")
#: A transponder's own word on whether it is on the ground.
_ON_GROUND: dict[bool, Domain] = {True: "land", False: "air"}


def read_fixes(path: Path) -> Fixes:
    """The fixes of a file, told by its ending: .csv, .parquet, .geojson, .gpx, .jsonl, .json (OpenSky), .nmea, .ais,
    .sqlite (the ledger of a watch).

    Raises UnreadableSource for a file that is not what its ending says, InvalidValue for a fix that is none. Lines
    that carry no fix are counted with their reason in `skipped`.
    """
    readers: dict[str, Callable[[bytes, str], Fixes]] = {
        ".geojson": read_geojson, ".gpx": read_gpx, ".jsonl": read_lines, ".ndjson": read_lines,
        ".json": read_states, ".nmea": read_nmea, ".ais": read_nmea,
    }  # fmt: skip
    ending = path.suffix.lower()
    try:
        if ending == ".csv":
            return _table(pacsv.read_csv(path), str(path))
        if ending == ".parquet":
            return _table(pq.read_table(path), str(path))
        if ending == ".sqlite":
            return read_ledger(path)
    except pa.ArrowInvalid as error:
        raise UnreadableSource(f"{path}: {error}") from None
    if ending not in readers:
        raise UnreadableSource(f"{path}: no reader for {ending!r}; give .csv, .parquet, .sqlite, {', '.join(readers)}")
    return readers[ending](path.read_bytes(), str(path))


def _domain(given: Any, where: str) -> Domain | None:
    """A domain as a file writes it."""
    if given in (None, ""):
        return None
    if given not in DOMAINS:
        raise InvalidValue(f"{where}: no domain: {given!r}; write air, land or sea, or leave it out")
    return cast(Domain, given)


def _state_vectors(table: Any) -> tuple[Any, tuple[Skipped, ...]]:
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
        columns["altitude_m"] = pc.coalesce(*(height.cast(pa.float64()) for height in heights))
    if "onground" in names:
        columns["domain"] = pc.if_else(table["onground"].cast(pa.bool_()), "land", "air")
    columns["source"] = pa.array(["adsb"] * len(table))
    return pa.table(columns), tuple(Skipped(int(row) + 2, "no position") for row in missing)


def _table(table: Any, where: str) -> Fixes:
    """Columns track, time, lat, lon; optional accuracy_m, altitude_m, source, domain. Others are ignored. A table with
    `icao24` is one of state vectors.
    """
    skipped: tuple[Skipped, ...] = ()
    if "icao24" in table.column_names and {"lat", "lon", "time"} <= set(table.column_names):
        table, skipped = _state_vectors(table)
    missing = [name for name in _NEEDED if name not in table.column_names]
    if missing:
        raise UnreadableSource(f"{where}: no such column: {', '.join(missing)}; the columns are {', '.join(_NEEDED)}")
    for name in _NEEDED:
        if table.column(name).null_count:
            row = int(np.argmax(table.column(name).is_null().to_numpy()))
            raise InvalidValue(f"{where}: row {row} has no {name}; give every fix its {', '.join(_NEEDED)}")

    def numbers(name: str) -> Floats:
        if name not in table.column_names:
            return np.full(table.num_rows, np.nan)
        return np.asarray(table.column(name).cast(pa.float64()).to_numpy(), dtype=np.float64)

    def names(name: str) -> tuple[np.ndarray, tuple[str, ...]]:
        if name not in table.column_names:
            return np.zeros(table.num_rows, np.int64), ("",)
        column = pc.fill_null(table.column(name).cast(pa.string()), "").combine_chunks().dictionary_encode()
        return np.asarray(column.indices.to_numpy(), dtype=np.int64), tuple(column.dictionary.to_pylist())

    track, tracks = names("track")
    source, sources = names("source")
    number, given = names("domain")
    domain = np.array([DOMAINS.index(_domain(each, where)) for each in given] or [0], dtype=np.int64)[number]
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
    if pa.types.is_timestamp(kind):
        if kind.tz is None:
            raise InvalidValue(f"{where}: the times have no zone ({column[0].as_py()}); write 2019-02-14T09:30:00Z")
        return np.asarray(column.cast(pa.timestamp("us", kind.tz)).cast(pa.int64()).to_numpy() / 1e6)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return np.asarray(column.cast(pa.float64()).to_numpy())
    return np.array([seconds(str(text), where) for text in column.to_pylist()], dtype=np.float64)


def read_lines(data: bytes, where: str) -> Fixes:
    """One JSON object a line, as the noun Fix is written."""
    decoder = msgspec.json.Decoder(Fix)
    rows: list[Row] = []
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            rows.append(row_of(decode_line(line, f"{where}: line {number}", decoder)))
    return from_rows(rows, (), where)


def decode_line(line: bytes, where: str, decoder: msgspec.json.Decoder[Fix]) -> Fix:
    """A fix from one JSON line, else InvalidValue."""
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidValue(f"{where}: no fix: {error}") from None


def row_of(fix: Fix) -> Row:
    """The row of a fix."""
    accuracy = math.nan if fix.accuracy_m is None else fix.accuracy_m
    altitude = math.nan if fix.altitude_m is None else fix.altitude_m
    return fix.track, fix.time.timestamp(), fix.lat, fix.lon, accuracy, altitude, fix.source, fix.domain


def _json(data: bytes, where: str) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableSource(f"{where}: no JSON: {error}") from None


def read_geojson(data: bytes, where: str) -> Fixes:
    """Points with properties `track` and `time`, or lines with `track` and `coordTimes` (one instant a position)."""
    file = _json(data, where)
    if not isinstance(file, dict) or not isinstance(file.get("features"), list):
        raise UnreadableSource(f"{where}: no GeoJSON FeatureCollection")
    rows: list[Row] = []
    for place, feature in enumerate(file["features"]):
        at = f"{where}: feature {place}"
        try:
            geometry, properties = feature["geometry"], feature["properties"]
            track = str(properties["track"])
            if geometry["type"] == "Point":
                positions, times = [geometry["coordinates"]], [properties["time"]]
            elif geometry["type"] == "LineString":
                positions, times = geometry["coordinates"], properties["coordTimes"]
            else:
                raise InvalidValue(f"{at}: geometry {geometry['type']!r}; give a Point or a LineString")
            if len(positions) != len(times):
                raise InvalidValue(f"{at}: {len(positions)} positions for {len(times)} instants; give one each")
            accuracy = float(properties.get("accuracy_m", math.nan))
            source = str(properties.get("source", ""))
            domain = _domain(properties.get("domain"), at)
            for (lon, lat, *height), time in zip(positions, times, strict=True):
                altitude = float(height[0]) if height else math.nan
                rows.append((track, seconds(str(time), at), float(lat), float(lon), accuracy, altitude, source, domain))
        except (LookupError, TypeError, ValueError) as error:
            if isinstance(error, InvalidValue):
                raise
            raise InvalidValue(f"{at}: no fix: {error!r}; give track, time and coordinates") from None
    return from_rows(rows, (), where)


def read_gpx(data: bytes, where: str) -> Fixes:
    """Track points of a GPX file (1.0, 1.1). A track is called by its name, else by its place in the file."""
    rows: list[Row] = []
    skipped: list[Skipped] = []
    texts: dict[str, str] = {}
    state: dict[str, Any] = {"names": 0, "path": [], "track": "", "point": None}
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise UnreadableSource(f"{where}: a document type declaration in GPX; remove it")

    def opened(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(" ", 1)[-1]
        state["path"].append(name)
        if name == "trk":
            state["names"] += 1
            state["track"] = str(state["names"])
        if name == "trkpt":
            state["point"] = attributes
            texts.clear()

    def text(part: str) -> None:
        if state["path"]:
            name = state["path"][-1]
            texts[name] = texts.get(name, "") + part

    def closed(tag: str) -> None:
        name = state["path"].pop()
        if name == "name" and state["path"][-1:] == ["trk"]:
            state["track"] = texts.pop("name", "").strip() or state["track"]
        if name == "trkpt":
            line, point = parser.CurrentLineNumber, state["point"]
            if not texts.get("time", "").strip():
                skipped.append(Skipped(line, "a track point without its time"))
                return
            try:
                lat, lon = float(point["lat"]), float(point["lon"])
                altitude = float(texts["ele"]) if texts.get("ele", "").strip() else math.nan
            except (LookupError, ValueError) as error:
                raise InvalidValue(f"{where}: line {line}: no track point: {error!r}") from None
            at = f"{where}: line {line}"
            rows.append((state["track"], seconds(texts["time"].strip(), at), lat, lon, math.nan, altitude, "gpx", None))

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opened, closed, text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableSource(f"{where}: no GPX: {error}") from None
    return from_rows(rows, skipped, where)


def read_states(data: bytes, where: str) -> Fixes:
    """ADS-B state vectors as OpenSky writes them: {"time": …, "states": [[icao24, callsign, …]]}, one or one a line.

    The instant is that of the position (`time_position`), the altitude geometric, else barometric.
    """
    rows: list[Row] = []
    skipped: list[Skipped] = []
    for number, snapshot in _snapshots(data, where):
        for state in snapshot.get("states") or []:
            try:
                icao24, time, lon, lat, barometric = str(state[0]), state[3], state[5], state[6], state[7]
                geometric = state[13]
            except (LookupError, TypeError):
                raise UnreadableSource(f"{where}: line {number}: no state vector: {state!r}") from None
            if time is None or lon is None or lat is None:
                skipped.append(Skipped(number, f"{icao24}: no position"))
                continue
            height = geometric if geometric is not None else barometric
            altitude = math.nan if height is None else float(height)
            rows.append(
                (icao24, float(time), float(lat), float(lon), math.nan, altitude, "adsb", _ON_GROUND[bool(state[8])])
            )
    return from_rows(rows, skipped, where)


def _snapshots(data: bytes, where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = [data] if data.lstrip()[:1] != b"{" or data.count(b'"states"') <= 1 else data.splitlines()
    for number, line in enumerate(lines, 1):
        if line.strip():
            snapshot = _json(line, f"{where}: line {number}")
            if not isinstance(snapshot, dict) or "states" not in snapshot:
                raise UnreadableSource(f'{where}: line {number}: no state vectors; give {{"time": …, "states": […]}}')
            yield number, snapshot
