"""Two people may erase words and bytes; the hash, the reason and the gap stay."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from foreshock.model import (
    Conflict,
    Copy,
    Development,
    Document,
    Flashpoint,
    Image,
    InvalidValue,
    NotFound,
    Place,
    TranslatedText,
    Translation,
    Zone,
    text_digest,
    texts_of,
)
from foreshock.store import Put, Store
from foreshock.store.folder import read_list, write_list

SECRET = "The informant Zebulon Quartz lives behind the blue mill."
ID = "ford-crossing/2018-06-21/1"
FORD = Put("flashpoint", Flashpoint("ford-crossing", "Ford Crossing"))
PEOPLE = {"by": "A. Analyst", "second": "E. Editor"}
Entry = Callable[..., Put]


@pytest.fixture
def with_secret(store: Store, entry: Entry) -> Store:
    """Two revisions of one entry, the first and long one with words that have to go, and a neighbour."""
    filler = " ".join(f"Line {n} of a long report." for n in range(2000))
    store.put([FORD, entry(text=f"{SECRET} {filler}"), entry(2, "A neighbour.")], by="A")
    store.put([entry(text="A shorter report.", published="now")], by="A", why="shorter")
    return store


def test_what_was_erased_leaves_hash_reason_and_gap_and_the_chain_holds(with_secret: Store) -> None:
    before = with_secret.history("development", ID)
    report = with_secret.erase(ID, reason="names a private person", **PEOPLE)
    assert (report.contents, report.files) == (2, 0)
    after = with_secret.history("development", ID)
    assert [kept.stamp for kept in after] == [kept.stamp for kept in before]
    assert [kept.value for kept in after] == [None, None]
    erasure = after[0].erasure
    assert erasure
    assert (erasure.reason, erasure.by, erasure.second) == ("names a private person", "A. Analyst", "E. Editor")
    assert with_secret.verify().problem == ""
    assert with_secret.verify().erasures == 2


def test_one_revision_can_go_alone(with_secret: Store) -> None:
    with_secret.erase(f"{ID}@1", reason="a name", **PEOPLE)
    first, second = with_secret.history("development", ID)
    assert first.value is None
    assert second.value
    assert second.erasure is None


def test_no_state_export_or_day_shows_what_was_erased(with_secret: Store, tmp_path: Path) -> None:
    published = with_secret.history("development", ID)[0].stamp.published
    with_secret.erase(ID, reason="a name", **PEOPLE)
    for state in (with_secret.state(), with_secret.state(published)):
        kept = state.developments[ID]
        assert kept.value is None
        assert kept.erasure
    write_list(with_secret, tmp_path / "out", history=True)
    written = b"".join(file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file())
    assert SECRET.encode() not in written
    assert b"erased: a name (A. Analyst and E. Editor" in written


def test_the_words_are_gone_from_every_file(with_secret: Store, home: Any, plain: Callable[..., Any]) -> None:
    if home.kind == "sqlite":
        files = [home.file, home.file.with_name(home.file.name + "-wal")]
        assert any(SECRET.encode() in file.read_bytes() for file in files), "or this test would prove nothing"
    report = with_secret.erase(ID, reason="a name", **PEOPLE)
    if home.kind == "sqlite":
        assert report.scrubbed
        for file in home.folder.rglob("*"):
            assert file.is_dir() or SECRET.encode() not in file.read_bytes(), file
    else:
        assert not report.scrubbed, "the running role does not own the table"
        assert "VACUUM FULL" in report.notes[-1]
        with plain("keeper") as connection:
            connection.execute("VACUUM FULL foreshock.store_content")
    with plain() as connection:
        assert connection.execute(f"SELECT COUNT(*) FROM store_content WHERE body LIKE '%{SECRET}%'") == [(0,)]


def test_a_reader_that_will_not_pause_is_told_of_and_repeating_finishes(with_secret: Store, home: Any) -> None:
    if home.kind != "sqlite":
        return
    reader = sqlite3.connect(home.file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM store_content").fetchall()
    with home.open(patience=0.2) as impatient:
        report = impatient.erase(ID, reason="a name", scrub_for=0.1, **PEOPLE)
        assert not report.scrubbed
        assert "repeat the same erasure" in report.notes[-1]
        reader.execute("ROLLBACK")
        reader.close()
        again = impatient.erase(ID, reason="a name", **PEOPLE)
    assert (again.contents, again.scrubbed) == (0, True)
    for file in home.folder.rglob("*"):
        assert file.is_dir() or SECRET.encode() not in file.read_bytes(), file


@pytest.mark.parametrize(
    ("by", "second"),
    [("A. Analyst", "A. Analyst"), ("A. Analyst", "  a. ANALYST "), ("Ａ. Analyst", "A.  Analyst"), ("A", "")],
)  # fmt: skip
def test_one_person_cannot_be_two(with_secret: Store, by: str, second: str) -> None:
    with pytest.raises(InvalidValue, match=r"two different people|no name"):
        with_secret.erase(ID, by=by, second=second, reason="a name")
    assert with_secret.state().developments[ID].value


def test_an_erasure_needs_a_reason(with_secret: Store) -> None:
    with pytest.raises(InvalidValue, match="needs a reason"):
        with_secret.erase(ID, reason=" \n", **PEOPLE)


def test_no_import_brings_erased_words_back(with_secret: Store, entry: Entry) -> None:
    old = with_secret.history("development", ID)[0]
    assert old.value
    with_secret.erase(ID, reason="a name", **PEOPLE)
    again = with_secret.put([Put("development", old.value, old.stamp.published)], by="B")
    assert (again.kept_out, again.changed) == (1, 0)
    with pytest.raises(Conflict, match="was erased"):
        with_secret.put([Put("development", old.value)], by="B")
    with_secret.put([entry(text="Words without a name.", published="now", act="correct")], by="B")
    kept = with_secret.state().developments[ID]
    assert kept.value
    assert kept.value.text == "Words without a name."


def test_an_export_of_what_was_erased_can_be_imported_elsewhere_and_here(
    with_secret: Store, tmp_path: Path, desk: Store
) -> None:
    with_secret.erase(ID, reason="a name", **PEOPLE)
    write_list(with_secret, tmp_path / "out", history=True)
    desk.put(read_list(tmp_path / "out"), by="B")
    kept = desk.state().developments[ID]
    assert kept.value is None
    assert kept.stamp.why.startswith("erased: a name (A. Analyst and E. Editor")
    result = with_secret.put(read_list(tmp_path / "out"), by="B")
    assert (result.added, result.changed, result.kept_out) == (0, 0, 2)


def test_others_that_hold_the_same_words_are_named(store: Store, entry: Entry) -> None:
    same = entry(1, f"At dusk. {SECRET}")
    copied = entry(2, f"Later: {SECRET.upper()}\n\nNothing else.")
    store.put([FORD, same, copied, entry(3, "Unrelated, but quite long enough to be a sentence.")], by="A")
    report = store.erase(same.object_id, reason="a name", **PEOPLE)
    assert report.also_in == ("development ford-crossing/2018-06-21/2@1",)
    assert store.erase(copied.object_id, reason="a name", **PEOPLE).also_in == ()


def test_translations_of_what_was_erased_are_named(store: Store, entry: Entry) -> None:
    put = entry(text=SECRET)
    assert isinstance(put.value, Development)
    texts = tuple(TranslatedText(path, text_digest(text), "سر") for path, text in texts_of(put.value).items())
    store.put([FORD, put, Put("translation", Translation("fa", ID, "A. Analyst", texts))], by="A")
    report = store.erase(ID, reason="a name", **PEOPLE)
    assert any(f"erase translation:fa/{ID} too" in note for note in report.notes)
    store.erase(f"translation:fa/{ID}", reason="a name", **PEOPLE)
    assert store.state().translations[f"fa/{ID}"].value is None
    assert not any("translation" in note for note in store.erase(ID, reason="a name", **PEOPLE).notes)


def test_bytes_leave_the_archive_and_may_not_come_back(store: Store) -> None:
    assert store.archive
    digest = store.archive.put(b"a passport")
    store.put([Put("document", Document("passport", "A passport", sha256=digest))], by="A")
    report = store.erase(f"sha256:{digest}", reason="licence", **PEOPLE)
    assert (report.contents, report.files) == (0, 1)
    assert not store.archive.has(digest)
    assert not store.archive.path(digest).exists()
    with pytest.raises(Conflict, match="may not come back"):
        store.archive.put(b"a passport")
    assert list(store.archive.leftovers()) == []
    assert store.verify().problem == "", "a document whose bytes were erased is no fault"
    assert store.state().documents["passport"].value, "its description stays"
    assert store.state().erased == {digest: "licence"}
    assert store.state(dt.datetime(2100, 1, 1, tzinfo=dt.UTC)).erased == {digest: "licence"}


def test_an_erasure_of_bytes_that_was_cut_off_is_found_and_finished(store: Store) -> None:
    assert store.archive
    digest = store.archive.put(b"a passport")
    store.erase(f"sha256:{digest}", reason="licence", **PEOPLE)
    place = store.archive.path(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"a passport")
    assert "was erased, and yet it is there" in store.verify().problem
    assert store.erase(f"sha256:{digest}", reason="licence", **PEOPLE).files == 1
    assert store.verify().problem == ""


def test_bytes_that_the_erased_words_named_are_pointed_out(store: Store, entry: Entry) -> None:
    assert store.archive
    digest = store.archive.put(b"a photograph")
    picture = Image("The mill", "A. Walker", alt="A blue mill", sha256=digest)
    store.put([FORD, entry(images=(picture,))], by="A")
    assert any(digest in note for note in store.erase(ID, reason="a face", **PEOPLE).notes)


def test_a_picture_goes_in_all_its_widths_and_with_what_it_was_drawn_from(store: Store, entry: Entry) -> None:
    assert store.archive
    narrow, wide, other, original = (store.archive.put(word) for word in (b"narrow", b"wide", b"other", b"original"))
    picture = Image("The mill", "A. Walker", "A mill", sha256=wide, copies=(Copy(48, 36, narrow), Copy(96, 72, wide)))
    store.put([FORD, entry(images=(picture, Image("A ford", "A. Walker", "A ford", sha256=other)))], by="A")
    store.kin = lambda digest: (original,) if digest == wide else ()
    report = store.erase(f"sha256:{narrow}", reason="a face", **PEOPLE)
    assert report.files == 3
    assert [store.archive.has(one) for one in (narrow, wide, original, other)] == [False, False, False, True]
    for gone in (b"narrow", b"wide", b"original"):
        with pytest.raises(Conflict, match="may not come back"):
            store.archive.put(gone)
    assert store.verify().problem == ""
    assert store.state().erased.keys() == {narrow, wide, original}
    assert store.erase(f"sha256:{wide}", reason="a face", **PEOPLE).files == 0


def test_a_file_that_a_picture_was_drawn_from_can_go_alone(store: Store, entry: Entry) -> None:
    assert store.archive
    shown, original = store.archive.put(b"shown"), store.archive.put(b"with the place it was taken at")
    store.put([FORD, entry(images=(Image("The mill", "A. Walker", "A mill", sha256=shown),))], by="A")
    store.kin = lambda digest: (original,) if digest == shown else ()
    assert store.erase(f"sha256:{original}", reason="it names the place", **PEOPLE).files == 1
    assert store.archive.has(shown)


@pytest.mark.parametrize(
    ("target", "error", "message"),
    [
        ("no/2018-01-01/1", NotFound, "nothing is called"),
        (f"{ID}@7", NotFound, "has 1 to 2"),
        ("", InvalidValue, "no target"),
        ("a@b@c", InvalidValue, "no target"),
        ("sha256:" + "0" * 64, NotFound, "does not hold"),
        ("sha256:../../etc/passwd", InvalidValue, "no SHA-256"),
        ("zone:ford-crossing", NotFound, "nothing is called"),
    ],
)
def test_a_target_that_is_none_is_refused(
    with_secret: Store, target: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        with_secret.erase(target, reason="x", **PEOPLE)


def test_an_id_that_two_kinds_share_needs_its_kind(store: Store) -> None:
    zone = Zone("ford-crossing", "The ring", "ford-crossing", "USA", 33.5, 38.5, 5000.0)
    place = Flashpoint("ford-crossing", "Ford Crossing", place=Place("Ford", 33.5, 38.5))
    store.put([Put("flashpoint", place), Put("zone", zone)], by="A")
    with pytest.raises(Conflict, match="flashpoint:ford-crossing or zone:ford-crossing"):
        store.erase("ford-crossing", reason="x", **PEOPLE)
    store.erase("zone:ford-crossing", reason="x", **PEOPLE)
    assert store.state().flashpoints["ford-crossing"].value


def test_a_withdrawal_has_nothing_to_erase(with_secret: Store) -> None:
    with_secret.put([Put("development", None, "now", "withdraw", id=ID)], by="A")
    with pytest.raises(Conflict, match="is a withdrawal"):
        with_secret.erase(f"{ID}@3", reason="x", **PEOPLE)


@pytest.mark.parametrize("home", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_role_that_may_scrub_does_so_at_once(home: Any, entry: Entry) -> None:
    from foreshock.store import open_store

    with open_store(home.folder, home.owner_url) as store:
        store.put([FORD, entry(text=SECRET)], by="A")
        assert store.erase(ID, reason="a name", **PEOPLE).scrubbed
