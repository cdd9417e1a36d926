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


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Norway denied attacking the Danish ferry.", ("ASSAULT", "NOR", "DNK")),
        ("Kenya accused Uganda of shelling a village. Uganda denied shelling it.", ("ASSAULT", "UGA", "KEN")),
        ("Peru claimed that a Chilean jet had shot down its plane. Chile denied that it had shot down the plane.",
         ("ASSAULT", "CHL", "PER")),
        ("Ghana denied that it had any hand in the massacre in Togo.", ("ASSAULT", "GHA", "TGO")),
    ],
)  # fmt: skip
def test_a_deed_denied_is_that_deed_denied_once_against_whom_it_hurt(text: str, denied: tuple[str, str, str]) -> None:
    events = Coder().code(text, date="2020-05-05").events
    told = [((e.type, e.actor.split(":")[0], (e.recipient or "").split(":")[0]), e.assertion) for e in events]
    assert (denied, "denied") in told
    assert [a for key, a in told if key == denied] == ["denied"]


def test_a_drone_that_nobody_owns_to_is_not_of_the_country_it_strikes() -> None:
    events = Coder().code("A drone killed three Danish soldiers in Jordan.", date="2020-05-05").events
    assert [(e.actor, (e.recipient or "")[:3]) for e in events if e.type == "ASSAULT"] == [("UNK:MIL", "DNK")]


@pytest.mark.parametrize(
    ("text", "actor", "recipient", "assertion"),
    [
        ("According to Ruritanian state media is what one says.", None, None, None),
        ("According to Chad's army, Sudanese jets struck a Chadian army post.", "SDN", "TCD", "confirmed"),
        ("According to Chad's state media, Sudanese jets struck a Chadian army post.", "SDN", "TCD", "claimed"),
        ("Chad's army has shelled a Sudanese post, officials in N'Djamena said on condition of anonymity.",
         "TCD", "SDN", "claimed"),
        ("Sudanese jets struck a Chadian army post, according to a Western monitoring group.", "SDN", "TCD", "claimed"),
        ("Turkish jets, the army in Ankara said, had bombed a Syrian army post.", "TUR", "SYR", "confirmed"),
        ("Chad said its artillery had shelled a Sudanese border post.", "TCD", "SDN", "confirmed"),
        ("Chad has freed ten Sudanese prisoners, its prison service said.", "TCD", "SDN", "confirmed"),
        ("Chad's president refused to meet Sudan's envoy, an aide said.", "TCD", "SDN", "confirmed"),
        ("Kenya admitted having shot down a Somali plane.", "KEN", "SOM", "confirmed"),
        ("A Chadian official, speaking on condition of anonymity, said Chad had shelled a Sudanese post.",
         "TCD", "SDN", "claimed"),
        ("Khartoum said that Chadian forces had not attacked Sudanese posts.", "TCD", "SDN", "denied"),
    ],
)  # fmt: skip
def test_who_tells_of_a_deed_vouches_for_it(
    coder: Coder, text: str, actor: str | None, recipient: str | None, assertion: str | None
) -> None:
    found = [(e.actor.split(":")[0], (e.recipient or "").split(":")[0], e.assertion) for e in coder.code(text).events]
    assert found == ([(actor, recipient, assertion)] if actor else [])


@pytest.mark.parametrize(
    "text",
    [
        "No soldiers were killed in the attack, the army said.",
        "No country has recognised the rebel government of Chad.",
        "Nobody attacked the Chadian embassy.",
    ],
)
def test_what_nobody_did_is_no_event(coder: Coder, text: str) -> None:
    assert coder.code(text).events == ()


def test_a_clause_told_from_beside_is_its_tellers(coder: Coder) -> None:
    told = coder.code("Kenya must lift its ban on Somali rice, Somalia's president said, and he blamed Nairobi.").events
    assert (told[0].type, told[0].actor, told[0].recipient) == ("REQUEST", "SOM:GOV", "KEN")


def test_who_is_killed_by_shelling_has_not_done_it(coder: Coder) -> None:
    text = "Chad's defence ministry said that a Chadian soldier had been killed by shelling from the border."
    (event,) = coder.code(text).events
    assert (event.actor, event.recipient, event.assertion) == ("UNK", "TCD:MIL", "confirmed")


@pytest.mark.parametrize(
    "later",
    [
        "A Sudanese army spokesman acknowledged the loss of five soldiers.",
        "Sudan's army confirmed the strike.",
        "N'Djamena admitted the raid.",
    ],
)
def test_a_side_that_owns_to_an_attack_or_a_loss_confirms_it(coder: Coder, later: str) -> None:
    (event,) = coder.code(f"Chadian jets bombed a Sudanese army depot near Geneina. {later}").events
    assert (event.type, event.actor, event.assertion) == ("ASSAULT", "TCD:MIL", "confirmed")


def test_forces_that_are_nobodys_else_are_moved_by_whoever_announces_it(coder: Coder) -> None:
    (event,) = coder.code("Kenya's defence minister announced that two battalions would be sent to the border.").events
    assert (event.type, event.actor.split(":")[0], event.assertion) == ("MOBILIZE", "KEN", "planned")


def test_who_says_to_be_behind_an_attack_has_claimed_it(coder: Coder) -> None:
    text = "A bomb killed nine Iraqi soldiers in Kirkuk. ISIS said that it was behind the attack."
    assert ("ASSAULT", "ISIS", "confirmed") in [(e.type, e.actor, e.assertion) for e in coder.code(text).events]


@pytest.mark.parametrize(
    ("text", "actor", "recipient", "assertion"),
    [
        ("Chad's army acknowledged that an air strike had killed ten Sudanese farmers.", "TCD", "SDN", "confirmed"),
        ("Chad denied having ordered or launched the attack on Sudanese soldiers.", "TCD", "SDN", "denied"),
        ("Sudan said that two Sudanese soldiers had been killed by Chadian shelling.", "TCD", "SDN", "confirmed"),
        ("Sudan said Chadian gunners had shot down its plane by mistake.", "TCD", "SDN", "confirmed"),
    ],
)
def test_deeds_admitted_denied_and_suffered(
    coder: Coder, text: str, actor: str, recipient: str, assertion: str
) -> None:
    found = [(e.actor[:3], (e.recipient or "")[:3], e.assertion) for e in coder.code(text).events]
    assert found == [(actor, recipient, assertion)]


def test_a_strike_that_is_owned_to_confirms_all_who_struck_together(coder: Coder) -> None:
    text = "Chadian and Kenyan jets struck a Sudanese depot. Sudan's army acknowledged the deaths of five soldiers."
    assert [e.assertion for e in coder.code(text).events if e.type == "ASSAULT"] == ["confirmed", "confirmed"]


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Chad confirmed firing rockets at a Sudanese camp.", "confirmed"),
        ("A Chadian patrol boat fired at a Cameroonian ferry, Yaounde said, but N'Djamena denied it.", "denied"),
        ("Kenya's defence minister announced that F-15s had hit three Somali camps.", "confirmed"),
    ],
)
def test_a_deed_is_owned_or_denied_in_few_words(coder: Coder, text: str, assertion: str) -> None:
    (event,) = coder.code(text).events
    assert (event.type, event.assertion) == ("ASSAULT", assertion)
    assert event.actor[:3] in ("TCD", "KEN")


def test_a_move_that_its_own_side_confirms_is_confirmed(coder: Coder) -> None:
    text = "Kenyan troops entered the buffer zone on the Somali side. Kenya's government confirmed the move."
    assert [e.assertion for e in coder.code(text).events if e.type == "MOBILIZE"] == ["confirmed"]


def test_the_denial_of_the_doer_stands_beside_the_word_of_who_was_hurt(coder: Coder) -> None:
    events = coder.code("Libya said that Chad had bombed its base. Chad denied any part in it.").events
    assert [(e.type, e.actor[:3], (e.recipient or "")[:3], e.assertion) for e in events] == [
        ("ASSAULT", "TCD", "LBY", "denied")
    ]


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("Chadian soldiers retook a town from Sudanese gunmen, residents said.", "claimed"),
        ("A Sudanese militia claimed a drone attack on Chadian soldiers.", "confirmed"),
        ("Chad said two Sudanese helicopters had entered its airspace.", "claimed"),
    ],
)
def test_only_the_sides_confirm_and_who_was_not_hurt_does_not(coder: Coder, text: str, assertion: str) -> None:
    (event,) = coder.code(text).events
    assert event.assertion == assertion
