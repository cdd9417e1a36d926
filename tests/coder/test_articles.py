"""Statements of an article: one for each attribution, with the source and the content as they stand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from foreshock.coder import Coder

NARRATIVE = "The ferry left at noon. It carried forty cars and a brass band."


def told(coder: Coder, paragraph: str) -> list[tuple[str, str]]:
    """(source, content) of each statement of `paragraph`, set among others so that it is read as an article."""
    before = f"{NARRATIVE}\n\n{NARRATIVE}\n\n"
    text = f"{before}{paragraph}\n\n{NARRATIVE}"
    found = coder.code(text).statements
    return [
        (text[slice(*s.spans.source)], " … ".join(text[a:b] for a, b in s.spans.content))
        for s in found
        if s.spans.source[0] >= len(before)
    ]


@pytest.mark.parametrize(
    ("sentence", "source", "content"),
    [
        ("The harbour master said that the pier was safe.", "The harbour master", "that the pier was safe"),
        ("The pier, the harbour master said, was safe.", "the harbour master", "The pier … was safe"),
        ("According to a report by the port, ten boats sank.", "a report by the port", "ten boats sank"),
        ("Ten boats sank, according to a report by the port.", "a report by the port", "Ten boats sank"),
        ("In her view, the pier was safe.", "her", "the pier was safe"),
        ("Fishermen believe the pier is cursed.", "Fishermen", "the pier is cursed"),
        ("Voters want the mayor to resign.", "Voters", "the mayor to resign"),
        ("The mayor promised to rebuild the pier.", "The mayor", "to rebuild the pier"),
        ("Activists urged the council to vote.", "Activists", "the council to vote"),
        ("The mayor accused the port of neglect.", "The mayor", "the port of neglect"),
        ("Critics called on the mayor to go.", "Critics", "the mayor to go"),
        ("Residents are worried that the pier will fall.", "Residents", "that the pier will fall"),
        ("Her claim that the pier would stand angered the town.", "Her", "that the pier would stand"),
        ("The survey found that few people swim.", "The survey", "that few people swim"),
        ("Two officials who asked not to be named said the pier had cracks.",
         "Two officials who asked not to be named", "the pier had cracks"),
        ("Mayor Says Pier Is Safe for Swimmers", "Mayor", "Pier Is Safe for Swimmers"),
        ("Mayor: No Swimming at the Pier", "Mayor", "No Swimming at the Pier"),
    ],
)  # fmt: skip
def test_source_and_content_of_indirect_speech_thought_and_wish(
    coder: Coder, sentence: str, source: str, content: str
) -> None:
    assert (source, content) in told(coder, sentence)


def test_a_quotation_over_sentences_stays_with_its_speaker(coder: Coder) -> None:
    found = told(coder, "“The pier is old,” said Ada Bright, an engineer. “It creaks. I would not walk on it.”")
    assert found == [("Ada Bright, an engineer", "“The pier is old,” … “It creaks. I would not walk on it.”")]


def test_words_between_a_split_quotation_are_no_content(coder: Coder) -> None:
    assert told(coder, "“The pier,” she said, “is old.”") == [("she", "“The pier,” … “is old.”")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry leads the race by two lengths.",
        "The band sold 40 “souvenir” drums.",
        "There were plans on the table and a map on the wall.",
        "The mayor declined to comment.",
        "The “lucky” ferry sank.",
    ],
)
def test_what_nobody_says_or_thinks_is_no_statement(coder: Coder, sentence: str) -> None:
    assert told(coder, sentence) == []


def test_a_pronoun_is_the_source_and_its_speaker_is_named(coder: Coder) -> None:
    text = f"{NARRATIVE}\n\n{NARRATIVE}\n\nMayor Ada Bright said the pier was safe. She said it would stand.\n\n"
    first, second = coder.code(text).statements
    assert first.speaker == second.speaker == "Ada Bright"
    assert text[slice(*second.spans.source)] == "She"


def test_pronouns_mean_the_last_speaker_not_the_last_of_the_text(coder: Coder) -> None:
    text = (
        f"{NARRATIVE}\n\n{NARRATIVE}\n\nMayor Ada Bright said the pier was safe. She said it would stand.\n\n"
        "Senator Tom Lund said the pier was rotten. He said it would fall.\n"
    )
    assert [s.speaker for s in coder.code(text).statements] == ["Ada Bright", "Ada Bright", "Tom Lund", "Tom Lund"]


def test_no_word_is_in_two_contents(coder: Coder) -> None:
    text = f"{NARRATIVE}\n\n{NARRATIVE}\n\nThe mayor said the engineer believed the port had claimed it was safe.\n"
    (only,) = coder.code(text).statements
    assert text[slice(*only.spans.source)] == "The mayor"


def test_marked_news_of_our_own_is_still_read_as_well() -> None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
    import coder_scores
    import coder_statements

    coder = Coder()
    for half in ("tuning", "heldout"):
        found = list(coder_statements.articles(coder_statements.HERE / f"{half}.txt"))
        scored = [coder_statements.counts(a, coder.code(a.text).statements) for a in found]
        assert coder_scores.f1([s["content tokens"] for s in scored]) >= 0.9
        assert coder_scores.f1([s["source and content together"] for s in scored]) >= 0.85


def test_a_quotation_of_several_paragraphs_stays_with_its_speaker(coder: Coder) -> None:
    text = (
        f"{NARRATIVE}\n\nAda Bright, an engineer, said: “The pier is old. It creaks at night.\n\n"
        "“I would not walk on it. Nobody should.”\n\nThe band played on.\n"
    )
    (only,) = coder.code(text).statements
    assert [text[a:b] for a, b in only.spans.content] == [
        "“The pier is old. It creaks at night.", "“I would not walk on it. Nobody should.”",
    ]  # fmt: skip


def test_an_unpaired_mark_swallows_nothing_after_its_paragraph(coder: Coder) -> None:
    text = f"{NARRATIVE}\n\n“Ada Bright left.\n\nThe band, she said, was loud. {NARRATIVE}\n"
    assert [text[a:b] for s in coder.code(text).statements for a, b in s.spans.content] == ["The band", "was loud"]


def test_typed_quotation_marks_count(coder: Coder) -> None:
    assert told(coder, "``The pier is old,'' she said.") == [("she", "``The pier is old,''")]


def test_a_scare_quote_beside_a_statement_is_not_its_content(coder: Coder) -> None:
    found = told(coder, "The mayor, known for her “quiet pier” campaign, said that the harbour was full.")
    assert [content for _, content in found] == ["that the harbour was full"]


def test_a_quotation_after_a_colon_belongs_to_the_cue_before_it(coder: Coder) -> None:
    text = (
        f"{NARRATIVE}\n\nThe mayor said the pier was safe.\n\nAda Bright tweeted on Sunday:\n\n"
        "“The pier is a disgrace. Close it.”\n\nThe band played on.\n"
    )
    assert [(s.speaker, [text[a:b] for a, b in s.spans.content]) for s in coder.code(text).statements] == [
        ("The mayor", ["the pier was safe"]),
        ("Ada Bright", ["“The pier is a disgrace. Close it.”"]),
    ]
