"""The command as a user types it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
NewDesk = Callable[..., Path]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run("init", "desk", status=0)`: calls foreshock in an empty folder and checks its exit code."""
    return calling(tmp_path)


@pytest.fixture
def new_desk(tmp_path: Path, _made: dict[tuple[str, ...], Path], tmp_path_factory: pytest.TempPathFactory) -> NewDesk:
    """`new_desk("--example")`: the folder `desk`, as `init desk --example` leaves it; made once, then copied."""

    def copy(*words: str) -> Path:
        if words not in _made:
            folder = tmp_path_factory.mktemp("made")
            calling(folder)("init", "desk", *words)
            _made[words] = folder / "desk"
        return Path(shutil.copytree(_made[words], tmp_path / "desk"))

    return copy


@pytest.fixture(scope="session")
def _made() -> dict[tuple[str, ...], Path]:
    return {}


def calling(folder: Path) -> Run:
    script = Path(sys.executable).with_name("foreshock")
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "FORESHOCK_DESK")}

    def call(*words: str | Path, status: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [script, *map(str, words)],
            cwd=folder,
            env=environment | more,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return call
