"""What a whole site promises: no word of a confidential source, no dead link, nothing from elsewhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
import outlet_lists as lists
import pypdf
import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from foreshock.model import Citation, Document, Image, When
from foreshock.site.answers import Answers
from foreshock.site.build import build
from foreshock.site.policy import SERVED
from foreshock.site.routes import Route, all_routes
from foreshock.store import Put, Store

TODAY = dt.date(2021, 6, 1)
PORT = "port-mirna"
#: One word for each field of a document that would give a confidential source away.
NOTES = b"What the clerk said, word by word."
SECRETS = ("Zebulon", "Quistgaard", "whistle.example", hashlib.sha256(NOTES).hexdigest())
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000008200813cd6"
    "2f9a0000000049454e44ae426082"
)


@pytest.fixture
def store(desk: Store) -> Store:
    """The small list with a confidential source that a flashpoint and an entry cite, and a picture of an entry."""
    assert desk.archive is not None
    desk.put(lists.puts(), "A. Keeper", "first reading")
    source = Document(
        "talk-8", "A clerk of the harbour, interviewed", "Zebulon Shipping", "Ada Quistgaard", When("2021-05"),
        "https://whistle.example/ada", sha256=desk.archive.put(NOTES), terms="private",
    )  # fmt: skip
    entry, place = lists.DEVELOPMENTS[2], lists.PORT
    image = Image("The quay at noon.", "Harbour office", "Ships at a quay.", sha256=desk.archive.put(PICTURE))
    desk.put(
        [
            Put("document", source),
            Put("development", msgspec.structs.replace(entry, sources=(Citation("talk-8", "B2"),), images=(image,))),
            Put("flashpoint", msgspec.structs.replace(place, sources=(Citation("talk-8", "B2"),))),
        ],
        "A. Keeper",
        "a talk",
    )
    return desk


def words(path: str, data: bytes) -> str:
    if path.endswith(".pdf"):
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return data.decode("utf-8", "replace")


def baked(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def dead_links(out: Path) -> list[str]:
    """Every link of every page that leads to no file of the folder."""
    dead = []
    for path, data in baked(out).items():
        if not path.endswith(".html"):
            continue
        for node in HTMLParser(data).css("[href], [src]"):
            parts = urlsplit(node.attributes.get("href") or node.attributes.get("src") or "")
            if parts.scheme or parts.netloc or not parts.path:
                continue
            target = os.path.normpath(os.path.join(os.path.dirname(path), unquote(parts.path)))
            if not (out / target).is_file():
                dead.append(f"{path} → {target}")
    return dead


def test_no_file_of_a_site_holds_a_word_that_would_give_a_confidential_source_away(store, tmp_path):
    out = tmp_path / "out"
    build(store, out, today=TODAY, base_url="https://list.example")
    found = [(path, word) for path, data in baked(out).items() for word in SECRETS if word in words(path, data)]
    assert found == []
    page = (out / PORT / "index.html").read_text()
    assert "A clerk of the harbour, interviewed" in page
    assert "A confidential source" in page
    assert "A clerk of the harbour" in words("brief.pdf", (out / f"{PORT}.pdf").read_bytes())


def test_no_answer_of_the_server_holds_such_a_word_either(store):
    answers = Answers(store, "https://list.example")
    reading = answers.read()
    routes = [*all_routes(reading.index.state), Route("front", since=dt.date(2021, 1, 1))]
    for route in routes:
        told = words(f"x.{route.ext}", answers.answer(route, reading, None).body)
        assert not [word for word in SECRETS if word in told], route


def test_without_weasyprint_no_page_and_no_data_file_speaks_of_a_brief(store, tmp_path, monkeypatch):
    monkeypatch.setattr("foreshock.site.build.can_print", lambda: False)
    out = tmp_path / "out"
    build(store, out, today=TODAY)
    assert dead_links(out) == []
    assert not [path for path, data in baked(out).items() if path.endswith((".html", ".json")) and b".pdf" in data]
    monkeypatch.undo()
    build(store, out, today=TODAY)
    assert f'href="../{PORT}.pdf"' in (out / PORT / "index.html").read_text(), "the brief is not offered again"
    assert dead_links(out) == []


def test_an_erased_picture_leaves_its_caption_and_no_link(store, tmp_path, monkeypatch):
    monkeypatch.setattr("foreshock.site.build.can_print", lambda: False)
    out = tmp_path / "out"
    entry = out / PORT / "2021-05-01/1/index.html"
    digest = hashlib.sha256(PICTURE).hexdigest()
    build(store, out, today=TODAY)
    assert f"_held/{digest}" in entry.read_text()
    store.erase(f"sha256:{digest}", "A. Keeper", "B. Second", "shows a child", scrub_for=0)
    result = build(store, out, today=TODAY)
    assert dead_links(out) == []
    assert "The quay at noon." in entry.read_text()
    assert "_held" not in entry.read_text()
    assert not (out / "_held").exists()
    assert result.missing[0] == f"_held/{digest}: the archive does not hold it"


def test_every_baked_page_says_itself_what_it_may_load(store, tmp_path, monkeypatch):
    monkeypatch.setattr("foreshock.site.build.can_print", lambda: False)
    build(store, tmp_path / "out", today=TODAY)
    for path, data in baked(tmp_path / "out").items():
        if path.endswith(".html"):
            meta = HTMLParser(data).css_first('meta[http-equiv="Content-Security-Policy"]')
            assert meta is not None, path
            policy = meta.attributes["content"] or ""
            assert policy.startswith("default-src 'none'; style-src 'self' file:;"), path
            assert ("script-src" in policy) == (path == "explore/index.html")
            # A policy in the page must not ask for what only a header can say.
            assert "frame-ancestors" not in policy
    assert "frame-ancestors" in SERVED
