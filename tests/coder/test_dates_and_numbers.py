"""Dates relative to the day of the text, and how many were killed or injured."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder
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
        ("It happened last Friday.", "2015-06-16", "2015-06-12"),
        ("It began in mid-June 2017.", "2018-06-21", "mid-2017-06"),
        ("It began in June.", "2018-08-01", "2018-06"),
        ("It began two weeks ago.", "2018-08-15", "2018-08-01"),
        ("They met on 2016-02-29.", "2018-08-15", "2016-02-29"),
        ("On June 12, 2015, they met.", "", "2015-06-12"),
        ("On 12/6/2015 they met.", "", "2015-06-12"),
        ("On 12/6 they met.", "2015-06-20", "2015-06-12"),
        ("On 6/25/2015 they met.", "", "2015-06-25"),
        ("On 16.06.2015 they met.", "", "2015-06-16"),
        ("From 3 to 5 May 2015 they met.", "", "2015-05-03"),
        ("Between 3 and 5 May 2015 they met.", "", "2015-05"),
        ("On Wednesday, June 10, 2015, they met.", "2015-06-16", "2015-06-10"),
        ("On 20 August they will meet.", "2015-08-02", "2015-08-20"),
        ("It began earlier this week.", "2015-06-16", "2015-06"),
        ("They may march.", "2018-08-15", None),
        ("Mrs May spoke.", "2018-08-15", None),
        ("It was on 31 June 2018.", "2018-08-15", None),
    ],
)
def test_a_date_is_as_fine_as_the_words(sentence: str, day: str, date: str | None) -> None:
    got = date_in(sentence, day)
    assert got == date
    if got:
        When(got)


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        ("The following day gunmen killed five.", "2015-06-13"),
        ("Two days later gunmen killed five.", "2015-06-14"),
        ("On 14 June gunmen killed five.", "2015-06-14"),
        ("The same day gunmen killed five.", "2015-06-12"),
    ],
)
def test_a_date_goes_on_from_the_one_told_before(sentence: str, date: str) -> None:
    assert date_in(sentence, "", sentence.index("killed"), "2015-06-12") == date


def test_when_somebody_spoke_is_not_when_it_happened() -> None:
    sentence = "The group said on Monday that 12 people were killed on Saturday."
    assert date_in(sentence, "2015-06-16", sentence.index("killed")) == "2015-06-13"


@pytest.mark.parametrize(
    ("sentence", "killed", "injured"),
    [
        ("Twenty rebels were killed in a clash.", 20, None),
        ("A bomb killed at least 30 people and wounded 50.", 30, 50),
        ("The blast left 12 soldiers dead.", 12, None),
        ("Seventeen people, among them three women, were killed and dozens injured.", 17, 24),
        ("It killed 12 people, including 3 children.", 12, None),
        ("An air strike killed 131 people, 80 of them women and children.", 131, None),
        ("The death toll rose to 1,250.", 1250, None),
        ("Nobody was hurt in 2015.", None, None),
        ("There were no casualties.", 0, None),
        ("A gunman killed a teacher.", 1, None),
        ("A car bomb killed five soldiers and two civilians.", 7, None),
        ("Three policemen, two soldiers and a civilian were killed.", 6, None),
        ("A couple and their three children were killed.", 5, None),
        ("An airstrike killed a family of six.", 6, None),
        ("Four members of one family were killed.", 4, None),
        ("The bodies of 12 men were found.", 12, None),
        ("Police found 16 bodies, all shot in the head.", 16, None),
        ("ISIS beheaded four men in Raqqa.", 4, None),
        ("It claimed the lives of 15 people.", 15, None),
        ("A bomber blew himself up, killing himself and 12 others.", 12, None),
        ("15 people were killed by two car bombs.", 15, None),
        ("Six of the 14 passengers were killed.", 6, None),
        ("They kidnapped 12 men and executed them.", 12, None),
        ("Between 20 and 30 people were killed.", 20, None),
        ("The mayor was assassinated.", 1, None),
        ("Mayor Ali Hassan was shot dead outside his home.", 1, None),
        ("Turkish soldier killed in northern Iraq", 1, None),
        ("A 12-year-old boy was killed on 14 June 2015.", 1, None),
        ("Among the 15 dead were three children.", 15, None),
        ("Three children were among the dead.", None, None),
        ("30 people were killed or wounded.", None, None),
        ("They threatened to kill 12 hostages.", None, None),
        ("12 dead, 30 wounded", 12, 30),
    ],
)
def test_the_dead_and_the_injured_are_counted(sentence: str, killed: int | None, injured: int | None) -> None:
    assert (killed_in(sentence), injured_in(sentence)) == (killed, injured)


def test_of_two_counts_the_one_beside_the_act_is_taken() -> None:
    sentence = "A bomb killed five people in Homs while gunmen shot dead three in Hama."
    assert killed_in(sentence, sentence.index("bomb")) == 5
    assert killed_in(sentence, sentence.index("gunmen")) == 3


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("forty-two", 42),
        ("three dozen", 36),
        ("two hundred", 200),
        ("two hundred and six", 206),
        ("1,001", 1001),
        ("1.2 million", 1_200_000),
        ("a couple", 2),
        ("blue", None),
    ],
)
def test_number_words(words: str, value: int | None) -> None:
    assert number(words) == value


def test_a_text_tells_an_attack_by_its_dead_alone(coder: Coder) -> None:
    (event,) = coder.code("The bodies of 12 men, shot in the head, were found in Tikrit.", date="2014-06-20").events
    assert (event.type, event.killed, event.places) == ("ASSAULT", 12, ("Tikrit",))


def test_a_flood_is_no_attack(coder: Coder) -> None:
    assert coder.code("A flood killed 12 people in Basra.", date="2014-06-20").events == ()


def test_the_sentences_around_tell_what_the_event_s_own_does_not(coder: Coder) -> None:
    text = "On 12 June gunmen stormed a market in Baquba, Iraq. The gunmen killed soldiers. The death toll rose to 34."
    events = [e for e in coder.code(text, date="2014-06-20").events if e.type == "ASSAULT"]
    assert any((e.killed, e.date, e.places) == (34, "2014-06-12", ("Baquba",)) for e in events)
