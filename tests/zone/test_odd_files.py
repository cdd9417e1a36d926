"""Files as strangers have them: other columns, other separators, nulls, sentences out of order. Each is read for what
it says, or refused with what to do.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from functools import reduce
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from foreshock.model import InvalidValue, UnreadableSource
from foreshock.zone import Zones
from foreshock.zone.fixfiles import read_fixes
from foreshock.zone.lines import decode_lines
from foreshock.zone.pointfiles import write_pairs
from foreshock.zone.stream.intake import Lines

AT = "2019-02-14T06:00:00Z"
COMMAND = [sys.executable, "-c", "from foreshock.cli import main; main()", "zone"]
#: A class A position report of 366 053 209, and a report of type 19 in two sentences (after ITU-R M.1371).
SHIP = "AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0"


def table(folder: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), folder / "a.parquet")
    return folder / "a.parquet"


def text(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*position: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(position)}


def geojson(folder: Path, *features: dict[str, object]) -> Path:
    return text(folder, "a.geojson", json.dumps({"type": "FeatureCollection", "features": features}))


def sentence(body: str, after: str = ",1550124000") -> str:
    return f"!{body}*{reduce(lambda total, char: total ^ ord(char), body, 0):02X}{after}\n"


def reasons(path: Path) -> list[str]:
    return [skip.reason for skip in read_fixes(path).skipped]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("mmsi,timestamp,latitude,longitude\n1,2,3,4\n", "rename mmsi to track, timestamp to time, latitude to lat"),
        ("Track,Time,Lat,Lon\nt,1,2,3\n", "rename Track to track"),
        ("track;time;lat;lon\nt;1;2,5;3,5\n", "separates them by ';': save it with commas"),
        ("track,time,lat\nt,1,2\n", "no such column: lon.*the file has track, time, lat$"),
        ("track,time,lat,lon\nt,1,north,3\n", r"column lat .*'north'.*give numbers"),
        ("track,time,lat,lon\nt,14.02.2019,2,3\n", r"row 0: no instant: '14\.02\.2019'"),
        ("track,time,lat,lon,domain\nt,1,2,3,Air\n", "small letters"),
        (b"track,time,lat,lon\nbl\xe4,1,2,x\xe4\n", "save it as UTF-8|column track|column lon"),
    ],
)  # fmt: skip
def test_a_csv_file_with_other_columns_or_words_is_refused_with_what_to_do(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises((UnreadableSource, InvalidValue), match=message):
        read_fixes(text(tmp_path, "a.csv", content))


def test_a_byte_order_mark_is_no_part_of_a_column(tmp_path: Path) -> None:
    content = f"\ufefftrack,time,lat,lon\nt,{AT},33.5,38.6\n"
    assert read_fixes(text(tmp_path, "a.csv", content)).tracks == ("t",)


def test_a_table_with_wrong_kinds_names_the_column(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"column lat \(list<.*give numbers there"):
        read_fixes(table(tmp_path, track=["a"], time=[AT], lat=[[33.5]], lon=[38.0]))
    with pytest.raises(UnreadableSource, match=r"column track \(list<.*give text there"):
        read_fixes(table(tmp_path, track=[["a"]], time=[AT], lat=[33.5], lon=[38.0]))
    with pytest.raises(InvalidValue, match=r"row 0: no instant: '\[1\.0\]'"):
        read_fixes(table(tmp_path, track=["a"], time=[[1.0]], lat=[33.5], lon=[38.0]))


def test_an_empty_table_without_a_zone_of_time_holds_no_fixes(tmp_path: Path) -> None:
    none = pa.array([], pa.float64())
    path = table(tmp_path, track=pa.array([], pa.string()), time=pa.array([], pa.timestamp("us")), lat=none, lon=none)
    assert len(read_fixes(path)) == 0


def test_points_with_other_columns_or_kinds_are_refused_with_what_to_do(tmp_path: Path) -> None:
    zones = Zones.circles([33.5], [38.6], 55_000.0)
    for name, content, message in (
        ("a.csv", "name,latitude,longitude\na,1,2\n", "rename name to id, latitude to lat, longitude to lon"),
        ("b.csv", "id;lat;lon\na;1;2\n", "save it with commas"),
        ("c.csv", b"id,lat,lon\nbl\xe4,1,2\n", "save it as UTF-8"),
    ):
        with pytest.raises(UnreadableSource, match=message):
            write_pairs(zones, text(tmp_path, name, content), tmp_path / "out.csv")
    with pytest.raises(UnreadableSource, match=r"column lat \(list<"):
        write_pairs(zones, table(tmp_path, id=["a"], lat=[[1.0]], lon=[2.0]), tmp_path / "out.csv")


def test_a_feature_without_a_place_is_counted_and_the_others_are_read(tmp_path: Path) -> None:
    path = geojson(
        tmp_path, feature(None, track="a", time=AT), feature(point(), track="a", time=AT),
        feature({"type": "LineString", "coordinates": []}, track="a", coordTimes=[]),
        feature(point(38.6, 33.5, 300), track="a", time=AT),
    )  # fmt: skip
    fixes = read_fixes(path)
    assert fixes.altitude.tolist() == [300.0]
    assert reasons(path) == ["a feature without a place"] * 3


def test_nulls_in_a_feature_are_unknown_and_instants_may_be_numbers(tmp_path: Path) -> None:
    path = geojson(
        tmp_path,
        feature(point(38.6, 33.5, None), track="a", time=1550124000, accuracy_m=None, source=None, domain=None),
    )
    fixes = read_fixes(path)
    assert fixes.time.tolist() == [1550124000.0]
    assert str(fixes.altitude[0]) == str(fixes.accuracy[0]) == "nan"
    assert fixes.sources == ("",)


@pytest.mark.parametrize("properties", [{"time": AT}, {"track": None, "time": AT}, {"track": "", "time": AT}])
def test_things_without_a_name_do_not_become_one_track(tmp_path: Path, properties: dict[str, object]) -> None:
    with pytest.raises(InvalidValue, match="no track among its properties"):
        read_fixes(geojson(tmp_path, feature(point(38.6, 33.5), **properties)))


def test_state_vectors_with_nulls_are_counted_or_unknown(tmp_path: Path) -> None:
    whole = [
        "a8b1c2",
        None,
        "x",
        1550124000,
        1550124000,
        38.6,
        33.5,
        3000,
        False,
        200,
        90,
        0,
        None,
        3100,
        None,
        False,
        0,
    ]

    def states(**changed: object) -> Path:
        state = [changed.get(f"_{place}", value) for place, value in enumerate(whole)]
        return text(tmp_path, "a.json", json.dumps({"time": 1550124000, "states": [state]}))

    assert read_fixes(states()).altitude.tolist() == [3100.0]
    assert reasons(states(_0=None)) == ["a state vector without its icao24"]
    assert reasons(states(_6=None)) == ["a8b1c2: no position"]
    unknown = read_fixes(states(_8=None, _7=None, _13=None))
    assert unknown.domain is not None
    assert unknown.domain.tolist() == [0]
    assert str(unknown.altitude[0]) == "nan"
    with pytest.raises(UnreadableSource, match=r"no state vector: a8b1c2.*'east'"):
        read_fixes(states(_5="east"))


def test_what_gpx_extensions_hold_is_not_the_points_own(tmp_path: Path) -> None:
    inner = f"<time>{AT}</time><extensions><x><time>soon</time></x><time>later</time></extensions>"
    body = (
        f'<wpt lat="1" lon="2"/><trk><name>walk</name><trkseg><trkpt lat="33" lon="38">{inner}</trkpt></trkseg></trk>'
    )
    path = text(tmp_path, "a.gpx", f"<gpx>{body}</gpx>")
    fixes = read_fixes(path)
    assert (fixes.tracks, len(fixes)) == (("walk",), 1)
    assert reasons(path) == ["a waypoint or a point of a route is no track point"]


def halves(number: int) -> tuple[str, str]:
    """The report of SHIP in two sentences: what a receiver makes of one that is too long for it."""
    payload = SHIP.split(",")[5]
    return (
        sentence(f"AIVDM,2,1,{number},A,{payload[:20]},0"), sentence(f"AIVDM,2,2,{number},A,{payload[20:]},0"),
    )  # fmt: skip


def test_sentences_of_an_ais_message_are_joined_in_whatever_order_they_come(tmp_path: Path) -> None:
    first, second = halves(3)
    for name, content in (("a.nmea", first + second), ("b.nmea", second + first), ("c.nmea", sentence(SHIP))):
        fixes = read_fixes(text(tmp_path, name, content))
        assert fixes.tracks == ("366053209",), name
        assert (round(fixes.lat[0], 4), round(fixes.lon[0], 4)) == (37.8021, -122.3416), name


def test_a_sentence_whose_others_never_come_is_counted_and_never_joined_to_a_later_message(tmp_path: Path) -> None:
    first, second = halves(3)
    alone = "a sentence of a longer AIS message, the others of which are missing"
    assert reasons(text(tmp_path, "a.nmea", first)) == [alone]
    between = sentence(SHIP) * 120
    late = text(tmp_path, "b.nmea", first + between + second)
    assert len(read_fixes(late)) == 120
    assert reasons(late) == [alone, alone]
    again = text(tmp_path, "c.nmea", first + first + second)
    assert len(read_fixes(again)) == 1
    assert reasons(again) == [alone]
    assert reasons(text(tmp_path, "d.nmea", sentence("AIVDM,99999999,1,1,A,15M67F,0"))) == [
        "it cannot be read: sentence 1 of 99999999"
    ]
    assert reasons(text(tmp_path, "e.nmea", sentence("AIVDM,1,1,,A,,0"))) == ["it cannot be read: no payload"]


@pytest.fixture
def zones_file(tmp_path: Path) -> Path:
    zone = {"type": "Feature", "id": "ring", "geometry": point(38.618, 33.507),
            "properties": {"radius_m": 55000, "name": "Ring", "declared_by": "usa"}}  # fmt: skip
    return text(tmp_path, "zones.geojson", json.dumps({"type": "FeatureCollection", "features": [zone]}))


def test_a_watch_without_standard_input_or_with_a_port_that_is_none_says_what_to_give(
    tmp_path: Path, zones_file: Path
) -> None:
    command = [*COMMAND, "watch", "-Z", str(zones_file), "-J", str(tmp_path / "j")]
    closed = subprocess.run(["sh", "-c", '"$@" <&-', "sh", *command], capture_output=True, text=True)
    assert closed.returncode == 2
    assert "standard input is closed: send fixes there, or take them with --listen" in closed.stderr
    port = subprocess.run([*command, "--listen", "127.0.0.1:99999"], capture_output=True, text=True)
    assert port.returncode == 2
    assert "write HOST:PORT" in port.stderr


def test_a_watch_that_is_ended_while_bytes_pour_in_ends_as_it_says(tmp_path: Path, zones_file: Path) -> None:
    with open("/dev/zero", "rb") as zeros:
        command = [*COMMAND, "watch", "-Z", str(zones_file), "-J", str(tmp_path / "j")]
        watch = subprocess.Popen(command, stdin=zeros, stderr=subprocess.PIPE)
    assert watch.stderr and watch.stderr.readline() == b"ready\n"
    watch.send_signal(signal.SIGINT)
    assert b"Fatal" not in watch.communicate(timeout=60)[1]
    assert watch.returncode == 130


def test_a_full_disk_ends_a_watch_with_one_line_and_another_goes_on_and_says_each_line_once(
    tmp_path: Path, zones_file: Path
) -> None:
    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    place = '"time":"2019-02-14T06:00:00Z","lat":33.5,"lon":38.6'
    lines = "".join(f'{{"track":"t{i}",{place}}}\n' for i in range(9_000)).encode()
    command = [*COMMAND, "watch", "-Z", str(zones_file), "-J", str(tmp_path / "j")]
    full = subprocess.run(command, input=lines, capture_output=True, preexec_fn=small)
    assert full.returncode == 74
    assert full.stderr.count(b"\n") == 2, full.stderr
    assert b"free some space and start again" in full.stderr
    again = subprocess.run(command, input=lines, capture_output=True, check=True)
    said = {json.loads(line)["seq"]: line for line in (full.stdout + again.stdout).splitlines()}
    assert sorted(said) == list(range(1, len(said) + 1))
    assert sum(b'"breach":{' in line for line in said.values()) == 9_000


def test_a_board_under_a_mistyped_name_is_not_an_empty_board(tmp_path: Path) -> None:
    for act in (["list"], ["confirm", "--version", "1", "x", "russia"], ["publish", "--by", "desk"]):
        done = subprocess.run(
            [*COMMAND, "notice", *act[:1], "-B", str(tmp_path / "none.db"), *act[1:]], capture_output=True, text=True
        )
        assert done.returncode == 66, done.stderr
        assert "no board is there" in done.stderr
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("ending", ["jsonl", "geojson", "json", "gpx", "nmea"])
def test_a_byte_order_mark_before_any_file_of_fixes_is_passed_over(tmp_path: Path, ending: str) -> None:
    stamp = "2019-02-14T06:00:00Z"
    content = {
        "jsonl": json.dumps({"track": "t", "time": stamp, "lat": 1, "lon": 2}),
        "geojson": json.dumps({"type": "FeatureCollection", "features": [feature(point(2, 1), track="t", time=stamp)]}),
        "json": json.dumps({"time": 1, "states": [["t", "", "", 1, 1, 2, 1, None, None, 0, 0, 0, None, None]]}),
        "gpx": f'<gpx><trk><trkseg><trkpt lat="1" lon="2"><time>{stamp}</time></trkpt></trkseg></trk></gpx>',
        "nmea": sentence(SHIP),
    }[ending]
    assert len(read_fixes(text(tmp_path, f"a.{ending}", b"\xef\xbb\xbf" + content.encode()))) == 1


def test_instants_in_json_lines_may_be_seconds_since_1970_live_and_in_files(tmp_path: Path) -> None:
    lines = [
        '{"track": "t", "time": 1550124000.5, "lat": 1, "lon": 2}',
        '{"track": "t", "time": true, "lat": 1, "lon": 2}',
        '{"track": "t", "time": 1550124000, "lat": 95, "lon": 2}',
        '{"track": "t", "time": 1e30, "lat": 1, "lon": 2}',
    ]
    assert read_fixes(text(tmp_path, "a.jsonl", lines[0])).time[0] == 1550124000.5
    fixes, refused = decode_lines([line.encode() for line in lines], "a sender", 1)
    assert [fix.time.timestamp() for fix in fixes] == [1550124000.5]
    assert [(each.line, each.reason) for each in refused] == [
        (2, "no JSON object with track, time, lat, lon"),
        (3, "no position"),
        (4, "no JSON object with track, time, lat, lon"),
    ]
    for line, reason in ((lines[2], "latitude 95"), (lines[3], "no instant in seconds")):
        with pytest.raises(InvalidValue, match=f"line 1: no fix: .*{reason}"):
            read_fixes(text(tmp_path, "a.jsonl", line))


def test_nothing_that_is_read_is_written_over(tmp_path: Path) -> None:
    zone = text(tmp_path, "z.geojson", json.dumps(feature(point(2, 1), radius_m=1000) | {"id": "z"}))
    fixes = text(tmp_path, "a.csv", f"track,time,lat,lon\nt,{AT},1,2\n")
    points = text(tmp_path, "p.csv", "id,lat,lon\na,1,2\n")
    rules = text(tmp_path, "r.toml", "dwell-s = 60\n")
    for line in (
        ["replay", "-Z", zone, fixes, "-o", fixes],
        ["replay", "-Z", zone, fixes, "-o", tmp_path / "." / "z.geojson"],
        ["replay", "-Z", zone, fixes, "--rules", rules, "-o", rules],
        ["replay", "-Z", zone, fixes, "--protected", points, "--stills", tmp_path / "s", "-o", points],
        ["contains", "-Z", zone, "-P", points, "-o", points],
    ):
        before = [file.read_bytes() for file in (zone, fixes, points, rules)]
        done = subprocess.run([*COMMAND, *map(str, line)], capture_output=True, text=True, check=False)
        assert done.returncode == 2 and "written over" in done.stderr
        assert [file.read_bytes() for file in (zone, fixes, points, rules)] == before


def test_points_with_latitude_and_longitude_exchanged_are_refused_with_the_question(tmp_path: Path) -> None:
    points = text(tmp_path, "p.csv", "id,lat,lon\na,38.6,33.5\nb,121.5,31.2\n")
    with pytest.raises(InvalidValue, match="are latitude and longitude exchanged"):
        write_pairs(Zones.circles([1.0], [2.0], 10.0), points, tmp_path / "o.csv")


def test_a_line_without_an_end_fills_no_memory() -> None:
    async def nothing(_: int) -> None:
        return None

    lines = Lines("a sender", nothing)
    assert all(lines.cut(b"x" * 65_536) is None for _ in range(100))
    portion = lines.cut(b'\n{"track": "t"}\n')
    assert portion is not None
    assert [len(line) for line in portion.lines] == [1 << 20, 14]
