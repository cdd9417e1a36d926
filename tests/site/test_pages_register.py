"""The pages of the whole list: years, corrections, how it is made, the map to explore, and no page."""

import datetime as dt
import json

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from foreshock.model import CREDIBILITY, EVENT_TYPES, LEVELS, RELIABILITY, InvalidValue, Kept, NotFound
from foreshock.site.index import Index
from foreshock.site.links import ServerLinks
from foreshock.site.map import POLICY
from foreshock.site.pages import render, render_missing
from foreshock.site.routes import ABOUT, CORRECTIONS, EXPLORE, YEAR_LIMIT, Route, all_routes


def test_a_year_lists_all_its_entries_by_month(draw, said):
    page = draw(Route("period", "lume-strait", year=2021))
    assert [said(h) for h in page.css("h3.period")] == ["June 2021", "May 2021", "April 2021"]
    assert len(page.css("article.dev")) == 8


def test_a_year_without_entries_has_no_page(index):
    with pytest.raises(NotFound, match="no entry in 1999"):
        render(Route("period", "lume-strait", year=1999), index, ServerLinks())


def test_a_crowded_year_is_parted_into_months(state, said):
    sample = state.developments["lume-strait/2021-06-20/1"]
    days = [dt.date(2021, 1, 1) + dt.timedelta(days=n % 50) for n in range(YEAR_LIMIT + 1)]
    crowd = {
        id_: Kept(sample.stamp, msgspec.structs.replace(sample.value, id=id_))
        for id_ in (f"lume-strait/{day}/{n + 1}" for n, day in enumerate(days))
    }
    crowded = msgspec.structs.replace(state, developments=crowd)
    index = Index(crowded, dt.date(2021, 7, 1))
    year = LexborHTMLParser(render(Route("period", "lume-strait", year=2021), index, ServerLinks()).body.decode())
    assert year.css_first("article.dev--event") is None
    assert [a.attributes["href"] for a in year.css(".months a")] == ["/lume-strait/2021-02/", "/lume-strait/2021-01/"]
    months = [route for route in all_routes(crowded) if route.kind == "period" and route.slug == "lume-strait"]
    assert [route.month for route in months] == [None, 2, 1]
    bodies = [render(route, index, ServerLinks()).body.decode() for route in months]
    assert sum(body.count('<article class="dev dev--event') for body in bodies) == YEAR_LIMIT + 1


def test_corrections_withdrawals_and_erasures_stand_with_day_reason_name_and_link(draw, said):
    page = draw(CORRECTIONS)
    rows = [said(row) for row in page.css("article.chg")]
    assert rows == [
        "10 Jun 2021 Lume Strait, entry of 1 Jun 2021, number 1 withdrawn "
        "The report was of another strait. By Ada Keeper.",
        "20 May 2021 Lume Strait, entry of 3 May 2021, number 1 corrected "
        "The tow was lost for an hour, not a day. By Ada Keeper.",
        "12 Jun 2021 Lume Strait, entry of 2 Jun 2021, number 1 erased "
        "It named a child. By Ada Keeper and Bo Second.",
    ]  # fmt: skip
    assert page.css_first("article.chg a").attributes["href"] == "../lume-strait/2021-06-01/1/index.html"


def test_without_corrections_the_page_says_so(state, said):
    clean = msgspec.structs.replace(state, corrections=(), developments={})
    page = LexborHTMLParser(render(CORRECTIONS, Index(clean, dt.date(2021, 7, 1)), ServerLinks()).body.decode())
    words = said(page.css_first("main"))
    assert "None so far." in words and "Nothing has been erased." in words


def test_the_about_page_holds_every_table_of_meaning_and_the_boundary_policy(draw, said):
    words = said(draw(ABOUT).css_first("main"))
    assert all(level.definition in words for level in LEVELS.values())
    assert all(meaning in words for meaning in [*RELIABILITY.values(), *CREDIBILITY.values()])
    assert all(f"{code} {kind.gloss}" in words for code, kind in EVENT_TYPES.items())
    assert all(paragraph in words for paragraph in POLICY)
    assert "SIL Open Font License" in words and "Natural Earth" in words and "foreshock verify" in words


def test_the_map_to_explore_carries_its_data_and_stands_on_a_still_one(draw):
    page = draw(EXPLORE)
    data = json.loads(page.css_first("script#explore-data").text())
    assert data["marks"]["features"][0]["properties"]["href"] == "../lume-strait/index.html"
    assert page.css_first("#explore-fallback svg.base") is not None
    assert page.css_first("#explore").attributes.get("hidden", "absent") != "absent"
    assert [s.attributes["src"] for s in page.css("script[src]")] == [
        "../_static/vendor/maplibre-gl.js", "../_static/explore.js",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("/lume/", "Lume Strait, Vesper Sea"),
        ("/lume-straight/2021-06-21/1/", "Lume Strait, 20 Jun 2021 Near the light"),
        ("/aster/", "Aster City"),
    ],
)
def test_where_there_is_no_page_those_with_a_like_address_are_offered(index, said, path, suggestion):
    missing = render_missing(path, f"no page has the address {path!r}", index, ServerLinks())
    page = LexborHTMLParser(missing.body.decode())
    assert missing.status == 404
    assert suggestion in [said(item) for item in page.css(".near li")]


def test_a_wild_address_gets_a_page_too_and_is_no_markup(index):
    path = "/<script>alert(1)</script>/../%00"
    body = render_missing(path, f"no page has the address {path!r}", index, ServerLinks()).body.decode()
    assert "<script>alert" not in body


def test_data_files_and_pictures_are_no_pages(index):
    for route in (Route("front", ext="json"), Route("held", digest="ab" * 32)):
        with pytest.raises(InvalidValue, match="no page"):
            render(route, index, ServerLinks())


@pytest.mark.parametrize("kind", ["front", "flashpoint", "period", "development", "corrections"])
def test_a_page_of_an_earlier_day_says_so_what_came_later_and_leads_back_to_now(state, said, kind):
    late = {
        id_: msgspec.structs.replace(
            kept,
            stamp=msgspec.structs.replace(kept.stamp, recorded=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)),
        )
        for id_, kept in state.developments.items()
    }
    as_of = dt.date(2021, 6, 30)
    old = msgspec.structs.replace(state, as_of=dt.datetime(2021, 6, 30, 23, 59, tzinfo=dt.UTC), developments=late)
    index = Index(old, dt.date(2026, 7, 1))
    route = {
        "flashpoint": Route("flashpoint", "lume-strait"),
        "period": Route("period", "lume-strait", year=2021),
        "development": Route.of_development("lume-strait/2021-06-20/1"),
    }.get(kind) or Route(kind)
    page = LexborHTMLParser(render(route, index, ServerLinks(as_of)).body.decode())
    banner = page.css_first(".asof")
    assert said(banner).startswith("As it stood on 30 June 2021 by the published clock.")
    if kind != "corrections":
        assert "recorded here later, on 1 March 2026." in said(banner)
    assert banner.css_first("a").attributes["href"] == ServerLinks().page(route)
    inner = [a.attributes["href"] for a in page.css("main a[href^='/']")]
    assert inner and all("as-of=2021-06-30" in href for href in inner)


def test_a_page_of_now_has_no_notice_of_a_day(draw):
    assert draw(Route("front")).css_first(".asof") is None
