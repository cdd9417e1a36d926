"""Erasing at a desk that works: the words leave every file and table, nothing brings them back, the desk says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from invented import candidate
from msgspec.structs import replace

from foreshock.model import (
    Conflict,
    DeskConfig,
    Development,
    Document,
    LevelChange,
    NotFound,
    Report,
    ReportedEvent,
    Source,
    When,
    place_within,
)
from foreshock.store import Put, Store

MARKER = "Quartzmarker"
SECRET = f"Lornian gunboats fired on a trawler of one Zebulon {MARKER} near Cape Ness, killing two men."
ALIKE = "Two fishermen died when Lornian gunboats fired on their trawler near Cape Ness."
OTHER = "Ministers met in Port Vell to talk about the fishing season and its quotas."
WHO = {"by": "A. Analyst", "second": "E. Editor", "reason": "names a private person"}
ITEM = "<item><title>{0}</title><guid>{0}</guid><pubDate>Sat, 09 May 2020 10:00:00 GMT</pubDate><description>{1}</description></item>"  # noqa: E501
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>Vell Wire</title>{}</channel></rss>'
CONFIG = DeskConfig(sources=(Source("wire", path="in", kind="feed", every="1s"),))


def feed(*items: tuple[str, str]) -> bytes:
    return RSS.format("".join(ITEM.format(*item) for item in items)).encode()


def coded(reports: Iterator[Report]) -> Iterator[Report]:
    """Stands for the coder, which takes seconds to load and knows no invented place."""
    here = place_within("Cape Ness", 50.0, -5.0, 5.0)
    for one in reports:
        events = (
            ReportedEvent(
                "e1",
                "ASSAULT",
                "GBR:MIL",
                "FRA:CIV",
                places=(here,),
                happened=When("2020-05-09"),
                killed=2,
                confidence=0.9,
            ),
        )
        yield replace(one, events=events if "Cape Ness" in one.text else (), coder="invented/1")


class Room:
    """A desk with a feed in its inbox."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        from foreshock.desk.acts import Desk
        from foreshock.store import codingworks

        monkeypatch.setattr(codingworks, "coded", coded)
        self.store = store
        assert store.folder
        assert store.archive
        self.folder: Path = store.folder
        self.acts = Desk(store, lambda: False)
        (self.folder / "in").mkdir()

    def drop(self, name: str, data: bytes) -> None:
        (self.folder / "in" / name).write_bytes(data)

    def collect(self) -> int:
        """A round of the collector and a filling of the queue from everything; how many reports were new."""
        from foreshock.desk.filling import fill_queue
        from foreshock.store.collecting import Collector

        assert self.store.archive
        collector = Collector(self.folder, CONFIG, self.store.archive)
        outcomes = list(collector.collect(now_due=True))
        self.notes = [outcome.note for outcome in outcomes]
        added = sum(outcome.added for outcome in outcomes)
        fill_queue(self.store, list(collector.evidence.reports()))
        return added

    def id_of(self, words: str) -> str:
        from foreshock.store.collecting import evidence_of

        return next(r.id for r in evidence_of(self.folder, CONFIG).reports() if words in r.text)

    def candidate_with(self, words: str) -> str:
        from foreshock.desk.models import Entry

        (entry,) = Entry.objects.filter(body__contains=words)
        return entry.id

    def erase(self, target: str, **how: Any) -> Any:
        from foreshock.desk.erasing import DeskTables
        from foreshock.store.erasingall import erase_all

        return erase_all(self.store, CONFIG, target, tables=DeskTables(self.store), **WHO, **how)

    def found(self, words: str) -> int:
        from foreshock.desk.search.index import search

        return len(search(words).hits)

    def places_with(self, words: str) -> list[str]:
        """Where these words still are: every file below the desk's folder by its raw bytes, every Parquet file by what
        it says, every row of every table."""
        found = []
        for file in sorted(p for p in self.folder.rglob("*") if p.is_file()):
            data = file.read_bytes()
            if file.suffix == ".parquet":
                data += repr(pq.read_table(file).to_pylist()).encode()
            if words.casefold().encode() in data.lower():
                found.append(str(file.relative_to(self.folder)))
        connection = self.store.database.connection
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [table for row in cursor.fetchall() if words.casefold() in repr(row).casefold()]
        return found


@pytest.fixture
def room(desk_store: Store, monkeypatch: pytest.MonkeyPatch) -> Room:
    made = Room(desk_store, monkeypatch)
    made.drop("1.xml", feed(("a", SECRET), ("b", OTHER)))
    made.collect()
    made.drop("2.xml", feed(("a", SECRET), ("c", ALIKE)))
    made.collect()
    return made


def a_person(name: str) -> Any:
    from foreshock.desk.people import add_person

    return add_person(name, name.title(), "analyst", password="gull-cliff-lantern")[0]


def test_an_erased_report_leaves_every_file_and_table_and_nothing_brings_it_back(room: Room) -> None:
    assert len(room.places_with(MARKER)) > 6, "or this test would prove nothing"
    assert room.found(MARKER) == 1
    report = room.id_of(MARKER)
    outcome = room.erase(f"report:{report}")
    assert room.places_with(MARKER) == []
    assert (outcome.reports, outcome.files, outcome.candidates) == (1, 2, 1)
    assert any("2 other reports were read from the same bytes" in note for note in outcome.notes)
    assert any("in/1.xml was removed" in note for note in outcome.notes)
    assert room.store.verify().problem == ""
    assert (room.found("ministers"), room.found("fishermen"), room.found(MARKER)) == (1, 1, 0)
    room.drop("3.xml", feed(("a", SECRET), ("d", "A calm day at sea.")))
    assert room.collect() == 1, "the item that is new"
    assert room.found(MARKER) == 0
    assert [place.split("/")[0] for place in room.places_with(MARKER)] == ["archive", "in"], "what came in anew"
    assert "brought again what was erased (report:wire:" in room.notes[0]
    room.erase(f"report:{report}")
    assert room.places_with(MARKER) == [], "the same erasure, repeated"
    room.drop("1.xml", feed(("a", SECRET), ("b", OTHER)))
    assert room.collect() == 0, "the very bytes, dropped again"


def test_what_people_wrote_around_an_erased_report_goes_with_it_and_the_desk_says_so(room: Room) -> None:
    from foreshock.desk import drafts
    from foreshock.desk.models import Draft

    id = room.candidate_with(MARKER)
    before, version = room.acts.candidate(id)
    room.acts.edit(id, version, "Ana", replace(before.proposal, text=f"It was {MARKER} who was hit.", open=SECRET))
    drafts.save(id, a_person("ana"), version, {"text": f"{MARKER}, once more"})
    room.erase(f"report:{room.id_of(MARKER)}")
    assert room.places_with(MARKER) == []
    assert not Draft.objects.filter(entry=id).exists()
    after, _ = room.acts.candidate(id)
    day = dt.datetime.now(dt.UTC).date()
    told = f"erased on {day} by A. Analyst and E. Editor: names a private person"
    assert after.erased == told
    assert after.status == "open", "the report that stays still tells the story"
    assert after.proposal.text == ALIKE
    assert sorted(piece.document.title for piece in after.pieces) == ["Erased", "c"]
    assert [k.stamp.why for k in room.store.history("candidate", id)][-1] == told
    assert room.store.verify().problem == ""
    with pytest.raises(Conflict, match="nothing to undo"):
        room.acts.undo(id, room.acts.candidate(id)[1], "Ana")
    edited = room.acts.edit(id, room.acts.candidate(id)[1], "Ana", replace(after.proposal, head="Off Cape Ness"))
    assert [k.value for k in room.store.history("candidate", id)][-1] == edited, "work on it goes on"


def test_a_candidate_of_which_nothing_is_left_is_set_aside_and_its_report_not_laid_again(room: Room) -> None:
    for words in (MARKER, "fishermen"):
        room.erase(f"report:{room.id_of(words)}")
    from foreshock.desk import queue

    (line,) = queue.page("rejected").lines
    assert room.acts.candidate(line.id)[0].reason.startswith("erased on ")
    room.drop("4.xml", feed(("a", SECRET), ("c", ALIKE)))
    room.collect()
    assert queue.page("open").lines == ()


def test_an_entry_goes_with_its_candidates_letters_and_if_asked_its_reports(room: Room) -> None:
    from foreshock.desk.letters import weekly

    id = room.candidate_with(MARKER)
    entry = room.acts.accept(id, room.acts.candidate(id)[1], "Ana").outcome
    weekly.draft(room.store, DeskConfig(base_url="https://desk.example"), dt.datetime.now(dt.UTC).date(), "Ana")
    other = replace(candidate(3).proposal, id="cape-ness/2020-05-09/9", text="A buoy was laid.")
    room.store.put([Put("document", candidate(3).pieces[0].document), Put("development", other, "now")], "Ana")
    assert "desk_letter" in room.places_with(MARKER)
    first = room.erase(entry)
    assert any("--with-reports" in note for note in first.notes)
    left = room.places_with(MARKER)
    assert "store_content" not in left or room.store.history("candidate", id)
    assert "desk_letter" not in left
    assert "desk_entry" in left, "the reports beside it"
    room.erase(entry, with_reports=True)
    assert room.places_with(MARKER) == []
    assert room.places_with("fishermen") == [], "it was written from both"
    assert room.store.state().developments[entry].value is None
    assert room.store.state().developments[other.id].value == other
    assert room.store.verify().problem == ""


def test_bytes_go_with_every_report_read_from_them(room: Room) -> None:
    from foreshock.store.collecting import evidence_of

    evidence = evidence_of(room.folder, CONFIG)
    digest = next(r.sha256 for r in evidence.reports() if MARKER in r.text)
    outcome = room.erase(f"sha256:{digest}")
    assert outcome.reports == 2
    assert room.places_with(MARKER) == []
    assert room.places_with("ministers met") == []
    assert [r.text for r in evidence.reports()] == [ALIKE]


def test_changes_and_sealed_interviews_go_with_what_they_are_of(room: Room) -> None:
    from foreshock.desk.changes import Changes
    from foreshock.desk.interviews import Sealed

    level = LevelChange("cape-ness", dt.date(2020, 5, 9), "severe", f"Because of {MARKER}.", "Ana")
    Changes(room.store, lambda: True).propose("level", level, 0, "Ana", "see the wire")
    interview = Document("interview-1", "A diplomat", not_held="confidential", terms="private")
    room.store.put([Put("document", interview, "now"), Put("level", level, None)], "Ana")
    Sealed.objects.create(document="interview-1", person=a_person("ana"), body=b"sealed")
    assert "desk_change" in room.places_with(MARKER)
    room.erase("level:cape-ness/2020-05-09")
    assert "desk_change" not in room.places_with(MARKER)
    room.erase("document:interview-1")
    assert not Sealed.objects.exists()


def test_killed_between_any_two_steps_repeating_the_same_erasure_finishes_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foreshock.store import erasingall, evidenceerasing, journalerasing
    from foreshock.store.archive import Archive

    class Killed(BaseException):
        pass

    def kill(*_: Any, **__: Any) -> None:
        raise Killed

    report = room.id_of(MARKER)
    for place, step in (
        (erasingall, "_from_database"),
        (journalerasing, "erase_fetches"),
        (Archive, "remove"),
        (evidenceerasing, "erase_reports"),
        (erasingall, "_scrubbed"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(place, step, kill)
            with pytest.raises(Killed):
                room.erase(f"report:{report}")
    room.erase(f"report:{report}")
    assert room.places_with(MARKER) == []
    assert room.store.verify().problem == ""


def test_a_report_that_nothing_knows_is_told_and_one_that_was_erased_may_be_erased_again(room: Room) -> None:
    with pytest.raises(NotFound, match="nothing here is called"):
        room.erase("report:wire:nothing")
    report = room.id_of(MARKER)
    room.erase(f"report:{report}")
    assert room.erase(f"report:{report}").reports == 0


def test_others_that_say_the_same_are_named(room: Room) -> None:
    room.drop("5.xml", feed(("z", f"Agencies report. {SECRET}")))
    room.collect()
    outcome = room.erase(f"report:{room.id_of('Agencies')}")
    assert f"report:{room.id_of(MARKER)}" in outcome.also_in


def test_an_entry_of_which_one_revision_goes_keeps_its_place_at_the_desk(room: Room) -> None:
    id = room.candidate_with(MARKER)
    entry = room.acts.accept(id, room.acts.candidate(id)[1], "Ana").outcome
    value = room.store.history("development", entry)[-1].value
    assert isinstance(value, Development)
    room.store.put([Put("development", replace(value, text="Two men were killed."), "now")], "Ana")
    room.erase(f"{entry}@1")
    assert room.store.history("development", entry)[1].value
    assert room.acts.candidate(id)[0].erased == ""


def test_translations_go_with_what_they_translate(room: Room) -> None:
    from foreshock.desk.changes import Changes
    from foreshock.model import TranslatedText, Translation

    def translated(language: str, of: str, words: str) -> Translation:
        return Translation(
            language, of, "machine: invented/1", (TranslatedText("text" if "/" in of else "name", "0" * 16, words),)
        )

    entry = "cape-ness/2020-05-07/1"
    first = translated("ar", entry, f"زوارق {MARKER}")
    other = translated("ar", "cape-ness", "رأس نس")
    room.store.put([Put("translation", first, "now"), Put("translation", other, "now")], "Ana")
    waiting = translated("fa", entry, f"قایق {MARKER}")
    Changes(room.store, lambda: True).propose("translation", waiting, 0, "Ana", "translated")
    assert {"desk_change", "store_content"} <= set(room.places_with("زوارق") + room.places_with("قایق"))
    room.erase(entry)
    assert room.places_with("زوارق") == []
    assert room.places_with("قایق") == []
    assert room.store.history("translation", other.id)[-1].value == other
    assert room.store.verify().problem == ""
