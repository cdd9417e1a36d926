"""Where a name is: by what stands beside it, by what the text speaks of, by distance and bearing."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreshock.coder import Coder, Located


def place(coder: Coder, text: str, name: str) -> Located:
    start = text.index(name)
    (found,) = coder.locate(text, [(start, start + len(name))])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "name", "lat", "lon"),
    [
        ("A storm hit Paris on Monday.", "Paris", 48.9, 2.4),
        ("A storm hit Paris, Texas, on Monday.", "Paris", 33.7, -95.6),
        ("A man from Athens, Ga., was fined.", "Athens", 34.0, -83.4),
        ("The minister flew to Athens.", "Athens", 38.0, 23.7),
        ("The base at al-Tanf is remote.", "al-Tanf", 33.5, 38.6),
        ("Ships passed the Strait of Hormuz.", "Strait of Hormuz", 26.6, 56.3),
        ("The U.S. protested.", "U.S.", 39.8, -98.5),
    ],
)
def test_the_meant_place_is_found(coder: Coder, text: str, name: str, lat: float, lon: float) -> None:
    found = place(coder, text, name)
    assert (found.lat, found.lon) == (pytest.approx(lat, abs=0.3), pytest.approx(lon, abs=0.3))


def test_distance_and_bearing_move_the_point(coder: Coder) -> None:
    found = place(coder, "It fell 55 km east of Palmyra.", "Palmyra")
    assert found.lon == pytest.approx(38.27 + 55 / (111.2 * 0.824), abs=0.05)
    assert found.km > 10


def test_a_name_nobody_knows_is_no_place(coder: Coder) -> None:
    text = "They met in Xqzzvyl."
    assert coder.locate(text, [(12, 19)]) == [None]


def test_a_desk_adds_a_place_with_a_file(tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_text("names|code|lat|lon|km\nCamp Heron;Heron|IRQ|33.1|41.2|2\n", "utf-8")
    found = place(Coder(places=[table]), "A drone fell near Heron.", "Heron")
    assert (found.lat, found.lon, found.name) == (33.1, 41.2, "Camp Heron")


def test_events_carry_the_places_of_their_sentence(coder: Coder) -> None:
    (event,) = coder.code("Jordan attacked ISIS near al-Tanf.", date="2018-06-01").events
    assert event.places == ("al-Tanf",)
