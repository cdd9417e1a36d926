"""`foreshock read`: what it prints, what it says on standard error, and how it ends."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PAGE = (
    "Flashpoint / Global 9 May 2020 {title} Share Facebook Email Print Back To Map I. Why it Matters It is "
    "narrow. II. Recent Developments {entries}See more III. Background It is old."
)
ENTRIES = "9 May 2020 A boat came. View More 9 May 2020 A drone fell. View More 2 May 2020 View More "


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_one_development_a_line_with_id_date_and_text(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ness.txt").write_text(PAGE.format(title="Cape Ness", entries=ENTRIES))
    done = run("read", "ness.txt", "--format", "jsonl")
    assert [(line["id"], line["date"], line["text"]) for line in lines(done.stdout)] == [
        ("cape-ness/2020-05-09/1", "2020-05-09", "A boat came."),
        ("cape-ness/2020-05-09/2", "2020-05-09", "A drone fell."),
        ("cape-ness/2020-05-02/1", "2020-05-02", ""),
    ]
    assert "ness.txt: the entry of 2 May 2020 shows only its date (at " in done.stderr


def test_a_folder_is_read_whole_and_what_is_no_page_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/a.txt").write_text(PAGE.format(title="Cape Ness", entries=ENTRIES))
    (tmp_path / "pages/b.txt").write_text(PAGE.format(title="Strait of Lorn", entries=ENTRIES))
    (tmp_path / "pages/letter.txt").write_text("Dear all, nothing to report.")
    done = run("read", "pages", "--format", "jsonl", status=65)
    assert len(lines(done.stdout)) == 6
    assert "letter.txt is no flashpoint page" in done.stderr
    assert len(lines(run("read", "pages/a.txt", "pages/b.txt", "--json").stdout)) == 2


def test_a_later_copy_of_a_page_keeps_the_ids_and_brings_the_next_numbers(run: Run, tmp_path: Path) -> None:
    (tmp_path / "1-june.txt").write_text(PAGE.format(title="Cape Ness", entries=ENTRIES))
    newer = "9 May 2020 The harbour was closed. View More "
    (tmp_path / "2-july.txt").write_text(PAGE.format(title="Cape Ness", entries=newer + ENTRIES))
    done = run("read", ".", "--format", "jsonl")
    found = [(line["file"], line["id"]) for line in lines(done.stdout) if line["date"] == "2020-05-09"]
    assert found == [
        ("1-june.txt", "cape-ness/2020-05-09/1"),
        ("1-june.txt", "cape-ness/2020-05-09/2"),
        ("2-july.txt", "cape-ness/2020-05-09/3"),
        ("2-july.txt", "cape-ness/2020-05-09/1"),
        ("2-july.txt", "cape-ness/2020-05-09/2"),
    ]
    assert "another page of 'cape-ness'" in done.stderr


def test_exit_codes_tell_no_page_from_nothing_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all, nothing to report.")
    assert "no flashpoint page" in run("read", "letter.txt", status=65).stderr
    assert "there is no file or folder missing.txt" in run("read", "missing.txt", status=66).stderr
    assert "Missing argument" in run("read", status=2).stderr
