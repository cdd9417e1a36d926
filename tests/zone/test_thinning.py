"""A thinned ledger says and finds what it would have, and whoever is stopped while thinning loses nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from odd_tracks import LAT, LON, RADIUS, START, odd_track

from foreshock.model import Conflict, StoreError, UnreadableSource, Zone
from foreshock.model.tracks import Fix
from foreshock.zone.fixfiles import read_fixes
from foreshock.zone.live import LiveWatch, standing
from foreshock.zone.replay import join
from foreshock.zone.thinning import thin
from foreshock.zone.track import tracks_of
from foreshock.zone.watch import Watch

ZONES = [
    Zone("ring", "Ring", "al-tanf", "usa", lat=LAT, lon=LON, radius_m=RADIUS),
    Zone("dot", "Dot", "al-tanf", "usa", lat=LAT, lon=LON + 0.55, radius_m=400.0),
]
LATE = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
THIN = [sys.executable, "-c", "from foreshock.cli import main; main()", "zone", "thin"]


def kept(path: Path, fixes: list[Fix]) -> Path:
    """A ledger that has taken fixes."""
    live = LiveWatch(ZONES, path=path)
    for at in range(0, len(fixes), 100):
        live.take(fixes[at : at + 100])
    live.ledger.close()
    return path


def fixes_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as ledger:
        return int(ledger.execute("SELECT count(*) FROM fixes").fetchone()[0])


def found_in(*paths: Path) -> object:
    return Watch(ZONES).judge_all(join([read_fixes(path) for path in paths]))


def test_settled_fixes_go_to_a_named_file_and_a_replay_of_file_and_ledger_finds_the_same(tmp_path: Path) -> None:
    fixes = odd_track(6, 4000) + odd_track(7, 6000, "t2") + odd_track(8, 300, "short")
    path = kept(tmp_path / "ledger.sqlite", fixes)
    with closing(sqlite3.connect(path)) as raw:
        said = raw.execute("SELECT * FROM said").fetchall()
    whole, size = Watch(ZONES).judge_all(tracks_of(fixes)), path.stat().st_size
    done = thin(path, LATE)
    assert done.file is not None
    # Tracks so full of faults are mostly evidence: a visit that may be hidden keeps the whole time that may hide it.
    assert done.fixes > 1000
    assert done.fixes + done.evidence + done.unsettled == len(set(fixes))
    assert fixes_of(path) == done.evidence + done.unsettled
    assert path.stat().st_size < size * 0.9
    assert hashlib.sha256(Path(done.file).read_bytes()).hexdigest() == done.sha256
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT sha256 FROM thinned").fetchone() == (done.sha256,)
        assert raw.execute("SELECT * FROM said").fetchall() == said
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            raw.execute("DELETE FROM fixes")
    assert found_in(path) == whole
    assert found_in(path, Path(done.file)) == whole
    again = thin(path, LATE)
    assert (again.file, again.fixes) == (None, 0)


def test_the_fixes_of_breaches_and_of_tracks_not_settled_stay(tmp_path: Path) -> None:
    fixes = odd_track(6, 4000) + odd_track(8, 300, "short")
    path = kept(tmp_path / "ledger.sqlite", fixes)
    thin(path, LATE)
    with closing(sqlite3.connect(path)) as raw:
        stay = {(t, round(at, 6)) for t, at in raw.execute("SELECT track, time FROM fixes")}
        breaches = standing(row[0] for row in raw.execute("SELECT line FROM said ORDER BY seq"))
    assert breaches
    for breach in breaches:
        begin, end = breach.first or breach.entered, breach.last or breach.left
        assert begin is not None
        assert end is not None
        inside = {(f.track, round(f.time.timestamp(), 6)) for f in fixes
                  if f.track == breach.track and begin <= f.time <= end}  # fmt: skip
        assert inside <= stay
    assert sum(track == "short" for track, _ in stay) == len({f.time for f in fixes if f.track == "short"})


def test_only_fixes_of_before_the_instant_go(tmp_path: Path) -> None:
    path = kept(tmp_path / "ledger.sqlite", odd_track(6, 4000))
    assert thin(path, START).fixes == 0
    middle = odd_track(6, 4000)[2500].time
    done = thin(path, middle)
    assert done.file
    assert max(read_fixes(Path(done.file)).time) < middle.timestamp()


def test_a_thinned_watch_goes_on_and_judges_late_and_repeated_fixes_as_if_nothing_had_gone(tmp_path: Path) -> None:
    fixes = odd_track(6, 4000)
    late, rest = fixes[700:1500:10], [fix for i, fix in enumerate(fixes) if not (700 <= i < 1500 and i % 10 == 0)]
    path = kept(tmp_path / "ledger.sqlite", rest[:3000])
    first = thin(path, LATE)
    live = LiveWatch(ZONES, path=path)
    assert live.take(rest[:400]) == []
    live.take(rest[3000:])
    live.take(late)
    assert live.take(late) == []
    live.ledger.close()
    second = thin(path, LATE)
    assert first.file
    assert second.file
    live = LiveWatch(ZONES, path=path)
    assert live.take([*late, *rest[:100]]) == []
    lines = [line for _, line in live.ledger.said()]
    live.ledger.close()
    whole = Watch(ZONES).judge_all(tracks_of(fixes))
    assert {b.id: b for b in standing(lines)} == {b.id: b for b in whole.breaches}
    assert found_in(path) == whole


def test_a_file_that_is_missing_or_changed_is_asked_for_only_when_it_is_needed(tmp_path: Path) -> None:
    fixes = odd_track(6, 4000)
    path = kept(tmp_path / "ledger.sqlite", fixes[:3000])
    file = Path(thin(path, LATE).file or "")
    content = file.read_bytes()
    file.unlink()
    live = LiveWatch(ZONES, path=path)
    live.take(fixes[3000:])
    before = live.ledger.counts()
    with pytest.raises(StoreError, match=r"Put the file back.*--behind"):
        live.take([msgspec.structs.replace(fixes[10], lat=33.0)])
    assert live.ledger.counts() == before
    file.write_bytes(content[:-1] + b"x")
    with pytest.raises(StoreError, match="not the file that the ledger wrote"):
        read_fixes(path)
    with pytest.raises(StoreError, match="not the file that the ledger wrote"):
        live.take([msgspec.structs.replace(fixes[10], lat=33.0)])
    file.write_bytes(content)
    live.take([msgspec.structs.replace(fixes[10], lat=33.0)])
    live.ledger.close()


def test_a_ledger_in_use_or_none_at_all_is_refused(tmp_path: Path) -> None:
    path = kept(tmp_path / "ledger.sqlite", odd_track(6, 300))
    live = LiveWatch(ZONES, path=path)
    with pytest.raises(Conflict, match="another process writes"):
        thin(path, LATE)
    live.ledger.close()
    with pytest.raises(StoreError, match="no ledger is there"):
        thin(tmp_path / "none.sqlite", LATE)
    (tmp_path / "other.sqlite").write_text("nonsense, and more of it than a header")
    with pytest.raises(UnreadableSource, match="no ledger of"):
        read_fixes(tmp_path / "other.sqlite")


@pytest.mark.parametrize("stage", ["noted", "written", "in place", "half let go", "let go"])
def test_killed_while_thinning_nothing_is_lost_and_nothing_twice(tmp_path: Path, stage: str) -> None:
    fixes = odd_track(6, 4000)
    path = kept(tmp_path / "ledger.sqlite", fixes)
    whole = Watch(ZONES).judge_all(tracks_of(fixes))
    code = f"""
import datetime as dt, os, signal, pathlib
from foreshock.zone import thinning
from foreshock.zone.ledger import Ledger
def kill(*_): os.kill(os.getpid(), signal.SIGKILL)
stage = {stage!r}
if stage == "noted": thinning._write = kill
if stage == "written": thinning._same = kill
if stage == "in place": thinning._let_go = kill
if stage == "let go": thinning._shrink = kill
if stage == "half let go":
    plain = Ledger.do
    def do(self, statement, values=()):
        answer = plain(self, statement, values)
        if statement.startswith("DELETE FROM fixes"): kill()
        return answer
    Ledger.do = do
thinning.thin(pathlib.Path({str(path)!r}), dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
"""
    killed = subprocess.run([sys.executable, "-c", code])
    assert killed.returncode == -signal.SIGKILL
    assert found_in(path) == whole
    assert fixes_of(path) < len(fixes) if stage == "let go" else fixes_of(path) == len(set(fixes))
    again = thin(path, LATE)
    assert (again.fixes == 0) == (stage == "let go")
    assert found_in(path) == whole
    files = sorted(each.name for each in (tmp_path / "thinned").iterdir())
    assert files == ["0001-before-2030-01-01T000000Z.parquet"]
    moved = read_fixes(tmp_path / "thinned" / files[0])
    assert fixes_of(path) + len(moved) == len(set(fixes))


def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path) -> None:
    fixes = odd_track(6, 4000)
    path = kept(tmp_path / "ledger.sqlite", fixes)
    whole = Watch(ZONES).judge_all(tracks_of(fixes))
    delays = (
        [0.5, 0.7, 0.8, 0.9, 1.0] if os.environ.get("FORESHOCK_SOAK") is None else [i / 100 for i in range(30, 150)]
    )
    for delay in delays:
        process = subprocess.Popen([*THIN, "-J", str(tmp_path), "--before", "2030-01-01"], stdout=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
        assert found_in(path) == whole
    thin(path, LATE)
    assert found_in(path) == whole


def test_a_full_disk_moves_nothing_and_says_so(tmp_path: Path) -> None:
    fixes = odd_track(6, 4000)
    path = kept(tmp_path / "ledger.sqlite", fixes)

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        [*THIN, "-J", str(tmp_path), "--before", "2030-01-01"], preexec_fn=small, capture_output=True, text=True
    )
    assert done.returncode == 74, done.stderr
    assert fixes_of(path) == len(set(fixes))
    assert list((tmp_path / "thinned").glob("*.parquet")) == []
    assert found_in(path) == Watch(ZONES).judge_all(tracks_of(fixes))


def test_the_command_says_what_went_what_stays_and_where(tmp_path: Path) -> None:
    kept(tmp_path / "part-1" / "ledger.sqlite", odd_track(6, 4000))
    kept(tmp_path / "part-2" / "ledger.sqlite", odd_track(6, 100))
    done = subprocess.run([*THIN, "-J", str(tmp_path), "--before", "2030-01-01"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "SHA-256" in done.stdout
    assert "part-2/ledger.sqlite: nothing to move" in done.stdout
    assert "100 that are not settled" in done.stdout
    told = subprocess.run(
        [*THIN, "-J", str(tmp_path), "--before", "2019-02-14T09:30:00Z", "--json"], capture_output=True, text=True
    )
    assert [json.loads(line)["fixes"] for line in told.stdout.splitlines()] == [0, 0]
    for wrong in ("yesterday", "2019-02-14T09:30"):
        refused = subprocess.run([*THIN, "-J", str(tmp_path), "--before", wrong], capture_output=True, text=True)
        assert refused.returncode != 0
        assert "write" in refused.stderr


def test_what_is_no_ledger_is_called_so_and_an_instant_beyond_the_calendar_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"position reports\n" * 100)
    done = subprocess.run([*THIN, "-J", str(tmp_path), "--before", "2019-02-14"], capture_output=True, text=True)
    assert done.returncode == 74
    assert "it is no ledger or was damaged" in done.stderr
    late = subprocess.run(
        [*THIN, "-J", str(tmp_path), "--before", "9999-12-31T23:59:59-05:00"], capture_output=True, text=True
    )
    assert late.returncode == 2
    assert "outside the years 1 to 9999" in late.stderr
