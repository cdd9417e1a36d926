"""What stands beside a place's name and says where it is: “, Texas”, “the Syrian town of”, “55 km east of”."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, TypeVar

from .earth import km_between, offset
from .gazetteer import Gazetteer
from .geonames import Site

T = TypeVar("T")
_NAME: Final = r"[A-Z][\w’'.-]*(?:\s+(?:[A-Z][\w’'.-]*|al-[A-Z]\w+)){0,3}"
_AFTER: Final = re.compile(
    rf"\s*(?:,\s*(?:(?:a|an|the)\s+(?:[a-z-]+\s+){{1,4}}?(?:in|of)\s+)?|\(|\s(?:in|of)\s+)(?:the\s+)?"
    rf"(?:(?:north|south|east|west|central)[\w-]*\s+)?({_NAME})"
)
_BEFORE: Final = re.compile(
    rf"({_NAME})(?:['’]s)?\s+(?:(?:\w+-)?(?:north|south|east|west|central|port|border|coastal|capital|industrial|"
    rf"resort|oil"
    r"|mountain|desert|second|main|eastern|western|northern|southern|biggest|largest|holy|ancient|besieged|remote|"
    r"rebel-held"
    r"|occupied|disputed|restive|Kurdish|nearby|small|historic|flashpoint|provincial|coastal|"
    r"conflict-torn)[\w-]*\s+){0,3}"
    r"(?:city|town|village|province|governorate|state|region|district|capital|port|island|county|suburb|enclave|area"
    r"|city|neighbourhood|neighborhood|hamlet|municipality|department|stronghold|resort|camp)\s+(?:of\s+)?$"
)
_OWNER: Final = re.compile(rf"({_NAME})['’]s?\s+(?:(?:north|south|east|west)[\w-]*\s+)?$")
_DISTANCE: Final = (
    r"(\d[\d,.]*|a few|several|some \d+)\s*-?\s*(km|kms|kilomet(?:re|er)s?|miles?|mi)\b"
    r"(?:\s*\([^)]{1,25}\))?\s+(?:to\s+the\s+|(?:due\s+))?((?:north|south|east|west)[-\s]?(?:east|west)?)"
    r"(?:ern)?\s+(?:of|from)\s+"
)
_BEARING_BEFORE: Final = re.compile(_DISTANCE + r"(?:the\s+)?(?:[\w-]+\s+){0,3}?(?:of\s+)?$", re.IGNORECASE)
_AWAY_AFTER: Final = re.compile(rf"[^.;]{{0,60}}?\b{_DISTANCE}(?:the\s+)?(?:\w+\s+)?(?-i:({_NAME}))", re.IGNORECASE)
_PROVINCE: Final = re.compile(r"\s+(?:province|governorate|state|region)\b", re.IGNORECASE)
#: After “, Syria”: it closes the place, and starts no list and no clause.
_CLOSED: Final = re.compile(
    r"\)|[.;]?$|[.;](?=\s)|,(?!\s+(?:[A-Z][\w’'-]+\s+)?(?:and|or)\b)|\s+(?:on|in|where|when|during)\b"
)
_BESIDE_AFTER: Final = re.compile(
    rf"(?:,\s+(?:an?\s+(?:[\w-]+\s+){{1,4}}?)?)?\s*(?:(?:just|about|some|roughly)\s+)?"
    rf"(?:\d[\d.,]*\s*(?:km|miles?|kilomet\w+)\s+)?(?:to\s+the\s+)?"
    rf"(?:(?:north|south|east|west)[\w-]*\s+of|near|outside|close\s+to)\s+(?:the\s+(?:city|town)\s+of\s+)?({_NAME})"
)
_NEAR_BEFORE: Final = re.compile(
    r"\b(?:near|nearby|outside|around|close to|outskirts of|surrounding|toward|towards|off|vicinity of)\s+(?:the\s+)?"
    r"(?:[\w-]+\s+){0,3}?(?:of\s+)?$",
    re.IGNORECASE,
)
_BORDER: Final = re.compile(r"^(?:the\s+)?([A-Z]\w+)[-–/ ](?:and )?([A-Z]\w+)\s+(?:border|frontier)", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_][\w’'-]*")
#: Words of a longer name that place nothing by themselves.
_EMPTY: Final = frozenset(
    "street road avenue university school hospital church mosque college park lake river creek mount bridge hotel "
    "center centre hall library museum court airport station square market valley island beach county city town "
    "north south east west new old high saint san santa los las the of and a al el de la gulf sea ocean strait "
    "cape grand great central national international royal king queen general port fort camp lower upper middle "
    "house palace prison stadium tower building institute memorial district highway gate field bay point hill "
    "hills village crossing junction plaza mall theatre theater union first second st medical elementary public "
    "state club office department council ministry embassy world".split()
)
#: Lands of which one is said to lie in the other by some: a name's country as written is no ground to doubt it.
_BOTH: Final = [
    set(pair.split())
    for pair in ("ISR PSE", "SYR ISR", "UKR RUS", "IND PAK", "CHN TWN", "CHN HKG", "SRB XKX", "MAR ESH", "GEO RUS")
]
_ORDER: Final = {"state": 0, "country": 1, "area": 2, "people": 3}
#: How far a name that nobody knows may be from the place that stands beside it.
_BESIDE_KM: Final = 120.0
_VAGUE_KM: Final = 120.0


class Nearby:
    """The surroundings of names in one text."""

    def __init__(self, gazetteer: Gazetteer, text: str) -> None:
        self._gazetteer = gazetteer
        self._text = text

    def said(self, start: int, end: int, sites: list[Site]) -> Site | None:
        """The state, country or region that a name's own phrase puts it in, None where it does not."""
        beside = _BESIDE_AFTER.match(self._text, end, min(len(self._text), end + 120))
        if beside and sites and sites[0].kind != "country" and (found := self._vicinity(beside[1], sites)):
            return found
        after = _AFTER.match(self._text, end, min(len(self._text), end + 120))
        if after:
            whole = _PROVINCE.match(self._text, after.end()) is not None or (
                _CLOSED.match(self._text, after.end()) is not None and after[0].lstrip().startswith((",", "("))
            )
            if found := self._container(after[1], sites, whole=whole):
                return found
        left = self._text[max(0, start - 90) : start]
        before = _BEFORE.search(left) or _OWNER.search(left)
        return self._container(before[1], sites, last=True) if before else None

    def _vicinity(self, phrase: str, sites: list[Site]) -> Site | None:
        """The surroundings of a town that a name is said to lie beside: “Mansoura, west of Raqqa”."""
        words = phrase.split()
        for size in range(min(3, len(words)), 0, -1):
            towns = [s for s in self._gazetteer.named(" ".join(words[:size]))[:20] if s.kind != "country"]
            if towns:
                close = [t for t in towns if any(s != t and km_between(s, t) < _BESIDE_KM for s in sites)]
                base = max(close or towns, key=_as_town)
                return base._replace(kind="near", km=_BESIDE_KM)
        return None

    def _container(self, phrase: str, sites: list[Site], last: bool = False, whole: bool = False) -> Site | None:
        """The area in a phrase of capitalised words that one of `sites` may lie in; an area with no member is none."""
        words = phrase.split()
        for size in range(min(3, len(words)), 0, -1):
            name = " ".join(words[-size:] if last else words[:size])
            wide = self._wide(name) or self._wide(name.rstrip("."))
            for site in wide:
                if not sites or any(lies_in(s, site) for s in sites):
                    return site
            if wide and not last:
                # “Springfield, Maine”, “Maan in Hama province”: no such town is listed there, but there it is.
                # Only a small place can be one that no list has.
                small = all(s.kind in ("town", "county", "state") and s.people < 500_000 for s in sites)
                return next((s for s in wide if (whole and small) or self._gazetteer.is_listed_state(s)), None)
        return None

    def _wide(self, name: str) -> list[Site]:
        if short := self._gazetteer.short(name):
            return [short]
        found = [
            s for s in self._gazetteer.named(name) if s.kind in ("state", "country", "area", "people") and s.km >= 15
        ]
        return sorted(found, key=_rank)

    def within(self, written: str) -> list[Site]:
        """Places that part of a longer name stands for: “Baghdad International Airport”, “the Syrian-Iraqi border”."""
        border = _BORDER.match(written)
        if border and (middle := self._between(border[1], border[2])):
            return [middle]
        words = _WORD.findall(written)[:12]
        for size in range(min(4, len(words) - 1), 0, -1):
            for first in range(len(words) - size + 1):
                some = words[first : first + size]
                if not some[0][0].isupper() or not some[-1][0].isupper() or all(w.lower() in _EMPTY for w in some):
                    continue
                if sites := self._gazetteer.named(" ".join(some)):
                    # One word of a street's name is seldom the place that it is named after.
                    large = [s for s in sites if s.kind != "town" or s.people > (20_000 if size == 1 else 0)]
                    if large:
                        return large
        return []

    def _between(self, one: str, other: str) -> Site | None:
        lands = [next((s for s in self._gazetteer.named(n) if s.kind == "country"), None) for n in (one, other)]
        a, b = lands
        if a is None or b is None:
            return None
        share = a.km / (a.km + b.km)
        lat, lon = a.lat + (b.lat - a.lat) * share, a.lon + (b.lon - a.lon) * share
        return Site(f"{a.name}-{b.name} border", a.code, "", lat, lon, max(50.0, min(a.km, b.km) * 0.6), 0, "area")

    def away(self, end: int, known: list[tuple[int, Site]]) -> Site | None:
        """The point that the words after a name measure off: “, a village 30 km north of Baghdad”."""
        match = _AWAY_AFTER.match(self._text, end, min(len(self._text), end + 140))
        if not match:
            return None
        there = match.start(4)
        sites = [s for _, s in self.around(known, there, there, 0)] or self._gazetteer.named(match[4])
        if not sites:
            return None
        base = max(sites, key=_as_town)
        lat, lon, km = offset(base, match[1], match[2], match[3])
        return base._replace(lat=lat, lon=lon, km=base.km + km)

    def beside(self, start: int, end: int, known: list[tuple[int, Site]]) -> Site | None:
        """The place that a name nobody knows stands beside, with how far it may be."""
        best: tuple[int, Site] | None = None
        for at, site in self.around(known, start, end, 220):
            between = self._text[min(at, end) : max(at, start)]
            gap = abs(at - start) + (150 if ". " in between else 0) + (0 if at >= end else 30)
            if not start <= at < end and (best is None or gap < best[0]):
                best = (gap, site)
        return best[1]._replace(km=max(_VAGUE_KM, best[1].km)) if best else None

    @staticmethod
    def around(marks: Sequence[tuple[int, T]], start: int, end: int, reach: int) -> list[tuple[int, T]]:
        """Of marks sorted by position, those within `reach` characters of a span."""
        first = bisect_left(marks, start - reach, key=lambda m: m[0])
        found = []
        for k in range(first, min(len(marks), first + 60)):
            if marks[k][0] > end + reach:
                break
            found.append(marks[k])
        return found

    def moved(self, start: int, end: int, site: Site, km: float) -> tuple[float, float, float, bool]:
        """A place's point after “55 km east of” or “near”: degrees, radius in km, and whether it was measured off."""
        left = self._text[max(0, start - 90) : start]
        match = _BEARING_BEFORE.search(left)
        if match:
            lat, lon, away = offset(site, match[1], match[2], match[3])
            return lat, lon, km + away, True
        if _NEAR_BEFORE.search(left):
            return site.lat, site.lon, km + 10, False
        return site.lat, site.lon, km, False


def _as_town(site: Site) -> tuple[bool, int]:
    """Towns and landmarks before areas, larger before smaller; distances are told from towns."""
    return site.kind in ("town", "area"), site.people or 50_000


def _rank(site: Site) -> int:
    """States of weight first, then countries and regions, small areas last."""
    return _ORDER[site.kind] if site.people > 3e5 or site.kind != "state" else len(_ORDER)


def lies_in(site: Site, wide: Site) -> bool:
    """Whether a place lies in a state, a country or a region; nothing lies in itself."""
    if wide.kind == "state":
        return site.area == wide.area and site != wide and site.kind != "country"
    if wide.kind == "country":
        return site.kind != "country" and (site.code == wide.code or {site.code, wide.code} in _BOTH)
    if wide.kind == "near":
        return km_between(site, wide) < wide.km
    return site != wide and km_between(site, wide) < wide.km * 1.5
