"""A reader's walk in a real browser: front page → al-Tanf → a development → back to the map → print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(params=["served", "folder"])
def address(request: pytest.FixtureRequest) -> str:
    """The front page of the example list, from the server and from a baked folder opened as files."""
    value = request.getfixturevalue(f"{request.param}_example")
    assert isinstance(value, str)
    return value


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param, viewport={"width": 390, "height": 844})
    page = context.new_page()
    yield page
    context.close()


def test_a_reader_walks_from_the_map_to_an_entry_and_back(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Iran–U.S. trigger list")
    page.locator(".map a.mark", has_text="al-Tanf").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("al-Tanf")
    expect(page.locator("main")).to_contain_text("Why it matters")
    entry = page.locator("article.dev").first.get_by_role("link", name=re.compile("ermanent address"))
    entry.click()
    expect(page).to_have_url(re.compile(r"/al-tanf/2019-02-14/1/"))
    expect(page.locator("main")).to_contain_text("Rouhani")
    expect(page.locator("main")).to_contain_text("not held here: copyright")
    page.get_by_role("link", name="Back to map").first.click()
    expect(page.locator("#map")).to_be_in_viewport()
    page.locator(".map a.mark", has_text="al-Tanf").click()
    page.emulate_media(media="print")
    printed = page.pdf(format="A4") if page.evaluate("1") else b""
    assert printed.startswith(b"%PDF")


def test_a_reader_goes_on_in_persian_and_back_by_keyboard(address: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(address)

    def follow(selector: str) -> None:
        page.locator(selector).first.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    follow(".tongues a[hreflang=fa]")
    expect(page).to_have_url(re.compile(r"/translations/(index.html)?#fa$"))
    follow("#fa li a")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", level=1)).to_have_text("تهران")
    follow("article.dev a[href*='2018-08-13']:not([href^='#'])")
    expect(page.locator("main")).to_contain_text("جنگ نخواهد شد")
    follow(".tongues a[hreflang=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("figure.quote figcaption")).to_contain_text("Translated from Persian by")
    context.close()


def test_the_whole_list_can_be_reached_with_the_tab_key_alone(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(address)
    seen: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.getAttribute('href') || ''"))
        if any("al-tanf" in href for href in seen) and any("tehran" in href for href in seen):
            break
    assert seen[0].startswith("#"), "the first stop of the keyboard skips to the content"
    assert any("al-tanf" in href for href in seen)
    page.locator(".map a.mark", has_text="al-Tanf").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("al-Tanf")
    context.close()


def test_the_folds_open_and_close_without_scripts(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator(".map a.mark", has_text="al-Tanf").click()
    fold = page.locator("#developments details.fold").first
    inside = fold.locator("article.dev").first
    expect(inside).to_be_hidden()
    fold.locator("summary").click()
    expect(inside).to_be_visible()
    fold.locator("summary").click()
    expect(inside).to_be_hidden()
    context.close()
