"""What a folder is to hold: every page, data file, brief and copy, with the digest of what it is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterator, Mapping
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from foreshock.model import NotFound
from foreshock.zone.sharing import Sharing

from .brief.paper import FONT_FILES
from .fingerprints import Fingerprints
from .index import Index
from .links import folder_path
from .offer import Letters, Offer, can_keep_calendars, pictures
from .routes import Route, list_routes, parse
from .shelf import Drawing, Shelf

if TYPE_CHECKING:
    from foreshock.store import ReadOnly

STATIC: Final = Path(__file__).parent / "static"

#: The digest of a file that is copied as it is, and what reads it.
Copy = tuple[str, Callable[[], bytes]]


class Task(Struct, frozen=True):
    """One page, data file or brief: where it goes, and the digest of what it is made from. `by` is the digest of
    what a brief is set with."""

    route: Route
    path: str
    source: str
    by: str = ""


class Plan:
    """What a build of one list makes. `sources` has the digest of every file by its path; `missing` names what the
    site should hold and cannot."""

    def __init__(self, store: ReadOnly, index: Index, base_url: str) -> None:
        offer = index.offer
        self.index, self.base_url = index, base_url
        self._press = _press_digest() if offer.briefs else ""
        self._routes: dict[str, Route] = {}
        self.sources: dict[str, str] = {}
        fingerprints = Fingerprints(index, f"folder {base_url}")
        for route in list_routes(index.state):
            if offer.has(route.ext):
                path = folder_path(route)
                self._routes[path] = route
                self.sources[path] = fingerprints(route).hex() + (self._press if route.ext == "pdf" else "")
        # Ten thousand entries are ten thousand pages: no route is made for those that nobody will draw.
        for id_, digest in fingerprints.developments():
            self.sources[f"{id_}/index.html"] = digest
            if index.state.developments[id_].value is not None:
                self.sources[f"{id_}.json"] = f"{digest}.json"
        self.copies = _copies(store, index)
        self.sources.update({path: source for path, (source, _) in self.copies.items()})
        pictures_ = (folder_path(Route("held", digest=digest)) for digest in sorted(offer.missing))
        self.missing = [f"{path}: the archive does not hold it" for path in pictures_]
        if not offer.briefs:
            briefs = (route for route in list_routes(index.state) if route.ext == "pdf")
            self.missing += [f"{folder_path(route)}: WeasyPrint is not installed" for route in briefs]

    def tasks(self, paths: Container[str]) -> Iterator[Task]:
        """What is to be made for those of the paths that are no copies, in the order of the site."""
        for path, source in self.sources.items():
            if path in paths and path not in self.copies:
                route = self._routes.get(path) or parse(path)
                yield Task(route, path, source, self._press if route.ext == "pdf" else "")


def read_index(
    store: ReadOnly,
    as_of: dt.datetime | None,
    today: dt.date,
    drawings: Mapping[str, Drawing] | None = None,
    briefs: bool = True,
    sharing: Sharing | None = None,
    watched: bool = False,
    letters: Letters | None = None,
) -> Index:
    """The list with the stamps of its revisions, as of one instant of the store. `drawings` may be used again;
    `briefs` says whether there will be any, `sharing` what the public may see of tracks and breaches, `letters` where
    readers ask for the weekly letter. What is kept only as it stands now, dates ahead and letters, a day looked back to
    has none of."""
    with store.snapshot():
        state, histories = store.state(as_of), store.stamps(as_of, revised=True)
        dates = store.dates() if as_of is None else ()
    archive = store.archive
    missing = frozenset(digest for digest in pictures(state) if archive is None or not archive.has(digest))
    calendars = bool(dates) and can_keep_calendars()
    offer = Offer(briefs, missing, calendars, letters if as_of is None else None)
    return Index(state, today, histories, Shelf(drawings), offer, sharing, watched, dates)


def _press_digest() -> str:
    """What a brief depends on besides the list: the fonts and the version of WeasyPrint."""
    digest = blake2b(version("weasyprint").encode(), digest_size=16)
    for file in FONT_FILES:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _copies(store: ReadOnly, index: Index) -> dict[str, Copy]:
    """Files that are copied as they are, by path: digest and reader."""
    copies: dict[str, Copy] = {}
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            name = f"_static/{file.relative_to(STATIC).as_posix()}"
            copies[name] = (blake2b(data, digest_size=16).hexdigest(), file.read_bytes)
    for digest in sorted(set(pictures(index.state)) - index.offer.missing):
        copies[folder_path(Route("held", digest=digest))] = (digest, _reader(store, digest))
    return copies


def _reader(store: ReadOnly, digest: str) -> Callable[[], bytes]:
    def read() -> bytes:
        if store.archive is None:
            raise NotFound(f"the store has no archive, so sha256:{digest} is not held")
        return store.archive.get(digest)

    return read
