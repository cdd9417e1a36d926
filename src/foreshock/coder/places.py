"""Which place a name in a text means: candidates weighed by what stands around it and by what else the text names.

A candidate's weight is its prior (how often such a place is meant where nothing else is said), plus what is said beside
the name (“Paris, Texas”, “the Syrian town of”), plus how much the text speaks of its country and area, plus how many of
the text's other places lie close by. All occurrences of a name in a text are read together.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from .codings import Located
from .earth import km_between
from .gazetteer import Gazetteer
from .geonames import Site
from .mentions import Mention
from .nearby import Nearby, lies_in

Span = tuple[int, int]
_NEXT: Final = re.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_LISTED: Final = re.compile(r",? (?:and|or) |, [A-Z]")
#: Weight of a country's name, of a region or site of our own tables, of a desk's place.
_COUNTRY: Final = 7.6
_KINDS: Final = {"country": _COUNTRY, "area": 5.8, "people": 5.8, "desk": 40.0}
#: What is said beside a name outweighs any prior.
_SAID: Final = 9.0
#: A town of fewer people is not meant where the text names other countries only.
_SMALL: Final = 50_000
_CLOSE_KM: Final = 150.0
#: Neighbours among a text's places that are measured against each candidate.
_NEIGHBOURS: Final = 40
_ABROAD: Final = frozenset("UNK IGO HZB HTH COA".split())


class _Name(NamedTuple):
    """A name as it occurs in the text: its spans, what it may mean, what is said beside it."""

    spans: list[Span]
    sites: list[Site]
    said: list[Site]


class Places:
    """Resolves the place names of one text together, so that they help each other."""

    def __init__(self, gazetteer: Gazetteer, text: str, mentions: list[Mention]) -> None:
        self._gazetteer = gazetteer
        self._text = text
        self._nearby = Nearby(gazetteer, text)
        self._lands: Counter[str] = Counter()
        self._where: list[tuple[int, str]] = []
        self._named_lands: set[str] = set()
        for mention in mentions:
            if mention.kind in ("country", "people", "capital", "person", "name"):
                country = mention.code("").split(":")[0]
                if len(country) == 3 and country not in _ABROAD:
                    self._lands[country] += 2 if mention.kind in ("country", "people") else 1
                    if mention.kind == "country":
                        self._named_lands.add(country)
                    if mention.kind != "person":
                        self._where.append((mention.start, country))

    def locate(self, spans: Sequence[Span]) -> list[Located | None]:
        """One place a span; None only where neither the name nor the text gives a hint."""
        names: dict[str, _Name] = {}
        for start, end in spans:
            written = self._text[start:end].strip()
            if written not in names:
                names[written] = _Name([], self._gazetteer.named(written) if written else [], [])
            names[written].spans.append((start, end))
        lands = {s.code for name in names.values() for s in name.sites[:3]} | set(self._lands)
        for written, name in names.items():
            if written and not name.sites:
                names[written] = name._replace(sites=self._guessed(written, lands))
        for name in names.values():
            for start, end in name.spans[:20]:
                if near := self._nearby.said(start, end, name.sites):
                    name.said.append(near)
        for written, name in names.items():
            if name.said and name.said[0].kind == "country" and not any(lies_in(s, name.said[0]) for s in name.sites):
                # “Anadan, Syria”: the lists have it elsewhere only, or spelt otherwise.
                names[written] = name._replace(sites=self._guessed(written, {name.said[0].code}, within=False))
        areas = self._areas(names)
        chosen = {n: self._best(name, areas, []) for n, name in names.items()}
        sure = [s for s in chosen.values() if s is not None and s.kind != "country"]
        chosen = {n: self._best(name, areas, sure, final=True) for n, name in names.items()}
        known = [(span[0], s) for n, s in chosen.items() if s is not None for span in names[n].spans]
        known.sort(key=lambda k: k[0])
        found: list[Located | None] = []
        for start, end in spans:
            written = self._text[start:end].strip()
            site = chosen[written]
            own = self._nearby.said(start, end, names[written].sites)
            if own is not None and own not in (site, names[written].said[:1]) and len(names[written].spans) > 1:
                site = self._best(names[written]._replace(said=[own]), areas, sure)
            if site is not None and own is None and self._astray(end, site, known):
                site = None
            found.append(self._placed(start, end, site, own, known, areas))
        return found

    def _astray(self, end: int, site: Site, known: list[tuple[int, Site]]) -> bool:
        """Whether a town far away follows the name after a comma: “Tahrir Square, Sanaa”, but no list of towns."""
        if not self._text.startswith(", ", end) or site.kind not in ("town", "area"):
            return False
        for at, other in self._nearby.around(known, end, end + 2, 3):
            word = _NEXT.match(self._text, at)
            if at == end + 2 and other.kind in ("town", "area") and word and not _LISTED.match(self._text, word.end()):
                return km_between(site, other) > 300 + other.km and other.people > 100_000
        return False

    def _guessed(self, written: str, lands: set[str], within: bool = True) -> list[Site]:
        """What a name that no list has may mean: another spelling in a country spoken of, or a place within it."""
        like = self._gazetteer.sounding(written)
        near = [s for s in like.sites if s.code in lands] if like else []
        if near or not within:
            return near
        return (like.sites if like and like.sure else []) or self._nearby.within(written)

    def _areas(self, names: dict[str, _Name]) -> Counter[str]:
        """Countries and first-level areas that the text speaks of, by how often."""
        areas: Counter[str] = Counter()
        for country, times in self._lands.items():
            areas[country] += min(times, 8)
        for name in names.values():
            for near in name.said[:3]:
                if near.area:
                    areas[near.area] += 3
                areas[near.code] += 2
            times = min(len(name.spans), 4)
            ranked = sorted((_prior(s) for s in name.sites), reverse=True)
            clear = len(ranked) == 1 or (len(ranked) > 1 and ranked[0] - ranked[1] > 1.4)
            if not name.sites or name.said:
                continue
            best = max(name.sites, key=_prior)
            lands = {s.code for s in name.sites}
            if len(lands) == 1 or clear:
                areas[best.code] += times
            if best.area and (len({s.area for s in name.sites}) == 1 or clear):
                areas[best.area] += times * (2 if best.kind == "state" else 1)
        return areas

    def _best(self, name: _Name, areas: Counter[str], sure: list[Site], final: bool = False) -> Site | None:
        if not name.sites:
            return None
        local = self._local(name)
        others = [s for s in sure if s not in name.sites][:_NEIGHBOURS]
        best = max(name.sites, key=lambda site: self._weight(site, name, areas, local, others))
        apart = bool(name.said) and name.said[0].kind == "near" and not lies_in(best, name.said[0])
        return None if final and (apart or self._foreign(best, name, others)) else best

    def _foreign(self, site: Site, name: _Name, others: list[Site]) -> bool:
        """Whether a small town lies in a country that the text has nothing else of, though it names others: another
        place is meant, which no list has."""
        if site.kind not in ("town", "county") or site.people >= _SMALL or name.said or not self._named_lands:
            return False
        return site.code not in self._lands and all(s.code != site.code for s in others)

    def _local(self, name: _Name) -> Counter[str]:
        """Countries named within two hundred characters of a name."""
        near: Counter[str] = Counter()
        if self._where and any(s.code != name.sites[0].code for s in name.sites):
            for start, end in name.spans[:6]:
                for at, country in self._nearby.around(self._where, start, end, 200):
                    if not start <= at < end:
                        near[country] += 1
        return near

    def _weight(self, site: Site, name: _Name, areas: Counter[str], local: Counter[str], others: list[Site]) -> float:
        weight = _prior(site)
        for near in name.said:
            if site == near:
                continue
            if lies_in(site, near) or (near.kind in ("area", "people") and site.code == near.code):
                weight += _SAID
        if name.said:
            return weight
        if site.area:
            weight += 0.9 * math.log2(1 + areas[site.area])
        weight += 0.6 * math.log2(1 + max(0, areas[site.code] - _own_votes(site, name)))
        weight += 0.8 * math.log2(1 + local[site.code])
        if others:
            close = sum(km_between(site, s) < _CLOSE_KM + s.km for s in others)
            same = sum(s.code == site.code for s in others)
            weight += 0.7 * math.log2(1 + close) + 0.3 * math.log2(1 + same)
        return weight

    def _placed(
        self, start: int, end: int, site: Site | None, own: Site | None, known: list[tuple[int, Site]],
        areas: Counter[str],
    ) -> Located | None:  # fmt: skip
        """The chosen place as a point, moved by a distance and a bearing; else the most probable area."""
        if site is None:
            said = own if own is None or own.kind != "near" else None
            site = self._nearby.away(end, known) or said or self._nearby.beside(start, end, known) or own
            site = site or self._dominant(areas)
            if site is None:
                return None
            identity, km = None, site.km
        elif own is not None and own.kind == "state" and site.kind == "town" and site.area != own.area:
            # “Springfield, Maine” where no such town is listed: the state is what is known.
            site, identity, km = own, None, own.km
        else:
            identity, km = site.id, site.km
        lat, lon, km, moved = self._nearby.moved(start, end, site, km)
        return Located(round(lat, 4), round(lon, 4), round(km, 1), site.name, None if moved else identity)

    def _dominant(self, areas: Counter[str]) -> Site | None:
        """The state or country that the text speaks of most."""
        for name, _ in areas.most_common(4):
            site = self._gazetteer.area(name) if "." in name else self._gazetteer.country(name)
            if site is not None:
                return site
        return None


def _own_votes(site: Site, name: _Name) -> int:
    """What a name that is a country's and a state's (“Georgia”) has itself added to the country's count."""
    if site.kind != "country" or all(s.kind != "state" or s.code == site.code for s in name.sites):
        return 0
    return 3 * min(len(name.spans), 4)


def _prior(site: Site) -> float:
    """How readily a name means a place of this kind and size, before the text is heard."""
    if site.kind == "town":
        return math.log10(site.people + 1) if site.people else 2.0
    if site.kind == "state":
        return max(4.2, 0.8 * math.log10(site.people + 1))
    if site.kind == "county":
        return 0.6 * math.log10(site.people + 1)
    return _KINDS[site.kind]
