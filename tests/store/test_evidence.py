"""Evidence: by month, whole or not at all, nothing twice, old answers beside new ones."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest

from foreshock.model import Quotation, Report, ReportedEvent, ReportedStatement, StoreError, When, place_within
from foreshock.sources import Origin, read
from foreshock.sources.formats import read_stream, understood
from foreshock.sources.rows import Rows
from foreshock.store.evidence import Evidence

NOW = dt.datetime(2019, 2, 14, 9, tzinfo=dt.UTC)
sys.path.insert(0, str(Path(__file__).parents[1] / "sources"))
from source_files import FILES, gdelt  # noqa: E402


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return Evidence(tmp_path / "evidence")


def report(number: int = 1, day: str = "2018-06-21", **more: object) -> Report:
    event = ReportedEvent(
        "e1", "ASSAULT", "USA:MIL", "SYR:MIL", "aerial", "claimed", places=(place_within("al-Tanf", 33.5, 38.66, 5),),
        unplaced=("Wadi X",), happened=When(day), killed=3, action_span=(4, 9), actor_span=(0, 3), confidence=0.8,
        rule="x",
    )  # fmt: skip
    said = ReportedStatement(
        "A. Speaker", "IRN", quotes=1, about=("USA",), spans=((3, 9),),
        quotations=(Quotation("نه", "fa", translation="No", translator="B. Translator", span=(3, 5)),),
    )  # fmt: skip
    made = Report(
        f"wire:{number}", "wire", NOW, document="wire-1", sha256="0" * 64, title=f"Number {number}",
        published=When(day), language="en", text="The army struck.", events=(event,), statements=(said,),
        coder="foreshock/0",
    )  # fmt: skip
    return msgspec.structs.replace(made, **more)


def rows_into(evidence: Evidence, data: bytes, source: str = "gdelt") -> object:
    origin = Origin(NOW, source, "0" * 64)
    with evidence.adding() as batch:
        for found in understood(read_stream(io.BytesIO(data), len(data), "x", origin)):
            if isinstance(found, Rows):
                batch.add_rows(found, origin)
    return batch.added


def test_a_report_comes_back_as_it_was(evidence: Evidence) -> None:
    bare = Report("wire:2", "wire", NOW, published=When("mid-2018-06"), why_empty="waits: language fa")
    evidence.put([report(), bare])
    assert {r.id: r for r in evidence.reports()} == {"wire:1": report(), "wire:2": bare}


@pytest.mark.parametrize("name", [n for n in FILES if FILES[n][0] in ("gdelt", "gdelt-mentions", "acled", "ucdp", "polecat", "geojson")])  # fmt: skip  # noqa: E501
def test_rows_in_columns_give_the_same_reports_as_rows_one_by_one(evidence: Evidence, name: str) -> None:
    data = FILES[name][2]
    origin = Origin(NOW, "set", "0" * 64, publisher="The Set", language="en", terms="private", grade="C3")
    with evidence.adding() as batch:
        for found in understood(read_stream(io.BytesIO(data), len(data), name, origin)):
            if isinstance(found, Rows):
                batch.add_rows(found, origin)
    one_by_one = {r.id: r for r in read(data, name, origin) if isinstance(r, Report)}
    assert {r.id: r for r in evidence.reports()} == one_by_one


def test_nothing_is_kept_twice_whatever_the_order(evidence: Evidence) -> None:
    reports = [report(n) for n in range(20)]
    assert evidence.put(reports).added == 20
    random.Random(1).shuffle(reports)
    again = evidence.put([*reports, *reports, report(99)])
    assert (again.added, again.known) == (1, 40)
    assert evidence.stats()["versions"] == 21
    assert evidence.put(reports).seq == again.seq, "what brings nothing makes no commit"


def test_rows_that_come_twice_turned_round_or_in_another_file_are_kept_once(evidence: Evidence) -> None:
    lines = gdelt(50).splitlines(keepends=True)
    rows_into(evidence, b"".join(lines))
    added = rows_into(evidence, b"".join(reversed(lines)) + b"".join(lines) + gdelt(51).splitlines(keepends=True)[50])
    assert (added.added, added.known) == (1, 100)  # type: ignore[attr-defined]


def test_a_text_without_a_day_that_comes_again_in_another_month_is_kept_once(evidence: Evidence) -> None:
    undated = report(1, published=None, events=())
    evidence.put([undated])
    later = msgspec.structs.replace(undated, learned=NOW + dt.timedelta(days=90))
    assert evidence.put([later, report(2)]).added == 1
    assert evidence.put([msgspec.structs.replace(later, text="Other words.")]).added == 1


def test_a_row_that_its_data_set_corrects_is_kept_beside_the_old_one(evidence: Evidence) -> None:
    rows_into(evidence, gdelt(2))
    rows_into(evidence, gdelt(1, EventCode="043"))
    assert [e.type for r in evidence.reports(ids=["gdelt:1"]) for e in r.events] == ["CONSULT"]
    versions = [e.type for r in evidence.reports(ids=["gdelt:1"], every_version=True) for e in r.events]
    assert versions == ["ASSAULT", "CONSULT"]


def test_a_newer_coders_answer_stands_beside_the_older_one(evidence: Evidence) -> None:
    evidence.put([report()])
    evidence.put([report(coder="foreshock/1", events=())])
    assert [r.coder for r in evidence.reports()] == ["foreshock/1"]
    assert [r.coder for r in evidence.reports(every_version=True)] == ["foreshock/0", "foreshock/1"]


def test_reports_are_asked_for_by_day_source_place_and_commit(evidence: Evidence) -> None:
    evidence.put([report(1, "2018-06-21"), report(2, "2018-07-02")])
    head = evidence.head()
    far = report(3, "2018-07-03")
    moved = msgspec.structs.replace(far.events[0], places=(place_within("Fiji", -17, 179, 5),))
    evidence.put([msgspec.structs.replace(far, events=(moved,))])

    def ids(**asked: object) -> list[str]:
        return [r.id for r in evidence.reports(**asked)]  # type: ignore[arg-type]

    assert ids(after=head) == ["wire:3"]
    assert ids(since=dt.date(2018, 7, 1), until=dt.date(2018, 7, 2)) == ["wire:2"]
    assert ids(sources=["other"]) == []
    assert ids(box=(33, 38, 34, 39)) == ["wire:1", "wire:2"]
    assert ids(box=(-18, 170, -16, -170)) == ["wire:3"], "across the 180th meridian"


def test_parts_lie_in_months_and_sql_sees_reports_and_events(evidence: Evidence) -> None:
    evidence.put([report(1, "2018-06-21"), report(2, "2018-07-02"), report(3, "2018-07-03", events=())])
    assert {part.month for part in evidence.manifest().parts} == {"2018-06", "2018-07"}
    connection = evidence.connect(locked=True)
    found = connection.execute("SELECT event, type, places[1].name FROM events ORDER BY event").fetchall()
    assert found == [("wire:1#e1", "ASSAULT", "al-Tanf"), ("wire:2#e1", "ASSAULT", "al-Tanf")]
    connection.close()


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM read_text('/etc/passwd')", "COPY newest TO '/tmp/foreshock-stolen.csv'",
     "SET enable_external_access = true", "ATTACH '/tmp/foreshock-other.db'", "INSTALL httpfs"],
)  # fmt: skip
def test_a_question_can_read_nothing_but_the_evidence_and_write_nothing(evidence: Evidence, sql: str) -> None:
    import duckdb

    evidence.put([report()])
    connection = evidence.connect(locked=True)
    with pytest.raises(duckdb.Error):
        connection.execute(sql)
    connection.close()


def test_an_empty_evidence_answers_too(evidence: Evidence) -> None:
    assert list(evidence.reports()) == []
    assert evidence.stats()["reports"] == 0
    assert evidence.put([]).seq == 0


def test_an_error_on_the_way_leaves_everything_as_it_was(evidence: Evidence) -> None:
    evidence.put([report(1)])

    def broken() -> object:
        yield report(2)
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        evidence.put(broken())  # type: ignore[arg-type]
    assert [r.id for r in evidence.reports()] == ["wire:1"]
    assert list((Path(evidence.root) / ".incoming").iterdir()) == []


def test_many_small_parts_are_merged_and_a_reader_of_the_old_set_is_not_disturbed(evidence: Evidence) -> None:
    evidence.put([report(0)])
    before = evidence.connect()
    for number in range(1, 40):
        evidence.put([report(number)])
    assert len(evidence.manifest().parts) < 30
    assert before.execute("SELECT count(*) FROM newest").fetchone() == (1,)
    before.close()
    assert {r.id for r in evidence.reports()} == {f"wire:{n}" for n in range(40)}
    assert [r.id for r in evidence.reports()] == [f"wire:{n}" for n in range(40)], "in the order in which they came"


def test_it_lives_on_any_address_that_fsspec_reaches() -> None:
    evidence = Evidence(f"memory://evidence-{os.getpid()}-{time.time_ns()}")
    evidence.put([report(1), report(2)])
    assert evidence.put([report(2)]).known == 1
    assert [r.id for r in evidence.reports()] == ["wire:1", "wire:2"]


def test_readers_and_writers_at_once_see_whole_commits_only(evidence: Evidence) -> None:
    wrong: list[int] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            count = sum(1 for _ in evidence.reports())
            if count % 5:
                wrong.append(count)

    def write(base: int) -> None:
        mine = Evidence(evidence.address)
        for step in range(4):
            mine.put([report(base + step * 5 + n) for n in range(5)])

    reader = threading.Thread(target=look)
    writers = [threading.Thread(target=write, args=(base,)) for base in (0, 100)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert not wrong
    assert evidence.stats()["reports"] == 40


_WRITER = """
import sys, json, datetime as dt
from foreshock.model import Report
from foreshock.store.evidence import Evidence
evidence = Evidence(sys.argv[1])
now = dt.datetime(2019, 2, 14, tzinfo=dt.UTC)
print("ready", flush=True)
n = evidence.stats()["reports"]
while True:
    evidence.put([Report(f"w:{n + i}", "w", now, text="x" * 500) for i in range(50)])
    n += 50
"""


def test_a_writer_that_is_killed_leaves_whole_commits(evidence: Evidence) -> None:
    rng = random.Random(5)
    for _ in range(int(os.environ.get("FORESHOCK_SOAK") or 0) * 30 + 3):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, evidence.address], stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        assert writer.stdout and writer.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.05, 0.6))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        ids = [r.id for r in evidence.reports()]
        assert len(ids) == len(set(ids))
        assert len(ids) % 50 == 0
    evidence.put([report()])
    assert evidence.stats()["versions"] == evidence.stats()["reports"]


def test_a_full_disk_is_told_and_costs_nothing(evidence: Evidence) -> None:
    evidence.put([report(1)])
    code = (
        "import resource, signal, sys, os, datetime as dt\n"
        "from foreshock.model import Report, StoreError\n"
        "from foreshock.store.evidence import Evidence\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "evidence = Evidence(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "now = dt.datetime(2019, 2, 14, tzinfo=dt.UTC)\n"
        "try:\n"
        "    evidence.put(Report(f'w:{n}', 'w', now, text=os.urandom(2000).hex()) for n in range(500))\n"
        "except StoreError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, evidence.address], capture_output=True, text=True, check=False)
    assert "the disk is full" in done.stdout, done.stderr
    assert [r.id for r in evidence.reports()] == ["wire:1"]
    assert evidence.put([report(2)]).added == 1


def test_a_damaged_manifest_is_named(evidence: Evidence) -> None:
    evidence.put([report()])
    (Path(evidence.root) / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match=r"manifest\.json cannot be read"):
        list(evidence.reports())


def test_the_manifest_is_plain_json(evidence: Evidence) -> None:
    evidence.put([report()])
    manifest = json.loads((Path(evidence.root) / "manifest.json").read_text())
    assert manifest["parts"][0]["rows"] == 1
