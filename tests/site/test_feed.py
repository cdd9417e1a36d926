"""Atom feeds by the rules of RFC 4287, with ids and times that stay."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree as ET

import outlet_lists as lists
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.model import Development, NotFound, TriggerList
from foreshock.site.feed import LIMIT, feed
from foreshock.site.index import Index
from foreshock.site.links import FolderLinks, ServerLinks
from foreshock.site.routes import Route

A = "{http://www.w3.org/2005/Atom}"
TODAY = dt.date(2021, 6, 1)
FRONT = Route("front", ext="atom")
PORT = Route("flashpoint", "port-mirna", ext="atom")


def read(route: Route = FRONT, state=None, base_url: str = "https://list.example") -> ET.Element:
    links = ServerLinks(base_url=base_url)
    return ET.fromstring(feed(route, Index(state or lists.small_list(), TODAY), links))


def check(root: ET.Element) -> None:
    """What RFC 4287 asks of a feed and its entries (sections 4.1.1 and 4.1.2)."""
    assert root.tag == f"{A}feed"
    has_author = root.find(f"{A}author/{A}name") is not None
    ids = []
    for node in (root, *root.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{A}{name}")) == 1, f"{node.tag} needs one {name}"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", node.findtext(f"{A}updated"))
        assert re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}:[\w/-]+", node.findtext(f"{A}id"))
        assert has_author or node.find(f"{A}author/{A}name") is not None
        alternates = [(e.get("type"), e.get("hreflang")) for e in node.findall(f"{A}link[@rel='alternate']")]
        assert len(alternates) == len(set(alternates))
        assert all(e.get("href") for e in node.findall(f"{A}link"))
        ids.append(node.findtext(f"{A}id"))
    for entry in root.findall(f"{A}entry"):
        assert entry.find(f"{A}content") is not None or entry.find(f"{A}link[@rel='alternate']") is not None
        assert entry.find(f"{A}summary").get("type") in (None, "text", "html")
        assert all(category.get("term") for category in entry.findall(f"{A}category"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("route", [FRONT, PORT])
@pytest.mark.parametrize("base_url", ["", "https://list.example/a"])
def test_a_feed_keeps_the_rules_of_atom(route, base_url):
    check(read(route, base_url=base_url))


def test_entries_and_level_changes_stand_newest_first_by_the_published_clock():
    entries = read().findall(f"{A}entry")
    assert len(entries) == len(lists.DEVELOPMENTS) + len(lists.LEVELS)
    updated = [entry.findtext(f"{A}updated") for entry in entries]
    assert updated == sorted(updated, reverse=True)
    assert read().findtext(f"{A}updated") == updated[0] == "2021-05-02T12:00:00Z"


def test_a_flashpoint_feed_has_what_belongs_to_it_and_no_more():
    ids = [entry.findtext(f"{A}id").split(":")[-1] for entry in read(PORT).findall(f"{A}entry")]
    assert sorted(ids) == [
        "port-mirna/2021-04-28/1",
        "port-mirna/2021-04-30/1",
        "port-mirna/2021-05-01/1",
        "port-mirna/level/2021-04-28",
        "port-mirna/level/2021-05-01",
    ]


def test_ids_stay_when_other_entries_come_or_texts_change():
    before = {e.findtext(f"{A}id") for e in read().findall(f"{A}entry")}
    new = Development("port-mirna/2021-05-02/1", "Calm returns.")
    state = lists.small_list()
    state.developments[new.id] = lists.keep("development", new.id, new.date, new)
    after = {e.findtext(f"{A}id") for e in read(state=state).findall(f"{A}entry")}
    assert after - before == {"tag:list.example,2026:port-mirna/2021-05-02/1"}
    assert before < after


def test_a_feed_holds_fifty_entries_at_most():
    many = (Development(f"port-mirna/2021-05-01/{n}", f"Entry {n}.") for n in range(1, 200))
    state = lists.small_list(developments={d.id: lists.keep("development", d.id, d.date, d) for d in many})
    assert len(read(PORT, state).findall(f"{A}entry")) == LIMIT == 50


def test_self_and_entry_links_are_whole_addresses_when_the_base_is_known():
    root = read(PORT)
    assert root.find(f"{A}link[@rel='self']").get("href") == "https://list.example/port-mirna.atom"
    assert {e.find(f"{A}link").get("href") for e in root.findall(f"{A}entry")} >= {
        "https://list.example/port-mirna/2021-05-01/1/"
    }


def test_in_a_folder_without_an_address_links_lead_beside_the_feed():
    root = ET.fromstring(feed(PORT, Index(lists.small_list(), TODAY), FolderLinks(PORT)))
    check(root)
    assert root.find(f"{A}link[@rel='self']") is None
    assert root.find(f"{A}link[@rel='alternate']").get("href") == "port-mirna/index.html"


def test_a_withdrawn_or_erased_entry_is_replaced_by_its_gap():
    for change, how in ((lists.withdrawn, "withdrawn"), (lists.erased, "erased")):
        state = change(lists.small_list(), "port-mirna/2021-05-01/1", "misread log")
        root = read(PORT, state)
        check(root)
        entry = root.find(f"{A}entry")
        assert entry.findtext(f"{A}id").endswith("port-mirna/2021-05-01/1")
        assert how in entry.findtext(f"{A}title")
        assert "misread log" in entry.findtext(f"{A}summary")
        assert "They fired first" not in ET.tostring(root, "unicode")


def test_both_accounts_of_a_contested_event_stand_in_its_entry():
    texts = [e.findtext(f"{A}summary") for e in read(PORT).findall(f"{A}entry")]
    contested = next(text for text in texts if text.startswith("A shot is fired"))
    assert "They fired first." in contested
    assert "We did not fire." in contested


def test_the_feed_of_an_empty_list_is_dated_by_the_list():
    empty = lists.small_list(
        list=lists.keep("list", "list", TODAY, TriggerList("Nothing yet", "")),
        flashpoints={}, developments={}, levels={}, links={}, zones={},
    )  # fmt: skip
    root = read(state=empty)
    check(root)
    assert root.findtext(f"{A}updated") == "2021-06-01T12:00:00Z"


def test_a_feed_of_what_is_not_on_the_list_is_not_found():
    with pytest.raises(NotFound, match="nowhere"):
        read(Route("flashpoint", "nowhere", ext="atom"))


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8")))
def test_any_text_gives_well_formed_xml(text, head):
    entry = Development("port-mirna/2021-05-01/1", text, head=head)
    state = lists.small_list(developments={entry.id: lists.keep("development", entry.id, entry.date, entry)})
    check(read(PORT, state))
