"""Build the coder's `places_open.csv` from open data: UCDP candidate events and a GDELT event file.

    python bench/coder_places.py DATA_DIR > src/foreshock/coder/data/places_open.csv

Only names, countries and coordinates are taken. UCDP is CC BY 4.0 (Uppsala Conflict Data Program); GDELT is open with
attribution (The GDELT Project, gdeltproject.org). A file in GeoNames' own dump format adds to it with --geonames FILE
(CC BY 4.0): its rows of feature class P above --population are taken, with their ids.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

from foreshock.coder.tables import rows

Place = tuple[str, float, float, int, int]

_FIPS = {
    "AS": "AUS", "UK": "GBR", "GM": "DEU", "CH": "CHN", "JA": "JPN", "KS": "KOR", "KN": "PRK", "RS": "RUS",
    "UP": "UKR", "IS": "ISR",
    "IZ": "IRQ", "TU": "TUR", "SP": "ESP", "SF": "ZAF", "SU": "SDN", "NI": "NGA", "NG": "NER", "CE": "LKA",
    "BM": "MMR", "RP": "PHL",
    "VM": "VNM", "GR": "GRC", "SW": "SWE", "SZ": "CHE", "DA": "DNK", "EI": "IRL", "PO": "PRT", "AG": "DZA",
    "MO": "MAR", "TS": "TUN",
    "LE": "LBN", "LY": "LBY", "MU": "OMN", "YM": "YEM", "SA": "SAU", "AE": "ARE", "GG": "GEO", "AJ": "AZE",
    "AM": "ARM", "BO": "BLR",
    "US": "USA", "CA": "CAN", "IN": "IND", "PK": "PAK", "AF": "AFG", "IR": "IRN", "SY": "SYR", "JO": "JOR",
    "EG": "EGY", "FR": "FRA",
    "IT": "ITA", "MX": "MEX", "BR": "BRA", "CO": "COL", "VE": "VEN", "PE": "PER", "CI": "CHL", "AR": "ARG",
    "KE": "KEN", "UG": "UGA",
    "GH": "GHA", "ZI": "ZWE", "NZ": "NZL", "ID": "IDN", "TH": "THA", "MY": "MYS", "BG": "BGD", "NP": "NPL",
    "PL": "POL", "GZ": "PSE",
    "WE": "PSE", "SO": "SOM", "ET": "ETH", "CG": "COD", "CM": "CMR", "ML": "MLI", "UV": "BFA", "HK": "HKG",
    "NL": "NLD", "BE": "BEL",
    "NO": "NOR", "FI": "FIN", "AU": "AUT", "HU": "HUN", "RO": "ROU", "BU": "BGR", "EZ": "CZE", "LO": "SVK",
    "HR": "HRV", "JM": "JAM",
}  # fmt: skip


def ucdp(path: Path, codes: dict[str, str]) -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], Place] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = codes.get(re.sub(r" \(.*", "", row["country"]))
            name = re.sub(r" (?:city|town|village|neighbourhood|camp)$", "", row["where_coordinates"].strip())
            if code and row["where_prec"] in ("1", "2", "3") and re.fullmatch(r"[^\W\d_][^|;,=()/]{2,40}", name):
                found.setdefault((code, name), (name, float(row["latitude"]), float(row["longitude"]), 5, 0))
    return found


def gdelt(path: Path) -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], Place] = {}
    for line in path.read_text("utf-8", "replace").splitlines():
        row = line.split("\t")
        for start in (35, 43, 51):
            kind, full, country, lat, lon = row[start], row[start + 1], row[start + 2], row[start + 5], row[start + 6]
            name, code = full.split(",")[0], _FIPS.get(country)
            if kind in ("3", "4") and code and lat and re.fullmatch(r"[^\W\d_][^|;,=()/]{2,40}", name):
                found.setdefault((code, name), (name, float(lat), float(lon), 8, 0))
    return found


def geonames(path: Path, codes: dict[str, str], population: int) -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], Place] = {}
    for line in path.read_text("utf-8").splitlines():
        row = line.split("\t")
        if len(row) == 19 and row[6] == "P" and int(row[14] or 0) >= population and row[8] in codes:
            found[(codes[row[8]], row[1])] = (row[1], float(row[4]), float(row[5]), int(row[14]) // 1000, int(row[0]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--geonames", type=Path)
    parser.add_argument("--iso2", type=Path, help="a table of ISO2,ISO3, with --geonames")
    parser.add_argument("--population", type=int, default=5000)
    asked = parser.parse_args()
    codes = {name: row[0] for row in rows("countries.csv") for name in row[1].split(";")}
    found = gdelt(next(asked.data.glob("gdelt/*.CSV")))
    found |= ucdp(next(asked.data.glob("ucdp/*.csv")), codes | {"DR Congo": "COD", "Bosnia-Herzegovina": "BIH"})
    if asked.geonames:
        iso2 = dict(line.split(",")[:2] for line in asked.iso2.read_text("utf-8").splitlines())
        found |= geonames(asked.geonames, iso2, asked.population)
    by_country: dict[str, list[str]] = defaultdict(list)
    for (code, _), (name, lat, lon, people, _identity) in sorted(found.items()):
        by_country[code].append(f"{name} {lat:.2f} {lon:.2f} {people}")
    out = sys.stdout
    out.write(
        "# Places named in open event data, by bench/coder_places.py: UCDP Candidate Events 23.0.10 (Uppsala Conflict\n"
    )
    out.write(
        "# Data Program, CC BY 4.0) and the GDELT Project (gdeltproject.org), 1 January 2018. Nominal populations.\n"
    )
    out.write("code|area|places\n")
    for code, places in sorted(by_country.items()):
        out.write(f"{code}||{';'.join(places)}\n")


if __name__ == "__main__":
    main()
