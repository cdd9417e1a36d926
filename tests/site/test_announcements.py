"""Wherever an entry tells of a notified drill, it says that notification is not permission; elsewhere nothing does."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from foreshock.examples import example_path
from foreshock.model import NOT_PERMISSION
from foreshock.site.requests import Site
from foreshock.store import create_store
from foreshock.store.folder import read_list


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    with create_store(tmp_path_factory.mktemp("announced") / "desk") as store:
        store.put(read_list(example_path()), by="T", why="x")
        yield Site(store)


def words(site: Site, path: str) -> str:
    answer = site.respond(RequestFactory().get(path))
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/al-tanf/2018-09-07/1/", "/al-tanf/2018/", "/al-tanf.atom", "/al-tanf/zone/al-tanf-55-km/"]
)
def test_an_announcement_says_what_a_notice_is_not(site: Site, path: str) -> None:
    assert NOT_PERMISSION in words(site, path)


@pytest.mark.parametrize("path", ["/al-tanf/2017-06-06/1/", "/al-tanf/2017/"])
def test_entries_that_announce_nothing_do_not(site: Site, path: str) -> None:
    assert NOT_PERMISSION not in words(site, path)


def test_it_stands_on_the_brief(site: Site) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed; left out: the brief on paper")
    pytest.importorskip("weasyprint", reason="WeasyPrint is not installed; left out: the brief on paper")
    import io

    answer = site.respond(RequestFactory().get("/al-tanf.pdf?as-of=2018-09-30"))
    assert answer.status_code == 200
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert NOT_PERMISSION in " ".join(" ".join(page.extract_text() for page in pages).split())
