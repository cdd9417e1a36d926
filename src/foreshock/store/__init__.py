"""The record: revisions in a hash chain, their contents, erasures; an archive of bytes beside it.

Django is imported with `open_store`, not with this package.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .archive import Archive
    from .configuration import configure
    from .desk import Store, create_store, open_store
    from .erasing import Erased
    from .reader import Reader, ReadOnly, open_reader
    from .record import Head, Put, Result
    from .verifying import Verification

__all__ = [
    "Archive",
    "Erased",
    "Head",
    "Put",
    "ReadOnly",
    "Reader",
    "Result",
    "Store",
    "Verification",
    "configure",
    "create_store",
    "open_reader",
    "open_store",
]

_HOMES: Final = {
    "Archive": "archive",
    "Erased": "erasing",
    "Head": "record",
    "Put": "record",
    "ReadOnly": "reader",
    "Reader": "reader",
    "Result": "record",
    "Store": "desk",
    "Verification": "verifying",
    "configure": "configuration",
    "create_store": "desk",
    "open_reader": "reader",
    "open_store": "desk",
}


def __getattr__(name: str) -> Any:
    # Django loads this package while it sets itself up, and --help should not wait for Django.
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
