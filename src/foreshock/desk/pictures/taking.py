"""Taking a picture in: bounded, known by its first bytes, redrawn in a process of its own, kept in the archive."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from foreshock.model import Conflict, Copy, InvalidValue, PictureConfig, StoreError
from foreshock.store import Store

from ..models import Picture
from .sniffing import Kind, kind_of

#: Widths of the copies, in pixels: a phone, a phone with a fine screen or a column, a whole page.
WIDTHS: Final = (480, 960, 1600)
_PROGRAM: Final = Path(__file__).with_name("redrawing.py")
#: Seconds by the clock; the program itself has half a minute of the processor.
_PATIENCE: Final = 90.0


class Drawn(Struct, frozen=True):
    """One redrawn copy with its bytes; width and height in pixels."""

    width: int
    height: int
    data: bytes


class _Size(Struct, frozen=True):
    width: int
    height: int
    length: int


class _Told(Struct, frozen=True):
    copies: tuple[_Size, ...] = ()
    problem: str = ""


def take(store: Store, data: bytes, bounds: PictureConfig, by: str) -> tuple[Copy, ...]:
    """Keep a picture file in the archive, redrawn in several widths; the copies, the widest last.

    The copies hold nothing but points of colour. The file itself is kept beside them unless `bounds` says otherwise;
    nothing shows it. Taking the same file again changes nothing. Raises InvalidValue for what is no picture, is too
    large, damaged or moves, each with what to do; Conflict for one that was erased; StoreError when the disk refuses.
    """
    if store.archive is None:
        raise StoreError("this store was opened without a folder, so it has no archive for pictures: give its folder")
    if len(data) > bounds.max_bytes:
        raise InvalidValue(too_large(bounds))
    kind = kind_of(data)
    if store.archive.bars(hashlib.sha256(data).hexdigest()):
        raise Conflict("this picture was erased here for good and may not come back")
    copies = tuple(
        Copy(drawn.width, drawn.height, store.archive.put(drawn.data)) for drawn in redraw(data, kind, bounds)
    )
    original = store.archive.put(data) if bounds.keep_original else ""
    Picture.objects.get_or_create(
        sha256=copies[-1].sha256,
        original=original,
        defaults={"copies": msgspec.json.encode(copies).decode(), "by": by},
    )
    return copies


def too_large(bounds: PictureConfig) -> str:
    """What to say of a file with too many bytes."""
    return f"the file is larger than {bounds.max_mb:g} million bytes: save the picture smaller and send that"


def redraw(data: bytes, kind: Kind, bounds: PictureConfig, widths: Iterable[int] = WIDTHS) -> list[Drawn]:
    """The copies of a picture, the widest last, drawn by a program of its own (see `redrawing`).

    Raises InvalidValue with what is wrong with it.
    """
    words = [kind, ",".join(map(str, widths)), str(bounds.max_side), str(int(bounds.max_megapixels * 1_000_000))]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and no word of it comes from outside
            [sys.executable, "-I", str(_PROGRAM), *words],
            input=data,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise InvalidValue("the picture took too long to draw: save it smaller, as JPEG, and send that") from None
    line, _, rest = done.stdout.partition(b"\n")
    try:
        told = msgspec.json.decode(line, type=_Told)
    except msgspec.DecodeError:
        # Its bounds on memory and time end the program without a word.
        raise InvalidValue("the picture cannot be drawn: open it, save it anew as JPEG, and send that") from None
    if told.problem or not told.copies or sum(size.length for size in told.copies) != len(rest):
        raise InvalidValue(told.problem or "the picture cannot be drawn: open it, save it anew as JPEG, send that")
    made, at = [], 0
    for size in told.copies:
        made.append(Drawn(size.width, size.height, rest[at : at + size.length]))
        at += size.length
    return made


def copies_of(sha256: str) -> tuple[Copy, ...]:
    """The copies of a picture that came in here, by the SHA-256 of its widest; empty for any other."""
    row = Picture.objects.filter(sha256=sha256).first() if sha256 else None
    return () if row is None else msgspec.json.decode(row.copies, type=tuple[Copy, ...])


def is_copy(sha256: str) -> bool:
    """Whether these bytes are a copy of a picture that came in here. The file it was drawn from is none."""
    return Picture.objects.filter(copies__contains=f'"{sha256}"').exists()


def kin(sha256: str) -> set[str]:
    """What is the same picture as a copy with this SHA-256: its other copies, the files that they were drawn from, and
    whatever else was drawn from those. Nothing for the SHA-256 of such a file: that can go alone."""
    rows = list(Picture.objects.filter(copies__contains=f'"{sha256}"'))
    originals = {row.original for row in rows if row.original}
    rows += Picture.objects.filter(original__in=originals)
    copies = (copy for row in rows for copy in msgspec.json.decode(row.copies, type=tuple[Copy, ...]))
    return originals | {copy.sha256 for copy in copies}
