"""Putting things into the record: what is new, what is the same, what is refused, all or nothing."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from foreshock.model import Citation, Conflict, Development, Document, Flashpoint, InvalidValue, Place, View
from foreshock.store import Put, Store, writing

NOON = dt.datetime(2018, 6, 21, 12, tzinfo=dt.UTC)
LATER = dt.datetime(2018, 7, 1, 12, tzinfo=dt.UTC)
FORD = Put("flashpoint", Flashpoint("ford-crossing", "Ford Crossing"), NOON)
Entry = Callable[..., Put]


def numbers(store: Store, put: Put) -> list[tuple[int, str]]:
    return [(kept.stamp.number, kept.stamp.act) for kept in store.history(put.kind, put.object_id)]


def test_every_kind_of_object_comes_back_as_it_was_put(store: Store, small_list: list[Put]) -> None:
    result = store.put(iter(small_list), by="A. Analyst", why="first import")
    assert (result.added, result.changed, result.unchanged) == (len(small_list), 0, 0)
    state = store.state()
    parts = (state.flashpoints, state.developments, state.levels, state.links, state.zones, state.documents)
    found = [state.list, *(kept for part in parts for kept in part.values())]
    kept = {(one.stamp.kind, one.stamp.id): one.value for one in found if one}
    assert kept == {(put.kind, put.object_id): put.value for put in small_list}


def test_an_equal_value_makes_no_revision(store: Store, small_list: list[Put]) -> None:
    store.put(small_list, by="A")
    head = store.head()
    again = store.put(small_list, by="B", why="once more")
    assert (again.added, again.changed, again.unchanged) == (0, 0, len(small_list))
    assert store.head() == head


def test_a_changed_value_makes_a_revision_that_says_who_when_and_why(store: Store, entry: Entry) -> None:
    store.put([FORD, entry()], by="A", why="first")
    result = store.put([entry(text="Two patrols.", published="now", by="B")], by="A", why="a second report")
    assert (result.added, result.changed) == (0, 1)
    first, second = store.history("development", "ford-crossing/2018-06-21/1")
    assert (second.stamp.number, second.stamp.act, second.stamp.by, second.stamp.why) == (
        2,
        "edit",
        "B",
        "a second report",
    )
    assert second.stamp.published == second.stamp.recorded >= first.stamp.recorded
    assert (first.value.text, second.value.text) == ("A patrol was turned back.", "Two patrols.")


def test_an_import_with_earlier_revisions_can_be_repeated(store: Store, entry: Entry) -> None:
    old, new, back = entry(), entry(text="Two.", published=LATER), entry(published=LATER + dt.timedelta(1))
    for _ in range(2):
        store.put([FORD, old, new, back], by="A")
    assert numbers(store, old) == [(1, "add"), (2, "edit"), (3, "edit")]
    assert store.put([old], by="A").unchanged == 1


def test_a_change_before_the_published_one_is_refused(store: Store, entry: Entry) -> None:
    store.put([FORD, entry(published=LATER)], by="A")
    with pytest.raises(Conflict, match="before that"):
        store.put([entry(text="Earlier words.", published=NOON)], by="A")


def test_a_draft_goes_public_without_a_change_of_words(store: Store, entry: Entry) -> None:
    store.put([FORD, entry(published=None)], by="A")
    assert not store.state().developments
    assert store.put([entry(published=None)], by="A").unchanged == 1
    assert store.put([entry(published="now")], by="A").changed == 1
    assert store.state().developments["ford-crossing/2018-06-21/1"].stamp.act == "add"


def test_a_withdrawn_object_keeps_its_place_and_does_not_come_back_unnoticed(store: Store, entry: Entry) -> None:
    store.put([FORD, entry()], by="A")
    gone = Put("development", None, "now", "withdraw", why="wrong place", id="ford-crossing/2018-06-21/1")
    assert store.put([gone], by="A").changed == 1
    assert store.put([gone], by="A").unchanged == 1
    kept = store.state().developments["ford-crossing/2018-06-21/1"]
    assert (kept.value, kept.stamp.act, kept.stamp.why) == (None, "withdraw", "wrong place")
    assert store.put([entry()], by="A").unchanged == 1, "the old import can be repeated"
    with pytest.raises(Conflict, match="withdrawn"):
        store.put([entry(published="now")], by="A")
    assert store.put([entry(published="now", act="edit")], by="A").changed == 1


@pytest.mark.parametrize(
    ("put", "missing"),
    [
        (Put("development", Development("nowhere/2018-06-21/1", "x")), "the flashpoint 'nowhere'"),
        (
            Put("development", Development("ford-crossing/2018-06-21/1", "x", sources=(Citation("no-book"),))),
            "'no-book'",
        ),
        (Put("development", Development("ford-crossing/2018-06-21/1", "x", flashpoints=("moon",))), "'moon'"),
    ],
)
def test_a_reference_into_nothing_is_refused(store: Store, put: Put, missing: str) -> None:
    with pytest.raises(Conflict, match=missing):
        store.put([FORD, put], by="A")
    assert store.head().seq == 0


def test_a_reference_to_something_later_in_the_same_import_holds(store: Store, entry: Entry) -> None:
    cited = entry(sources=(Citation("survey", "B2"),))
    assert store.put([cited, Put("document", Document("survey", "Survey")), FORD], by="A").added == 3


def test_bytes_must_be_in_the_archive_before_a_document_says_so(store: Store) -> None:
    assert store.archive
    claim = Put("document", Document("survey", "Survey", sha256="0" * 64))
    with pytest.raises(Conflict, match="archive has none"):
        store.put([claim], by="A")
    digest = store.archive.put(b"the survey")
    assert store.put([Put("document", Document("survey", "Survey", sha256=digest))], by="A").added == 1
    not_held = Document("other", "Other", sha256="0" * 64, not_held="copyright")
    assert store.put([Put("document", not_held)], by="A").added == 1


def test_nothing_is_recorded_when_the_import_breaks_off(store: Store, entry: Entry) -> None:
    def broken() -> Iterator[Put]:
        yield FORD
        yield entry()
        raise OSError("the disk was pulled out")

    with pytest.raises(OSError, match="pulled out"):
        store.put(broken(), by="A")
    assert store.head().seq == 0


@pytest.mark.parametrize(
    ("put", "message"),
    [
        (Put("flashpoint", Flashpoint("a", "half \ud800 of a pair")), "surrogates not allowed"),
        (Put("flashpoint", Flashpoint("a", "A", views=(View("v", "t", path=((float("nan"), 0.0),)),))), "not a number"),
        (Put("document", Flashpoint("a", "A")), "must be a Document"),
        (Put("flashpoint", Flashpoint("a", "A"), dt.datetime(2018, 6, 21)), "no time zone"),
        (Put("flashpoint", Flashpoint("a", "A"), act="withdraw"), "withdrawal has no value"),
        (Put("flashpoint", None, act="withdraw"), "no id"),
        (Put("flashpoint", Flashpoint("a", "A"), by="two\nlines"), "no name"),
        (Put("flashpoint", Flashpoint("a", "A"), why="nul \x00"), "no text for why"),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_the_reason(store: Store, put: Put, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        store.put([put], by="A")
    assert store.head().seq == 0


def test_a_put_needs_a_name(store: Store) -> None:
    with pytest.raises(InvalidValue, match="no name for by"):
        store.put([FORD], by="  ")


def test_any_text_that_json_can_carry_is_kept_to_the_letter(store: Store) -> None:
    text = "nul \x00, line \u2028 end, \r\n, “quotes”, فارسی, \U0001f30d, %s, \\, '"
    place = Place("p", -0.0, 1e-300)
    store.put([Put("flashpoint", Flashpoint("a", "A", analysis=text, place=place))], by="“Ä” %s")
    kept = store.state().flashpoints["a"]
    assert kept.value is not None
    assert (kept.value.analysis, kept.value.place, kept.stamp.by) == (text, place, "“Ä” %s")
    assert store.verify().problem == ""


def test_the_recorded_clock_is_never_set_back(store: Store, monkeypatch: pytest.MonkeyPatch, entry: Entry) -> None:
    store.put([FORD], by="A")
    before = store.head().recorded
    assert before
    monkeypatch.setattr(writing, "now", lambda: dt.datetime(1999, 1, 1, tzinfo=dt.UTC))
    store.put([entry(published="now")], by="A")
    assert store.head().recorded == before
    assert store.state().developments, "published by a clock that ran ahead, and yet shown"


def test_progress_runs_to_its_end(store: Store, entry: Entry) -> None:
    seen: list[tuple[int, int]] = []
    puts = [FORD, *(entry(n) for n in range(1, 600))]
    store.put(puts, by="A", progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (1200, 1200)


def test_values_that_only_differ_in_a_new_default_are_equal(store: Store) -> None:
    assert writing._equal("flashpoint", b'{"name":"A","slug":"a"}', b'{"kind":"theatre","name":"A","slug":"a"}')
    assert not writing._equal("flashpoint", b'{"name":"A","slug":"a"}', b'{"name":"B","slug":"a"}')


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_the_record_as_it_was(home: Any, entry: Entry) -> None:
    """A limit on the size of files stands in for a full disk."""
    with home.open() as store:
        store.put([FORD, entry()], by="A")
        head = store.head()
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from foreshock.model import Development, StoreError\n"
        "from foreshock.store import Put, open_store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "store = open_store(Path(sys.argv[1]))\n"
        "entries = (Development(f'ford-crossing/2018-06-21/{n}', 'x' * 2000) for n in range(2, 2000))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "try:\n"
        "    store.put((Put('development', entry) for entry in entries), by='A')\n"
        "except StoreError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, home.folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "full" in done.stdout
    assert "nothing was written" in done.stdout
    with home.open() as store:
        assert store.head() == head
        assert store.verify().problem == ""
        assert store.put([entry(2)], by="A").added == 1
