"""`foreshock collect`, `quarantine`, `report` and `evidence` as a user types them."""

# ruff: noqa: E501

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "sources"))
import source_files as made

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def desk(new_desk: Callable[..., Path]) -> Path:
    desk = new_desk()
    (desk / "rows.CSV").write_bytes(made.gdelt(5).replace(b"\t195\t195", b"\t999\t195", 1))
    with (desk / "foreshock.toml").open("a") as out:
        out.write('\n[[source]]\nid = "gdelt"\nkind = "gdelt"\npath = "rows.CSV"\n')
    return desk


def test_a_morning_by_commands(run: Run, desk: Path, tmp_path: Path) -> None:
    assert "gdelt: 1 fetched, 4 read, 4 new, 1 not read" in run("collect", "--desk", desk).stdout
    assert "4 reports (4 versions), 4 events" in run("evidence", "stats", "--desk", desk).stdout
    asked = run(
        "evidence", "query", "SELECT type, count(*) AS n FROM events GROUP BY 1", "--format", "jsonl", "--desk", desk
    )
    assert json.loads(asked.stdout) == {"type": "ASSAULT", "n": 4}
    assert "no CAMEO code: '999'" in run("quarantine", "list", "--desk", desk).stdout
    piece = run("quarantine", "show", "1", "--desk", desk).stdout
    run("quarantine", "retry", "1", "--desk", desk, status=65)
    (tmp_path / "mended").write_text(piece.replace("\t999\t195", "\t195\t195"))
    assert "1: read" in run("quarantine", "retry", "1", "--with", "mended", "--desk", desk).stdout
    assert "5 reports" in run("evidence", "stats", "--desk", desk).stdout
    assert "0 open pieces" in run("quarantine", "list", "--desk", desk).stderr


def test_a_piece_can_be_dropped_with_a_reason(run: Run, desk: Path) -> None:
    run("collect", "--desk", desk)
    run("quarantine", "drop", "1", "--why", "a test row", "--by", "A. Analyst", "--desk", desk)
    assert "[dropped: a test row (A. Analyst)]" in run("quarantine", "list", "--all", "--desk", desk).stdout
    run("quarantine", "show", "9", "--desk", desk, status=66)


def test_a_call_is_typed_in_and_its_words_translation_and_translator_are_kept(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    words = "ارتش سوریه روز جمعه دو روستا را در نزدیکی حمص گلوله باران کرد"
    (tmp_path / "call").write_text(words)
    command = ["bash", "-c", f"{Path(sys.executable).with_name('foreshock')} report add --title 'A call' --terms private "
               "--translation 'The Syrian army shelled two villages near Homs on Friday.' --translator 'B. Translator' "
               f"--date 2019-02-15 --json --desk {desk} < call"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    assert (report["text"], report["language"], report["translator"]) == (words, "fa", "B. Translator")
    assert report["terms"] == "private"
    assert [event["type"] for event in report["events"]] == ["ASSAULT"]
    shown = run(
        "evidence", "query", "SELECT kind, translation FROM newest WHERE source = 'typed'", "--desk", desk
    ).stdout
    assert "typed" in shown
    assert "shelled" in shown
    assert len(list((desk / "archive").rglob("*/*/*"))) == 1


def test_a_translation_without_a_translator_is_refused_and_nothing_is_kept(
    run: Run, desk: Path, tmp_path: Path
) -> None:
    command = [
        str(Path(sys.executable).with_name("foreshock")),
        "report",
        "add",
        "--title",
        "x",
        "--translation",
        "y",
        "--desk",
        str(desk),
    ]
    done = subprocess.run(command, input="نه", cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 65
    assert "no translator" in done.stderr
    assert not (desk / "archive").exists()


def test_a_desk_without_sources_says_how_to_name_one(run: Run) -> None:
    run("init", "bare")
    assert "[[source]]" in run("collect", "--desk", "bare", status=65).stderr


def test_a_question_that_cannot_be_answered_is_one_line(run: Run, desk: Path) -> None:
    assert "cannot be answered" in run("evidence", "query", "SELECT nonsense", "--desk", desk, status=65).stderr
    assert (
        "cannot be answered"
        in run("evidence", "query", "SELECT * FROM read_text('/etc/passwd')", "--desk", desk, status=65).stderr
    )


def test_a_csv_of_evidence_is_safe_in_a_spreadsheet(run: Run, desk: Path) -> None:
    shown = run("evidence", "query", "SELECT '=1+1' AS a, '@x' AS b, -3 AS c", "--format", "csv", "--desk", desk).stdout
    assert shown.splitlines() == ["a,b,c", "'=1+1,'@x,-3"]


def test_any_file_is_read_by_what_it_is(run: Run, tmp_path: Path) -> None:
    for name, (_, _, data, count, _) in made.FILES.items():
        if name == "story.txt":
            continue
        (tmp_path / name).write_bytes(data)
        done = run("read", name, "--format", "jsonl")
        assert len(done.stdout.splitlines()) == count, name
    (tmp_path / "story.txt").write_bytes(made.TEXT)
    assert len(run("read", "story.txt", "--kind", "text", "--format", "jsonl").stdout.splitlines()) == 1


def test_a_watching_collector_stays_on_schedule_outlives_a_database_that_goes_away_and_ends_when_asked(
    run: Run, tmp_path: Path
) -> None:
    run("init", "desk")
    desk = tmp_path / "desk"
    (desk / "in").mkdir()
    with (desk / "foreshock.toml").open("a") as out:
        out.write('\n[[source]]\nid = "rows"\nkind = "gdelt"\npath = "in"\nevery = "1s"\n')
    code = (
        "import sys, foreshock.cli.collect as c; c._AGAIN = 0.2\n"
        "from foreshock.cli import main\n"
        f"sys.argv = ['foreshock', 'collect', '--watch', '--desk', {str(desk)!r}]\n"
        "main()\n"
    )
    watcher = subprocess.Popen(
        [sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert watcher.stdout and watcher.stderr
        (desk / "in/1.CSV").write_bytes(made.gdelt(3))
        _until(watcher.stdout, "3 new")
        (desk / "in/2.CSV").write_bytes(made.gdelt(5))
        _until(watcher.stdout, "2 new")
        (desk / "foreshock.sqlite3").rename(desk / "away")
        _until(watcher.stderr, "trying again")
        (desk / "in/3.CSV").write_bytes(made.gdelt(6))
        (desk / "away").rename(desk / "foreshock.sqlite3")
        _until(watcher.stdout, "1 new")
    finally:
        watcher.send_signal(signal.SIGINT)
        watcher.communicate(timeout=30)
    assert watcher.returncode == 130
    assert "6 reports (6 versions)" in run("evidence", "stats", "--desk", desk).stdout


def _until(stream: IO[str], words: str) -> None:
    for line in stream:
        if words in line:
            return
    raise AssertionError(f"never said {words!r}")
