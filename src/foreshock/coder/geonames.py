"""GeoNames as the package carries it: towns from 500 people up and the areas they lie in, asked by folded name.

The file is data/gazetteer.db, made by tools/build_gazetteer.py, which describes its form. Blocks are read when a name
in them is first asked for, so that opening costs a few milliseconds, and the newest stay in memory.
"""

from __future__ import annotations

import sqlite3
import zlib
from bisect import bisect_right
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import Final, NamedTuple

#: Blocks kept in memory: about 12 kB each.
_KEPT: Final = 1500
_KINDS: Final = {"p": "town", "1": "state", "2": "county"}


class Site(NamedTuple):
    """A place that a name may mean: degrees WGS84, the radius in km that it stands for, its people.

    `kind` is country, state (first-level area), county (second-level), area (region, water, base, site) or town;
    `code` its country (ISO 3166-1 alpha-3), `area` GeoNames' code of its first-level area or empty; `id` GeoNames' own.
    """

    name: str
    code: str
    area: str
    lat: float
    lon: float
    km: float
    people: int
    kind: str
    id: int | None = None


class GeoNames:
    """Folded name → places, the largest first. Opens the file at the first question; raises nothing afterwards."""

    def __init__(self) -> None:
        # Bound to the object, so that a cache never outlives its file.
        self._names = lru_cache(_KEPT)(self._read_names)
        self._places = lru_cache(_KEPT)(self._read_places)

    def find(self, key: str) -> list[Site]:
        """The places that a folded name may mean."""
        block = bisect_right(self._first, key) - 1
        if block < 0 or "\n" in key or "\t" in key:
            return []
        text = self._names(block)
        start = text.find(f"\n{key}\t".encode())
        if start < 0:
            return []
        stop = text.index(b"\n", start + 1)
        numbers = text[start + 1 : stop].split(b"\t")[1]
        return [self._site(int(number)) for number in numbers.split(b",")]

    def area(self, code: str) -> Site | None:
        """The first-level area of a GeoNames code such as `SY.07`."""
        number = self._areas.get(code)
        return None if number is None else self._site(number)

    @cached_property
    def countries(self) -> dict[str, tuple[int, int]]:
        """ISO 3166-1 alpha-3 code → GeoNames id and people of each country."""
        return {code: (id, people) for code, id, people in self._base.execute("SELECT code, id, people FROM country")}

    def _site(self, number: int) -> Site:
        name, kind, land, area, lat, lon, km, people, identity = self._places(number // self._size)[
            number % self._size
        ].split("\t")
        return Site(name, land, area, float(lat), float(lon), float(km), int(people), _KINDS[kind], int(identity))

    @cached_property
    def _base(self) -> sqlite3.Connection:
        path = Path(str(resources.files("foreshock.coder").joinpath("data", "gazetteer.db")))
        return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    @cached_property
    def _first(self) -> list[str]:
        return [first for (first,) in self._base.execute("SELECT first FROM names ORDER BY number")]

    @cached_property
    def _size(self) -> int:
        return int(self._base.execute("SELECT value FROM about WHERE key = 'places a block'").fetchone()[0])

    @cached_property
    def _areas(self) -> dict[str, int]:
        return dict(self._base.execute("SELECT code, place FROM area"))

    def _read_names(self, block: int) -> bytes:
        (lines,) = self._base.execute("SELECT lines FROM names WHERE number = ?", (block,)).fetchone()
        return zlib.decompress(lines)

    def _read_places(self, block: int) -> list[str]:
        (lines,) = self._base.execute("SELECT lines FROM places WHERE number = ?", (block,)).fetchone()
        return zlib.decompress(lines).decode().split("\n")
