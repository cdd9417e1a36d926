"""What a site can offer beside its words: briefs where they can be printed, pictures whose bytes are held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from msgspec import Struct

from foreshock.model import Image, ListState

from .routes import BESIDE, Ext


class Offer(Struct, frozen=True):
    """Whether there are briefs, and the SHA-256 of the pictures that the list names and the archive does not hold.

    A page links to nothing that is not there.
    """

    briefs: bool = True
    missing: frozenset[str] = frozenset()

    def holds(self, image: Image) -> bool:
        """Whether the bytes of the picture are there."""
        return bool(image.sha256) and image.sha256 not in self.missing

    def beside_flashpoint(self) -> tuple[Ext, ...]:
        """The kinds of files beside a flashpoint's page."""
        return tuple(ext for ext in BESIDE["flashpoint"] if ext != "pdf" or self.briefs)


def can_print() -> bool:
    """Whether WeasyPrint is installed. Whether its system libraries are, only shows when it is loaded."""
    return find_spec("weasyprint") is not None


def bound(image: Image, state: ListState) -> bool:
    """Whether the picture comes from a source that does not let it be shown, or that is gone."""
    if not image.document:
        return False
    kept = state.documents.get(image.document)
    return kept is None or kept.value is None or kept.value.terms != "show"


def pictures(state: ListState) -> Iterator[str]:
    """The SHA-256 of every copy of a picture that a page shows or would show; of none that its source binds."""
    values: Iterable[object] = (
        *(kept.value for kept in state.flashpoints.values()),
        *(kept.value for kept in state.developments.values()),
    )
    for value in values:
        for image in getattr(value, "images", ()):
            if not bound(image, state):
                yield from image.digests
