"""A folder of baked pages and the list of what in it is ours: nothing else is ever touched.

`.foreshock-site.json` names every file with the digest of what it was made from, its size and its time. It is
written before the first page, with all that may come to be, and again after the last, so that a build which is
killed leaves nothing that the next one does not know. Pages are not flushed to the disk one by one: after a power
cut, a file whose size or time is not that of the list is made again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from foreshock.model import Conflict, StoreError

from .shelf import Drawing

NAME: Final = ".foreshock-site.json"
_INCOMING: Final = ".foreshock-incoming"
#: How long a build waits for another one in the same folder, in seconds.
PATIENCE: Final = 10.0


class File(Struct, frozen=True, array_like=True):
    """One file of ours: the digest (hexadecimal) of what it was made from, its size in bytes, its time in ns.

    A file that a build meant to write has an empty digest until the build is complete. `parts` are the digest and
    the length of the stretches that a file was put together from; of a brief, of what it says.
    """

    source: str
    size: int = -1
    mtime_ns: int = -1
    parts: tuple[tuple[str, int], ...] = ()


class Manifest(Struct, frozen=True):
    """All files of ours in a folder, by their path with forward slashes, and the drawings that they share."""

    files: dict[str, File]
    drawings: dict[str, Drawing] = {}
    format: str = "foreshock-site/2"


class Folder:
    """The folder that a build writes into. Use `claim`, which holds it against other builds."""

    def __init__(self, root: Path, handle: int | None = None) -> None:
        self.root = root
        self._handle = handle
        self._made: set[str] = set()
        self._count = 0

    def manifest(self) -> Manifest:
        """The list of files; an empty one when there is none or it cannot be read."""
        try:
            return msgspec.json.decode((self.root / NAME).read_bytes(), type=Manifest)
        except (FileNotFoundError, msgspec.MsgspecError, UnicodeError):
            return Manifest({})

    def list(self, files: dict[str, File], drawings: dict[str, Drawing]) -> None:
        """Replace the list, flushed to the disk."""
        self._replace(NAME, msgspec.json.encode(Manifest(files, drawings), order="deterministic"), flush=True)

    def unchanged(self, path: str, file: File) -> bool:
        """Whether the file is there with the size and time that the list has."""
        try:
            # Twenty thousand times a build: by the folder's handle it takes half as long.
            found = os.stat(path if self._handle else os.path.join(self.root, path), dir_fd=self._handle)
        except OSError:
            return False
        return found.st_size == file.size and found.st_mtime_ns == file.mtime_ns

    def stretches(self, path: str, file: File | None) -> dict[str, bytes]:
        """The parts of a file as it lies there, by their digest; none when it is not as the list has it."""
        if file is None or not file.parts or not self.unchanged(path, file):
            return {}
        try:
            with open(os.path.join(self.root, path), "rb") as whole:
                data = memoryview(whole.read())
        except OSError:
            return {}
        if len(data) != sum(length for _, length in file.parts):
            return {}
        found: dict[str, bytes] = {}
        start = 0
        for digest, length in file.parts:
            if digest:
                found[digest] = bytes(data[start : start + length])
            start += length
        return found

    def write(self, path: str, data: bytes, source: str, parts: tuple[tuple[str, int], ...] = ()) -> tuple[File, bool]:
        """Put a file in its place, whole or not at all; one that holds just these bytes keeps its time.

        Returns what the list is to say of it, and whether it was written.
        """
        place = os.path.join(self.root, path)
        if same := _stat_if_equal(place, data):
            return File(source, same.st_size, same.st_mtime_ns, parts), False
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            os.makedirs(os.path.join(self.root, folder), exist_ok=True)
            self._made.add(folder)
        self._replace(path, data)
        now = os.stat(place)
        return File(source, now.st_size, now.st_mtime_ns, parts), True

    def remove(self, paths: Iterable[str]) -> int:
        """Take files away, and folders that are empty after it; how many files there were."""
        removed = 0
        folders: set[str] = set()
        for path in paths:
            try:
                os.unlink(os.path.join(self.root, path))
                removed += 1
            except (FileNotFoundError, NotADirectoryError):
                pass
            folders.add(path.rpartition("/")[0])
        for folder in sorted(folders, key=len, reverse=True):
            self._prune(folder)
        self._made.clear()
        return removed

    def _prune(self, folder: str) -> None:
        while folder:
            try:
                os.rmdir(os.path.join(self.root, folder))
            except FileNotFoundError:
                pass
            except OSError:
                return  # not empty: somebody's file, or one of ours that stays
            folder = folder.rpartition("/")[0]

    def temporary(self, name: str) -> Path:
        """A place for a file of this process that is not to stay."""
        return self.root / _INCOMING / f"{os.getpid()}-{name}"

    def _replace(self, path: str, data: bytes, flush: bool = False) -> None:
        self._count += 1
        temporary = self.temporary(str(self._count))
        with open(temporary, "xb") as out:
            out.write(data)
            if flush:
                out.flush()
                os.fsync(out.fileno())
        os.replace(temporary, os.path.join(self.root, path))


def _stat_if_equal(place: str, data: bytes) -> os.stat_result | None:
    """The status of a file that holds just these bytes, else None."""
    try:
        found = os.lstat(place)
        if found.st_size != len(data) or os.path.islink(place):
            return None
        with open(place, "rb") as file:
            return found if file.read() == data else None
    except OSError:
        return None


@contextmanager
def claim(root: Path, force: bool = False, patience: float = PATIENCE) -> Iterator[Folder]:
    """Hold a folder for a build: made if it is not there, cleared of what a killed build was just writing.

    Raises Conflict when it holds files but no list of ours (unless `force`), when it is no folder, or when another
    build has held it for longer than `patience` seconds; StoreError when the disk refuses.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise Conflict(f"{root} is no folder: name another place for the site") from None
    if not force and not (root / NAME).exists() and any(child.name != _INCOMING for child in root.iterdir()):
        raise Conflict(
            f"{root} holds files that no build of ours made: name an empty folder, or say --force to write among "
            "them (files with the names of pages are replaced, others stay)"
        )
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, root, patience)
        shutil.rmtree(root / _INCOMING, ignore_errors=True)
        (root / _INCOMING).mkdir()
        yield Folder(root, handle)
        shutil.rmtree(root / _INCOMING, ignore_errors=True)
    except OSError as error:
        raise StoreError(f"the site in {root} cannot be written: {error}; mend that and build again") from error
    finally:
        os.close(handle)


def _lock(handle: int, root: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise Conflict(f"another build is writing into {root}: wait until it is done") from None
            time.sleep(0.05)
        else:
            return
