"""A development's page: the entry, its accounts, coding, sources and record; or the gap where it was."""

import datetime as dt

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from foreshock.model import Citation, Erasure, Event, Kept, NotFound
from foreshock.site.actors import actor_words, event_words, type_words
from foreshock.site.index import Index
from foreshock.site.links import ServerLinks
from foreshock.site.pages import render
from foreshock.site.routes import YEAR_LIMIT, Route

FLARES = Route.of_development("lume-strait/2021-06-20/1")


def test_it_gives_date_kind_place_tags_and_what_is_open(draw, said):
    page = draw(FLARES)
    words = said(page.css_first("article.entry"))
    assert said(page.css_first("h1")) == "20 June 2021 · Event Near the light"
    assert "Happened 20 June 2021, to the day" in words
    assert "Place Lume light" in words
    assert "breach, reported" in words and "Open: Who gave the order" in words


def test_a_date_known_only_roughly_says_so(draw, said):
    page = draw(Route.of_development("lume-strait/2021-05-03/1"))
    assert "Happened early May 2021, to about a third of the month" in said(page.css_first(".entry"))
    assert page.css_first("h1 time").attributes["datetime"] == "2021-05"


def test_it_belongs_to_every_flashpoint_it_names(draw, said):
    assert [said(a) for a in draw(FLARES).css(".kicker a")] == ["Lume Strait, Vesper Sea", "Aster City"]


def test_events_are_told_in_words_with_their_codes(draw, said):
    coded = said(draw(FLARES).css_first(".coded"))
    assert "Assault, with firearms United States, armed forces → an unidentified actor" in coded
    assert "Claimed; Lume light; 0 killed; 2 injured" in coded
    assert "ASSAULT/firearms USA:MIL UNK" in coded


def test_statements_are_told_in_words_with_their_codes(draw, said):
    coded = said(draw(Route.of_development("lume-strait/2021-06-20/2")).css_first(".coded"))
    assert "Ines Marr (Aster, armed forces) about Boreal; one quoted passage in the source USA:MIL" in coded


@pytest.mark.parametrize(
    ("code", "words"),
    [("USA", "United States"), ("SYR:REB", "Syria, armed opposition"), ("IRQ:PRM", "Iraq, state-aligned militia"),
     ("UNK", "an unidentified actor"), ("UNK:PRM", "an unidentified actor"),
     ("CIV:GOV", "Côte d’Ivoire, executive or foreign ministry"), ("GIB", "Gibraltar")],
)  # fmt: skip
def test_an_actor_code_becomes_words(code, words):
    assert actor_words(code) == words


def test_an_event_without_recipient_or_mode_is_told_without_them():
    event = Event("PROTEST", "IRN:CIV")
    assert (type_words(event), event_words(event)) == ("Protest", "Iran, civilians")


def test_sources_stand_with_grade_in_words_and_hash(draw, said):
    page = draw(FLARES)
    assert "5e" * 32 in said(page.css_first(".sources"))
    assert said(page.css_first(".grades")) == (
        "Source 1, page 4: C3, source fairly reliable; information possibly true"
    )


def test_the_record_gives_the_three_times_and_every_revision(state, said):
    kept = state.developments["lume-strait/2021-05-03/1"]
    recorded = dt.datetime(2021, 5, 4, 8, 30, tzinfo=dt.UTC)
    first = msgspec.structs.replace(
        kept.stamp, number=1, act="add", why="From the log", recorded=recorded, hash="1f" * 32,
        published=dt.datetime(2021, 5, 4, 9, 0, tzinfo=dt.UTC),
    )  # fmt: skip
    index = Index(state, dt.date(2021, 7, 1), {("development", kept.value.id): [first, kept.stamp]})
    page = LexborHTMLParser(render(Route.of_development(kept.value.id), index, ServerLinks()).body.decode())
    words = said(page.css_first(".margin"))
    assert "Published 4 May 2021, 09:00 UTC" in words and "Recorded 4 May 2021, 08:30 UTC" in words
    revisions = [said(item) for item in page.css(".revisions li")]
    assert revisions[0].startswith("Corrected 20 May 2021 by Ada Keeper: The tow was lost for an hour, not a day.")
    assert revisions[1].startswith("Added 4 May 2021 by Ada Keeper: From the log.") and "1f" * 32 in revisions[1]


def test_revisions_published_after_the_day_looked_back_to_are_left_out(state, said):
    kept = state.developments["lume-strait/2021-05-03/1"]
    later = msgspec.structs.replace(kept.stamp, number=3, published=dt.datetime(2021, 6, 1, tzinfo=dt.UTC), why="Later")
    old = msgspec.structs.replace(state, as_of=dt.datetime(2021, 5, 31, 23, 59, tzinfo=dt.UTC))
    index = Index(old, dt.date(2021, 7, 1), {("development", kept.value.id): [kept.stamp, later]})
    page = LexborHTMLParser(render(Route.of_development(kept.value.id), index, ServerLinks()).body.decode())
    assert "Later" not in said(page.css_first(".revisions"))


def test_a_correction_is_noted_at_the_entry(draw, said):
    page = draw(Route.of_development("lume-strait/2021-05-03/1"))
    assert said(page.css_first(".corrected")) == "Corrected 20 May 2021: The tow was lost for an hour, not a day."


def test_it_says_the_level_of_that_day_and_the_changes_that_rest_on_it(draw, said):
    record = said(draw(FLARES).css_first(".margin table"))
    assert "Level then severe since 20 Jun 2021" in record
    assert "Counted in moderate to severe Lume Strait, 20 Jun 2021" in record


def test_it_leads_to_the_entries_before_and_after_and_back_to_its_place(draw, said):
    page = draw(FLARES)
    hrefs = {said(a): a.attributes["href"] for a in page.css("a")}
    assert hrefs["Earlier 20 Jun 2021: Ines Marr"] == "../../../lume-strait/2021-06-20/2/index.html"
    assert hrefs["Later 25 Jun 2021: The council"] == "../../../aster-city/2021-06-25/1/index.html"
    assert hrefs["In its place among the developments"] == "../../../lume-strait/2021/index.html#e2021-06-20-1"
    assert hrefs["Back to map"] == "../../../index.html#map"
    assert hrefs["JSON"] == "../../../lume-strait/2021-06-20/1.json"


def test_in_a_year_that_is_parted_its_place_is_on_the_page_of_the_month(state, said):
    sample = state.developments["lume-strait/2021-06-20/1"]
    crowd = {
        f"lume-strait/2021-06-20/{n}": Kept(
            sample.stamp, msgspec.structs.replace(sample.value, id=f"lume-strait/2021-06-20/{n}")
        )
        for n in range(1, YEAR_LIMIT + 2)
    }
    index = Index(msgspec.structs.replace(state, developments=crowd), dt.date(2021, 7, 1))
    page = LexborHTMLParser(render(FLARES, index, ServerLinks()).body.decode())
    hrefs = [a.attributes["href"] for a in page.css("#share a")]
    assert "/lume-strait/2021-06/#e2021-06-20-1" in hrefs


def test_a_withdrawn_entry_leaves_its_address_its_reason_and_its_record(draw, said):
    page = draw(Route.of_development("lume-strait/2021-06-01/1"))
    assert "Withdrawn The report was of another strait. By Ada Keeper, 10 June 2021." in said(page.css_first(".gap"))
    assert page.css_first(".revisions li") is not None
    assert page.css_first("a[href$='.json']") is None


def test_an_erased_entry_shows_reason_both_names_and_the_hash_and_none_of_its_words(state, said):
    secret = msgspec.structs.replace(
        state.developments["lume-strait/2021-06-20/1"],
        value=None,
        erasure=Erasure("It named a child", "Ada Keeper", "Bo Second", dt.datetime(2021, 6, 22, 9, tzinfo=dt.UTC)),
    )
    index = Index(
        msgspec.structs.replace(state, developments=state.developments | {secret.stamp.id: secret}), dt.date(2021, 7, 1)
    )
    body = render(FLARES, index, ServerLinks()).body.decode()
    page = LexborHTMLParser(body)
    gap = said(page.css_first(".gap"))
    assert "Erased It named a child. By Ada Keeper and Bo Second, 22 June 2021, 09:00 UTC." in gap
    assert secret.stamp.content_hash in said(page.css_first(".margin"))
    assert "patrol boat" not in body and "Near the light" not in body


def test_a_source_that_was_erased_or_is_unknown_is_told_as_such(state, said):
    entry = state.developments["lume-strait/2021-06-20/1"]
    cited = msgspec.structs.replace(entry.value, sources=(Citation("harbour-log"), Citation("nowhere")))
    log = msgspec.structs.replace(
        state.documents["harbour-log"], value=None,
        erasure=Erasure("licence", "Ada Keeper", "Bo Second", dt.datetime(2021, 6, 22, tzinfo=dt.UTC)),
    )  # fmt: skip
    changed = msgspec.structs.replace(
        state,
        developments=state.developments | {cited.id: msgspec.structs.replace(entry, value=cited)},
        documents=state.documents | {"harbour-log": log},
    )
    page = LexborHTMLParser(render(FLARES, Index(changed, dt.date(2021, 7, 1)), ServerLinks()).body.decode())
    first, second = (said(item) for item in page.css(".sources li"))
    assert "Erased: licence." in first and "Log of the harbour master" not in first
    assert "Unknown document “nowhere”" in second


def test_words_of_an_entry_are_text_and_never_markup(draw, said):
    page = draw(Route.of_development("lume-strait/2021-06-20/2"))
    assert said(page.css_first(".entry__text")) == "Calls the flares a misunderstanding & promises <notice>."


def test_an_address_without_an_entry_is_refused(index):
    with pytest.raises(NotFound, match="/lume-strait/2021-06-20/9/"):
        render(Route.of_development("lume-strait/2021-06-20/9"), index, ServerLinks())
