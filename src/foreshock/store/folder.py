"""A whole list as a folder of plain text, for people who prefer git: `read_list` and `write_list`.

`layout` shows what lies where.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from foreshock.model import InvalidValue, NotFound, TooLarge, UnreadableSource

from .archive import hash_file
from .export import write_list
from .layout import ARCHIVE, FOLDERS, SHAPED, TABLES, UNFINISHED, Place
from .markdown import read_markdown
from .record import Put
from .tables import read_csv, read_geojson

if TYPE_CHECKING:
    from .archive import Archive

__all__ = ["ListFolder", "read_list", "take_archive", "write_list"]

#: A file larger than this, in bytes, is refused.
MAX_FILE: Final = 64_000_000


class ListFolder:
    """A folder that holds a list as plain text. Iterate over it for its Puts; `len` says in how many files it lies.

    A later file can be wrong after earlier ones were read: `Store.put` reads all before it records anything.
    """

    def __init__(self, path: Path) -> None:
        """Find the files. Raises NotFound, or UnreadableSource for a folder that holds no list, or half of one."""
        self.path = path
        if not path.is_dir():
            raise NotFound(f"{path} is no folder; name one that foreshock export wrote, or that is laid out like it")
        if (path / UNFINISHED).exists():
            raise UnreadableSource(
                f"{path} holds a list that was not written to its end: export it again, or remove {UNFINISHED} from "
                "it if you know that it is whole"
            )
        self.markdown = sorted((Place(relative) for relative in self._texts()), key=lambda place: place.order)
        self.tables = [name for name in TABLES.values() if self._plain(path / name)]
        if not self.markdown and not self.tables:
            raise UnreadableSource(f"{path} holds no list: there is no list.md and no folder of flashpoints in it")

    def __len__(self) -> int:
        return len(self.markdown) + len(self.tables)

    def __length_hint__(self) -> int:
        return len(self)

    def __iter__(self) -> Iterator[Put]:
        if "documents.csv" in self.tables:
            yield from read_csv("document", self._read("documents.csv"), "documents.csv")
        for kind in ("list", "flashpoint", "development", "level"):
            yield from self._texts_of(kind)
        if "links.csv" in self.tables:
            yield from read_csv("link", self._read("links.csv"), "links.csv")
        for kind in SHAPED:
            if (name := TABLES[kind]) in self.tables:
                yield from read_geojson(self._read(name), name, kind)
        yield from self._texts_of("breach")
        yield from self._texts_of("translation")

    def _texts_of(self, kind: str) -> Iterator[Put]:
        for place in self.markdown:
            if place.kind == kind:
                yield read_markdown(self._read(place.path.as_posix()), place)

    def _texts(self) -> Iterator[PurePosixPath]:
        for file in self.path.glob("list*.md"):
            if self._plain(file):
                yield PurePosixPath(file.name)
        for name in FOLDERS:
            yield from self._below(self.path / name)

    def _below(self, folder: Path) -> Iterator[PurePosixPath]:
        if folder.is_symlink():
            raise UnreadableSource(f"{folder} is a link to elsewhere: only real folders are read")
        if not folder.exists():
            return
        for entry in sorted(folder.iterdir()):
            if entry.name.startswith("."):
                continue
            if entry.is_dir() and not entry.is_symlink():
                yield from self._below(entry)
            elif self._plain(entry):
                yield PurePosixPath(entry.relative_to(self.path).as_posix())

    def _plain(self, file: Path) -> bool:
        if file.is_symlink() or (file.exists() and not file.is_file()):
            raise UnreadableSource(f"{file} is a link or no plain file: only plain files are read")
        return file.exists()

    def _read(self, name: str) -> str:
        file = self.path / name
        if (size := file.stat().st_size) > MAX_FILE:
            raise TooLarge(f"{file} has {size:,} bytes; a file of a list has at most {MAX_FILE:,}")
        return text_of(file.read_bytes(), name)


def text_of(data: bytes, name: str) -> str:
    """The text in a file's bytes, whichever editor wrote it. Raises UnreadableSource, naming the file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"{name}: no UTF-8 at byte {error.start}: save it as UTF-8 in your editor") from None
    # In a table, line ends inside a quoted cell belong to the cell.
    return text.replace("\r\n", "\n") if name.endswith(".md") else text


def read_list(path: Path) -> ListFolder:
    """The list in a folder: iterate over it for its Puts; give it to `Store.put` as it is.

    Raises NotFound, UnreadableSource, TooLarge or InvalidValue, naming the file, and the line where there is one.
    """
    return ListFolder(path)


def take_archive(path: Path, archive: Archive) -> int:
    """Put all bytes below `path`/archive into an archive; the number of files.

    Raises InvalidValue for a file whose bytes are not those that its name says; Conflict for erased ones.
    """
    count = 0
    for file in sorted((path / ARCHIVE).glob("*/*/*")):
        if file.is_symlink() or not file.is_file():
            raise UnreadableSource(f"{file} is a link or no plain file: only plain files are read")
        if (digest := hash_file(file)) != file.name:
            raise InvalidValue(f"{file} holds other bytes than its name says (sha256:{digest}): export it again")
        with file.open("rb") as stream:
            archive.put(stream)
        count += 1
    return count
