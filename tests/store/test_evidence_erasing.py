"""Erasing reports from the evidence: their words leave every file, others stay to the letter, nothing comes back."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from test_evidence import report

from foreshock.model import StoreError
from foreshock.store import evidencebatch, evidenceerasing
from foreshock.store.evidence import Evidence
from foreshock.store.evidenceerasing import also_in_reports, erase_reports, find_reports, shared_bytes

SECRET = "The informant Zebulon Quartz lives behind the blue mill."


@pytest.fixture(params=["folder", "memory"])
def evidence(request: pytest.FixtureRequest, tmp_path: Path) -> Evidence:
    """Evidence in a folder and at an address that is none."""
    return Evidence(tmp_path / "evidence" if request.param == "folder" else f"memory://erasing-{time.time_ns()}")


@pytest.fixture
def soon_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than four small parts are merged: `test_evidence` waits for as many as at a desk."""
    monkeypatch.setattr(evidencebatch, "MOST_PARTS", 4)


def words_in(evidence: Evidence) -> str:
    """Everything that the Parquet files below the address say, whether a manifest names them or not."""
    told = []
    for path in evidence.fs.find(evidence.root):
        if str(path).endswith(".parquet"):
            with evidence.fs.open(path, "rb") as stream:
                told.append(repr(pq.read_table(stream).to_pylist()))
    return "\n".join(told)


def test_the_words_of_an_erased_report_leave_every_file_and_the_others_stay_to_the_letter(evidence: Evidence) -> None:
    evidence.put([report(n) for n in range(5)])
    evidence.put([report(7, text=SECRET), report(8), report(9, "2019-01-01")])
    evidence.put([report(7, text=SECRET, coder="foreshock/9")])
    before = [r for r in evidence.reports(every_version=True) if r.id != "wire:7"]
    untouched = {part.path for part in evidence.manifest().parts if part.month == "2019-01"}
    assert "Zebulon" in words_in(evidence)
    assert erase_reports(evidence, ["wire:7"]) == 2, "each version of it"
    assert "Zebulon" not in words_in(evidence)
    assert list(evidence.reports(every_version=True)) == before
    assert untouched <= {part.path for part in evidence.manifest().parts}
    assert list(evidence.reports(after=1)) == [r for r in before if r.id in ("wire:8", "wire:9")], "cursors still hold"


@pytest.mark.usefixtures("soon_merged")
def test_an_erased_report_does_not_come_back_by_itself_nor_by_a_newer_coder(evidence: Evidence) -> None:
    evidence.put([report(1), report(2, text=SECRET)])
    erase_reports(evidence, ["wire:2"])
    again = evidence.put([report(1), report(2, text=SECRET), report(2, text="mended", coder="foreshock/9"), report(3)])
    assert (again.added, again.known) == (1, 3)
    assert [r.id for r in evidence.reports()] == ["wire:1", "wire:3"]
    for number in range(6):
        evidence.put([report(100 + number)])
    assert evidence.manifest().gone
    assert evidence.put([report(2, text=SECRET)]).added == 0, "after a merge of small parts, too"


def test_erasing_what_is_not_there_yet_keeps_it_out(evidence: Evidence) -> None:
    assert erase_reports(evidence, ["wire:1"]) == 0
    assert evidence.put([report(1)]).added == 0
    assert erase_reports(evidence, ["wire:1"]) == 0, "and repeating changes nothing"
    assert len(evidence.manifest().erased) == 1


@pytest.mark.usefixtures("soon_merged")
def test_files_that_a_merge_left_lose_the_words_too(evidence: Evidence) -> None:
    evidence.put([report(0, text=SECRET)])
    for number in range(1, 8):
        evidence.put([report(number)])
    assert evidence.manifest().gone
    erase_reports(evidence, ["wire:0"])
    assert "Zebulon" not in words_in(evidence)
    assert evidence.put([report(99)]).added == 1
    assert len(list(evidence.reports())) == 8


def test_reports_are_found_by_id_document_and_bytes_and_others_with_the_same_sentence_are_named(
    evidence: Evidence,
) -> None:
    other = msgspec.structs.replace(report(3, text=f"Later:  {SECRET.upper()}"), document="other", sha256="1" * 64)
    evidence.put([report(1, text=SECRET), report(2), other])
    assert {f.id for f in find_reports(evidence, ids=["wire:1"])} == {"wire:1"}
    assert {f.id for f in find_reports(evidence, documents=["other"])} == {"wire:3"}
    assert {f.id for f in find_reports(evidence, digests=["0" * 64])} == {"wire:1", "wire:2"}
    assert shared_bytes(evidence, ["0" * 64], {"wire:1"}) == 1
    assert also_in_reports(evidence, {SECRET.casefold()}, {"wire:1"}) == ["wire:3"]


_ERASER = """
import sys
from foreshock.store.evidence import Evidence
from foreshock.store.evidenceerasing import erase_reports
evidence = Evidence(sys.argv[1])
print("ready", flush=True)
erase_reports(evidence, ["wire:7"])
"""


def test_killed_while_erasing_leaves_the_old_or_the_new_and_repeating_finishes(tmp_path: Path) -> None:
    rng = random.Random(3)
    whole = Evidence(tmp_path / "evidence")
    months = [f"2018-{month:02}-11" for month in range(1, 13)]
    whole.put([report(n, day) for day in months for n in range(10)] + [report(7, day) for day in months])
    rows = whole.stats()["versions"]
    held = sum(r.id == "wire:7" for r in whole.reports(every_version=True))
    seen = set()
    for turn in range(int(os.environ.get("FORESHOCK_SOAK") or 0) * 30 + 6):
        evidence = Evidence(shutil.copytree(tmp_path / "evidence", tmp_path / f"evidence-{turn}"))
        eraser = subprocess.Popen([sys.executable, "-c", _ERASER, evidence.address], stdout=subprocess.PIPE, text=True)
        assert eraser.stdout
        assert eraser.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.0, 0.35))
        eraser.send_signal(signal.SIGKILL)
        eraser.wait()
        eraser.stdout.close()
        left = evidence.stats()["versions"]
        assert left in (rows, rows - held), "never neither, never half"
        seen.add(left == rows)
        erase_reports(evidence, ["wire:7"])
        assert evidence.stats()["versions"] == rows - held
        assert "'wire:7'" not in words_in(evidence)


def test_stopped_between_any_two_steps_the_evidence_is_whole(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence.put([report(n, f"2018-0{n}-11", text=f"{n} {SECRET}") for n in range(1, 5)])
    whole = list(evidence.reports())

    class Stopped(BaseException):
        pass

    for place in ("settle", "write_manifest"):

        def stop(*_: object, **__: object) -> None:
            raise Stopped

        with monkeypatch.context() as patch:
            patch.setattr(Evidence, place, stop)
            with pytest.raises(Stopped):
                erase_reports(evidence, ["wire:1", "wire:2"])
        assert list(evidence.reports()) == whole
    with monkeypatch.context() as patch:
        patch.setattr(evidenceerasing, "_sweep", stop)
        with pytest.raises(Stopped):
            erase_reports(evidence, ["wire:1"])
    assert list(evidence.reports()) == whole[1:]
    erase_reports(evidence, ["wire:1"])
    assert "1 The informant" not in words_in(evidence)


def test_a_full_disk_is_told_and_nothing_is_half_erased(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence.put([report(1, text=SECRET), report(2)])
    whole = list(evidence.reports())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(evidenceerasing, "writer_of", full)
        with pytest.raises(StoreError, match="the disk is full: free some space and repeat"):
            erase_reports(evidence, ["wire:1"])
    assert list(evidence.reports()) == whole
