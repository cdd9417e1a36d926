"""Who does it to whom, where that is known only from what the text has told before."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder

CASES = [
    # Whoever had a part in what was told meets its other side again.
    ("Georgia demanded that Russia withdraw. The foreign ministry in Moscow rejected the demand.", "RUS REJECT GEO"),
    ("Indian jets bombed a Pakistani camp. Islamabad vowed to respond.", "PAK THREATEN IND"),
    ("Belarus jailed a Polish journalist. Warsaw expelled three diplomats in reply.", "POL SANCTION BLR"),
    (
        "Colombia spied on Ecuador. Ecuador accused Colombia of spying. Bogota apologised for the remarks.",
        "COL CONCEDE ECU",
    ),
    ("Thailand asked Myanmar to take back the villagers. The junta turned down the request.", "MMR REJECT THA"),
    ("Turkey shelled Syrian army positions. Tanks were moved up to the Syrian border.", "TUR MOBILIZE SYR"),
    # An onlooker speaks of the doer, and of the gravest act rather than of the last.
    ("Nicaraguan police arrested four opponents. Costa Rica condemned the detentions.", "CRI ACCUSE NIC"),
    (
        "Israeli shells hit a Lebanese village. The U.S. asked Israel to stop. Syria called it a massacre.",
        "SYR ACCUSE ISR",
    ),
    ("Montenegro and Albania signed a pact. Kenya welcomed the agreement.", "KEN SUPPORT ALB"),
    # “Both sides”, “they”, “the leaders”, “all six”.
    ("Hizbollah and Israel traded fire. France appealed to both for restraint.", "FRA REQUEST HZB"),
    ("The foreign ministers of Ethiopia and Sudan met. They promised to reopen the border.", "SDN AGREE ETH"),
    ("Ethiopia's premier flew to Eritrea. The leaders agreed to reopen embassies.", "ERI AGREE ETH"),
    (
        "Peru and Chile traded fire. Peru accused Kenya of meddling. Norway urged the two neighbours to stop.",
        "NOR REQUEST CHL",
    ),
    ("Libya freed five Bulgarian nurses. Bulgaria's president pardoned all five.", "BGR CONCEDE BGR"),
    # “The group”, “the rebels”, “the kingdom”: the one of that kind that was named.
    ("An ISIS bomber killed forty worshippers in Kandahar. Pakistan condemned the group.", "PAK ACCUSE ISIS"),
    ("Norway held talks with the Tamil Tigers. The rebels asked Oslo for guarantees.", "LKA REQUEST NOR"),
    # A pronoun is never the object of its own act.
    (
        "A Palestinian stabbed two Israelis at a bus stop in Jerusalem, and Israeli police shot him dead on the spot.",
        "ISR ASSAULT PSE",
    ),
    ("North Korea arrested an American tourist. The State Department asked for his release.", "USA REQUEST PRK"),
    # A surname stands for whoever was introduced under it.
    ("Kenyan envoy Peter Wanyonyi flew to Chad. Wanyonyi accused Sudan of cheating.", "KEN ACCUSE SDN"),
    # Help without an address goes to whom the text tells of.
    ("A typhoon killed hundreds in the central Philippines. Japan sent doctors and tents.", "JPN AID PHL"),
    ("Sierra Leone appealed for help. Togo donated 500,000 dollars.", "TGO AID SLE"),
    # At home both sides are the country's own.
    ("Ukraine's defence minister stepped down on Sunday.", "UKR RETREAT UKR"),
    ("Students in Santiago marched against the government. Police used tear gas.", "CHL ASSAULT CHL"),
    ("Cameroon's interior minister threatened to jail anyone who raised the flag.", "CMR THREATEN CMR"),
    ("Sudan's army clashed with the Rapid Support Forces. A minister accused the army of murder.", "SDN ACCUSE SDN"),
    # Two subjects that the parser sets apart; several who speak together.
    (
        "South Korean President Kim Dae-jung and North Korean leader Kim Jong Il signed a declaration.",
        "KOR SUPPORT PRK",
    ),
    # The mayor of a town is of its country.
    ("Russian forces detained the mayor of Melitopol on Friday.", "RUS COERCE UKR"),
]

NOT_SO = [
    # Who brokers a truce, prints an interview or owns the town where a treaty is signed is no side of it.
    ("Ethiopia's government and Tigrayan leaders signed a truce brokered by the African Union.", "ETH SUPPORT IGO"),
    ("In an interview with a French newspaper, Armenia's premier accused Azerbaijan of lies.", "ARM CONSULT FRA"),
    ("Slovenia and Croatia signed an agreement in Stockholm to share a bay.", "SVN SUPPORT SWE"),
    ("The leaders of Serbia and Kosovo met under a plan put forward by France and Germany.", "FRA REQUEST DEU"),
    # A premier of a country's liking is not of that country; an ocean lies in none.
    ("Lebanon's pro-Syrian premier resigned.", "LBN RETREAT SYR"),
    ("A North Korean missile broke up in the Pacific.", "PRK MOBILIZE USA"),
    # A wish that nobody is asked for is not for the friend that was praised.
    ("Brazil praised China and called for a new currency.", "BRA REQUEST CHN"),
]


def _coded(coder: Coder, text: str) -> set[str]:
    events = coder.code(text, "2000-05-05").events
    return {f"{e.actor.split(':')[0]} {e.type} {(e.recipient or '-').split(':')[0]}" for e in events}


@pytest.mark.parametrize(("text", "event"), CASES, ids=[text[-40:] for text, _ in CASES])
def test_a_side_left_out_is_taken_from_what_was_told(coder: Coder, text: str, event: str) -> None:
    found = _coded(coder, text)
    assert event in found, found


@pytest.mark.parametrize(("text", "event"), NOT_SO, ids=[text[-40:] for text, _ in NOT_SO])
def test_a_bystander_is_no_side(coder: Coder, text: str, event: str) -> None:
    found = _coded(coder, text)
    assert event not in found, found
