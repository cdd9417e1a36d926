"""To which flashpoints a report belongs, and why, in words.

Place, names, rivals and subject each speak for a flashpoint; a small logistic model weighs
them. A capital gets what its own government decided or said about the list's matters, and what was
decided or said there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct

from foreshock.model import Report, Route

from .folding import words_of
from .lands import lands_in
from .likeness import Rarity, Weights, kilometres
from .profile import Area, Profile
from .traits import Locate, Point, Traits, telling, traits_of

#: Routes below this chance are not taken.
ENOUGH: Final = 0.5
#: A place known less finely than this says which country, not where in it.
_LAND_KM: Final = 120.0
_FADES_KM: Final = 40.0
#: What happened at a landmark counts so much of what happened in the flashpoint's own area.
_LANDMARK: Final = 0.3
#: A theatre must be nearly as like as the likest one.
_AS_LIKE: Final = 0.8
#: From this likeness on, a report is like an entry that was published before.
_LIKE: Final = 0.17
ROUTING: Final = (
    "inside", "near", "far", "name", "landmark", "land", "one side", "two sides", "leader speaks", "leader acts",
    "leaders", "subject", "like",
)  # fmt: skip


class Clues(Struct, frozen=True):
    """What speaks for one flashpoint, as numbers in the order of ROUTING, and the words for it."""

    features: tuple[float, ...]
    words: tuple[str, ...]


class Router:
    """Routes reports to the flashpoints of one list. `rarity` weighs words; it is that of the reports around."""

    def __init__(self, profiles: Sequence[Profile], rarity: Rarity, locate: Locate | None = None) -> None:
        self.profiles = profiles
        self.rarity = rarity
        self.locate = locate
        self._likenesses: dict[str, _Likeness] = {}
        self._weighed_at = -1

    def routes(self, report: Report, traits: Traits | None = None) -> tuple[Route, ...]:
        """The flashpoints of a report, the surest first. Theatres come by place, names, rivals and subject; a capital
        only together with words or decisions of its government."""
        traits = traits or traits_of(report, self.locate)
        seen = Seen(report, traits)
        told = [(profile, self.clues(profile, seen)) for profile in self.profiles]
        likest = max((clues.features[-1] for profile, clues in told if not profile.capital), default=0.0)
        found = []
        for profile, clues in told:
            score = (CAPITAL if profile.capital else THEATRE).chance(clues.features)
            if score < ENOUGH or not clues.words:
                continue
            # Where only the country and the rivals point to a theatre, the one whose entries it is like gets it.
            here = clues.features[0] > 0 or clues.features[1] > 0.1 or any(clues.features[3:5])
            if profile.capital or here or clues.features[-1] >= _AS_LIKE * likest:
                found.append(Route(profile.slug, "; ".join(clues.words), round(score, 3)))
        return tuple(sorted(found, key=lambda route: (-route.score, route.flashpoint)))

    def clues(self, profile: Profile, seen: Seen) -> Clues:
        """What speaks for a flashpoint."""
        words: list[str] = []
        inside, near, far = self._place(profile, seen, words)
        name = _named(profile.names, seen)
        if name:
            words.append(f"names {name}")
        landmark = "" if name else _named(profile.landmarks, seen)
        if landmark:
            words.append(f"names {landmark}, near it")
        land = bool(_named(profile.land, seen))
        present = [sorted(side & seen.countries) for side in profile.sides]
        sides = [codes for codes in present if codes]
        if len(sides) > 1:
            words.append(f"speaks of {' and '.join(codes[0] for codes in sides[:3])}")
        subject, like = self._likeness(profile).of(seen, self.rarity)
        if like > 0.25:
            words.append("like an entry that was published before")
        if subject > 0.1 and (shared := self._telling(profile, seen)):
            words.append(f"on its subject ({', '.join(shared)})")
        own = profile.government in seen.acting
        if profile.capital and own:
            words.insert(0, f"said or decided by {profile.government}")
        # Rivals speak of each other everywhere: here it counts only where something else points here as well.
        here = bool(name or landmark or land or inside or near > 0.1 or like >= _LIKE)
        leaders = set(profile.leaders) if here else set()
        told = (
            name, landmark, land or (profile.capital and own), len(sides) == 1, here and len(sides) > 1,
            seen.speaking & leaders, seen.acting & leaders,
        )  # fmt: skip
        rivals = float(max(0, len(seen.countries & leaders) - 1))
        features = (inside, near, far, *(1.0 if one else 0.0 for one in told), rivals, subject, like)
        return Clues(features, tuple(words))

    def _place(self, profile: Profile, seen: Seen, words: list[str]) -> tuple[float, float, float]:
        sharp = [point for point in seen.traits.points if point[2] <= _LAND_KM]
        if not sharp or not profile.areas:
            return 0.0, 0.0, 0.0
        gap, _, area, point = min(
            ((_gap(area, point), not area.own, area, point) for area in profile.areas for point in sharp),
            key=lambda one: (max(0.0, one[0]), one[1], one[0]),
        )
        if gap <= 0:
            words.append(f"happened inside {area.name}" if point[2] <= area.km else f"may have happened at {area.name}")
            return area.km / max(area.km, point[2]) * (1.0 if area.own else _LANDMARK), 0.0, 0.0
        if gap < 2 * _FADES_KM:
            words.append(f"{gap:.0f} km from {area.name}")
        return 0.0, math.exp(-gap / _FADES_KM), min(gap / 500, 1.0)

    def _likeness(self, profile: Profile) -> _Likeness:
        """What a profile's texts weigh now: rarity changes when reports are added, and not while they are routed."""
        if self._weighed_at != self.rarity.reports:
            self._likenesses = {}
            self._weighed_at = self.rarity.reports
        found = self._likenesses.get(profile.slug)
        if found is None:
            found = self._likenesses[profile.slug] = _Likeness(profile, self.rarity)
        return found

    def _telling(self, profile: Profile, seen: Seen) -> list[str]:
        shared = [word for word in seen.counts if word in profile.subject]
        shared.sort(key=lambda word: (-self.rarity.of(word), word))
        return [seen.written[word] for word in shared[:3] if self.rarity.of(word) > 1.5]


class _Likeness:
    """The cosines of a report with a profile's subject and each of its entries, words weighed by rarity.

    The texts stand by their words, so that a report asks for its own words alone.
    """

    def __init__(self, profile: Profile, rarity: Rarity) -> None:
        texts = [profile.subject, *(words for _, words in profile.entries)]
        self._days = [day for day, _ in profile.entries]
        self._norms = [_norm(words, rarity) for words in texts]
        self._by_word: dict[str, list[tuple[int, float]]] = {}
        for n, words in enumerate(texts):
            for word, weight in words.items():
                self._by_word.setdefault(word, []).append((n, weight))

    def of(self, seen: Seen, rarity: Rarity) -> tuple[float, float]:
        """How like the subject, and how like the likest entry of a day before the report's."""
        dots = [0.0] * len(self._norms)
        for word, n in seen.counts.items():
            if places := self._by_word.get(word):
                weight = rarity.of(word) ** 2 * n
                for at, theirs in places:
                    dots[at] += weight * theirs
        mine = seen.norm(rarity)
        subject, *entries = (dot / (mine * norm) if dot else 0.0 for dot, norm in zip(dots, self._norms, strict=True))
        like = max((c for day, c in zip(self._days, entries, strict=True) if day < seen.traits.day), default=0.0)
        return subject, like


def _norm(words: Mapping[str, float], rarity: Rarity) -> float:
    return math.sqrt(sum((rarity.of(word) * n) ** 2 for word, n in words.items()))


class Seen:
    """One report as the router looks at it: its words, the countries it speaks of, who acts or speaks in it."""

    def __init__(self, report: Report, traits: Traits) -> None:
        self.report = report
        self.traits = traits
        self.text = f"{report.title}\n{report.translation or report.text}"
        self._norm = 0.0

    def norm(self, rarity: Rarity) -> float:
        """The length of its words as a vector. It is looked at while rarity stands still."""
        self._norm = self._norm or _norm(self.counts, rarity)
        return self._norm

    @cached_property
    def words(self) -> list[str]:
        return words_of(self.text)

    @cached_property
    def counts(self) -> Mapping[str, float]:
        made: dict[str, float] = {}
        for word in telling(self.text):
            made[word] = made.get(word, 0) + 1
        return {word: 1 + math.log(n) for word, n in made.items()}

    @cached_property
    def written(self) -> Mapping[str, str]:
        return {stem: word for word in reversed(self.words) for stem in telling(word)}

    @cached_property
    def countries(self) -> frozenset[str]:
        """Codes of the countries and groups that act, are acted on, speak, are spoken about, or are named."""
        about = {code.split(":")[0] for statement in self.report.statements for code in statement.about}
        speaking = {statement.country for statement in self.report.statements}
        return frozenset(self.traits.actors | about | speaking | lands_in(self.words))

    @cached_property
    def speaking(self) -> frozenset[str]:
        """Countries whose government, forces or parliament speak."""
        return frozenset(s.country for s in self.report.statements if s.role in ("GOV", "MIL", "LEG"))

    @cached_property
    def acting(self) -> frozenset[str]:
        """Countries whose government acts or speaks."""
        roles = ("GOV", "MIL", "LEG")
        acts = {e.actor.split(":")[0] for e in self.report.events if e.actor.partition(":")[2] in (*roles, "")}
        return frozenset(acts | self.speaking)


def _gap(area: Area, point: Point) -> float:
    """Kilometres between an area's edge and a place, less half of what the place is uncertain by."""
    return kilometres((area.lat, area.lon, 0.0), point) - area.km - point[2] / 2


def _named(names: Iterable[tuple[str, ...]], seen: Seen) -> str:
    """The first of these names that stands in the report, word after word."""
    words = seen.words
    for name in names:
        first, size = name[0], len(name)
        for n, word in enumerate(words):
            if word == first and tuple(words[n : n + size]) == name:
                return " ".join(name)
    return ""


#: Set by hand from a fit on half of the mixed reports (bench/matcher_fit.py says how).
THEATRE: Final = Weights(-5.4, (6.0, 0.5, -1.0, 5.6, 0.5, 2.5, 0.5, 1.7, 3.4, 0.3, 2.5, 1.1, 1.7))
CAPITAL: Final = Weights(-6.0, (1.0, 0.5, 0.0, 2.0, 0.0, 3.0, 0.5, 1.0, 0.5, 0.5, 1.0, 3.0, 3.0))
