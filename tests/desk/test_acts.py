"""What people do with candidates: each act on both databases, what it leaves in the record, and undoing it."""

from __future__ import annotations

import datetime as dt

import pytest
from invented import NOON, candidate
from msgspec.structs import replace

from foreshock.model import Citation, Conflict, Image, InvalidValue
from foreshock.store import Store

ANA, ED = "Ana Lisboa", "Ed Brandt"


class Room:
    """The acts of a desk with one candidate in its queue."""

    def __init__(self, store: Store, second: bool) -> None:
        from foreshock.desk.acts import Desk
        from foreshock.desk.queue import add_candidates

        self.store = store
        self.acts = Desk(store, lambda: second)
        add_candidates([candidate()])

    def version(self, candidate_id: str = "c-1") -> int:
        return self.acts.candidate(candidate_id)[1]

    def status(self, candidate_id: str = "c-1") -> str:
        return self.acts.candidate(candidate_id)[0].status


@pytest.fixture
def room(desk_store: Store) -> Room:
    return Room(desk_store, second=True)


@pytest.fixture
def alone(desk_store: Store) -> Room:
    return Room(desk_store, second=False)


def test_an_accepted_entry_is_public_only_after_its_second_reader(room: Room) -> None:
    room.acts.accept("c-1", room.version(), ANA)
    assert "cape-ness/2020-05-09/1" not in room.store.state().developments
    done = room.acts.approve("c-1", room.version(), ED)
    assert (done.status, done.outcome) == ("published", "cape-ness/2020-05-09/1")
    kept = room.store.state().developments["cape-ness/2020-05-09/1"]
    assert (kept.stamp.by, kept.stamp.why) == (ANA, "new entry (second reader: Ed Brandt)")
    assert room.store.state().documents["wire-1"].value is not None
    assert room.store.verify().problem == ""


def test_nobody_is_their_own_second_reader(room: Room) -> None:
    room.acts.accept("c-1", room.version(), ANA)
    with pytest.raises(Conflict, match="cannot be its second reader"):
        room.acts.approve("c-1", room.version(), ANA)
    assert room.status() == "second"


def test_a_desk_of_one_publishes_at_once(alone: Room) -> None:
    assert alone.acts.accept("c-1", alone.version(), ANA).status == "published"


def test_entries_of_one_day_get_the_next_number_and_none_twice(alone: Room) -> None:
    from foreshock.desk.queue import add_candidates

    first = alone.acts.accept("c-1", alone.version(), ANA)
    alone.acts.undo("c-1", alone.version(), ANA)
    assert alone.store.state().developments[first.outcome].value is None
    add_candidates([candidate(2, text="A second trawler was stopped.")])
    assert alone.acts.accept("c-2", 1, ANA).outcome == "cape-ness/2020-05-09/2"


def test_the_record_keeps_what_the_machine_proposed_and_each_act(room: Room) -> None:
    words = replace(candidate().proposal, text="Two fishermen were killed off Cape Ness.")
    room.acts.edit("c-1", room.version(), ANA, words)
    room.acts.accept("c-1", room.version(), ANA)
    room.acts.send_back("c-1", room.version(), ED, "name the trawler")
    history = room.store.history("candidate", "c-1")
    assert [(kept.stamp.by.split(" (")[0], kept.stamp.why) for kept in history] == [
        ("Foreshock", "proposed"),
        (ANA, "edited"),
        (ANA, "accepted; waits for its second reader"),
        (ED, "sent back: name the trawler"),
    ]
    assert all(kept.stamp.published is None for kept in history)


def test_undo_goes_back_one_act_after_the_other(room: Room) -> None:
    room.acts.edit("c-1", room.version(), ANA, replace(candidate().proposal, head="Off Cape Ness"))
    room.acts.reject("c-1", room.version(), ANA, "a repeat")
    assert room.acts.undo("c-1", room.version(), ED).status == "open"
    assert room.acts.candidate("c-1")[0].proposal.head == "Off Cape Ness"
    assert room.acts.undo("c-1", room.version(), ED).proposal.head == ""
    with pytest.raises(Conflict, match="nothing to undo"):
        room.acts.undo("c-1", room.version(), ED)


def test_an_act_on_what_somebody_changed_meanwhile_is_refused(room: Room) -> None:
    seen = room.version()
    room.acts.edit("c-1", seen, ED, replace(candidate().proposal, head="Changed"))
    with pytest.raises(Conflict, match="somebody has changed this candidate"):
        room.acts.reject("c-1", seen, ANA, "not relevant")
    assert room.status() == "open"


@pytest.mark.parametrize(
    ("proposal", "complaint"),
    [
        (replace(candidate().proposal, sources=()), "has no source"),
        (replace(candidate().proposal, text=" "), "has no text"),
        (
            replace(candidate().proposal, sources=(Citation("elsewhere"),)),
            "not in the record",
        ),
        (replace(candidate().proposal, images=(Image("The trawler", "", "a boat"),)), "has no credit"),
        (replace(candidate().proposal, images=(Image("The trawler", "Vell Wire"),)), "no alternative text"),
    ],
)
def test_what_publication_needs_is_asked_for_when_accepting(room: Room, proposal: object, complaint: str) -> None:
    with pytest.raises(InvalidValue, match=complaint):
        room.acts.accept("c-1", room.version(), ANA, proposal)  # type: ignore[arg-type]
    assert room.status() == "open"


def test_rejecting_and_sending_back_need_a_reason(room: Room) -> None:
    with pytest.raises(InvalidValue, match="reason"):
        room.acts.reject("c-1", room.version(), ANA, "  ")


def test_a_snoozed_candidate_comes_back_on_its_day(room: Room) -> None:
    from foreshock.desk import queue

    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    room.acts.snooze("c-1", room.version(), ANA, tomorrow)
    assert queue.page("open").lines == ()
    assert queue.wake(tomorrow - dt.timedelta(days=1)) == 0
    assert queue.wake(tomorrow) == 1
    assert [line.id for line in queue.page("open").lines] == ["c-1"]
    with pytest.raises(InvalidValue, match="is not to come"):
        room.acts.snooze("c-1", room.version(), ANA, tomorrow - dt.timedelta(days=1))


def test_two_candidates_become_one_with_the_sources_of_both_and_part_again(room: Room) -> None:
    from foreshock.desk.queue import add_candidates

    add_candidates([candidate(2, text="Fishermen say gunboats fired without warning.", killed=3)])
    joined = room.acts.merge("c-2", 1, ANA, "c-1")
    assert [source.document for source in joined.proposal.sources] == ["wire-1", "wire-2"]
    assert [piece.report for piece in joined.pieces] == ["r-1", "r-2"]
    assert (room.status("c-2"), room.acts.candidate("c-2")[0].outcome) == ("merged", "c-1")
    room.acts.undo("c-2", room.version("c-2"), ANA)
    assert (room.status("c-2"), len(room.acts.candidate("c-1")[0].pieces)) == ("open", 1)


def test_merged_into_a_published_entry_a_candidate_amends_it(alone: Room) -> None:
    changed = alone.acts.merge("c-1", 1, ANA, "cape-ness/2020-05-07/1")
    assert changed.amends == "cape-ness/2020-05-07/1"
    done = alone.acts.accept("c-1", alone.version(), ANA)
    entry = alone.store.state().developments[done.outcome]
    assert entry.value and [source.document for source in entry.value.sources] == ["wire-0", "wire-1"]
    assert entry.stamp.act == "edit"
    alone.acts.undo("c-1", alone.version(), ANA)
    restored = alone.store.state().developments[done.outcome].value
    assert restored and [source.document for source in restored.sources] == ["wire-0"]


def test_some_reports_can_be_taken_out_as_a_candidate_of_their_own(room: Room) -> None:
    from foreshock.desk.queue import add_candidates

    add_candidates([candidate(2, text="Lornian gunboats fired on a buoy.", killed=None)])
    room.acts.merge("c-2", 1, ANA, "c-1")
    new = room.acts.split("c-1", room.version(), ANA, [1])
    rest = room.acts.candidate("c-1")[0]
    assert [piece.report for piece in new.pieces] == ["r-2"]
    assert [piece.report for piece in rest.pieces] == ["r-1"]
    assert [source.document for source in new.proposal.sources] == ["wire-2"]
    assert [event.killed for event in new.proposal.events] == [None]
    assert [event.killed for event in rest.proposal.events] == [2]
    with pytest.raises(InvalidValue, match="not none and not all"):
        room.acts.split("c-1", room.version(), ANA, [0])


def test_a_correction_is_published_as_one(alone: Room) -> None:
    made = alone.acts.amend("cape-ness/2020-05-07/1", ED)
    words = replace(made.proposal, text="A Lornian gunboat followed a Vell trawler near Cape Ness and turned away.")
    with pytest.raises(InvalidValue, match="Say what was wrong"):
        alone.acts.accept(made.id, made.turn, ED, words)
    alone.acts.accept(made.id, made.turn, ED, words, "it was one gunboat, not several")
    stamp = alone.store.state().corrections[0]
    assert (stamp.act, stamp.why) == ("correct", "it was one gunboat, not several")


def test_the_queue_is_ordered_by_day_then_gravity_and_pages_without_gaps(room: Room) -> None:
    from foreshock.desk import queue

    many = [candidate(n, at=NOON + dt.timedelta(hours=n), killed=n % 20) for n in range(2, 80)]
    assert queue.add_candidates(many) == 78
    assert queue.add_candidates(many) == 0
    seen, after = [], ""
    while True:
        page = queue.page("open", after=after, size=7)
        seen += page.lines
        after = page.after
        if not after:
            break
    assert len({line.id for line in seen}) == len(seen) == 79
    assert queue.waiting().open == 79
    assert [(line.day, line.severity, line.newest) for line in seen] == sorted(
        ((line.day, line.severity, line.newest) for line in seen), reverse=True
    )
