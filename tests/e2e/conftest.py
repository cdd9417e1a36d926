"""The example list, served by a real server and baked to a folder, and the system's Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

COMMAND = str(Path(sys.executable).with_name("foreshock"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if not found:
        if os.environ.get("FORESHOCK_REQUIRE_CHROMIUM"):
            pytest.fail("no chromium on this machine: apt-get install chromium")
        pytest.skip("no chromium on this machine; left out: everything that a browser would show")
    with sync_playwright() as playwright:
        # Debian's Chromium as root needs --no-sandbox; the other flags keep it from looking for hosts outside.
        arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def example_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = tmp_path_factory.mktemp("example") / "desk"
    subprocess.run([COMMAND, "init", desk, "--example"], check=True, capture_output=True)
    return desk


@pytest.fixture(scope="session")
def served_example(example_desk: Path) -> Iterator[str]:
    """The address of the front page, from `foreshock serve` on a free port."""
    process = subprocess.Popen(
        [COMMAND, "serve", "--desk", str(example_desk), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    line = process.stdout.readline()
    address = next(word for word in line.split() if word.startswith("http"))
    yield address
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


@pytest.fixture(scope="session")
def folder_example(example_desk: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file address of the front page, from `foreshock build`."""
    out = tmp_path_factory.mktemp("example") / "site"
    subprocess.run([COMMAND, "build", str(out), "--desk", str(example_desk)], check=True, capture_output=True)
    return (out / "index.html").as_uri()
