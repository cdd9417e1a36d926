"""Which place a name in a text means: candidates weighed by what stands around it and by what else the text names."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from .codings import Located
from .gazetteer import Gazetteer, Site
from .mentions import Mention

Span = tuple[int, int]
_AFTER: Final = re.compile(r"\s*(?:,|\()\s*((?:[A-Z][\w.’'-]*)(?:\s+[A-Z][\w.’'-]*){0,2})")
_RELATIVE: Final = re.compile(
    r"(\d[\d,.]*)\s*(?:km|kilomet(?:re|er)s?|miles?|mi)\s+(?:to\s+the\s+)?((?:north|south|east|west)[-\s]?(?:east|west)?)"
    r"(?:ern)?\s+(?:of|from)\s+$",
    re.IGNORECASE,
)
_KINDS: Final = re.compile(
    r"^(?:Mount|Lake|Port|Fort|Camp|North|South|East|West|New|Upper|Lower|City of|County)\s+"
    r"|\s+(?:County|Township|Parish|Borough|Village|Island|River|Creek|Lake|Park|Valley|Beach|Road|Street|University"
    r"|High School)$"
)
_BEARING: Final = {
    "north": 0,
    "northeast": 45,
    "east": 90,
    "southeast": 135,
    "south": 180,
    "southwest": 225,
    "west": 270,
    "northwest": 315,
}
#: Below this many words between two names they count as one place's neighbourhood.
_DEGREE_KM: Final = 111.2


class Places:
    """Resolves the place names of one text together, so that they help each other."""

    def __init__(self, gazetteer: Gazetteer, text: str, mentions: list[Mention]) -> None:
        self._gazetteer = gazetteer
        self._text = text
        self._lands: Counter[str] = Counter()
        for mention in mentions:
            if mention.kind in ("country", "people", "capital", "person", "name"):
                country = mention.code("").split(":")[0]
                if len(country) == 3 and country not in ("UNK", "IGO", "HZB", "HTH", "COA"):
                    self._lands[country] += 1

    def locate(self, spans: Sequence[Span]) -> list[Located | None]:
        """One place a span, None where the gazetteer knows no place of that name."""
        found = [self._gazetteer.named(self._text[s:e].strip()) or self._shortened(s, e) for s, e in spans]
        said = [self._qualifier(s, e) for s, e in spans]
        areas = self._areas(spans, found, said)
        sure = [c[0] for c in found if len(c) == 1 and c[0].kind != "country"]
        chosen: list[Site | None] = []
        for (_start, _end), sites, near in zip(spans, found, said, strict=True):
            chosen.append(max(sites, key=lambda site: self._weight(site, near, areas, sure)) if sites else None)
        return [self._located(span, site, near, areas) for span, site, near in zip(spans, chosen, said, strict=True)]

    def _shortened(self, start: int, end: int) -> list[Site]:
        """“Anderson County”, “Lake Placid”: the bare name, for counties and the like that are not listed."""
        name = self._text[start:end]
        bare = _KINDS.sub("", name)
        return self._gazetteer.named(bare) if bare != name and bare.split() else []

    def _qualifier(self, start: int, end: int) -> Site | None:
        """The state or country that follows a name: “Athens, Ga.”, “Paris (France)”."""
        match = _AFTER.match(self._text, end)
        if not match:
            return None
        words = match[1].split()
        for size in range(len(words), 0, -1):
            sites = [s for s in self._gazetteer.named(" ".join(words[:size])) if s.kind in ("state", "country")]
            if not sites:
                sites = [
                    s for s in self._gazetteer.named(" ".join(words[:size]).rstrip(".") + ".") if s.kind == "state"
                ]
            if sites:
                return next((s for s in sites if s.kind == "state"), sites[0])
        return None

    def _areas(self, spans: Sequence[Span], found: list[list[Site]], said: list[Site | None]) -> Counter[str]:
        """States and countries that the text speaks of, by how often."""
        areas: Counter[str] = Counter()
        for sites, near in zip(found, said, strict=True):
            if near is not None:
                areas[near.area or near.code] += 3
                areas[near.code] += 1
            states = {s.area for s in sites if s.kind == "state"}
            if len(states) == 1 and all(s.kind != "country" for s in sites):
                areas[states.pop()] += 2
            codes = {s.code for s in sites}
            if len(codes) == 1:
                areas[codes.pop()] += 1
            towns = [s for s in sites if s.kind == "town" and s.area]
            if len({t.area for t in towns}) == 1 and len(sites) == 1:
                areas[towns[0].area] += 1
        for country, times in self._lands.items():
            areas[country] += min(times, 4)
        return areas

    def _weight(self, site: Site, near: Site | None, areas: Counter[str], sure: list[Site]) -> float:
        weight = math.log10(site.people + 1) if site.kind == "town" else 3.4 if site.kind == "country" else 2.9
        if near is not None:
            weight += (
                8
                if (near.kind == "state" and site.area == near.area)
                or (near.kind == "country" and site.code == near.code)
                else 0
            )
            if site.kind == near.kind == "state" and site.name == near.name:
                weight -= 8
        weight += 1.0 * math.log2(1 + areas[site.area]) if site.area else 0
        weight += 0.5 * math.log2(1 + areas[site.code])
        if sure:
            nearest = min(_km(site.lat, site.lon, s.lat, s.lon) for s in sure[:40])
            weight += 0.8 if nearest < 200 else 0
        return weight

    def _located(self, span: Span, site: Site | None, near: Site | None, areas: Counter[str]) -> Located | None:
        if site is None:
            # An unknown name is somewhere in the area the text speaks of.
            site = near or self._dominant(areas)
            if site is None:
                return None
        if site.kind == "town" and near is not None and near.kind == "state" and site.area and site.area != near.area:
            site = near
        lat, lon, km = site.lat, site.lon, site.km
        match = _RELATIVE.search(self._text, max(0, span[0] - 60), span[0])
        if match and (bearing := _BEARING.get(re.sub(r"[-\s]", "", match[2].lower()))) is not None:
            away = float(match[1].replace(",", "") or 0) * (
                1.609 if "mi" in match[0].lower().split(match[1])[1][:6] else 1.0
            )
            lat += away / _DEGREE_KM * math.cos(math.radians(bearing))
            lon += away / (_DEGREE_KM * max(0.05, math.cos(math.radians(lat)))) * math.sin(math.radians(bearing))
            km += away * 0.2
        elif re.search(
            r"\b(?:near|outside|around|close to|outskirts of)\s+(?:the\s+)?$",
            self._text[max(0, span[0] - 25) : span[0]],
            re.IGNORECASE,
        ):
            km += 15
        return Located(round(lat, 4), round(lon, 4), round(km, 1), site.name)

    def _dominant(self, areas: Counter[str]) -> Site | None:
        for name, _ in areas.most_common(6):
            sites = [s for s in self._gazetteer.named(name) if s.kind == "state"]
            if sites:
                return sites[0]
        for name, _ in areas.most_common(3):
            if len(name) == 3 and name.isupper() and (land := self._gazetteer.country(name)):
                return land
        return None


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres on a sphere."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(h)))
