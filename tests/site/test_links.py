"""Links: absolute on a server, relative in a folder, absolute for sharing when the base address is known."""

import datetime as dt
import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.model import InvalidValue
from foreshock.site.links import FolderLinks, ServerLinks, folder_path
from foreshock.site.routes import Route

ENTRY = Route("development", "al-tanf", dt.date(2018, 6, 21), 1)


def test_a_server_writes_paths_from_the_root():
    links = ServerLinks()
    assert links.page(ENTRY) == "/al-tanf/2018-06-21/1/"
    assert links.page(Route("flashpoint", "al-tanf", show="events")) == "/al-tanf/?show=events"
    assert links.asset("style.css") == "/_static/style.css"


def test_a_day_looked_back_to_stays_on_every_link_of_a_server():
    links = ServerLinks(as_of=dt.date(2018, 6, 30))
    assert links.page(ENTRY) == "/al-tanf/2018-06-21/1/?as-of=2018-06-30"
    assert links.page(Route("front", since=30)) == "/?since=30&as-of=2018-06-30"


@given(st.data())
def test_in_a_folder_each_link_leads_from_the_one_file_to_the_other(any_route, data):
    here, there = data.draw(any_route), data.draw(any_route)
    href = FolderLinks(here).page(there)
    assert posixpath.normpath(posixpath.join(posixpath.dirname(folder_path(here)), href)) == folder_path(there)


@given(st.data())
def test_in_a_folder_nothing_is_asked_by_query_and_nothing_starts_at_the_root(any_route, data):
    href = FolderLinks(ENTRY).page(data.draw(any_route))
    assert "?" not in href and not href.startswith("/")


def test_addresses_for_sharing_are_absolute_only_when_the_base_is_known():
    assert FolderLinks(ENTRY).canonical(ENTRY) == ServerLinks().canonical(ENTRY) == ""
    base = "https://lists.example/"
    assert FolderLinks(ENTRY, base).canonical(ENTRY) == "https://lists.example/al-tanf/2018-06-21/1/"
    assert ServerLinks(base_url=base).canonical(ENTRY) == "https://lists.example/al-tanf/2018-06-21/1/"


def test_a_folder_says_which_spans_it_has_pages_for():
    with pytest.raises(InvalidValue, match=r"\(7, 30, 90\)"):
        folder_path(Route("front", since=12))
