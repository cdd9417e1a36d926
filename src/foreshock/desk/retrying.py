"""Reading a quarantined piece again from the desk, by a program of its own: what cannot be read may kill its reader,
and the server of the desk is to live on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from foreshock.model import StoreError

#: How long reading one piece may take, in seconds.
_LONGEST: Final = 120.0
#: Exit codes of the command that mean: read; tried, and still not read.
_READ: Final = 0
_UNREAD: Final = 65


def retry_piece(folder: Path, number: int, by: str, mended: bytes | None = None) -> str:
    """Read a piece again, with its bytes mended if given; why it still cannot be read, or nothing when it was.

    Raises StoreError where it could not even be tried (another collector is at work, the disk is full).
    """
    with tempfile.TemporaryDirectory(prefix="foreshock-mended-") as scratch:
        words = ["quarantine", "retry", str(number), f"--by={by}", f"--desk={folder}"]
        if mended is not None:
            file = Path(scratch) / "piece"
            file.write_bytes(mended)
            words.append(f"--with={file}")
        command = [sys.executable, "-m", "foreshock", *words]
        try:
            # A number, a name and two paths of our own, each one argument; no shell.
            done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            return f"reading it took longer than {_LONGEST:.0f} seconds and was stopped"
    if done.returncode == _READ:
        return ""
    if done.returncode == _UNREAD and "still not read: " in done.stdout:
        return done.stdout.partition("still not read: ")[2].strip()
    if done.returncode < 0:
        return "its reader was killed by it, or by the machine for want of memory"
    said = done.stderr.strip().removeprefix("foreshock: ")
    raise StoreError(said.splitlines()[-1] if said else "the command ended without a word: look into the server's log")
