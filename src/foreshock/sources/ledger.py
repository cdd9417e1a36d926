"""The account of a page's text: which stretch was taken for what, nothing taken twice and nothing lost."""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from .boundaries import skip_back, skip_on
from .reading import Leftover, Piece, Role


class Ledger:
    """Takes stretches of `text` one by one, keeps them apart, and at the end names what nobody took."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] = []
        self._pieces: list[Piece] = []

    def take(self, start: int, end: int, role: Role, detail: str = "") -> None:
        """Book what is still free of `text[start:end]`, without white space at its ends, under `role`."""
        for lo, hi in list(self.free(start, end)):
            at = bisect.bisect(self._starts, lo)
            self._starts.insert(at, lo)
            self._pieces.insert(at, Piece(lo, hi, role, detail))

    def free(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches of `text[start:end]` that nobody took, in order, each without white space at its ends."""
        at = max(0, bisect.bisect(self._starts, start) - 1)
        pos = start
        for index in range(at, len(self._pieces)):
            piece = self._pieces[index]
            if piece.start >= end:
                break
            if piece.end > pos:
                yield from self._solid(pos, min(piece.start, end))
                pos = piece.end
        yield from self._solid(pos, end)

    def inside(self, start: int, end: int) -> list[Piece]:
        """The pieces that lie in `text[start:end]`, in order."""
        return self._pieces[bisect.bisect_left(self._starts, start) : bisect.bisect_left(self._starts, end)]

    def taken(self, pos: int) -> bool:
        """Has somebody taken the character at `pos`?"""
        at = bisect.bisect(self._starts, pos) - 1
        return at >= 0 and self._pieces[at].end > pos

    def close(self) -> tuple[tuple[Piece, ...], tuple[Leftover, ...]]:
        """All pieces in order, and of these the leftovers with their words and reasons."""
        self.take(0, len(self.text), "leftover", "belongs to no part of the page that this reader knows")
        leftovers = tuple(
            Leftover(p.start, p.end, self.text[p.start : p.end], p.detail) for p in self._pieces if p.role == "leftover"
        )
        return tuple(self._pieces), leftovers

    def _solid(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        if end > start:
            lo = skip_on(self.text, start, end)
            hi = skip_back(self.text, end, lo)
            if hi > lo:
                yield lo, hi
