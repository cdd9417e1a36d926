"""How likely two reports tell the same story: few features, weighed by a small logistic model.

The weights were fitted on pairs of the odd-numbered stories of `bench/stories` (bench/matcher_fit.py does it again);
the other half measures them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
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

    def add(self, traits: Traits) -> None:
        """Count one report's words, each once."""
        self.add_words((*traits.words, *traits.names))

    def add_words(self, words: Iterable[str]) -> None:
        """Count the words of one text, each once."""
        self.reports += 1
        self.seen.update(set(words))

    def of(self, word: str) -> float:
        """The word's inverse frequency, at least .1."""
        return max(0.1, math.log((self.reports + _BEHIND) / (self.seen[word] + 1)))


def features_of(one: Traits, other: Traits, rarity: Rarity) -> tuple[float, ...]:
    """The features of a pair, in the order of FEATURES; each 0 where nothing is known."""
    near = _distance(one.points, other.points)
    gap, told = _days_apart(one, other)
    return (
        _cosine(_vector(one, rarity), _vector(other, rarity)),
        _shared(one.names, other.names, rarity),
        1.0 if near is not None and near <= 30 else 0.0,
        min(near / 200, 1.0) if near is not None and near > 60 else 0.0,
        1.0 if gap == 0 and told else 0.0,
        float(min(gap, 4)) if told else min(gap, 8) * 0.5,
        float(min(2, len({n for n in one.numbers & other.numbers if n[0] > 1}))),
        1.0 if _contradict(one, other) else 0.0,
        len(one.actors & other.actors) / (len(one.actors | other.actors) or 1),
        1.0 if one.types & other.types else 0.0,
    )


def _vector(traits: Traits, rarity: Rarity) -> Mapping[str, float]:
    counts = Counter(traits.words)
    return {word: (1 + math.log(n)) * rarity.of(word) for word, n in counts.items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    dot = sum(weight * other[word] for word, weight in one.items() if word in other)
    if not dot:
        return 0.0
    norms = [math.sqrt(sum(w * w for w in vector.values())) for vector in (one, other)]
    return dot / (norms[0] * norms[1])


def _shared(one: frozenset[str], other: frozenset[str], rarity: Rarity) -> float:
    """The share of the rarer side's names that both have, weighed by rarity."""
    if not one or not other:
        return 0.0
    both = sum(rarity.of(name) for name in one & other)
    return both / min(sum(map(rarity.of, one)), sum(map(rarity.of, other)))


def _distance(one: Iterable[Point], other: Iterable[Point]) -> float | None:
    """Kilometres between the nearest two places that are known well enough to tell, less what is uncertain."""
    sharp = [[p for p in points if p[2] <= 100] for points in (one, other)]
    gaps = [max(0.0, kilometres(a, b) - min(a[2] + b[2], 40)) for a in sharp[0] for b in sharp[1]]
    return min(gaps, default=None)


def kilometres(one: Point, other: Point) -> float:
    """The great-circle distance of two points on a sphere; within half a percent of the ellipsoid's."""
    lat1, lon1, lat2, lon2 = map(math.radians, (one[0], one[1], other[0], other[1]))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _days_apart(one: Traits, other: Traits) -> tuple[int, bool]:
    """Days between what two reports tell of, and whether both say when; who does not say tells of the day of
    publication or the day before."""
    told = bool(one.happened and other.happened)
    sides = [
        [day.toordinal() for day in traits.happened] or [traits.day.toordinal() - 1, traits.day.toordinal()]
        for traits in (one, other)
    ]
    return min(abs(a - b) for a in sides[0] for b in sides[1]), told


def _contradict(one: Traits, other: Traits) -> bool:
    """Whether both count the same thing and no count agrees."""
    mine, theirs = ({noun: n for n, noun in sorted(side.numbers) if noun} for side in (one, other))
    common = mine.keys() & theirs.keys()
    return bool(common) and all(mine[noun] != theirs[noun] for noun in common)
