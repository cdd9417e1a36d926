"""Translations at the desk: beside their original, tied to it, read by a second person, stale ones first, undone."""

from __future__ import annotations

from typing import Any

import pytest
from invented import NOON
from msgspec.structs import replace

from conftest import Served
from foreshock.model import Conflict, Flashpoint, InvalidValue, Translation, text_digest, texts_of
from foreshock.store import Put, Store

ANA, ED = "Ana Lisboa", "Ed Brandt"
OF = "cape-ness/2020-05-07/1"
WORDS = "زوارق لورنية تتبعت سفينة صيد ثم ابتعدت."


@pytest.fixture
def desk(desk_store: Store) -> Any:
    from foreshock.desk.changes import Changes

    return Changes(desk_store, lambda: True)


def form(store: Store, of: str, language: str, **texts: str) -> dict[str, str]:
    """The form as a person gets it, with some texts typed."""
    from foreshock.desk.translating import original_of, rows_of

    kept = original_of(store, of)
    rows = rows_of(kept.value, newest(store, of, language), store.history(kept.stamp.kind, of))
    fields = {f"of-{row.path}": row.of for row in rows} | {f"text-{row.path}": row.text for row in rows}
    return fields | {f"text-{path}": text for path, text in texts.items()} | {"translator": ANA}


def newest(store: Store, of: str, language: str) -> Translation | None:
    history = store.history("translation", f"{language}/{of}")
    value = history[-1].value if history else None
    assert value is None or isinstance(value, Translation)
    return value


def made(store: Store, of: str, language: str, fields: dict[str, str]) -> Translation:
    from foreshock.desk.translating import original_of, translation_from

    kept = original_of(store, of)
    return translation_from(fields, language, kept, newest(store, of, language), kept.stamp.hash)


def change_original(store: Store, **fields: Any) -> None:
    kept = store.history("flashpoint", "cape-ness")[-1]
    assert isinstance(kept.value, Flashpoint)
    store.put([Put("flashpoint", replace(kept.value, **fields))], ED, "news")


def translate_cape(store: Store, **texts: str) -> Translation:
    value = made(store, "cape-ness", "ar", form(store, "cape-ness", "ar", **texts))
    store.put([Put("translation", value)], ANA, "translated")
    return value


def test_a_translation_is_public_only_after_its_second_reader(desk: Any, desk_store: Store) -> None:
    value = made(desk_store, OF, "ar", form(desk_store, OF, "ar", text=WORDS))
    change = desk.propose("translation", value, 0, ANA, "translated")
    assert change.status == "waiting"
    assert desk_store.state().translations == {}
    with pytest.raises(Conflict, match="cannot be its second reader"):
        desk.approve(change.pk, ANA)
    desk.approve(change.pk, ED)
    kept = desk_store.state().translations[f"ar/{OF}"]
    assert kept.value == value
    assert kept.stamp.why == "translated (second reader: Ed Brandt)"
    assert value.revision == desk_store.history("development", OF)[-1].stamp.hash
    assert desk_store.verify().problem == ""


def test_what_is_left_empty_is_kept_as_seen_and_does_not_count_as_changed(desk_store: Store) -> None:
    from foreshock.desk.translating import listed

    change_original(desk_store, summary="A narrow strait")
    translate_cape(desk_store, name="رأس نس")
    (one,) = listed(desk_store.state())
    assert (one.language, one.name, one.changed, one.texts) == ("Arabic", "Cape Ness, Lornia", 0, 2)


def test_a_stale_text_shows_what_has_changed_since(desk_store: Store) -> None:
    from foreshock.desk.translating import listed, original_of, rows_of

    change_original(desk_store, summary="A narrow strait", why="Boats meet.")
    value = translate_cape(desk_store, name="رأس نس", summary="مضيق ضيق")
    change_original(desk_store, summary="A narrow and shallow strait")
    kept = original_of(desk_store, "cape-ness")
    rows = {row.path: row for row in rows_of(kept.value, value, desk_store.history("flashpoint", "cape-ness"))}
    assert [path for path, row in rows.items() if row.stale] == ["summary"]
    assert [run.text for run in rows["summary"].since if run.what == "in"] == ["and shallow "]
    assert rows["summary"].text == "مضيق ضيق"
    assert listed(desk_store.state())[0].changed == 1


def test_sending_the_form_again_makes_nothing_up_to_date_by_itself(desk_store: Store) -> None:
    change_original(desk_store, summary="A narrow strait")
    value = translate_cape(desk_store, name="رأس نس", summary="مضيق ضيق")
    change_original(desk_store, summary="A closed strait", analysis="It is quiet.")
    again = made(desk_store, "cape-ness", "ar", form(desk_store, "cape-ness", "ar"))
    ties = {text.path: text.of for text in again.texts}
    assert ties["summary"] == {text.path: text.of for text in value.texts}["summary"]
    assert "analysis" not in ties


@pytest.mark.parametrize("said", [{"text-summary": "مضيق مغلق"}, {"holds-summary": "yes"}])
def test_new_words_or_a_word_that_it_holds_bring_a_text_up_to_date(desk_store: Store, said: dict[str, str]) -> None:
    change_original(desk_store, summary="A narrow strait")
    translate_cape(desk_store, summary="مضيق ضيق")
    change_original(desk_store, summary="A closed strait")
    again = made(desk_store, "cape-ness", "ar", form(desk_store, "cape-ness", "ar") | said)
    assert {text.path: text.of for text in again.texts}["summary"] == text_digest("A closed strait")


def test_a_text_is_tied_to_the_original_that_the_person_saw(desk_store: Store) -> None:
    change_original(desk_store, summary="A narrow strait")
    fields = form(desk_store, "cape-ness", "ar", summary="مضيق ضيق")
    change_original(desk_store, summary="A closed strait")
    value = made(desk_store, "cape-ness", "ar", fields)
    assert {text.path: text.of for text in value.texts}["summary"] == text_digest("A narrow strait")


def test_a_translation_without_a_word_is_refused(desk_store: Store) -> None:
    with pytest.raises(InvalidValue, match="translate at least one"):
        made(desk_store, OF, "ar", form(desk_store, OF, "ar"))


def test_what_was_taken_down_comes_back_when_somebody_writes_it_anew(desk: Any, desk_store: Store) -> None:
    translate_cape(desk_store, name="رأس نس")
    desk_store.put([Put("translation", None, "now", "withdraw", id="ar/cape-ness")], ED, "wrong")
    value = made(desk_store, "cape-ness", "ar", form(desk_store, "cape-ness", "ar", name="رأس"))
    change = desk.propose("translation", value, 2, ANA, "anew")
    desk.approve(change.pk, ED)
    assert desk_store.state().translations["ar/cape-ness"].value == value


def test_two_translators_do_not_overwrite_each_other(desk: Any, desk_store: Store) -> None:
    value = made(desk_store, OF, "ar", form(desk_store, OF, "ar", text=WORDS))
    desk_store.put([Put("translation", value)], ED, "translated")
    other = replace(value, translator=ANA)
    with pytest.raises(Conflict, match="was changed since you opened it"):
        desk.propose("translation", other, 0, ANA, "mine")


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("summary", "In a few words"),
        ("scenarios.0.title", "Scenario 1, title"),
        ("scenarios.1.advice.0.text", "Scenario 2, recommendation 1, text"),
        ("scenarios.0.triggers.2", "Scenario 1, trigger 3"),
        ("accounts.1.by", "Account 2, by"),
    ],
)
def test_a_path_is_said_in_words(path: str, label: str) -> None:
    from foreshock.desk.translating import label_of

    assert label_of(path) == label


def test_what_can_be_translated_is_what_is_published(desk_store: Store) -> None:
    from foreshock.desk.translating import originals

    assert list(originals(desk_store.state())) == ["cape-ness", "port-vell", OF]
    assert texts_of(originals(desk_store.state())[OF])
    assert NOON


@pytest.mark.browser
def test_an_entry_is_translated_read_and_published_by_keyboard_and_undone(browser: Any, served: Served) -> None:
    from test_hands_on import Person

    ana, ed = Person(browser, served, "ana"), Person(browser, served, "ed")
    ana.page.goto(f"{served.address}/desk/translations/")
    ana.page.focus("#of")
    ana.page.keyboard.type(OF)
    ana.page.keyboard.press("Tab")
    ana.page.keyboard.type("ar")
    ana.press("Enter")
    box = ana.page.locator("[name='text-text']")
    assert (box.get_attribute("lang"), box.get_attribute("dir")) == ("ar", "rtl")
    box.focus()
    ana.page.keyboard.type(WORDS)
    ana.page.keyboard.press("Escape")
    ana.press("s")
    assert f"Waits for its second reader: ar/{OF}" in ana.page.inner_text(".told")
    ed.page.goto(f"{served.address}/desk/translations/")
    ed.page.focus("main .hits a")
    ed.press("Enter")
    assert "Lornian gunboats followed a Vell trawler" in ed.page.inner_text("main")
    ed.press("p")
    reader = browser.new_page()
    reader.goto(f"{served.address}/ar/{OF}/")
    assert (reader.get_attribute("html", "lang"), reader.get_attribute("html", "dir")) == ("ar", "rtl")
    assert WORDS in reader.inner_text("main")
    reader.goto(f"{served.address}/{OF}/")
    reader.click(".tongues a")
    assert WORDS in reader.inner_text("main")

    ana.page.goto(f"{served.address}/desk/translations/ar/{OF}/")
    ana.page.fill("[name='text-text']", "كلام خاطئ")
    ana.page.keyboard.press("Escape")
    ana.press("s")
    ed.page.goto(f"{served.address}/desk/translations/")
    ed.page.focus("main .hits a")
    ed.press("Enter")
    ed.press("p")
    ed.page.goto(f"{served.address}/desk/translations/ar/{OF}/")
    assert ed.page.input_value("[name='text-text']") == "كلام خاطئ"
    ed.press("u")
    assert ed.page.input_value("[name='text-text']") == WORDS
    assert ana.complaints == ed.complaints == []


@pytest.mark.browser
def test_a_reader_of_the_desk_looks_and_cannot_translate(browser: Any, served: Served) -> None:
    from test_hands_on import Person

    rhea = Person(browser, served, "rhea")
    rhea.page.goto(f"{served.address}/desk/translations/fa/cape-ness/")
    assert rhea.page.query_selector("main button.chief") is None
    rhea.page.goto(f"{served.address}/desk/translations/fa/nowhere/")
    assert "nothing published under 'nowhere'" in rhea.page.inner_text("main")
    rhea.page.goto(f"{served.address}/desk/translations/persian/cape-ness/")
    assert "write a tag of BCP 47" in rhea.page.inner_text("main")


def test_the_api_gives_translations_of_what_can_be_shown(desk_store: Store) -> None:
    from types import SimpleNamespace

    from django.test import RequestFactory

    from foreshock.desk.api.public import translations
    from foreshock.site.index import Index

    def told(query: str = "") -> list[str]:
        import datetime as dt

        index = Index(desk_store.state(), dt.date(2020, 6, 1))
        work: Any = SimpleNamespace(published=SimpleNamespace(index=lambda: index), store=desk_store)
        return [one["id"] for one in translations(work, RequestFactory().get(f"/{query}"))["items"]]

    value = made(desk_store, OF, "ar", form(desk_store, OF, "ar", text=WORDS))
    desk_store.put([Put("translation", value)], ANA, "translated")
    assert told() == told("?language=ar") == [f"ar/{OF}"]
    assert told("?language=fa") == []
    desk_store.erase(OF, ANA, ED, "names a child", scrub_for=0)
    assert told() == []
