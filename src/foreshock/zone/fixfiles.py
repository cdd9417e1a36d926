"""Fixes from files: GeoJSON, GPX, JSON lines, OpenSky state vectors. Tables are in `fixtables`, AIS in `nmea`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

import msgspec

from foreshock.model import InvalidValue, UnreadableSource
from foreshock.model.tracks import Fix
from foreshock.model.zones import Domain

from .fixes import Fixes, Row, Skipped, from_rows, seconds
from .fixtables import domain_of, read_csv, read_parquet
from .lines import MARK, with_number
from .nmea import read_nmea
from .thinned import read_ledger

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
    whole: dict[str, Callable[[Path], Fixes]] = {".csv": read_csv, ".parquet": read_parquet, ".sqlite": read_ledger}
    if ending in whole:
        return whole[ending](path)
    if ending not in readers:
        raise UnreadableSource(f"{path}: no reader for {ending!r}; give {', '.join((*whole, *readers))}")
    return readers[ending](path.read_bytes().removeprefix(MARK), str(path))


def read_lines(data: bytes, where: str) -> Fixes:
    """One JSON object a line, as the noun Fix is written."""
    decoder = msgspec.json.Decoder(Fix)
    rows: list[Row] = []
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            rows.append(row_of(decode_line(line, f"{where}: line {number}", decoder)))
    return from_rows(rows, (), where)


def decode_line(line: bytes, where: str, decoder: msgspec.json.Decoder[Fix]) -> Fix:
    """A fix from one JSON line, else InvalidValue. Its instant may be a number, seconds since 1970."""
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        try:
            fix = with_number(line)
        except (msgspec.DecodeError, UnicodeDecodeError, InvalidValue) as wrong:
            raise InvalidValue(f"{where}: no fix: {wrong}") from None
        if fix is None:
            raise InvalidValue(f"{where}: no fix: {error}") from None
        return fix


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
    skipped: list[Skipped] = []
    for place, feature in enumerate(file["features"]):
        at = f"{where}: feature {place}"
        try:
            geometry, properties = feature["geometry"], feature["properties"] or {}
            if geometry is None or not geometry["coordinates"]:
                skipped.append(Skipped(place, "a feature without a place"))
                continue
            if properties.get("track") in (None, ""):
                raise InvalidValue(f"{at}: no track among its properties; name what was seen")
            track = str(properties["track"])
            if geometry["type"] == "Point":
                positions, times = [geometry["coordinates"]], [properties["time"]]
            elif geometry["type"] == "LineString":
                positions, times = geometry["coordinates"], properties["coordTimes"]
            else:
                raise InvalidValue(f"{at}: geometry {geometry['type']!r}; give a Point or a LineString")
            if len(positions) != len(times):
                raise InvalidValue(f"{at}: {len(positions)} positions for {len(times)} instants; give one each")
            accuracy = _metres(properties.get("accuracy_m"))
            source = str(properties.get("source") or "")
            domain = domain_of(properties.get("domain"), at)
            for (lon, lat, *height), time in zip(positions, times, strict=True):
                altitude = _metres(height[0] if height else None)
                rows.append((track, _instant(time, at), float(lat), float(lon), accuracy, altitude, source, domain))
        except (LookupError, TypeError, ValueError) as error:
            if isinstance(error, InvalidValue):
                raise
            raise InvalidValue(f"{at}: no fix: {error!r}; give track, time and coordinates") from None
    return from_rows(rows, skipped, where)


def _metres(given: Any) -> float:
    return math.nan if given is None else float(given)


def _instant(given: Any, where: str) -> float:
    """Seconds since 1970 from a number, or from an instant with its zone."""
    return float(given) if isinstance(given, int | float) else seconds(str(given), where)


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
        # What extensions hold is not the point's own.
        if state["path"][-2:-1] in (["trk"], ["trkpt"]):
            name = state["path"][-1]
            texts[name] = texts.get(name, "") + part

    def closed(tag: str) -> None:
        name = state["path"].pop()
        if name == "name" and state["path"][-1:] == ["trk"]:
            state["track"] = texts.pop("name", "").strip() or state["track"]
        if name in ("wpt", "rtept"):
            skipped.append(Skipped(parser.CurrentLineNumber, "a waypoint or a point of a route is no track point"))
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
                named = bool(state[0])
                icao24, time, lon, lat, barometric = str(state[0]), state[3], state[5], state[6], state[7]
                geometric = state[13]
            except (LookupError, TypeError):
                raise UnreadableSource(f"{where}: line {number}: no state vector: {state!r}") from None
            if not named:
                skipped.append(Skipped(number, "a state vector without its icao24"))
                continue
            if time is None or lon is None or lat is None:
                skipped.append(Skipped(number, f"{icao24}: no position"))
                continue
            height = geometric if geometric is not None else barometric
            on_ground = None if state[8] is None else _ON_GROUND[bool(state[8])]
            try:
                rows.append((icao24, float(time), float(lat), float(lon), math.nan, _metres(height), "adsb", on_ground))
            except (TypeError, ValueError) as error:
                raise UnreadableSource(f"{where}: line {number}: no state vector: {icao24}: {error}") from None
    return from_rows(rows, skipped, where)


def _snapshots(data: bytes, where: str) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = [data] if data.lstrip()[:1] != b"{" or data.count(b'"states"') <= 1 else data.splitlines()
    for number, line in enumerate(lines, 1):
        if line.strip():
            snapshot = _json(line, f"{where}: line {number}")
            if not isinstance(snapshot, dict) or "states" not in snapshot:
                raise UnreadableSource(f'{where}: line {number}: no state vectors; give {{"time": …, "states": […]}}')
            yield number, snapshot
