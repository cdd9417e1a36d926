"""The machine's clock, in one place."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """The machine's clock, in UTC."""
    return dt.datetime.now(dt.UTC)
