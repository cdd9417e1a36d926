"""The page that the project starts from: 84 developments, four pictures, no furniture."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import pytest
from page_accounts import check_account

from foreshock.sources.page import read_page
from foreshock.sources.reading import PageReading

SEED = Path(__file__).parents[3] / "shared" / "seed" / "al-tanf.txt"


@pytest.fixture(scope="module")
def seed() -> PageReading:
    if not SEED.exists():
        pytest.skip("../shared/seed/al-tanf.txt is not there: the reading of the real al-Tanf page was not tested")
    return read_page(SEED.read_bytes(), SEED.name)


def test_it_has_84_developments_newest_first(seed: PageReading) -> None:
    days = [entry.date for entry in seed.entries]
    assert len(days) == 84
    assert days[0] == dt.date(2019, 2, 14)
    assert days[-1] == dt.date(2017, 5, 18)
    assert all(later >= earlier for later, earlier in pairwise(days))


def test_each_entry_is_what_stands_between_two_folds(seed: PageReading) -> None:
    """An independent cut of the same section, which this one page allows: at its folds."""
    listed = seed.text.split("II. Recent Developments")[1].split("See more")[0]
    cut = [re.sub(r"^\s*\d{1,2} [A-Z]\w+ \d{4} ", "", part).strip() for part in listed.split("View More")]
    pictured = re.compile(r"Fighters from .{20,60}? 19 October 2017 MaT TWITTER")
    parts = [pictured.sub("", part).strip() for part in cut if part.strip()]
    assert sum(part not in cut for part in parts) == 1
    assert [entry.text for entry in seed.entries] == parts


def test_head_and_sections_are_known(seed: PageReading) -> None:
    assert (seed.title, seed.slug, seed.date) == ("Al-Tanf, Syria", "al-tanf", dt.date(2019, 2, 14))
    assert seed.sections == ("why", "developments", "background", "analysis", "scenarios")
    assert seed.entry_id(seed.entries[0]) == "al-tanf/2019-02-14/1"


def test_its_four_pictures_are_told_from_the_prose(seed: PageReading) -> None:
    assert [(image.section, str(image.date), image.credit) for image in seed.images] == [
        ("developments", "2017-10-19", "MaT TWITTER"),
        ("background", "2017-09-28", "TASNIM"),
        ("analysis", "2018-04-14", "U.S. Dept of Defense Twitter"),
        ("analysis", "2017-12-03", "UNITED STATES ARMY'S INSTAGRAM"),
    ]
    assert [image.caption.split()[0] for image in seed.images] == ["Fighters", "Crowds", "Pentagon", "U.S."]
    prose = " ".join((*seed.background, *seed.analysis, *(entry.text for entry in seed.entries)))
    assert not any(image.caption in prose or image.credit in prose for image in seed.images)


def test_no_furniture_and_no_numerals_are_left_in_the_text(seed: PageReading) -> None:
    everything = " ".join(
        (*seed.why, *seed.background, *seed.analysis, *seed.scenarios, *(entry.text for entry in seed.entries))
    )
    for words in ("View More", "See more", "Back To Map", "Facebook Twitter", "Email Print"):
        assert words not in everything
    assert not re.search(r"\b(?:I|II|III|IV|V)\.\s*$", everything)


def test_every_word_is_accounted_for_and_none_is_left_over(seed: PageReading) -> None:
    check_account(seed)
    assert seed.leftovers == ()
    assert seed.remarks == ()


def test_quotation_marks_are_as_on_the_page(seed: PageReading) -> None:
    quoted = [entry.text for entry in seed.entries if '"' in entry.text]
    assert len(quoted) > 60
    assert all(text.count('"') % 2 == 0 for text in quoted)
