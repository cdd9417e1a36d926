"""The printable brief: at most two A4 sheets a flashpoint, as PDF, the same bytes for the same state."""

from __future__ import annotations

from .paper import Printer

__all__ = ["Printer"]
