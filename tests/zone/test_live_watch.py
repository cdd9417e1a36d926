"""Fixes as they come give in sum what they give at once, and a crash loses nothing and says nothing twice."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from foreshock.model import StoreError, Zone
from foreshock.model.tracks import Breach, Fix
from foreshock.zone.live import Journal, LiveWatch
from foreshock.zone.track import tracks_of
from foreshock.zone.watch import Watch

GEOD = Geod(ellps="WGS84")
START = dt.datetime(2019, 2, 14, 6, tzinfo=dt.UTC)
RING = Zone("ring", "Ring", "al-tanf", "usa", lat=33.507, lon=38.618, radius_m=55_000.0)
COMMAND = [sys.executable, "-c", "from foreshock.cli.zone import zone; zone()"]


def passage(track: str, count: int = 40) -> list[Fix]:
    """Two kilometres outside to two inside and back, at 200 m a step."""
    away = [57_000.0 - 200 * min(i, count - i) for i in range(count)]
    fixes = []
    for i, metres in enumerate(away):
        lon, lat, _ = GEOD.fwd(38.618, 33.507, 70.0, metres)
        fixes.append(Fix(track, START + dt.timedelta(seconds=10 * i), lat, lon, accuracy_m=20.0))
    return fixes


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(40)), portions=st.lists(st.integers(1, 15), min_size=1, max_size=8))
def test_fixes_in_any_order_and_portion_end_in_the_findings_of_the_whole(order: list[int], portions: list[int]) -> None:
    fixes = passage("t1")
    live, said, at = LiveWatch([RING]), [], 0
    for portion in [*portions, 40]:
        said += live.add([fixes[i] for i in order[at : at + portion]])
        at += portion
    whole = Watch([RING]).judge_all(tracks_of(fixes))
    assert tuple(live.breaches) == whole.breaches
    standing: dict[str, Breach] = {}
    for line in said:
        if line.breach is not None:
            if line.act == "withdrawn":
                del standing[line.breach.id]
            else:
                assert (line.breach.id in standing) == (line.act == "changed")
                standing[line.breach.id] = line.breach
    assert tuple(standing.values()) == whole.breaches


def test_a_fix_told_twice_says_nothing_new() -> None:
    live = LiveWatch([RING])
    assert live.add(passage("t1"))
    assert live.add(passage("t1")) == []


def test_a_journal_opened_again_says_only_what_was_not_said(tmp_path: Path) -> None:
    fixes = passage("t1")
    with Journal(tmp_path, LiveWatch([RING])) as journal:
        assert journal.take(fixes[:20])
    # The crash: a fix kept, nothing said of it, and half a line behind it.
    with (tmp_path / "fixes.jsonl").open("ab") as file:
        file.write(b"".join(msgspec.json.encode(fix) + b"\n" for fix in fixes[20:]) + b'{"track":"t')
    live = LiveWatch([RING])
    with Journal(tmp_path, live) as journal:
        kinds = [json.loads(line).get("event", {}).get("kind", "breach") for line in journal.owed]
        assert kinds == ["breach", "exit"]
        assert journal.take(fixes) == []
    assert tuple(live.breaches) == Watch([RING]).judge_all(tracks_of(fixes)).breaches


def test_a_journal_that_cannot_be_kept_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="no journal"):
        Journal(tmp_path / "file", LiveWatch([RING]))


@pytest.fixture
def zones_file(tmp_path: Path) -> Path:
    geometry = {"type": "Point", "coordinates": [38.618, 33.507]}
    properties = {
        "radius_m": 55000,
        "name": "Ring",
        "declared_by": "usa",
        "valid_from": "2016",
        "published": "2016-06-01",
    }
    feature = {"type": "Feature", "id": "ring", "geometry": geometry, "properties": properties}
    file = tmp_path / "zones.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return file


def lines_of(fixes: list[Fix]) -> bytes:
    return b"".join(msgspec.json.encode(fix) + b"\n" for fix in fixes)


def test_a_watch_killed_in_the_middle_goes_on_where_it_was(tmp_path: Path, zones_file: Path) -> None:
    journal = tmp_path / "journal"
    command = [*COMMAND, "watch", "-Z", str(zones_file), "-J", str(journal)]
    fixes = passage("t1")
    first = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert first.stdin and first.stdout
    first.stdin.write(lines_of(fixes[:25]))
    first.stdin.flush()
    before = first.stdout.readline()
    os.kill(first.pid, signal.SIGKILL)
    before += first.communicate()[0]
    done = subprocess.run(command, input=lines_of(fixes) + b"nonsense\n", capture_output=True, check=True)
    said = (before + done.stdout).splitlines()
    assert len(said) == len(set(said))
    last = [json.loads(line)["breach"] for line in said if b'"breach":{' in line][-1]
    assert last["ended"] == "left"
    assert b"passed over" in done.stderr
    assert len((journal / "fixes.jsonl").read_bytes().splitlines()) >= 40


@pytest.fixture
def listening(tmp_path: Path, zones_file: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*COMMAND, "watch", "-Z", str(zones_file), "-J", str(tmp_path / "j"), "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stderr and b"listening" in process.stderr.readline()
    yield process, port
    process.kill()
    process.communicate()


def test_fixes_over_tcp_are_taken_from_one_connection_after_another(
    listening: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, port = listening
    for part in (passage("t1")[:20], passage("t1")[20:]):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(lines_of(part))
        time.sleep(0.05)
    assert process.stdout
    kinds: list[str] = []
    while "exit" not in kinds:
        kinds.append(json.loads(process.stdout.readline()).get("event", {}).get("kind", "breach"))
    assert {"entry", "breach", "exit"} <= set(kinds)


def test_replay_prints_findings_and_what_was_left_out(tmp_path: Path, zones_file: Path) -> None:
    fixes = tmp_path / "fixes.jsonl"
    fixes.write_bytes(lines_of(passage("t1")))
    done = subprocess.run([*COMMAND, "replay", "-Z", str(zones_file), str(fixes)], capture_output=True, check=True)
    assert [next(iter(json.loads(line))) for line in done.stdout.splitlines()][:1] == ["breach"]
    assert b"1 breaches, 0 of them doubtful" in done.stderr
    out = tmp_path / "found.jsonl"
    subprocess.run([*COMMAND, "replay", "-Z", str(zones_file), str(fixes), "-o", str(out)], check=True)
    assert out.read_bytes() == done.stdout
