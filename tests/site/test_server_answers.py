"""What the server keeps in memory: each thing made once, the oldest let go, failures never kept."""

from __future__ import annotations

import threading
import time

import pytest

from foreshock.site.answers import Kept, finished, picture_type
from foreshock.site.responses import takes_gzip
from foreshock.site.templating import Page


def test_a_thing_is_made_once_however_many_ask_for_it_at_once():
    kept: Kept[str] = Kept(10, len)
    made: list[str] = []

    def make() -> str:
        made.append("made")
        time.sleep(0.05)
        return "thing"

    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(kept.get("key", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == ["made"]
    assert found == ["thing"] * 8


def test_what_was_asked_for_longest_ago_is_let_go_first():
    kept: Kept[str] = Kept(6, len)
    for key in ("aa", "bb", "cc"):
        kept.get(key, lambda key=key: key)
    kept.get("aa", lambda: pytest.fail("aa was let go"))
    kept.get("dd", lambda: "dd")
    made: list[str] = []
    for key in ("aa", "cc", "dd", "bb"):
        kept.get(key, lambda key=key: made.append(key) or key)
    assert made == ["bb"]


def test_what_is_larger_than_the_whole_room_is_made_each_time():
    kept: Kept[str] = Kept(3, len)
    made: list[str] = []
    for _ in range(2):
        kept.get("key", lambda: made.append("made") or "far too long")
    assert made == ["made", "made"]


def test_a_failure_is_not_kept():
    kept: Kept[str] = Kept(10, len)

    def fail() -> str:
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        kept.get("key", fail)
    assert kept.get("key", lambda: "thing") == "thing"


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True), ("br, gzip", True), ("GZIP;q=0.5", True), ("*", True), ("", False), ("br", False),
        ("gzip;q=0", False), ("gzip; q=0.0", False), ("x-gzip", False),
    ],
)  # fmt: skip
def test_packed_answers_go_to_those_who_take_them(header, taken):
    assert takes_gzip(header) is taken


def test_equal_bytes_have_equal_tags_and_small_or_packed_files_stay_as_they_are():
    import datetime as dt

    now = dt.datetime(2021, 5, 1, tzinfo=dt.UTC)
    page = Page(b"<p>" + b"word " * 500)
    assert finished(page, now).etag == finished(page, now + dt.timedelta(days=1)).etag
    assert finished(page, now).packed is not None
    assert finished(Page(b"<p>short"), now).packed is None
    assert finished(Page(b"x" * 5000, "font/woff2"), now).packed is None


@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"), (b"\0\0\0\x20ftypavif", "image/avif"),
        (b"<svg onload=alert(1)>", "application/octet-stream"), (b"<html>", "application/octet-stream"),
    ],
)  # fmt: skip
def test_a_picture_is_known_by_its_first_bytes_and_nothing_that_could_run_is_one(start, media_type):
    assert picture_type(start + b"\0" * 20) == media_type
