"""Take the pictures of the README from a baked site: `python tools/take_pictures.py SITE docs/pictures`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = {"front": "index.html", "flashpoint": "al-tanf/index.html"}


def main(site: Path, out: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        for name, path in PICTURES.items():
            page.goto((site / path).resolve().as_uri())
            page.evaluate("document.fonts.ready")
            page.screenshot(path=out / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
