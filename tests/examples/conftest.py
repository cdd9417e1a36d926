"""The example list as `read_list` gives it, and the page that it retells, where that lies beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_list import Example

from foreshock.examples import example_path
from foreshock.store.folder import read_list

SEED = Path(__file__).parents[3] / "shared" / "seed" / "al-tanf.txt"


@pytest.fixture(scope="session")
def example() -> Example:
    return Example(list(read_list(example_path())))


@pytest.fixture(scope="session")
def seed() -> bytes:
    if not SEED.is_file():
        pytest.skip("../shared/seed/al-tanf.txt is not here; left out: the comparison with the page that was retold")
    return SEED.read_bytes()
