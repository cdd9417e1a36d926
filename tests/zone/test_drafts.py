"""A breach becomes the draft of an entry that says no more than the breach does."""

from __future__ import annotations

import datetime as dt

import pytest

from foreshock.examples import example_path
from foreshock.model import Breach, Citation, Claim, InvalidValue, Party, When, Zone
from foreshock.store.folder import read_list
from foreshock.zone.drafts import draft

ZONE = Zone("ring", "the Ring", "ford-crossing", "usa", 33.5, 38.5, 55_000.0)
PARTIES = {"usa": Party("usa", "United States", "one", "USA"), "iran": Party("iran", "Iran", "two", "IRN")}
AT = dt.datetime(2019, 2, 14, 9, 30, tzinfo=dt.UTC)
SEEN = Breach("ring/t1/x", "ring", party="iran", track="t1", first=AT, entered=AT, last=AT, left=AT, ended="left",
              depth_m=12_345.6, fixes=9)  # fmt: skip


def test_a_corroborated_breach_is_stated_as_movement_without_a_position_or_a_name() -> None:
    entry = draft(SEEN, ZONE, PARTIES)
    assert (entry.id, entry.kind, entry.tags) == ("ford-crossing/2019-02-14/1", "event", ("breach, seen",))
    assert entry.text == "Iran entered the Ring, 13 km deep at most and left."
    (event,) = entry.events
    assert (event.type, event.actor, event.assertion) == ("MOBILIZE", "IRN", "stated")
    assert "t1" not in entry.text


def test_a_doubtful_breach_is_only_claimed_and_says_why_it_is_doubted() -> None:
    doubted = Breach("ring/t1/x", "ring", track="t1", first=AT, entered=AT, fixes=3, doubts=("teleport",))
    entry = draft(doubted, ZONE, PARTIES)
    assert entry.tags == ("breach, doubtful",)
    assert entry.text.endswith("The track is doubtful: teleport.")
    assert (entry.events[0].actor, entry.events[0].assertion) == ("UNK", "claimed")


def test_a_breach_without_a_fix_inside_is_a_possibility() -> None:
    unseen = Breach("ring/t1/x", "ring", track="t1", entered=AT, left=AT, fixes=0, doubts=("no fix inside",))
    assert draft(unseen, ZONE, PARTIES).text.startswith("Somebody not identified may have been inside the Ring")


def test_what_is_only_reported_keeps_its_words_its_source_and_how_finely_its_time_is_known() -> None:
    reported = Breach("ring/a", "ring", party="iran", reported="A drone was inside.", happened=When("2017-06"),
                      sources=(Citation("page", "B2"),), found="No day is given", domain="air")  # fmt: skip
    entry = draft(reported, ZONE, PARTIES, number=3)
    assert (entry.id, entry.happened) == ("ford-crossing/2017-06-01/3", When("2017-06"))
    assert (entry.text, entry.open, entry.sources) == ("A drone was inside.", "No day is given", reported.sources)
    assert entry.events[0].assertion == "claimed"


def test_claim_and_counter_claim_stand_side_by_side_as_accounts() -> None:
    contested = Breach("ring/a", "ring", party="iran", reported="A drone was inside.", happened=When("2017-06-06"),
                       claims=(Claim("usa", "It was inside"), Claim("iran", "It was not")))  # fmt: skip
    entry = draft(contested, ZONE, PARTIES)
    assert [(account.role, account.by) for account in entry.accounts] == [
        ("claim", "United States"),
        ("denial", "Iran"),
    ]
    assert entry.contested


@pytest.mark.parametrize("breach", [Breach("ring/a", "ring", reported="inside"), Breach("x/a", "x", reported="inside")])
def test_what_has_no_time_or_another_zone_makes_no_entry(breach: Breach) -> None:
    with pytest.raises(InvalidValue):
        draft(breach, ZONE, PARTIES)


def test_every_breach_of_the_example_makes_a_draft() -> None:
    puts = list(read_list(example_path()))
    zone = next(put.value for put in reversed(puts) if put.kind == "zone")
    parties = {party.id: party for party in next(put.value for put in reversed(puts) if put.kind == "list").parties}
    drafts = [draft(put.value, zone, parties) for put in puts if put.kind == "breach"]
    assert len(drafts) == 7
    assert {entry.home for entry in drafts} == {"al-tanf"}
    assert next(entry for entry in drafts if entry.id == "al-tanf/2017-05-18/1").contested
