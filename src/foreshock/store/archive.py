"""Raw bytes by their SHA-256, `archive/ab/cd/abcd…`: written whole or not at all, checked when they are read.

A file is written beside its place, flushed to the disk, then renamed; a rename on one file system either happens or
does not. Whoever writes holds a lock on its temporary file, so that what a killed process left can be told from what
a living one is still writing.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import io
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from foreshock.model import Conflict, Damaged, InvalidValue, NotFound, StoreError
from foreshock.model.base import SHA256

_CHUNK: Final = 1 << 20
#: A temporary file younger than this is never swept, even when nobody seems to hold it.
STALE_AFTER: Final = 3600.0
_INCOMING: Final = ".incoming"


class Archive:
    """The archive of a store. `bars` says whether bytes of a given SHA-256 were erased and may not come back."""

    def __init__(self, root: Path, bars: Callable[[str], bool] = lambda digest: False) -> None:
        self.root = root
        self.bars = bars

    def path(self, digest: str) -> Path:
        """Where the bytes of this SHA-256 lie, or would lie. Raises InvalidValue for anything but 64 hex digits."""
        if not SHA256.fullmatch(digest):
            raise InvalidValue(f"no SHA-256: {digest!r}; write 64 hexadecimal digits in lower case")
        return self.root / digest[:2] / digest[2:4] / digest

    def has(self, digest: str) -> bool:
        """Whether a file is there. It is not read; `get` and `verify` do that."""
        return self.path(digest).is_file()

    def put(self, source: bytes | BinaryIO) -> str:
        """Keep bytes, or everything that a binary stream still holds, and return their SHA-256.

        Bytes that are there already are not written again, unless what is there does not fit its name. Raises
        Conflict for bytes that were erased, StoreError when the disk refuses; then nothing of them is kept.
        """
        stream = io.BytesIO(source) if isinstance(source, bytes) else source
        temporary = self.root / _INCOMING / f"{os.getpid()}-{secrets.token_hex(8)}"
        try:
            _make(temporary.parent, self.root.parent)
            digest = self._write(stream, temporary)
            if self.bars(digest):
                raise Conflict(f"the bytes sha256:{digest} were erased from this archive and may not come back")
            self._settle(temporary, digest)
        except OSError as error:
            raise _refused(error, self.root) from error
        finally:
            with suppress(OSError):
                temporary.unlink()
        self.sweep()
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of this SHA-256. Raises NotFound when they are not held, Damaged when they are not those."""
        with self.open(digest) as stream:
            data = stream.read()
        if hashlib.sha256(data).hexdigest() != digest:
            raise Damaged(f"{self.path(digest)} does not hold the bytes that its name says: put back a backup")
        return data

    def open(self, digest: str) -> BinaryIO:
        """A stream of the bytes of this SHA-256, not checked. Raises NotFound."""
        try:
            return self.path(digest).open("rb")
        except FileNotFoundError:
            raise NotFound(f"the archive does not hold sha256:{digest}") from None
        except OSError as error:
            raise _refused(error, self.root) from error

    def remove(self, digest: str) -> bool:
        """Take bytes away for good; whether there were any. Only an erasure does this."""
        file = self.path(digest)
        try:
            file.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise _refused(error, self.root) from error
        _flush_folder(file.parent)
        return True

    def files(self) -> Iterator[Path]:
        """Every file below the archive but those on their way in, in order."""
        for folder, names, files in os.walk(self.root):
            names[:] = sorted(name for name in names if name != _INCOMING)
            yield from (Path(folder, name) for name in sorted(files))

    def leftovers(self) -> list[Path]:
        """Temporary files, of living writers and of dead ones."""
        incoming = self.root / _INCOMING
        return sorted(incoming.iterdir()) if incoming.is_dir() else []

    def sweep(self, older_than: float = STALE_AFTER) -> int:
        """Remove what killed processes left: temporary files that nobody holds, older than so many seconds."""
        swept = 0
        for file in self.leftovers():
            try:
                with file.open("rb") as stream:
                    fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if time.time() - os.fstat(stream.fileno()).st_mtime >= older_than:
                        file.unlink()
                        swept += 1
            except OSError:
                # Somebody holds it, or it has gone to its place meanwhile: no leftover.
                continue
        return swept

    def _write(self, stream: BinaryIO, temporary: Path) -> str:
        hasher = hashlib.sha256()
        with temporary.open("xb") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            while chunk := stream.read(_CHUNK):
                hasher.update(chunk)
                out.write(chunk)
            out.flush()
            # Nothing changes a file of the archive, so nobody needs to be allowed to.
            os.fchmod(out.fileno(), 0o444)
            os.fsync(out.fileno())
        return hasher.hexdigest()

    def _settle(self, temporary: Path, digest: str) -> None:
        place = self.path(digest)
        if place.is_file() and hash_file(place) == digest:
            return
        _make(place.parent, self.root)
        temporary.rename(place)
        _flush_folder(place.parent)


def hash_file(file: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _make(folder: Path, down_from: Path) -> None:
    """Make `folder` and what is missing above it, so that the new names survive a power cut."""
    if folder.is_dir():
        return
    if folder != down_from:
        _make(folder.parent, down_from)
    folder.mkdir(exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(error: OSError, root: Path) -> StoreError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    what = "the disk is full: free some space and repeat" if full else "check the folder, its owner and its disk"
    return StoreError(f"the archive {root} could not be written or read: {error}; {what}. Nothing half-written is kept")
