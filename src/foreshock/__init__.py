"""Foreshock: open software for an early-warning trigger list.

`from foreshock import Coder` codes English text; it needs the extra `foreshock[coder]`, and is imported when asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .coder import Coder

__version__ = "0.1.0"
__all__ = ["Coder", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "Coder":
        from .coder import Coder

        return Coder
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
