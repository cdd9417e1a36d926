"""Dates relative to the day of the text, and how many were killed or injured."""

from __future__ import annotations

import pytest

from foreshock.coder.casualties import injured_in, killed_in, number
from foreshock.coder.dates import date_in
from foreshock.model import When


@pytest.mark.parametrize(
    ("sentence", "day", "date"),
    [
        ("It happened on 7 April.", "2018-04-14", "2018-04-07"),
        ("It happened on December 30.", "2018-01-02", "2017-12-30"),
        ("It happened yesterday.", "2018-03-01", "2018-02-28"),
        ("It happened on Monday.", "2018-06-21", "2018-06-18"),
        ("It began in mid-June 2017.", "2018-06-21", "mid-2017-06"),
        ("It began in June.", "2018-08-01", "2018-06"),
        ("It began two weeks ago.", "2018-08-15", "2018-08-01"),
        ("They met on 2016-02-29.", "2018-08-15", "2016-02-29"),
        ("They may march.", "2018-08-15", None),
        ("It was on 31 June 2018.", "2018-08-15", None),
    ],
)
def test_a_date_is_as_fine_as_the_words(sentence: str, day: str, date: str | None) -> None:
    got = date_in(sentence, day)
    assert got == date
    if got:
        When(got)


@pytest.mark.parametrize(
    ("sentence", "killed", "injured"),
    [
        ("Twenty rebels were killed in a clash.", 20, None),
        ("A bomb killed at least 30 people and wounded 50.", 30, 50),
        ("The blast left 12 soldiers dead.", 12, None),
        ("Seventeen people, among them three women, were killed and dozens injured.", 17, 24),
        ("The death toll rose to 1,250.", 1250, None),
        ("Nobody was hurt in 2015.", None, None),
        ("A gunman killed a teacher.", 1, None),
    ],
)
def test_the_dead_and_the_injured_are_counted(sentence: str, killed: int | None, injured: int | None) -> None:
    assert (killed_in(sentence), injured_in(sentence)) == (killed, injured)


@pytest.mark.parametrize(
    ("words", "value"), [("forty-two", 42), ("three dozen", 36), ("two hundred", 200), ("1,001", 1001), ("blue", None)]
)
def test_number_words(words: str, value: int | None) -> None:
    assert number(words) == value
