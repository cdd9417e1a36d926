"""Bake the whole site to plain files that work from a folder, offline; the next time only what changed."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from foreshock.model import NotFound

from .baking import Done, Progress, Task, bake
from .brief import FONT_FILES, brief_view
from .fingerprints import Fingerprints
from .index import Index
from .links import FolderLinks, folder_path
from .manifest import File, Folder, claim
from .press import Press, can_print
from .routes import Route, all_routes

if TYPE_CHECKING:
    from foreshock.store import Store

STATIC: Final = Path(__file__).parent / "static"


class BuildResult(Struct, frozen=True):
    """What a build did, in files. `files` are those written; `missing` what the site should hold and cannot:
    pictures whose bytes are not in the archive, briefs where WeasyPrint is not installed."""

    written: int
    unchanged: int
    removed: int
    files: tuple[str, ...]
    missing: tuple[str, ...] = ()


def build(
    store: Store,
    out: Path,
    *,
    as_of: dt.datetime | None = None,
    base_url: str = "",
    jobs: int | None = None,
    today: dt.date | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> BuildResult:
    """Bake the site of `store` into the folder `out`, as of now or of `as_of` (published clock).

    A page whose digest stands in the folder's list is left alone; one that was changed or deleted is put back; what
    the site no longer has is removed; files that are not ours stay. `jobs` processes share the pages (as many as
    there are processors), one more prints briefs. `progress` is called with (done, total).

    Raises Conflict when `out` holds files that no build made (unless `force`) or another build is running there;
    NotInstalled when a system library of WeasyPrint is missing; StoreError when the disk or the store refuses.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(claim(out, force))
        press = stack.enter_context(Press(folder)) if can_print() else None
        index = read_index(store, as_of, today or dt.datetime.now(dt.UTC).date())
        stack.enter_context(_settled_memory())
        listed = folder.files()
        copies, missing = _copies(store, index)
        tasks = list(_tasks(index, base_url, press is not None))
        planned = {task.path: task.source for task in tasks} | {path: source for path, (source, _) in copies.items()}
        stale = sorted(listed.keys() - planned.keys())
        due = [path for path, source in planned.items() if not _stands(folder, listed.get(path), path, source)]
        if due and any(path not in listed for path in due):
            folder.list(listed | {path: File("") for path in due if path not in listed})
        done = _make(folder, press, index, base_url, tasks, copies, set(due), jobs, progress)
        removed = folder.remove(stale)
        if due or stale:
            fresh = {path: file for path, file, _ in done}
            folder.list({path: fresh.get(path) or listed[path] for path in planned})
    written = sorted(path for path, _, new in done if new)
    if press is None:
        missing += [f"{folder_path(route)}: WeasyPrint is not installed" for route in _briefs(index)]
    return BuildResult(len(written), len(planned) - len(written), removed, tuple(written), tuple(missing))


def read_index(store: Store, as_of: dt.datetime | None, today: dt.date) -> Index:
    """The list with the stamps of its revisions, as of one instant of the store."""
    with store.database.snapshot():
        return Index(store.state(as_of), today, store.stamps(as_of))


@contextmanager
def _settled_memory() -> Iterator[None]:
    """Keep the collector off the list while it is read by all processes: it would copy each page of memory."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _tasks(index: Index, base_url: str, printing: bool) -> Iterator[Task]:
    fingerprints = Fingerprints(index, f"folder {base_url} {'with' if printing else 'without'} briefs")
    press = _press_digest() if printing else b""
    for route in all_routes(index.state):
        if route.ext != "pdf":
            yield Task(route, folder_path(route), fingerprints(route).hex())
        elif printing:
            source = blake2b(fingerprints(route) + press, digest_size=16).hexdigest()
            yield Task(route, folder_path(route), source)


def _briefs(index: Index) -> Iterator[Route]:
    return (route for route in all_routes(index.state) if route.ext == "pdf")


def _press_digest() -> bytes:
    """What a brief depends on besides the list: the fonts and the version of WeasyPrint."""
    digest = blake2b(version("weasyprint").encode(), digest_size=16)
    for file in FONT_FILES:
        digest.update(file.read_bytes())
    return digest.digest()


def _copies(store: Store, index: Index) -> tuple[dict[str, tuple[str, Callable[[], bytes]]], list[str]]:
    """Files that are copied as they are, by path: digest and reader. And the pictures that are not in the archive."""
    copies: dict[str, tuple[str, Callable[[], bytes]]] = {}
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


def _stands(folder: Folder, file: File | None, path: str, source: str) -> bool:
    """Whether a file was made from just this and nobody has touched it since."""
    return file is not None and file.source == source and folder.unchanged(path, file)


def _make(
    folder: Folder,
    press: Press | None,
    index: Index,
    base_url: str,
    tasks: Sequence[Task],
    copies: dict[str, tuple[str, Callable[[], bytes]]],
    due: set[str],
    jobs: int | None,
    progress: Progress | None,
) -> list[Done]:
    """Make all that is due: briefs in the press, copies here, pages here and in as many processes as pay."""
    wanted = [task for task in tasks if task.path in due]
    briefs = [task for task in wanted if task.route.ext == "pdf"]
    for task in briefs:
        assert press is not None
        links = FolderLinks(task.route, base_url)
        press.ask(task.path, task.source, brief_view(task.route.slug or "", index, links))
    done = [(path, *folder.write(path, read(), source)) for path, (source, read) in copies.items() if path in due]
    pages = [task for task in wanted if task.route.ext != "pdf"]
    done += bake(folder, index, base_url, pages, jobs, progress)
    if press and briefs:
        done += press.results()
    return done
