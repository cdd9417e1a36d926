"""Maps drawn on the server as SVG from Natural Earth, with our own labels and a written boundary policy.

Pure functions of their arguments: the same list gives the same map, byte for byte. What draws a map is imported when
it is first asked for: most builds find theirs drawn already.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .boundaries import POLICY
    from .explore import explore_data
    from .local import local_map
    from .marks import Mark
    from .region import RegionMap, region_map
    from .sketch import sketch_map

__all__ = ["POLICY", "Mark", "RegionMap", "explore_data", "local_map", "region_map", "sketch_map"]

_HOMES: Final = {
    "POLICY": "boundaries", "Mark": "marks", "RegionMap": "region", "explore_data": "explore", "local_map": "local",
    "region_map": "region", "sketch_map": "sketch",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
