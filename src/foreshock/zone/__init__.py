"""Zones: who is inside, exactly. `from foreshock.zone import Zones` needs the extra `foreshock[zone]`.

The kernel is imported with the first of these names, not with the package: the site draws its circles with
`foreshock.zone.geodesic`, which needs no extra.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .zones import Circle, Pairs, Polygon, Zones

__all__ = ["Circle", "Pairs", "Polygon", "Zones"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from foreshock.model import NotInstalled

    try:
        from . import zones
    except ImportError as error:
        raise NotInstalled(f"zones need the extra foreshock[zone] ({error}): pip install 'foreshock[zone]'") from error
    return getattr(zones, name)
