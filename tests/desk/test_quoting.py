"""Words of others in an entry: from a report into the form by one key, checked before they are published."""

from __future__ import annotations

from typing import Any

import pytest
from invented import PERSIAN, quoted
from msgspec.structs import replace

from conftest import Served
from foreshock.model import Citation, Development, InvalidValue, Quotation
from foreshock.store import Store


def fields(entry: Development) -> dict[str, str]:
    from foreshock.desk.forms import fields_of

    return fields_of(entry)


def read(form: dict[str, str], before: Development) -> Development:
    from foreshock.desk.forms import entry_from

    return entry_from(form, before)


def with_words(at: str = "", chosen: str = "", before: Development | None = None, terms: str = "quote") -> Development:
    from foreshock.desk.quoting import with_words as take

    candidate = quoted(terms)
    return take(before or candidate.proposal, candidate, at, chosen)


def test_the_next_words_that_a_report_quotes_come_with_their_speaker_and_source() -> None:
    once = with_words()
    assert [(one.speaker, one.words, one.document) for one in once.quotations] == [
        ("The harbour master", "Nobody crosses my line at night.", "wire-said")
    ]
    assert len(once.statements) == 1
    assert once.statements[0].about == ("NOR",)
    twice = with_words(before=once)
    assert [one.speaker for one in twice.quotations] == ["The harbour master", "A pilot"]
    with pytest.raises(InvalidValue, match="no more words in quotation marks"):
        with_words(before=twice)


def test_words_marked_in_a_report_are_taken_with_its_language() -> None:
    (said,) = with_words("1", "هیچ قایقی  در شب").quotations
    assert (said.words, said.language, said.document) == ("هیچ قایقی در شب", "fa", "wire-fa")
    assert said.span is not None
    assert PERSIAN[slice(*said.span)] == said.words


@pytest.mark.parametrize(("at", "chosen"), [("1", "Nobody crosses"), ("7", "Nobody"), ("", "Nobody"), ("0-9", "")])
def test_words_that_are_not_there_are_refused(at: str, chosen: str) -> None:
    with pytest.raises(InvalidValue):
        with_words(at, chosen)


def test_a_private_report_lends_no_word() -> None:
    with pytest.raises(InvalidValue, match="is private: none of its words may be shown"):
        with_words("0", "Nobody crosses", terms="private")
    assert with_words(terms="private", at="1", chosen="بندر").quotations[0].document == "wire-fa"
    with pytest.raises(InvalidValue, match="no more words"):
        with_words(terms="private")


def test_a_form_that_nobody_touched_gives_the_same_entry() -> None:
    entry = with_words(before=with_words())
    assert read(fields(entry), entry) == entry


def test_a_row_gives_translation_translator_day_and_place_in_the_source() -> None:
    entry = with_words("1", "هیچ قایقی در شب")
    form = fields(entry) | {
        "quotation-0-speaker": "Port spokesman", "quotation-0-actor": "irn:gov", "quotation-0-date": "2020-05-07",
        "quotation-0-translation": "No boat at night", "quotation-0-translator": "machine: Lexica 2",
        "quotation-0-where": "first line",
    }  # fmt: skip
    made = read(form, entry)
    (said,) = made.quotations
    assert (said.translator, said.machine, said.date and said.date.text) == (
        "machine: Lexica 2",
        "Lexica 2",
        "2020-05-07",
    )
    assert [(one.speaker, one.country, one.role) for one in made.statements] == [
        ("The harbour master", "GBR", "GOV"),
        ("Port spokesman", "IRN", "GOV"),
    ], "the speaker without a name, who was there for these words alone, is gone"
    assert said.span == entry.quotations[0].span


def test_changed_words_no_longer_say_where_they_stood() -> None:
    entry = with_words()
    made = read(fields(entry) | {"quotation-0-words": "Nobody crosses at night."}, entry)
    assert made.quotations[0].span is None


def test_a_row_without_words_is_gone_and_its_coded_speaker_stays() -> None:
    entry = with_words()
    made = read(fields(entry) | {"quotation-0-words": ""}, entry)
    assert made.quotations == ()
    assert [one.speaker for one in made.statements] == ["The harbour master"]


def test_the_only_source_is_the_one_that_has_the_words() -> None:
    entry = quoted().proposal
    entry = replace(entry, sources=entry.sources[:1])
    form = fields(entry) | {"quotation-0-words": "No.", "quotation-0-speaker": "A pilot"}
    assert read(form, entry).quotations[0].document == "wire-said"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("translation", "Not at night", "quotation 1: the translation of .* has no translator"),
        ("language", "English", "quotation 1: no language: 'English'"),
        ("actor", "PIRATE", "quotation 1: unknown actor 'PIRATE'"),
        ("date", "yesterday", "quotation 1: "),
        ("document", "elsewhere", "'elsewhere', which is no source"),
    ],
)
def test_what_is_wrong_in_a_row_is_said_with_its_number(field: str, value: str, words: str) -> None:
    entry = with_words()
    with pytest.raises(InvalidValue, match=words):
        read(fields(entry) | {f"quotation-0-{field}": value}, entry)


def lacks(*quotations: Quotation, terms: Any = "quote") -> list[str]:
    from foreshock.desk.publishing import lacks as missing

    candidate = quoted(terms)
    said = replace(candidate.proposal.statements[0], quotations=quotations)
    return missing(replace(candidate, proposal=replace(candidate.proposal, statements=(said,))), lambda _: None)


def test_nothing_is_published_with_words_that_have_no_source_or_a_private_one() -> None:
    assert lacks(Quotation("No.", "en", document="wire-said")) == []
    assert "names no source" in lacks(Quotation("No.", "en"))[0]
    assert (
        "private source, whose words may not be shown"
        in lacks(Quotation("No.", "en", document="wire-said"), terms="private")[0]
    )


def test_a_split_takes_the_words_of_a_report_along_or_leaves_them(desk_store: Store) -> None:
    from foreshock.desk.joining import joined, parted

    candidate = replace(quoted(), proposal=with_words("1", "هیچ قایقی در شب", before=with_words()))
    left, new = parted(candidate, [1], "split-1")
    assert [one.document for one in left.proposal.quotations] == ["wire-said"]
    assert new.proposal.quotations == ()
    back = joined(left, replace(new, proposal=replace(candidate.proposal, id=new.proposal.id)))
    assert [one.document for one in back.proposal.quotations] == ["wire-said", "wire-fa"]
    assert [one.speaker for one in back.proposal.statements].count("The harbour master") == 1


def test_words_of_an_erased_report_go_with_it_in_every_language() -> None:
    from foreshock.desk.redacting import without_reports

    proposal = with_words("1", "هیچ قایقی در شب", before=with_words())
    fields_ = fields(proposal) | {
        "quotation-1-speaker": "Port spokesman", "quotation-1-translation": "No boat at night",
        "quotation-1-translator": "Ana Lisboa",
    }  # fmt: skip
    candidate = replace(quoted(), proposal=read(fields_, proposal))
    left = without_reports(candidate, ["r-fa"], PERSIAN, "erased on a day").proposal
    assert [one.document for one in left.quotations] == ["wire-said"]
    assert [source.document for source in left.sources] == ["wire-said"]


def test_an_entry_is_published_with_its_quotation_and_undone(desk_store: Store) -> None:
    from foreshock.desk.acts import Desk
    from foreshock.desk.queue import add_candidates

    add_candidates([quoted()])
    acts = Desk(desk_store, lambda: False)
    acts.edit("c-0", acts.candidate("c-0")[1], "Ana", with_words(), why="quoted a report")
    done = acts.accept("c-0", acts.candidate("c-0")[1], "Ana")
    kept = desk_store.state().developments[done.outcome]
    assert kept.value is not None
    assert kept.value.quotations[0].words == "Nobody crosses my line at night."
    acts.undo("c-0", acts.candidate("c-0")[1], "Ana")
    acts.undo("c-0", acts.candidate("c-0")[1], "Ana")
    assert acts.candidate("c-0")[0].proposal.quotations == ()


@pytest.mark.browser
def test_one_key_quotes_a_report_and_another_takes_it_back(browser: Any, served: Served) -> None:
    from test_hands_on import Person

    ana = Person(browser, served, "ana")
    ana.page.goto(f"{served.address}/desk/c/c-0/")
    ana.press("c")
    assert ana.page.url.endswith("#quotations")
    assert ana.page.input_value("[name=quotation-0-words]") == "Nobody crosses my line at night."
    assert ana.page.input_value("[name=quotation-0-speaker]") == "The harbour master"
    ana.press("u")
    ana.press("u")
    assert ana.page.input_value("[name=quotation-0-words]") == ""
    assert ana.complaints == []


@pytest.mark.browser
def test_persian_words_are_marked_translated_read_and_published_by_keyboard(browser: Any, served: Served) -> None:
    from test_hands_on import Person

    ana, ed = Person(browser, served, "ana"), Person(browser, served, "ed")
    ana.page.goto(f"{served.address}/desk/c/c-0/")
    ana.page.evaluate(
        """() => { const words = document.querySelector("[data-piece='1']").firstChild, marked = getSelection();
        marked.setBaseAndExtent(words, 0, words, words.length); }"""
    )
    ana.press("c")
    assert ana.page.input_value("[name=quotation-0-words]") == PERSIAN
    assert ana.page.input_value("[name=quotation-0-language]") == "fa"
    ana.page.focus("[name=quotation-0-translation]")
    ana.page.keyboard.type("The spokesman of the port said that no boat passes the strait at night.")
    ana.page.keyboard.press("Tab")
    ana.page.keyboard.type("Port spokesman")
    ana.page.focus("[name=quotation-0-translator]")
    ana.page.keyboard.type("Ana Lisboa")
    ana.page.keyboard.press("Escape")
    ana.press("a")
    ed.page.goto(f"{served.address}/desk/c/c-0/")
    ed.press("p")
    reader = browser.new_page()
    reader.goto(f"{served.address}/cape-ness/2020-05-08/1/")
    assert "Port spokesman. Translated from Persian by Ana Lisboa." in reader.inner_text("figure.quote figcaption")
    original = reader.locator("figure.quote details blockquote")
    assert (original.get_attribute("lang"), original.get_attribute("dir")) == ("fa", "rtl")
    reader.locator("figure.quote summary").focus()
    reader.keyboard.press("Enter")
    assert PERSIAN in original.inner_text()


@pytest.mark.browser
def test_words_are_quoted_without_scripts_too(browser: Any, served: Served) -> None:
    from test_hands_on import Person

    ana = Person(browser, served, "ana", java_script_enabled=False)
    ana.page.goto(f"{served.address}/desk/c/c-0/")
    ana.page.click("button[value='quote:0-1']")
    assert ana.page.input_value("[name=quotation-0-speaker]") == "A pilot"


def test_an_edit_keeps_every_row_of_an_entry_however_many_there_are() -> None:
    entry = with_words()
    many = replace(entry, sources=(*entry.sources, *(Citation(f"doc-{n}") for n in range(75))))
    assert read(fields(many), many).sources == many.sources
