"""The front page: how bad, since when, why, what changed, and the list itself."""

import datetime as dt
import gzip
from pathlib import Path

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

import foreshock.site
from foreshock.model import INCIDENT, LEVELS
from foreshock.site.index import Index
from foreshock.site.links import ServerLinks
from foreshock.site.pages import render
from foreshock.site.routes import FRONT, Route

STATIC = Path(foreshock.site.__file__).parent / "static"


def test_it_opens_with_the_highest_level_and_its_reason(draw, said):
    answer = said(draw(FRONT).css_first(".answer"))
    assert "Lume Strait, Vesper Sea: severe" in answer
    assert "Since 20 June 2021, raised from moderate" in answer
    assert "Flares were fired across a bow." in answer
    assert "One new event and two new statements, one reported attack among them in 30 days." in answer


def test_a_capital_never_stands_as_the_highest_flashpoint(state, said):
    change = msgspec.structs.replace(
        state.levels["lume-strait/2021-06-20"].value, flashpoint="aster-city", level="critical"
    )
    levels = state.levels | {change.id: msgspec.structs.replace(state.levels["lume-strait/2021-06-20"], value=change)}
    index = Index(msgspec.structs.replace(state, levels=levels), dt.date(2021, 7, 1))
    page = LexborHTMLParser(render(FRONT, index, ServerLinks()).body.decode())
    assert "Lume Strait" in said(page.css_first("#lead"))
    assert "critical" in said(page.css_first("tr#aster-city"))


def test_a_day_before_the_list_had_its_title_does_not_call_its_places_nothing(state, said):
    page = render(FRONT, Index(msgspec.structs.replace(state, list=None), dt.date(2021, 7, 1)), ServerLinks())
    words = said(LexborHTMLParser(page.body.decode()).css_first("main"))
    assert "Lume Strait" in words and "Trigger list" in words
    assert "empty" not in words and "Nothing has been put on this list" not in words


def test_the_list_has_a_group_for_capitals_and_says_when_nothing_is_assessed(draw, said):
    page = draw(FRONT)
    assert [said(row) for row in page.css("tr.group")] == ["Flashpoints", "Capitals"]
    assert "not yet assessed" in said(page.css_first("tr#aster-city"))
    assert "Will the council vote on patrols within 30 days?" in said(page.css_first("tr#aster-city"))
    assert "rising, two steps" in said(page.css_first("tr#lume-strait"))


def test_places_outside_the_frame_stand_beside_the_map(draw, said):
    page = draw(FRONT)
    assert said(page.css_first(".capitals")) == "Capitals Aster City not yet assessed"
    assert [mark.attributes["href"] for mark in page.css(".map a.mark")] == ["lume-strait/index.html"]


def test_the_reference_day_is_the_closing_day_of_a_finished_list(draw, said):
    assert said(draw(FRONT).css_first(".kicker")) == "As it stood on 30 June 2021"


def test_the_reference_day_is_today_once_something_newer_is_on_the_list(state):
    development = state.developments["aster-city/2021-06-25/1"]
    newer = msgspec.structs.replace(development.value, id="aster-city/2021-07-04/1")
    developments = state.developments | {newer.id: msgspec.structs.replace(development, value=newer)}
    later = msgspec.structs.replace(state, developments=developments)
    assert Index(later, dt.date(2021, 7, 9)).day == dt.date(2021, 7, 9)
    assert Index(state, dt.date(2021, 7, 9)).day == dt.date(2021, 6, 30)
    as_of = msgspec.structs.replace(state, as_of=dt.datetime(2021, 5, 9, 23, 59, tzinfo=dt.UTC))
    assert Index(as_of, dt.date(2021, 7, 9)).day == dt.date(2021, 5, 9)


def changes(page, span="d"):
    return [row.css_first("time").attributes["datetime"] for row in page.css(f"#{span} .chg")]


def test_without_a_day_the_changes_stand_in_three_spans(draw, said):
    page = draw(FRONT)
    assert changes(page, "d7") == ["2021-06-25"]
    assert changes(page, "d30") == ["2021-06-20", "2021-06-20", "2021-06-20", "2021-06-10", "2021-06-02", "2021-06-01"]
    assert said(page.css_first("#d90 h3")).endswith("no level change")


@pytest.mark.parametrize(
    ("since", "days"),
    [
        (7, ["2021-06-25"]),
        (dt.date(2021, 6, 24), ["2021-06-25"]),
        (dt.date(2021, 6, 25), []),
        (dt.date(2999, 1, 1), []),
    ],
)
def test_since_counts_what_is_later_than_the_day(index, since, days):
    page = LexborHTMLParser(render(Route("front", since=since), index, ServerLinks()).body.decode())
    assert changes(page) == days


def test_an_entry_about_an_earlier_day_is_told_when_it_comes_out(state, said):
    old = state.developments["lume-strait/2021-05-03/1"]
    stamp = msgspec.structs.replace(old.stamp, number=1, published=dt.datetime(2021, 6, 29, 12, tzinfo=dt.UTC))
    developments = state.developments | {old.value.id: msgspec.structs.replace(old, stamp=stamp)}
    index = Index(msgspec.structs.replace(state, developments=developments), dt.date(2021, 7, 1))
    page = LexborHTMLParser(render(Route("front", since=7), index, ServerLinks()).body.decode())
    late = page.css_first("#d .chg")
    assert "published later" in said(late) and "A barge loses its tow" in said(late)


def test_a_correction_is_among_the_changes_of_its_day(index, said):
    page = LexborHTMLParser(render(Route("front", since=dt.date(2021, 5, 19)), index, ServerLinks()).body.decode())
    assert "The entry of 3 May 2021: The tow was lost for an hour, not a day." in said(page.css_first("#d"))


def test_a_server_offers_any_day_and_a_folder_only_what_it_has(index, draw):
    served = LexborHTMLParser(render(FRONT, index, ServerLinks()).body.decode())
    assert served.css_first("form.since input[name=since]").attributes["type"] == "date"
    folder = draw(FRONT)
    assert folder.css_first("form") is None
    assert [a.attributes["href"] for a in folder.css(".jump a")] == [
        f"since-{days}/index.html#changes" for days in (7, 30, 90)
    ]


def test_looking_back_stays_while_choosing_another_day(state):
    index = Index(msgspec.structs.replace(state, as_of=dt.datetime(2021, 6, 22, tzinfo=dt.UTC)), dt.date(2021, 7, 1))
    page = LexborHTMLParser(render(FRONT, index, ServerLinks(as_of=dt.date(2021, 6, 22))).body.decode())
    assert page.css_first("form.since input[name=as-of]").attributes["value"] == "2021-06-22"


def test_all_levels_are_defined_with_their_range(draw, said):
    words = said(draw(FRONT).css_first("#levels"))
    assert INCIDENT in words
    for level in LEVELS.values():
        assert level.code in words and level.range_text in words and level.definition in words


def test_an_empty_store_gives_a_page_that_says_so(state, said):
    empty = msgspec.structs.replace(
        state, list=None, flashpoints={}, developments={}, levels={}, links={}, zones={}, documents={}, corrections=()
    )
    page = LexborHTMLParser(render(FRONT, Index(empty, dt.date(2021, 7, 1)), ServerLinks()).body.decode())
    assert "No level has been assigned yet" in said(page.css_first("main"))
    assert "No place is on this list yet." in said(page.css_first("#list"))


def test_the_front_page_of_the_example_costs_at_most_100_kilobytes(example_index):
    html = gzip.compress(render(FRONT, example_index, ServerLinks()).body)
    style = gzip.compress((STATIC / "style.css").read_bytes())
    fonts = sum((STATIC / "fonts" / f"{name}.woff2").stat().st_size
                for name in ("newsreader-text", "newsreader-display", "public-sans", "public-sans-ext"))  # fmt: skip
    assert len(html) + len(style) + fonts <= 100_000


def test_a_list_that_was_quiet_for_long_shows_its_newest_entries(state, index, draw, said):
    still_open = msgspec.structs.replace(state.list, value=msgspec.structs.replace(state.list.value, closed=None))
    quiet = Index(msgspec.structs.replace(state, list=still_open, corrections=()), dt.date(2031, 1, 1))
    shown = draw(FRONT, quiet).css_first("#newest")
    assert "The newest entries" in said(shown)
    assert shown.css_first(".where a").attributes["href"].endswith(f"{quiet.newest[0].id}/index.html")
    assert draw(FRONT, index).css_first("#newest") is None
