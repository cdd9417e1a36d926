"""Plain sentences on armed incidents: what each of them is, who did it and to whom, and what it is not."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder

SAYS = [
    # what “and” joins to a fight is another clause
    ("Indian and Pakistani soldiers fought with mortars, and each side reported losses.", "IND:MIL ASSAULT PAK:MIL"),
    # what breaks out or holds between two is both's
    ("Fighting broke out between Sudanese and Ethiopian troops.", "SDN:MIL ASSAULT ETH:MIL"),
    ("Clashes erupted between Chadian and Sudanese soldiers.", "SDN:MIL ASSAULT TCD:MIL"),
    ("A truce between Israel and Syria took effect on Friday.", "SYR RETREAT ISR"),
    # who is carried off is seized
    ("Rebels abducted nine Kenyan teachers in Somalia.", "SOM:REB COERCE KEN:CIV"),
    # who is taken after a fight is of the side that was struck
    ("Israel sank a Syrian patrol boat and captured its crew.", "ISR COERCE SYR"),
    ("Sudan shot down a Chadian jet and detained its pilot.", "SDN COERCE TCD:MIL"),
    # air strikes stop no work, firing is stopped as fighting is
    ("Turkey launched air strikes on rebel camps in Iraq.", "TUR:MIL ASSAULT IRQ"),
    ("Chad halted all firing on Sudan.", "TCD RETREAT SDN"),
    # soldiers who are released are not moved
    ("Sudan released nine Chadian soldiers after a week.", "SDN RETREAT TCD:MIL"),
    ("Chad and Sudan swapped captives on a bridge near Adre.", "TCD RETREAT SDN"),
    ("India and China agreed to stop all shelling.", "IND CONCEDE CHN"),
    # where a missile came down
    ("Iran launched a missile that fell into Iraq.", "IRN:MIL MOBILIZE IRQ"),
    # who works unseen works for somebody
    ("Hackers working for Iran broke into the network of an Israeli hospital.", "IRN:CIV COERCE ISR"),
    ("France accused saboteurs tied to Russia of an attack on a railway.", "FRA ACCUSE RUS"),
    # what one answers with is what one does
    ("Chad shelled a Sudanese post, and Sudan retaliated with air strikes.", "SDN:MIL ASSAULT TCD"),
    ("Greece sent frigates to Cyprus, and Turkey responded with a naval exercise.", "TUR:MIL MOBILIZE GRC"),
    # gunmen may be from anywhere
    ("Gunmen ambushed a Kenyan army patrol near Garissa.", "UNK:REB ASSAULT KEN:MIL"),
    ("Gunmen attacked a Kenyan barracks, and Kenya blamed Somali rebels.", "UNK:REB ASSAULT KEN"),
    ("Unidentified attackers killed two Turkish drivers near Kabul, police said.", "UNK ASSAULT TUR"),
    # fire is returned to who shot
    ("Turkey shelled Kurdish trenches in Aleppo, and the YPG returned fire.", "SYR:REB ASSAULT TUR"),
    ("Greek jets took off from Crete to meet two Turkish bombers over the sea.", "GRC:MIL MOBILIZE"),
    ("An Iranian speedboat came within 50 metres of a French frigate.", "IRN:MIL MOBILIZE FRA"),
    ("The RSF captured El Obeid from the Sudanese army.", "SDN:PRM ASSAULT SDN:MIL"),
    # whom a protest is about, whom an evacuation is for, whom a list names
    ("Norway protested after a Russian trawler rammed a patrol boat.", "NOR ACCUSE RUS"),
    ("Chile evacuated 90 of its citizens from Sudan.", "CHL AID CHL:CIV"),
    ("A suicide bomber killed nine French service members and scores of Malians.", "UNK:TER ASSAULT FRA"),
    ("Rebels captured a dozen villages south of Aleppo from government forces.", "SYR:REB ASSAULT"),
    ("Turkish jets struck Kurdish fighters in northern Iraq.", "TUR:MIL ASSAULT TUR"),
    ("Khalifa Haftar ordered his troops to march on Tripoli.", "LBY:MIL MOBILIZE"),
    ("Al-Qaeda fighters kidnapped two doctors in Yemen's Marib province.", "YEM:TER COERCE YEM"),
    # a base that is hit is its guests'
    ("Rockets hit an Iraqi airfield that houses Danish troops.", "UNK ASSAULT DNK:MIL"),
    ("French troops and government soldiers exchanged fire near Moundou in southern Chad.", "TCD:MIL ASSAULT FRA:MIL"),
    ("Two Chinese ships came dangerously close to a Philippine frigate.", "CHN:MIL MOBILIZE PHL"),
    # a government's forces are its army, whoever backs them
    ("Russian-backed government forces drove the rebels out of Palmyra in Syria.", "SYR:MIL ASSAULT SYR"),
    # a state that protests complains
    ("Japan protested after a Chinese ship entered its waters.", "JPN ACCUSE"),
    ("A French convoy turned back after Malian protesters blocked the road.", "FRA:MIL RETREAT"),
]


@pytest.mark.parametrize(("text", "event"), SAYS, ids=[t[:40] for t, _ in SAYS])
def test_a_plain_sentence_says_what_happened(coder: Coder, text: str, event: str) -> None:
    found = {f"{e.actor} {e.type} {e.recipient}" for e in coder.code(text, "2024-05-05").events}
    assert any(one.startswith(event) for one in found), found


WRONG = [
    ("Indian and Pakistani soldiers fought with mortars, and each side reported losses.", "COOPERATE"),
    ("A drone struck a barracks in Amman, and no group claimed responsibility.", ":CIV ASSAULT"),
    ("A suicide bomber killed three soldiers at a Turkish barracks.", "TUR:TER ASSAULT"),
    ("The airfield, built in the 1960s, lies in the plain east of the city.", "MOBILIZE"),
    ("A French ship sailed to Cyprus, and Turkey answered with a naval exercise.", "CYP:MIL"),
    # how it came about and what came of it
    ("Norway shot down a Russian drone that had entered its airspace.", "MOBILIZE"),
    ("Rebels attacked a UN base in Mali, killing two Chadian peacekeepers.", "TCD"),
    ("NATO sent 200 Dutch soldiers to its mission in Kosovo.", "AID NLD"),
    ("Iran's air defences shot down two missiles over Tehran.", "ASSAULT IRN"),
    ("American and Emirati soldiers held live-fire drills near Abu Dhabi.", "RETREAT"),
    ("Iranian and Afghan guards traded fire near Zabol, leaving two Iranians dead.", "RETREAT"),
    ("The general, who turned 60 in March, learned to fly before he joined the air force.", "PROTEST"),
    ("It was not clear how many soldiers were stationed at the outpost.", "MOBILIZE"),
    ("Iran fired missiles at two Iraqi bases hosting American forces.", "CONSULT"),
    ("Iran's navy sank a barge with a missile.", "in answer"),
    ("Norway scrambled jets and shot down a Russian drone.", "MOBILIZE"),
    ("Navy divers blew up a sea mine off Latvia.", "ASSAULT"),
    ("Latvia reopened its border crossing at Terehova.", "RETREAT LVA"),
    ("A French ship sailed to Cyprus, and Turkey answered with a naval exercise.", "COOPERATE"),
    ("Turkey launched air strikes on separatist hideouts.", "PROTEST"),
]


@pytest.mark.parametrize(("text", "wrong"), WRONG, ids=[t[:40] for t, _ in WRONG])
def test_a_plain_sentence_says_no_more_than_happened(coder: Coder, text: str, wrong: str) -> None:
    events = [f"{e.actor} {e.type} {e.recipient}" for e in coder.code(text, "2024-05-05").events]
    assert not [e for e in events if wrong in e], events
