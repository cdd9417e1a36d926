"""The board keeps every version before it says so: killed, full or written by many, nothing confirmed is lost."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from foreshock.cli import cli, main
from foreshock.model import Conflict, InvalidValue, NotFound, StoreError, Zone
from foreshock.model.tracks import NOT_PERMISSION, Notice
from foreshock.zone.board import NoticeBoard, wait_for

DAY = dt.datetime(2019, 2, 14, 6, tzinfo=dt.UTC)
RING = Zone("ring", "Ring", "al-tanf", "usa", lat=33.507, lon=38.618, radius_m=55_000.0)
CLINIC = Zone("hidden-clinic", "Clinic", "al-tanf", "", lat=34.9, lon=40.0, radius_m=300.0)


def notice(name: str = "n1", **changes: Any) -> Notice:
    told: dict[str, Any] = {
        "id": name, "kind": "movement", "party": "rus", "begins": DAY, "ends": DAY + dt.timedelta(hours=6),
        "lat": 35.5, "lon": 41.0, "radius_m": 2000.0, "tell": ("usa", "jor"),
    }  # fmt: skip
    return Notice(**(told | changes))


def test_a_notice_goes_its_way_and_every_step_stands_on_the_board(tmp_path: Path) -> None:
    path = tmp_path / "board.db"
    with NoticeBoard(path, [RING]) as board:
        assert board.add(notice(lat=33.6, lon=38.6), "desk").overlaps[0].id == "ring"
        with pytest.raises(Conflict, match="meets zone ring"):
            board.release("n1", 1, "desk")
        board.change(notice(version=2), "desk")
        assert board.release("n1", 2, "desk").reminder == NOT_PERMISSION
        assert board.confirm("n1", "usa", 2).notice.unconfirmed == ("jor",)
        board.release("n1", 3, "desk")
        with pytest.raises(InvalidValue, match="released already"):
            board.release("n1", 3, "desk")
    with NoticeBoard(path, [RING]) as again:
        assert [entry.act for entry in again.entries("n1")] == ["add", "change", "release", "confirm", "release"]
        assert again.standing()[0].confirmed == ("usa",)
        assert again.released("n1") == 3


def test_of_many_changes_from_one_version_at_once_exactly_one_counts(tmp_path: Path) -> None:
    with NoticeBoard(tmp_path / "b.db", []) as board, ThreadPoolExecutor(16) as pool:
        board.add(notice(), "desk")

        def change(number: int) -> int:
            try:
                board.change(notice(version=2, radius_m=1000.0 + number), f"writer {number}")
            except Conflict:
                return 0
            return number + 1

        won = [number for number in pool.map(change, range(64)) if number]
        assert len(won) == 1
        assert board.standing()[0].radius_m == 1000.0 + won[0] - 1
        assert len(board.entries()) == 2


def test_two_boards_on_one_file_see_what_the_other_wrote_before_they_write(tmp_path: Path) -> None:
    with NoticeBoard(tmp_path / "b.db", []) as one, NoticeBoard(tmp_path / "b.db", []) as other:
        one.add(notice("a"), "one")
        assert [met.id for met in other.add(notice("b"), "other").overlaps] == ["a"]
        other.change(notice("a", version=2), "other")
        with pytest.raises(Conflict, match="holds version 2"):
            one.change(notice("a", version=2, radius_m=9.0), "one")
        done: list[int] = []

        def write(board: NoticeBoard, name: str) -> None:
            wait_for(board.hand_in("add", name, notice(f"{name}-{i}")) for i in range(100))
            done.append(1)

        threads = [threading.Thread(target=write, args=pair) for pair in ((one, "x"), (other, "y"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        entries = one.entries()
        assert len(done) == 2 and [entry.seq for entry in entries] == list(range(1, 204))
        # Each was checked against all that stood before it.
        assert [len(entry.overlaps) for entry in entries[3:]] == list(range(2, 202))


def test_what_a_killed_process_was_told_is_kept_is_kept(tmp_path: Path) -> None:
    code = (
        "import sys, threading; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path; from test_notice_board import notice\n"
        "from foreshock.zone.board import NoticeBoard\n"
        "board = NoticeBoard(Path(sys.argv[1]), [])\n"
        "def write(n):\n"
        "    i = 0\n"
        "    while True:\n"
        "        entry = board.add(notice(f'w{n}-{i}'), 'desk'); i += 1\n"
        "        sys.stdout.write(entry.notice.id + '\\n'); sys.stdout.flush()\n"
        "for n in range(8): threading.Thread(target=write, args=(n,)).start()\n"
    )
    for _ in range(10 if os.environ.get("FORESHOCK_SOAK") else 2):
        path = tmp_path / "b.db"
        line = [sys.executable, "-c", code, str(path), str(Path(__file__).parent)]
        with subprocess.Popen(line, stdout=subprocess.PIPE) as process:
            assert process.stdout
            told = [process.stdout.readline() for _ in range(150)]
            os.kill(process.pid, signal.SIGKILL)
            told += process.stdout.readlines()
        confirmed = {text.decode().strip() for text in told if text.endswith(b"\n")}
        with NoticeBoard(path, []) as board:
            kept = [entry.notice.id for entry in board.entries()]
            assert confirmed <= set(kept) and len(kept) == len(set(kept))
        path.unlink()


def test_a_full_disk_refuses_all_that_was_together_and_the_board_goes_on(tmp_path: Path) -> None:
    code = (
        "import sys, resource, signal; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path; from test_notice_board import notice\n"
        "from foreshock.zone.board import NoticeBoard; from foreshock.model import StoreError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "board = NoticeBoard(Path(sys.argv[1]), []); board.add(notice('first'), 'desk')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))\n"
        "kept = ['first']\n"
        "try:\n"
        "    for i in range(10_000): board.add(notice(f'n{i}', text='x' * 2000), 'desk'); kept.append(f'n{i}')\n"
        "except StoreError as error: print(error)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "entry = board.add(notice('after'), 'desk'); kept.append('after')\n"
        "assert [each.notice.id for each in board.entries()] == kept, kept\n"
        "assert len(entry.overlaps) == len(kept) - 1, (len(entry.overlaps), len(kept))\n"
        "board.close()\n"
    )
    line = [sys.executable, "-c", code, str(tmp_path / "b.db"), str(Path(__file__).parent)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "could not be kept" in done.stdout and "free some space" in done.stdout


def test_the_board_only_grows(tmp_path: Path) -> None:
    with NoticeBoard(tmp_path / "b.db", []) as board:
        board.add(notice(), "desk")
    with closing(sqlite3.connect(tmp_path / "b.db")) as raw:
        for statement in ("DELETE FROM entries", "UPDATE entries SET by = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                raw.execute(statement)


def test_acts_that_make_no_sense_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    with NoticeBoard(tmp_path / "b.db", []) as board:
        board.add(notice(), "desk")
        refused: list[tuple[Callable[[], object], type[Exception]]] = [
            (lambda: board.add(notice(version=2), "desk"), InvalidValue),
            (lambda: board.add(notice(), "desk"), Conflict),
            (lambda: board.change(notice(), "desk"), InvalidValue),
            (lambda: board.add(notice("n2"), " "), InvalidValue),
            (lambda: board.confirm("n1", "irn", 1), InvalidValue),
            (lambda: board.confirm("n9", "usa", 1), NotFound),
            (lambda: board.release("n1", 2, "desk"), Conflict),
        ]
        for act, error in refused:
            with pytest.raises(error):
                act()
        assert len(board.entries()) == 1


@pytest.fixture
def files(tmp_path: Path) -> Path:
    def feature(name: str, lon: float, lat: float, radius: float) -> dict[str, Any]:
        geometry = {"type": "Point", "coordinates": [lon, lat]}
        return {"type": "Feature", "id": name, "geometry": geometry, "properties": {"radius_m": radius}}

    for file, made in (("z", feature("ring", 38.618, 33.507, 55e3)), ("p", feature("hidden-clinic", 40.0, 34.9, 300))):
        (tmp_path / f"{file}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [made]}))
    rows = [
        notice("convoy-7", kind="humanitarian convoy"),
        notice("n2", lat=33.6, lon=38.7),
        notice("n3", lat=34.9, lon=40.0),
    ]
    (tmp_path / "n.jsonl").write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    return tmp_path


def call(files: Path, act: str, *more: str) -> tuple[int, str]:
    base = ["-B", str(files / "b.db"), "-Z", str(files / "z.geojson"), "--protected", str(files / "p.geojson")]
    line = ["zone", "notice", act, *base, *more]
    if act == "publish":
        # What writes into a desk's record makes Django's settings, and a process makes them once.
        done = subprocess.run([sys.executable, "-m", "foreshock", *line], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        patch.setattr(sys, "argv", ["foreshock", *line])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0), said.buffer.getvalue().decode()


def test_the_commands_say_what_is_met_and_that_notification_is_not_permission(files: Path) -> None:
    code, text = call(files, "add", "--by", "desk", str(files / "n.jsonl"))
    assert code == 0 and text.rstrip().endswith(NOT_PERMISSION), text
    assert "meets zone ring, 2019-02-14 06:00" in text and "meets protected place\n" in text and "clinic" not in text
    assert call(files, "add", "--by", "desk", str(files / "n.jsonl"))[0] == 73
    assert call(files, "release", "--by", "desk", "--version", "1", "convoy-7")[0] == 0
    code, text = call(files, "release", "--by", "desk", "--version", "1", "n3")
    assert code == 73 and "meets protected place:" in text and "clinic" not in text
    code, text = call(files, "release", "--by", "desk", "--version", "1", "n2", "--despite", "agreed by phone")
    assert code == 0 and "released all the same: agreed by phone" in text
    assert call(files, "confirm", "--version", "1", "convoy-7", "usa")[0] == 0
    assert call(files, "confirm", "--version", "1", "convoy-7", "jor")[0] == 0, "only confirmed since, not changed"
    assert call(files, "confirm", "--version", "1", "convoy-8", "jor")[0] == 66
    changed = notice("convoy-7", kind="humanitarian convoy", version=4, radius_m=10.0)
    (files / "c.jsonl").write_bytes(msgspec.json.encode(changed))
    assert call(files, "change", "--by", "desk", str(files / "c.jsonl"))[0] == 0
    code, text = call(files, "list")
    assert "convoy-7 version 4" in text and "released as version 1" in text and NOT_PERMISSION in text
    code, text = call(files, "list", "--json", "--history", "convoy-7")
    entries = [json.loads(line) for line in text.splitlines()]
    assert [entry["act"] for entry in entries] == ["add", "release", "confirm", "confirm", "change"]
    assert all(entry["reminder"] == NOT_PERMISSION for entry in entries)
    (files / "bad.jsonl").write_text('{"id": "x"}\n')
    assert call(files, "add", "--by", "desk", str(files / "bad.jsonl"))[0] == 65


def test_released_notices_go_into_a_desks_record_and_others_do_not(files: Path) -> None:
    from foreshock.model import DeskConfig, encode_config
    from foreshock.store import create_store, open_store

    desk = files / "desk"
    create_store(desk).close()
    (desk / "foreshock.toml").write_bytes(encode_config(DeskConfig()))
    call(files, "add", "--by", "desk", str(files / "n.jsonl"))
    call(files, "release", "--by", "desk", "--version", "1", "convoy-7")
    changed = notice("convoy-7", kind="humanitarian convoy", version=2, radius_m=10.0)
    (files / "c.jsonl").write_bytes(msgspec.json.encode(changed))
    call(files, "change", "--by", "desk", str(files / "c.jsonl"))
    code, text = call(files, "publish", "--by", "desk", "--desk", str(desk))
    assert code == 0 and "1 released notices: 1 new, 0 changed" in text and NOT_PERMISSION in text, text
    assert "0 new, 0 changed" in call(files, "publish", "--by", "desk", "--desk", str(desk))[1]
    with open_store(desk) as store:
        (kept,) = store.state().notices.values()
    assert kept.value and (kept.value.id, kept.value.version) == ("convoy-7", 1)


@pytest.mark.parametrize("act", ["add", "change", "confirm", "list", "publish", "release"])
def test_each_command_explains_itself_with_an_example(act: str) -> None:
    done = CliRunner().invoke(cli, ["zone", "notice", act, "--help"])
    assert done.exit_code == 0 and f"foreshock zone notice {act} " in done.output


def test_a_party_confirms_the_version_it_was_told_though_another_has_confirmed_it_first(tmp_path: Path) -> None:
    with NoticeBoard(tmp_path / "b.db", []) as board:
        board.add(notice(), "desk")
        board.confirm("n1", "usa", 1)
    with NoticeBoard(tmp_path / "b.db", []) as board:
        assert board.confirm("n1", "jor", 1).notice.confirmed == ("usa", "jor")
        board.change(notice(version=4, radius_m=9.0), "desk")
        with pytest.raises(Conflict, match="version 4 stands"):
            board.confirm("n1", "usa", 3)


def test_nobody_has_confirmed_what_was_just_written_whatever_it_says_of_itself(tmp_path: Path) -> None:
    with NoticeBoard(tmp_path / "b.db", []) as board:
        assert board.add(notice(confirmed=("usa",)), "desk").notice.unconfirmed == ("usa", "jor")
        board.confirm("n1", "usa", 1)
        changed = msgspec.structs.replace(board.standing()[0], version=3, radius_m=9.0)
        assert board.change(changed, "desk").notice.unconfirmed == ("usa", "jor")


def test_a_release_without_the_places_forgets_none_that_were_met_when_the_notice_was_written(tmp_path: Path) -> None:
    clinic = Zone("clinic", "clinic", "al-tanf", "", 33.6, 38.6, 500.0)
    with NoticeBoard(tmp_path / "b.db", [RING], [clinic]) as board:
        met = board.add(notice(lat=33.6, lon=38.6), "desk").overlaps
        assert [one.what for one in met] == ["zone", "protected place"]
    with NoticeBoard(tmp_path / "b.db", []) as board:
        with pytest.raises(Conflict, match="meets zone ring, protected place"):
            board.release("n1", 1, "desk")
        assert [one.what for one in board.release("n1", 1, "desk", "agreed").overlaps] == ["zone", "protected place"]


def test_a_release_asks_for_the_zones_and_says_what_it_was_not_checked_against(files: Path) -> None:
    call(files, "add", "--by", "desk", str(files / "n.jsonl"))
    line = [sys.executable, "-m", "foreshock", "zone", "notice", "release", "-B", str(files / "b.db"), "--by", "desk",
            "--version", "1", "convoy-7"]  # fmt: skip
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "--zones" in done.stderr
    done = subprocess.run([*line, "-Z", str(files / "z.geojson")], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "protected places alone" in done.stderr, done.stderr


def test_another_database_is_no_board_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite3"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE people (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="no board"):
        NoticeBoard(path, [])
    assert path.read_bytes() == before


def test_a_check_takes_notices_on_the_board_in_whatever_version_they_stand(files: Path) -> None:
    standing = msgspec.json.encode(notice("there", version=3))
    (files / "there.jsonl").write_bytes(standing)
    (files / "new.jsonl").write_bytes(msgspec.json.encode(notice("new")))
    line = [sys.executable, "-m", "foreshock", "zone", "check", "-Z", str(files / "z.geojson"), "--against",
            str(files / "there.jsonl"), str(files / "new.jsonl")]  # fmt: skip
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "notice there" in done.stdout, done.stderr
