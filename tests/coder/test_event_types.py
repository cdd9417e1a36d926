"""What a sentence's verb, object and mood make of it: one sentence a case, written for this file."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder

CASES = [
    ("Norway condemned the shelling of the harbour by Belarus.", "ACCUSE"),
    ("Prosecutors in Chile launched an inquiry into the army's purchases.", "ACCUSE"),
    ("The foreign ministry of Peru summoned the Dutch ambassador to protest.", "ACCUSE"),
    ("Ghana welcomed the ruling of the African Union.", "SUPPORT"),
    ("Laos and Vietnam signed a treaty on river traffic.", "SUPPORT"),
    ("Brazil praised Uruguay for its hospitality.", "SUPPORT"),
    ("Kenya will meet Uganda next week.", "AGREE"),
    ("Spain promised Morocco to share patrol boats.", "AGREE"),
    ("Finland agreed to send doctors to Liberia.", "AGREE"),
    ("The prime minister of Japan met the president of Mongolia.", "CONSULT"),
    ("The Thai king visited Bhutan.", "CONSULT"),
    ("Qatar and Oman held talks on fishing.", "CONSULT"),
    ("Canada sent tents to Haiti.", "AID"),
    ("Portugal granted asylum to three Angolan judges.", "AID"),
    ("Sweden gave Latvia two ambulances.", "AID"),
    ("Italy shared intelligence with Malta.", "COOPERATE"),
    ("Colombia freed two Ecuadorian sailors.", "RETREAT"),
    ("Ethiopia withdrew its troops from the border town.", "RETREAT"),
    ("The mayor of Tirana resigned.", "RETREAT"),
    ("Greece lifted the sanctions on Serbia.", "CONCEDE"),
    ("Egypt apologised to Sudan.", "CONCEDE"),
    ("Turkey announced the withdrawal of its brigade from Cyprus.", "CONCEDE"),
    ("Poland urged Hungary to release the reporter.", "REQUEST"),
    ("Nepal asked India for fuel.", "REQUEST"),
    ("Iceland said that Denmark must close the base.", "REQUEST"),
    ("Cuba rejected the offer of Mexico.", "REJECT"),
    ("Jordan refused to meet the envoy of Libya.", "REJECT"),
    ("Bolivia will not sign the pact with Chile.", "REJECT"),
    ("Eritrea threatened to bomb the ports of Djibouti.", "THREATEN"),
    ("North Korea vowed to attack South Korea.", "THREATEN"),
    ("Thousands of students protested against the government of Senegal.", "PROTEST"),
    ("Miners in Zambia went on strike against the company.", "PROTEST"),
    ("Austria expelled two Russian diplomats.", "SANCTION"),
    ("Australia suspended aid to Fiji.", "SANCTION"),
    ("Chad deployed troops along the border with Niger.", "MOBILIZE"),
    ("Armenian soldiers remained on alert near Azerbaijan.", "MOBILIZE"),
    ("Police in Lisbon arrested four Moldovan journalists.", "COERCE"),
    ("Tunisia imposed a curfew on the capital.", "COERCE"),
    ("Rwandan forces attacked a Burundian convoy.", "ASSAULT"),
    ("Jets of the Saudi air force bombed a Yemeni village.", "ASSAULT"),
    ("Mali's army fired rockets at a camp in Niger.", "ASSAULT"),
    # who the subject is decides
    ("Protesters blocked the bridge to the airport of Lima.", "PROTEST"),
    ("Soldiers sealed off the bridge to the airport of Lima.", "COERCE"),
    ("Danish warships sailed towards the strait.", "MOBILIZE"),
    # “to be” with a phrase
    ("Tonga is at odds and at war with Fiji.", "ASSAULT"),
    ("The Irish minister was scathing about the plan of Hungary.", "ACCUSE"),
    ("The governor of Cusco is under arrest.", "COERCE"),
    # a name given is a judgement, a wrong told of another a charge
    ("Bhutan's envoy called the Nepali minister a liar.", "ACCUSE"),
    ("Gabon said Cameroon was behind the riots.", "ACCUSE"),
    ("Gabon said Cameroon had meddled in its election.", "ACCUSE"),
    # verbs of warning, conditions
    ("Oman warned Yemen that it could close the border.", "THREATEN"),
    ("Mali will veto the accord unless Niger withdraws.", "THREATEN"),
    ("Cuba gave Haiti ten days to leave the island.", "THREATEN"),
    # orders that do it themselves
    ("The court ordered two Thai editors jailed.", "COERCE"),
    ("Serbia told three Croatian diplomats to leave.", "SANCTION"),
    ("The king of Jordan ordered 500 troops to be ready to move.", "MOBILIZE"),
    # the paper's words, the noun of the verb, the particle's verb
    ("Forty Danish lawmakers signed a letter calling on Norway to close the mine.", "REQUEST"),
    ("Samoa will not take part in the summit of Tonga.", "REJECT"),
    ("Rebels in Chad turned over their rifles to Sudan.", "RETREAT"),
    # exercises held with somebody, missiles fired at nobody
    ("Greek marines trained with the Cypriot army.", "COOPERATE"),
    ("North Korea launched two rockets into the sea.", "MOBILIZE"),
]


@pytest.mark.parametrize(("sentence", "kind"), CASES, ids=[s[:40] for s, _ in CASES])
def test_the_surest_event_of_a_sentence_has_its_type(coder: Coder, sentence: str, kind: str) -> None:
    events = coder.code(sentence, date="2015-05-05").events
    assert events, coder.code(sentence).why_empty
    assert max(events, key=lambda e: e.confidence).type == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "The port of Rotterdam is the largest of the Netherlands.",
        "Relations between Chile and Peru are old.",
        "The Kenyan minister said that the drought is severe.",
    ],
)
def test_commentary_and_description_give_no_event_and_say_why(coder: Coder, sentence: str) -> None:
    coding = coder.code(sentence, date="2015-05-05")
    assert coding.events == ()
    assert coding.why_empty


def test_negation_turns_an_attack_that_was_not_into_no_stated_attack(coder: Coder) -> None:
    events = coder.code("Oman did not attack Yemen.", date="2015-05-05").events
    assert not [e for e in events if e.type == "ASSAULT" and e.assertion == "stated"]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("U.S. jets struck a base in Syria.", ("ASSAULT", "USA", "SYR")),
        ("Israel struck an Iranian base near Damascus.", ("ASSAULT", "ISR", "IRN")),
        ("Russia destroyed three Ukrainian drones.", ("ASSAULT", "RUS", "UKR")),
        ("Libya destroyed its chemical weapons.", ("RETREAT", "LBY", None)),
        ("The U.S. Navy intercepted an Iranian missile.", ("ASSAULT", "USA", "IRN")),
        ("U.S. forces boarded an Iranian dhow.", ("COERCE", "USA", "IRN")),
        ("Rockets landed near the U.S. embassy in Baghdad.", ("ASSAULT", None, "USA")),
        ("The U.S. evacuated its embassy in Khartoum.", ("RETREAT", "USA", "SDN")),
        ("Syrian forces advanced on Idlib with Russian air support.", ("MOBILIZE", "SYR", None)),
    ],
)
def test_the_plain_sentences_of_a_trigger_list(text: str, event: tuple[str, str | None, str | None]) -> None:
    events = Coder().code(text, date="2024-05-05").events
    codes = [
        (e.type, *(c.split(":")[0] if c and c[:3] != "UNK" else None for c in (e.actor, e.recipient))) for e in events
    ]
    assert codes == [event]


def test_a_noun_of_a_deed_that_nobody_owns_is_somebodys_where_the_text_says_nothing_else(coder: Coder) -> None:
    (event,) = coder.code("Chad looked back on Monday at the raids on its villages.").events
    assert (event.type, event.actor, event.recipient) == ("ASSAULT", "UNK", None)
    assert event.confidence < 0.5
    more = coder.code("Kenya praised Ghana. Chad looked back on Monday at the raids on its villages.").events
    assert [(e.type, e.actor) for e in more] == [("SUPPORT", "KEN")]
