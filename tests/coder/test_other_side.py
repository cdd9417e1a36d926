"""Who does it to whom, where the act's own clause does not say it in so many words."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder

CASES = [
    # A dateline is where a report was filed, and no subject.
    ("GENEVA (AP) -- Chadian officials met Sudanese envoys.", "TCD:GOV CONSULT SDN:GOV"),
    ("LAGOS: Nigerian soldiers shelled a village in Chad.", "NGA:MIL ASSAULT TCD"),
    # Who reports it at the end is not who did it.
    ("Chadian soldiers have detained a Sudanese trader, the government in N'Djamena said.", "TCD:MIL COERCE SDN:CIV"),
    # Joint subjects act on each other, and where they do so is no partner.
    ("Peru and Chile signed a treaty in Geneva.", "PER SUPPORT CHL"),
    ("Peru and Chile held talks in Geneva.", "CHL CONSULT PER"),
    ("Kenyan and Ugandan troops trained side by side.", "KEN:MIL COOPERATE UGA:MIL"),
    ("Peru and Chile put off their summit.", "PER SANCTION CHL"),
    # “Both sides”, “each”, “the North”: named before.
    ("Chadian troops attacked Sudanese troops. Norway urged both sides to stop.", "NOR REQUEST SDN:MIL"),
    ("Chadian troops attacked Sudanese troops. Each side blamed the other.", "SDN:MIL ACCUSE TCD:MIL"),
    ("South Korea gave rice to the North.", "KOR AID PRK"),
    # What only a state does was done by the state.
    ("A Norwegian journalist was arrested in Minsk.", "BLR:GOV COERCE NOR:MED"),
    ("Two Chilean generals were charged on Monday.", "CHL:GOV ACCUSE CHL:MIL"),
    ("Polish troops were sent to the border with Belarus.", "POL:MIL MOBILIZE BLR"),
    # An unknown name under arrest is a citizen; a noun too.
    ("Kenyan police arrested Peter Wanyonyi.", "KEN:GOV COERCE KEN:CIV"),
    ("Iran executed a wrestler.", "IRN ASSAULT IRN:CIV"),
    # At home: a strike is against the government, a curfew for the people, a rebel's threat against his state.
    ("Kenyan nurses went on strike.", "KEN:CIV PROTEST KEN:GOV"),
    ("Kazakhstan's president declared a curfew.", "KAZ:GOV COERCE KAZ:CIV"),
    ("Colombian rebels threatened to blow up the building.", "COL:REB THREATEN COL:GOV"),
    # Two bodies of one state.
    ("Kenya's president rejected a request by the prime minister.", "KEN:GOV REJECT KEN:GOV"),
    ("Peru arrested two ministers.", "PER COERCE PER:GOV"),
    # Who is spoken to.
    ("Chad told Sudan that it would pull out its troops.", "TCD CONCEDE SDN"),
    ("Haiti has asked the Peruvian government for protection for its citizens.", "HTI REQUEST PER:GOV"),
    ("Chad called for sanctions against Sudanese banks.", "TCD THREATEN SDN:CIV"),
    # What stands beside a name outranks a list of office holders.
    ("Portuguese Prime Minister Antonio Guterres praised Timorese voters.", "PRT:GOV SUPPORT TLS:CIV"),
    # Those whom a country sends are its own; a country that bombs does so with its forces.
    ("Nigerian peacekeepers gave rice to Liberian families.", "NGA AID LBR:CIV"),
    ("US bombed two camps in Somalia.", "USA:MIL ASSAULT SOM"),
    # A verb that the parser takes for a noun or a participle.
    ("Kenyan forces massed along the border with Somalia.", "KEN:MIL MOBILIZE SOM"),
    ("Turkey hosts three million Syrian refugees.", "TUR AID SYR:REF"),
    # How long is not for whom.
    ("Peru's president and Chile's president spoke for 40 minutes by telephone.", "PER:GOV CONSULT CHL:GOV"),
    ("Chad will not send soldiers to Sudan.", "TCD REJECT SDN"),
]


@pytest.mark.parametrize(("text", "event"), CASES, ids=[text[:40] for text, _ in CASES])
def test_the_other_side_of_an_act_is_found(coder: Coder, text: str, event: str) -> None:
    events = coder.code(text, "1999-05-05").events
    assert event in {f"{e.actor} {e.type} {e.recipient}" for e in events}, events


def test_an_implied_other_side_has_no_span(coder: Coder) -> None:
    (event,) = coder.code("Kenyan nurses went on strike.").events
    assert event.recipient == "KEN:GOV"
    assert event.spans.recipient is None


def test_where_a_treaty_is_signed_is_no_partner(coder: Coder) -> None:
    events = coder.code("Peru and Chile signed a treaty in Geneva.").events
    assert {(e.actor, e.recipient) for e in events} == {("PER", "CHL"), ("CHL", "PER")}


def test_what_is_demanded_has_not_happened(coder: Coder) -> None:
    (event,) = coder.code("Iraq demanded that Turkey withdraw its troops.").events
    assert (event.type, event.recipient) == ("REQUEST", "TUR")


def test_an_answer_is_for_the_side_of_the_event_before(coder: Coder) -> None:
    events = coder.code("Turkish jets shot down a Russian plane. Moscow called the attack a crime.").events
    assert ("ACCUSE", "RUS:GOV", "TUR:MIL") in {(e.type, e.actor, e.recipient) for e in events}


def test_a_guess_from_a_noun_in_a_longer_text_needs_both_sides(coder: Coder) -> None:
    text = "The visitors played well. They asked for the ball after a pause in the talks."
    assert coder.code(text).events == ()


def test_a_warning_that_names_nobody_else_is_for_whom_its_clause_names(coder: Coder) -> None:
    text = "Kenya's president cautioned that if one more farmer is killed, Somalia will feel it."
    (event,) = coder.code(text).events
    assert (event.type, event.actor, event.recipient) == ("THREATEN", "KEN:GOV", "SOM")


def test_consequences_that_there_will_be_are_their_tellers_threat(coder: Coder) -> None:
    (event,) = coder.code("Kenya's president said that there would be consequences for Somalia.").events
    assert (event.type, event.actor, event.recipient) == ("THREATEN", "KEN:GOV", "SOM")


def test_attacks_that_will_be_halted_are_conceded_to_whom_they_hit(coder: Coder) -> None:
    (event,) = coder.code("Somalia announced that it would halt drone attacks on Kenya.").events
    assert (event.type, event.actor, event.recipient) == ("CONCEDE", "SOM", "KEN")
