"""Who vouches for an event: the text, one side, the actor itself, nobody yet."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder


@pytest.mark.parametrize(
    ("text", "kind", "assertion"),
    [
        ("Iraqi forces attacked ISIS.", "ASSAULT", "stated"),
        ("Turkish media claimed that Greece had attacked a Libyan ship.", "ASSAULT", "claimed"),
        ("France announced that it had bombed a depot of ISIS.", "ASSAULT", "confirmed"),
        ("The Pentagon rejected reports that it had bombed a Syrian army base.", "ASSAULT", "denied"),
        ("The Pentagon announced an exercise in Kuwait.", "MOBILIZE", "planned"),
    ],
)
def test_assertion_follows_the_one_who_tells(coder: Coder, text: str, kind: str, assertion: str) -> None:
    found = [e.assertion for e in coder.code(text, date="2018-06-01").events if e.type == kind]
    assert found == [assertion]


def test_a_claim_of_responsibility_names_the_attacker_of_the_attack_told_before(coder: Coder) -> None:
    text = "An attack on the Iraqi army killed 12 soldiers. ISIS claimed responsibility. U.S. forces denied any role."
    events = {(e.actor, e.assertion): e for e in coder.code(text, date="2018-06-01").events}
    assert events["ISIS", "confirmed"].recipient == "IRQ:MIL"
    assert events["ISIS", "confirmed"].killed == 12
    assert events["USA:MIL", "denied"].recipient == "IRQ:MIL"
