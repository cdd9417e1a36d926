"""The JSON and CSV beside the pages: what they hold, in which order, and what they never show."""

from __future__ import annotations

import csv
import datetime as dt
import io

import msgspec
import outlet_lists as lists
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.model import Development, Flashpoint, LevelChange, NotFound, TriggerList
from foreshock.site.data import data_file
from foreshock.site.data.sheets import DEVELOPMENT_COLUMNS, sheet
from foreshock.site.index import Index
from foreshock.site.routes import Route, all_routes

TODAY = dt.date(2021, 6, 1)
PORT = "port-mirna"


def read_json(route: Route, state=None):
    return msgspec.json.decode(data_file(route, Index(state or lists.small_list(), TODAY)))


def read_csv(route: Route, state=None) -> list[dict[str, str]]:
    text = data_file(route, Index(state or lists.small_list(), TODAY)).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def back(record: dict, noun: type):
    """The noun that a record was made from: its own fields, with dates as their text."""
    names = {field.name for field in msgspec.structs.fields(noun)}
    fields = {name: value for name, value in record.items() if name in names}
    if isinstance(fields.get("happened"), dict):
        fields["happened"] = {"text": fields["happened"]["text"]}
    return msgspec.convert(fields, noun)


def test_developments_in_json_can_be_read_back_as_nouns():
    found = {d["id"]: back(d, Development) for d in read_json(Route("flashpoint", PORT, ext="json"))["developments"]}
    assert [found[id_].text for id_ in sorted(found)] == [
        d.text for d in sorted(lists.DEVELOPMENTS, key=lambda d: d.id) if PORT in d.belongs_to
    ]
    assert found[f"{PORT}/2021-05-01/1"].accounts == lists.DEVELOPMENTS[2].accounts
    assert found[f"{PORT}/2021-04-28/1"].events == lists.DEVELOPMENTS[0].events


def test_a_flashpoint_and_its_levels_can_be_read_back_as_nouns():
    data = read_json(Route("flashpoint", PORT, ext="json"))
    assert back(data["flashpoint"], Flashpoint).scenarios == lists.PORT.scenarios
    assert [back(level, LevelChange) for level in data["levels"]] == [lists.LEVELS[1], lists.LEVELS[0]]
    assert (data["level"]["level"], data["level"]["rank"], data["level"]["since"]) == ("severe", 2, "2021-05-01")


def test_fields_stand_in_the_same_order_whether_they_are_filled_or_not():
    filled, bare = lists.DEVELOPMENTS[2], Development("port-mirna/2021-05-03/1", "Calm.")
    state = lists.small_list(
        developments={d.id: lists.keep("development", d.id, d.date, d) for d in (filled, bare)},
    )
    first, second = read_json(Route("flashpoint", PORT, ext="json"), state)["developments"]
    assert list(first) == list(second)
    assert list(first)[:5] == ["id", "address", "date", "text", "kind"]


def test_developments_run_from_the_newest_to_the_oldest_in_json_and_csv():
    ids = [d["id"] for d in read_json(Route("flashpoint", PORT, ext="json"))["developments"]]
    assert ids == [f"{PORT}/2021-05-01/1", f"{PORT}/2021-04-30/1", f"{PORT}/2021-04-28/1"]
    assert [row["id"] for row in read_csv(Route("flashpoint", PORT, ext="csv"))] == ids


def test_an_imprecise_date_carries_its_first_and_last_day():
    happened = read_json(Route.of_development(f"{PORT}/2021-04-30/1", "json"))["development"]["happened"]
    assert happened == {"text": "late-2021-04", "first": "2021-04-21", "last": "2021-04-30", "precision": "part"}


def test_addresses_begin_with_the_base_address_when_there_is_one():
    route = Route.of_development(f"{PORT}/2021-04-30/1", "json")
    index = Index(lists.small_list(), TODAY)
    with_base = msgspec.json.decode(data_file(route, index, "https://list.example/x"))
    assert with_base["development"]["address"] == f"https://list.example/x/{PORT}/2021-04-30/1/"
    assert read_json(route)["development"]["address"] == f"/{PORT}/2021-04-30/1/"


def test_a_development_belongs_to_every_flashpoint_it_names():
    rows = read_csv(Route("flashpoint", "capital-ost", ext="csv"))
    assert [(row["id"], row["flashpoints"]) for row in rows] == [
        ("capital-ost/2021-05-02/1", "capital-ost"),
        ("port-mirna/2021-04-30/1", "port-mirna; capital-ost"),
    ]


def test_a_flashpoint_row_has_its_level_and_its_counts():
    row = next(row for row in read_csv(Route("front", ext="csv")) if row["slug"] == PORT)
    keys = ("level", "low", "high", "since", "developments", "events", "statements", "contested", "last_date")
    assert [row[key] for key in keys] == ["severe", "0.3", "0.6", "2021-05-01", "3", "2", "1", "1", "2021-05-01"]


def test_places_are_published_no_finer_than_a_hundredth_of_a_degree():
    place = read_json(Route("flashpoint", PORT, ext="json"))["flashpoint"]["place"]
    assert (place["lat"], place["lon"]) == (12.35, 45.68)
    row = next(row for row in read_csv(Route("front", ext="csv")) if row["slug"] == PORT)
    assert (row["lat"], row["lon"]) == ("12.35", "45.68")


def test_of_a_private_document_only_descriptor_and_date_are_published():
    documents = read_json(Route("flashpoint", PORT, ext="json"))["documents"]
    private = next(d for d in documents if d["id"] == "talk-7")
    assert (private["title"], private["date"]["text"]) == ("A pilot of the harbour", "2021-05")
    assert [private[key] for key in ("author", "publisher", "address", "sha256")] == ["", "", "", ""]
    assert b"Real Name" not in everything(lists.small_list())


def everything(state) -> bytes:
    """All data files of a state, one after the other."""
    index = Index(state, TODAY)
    files = [r for r in all_routes(state) if r.ext in ("json", "csv", "geojson")]
    assert files
    return b"".join(data_file(route, index) for route in files)


def test_a_withdrawn_development_leaves_its_hash_and_reason_and_no_words():
    id_ = f"{PORT}/2021-05-01/1"
    state = lists.withdrawn(lists.small_list(), id_, "the log was misread")
    assert b"They fired first" in everything(lists.small_list())
    assert b"They fired first" not in everything(state)
    assert b"A shot is fired in the channel" not in everything(state)
    record = read_json(Route("flashpoint", PORT, ext="json"), state)["developments"][0]
    assert record["gone"] == {
        "how": "withdrawn", "reason": "the log was misread", "by": ["A. Keeper"], "at": "2021-05-03T12:00:00Z",
    }  # fmt: skip
    assert record["revision"]["content_hash"] == state.developments[id_].stamp.content_hash
    row = read_csv(Route("flashpoint", PORT, ext="csv"), state)[0]
    assert (row["id"], row["text"], row["gone"], row["reason"]) == (id_, "", "withdrawn", "the log was misread")
    corrections = read_json(Route("corrections", ext="json"), state)["corrections"]
    assert [(c["kind"], c["id"], c["act"], c["why"]) for c in corrections] == [
        ("development", id_, "withdraw", "the log was misread")
    ]


def test_an_erased_development_leaves_its_hash_and_the_two_who_decided():
    id_ = f"{PORT}/2021-04-28/1"
    state = lists.erased(lists.small_list(), id_, "order of a court")
    assert b"patrol boat" not in everything(state)
    erasure = read_json(Route("corrections", ext="json"), state)["erasures"][0]
    assert (erasure["id"], erasure["gone"]["by"]) == (id_, ["A. Keeper", "B. Second"])
    row = read_csv(Route("flashpoint", PORT, ext="csv"), state)[-1]
    assert (row["date"], row["gone"], row["reason"]) == ("2021-04-28", "erased", "order of a court")
    assert row["content_hash"] == state.developments[id_].stamp.content_hash


def test_the_instant_that_was_looked_back_to_stands_in_the_file():
    as_of = dt.datetime(2021, 4, 30, 23, 59, 59, tzinfo=dt.UTC)
    assert read_json(Route("front", ext="json"), lists.small_list(as_of=as_of))["as_of"] == "2021-04-30T23:59:59Z"
    assert read_json(Route("front", ext="json"))["as_of"] is None


def test_an_empty_list_has_data_too():
    empty = lists.small_list(
        list=lists.keep("list", "list", TODAY, TriggerList("Nothing yet", "")),
        flashpoints={}, developments={}, levels={}, links={}, zones={}, documents={},
    )  # fmt: skip
    assert read_json(Route("front", ext="json"), empty)["flashpoints"] == []
    assert read_csv(Route("front", ext="csv"), empty) == []
    assert read_json(Route("front", ext="geojson"), empty)["features"] == []


@pytest.mark.parametrize(
    "route", [Route("flashpoint", "nowhere", ext="json"), Route.of_development("port-mirna/1999-01-01/1", "json")]
)
def test_data_of_what_is_not_on_the_list_is_not_found(route):
    with pytest.raises(NotFound):
        read_json(route)


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=4))
def test_no_text_becomes_a_formula_and_every_text_comes_back(cells):
    data = sheet(["c"] * len(cells), [cells])
    assert not data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
    assert len(rows) == 2
    for written, cell in zip(rows[1], cells, strict=True):
        assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert written == cell or written == f"'{cell}"


def test_lines_end_as_rfc_4180_has_it_and_numbers_stay_numbers():
    assert sheet(("a", "b"), [(-1.5, 'say "so", then\ngo')]) == b'a,b\r\n-1.5,"say ""so"", then\ngo"\r\n'


def test_every_development_row_has_every_column():
    state = lists.withdrawn(lists.small_list(), f"{PORT}/2021-05-01/1", "misread")
    text = data_file(Route("flashpoint", PORT, ext="csv"), Index(state, TODAY)).decode()
    assert {len(row) for row in csv.reader(io.StringIO(text, newline=""))} == {len(DEVELOPMENT_COLUMNS)}
