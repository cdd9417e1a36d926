"""Reports: one noun for texts and rows."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from foreshock.model import InvalidValue, Quotation, Report, ReportedEvent, When, place_within

LEARNED = dt.datetime(2019, 2, 14, 9, tzinfo=dt.UTC)


def test_a_report_travels_as_json_and_comes_back_equal() -> None:
    event = ReportedEvent("e1", "ASSAULT", "USA:MIL", "SYR:MIL", places=(place_within("al-Tanf", 33.5, 38.66, 5),))
    report = Report("wire:ab12", "wire", LEARNED, published=When("2019-02"), events=(event,), coder="foreshock/1")
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
    assert report.event_ids == ("wire:ab12#e1",)


@pytest.mark.parametrize(("km", "precision"), [(0, "exact"), (1, "exact"), (5, "vicinity"), (200, "area")])
def test_a_place_is_as_precise_as_its_kilometres_say(km: float, precision: str) -> None:
    assert place_within("x", 0, 0, km).precision == precision


def test_two_events_of_one_report_cannot_share_an_id() -> None:
    event = ReportedEvent("e1", "ASSAULT", "USA")
    with pytest.raises(InvalidValue, match="share an id"):
        Report("wire:1", "wire", LEARNED, events=(event, event))


def test_the_id_begins_with_the_source() -> None:
    with pytest.raises(InvalidValue, match="write wire:<key>"):
        Report("other:1", "wire", LEARNED)


def test_a_quotation_keeps_its_words_and_names_the_translator() -> None:
    with pytest.raises(InvalidValue, match="no translator"):
        Quotation("نه", "fa", translation="No")
    assert Quotation("نه", "fa", translation="No", translator="A. Translator").words == "نه"
