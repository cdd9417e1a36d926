"""Dates as pages write them, and what only looks like one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_pages import DATE_FORMS, write_date

from foreshock.sources.dates import find_dates


def found(text: str) -> list[tuple[str, str]]:
    return [(text[d.start : d.end], str(d.when)) for d in find_dates(text)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14 February 2019", "2019-02-14"),
        ("21 Mar 2023", "2023-03-21"),
        ("21 March, 2023", "2023-03-21"),
        ("March 21, 2023", "2023-03-21"),
        ("MARCH 21 2023", "2023-03-21"),
        ("3rd of Sept. 2020", "2020-09-03"),
        ("Sept 3, 2020", "2020-09-03"),
        ("Tuesday, 21st March 2023", "2023-03-21"),
        ("21-Mar-2023", "2023-03-21"),
        ("2023-03-21", "2023-03-21"),
        ("21.03.2023", "2023-03-21"),
        ("03/21/2023", "2023-03-21"),
        ("14\u00a0February\u00a02019", "2019-02-14"),
        ("June 2017", "2017-06"),
        ("mid-June 2017", "mid-2017-06"),
        ("Early May 2018", "early-2018-05"),
    ],
)
def test_a_date_is_found_whole(text: str, day: str) -> None:
    assert found(f"Before. {text} After") == [(text, day)]


@pytest.mark.parametrize(
    "text", ["on 7 April", "the 17 January speech", "may 2019", "March of the 2018 class", "2019-02-14 10:30"]
)
def test_what_names_no_year_or_is_no_date_is_none(text: str) -> None:
    assert found(text) == []


def test_words_may_run_into_a_date() -> None:
    assert found("View More13 February 2019Secretary") == [("13 February 2019", "2019-02-13")]


def test_figures_that_go_on_are_no_date() -> None:
    assert found("1,214 February 20191") == []
    assert found("£14 February 2019") == [("February 2019", "2019-02")]


def test_a_range_stands_under_its_first_day() -> None:
    (one,) = find_dates("13–14 February 2019")
    assert (str(one.when), one.last) == ("2019-02-13", dt.date(2019, 2, 14))
    (two,) = find_dates("30 December 2018 – 2 January 2019")
    assert (str(two.when), two.last) == ("2018-12-30", dt.date(2019, 1, 2))


def test_a_day_that_no_calendar_has_is_found_without_a_day() -> None:
    assert found("31 February 2019") == [("31 February 2019", "None")]


@given(st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(DATE_FORMS))
def test_every_day_is_read_back_from_every_form(day: dt.date, form: str) -> None:
    assert [d.day for d in find_dates(f"It was {write_date(day, form)} at noon.")] == [day]
