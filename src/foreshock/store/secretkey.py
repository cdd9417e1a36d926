"""The desk's own secret, from which keys are made: one that signs sessions, others that no guess can replace."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from foreshock.model import InvalidValue

FILE: Final = "secret-key"
#: Characters that a key has at least: what is shorter, or empty after a full disk, can be guessed.
LEAST: Final = 32


def secret_key(folder: Path | None) -> str:
    """From $FORESHOCK_SECRET_KEY, else from a file in the desk's folder, made once; of this process alone where there
    is no folder. Raises OSError where the file can be neither read nor made, InvalidValue for a key that is too short.
    """
    given = os.environ.get("FORESHOCK_SECRET_KEY")
    if given:
        return _long_enough(given, "$FORESHOCK_SECRET_KEY", "unset it")
    if folder is None:
        return secrets.token_urlsafe(48)
    file = folder / FILE
    try:
        return _long_enough(file.read_text("ascii").strip(), str(file), "delete the file")
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
    return _long_enough(file.read_text("ascii").strip(), str(file), "delete the file")


def _long_enough(key: str, where: str, anew: str) -> str:
    if len(key) < LEAST:
        raise InvalidValue(
            f"{where} holds a key of {len(key)} characters, which can be guessed: put the desk's former key back, of "
            f"{LEAST} characters or more; or {anew} and a new one is made, which opens nothing that an older one sealed"
        )
    return key
