"""Pictures on their way into the record, on both databases: taken, read by a second person, shown, erased."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import camera
import pytest
from invented import NOON, candidate
from msgspec.structs import replace

from foreshock.model import Conflict, Copy, Document, Image, InvalidValue, PictureConfig
from foreshock.store import Put, Store
from foreshock.store.folder import write_list

ANA, ED = "Ana Lisboa", "Ed Brandt"
ENTRY = "cape-ness/2020-05-09/1"
FILE = camera.telling_jpeg(1200, 900)


class Room:
    """A desk with one candidate, and a picture that came in."""

    def __init__(self, store: Store) -> None:
        from foreshock.desk.acts import Desk
        from foreshock.desk.changes import Changes
        from foreshock.desk.pictures.taking import take
        from foreshock.desk.queue import add_candidates

        assert store.archive
        self.store, self.archive = store, store.archive
        self.acts = Desk(store, lambda: True)
        self.changes = Changes(store, lambda: True)
        add_candidates([candidate()])
        self.copies = take(store, FILE, PictureConfig(), ANA)
        self.picture = Image(
            "The trawler.", "Vell Wire", "A boat with a hole.", sha256=self.copies[-1].sha256, copies=self.copies
        )

    @property
    def original(self) -> str:
        from foreshock.desk.models import Picture

        return Picture.objects.get(sha256=self.copies[-1].sha256).original

    def version(self) -> int:
        return self.acts.candidate("c-1")[1]

    def accept(self, *images: Image) -> None:
        self.acts.accept("c-1", self.version(), ANA, replace(candidate().proposal, images=images))

    def publish(self, *images: Image) -> None:
        self.accept(*images)
        self.acts.approve("c-1", self.version(), ED)

    def page(self, path: str) -> tuple[int, bytes]:
        from foreshock.site.answers import Answers
        from foreshock.site.routes import parse

        answers = Answers(self.store)
        reading = answers.read()
        answer = answers.answer(parse(path), reading, None)
        return answer.status, answer.body


@pytest.fixture
def room(desk_store: Store) -> Room:
    return Room(desk_store)


def test_a_picture_that_came_in_is_public_in_all_its_widths_after_its_second_reader(room: Room) -> None:
    room.accept(room.picture)
    assert room.store.state().developments.get(ENTRY) is None
    room.acts.approve("c-1", room.version(), ED)
    page = room.page(f"/{ENTRY}/")[1].decode()
    assert [copy.width for copy in room.copies] == [480, 960, 1200]
    for copy in room.copies:
        assert f"/_held/{copy.sha256} {copy.width}w" in page
        body = room.page(f"/_held/{copy.sha256}")[1]
        assert body.startswith(b"\xff\xd8\xff") and camera.CAMERA.encode() not in body
    assert room.store.verify().problem == ""


def test_the_file_itself_is_kept_and_nothing_shows_it_or_names_it(room: Room, tmp_path: Path) -> None:
    from foreshock.model import NotFound
    from foreshock.site.build import build

    room.publish(room.picture)
    assert room.archive.get(room.original) == FILE
    with pytest.raises(NotFound):
        room.page(f"/_held/{room.original}")
    write_list(room.store, tmp_path / "export", history=True, archive=True)
    build(room.store, tmp_path / "site", today=dt.date(2020, 6, 1))
    for folder in ("export", "site"):
        for file in (tmp_path / folder).rglob("*"):
            if file.is_file():
                data = file.read_bytes()
                assert room.original not in file.name and room.original.encode() not in data
                assert camera.CAMERA.encode() not in data and camera.NOTE.encode() not in data, file
    bodies = room.store.database.query("SELECT body FROM store_content")
    assert not [body for (body,) in bodies if room.original in body]


def test_a_desk_may_keep_no_file_as_it_came(desk_store: Store) -> None:
    from foreshock.desk.models import Picture
    from foreshock.desk.pictures.taking import take

    assert desk_store.archive
    copies = take(desk_store, FILE, PictureConfig(keep_original=False), ANA)
    assert Picture.objects.get(sha256=copies[-1].sha256).original == ""
    held = [file.read_bytes() for file in desk_store.archive.files()]
    assert len(held) == len(copies) and FILE not in held


def test_taking_a_file_again_changes_nothing(room: Room) -> None:
    from foreshock.desk.models import Picture
    from foreshock.desk.pictures.taking import take

    before = sorted(room.archive.files())
    assert take(room.store, FILE, PictureConfig(), ED) == room.copies
    assert sorted(room.archive.files()) == before
    assert [row.by for row in Picture.objects.all()] == [ANA]


def test_a_file_beyond_its_bound_is_refused_with_the_bound(room: Room) -> None:
    from foreshock.desk.pictures.taking import take

    with pytest.raises(InvalidValue, match=r"larger than 0\.01 million bytes"):
        take(room.store, FILE, PictureConfig(max_mb=0.01), ANA)
    with pytest.raises(InvalidValue, match=r"1200 × 900 pixels; at most 1000 on a side"):
        take(room.store, FILE, PictureConfig(max_side=1000), ANA)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sha256": "", "copies": (), "credit": ""}, "has no credit"),
        ({"sha256": "", "copies": (), "alt": ""}, "no alternative text"),
        ({"caption": ""}, "say what it shows"),
        ({"graphic": True}, "is graphic and has no warning"),
        ({"document": "nowhere"}, "which is not in the record"),
        ({"copies": ()}, "did not come in at this desk"),
    ],
)
def test_what_a_picture_lacks_keeps_it_from_being_published(room: Room, changed: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        room.accept(replace(room.picture, **changed))


def test_bytes_of_the_archive_that_are_no_picture_cannot_be_published_as_one(room: Room) -> None:
    secret = room.archive.put(b"the text of a private report")
    for image in (
        Image("A boat.", "Vell Wire", "A boat.", sha256=secret),
        Image("A boat.", "Vell Wire", "A boat.", sha256=room.original),
        replace(room.picture, copies=(Copy(480, 360, secret), room.copies[-1])),
    ):
        with pytest.raises(InvalidValue, match="did not come in at this desk"):
            room.accept(image)


@pytest.mark.parametrize("terms", ["quote", "private"])
def test_a_picture_is_bound_by_the_terms_of_the_source_that_it_comes_from(room: Room, terms: Any) -> None:
    source = Document("wire-9", "Photographs of the day", publisher="Vell Wire", terms=terms)
    room.store.put([Put("document", source, NOON)], by="Test")
    with pytest.raises(InvalidValue, match="do not let it be shown"):
        room.accept(replace(room.picture, document="wire-9"))
    room.store.put([Put("document", replace(source, terms="show"), "now")], by="Test", why="they agreed")
    room.publish(replace(room.picture, document="wire-9"))
    assert f"/_held/{room.picture.sha256}" in room.page(f"/{ENTRY}/")[1].decode()
    room.store.put([Put("document", source, "now")], by="Test", why="they changed their mind")
    page = room.page(f"/{ENTRY}/")[1].decode()
    assert f"/_held/{room.picture.sha256}" not in page and "its source does not let it be shown" in page
    with pytest.raises(Exception, match="no picture of this list"):
        room.page(f"/_held/{room.picture.sha256}")


def test_undoing_a_publication_takes_its_picture_off_the_site_and_history_keeps_who_added_it(room: Room) -> None:
    room.publish(room.picture)
    room.acts.undo("c-1", room.version(), ED)
    with pytest.raises(Exception, match="no picture of this list"):
        room.page(f"/_held/{room.picture.sha256}")
    images = [kept.value.proposal.images for kept in room.store.history("candidate", "c-1") if kept.value]
    assert images[0] == () and (room.picture,) in images


def test_a_picture_at_the_head_of_a_flashpoint_goes_past_a_second_reader(room: Room) -> None:
    value = room.store.state().flashpoints["cape-ness"].value
    assert value
    head = replace(room.picture, section="head")
    with pytest.raises(InvalidValue, match="is graphic and has no warning"):
        room.changes.propose("flashpoint", replace(value, images=(replace(head, graphic=True),)), 1, ED, "a picture")
    made = room.changes.propose("flashpoint", replace(value, images=(head,)), 1, ED, "a picture")
    assert "/_held/" not in room.page("/cape-ness/")[1].decode()
    room.changes.approve(made.pk, ANA)
    page = room.page("/cape-ness/")[1].decode()
    assert page.index(f"/_held/{head.sha256}") < page.index('id="developments"')


def test_a_picture_that_was_public_already_needs_no_file_when_its_words_are_mended(room: Room) -> None:
    value = room.store.state().flashpoints["cape-ness"].value
    assert value
    imported = Image("The cape.", "Vell Wire", "A cape.", sha256=room.archive.put(b"\xff\xd8\xff from elsewhere"))
    room.store.put([Put("flashpoint", replace(value, images=(imported,)), "now")], by="Test")
    mended = replace(value, images=(replace(imported, caption="Cape Ness."),))
    made = room.changes.propose("flashpoint", mended, 2, ED, "its name")
    room.changes.approve(made.pk, ANA)
    assert room.store.state().flashpoints["cape-ness"].value == mended


def test_an_erased_picture_is_gone_in_all_its_forms_and_stays_away(room: Room) -> None:
    from foreshock.desk.pictures.taking import take

    room.publish(room.picture)
    original, digests = room.original, [copy.sha256 for copy in room.copies]
    report = room.store.erase(f"sha256:{digests[0]}", by=ANA, second=ED, reason="the family asked")
    assert report.files == len(digests) + 1
    assert not [one for one in (*digests, original) if room.archive.has(one)]
    page = room.page(f"/{ENTRY}/")[1].decode()
    assert "erased (the family asked)" in page and "/_held/" not in page and "The trawler." in page
    assert room.store.verify().problem == ""
    with pytest.raises(Conflict, match="may not come back"):
        take(room.store, FILE, PictureConfig(), ANA)
    with pytest.raises(Conflict, match="may not come back"):
        # Another file of the same points: only what the camera wrote is different.
        take(room.store, camera.written(camera.photo(1200, 900), "JPEG", quality=88), PictureConfig(), ANA)


def test_the_command_that_erases_reaches_the_file_that_a_picture_was_drawn_from(served: Any) -> None:
    code = (
        "import sys; from pathlib import Path; from foreshock.model import DeskConfig;"
        "from foreshock.desk.setup import open_desk_store; folder = Path(sys.argv[1]);"
        "store = open_desk_store(folder, DeskConfig());"
        "from foreshock.desk.pictures.taking import take; from foreshock.model import PictureConfig;"
        "print(*(c.sha256 for c in take(store, sys.stdin.buffer.read(), PictureConfig(), 'Ana')))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(served.folder)], input=FILE, capture_output=True, check=True)
    widest = done.stdout.split()[-1].decode()
    words = ("--by", ANA, "--second", ED, "--reason", "the family asked", "--yes", "--json", "--desk")
    told = json.loads(served.run("erase", f"sha256:{widest}", *words, str(served.folder)))
    assert told["files"] == 4
    assert not list((served.folder / "archive").glob("??/??/*"))
