"""The one seam: every format gives reports and accounts for what it did not read."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_files import FILES, MAPPED, MAPPING, STORY, gdelt, zipped

from foreshock.model import Report, Unread
from foreshock.sources import Origin, origin_of_file, read, sniff
from foreshock.sources.delimited import Delimited
from foreshock.sources.gdelt import EVENTS_2

SHARED = Path(__file__).parents[3] / "shared" / "data"
NOW = dt.datetime(2019, 2, 14, 9, tzinfo=dt.UTC)


def both(data: bytes, name: str = "file", **origin: object) -> tuple[list[Report], list[Unread]]:
    found = list(read(data, name, Origin(NOW, sha256="0" * 64, **origin)))  # type: ignore[arg-type]
    return [f for f in found if isinstance(f, Report)], [f for f in found if isinstance(f, Unread)]


@pytest.mark.parametrize("name", FILES)
def test_every_format_is_recognised_by_its_bytes(name: str) -> None:
    kind, media_type, data, _, _ = FILES[name]
    assert sniff(data[:65536], name, media_type) == kind


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("packing", ["plain", "zip", "gzip"])
def test_every_format_gives_its_reports_and_its_unread_pieces(name: str, packing: str) -> None:
    _, _, data, count, unread_count = FILES[name]
    packed = {"plain": data, "zip": zipped({name: data}), "gzip": gzip.compress(data)}[packing]
    reports, unread = both(packed, name)
    assert (len(reports), len(unread)) == (count, unread_count), unread
    assert all(piece.where and piece.reason for piece in unread)


@pytest.mark.parametrize("name", FILES)
def test_reports_carry_where_they_come_from_and_travel_as_json(name: str) -> None:
    for report in both(FILES[name][2], name, source="wire", terms="private", grade="B2", publisher="The Desk")[0]:
        assert (report.source, report.terms, report.grade) == ("wire", "private", "B2")
        assert report.learned == NOW
        assert report.sha256 == "0" * 64
        assert report.document.startswith("wire-")
        assert report.publisher and report.where
        assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


@pytest.mark.parametrize("name", FILES)
def test_reading_twice_gives_the_same_ids_and_no_id_twice(name: str) -> None:
    first, second = both(FILES[name][2], name)[0], both(FILES[name][2], "another name")[0]
    assert [r.id for r in first] == [r.id for r in second]
    assert len({r.id for r in first}) == len(first)


@pytest.mark.parametrize(
    "name", [n for n in FILES if FILES[n][0] in ("feed", "json-feed", "page", "text", "mail", "pdf")]
)
def test_texts_come_with_their_words_and_their_language(name: str) -> None:
    report = both(FILES[name][2], name)[0][0]
    assert "struck two armed trucks" in report.text
    assert "alert(1)" not in report.text
    assert report.title
    assert report.language == "en"
    assert report.kind == "text"
    assert not report.coded
    if name != "story.txt":
        assert report.published and report.published.text == "2017-05-18"


@pytest.mark.parametrize("name", [n for n in FILES if FILES[n][0] in ("gdelt", "acled", "ucdp", "polecat", "geojson")])
def test_rows_come_with_one_event_located_and_dated(name: str) -> None:
    report = both(FILES[name][2], name)[0][0]
    (event,) = report.events
    assert event.type == "ASSAULT"
    assert event.happened and event.happened.text.startswith("2017-05")
    assert (event.places[0].lat, event.places[0].lon) == (33.5, 38.66)
    assert event.places[0].km is not None
    assert event.actor in ("USA:MIL", "SYR:MIL")
    assert report.coder


def test_another_language_is_named() -> None:
    assert [r.language for r in both(FILES["wire.rss"][2])[0]] == ["en", "fa"]


def test_acled_keeps_what_is_no_event_and_says_why() -> None:
    first, second = both(FILES["acled.csv"][2])[0]
    assert first.events[0].killed == 6
    assert first.events[0].recipient == "SYR:REB"
    assert "Two trucks burnt." in first.text
    assert not second.events
    assert second.why_empty == "ACLED Other is no event in PLOVER"


def test_acled_with_the_columns_of_2018_knows_only_the_month_where_it_says_so() -> None:
    (report,) = both(FILES["acled-2018.csv"][2])[0]
    assert report.events[0].happened and report.events[0].happened.text == "2017-05"


def test_ucdp_keeps_low_and_high() -> None:
    event = both(FILES["ged.csv"][2])[0][0].events[0]
    assert (event.killed, event.killed_low, event.killed_high) == (3, 2, 5)
    assert event.recipient == "ISIS"
    assert event.until and event.until.text == "2017-05-18"


def test_polecat_in_latin_letters_of_one_byte_is_read() -> None:
    event = both(FILES["polecat.txt"][2])[0][0].events[0]
    assert (event.mode, event.recipient_name) == ("aerial", "Milícia")


def test_crisiswatch_gives_one_report_a_country_with_the_month() -> None:
    reports, _ = both(FILES["crisiswatch.html"][2])
    assert [r.title for r in reports] == [
        "Syria: Deteriorated Situation", "Yemen: Unchanged", "Israel/Palestine: Improved",
    ]  # fmt: skip
    assert {r.published.text for r in reports if r.published} == {"2017-05"}


def test_attachments_of_a_message_are_read_and_pictures_are_named() -> None:
    reports, unread = both(FILES["story.eml"][2])
    assert reports[1].where == "attachment statement.pdf, 1 pages"
    assert unread[0].where == "attachment map.png"


def test_a_mapped_csv_is_read_by_its_mapping() -> None:
    reports, unread = both(MAPPED, kind="csv", mapping=MAPPING, delimiter=";")
    assert reports[0].text == STORY
    assert reports[0].events[0].actor == "USA:MIL"
    assert "no PLOVER type: 'Bombing'" in unread[0].reason
    assert b"No.;Day;What" in unread[0].raw, "the quarantined row carries its header, so that it can be read again"


def test_a_csv_that_nobody_mapped_says_what_to_do() -> None:
    assert "Map them in foreshock.toml" in both(b"a,b,c\n1,2,3\n", "x.csv")[1][0].reason


def test_one_bad_row_costs_no_other() -> None:
    rows = gdelt(3).decode().splitlines()
    bad = [rows[0], rows[1].replace("195", "999"), rows[1][:50], rows[2].replace("33.5", "93.5"), rows[2]]
    reports, unread = both("\n".join(bad).encode())
    assert [r.id for r in reports] == ["file:1", "file:3"]
    assert {u.where for u in unread} == {"row 2", "row 3", "row 4"}
    assert any("no CAMEO code: '999'" in u.reason for u in unread)
    assert any("fields, not 61" in u.reason for u in unread)
    assert any("latitude 93.5" in u.reason for u in unread)
    mended = unread[0].raw if b"999" in unread[0].raw else unread[1].raw
    assert both(mended.replace(b"999", b"195"))[0][0].id == "file:2"


def test_columns_that_were_renamed_are_named_and_those_reordered_are_read() -> None:
    from source_files import ACLED_ROW, table

    turned = table([dict(reversed(ACLED_ROW.items()))])
    assert both(turned)[0][0].events == both(table([ACLED_ROW]))[0][0].events
    renamed = table([{("lat" if k == "latitude" else k): v for k, v in ACLED_ROW.items()}])
    assert "no latitude" in both(renamed, kind="acled")[1][0].reason


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line() -> None:
    lines = FILES["ged.csv"][2].decode().splitlines()
    broken = lines[1].replace("244657", "1").replace("Border Wire", '"Border Wire')
    text = "\n".join([lines[0], broken, lines[1], lines[1].replace("244657", "244658")])
    reports, unread = both(text.encode())
    assert {r.id for r in reports} >= {"file:244658"}
    assert len(reports) + len(unread) >= 3


@given(
    st.lists(
        st.tuples(st.text(alphabet='a "\n,;é', max_size=12), st.booleans()), min_size=1, max_size=40
    ),
    st.integers(1, 7),
)  # fmt: skip
def test_any_table_is_read_as_it_was_written_whatever_the_chunks(rows: list[tuple[str, bool]], chunk: int) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["id", "note", "end"])
    # A record that is short as well as long ends at its first line; what follows is read as it stands.
    rows = [(note.replace("\n", "") if short else note, short) for note, short in rows]
    for number, (note, short) in enumerate(rows):
        writer.writerow([str(number), note] if short else [str(number), note, "x"])
    table = Delimited(io.BytesIO(out.getvalue().encode()), ",", chunk=chunk)
    parts = list(table.chunks())
    records = [record for part in parts for record in part.records]
    assert records == [[str(n), note, "x"] for n, (note, short) in enumerate(rows) if not short]
    assert [table.raw(line) for part in parts for line in part.lines] == [
        _written([["id", "note", "end"], record]) for record in records
    ]
    assert sum(len(part.unread) for part in parts) == sum(short for _, short in rows)


def _written(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def test_a_byte_that_is_no_utf_8_is_read_as_windows_1252() -> None:
    reports, _ = both(gdelt(1, Actor1Name="ESPA\u00d1A").decode().encode("cp1252"))
    assert reports[0].events[0].actor_name == "ESPAÑA"


def test_wide_text_is_read() -> None:
    assert len(both(FILES["acled.csv"][2].decode().encode("utf-16"))[0]) == 2


def test_an_error_page_is_not_taken_for_an_empty_feed() -> None:
    reports, unread = both(FILES["story.html"][2], kind="feed")
    assert not reports
    assert "should be an RSS or Atom feed but is a web page" in unread[0].reason


def test_a_changed_gdelt_table_says_how_many_columns_it_has() -> None:
    _, unread = both(gdelt(2, EVENTS_2[:40]), kind="gdelt")
    assert "40 columns in its first line" in unread[0].reason


def test_a_bomb_is_not_unpacked() -> None:
    _, unread = both(zipped({"bomb.txt": b"\0" * 50_000_000}))
    assert "unpacks to" in unread[0].reason
    _, unread = both(gzip.compress(b"1\t20170101\t" * 5_000_000))
    assert "unpacks to more than is allowed" in unread[0].reason


def test_many_files_locked_files_and_broken_archives_are_refused() -> None:
    assert "at most 200" in both(zipped({f"{n}.txt": b"x" for n in range(201)}))[1][0].reason
    assert "no sound ZIP" in both(zipped({"a.txt": b"x" * 999})[:60])[1][0].reason
    assert "damaged" in both(gzip.compress(b"The army said so. " * 2000)[:-20])[1][0].reason


def test_entities_that_grow_without_end_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">' + b"".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 12}">'.encode() for n in range(12)
    )
    reports, unread = both(bomb + b"]><rss><channel><item><title>&m;</title></item></channel></rss>")
    assert len(reports) + len(unread) >= 1
    assert all(len(r.text) < 10_000 for r in reports)


def test_an_entity_cannot_open_a_file_of_ours(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not tell")
    feed = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]><rss><channel><item><title>&x; a</title></item></channel></rss>'  # noqa: E501
    reports, _ = both(feed.encode())
    assert all("do not tell" not in r.text for r in reports)


def test_hostile_documents_end_in_the_quarantine_and_in_good_time() -> None:
    feed = b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=a%d\n\n--a%d\n" % (n, n) for n in range(2000))
    message = b"From: a@b.c\nSubject: x\n" + nested
    line = gdelt(1) + b"7\t20170518\t" + b"x" * 21_000_000
    for hostile in (feed, message, line):
        assert both(hostile)[1][-1].reason


def test_a_scan_and_a_damaged_pdf_say_what_they_are() -> None:
    from source_files import pdf

    assert "it is a scan" in both(pdf(""))[1][0].reason
    assert "cannot be read" in both(pdf()[:200])[1][0].reason


@given(st.binary(max_size=400), st.sampled_from(list(FILES)))
def test_no_bytes_whatever_raise(noise: bytes, name: str) -> None:
    data = FILES[name][2]
    for made in (noise, data[: len(data) // 2] + noise, data.replace(b"e", noise[:3] or b"x", 5)):
        for found in read(made, name, origin_of_file(name, made, NOW)):
            assert isinstance(found, Report | Unread)


@pytest.mark.parametrize(
    ("path", "rows"), [("gdelt/20180101000000.export.CSV", 2414), ("ucdp/GEDEvent_v23_0_10.csv", 2391)]
)
def test_real_tables_are_read_whole(path: str, rows: int) -> None:
    file = SHARED / path
    if not file.exists():
        pytest.skip(f"{file} is not there; left out: {path} row by row")
    reports, unread = both(file.read_bytes())
    assert (len(reports), unread) == (rows, [])
    assert len({r.id for r in reports}) == rows
    located = sum(bool(r.events and r.events[0].places) for r in reports)
    assert located > 0.9 * sum(bool(r.events) for r in reports)
