"""The gazetteer: what a name may mean. Countries, their peoples and states, GeoNames' towns and areas, and what such
lists lack (data/landmarks.csv), with a desk's own places before all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from .earth import km_between
from .folding import bare, fold, skeleton
from .geonames import GeoNames, Site
from .tables import rows

_FRONT: Final = re.compile(
    r"^(?:the |an? |(?:north|south|east|west|mid)(?:ern|erly)?[ -]?(?:(?:east|west)(?:ern)?|central)? |central |"
    r"downtown |greater |metropolitan |mainland |rural |upper |lower |inner |eastern and |western and |"
    r"(?:city|town|village|province|state|governorate|region|republic|port|district|island|suburb|county|area) of )+"
)
_BACK: Final = re.compile(
    r" (?:province|governorate|state|city|region|district|county|oblast|prefecture|town|village|area|township|airport|"
    r"international airport|air ?base|military base|base|camp|refugee camp|parish|borough|suburbs?|countryside|port|"
    r"harbou?r|municipality|subdistrict|sub district|neighbou?rhood|department|valley|plains?|metropolitan area|"
    r"capital|peninsula|desert|mountains?|hills|coast|basin|airfield|dam|crossing|border|border crossing|junction|"
    r"university|hospital|stadium|prison|central)$"
)
_AREA: Final = re.compile(
    r"\b(?:province|governorate|state|region|prefecture|oblast|krai|emirate|department|countryside)\b", re.IGNORECASE
)
_COUNTY: Final = re.compile(r"\b(?:county|parish|district|subdistrict|borough)\b", re.IGNORECASE)
_TOWN: Final = re.compile(r"\b(?:city|town|village|downtown|airport|port|suburbs?)\b", re.IGNORECASE)


class Likeness(NamedTuple):
    """Places whose names sound like one; `sure` if the name is long enough to stand without its country."""

    sites: list[Site]
    sure: bool


class Gazetteer:
    """Name → places. `extra` are a desk's rows in the form of landmarks.csv; they come first."""

    def __init__(self, extra: Iterable[list[str]] = ()) -> None:
        self._extra = list(extra)
        self.geonames = GeoNames()
        # The same names come again and again, in one text and from text to text.
        self.exact = lru_cache(20_000)(self._exact)
        self.named = lru_cache(20_000)(self._named)

    def _named(self, name: str) -> list[Site]:
        """The places that a name as written may mean; its “the”, “northern” or “Province” is looked through.

        The likeliest by themselves are not first: weighing is for foreshock.coder.places."""
        short = self.short(name)
        if short is not None and not self.knows(name):
            return [short]
        key = fold(name.removesuffix("'s").removesuffix("’s"))
        found = self._of(key)
        if found:
            return found
        if key.endswith(" capital") and (seat := self._capitals.get(fold(_BACK.sub("", key)).removesuffix("s"))):
            return [seat]
        plain = _FRONT.sub("", key)
        stripped = _BACK.sub("", plain)
        twice = _BACK.sub("", stripped)
        for form in dict.fromkeys((plain, stripped, twice)):
            if form and form != key and (found := self._of(form)):
                return _fitting(found, name)
        for form in (key, stripped):
            for other in (bare(form), "al " + bare(form), form.removesuffix("s"), form.removesuffix("n"), form + "h"):
                if other and other != form and len(other) > 3 and (found := self._of(other)):
                    return _fitting(found, name)
        return []

    def short(self, name: str) -> Site | None:
        """The state of a short form, as it is written: “Ga.”, “TX”."""
        return self._shorts.get(name.strip())

    def is_listed_state(self, site: Site) -> bool:
        """Whether a place is one of the states whose short forms the press writes after a town's name."""
        return site.kind == "state" and site.area in self._states

    def sounding(self, name: str) -> Likeness | None:
        """Places of Arabic and Persian speaking countries whose names have the same consonants, None if too short."""
        bones = skeleton(_BACK.sub("", _FRONT.sub("", fold(name)))) if name.isascii() else ""
        # Three consonants are shared by hundreds of names, five by one or two.
        return Likeness(self.geonames.find(bones), len(bones) > 5) if len(bones) > 3 else None

    def country(self, code: str) -> Site | None:
        """The country of an ISO 3166-1 alpha-3 code."""
        return self._countries.get(code)

    def area(self, code: str) -> Site | None:
        """The first-level area of a GeoNames code, such as `US.TX`."""
        return self._states.get(code) or self.geonames.area(code)

    def is_land(self, name: str) -> bool:
        """Whether a name is a country's own, not that of its people."""
        return name in self._land_names

    def knows(self, name: str) -> bool:
        """Whether the package's own tables or the desk's have this name for a place rather than a people."""
        return any(site.kind != "people" for site in self._own.get(fold(name), ()))

    def _exact(self, name: str) -> list[Site]:
        """The places of a name as it stands, without looking through or guessing."""
        return self._of(fold(name))

    def homeland(self, name: str, among: frozenset[str] = frozenset()) -> str:
        """The country (ISO3) of a town, area or site by its name, if one stands far above its namesakes, else “”.

        Where some of them lie in a country of `among`, which the text speaks of, the others are not asked."""
        most: dict[str, int] = {}
        for site in self.named(name):
            most[site.code] = max(most.get(site.code, 0), site.people)
        near = {code: people for code, people in most.items() if code in among}
        ranked = sorted((near or most).items(), key=lambda item: -item[1])
        if not ranked or (len(ranked) > 1 and ranked[0][1] < 4 * ranked[1][1] + 1):
            return ""
        return ranked[0][0]

    def is_country(self, name: str) -> bool:
        """Whether a name is that of a country or its people before anything else."""
        return any(site.kind == "country" for site in self._own.get(fold(name), ()))

    def well_known(self, name: str) -> bool:
        """Whether `knows` and the place is large, or its name a compound that can hardly be a person's."""
        own = self._own.get(fold(name), ())
        return any(s.kind == "desk" or (s.kind != "people" and (s.km >= 10 or " " in name or "-" in name)) for s in own)

    def prominent(self, name: str) -> float:
        """The common logarithm of the people in the largest town of that name; 0 where there is none."""
        people = max((s.people for s in self.geonames.find(fold(name)) if s.kind in ("town", "state")), default=0)
        return math.log10(people + 1)

    def _of(self, key: str) -> list[Site]:
        own = self._own.get(key, [])
        if own and own[0].kind == "desk":
            return own
        states = {s.area for s in own if s.kind == "state"}
        listed = [s for s in self.geonames.find(key) if not (s.kind == "state" and s.area in states)]
        # A landmark that GeoNames has too takes its id, and its weight where it is a first-level area.
        mine = [_identified(s, listed) for s in own]
        known = {s.id for s in mine if s.kind == "state"}
        return mine + [s for s in listed if s.id not in known]

    def own_sites(self) -> Iterator[list[Site]]:
        """The places of the package's own tables and a desk's, name by name."""
        yield from self._own.values()

    @cached_property
    def _own(self) -> dict[str, list[Site]]:
        found: dict[str, list[Site]] = {}
        for name, site in self._read():
            sites = found.setdefault(fold(name), [])
            if site not in sites:
                sites.append(site)
        return found

    def _read(self) -> Iterator[tuple[str, Site]]:
        for kind, table in (("desk", self._extra), ("area", rows("landmarks.csv")), ("people", rows("peoples.csv"))):
            for names, code, lat, lon, km in table:
                for name in names.split(";"):
                    yield name, Site(names.split(";")[0], code, "", float(lat), float(lon), float(km), 0, kind)
        for site, listed in self._state_rows:
            for name in listed:
                if not name.endswith(".") and len(name) > 3:
                    yield name, site
        identities = self.geonames.countries
        for code, names, peoples, *_, lat, lon, km in rows("countries.csv"):
            identity, people = identities.get(code, (None, 0))
            first = names.split(";")[0]
            site = Site(first, code, "", float(lat), float(lon), float(km), people, "country", identity)
            for name in (*names.split(";"), *peoples.split(";")):
                # Parts of the United Kingdom and their peoples are landmarks.
                if name and name not in _PARTS:
                    yield name.removeprefix("the "), site

    @cached_property
    def _state_rows(self) -> list[tuple[Site, list[str]]]:
        found = []
        for names, code, area, lat, lon, km in rows("states.csv"):
            listed = names.split(";")
            known = self.geonames.area(area)
            people, identity = (known.people, known.id) if known else (0, None)
            found.append(
                (Site(listed[0], code, area, float(lat), float(lon), float(km), people, "state", identity), listed)
            )
        return found

    @cached_property
    def _states(self) -> dict[str, Site]:
        return {site.area: site for site, _ in self._state_rows}

    @cached_property
    def _shorts(self) -> dict[str, Site]:
        """Short forms, which only count as they are written: “Ga.”, “TX”."""
        return {n: site for site, names in self._state_rows for n in names if n.endswith(".") or len(n) <= 3}

    @cached_property
    def _capitals(self) -> dict[str, Site]:
        """Capitals by the name of the country or its people, without a final s."""
        found: dict[str, Site] = {}
        for code, names, peoples, capitals, lat, lon, *_ in rows("countries.csv"):
            seat = Site(capitals.split(";")[0] or names, code, "", float(lat), float(lon), 20.0, 0, "area")
            for name in (*names.split(";"), *peoples.split(";")):
                found[fold(name).removesuffix("s")] = seat
        return found

    @cached_property
    def _land_names(self) -> frozenset[str]:
        return frozenset(name for row in rows("countries.csv") for name in row[1].split(";"))

    @cached_property
    def _countries(self) -> dict[str, Site]:
        return {s.code: s for sites in self._own.values() for s in sites if s.kind == "country"}


_PARTS: Final = frozenset("England Scotland Wales English Scottish Welsh".split())


def _identified(site: Site, listed: list[Site]) -> Site:
    if site.id is not None or site.kind == "desk":
        return site
    same = [s for s in listed if s.kind != "county" and km_between(s, site) < 10 + site.km / 2]
    area = next((s for s in same if s.kind == "state"), None)
    if area is not None and site.km > 30:
        return area._replace(name=site.name, lat=site.lat, lon=site.lon)
    return site._replace(id=same[0].id) if same else site


def _fitting(sites: list[Site], written: str) -> list[Site]:
    """Of the places of a bare name, those of the kind that the full one names, if there are any."""
    if _AREA.search(written):
        kinds: tuple[str, ...] = ("state", "area", "county", "country")
    elif _COUNTY.search(written):
        kinds = ("county", "area", "state")
    elif _TOWN.search(written):
        kinds = ("town", "area")
    else:
        return sites
    return [s for s in sites if s.kind in kinds] or sites
