"""The baked folder: complete, offline, the same for the same state, and the second time only what changed."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import outlet_lists as lists
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from foreshock.model import Conflict, Development, Flashpoint, Image
from foreshock.site.build import build
from foreshock.site.manifest import NAME, claim
from foreshock.store import Put, Store, open_store

TODAY = dt.date(2021, 6, 1)
PORT = "port-mirna"
#: A picture of one grey point, as PNG.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000008200813cd6"
    "2f9a0000000049454e44ae426082"
)


@pytest.fixture
def store(desk: Store) -> Store:
    desk.put(lists.puts(), "A. Keeper", "first reading")
    return desk


@pytest.fixture
def without_briefs(monkeypatch) -> None:
    """Loading WeasyPrint takes longer than all the rest; most of these tests are about other files."""
    monkeypatch.setattr("foreshock.site.build.can_print", lambda: False)


def bake(store: Store, out: Path, **options):
    return build(store, out, today=TODAY, **options)


def files(out: Path) -> dict[str, bytes]:
    """Every file of the folder but the list of files and those that are just being written, by its path."""
    found = {}
    for folder, _, names in os.walk(out):
        for path in (Path(folder, name) for name in names if name != NAME):
            with suppress(FileNotFoundError):
                found[path.relative_to(out).as_posix()] = path.read_bytes()
    return {path: found[path] for path in sorted(found) if not path.startswith(".foreshock-incoming/")}


def times(out: Path) -> dict[str, int]:
    return {path: (out / path).stat().st_mtime_ns for path in files(out)}


def enter(store: Store, text: str, day: str = "2021-05-03", number: int = 1) -> None:
    value = Development(f"{PORT}/{day}/{number}", text)
    published = dt.datetime.combine(value.date, lists.NOON)
    store.put([Put("development", value, published)], "A. Keeper", "news")


def test_a_folder_holds_every_page_its_data_and_what_they_are_made_with(store, tmp_path):
    result = bake(store, tmp_path / "out")
    made = files(tmp_path / "out")
    assert result.written == len(made)
    assert (result.unchanged, result.removed, result.missing) == (0, 0, ())
    assert made.keys() >= {
        "index.html", "index.json", "index.csv", "index.geojson", "feed.atom", "corrections/index.html",
        "corrections.json", "about/index.html", "explore/index.html", "since-7/index.html", f"{PORT}/index.html",
        f"{PORT}.json", f"{PORT}.csv", f"{PORT}.geojson", f"{PORT}.atom", f"{PORT}.pdf",
        f"{PORT}/show-events/index.html", f"{PORT}/2021/index.html", f"{PORT}/2021-05-01/1/index.html",
        f"{PORT}/2021-05-01/1.json", "_static/style.css", "_static/fonts/public-sans.woff2",
    }  # fmt: skip
    assert made[f"{PORT}.pdf"].startswith(b"%PDF-")


def test_every_link_leads_to_a_file_and_every_fragment_to_a_part_of_it(store, tmp_path):
    out = tmp_path / "out"
    bake(store, out)
    pages = {path: HTMLParser(data) for path, data in files(out).items() if path.endswith(".html")}
    anchors = {path: {n.attributes["id"] for n in tree.css("[id]")} for path, tree in pages.items()}
    seen = 0
    for path, tree in pages.items():
        for node in tree.css("[href], [src]"):
            address = node.attributes.get("href") or node.attributes.get("src") or ""
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            seen += 1
            assert not address.startswith("/"), f"{path} leads out of the folder: {address}"
            target = os.path.normpath(os.path.join(os.path.dirname(path), unquote(parts.path))) if parts.path else path
            assert (out / target).is_file(), f"{path} → {address}"
            if parts.fragment and target in anchors:
                assert unquote(parts.fragment) in anchors[target], f"{path} → {address}"
    assert seen > 500


def test_nothing_in_the_folder_asks_for_anything_from_elsewhere(store, tmp_path, without_briefs):
    out = tmp_path / "out"
    bake(store, out)
    for path, data in files(out).items():
        if path.endswith(".html"):
            tree = HTMLParser(data)
            asked = [n.attributes.get("src") for n in tree.css("[src]")]
            asked += [n.attributes.get("href") for n in tree.css("link[rel=stylesheet], link[rel=icon]")]
            assert not [a for a in asked if urlsplit(a or "").scheme or urlsplit(a or "").netloc], path
        if path.endswith(".css"):
            assert b"url(http" not in data.replace(b'"', b"").replace(b"'", b""), path


def test_two_builds_of_the_same_state_are_the_same_byte_by_byte(store, tmp_path):
    bake(store, tmp_path / "one", jobs=1)
    bake(store, tmp_path / "other" / "deeper", jobs=1)
    assert files(tmp_path / "one") == files(tmp_path / "other" / "deeper")


def test_a_second_build_of_the_same_state_writes_nothing(store, tmp_path):
    out = tmp_path / "out"
    first = bake(store, out)
    before = times(out)
    second = bake(store, out)
    assert (second.written, second.removed, second.unchanged) == (0, 0, first.written)
    assert times(out) == before


def test_a_new_development_rewrites_only_what_it_changes(store, tmp_path):
    out = tmp_path / "out"
    bake(store, out)
    before = files(out)
    kept = times(out)
    enter(store, "The channel is swept for mines.", "2021-05-02")
    result = bake(store, out)
    after = files(out)
    changed = {path for path in after if after[path] != before.get(path)}
    assert set(result.files) == changed
    assert changed >= {"index.html", "index.json", "feed.atom", f"{PORT}/index.html", f"{PORT}.json", f"{PORT}.pdf"}
    assert {
        f"{PORT}/2021-05-02/1/index.html",
        f"{PORT}/2021-05-02/1.json",
        f"{PORT}/2021-05-01/1/index.html",
    } <= changed
    assert not [path for path in changed if path.startswith(("capital-ost", "_static", "about"))]
    assert {path: time for path, time in times(out).items() if path not in changed} == {
        path: time for path, time in kept.items() if path not in changed
    }


def test_a_build_on_top_of_another_equals_one_from_nothing(store, tmp_path, without_briefs):
    bake(store, tmp_path / "grown")
    enter(store, "The channel is swept for mines.")
    enter(store, "A second sweep.", "2021-05-04")
    bake(store, tmp_path / "grown")
    store.put([Put("development", None, "now", "withdraw", id=f"{PORT}/2021-05-03/1")], "A. Keeper", "misread")
    bake(store, tmp_path / "grown")
    bake(store, tmp_path / "fresh")
    assert files(tmp_path / "grown") == files(tmp_path / "fresh")


def test_several_processes_bake_the_same_as_one(store, tmp_path, without_briefs, monkeypatch):
    monkeypatch.setattr("foreshock.site.baking.WORTH_A_PROCESS", 2)
    bake(store, tmp_path / "three", jobs=3)
    bake(store, tmp_path / "one", jobs=1)
    assert files(tmp_path / "three") == files(tmp_path / "one")


def test_what_somebody_changed_or_deleted_is_put_back(store, tmp_path, without_briefs):
    out = tmp_path / "out"
    bake(store, out)
    before = files(out)
    (out / "index.html").write_text("not the page")
    (out / f"{PORT}/2021-05-01/1.json").unlink()
    (out / "_static/style.css").write_bytes(before["_static/style.css"][:-1] + b" ")
    for file in (out / "about").iterdir():
        file.unlink()
    (out / "about").rmdir()
    result = bake(store, out)
    assert files(out) == before
    assert set(result.files) == {"index.html", f"{PORT}/2021-05-01/1.json", "_static/style.css", "about/index.html"}


def test_what_the_site_no_longer_has_is_removed_and_other_files_stay(store, tmp_path, without_briefs):
    out = tmp_path / "out"
    bake(store, out)
    (out / "robots.txt").write_text("User-agent: *")
    (out / PORT / "notes.txt").write_text("mine")
    store.put([Put("development", None, "now", "withdraw", id=f"{PORT}/2021-05-01/1")], "A. Keeper", "misread")
    result = bake(store, out)
    assert result.removed == 1
    assert not (out / f"{PORT}/2021-05-01/1.json").exists()
    assert "misread" in (out / f"{PORT}/2021-05-01/1/index.html").read_text()
    assert (out / "robots.txt").read_text() == "User-agent: *"
    assert (out / PORT / "notes.txt").read_text() == "mine"


def test_a_folder_with_files_of_others_is_refused_and_left_as_it_was(store, tmp_path, without_briefs):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(Conflict, match="--force"):
        bake(store, tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".txt"] == ["thesis.txt"]
    assert not (tmp_path / "index.html").exists()
    bake(store, tmp_path, force=True)
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    assert (tmp_path / "index.html").exists()


def test_a_place_that_is_a_file_is_refused(store, tmp_path, without_briefs):
    (tmp_path / "out").write_text("")
    with pytest.raises(Conflict, match="no folder"):
        bake(store, tmp_path / "out")


def test_a_folder_that_another_build_holds_is_not_written(store, tmp_path, without_briefs):
    out = tmp_path / "out"
    bake(store, out)
    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(Conflict, match="another build"), claim(out, patience=0.1):
            raise AssertionError("the folder was held twice")
    finally:
        os.close(handle)


def test_the_site_as_of_a_day_shows_nothing_that_came_later(store, tmp_path, without_briefs):
    out = tmp_path / "out"
    as_of = dt.datetime(2021, 4, 30, 23, 59, 59, 999_999, dt.UTC)
    bake(store, out, as_of=as_of)
    made = files(out)
    # Flashpoints, zones and the list itself were published on 2 May: nothing of them is there yet.
    assert f"{PORT}/2021-05-01/1/index.html" not in made
    assert b"A shot is fired" not in b"".join(made.values())
    assert b"30\xc2\xa0April 2021" in made["index.html"]


def test_erased_words_are_gone_from_every_file_at_the_next_build(store, tmp_path, without_briefs):
    out = tmp_path / "out"
    enter(store, "The harbour pilot Zebulon Quist saw it.")
    bake(store, out)
    assert b"Zebulon" in b"".join(files(out).values())
    store.erase(f"{PORT}/2021-05-03/1", "A. Keeper", "B. Second", "order of a court")
    bake(store, out)
    left = [path for path, data in files(out).items() if b"Zebulon" in data]
    assert left == []
    assert "order of a court" in (out / f"{PORT}/2021-05-03/1/index.html").read_text()


def with_picture(digest: str) -> Put:
    image = Image("The harbour at noon", "Harbour office", "Ships at a quay.", section="why", sha256=digest)
    value = Flashpoint(**{**{f: getattr(lists.PORT, f) for f in lists.PORT.__struct_fields__}, "images": (image,)})
    return Put("flashpoint", value)


def test_pictures_are_copied_from_the_archive_and_those_not_held_are_named(store, tmp_path, without_briefs):
    assert store.archive is not None
    digest = store.archive.put(PICTURE)
    store.put([with_picture(digest)], "A. Keeper", "a picture")
    out = tmp_path / "out"
    bake(store, out)
    assert digest == hashlib.sha256(PICTURE).hexdigest()
    assert (out / "_held" / digest).read_bytes() == PICTURE
    assert f'src="../_held/{digest}"' in (out / PORT / "index.html").read_text()
    store.archive.remove(digest)
    result = bake(store, out)
    assert f"_held/{digest}: the archive does not hold it" in result.missing
    assert not (out / "_held").exists()


KILLED = """
import datetime as dt, sys
from pathlib import Path
import foreshock.site.baking as baking
from foreshock.site.build import build
from foreshock.store import open_store
baking.WORTH_A_PROCESS = 2
build(open_store(Path(sys.argv[1])), Path(sys.argv[2]), today=dt.date(2021, 6, 1), jobs=2)
"""


def test_a_build_that_is_killed_at_any_moment_is_completed_by_the_next(store, tmp_path):
    bake(store, tmp_path / "whole", jobs=1)
    whole = files(tmp_path / "whole")
    out = tmp_path / "out"
    stages = (1, 15, 30, 45)
    unfinished = 0
    for stage in stages:
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(store.folder), str(out)])
        while process.poll() is None and (not out.exists() or len(files(out)) < stage):
            time.sleep(0.002)
        process.kill()
        process.wait()
        made = files(out)
        unfinished += made.keys() != whole.keys()
        wrong = [path for path, data in made.items() if data != whole.get(path)]
        assert wrong == [], "a file is half written"
    assert unfinished >= 2, "hardly a build was killed on its way"
    # A file that only a killed build knew of must not stay when the site no longer has it.
    store.put([Put("development", None, "now", "withdraw", id=f"{PORT}/2021-05-01/1")], "A. Keeper", "misread")
    bake(store, out)
    bake(store, tmp_path / "after")
    assert files(out) == files(tmp_path / "after")


def test_a_store_can_be_opened_by_the_build_itself(store, tmp_path, without_briefs):
    assert store.folder is not None
    folder = store.folder
    result = build(lambda: open_store(folder), tmp_path / "out", today=TODAY)
    assert f"{PORT}/index.html" in result.files


def test_progress_is_told_and_ends_with_all(store, tmp_path, without_briefs):
    told: list[tuple[int, int]] = []
    bake(store, tmp_path / "out", progress=lambda done, total: told.append((done, total)))
    assert told
    assert told[-1][0] == told[-1][1] > 0
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_without_weasyprint_the_site_is_baked_and_the_briefs_are_named_as_missing(store, tmp_path, without_briefs):
    result = bake(store, tmp_path / "out")
    assert "index.html" in result.files
    assert not list((tmp_path / "out").glob("*.pdf"))
    assert f"{PORT}.pdf: WeasyPrint is not installed" in result.missing
