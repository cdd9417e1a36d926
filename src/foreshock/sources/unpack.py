"""ZIP and gzip, unpacked within bounds: how many files, how large, how much larger than they came."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from msgspec import Struct

from foreshock.model import TooLarge, UnreadableSource

ZIP: Final = b"PK\x03\x04"
GZIP: Final = b"\x1f\x8b"


class Bounds(Struct, frozen=True):
    """What an archive may hold: `files` at most, `total` bytes together when unpacked, `ratio` times the bytes that
    came (text shrinks to a tenth, seldom to a fiftieth; a bomb to a thousandth)."""

    files: int = 200
    total: int = 2_000_000_000
    ratio: int = 200


class _Counting(io.RawIOBase):
    """A stream that refuses to give more than `most` bytes."""

    def __init__(self, inner: BinaryIO, most: int, name: str) -> None:
        self._inner, self._left, self._name = inner, most, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            taken = self._inner.read(len(view))
        except (zlib.error, EOFError, OSError, zipfile.BadZipFile) as error:
            raise UnreadableSource(f"{self._name} is damaged: {error}; fetch it again") from None
        self._left -= len(taken)
        if self._left < 0:
            raise TooLarge(f"{self._name} unpacks to more than is allowed: it was not read further")
        view[: len(taken)] = taken
        return len(taken)


def is_packed(head: bytes) -> bool:
    return head.startswith((ZIP, GZIP))


def unpacked(stream: BinaryIO, size: int, name: str, bounds: Bounds | None = None) -> Iterator[tuple[str, BinaryIO]]:
    """The files in a ZIP or gzip, as (name, stream), each to be read before the next is asked for.

    Archives in archives are not opened. Raises UnreadableSource for a damaged or locked one, TooLarge beyond bounds.
    """
    bounds = bounds or Bounds()
    most = min(bounds.total, max(bounds.ratio * size, 10_000_000))
    head = stream.read(4)
    stream.seek(0)
    if head.startswith(GZIP):
        import gzip

        inner = name.removesuffix(".gz")
        with gzip.GzipFile(fileobj=stream) as whole:
            yield inner, io.BufferedReader(_Counting(whole, most, name), 1 << 20)  # type: ignore[arg-type]
        return
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableSource(f"{name} is no sound ZIP archive: {error}; fetch it again") from None
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > bounds.files:
            raise TooLarge(f"{name} holds {len(infos)} files; at most {bounds.files} are read")
        # What the directory claims is checked first; what comes out is counted all the same.
        if sum(info.file_size for info in infos) > most:
            raise TooLarge(f"{name} unpacks to {sum(i.file_size for i in infos):,} bytes; at most {most:,} are read")
        for info in infos:
            if info.flag_bits & 1:
                raise UnreadableSource(f"{info.filename} in {name} is locked with a password: unlock it first")
            try:
                opened = archive.open(info)
            except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
                raise UnreadableSource(f"{info.filename} in {name} cannot be unpacked: {error}") from None
            with opened:
                counted = _Counting(opened, most, f"{info.filename} in {name}")  # type: ignore[arg-type]
                yield info.filename, io.BufferedReader(counted, 1 << 20)
                most = counted._left
