"""Access: every page kind in a real browser, light and dark, narrow and wide, by keyboard and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from accessibility import violations

pytestmark = pytest.mark.browser

#: One page of each kind, and a few that differ within it, below the address of the front page.
PAGES = {
    "front": "",
    "changes": "since-30/",
    "flashpoint": "al-tanf/",
    "filter": "al-tanf/show-contested/",
    "capital": "tehran/",
    "year": "al-tanf/2017/",
    "event": "al-tanf/2018-09-03/1/",
    "statement": "al-tanf/2019-02-14/1/",
    "corrections": "corrections/",
    "about": "about/",
    "explore": "explore/",
    "zone": "al-tanf/zone/al-tanf-55-km/",
    "quotation": "tehran/2018-08-13/1/",
    "translations": "translations/",
    "translated flashpoint": "fa/tehran/",
    "translated entry": "ar/tehran/2018-08-13/1/",
}
UNFOLD = "document.querySelectorAll('details').forEach(d => d.open = true)"


def address(front: str, path: str) -> str:
    """The address of a page of the folder form, whose front page is `…/index.html`."""
    return urljoin(front, f"{path}index.html")


@pytest.fixture(params=[("light", 390), ("dark", 1440)], ids=["light phone", "dark desk"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    scheme, width = request.param
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_on_any_page_kind(folder_example: str, page: Page, kind: str) -> None:
    page.goto(address(folder_example, PAGES[kind]))
    page.evaluate(UNFOLD)
    assert not violations(page)


def test_axe_finds_nothing_where_there_is_no_page(served_example: str, page: Page) -> None:
    response = page.goto(urljoin(served_example, "/al-tamf/"))
    assert response and response.status == 404
    assert not violations(page)
    assert page.locator("main a", has_text="al-Tanf").count() == 1


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_cut_off_on_a_small_phone_or_a_desk_at_four_times_the_size(
    folder_example: str, browser: Browser, kind: str
) -> None:
    # WCAG 1.4.10: 320 CSS pixels are also what is left of 1280 at 400 percent; 720 are half of 1440.
    context = browser.new_context(viewport={"width": 320, "height": 900})
    page = context.new_page()
    page.goto(address(folder_example, PAGES[kind]))
    page.evaluate(UNFOLD)
    for width in (320, 390, 720, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{width} px"
    context.close()


@pytest.mark.parametrize("kind", PAGES)
def test_every_link_and_fold_is_reached_by_the_keyboard_and_shows_its_focus(
    folder_example: str, browser: Browser, kind: str
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(address(folder_example, PAGES[kind]))
    if kind == "explore":
        page.wait_for_selector("#explore[data-ready]")
    stops = page.evaluate(
        """() => { window.stops = [...document.querySelectorAll('a[href], summary, button, input, [tabindex]')].filter(
             // A group of radio buttons is one stop; the arrow keys move within it.
             e => (e.type !== 'radio' || e.checked)
               && e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})); return stops.length }"""
    )
    reached: set[int] = set()
    unseen: list[str] = []
    for _ in range(stops + 3):
        page.keyboard.press("Tab")
        at, shown, markup = page.evaluate(
            """() => { const e = document.activeElement;
                 const s = getComputedStyle(e.querySelector(':scope > .ring') ?? e);
                 const shown = s.outlineStyle !== 'none' || s.stroke !== 'none';
                 return [stops.indexOf(e), shown, e.outerHTML.slice(0, 120)] }"""
        )
        if at in reached:
            break
        if at >= 0:
            reached.add(at)
            unseen += [] if shown else [markup]
    assert len(reached) == stops and not unseen
    context.close()


def test_the_server_forbids_what_pages_do_not_use_and_pages_use_nothing_forbidden(
    served_example: str, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "GPU stall" not in message.text:
            complaints.append(message.text)

    page.on("console", listen)
    for path in ("/", "/al-tanf/", "/al-tanf/2018-09-03/1/", "/about/", "/explore/"):
        response = page.goto(urljoin(served_example, path), wait_until="networkidle")
        assert response
        policy = response.headers["content-security-policy"]
        assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert not complaints
    context.close()


def test_print_shows_what_folds_hide_and_leaves_out_what_paper_cannot_do(folder_example: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    page = context.new_page()
    page.goto(address(folder_example, "al-tanf/"))
    page.emulate_media(media="print")
    assert page.locator(".filter").is_hidden() and page.locator("#share").is_hidden()
    assert page.locator("details.fold article.dev").last.bounding_box()["height"] > 0  # type: ignore[index]
    context.close()
