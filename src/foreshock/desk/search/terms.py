"""What both databases are asked in: terms, the order of hits, how many of them are ranked."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

Order = Literal["newest", "best"]

NEWEST_RANKED: Final = 5_000


class Term(Struct, frozen=True):
    """Words that must follow each other; with `open`, the last one only begins a word."""

    words: tuple[str, ...]
    open: bool = False
