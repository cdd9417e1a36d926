"""How the example list is written: in its own words, in British spelling, hedged where the page hedges."""

from __future__ import annotations

import re

import pytest
from example_list import Example, day, texts

#: American forms that slip in, and the plain quotes that a keyboard gives.
AMERICAN = re.compile(
    r"\b(?:advisor|center|color|defense|favor|labor|neighbor|organize|recognize|program|traveled|counter-?terror)\w*",
    re.IGNORECASE,
)


def prose(example: Example) -> list[tuple[str, str]]:
    """(object, text) of every text of more than three words."""
    return [
        (f"{put.kind} {put.object_id}", text)
        for put in example.puts
        for text in texts(put.value)
        if len(text.split()) > 3
    ]


def test_the_spelling_is_british(example: Example) -> None:
    found = [
        (where, match[0])
        for where, text in prose(example)
        for match in AMERICAN.finditer(text.replace("Department of Defense", "").replace("programme", ""))
    ]
    assert found == []


def test_quotation_marks_and_apostrophes_are_typographic(example: Example) -> None:
    assert [(where, text) for where, text in prose(example) if "'" in text or '"' in text] == []


def test_the_united_states_is_abbreviated_in_one_way(example: Example) -> None:
    assert [(where, text) for where, text in prose(example) if re.search(r"\bUS\b|\bU\.S(?!\.)", text)] == []


def test_no_quotation_is_longer_than_five_words(example: Example) -> None:
    titles = ("Al-Tanf, Syria", "Limited Response to Douma", "Striking Back?")
    long = [
        (where, quoted)
        for where, text in prose(example)
        for quoted in re.findall(r"“([^”]*)”", text)
        if len(quoted.split()) > 5 and quoted not in titles
    ]
    assert long == []


def test_an_entry_is_told_in_one_or_two_sentences(example: Example) -> None:
    for dev in example.newest("development").values():
        plain = dev.text.replace("U.S.", "US")
        assert len(re.findall(r"[.!?”](?= [A-Z]|$)", plain)) <= 2, dev.id
        assert len(dev.text.split()) <= 75, dev.id


def test_the_text_of_a_revision_names_no_later_year(example: Example) -> None:
    ahead = [
        (put.kind, put.object_id, text)
        for put in example.puts
        if put.kind in ("flashpoint", "development", "level", "zone")
        for text in texts(put.value)
        if any(int(year) > day(put).year for year in re.findall(r"\b20[12]\d\b", text))
    ]
    assert ahead == []


@pytest.mark.parametrize(
    ("id_", "hedge"),
    [
        ("al-tanf/2018-09-03/1", "purportedly"),
        ("al-tanf/2018-07-01/1", "reported"),
        ("al-tanf/2018-08-02/1", "claims"),
        ("al-tanf/2018-10-29/1", "claims"),
        ("al-tanf/2018-09-30/1", "claims"),
        ("al-tanf/2018-08-09/1", "alleged"),
        ("al-tanf/2018-04-14/1", "suspected"),
        ("al-tanf/2018-03-01/1", "claims"),
        ("al-tanf/2017-12-26/1", "claims"),
        ("al-tanf/2017-08-07/1", "estimated"),
        ("al-tanf/2017-06-14/1", "Reuters reports"),
        ("al-tanf/2017-06-06/1", "may have"),
        ("al-tanf/2017-05-18/1", "in private"),
        ("al-tanf/2017-10-04/1", "seems"),
        ("douma/2018-04-07/1", "apparent"),
    ],
)
def test_what_is_only_said_to_have_happened_is_told_as_such(example: Example, id_: str, hedge: str) -> None:
    assert hedge in example.newest("development")[id_].text
