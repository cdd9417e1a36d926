"""Dates carry their precision and refuse what is no date."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.model import InvalidValue, When


@pytest.mark.parametrize(
    ("text", "precision", "words", "first", "last"),
    [
        ("2017-06-14", "day", "14 June 2017", "2017-06-14", "2017-06-14"),
        ("2017-06", "month", "June 2017", "2017-06-01", "2017-06-30"),
        ("mid-2017-06", "part", "mid-June 2017", "2017-06-11", "2017-06-20"),
        ("late-2020-02", "part", "late February 2020", "2020-02-21", "2020-02-29"),
        ("2017", "year", "2017", "2017-01-01", "2017-12-31"),
    ],
)
def test_a_date_says_how_fine_it_is(text: str, precision: str, words: str, first: str, last: str) -> None:
    when = When(text)
    assert (when.precision, when.words, str(when.first), str(when.last)) == (precision, words, first, last)


@pytest.mark.parametrize("text", ["", "June 2017", "2017-13", "2018-02-29", "mid-2017", "mid-2017-06-14", "17-06-14"])
def test_what_is_no_date_is_refused_with_its_value(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"no (date|such day)") as caught:
        When(text)
    assert repr(text) in str(caught.value)


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_day_is_its_own_span(day: dt.date) -> None:
    assert When(day.isoformat()).first == When(day.isoformat()).last == day
