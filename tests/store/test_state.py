"""The list as it stood at an instant, the head, and the history of one object."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from foreshock.model import Conflict, Flashpoint, NotFound
from foreshock.store import Put, Store

JUNE, JULY, AUGUST = (dt.datetime(2018, month, 1, 12, tzinfo=dt.UTC) for month in (6, 7, 8))
NEXT_YEAR = dt.datetime.now(dt.UTC) + dt.timedelta(365)
FORD = Put("flashpoint", Flashpoint("ford-crossing", "Ford Crossing"), JUNE)
ID = "ford-crossing/2018-06-21/1"
Entry = Callable[..., Put]


@pytest.fixture
def told_twice(store: Store, entry: Entry) -> Store:
    """An entry published in June, corrected in July, withdrawn in August."""
    store.put([FORD, entry(text="One.", published=JUNE)], by="A")
    store.put([entry(text="Two.", published=JULY, act="correct")], by="B", why="a miscount")
    store.put([Put("development", None, AUGUST, "withdraw", id=ID)], by="C", why="another ford")
    return store


def test_the_published_clock_decides_what_a_day_saw(told_twice: Store) -> None:
    def text(day: dt.datetime) -> str | None:
        kept = told_twice.state(day).developments.get(ID)
        return kept and (kept.value.text if kept.value else "withdrawn")

    assert text(JUNE - dt.timedelta(microseconds=1)) is None
    assert text(JUNE) == "One."
    assert text(JULY - dt.timedelta(microseconds=1)) == "One."
    assert text(JULY) == "Two."
    assert text(AUGUST) == "withdrawn"
    assert told_twice.state().developments[ID].stamp.act == "withdraw"


def test_corrections_are_listed_newest_first_up_to_the_day(told_twice: Store) -> None:
    assert [(s.act, s.why) for s in told_twice.state().corrections] == [
        ("withdraw", "another ford"),
        ("correct", "a miscount"),
    ]
    assert [s.act for s in told_twice.state(JULY).corrections] == ["correct"]
    assert told_twice.state(JUNE).corrections == ()


def test_state_is_one_query(told_twice: Store) -> None:
    seen: list[str] = []

    def watch(execute: Callable[..., object], sql: str, *rest: object) -> object:
        seen.append(sql)
        return execute(sql, *rest)

    with told_twice.database.connection.execute_wrapper(watch):
        told_twice.state(JULY)
        told_twice.state()
    assert len(seen) == 2


def test_drafts_are_in_no_state(store: Store, entry: Entry) -> None:
    store.put([FORD, entry(published=None)], by="A")
    assert not store.state().developments
    assert not store.state(NEXT_YEAR).developments
    assert [kept.stamp.published for kept in store.history("development", ID)] == [None]


def test_what_is_to_be_published_later_waits_whatever_day_is_asked_for(store: Store, entry: Entry) -> None:
    store.put([FORD, entry(published=NEXT_YEAR)], by="A")
    assert not store.state().developments
    assert not store.state(NEXT_YEAR + dt.timedelta(days=1)).developments
    assert store.head().due == NEXT_YEAR


def test_objects_come_in_the_order_of_their_ids(store: Store) -> None:
    slugs = ["b", "a-b", "a", "a1", "z", "a-a"]
    store.put([Put("flashpoint", Flashpoint(slug, slug)) for slug in slugs], by="A")
    assert list(store.state().flashpoints) == sorted(slugs)


def test_an_empty_store_has_an_empty_state(store: Store) -> None:
    state = store.state()
    assert (state.list, state.flashpoints, state.recorded, state.corrections) == (None, {}, None, ())
    assert (store.head().seq, store.head().hash) == (0, state.head)
    assert store.verify().problem == ""


def test_the_head_changes_with_every_change_and_only_then(store: Store, entry: Entry) -> None:
    heads = [store.head()]
    for text in ("One.", "Two.", "Two."):
        store.put([FORD, entry(text=text, published="now")], by="A")
        heads.append(store.head())
    assert [head.seq for head in heads] == [0, 2, 3, 3]
    assert heads[2] == heads[3]
    store.erase(f"{ID}@1", "A", "B", "why not")
    assert store.head() != heads[3], "an erasure changes what pages show, so the head tells it too"
    assert store.state().head == store.head().hash


def test_stamps_tell_every_published_revision(told_twice: Store, entry: Entry) -> None:
    told_twice.put([entry(2, published=None)], by="A")
    stamps = told_twice.stamps()
    assert {key: [s.number for s in found] for key, found in stamps.items()} == {
        ("flashpoint", "ford-crossing"): [1],
        ("development", ID): [1, 2, 3],
    }
    assert [s.number for s in told_twice.stamps(JULY)["development", ID]] == [1, 2]


def test_undo_is_a_new_revision_with_the_old_words(told_twice: Store) -> None:
    stamp = told_twice.revert("development", ID, 1, by="D", why="it was this ford after all")
    assert (stamp.number, stamp.by, stamp.why) == (4, "D", "it was this ford after all")
    assert [kept.value and kept.value.text for kept in told_twice.history("development", ID)] == [
        "One.",
        "Two.",
        None,
        "One.",
    ]
    assert told_twice.revert("development", ID, 3, by="D", why="no").act == "withdraw"


def test_undo_of_a_draft_stays_a_draft(store: Store, entry: Entry) -> None:
    store.put([FORD, entry(text="One.", published=None)], by="A")
    store.put([entry(text="Two.", published=None)], by="A")
    assert store.revert("development", ID, 1, by="A", why="x").published is None


def test_undo_to_what_is_not_there_is_refused(told_twice: Store) -> None:
    with pytest.raises(NotFound, match="it has 1 to 3"):
        told_twice.revert("development", ID, 9, by="D", why="x")
    with pytest.raises(NotFound, match="no development is called that"):
        told_twice.revert("development", "no/2018-01-01/1", 1, by="D", why="x")
    told_twice.erase(f"{ID}@1", "A", "B", "a name")
    with pytest.raises(Conflict, match="erased"):
        told_twice.revert("development", ID, 1, by="D", why="x")


def test_a_difference_names_the_fields(told_twice: Store) -> None:
    assert told_twice.diff("development", ID, 1, 2) == {"text": ("One.", "Two.")}
    assert told_twice.diff("development", ID, 2, 2) == {}
    assert told_twice.diff("development", ID, 2, 3)["text"] == ("Two.", None)


def test_history_of_nothing_is_empty(store: Store) -> None:
    assert store.history("flashpoint", "nowhere") == []
