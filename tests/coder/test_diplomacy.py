"""Diplomacy in plain sentences: channels, envoys, treaties, truces, notes of protest. Written for this file."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder

CASES = [
    ("Sudan has stopped answering its hotline with Chad.", [("SANCTION", "SDN", "TCD")]),
    ("Chad and Sudan restored their hotline after a week.", [("SUPPORT", "TCD", "SDN"), ("SUPPORT", "SDN", "TCD")]),
    ("Malta gave Libya's charge d'affaires three days to leave the island.", [("SANCTION", "MLT", "LBY")]),
    ("Kenya stripped two Somali diplomats of their accreditation.", [("SANCTION", "KEN", "SOM")]),
    ("Norway approved the sale of four frigates to Chile.", [("AGREE", "NOR", "CHL")]),
    ("Norway has suspended two licences for arms exports to Chile.", [("SANCTION", "NOR", "CHL")]),
    ("Kenya suspended its role in a river treaty with Uganda.", [("SANCTION", "KEN", "UGA")]),
    ("Chad and Sudan agreed to a ceasefire.", [("CONCEDE", "TCD", "SDN"), ("CONCEDE", "SDN", "TCD")]),
    ("Chad was the second country to recognise the new government of Sudan.", [("SUPPORT", "TCD", "SDN")]),
    ("Chad ruled out pulling its troops back from the border with Sudan.", [("REJECT", "TCD", "SDN")]),
    ("Chad has no intention of talking to Sudan.", [("REJECT", "TCD", "SDN")]),
    ("Chad protested at the arrest of two envoys by Sudan.", [("ACCUSE", "TCD", "SDN")]),
    ("Three licences were suspended by Chad, drawing criticism from Sudan.", [("ACCUSE", "SDN", "TCD")]),
    ("The two Koreas exchanged prisoners in Oslo.", [("RETREAT", "PRK", "KOR"), ("RETREAT", "KOR", "PRK")]),
    ("Three trucks of rice were sent into Chad by Libya.", [("AID", "LBY", "TCD")]),
    ("Kenya declared four Somali consuls personae non gratae.", [("SANCTION", "KEN", "SOM")]),
    ("Sudan was behind the fire in Abeche, Chad's premier told deputies.", [("ACCUSE", "TCD", "SDN")]),
    ("Chad, a spokeswoman for Sudan's army warned, would face war.", [("THREATEN", "SDN", "TCD")]),
    ("Kenya vetoed a draft that urged Chad to free its prisoners.", [("REJECT", "KEN", "")]),
    ("Chad and Sudan reopened a border post at Adre.", [("RETREAT", "TCD", "SDN"), ("RETREAT", "SDN", "TCD")]),
    ("Malta's envoy was summoned to the foreign ministry in Tripoli.", [("ACCUSE", "LBY", "MLT")]),
    ("Libya denied having sent missiles to Chad.", [("AID", "LBY", "TCD")]),
    ("Uganda denied backing the Somali rebels.", [("AID", "UGA", "SOM")]),
    ("Norway put Chad back on its list of sponsors of terrorism.", [("SANCTION", "NOR", "TCD")]),
    ("Norway put Chad back on its list of favourite holidays.", []),
    ("Kenya took down two cameras of the IAEA.", [("SANCTION", "KEN", "IGO")]),
    ("The Kenyan cabinet held its weekly meeting in Mombasa.", []),
    ("Chad rejected the Libyan demand, state media reported.", [("REJECT", "TCD", "LBY")]),
    ("Kenya's senate refused the pact with al-Shabaab.", [("REJECT", "KEN", "SOM")]),
    ("Niger gave Danish soldiers a fortnight to leave.", [("SANCTION", "NER", "DNK")]),
    ("Niger gave Danish soldiers two weeks to leave or be shelled.", [("THREATEN", "NER", "DNK")]),
    ("Libya's atomic agency said inspectors would not be allowed into Tajura.", [("REJECT", "LBY", "IGO")]),
    ("Kenya announced it would quit the ICC.", [("THREATEN", "KEN", "IGO")]),
    ("Kenya declared the Somali ambassador unwelcome.", [("SANCTION", "KEN", "SOM")]),
    ("Peru shut its consulate in Arica.", [("SANCTION", "PER", "CHL")]),
    ("Lima called the Chilean frigate a provocation.", [("ACCUSE", "PER", "CHL")]),
    ("Cuba's president said the island would not bow to pressure from Haiti.", [("REJECT", "CUB", "HTI")]),
    ("Three Somali attaches were expelled from Kenya.", [("SANCTION", "KEN", "SOM")]),
    ("The Somali envoy to Kenya was called in after the raid.", [("ACCUSE", "KEN", "SOM")]),
    ("The consul of Peru was told to leave Chile.", [("SANCTION", "CHL", "PER")]),
    ("Oman paused its mediation between Chad and Sudan.", [("SANCTION", "OMN", "TCD"), ("SANCTION", "OMN", "SDN")]),
    ("Chad and Sudan agreed not to use force.", [("AGREE", "TCD", "SDN"), ("AGREE", "SDN", "TCD")]),
    ("Khartoum dismissed the Chadian accusation as a fairy tale.", [("REJECT", "SDN", "TCD")]),
    ("Chad threatened to leave the Waters Treaty.", [("THREATEN", "TCD", "")]),
    ("Peru withdrew its objection to Chile's seat.", [("CONCEDE", "PER", "CHL")]),
    ("Chad said it would keep up its defensive measures.", []),
    ("Chad's delegation left Tripoli without a deal.", []),
    ("Kenya's parliament declared Chad a sponsor of terrorism.", [("ACCUSE", "KEN", "TCD")]),
    ("Chad agreed with Sudan on a truce in Darfur.", [("CONCEDE", "TCD", "SDN")]),
    ("Chad's foreign ministry handed the Libyan envoy a note of protest.", [("ACCUSE", "TCD", "LBY")]),
    ("The Libyan coast guard expelled a Maltese trawler from its waters.", [("COERCE", "LBY", "MLT")]),
    ("Chad and Sudan accepted an offer of mediation from Qatar.", [("AGREE", "TCD", "QAT"), ("AGREE", "SDN", "QAT")]),
    ("Djibouti quit IGAD.", [("SANCTION", "DJI", "IGO")]),
    ("Bright's office thanked Oslo for the boats.", [("SUPPORT", "UNK", "NOR")]),
    ("Denmark's queen planted an oak in Aarhus.", []),
    ("Chad and Niger have contested the wells for decades.", []),
]


@pytest.mark.parametrize(("text", "events"), CASES, ids=[text[:40] for text, _ in CASES])
def test_what_states_do_to_each_other(coder: Coder, text: str, events: list[tuple[str, str, str]]) -> None:
    found = [(e.type, e.actor.split(":")[0], (e.recipient or "").split(":")[0]) for e in coder.code(text).events]
    assert sorted(found) == sorted(events) or (events and set(events) <= set(found))
