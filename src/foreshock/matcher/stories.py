"""Same-story grouping: one event is one story, though forty outlets carry it on three days.

Texts that are nearly the same join at once (MinHash over word triples, datasketch). Other reports are compared with
the stories that share a rare word, a place or a near-copy with them and lie within WINDOW_DAYS, and join the one whose
reports they are likest on average, if that is likely enough. Reports are taken in order of day and id, so a batch
groups alike in whatever order it came; what came in earlier batches is not parted again.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from .likeness import WINDOW_DAYS, Rarity, Weighed, Weights, features_of
from .traits import Traits

#: A report joins a story when the mean of its scores with the story's reports (log odds) is at least this.
JOINS: Final = -0.75
#: At so many reports a story is represented by its first and its newest.
_COMPARED: Final = 12
#: At most so many stories are compared with a report, those with the most in common first.
_CANDIDATES: Final = 40
_NEAR_COPY: Final = 0.8
_PERMUTATIONS: Final = 64
#: At most so many reports are kept ready to be compared; the others are made ready again when they are needed.
_READY: Final = 4_000
#: Words rarer than this (natural log of the inverse share) lead to stories.
_RARE: Final = 2.0

#: Fitted on the odd-numbered stories of bench/stories (bench/matcher_fit.py); then the weights of words and of other
#: places were raised and that of the same place lowered as far as the same stories allow: reports of one place and
#: week are not one story, and those of places far apart never are.
LIKE: Final = Weights(-0.88, (11.0, 1.30, 1.50, -2.80, 0.30, -1.06, 0.02, -0.58, 0.89, 0.41))


class Story(Struct):
    """Reports of one event, in the order in which they joined. `number` counts the stories of a Grouper."""

    number: int
    reports: list[Traits]

    @property
    def first(self) -> Traits:
        """The earliest report, which names the story."""
        return min(self.reports, key=lambda traits: (traits.day, traits.report))


class Grouper:
    """Groups reports into stories as they come. Not safe to use from several threads."""

    def __init__(self, rarity: Rarity | None = None) -> None:
        from datasketch import MinHashLSH

        self.rarity = rarity or Rarity()
        self.stories: list[Story] = []
        self._copies: Any = MinHashLSH(threshold=_NEAR_COPY, num_perm=_PERMUTATIONS)
        self._story_of: dict[str, int] = {}
        self._weighed: dict[str, Weighed] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_cell: dict[tuple[int, int], list[int]] = defaultdict(list)

    def add(self, batch: Iterable[Traits]) -> list[Story]:
        """Put a batch of reports into stories; the stories that grew or began, each once, in order.

        A report that is there already changes nothing.
        """
        new = sorted(
            {t.report: t for t in batch if t.report not in self._story_of}.values(), key=lambda t: (t.day, t.report)
        )
        for traits in new:
            self.rarity.add(traits)
        self._weighed.clear()
        touched: dict[int, None] = {}
        for traits in new:
            touched[self._place(traits)] = None
        return [self.stories[number] for number in sorted(touched)]

    def _place(self, traits: Traits) -> int:
        sketch = _sketch(traits.words)
        number = self._copy_of(traits, sketch)
        if number is None:
            number = self._likest(traits)
        if number is None:
            number = len(self.stories)
            self.stories.append(Story(number, []))
        self.stories[number].reports.append(traits)
        self._story_of[traits.report] = number
        if sketch is not None:
            self._copies.insert(traits.report, sketch)
        for word in self._leads(traits):
            self._by_word[word].append(number)
        for cell in _cells(traits, 0):
            self._by_cell[cell].append(number)
        return number

    def _copy_of(self, traits: Traits, sketch: Any) -> int | None:
        """The story of a near-copy within the window, the first of them."""
        if sketch is None:
            return None
        numbers = sorted({self._story_of[report] for report in self._copies.query(sketch)})
        return next((n for n in numbers if self._gap(self.stories[n], traits) <= WINDOW_DAYS), None)

    def _likest(self, traits: Traits) -> int | None:
        best: tuple[float, int] | None = None
        for number in self._candidates(traits):
            score = self._score(self.stories[number], traits)
            if score >= JOINS and (best is None or score > best[0]):
                best = (score, number)
        return best[1] if best else None

    def _candidates(self, traits: Traits) -> list[int]:
        common: Counter[int] = Counter()
        for word in self._leads(traits):
            common.update(dict.fromkeys(self._by_word.get(word, ())[-400:], 1))
        for cell in _cells(traits, 1):
            common.update(dict.fromkeys(self._by_cell.get(cell, ())[-400:], 2))
        near = [n for n in common if self._gap(self.stories[n], traits) <= WINDOW_DAYS]
        near.sort(key=lambda n: (-common[n], n))
        return near[:_CANDIDATES]

    def _score(self, story: Story, traits: Traits) -> float:
        """The mean log odds that the report tells the story, over the story's reports."""
        reports = story.reports
        if len(reports) > _COMPARED:
            reports = [reports[0], *reports[1 - _COMPARED :]]
        mine = self._ready(traits)
        return sum(LIKE.score(features_of(mine, self._ready(other))) for other in reports) / len(reports)

    def _ready(self, traits: Traits) -> Weighed:
        """A report ready to be compared, for one batch: the next one changes how rare words are."""
        found = self._weighed.get(traits.report)
        if found is None:
            if len(self._weighed) >= _READY:
                del self._weighed[next(iter(self._weighed))]
            found = self._weighed[traits.report] = Weighed(traits, self.rarity)
        return found

    def _gap(self, story: Story, traits: Traits) -> int:
        """Days to the nearest report of a story."""
        return min(abs((other.day - traits.day).days) for other in story.reports[-_COMPARED:])

    def _leads(self, traits: Traits) -> Iterator[str]:
        """The words that lead to stories: its rare ones, at most a dozen."""
        rare = sorted({*traits.words, *traits.names}, key=lambda word: (-self.rarity.of(word), word))
        yield from (word for word in rare[:12] if self.rarity.of(word) >= _RARE)


def _sketch(words: Sequence[str]) -> Any:
    """The MinHash of a text's word triples, None for a text of fewer than eight words: short ones are alike by
    chance."""
    if len(words) < 8:
        return None
    from datasketch import MinHash

    sketch = MinHash(num_perm=_PERMUTATIONS, seed=1)
    sketch.update_batch({" ".join(triple).encode() for triple in zip(words, words[1:], words[2:], strict=False)})
    return sketch


def _cells(traits: Traits, around: int) -> set[tuple[int, int]]:
    """Half-degree cells of the places that are known well, and those up to `around` beside them."""
    beside = range(-around, around + 1)
    return {
        (math.floor(lat * 2) + up, math.floor(lon * 2) + side)
        for lat, lon, km in traits.points
        if km <= 100
        for up in beside
        for side in beside
    }
