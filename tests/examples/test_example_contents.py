"""What the example list holds, and when each of it counts as published."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from example_list import Example, day


def test_it_closes_on_the_day_of_the_page_it_retells(example: Example) -> None:
    (trigger_list,) = example.newest("list").values()
    assert trigger_list.closed == dt.date(2019, 2, 14)
    assert trigger_list.order == ("al-tanf", "douma", "washington", "tehran")


def test_al_tanf_has_84_developments_from_may_2017_to_february_2019(example: Example) -> None:
    found = [dev for dev in example.newest("development").values() if dev.home == "al-tanf"]
    assert len(found) == 84
    assert min(dev.date for dev in found) == dt.date(2017, 5, 18)
    assert max(dev.date for dev in found) == dt.date(2019, 2, 14)


def test_the_developments_of_one_day_are_numbered_without_gaps(example: Example) -> None:
    numbers: dict[tuple[str, dt.date], list[int]] = {}
    for dev in example.newest("development").values():
        numbers.setdefault((dev.home, dev.date), []).append(dev.number)
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in numbers.values())


def test_an_entry_is_published_on_its_own_day(example: Example) -> None:
    late = [put.object_id for put in example.puts if put.kind == "development" and day(put) != put.value.date]
    assert late == []


def test_a_level_is_published_on_the_day_from_which_it_holds(example: Example) -> None:
    late = [put.object_id for put in example.puts if put.kind == "level" and day(put) != put.value.date]
    assert late == []


def test_no_revision_is_published_before_the_one_it_replaces(example: Example) -> None:
    newest: dict[tuple[str, str], dt.date] = {}
    for put in example.puts:
        key = (put.kind, put.object_id)
        assert newest.get(key, dt.date.min) <= day(put), f"{key} goes back in time"
        newest[key] = day(put)


def test_al_tanf_was_rewritten_after_the_strikes_of_april_2018(example: Example) -> None:
    days = [day(put) for put in example.puts if (put.kind, put.object_id) == ("flashpoint", "al-tanf")]
    assert days == [dt.date(2017, 5, 18), dt.date(2018, 4, 16), dt.date(2019, 2, 14)]


def test_three_entries_are_contested_and_their_accounts_differ(example: Example) -> None:
    contested = {dev.id: dev for dev in example.newest("development").values() if dev.contested}
    assert sorted(contested) == ["al-tanf/2017-08-07/1", "al-tanf/2018-06-21/1", "al-tanf/2018-09-03/1"]
    for dev in contested.values():
        assert {"claim", "denial"} <= {account.role for account in dev.accounts}
        assert len({account.by for account in dev.accounts}) == len(dev.accounts)
        assert dev.open, f"{dev.id} is contested and says nothing of what is not known"


def test_months_stand_where_the_page_gives_no_day(example: Example) -> None:
    devs = example.newest("development")
    coarse = {id_: dev.happened.text for id_, dev in devs.items() if dev.happened and dev.happened.precision != "day"}
    assert coarse["al-tanf/2018-07-01/1"] == "2018-06"
    assert coarse["al-tanf/2017-06-14/1"] == "mid-2017-06"
    assert coarse["al-tanf/2017-06-06/1"] == "2017-06"


def test_events_and_statements_are_told_apart(example: Example) -> None:
    kinds = Counter(dev.kind for dev in example.newest("development").values() if dev.home == "al-tanf")
    assert kinds == {"statement": 65, "event": 19}
    silent = [
        dev.id for dev in example.newest("development").values() if dev.kind == "statement" and not dev.statements
    ]
    assert silent == []


def test_every_statement_of_a_u_s_official_on_policy_belongs_to_washington(example: Example) -> None:
    capital = [dev for dev in example.newest("development").values() if "washington" in dev.flashpoints]
    assert len(capital) > 30
    for dev in capital:
        speakers = {statement.country for statement in dev.statements}
        assert not speakers or "USA" in speakers, f"nobody from the United States speaks in {dev.id}"


def test_the_zone_is_a_circle_of_55_km_with_a_position_of_each_of_four_parties(example: Example) -> None:
    (zone,) = example.newest("zone").values()
    assert zone.radius_m == 55_000
    assert {p.party: p.stance for p in zone.positions} == {
        "united-states": "declared",
        "russia": "disputes",
        "syria": "disputes",
        "iran": "understands otherwise",
    }


def test_the_positions_on_the_zone_grow_with_the_days(example: Example) -> None:
    counts = {day(put): len(put.value.positions) for put in example.puts if put.kind == "zone"}
    assert counts == {
        dt.date(2017, 5, 18): 2,
        dt.date(2018, 1, 18): 3,
        dt.date(2018, 2, 19): 4,
        dt.date(2018, 12, 11): 4,
    }


def test_every_breach_that_the_page_tells_of_is_recorded_with_its_entry(example: Example) -> None:
    breaches = example.newest("breach").values()
    assert {breach.development for breach in breaches} == {
        "al-tanf/2017-05-18/1",
        "al-tanf/2017-06-06/1",
        "al-tanf/2017-10-04/1",
        "al-tanf/2017-11-16/1",
        "al-tanf/2018-06-18/1",
        "al-tanf/2018-08-09/1",
    }
    assert len(breaches) == 7, "the vehicles and the drones of June 2017 stand in one entry"


def test_what_the_page_does_not_say_of_a_breach_stays_unknown(example: Example) -> None:
    for breach in example.newest("breach").values():
        assert breach.reported
        assert breach.found
        assert (breach.track, breach.first, breach.depth_m, breach.fixes, breach.probability) == (
            "",
            None,
            None,
            None,
            None,
        )
    drones = example.newest("breach")["al-tanf-55-km/2017-06-drones"]
    assert (drones.domain, drones.happened.text) == ("air", "2017-06")
    assert example.newest("breach")["al-tanf-55-km/2018-08-09-twelve"].party == ""


def test_the_convoy_of_may_2017_has_a_claim_of_each_side_and_an_agreed_finding(example: Example) -> None:
    convoy = example.newest("breach")["al-tanf-55-km/2017-05-18-convoy"]
    assert [claim.party for claim in convoy.claims] == ["iran", "united-states"]
    assert convoy.finding == "agreed"


def test_nobody_counts_breaches_on_the_page_so_the_zone_has_no_counts(example: Example) -> None:
    assert all(zone.counts == () for zone in example.newest("zone").values())
