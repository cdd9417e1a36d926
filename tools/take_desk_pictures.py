"""Take the pictures of docs/desk.md: a morning at the example's desk, in the system's Chromium.

python tools/take_desk_pictures.py      (in a checkout that `make setup` has prepared)
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
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


if __name__ == "__main__":
    main()
