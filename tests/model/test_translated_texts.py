"""Translations: each text tied to its original, stale where that has changed, at home wherever it has moved."""

import pytest
from msgspec.structs import replace

from foreshock.model import (
    Account,
    Advice,
    Development,
    Flashpoint,
    InvalidValue,
    Said,
    Scenario,
    TranslatedText,
    Translation,
    behind,
    text_digest,
    texts_of,
    translated,
)

CAPE = Flashpoint(
    "cape", "Cape Ness", summary="A narrow strait", why="Two fleets share it.",
    scenarios=(Scenario("Fog", "A collision.", ("Fog for a week",), advice=(Advice("Both", "Talk."),)),),
)  # fmt: skip
WORDS = {"name": "کیپ نس", "summary": "تنگه‌ای باریک", "scenarios.0.title": "مه", "scenarios.0.text": "یک برخورد."}


def into_persian(value=CAPE, words=WORDS):
    of = value.slug if isinstance(value, Flashpoint) else value.id
    texts = (TranslatedText(path, text_digest(text), words.get(path, "")) for path, text in texts_of(value).items())
    return Translation("fa", of, "A. Keeper", tuple(texts))


def test_texts_are_found_by_their_paths_in_the_order_of_the_page():
    assert list(texts_of(CAPE)) == [
        "name", "summary", "why", "scenarios.0.title", "scenarios.0.text", "scenarios.0.triggers.0",
        "scenarios.0.advice.0.addressee", "scenarios.0.advice.0.text",
    ]  # fmt: skip
    entry = Development("cape/2020-05-09/1", "Shots.", head="Off the cape", accounts=(Account("claim", "A", "We."),))
    assert list(texts_of(entry)) == ["head", "text", "accounts.0.by", "accounts.0.text"]


def test_what_is_translated_is_read_in_the_other_language_and_the_rest_in_the_original():
    said = translated(CAPE, into_persian())
    assert said["summary"] == Said("تنگه‌ای باریک")
    assert said["why"] == Said("Two fleets share it.", original=True)
    assert behind(CAPE, into_persian()) == ()


def test_without_a_translation_everything_is_in_the_original():
    assert set(translated(CAPE, None).values()) == {Said(text, original=True) for text in texts_of(CAPE).values()}


def test_a_text_whose_original_has_changed_is_stale_and_the_others_are_not():
    changed = replace(CAPE, summary="A strait that is closed")
    assert behind(changed, into_persian()) == ("summary",)
    assert translated(changed, into_persian())["summary"] == Said("تنگه‌ای باریک", stale=True)
    assert translated(changed, into_persian())["name"] == Said("کیپ نس")


def test_what_was_not_translated_and_has_changed_counts_as_changed():
    changed = replace(CAPE, why="Three fleets share it.")
    assert translated(changed, into_persian())["why"] == Said("Three fleets share it.", original=True, stale=True)


def test_a_scenario_put_before_the_others_takes_no_translation_that_is_not_its_own():
    changed = replace(CAPE, scenarios=(Scenario("Ice", "A blockade."), *CAPE.scenarios))
    said = translated(changed, into_persian())
    assert said["scenarios.0.title"] == Said("Ice", original=True, stale=True)
    assert said["scenarios.1.title"] == Said("مه")
    assert behind(changed, into_persian()) == ("scenarios.0.title", "scenarios.0.text")


def test_a_change_of_what_is_no_text_leaves_a_translation_as_it_was():
    assert behind(replace(CAPE, kind="chokepoint"), into_persian()) == ()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("language", "Persian", "no language"),
        ("of", "cape/2020", "nothing that can be translated"),
        ("translator", " ", "has no translator"),
        ("texts", (), "has no text in 'fa'"),
        ("texts", (TranslatedText("name", "0" * 16),), "has no text in 'fa'"),
        ("texts", (TranslatedText("name", "0" * 16, "x"), TranslatedText("name", "1" * 16, "y")), "two texts for one"),
    ],
)
def test_a_translation_that_cannot_be_one_is_refused(field, value, words):
    with pytest.raises(InvalidValue, match=words):
        replace(into_persian(), **{field: value})


@pytest.mark.parametrize(("path", "of"), [("Name", "0" * 16), ("name.0.", "0" * 16), ("", "0" * 16), ("name", "abc")])
def test_a_text_has_a_path_and_the_digest_of_its_original(path, of):
    with pytest.raises(InvalidValue):
        TranslatedText(path, of, "x")


def test_its_id_names_language_and_original():
    assert (into_persian().id, into_persian().kind) == ("fa/cape", "flashpoint")
    entry = Development("cape/2020-05-09/1", "Shots.")
    made = into_persian(entry, {"text": "تیراندازی."})
    assert (made.id, made.kind) == ("fa/cape/2020-05-09/1", "development")
