"""A breach may be known from a report alone; statistics put both sides' counts beside the records."""

from __future__ import annotations

import datetime as dt

import pytest

from foreshock.model import InvalidValue, When
from foreshock.model.tracks import Breach, Claim, Count
from foreshock.zone.tally import tally

FIRST = dt.datetime(2017, 6, 6, 9, tzinfo=dt.UTC)


def test_a_report_alone_makes_a_breach_whose_unknowns_stay_unknown() -> None:
    breach = Breach(
        "ring/b1", "ring", party="pro-government force", reported="a column was inside", happened=When("2017-06")
    )
    assert (breach.first, breach.depth_m, breach.fixes, breach.probability) == (None, None, None, None)
    assert breach.finding == "open"


@pytest.mark.parametrize(
    "change",
    [
        {"reported": " "}, {"finding": "agreed"}, {"entered": FIRST.replace(tzinfo=None)}, {"zone": "No Slug"},
    ],
)  # fmt: skip
def test_a_breach_that_says_nothing_plain_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        Breach(**({"id": "ring/b1", "zone": "ring", "reported": "inside"} | change))  # type: ignore[arg-type]


def test_a_claim_needs_a_party_and_words() -> None:
    with pytest.raises(InvalidValue):
        Claim("", "we were not there")


def test_records_and_each_sides_counts_stand_side_by_side() -> None:
    breaches = [
        Breach("ring/b1", "ring", "a", track="t1", first=FIRST),
        Breach("ring/b2", "ring", "a", track="t2", entered=FIRST, doubts=("jitter",)),
        Breach(
            "ring/b3", "ring", "a", reported="inside", happened=When("mid-2017-06"), finding="disputed", found="no log"
        ),
        Breach("ring/b4", "ring", "a", reported="inside", happened=When("2017")),
    ]
    counts = [Count("ring", "us", "a", When("2017-06"), 12), Count("ring", "them", "a", When("2017-06"), 0)]
    june, unknown = tally(breaches, counts)
    assert (june.month, june.seen, june.doubtful, june.reported, june.disputed) == ("2017-06", 1, 1, 1, 1)
    assert june.counted == (("them", 0), ("us", 12))
    assert (unknown.month, unknown.reported, unknown.counted) == ("unknown", 1, ())


def test_a_count_without_records_is_shown_all_the_same() -> None:
    (row,) = tally([], [Count("ring", "us", "a", When("2019-01"), 7)])
    assert (row.seen, row.counted) == (0, (("us", 7),))
