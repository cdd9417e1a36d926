"""Taking a picture in: bounded, known by its first bytes, redrawn, kept in the archive; and what belongs together."""

from __future__ import annotations

import hashlib

import msgspec

from foreshock.model import Conflict, Copy, InvalidValue, PictureConfig, StoreError
from foreshock.store import Store

from ..models import Picture
from .drawing import redraw
from .sniffing import kind_of


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
