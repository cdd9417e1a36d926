"""What a report must touch to belong to a flashpoint: its area, its names, its rivals, its subject."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from foreshock.model import Development, Flashpoint, Party, TriggerList, Zone

from .folding import words_of
from .likeness import kilometres
from .traits import Point, telling

#: An area without a stated radius reaches so many kilometres.
_AROUND_KM: Final = 25.0
#: A landmark counts as part of the area within so many kilometres of it.
_LANDMARK_KM: Final = 10.0


class Area(Struct, frozen=True):
    """A circle that belongs to a flashpoint: its place, a zone, a landmark. `km` is its radius; a landmark only points
    to the flashpoint, it is not `own`."""

    name: str
    lat: float
    lon: float
    km: float
    own: bool = True


class Profile(Struct, frozen=True):
    """One flashpoint as the router sees it.

    `names` are folded words that name it, `landmarks` and `land` those of its landmarks and of the country in its
    name; `sides` the country codes of each rival side and `leaders` the first of each; `subject` how often each word
    stem stands in its texts, `entries` the same for each published entry, with its day. `government` is the code whose
    words and decisions a capital gets.
    """

    slug: str
    short: str
    capital: bool
    areas: tuple[Area, ...]
    names: tuple[tuple[str, ...], ...]
    landmarks: tuple[tuple[str, ...], ...]
    land: tuple[tuple[str, ...], ...]
    sides: tuple[frozenset[str], ...]
    leaders: tuple[str, ...]
    subject: dict[str, float]
    entries: tuple[tuple[dt.date, dict[str, float]], ...] = ()
    government: str = ""


def profile_of(
    flashpoint: Flashpoint,
    about: TriggerList | None,
    zones: Sequence[Zone],
    capitals: Mapping[str, str],
    entries: Iterable[Development] = (),
) -> Profile:
    """The profile of a flashpoint of the list. `capitals` maps a capital's folded name to its country's code; `entries`
    are what was published of the flashpoint: what a desk took before says best what it will take."""
    texts = [flashpoint.summary, flashpoint.why, flashpoint.background, flashpoint.analysis, flashpoint.question]
    texts += [view.text for view in flashpoint.views]
    texts += [s.text + " " + " ".join(s.triggers) for s in flashpoint.scenarios]
    name, _, land = flashpoint.name.partition(",")
    own = tuple(words_of(name))
    return Profile(
        slug=flashpoint.slug,
        short=flashpoint.short,
        capital=flashpoint.kind == "capital",
        areas=tuple(_areas(flashpoint, zones)),
        names=tuple(dict.fromkeys(name for name in _own_names(flashpoint, own, zones) if name)),
        landmarks=tuple(dict.fromkeys(_landmarks(flashpoint))),
        land=(tuple(words_of(land)),) if land.strip() else (),
        sides=_sides(about.parties if about else ()),
        leaders=_leaders(about.parties if about else ()),
        subject=_weighed(word for text in texts for word in telling(text)),
        entries=tuple((entry.date, _weighed(telling(f"{entry.head} {entry.text}"))) for entry in entries),
        government=capitals.get(" ".join(own), ""),
    )


def _weighed(words: Iterable[str]) -> dict[str, float]:
    return {word: 1 + math.log(n) for word, n in Counter(words).items()}


def _areas(flashpoint: Flashpoint, zones: Iterable[Zone]) -> Iterable[Area]:
    if flashpoint.place:
        place = flashpoint.place
        yield Area(flashpoint.short, place.lat, place.lon, max(place.km or 0.0, _AROUND_KM))
    for landmark in flashpoint.landmarks:
        yield Area(landmark.name, landmark.lat, landmark.lon, max(landmark.km or 0.0, _LANDMARK_KM), own=False)
    for zone in zones:
        if zone.flashpoint == flashpoint.slug and (circle := circle_of(zone)):
            yield Area(zone.name or "its zone", *circle)


def circle_of(zone: Zone) -> Point | None:
    """A circle that holds a zone: latitude, longitude, kilometres. None for a zone without a shape."""
    if zone.lat is not None and zone.lon is not None and zone.radius_m:
        return zone.lat, zone.lon, zone.radius_m / 1000
    corners = [(lat, lon, 0.0) for lon, lat in zone.rings[0]] if zone.rings else []
    if not corners:
        return None
    middle = (sum(c[0] for c in corners) / len(corners), sum(c[1] for c in corners) / len(corners), 0.0)
    return middle[0], middle[1], max(kilometres(middle, corner) for corner in corners)


def _own_names(flashpoint: Flashpoint, own: tuple[str, ...], zones: Iterable[Zone]) -> Iterable[tuple[str, ...]]:
    """What the flashpoint and its zones are called, to be found word after word. A first word such as al- falls away
    where another follows; a zone is also called what is left of its name without numbers and the flashpoint's."""
    bare = own[1:] if len(own) > 1 and own[0] in _ARTICLES else own
    yield from (own, bare)
    for zone in zones:
        if zone.flashpoint == flashpoint.slug:
            words = [w for w in words_of(zone.name) if w not in own and w not in _SMALL and not w[0].isdigit()]
            if len(words) > 1:
                yield tuple(words)


def _landmarks(flashpoint: Flashpoint) -> Iterable[tuple[str, ...]]:
    for landmark in flashpoint.landmarks:
        words = tuple(words_of(landmark.name))
        yield words
        # “Rukban camp” is called Rukban, too; a name of one word is never cut.
        if len(words) > 1 and words[-1] in _KINDS:
            yield words[:-1]


_SMALL: Final = ("km", "kilometre", "kilometer", "mile", "around", "near", "the", "of", "at", "in", "for", "and")
_ARTICLES: Final = ("al", "el", "at", "ar", "as", "the")
_KINDS: Final = ("camp", "base", "crossing", "garrison", "airport", "dam", "strait", "island", "town", "pass", "port")


def _sides(parties: Sequence[Party]) -> tuple[frozenset[str], ...]:
    """The country codes of each side, in the list's order. A country's rebels do not put the country on their side
    where its government is a party of its own."""
    whole = {party.code for party in parties if ":" not in party.code}
    sides: dict[str, set[str]] = {}
    for party in parties:
        country, _, role = party.code.partition(":")
        if country and not (role and country in whole):
            sides.setdefault(party.side, set()).add(country)
    return tuple(frozenset(codes) for codes in sides.values())


def _leaders(parties: Sequence[Party]) -> tuple[str, ...]:
    """The country code of the first party of each side."""
    first: dict[str, str] = {}
    for party in parties:
        if party.code:
            first.setdefault(party.side, party.code.partition(":")[0])
    return tuple(first.values())
