"""The title is found in heads of many kinds, and makes the slug."""

from __future__ import annotations

import pytest

from foreshock.sources.page import read_page
from foreshock.sources.wording import slug_of

BODY = (
    " I. Why it Matters The gulf is shallow there. II. Recent Developments 21 Mar 2023 The lights of the pier were out,"
    " a pilot in the Strait of Hormuz said. View More 20 Mar 2023 A buoy drifted ashore. View More III. Background It "
    "is old."
)
HEADS = [
    (
        "Flashpoint / Global 21 Mar 2023 Strait of Hormuz Share Facebook Twitter Email Print Back To Map",
        "Strait of Hormuz",
    ),
    ("Strait of HormuzShareFacebookTwitterLinkedInWhatsAppEmailPrintSaveDownload PDF", "Strait of Hormuz"),
    ("Flashpoint / Middle East & North Africa Bab al-Mandab 21 Mar 2023 Share", "Bab al-Mandab"),
    ("Flashpoint / Middle East & North Africa 21 Mar 2023 3 minutes Golan Heights", "Golan Heights"),
    ("Natanz, Iran Natanz, Iran Flashpoint / Iran 21 March 2023", "Natanz, Iran"),
    (
        "Back To Map Flashpoint / Global 21 March 2023 Yemen-Saudi Border Share on Facebook Share on Twitter",
        "Yemen-Saudi Border",
    ),
    (
        "Flashpoint / Global 21 March 2023 Erbil, Iraq Also available in العربية فارسی Share Facebook Twitter",
        "Erbil, Iraq",
    ),
    ("Flashpoint / Global Last updated: 21 March 2023 Baghdad, Iraq Share", "Baghdad, Iraq"),
    ("21 March 2023 Gulf of Oman Share Facebook Twitter Email Print Back To Map", "Gulf of Oman"),
    ("Flashpoint / Global 21 March 2023 Deir al-Zour, Syria", "Deir al-Zour, Syria"),
    (
        "icon caret Arrow Down Arrow Left Arrow Up Camera icon set Ellipsis Facebook Hamburger List Mail Map Marker "
        "Map PDF Play Print RSS Search Share Trash Twitter Strait of Hormuz 0 21 Mar 2023 Share Facebook Twitter Email "
        "Print",
        "Strait of Hormuz",
    ),
    (
        "Flashpoint / Global 21 March 2023 Strait of Hormuz A launch at the pier, 21 January 2012. REUTERS/Ali Muster "
        "Share Facebook Twitter",
        "Strait of Hormuz",
    ),
]


@pytest.mark.parametrize(("head", "title"), HEADS, ids=[head[:30] for head, _ in HEADS])
def test_a_title_is_told_from_what_stands_around_it(head: str, title: str) -> None:
    reading = read_page((head + BODY).encode(), "page.txt")
    assert reading.title == title
    assert reading.slug == slug_of(title)
    assert len(reading.entries) == 2
    assert reading.leftovers == ()


def test_without_a_title_the_page_is_called_after_its_file() -> None:
    reading = read_page(BODY.encode(), "folder/al-mina_east.txt")
    assert (reading.title, reading.slug) == ("al mina east", "al-mina-east")
    assert any("no title" in remark.text for remark in reading.remarks)


def test_without_a_heading_of_its_own_html_gives_the_title_of_its_head() -> None:
    page = f"<!doctype html><title>Cape Ness, Lornia | The Watch</title><body>{BODY}"
    assert read_page(page.encode(), "x.html").title == "Cape Ness, Lornia"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Al-Tanf, Syria", "al-tanf"),
        ("Šibām–Ḥaḍramawt, Yemen", "sibam-hadramawt"),
        ("Sana’a", "sanaa"),
        ("U.S.-Iran Line", "us-iran-line"),
        ("Île de Périm & Co.", "ile-de-perim-co"),
        ("Łódź Straße", "lodz-strasse"),
        ("تهران", ""),
        ("x" * 100, "x" * 80),
    ],
)
def test_a_slug_is_the_title_up_to_its_comma_in_plain_letters(title: str, slug: str) -> None:
    assert slug_of(title) == slug
