"""One Coder for all tests of the room: it keeps no state, and loading the parser takes most of a second."""

from __future__ import annotations

import pytest

from foreshock.coder import Coder


@pytest.fixture(scope="session")
def coder() -> Coder:
    return Coder()
