"""The served pages in a real browser: nothing runs into the policy, and the map to explore draws under it."""

from __future__ import annotations

import threading

import outlet_lists as lists
import pytest

from foreshock.site.build import build
from foreshock.site.server import serve
from foreshock.store import open_store

pytestmark = pytest.mark.browser

PATHS = ("/", "/port-mirna/", "/port-mirna/2021/", "/port-mirna/2021-05-01/1/", "/corrections/", "/about/", "/nowhere/")


@pytest.fixture(scope="module")
def address(new_desk_folder, tmp_path_factory) -> str:
    folder = new_desk_folder(tmp_path_factory.mktemp("browsed"))
    store = open_store(folder)
    store.put(lists.puts(), "A. Keeper", "first reading")
    ready: list[str] = []
    told = threading.Event()

    def on_ready(address: str) -> None:
        ready.append(address.rstrip("/"))
        told.set()

    threading.Thread(target=serve, args=(store,), kwargs={"port": 0, "on_ready": on_ready}, daemon=True).start()
    assert told.wait(30)
    return ready[0]


def complaints(browser, address: str, path: str) -> tuple[list[str], int]:
    """What the browser's console says against a page, and how many canvases it drew."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address + path, wait_until="networkidle")
    canvases = page.locator("canvas").count()
    page.close()
    return [words for words in said if "404" not in words and "GPU stall" not in words], canvases


@pytest.mark.parametrize("path", PATHS)
def test_no_page_runs_into_the_policy(browser, address, path):
    assert complaints(browser, address, path)[0] == []


def test_the_map_to_explore_draws_under_its_policy(browser, address):
    said, canvases = complaints(browser, address, "/explore/")
    assert [words for words in said if "Security" in words or "Refused" in words] == []
    assert canvases == 1


@pytest.fixture(scope="module")
def folder(new_desk_folder, tmp_path_factory) -> str:
    """The address of a baked site that is opened without a server."""
    out = tmp_path_factory.mktemp("opened") / "out"
    with open_store(new_desk_folder(tmp_path_factory.mktemp("baked"))) as store:
        store.put(lists.puts(), "A. Keeper", "first reading")
        build(store, out)
    return out.as_uri()


@pytest.mark.parametrize("path", PATHS[:-1])
def test_no_page_of_a_folder_runs_into_its_own_policy(browser, folder, path):
    assert complaints(browser, folder, f"{path}index.html")[0] == []


def test_pages_of_a_folder_have_their_styles_and_fonts_under_their_policy(browser, folder):
    page = browser.new_page()
    page.goto(f"{folder}/index.html", wait_until="networkidle")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)")
    page.close()
    assert {"Newsreader", "Public Sans"} <= {name.strip('"') for name in loaded}


def test_the_map_to_explore_draws_from_a_folder_under_its_policy(browser, folder):
    said, canvases = complaints(browser, folder, "/explore/index.html")
    assert [words for words in said if "Security" in words or "Refused" in words] == []
    assert canvases == 1
