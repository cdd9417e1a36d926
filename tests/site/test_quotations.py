"""Quotations on pages and in data: language and direction of the words, translator, terms of the source."""

import csv
import datetime as dt
import io
import json

import pytest
from envelopes import kept
from selectolax.lexbor import LexborHTMLParser

from foreshock.model import Citation, Development, Document, Flashpoint, ListState, Quotation, Statement, TriggerList
from foreshock.site.data import data_file, parts
from foreshock.site.feed import feed
from foreshock.site.fingerprints import Fingerprints
from foreshock.site.index import Index
from foreshock.site.links import ServerLinks
from foreshock.site.pages import render
from foreshock.site.routes import Route

PERSIAN = "جنگ نخواهد شد"
SAID = Quotation(PERSIAN, "fa", translation="There will be no war.", translator="A. Keeper", document="speech")
ID = "cape/2020-05-09/1"
ENTRY = Route.of_development(ID)


def listing(*quotations, terms="quote", gone=False):
    """A list with one entry that gives these quotations; its source may be gone."""
    told = kept("document", "speech", Document("speech", "A speech", publisher="The hall", terms=terms), "2020-05-09")
    if gone:
        told = kept("document", "speech", None, "2020-05-10", act="withdraw", why="not ours")
    entry = Development(
        ID, "She spoke of the strait.", kind="statement", head="Ines Marr, minister",
        statements=(Statement("Ines Marr", "NOR", "GOV", quotations=quotations),),
        sources=(Citation("speech", "A1", "first minute"),),
    )  # fmt: skip
    state = ListState(
        None, "0", None,
        kept("list", "list", TriggerList("A list", "", order=("cape",)), "2020-05-01"),
        {"cape": kept("flashpoint", "cape", Flashpoint("cape", "Cape Ness"), "2020-05-01")},
        {ID: kept("development", ID, entry, "2020-05-09")}, {}, {}, {}, {"speech": told},
    )  # fmt: skip
    return Index(state, dt.date(2020, 6, 1))


def page(index, route=ENTRY):
    return LexborHTMLParser(render(route, index, ServerLinks()).body.decode())


@pytest.mark.parametrize("route", [ENTRY, Route("flashpoint", "cape"), Route("period", "cape", year=2020)])
def test_a_translation_stands_in_sight_and_the_original_behind_a_fold(route):
    quote = page(listing(SAID), route).css_first("figure.quote")
    shown, original = quote.css("blockquote")
    assert (shown.attributes["lang"], shown.attributes["dir"], shown.text()) == ("en", "ltr", "There will be no war.")
    assert original.parent.tag == "details"
    assert (original.attributes["lang"], original.attributes["dir"], original.text()) == ("fa", "rtl", PERSIAN)
    words = " ".join(quote.css_first("figcaption").text().split())
    assert words.startswith("Ines Marr. Translated from Persian by A. Keeper. Source 1")


def test_a_machine_is_named_as_one():
    said = Quotation(PERSIAN, "fa", translation="No war.", translator="machine: Lexica 2", document="speech")
    assert "Translated from Persian by machine (Lexica 2)." in page(listing(said)).css_first("figcaption").text()


def test_words_without_a_translation_stand_in_sight_in_their_language():
    quote = page(listing(Quotation(PERSIAN, "fa", document="speech"))).css_first("figure.quote")
    assert quote.css_first("details") is None
    assert quote.css_first("blockquote").attributes["lang"] == "fa"
    assert "in Persian" in quote.css_first("figcaption").text()


def test_data_files_and_feed_give_the_words_with_their_translation():
    index = listing(SAID)
    (statement,) = json.loads(data_file(Route.of_development(ID, "json"), index))["development"]["statements"]
    assert statement["quotations"][0]["words"] == PERSIAN
    assert statement["quotations"][0]["translator"] == "A. Keeper"
    (row,) = csv.DictReader(io.StringIO(data_file(Route("flashpoint", "cape", ext="csv"), index).decode()))
    assert row["quotations"] == f"Ines Marr: {PERSIAN} (fa)"
    assert (
        "(translated by A. Keeper: “There will be no war.”)"
        in feed(Route("front", ext="atom"), index, ServerLinks()).decode()
    )


@pytest.mark.parametrize("how", [{"terms": "private"}, {"gone": True}])
@pytest.mark.parametrize("named", ["speech", ""])
def test_words_of_a_source_that_is_private_or_gone_are_shown_nowhere(how, named):
    said = Quotation("Not a word of this.", "en", document=named)
    index = listing(said, **how)
    routes = [ENTRY, Route("flashpoint", "cape"), Route("period", "cape", year=2020), Route("front")]
    told = [render(route, index, ServerLinks()).body for route in routes]
    told += [data_file(Route("flashpoint", "cape", ext=ext), index) for ext in ("json", "csv", "geojson")]
    told += [data_file(Route.of_development(ID, "json"), index), feed(Route("front", ext="atom"), index, ServerLinks())]
    assert not [body for body in told if b"Not a word of this" in body]
    assert "One quotation of this entry cannot be shown" in page(index).css_first(".entry__body").text()


def test_a_change_of_terms_makes_the_months_of_data_files_anew():
    for ext in ("json", "csv"):
        route = Route("flashpoint", "cape", ext=ext)
        open_, closed = (parts(route, listing(SAID, terms=terms), "") for terms in ("quote", "private"))
        for one, other in zip(open_, closed, strict=True):
            assert one.make() == other.make() or not one.source or one.source != other.source


def test_a_change_of_terms_changes_what_a_page_rests_on():
    routes = [
        ENTRY,
        Route("flashpoint", "cape"),
        Route("period", "cape", year=2020),
        Route("flashpoint", "cape", ext="json"),
    ]
    open_, closed = Fingerprints(listing(SAID)), Fingerprints(listing(SAID, gone=True))
    assert all(open_(route) != closed(route) for route in routes)


def test_markup_in_words_is_text():
    said = Quotation("<script>alert(1)</script>", "en", document="speech")
    assert page(listing(said)).css_first("figure.quote script") is None
