"""Maps drawn on the server as SVG from Natural Earth, with our own labels and a written boundary policy.

Pure functions of their arguments: the same list gives the same map, byte for byte.
"""

from .boundaries import POLICY
from .explore import explore_data
from .local import local_map
from .marks import Mark
from .region import RegionMap, region_map
from .sketch import sketch_map

__all__ = ["POLICY", "Mark", "RegionMap", "explore_data", "local_map", "region_map", "sketch_map"]
