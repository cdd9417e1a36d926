"""The gazetteer: countries, states, cities, and what city lists lack, with every spelling a desk has met.

From the model's countries.csv, us_states.csv, landmarks.csv, places.csv (own) and places_open.csv (UCDP, GDELT). A
place is a point on WGS84 with the radius in kilometres that it stands for. Loads at first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from .mentions import Mention
from .tables import rows

_LIST: Final = re.compile(r"(.+?) (-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?) (\d+)$")
_WORD: Final = re.compile(r"[^\W\d_](?:[^\W_]|['’.-](?=[^\W_]))*\.?")
_LOWER: Final = frozenset("the in on at by of a an and for to from with near zone".split())
_AMBIGUOUS: Final = frozenset(
    "Reading Mobile Nice Bath Most Split March May Van Hit Kent Lincoln Jackson Washington Madison "
    "Houston Columbus Monroe Warren Jordan "
    "Mason Liberty Independence Orange Concord Hope Lawrence Paris Hamilton Florence Victoria "
    "Sidney Charlotte Austin Dallas Salem "
    "Kerry Clinton Windsor Logan Evans Martinez Thomson Anderson Salvador Rosario Santiago Same "
    "Deal Man Best Male Bar Ho Brest Bor "
    "Franklin Derry Newton Lima Chester Gary Montgomery Tyler Taylor Murphy Dublin Beni Sale Palma "
    "Bria Wau Bari Nis Pau".split()
)


class Site(NamedTuple):
    """A place that a name may mean. `kind` is country, state, area or town; `people` in thousands."""

    name: str
    code: str
    area: str
    lat: float
    lon: float
    km: float
    people: int
    kind: str


class Gazetteer:
    """Name → places. `extra` are a desk's rows in the form of landmarks.csv; they come first."""

    def __init__(self, extra: Iterable[list[str]] = ()) -> None:
        self._extra = list(extra)

    @cached_property
    def sites(self) -> dict[str, list[Site]]:
        """Every name in lower case with the places it may mean, the desk's own first."""
        found: dict[str, list[Site]] = {}
        for name, site in self._read():
            key = fold(name)
            if site not in found.setdefault(key, []):
                found[key].append(site)
        return found

    def _read(self) -> Iterator[tuple[str, Site]]:
        for names, code, lat, lon, km in (*self._extra, *rows("landmarks.csv")):
            for name in names.split(";"):
                yield name, Site(names.split(";")[0], code, "", float(lat), float(lon), float(km), 0, "area")
        for names, code, lat, lon, km in rows("us_states.csv"):
            full = names.split(";")[0].removesuffix(" State").removesuffix(" state")
            for name in names.split(";"):
                yield name, Site(full, code, full, float(lat), float(lon), float(km), 0, "state")
        for code, names, peoples, *_, lat, lon, km in rows("countries.csv"):
            first = names.split(";")[0]
            for name in (*names.split(";"), *peoples.split(";")):
                if name and name not in ("England", "Scotland", "Wales"):
                    yield (
                        name.removeprefix("the "),
                        Site(first, code, "", float(lat), float(lon), float(km), 0, "country"),
                    )
        for table in ("places.csv", "places_open.csv"):
            for code, area, places in rows(table):
                for place in places.split(";"):
                    match = _LIST.match(place)
                    assert match, f"{table}: {place!r}"
                    spellings, lat, lon, people = match.groups()
                    names_of = spellings.split("=")
                    size = int(people)
                    site = Site(names_of[0], code, area, float(lat), float(lon), 3 + (size**0.5) / 4, size, "town")
                    for name in names_of:
                        yield name, site

    def named(self, name: str) -> list[Site]:
        """The places that a name as written may mean; its “the”, “northern” or “Province” is looked through."""
        key = fold(name)
        bare = key.strip(" .,")
        for form in (key, bare, _bare(bare), bare.removesuffix("s"), bare.removesuffix("n"), bare.removesuffix("ns")):
            if found := self.sites.get(form):
                return found
        return []

    def country(self, code: str) -> Site | None:
        """The country of an ISO 3166-1 alpha-3 code."""
        return self._countries.get(code)

    @cached_property
    def _land_names(self) -> frozenset[str]:
        return frozenset(name for row in rows("countries.csv") for name in row[1].split(";"))

    @cached_property
    def _countries(self) -> dict[str, Site]:
        return {s.code: s for sites in self.sites.values() for s in sites if s.kind == "country"}

    def places_in(self, sentence: str, mentions: list[Mention], text: str) -> tuple[str, ...]:
        """Names of places in a sentence as written, towns and sites before countries, none twice."""
        words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(sentence[:4000])]
        towns: dict[str, None] = {}
        lands: dict[str, None] = {}
        i = 0
        while i < len(words):
            step = 1
            if words[i][0][0].isupper() or words[i][0][:3] == "al-" or words[i][0] == "al":
                for size in (4, 3, 2, 1):
                    if i + size > len(words):
                        continue
                    name = sentence[words[i][1] : words[i + size - 1][2]].rstrip(".'’")
                    name = re.sub(r"['’]s$", "", name)
                    sites = self.sites.get(fold(name))
                    if sites and not (size == 1 and name in _AMBIGUOUS):
                        site = sites[0]
                        if site.kind != "country":
                            towns[name] = None
                        elif name in self._land_names and _located(sentence, words[i][1]):
                            lands[name] = None
                        step = size
                        break
            i += step
        zone = re.search(r"\b(?:de-?confliction|no-go|no-fly|buffer|exclusion|safe) zone\b", sentence)
        if zone and not towns:
            towns[zone.group()] = None
        return tuple(towns) or tuple(lands)


def fold(name: str) -> str:
    """Lower case, without the marks that spellings differ by."""
    return re.sub(r"[’'`]", "", name).lower().strip()


_FRONT: Final = re.compile(
    r"^(?:the |(?:north|south|east|west)(?:ern)?(?:-?(?:east|west)(?:ern)?)? |central |downtown |greater |city of )+"
)
_BACK: Final = re.compile(
    r"(?:s)? (?:province|governorate|state|city|region|district|county|oblast|prefecture|town|area|township|airport)$"
)


def _bare(key: str) -> str:
    return _BACK.sub("", _FRONT.sub("", key))


def _located(sentence: str, start: int) -> bool:
    """Whether a country stands where something happens: after “in”, “near”, “from”, “to” and the like."""
    return bool(
        re.search(
            r"\b(?:in|near|to|from|into|of|on|across|inside|within|over|against|with|between|and)\s+(?:the\s+)?(?:\w+ern\s+)?$",
            sentence[max(0, start - 30) : start],
        )
    )
