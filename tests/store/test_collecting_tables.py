"""Tables and what cannot be read of them: nothing twice, every refused row in the quarantine, read once it is mended."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import source_files as made
from collecting_desk import Desk
from web import Web

from foreshock.model import NotFound, Source
from foreshock.store import rowworks, takein
from foreshock.store.collecting import evidence_of

pytestmark = pytest.mark.usefixtures("no_coder")


def test_a_packed_table_is_read(at: Desk) -> None:
    at.file("gdelt", "x.export.CSV.zip", made.zipped({"x.export.CSV": made.gdelt(7)}), kind="gdelt")
    assert at.collect()["gdelt"].added == 7
    assert at.reports()[0].where == "x.export.CSV, row 1"


def test_a_helper_process_gives_the_same_rows_and_the_same_quarantine(
    at: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = made.zipped({"a.CSV": made.gdelt(40).replace(b"\t195\t195", b"\t999\t195", 3), "b.CSV": made.gdelt(9)[:-30]})
    found = []
    for size in (1 << 40, 0):
        desk = Desk(tmp_path / f"desk-{size}")
        desk.file("gdelt", "x.zip", bad, kind="gdelt")
        monkeypatch.setattr(takein, "HELPED", size)
        desk.collect()
        with desk.journal() as journal:
            found.append((desk.reports(), [(p.where, p.reason, p.raw) for p in journal.quarantine()]))
    assert found[0] == found[1]
    assert len(found[0][1]) == 4


def test_a_helper_that_is_killed_is_done_without(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    at.file("gdelt", "x.CSV", made.gdelt(40), kind="gdelt")
    monkeypatch.setattr(takein, "HELPED", 0)
    real = rowworks.RowWorks._submit

    def submit(works: Any, raw: Any) -> Any:
        future = real(works, raw)
        for process in works._pool._processes.values():
            process.kill()
        return future

    monkeypatch.setattr(rowworks.RowWorks, "_submit", submit)
    assert at.collect()["gdelt"].added == 40


def test_duplicated_and_reordered_rows_are_kept_once(at: Desk) -> None:
    file = at.file("gdelt", "x.CSV", made.gdelt(20), kind="gdelt")
    at.collect()
    lines = made.gdelt(21).splitlines(keepends=True)
    file.write_bytes(b"".join(reversed(lines)) + b"".join(lines))
    assert at.collect(now_due=True)["gdelt"].added == 1
    assert len(at.reports(every_version=True)) == 21


def test_a_table_whose_columns_changed_is_put_aside_and_read_once_the_settings_know_them(at: Desk) -> None:
    changed = made.table([{("geo_lat" if k == "latitude" else k): v for k, v in made.ACLED_ROW.items()}])
    at.file("acled", "a.csv", changed, kind="acled")
    assert at.collect()["acled"].aside == 1
    with at.journal() as journal:
        (piece,) = journal.quarantine()
        assert "the columns have changed: no latitude" in piece.reason
        mapping = {"id": "event_id_cnty", "date": "event_date", "text": "notes", "lat": "geo_lat", "lon": "longitude"}
        mapped = Source("acled", "csv", path="a.csv", mapping=mapping)
        archive, evidence = at.archive, evidence_of(at.folder, at.config)
        assert takein.retry(piece.number, mapped, archive, evidence, journal, archive.get(piece.fetch.sha256)).read
    assert [r.id for r in at.reports()] == ["acled:SYR101"]


def test_a_row_from_the_quarantine_is_read_once_it_is_mended(at: Desk) -> None:
    bad = made.gdelt(3).replace(b"\t195\t195", b"\t999\t195", 1)
    at.file("gdelt", "x.CSV", bad, kind="gdelt")
    assert at.collect()["gdelt"].aside == 1
    evidence = evidence_of(at.folder, at.config)
    with at.journal() as journal:
        (piece,) = journal.quarantine()
        assert not takein.retry(piece.number, at.sources[0], at.archive, evidence, journal).read
        mended = piece.raw.replace(b"999", b"195")
        assert takein.retry(piece.number, at.sources[0], at.archive, evidence, journal, mended).read
        assert journal.quarantine() == []
        assert journal.quarantine("read")[0].note == "read after a person mended it"
    assert {r.id for r in at.reports()} == {"gdelt:1", "gdelt:2", "gdelt:3"}
    with pytest.raises(NotFound, match="no piece 77"), at.journal() as journal:
        journal.quarantined(77)


def test_a_document_that_kills_its_reader_is_put_aside_after_eight_tries(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.file("bad", "a.txt", made.TEXT)

    def dies(*_: object) -> Iterator[object]:
        raise MemoryError
        yield

    monkeypatch.setattr(takein, "read_stream", dies)
    for _ in range(8):
        with pytest.raises(MemoryError):
            at.collect(now_due=True)
    outcome = at.collect(now_due=True)["bad"]
    assert outcome.aside == 1
    with at.journal() as journal:
        assert "reading it failed 8 times" in journal.quarantine()[0].reason
    assert at.collect(now_due=True)["bad"].aside == 0


def test_a_table_of_texts_is_coded_like_other_texts(at: Desk, coder: None) -> None:
    rows = [{"no": "1", "day": "2019-02-15", "said": "The Syrian army shelled two villages near Homs on Friday."}]
    at.file("notes", "a.csv", made.table(rows), kind="csv", mapping={"id": "no", "date": "day", "text": "said"})
    at.collect()
    (report,) = at.reports()
    assert (report.id, report.kind, report.published and report.published.text) == ("notes:1", "row", "2019-02-15")
    assert [event.type for event in report.events] == ["ASSAULT"]
    assert report.coder.startswith("foreshock/")


def test_an_error_page_in_place_of_a_feed_goes_to_the_quarantine(at: Desk, web: Web) -> None:
    web.pages["/rss"] = lambda r: r.answer(made.PAGE, Content_Type="text/html")
    at.web("wire", web.url("/rss"), kind="feed")
    assert at.collect()["wire"].aside == 1
    with at.journal() as journal:
        (piece,) = journal.quarantine()
    assert "should be an RSS or Atom feed but is a web page" in piece.reason
    assert at.archive.has(piece.fetch.sha256), "the bytes are kept all the same"
