"""Everything that the example list names is there, and was there on the day it is named."""

from __future__ import annotations

from itertools import pairwise

from example_list import Example, day


def test_every_development_cites_a_document_of_the_list(example: Example) -> None:
    documents = example.newest("document")
    for dev in example.newest("development").values():
        assert dev.sources, f"{dev.id} has no source"
        assert {source.document for source in dev.sources} <= set(documents)
        assert all(source.where for source in dev.sources), f"{dev.id} does not say where in its source"


def test_every_flashpoint_cites_a_document_of_the_list(example: Example) -> None:
    documents = example.newest("document")
    for flashpoint in example.newest("flashpoint").values():
        assert {source.document for source in flashpoint.sources}
        assert {source.document for source in flashpoint.sources} <= set(documents)


def test_no_entry_belongs_to_a_flashpoint_before_that_was_opened(example: Example) -> None:
    opened = example.opened()
    early = [
        (dev.id, slug)
        for dev in example.newest("development").values()
        for slug in dev.belongs_to
        if opened[slug] > dev.date
    ]
    assert early == []


def test_the_order_names_the_flashpoints_that_are_open(example: Example) -> None:
    opened = example.opened()
    for put in example.puts:
        if put.kind == "list":
            there = {slug for slug, since in opened.items() if since <= day(put)}
            assert set(put.value.order) == there


def test_every_level_rests_on_developments_that_were_known(example: Example) -> None:
    devs = example.newest("development")
    for level in example.newest("level").values():
        assert level.developments, f"the level {level.id} rests on nothing"
        assert all(devs[id_].date <= level.date for id_ in level.developments), f"{level.id} looks ahead"


def test_a_flashpoint_has_a_level_from_its_first_day(example: Example) -> None:
    levels = example.newest("level").values()
    for slug, since in example.opened().items():
        assert min(level.date for level in levels if level.flashpoint == slug) == since


def test_each_level_differs_from_the_one_before(example: Example) -> None:
    levels = sorted(example.newest("level").values(), key=lambda level: level.date)
    for slug in example.opened():
        codes = [level.level for level in levels if level.flashpoint == slug]
        assert all(before != after for before, after in pairwise(codes)), slug


def test_links_join_flashpoints_that_were_open(example: Example) -> None:
    opened = example.opened()
    links = example.newest("link").values()
    assert {(link.source, link.target) for link in links} >= {("douma", "al-tanf"), ("washington", "al-tanf")}
    for link in links:
        assert opened[link.source] <= link.since
        assert opened[link.target] <= link.since
        assert link.origin == "authored"


def test_parties_of_views_and_zones_are_those_of_the_list(example: Example) -> None:
    (trigger_list,) = example.newest("list").values()
    known = {party.id for party in trigger_list.parties}
    (zone,) = example.newest("zone").values()
    named = {zone.declared_by, *(position.party for position in zone.positions)}
    named |= {view.party for flashpoint in example.newest("flashpoint").values() for view in flashpoint.views}
    assert named <= known


def test_positions_on_the_zone_point_to_their_developments(example: Example) -> None:
    devs = example.newest("development")
    for put in example.puts:
        if put.kind == "zone":
            for position in put.value.positions:
                assert devs[position.development].date <= day(put)


def test_breaches_and_their_claims_point_to_entries_and_parties_of_the_list(example: Example) -> None:
    (trigger_list,) = example.newest("list").values()
    known = {party.id for party in trigger_list.parties}
    devs = example.newest("development")
    for put in example.puts:
        if put.kind == "breach":
            breach = put.value
            assert devs[breach.development].date <= day(put)
            assert {claim.party for claim in breach.claims} | ({breach.party} - {""}) <= known
            assert all(devs[claim.development].date <= day(put) for claim in breach.claims)
            assert all(source.where for source in breach.sources)
