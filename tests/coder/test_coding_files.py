"""Files through the coder: one row out for one row in, in order, whatever the format, the jobs or the cluster."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from foreshock.cli.code import code, locate
from foreshock.coder.batch import run
from foreshock.model import UnreadableSource

ROWS = [
    {"id": "a", "date": "2018-06-21", "text": "Iran condemned Israel."},
    {"id": "b", "date": "2018-06-21", "text": "A quiet day."},
    {"id": "c", "date": "2018-06-21", "text": "Chile met Peru."},
]


def write(path: Path, rows: list[dict[str, object]] | list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_each_row_gives_one_row_with_the_fields_of_the_guide(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    done = CliRunner().invoke(code, [str(write(tmp_path / "in.jsonl", ROWS)), "-o", str(target)])
    assert done.exit_code == 0, done.output
    first, second, third = lines(target)
    assert [first["id"], second["id"], third["id"]] == ["a", "b", "c"]
    (event,) = first["events"]  # type: ignore[misc]
    assert set(event) == {
        "type", "mode", "actor", "recipient", "assertion", "places", "killed", "injured", "date",
        "spans", "confidence", "rule", "located",
    }  # fmt: skip
    assert event["spans"]["actor"] == [0, 4]
    assert first["why_empty"] is None
    assert second["events"] == []
    assert second["why_empty"]


def test_a_broken_row_gives_its_reason_and_stops_nothing(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": 1, "text": "Iran condemned Israel."}\n{oops\n[3]\n{"id": 4}\n', "utf-8")
    outcome = run("code", source, tmp_path / "out.jsonl")
    assert (outcome.rows, outcome.unread) == (4, 3)
    assert [reason[:6] for reason in outcome.reasons] == ["line 2", "line 3", "line 4"]
    found = lines(tmp_path / "out.jsonl")
    assert [bool(row["events"]) for row in found] == [True, False, False, False]
    assert "line 2 is not JSON" in str(found[1]["why_empty"])
    assert "no text" in str(found[3]["why_empty"])


def test_locate_gives_one_place_or_null_a_span(tmp_path: Path) -> None:
    source = write(
        tmp_path / "in.jsonl", [{"id": 1, "date": "", "text": "From Damascus to Xqz.", "spans": [[5, 13], [17, 20]]}]
    )
    done = CliRunner().invoke(locate, [str(source), "-o", str(tmp_path / "out.jsonl")])
    assert done.exit_code == 0, done.output
    (row,) = lines(tmp_path / "out.jsonl")
    place, nothing = row["places"]  # type: ignore[misc]
    assert set(place) == {"lat", "lon", "km", "name", "geonames_id"}
    assert place["name"] == "Damascus"
    assert nothing is None or nothing["km"] > 100


def test_explain_adds_how_a_sentence_was_read(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    CliRunner().invoke(code, [str(write(tmp_path / "in.jsonl", ROWS[:1])), "-o", str(target), "--explain"])
    assert any("IRN ACCUSE → ISR" in line for line in lines(target)[0]["explain"])  # type: ignore[attr-defined]


def test_several_processes_give_the_same_file_as_one(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", [dict(row, id=f"{row['id']}{n}") for n in range(150) for row in ROWS])
    run("code", source, tmp_path / "one.jsonl")
    run("code", source, tmp_path / "two.jsonl", jobs=2)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_parquet_in_and_out_carries_the_same(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="Parquet is left out: pyarrow is not installed")
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "in.parquet")
    run("code", tmp_path / "in.parquet", tmp_path / "out.parquet")
    run("code", write(tmp_path / "in.jsonl", ROWS), tmp_path / "out.jsonl")
    table = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [json.loads(row["events"]) for row in table] == [row["events"] for row in lines(tmp_path / "out.jsonl")]


def test_a_cluster_that_loses_a_worker_writes_every_row_once(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the cluster is left out: Dask is not installed")
    source = write(tmp_path / "in.jsonl", [dict(row, id=f"{row['id']}{n}") for n in range(2000) for row in ROWS])
    target = tmp_path / "many.jsonl"
    run("code", source, tmp_path / "one.jsonl")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1", silence_logs=50
    ) as cluster:
        before = {worker.pid for worker in cluster.workers.values()}
        killed: list[int] = []

        def kill_once(done: int, total: int) -> None:
            if not killed:
                killed.append(min(before))
                os.kill(killed[0], signal.SIGKILL)

        run("code", source, target, scheduler=cluster.scheduler_address, progress=kill_once)
    assert killed
    assert [line["id"] for line in lines(target)] == [f"{row['id']}{n}" for n in range(2000) for row in ROWS]
    assert (tmp_path / "one.jsonl").read_bytes() == target.read_bytes()


def test_a_file_that_is_no_parquet_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(b"not parquet")
    with pytest.raises(UnreadableSource, match=r"in\.parquet"):
        run("code", tmp_path / "in.parquet", tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()
