"""Dates ahead: kept with all revisions, shown at the desk, given out as iCalendar that another library reads."""

from __future__ import annotations

import datetime as dt
import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from msgspec.structs import replace
from test_safety import Client

from conftest import Served
from foreshock.model import Conflict, InvalidValue, NotFound
from foreshock.store import Store

DAY = dt.date(2027, 3, 4)


def ahead_of(**fields: Any) -> Any:
    from foreshock.desk.dates import DateAhead

    return DateAhead(**{"flashpoint": "cape-ness", "date": DAY, "what": "Fishing accord runs out", **fields})


def test_a_date_keeps_every_revision_and_comes_back_after_it_was_dropped(desk_store: Store) -> None:
    from foreshock.desk import dates

    made = dates.keep(ahead_of(kind="deadline"), "Ana Lisboa")
    moved = dates.keep(ahead_of(date=DAY + dt.timedelta(days=9)), "Ed Brandt", made.uid, 1)
    assert [(one.version, one.by) for one in dates.history(made.uid)] == [(1, "Ana Lisboa"), (2, "Ed Brandt")]
    assert dates.keep(moved.value, "Ana Lisboa", made.uid, 2).version == 2, "nothing new, no revision"
    dates.drop(made.uid, 2, "Ed Brandt")
    assert dates.all_dates() == []
    dates.restore(made.uid, 3, 1, "Ana Lisboa")
    assert [one.value for one in dates.all_dates("cape-ness")] == [made.value]
    with pytest.raises(NotFound):
        dates.restore(made.uid, 4, 9, "Ana Lisboa")


def test_two_people_on_one_date_are_told(desk_store: Store) -> None:
    from foreshock.desk import dates

    made = dates.keep(ahead_of(), "Ana Lisboa")
    dates.keep(ahead_of(what="Accord runs out"), "Ana Lisboa", made.uid, 1)
    with pytest.raises(Conflict, match="Ana Lisboa changed this date"):
        dates.keep(ahead_of(what="Other words"), "Ed Brandt", made.uid, 1)


def test_a_date_that_moves_to_another_flashpoint_leaves_the_first(desk_store: Store) -> None:
    from foreshock.desk import dates

    made = dates.keep(ahead_of(), "Ana Lisboa")
    dates.keep(replace(made.value, flashpoint="port-vell"), "Ana Lisboa", made.uid, 1)
    assert (dates.all_dates("cape-ness"), len(dates.all_dates("port-vell"))) == ([], 1)


@pytest.mark.parametrize(
    ("fields", "today", "next_day"),
    [
        ({}, DAY, DAY),
        ({}, DAY + dt.timedelta(1), None),
        ({"until": DAY + dt.timedelta(2)}, DAY + dt.timedelta(1), DAY + dt.timedelta(1)),
        ({"yearly": True}, DAY + dt.timedelta(1), dt.date(2028, 3, 4)),
        ({"yearly": True}, dt.date(2020, 1, 1), DAY),
        ({"yearly": True, "date": dt.date(2024, 2, 29)}, dt.date(2026, 1, 1), dt.date(2026, 2, 28)),
        (
            {"yearly": True, "date": dt.date(2026, 12, 30), "until": dt.date(2027, 1, 2)},
            dt.date(2029, 1, 1),
            dt.date(2029, 1, 1),
        ),
    ],
)
def test_the_next_day_of_a_date(fields: dict[str, Any], today: dt.date, next_day: dt.date | None) -> None:
    assert ahead_of(**fields).next(today) == next_day


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"what": " "}, "say in a line"),
        ({"what": "x\nBEGIN:VALARM"}, "say in a line"),
        ({"until": DAY}, "within a year after"),
        ({"kind": "feast"}, "write one of summit"),
        ({"source": "javascript:alert(1)"}, "write https://"),
    ],
)
def test_a_wrong_date_says_what_to_write(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        ahead_of(**wrong)


def get(served: Served, path: str) -> tuple[int, bytes, Any]:
    try:
        with urllib.request.urlopen(served.address + path) as response:
            return response.status, response.read(), response.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers


def test_an_analyst_keeps_a_date_and_everybody_has_it_in_their_calendar(served: Served) -> None:
    import icalendar

    client = Client(served)
    client.sign_in("ana")
    form = {
        "csrfmiddlewaretoken": client.token("/desk/dates/"), "flashpoint": "cape-ness", "kind": "anniversary",
        "date": "2027-02-28", "until": "2027-03-02", "yearly": "yes",
        "what": "Sinking of the Auk; <b>“mourning”</b>, in Vell", "source": "https://vell.example/auk",
    }  # fmt: skip
    body = client.send("/desk/dates/", form)[1]
    assert "Kept: Sinking of the Auk; &lt;b&gt;" in body and "<b>“" not in body
    assert client.send("/desk/dates/", {**form, "date": "soon"})[0] == 422
    status, data, headers = get(served, "/cape-ness.ics")
    assert (status, headers["Content-Type"], headers["Set-Cookie"]) == (200, "text/calendar; charset=utf-8", None)
    [event] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Cape Ness: Sinking of the Auk; <b>“mourning”</b>, in Vell"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (dt.date(2027, 2, 28), dt.date(2027, 3, 3))
    assert event["RRULE"]["FREQ"] == ["YEARLY"] and event["SEQUENCE"] == 0
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    [kept] = json.loads(get(served, "/api/v1/dates?flashpoint=cape-ness")[1])["items"]
    assert (kept["date"], kept["until"], kept["kind"]) == ("2027-02-28", "2027-03-02", "anniversary")
    assert json.loads(get(served, "/api/v1/dates?flashpoint=port-vell")[1])["items"] == []
    assert b"VEVENT" not in get(served, "/port-vell.ics")[1]
    assert get(served, "/nowhere.ics")[0] == 404

    path = f"/desk/dates/{kept['id']}/"
    change = {"csrfmiddlewaretoken": client.token(path), "version": "1"}
    client.send(path, {**form, **change, "date": "2027-02-27", "act": "save"})
    [event] = icalendar.Calendar.from_ical(get(served, "/api/v1/dates.ics")[1]).walk("VEVENT")
    assert (event["SEQUENCE"], event.decoded("DTSTART")) == (1, dt.date(2027, 2, 27))
    assert client.send(path, {**form, **change, "act": "save"})[0] == 409
    client.send(path, {**change, "version": "2", "act": "drop"})
    assert json.loads(get(served, "/api/v1/dates")[1])["items"] == []
    assert "bring this back" in client.send(path)[1]
    client.send(path, {**change, "version": "3", "number": "1", "act": "restore"})
    assert json.loads(get(served, "/api/v1/dates")[1])["total"] == 1


def test_a_calendar_of_a_flashpoint_that_is_none_is_empty_and_its_name_goes_into_no_header(served: Served) -> None:
    status, data, headers = get(served, "/api/v1/dates.ics?flashpoint=a%0Ab%22")
    assert (status, headers["Content-Disposition"]) == (200, 'inline; filename="dates.ics"')
    assert b"VEVENT" not in data


def test_a_reader_keeps_no_dates(served: Served) -> None:
    client = Client(served)
    client.sign_in("rhea")
    token = client.token("/desk/dates/")
    form = {"csrfmiddlewaretoken": token, "flashpoint": "cape-ness", "date": "2027-03-04", "what": "x"}
    assert client.send("/desk/dates/", form)[0] == 403
