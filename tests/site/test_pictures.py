"""Pictures on the pages of the site: in several widths, covered when graphic, bound by the terms of their source."""

import datetime as dt
import json

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from foreshock.site.brief.view import brief_view
from foreshock.site.fingerprints import Fingerprints
from foreshock.site.index import Index
from foreshock.site.links import ServerLinks
from foreshock.site.offer import Offer, pictures
from foreshock.site.outlets import outlet
from foreshock.site.pages import render
from foreshock.site.routes import Route, all_routes

STRAIT = Route("flashpoint", "lume-strait")
BARGE = Route.of_development("lume-strait/2021-05-03/1")
TODAY = dt.date(2021, 7, 1)
HEAD, SMALL_HEAD, COVERED, BOUND = "9d" * 32, "9c" * 32, "9f" * 32, "9b" * 31 + "00"


def drawn(state, route, **offer):
    return LexborHTMLParser(render(route, Index(state, TODAY, offer=Offer(**offer)), ServerLinks()).body.decode())


def with_terms(state, terms):
    kept = state.documents["harbour-log"]
    changed = msgspec.structs.replace(kept, value=msgspec.structs.replace(kept.value, terms=terms))
    return msgspec.structs.replace(state, documents=state.documents | {"harbour-log": changed})


def test_a_picture_at_the_head_stands_beside_the_level_in_several_widths_and_keeps_its_room(state):
    shown = drawn(state, STRAIT).css_first(".hero figure.image img").attributes
    assert shown["src"] == f"/_held/{HEAD}"
    assert shown["srcset"] == f"/_held/{SMALL_HEAD} 480w, /_held/{HEAD} 960w"
    assert (shown["width"], shown["height"], shown["alt"]) == ("960", "640", "Water between two shores.")
    assert "sizes" in shown


def test_a_page_names_no_copy_that_is_not_held(state):
    shown = drawn(state, STRAIT, missing=frozenset({SMALL_HEAD})).css_first(".hero figure.image img").attributes
    assert "srcset" not in shown and shown["src"] == f"/_held/{HEAD}"
    gone = drawn(state, STRAIT, missing=frozenset({HEAD}))
    assert (
        gone.css_first(".hero img") is None and "no copy of it is held" in gone.css_first(".hero figure.image").text()
    )


@pytest.mark.parametrize("route", [STRAIT, BARGE, Route("period", "lume-strait", year=2021)], ids=str)
def test_a_graphic_picture_lies_in_a_closed_fold_whose_words_say_what_it_is(state, route):
    figure = drawn(state, route).css_first("figure.covered")
    fold = figure.css_first("details")
    assert "open" not in fold.attributes
    assert "Graphic picture. It shows a dead man." in fold.css_first("summary").text()
    assert fold.css_first("summary img") is None
    hidden = fold.css_first("img").attributes
    assert hidden["loading"] == "lazy" and hidden["alt"] == "A man lies on a deck."
    assert len(figure.css("img")) == 1


def test_no_graphic_picture_nor_any_other_stands_in_a_feed_a_brief_or_the_card_of_a_shared_link(state):
    index = Index(state, TODAY, offer=Offer())
    links = ServerLinks(base_url="https://example.org")
    digests = list(pictures(state))
    assert COVERED in digests
    for route in all_routes(state):
        if route.ext == "atom":
            body = outlet(route, index, links, "https://example.org").body.decode()
        elif route.ext is None and route.kind != "explore":
            body = "".join(LexborHTMLParser(render(route, index, links).body.decode()).css_first("head").html)
            assert "og:image" not in body and "twitter:image" not in body
        else:
            continue
        assert not [digest for digest in digests if digest in body], route
    brief = repr(brief_view("lume-strait", index, links))
    assert not [digest for digest in digests if digest in brief]


def test_data_files_mark_a_graphic_picture_and_give_its_warning_and_its_widths(state):
    index = Index(state, TODAY, offer=Offer())
    route = Route.of_development("lume-strait/2021-05-03/1", "json")
    told = json.loads(outlet(route, index, ServerLinks(), "").body)
    told = told.get("development", told)
    covered = told["images"][0]
    assert (covered["graphic"], covered["warning"]) == (True, "It shows a dead man.")
    assert [copy["width"] for copy in covered["copies"]] == [480, 720]


@pytest.mark.parametrize("terms", ["quote", "private"])
def test_a_picture_whose_source_may_not_be_shown_is_neither_shown_nor_handed_out(state, terms):
    page = drawn(with_terms(state, terms), BARGE)
    assert "its source does not let it be shown" in page.css("figure.image")[1].text()
    assert BOUND not in page.html.split("<footer")[0] and BOUND not in set(pictures(with_terms(state, terms)))


def test_a_picture_whose_source_may_be_shown_is_shown(state):
    page = drawn(with_terms(state, "show"), BARGE)
    assert page.css("figure.image")[1].css_first("img").attributes["src"] == f"/_held/{BOUND}"


def test_an_erased_picture_says_why_it_is_gone(state):
    erased = msgspec.structs.replace(state, erased={COVERED: "the family asked"})
    page = drawn(erased, BARGE, missing=frozenset({COVERED}))
    assert "Picture not shown: erased (the family asked)." in page.css_first("figure.image").text()
    assert page.css_first("figure.image img") is None


def test_the_reason_of_an_erasure_changes_the_fingerprint_of_the_page_that_gives_it(state):
    erased = msgspec.structs.replace(state, erased={COVERED: "the family asked"})
    offer = Offer(missing=frozenset({COVERED}))
    before, after = (Fingerprints(Index(one, TODAY, offer=offer)) for one in (state, erased))
    assert before(BARGE) != after(BARGE)
