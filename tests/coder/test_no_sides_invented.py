"""No side is taken from what has nothing to do with the act: a false alarm costs more than a miss."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder

WRONG = [
    # who tells of it is not where it happened
    ("The rebels killed six soldiers, a U.S. official said.", "USA"),
    ("Three men were arrested on Monday, Danish officials said.", "DNK"),
    # who agrees to something helps nobody by it
    ("Iran and Iraq signed a trade pact. France agreed to cut carbon emissions.", "FRA AGREE IRN"),
    ("Syria appealed for help. Norway agreed to lower taxes.", "NOR AGREE SYR"),
    # a threat with an object of its own answers nobody
    ("Turkey shelled Syria. Brazil threatened to fine illegal loggers.", "BRA THREATEN TUR"),
    # a deed that says whose it is
    ("Sudan and Chad met in Paris. Italy protested against the decision of the referee.", "ITA PROTEST SDN"),
    # whose people somebody is says nothing of where they are from
    ("Hackers tied to Russia attacked Polish power plants.", "POL:CIV ASSAULT"),
    ("Fighters loyal to Chad stormed a Sudanese outpost.", "SDN:REB ASSAULT"),
    # what a country has abroad does not make those who attack it its own
    ("Gunmen attacked a French convoy, killing two.", "FRA:REB"),
    ("Loyalist forces advanced to within a mile of the British garrison.", "GBR:MIL MOBILIZE"),
    # protests abroad are not against who answers them
    ("The British government banned exports to Burma after marches in Rangoon.", "GBR:CIV PROTEST GBR:GOV"),
]


@pytest.mark.parametrize(("text", "wrong"), WRONG, ids=[t[:40] for t, _ in WRONG])
def test_no_side_is_invented(coder: Coder, text: str, wrong: str) -> None:
    events = coder.code(text).events
    assert events
    assert not [e for e in events if wrong in f"{e.actor} {e.type} {e.recipient}"]


def test_who_has_asked_for_help_is_whom_sent_doctors_help(coder: Coder) -> None:
    events = coder.code("Syria appealed for help. Norway agreed to send doctors.").events
    assert [(e.actor, e.recipient) for e in events if e.type == "AGREE"] == [("NOR", "SYR")]


def test_who_attacks_a_plan_in_words_assaults_nobody(coder: Coder) -> None:
    events = coder.code("The French president attacked a proposal by economists.").events
    assert [(e.type, e.actor) for e in events] == [("ACCUSE", "FRA:GOV")]


def test_a_game_in_a_digest_ends_with_its_own_sentences(coder: Coder) -> None:
    text = "Brazil won the match by three goals in the league. Officials met on Tuesday. Iran launched a raid on Iraq."
    assert [(e.type, e.actor, e.recipient) for e in coder.code(text).events] == [("ASSAULT", "IRN:MIL", "IRQ")]


BYNAMES = [
    ("The coalition acknowledged that its jets had hit Iraqi troops near Mosul.", "COA ASSAULT IRQ:MIL"),
    ("The coalition shelled Huthi trenches near Marib.", "SAU:MIL ASSAULT HTH"),
    ("Pro-regime forces shelled rebels in Hama, Syria.", "SYR:PRM ASSAULT SYR:REB"),
    ("Pro-government forces shelled a hospital in Misrata, Libya.", "LBY:PRM ASSAULT LBY"),
]


@pytest.mark.parametrize(("text", "event"), BYNAMES, ids=[t[:40] for t, _ in BYNAMES])
def test_a_byname_means_the_side_that_its_text_is_about(coder: Coder, text: str, event: str) -> None:
    assert event in {f"{e.actor} {e.type} {e.recipient}" for e in coder.code(text, "2018-05-05").events}


def test_a_coalition_of_parties_is_no_military_one(coder: Coder) -> None:
    text = "The ruling coalition rejected a proposal by Syria. The coalition government in Berlin met on Monday."
    assert not [e for e in coder.code(text, "2018-05-05").events if e.actor == "COA"]


@pytest.mark.parametrize(
    "text",
    [
        "“We recognise that the base lies near an important road”, the Kenyan commander remarked.",
        "“We have asked our Kenyan colleagues many times what it is for”, the Somali envoy remarked.",
        "“Kenya must not become an arena for others”, the Kenyan minister remarked.",
    ],
)
def test_what_a_quotation_only_talks_about_is_no_act(coder: Coder, text: str) -> None:
    assert [e.type for e in coder.code(text).events] == []
