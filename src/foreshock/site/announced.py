"""Entries that tell of what was announced or notified: wherever one stands, so does what a notice is not."""

from __future__ import annotations

from typing import Final

from foreshock.model import NOT_PERMISSION, Development

#: Entries that tell of what was announced or notified without a window that could be checked carry one of these tags.
TOLD: Final = ("drill announced", "notified drill", "advance warning", "notice")


def announces(entry: Development) -> bool:
    """Whether an entry tells of an announcement or a notification."""
    return not set(TOLD).isdisjoint(entry.tags)


def reminder_of(entry: Development) -> str:
    """What stands beside an entry that announces something; empty beside all others."""
    return NOT_PERMISSION if announces(entry) else ""
