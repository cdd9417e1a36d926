"""Who did it to whom, where the parse or the frame does not say it outright."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder

PAIRS = [
    # a list of names that the parser splits
    ("Norway, the Netherlands, Estonia and Latvia welcomed the election of Finland.", "EST SUPPORT FIN"),
    # joint subjects that act on each other
    ("Ghana and Togo settled their quarrel over the fishing ground.", "TGO SUPPORT GHA"),
    ("Malawi and Zambia expelled each other's diplomats.", "MWI SANCTION ZMB"),
    ("Kenyan and Somali troops traded artillery fire.", "SOM:MIL ASSAULT KEN:MIL"),
    # named deeper in the clause than the frame looks
    ("Laos refused to take calls from Cambodian ministers.", "LAO REJECT KHM:GOV"),
    ("Portugal sent tents to help the flooded towns of Angola.", "PRT AID AGO"),
    # a bare noun belongs where the sentence is, else to the side it stands against
    ("Rebels killed nine villagers in Burundi.", "BDI:REB ASSAULT BDI:CIV"),
    ("Police in Minsk arrested two cartoonists.", "BLR:GOV COERCE BLR:CIV"),
    ("Vietnam jailed three bloggers.", "VNM COERCE VNM:CIV"),
    # counted phrases
    ("Hundreds of Bolivian miners marched against the government.", "BOL:CIV PROTEST BOL:GOV"),
    # a threat is meant for whom its condition names
    ("Paraguay threatened to close its ports unless Uruguay paid.", "PRY THREATEN URY"),
    # another country's body of a name that elsewhere stands for one
    ("The Honduran Congress censured Nicaragua.", "HND:LEG ACCUSE NIC"),
    # a region's people, a town that only the gazetteer knows
    ("Acehnese rebels attacked a convoy of the Indonesian army.", "IDN:REB ASSAULT IDN:MIL"),
    ("Militants killed six farmers in Kramatorsk.", "UKR:REB ASSAULT UKR:CIV"),
    # who hands over credentials deals with who takes them
    ("The envoys of Kuwait and Oman handed over their credentials to the president of Finland.",
     "OMN:GOV CONSULT FIN:GOV"),
    ("Latvia's new ambassador tendered her credentials to the Irish president.", "LVA:GOV CONSULT IRL:GOV"),
    ("Ambassadors of France and Italy presented their letters of credence to the Zambian president.",
     "ITA:GOV CONSULT ZMB:GOV"),
    # whom somebody warns his own people about
    ("Norway and Sweden warned their citizens about the Taliban.", "SWE THREATEN AFG:REB"),
    ("Japan warned its fishermen about North Korea.", "JPN THREATEN PRK"),
    ("Poland warned its citizens against Belarus.", "POL THREATEN BLR"),
    # an adjective before a name in a list, whatever the tagger takes it for
    ("Niger, Togo and the evil awful Benin welcomed a resumption of formal ties with Ghana.", "NER SUPPORT GHA"),
    ("Kenya and the once mighty Uganda rejected a proposal by Rwanda.", "KEN REJECT RWA"),
    # promises that are threats
    ("Turkey has promised raids on Syria.", "TUR THREATEN SYR"),
    ("Rwanda promised an incursion against Burundi.", "RWA THREATEN BDI"),
    # members of a body of no country have none either
    ("The activists of Amnesty International will meet Peru's president.", "UNK:CIV AGREE PER:GOV"),
    ("Campaigners from Greenpeace will resume talks with Chad.", "UNK:CIV AGREE TCD"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "event"), PAIRS, ids=[s[:40] for s, _ in PAIRS])
def test_both_sides_of_an_act_are_found(coder: Coder, sentence: str, event: str) -> None:
    events = coder.code(sentence).events
    assert event in {f"{e.actor} {e.type} {e.recipient}" for e in events}, events


def test_the_doer_of_a_passive_is_never_its_recipient(coder: Coder) -> None:
    events = coder.code("Two drones were shot down by Turkish forces close to the garrison.").events
    assert not any(e.recipient and e.recipient.startswith("TUR") for e in events), events


def test_a_capital_after_in_is_where_and_not_whom(coder: Coder) -> None:
    (event,) = coder.code("The president of Peru met the president of Chile in Geneva.").events
    assert (event.actor, event.recipient) == ("PER:GOV", "CHL:GOV")


def test_who_is_called_unidentified_gets_no_country(coder: Coder) -> None:
    events = coder.code("Syrian soldiers fought an unidentified force.").events
    assert [e.recipient for e in events] == ["UNK"]


def test_two_readings_of_one_event_leave_the_closer_one(coder: Coder) -> None:
    events = coder.code("Egypt bombed Libya. Egyptian jets bombed Libya.").events
    assert [(e.actor, e.recipient) for e in events] == [("EGY:MIL", "LBY")]


def test_support_that_joint_subjects_show_another_is_not_for_each_other(coder: Coder) -> None:
    text = "The envoys of Mali and Niger danced for Ghana's king in a further show of support by their countries."
    assert not [e for e in coder.code(text).events if e.type == "SUPPORT" and e.recipient in ("MLI:GOV", "NER:GOV")]
