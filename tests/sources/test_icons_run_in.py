"""Icon names and signs that flattening left beside headings, folds and dates: furniture, never words of an entry."""

from __future__ import annotations

import pytest
from page_accounts import check_account

from foreshock.sources.page import read_page

ENTRIES = (
    ("21 Mar 2023", "A convoy was stopped at the bridge by two men."),
    ("21 Mar 2023", 'Vilnius protested; Minsk said it "had nothing to add".'),
    ("18 Mar 2023", "Two helicopters crossed by 300 m and went back."),
)
TEXTS = [text for _, text in ENTRIES]


def page(heading: str = "", before: str = "", after: str = "", fold: str = "") -> bytes:
    listed = "".join(f"{before}{date} {after}{text} View More {fold}" for date, text in ENTRIES)
    return (
        f"Flashpoint / Global 21 Mar 2023 Ness Gap, Lornia Share Facebook Twitter Email Print Back To Map "
        f"I. Why it Matters {heading}The gap joins two allies. II. Recent Developments {heading}{listed}"
        f"III. Background {heading}An old quarrel. IV. Analysis {heading}Deterrence works. "
        f"V. Scenarios and Recommendations {heading}Talk."
    ).encode()


@pytest.mark.parametrize(
    "icons",
    [
        {"heading": "chevron-down "},
        {"heading": "arrow down "},
        {"heading": "▾ "},
        {"heading": "+ "},
        {"fold": "chevron-up "},
        {"fold": "↓ "},
        {"before": "icon-calendar "},
        {"before": "calendar "},
        {"after": "facebook twitter "},
        {"after": "- "},
    ],
    ids=str,
)
def test_icons_beside_headings_folds_and_dates_are_furniture(icons: dict[str, str]) -> None:
    reading = read_page(page(**icons), "ness.txt")
    assert [entry.text for entry in reading.entries] == TEXTS
    assert (reading.why, reading.background) == (("The gap joins two allies.",), ("An old quarrel.",))
    assert (reading.analysis, reading.scenarios) == (("Deterrence works.",), ("Talk.",))
    assert reading.leftovers == ()
    check_account(reading)


def test_words_that_icons_are_called_by_stay_in_prose() -> None:
    data = page().replace(b"An old quarrel.", b"Background image and home of a quarrel. Users share a map link.")
    reading = read_page(data.replace(b"A convoy was", b"Print shops and a user of Facebook were"), "ness.txt")
    assert reading.background == ("Background image and home of a quarrel. Users share a map link.",)
    assert reading.entries[0].text.startswith("Print shops and a user of Facebook were")
