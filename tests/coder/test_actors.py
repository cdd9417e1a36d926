"""Who is meant: countries, offices by date, forces, militias, descriptions, reference, and a desk's own names."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreshock.coder import Coder
from foreshock.coder.mentions import ActorNames
from foreshock.model import UnreadableSource


def sides(coder: Coder, text: str, date: str = "2018-06-01") -> set[tuple[str, str | None]]:
    return {(e.actor, e.recipient) for e in coder.code(text, date=date).events}


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("The Kremlin condemned Estonia.", ("RUS:GOV", "EST")),
        ("Huthi fighters attacked Saudi Arabia.", ("HTH", "SAU")),
        ("Hezbollah attacked Israel.", ("HZB", "ISR")),
        ("The IRGC detained three British sailors.", ("IRN:MIL", "GBR")),
        ("A U.S.-backed Syrian rebel group attacked ISIS.", ("SYR:REB", "ISIS")),
        ("An Iran-backed Iraqi militia attacked the Pentagon.", ("IRQ:PRM", "USA:MIL")),
        ("A senior Jordanian military official condemned Israel.", ("JOR:MIL", "ISR")),
        ("Lawmakers in Chile condemned Peru.", ("CHL:LEG", "PER")),
        ("An Irish court convicted a Dutch smuggler.", ("IRL:JUD", "NLD")),
    ],
)
def test_names_and_descriptions_become_codes(coder: Coder, text: str, pair: tuple[str, str]) -> None:
    got = {(a, r.split(":")[0] if r and ":" not in pair[1] else r) for a, r in sides(coder, text)}
    assert pair in got


def test_an_office_holder_speaks_for_the_government_only_while_in_office() -> None:
    names = ActorNames()
    (mention,) = names.find("Rex Tillerson")
    assert mention.code("2018-02-01") == "USA:GOV"
    assert mention.code("2019-02-01") == "USA"
    (taliban,) = names.find("Taliban")
    assert (taliban.code("2015-01-01"), taliban.code("2023-01-01")) == ("AFG:REB", "AFG:GOV")


def test_joint_subjects_and_shared_adjectives_give_one_event_a_pair(coder: Coder) -> None:
    got = sides(coder, "The president of Kenya met his Ugandan and Rwandan counterparts.")
    assert {("KEN:GOV", "UGA:GOV"), ("KEN:GOV", "RWA:GOV")} <= got


def test_a_pronoun_means_the_one_named_before(coder: Coder) -> None:
    got = sides(coder, "President Rouhani met reporters in Tehran. He condemned Bahrain.")
    assert ("IRN:GOV", "BHR") in got


def test_a_desk_adds_an_actor_with_a_file(tmp_path: Path) -> None:
    table = tmp_path / "actors.csv"
    table.write_text("code|names|from|until\nLBY:PRM|Desert Falcons||\n", "utf-8")
    assert ("LBY:PRM", "TUN") in sides(Coder(actors=[table]), "The Desert Falcons attacked Tunisia.")


def test_a_wrong_row_of_a_desks_file_is_named(tmp_path: Path) -> None:
    table = tmp_path / "actors.csv"
    table.write_text("code|names|from|until\nLBY:PRM|Desert Falcons\n", "utf-8")
    with pytest.raises(UnreadableSource, match="line 2"):
        Coder(actors=[table])


def test_names_are_found_the_same_wherever_a_long_text_is_held_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ActorNames()
    text = "The U.S. Secretary of State Rex Tillerson met United Arab Emirates officials in Saudi Arabia. " * 60
    whole = names.find(text)
    assert len(whole) >= 300
    for block in (1, 7, 20, 33):
        monkeypatch.setattr("foreshock.coder.mentions._BLOCK", names._longest + 1 + block)
        assert names.find(text) == whole
