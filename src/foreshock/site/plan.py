"""What a folder is to hold: every page, data file, brief and copy, with the digest of what it is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from foreshock.model import NotFound

from .brief.paper import FONT_FILES
from .fingerprints import Fingerprints
from .index import Index
from .links import folder_path
from .routes import FRONT, Route, all_routes

if TYPE_CHECKING:
    from foreshock.store import Store

STATIC: Final = Path(__file__).parent / "static"

#: The digest of a file that is copied as it is, and what reads it.
Copy = tuple[str, Callable[[], bytes]]


class Task(Struct, frozen=True):
    """One page, data file or brief: where it goes, and the digest of what it is made from."""

    route: Route
    path: str
    source: str


class Plan:
    """What a build of one list makes. `sources` has the digest of every file by its path; `missing` names what the
    site should hold and cannot. Without `printing` there are no briefs."""

    def __init__(self, store: Store, index: Index, base_url: str, printing: bool) -> None:
        self.index, self.base_url = index, base_url
        self.tasks = list(_tasks(index, base_url, printing))
        self.copies, self.missing = _copies(store, index)
        self.sources = {task.path: task.source for task in self.tasks}
        self.sources.update({path: source for path, (source, _) in self.copies.items()})
        if not printing:
            briefs = (route for route in all_routes(index.state) if route.ext == "pdf")
            self.missing += [f"{folder_path(route)}: WeasyPrint is not installed" for route in briefs]


def read_index(store: Store, as_of: dt.datetime | None, today: dt.date) -> Index:
    """The list with the stamps of its revisions, as of one instant of the store."""
    with store.database.snapshot():
        return Index(store.state(as_of), today, store.stamps(as_of))


def _tasks(index: Index, base_url: str, printing: bool) -> Iterator[Task]:
    """Every page and data file with its digest; what stands beside a page is made from what the page is made from."""
    fingerprints = Fingerprints(index, f"folder {base_url} {'with' if printing else 'without'} briefs")
    press = _press_digest() if printing else ""
    page, source = FRONT, ""
    for route in all_routes(index.state):
        if route.ext is None:
            page, source = route, fingerprints(route).hex()
            yield Task(route, folder_path(route), source)
            continue
        if (route.kind, route.slug, route.date, route.n) != (page.kind, page.slug, page.date, page.n):
            page = Route(route.kind, route.slug, route.date, route.n)
            source = fingerprints(page).hex()
        if route.ext != "pdf":
            yield Task(route, folder_path(route), f"{source}.{route.ext}")
        elif printing:
            yield Task(route, folder_path(route), f"{source}.{press}.pdf")


def _press_digest() -> str:
    """What a brief depends on besides the list: the fonts and the version of WeasyPrint."""
    digest = blake2b(version("weasyprint").encode(), digest_size=16)
    for file in FONT_FILES:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _copies(store: Store, index: Index) -> tuple[dict[str, Copy], list[str]]:
    """Files that are copied as they are, by path: digest and reader. And the pictures that are not in the archive."""
    copies: dict[str, Copy] = {}
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            name = f"_static/{file.relative_to(STATIC).as_posix()}"
            copies[name] = (blake2b(data, digest_size=16).hexdigest(), file.read_bytes)
    missing = []
    for digest in sorted(held_pictures(index)):
        path = folder_path(Route("held", digest=digest))
        if store.archive is not None and store.archive.has(digest):
            copies[path] = (digest, _reader(store, digest))
        else:
            missing.append(f"{path}: the archive does not hold it")
    return copies, missing


def held_pictures(index: Index) -> set[str]:
    """The SHA-256 of every picture that a page shows."""
    values: list[Any] = [*index.flashpoints.values(), *(kept.value for kept in index.state.developments.values())]
    return {image.sha256 for value in values if value for image in value.images if image.sha256}


def _reader(store: Store, digest: str) -> Callable[[], bytes]:
    def read() -> bytes:
        if store.archive is None:
            raise NotFound(f"the store has no archive, so sha256:{digest} is not held")
        return store.archive.get(digest)

    return read
