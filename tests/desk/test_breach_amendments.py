"""What follows a published breach: amendments that are renewed, never stale, and undone alone."""

from __future__ import annotations

import pytest
from breach_room import ANA, BO, LEFT, SEEN, Room, row_of
from msgspec.structs import replace

from foreshock.model import Conflict
from foreshock.store import Store


@pytest.fixture
def room(desk_store: Store) -> Room:
    return Room(desk_store)


def test_undoing_leaves_alone_what_the_publication_did_not_write(room: Room) -> None:
    room.lay(SEEN)
    candidate, version = room.only()
    done = room.acts.accept(candidate.id, version, ANA)
    published, entry = room.recorded(), room.store.state().developments[done.outcome].value
    opened = room.acts.amend(done.outcome, ANA, "A word was wrong.")
    opened = replace(opened, breaches=(SEEN.id,))
    row = row_of(room, opened)
    same = room.acts.accept(row.id, row.turn, ANA)
    assert room.recorded() == published
    room.acts.undo(same.id, same.turn, ANA)
    assert room.recorded() == published, "its publication wrote nothing of the breach"
    assert room.store.state().developments[done.outcome].value == entry, "nor of the entry"


def test_a_publication_is_not_undone_under_what_was_built_on_its_breach(room: Room) -> None:
    room.lay(SEEN)
    candidate, version = room.only()
    first = room.acts.accept(candidate.id, version, ANA)
    before = room.recorded()
    room.lay(LEFT)
    amendment, version = room.only()
    second = room.acts.accept(amendment.id, version, ANA)
    with pytest.raises(Conflict, match="changed after"):
        room.acts.undo(first.id, first.turn, ANA)
    assert (room.recorded() or SEEN).ended == "left"
    room.acts.undo(second.id, second.turn, ANA)
    assert room.recorded() == before
    room.acts.undo(first.id, first.turn, ANA)
    assert room.recorded() is None


DOUBTED = replace(LEFT, doubts=("teleport",))


def test_of_a_published_breach_one_amendment_waits_and_tells_what_is_known_by_now(room: Room) -> None:
    room.lay(SEEN)
    candidate, version = room.only()
    room.acts.accept(candidate.id, version, ANA)
    assert (room.lay(LEFT), room.lay(DOUBTED)) == ((1, 0, 0), (0, 1, 0))
    amendment, version = room.only()
    assert "doubtful: teleport" in amendment.pieces[0].text
    assert room.lay(SEEN) == (0, 0, 0)
    assert "nothing is left to amend" in room.only("rejected")[0].reason, "the record says just that"
    assert room.lay(LEFT) == (0, 1, 0)
    amendment, version = room.only()
    room.acts.accept(amendment.id, version, ANA)
    assert (room.recorded() or SEEN).doubts == ()
    assert room.lay(LEFT) == (0, 0, 0)
    assert room.lay(DOUBTED) == (1, 0, 0)
    amendment, version = room.only()
    room.acts.reject(amendment.id, version, ANA, "we were there")
    assert room.lay(DOUBTED) == (0, 0, 0), "what somebody decided keeps quiet"


def test_an_amendment_turns_over_with_what_the_watch_sees_and_keeps_somebodys_words(room: Room) -> None:
    room.lay(SEEN)
    candidate, version = room.only()
    room.acts.accept(candidate.id, version, ANA)
    room.lay(LEFT)
    assert room.lay(gone=(SEEN.id,)) == (0, 0, 1)
    amendment, version = room.only()
    assert ("taken this breach back" in amendment.correction, amendment.pieces) == (True, ())
    room.acts.edit(amendment.id, version, ANA, replace(amendment.proposal, text="My own words."))
    assert room.lay(LEFT) == (0, 1, 0)
    amendment, version = room.only()
    assert (amendment.proposal.text, amendment.correction) == ("My own words.", "")
    room.acts.accept(amendment.id, version, ANA)
    assert (room.recorded() or SEEN).ended == "left"


def test_a_breach_withdrawn_as_none_and_seen_again_comes_as_an_amendment_that_brings_it_back(room: Room) -> None:
    room.lay(SEEN)
    candidate, version = room.only()
    done = room.acts.accept(candidate.id, version, ANA)
    for _ in range(2):
        assert room.lay(gone=(SEEN.id,)) == (0, 0, 1)
        amendment, version = room.only()
        room.acts.accept(amendment.id, version, ANA)
        assert room.recorded() is None
        assert room.lay(gone=(SEEN.id,)) == (0, 0, 0)
        assert room.lay(LEFT) == (1, 0, 0)
        assert room.lay(LEFT) == (0, 0, 0)
        assert room.lay(gone=(SEEN.id,)) == (0, 0, 1)
        assert room.lay(LEFT) == (0, 1, 0)
        amendment, version = room.only()
        room.acts.accept(amendment.id, version, ANA)
        back = room.recorded() or SEEN
        assert (back.development, back.ended) == (done.outcome, "left")
    assert room.store.verify().problem == ""


def test_an_amendment_of_what_was_amended_since_is_not_published(room: Room) -> None:
    room.lay(SEEN)
    candidate, version = room.only()
    done = room.acts.accept(candidate.id, version, ANA)
    older = room.acts.amend(done.outcome, ANA, "A word was wrong.")
    newer = room.acts.amend(done.outcome, BO, "Two were.")
    room.acts.accept(newer.id, newer.turn, BO, replace(newer.proposal, text="Newer words."))
    with pytest.raises(Conflict, match="was changed since"):
        room.acts.accept(older.id, older.turn, ANA, replace(older.proposal, text="Older words."))
    again = room.acts.merge(older.id, older.turn, ANA, done.outcome)
    assert again.proposal.text == "Newer words."
    room.acts.accept(again.id, again.turn, ANA, replace(again.proposal, text="Newest words."))
    entry = room.store.state().developments[done.outcome].value
    assert entry is not None
    assert entry.text == "Newest words."
