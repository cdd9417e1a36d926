"""How likely two reports tell the same story: few features, weighed by a small logistic model.

The weights were fitted on pairs of the odd-numbered stories of `bench/stories` (bench/matcher_fit.py does it again);
the other half measures them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from .traits import Point, Traits

#: Reports further apart than this, by their publication, never tell one story.
WINDOW_DAYS: Final = 8
#: Pseudo-reports behind every word's frequency, so that a first handful of reports does not make all words rare.
_BEHIND: Final = 60
_EARTH_KM: Final = 6371.0

FEATURES: Final = (
    "words", "names", "same place", "other place", "same day", "days apart", "numbers", "other numbers", "actors",
    "types",
)  # fmt: skip


class Weights(Struct, frozen=True):
    """A logistic model over FEATURES."""

    bias: float
    of: tuple[float, ...]

    def chance(self, features: tuple[float, ...]) -> float:
        """The chance, 0 to 1, that a pair with these features tells one story."""
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, self.score(features)))))

    def score(self, features: tuple[float, ...]) -> float:
        """The same as the logarithm of the odds."""
        return self.bias + sum(weight * value for weight, value in zip(self.of, features, strict=True))


class Rarity:
    """How rare each word is among the reports seen so far: the weight of a word that two reports share."""

    def __init__(self) -> None:
        self.reports = 0
        self.seen: Counter[str] = Counter()
        self._known: dict[str, float] = {}

    def add(self, traits: Traits) -> None:
        """Count one report's words, each once."""
        self.add_words((*traits.words, *traits.names))

    def add_words(self, words: Iterable[str]) -> None:
        """Count the words of one text, each once."""
        self.reports += 1
        self.seen.update(set(words))
        self._known.clear()

    def of(self, word: str) -> float:
        """The word's inverse frequency, at least .1."""
        known = self._known.get(word)
        if known is None:
            known = max(0.1, math.log((self.reports + _BEHIND) / (self.seen[word] + 1)))
            self._known[word] = known
        return known


class Weighed:
    """One report's traits made ready to be compared many times, its words weighed as they were rare when it was made.

    A report is compared with hundreds of others; all that does not depend on the other is worked out here, once.
    """

    __slots__ = ("days", "name_weights", "names", "norm", "numbers", "points", "traits", "vector")

    def __init__(self, traits: Traits, rarity: Rarity) -> None:
        self.traits = traits
        self.vector = {word: (1 + math.log(n)) * rarity.of(word) for word, n in Counter(traits.words).items()}
        self.norm = math.sqrt(sum(w * w for w in self.vector.values()))
        self.name_weights = {name: rarity.of(name) for name in sorted(traits.names)}
        self.names = sum(self.name_weights.values())
        self.points = [(p, math.radians(p[0]), math.radians(p[1])) for p in traits.points if p[2] <= 100]
        published = traits.day.toordinal()
        # Who does not say when tells of the day of publication or the day before.
        self.days = [day.toordinal() for day in traits.happened] or [published - 1, published]
        self.numbers = {noun: n for n, noun in sorted(traits.numbers) if noun}


def features_of(one: Weighed, other: Weighed) -> tuple[float, ...]:
    """The features of a pair, in the order of FEATURES; each 0 where nothing is known."""
    mine, theirs = one.traits, other.traits
    near = _distance(one, other)
    told = bool(mine.happened and theirs.happened)
    gap = min(abs(a - b) for a in one.days for b in other.days)
    return (
        _cosine(one, other),
        _shared(one, other),
        1.0 if near is not None and near <= 30 else 0.0,
        min(near / 200, 1.0) if near is not None and near > 60 else 0.0,
        1.0 if gap == 0 and told else 0.0,
        float(min(gap, 4)) if told else min(gap, 8) * 0.5,
        float(min(2, len({n for n in mine.numbers & theirs.numbers if n[0] > 1}))),
        1.0 if _contradict(one, other) else 0.0,
        len(mine.actors & theirs.actors) / (len(mine.actors | theirs.actors) or 1),
        1.0 if mine.types & theirs.types else 0.0,
    )


def _cosine(one: Weighed, other: Weighed) -> float:
    """The cosine of two texts' words, weighed by rarity."""
    # Added up in the order of the shorter text, so that a pair is as like as the same pair the other way round.
    short, long = sorted((one.vector, other.vector), key=len)
    dot = sum(weight * long[word] for word, weight in short.items() if word in long)
    return dot / (one.norm * other.norm) if dot else 0.0


def _shared(one: Weighed, other: Weighed) -> float:
    """The share of the rarer side's names that both have, weighed by rarity."""
    if not one.name_weights or not other.name_weights:
        return 0.0
    short, long = sorted((one.name_weights, other.name_weights), key=len)
    return sum(weight for name, weight in short.items() if name in long) / min(one.names, other.names)


def _distance(one: Weighed, other: Weighed) -> float | None:
    """Kilometres between the nearest two places that are known well enough to tell, less what is uncertain."""
    if not one.points or not other.points:
        return None
    nearest = math.inf
    for a, a_lat, a_lon in one.points:
        for b, b_lat, b_lon in other.points:
            apart = 0.0 if a == b else _arc(a_lat, a_lon, b_lat, b_lon) - min(a[2] + b[2], 40)
            if apart <= 0.0:
                return 0.0
            nearest = min(nearest, apart)
    return nearest


def kilometres(one: Point, other: Point) -> float:
    """The great-circle distance of two points on a sphere; within half a percent of the ellipsoid's."""
    return _arc(*map(math.radians, (one[0], one[1], other[0], other[1])))


def _arc(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The same for radians."""
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _contradict(one: Weighed, other: Weighed) -> bool:
    """Whether both count the same thing and no count agrees."""
    common = one.numbers.keys() & other.numbers.keys()
    return bool(common) and all(one.numbers[noun] != other.numbers[noun] for noun in common)
