"""How speakers are named, and whose they are."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder


def _speakers(coder: Coder, text: str, date: str = "2019-06-21") -> list[tuple[str, str]]:
    return [(s.speaker, s.country) for s in coder.code(text, date=date).statements]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("President Macron put off the visit to Ankara, he tweeted.", [("President Macron", "FRA")]),
        ("The Iraqi army shelled a convoy that it said had come from Syria.", [("The Iraqi army", "IRQ")]),
        (
            "Turkey sank a boat off Kos. Its coastguard said that it had not answered.",
            [("Its coastguard", "TUR")],
        ),
    ],
)
def test_a_pronoun_is_whom_its_sentence_names(coder: Coder, text: str, speakers: list[tuple[str, str]]) -> None:
    assert _speakers(coder, text) == speakers


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Israel's Prime Minister Benjamin Netanyahu accused Lebanon of deceit.", [("Benjamin Netanyahu", "ISR")]),
        ("Foreign Minister Sergei Lavrov condemned the raid as lawless.", [("Sergei Lavrov", "RUS")]),
        ("A Maltese coastguard spokesman, Capt. Hugo Lindt, said that the boat had sunk.", [("Hugo Lindt", "MLT")]),
        ("The head of Kenya's fisheries office, Ada Otieno, warned Uganda.", [("Ada Otieno", "KEN")]),
        ("Prime Minister Imran Khan met envoys. Khan said that India had lied.", [("Imran Khan", "PAK")]),
        (
            "President Rouhani flew home. “We owe Turkey nothing,” Rouhani told reporters.",
            [("President Rouhani", "IRN")],
        ),
    ],
)
def test_a_person_is_one_speaker_by_the_name_that_the_text_gives(
    coder: Coder, text: str, speakers: list[tuple[str, str]]
) -> None:
    assert _speakers(coder, text) == speakers


@pytest.mark.parametrize(
    ("text", "date", "speakers"),
    [
        ("President Park vowed to answer the North.", "2014-05-05", [("President Park", "KOR")]),
        ("Gen. Joseph Votel told Congress that Iran was arming the Huthis.", "2018-03-01", [("Joseph Votel", "USA")]),
        ("A Democratic congressman demanded that Saudi Arabia explain.", "", [("A Democratic congressman", "USA")]),
        ("A diplomat in Tripoli said that Libya would ask Malta for help.", "", [("A diplomat in Tripoli", "UNK")]),
        ("A Western official in Cairo said Egypt would wait.", "", [("A Western official in Cairo", "UNK")]),
        ("Norway closed the strait, an aide said.", "", [("an aide", "NOR")]),
        ("Peru's envoy to Chile said that talks had begun.", "", [("Peru's envoy to Chile", "PER")]),
    ],
)
def test_a_speaker_is_of_his_own_country_not_of_the_one_he_speaks_of(
    coder: Coder, text: str, date: str, speakers: list[tuple[str, str]]
) -> None:
    assert _speakers(coder, text, date) == speakers


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "A spokesman for the Danish ministry declined to accept the note from Sweden.",
            [("A spokesman for the Danish ministry", "DNK")],
        ),
        ("The plan drew criticism from Chad's army and from Mali's foreign ministry.",
         [("Chad's army", "TCD"), ("Mali's foreign ministry", "MLI")]),
        ("Ghanaian officials put the toll at nine.", [("Ghanaian officials", "GHA")]),
        ("A Greek lawmaker attacked Turkey for “painting the sea in its own colours”.", [("A Greek lawmaker", "GRC")]),
    ],
)  # fmt: skip
def test_ways_of_saying(coder: Coder, text: str, speakers: list[tuple[str, str]]) -> None:
    assert _speakers(coder, text) == speakers


@pytest.mark.parametrize(
    "text",
    [
        "Peru and Chile agreed to reopen the border.",
        "Kenya refused to let Ugandan trucks pass.",
        "Norway and Iceland signed a treaty that promises mutual help.",
        "Sweden ordered a Danish attaché to leave.",
    ],
)
def test_who_only_acts_says_nothing(coder: Coder, text: str) -> None:
    assert _speakers(coder, text) == []


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Kenya, an envoy of Uganda warned, would lose the port.", [("an envoy of Uganda", "UGA")]),
        ("A Danish tug left the bay, Norway's fisheries minister, Ada Dahl, confirmed.", [("Ada Dahl", "NOR")]),
        (
            "Peru's army blamed smugglers and President Morales vowed that help would come.",
            [("Peru's army", "PER"), ("President Morales", "BOL")],
        ),
        (
            "Ghana's minister said that the dam was full, a claim that Togo's president called absurd.",
            [("Ghana's minister", "GHA"), ("Togo's president", "TGO")],
        ),
        ("Libya's navy said that a boat had sunk; Malta, it added, had not replied.", [("Libya's navy", "LBY")]),
        ("Mali and Niger said that they would meet.", [("Mali", "MLI"), ("Niger", "NER")]),
        ("The raid prompted Chad to warn of a harsh answer.", [("Chad", "TCD")]),
        ("Peru's premier, Ada Ruiz, called the tax “old, cold and dead”.", [("Ada Ruiz", "PER")]),
    ],
)
def test_clauses_that_the_parser_joins_have_each_its_speaker(
    coder: Coder, text: str, speakers: list[tuple[str, str]]
) -> None:
    assert _speakers(coder, text) == speakers


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Norway's army spokesman, Brig. Gen. Ola Dahl, accused Sweden of haste.", [("Ola Dahl", "NOR")]),
        ("Denmark's king met Chad's ambassador. The embassy said that it was surprised.", [("The embassy", "TCD")]),
        ("Hatay's governor said that the road was shut.", [("Hatay's governor", "TUR")]),
        ("Iran freed the ship. The Guards denied that they had boarded it.", [("The Guards", "IRN")]),
        ("Officials on both sides said that Peru and Chile had met.", [("Officials on both sides", "UNK")]),
    ],
)
def test_ranks_embassies_and_places_tell_whose_a_speaker_is(
    coder: Coder, text: str, speakers: list[tuple[str, str]]
) -> None:
    assert _speakers(coder, text) == speakers


def test_who_speaks_inside_what_another_says_is_not_listed(coder: Coder) -> None:
    text = "An Omani envoy said that Iran had offered talks and that Tehran denied any delay."
    assert _speakers(coder, text) == [("An Omani envoy", "OMN")]


def test_the_official_is_the_one_who_spoke_before(coder: Coder) -> None:
    text = "A Kuwaiti official judged that Iraq was stalling. Its trucks would pass, the official added."
    assert _speakers(coder, text) == [("A Kuwaiti official", "KWT")]
