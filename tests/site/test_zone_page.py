"""The page of a zone: terms, positions, breaches with claim and counter-claim, each side's counts, notices, stills."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import msgspec
import pytest
from selectolax.lexbor import LexborHTMLParser

from foreshock.model import NOT_PERMISSION, Breach, Claim, Count, Erasure, Kept, NotFound, Notice, When
from foreshock.site.data import data_file
from foreshock.site.fingerprints import Fingerprints
from foreshock.site.index import Index
from foreshock.site.links import FolderLinks, ServerLinks, folder_path
from foreshock.site.pages import render
from foreshock.site.routes import Route, all_routes, parse

ROUTE = Route("zone", "lume-strait", zone="lume-zone")
TODAY = dt.date(2021, 6, 30)
NOON = dt.datetime(2021, 6, 20, 12, tzinfo=dt.UTC)
REPORTED = Breach(
    "lume-zone/2021-06-tug", "lume-zone", party="boreal", reported="A tug lay inside, says the harbour.", domain="sea",
    happened=When("2021-06"), finding="disputed", found="Two accounts, no log",
    claims=(Claim("aster", "It was well inside", When("2021-06-20"), "lume-strait/2021-06-20/1"),
            Claim("boreal", "It was adrift")),
    development="lume-strait/2021-06-20/1",
)  # fmt: skip
TRACKED = Breach(
    "lume-zone/AIS 23/20210620T120000Z", "lume-zone", party="aster", track="AIS 23", first=NOON, entered=NOON,
    last=NOON + dt.timedelta(minutes=30), left=NOON + dt.timedelta(minutes=31), ended="left", depth_m=2345.678,
    fixes=30, probability=0.9999,
)  # fmt: skip


def kept(like, kind, value):
    return Kept(msgspec.structs.replace(like.stamp, kind=kind, id=value.id, hash=value.id), value)


@pytest.fixture
def watched(state):
    """The invented list with two breaches, a notice and each side's count."""
    zone = state.zones["lume-zone"]
    counts = (Count("lume-zone", "aster", "boreal", When("2021-06"), 12),
              Count("lume-zone", "boreal", "boreal", When("2021-06"), 0))  # fmt: skip
    held = Kept(zone.stamp, msgspec.structs.replace(zone.value, counts=counts))
    notice = Notice("drill", "exercise", "aster", NOON, NOON + dt.timedelta(days=20), 12.61234, 43.30123, 2000.0,
                    text="Live fire.")  # fmt: skip
    return msgspec.structs.replace(
        state, zones={"lume-zone": held}, notices={"drill": kept(zone, "notice", notice)},
        breaches={b.id: kept(zone, "breach", b) for b in (REPORTED, TRACKED)},
    )  # fmt: skip


def page(state, route=ROUTE, today=TODAY, links=None):
    index = Index(state, today)
    return LexborHTMLParser(render(route, index, links or FolderLinks(route)).body.decode())


def test_the_address_of_a_zone_is_its_own_and_leads_back():
    assert folder_path(ROUTE) == "lume-strait/zone/lume-zone/index.html"
    for ext in (None, "json", "csv", "geojson"):
        route = Route("zone", "lume-strait", zone="lume-zone", ext=ext)
        assert parse(ServerLinks().page(route)) == route
    for kind, ext in (("live", None), ("live", "json"), ("exact", "json")):
        route = Route(kind, "lume-strait", zone="lume-zone", ext=ext)
        assert parse(ServerLinks().page(route)) == route


def test_every_zone_has_its_page_and_data_and_the_flashpoint_links_to_it(state):
    routes = list(all_routes(state))
    assert {r.ext for r in routes if r.kind == "zone"} == {None, "json", "csv", "geojson"}
    assert not [r for r in routes if r.kind in ("live", "exact")], "those are a server's alone"
    home = page(state, Route("flashpoint", "lume-strait"))
    assert "../lume-strait/zone/lume-zone/index.html" in [a.attributes["href"] for a in home.css("aside a")]


def test_the_positions_of_all_parties_stand_side_by_side(state, said):
    words = said(page(state).css_first("#positions"))
    assert "Aster Declared it" in words
    assert "Boreal Understands it otherwise" in words


def test_a_breach_shows_claim_counter_claim_finding_and_what_is_not_known(watched, said):
    words = said(page(watched).css_first("#b-2021-06-tug"))
    assert "June 2021 Reported, at sea" in words
    assert "Claim Aster It was well inside. 20 Jun 2021" in words
    assert "Counter-claim Boreal It was adrift." in words
    assert "Finding: Disputed. Two accounts, no log." in words
    assert "Not known depth, how long it lasted and who holds evidence" in words


def test_a_breach_seen_in_a_track_shows_its_fixes_depth_and_duration_when_it_is_old(watched, said):
    words = said(page(watched).css_first("#breaches"))
    for part in ("Seen in a track", "20 June 2021, 12:00 UTC", "Fixes inside 30", "2.3 km", "31 minutes"):
        assert part in words


def test_each_sides_own_count_stands_beside_the_records_and_is_never_added(watched, said):
    rows = [said(row) for row in page(watched).css(".counts tbody tr")]
    assert rows == [
        "June 2021 Boreal 1 0 0 1 0 1 Aster: 12; Boreal: 0",
        "June 2021 Aster 1 1 0 0 0 0 none on record",
    ]


def test_every_notice_says_that_notification_is_not_permission(watched, said):
    notices = page(watched).css_first("#notices")
    for article in notices.css("article"):
        assert NOT_PERMISSION in said(article)
    assert "Exercise, Aster Live fire." in said(notices)
    assert (
        NOT_PERMISSION
        in data_file(Route("zone", "lume-strait", zone="lume-zone", ext="json"), Index(watched, TODAY)).decode()
    )


def test_a_notice_that_ended_is_gone_and_one_of_a_far_place_never_shows(watched, said):
    going_on = msgspec.structs.replace(watched.list.value, closed=None)
    later = msgspec.structs.replace(watched, list=Kept(watched.list.stamp, going_on))
    assert "Live fire" not in said(page(later, today=dt.date(2021, 8, 1)).css_first("#notices"))
    far = msgspec.structs.replace(watched.notices["drill"].value, id="far", lat=-40.0)
    state = msgspec.structs.replace(watched, notices={"far": kept(watched.zones["lume-zone"], "notice", far)})
    assert "Live fire" not in said(page(state).css_first("#notices"))


def test_the_replay_is_a_series_of_stills_that_needs_no_script(watched):
    tree = page(watched)
    radios = tree.css("#replay input[type=radio]")
    assert len(radios) == len(tree.css("#replay figure svg")) == 2
    assert [r.attributes["name"] for r in radios] == ["still"] * 2
    assert [bool("checked" in r.attributes) for r in radios] == [False, True]
    assert not tree.css("script"), "none in a folder"
    assert [s.attributes["src"] for s in page(watched, links=ServerLinks()).css("script")] == ["/_static/stills.js"]


def test_nothing_is_placed_that_has_no_place(watched):
    first, second = page(watched).css("#replay figure")
    assert len(first.css(".glyph")) == 1
    assert len(second.css(".deep")) == 1
    assert "where is not known" in first.text()


def test_a_breach_that_was_erased_or_withdrawn_leaves_its_gap_and_no_word(watched, said):
    erasure = Erasure("It named a child", "Ada", "Bo", NOON)
    held = watched.breaches[REPORTED.id]
    state = msgspec.structs.replace(watched, breaches={REPORTED.id: Kept(held.stamp, None, erasure)})
    words = said(page(state).css_first("#breaches"))
    assert "Taken down It named a child." in words
    assert "tug lay inside" not in words
    data = data_file(Route("zone", "lume-strait", zone="lume-zone", ext="json"), Index(state, TODAY)).decode()
    assert "It named a child" in data
    assert "tug lay inside" not in data


def test_the_data_beside_the_page_hold_the_same_breaches_and_counts(watched):
    index = Index(watched, TODAY)
    told = json.loads(data_file(Route("zone", "lume-strait", zone="lume-zone", ext="json"), index))
    assert told["schema"] == "foreshock/zone/1"
    assert [b["reported"] for b in told["breaches"]] == ["", "A tug lay inside, says the harbour."]
    assert [row["counted"] for row in told["tallies"]] == [[], [["aster", 12], ["boreal", 0]]]
    rows = list(
        csv.DictReader(
            io.StringIO(data_file(Route("zone", "lume-strait", zone="lume-zone", ext="csv"), index).decode())
        )
    )
    assert [(row["kind"], row["finding"]) for row in rows] == [("seen", "open"), ("reported", "disputed")]
    shapes = json.loads(data_file(Route("zone", "lume-strait", zone="lume-zone", ext="geojson"), index))
    assert [f["properties"]["kind"] for f in shapes["features"]] == ["zone", "warning ring", "approach ring", "notice"]


def test_a_zone_that_is_not_there_is_said_so(state):
    with pytest.raises(NotFound, match="there is lume-zone"):
        page(state, Route("zone", "lume-strait", zone="other"))


@pytest.mark.parametrize(
    "change",
    [
        lambda s: msgspec.structs.replace(s, breaches={}),
        lambda s: msgspec.structs.replace(s, notices={}),
        lambda s: msgspec.structs.replace(s, breaches={REPORTED.id: s.breaches[REPORTED.id]}),
    ],
)
def test_a_zone_page_that_changes_has_another_fingerprint(watched, change):
    before, after = Index(watched, TODAY), Index(change(watched), TODAY)
    assert render(ROUTE, before, ServerLinks()).body != render(ROUTE, after, ServerLinks()).body
    assert Fingerprints(before)(ROUTE) != Fingerprints(after)(ROUTE)


def test_the_page_of_the_example_holds_all_its_breaches(example_index, said):
    route = Route("zone", "al-tanf", zone="al-tanf-55-km")
    tree = LexborHTMLParser(render(route, example_index, FolderLinks(route)).body.decode())
    assert len(tree.css("#breaches article")) == 7
    assert "Seven breaches on record, all known by report alone." in said(tree.css_first(".summary"))
    assert len(tree.css("#notices article")) == 3, "drills and a warning that were announced or notified"


def test_words_of_others_are_shown_and_never_run(watched):
    evil = '"><script>alert(1)</script><b onclick=x>'
    zone = msgspec.structs.replace(watched.zones["lume-zone"].value, name=f"Ring {evil}", rules=evil, declared_by=evil)
    breach = msgspec.structs.replace(REPORTED, reported=evil, party=evil, found=evil, held_by=evil, evidence=(evil,))
    notice = msgspec.structs.replace(watched.notices["drill"].value, text=evil, party=evil)
    state = msgspec.structs.replace(
        watched, zones={zone.id: Kept(watched.zones["lume-zone"].stamp, zone)},
        breaches={breach.id: Kept(watched.breaches[breach.id].stamp, breach)},
        notices={"drill": Kept(watched.notices["drill"].stamp, notice)},
    )  # fmt: skip
    tree = page(state)
    assert not tree.css("script, [onclick]")
    assert evil in tree.css_first("#breaches").text()
    rows = data_file(Route("zone", "lume-strait", zone="lume-zone", ext="csv"), Index(state, TODAY)).decode()
    assert next(csv.DictReader(io.StringIO(rows)))["reported"] == evil
