"""Fixes as they come give in sum what they give at once, and a crash loses nothing and says nothing twice."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from foreshock.model import Conflict, StoreError, Zone
from foreshock.model.tracks import Breach, Fix
from foreshock.zone.live import Clock, LiveWatch, Said, standing
from foreshock.zone.overlook import Overlook
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
    lines: list[bytes] = []
    live, at = LiveWatch([RING]), 0
    for portion in [*portions, 40]:
        lines += live.take([fixes[i] for i in order[at : at + portion]])
        at += portion
    live.ledger.close()
    whole = Watch([RING]).judge_all(tracks_of(fixes))
    held: dict[str, Breach] = {}
    for line in (msgspec.json.decode(line, type=Said) for line in lines):
        if line.breach is not None:
            assert (line.breach.id in held) == (line.act != "new")
            held.pop(line.breach.id, None)
            if line.act != "withdrawn":
                held[line.breach.id] = line.breach
    assert tuple(held.values()) == whole.breaches


def test_a_fix_told_twice_says_nothing_new() -> None:
    live = LiveWatch([RING])
    assert live.take(passage("t1"))
    assert live.take(passage("t1")) == []
    live.ledger.close()


def test_a_ledger_opened_again_goes_on_where_it_was(tmp_path: Path) -> None:
    fixes = passage("t1")
    first = LiveWatch([RING], path=tmp_path / "ledger.sqlite")
    lines = first.take(fixes[:20])
    assert lines
    first.ledger.close()
    again = LiveWatch([RING], path=tmp_path / "ledger.sqlite")
    assert again.take(fixes[:20]) == []
    lines += again.take(fixes[20:])
    assert [line for _, line in again.ledger.said()] == lines
    assert tuple(standing(lines)) == Watch([RING]).judge_all(tracks_of(fixes)).breaches
    again.ledger.close()


def test_a_ledger_only_grows_and_belongs_to_one_writer_and_one_set_of_zones(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    live = LiveWatch([RING], path=path)
    live.take(passage("t1"))
    with pytest.raises(Conflict, match="another process"):
        LiveWatch([RING], path=path)
    live.ledger.close()
    with closing(sqlite3.connect(path)) as raw:
        for table in ("fixes", "said", "refused"):
            raw.execute("INSERT INTO refused VALUES ('a', ?, '', '', '')", (table,))
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                raw.execute(f"DELETE FROM {table}")
    with pytest.raises(Conflict, match="other zones"):
        LiveWatch([msgspec.structs.replace(RING, radius_m=54_000.0)], path=path)


def test_a_ledger_that_cannot_be_kept_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can be kept"):
        LiveWatch([RING], path=tmp_path / "file" / "ledger.sqlite")


def test_a_portion_that_fails_leaves_nothing_and_can_be_given_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, fixes = LiveWatch([RING], path=tmp_path / "ledger.sqlite"), passage("t1")
    live.take(fixes[:20])
    with monkeypatch.context() as broken:
        broken.setattr(live.ledger, "say", lambda _: (_ for _ in ()).throw(StoreError("full")))
        with pytest.raises(StoreError):
            live.take(fixes[20:])
    assert live.ledger.counts()["fixes"] == 20
    live.take(fixes[20:])
    lines = [line for _, line in live.ledger.said()]
    assert tuple(standing(lines)) == Watch([RING]).judge_all(tracks_of(fixes)).breaches
    live.ledger.close()


def test_a_wrong_clock_is_flagged_with_the_zones_its_position_lies_in_and_judged_by_no_one() -> None:
    live = LiveWatch([RING], clock=Clock(300.0, 86_400.0))
    now = START.timestamp()
    inside = Fix("t1", START, 33.5, 38.6)
    early, late = (msgspec.structs.replace(inside, time=START + dt.timedelta(days=days)) for days in (400, -9000))
    far = Fix("t1", START + dt.timedelta(hours=1), 10.0, 10.0)
    lines = [msgspec.json.decode(line, type=Said) for line in live.take([early, late, far], now)]
    assert [line.act for line in lines] == ["refused"] * 3
    assert [line.refused.inside for line in lines if line.refused] == [("ring",), ("ring",), ()]
    assert {reason.split(" by more")[0]: count for reason, count in live.ledger.refusals().items()} == {
        "its clock is ahead of its reception": 2, "its clock is behind its reception": 1,
    }  # fmt: skip
    assert live.ledger.counts()["fixes"] == 0
    assert live.take([inside], now)
    live.ledger.close()


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
    before += first.stdout.read()
    first.stdin.close()
    first.stdout.close()
    first.wait()
    done = subprocess.run(command, input=lines_of(fixes) + b"nonsense\n", capture_output=True, check=True)
    said = (before + done.stdout).splitlines()
    # A line may be said again after the crash, but then with its number and unchanged.
    assert [json.loads(line)["seq"] for line in sorted(set(said), key=said.index)] == list(range(1, len(set(said)) + 1))
    last = [json.loads(line)["breach"] for line in said if b'"breach":{' in line][-1]
    assert last["ended"] == "left"
    assert b"kept as refused" in done.stderr
    with closing(sqlite3.connect(journal / "ledger.sqlite")) as ledger:
        assert ledger.execute("SELECT count(*) FROM fixes").fetchone() == (40,)
        assert ledger.execute("SELECT text FROM refused").fetchone() == (b"nonsense",)


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


def test_fixes_over_tcp_are_taken_from_many_connections_and_confirmed(
    listening: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, port = listening
    with socket.create_connection(("127.0.0.1", port)) as idle:
        for part in (passage("t1")[:20], passage("t1")[20:]):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(lines_of(part))
                assert json.loads(connection.makefile().readline()) == {"kept": 20}
        idle.close()
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
    assert b"1 breach, 0 of them doubtful" in done.stderr
    out = tmp_path / "found.jsonl"
    subprocess.run([*COMMAND, "replay", "-Z", str(zones_file), str(fixes), "-o", str(out)], check=True)
    assert out.read_bytes() == done.stdout


def test_ledgers_are_overlooked_beside_the_process_that_writes_them(tmp_path: Path) -> None:
    live = LiveWatch([RING], path=tmp_path / "part-1" / "ledger.sqlite")
    view = Overlook(tmp_path)
    fixes = passage("t1")
    live.take(fixes[:20])
    (before,) = view.breaches()
    live.take(reversed(fixes[20:]))
    assert view.newest(START, START + dt.timedelta(days=1)) == [fixes[-1]]
    assert view.newest(START + dt.timedelta(days=1), START + dt.timedelta(days=2)) == []
    (after,) = view.breaches()
    assert (before.ended, after.ended) == ("inside", "left")
    assert [after] == standing([line for _, line in live.ledger.said()])
    live.ledger.close()
    (tmp_path / "ledger.sqlite").write_text("nonsense")
    with pytest.raises(StoreError, match="is it the ledger"):
        view.newest(START, START)
