"""The example list, served by a real server and baked to a folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("foreshock"))


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
