"""Our own table of labels: countries, seas and capitals, read from the files beside the map data."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

GEO = Path(__file__).resolve().parents[1] / "geo"


class Sea(Struct, frozen=True):
    """A spot for the name of a sea: degrees, the angle of the text (clockwise) and its room along the text, in
    degrees of longitude at that latitude."""

    name: str
    lon: float
    lat: float
    angle: float
    extent: float


class Town(Struct, frozen=True):
    """A capital, for orientation: degrees to two places, and the country that it lies in."""

    name: str
    code: str
    lon: float
    lat: float


def _rows(name: str) -> list[dict[str, str]]:
    with (GEO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def country_names() -> dict[str, tuple[str, str]]:
    """Alpha-3 code → (name, name for tight places). Entities that we set no label for are left out."""
    return {row["code"]: (row["name"], row["short"] or row["name"]) for row in _rows("countries.csv") if row["name"]}


@lru_cache(maxsize=1)
def seas() -> tuple[Sea, ...]:
    return tuple(
        Sea(r["name"], float(r["lon"]), float(r["lat"]), float(r["angle"]), float(r["extent"]))
        for r in _rows("seas.csv")
    )


@lru_cache(maxsize=1)
def capitals() -> tuple[Town, ...]:
    return tuple(Town(r["name"], r["code"], float(r["lon"]), float(r["lat"])) for r in _rows("capitals.csv"))
