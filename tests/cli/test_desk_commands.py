"""Making, filling, checking and undoing a desk from the command line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def example(new_desk: Callable[..., Path]) -> Path:
    return new_desk("--example", "--by", "a test")


def test_a_new_desk_is_a_folder_with_settings_and_a_record(run: Run, tmp_path: Path) -> None:
    done = run("init", "desk", "--title", "Straits and islands")
    assert "Next: foreshock serve --desk desk" in done.stdout
    assert 'title = "Straits and islands"' in (tmp_path / "desk/foreshock.toml").read_text()
    assert json.loads(run("verify", "--desk", "desk", "--json").stdout)["revisions"] == 0


def test_a_desk_is_never_made_over_something_else(run: Run, tmp_path: Path) -> None:
    run("init", "desk")
    assert "already is a desk" in run("init", "desk", status=73).stderr
    run("init", "desk", "--exist-ok")
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/letter.txt").write_text("dear all")
    assert "not empty and no desk" in run("init", "papers", status=73).stderr
    assert [p.name for p in (tmp_path / "papers").iterdir()] == ["letter.txt"]


def test_an_init_that_was_killed_half_way_can_be_repeated(run: Run, tmp_path: Path) -> None:
    run("init", "desk", "--example")
    (tmp_path / "desk/foreshock.toml").unlink()
    run("init", "desk", "--example")
    run("verify", "--desk", "desk")


def test_a_folder_that_is_no_desk_is_said_to_be_none(run: Run) -> None:
    for command in (["verify"], ["export", "out"], ["build", "out"], ["serve"], ["history", "x"]):
        assert "is no desk" in run(*command, status=66).stderr


def test_wrong_settings_are_named(run: Run, example: Path) -> None:
    (example / "foreshock.toml").write_text('titel = "x"\n')
    assert "titel" in run("verify", "--desk", "desk", status=65).stderr


def test_the_example_loads_once_and_verifies(run: Run, example: Path) -> None:
    found = json.loads(run("verify", "--desk", "desk", "--json").stdout)
    assert found["problem"] in (None, "")
    again = json.loads(run("init", "desk", "--example", "--exist-ok", "--json").stdout)
    assert again == {"desk": "desk", "made": False, "added": 0}
    assert json.loads(run("verify", "--desk", "desk", "--json").stdout)["head"] == found["head"]


def test_a_list_goes_out_and_comes_back_the_same(run: Run, example: Path) -> None:
    run("export", "text", "--history", "--desk", "desk")
    run("init", "second")
    run("import", "text", "--desk", "second", "--by", "a test")
    run("export", "again", "--history", "--desk", "second")
    first = {p.relative_to(example.parent / "text"): p.read_bytes() for p in (example.parent / "text").rglob("*.*")}
    other = {p.relative_to(example.parent / "again"): p.read_bytes() for p in (example.parent / "again").rglob("*.*")}
    assert len(first) > 100
    assert first == other


def test_a_folder_with_a_file_that_is_no_page_is_imported_and_says_so(run: Run, example: Path) -> None:
    pages = example.parent / "pages"
    pages.mkdir()
    (pages / "ness.txt").write_text(
        "Flashpoint / Global 9 May 2020 Cape Ness, Lornia I. Why it Matters Two navies meet here. "
        "II. Recent Developments 9 May 2020 A patrol boat crossed the median line. View More "
    )
    (pages / "letter.txt").write_text("Dear all, there is nothing to report.")
    done = run("import", "pages", "--desk", "desk", "--by", "a test", "--json", status=65)
    assert json.loads(done.stdout)["added"] == 3
    assert "1 of the files could not be read as a page" in done.stderr


def test_an_edit_by_text_file_can_be_undone(run: Run, example: Path) -> None:
    entry = "al-tanf/2018-06-18/1"
    run("export", "text", "--desk", "desk")
    file = example.parent / "text/developments/al-tanf/2018-06-18-1.md"
    words = file.read_text()
    file.write_text(words.rstrip() + " And one more sentence.\n")
    lines = file.read_text().splitlines()
    file.write_text(
        "\n".join(line for line in lines if not line.startswith(("published:", "by:", "why:", "act:"))) + "\n"
    )
    outcome = json.loads(run("import", "text", "--desk", "desk", "--by", "a test", "--json").stdout)
    assert (outcome["added"], outcome["changed"]) == (0, 1)
    run("revert", entry, "1", "--why", "it was no fact", "--desk", "desk")
    revisions = json.loads(run("history", entry, "--desk", "desk", "--json").stdout)
    assert [r["stamp"]["number"] for r in revisions] == [1, 2, 3]
    assert revisions[0]["value"] == revisions[2]["value"] != revisions[1]["value"]
    assert revisions[2]["stamp"]["why"] == "it was no fact"


def test_erasing_takes_two_people_and_leaves_a_gap(run: Run, example: Path) -> None:
    entry, words = "al-tanf/2018-06-18/1", ["--reason", "a court order", "--yes", "--desk", "desk"]
    run("erase", entry, "--by", "A. One", "--second", " a. one ", *words, status=65)
    run("erase", entry, "--by", "A. One", "--second", "B. Two", *words)
    kept = json.loads(run("history", entry, "--desk", "desk", "--json").stdout)
    assert kept[0]["value"] is None
    assert kept[0]["erasure"]["reason"] == "a court order"
    run("verify", "--desk", "desk")
    run("export", "text", "--desk", "desk")
    assert (
        "a court order" in "".join(p.read_text() for p in (example.parent / "text").rglob("*.md"))
        or not (example.parent / "text/developments/al-tanf/2018-06-18-1.md").exists()
    )


def test_what_is_not_there_is_said_with_an_example(run: Run, example: Path) -> None:
    assert "al-tanf/2018-06-21/1" in run("history", "nothing/of-that-name", "--desk", "desk", status=66).stderr
    run("revert", "al-tanf/2018-06-18/1", "9", "--desk", "desk", status=66)


def test_a_record_that_was_tampered_with_fails_with_76(run: Run, example: Path) -> None:
    import sqlite3

    with sqlite3.connect(example / "foreshock.sqlite3") as raw:
        names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE store_revision SET why = 'another reason' WHERE seq = 5")
    raw.close()
    done = run("verify", "--desk", "desk", status=76)
    assert done.stderr.startswith("foreshock: ")
