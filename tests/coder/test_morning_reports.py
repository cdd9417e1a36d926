"""What desks write every morning: who hit what, who moved, who left, and what is no act at all."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Chadian artillery returned fire.", "ASSAULT"),
        ("Sudanese troops drove the rebels out of Kadugli.", "ASSAULT"),
        ("A rocket landed inside the French base at Abeche.", "ASSAULT"),
        ("Chad said it had fired the rockets in retaliation for Sudanese raids.", "ASSAULT"),
        ("A crowd of protesters stormed the Kenyan embassy in Juba.", "PROTEST"),
        ("Chad disabled the computer network of the Sudanese navy.", "COERCE"),
        ("Kenya was removing two Patriot batteries from Somalia.", "RETREAT"),
        ("The number of Kenyan troops in Somalia fell to 800.", "RETREAT"),
        ("Ethiopian troops reached the Sudanese border.", "MOBILIZE"),
        ("Chad and Sudan agreed to a ceasefire in Darfur.", "CONCEDE"),
        ("Ethiopia and Eritrea agreed to halt the fighting in Tigray.", "CONCEDE"),
        ("Kenya said all its soldiers would be out of Somalia by May.", "CONCEDE"),
        ("Norway announced that it would take part in the naval mission in the Gulf.", "AGREE"),
        ("Chad said that no relief would cross into Sudan.", "REJECT"),
        ("Kenya's envoy grumbled that the Somalis never answered his letters.", "ACCUSE"),
        ("An Italian Typhoon shot down a Libyan drone.", "ASSAULT"),
        ("Kenyan officials said the navy had disabled computers of the Somali army.", "COERCE"),
        ("The Kenyan navy fired rockets at a target ship in a drill.", "MOBILIZE"),
        ("Chad's president dismissed the accusation.", "REJECT"),
        ("An opposition lawmaker in Kenya attacked the president for losing the port.", "ACCUSE"),
        ("Chad denied having ordered or launched the strike on Sudan.", "ASSAULT"),
        ("Kenya's leader instructed his army to be ready.", "MOBILIZE"),
        ("The first Kenyan units will leave within weeks to support the Somali government.", "MOBILIZE"),
        ("Kenya cautioned Somalia that it would answer any raid with force.", "THREATEN"),
    ],
)
def test_plain_military_reports_have_the_act_that_an_editor_sees(coder: Coder, text: str, kind: str) -> None:
    assert {e.type for e in coder.code(text, date="2020-05-04").events} == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "Inspectors found that Chad had passed the ceiling set by the accord.",
        "Kenya triggered the dispute mechanism of the trade pact.",
        "Chad's president said that Sudan should have learned from the war.",
        "Kenya said it would go on drilling off Lamu.",
        "“The Somalis are safe and they are very happy now”, Kenya's president remarked.",
        "The Kenyan base helped to limit Somalia's influence.",
        "A Kenyan general cautioned that the fight against the militants would take years.",
        "The Kenyan army acknowledged the loss of a helicopter.",
        "A spokesman for the Kenyan army declined to comment.",
        "“We have neither the forces nor the wish to fight Somalia,” a Kenyan minister said.",
        "Asked about Chad's aims, a Kenyan minister replied that he knew nothing of them.",
    ],
)
def test_what_only_sounds_like_an_act_is_none(coder: Coder, text: str) -> None:
    assert coder.code(text, date="2020-05-04").events == ()


def test_an_attack_that_only_gave_the_occasion_is_not_laid_to_the_subject(coder: Coder) -> None:
    told = coder.code("Kenya suspended the hotline with Somalia after the strike on Garissa.").events
    assert "ASSAULT" not in {e.type for e in told}
