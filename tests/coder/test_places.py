"""Where a name is: by what stands beside it, by what the text speaks of, by distance and bearing."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from foreshock.coder import Coder, Located
from foreshock.coder.folding import fold, skeleton
from foreshock.coder.geonames import GeoNames


def places(coder: Coder, marked: str) -> list[Located | None]:
    """The places of a text whose names stand in brackets."""
    text, spans, last = "", [], 0
    for match in re.finditer(r"\[(.*?)\]", marked):
        text += marked[last : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        last = match.end()
    return coder.locate(text + marked[last:], spans)


def place(coder: Coder, marked: str) -> Located:
    found = places(coder, marked)[0]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("marked", "lat", "lon"),
    [
        ("A storm hit [Paris] on Monday.", 48.9, 2.4),
        ("A storm hit [Paris], Texas, on Monday.", 33.7, -95.6),
        ("A man from [Athens], Ga., was fined.", 34.0, -83.4),
        ("A man from [Athens], GA, was fined.", 34.0, -83.4),
        ("The minister flew to [Athens].", 38.0, 23.7),
        ("The base at [al-Tanf] is remote.", 33.5, 38.6),
        ("Ships passed the [Strait of Hormuz].", 26.6, 56.3),
        ("The [U.S.] protested.", 39.8, -98.5),
        ("[Georgia] closed its border with Russia; Tbilisi said so.", 42.0, 43.5),
        ("Voters in all of [Georgia] went to the polls, in [Macon] and [Atlanta] too.", 32.8, -83.5),
        ("Shells fell on [Tripoli] in northern Lebanon.", 34.4, 35.8),
        ("Militias fought in [Tripoli], Libya.", 32.9, 13.2),
        ("The Syrian town of [Douma] was shelled.", 33.6, 36.4),
        ("Idlib: rebels left [Khan Sheikhoun], Syria.", 35.4, 36.6),
        ("Police in [Deir ez-Zor Governorate] said so.", 35.0, 40.4),
        ("[Russian] jets took off.", 60.0, 100.0),
        ("The [Iraqi capital] was calm.", 33.3, 44.4),
        ("[Scottish] ports were shut.", 56.0, -4.0),
        ("Flights from [Baghdad International Airport] resumed.", 33.3, 44.2),
        ("[دوما] قصفت", 33.6, 36.4),
    ],
)
def test_the_meant_place_is_found(coder: Coder, marked: str, lat: float, lon: float) -> None:
    found = place(coder, marked)
    assert (found.lat, found.lon) == (pytest.approx(lat, abs=0.4), pytest.approx(lon, abs=0.4))


def test_places_help_each_other(coder: Coder) -> None:
    found = places(coder, "He drove from [Springfield] to [Worcester] and on to [Boston].")
    assert [round(p.lon) for p in found if p] == [-73, -72, -71]


def test_geonames_own_id_is_given(coder: Coder) -> None:
    assert place(coder, "Rain fell on [Idlib], Syria.").geonames_id in (169387, 169389)
    assert place(coder, "The [Russian] side agreed.").geonames_id == 2017370


def test_distance_and_bearing_move_the_point(coder: Coder) -> None:
    found = place(coder, "It fell 55 km east of [Palmyra].")
    assert found.lon == pytest.approx(38.27 + 55 / (111.2 * 0.824), abs=0.05)
    assert found.km > 10
    assert found.geonames_id is None
    miles = place(coder, "It fell 40 miles north of [Palmyra].")
    assert miles.lat == pytest.approx(34.56 + 40 * 1.609 / 111.2, abs=0.05)


def test_near_is_less_certain_than_in(coder: Coder) -> None:
    assert place(coder, "It fell near [Palmyra].").km > place(coder, "It fell in [Palmyra].").km


def test_a_village_nobody_lists_is_measured_off_from_the_town_named_with_it(coder: Coder) -> None:
    found = place(coder, "Gunmen came to [Xqzzvyl], a village 30 km north of Baghdad, in Iraq.")
    assert found.lat == pytest.approx(33.34 + 30 / 111.2, abs=0.1)


def test_a_name_that_stands_for_many_is_the_one_beside_which_it_is_said_to_lie(coder: Coder) -> None:
    assert place(coder, "A strike hit [Mansoura], west of Raqqa.").lat == pytest.approx(35.9, abs=0.3)


def test_an_unknown_name_is_as_uncertain_as_the_area_it_falls_back_to(coder: Coder) -> None:
    found = place(coder, "Rain fell on [Xqzzvyl] and on the rest of Jordan.")
    assert found.name == "Jordan"
    assert found.km >= 100
    assert found.geonames_id is None


def test_a_country_said_beside_a_name_is_never_passed_over(coder: Coder) -> None:
    found = place(coder, "Gunmen killed 12 people in [Qolxa], Syria.")
    assert 32 < found.lat < 37.5
    assert 35.5 < found.lon < 42.5
    assert place(coder, "Rain fell on [Bayda], Syria.").lon > 35


def test_a_name_nobody_knows_is_no_place(coder: Coder) -> None:
    assert places(coder, "They met in [Xqzzvyl].") == [None]
    assert coder.locate("They met.", [(0, 0)]) == [None]


def test_a_desk_adds_a_place_with_a_file(tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_text("names|code|lat|lon|km\nCamp Heron;Heron;Paris|IRQ|33.1|41.2|2\n", "utf-8")
    coder = Coder(places=[table])
    assert place(coder, "A drone fell on [Heron].") == Located(33.1, 41.2, 2.0, "Camp Heron")
    assert place(coder, "A drone fell on [Paris].").name == "Camp Heron"


def test_events_carry_the_places_of_their_sentence(coder: Coder) -> None:
    (event,) = coder.code("Jordan attacked ISIS near al-Tanf.", date="2018-06-01").events
    assert event.places == ("al-Tanf",)
    assert event.located[0].lat == 33.51


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Gunmen killed 12 people in Douma, Syria.", ("Douma",)),
        ("Gunmen killed 12 people in the village of Qzarwin in Hama province, Syria.", ("Qzarwin", "Hama")),
        ("Mr Jackson was killed by gunmen in Basra in May.", ("Basra",)),
        ("Rebels entered Saraqib on Monday. They killed 12 people.", ("Saraqib",)),
        ("A bomb at a market in the Iraqi capital killed 12 people.", ("Iraqi capital",)),
    ],
)
def test_an_attack_has_the_places_that_the_text_gives_it(coder: Coder, text: str, names: tuple[str, ...]) -> None:
    events = [e for e in coder.code(text, date="2018-06-21").events if e.killed]
    assert events
    assert events[0].places == names


def test_an_attack_between_two_towns_is_put_in_the_middle(coder: Coder) -> None:
    text = "Gunmen killed 12 soldiers between Homs and Palmyra in Syria."
    event = next(e for e in coder.code(text, date="2018-06-21").events if e.killed)
    assert event.located[0].lon == pytest.approx((36.72 + 38.28) / 2, abs=0.1)


def test_spellings_meet_in_one_key() -> None:
    assert fold("Ar-Raqqah") == fold("ar raqqah")
    assert fold("São Paulo") == "sao paulo"
    assert skeleton(fold("Khan Sheikhoun")) == skeleton(fold("Khān Shaykhūn"))
    assert skeleton("ur") == ""


def test_the_gazetteer_names_its_source_and_opens_late() -> None:
    geonames = GeoNames()
    assert "_base" not in vars(geonames)
    assert geonames.find("idlib")[0].code == "SYR"
    assert geonames.find("no such\tname") == []
    assert geonames.area("SY.12") is not None
    source = geonames._base.execute("SELECT value FROM about WHERE key = 'source'").fetchone()
    assert "CC BY 4.0" in source[0]


def test_many_names_take_time_in_proportion(coder: Coder) -> None:
    def seconds(times: int) -> float:
        text = "Springfield, Paris, Georgia. Xqz, 30 km north of Baghdad, and Homs, north of Hama. " * times
        spans = [(m.start(), m.end()) for m in re.finditer(r"\w+", text)]
        start = time.process_time()
        assert len(coder.locate(text, spans)) == len(spans)
        return time.process_time() - start

    seconds(50)
    assert seconds(1600) < 20 * max(seconds(200), 0.02)
