"""Quotations of an entry: words, language, translation and translator, and the source that has them."""

import pytest

from foreshock.model import Citation, Development, InvalidValue, Quotation, Statement


def entry(*quotations, sources=("speech",)):
    said = Statement("Ines Marr", "NOR", "GOV", quotations=quotations)
    return Development("cape-ness/2020-05-09/1", "She spoke.", statements=(said,),
                       sources=tuple(Citation(name) for name in sources))  # fmt: skip


def test_an_entry_gives_its_quotations_with_their_speaker():
    found = entry(Quotation("Не сегодня.", "ru"), Quotation("Tomorrow.", "en", speaker="Her aide")).quotations
    assert [(one.speaker, one.words) for one in found] == [("Ines Marr", "Не сегодня."), ("Her aide", "Tomorrow.")]


def test_a_translation_needs_its_translator():
    with pytest.raises(InvalidValue, match="has no translator: name the person or the program"):
        Quotation("Не сегодня.", "ru", translation="Not today.")


def test_words_stand_in_a_source_that_the_entry_cites():
    entry(Quotation("Not today.", "en", document="speech"))
    with pytest.raises(InvalidValue, match="'letter', which is no source of cape-ness/2020-05-09/1: cite it"):
        entry(Quotation("Not today.", "en", document="letter"))


def test_an_entry_refuses_a_language_that_is_none():
    with pytest.raises(InvalidValue, match="no language: 'Russian'"):
        entry(Quotation("Не сегодня.", "Russian"))


@pytest.mark.parametrize(
    ("translator", "machine"),
    [("A. Person", ""), ("machine: Lexica 2.1", "Lexica 2.1"), ("Machine:Lexica", "Lexica"), ("", "")],
)
def test_a_machine_is_told_from_a_person(translator, machine):
    assert Quotation("Слово.", "ru", translator=translator).machine == machine
