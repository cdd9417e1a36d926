"""Any text gives an answer, with its reason where it is empty, and the same answer in any company."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreshock.coder import Coder, Coding

PIECES = [
    "Iran attacked Israel. ", "“", '"', "Lavrov said ", "\x00\x07", "قصفت الطائرات ", "U.S. ", "\n\n",
    "\ud800", "; ", "that ",
    "killed 20 ", "(", "Mr. ", "not ", "will ", "to ", "Moscow ", "the ", ", ", "his ", "and ", "by ",
    "ceasefire ", "9" * 400,
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


CODER = Coder()
