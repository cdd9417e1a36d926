"""The desk's own secret: made once, and refused where it could be guessed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from foreshock.model import InvalidValue
from foreshock.store.secretkey import FILE, LEAST, secret_key


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORESHOCK_SECRET_KEY", raising=False)
    made = secret_key(tmp_path / "desk")
    assert len(made) >= LEAST and secret_key(tmp_path / "desk") == made
    assert stat.S_IMODE(os.stat(tmp_path / "desk" / FILE).st_mode) == 0o600


@pytest.mark.parametrize("held", ["", "\n", "hush\n", "x" * (LEAST - 1)])
def test_a_file_that_holds_next_to_nothing_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    monkeypatch.delenv("FORESHOCK_SECRET_KEY", raising=False)
    (tmp_path / FILE).write_text(held)
    with pytest.raises(InvalidValue, match=f"key of {len(held.strip())} characters.*delete the file"):
        secret_key(tmp_path)
    assert (tmp_path / FILE).read_text() == held


def test_a_short_key_in_the_environment_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORESHOCK_SECRET_KEY", "hush")
    with pytest.raises(InvalidValue, match=r"FORESHOCK_SECRET_KEY holds a key of 4 characters.*unset it"):
        secret_key(tmp_path)
    monkeypatch.setenv("FORESHOCK_SECRET_KEY", "k" * LEAST)
    assert secret_key(tmp_path) == "k" * LEAST
