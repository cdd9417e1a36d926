"""`foreshock.model` hands on exactly what it says."""

from __future__ import annotations

import foreshock.model as model


def test_every_public_name_is_listed_and_every_listed_name_is_there() -> None:
    found = {
        name
        for name, value in vars(model).items()
        if not name.startswith("_") and not hasattr(value, "__path__") and type(value).__name__ != "module"
    }
    assert found == set(model.__all__)
