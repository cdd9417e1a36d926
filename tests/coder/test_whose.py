"""Whose deed it is and whom it hurts, where the text says it by reference: “the attackers”, “its pilot”, “the move”."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder

CASES = [
    # who attacked, by that name
    ("Rebels from Chad stormed a Sudanese fort. Sudanese jets bombed the attackers.", "SDN:MIL ASSAULT TCD"),
    ("Kenya's army shelled a Somali port. Italy called the bombardment a crime.", "ITA ACCUSE KEN"),
    ("Peru closed its border with Chile. Brazil deplored the move.", "BRA ACCUSE PER"),
    ("Peru closed its border with Chile. The step drew criticism from Brazil and from Spain.", "ESP ACCUSE PER"),
    # taken from whom it was shot down
    ("Chad shot down a Sudanese jet and captured its pilot.", "TCD COERCE SDN:MIL"),
    ("Eritrea released six Danish sailors.", "ERI RETREAT DNK:MIL"),
    ("The truce between Chad and Sudan came into effect on Monday.", "SDN RETREAT TCD"),
    ("Hackers linked to Belarus attacked a Polish bank.", "BLR:CIV ASSAULT POL"),
    ("Chile's defence minister announced that a battalion would be sent to Haiti.", "CHL:MIL MOBILIZE HTI"),
    ("The Danish army left its camp at Gao and turned it over to Malian troops.", "DNK:MIL RETREAT MLI:MIL"),
    ("Russia appealed to both Koreas for restraint.", "RUS REQUEST KOR"),
    ("Myanmar freed Jane Roe, an Uppsala lecturer.", "MMR RETREAT SWE:CIV"),
]


@pytest.mark.parametrize(("text", "event"), CASES, ids=[t[:40] for t, _ in CASES])
def test_what_is_said_by_reference_is_found(coder: Coder, text: str, event: str) -> None:
    found = {f"{e.actor} {e.type} {e.recipient}" for e in coder.code(text, "2019-05-05").events}
    actor, kind, recipient = event.split()
    assert any(f.startswith(f"{actor}") and f" {kind} {recipient}" in f for f in found), found


ONCE = [
    # one deed, and who is hurt by it
    "Saudi jets bombed a school in Yemen, killing dozens of children.",
    "The Danish army left its camp at Gao and turned it over to Malian troops.",
    "A bomb killed two Kenyan soldiers. A Somali militia said that it had carried out the attack.",
    "Drones attacked a parade in Cairo, and no group claimed responsibility.",
]


@pytest.mark.parametrize("text", ONCE)
def test_one_deed_is_told_once(coder: Coder, text: str) -> None:
    assert len(coder.code(text, "2019-05-05").events) == 1


NOBODY = [
    "Chad's president warned that any raid on Chadian soldiers would be avenged.",
    "Estonia reopened its border crossing at Narva.",
    "Turkish troops withdrew from a ridge near the Golan Heights.",
    "France brought forty tanks from Jordan to the front.",
    "Denmark shelled a barge off the coast of Oman.",
]


@pytest.mark.parametrize("text", NOBODY)
def test_own_forces_and_what_lies_near_are_no_recipient(coder: Coder, text: str) -> None:
    assert [e.recipient for e in coder.code(text, "2019-05-05").events] == [None]


REPLIES = [
    ("Chad fired rockets at Sudan. Sudan's army shelled the launch sites.", "SDN:MIL ASSAULT TCD:MIL"),
    (
        "Two Russian jets entered Finnish airspace, and Danish aircraft were sent to intercept them.",
        "DNK:MIL MOBILIZE RUS",
    ),
    ('Peru closed its border. Chile deplored the move as "an attack on every Chilean".', "CHL ACCUSE PER"),
    (
        "A bomb killed two Kenyan soldiers. A Somali militia said that it had carried out the attack.",
        "SOM:PRM ASSAULT KEN:MIL",
    ),
    ("Chad blamed Sudan for the raid and struck five of its camps in Libya.", "TCD:MIL ASSAULT SDN"),
    ("Gunmen fired rockets at a base in Mali housing French troops.", "UNK:REB ASSAULT FRA:MIL"),
    ("Chad and Sudan traded accusations at the Security Council.", "SDN ACCUSE TCD"),
    ("Chadian and Sudanese troops clashed. Norway appealed for an end to the fighting.", "NOR REQUEST SDN:MIL"),
    (
        'Peru closed its border. Chile\'s army deplored the step as "a blow to the people of Chile".',
        "CHL:MIL ACCUSE PER",
    ),
    ("The coalition struck rebels near Palmyra.", "COA ASSAULT"),
]


@pytest.mark.parametrize(("text", "event"), REPLIES, ids=[t[:40] for t, _ in REPLIES])
def test_an_answer_goes_to_who_is_answered(coder: Coder, text: str, event: str) -> None:
    found = [f"{e.actor} {e.type} {e.recipient}" for e in coder.code(text, "2019-05-05").events]
    assert any(f.startswith(event) for f in found), found


def test_militias_withdrawing_are_not_of_the_country_that_tells_of_it(coder: Coder) -> None:
    text = "Turkish-backed militias withdrew from a hill, Norway's envoy said."
    assert not [e for e in coder.code(text, "2019-05-05").events if e.actor.startswith("NOR")]


def test_who_denies_that_he_was_behind_it_denies_it(coder: Coder) -> None:
    assert [e.assertion for e in coder.code("Israel denied it was behind the strike.", "2019-05-05").events] == [
        "denied"
    ]


def test_what_is_in_danger_is_threatened_by_nobody(coder: Coder) -> None:
    assert not coder.code("Egypt told Sudan that the flood threatened both countries.", "2019-05-05").events


def test_the_capital_over_which_missiles_were_shot_down_is_no_recipient(coder: Coder) -> None:
    text = "Syrian air defences shot down several missiles over Damascus."
    assert "SYR:GOV" not in {e.recipient for e in coder.code(text, "2019-05-05").events}
