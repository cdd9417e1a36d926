"""Idioms, acts told beside the main clause, and sentences that borrow the words of acts without telling one."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder

IDIOMS = [
    ("Oslo took the Maltese government sharply to task over its ships.", "ACCUSE"),
    ("Peru held Ecuador responsible for the fire.", "ACCUSE"),
    ("Kuwait set the village of the Iraqi smugglers ablaze.", "ASSAULT"),
    ("Gunners of the Chadian army fired, and Sudan said the guns fell silent between Chad and Sudan.", "RETREAT"),
    ("Finland put its talks with Belarus on ice.", "SANCTION"),
    ("Bulgaria struck Cuba from its list of sponsors of terror.", "CONCEDE"),
    ("Brazil came to the help of Uruguay after the storm.", "AID"),
    ("Denmark will not send soldiers to Mali.", "REJECT"),
    ("Spain called the Moroccan decision short-sighted.", "ACCUSE"),
    ("Danish police let go two Chechen envoys.", "RETREAT"),
    ("The Council suspended Honduras.", "SANCTION"),
    ("Prague was outraged by the verdict against a Czech teacher in Minsk.", "ACCUSE"),
    ("Bahrain withdrew the citizenship of a Qatari cleric.", "COERCE"),
    ("Soldiers of Zaire looted shops in Angola.", "COERCE"),
    ("Israel's pullout from southern Lebanon ended on Wednesday.", "RETREAT"),
    ("Five Americans are to be freed by Iran.", "AGREE"),
    ("Portuguese dockers refused to unload Indonesian ships in protest at the shootings in Dili.", "PROTEST"),
    ("Spain dispatched four transport planes with medicine and tents to Honduras.", "AID"),
    ("There would be no apology to Fiji, said the Australian premier.", "REJECT"),
    ("Iraq let the inspectors back into the country.", "RETREAT"),
    ("Eritrean soldiers dug trenches opposite the Ethiopian lines.", "MOBILIZE"),
    ("Chad's foreign minister spoke of breaking off relations with Niger.", "THREATEN"),
    ("Guinean police broke up a march with water cannon.", "ASSAULT"),
    ("Pakistan sheltered Afghan families.", "AID"),
    ("Cypriot bakers called their members out on strike against the government.", "PROTEST"),
    ("Maltese sailors plucked 30 Eritreans from a dinghy.", "AID"),
    ("Slovakia delivered a batch of howitzers to Ukraine.", "AID"),
    ("Peru's prime minister sent a letter of resignation.", "RETREAT"),
    ("Norway gave the Iranian envoys 48 hours to leave.", "SANCTION"),
    ("Laos test-fired two rockets into the sea on Monday, drawing condemnation from Hanoi.", "MOBILIZE"),
    ("Estonia scrambled two jets and lodged a protest with Russia.", "MOBILIZE"),
    ("Iran's president refused to meet the Swedish envoy and accused Stockholm of theft.", "ACCUSE"),
    ("Oman warned that it would answer and Kuwait put its forces on alert.", "MOBILIZE"),
    ("Togo appealed for boats and Ghana sent five to rescue the islanders.", "AID"),
    ("Moldova turned its back on an offer of talks from Transdniestria.", "REJECT"),
    ("A Lao envoy is due in Hanoi on Friday for talks with the Vietnamese premier.", "AGREE"),
]


@pytest.mark.parametrize(("text", "kind"), IDIOMS)
def test_an_idiom_is_found_wherever_its_word_stands_after_the_verb(coder: Coder, text: str, kind: str) -> None:
    assert kind in {e.type for e in coder.code(text).events}


BESIDE = [
    ("Japan rejected an appeal from Mongolia for more rice.", ("REQUEST", "MNG", "JPN")),
    ("Chad and Sudan signed a truce mediated by Qatar.", ("CONSULT", "QAT", "SDN")),
    ("Kenyan police shot at protesters in Nairobi.", ("PROTEST", "KEN", "KEN")),
    ("Iran, which had summoned the Dutch ambassador, condemned Norway.", ("ACCUSE", "IRN", "NLD")),
    ("Asked by Italy to take in the migrants, Malta declined.", ("REQUEST", "ITA", "MLT")),
    ("The Chadian army bombed a camp, prompting Niger to accuse Chad of murder.", ("ACCUSE", "NER", "TCD")),
    ("India revoked the licence, having first arrested two Nepalese monks.", ("COERCE", "IND", "NPL")),
    ("Chad told the visiting Danish foreign minister to leave Sudan alone.", ("CONSULT", "DNK", "TCD")),
    ("Chad and Sudan signed an accord after three days of talks in Doha.", ("CONSULT", "TCD", "SDN")),
    ("Kenya welcomed Uganda's decision to reopen its border.", ("RETREAT", "UGA", "KEN")),
    ("Peru's president resigned after days of protests in Lima.", ("PROTEST", "PER", "PER")),
    ("Chilean police shot at striking miners in Calama.", ("PROTEST", "CHL", "CHL")),
    ("Niger banned the party, a step France condemned.", ("ACCUSE", "FRA", "NER")),
]


@pytest.mark.parametrize(("text", "event"), BESIDE)
def test_an_act_told_beside_the_main_clause_is_an_event_too(
    coder: Coder, text: str, event: tuple[str, str, str]
) -> None:
    found = {(e.type, e.actor.split(":")[0], (e.recipient or "").split(":")[0]) for e in coder.code(text).events}
    assert event in found


def test_a_noun_made_from_a_verb_takes_no_idiom_of_the_verb(coder: Coder) -> None:
    events = coder.code("Chad announced the withdrawal of its troops from Niger.").events
    assert {e.type for e in events} <= {"CONCEDE", "RETREAT"}
    assert events


def test_what_a_relative_clause_tells_is_less_sure_than_the_main_clause(coder: Coder) -> None:
    events = coder.code("Peru, which had bombed a camp in Bolivia, praised Chile.").events
    sure = {e.type: e.confidence for e in events}
    assert sure["SUPPORT"] > sure.get("ASSAULT", 0)


NOTHING = [
    "The Kenyan runner attacked on the last hill and left the Ethiopian champion behind.",
    "Australian bowlers fired out England's last three batsmen before lunch.",
    "The drought that struck Madagascar has ruined three harvests.",
    "Fog forced the Tokyo flight to return to Manila.",
    "A heart attack killed the Greek shipowner at his home.",
    "Kenya beat Tanzania in the final minute and will meet Egypt in the semi-finals.",
    "Lebanon and Syria share a border of 375 kilometres.",
    "It is ten years since the Taliban blew up the Buddhas of Bamiyan.",
    "Croat leaders have no illusions, according to an aid official.",
    "A fire destroyed a market in Lagos.",
    "Cyclone Idai made landfall near Beira on Friday, toppling pylons.",
    "The former king returned to Kabul after 29 years in Italy.",
    "Bolivia met Peru in the cricket final on Sunday. Pinto beat the Peruvian defence with a header.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_sport_weather_and_institutions_are_no_events(coder: Coder, text: str) -> None:
    assert coder.code(text).events == ()


def test_a_year_long_past_tells_history(coder: Coder) -> None:
    text = "Frank Bainimarama, a Fijian general, seized power in 2006."
    assert coder.code(text, date="2022-11-30").events == ()
    assert [e.type for e in coder.code(text, date="2006-12-06").events] == ["ASSAULT"]


def test_a_score_does_not_hide_an_attack_on_a_match(coder: Coder) -> None:
    events = coder.code("A bomb killed nine football fans who watched the match in Baghdad.").events
    assert "ASSAULT" in {e.type for e in events}
