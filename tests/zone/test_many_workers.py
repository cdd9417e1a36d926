"""Workers over a real broker: whatever is killed, cut off or full, nothing is lost, nothing is said twice."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import nats
import pytest
from odd_tracks import LAT, LON, odd_track
from stream_processes import COMMAND, Watched, awaited, free_port, kill, watched

from foreshock.model import Zone
from foreshock.model.tracks import Breach, Fix
from foreshock.zone.geojson import read_nouns
from foreshock.zone.track import tracks_of
from foreshock.zone.watch import Watch

SOAK = bool(os.environ.get("FORESHOCK_SOAK"))


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    feature = {"type": "Feature", "id": "ring", "geometry": {"type": "Point", "coordinates": [LON, LAT]}}
    file = tmp_path / "zones.geojson"
    file.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature | {"properties": {"radius_m": 55e3}}]})
    )
    return file


@pytest.fixture
def parts(tmp_path: Path, zones: Path) -> Iterator[Watched]:
    with watched(tmp_path, zones) as found:
        found.start_broker()
        yield found


def lines_of(fixes: list[Fix]) -> bytes:
    return b"".join(msgspec.json.encode(fix) + b"\n" for fix in fixes)


def mixed(tracks: int, count: int) -> list[Fix]:
    """Fixes of several tracks, in order of time."""
    return sorted((f for s in range(tracks) for f in odd_track(s, count, f"t{s}")), key=lambda fix: fix.time)


def check_said(parts: Watched, fixes: list[Fix]) -> None:
    """Every line once and in order, and in sum what the whole tracks give at once."""
    said, held = parts.said(), dict[str, Breach]()
    for partition in range(parts.partitions):
        numbers = [line["seq"] for place, line in said if place == partition]
        assert numbers == list(range(1, len(numbers) + 1))
    for _, line in said:
        if "breach" in line:
            breach = msgspec.convert(line["breach"], Breach)
            assert (breach.id in held) == (line["act"] != "new")
            held.pop(breach.id, None)
            if line["act"] != "withdrawn":
                held[breach.id] = breach
    zones: list[Zone] = read_nouns(parts.zones)
    assert held == {breach.id: breach for breach in Watch(zones).judge_all(tracks_of(fixes)).breaches}
    assert parts.kept("fixes") == len(set(fixes))


def test_killed_workers_feeds_and_brokers_lose_nothing_and_say_nothing_twice(parts: Watched) -> None:
    fixes = mixed(10, 400)
    first, second = parts.worker("1/2"), parts.worker("2/2")
    # A sender that the feed has not confirmed its lines to sends them again; 4,000 lines are 40 portions.
    feed = subprocess.Popen(parts.feed_line(), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert feed.stdin
    for number in range(40):
        feed.stdin.write(lines_of(fixes[number * 100 : number * 100 + 100]))
        feed.stdin.flush()
        time.sleep(0.05)
        if number == 8:
            kill(first)
            first = parts.worker("1/2")
        if number == 16:
            parts.kill_broker()
            time.sleep(0.3)
            parts.start_broker()
        if number == 24:
            kill(second)
            kill(feed)
            with suppress(BrokenPipeError):
                feed.stdin.close()
            second = parts.worker("2/2")
            feed = subprocess.Popen(parts.feed_line(), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
            assert feed.stdin
            feed.stdin.write(lines_of(fixes[: number * 100 + 100]))
    feed.communicate(timeout=60)
    assert feed.returncode == 0
    parts.wait_until_worked()
    check_said(parts, fixes)


def test_a_second_worker_of_the_same_share_waits_and_takes_over(parts: Watched) -> None:
    fixes = mixed(4, 200)
    first = parts.worker()
    second = parts.worker()
    assert b"another process writes" in second.log.read_bytes()  # type: ignore[attr-defined]
    assert parts.feed(lines_of(fixes[:400])).returncode == 0
    kill(first)
    assert parts.feed(lines_of(fixes[400:])).returncode == 0
    parts.wait_until_worked()
    check_said(parts, fixes)


def test_a_worker_whose_disk_is_full_says_so_and_confirms_nothing_it_has_not_kept(parts: Watched) -> None:
    fixes = mixed(6, 1000)
    full = parts.worker(limit=120_000)
    feeding = threading.Thread(target=parts.feed, args=(lines_of(fixes),))
    feeding.start()
    assert full.wait(20) == 74
    assert b"could not be kept" in full.log.read_bytes() and b"free some space" in full.log.read_bytes()  # type: ignore[attr-defined]
    feeding.join()
    parts.worker()
    parts.wait_until_worked()
    check_said(parts, fixes)


def test_a_broker_whose_disk_is_full_is_a_clear_error_of_the_feed(tmp_path: Path, zones: Path) -> None:
    fixes = mixed(6, 500)
    with watched(tmp_path, zones, most_bytes=200_000) as parts:
        parts.start_broker()
        done = parts.feed(lines_of(fixes))
        assert done.returncode == 74
        assert b"free some space" in done.stderr and b"Traceback" not in done.stderr
        parts.kill_broker()
        parts.most_bytes = 1 << 30
        parts.start_broker()
        parts.worker()
        assert parts.feed(lines_of(fixes)).returncode == 0
        parts.wait_until_worked()
        check_said(parts, fixes)


def test_lines_that_hold_no_fix_are_refused_by_reason_once_and_stop_nothing(parts: Watched) -> None:
    good = mixed(2, 100)
    bad = [
        b'{"track":"t1","time":"2019-02-14T06:00:00Z","lat":91,"lon":0}', b'{"track":"t1","lat":1,"lon":2}',
        b'{"track":"t1","time":"2019-02-14T06:00:00Z","lat":1,"lon":1e999}', b"nonsense", b"\xff\xfe{}",
        b'{"track":"t1","time":"2019-02-14T06:00:00Z","lat":NaN,"lon":0}',
        b'{"track":"t1","time":"2019-02-14T06:00:00","lat":1,"lon":0}',
        b'{"track":"t1","time":"2019-02-14T06:00:00Z","lat":1,"lon":0,"accuracy_m":-1}',
    ]  # fmt: skip
    worker = parts.worker()
    assert parts.feed(lines_of(good[:100]) + b"\n".join(bad) + b"\n" + lines_of(good[100:])).returncode == 0
    kill(worker)  # before or after it has confirmed them
    parts.worker()
    parts.wait_until_worked()
    check_said(parts, good)
    assert parts.kept("refused") == len(bad)
    assert parts.kept("refused WHERE reason = 'no position'") == 1
    assert parts.kept("refused WHERE reason IN ('no accuracy', 'has no time zone')") == 2


def test_fixes_with_wrong_clocks_are_flagged_and_the_others_judged(parts: Watched) -> None:
    fixes = mixed(2, 100)
    ahead = [msgspec.structs.replace(fix, time=fix.time + dt.timedelta(days=20_000)) for fix in fixes[:3]]
    parts.worker()
    assert parts.feed(lines_of(ahead + fixes)).returncode == 0
    parts.wait_until_worked()
    flagged = [line for _, line in parts.said() if line["act"] == "refused"]
    assert len(flagged) == 3 and all("ahead of its reception" in line["refused"]["reason"] for line in flagged)
    assert parts.kept("fixes") == len(set(fixes))


def test_very_many_fixes_at_one_instant_are_all_kept_and_judged(parts: Watched) -> None:
    count = 1_000_000 if SOAK else 20_000
    time_text = "2019-02-14T06:00:00Z"
    rows = b"".join(
        b'{"track":"t%d","time":"%s","lat":%.6f,"lon":38.5}\n' % (i % 5, time_text.encode(), 33 + i / count)
        for i in range(count)
    )
    parts.worker("1/2")
    parts.worker("2/2")
    assert parts.feed(rows, 900).returncode == 0
    parts.wait_until_worked(900)
    assert parts.kept("fixes") == count
    numbers = [(place, line["seq"]) for place, line in parts.said()]
    assert len(numbers) == len(set(numbers))
    assert {line["breach"]["track"] for _, line in parts.said() if "breach" in line} == {f"t{i}" for i in range(5)}


def test_a_zone_that_crosses_itself_stops_a_worker_with_the_place(tmp_path: Path) -> None:
    bow = [[[38, 33], [39, 34], [39, 33], [38, 34], [38, 33]]]
    feature = {"type": "Feature", "id": "bow", "geometry": {"type": "Polygon", "coordinates": bow}, "properties": {}}
    file = tmp_path / "bow.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    done = subprocess.run(
        [*COMMAND, "work", "-Z", str(file), "-J", str(tmp_path / "j")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 65
    assert "crosses itself near latitude 33.5" in done.stderr


def test_no_broker_and_other_partitions_are_clear_errors(parts: Watched) -> None:
    nowhere = [*COMMAND, "feed", "--nats", f"nats://127.0.0.1:{free_port()}"]
    done = subprocess.run(nowhere, input=b"", capture_output=True, check=False)
    assert done.returncode == 74 and b"no broker answers" in done.stderr
    assert parts.feed(b"").returncode == 0
    parts.partitions = 5
    done = parts.feed(b"")
    assert done.returncode == 73 and b"has 4 partitions, not 5" in done.stderr


def test_fixes_are_taken_from_a_subject_kept_by_a_stream_or_passing(parts: Watched, tmp_path: Path) -> None:
    fixes = odd_track(2, 200)
    command = [*COMMAND, "watch", "-Z", str(parts.zones), "-J", str(tmp_path / "journal"), "--nats", parts.url]

    async def publish(data: bytes) -> bytes:
        client = await nats.connect(parts.url)
        try:
            return (await client.request("fixes", data, timeout=10)).data
        finally:
            await client.close()

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as watch:
        try:
            assert watch.stderr and watch.stdout
            assert watch.stderr.readline() == b"ready\n"
            assert awaited(publish(lines_of(fixes))) == b"kept"
            expected = Watch(read_nouns(parts.zones)).judge_all(tracks_of(fixes)).breaches
            assert expected
            seen: set[str] = set()
            while not {breach.id for breach in expected} <= seen:
                seen.add(json.loads(watch.stdout.readline()).get("breach", {}).get("id"))
        finally:
            watch.kill()

    async def keep() -> None:
        client = await nats.connect(parts.url)
        js = client.jetstream()
        await js.add_stream(name="raw", subjects=["raw.>"])
        for begin in range(0, len(fixes), 10):
            await js.publish("raw.adsb", lines_of(fixes[begin : begin + 10]))
        await client.close()

    awaited(keep())
    parts.worker()
    feed = subprocess.Popen(parts.feed_line("--subject", "raw.adsb"), stderr=subprocess.DEVNULL)
    parts.started.append(feed)
    until = time.monotonic() + 30
    while parts.kept("fixes") < len(set(fixes)) and time.monotonic() < until:
        time.sleep(0.1)
    parts.wait_until_worked()
    check_said(parts, fixes)


def test_the_core_of_the_watch_needs_no_broker() -> None:
    code = "import sys, foreshock.zone.live; print([m for m in sys.modules if m.split('.')[0] == 'nats'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
