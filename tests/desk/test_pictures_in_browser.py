"""From a photographer's file to a covered picture on a page, in a real browser, with scripts and without."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import camera
import pytest
from test_hands_on import Person

from accessibility import violations
from conftest import Served

pytestmark = pytest.mark.browser

WARNING = "It shows a dead fisherman."
ENTRY = "cape-ness/2020-05-09/1"


@pytest.fixture
def photograph(tmp_path: Path) -> str:
    """A photograph under the name of a text file: the name counts for nothing."""
    file = tmp_path / "notes.txt"
    file.write_bytes(camera.telling_jpeg(1200, 900))
    return str(file)


def fill(page: Any, **words: str) -> None:
    for name, value in words.items():
        page.fill(f"[name=image-0-{name}]", value)


def add(page: Any, file: str) -> None:
    page.set_input_files("#picture", file)
    with page.expect_navigation():
        page.click("text=Add it")


def width_of(page: Any, picture: str) -> int:
    """The width of a picture that has come, in pixels of its own."""
    return int(page.locator(picture).evaluate("one => one.decode().then(() => one.naturalWidth)"))


def publish(browser: Any, served: Served, photograph: str, graphic: bool, **how: Any) -> tuple[Person, Person]:
    """Ana adds a picture to the newest candidate, Ed reads it; both browsers at what they saw last."""
    ana, ed = Person(browser, served, "ana", **how), Person(browser, served, "ed", **how)
    ana.page.goto(f"{served.address}/desk/c/c-6/")
    if not ana.page.is_visible("#picture"):
        ana.page.click("#pictures summary")
    add(ana.page, photograph)
    fill(ana.page, caption="The trawler in port", credit="Vell Wire", alt="A man lies on a deck.")
    if graphic:
        ana.page.check("[name=image-0-graphic]")
        fill(ana.page, warning=WARNING)
    ana.page.click("button[value=accept]")
    ed.page.goto(f"{served.address}/desk/c/c-6/")
    return ana, ed


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_picture_comes_in_and_is_published_by_a_second_reader(
    browser: Any, served: Served, photograph: str, scripts: bool
) -> None:
    ana, ed = publish(browser, served, photograph, graphic=False, java_script_enabled=scripts)
    shown = ed.page.locator("#pictures figure.image img")
    shown.scroll_into_view_if_needed()
    ed.page.click("button[value=approve]")
    assert f"Published as {ENTRY}" in ed.page.inner_text(".told")
    reader = browser.new_page(viewport={"width": 1440, "height": 900})
    reader.goto(f"{served.address}/{ENTRY}/")
    picture = reader.locator("figure.image img")
    picture.scroll_into_view_if_needed()
    assert width_of(reader, "figure.image img") > 0
    assert "Credit: Vell Wire" in reader.inner_text("figure.image")
    assert ana.complaints == ed.complaints == []


def test_a_graphic_picture_stays_covered_at_the_desk_and_on_the_page_until_somebody_uncovers_it_by_keyboard(
    browser: Any, served: Served, photograph: str
) -> None:
    _, ed = publish(browser, served, photograph, graphic=True)
    asked: list[str] = []
    ed.page.on("request", lambda request: asked.append(request.url))
    ed.page.reload()
    ed.page.locator("#pictures .covered summary").scroll_into_view_if_needed()
    ed.page.wait_for_timeout(400)
    assert WARNING in ed.page.inner_text("#pictures .covered summary")
    assert not [url for url in asked if "/desk/picture/" in url]
    ed.page.click("button[value=approve]")
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        loaded: list[str] = []
        page.on("request", lambda request, to=loaded: to.append(request.url))
        for path in (f"/{ENTRY}/", "/cape-ness/", "/cape-ness/2020/"):
            page.goto(f"{served.address}{path}")
            page.locator(".covered summary").scroll_into_view_if_needed()
            page.wait_for_timeout(400)
            assert not [url for url in loaded if "/_held/" in url], path
            assert WARNING in page.inner_text(".covered summary") and "Show it" in page.inner_text(".covered summary")
            assert not page.is_visible(".covered img")
        page.focus(".covered summary")
        assert page.locator(".covered summary").evaluate("one => getComputedStyle(one).outlineStyle") != "none"
        with page.expect_response(re.compile("/_held/")):
            page.keyboard.press("Enter")
        assert page.is_visible(".covered img") and "Cover it again" in page.inner_text(".covered summary")
        page.keyboard.press("Enter")
        assert not page.is_visible(".covered img")
        context.close()


def test_where_scripts_are_switched_off_a_graphic_picture_is_covered_all_the_same(
    browser: Any, served: Served, photograph: str
) -> None:
    # Browsers leave lazy loading out where scripts are off (HTML standard): the picture comes, and stays under cover.
    _, ed = publish(browser, served, photograph, graphic=True)
    ed.page.click("button[value=approve]")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{served.address}/{ENTRY}/")
    assert WARNING in page.inner_text(".covered summary") and not page.is_visible(".covered img")
    page.focus(".covered summary")
    page.keyboard.press("Enter")
    assert page.is_visible(".covered img")


def test_in_a_folder_without_a_server_a_graphic_picture_is_covered_and_on_paper_it_stays_so(
    browser: Any, served: Served, photograph: str, tmp_path: Path
) -> None:
    _, ed = publish(browser, served, photograph, graphic=True)
    ed.page.click("button[value=approve]")
    out = tmp_path / "site"
    served.run("build", str(out), "--desk", str(served.folder))
    context = browser.new_context()
    page = context.new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto((out / ENTRY / "index.html").as_uri())
    page.locator(".covered summary").scroll_into_view_if_needed()
    page.wait_for_timeout(400)
    assert not [url for url in loaded if "/_held/" in url]
    page.emulate_media(media="print")
    assert not page.is_visible(".covered img") and WARNING in page.inner_text(".covered summary")
    page.emulate_media(media="screen")
    page.click(".covered summary")
    assert width_of(page, ".covered img") > 0
    assert [url for url in loaded if "/_held/" in url]
    brief = (out / "cape-ness.pdf").read_bytes()
    assert b"/Subtype /Image" not in brief and b"/Subtype/Image" not in brief
    digests = [file.name for file in (out / "_held").iterdir()]
    assert len(digests) == 3
    for name in ("feed.atom", "cape-ness.atom"):
        assert not [digest for digest in digests if digest in (out / name).read_text("utf-8")]
    told = json.loads((out / f"{ENTRY}.json").read_text("utf-8"))["development"]
    assert told["images"][0]["graphic"] is True and told["images"][0]["warning"] == WARNING
    for file in (out / "_held").iterdir():
        assert camera.CAMERA.encode() not in file.read_bytes()
    context.close()


def test_what_a_picture_lacks_is_said_and_nothing_is_published(browser: Any, served: Served, photograph: str) -> None:
    ana = Person(browser, served, "ana")
    ana.page.goto(f"{served.address}/desk/c/c-6/")
    ana.page.click("#pictures summary")
    ana.page.fill("#text", "Words that nobody has sent")
    add(ana.page, photograph)
    assert ana.page.input_value("#text") == "Words that nobody has sent"
    fill(ana.page, caption="The trawler")
    ana.page.click("button[value=accept]")
    assert "no credit or no alternative text" in ana.page.inner_text(".wrong")
    fill(ana.page, credit="Vell Wire", alt="A boat.")
    ana.page.check("[name=image-0-graphic]")
    ana.page.click("button[value=accept]")
    assert "is graphic and has no warning" in ana.page.inner_text(".wrong")
    assert ana.page.input_value("#text") == "Words that nobody has sent"


def test_a_file_that_is_none_is_named_on_the_same_page(browser: Any, served: Served, tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(camera.written(camera.photo(50, 50), "GIF"))
    ana = Person(browser, served, "ana")
    ana.page.goto(f"{served.address}/desk/c/c-6/")
    ana.page.click("#pictures summary")
    add(ana.page, str(file))
    assert "the file is a GIF" in ana.page.inner_text(".wrong")


def test_an_editor_puts_a_picture_at_the_head_of_a_flashpoint(browser: Any, served: Served, photograph: str) -> None:
    ed, ana = Person(browser, served, "ed"), Person(browser, served, "ana")
    ed.page.goto(f"{served.address}/desk/list/cape-ness/texts/")
    ed.page.fill("#why", "Ships pass close.")
    add(ed.page, photograph)
    assert ed.page.input_value("#why") == "Ships pass close."
    fill(ed.page, caption="Cape Ness from the sea", credit="Vell Wire", alt="A cape with a light.")
    ed.page.select_option("[name=image-0-section]", "head")
    ed.page.fill("#reason", "a first picture")
    ed.page.focus("#reason")
    with ed.page.expect_navigation():
        ed.page.keyboard.press("Enter")
    assert "Waits for its second reader" in ed.page.inner_text(".told")
    ana.page.goto(f"{served.address}/desk/change/1/")
    assert "Cape Ness from the sea" in ana.page.inner_text(".pairs")
    ana.page.click("button[value=approve]")
    reader = browser.new_page(viewport={"width": 1440, "height": 900})
    reader.goto(f"{served.address}/cape-ness/")
    picture = reader.locator(".hero figure.image img")
    picture.scroll_into_view_if_needed()
    assert width_of(reader, ".hero figure.image img") > 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1440)])
def test_axe_finds_nothing_where_pictures_are(
    browser: Any, served: Served, photograph: str, scheme: str, width: int
) -> None:
    ana, ed = publish(browser, served, photograph, graphic=True, color_scheme=scheme)
    pages = [ed.page]
    ana.page.goto(f"{served.address}/desk/c/c-5/")
    ana.page.click("#pictures summary")
    pages.append(ana.page)
    for page in pages:
        page.set_viewport_size({"width": width, "height": 900})
        for opened in (False, True):
            page.evaluate(
                f"document.querySelectorAll('.covered details').forEach(one => one.open = {str(opened).lower()})"
            )
            assert not violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ed.page.click("button[value=approve]")
    ed.page.goto(f"{served.address}/{ENTRY}/")
    assert not violations(ed.page)
