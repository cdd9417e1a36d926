"""Search on both databases: what is found, in which order, by which spelling, and what is not there to be found."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreshock.matcher.folding import words_of
from foreshock.model import InvalidValue, Report, When
from foreshock.store import Store

LEARNED = dt.datetime(2020, 5, 9, tzinfo=dt.UTC)
TEXTS = {
    "a": "Huthi fighters fired at a tanker off Hodeidah.",
    "b": "The Houthis deny that they fired at a ship near Al-Hudaydah; Ansar Allah speaks of lies.",
    "c": "رئیس‌جمهور در تهران گفت",
    "d": "الرئيس في طهران",
    "e": "Hizbullah's leader Nasrallah spoke in Beirut of a tank and of tankers.",
    "f": "Qāsim Sulaymānī visited the Ḥashd.",
}


def report(key: str, text: str, **more: object) -> Report:
    return Report(f"wire:{key}", "wire", LEARNED, text=text, published=When("2020-05-09"), **more)  # type: ignore[arg-type]


@pytest.fixture
def filled(desk_store: Store) -> Store:
    from foreshock.desk.search.index import add_reports

    assert add_reports(report(key, text) for key, text in TEXTS.items()) == len(TEXTS)
    return desk_store


def found(query: str, **how: object) -> list[str]:
    from foreshock.desk.search.index import search

    return [hit.report.removeprefix("wire:") for hit in search(query, **how).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("houthi", "ba"),
        ("Huthis fired", "ba"),
        ("ansar allah", "ba"),
        ("hudaydah", "ba"),
        ("tehran", "dc"),
        ("تهران", "dc"),
        ("طهران", "dc"),
        ("hezbollah", "e"),
        ("tank", "e"),
        ("tank*", "ea"),
        ('"fired at a tanker"', "a"),
        ('"at fired"', ""),
        ("qassem", "f"),
        ("hashd", "f"),
        ("'; DROP TABLE desk_found; --", ""),
        ('a" OR "b', ""),
    ],
)
def test_words_find_reports_in_any_spelling_newest_first(filled: Store, query: str, expected: str) -> None:
    assert "".join(found(query)) == expected


def test_the_best_of_the_newest_comes_first_when_asked(desk_store: Store) -> None:
    from foreshock.desk.search.index import add_reports

    add_reports(
        [report("long", "drone " + "word " * 80), report("short", "drone drone"), report("last", "a drone " * 9)]
    )
    assert set(found("drone", order="best")) == {"long", "short", "last"}
    assert found("drone", order="best")[-1] == "long"
    assert found("drone") == ["last", "short", "long"]


def test_pages_follow_each_other_without_gaps(desk_store: Store) -> None:
    from foreshock.desk.search.index import add_reports, search

    add_reports(report(str(n), "a patrol boat") for n in range(25))
    seen, before = [], 0
    while True:
        page = search("patrol", before=before, size=10)
        seen += [hit.report for hit in page.hits]
        before = page.before
        if not before:
            break
    assert seen == [f"wire:{n}" for n in reversed(range(25))]


def test_a_report_is_there_once_private_ones_never_and_removed_ones_no_more(filled: Store) -> None:
    from foreshock.desk.search.index import add_reports, remove_report

    assert add_reports([report("a", TEXTS["a"]), report("p", "a source in confidence", terms="private")]) == 0
    assert found("confidence") == []
    assert remove_report("wire:a")
    assert not remove_report("wire:a")
    assert found("houthi") == ["b"]


def test_a_query_without_words_is_refused(desk_store: Store) -> None:
    with pytest.raises(InvalidValue, match="no word"):
        found("—!")
    with pytest.raises(InvalidValue, match="too many"):
        found(" ".join(str(n) for n in range(20)))


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_and_gives_words_only(text: str) -> None:
    once = words_of(text)
    assert all(word.isalnum() for word in once)
    assert words_of(" ".join(once)) == once


def test_a_word_is_found_wherever_among_many_reports_it_stands(
    desk_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some words stand everywhere, some only at the beginning, some only at the end: the planner's estimate, which
    knows no time, is wrong for the last two."""
    from foreshock.desk.search import index, postgres
    from foreshock.desk.search.index import add_reports, search

    for module in (index, postgres):
        monkeypatch.setattr(module, "NEWEST_RANKED", 50)
    words = [
        ["strait", *(["trawler"] if n < 200 else []), *(["gunboat"] if n >= 1400 else []), *(["fog"] if n % 7 else [])]
        for n in range(1500)
    ]
    add_reports(report(f"{n:04}", " ".join(one)) for n, one in enumerate(words))
    for query in ("strait", "trawler", "gunboat", "fog", "trawler fog", "gunboat fog", "trawler gunboat"):
        newest = [f"{n:04}" for n in reversed(range(1500)) if set(query.split()) <= set(words[n])]
        walked: list[str] = []
        page = search(query)
        while True:
            walked += [hit.report.removeprefix("wire:") for hit in page.hits]
            if not page.before or len(walked) > 400:
                break
            page = search(query, before=page.before)
        assert walked == newest[: len(walked)]
        assert len(walked) == len(newest) or len(walked) > 400
        best = found(query, order="best")
        assert len(best) == min(len(newest), 30)
        assert set(best) <= set(newest[:50])
