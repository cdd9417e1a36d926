"""What a site can offer beside its words: briefs where they can be printed, pictures whose bytes are held, calendars
where dates are kept, a letter where the desk sends one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from urllib.parse import urlsplit

from msgspec import Struct

from foreshock.model import DeskConfig, Image, ListState

from .routes import BESIDE, Ext, RouteKind


class Letters(Struct, frozen=True):
    """Where readers ask for the weekly letter: the desk's page, ending in a slash, and whether a page of the site may
    hold the form itself."""

    page: str
    form: bool

    @property
    def origin(self) -> str:
        """What a content policy calls the desk; `'self'` where it answers beside the site."""
        parts = urlsplit(self.page)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "'self'"


class Offer(Struct, frozen=True):
    """Whether there are briefs and calendars, the SHA-256 of the pictures that the list names and the archive does not
    hold, and where readers ask for the weekly letter.

    A page links to nothing that is not there.
    """

    briefs: bool = True
    missing: frozenset[str] = frozenset()
    calendars: bool = False
    letters: Letters | None = None

    def holds(self, image: Image) -> bool:
        """Whether the bytes of the picture are there."""
        return bool(image.sha256) and image.sha256 not in self.missing

    def beside(self, kind: RouteKind) -> tuple[Ext, ...]:
        """The kinds of files beside a page."""
        return tuple(ext for ext in BESIDE.get(kind, ()) if self.has(ext))

    def has(self, ext: Ext | None) -> bool:
        """Whether files of this kind are offered at all."""
        return {"pdf": self.briefs, "ics": self.calendars}.get(ext or "", True)


def can_print() -> bool:
    """Whether WeasyPrint is installed. Whether its system libraries are, only shows when it is loaded."""
    return find_spec("weasyprint") is not None


def can_keep_calendars() -> bool:
    """Whether what writes calendars is installed; it comes with the desk."""
    return find_spec("icalendar") is not None


def letters_of(config: DeskConfig) -> Letters | None:
    """Where the readers of a baked site ask for the letter: a form where the settings say where the desk is, a link
    where it may only be supposed to answer at the site's own address; None where the desk sends no letters."""
    desk = config.desk_url or config.base_url
    return (
        Letters(f"{desk.rstrip('/')}/desk/subscribe/", bool(config.desk_url)) if desk and config.mail.sender else None
    )


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
