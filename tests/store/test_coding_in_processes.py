"""Reports coded in several processes: the same answers in the same order, whatever becomes of the helpers."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from foreshock.model import Report
from foreshock.store import codingworks
from foreshock.store.coding import coded
from foreshock.store.codingworks import CodingWorks

NOW = dt.datetime(2019, 2, 15, tzinfo=dt.UTC)

pytest.importorskip("spacy", reason="needs the extra coder: nothing of coding in processes was tested")


def reports(count: int) -> list[Report]:
    told = ("Lornia accused Iran of shelling a village.", "Syrian troops shot two men near Homs.", "تقدم الجيش.", "")
    return [
        Report(
            f"wire:{n}",
            "wire",
            NOW,
            text=told[n % 4] and f"{told[n % 4]} Number {n}.",
            language=("en", "ar")[n % 4 == 2],
        )
        for n in range(count)
    ]


@pytest.fixture
def _from_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codingworks, "WORTH", 0)
    monkeypatch.setattr(codingworks, "_POSTED", 0)


def _helpers(works: CodingWorks) -> list[int]:
    assert works._pool is not None
    return list(works._pool._processes)


@pytest.mark.usefixtures("_from_the_first")
def test_helpers_give_the_same_answers_in_the_same_order() -> None:
    made = reports(41)
    with CodingWorks(jobs=2) as works:
        assert list(works(made)) == list(coded(made))
        assert len(_helpers(works)) == 2


@pytest.mark.usefixtures("_from_the_first")
def test_a_helper_that_is_killed_is_done_without() -> None:
    made = reports(41)
    with CodingWorks(jobs=2) as works:
        list(works(made[:8]))
        os.kill(_helpers(works)[0], signal.SIGKILL)
        assert list(works(made)) == list(coded(made))
        assert works._pool is None
        assert list(works(made[:8])) == list(coded(made[:8]))


def test_a_few_reports_start_no_helper() -> None:
    with CodingWorks(jobs=2) as works:
        list(works(reports(8)))
        assert works._pool is None


def test_helpers_leave_when_their_owner_is_killed() -> None:
    code = (
        "import os, time; from foreshock.store.processes import helpers; pool = helpers(2)\n"
        "print(*{pool.submit(os.getpid).result() for _ in range(20)}, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pids = [int(word) for word in owner.stdout.readline().split()]
        assert pids
        owner.kill()
    until = time.monotonic() + 10
    while any(_alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_alive(pid) for pid in pids)


def _alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody asked after is a zombie, state Z."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
