"""A digest of the software that makes pages: what was made by other code, templates or tables is made anew."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import foreshock.model
import foreshock.zone

_SITE: Final = Path(__file__).parent
_MODEL: Final = Path(foreshock.model.__file__).parent
#: What of the zone room pages are drawn with.
_ZONE: Final = tuple(
    Path(foreshock.zone.__file__).parent / f"{name}.py" for name in ("drawing", "geodesic", "rules", "sharing", "tally")
)
#: Files of the site that are copied and not drawn from, and what Python keeps for itself.
_LEFT_OUT: Final = frozenset({"static", "__pycache__"})


@cache
def software_digest() -> str:
    """A digest of everything in this package that pages are made with: code, templates, map data and tables."""
    digest = blake2b(digest_size=16)
    files = [p for p in _SITE.rglob("*") if _LEFT_OUT.isdisjoint(p.relative_to(_SITE).parts)]
    for path in sorted([*files, *_MODEL.rglob("*.py"), *_MODEL.rglob("*.csv"), *_ZONE]):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
