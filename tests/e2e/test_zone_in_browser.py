"""A zone's page in a real browser: stills without scripts, by keyboard and by slider; the live page renews itself."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from foreshock.model import Fix
from foreshock.zone.ledger import Ledger, key_of
from foreshock.zone.rules import Rules

pytestmark = pytest.mark.browser

COMMAND = str(Path(sys.executable).with_name("foreshock"))
ZONE = "al-tanf/zone/al-tanf-55-km/"


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def watched(tmp_path: Path, example_desk: Path) -> Iterator[tuple[str, Path]]:
    """The example served with a journal that somebody writes: its address and its journal."""
    desk = Path(shutil.copytree(example_desk, tmp_path / "desk"))
    settings = (desk / "foreshock.toml").read_text()
    (desk / "foreshock.toml").write_text(settings.replace('journal = ""', 'journal = "journal"'))
    (desk / "journal").mkdir()
    see(desk / "journal", "yqx-7b3", 33.3)
    process = subprocess.Popen(
        [COMMAND, "serve", "--desk", str(desk), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    line = process.stdout.readline()
    yield next(word for word in line.split() if word.startswith("http")), desk / "journal"
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


def see(journal: Path, track: str, lat: float) -> None:
    with closing(Ledger(journal / "ledger.sqlite", [], Rules())) as ledger, ledger.writing():
        ledger.add(track, key_of(Fix(track, dt.datetime.now(dt.UTC), lat, 38.6)))


def test_stills_follow_each_other_without_any_script(folder_example: str, plain: Page) -> None:
    plain.goto(urljoin(folder_example, f"{ZONE}index.html"))
    figures = plain.locator("#replay figure")
    assert [figures.nth(i).is_visible() for i in range(7)] == [False] * 6 + [True]
    plain.locator("#replay label", has_text="May 2017").click()
    assert [figures.nth(i).is_visible() for i in range(7)] == [True] + [False] * 6
    plain.keyboard.press("ArrowRight")
    assert figures.nth(1).is_visible()
    assert not figures.nth(0).is_visible()


def test_with_scripts_a_slider_moves_the_same_stills(served_example: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(urljoin(served_example, ZONE))
    slider = page.locator("#replay input[type=range]")
    assert slider.get_attribute("aria-label") == "Still"
    slider.focus()
    page.keyboard.press("Home")
    assert page.locator("#replay figure").first.is_visible()
    assert page.locator("#still-1").is_checked()
    page.close()


def test_all_stills_are_printed(folder_example: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(urljoin(folder_example, f"{ZONE}index.html"))
    page.emulate_media(media="print")
    assert all(page.locator("#replay figure").nth(i).is_visible() for i in range(7))
    page.close()


def asks(page: Page) -> None:
    """Let the page's own clock go on until it asks the server again."""
    page.clock.fast_forward(1000 * int(page.locator("#live").get_attribute("data-ask") or 0))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_live_page_is_accessible_and_renews_itself(
    watched: tuple[str, Path], browser: Browser, scheme: str
) -> None:
    front, journal = watched
    context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 900})  # type: ignore[arg-type]
    page = context.new_page()
    page.clock.install()
    page.goto(urljoin(front, f"{ZONE}live/"))
    expect(page.locator("#live .cell")).to_have_count(1)
    assert not Axe().run(page).response["violations"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    see(journal, "zxw-222", 33.9)
    asks(page)
    expect(page.locator("#live .cell")).to_have_count(2, timeout=15_000)
    assert "zxw-222" not in page.content()
    context.close()


def test_the_live_page_says_when_the_server_no_longer_answers(watched: tuple[str, Path], browser: Browser) -> None:
    page = browser.new_page()
    page.clock.install()
    page.goto(urljoin(watched[0], f"{ZONE}live/"))
    expect(page.locator("#unanswered")).to_be_hidden()
    page.route("**/live/", lambda route: route.abort())
    asks(page)
    expect(page.locator("#unanswered")).to_be_visible(timeout=15_000)
    assert "What stands below is of then" in page.locator("#unanswered").inner_text()
    assert page.title().startswith("No answer")
    assert not Axe().run(page).response["violations"]
    page.unroute("**/live/")
    asks(page)
    expect(page.locator("#unanswered")).to_be_hidden(timeout=15_000)
    assert not page.title().startswith("No answer")
    page.close()


def test_without_scripts_the_live_page_reloads_itself(watched: tuple[str, Path], plain: Page) -> None:
    front, _ = watched
    plain.goto(urljoin(front, f"{ZONE}live/"))
    assert (
        plain.locator("noscript meta[http-equiv=refresh]").count() == 1
        or plain.locator("meta[http-equiv=refresh]").count()
    )
    assert plain.locator("#live .cell").count() == 1
