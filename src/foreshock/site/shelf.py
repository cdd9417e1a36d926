"""Drawings that are kept from one build to the next, because drawing coasts takes longer than all else on a page."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from hashlib import blake2b

from msgspec import Struct

from .software import software_digest


class Drawing(Struct, frozen=True, array_like=True):
    """What was drawn, the digest of what it was drawn from, and one of both: a damaged drawing is drawn anew."""

    source: str
    text: str
    check: str

    @property
    def whole(self) -> bool:
        return self.check == _digest(self.source, self.text)


class Shelf:
    """Drawings by name. Each is drawn once for what it rests on; `kept` are those of an earlier build."""

    def __init__(self, kept: Mapping[str, Drawing] | None = None) -> None:
        self._kept = dict(kept or {})
        self.drawn: dict[str, Drawing] = {}

    def get(self, name: str, rests_on: object, draw: Callable[[], str]) -> str:
        """The drawing `name`. It is drawn when none is kept that rests on the same software and `rests_on`, whose
        `repr` must tell all that the drawing depends on."""
        source = _digest(software_digest(), repr(rests_on))
        found = self.drawn.get(name) or self._kept.get(name)
        if found is None or found.source != source or not found.whole:
            text = draw()
            found = Drawing(source, text, _digest(source, text))
        self.drawn[name] = found
        return found.text

    def all(self, names: Container[str]) -> dict[str, Drawing]:
        """What is on the shelf under these names: what was drawn or asked for, and what an earlier build had kept."""
        return {name: drawing for name, drawing in (self._kept | self.drawn).items() if name in names}

    def add(self, drawn: Mapping[str, Drawing]) -> None:
        """Put what another process drew on the shelf."""
        self.drawn.update(drawn)


def _digest(*parts: str) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
