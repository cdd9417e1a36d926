"""Pages from disk: one file, or every file of a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from foreshock.model import NotFound, TooLarge, UnreadableSource

from .decoding import MAX_BYTES
from .page import read_page
from .reading import PageReading

Progress = Callable[[int, int], None]


class ReadFile(Struct, frozen=True):
    """A page that was read, and where it lies."""

    path: Path
    reading: PageReading


class NotRead(Struct, frozen=True):
    """A file that is no page, or not to be read now, and why."""

    path: Path
    reason: str


def read_path(
    path: Path, max_bytes: int = MAX_BYTES, repeats: bool = False, progress: Progress | None = None
) -> Iterator[ReadFile | NotRead]:
    """Read the page at `path`, or every file below the folder `path` in order of name. Left out are hidden files and
    the folders of pictures and scripts that a browser saves beside `page.html` as `page_files`.

    In a folder, a file that cannot be read becomes a NotRead and holds up nothing, and so does a second page with
    the slug of an earlier one, unless `repeats` are wanted. Raises NotFound when there is nothing at `path` or
    nothing in it; for a single file UnreadableSource or TooLarge. `progress` is called with (files done, of how many).
    """
    if path.is_file():
        yield ReadFile(path, _read(path, max_bytes))
        return
    if not path.is_dir():
        raise NotFound(f"there is no file or folder {path}: name a saved page, or a folder of them")
    files = sorted(p for p in path.rglob("*") if p.is_file() and not _beside(p, path))
    if not files:
        raise NotFound(f"{path} is an empty folder: put saved pages into it")
    first: dict[str, Path] = {}
    for done, file in enumerate(files):
        if progress:
            progress(done, len(files))
        try:
            reading = _read(file, max_bytes)
        except (UnreadableSource, OSError) as error:
            yield NotRead(file, str(error))
            continue
        if reading.slug in first and not repeats:
            yield NotRead(
                file, f"a second page called {reading.slug!r}, after {first[reading.slug]}: read it by itself"
            )
            continue
        first[reading.slug] = file
        yield ReadFile(file, reading)
    if progress:
        progress(len(files), len(files))


def _read(file: Path, max_bytes: int) -> PageReading:
    # The size is asked first, so that a file of gigabytes is refused without being read.
    if (size := file.stat().st_size) > max_bytes:
        raise TooLarge(
            f"{file.name} has {size:,} bytes; a page has at most {max_bytes:,}: cut it down, or raise the limit"
        )
    return read_page(file.read_bytes(), file.name, max_bytes)


def _beside(file: Path, top: Path) -> bool:
    """Is `file` hidden below `top`, or in a folder that a browser saved beside a page?"""
    relative = file.relative_to(top)
    if any(part.startswith(".") for part in relative.parts):
        return True
    folders = (top / parent for parent in relative.parents if parent.name.endswith("_files"))
    return any(f.with_name(f.name.removesuffix("_files") + end).exists() for f in folders for end in (".html", ".htm"))
