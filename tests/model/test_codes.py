"""The tables of meaning hang together, and codes outside them are refused."""

from __future__ import annotations

import pytest

from foreshock.model import (
    EVENT_TYPES,
    ISO3,
    LEVELS,
    UnknownCode,
    check_actor,
    check_grade,
    check_type,
    grade_words,
)


def test_plover_has_sixteen_types_in_four_quads() -> None:
    quads: dict[str, int] = {}
    for event_type in EVENT_TYPES.values():
        quads[event_type.quad] = quads.get(event_type.quad, 0) + 1
    assert len(EVENT_TYPES) == 16
    assert quads == {
        "verbal cooperation": 4,
        "material cooperation": 3,
        "verbal conflict": 4,
        "material conflict": 5,
    }


def test_the_levels_cover_every_probability_once() -> None:
    levels = sorted(LEVELS.values(), key=lambda level: level.rank)
    assert [level.low for level in levels] == [0.0, *(level.high for level in levels[:-1])]
    assert levels[-1].high == 1.0
    assert [level.range_text for level in levels] == ["under 10%", "10–30%", "30–60%", "over 60%"]
    assert len({level.shape for level in levels}) == len(levels)


def test_iso_3166_has_249_countries_and_we_add_kosovo() -> None:
    assert len(ISO3) == 250
    assert {"USA", "IRN", "SYR", "XKX"} <= ISO3


@pytest.mark.parametrize("code", ["USA", "USA:GOV", "ISIS", "COA:MIL", "SYR:REB", "UNK"])
def test_known_actors_pass(code: str) -> None:
    assert check_actor(code) == code


@pytest.mark.parametrize("code", ["", "usa", "XXX", "USA:", "USA:KING", "USA:GOV:MIL", "Iran"])
def test_unknown_actors_are_refused(code: str) -> None:
    with pytest.raises(UnknownCode):
        check_actor(code)


def test_a_mode_belongs_to_its_type() -> None:
    check_type("ASSAULT", "aerial")
    check_type("AGREE", None)
    for code, mode in (("AGREE", "aerial"), ("ASSAULT", "phone"), ("BOMB", None)):
        with pytest.raises(UnknownCode):
            check_type(code, mode)


def test_grades_are_said_in_words() -> None:
    assert grade_words("B2") == "source usually reliable; information probably true"
    for grade in ("", "G1", "B7", "b2", "B2 "):
        with pytest.raises(UnknownCode):
            check_grade(grade)
