"""The command as a user types it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run("init", "desk", status=0)`: calls foreshock in an empty folder and checks its exit code."""
    script = Path(sys.executable).with_name("foreshock")
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "FORESHOCK_DESK")}

    def call(*words: str | Path, status: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [script, *map(str, words)],
            cwd=tmp_path,
            env=environment | more,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    return call
