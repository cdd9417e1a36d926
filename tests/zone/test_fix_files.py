"""Fixes are read alike from every format, and a line that holds none is counted with its reason."""

from __future__ import annotations

import datetime as dt
import json
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from foreshock.model import InvalidValue, UnreadableSource
from foreshock.zone.fixes import Fixes
from foreshock.zone.fixfiles import read_fixes
from foreshock.zone.track import DOMAINS

START = dt.datetime(2019, 2, 14, 6, tzinfo=dt.UTC)
CSV = "track,time,lat,lon,accuracy_m\nt1,2019-02-14T06:00:00Z,33.5,38.6,30\nt1,2019-02-14T06:00:10Z,33.6,38.7,\n"


def plain(fixes: Fixes) -> list[tuple[str, float, float, float]]:
    rows = zip(fixes.track, fixes.time, fixes.lat, fixes.lon, strict=True)
    return [(fixes.tracks[t], float(s) - START.timestamp(), float(a), float(o)) for t, s, a, o in rows]


def write(folder: Path, ending: str) -> Path:
    """The same two fixes in each format."""
    file = folder / f"fixes.{ending}"
    times = ["2019-02-14T06:00:00Z", "2019-02-14T06:00:10Z"]
    at = [(33.5, 38.6), (33.6, 38.7)]
    match ending:
        case "csv":
            file.write_text(CSV)
        case "parquet":
            pq.write_table(
                pa.table({
                    "track": ["t1", "t1"], "time": [START, START + dt.timedelta(seconds=10)], "lat": [33.5, 33.6],
                    "lon": [38.6, 38.7],
                }), file,
            )  # fmt: skip
        case "jsonl":
            lines = [
                json.dumps({"track": "t1", "time": t, "lat": a, "lon": o}) for t, (a, o) in zip(times, at, strict=True)
            ]
            file.write_text("\n".join(lines) + "\n\n")
        case "geojson":
            line = {"type": "LineString", "coordinates": [[o, a, 300.0] for a, o in at]}
            feature = {"type": "Feature", "geometry": line, "properties": {"track": "t1", "coordTimes": times}}
            file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
        case "gpx":
            points = "".join(
                f'<trkpt lat="{a}" lon="{o}"><ele>300</ele><time>{t}</time></trkpt>'
                for t, (a, o) in zip(times, at, strict=True)
            )
            file.write_text(
                '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><name>t1</name>'
                f"<trkseg>{points}</trkseg></trk></gpx>"
            )
        case "json":
            states = [["t1", None, "X", int(START.timestamp()) + 10 * i, 0, o, a, 300.0, False, 0, 0, 0, None, 310.0]
                      for i, (a, o) in enumerate(at)]  # fmt: skip
            nowhere = ["t2", None, "X", None, 0, None, None, None, True, 0, 0, 0, None, None]
            snapshots = [{"time": 1, "states": [states[0], nowhere]}, {"time": 2, "states": [states[1]]}]
            file.write_text("\n".join(json.dumps(s) for s in snapshots))
    return file


@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl", "geojson", "gpx", "json"])
def test_the_same_fixes_come_out_of_every_format(tmp_path: Path, ending: str) -> None:
    fixes = read_fixes(write(tmp_path, ending))
    assert plain(fixes) == [("t1", 0.0, 33.5, 38.6), ("t1", 10.0, 33.6, 38.7)]
    assert [s.reason for s in fixes.skipped] == (["t2: no position"] if ending == "json" else [])


def sentence(body: str, before: str = "", after: str = "", mark: str = "!") -> str:
    total = reduce(lambda value, char: value ^ ord(char), body, 0)
    return f"{before}{mark}{body}*{total:02X}{after}"


def test_ais_and_receiver_lines_give_fixes_and_the_rest_their_reasons(tmp_path: Path) -> None:
    # The class-A report is the worked example of the public AIVDM protocol description (MMSI 366053209).
    report = "AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0"
    lines = [
        sentence(report, before="\\s:r1,c:1550124000*00\\"),
        sentence(report, after=",1550124010"),
        sentence(report),
        sentence(report)[:-2] + "00",
        sentence("GPGGA,060020,3330.0000,N,03836.0000,W,1,08,0.9,545.4,M,46.9,M,,", mark="$"),
        sentence("GPRMC,060020.5,A,3330.0000,N,03836.0000,W,022.4,084.4,140219,003.1,W", mark="$"),
        sentence("GPRMC,060021,V,,,,,,,140219,,", mark="$"),
        sentence("AIVDM,1,1,,A,55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53,0", after=",1550124010"),
        "hello",
    ]
    file = tmp_path / "log.nmea"
    file.write_text("\n".join(lines))
    fixes = read_fixes(file)
    ship, own = "366053209", "receiver"
    assert [fixes.tracks[t] for t in fixes.track] == [ship, ship, own]
    assert fixes.lat.tolist() == pytest.approx([37.802118, 37.802118, 33.5], abs=1e-6)
    assert fixes.lon.tolist() == pytest.approx([-122.341618, -122.341618, -38.6], abs=1e-6)
    assert (fixes.time - START.timestamp()).tolist() == [0.0, 10.0, 20.5]
    assert fixes.altitude[2] == 545.4
    assert {s.line: s.reason.split(":")[0] for s in fixes.skipped} == {
        3: "no instant of reception",
        4: "its checksum does not hold",
        7: "the receiver has no position",
        8: "AIS message 5 holds no position of a ship",
        9: "no NMEA sentence",
    }


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "track,time,lat\nt,1,2\n", "no such column: lon"),
        ("a.csv", "track,time,lat,lon\nt,1,95,2\n", "fix 0 of 't'"),
        ("a.csv", "track,time,lat,lon\nt,1,nan,2\n", "row 0 has no lat"),
        ("a.csv", "track,time,lat,lon\nt,1,5,inf\n", "fix 0 of 't'"),
        ("a.csv", "track,time,lat,lon\nt,2019-02-14T06:00:00,5,2\n", "no zone"),
        ("a.csv", "track,time,lat,lon\nt,soon,5,2\n", "no instant: 'soon'"),
        ("a.csv", "track,time,lat,lon\nt,,5,2\n", "row 0 has no time"),
        ("a.jsonl", '{"track": "t"}\n', "line 1: no fix"),
        ("a.gpx", "<gpx>", "no GPX"),
        ("a.gpx", '<!DOCTYPE gpx [<!ENTITY a "b">]><gpx/>', "document type"),
        ("a.json", "[1]", "no state vectors"),
        ("a.geojson", "{}", "FeatureCollection"),
        ("a.doc", "", "no reader"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises((InvalidValue, UnreadableSource), match=message):
        read_fixes(tmp_path / name)


def test_a_table_of_state_vectors_is_read_with_its_own_instants_heights_and_domains(tmp_path: Path) -> None:
    file = tmp_path / "states.csv"
    at = int(START.timestamp())
    file.write_text(
        "time,icao24,lat,lon,velocity,onground,baroaltitude,geoaltitude,lastposupdate\n"
        f"{at + 3},4b1,33.5,38.6,200,false,3000,3100,{at}.0\n{at + 13},4b1,33.6,38.7,200,false,3000,,{at + 10}.0\n"
        f"{at + 3},4b2,,,0,true,,,\n{at + 4},4b2,33.7,38.7,0,true,,,{at + 4}\n"
    )
    fixes = read_fixes(file)
    assert plain(fixes) == [("4b1", 0.0, 33.5, 38.6), ("4b1", 10.0, 33.6, 38.7), ("4b2", 4.0, 33.7, 38.7)]
    assert fixes.altitude[:2].tolist() == [3100.0, 3000.0]
    assert [(skip.line, skip.reason) for skip in fixes.skipped] == [(4, "no position")]
    assert fixes.domain is not None
    assert [DOMAINS[number] for number in fixes.domain] == ["air", "air", "land"]


def test_the_domain_comes_from_the_file_or_from_what_kind_of_file_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("track,time,lat,lon,domain\na,1,2,3,sea\na,2,2,3,\n")
    (track,) = read_fixes(file).by_track()
    assert [DOMAINS[number] for number in track.domain] == ["sea", None]
    assert read_fixes(write(tmp_path, "json")).by_track()[0].domain.tolist() == [1, 1]
    file.write_text("track,time,lat,lon,domain\na,1,2,3,space\n")
    with pytest.raises(InvalidValue, match="no domain: 'space'"):
        read_fixes(file)
