"""Take the pictures of docs/desk.md: a morning at the example's desk, in the system's Chromium.

python tools/take_desk_pictures.py      (in a checkout that `make setup` has prepared)
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

OUT = Path(__file__).parents[1] / "docs" / "pictures"
FORESHOCK = [sys.executable, "-m", "foreshock"]


def typed(*words: str) -> str:
    return subprocess.run([*FORESHOCK, *words], check=True, capture_output=True, text=True).stdout


def sign_in(page: Page, address: str, username: str, password: str) -> None:
    page.goto(f"{address}desk/")
    page.fill("#id_login", username)
    page.fill("#id_password", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def take(page: Page, name: str) -> None:
    """A picture of what the window shows, once its fonts are there."""
    page.evaluate("document.fonts.ready.then(() => true)")
    page.screenshot(path=OUT / f"desk-{name}.png")
    print(OUT / f"desk-{name}.png")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = str(Path(folder) / "desk")
        typed("init", desk, "--example")
        typed("collect", "--desk", desk)
        people = dict(re.findall(r"as (\w+)\s+with the password (\S+)", typed("user", "demo", "--desk", desk)))
        command = [*FORESHOCK, "serve", "--desk", desk, "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert server.stdout
        address = server.stdout.readline().split()[1]
        try:
            with sync_playwright() as playwright:
                arguments = ["--no-sandbox", "--disable-background-networking"]
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
                pages = {}
                for username, password in people.items():
                    pages[username] = browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
                    sign_in(pages[username], address, username, password)
                walk(pages["analyst"], pages["editor"], address)
        finally:
            server.terminate()
            server.wait(20)


def walk(analyst: Page, editor: Page, address: str) -> None:
    """The morning of docs/desk.md."""
    analyst.goto(f"{address}desk/")
    take(analyst, "queue")
    with analyst.expect_navigation():
        analyst.keyboard.press("Enter")
    take(analyst, "candidate")
    with analyst.expect_navigation():
        analyst.keyboard.press("a")
    editor.goto(f"{address}desk/shelf/second/")
    with editor.expect_navigation():
        editor.keyboard.press("Enter")
    take(editor, "second-reader")
    with editor.expect_navigation():
        editor.keyboard.press("p")
    editor.goto(f"{address}desk/list/")
    take(editor, "flashpoints")
    add_pictures(analyst, address)
    quote(analyst, address)
    translate(analyst, editor, address)


def add_pictures(analyst: Page, address: str) -> None:
    """A valley, and a graphic picture under its cover, in the next candidate."""
    analyst.goto(f"{address}desk/")
    with analyst.expect_navigation():
        analyst.keyboard.press("Enter")
    analyst.click("#pictures > summary")
    told = (
        {"caption": "The valley at dawn", "credit": "A. Walker", "alt": "A road through a valley."},
        {"caption": "After the strike", "credit": "A. Walker", "alt": "Two men lie on a road.",
         "warning": "It shows two dead men on a road."},
    )  # fmt: skip
    for n, words in enumerate(told):
        picture = {"name": "IMG_0412.JPG", "mimeType": "image/jpeg", "buffer": valley(n)}
        analyst.set_input_files("#picture", files=[picture])  # type: ignore[list-item]
        with analyst.expect_navigation():
            analyst.click("text=Add it")
        for name, value in words.items():
            analyst.fill(f"[name=image-{n}-{name}]", value)
    analyst.check("[name=image-1-graphic]")
    with analyst.expect_navigation():
        analyst.click("button[value=save]")
    analyst.set_viewport_size({"width": 1280, "height": 1500})
    analyst.evaluate("document.querySelector('.acts').style.position = 'static'")
    analyst.locator("#picture-0").scroll_into_view_if_needed()
    analyst.wait_for_timeout(800)
    analyst.evaluate("document.fonts.ready.then(() => scrollTo(0, 0))")
    box = analyst.locator("#pictures").bounding_box()
    assert box
    clip = {"x": box["x"] - 16, "y": box["y"], "width": box["width"] + 32, "height": 1000}
    analyst.screenshot(path=OUT / "desk-pictures.png", clip=clip, full_page=True)  # type: ignore[arg-type]
    print(OUT / "desk-pictures.png")


def valley(number: int) -> bytes:
    """A drawing of hills in the morning, as JPEG."""
    from PIL import Image, ImageDraw

    drawn = Image.new("RGB", (1800, 1000))
    draw = ImageDraw.Draw(drawn)
    for y in range(1000):
        draw.line((0, y, 1800, y), fill=(150 + y // 12, 170 + y // 16, 200 - y // 20))
    for n, shade in enumerate((150, 120, 90, 60)):
        top = 420 + n * 130
        hills = [(x, top + (x * (n + 3 + number) * 37 % 260) - 130) for x in range(0, 1801, 225)]
        draw.polygon([(0, 1000), *hills, (1800, 1000)], fill=(shade, shade - 8, shade - 30))
    draw.polygon([(820, 1000), (1010, 1000), (930, 600), (922, 600)], fill=(200, 190, 165))
    out = BytesIO()
    drawn.save(out, "JPEG", quality=85)
    return out.getvalue()


def quote(analyst: Page, address: str) -> None:
    """A report in Persian: its first sentence is marked, quoted by one key and translated."""
    analyst.goto(f"{address}desk/")
    with analyst.expect_navigation():
        analyst.click("#lines a:has(.what:text-is('al-Tanf'))")
    analyst.evaluate(
        """() => { const words = document.querySelector("[data-piece]").firstChild, marked = getSelection();
        const at = words.data.indexOf("حضور");
        marked.setBaseAndExtent(words, at, words, words.data.indexOf(".")); }"""
    )
    with analyst.expect_navigation():
        analyst.keyboard.press("c")
    analyst.fill(
        "[name=quotation-0-translation]", "the presence of American forces at al-Tanf is unlawful and must end"
    )
    analyst.fill("[name=quotation-0-speaker]", "Spokesman of the foreign ministry")
    analyst.fill("[name=quotation-0-translator]", "A. Analyst")
    analyst.evaluate("document.getElementById('quotations').scrollIntoView()")
    take(analyst, "quotation")


def translate(analyst: Page, editor: Page, address: str) -> None:
    """An original changes; its translation is behind, beside what has changed."""
    editor.goto(f"{address}desk/list/tehran/texts/")
    editor.fill("#summary", "Where Iran’s part in Syria, and in Iraq, is decided")
    editor.fill("#reason", "Iraq belongs to it")
    with editor.expect_navigation():
        editor.click("button.chief")
    analyst.goto(f"{address}desk/list/")
    with analyst.expect_navigation():
        analyst.click("main .hits a")
    with analyst.expect_navigation():
        analyst.keyboard.press("p")
    analyst.goto(f"{address}desk/translations/")
    with analyst.expect_navigation():
        analyst.click("#lines th a")
    take(analyst, "translation")


if __name__ == "__main__":
    main()
