"""A desk that was made without the desk's tables: its site is served all the same, and a line says what to do."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

_MAKE = """
import sys
from pathlib import Path
from foreshock.model import DeskConfig, encode_config
from foreshock.store import create_store
folder = Path(sys.argv[1])
create_store(folder).close()
(folder / "foreshock.toml").write_bytes(encode_config(DeskConfig()))
"""


@pytest.fixture
def older(tmp_path: Path) -> str:
    folder = str(tmp_path / "older")
    subprocess.run([sys.executable, "-c", _MAKE, folder], check=True)
    return folder


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "foreshock", *words], capture_output=True, text=True, check=False)


def test_its_site_is_served_and_the_desk_comes_with_init(older: str) -> None:
    command = [sys.executable, "-m", "foreshock", "serve", "--desk", older, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout and server.stderr
        address = server.stdout.readline().split()[1]
        try:
            with urllib.request.urlopen(address) as answer:
                assert answer.status == 200
        finally:
            server.terminate()
        assert "init" in server.stderr.read()
    refused = typed("user", "list", "--desk", older)
    assert refused.returncode == 73 and "--exist-ok" in refused.stderr
    assert typed("init", older, "--exist-ok").returncode == 0
    assert typed("user", "list", "--desk", older).returncode == 0
