"""The charts: what they draw from levels and entries, few or many, and what they say in words."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.model import LEVELS, LevelChange
from foreshock.site.charts import history, spark

FIRST, LAST = dt.date(2017, 5, 1), dt.date(2019, 2, 14)


def change(day: str | dt.date, level: str) -> LevelChange:
    date = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return LevelChange("x", date, level, "A reason.", "A. Author")  # type: ignore[arg-type]


CHANGES = [change("2017-05-18", "severe"), change("2017-06-06", "critical"), change("2019-01-06", "substantial")]
ENTRIES = [(dt.date(2017, 6, 1), "event"), (dt.date(2018, 1, 1), "statement"), (dt.date(2018, 1, 1), "statement")]

days = st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1))
levels = st.lists(st.builds(change, days, st.sampled_from(list(LEVELS))), max_size=30, unique_by=lambda c: c.date)


def lines(chart: str, name: str) -> list[dict[str, str]]:
    return [e.attrib for e in ET.fromstring(chart).iter("line") if e.attrib.get("class") == name]


def label(chart: str) -> str:
    return re.search(r'role="img" aria-label="([^"]*)"', chart)[1]  # type: ignore[index]


def test_a_history_draws_a_stretch_for_each_level_and_a_shape_where_it_begins():
    chart = history(CHANGES, ENTRIES, FIRST, LAST)

    assert [(line["x1"], line["x2"], line["y1"]) for line in lines(chart, "s")] == [
        ("2.6%", "5.5%", "51"), ("5.5%", "94.04%", "17"), ("94.04%", "100%", "85"),
    ]  # fmt: skip
    assert re.findall(r'<use href="#lv-(\w+)" x=', chart) == ["severe", "critical", "substantial"]


def test_a_history_says_itself_in_words():
    assert label(history(CHANGES, ENTRIES, FIRST, LAST)) == (
        "Step chart of the level, 1 May 2017 to 14 February 2019. Severe from 18 May 2017; critical from 6 June 2017; "
        "substantial from 6 January 2019. Below it, 1 event and 2 statements by date."
    )


def test_a_history_of_many_levels_says_their_range():
    many = [change(dt.date(2018, 1, 1) + dt.timedelta(30 * k), list(LEVELS)[k % 3]) for k in range(12)]

    assert "12 levels in turn, between moderate and severe; severe since 27 November 2018." in label(
        history(many, [], dt.date(2018, 1, 1), LAST)
    )


def test_the_present_level_is_the_marked_row():
    assert re.findall(r'class="level (\w+) now"', history(CHANGES, [], FIRST, LAST)) == ["substantial"]


def test_days_that_share_a_place_share_a_tick():
    chart = history(CHANGES, ENTRIES, FIRST, LAST)

    assert len(lines(chart, "ev")) == 1
    assert len(lines(chart, "st")) == 1
    assert "<li>2 statements</li>" in chart


def test_ten_thousand_entries_become_bars():
    entries = [(FIRST + dt.timedelta(k % 650), "event" if k % 3 else "statement") for k in range(10_000)]

    chart = history(CHANGES, entries, FIRST, LAST)

    assert len(lines(chart, "ev")) == 120
    assert "<li>6,666 events</li>" in chart
    assert len(chart) < 25_000


def test_two_hundred_changes_stay_small():
    many = [change(FIRST + dt.timedelta(3 * k), list(LEVELS)[k % 4]) for k in range(200)]

    chart = history(many, [], FIRST, LAST)

    assert len(chart) < 40_000
    assert chart.count('x="-6"') == 1
    assert len(spark(many, FIRST, LAST)) < 2_000


def test_no_change_at_all_is_said():
    assert "No level set." in label(history([], [], FIRST, LAST))
    assert label(spark([], FIRST, LAST)) == "No level set"


def test_one_day_alone_fills_the_width():
    day = dt.date(2020, 1, 5)
    chart = history([change(day, "severe")], [(day, "event")], day, day)

    assert [(line["x1"], line["x2"]) for line in lines(chart, "s")] == [("0%", "100%")]
    assert label(chart).startswith("Step chart of the level, 5 January 2020. Severe from 5 January 2020.")


def test_the_level_that_held_before_the_first_day_is_drawn_from_the_edge():
    chart = history(CHANGES, [], dt.date(2018, 1, 1), LAST)

    assert lines(chart, "s")[0]["x1"] == "0%"
    assert re.findall(r'<use href="#lv-(\w+)" x=', chart)[0] == "critical"


def test_changes_after_the_last_day_are_left_out():
    assert "substantial from" not in label(history(CHANGES, [], FIRST, dt.date(2018, 12, 31)))


def test_the_order_of_arguments_does_not_matter():
    assert history(CHANGES[::-1], ENTRIES[::-1], FIRST, LAST) == history(CHANGES, ENTRIES, FIRST, LAST)


def test_a_spark_ends_in_the_shape_of_the_present_level():
    line = spark(CHANGES, FIRST, LAST)

    assert 'class="spark substantial"' in line
    assert '<use href="#lv-substantial" x="97" y="13"' in line
    assert label(line) == "Level since 18 May 2017: between substantial and critical, 2 changes; now substantial"


@settings(max_examples=80, deadline=None)
@given(levels, st.lists(st.tuples(days, st.sampled_from(["event", "statement"])), max_size=60), days, days)
def test_any_history_is_well_formed_and_inside_its_axis(changes, entries, first, last):
    chart = history(changes, entries, first, last)

    for element in ET.fromstring(chart).iter("line"):
        for name in ("x1", "x2"):
            assert 0 <= float(element.attrib[name].rstrip("%")) <= 100
    ET.fromstring(spark(changes, first, last))
    assert len(re.findall(r'class="yr"', chart)) <= 8


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2017-05-01", "2019-02-14", ["2017", "2018", "2019"]),
        ("2020-01-01", "2020-05-01", ["Jan 2020", "Feb 2020", "Mar 2020", "Apr 2020"]),
        ("2020-01-04", "2020-01-11", ["4 Jan 2020", "7 Jan", "10 Jan"]),
        ("1948-01-01", "2024-01-01", ["1948", "1960", "1980", "2000"]),
    ],
)
def test_the_calendar_suits_the_span(first, last, words):
    chart = history([], [], dt.date.fromisoformat(first), dt.date.fromisoformat(last))

    assert [e.text for e in ET.fromstring(chart).iter("text")] == words
