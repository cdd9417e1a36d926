"""Speakers, their countries, and which quotation is whose."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder

TEXT = (
    'Iceland\'s fisheries minister, Jon Arnason, said that "the cod belongs to nobody". He added that "we will talk to '
    'Norway about it next week". A Norwegian official disagreed. "Our boats stay where they are," the official said. '
    '"They have always been there. They will be there tomorrow."'
)


def test_a_speaker_is_listed_once_with_all_quotations_by_name_and_pronoun(coder: Coder) -> None:
    first, second = coder.code(TEXT, date="2018-06-01").statements
    assert (first.speaker, first.country, first.role, first.quotes) == ("Jon Arnason", "ISL", "GOV", 2)
    assert (second.country, second.quotes) == ("NOR", 2)


def test_content_spans_hold_the_quoted_words(coder: Coder) -> None:
    first = coder.code(TEXT, date="2018-06-01").statements[0]
    assert "the cod belongs to nobody" in " ".join(TEXT[s:e] for s, e in first.spans.content)
    start, end = first.spans.source
    assert TEXT[start:end] == "Iceland's fisheries minister, Jon Arnason"


def test_indirect_speech_counts_no_quotation(coder: Coder) -> None:
    (statement,) = coder.code("A Danish spokesman said that the bridge was closed.", date="2018-06-01").statements
    assert (statement.speaker, statement.quotes) == ("A Danish spokesman", 0)


def test_scare_quotes_make_no_statement(coder: Coder) -> None:
    assert coder.code('Chile sent a "gift" to Peru.', date="2018-06-01").statements == ()


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "Norway's navy denied that its frigates had rammed the trawler, calling the report “a fairy tale at sea”.",
            [("Norway's navy", "NOR")],
        ),
        (
            "A Kenyan minister alleged that Ugandan gunmen had crossed the lake, describing it as “piracy with oars”.",
            [("A Kenyan minister", "KEN")],
        ),
        ("India's Foreign Ministry said that the talks would go on.", [("India's Foreign Ministry", "IND")]),
    ],
)
def test_who_speaks_goes_on_speaking_in_a_participle_and_keeps_whose_office_it_is(
    text: str, speakers: list[tuple[str, str]]
) -> None:
    found = [(s.speaker, s.country) for s in Coder().code(text, date="2020-05-05").statements]
    assert found == speakers


def test_a_deployment_announced_is_planned_and_no_threat() -> None:
    events = Coder().code("Brazil said that it would send a battalion to the border.", date="2020-05-05").events
    assert [(e.type, e.actor.split(":")[0], e.assertion) for e in events] == [("MOBILIZE", "BRA", "planned")]
