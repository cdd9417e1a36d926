"""Interviews on background: cited like any source, opened by nobody but those for whom they were sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from invented import candidate
from msgspec.structs import replace

from foreshock.model import Citation, Conflict, InvalidValue, NotFound
from foreshock.store import Store

NAME, NOTES = "Casimir Wojtowicz", "Says the gunboats had orders from the capital."
PHRASE = "lantern gull cliff harbour"


class Room:
    def __init__(self, store: Store) -> None:
        from foreshock.desk.people import add_person

        self.store = store
        self.ana = add_person("ana", "Ana Lisboa", "analyst")[0]
        self.ed = add_person("ed", "Ed Brandt", "editor")[0]

    def record(self, *readers: Any, descriptor: str = "a naval officer") -> str:
        from foreshock.desk.interviews import Notes, record_interview

        sealed = Notes(NAME, NOTES)
        return record_interview(self.store, descriptor, "2020-05-08", "en", sealed, readers, "Ana Lisboa").id


@pytest.fixture
def room(desk_store: Store) -> Room:
    from foreshock.desk.interviews import make_key

    made = Room(desk_store)
    make_key(made.ana, PHRASE)
    return made


def test_only_whom_it_was_sealed_for_opens_it_and_only_with_the_passphrase(room: Room) -> None:
    from foreshock.desk.interviews import make_key, open_interview

    document = room.record(room.ana)
    assert open_interview(document, room.ana, PHRASE).name == NAME
    with pytest.raises(InvalidValue, match="does not open"):
        open_interview(document, room.ana, PHRASE + "!")
    make_key(room.ed, PHRASE)
    with pytest.raises(NotFound, match="sealed for you"):
        open_interview(document, room.ed, PHRASE)


def test_an_interview_is_a_source_like_any_other(room: Room) -> None:
    from foreshock.desk.acts import Desk
    from foreshock.desk.queue import add_candidates

    document = room.record(room.ana)
    add_candidates([candidate()])
    acts = Desk(room.store, lambda: False)
    proposal = replace(candidate().proposal, sources=(Citation(document, "B2"),))
    done = acts.accept("c-1", 1, "Ana Lisboa", proposal)
    kept = room.store.state().documents[document].value
    assert done.status == "published" and kept
    assert (kept.title, kept.terms, kept.publisher) == ("A naval officer, interview on background", "private", "")


def test_name_and_notes_stand_nowhere_in_the_desk_its_exports_or_its_database(room: Room, tmp_path: Path) -> None:
    from foreshock.store.folder import write_list

    room.record(room.ana)
    write_list(room.store, tmp_path / "list", history=True)
    places = [path for path in tmp_path.rglob("*") if path.is_file()]
    dumped = room.store.database.query("SELECT body FROM store_content")
    words = [path.read_bytes() for path in places] + [str(row).encode() for row in dumped]
    assert len(words) > 5
    for part in (*NAME.split(), NOTES):
        assert not [one for one in words if part.encode() in one], part


def test_a_descriptor_that_gives_the_name_away_is_refused_and_so_is_a_short_passphrase(room: Room) -> None:
    from foreshock.desk.interviews import make_key

    with pytest.raises(InvalidValue, match="part of the name"):
        room.record(room.ana, descriptor="Captain Wojtowicz, a naval officer")
    with pytest.raises(InvalidValue, match="at least 16"):
        make_key(room.ed, "short")
    with pytest.raises(Conflict, match="has a key already"):
        make_key(room.ana, PHRASE)
    with pytest.raises(InvalidValue, match="at least one person"):
        room.record(room.ed)


def test_what_was_sealed_can_be_thrown_away(room: Room) -> None:
    from foreshock.desk.interviews import forget_interview, open_interview

    document = room.record(room.ana)
    assert forget_interview(document) == 1
    with pytest.raises(NotFound):
        open_interview(document, room.ana, PHRASE)
