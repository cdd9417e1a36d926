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
        """Whether the picture can be shown."""
        return bool(image.sha256) and image.sha256 not in self.missing

    def beside_flashpoint(self) -> tuple[Ext, ...]:
        """The kinds of files beside a flashpoint's page."""
        return tuple(ext for ext in BESIDE["flashpoint"] if ext != "pdf" or self.briefs)


def can_print() -> bool:
    """Whether WeasyPrint is installed. Whether its system libraries are, only shows when it is loaded."""
    return find_spec("weasyprint") is not None


def pictures(state: ListState) -> Iterator[str]:
    """The SHA-256 of every picture that a page shows or would show."""
    values: Iterable[object] = (
        *(kept.value for kept in state.flashpoints.values()),
        *(kept.value for kept in state.developments.values()),
    )
    for value in values:
        yield from (image.sha256 for image in getattr(value, "images", ()) if image.sha256)
