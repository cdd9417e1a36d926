"""The printable brief: at most two A4 sheets a flashpoint, as PDF, the same bytes for the same state."""

from __future__ import annotations

from .paper import FONT_FILES, Printer
from .view import BriefView, brief_view

__all__ = ["FONT_FILES", "BriefView", "Printer", "brief_view"]
