"""Language tags as BCP 47 has them, their names, and which way they are written."""

import pytest

from foreshock.model import (
    InvalidValue,
    canonical_language,
    check_language,
    direction,
    known_languages,
    language_name,
    own_name,
)


@pytest.mark.parametrize("tag", ["en", "fa", "ckb", "zh-Hant", "zh-Hant-TW", "es-419"])
def test_a_well_formed_tag_is_taken_as_it_is(tag):
    assert check_language(tag) == tag


@pytest.mark.parametrize(
    "tag", ["", "f", "Persian", "farsi", "FA", "fa_IR", "en-", "fa ", "x-ours", "al-Tanf", "sl-rozaj", "a" * 60]
)
def test_anything_else_is_refused_with_what_to_write(tag):
    with pytest.raises(InvalidValue, match="write a tag of BCP 47"):
        check_language(tag)


@pytest.mark.parametrize(("typed", "tag"), [("FA", "fa"), ("fa_ir", "fa-IR"), (" zh-hant-tw ", "zh-Hant-TW")])
def test_what_people_type_is_brought_into_the_usual_writing(typed, tag):
    assert canonical_language(typed) == tag


def test_a_language_has_a_name_in_english_and_its_own():
    assert (language_name("fa"), own_name("fa"), language_name("fa-AF")) == ("Persian", "فارسی", "Persian")
    assert (language_name("tlh"), own_name("tlh")) == ("tlh", "tlh")
    assert ("ar", "Arabic") in known_languages()


def test_a_script_in_the_tag_decides_the_direction_before_the_language():
    ways = {tag: direction(tag) for tag in ("ar", "fa-AF", "he", "en", "az", "az-Arab", "ar-Latn", "tlh")}
    assert ways == {
        "ar": "rtl", "fa-AF": "rtl", "he": "rtl", "en": "ltr", "az": "ltr", "az-Arab": "rtl", "ar-Latn": "ltr",
        "tlh": "ltr",
    }  # fmt: skip
