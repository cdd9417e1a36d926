"""Pages of many forms, each with its title, entries, pictures and oddities written down in `expected_pages.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from page_accounts import check_account

from foreshock.sources.page import read_page
from foreshock.sources.reading import PageReading

PAGES = Path(__file__).parent / "pages"
EXPECTED: dict[str, dict[str, Any]] = json.loads((PAGES.parent / "expected_pages.json").read_text("utf-8"))


def reading_of(name: str) -> PageReading:
    return read_page((PAGES / name).read_bytes(), name)


def test_every_page_has_its_expectation() -> None:
    assert sorted(EXPECTED) == sorted(p.name for p in PAGES.iterdir() if p.suffix in (".txt", ".html"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_page_gives_what_a_person_reads_in_it(name: str) -> None:
    reading, expected = reading_of(name), EXPECTED[name]
    assert (reading.title, reading.slug, str(reading.date), reading.form) == tuple(
        expected[key] for key in ("title", "slug", "date", "form")
    )
    assert list(reading.sections) == expected["sections"]
    assert [[reading.entry_id(entry), entry.text] for entry in reading.entries] == expected["entries"]
    images = [[i.section, i.caption, str(i.date) if i.date else None, i.credit] for i in reading.images]
    assert images == expected["images"]
    assert [leftover.text for leftover in reading.leftovers] == expected["leftovers"]
    assert [remark.text for remark in reading.remarks] == expected["remarks"]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_word_of_a_page_is_accounted_for(name: str) -> None:
    check_account(reading_of(name))


def test_the_same_page_as_text_and_as_html_gives_the_same() -> None:
    flat, saved = reading_of("hormuz-on-one-line.txt"), reading_of("hormuz-as-html.html")
    assert [(e.date, e.n, e.text, e.images) for e in flat.entries] == [
        (e.date, e.n, e.text, e.images) for e in saved.entries
    ]
    assert flat.images == saved.images
    for field in ("title", "slug", "date", "sections", "why", "background", "analysis", "scenarios"):
        assert getattr(flat, field) == getattr(saved, field)


def test_nothing_of_scripts_handlers_and_hidden_elements_is_read() -> None:
    reading = reading_of("sinai-hostile.html")
    for word in (
        "Written",
        "heading",
        "Hidden",
        "Framed",
        "Drawn",
        "Typed",
        "Template",
        "Object",
        "onerror",
        "alert(3)",
    ):
        assert word not in reading.text
    assert any("not read" in remark.text for remark in reading.remarks)
