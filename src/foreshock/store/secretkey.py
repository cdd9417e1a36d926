"""The desk's own secret, from which keys are made: one that signs sessions, others that no guess can replace."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

FILE: Final = "secret-key"


def secret_key(folder: Path | None) -> str:
    """From $FORESHOCK_SECRET_KEY, else from a file in the desk's folder, made once; of this process alone where there
    is no folder. Raises OSError where the file can be neither read nor made."""
    given = os.environ.get("FORESHOCK_SECRET_KEY")
    if given or folder is None:
        return given or secrets.token_urlsafe(48)
    file = folder / FILE
    try:
        return file.read_text("ascii").strip()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
    # Two processes may start at once: whoever comes first writes, both read.
    part = folder / f"{FILE}.{secrets.token_hex(4)}"
    part.touch(mode=0o600)
    part.write_text(secrets.token_urlsafe(48) + "\n", "ascii")
    try:
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return file.read_text("ascii").strip()
