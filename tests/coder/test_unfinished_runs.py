"""Runs that are cut off: the target is whole or not there, and the next run goes on where the last one stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from foreshock.coder.batch import run
from foreshock.coder.unfinished import under_way
from foreshock.model import UnreadableSource

VERBS = ("condemned", "met", "bombed", "thanked")


def rows(path: Path, count: int) -> Path:
    texts = (f"Chile {VERBS[n % 4]} Peru on day {n}." for n in range(count))
    path.write_text("".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in enumerate(texts)), "utf-8")
    return path


def part(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def interrupt(target: Path, key: str, written: str) -> None:
    with under_way(target, key, True) as (file, _):
        file.write_text(written)
        raise KeyboardInterrupt


def test_a_killed_run_leaves_no_target_and_the_next_one_continues_it(tmp_path: Path) -> None:
    source, target = rows(tmp_path / "in.jsonl", 6000), tmp_path / "out.jsonl"
    run("code", source, tmp_path / "whole.jsonl")
    command = [sys.executable, "-m", "foreshock", "code", str(source), "-o", str(target)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while not (part(target).exists() and part(target).stat().st_size > 50_000):
            assert time.monotonic() < deadline
            assert process.poll() is None, "the run was over before it could be killed"
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    assert not target.exists()
    outcome = run("code", source, target)
    assert 0 < outcome.continued < outcome.rows == 6000
    assert target.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert not part(target).exists()


def test_a_line_that_was_cut_off_is_written_again(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt):
        interrupt(target, "key", "one\ntwo\nthr")
    with under_way(target, "key", True) as (file, whole):
        assert (file.read_text(), whole) == ("one\ntwo\n", 2)


def test_another_input_or_other_options_start_anew(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with pytest.raises(KeyboardInterrupt):
        interrupt(target, "key", "one\n")
    with under_way(target, "other key", True) as (file, whole):
        assert (file.read_text(), whole) == ("", 0)


def test_two_runs_into_one_target_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with under_way(target, "key", True), pytest.raises(UnreadableSource, match="another run"):
        run("code", rows(tmp_path / "in.jsonl", 1), target)


def test_a_run_that_fails_at_once_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(b"not parquet")
    with pytest.raises(UnreadableSource):
        run("code", tmp_path / "in.parquet", tmp_path / "out.jsonl")
    assert [p.name for p in tmp_path.iterdir()] == ["in.parquet"]


def test_progress_reaches_the_end_of_the_input(tmp_path: Path) -> None:
    source = rows(tmp_path / "in.jsonl", 450)
    seen: list[tuple[int, int]] = []
    run("code", source, tmp_path / "out.jsonl", progress=lambda done, total: seen.append((done, total)))
    size = source.stat().st_size
    assert seen[-1] == (size, size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len(seen) == 3
