"""Pages drawn at random: however dates, folds, quotes, headings and captions are written, the same comes out."""

from __future__ import annotations

import datetime as dt

import invented_pages as invented
import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_accounts import check_account

from foreshock.sources.page import read_page
from foreshock.sources.reading import PageReading
from foreshock.sources.wording import one_line

SEEDS = st.integers(0, 10**9)
KNOWN_FOLDS = st.sampled_from(["View More", "", "Read more", "VIEW MORE"])
OWN_FOLDS = st.sampled_from(["•", "Expand", "Permalink", "+"])


def check(made: invented.Made, reading: PageReading) -> None:
    check_account(reading)
    assert (reading.title, reading.date) == (made.title, made.date)
    assert [(e.date, e.text) for e in reading.entries] == [
        (i.date, one_line(invented.said(made, i.text))) for i in made.items
    ]
    pictures = [i.picture for i in made.items if i.picture]
    assert [(i.caption, i.credit, str(i.date)) for e in reading.entries for i in e.images] == [
        (p.caption, p.credit, p.date.isoformat()) for p in pictures
    ]
    assert reading.sections == made.sections
    for section, prose in invented.PROSE.items():
        expected = one_line(invented.said(made, prose)) if section in made.sections else ""
        assert " ".join(getattr(reading, section)) == expected
    for section, picture in made.pictures.items():
        found = [(i.caption, i.credit) for i in reading.images if i.section == section]
        assert found == ([(picture.caption, picture.credit)] if section in made.sections else [])
    assert reading.leftovers == ()


@given(SEEDS, OWN_FOLDS, st.integers(8, 14))
def test_with_a_fold_that_only_this_page_has(seed: int, fold: str, size: int) -> None:
    made = invented.make(seed, size, fold=fold)
    check(made, read_page(invented.flat(made).encode(), "page.txt"))


@given(SEEDS, KNOWN_FOLDS, st.integers(1, 14))
def test_on_one_line(seed: int, fold: str, size: int) -> None:
    made = invented.make(seed, size, fold=fold)
    check(made, read_page(invented.flat(made).encode(), "page.txt"))


@given(SEEDS, st.sampled_from(["View More", ""]))
def test_as_html(seed: int, fold: str) -> None:
    made = invented.make(seed, fold=fold)
    check(made, read_page(invented.as_html(made).encode(), "page.html"))


@given(SEEDS, st.permutations(list(invented.HEADINGS)), st.integers(1, 5))
def test_with_sections_missing_and_in_another_order(seed: int, order: list[str], count: int) -> None:
    sections = tuple(order[:count])
    if "developments" not in sections:
        sections = ("developments", *sections[1:])
    made = invented.make(seed, 5, sections=sections, numerals=True)
    check(made, read_page(invented.flat(made).encode(), "page.txt"))


@given(SEEDS, st.sampled_from(["View More", ""]))
def test_with_entries_out_of_order_and_several_a_day(seed: int, fold: str) -> None:
    made = invented.make(seed, 9, fold=fold, pictures={})
    items = list(made.items)
    moved = invented.Item(items[4].date + dt.timedelta(days=90), items[4].text)
    items = (
        [invented.Item(i.date, i.text) for i in items[:4]]
        + [moved]
        + [invented.Item(i.date, i.text) for i in items[5:]]
    )
    made = invented.Made(**{**made.__dict__, "items": tuple(items)})
    reading = read_page(invented.flat(made).encode(), "page.txt")
    check(made, reading)
    assert any("stands below an older one" in remark.text for remark in reading.remarks)


@given(SEEDS, st.sets(st.integers(0, 8), min_size=1, max_size=4), st.sampled_from(["View More", ""]))
def test_with_entries_that_show_only_a_date(seed: int, bare: set[int], fold: str) -> None:
    made = invented.make(seed, 9, fold=fold)
    items = tuple(
        invented.Item(i.date, "") if n in bare else invented.Item(i.date, i.text) for n, i in enumerate(made.items)
    )
    made = invented.Made(**{**made.__dict__, "items": items})
    reading = read_page(invented.flat(made).encode(), "page.txt")
    check(made, reading)
    assert sum("shows only its date" in remark.text for remark in reading.remarks) == len(bare)


@given(SEEDS, st.floats(0.02, 1), st.sampled_from(["View More", ""]))
def test_cut_off_anywhere_the_entries_before_the_cut_stay_as_they_are(seed: int, share: float, fold: str) -> None:
    made = invented.make(seed, 8, fold=fold, numerals=True)
    text = invented.flat(made)
    whole = read_page(text.encode(), "page.txt")
    cut = text[: max(text.index("Matters") + 20, int(len(text) * share))]
    reading = read_page(cut.encode(), "page.txt")
    check_account(reading)
    complete = [(e.date, e.n, e.text) for e in whole.entries if e.end < len(cut) - 1]
    got = [(e.date, e.n, e.text) for e in reading.entries]
    assert got[: len(complete)] == complete
    assert len(got) <= len(complete) + 1


@pytest.mark.parametrize("form", invented.DATE_FORMS)
def test_in_every_form_of_date(form: str) -> None:
    made = invented.make(7, 12, date_form=form)
    check(made, read_page(invented.flat(made).encode(), "page.txt"))
