"""Pages of translations: direction, what is translated and what is not, what is stale, as of any day, hreflang."""

import datetime as dt
import tomllib

import pytest
from envelopes import kept
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from foreshock.model import (
    Account,
    Citation,
    Development,
    Document,
    Flashpoint,
    InvalidValue,
    ListState,
    NotFound,
    Quotation,
    Scenario,
    Statement,
    TranslatedText,
    Translation,
    TriggerList,
    When,
    text_digest,
    texts_of,
)
from foreshock.site.fingerprints import Fingerprints
from foreshock.site.index import Index
from foreshock.site.interface import WORDS, Interface, catalogue
from foreshock.site.links import FolderLinks, ServerLinks, folder_path
from foreshock.site.pages import render
from foreshock.site.routes import FRONT, TRANSLATIONS, Route, all_routes, parse
from foreshock.store import create_store
from foreshock.store.record import Put

CAPE = Flashpoint(
    "cape", "Cape Ness", summary="A narrow strait", why="Two *fleets* share it.", background="It was quiet.",
    scenarios=(Scenario("Fog", "A collision.", ("Fog for a week",)),),
)  # fmt: skip
SHOTS = Development(
    "cape/2020-05-09/1", "Shots were fired.", head="Off the cape", sources=(Citation("wire", "C3"),),
    accounts=(Account("claim", "The fleet", "They fired."), Account("denial", "The master", "We did not.")),
    statements=(Statement("Ines Marr", "NOR", quotations=(
        Quotation("شلیک نکردیم", "fa", translation="We did not fire", translator="A. Keeper", document="wire"),)),),
)  # fmt: skip
CALM = Development("cape/2020-05-01/1", "Nothing happened.", happened=When("mid-2020-04"))
PERSIAN = {"name": "کیپ نس", "summary": "تنگه‌ای باریک", "why": "دو *ناوگان* در آن شریک‌اند.", "scenarios.0.title": "مه"}
FA, FA_SHOTS = Route("flashpoint", "cape", language="fa"), Route.of_development(SHOTS.id, language="fa")


def into(language, value, words, translator="A. Keeper"):
    texts = (TranslatedText(path, text_digest(text), words.get(path, "")) for path, text in texts_of(value).items())
    return Translation(language, value.slug if isinstance(value, Flashpoint) else value.id, translator, tuple(texts))


def listing(cape=CAPE, shots=SHOTS, *more, translations=None):
    made = translations or (into("fa", CAPE, PERSIAN), into("fa", SHOTS, {"text": "تیراندازی شد."}))
    state = ListState(
        None, "0", None, kept("list", "list", TriggerList("A list", "", order=("cape",)), "2020-05-01"),
        {"cape": kept("flashpoint", "cape", cape, "2020-05-01")},
        {d.id: kept("development", d.id, d, d.date.isoformat()) for d in (CALM, shots, *more)}, {}, {}, {},
        {"wire": kept("document", "wire", Document("wire", "Wire report"), "2020-05-01")},
        translations={t.id: kept("translation", t.id, t, "2020-05-10") for t in made},
    )  # fmt: skip
    return Index(state, dt.date(2020, 6, 1))


def page(route, index=None, links=None):
    return LexborHTMLParser(render(route, index or listing(), links or ServerLinks()).body.decode())


def test_a_page_says_its_language_and_runs_its_way():
    html = page(FA).css_first("html")
    assert (html.attributes["lang"], html.attributes["dir"]) == ("fa", "rtl")
    assert page(FA).css_first("h1").text().strip() == "کیپ نس"
    assert "تنگه‌ای باریک" in page(FA).css_first(".summary").text()
    assert "<em>ناوگان</em>" in page(FA).css_first("#why .prose").html


def test_what_nobody_has_translated_stands_in_the_language_of_the_list_and_says_so():
    found = page(FA)
    background = found.css_first("#background .prose")
    assert (background.attributes["lang"], background.attributes["dir"]) == ("en", "ltr")
    entries = {one.attributes["id"]: one for one in found.css("article.dev")}
    calm = entries["e2020-05-01-1-cape"].css_first(".dev__text")
    assert (calm.attributes["lang"], calm.text()) == ("en", "Nothing happened.")
    shots = entries["e2020-05-09-1-cape"].css_first(".dev__text")
    assert (shots.attributes.get("lang"), shots.text()) == (None, "تیراندازی شد.")
    assert entries["e2020-05-01-1-cape"].css_first("time").text() == "اواسط آوریل ۲۰۲۰"
    for place in (found.css_first("footer"), found.css_first("#sources .main")):
        assert place.attributes["lang"] == "en"


def test_entries_lead_to_their_page_in_the_language_where_there_is_one():
    hrefs = [a.attributes["href"] for a in page(FA).css("article.dev .dev__src a") if "#" not in a.attributes["href"]]
    assert hrefs == ["/fa/cape/2020-05-09/1/", "/cape/2020-05-01/1/"]


def test_words_said_in_the_language_of_the_page_need_no_translation():
    quote = page(FA_SHOTS).css_first("figure.quote")
    assert quote.css_first("blockquote").text() == "شلیک نکردیم"
    assert quote.css_first("details") is None


def test_a_translation_whose_original_has_not_changed_has_no_notice():
    assert page(FA).css_first("[role=note]") is None
    assert page(FA).css_first(".stale") is None


def test_a_stale_translation_says_how_many_texts_differ_and_marks_them():
    changed = replace(CAPE, summary="A strait that is closed", background="It was never quiet.")
    found = page(FA, listing(changed))
    assert "۲" in found.css_first("[role=note]").text()
    assert len(found.css(".stale")) == 1, "the background was never translated: it stands in English as it now is"
    assert found.css_first(".summary .stale") is not None
    assert "It was never quiet." in found.css_first("#background").text()
    assert "summary" not in page(FA_SHOTS, listing(changed)).css_first("main").html


def test_a_machine_that_translated_is_named_as_one():
    made = (into("fa", CAPE, PERSIAN, "machine: Lexica 2"),)
    assert "ترجمه ماشینی (Lexica 2)" in page(FA, listing(translations=made)).css_first("main").text()


def test_pages_point_to_each_other_by_language():
    for route in (Route("flashpoint", "cape"), FA):
        found = page(route, links=ServerLinks(base_url="https://list.example"))
        links = {a.attributes["hreflang"]: a.attributes["href"] for a in found.css("link[hreflang]")}
        assert links == {"en": "https://list.example/cape/", "fa": "https://list.example/fa/cape/"}
    assert page(Route("flashpoint", "cape")).css_first(".tongues a").attributes["href"] == "/fa/cape/"
    assert page(FA).css_first(".tongues a").attributes == {"href": "/cape/", "hreflang": "en", "lang": "en"}
    assert page(Route.of_development(CALM.id)).css_first(".tongues") is None
    assert page(FRONT).css_first(".tongues a").attributes["href"] == "/translations/#fa"


def test_what_is_translated_is_listed_by_language():
    found = page(TRANSLATIONS, listing(replace(CAPE, summary="Other")))
    assert [a.attributes["href"] for a in found.css("#fa li a")] == ["/fa/cape/", "/fa/cape/2020-05-09/1/"]
    assert "One text changed since" in found.css_first("#fa li").text()


def test_what_is_gone_has_no_page_in_any_language():
    index = listing()
    gone = replace(index.state, developments=index.state.developments | {
        SHOTS.id: kept("development", SHOTS.id, None, "2020-05-11", 2, "withdraw")})  # fmt: skip
    index = Index(gone, dt.date(2020, 6, 1))
    assert FA_SHOTS not in list(all_routes(gone))
    with pytest.raises(NotFound, match="is not translated into 'fa'"):
        render(FA_SHOTS, index, ServerLinks())
    words = page(FA, index).css_first(".dev--gap").text()
    assert "پس گرفته شد" in words
    assert "Shots" not in words


def test_a_language_without_a_catalogue_is_served_in_english_words_that_say_so():
    index = listing(translations=(into("ru", CAPE, {"name": "Мыс Несс"}),))
    heading = page(Route("flashpoint", "cape", language="ru"), index).css_first("#why-h span")
    assert (heading.attributes["lang"], heading.text()) == ("en", "Why it matters")


@pytest.mark.parametrize(
    ("route", "path"),
    [
        (FA, "/fa/cape/"),
        (FA_SHOTS, "/fa/cape/2020-05-09/1/"),
        (Route("flashpoint", "cape", language="zh-Hant-TW"), "/zh-hant-tw/cape/"),
        (TRANSLATIONS, "/translations/"),
    ],
)
def test_an_address_and_its_route_belong_together(route, path):
    assert ServerLinks().page(route) == path
    assert parse(path) == route
    assert parse(f"/{folder_path(route)}") == route
    assert FolderLinks(route).page(FRONT).count("../") == path.count("/") - 1


@pytest.mark.parametrize("path", ["/FA/cape/", "/persian/cape/", "/fa/cape/2020/", "/fa/cape.json", "/fa/about/",
                                  "/fa/cape/show-events/", "/al-tanf/cape/"])  # fmt: skip
def test_other_addresses_are_no_translations(path):
    with pytest.raises(NotFound):
        parse(path)


def test_a_flashpoint_cannot_have_the_name_of_the_page_of_translations():
    state = listing().state
    taken = Flashpoint("translations", "Translations")
    state = replace(state, flashpoints={"translations": kept("flashpoint", "translations", taken, "2020-05-01")})
    with pytest.raises(InvalidValue, match="has the name of a page"):
        list(all_routes(state))


def test_a_page_rests_on_its_texts_and_on_which_languages_there_are():
    before, after = listing(), listing(translations=(into("fa", CAPE, PERSIAN | {"name": "دماغه"}),))
    one, other = Fingerprints(before), Fingerprints(after)
    assert one(FA) != other(FA)
    english = Route("flashpoint", "cape")
    assert one(english) == other(english), "other words in the same language change no English page"
    more = Fingerprints(listing(translations=(into("ar", CAPE, {"name": "رأس"}), into("fa", CAPE, PERSIAN))))
    for route in (english, FRONT, TRANSLATIONS):
        assert one(route) != more(route)


def test_as_of_a_day_a_translation_is_what_it_was(tmp_path):
    with create_store(tmp_path / "desk") as store:
        at = [dt.datetime(2020, 5, day, 12, tzinfo=dt.UTC) for day in (1, 2, 3, 4)]
        old, new = into("fa", CAPE, {"name": "قدیم"}), into("fa", CAPE, {"name": "جدید"})
        changed = replace(CAPE, name="Cape Ness, Lornia")
        store.put([Put("flashpoint", CAPE, at[0]), Put("translation", old, at[1]), Put("translation", new, at[2]),
                   Put("flashpoint", changed, at[3])], "A. Keeper", "news")  # fmt: skip
        found = [page(FA, Index(store.state(when), dt.date(2020, 6, 1))) for when in (at[1], at[2], None)]
        assert [one.css_first("h1 span").text() for one in found] == ["قدیم", "جدید", "جدید"]
        assert [one.css_first("[role=note]") is None for one in found] == [True, True, False]
        with pytest.raises(NotFound):
            render(FA, Index(store.state(at[0]), dt.date(2020, 6, 1)), ServerLinks())


def test_every_catalogue_has_the_same_phrases_with_the_same_parts():
    english = catalogue("en")
    for file in WORDS.glob("*.toml"):
        phrases = tomllib.loads(file.read_text("utf-8"))
        assert phrases.keys() == english.keys(), file.name
        for key, phrase in phrases.items():
            if isinstance(phrase, str):
                parts = {
                    part for part in ("{n}", "{language}", "{name}", "{day}", "{month}", "{year}") if part in phrase
                }
                assert parts == {
                    p for p in ("{n}", "{language}", "{name}", "{day}", "{month}", "{year}") if p in english[key]
                }
        assert (len(phrases["months"]), len(phrases["digits"])) == (12, 10)


def test_days_are_said_in_the_words_and_digits_of_the_language():
    day = dt.date(2018, 8, 13)
    assert [Interface(tag).day(day) for tag in ("fa", "ar", "ru")] == ["۱۳ اوت ۲۰۱۸", "13 أغسطس 2018", "13 August 2018"]
    assert Interface("fa").when(When("2018-08")) == "اوت ۲۰۱۸"
    assert Interface("fa").when(When("2018")) == "۲۰۱۸"


def test_markup_in_a_name_stays_text():
    assert "<script>" not in Interface("fa")("translator", name="<script>")
