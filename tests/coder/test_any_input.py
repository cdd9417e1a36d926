"""Any text gives an answer, with its reason where it is empty, and the same answer in any company."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.coder import Coder, Coding

PIECES = [
    "Iran attacked Israel. ", "“", '"', "Lavrov said ", "\x00\x07", "قصفت الطائرات ", "U.S. ", "\n\n",
    "\ud800", "; ", "that ",
    "killed 20 ", "(", "Mr. ", "not ", "will ", "to ", "Moscow ", "the ", ", ", "his ", "and ", "by ",
    "ceasefire ", "9" * 400, "* ", "-", "’s ", "'", "%", "$5 ", "1/2 ",
]  # fmt: skip

NEWS = [
    "Iran attacked Israel on Monday, killing 20 people near Haifa. Israel said it would answer.",
    "“We did not do it,” Lavrov said. “Nobody did.” He blamed the United States.",
    "The mayor spoke.\n\nShe said the bridge was safe.\n\n“It will hold,” she said. “I walked it.”",
    "Chile met Peru. Peru thanked Chile. Both warned Bolivia that it would be cut off.",
    "Twelve Syrian soldiers were detained by Turkish police in Ankara, officials said.",
    "", "قصفت", "No verbs here", "said said said “", "x" * 3000,
]  # fmt: skip


def check(coding: Coding, text: str) -> None:
    assert bool(coding.events) != bool(coding.why_empty)
    for event in coding.events:
        for span in (event.spans.action, event.spans.actor, event.spans.recipient):
            assert span is None or 0 <= span[0] <= span[1] <= len(text)
        assert 0 <= event.confidence <= 1
    for statement in coding.statements:
        for start, end in (statement.spans.source, *statement.spans.content):
            assert 0 <= start <= end <= len(text)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_no_text_raises_and_every_span_lies_inside(text: str) -> None:
    check(CODER.code(text, date="2018-06-21"), text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("\x01\x02 ... 123", "no words"),
        ("قصفت الطائرات مواقع", "Latin"),
        ("A quiet day in the valley with birds.", "no sentence"),
    ],
)
def test_an_empty_answer_says_why(coder: Coder, text: str, reason: str) -> None:
    coding = coder.code(text)
    assert coding.events == ()
    assert reason in str(coding.why_empty)


def test_a_megabyte_on_one_line_is_answered(coder: Coder) -> None:
    text = "lorem ipsum dolor sit amet " * 40_000
    check(coder.code(text), text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, *NEWS[:6]]), max_size=60).map("".join), st.text(max_size=12))
def test_no_text_and_no_date_raise(text: str, date: str) -> None:
    check(CODER.code(text, date=date), text)


def test_company_and_order_change_nothing(coder: Coder) -> None:
    texts = [
        f"{a} {verb} {b} on Monday."
        for a in ("Iran", "Chile")
        for verb in ("attacked", "met")
        for b in ("Peru", "Oman")
    ]
    alone = [coder.code(t, date="2018-06-21") for t in texts]
    together = list(coder.pipe((t, "2018-06-21") for t in texts))
    backwards = list(coder.pipe((t, "2018-06-21") for t in reversed(texts)))
    assert alone == together == backwards[::-1]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(NEWS), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_any_order_and_any_batch_give_the_same_codings(texts: list[str], chance: random.Random) -> None:
    alone = {text: CODER.code(text, date="2018-06-21") for text in set(texts)}
    chance.shuffle(texts)
    together = list(CODER.pipe((text, "2018-06-21") for text in texts))
    assert together == [alone[text] for text in texts]


HOSTILE = {
    "words without a stop": "x said ",
    "quotation marks": '"',
    "quotations never closed": "“he said that ",
    "line ends": "a\n",
    "Arabic": "قصفت الطائرات مواقع ",
    "control characters": "\x00\x07\x7f",
    "abbreviations": "U.S. ",
    "digits": "9",
    "spaces": " ",
    "one long sentence": "Iran attacked Israel and ",
    "headlines": "Iran Says Israel Attacked Peru\n",
    "nested reports": "said that he said that ",
    "lone surrogates": "\ud800 said ",
    "mixed scripts": "Иран said Ιράν 伊朗 attacked ",
    "dots before gaps": "." * 50 + " " * 450,
}


@pytest.mark.parametrize(
    "text", ["Iran attacked Israel, killing * 20 ** people *.", "* attacked Israel, * killed. 3 * *"]
)
def test_words_of_asterisks_alone_are_no_number(coder: Coder, text: str) -> None:
    check(coder.code(text), text)


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_answered(piece: str) -> None:
    size = 10_000_000 if os.environ.get("FORESHOCK_SOAK") else 60_000
    text = piece * (size // len(piece))
    check(CODER.code(text, date="2018-06-21"), text)


@pytest.mark.skipif(not os.environ.get("FORESHOCK_SOAK"), reason="the long fuzz is left out: set FORESHOCK_SOAK")
@settings(max_examples=20_000, deadline=None)
@given(
    st.one_of(
        st.text(max_size=2000),
        st.lists(st.one_of(st.sampled_from([*PIECES, *NEWS]), st.text(max_size=12)), max_size=150).map(" ".join),
    ),
    st.sampled_from(["", "2018-06-21", "0000-00-00", "not a date", "9999-12-31"]),
)
def test_a_long_fuzz_finds_no_text_that_raises(text: str, date: str) -> None:
    check(CODER.code(text, date=date), text)


CODER = Coder()


def test_a_wrong_that_is_stopped_is_no_crash(coder: Coder) -> None:
    """“harbour” is a charge only where somebody says it of another; under “stop” it has no type of its own."""
    coder.code("Turkey blocked the talks, insisting that both stop harbouring militants.")
