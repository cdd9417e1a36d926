"""Routing: by place, names, rivals and subject, with the reasons in words."""

from __future__ import annotations

import datetime as dt

import pytest

from foreshock.matcher.lands import capitals, lands_in
from foreshock.matcher.likeness import Rarity
from foreshock.matcher.profile import profile_of
from foreshock.matcher.routing import Router
from foreshock.model import (
    Flashpoint,
    Party,
    Place,
    Report,
    ReportedEvent,
    ReportedStatement,
    Route,
    TriggerList,
    Zone,
    place_within,
)

LIST = TriggerList(
    "Rivals",
    "",
    parties=(
        Party("united-states", "United States", "West", "USA"),
        Party("iran", "Iran", "East", "IRN"),
        Party("syria", "Syria", "East", "SYR"),
    ),
)
BASE = Flashpoint(
    "heron-base",
    "Heron base, Syria",
    place=Place("Heron base", 33.5, 38.6, km=2),
    landmarks=(Place("Salt camp", 33.3, 38.7, km=3),),
    why="A garrison in the desert stands on the road to the coast.",
)
CAPITAL = Flashpoint("tehran", "Tehran", kind="capital", question="Will Iran strike?")
ZONE = Zone("heron", "55-km quiet zone around Heron base", "heron-base", "USA", 33.5, 38.6, 55_000)
LEARNED = dt.datetime(2020, 5, 9, tzinfo=dt.UTC)


def routes(text: str, *events: ReportedEvent, statements: tuple[ReportedStatement, ...] = ()) -> dict[str, Route]:
    profiles = [profile_of(one, LIST, [ZONE], capitals()) for one in (BASE, CAPITAL)]
    report = Report("wire:1", "wire", LEARNED, text=text, language="en", events=events, statements=statements)
    return {route.flashpoint: route for route in Router(profiles, Rarity()).routes(report)}


def event(lat: float, lon: float, km: float = 5.0, actor: str = "USA:MIL", recipient: str = "SYR:MIL") -> ReportedEvent:
    return ReportedEvent("e1", "ASSAULT", actor, recipient, places=(place_within("there", lat, lon, km),))


def test_what_happened_inside_the_zone_belongs_to_its_flashpoint() -> None:
    found = routes("A convoy of the Syrian army was struck in the desert.", event(33.7, 38.9))
    assert "happened inside 55-km quiet zone around Heron base" in found["heron-base"].reason


@pytest.mark.parametrize(
    "text", ["Shots were heard at Heron base.", "A column entered the quiet zone.", "Salt camp was hit."]
)
def test_names_of_the_flashpoint_its_zone_and_its_landmarks_lead_there(text: str) -> None:
    found = routes(f"{text} U.S. forces blamed Iran.", event(33.4, 38.65))
    assert "names " in found["heron-base"].reason


def test_what_happened_far_away_does_not_belong_there_though_the_rivals_are_the_same() -> None:
    assert "heron-base" not in routes("U.S. aircraft struck an Iranian boat.", event(26.6, 56.3, recipient="IRN:MIL"))


def test_a_country_without_a_place_is_not_enough() -> None:
    assert "heron-base" not in routes("Syria opened a new port.", event(35.0, 38.0, km=300, actor="SYR:GOV"))


def test_a_capital_gets_what_its_government_says_of_the_lists_matters() -> None:
    said = ReportedStatement("The foreign minister", "IRN", about=("USA", "SYR"))
    found = routes("Iran's foreign minister in Tehran said the United States must leave Syria.", statements=(said,))
    assert found["tehran"].reason.startswith("said or decided by IRN")


def test_unrelated_reports_go_nowhere() -> None:
    assert routes("The port of Lorn opened a new berth.", event(50.0, 2.0, actor="GBR:CIV", recipient="FRA:CIV")) == {}


def test_lands_are_known_by_name_people_and_capital() -> None:
    assert lands_in(["russian", "and", "saudi", "arabia"]) >= {"RUS", "SAU"}
    assert capitals()["tehran"] == "IRN"
