"""A result under way: a file beside the target that becomes it when it is whole, and that a later run goes on with.

A run that was killed leaves its part behind. The next run with the same input, options and version takes up the rows
that are whole and goes on; any other run starts anew. A lock tells a part that is being written from one that was left.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foreshock.model import UnreadableSource


def fingerprint(source: Path, *options: object) -> str:
    """What a result depends on, as one line: the input's path, size and time, and the options."""
    found = source.stat()
    told = json.dumps([str(source.resolve()), found.st_size, found.st_mtime_ns, *options], default=str)
    return hashlib.sha256(told.encode()).hexdigest()


@contextmanager
def under_way(target: Path, key: str, resumable: bool) -> Iterator[tuple[Path, int]]:
    """The part of `target` to write to, and how many of its lines are whole; it becomes `target` when the block ends.

    A part with another `key` (or none, as where it is not `resumable`) is emptied first. An error in the block leaves
    the part for the next run if it is resumable. Raises UnreadableSource while another run writes to the target."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part, note = (target.with_name(f".{target.name}.{end}") for end in ("part", "key"))
    handle = os.open(part, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UnreadableSource(f"{target} is being written by another run; wait for it, or name another") from None
        known = note.read_text("utf-8") if note.exists() else ""
        lines = _whole_lines(part) if resumable and known == key else 0
        if not lines:
            os.truncate(part, 0)
        note.write_text(key if resumable else "", "utf-8")
        try:
            yield part, lines
        except BaseException:
            if not resumable or not part.stat().st_size:
                part.unlink(missing_ok=True)
                note.unlink(missing_ok=True)
            raise
        part.replace(target)
        note.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _whole_lines(part: Path) -> int:
    """How many lines of the part are whole; a last one that was cut off is removed."""
    count = size = 0
    with part.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            count += 1
            size += len(line)
    os.truncate(part, size)
    return count
