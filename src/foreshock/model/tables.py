"""Tables that several rooms read: CAMEO codes in PLOVER's terms, names of countries and of their people.

The files lie in `data/`: comment lines (`#`), a header, rows. They are read once, when first asked for.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources
from typing import Final

from .countries import ISO3
from .plover import NON_STATE

#: Spellings of data sets that are no English name of today.
_OTHER_NAMES: Final = {
    "united states of america": "USA", "us": "USA", "u.s.": "USA", "uk": "GBR", "great britain": "GBR",
    "russia (soviet union)": "RUS", "russian federation": "RUS", "soviet union": "RUS",
    "syrian arab republic": "SYR", "iran (islamic republic of)": "IRN", "islamic republic of iran": "IRN",
    "yemen (north yemen)": "YEM", "republic of yemen": "YEM", "dr congo (zaire)": "COD", "dr congo": "COD",
    "democratic republic of congo": "COD", "democratic republic of the congo": "COD", "congo": "COG",
    "republic of congo": "COG", "republic of the congo": "COG", "myanmar (burma)": "MMR", "burma": "MMR",
    "serbia (yugoslavia)": "SRB", "bosnia-herzegovina": "BIH", "cambodia (kampuchea)": "KHM",
    "zimbabwe (rhodesia)": "ZWE", "madagascar (malagasy)": "MDG", "viet nam": "VNM",
    "vietnam (north vietnam)": "VNM", "korea, south": "KOR", "republic of korea": "KOR", "korea, north": "PRK",
    "kingdom of eswatini (swaziland)": "SWZ", "swaziland": "SWZ", "north macedonia": "MKD", "macedonia": "MKD",
    "palestine": "PSE", "state of palestine": "PSE", "occupied palestinian territory": "PSE",
    "palestinian territory, occupied": "PSE", "west bank": "PSE", "gaza strip": "PSE",
    "ivory coast": "CIV", "cote d'ivoire": "CIV", "turkiye": "TUR", "türkiye": "TUR", "czechia": "CZE",
    "cape verde": "CPV", "east timor": "TLS", "kosovo": "XKX", "taiwan": "TWN", "moldova": "MDA",
    "central african republic": "CAF", "solomon islands": "SLB", "bahamas": "BHS", "gambia": "GMB",
}  # fmt: skip


def shared_text(name: str) -> str:
    """The text of a file of `model/data`."""
    return resources.files("foreshock.model").joinpath("data", name).read_text("utf-8")


def _rows(name: str, separator: str) -> list[list[str]]:
    lines = [line for line in shared_text(name).splitlines() if line.strip() and not line.startswith("#")]
    return [[field.strip() for field in line.split(separator)] for line in lines[1:]]


@cache
def _cameo() -> dict[str, tuple[str, str | None]]:
    return {code: (kind, mode or None) for code, kind, mode in _rows("cameo.csv", ",")}


def plover_of_cameo(code: str) -> tuple[str, str | None] | None:
    """PLOVER type and mode of a CAMEO code: the longest prefix that the table knows decides. The type is empty for
    codes that are no event (01, a comment); None for a code that the table does not know at all.
    """
    table = _cameo()
    return next((table[code[:n]] for n in (4, 3, 2) if len(code) >= n and code[:n] in table), None)


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = dict(_OTHER_NAMES)
    for code, names, *_ in _rows("countries.csv", "|"):
        for name in names.split(";"):
            found.setdefault(_fold(name.removeprefix("the ")), code)
    return found


def country_of_name(name: str) -> str | None:
    """The code of a country by its English name or its ISO 3166-1 alpha-3 code; None when no table knows it."""
    if name in ISO3 or name in NON_STATE:
        return name
    return _names().get(_fold(name.removeprefix("the ").removeprefix("The ")))


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.strip().lower().replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c))
