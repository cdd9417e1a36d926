"""Where text and data come from: one module a format, one seam: bytes → reports, and what could not be read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .formats import read, sniff
    from .origin import Origin, origin_of, origin_of_file

__all__ = ["Origin", "origin_of", "origin_of_file", "read", "sniff"]

_HOMES: Final = {
    "Origin": "origin", "origin_of": "origin", "origin_of_file": "origin", "read": "formats", "sniff": "formats",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    # The reader of pages is imported by commands that need none of the other formats.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
