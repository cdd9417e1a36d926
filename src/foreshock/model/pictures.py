"""Pictures: what they show, whose they are, the copies in which the site hands them out, and what covers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .base import SHA256, Citation, Noun, check, check_slug
from .when import When


class Copy(Noun, frozen=True):
    """One redrawn copy of a picture: its size in pixels, and the SHA-256 of its bytes in the archive."""

    width: int
    height: int
    sha256: str

    def __post_init__(self) -> None:
        check(self.width > 0 and self.height > 0, f"no size of a picture: {self.width} × {self.height} pixels")
        check(SHA256.fullmatch(self.sha256), f"no SHA-256: {self.sha256!r}; 64 hexadecimal digits")


class Image(Noun, frozen=True):
    """A picture. Publishing needs caption, credit and alternative text, and `warning` for a `graphic` one.

    Without `sha256` the picture is not held, and `reason` says why (copyright, safety). `copies` are the same picture
    in several widths, narrowest first; the widest is the one that `sha256` names. A `graphic` picture is covered
    wherever it is shown, and `warning` says what is under the cover, in words that hurt nobody who reads them.
    `document` is the source that it comes from, whose terms bind it; empty for a picture of one's own.
    """

    caption: str
    credit: str
    alt: str = ""
    date: When | None = None
    section: str = ""
    sha256: str = ""
    reason: str = ""
    copies: tuple[Copy, ...] = ()
    graphic: bool = False
    warning: str = ""
    document: str = ""

    def __post_init__(self) -> None:
        check(
            not self.sha256 or SHA256.fullmatch(self.sha256),
            f"no SHA-256: {self.sha256!r}; 64 hexadecimal digits",
        )
        check(
            not self.sha256 or (self.credit.strip() and self.alt.strip()),
            f"the picture {self.caption!r} has no credit or no alternative text: give both",
        )
        widths = [copy.width for copy in self.copies]
        check(
            widths == sorted(set(widths)) and (not widths or self.copies[-1].sha256 == self.sha256),
            f"the copies of the picture {self.caption!r} go from the narrowest to the one that sha256 names, not "
            f"{', '.join(map(str, widths))} pixels",
        )
        check(
            self.graphic or not self.warning,
            f"the picture {self.caption!r} warns ({self.warning!r}) and is not marked as graphic: mark it, or leave "
            "the warning out",
        )
        if self.document:
            check_slug(self.document)

    @property
    def digests(self) -> tuple[str, ...]:
        """The SHA-256 of everything that is held of it: the copies, narrowest first."""
        narrower = tuple(copy.sha256 for copy in self.copies if copy.sha256 != self.sha256)
        return (*narrower, self.sha256) if self.sha256 else ()


def cited(sources: Iterable[Citation], images: Iterable[Image]) -> Iterator[str]:
    """The ids of the documents that sources name, and of those that pictures come from."""
    yield from (source.document for source in sources)
    yield from (image.document for image in images if image.document)
