"""All pages together: no dead link, no script or style within, nothing from elsewhere, one main heading."""

import datetime as dt
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import foreshock.site
from foreshock.model import Development, Flashpoint, Image, Kept, Note, Scenario, TriggerList, View
from foreshock.site.index import Index
from foreshock.site.links import FolderLinks, ServerLinks, folder_path
from foreshock.site.pages import render, render_missing
from foreshock.site.routes import FRONT, Route, all_routes

STATIC = Path(foreshock.site.__file__).parent / "static"


def drawn(index):
    """Every page of the folder form: path → (route, parsed page)."""
    return {
        folder_path(route): (route, LexborHTMLParser(render(route, index, FolderLinks(route)).body.decode()))
        for route in all_routes(index.state)
        if route.ext is None
    }


@pytest.fixture(scope="session", params=["invented", "example"])
def pages(request, index, example_index):
    chosen = index if request.param == "invented" else example_index
    files = {folder_path(route) for route in all_routes(chosen.state)}
    return drawn(chosen), files


def test_every_link_inside_the_folder_leads_to_a_file_and_to_a_place_in_it(pages):
    found, files = pages
    anchors = {path: {node.attributes["id"] for node in page.css("[id]")} for path, (_, page) in found.items()}
    for path, (_, page) in found.items():
        for node in page.css("[href], [src]"):
            address, fragment = urldefrag(node.attributes.get("href") or node.attributes["src"])
            if address.startswith(("https:", "http:", "mailto:")):
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(address))) if address else path
            if target.startswith("_static/"):
                assert (STATIC / target.removeprefix("_static/")).is_file(), f"{path}: {target}"
            elif not target.startswith("_held/"):
                assert target in files, f"{path}: {target}"
                assert not fragment or target not in anchors or fragment in anchors[target], f"{path}: #{fragment}"


def test_no_page_holds_scripts_styles_or_handlers_of_its_own(pages):
    for path, (route, page) in pages[0].items():
        assert not page.css("[style], style"), path
        scripts = [s for s in page.css("script") if s.attributes.get("type") != "application/json"]
        assert all("src" in s.attributes for s in scripts) and (not scripts or route.kind == "explore"), path
        assert not [a for node in page.css("*") for a in node.attributes if a.startswith("on")], path


def test_nothing_is_fetched_from_elsewhere(pages):
    for path, (_, page) in pages[0].items():
        fetched = [n.attributes.get("src") or n.attributes["href"] for n in page.css("[src], link[href], use[href]")]
        assert not [address for address in fetched if re.match(r"(?:[a-z]+:)?//", address)], path


def test_each_page_has_one_main_heading_a_title_a_language_and_unique_ids(pages):
    for path, (_, page) in pages[0].items():
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), path
        assert len(page.css("h1")) == 1 and page.css_first("title").text().strip(), path
        assert page.css_first("html").attributes["lang"], path


def test_every_picture_has_words_in_its_place(pages):
    for path, (_, page) in pages[0].items():
        assert all(image.attributes.get("alt") for image in page.css("img")), path


def test_the_same_state_gives_the_same_bytes(state):
    routes = [route for route in all_routes(state) if route.ext is None]
    one, two = (Index(state, dt.date(2021, 7, 15)) for _ in range(2))
    assert [render(r, one, ServerLinks()).body for r in routes] == [render(r, two, ServerLinks()).body for r in routes]


def test_the_time_of_drawing_stands_on_no_page_of_a_closed_list(state):
    routes = [route for route in all_routes(state) if route.ext is None]
    one, two = Index(state, dt.date(2021, 7, 15)), Index(state, dt.date(2031, 1, 1))
    assert [render(r, one, ServerLinks()).body for r in routes] == [render(r, two, ServerLinks()).body for r in routes]


def test_a_list_written_from_right_to_left_says_so(state):
    persian = msgspec.structs.replace(state.list.value, language="fa")
    index = Index(msgspec.structs.replace(state, list=Kept(state.list.stamp, persian)), dt.date(2021, 7, 15))
    page = LexborHTMLParser(render(FRONT, index, ServerLinks()).body.decode())
    assert page.css_first("html").attributes == {"lang": "fa", "dir": "rtl"}
    assert page.css_first(".map .frame").attributes["dir"] == "ltr"


hostile = st.sampled_from(
    ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{ 7 * 7 }}", "[x](javascript:alert(1))",
     "[x](data:text/html,<script>)", "<a href='javascript:alert(1)'>", "]]>", "</script>", "![x](https://track.example/p)",
     "' onmouseover='alert(1)", "&#x3C;script&#x3E;", "\x00\x08", "<svg/onload=alert(1)>", "a\n\n    code\n\n<b>"]
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(hostile | st.text(min_size=1, max_size=20), min_size=8, max_size=8))
def test_no_text_of_a_list_becomes_markup(state, words):
    a, b, c, d, e, f, g, h = (word if word.strip() else "x" for word in words)
    flashpoint = Flashpoint(
        "reef", a, why=b, background=c, analysis=d, summary=e, views=(View(f, g),), scenarios=(Scenario(h, a, (b,)),),
        notes=(Note(c, "why", ((d, e),)),), images=(Image(f, g, h, section="why"),),
    )  # fmt: skip
    entry = Development("reef/2021-06-20/1", text=g, head=a, tags=(b,), open=c, place=d)
    stamp = msgspec.structs.replace(state.developments["aster-city/2021-06-25/1"].stamp, by=e, why=f)
    nasty = msgspec.structs.replace(
        state,
        list=Kept(stamp, TriggerList(h, a, about=b)),
        flashpoints={"reef": Kept(stamp, flashpoint)},
        developments={entry.id: Kept(stamp, entry)},
    )
    index = Index(nasty, dt.date(2021, 7, 1))
    # The about page shows none of these words but `about`, and drawing the world to explore takes its time.
    bodies = [render(r, index, ServerLinks()).body for r in all_routes(nasty) if r.ext is None and r.kind != "explore"]
    for body in [*bodies, render_missing(a, b, index, ServerLinks()).body]:
        page = LexborHTMLParser(body.decode())
        assert not page.css("img, iframe, object, embed, form:not(.since)")
        assert not [s for s in page.css("main script, head script") if s.attributes.get("type") != "application/json"
                    and not s.attributes.get("src", "").startswith("/_static/")]  # fmt: skip
        for node in page.css("*"):
            assert not [name for name in node.attributes if name.startswith("on")]
            assert not (node.attributes.get("href") or "").strip().lower().startswith(("javascript:", "data:"))


def test_every_kind_of_route_has_a_page(index):
    kinds = {route.kind for route in all_routes(index.state) if route.ext is None}
    assert kinds == {"front", "flashpoint", "period", "development", "zone", "corrections", "about", "explore"}
    assert all(render(r, index, ServerLinks()).body for r in [Route("about"), Route("explore")])
