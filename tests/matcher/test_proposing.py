"""Candidates made of stories: whose words, which day, whose claims, and no word of a confidential source."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from foreshock.matcher.proposing import candidate_of, story_id
from foreshock.model import InvalidValue, Report, ReportedEvent, ReportedStatement, Route, When, place_within

NOW = dt.datetime(2020, 5, 12, tzinfo=dt.UTC)
TEXT = "Gunboats fired on a trawler near Cape Ness on Saturday, killing two men. A third was hurt."
AT = place_within("Cape Ness", 50.0, -5.0, 5.0)


def report(key: str, text: str = TEXT, day: str = "2020-05-10", assertion: str = "stated", **more: object) -> Report:
    span = (text.index("fired"), text.index("fired") + 5) if "fired" in text else None
    event = ReportedEvent(
        "e1", "ASSAULT", "GBR:MIL", "FRA:CIV", assertion=assertion, places=(AT,), happened=When("2020-05-09"),  # type: ignore[arg-type]
        killed=2, action_span=span, confidence=0.9, rule="verb fire",
    )  # fmt: skip
    fields = {"events": (event,), "published": When(day), "text": text, "language": "en", **more}
    return Report(f"wire:{key}", "wire", NOW, **fields)  # type: ignore[arg-type]


ROUTES = [Route("cape-ness", "near", 0.9), Route("port-vell", "said there", 0.6)]


def test_a_candidate_stands_under_the_day_on_which_it_happened_and_cites_every_report() -> None:
    made = candidate_of([report("1"), report("2", day="2020-05-11", title="Second")], ROUTES, NOW)
    assert (made.proposal.home, made.proposal.date) == ("cape-ness", dt.date(2020, 5, 9))
    assert made.proposal.flashpoints == ("port-vell",)
    assert len(made.proposal.sources) == len(made.pieces) == 2
    assert [event.killed for event in made.proposal.events] == [2]
    assert made.severity == 4
    assert made.proposal.place == "Cape Ness"


def test_clues_point_at_the_words_that_were_read() -> None:
    piece = candidate_of([report("1")], ROUTES, NOW).pieces[0]
    read = {clue.of: piece.text[clue.start : clue.end] for clue in piece.clues}
    assert read == {"action": "fired", "place": "Cape Ness"}


def test_claim_and_denial_stand_side_by_side() -> None:
    claim = report("1", "Vell says gunboats fired on a trawler.", assertion="claimed", publisher="Vell Wire")
    said = (ReportedStatement("The Lornian navy", "GBR", "MIL"),)
    denial = report("2", "The Lornian navy denies that it fired.", assertion="denied", statements=said)
    made = candidate_of([claim, denial], ROUTES, NOW)
    assert [(one.role, one.by) for one in made.proposal.accounts] == [
        ("claim", "Vell Wire"), ("denial", "The Lornian navy"),
    ]  # fmt: skip
    assert candidate_of([claim], ROUTES, NOW).proposal.accounts == ()


def test_a_confidential_report_lends_no_word() -> None:
    made = candidate_of([report("1", terms="private")], ROUTES, NOW)
    assert made.proposal.text == made.pieces[0].text == ""
    assert made.pieces[0].clues == ()


def test_the_story_is_named_by_its_earliest_report_whatever_comes_later() -> None:
    one, other = report("1"), report("2", day="2020-05-11")
    assert story_id([one, other]) == story_id([other, one]) == story_id([one])
    assert candidate_of([replace(one, title="T")], ROUTES, NOW).id == story_id([one])


def test_there_is_no_candidate_of_nothing() -> None:
    with pytest.raises(InvalidValue):
        candidate_of([], ROUTES, NOW)
