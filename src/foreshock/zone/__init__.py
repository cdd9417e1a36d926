"""Zones: who is inside, exactly. `from foreshock.zone import Zones` needs the extra `foreshock[zone]`."""

from .zones import Circle, Pairs, Polygon, Zones

__all__ = ["Circle", "Pairs", "Polygon", "Zones"]
