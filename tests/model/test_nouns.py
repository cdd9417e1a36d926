"""The nouns refuse what breaks their rules, saying the value and what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from foreshock.model import (
    Account,
    Copy,
    Development,
    Document,
    Event,
    Image,
    InvalidValue,
    LevelChange,
    Link,
    Place,
    Region,
    When,
    Zone,
    check_slug,
)


@pytest.mark.parametrize(
    "make",
    [
        lambda: check_slug("Al Tanf"),
        lambda: check_slug("a" * 81),
        lambda: Place("pole", 91.0, 0.0),
        lambda: Place("nowhere", float("nan"), 0.0),
        lambda: Place("near", 0.0, 0.0, km=-1.0),
        lambda: Region(10, 0, 5, 5),
        lambda: Document(id="x", title="x", sha256="abc"),
        lambda: Document(id="x", title="x", address="javascript:alert(1)"),
        lambda: Document(id="x", title=" "),
        lambda: Image(caption="a picture", credit="", sha256="0" * 64),
        lambda: Image(caption="a picture", credit="somebody", sha256="0" * 64),
        lambda: Image("a picture", "somebody", "words", warning="a wound"),
        lambda: Image("a picture", "somebody", "words", document="No Slug"),
        lambda: Image("a picture", "somebody", "words", sha256="0" * 64, copies=(Copy(9, 9, "1" * 64),)),
        lambda: Image("a", "b", "c", sha256="0" * 64, copies=(Copy(9, 9, "0" * 64), Copy(9, 9, "0" * 64))),
        lambda: Copy(0, 9, "0" * 64),
        lambda: Copy(9, 9, "0"),
        lambda: Development(id="al-tanf/2019-02-30/1", text=""),
        lambda: Development(id="al-tanf/2019-02-14/0", text=""),
        lambda: Development(id="al-tanf/2019-02-14", text=""),
        lambda: LevelChange("x", date(2019, 1, 1), "severe", "", "desk"),
        lambda: Link("a-b", "a", "a", date(2019, 1, 1), "because"),
        lambda: Zone(id="z", name="z", flashpoint="f", declared_by="p"),
        lambda: Zone(id="z", name="z", flashpoint="f", declared_by="p", lat=0.0, lon=0.0, radius_m=0.0),
        lambda: Zone(id="z", name="z", flashpoint="f", declared_by="p", rings=(((0.0, 0.0), (1.0, 1.0)),)),
        lambda: Account("claim", "somebody", "something", "Z9"),
        lambda: Account("rumour", "somebody", "something"),  # type: ignore[arg-type]  # what a form may send
        lambda: Event("ASSAULT", "SYR", assertion="perhaps"),  # type: ignore[arg-type]  # what a form may send
    ],
)
def test_a_broken_rule_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidValue):
        make()


def test_decoding_names_the_field_that_is_wrong() -> None:
    bad = b'{"id":"al-tanf/2019-02-14/1","text":"x","events":[{"type":"ASSAULT","actor":"Narnia"}]}'
    with pytest.raises(msgspec.ValidationError, match=r"unknown actor 'Narnia'.*\$\.events\[0\]"):
        msgspec.json.decode(bad, type=Development)
    with pytest.raises(msgspec.ValidationError, match="unknown field `colour`"):
        msgspec.json.decode(b'{"id":"a/2019-02-14/1","text":"x","colour":1}', type=Development)


def test_a_development_knows_its_home_day_and_number() -> None:
    entry = Development(
        id="al-tanf/2018-07-01/2", text="x", happened=When("2018-06"), flashpoints=("washington", "al-tanf")
    )
    assert (entry.home, entry.date, entry.number) == ("al-tanf", date(2018, 7, 1), 2)
    assert entry.belongs_to == ("al-tanf", "washington")
    assert entry.when.words == "June 2018"


def test_two_accounts_make_an_entry_contested() -> None:
    accounts = (Account("claim", "one", "it was"), Account("denial", "other", "it was not"))
    assert Development(id="a/2018-07-01/1", text="x", accounts=accounts).contested
    assert not Development(id="a/2018-07-01/1", text="x", accounts=accounts[:1]).contested


def test_nouns_are_frozen_and_survive_the_wire() -> None:
    entry = Development(id="a/2018-07-01/1", text="x", happened=When("mid-2018-06"))
    with pytest.raises(AttributeError):
        entry.text = "y"  # type: ignore[misc]
    assert msgspec.json.decode(msgspec.json.encode(entry), type=Development) == entry


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"floor_m": 5000.0, "ceiling_m": 100.0}, "floor 5000.0 m, ceiling 100.0 m"),
        ({"ceiling_m": float("nan")}, "no band of heights"),
        ({"valid_from": When("2019-03"), "valid_to": When("2019-02-14")}, "would end .2019-02-14. before it begins"),
    ],
)
def test_a_zone_whose_heights_or_days_are_the_wrong_way_round_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        Zone("ring", "Ring", "al-tanf", "usa", lat=33.5, lon=38.6, radius_m=55_000.0, **change)
    Zone(
        "ring",
        "Ring",
        "al-tanf",
        "usa",
        lat=33.5,
        lon=38.6,
        radius_m=5.0,
        valid_from=When("2019-02"),
        valid_to=When("2019-02-14"),
    )
