"""Which dates begin an entry: the dated list is cut where the page itself shows that it is cut.

Every date of the section is weighed by what stands left of it (a fold such as “View More”, a block's start, the end of
a sentence, or a preposition) and right of it (a capital, a small letter, a comma). Then the chain of dates with the
greatest weight is taken, where a step against the page's order costs. So a date in a sentence, or under a picture,
does not open an entry, and an entry that stands out of order still does if its place on the page is clear.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from typing import Final

from msgspec import Struct

from .boundaries import break_after, break_before, ends_sentence, skip_back, skip_on, starts_sentence, word_before
from .credit_words import LEADS_TO_DATE
from .dates import DateMark
from .furniture import Furniture
from .headings import at_heading

_AGAINST_ORDER: Final = 2.0
_COST: Final = 0.75
_SEPARATOR: Final = re.compile(r"\s*[:|•·–—-]\s*")
_WEEKDAY: Final = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?", re.IGNORECASE)
_TAIL: Final = re.compile(r"(?:[.!?…][\"”’')\]]{0,3})\s+([^\s.!?…][^.!?…\n]{0,39})$")

#: A sign of its own right before a date, such as a bullet.
_SIGN: Final = re.compile(r"(?<=\s)[^\w\s.,;:!?…\"“”‘’'()\[\]–—-]{1,3}$")


class Opening(Struct, frozen=True):
    """A date that opens an entry: its mark and the weight of what speaks for it."""

    date: DateMark
    weight: float


class Surroundings(Struct, frozen=True):
    """What the weighing looks at: the section `text[lo:hi]`, its furniture, the dates that are captions', and how many
    of the dates that could open an entry have a fold before them (0 to 1)."""

    text: str
    lo: int
    hi: int
    furniture: tuple[tuple[int, int], ...]
    caption_dates: frozenset[int]
    credit_ends: frozenset[int]
    fold_share: float


def find_openings(around: Surroundings, dates: list[DateMark]) -> list[Opening]:
    """The dates among `dates` (those of the section, in order) that open an entry, in order."""
    ends = frozenset(end for _, end in around.furniture)
    weighed = []
    for index, date in enumerate(dates):
        following = next(
            (d.start for d in dates[index + 1 : index + 4] if _can_open(around.text, d, around.lo)), around.hi
        )
        previous = dates[index - 1].end if index else -1
        weight = _weight(around, date, previous, following, ends)
        if weight > -1.0 and date.start not in around.caption_dates:
            weighed.append(Opening(date, weight))
    falling, falling_total = _chain(weighed, rising=False)
    rising, rising_total = _chain(weighed, rising=True)
    return rising if rising_total > falling_total else falling


def fold_share(text: str, lo: int, dates: list[DateMark], ends: frozenset[int]) -> float:
    """Of the dates that could open an entry, how many have a fold before them: 0 to 1; 0 for fewer than two."""
    folded = sum(skip_back(text, d.start, lo) in ends for d in dates if d.is_day)
    possible = sum(_can_open(text, d, lo) for d in dates)
    return folded / possible if folded >= 2 else 0.0


def own_folds(text: str, dates: list[DateMark], furniture: list[Furniture]) -> list[Furniture]:
    """What the page itself sets between its entries, if it is no known furniture (“Expand”, “•”, the page's title).

    It is a sign, or stands after a full stop, and stands right before at least three dates and two in five of those
    that could open an entry. Given back is every place where it stands before a date, a heading, furniture or the end.
    """
    possible = [d for d in dates if _can_open(text, d)]
    before = [text[max(0, d.start - 80) : skip_back(text, d.start)] for d in possible]
    tails = Counter(m[1].strip() for part in before if (m := _TAIL.search(part)))
    tails.update(m.group() for part in before if (m := _SIGN.search(part)))
    usable = [
        t
        for t, _ in tails.most_common(20)
        # A figure is the end of a date whose month is shortened: “2 Sept. 2020”.
        if len(t.split()) <= 4 and not t[0].islower() and not any(c.isdigit() for c in t)
    ]
    count, tail = max(((sum(part.endswith(t) for part in before), t) for t in usable), default=(0, ""))
    if count < 3 or count * 5 < 2 * len(possible) or at_heading(text, text.find(tail)):
        return []
    starts = {d.start for d in dates} | {f.start for f in furniture} | {len(text)}
    return [
        Furniture(match.start(), match.end(), "more")
        for match in re.finditer(re.escape(tail), text)
        if (after := skip_on(text, match.end(), len(text))) in starts or at_heading(text, after)
    ]


def after_style(text: str, lo: int, dates: list[DateMark], folds: list[tuple[int, int]]) -> bool:
    """Does this page set its fold after an entry's date, not after its text?"""
    starts, ends = {start for start, _ in folds}, {end for _, end in folds}
    followed = sum(skip_on(text, d.end, len(text)) in starts for d in dates if d.is_day)
    preceded = sum(skip_back(text, d.start, lo) in ends for d in dates if d.is_day)
    return followed >= 3 and followed * 5 >= len(dates) * 3 and preceded * 5 < len(dates) * 2


def _can_open(text: str, date: DateMark, lo: int = 0) -> bool:
    """May the date open an entry, by the word before it?"""
    word = word_before(text, date.start, lo)
    return date.is_day and word.lower() not in LEADS_TO_DATE and not word.endswith((",", "("))


def _weight(around: Surroundings, date: DateMark, previous: int, following: int, ends: frozenset[int]) -> float:
    left, certain = _left(around, date, previous, ends)
    if date.when is None:
        return -9.0
    right = _right(around.text, date, min(following, around.hi))
    if not date.is_day and not certain:
        # A month alone is as a rule a sentence's: it opens an entry only between two sentences, where no fold parts.
        return left + right - _COST - 1.0 if around.fold_share < 0.5 and left >= 1.5 and right >= 1.0 else -9.0
    if not certain:
        # The more of the page's entries have a fold before them, the less a date without one counts.
        right -= 1.25 * min(1.0, max(0.0, (around.fold_share - 0.5) / 0.4))
    return left + right - _COST


def _left(around: Surroundings, date: DateMark, previous: int, ends: frozenset[int]) -> tuple[float, bool]:
    """Weight of what stands before the date, and whether it leaves no doubt."""
    text, lo = around.text, around.lo
    end = skip_back(text, date.start, lo)
    if end <= lo or end in ends:
        return 4.0, True
    broken = break_before(text, date.start)
    if broken == 2:
        return 3.0, True
    word = word_before(text, date.start, lo)
    if word.strip("(“\"'").lower() in LEADS_TO_DATE or word[-1] in ",(–—-/&" or _WEEKDAY.fullmatch(word):
        return -5.0, False
    if end == previous or end in around.credit_ends:
        return 2.0, False
    if broken:
        return 1.5, False
    sentence = ends_sentence(text, date.start, lo)
    if sentence:
        return float(sentence), False
    # A full stop may be missing: “… soldiers to al-Tanf 19 February 2018 Russia’s foreign minister …”.
    return (0.25 if word.islower() else 0.5), False


def _right(text: str, date: DateMark, following: int) -> float:
    """Weight of what stands after the date, up to the next one."""
    start = skip_on(text, date.end, following)
    if start >= following:
        return 0.0
    separator = _SEPARATOR.match(text, date.end, following)
    if separator and not text[date.end : separator.end()].endswith("-"):
        start = separator.end()
    elif text[start] in ",;.)/":
        return -4.0
    elif text[start] in "'’" and start == date.end:
        return -5.0
    if break_after(text, date.end) == 2:
        return 1.0
    if not starts_sentence(text, start):
        return -3.0
    words = text[start : min(following, start + 400)].split()
    return 1.0 if len(words) >= 5 and any(w[0].islower() for w in words) else 0.0


def _chain(openings: list[Opening], rising: bool) -> tuple[list[Opening], float]:
    """The chain of openings with the greatest sum of weights, less a cost for every step against the order.

    Kept in O(n log n) by a Fenwick tree of best sums over the days.
    """
    days = sorted({o.date.when.first for o in openings if o.date.when})
    best_upto: list[tuple[float, int]] = [(0.0, -1)] * (len(days) + 1)
    best_any, before = (0.0, -1), [-1] * len(openings)
    for index, opening in enumerate(openings):
        assert opening.date.when is not None
        rank = bisect.bisect_left(days, opening.date.when.first)
        place = rank + 1 if rising else len(days) - rank
        total, link = max(_query(best_upto, place), (best_any[0] - _AGAINST_ORDER, best_any[1]), key=lambda b: b[0])
        before[index] = link
        reached = (total + opening.weight, index)
        _update(best_upto, place, reached)
        best_any = max(best_any, reached, key=lambda b: b[0])
    chain, index = [], best_any[1]
    while index >= 0:
        chain.append(openings[index])
        index = before[index]
    return chain[::-1], best_any[0]


def _query(tree: list[tuple[float, int]], place: int) -> tuple[float, int]:
    best = (0.0, -1)
    while place > 0:
        best = max(best, tree[place], key=lambda b: b[0])
        place -= place & -place
    return best


def _update(tree: list[tuple[float, int]], place: int, value: tuple[float, int]) -> None:
    while place < len(tree):
        if value[0] > tree[place][0]:
            tree[place] = value
        place += place & -place
