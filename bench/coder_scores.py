"""Scores with 95 % bootstrap intervals over documents: F1, macro-F1, calibration error, shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

D = TypeVar("D")

QUAD_SIDE = {
    "AGREE": "+", "CONSULT": "+", "SUPPORT": "+", "CONCEDE": "+", "YIELD": "+", "COOPERATE": "+", "AID": "+",
    "RETREAT": "+", "REQUEST": "-", "ACCUSE": "-", "REJECT": "-", "THREATEN": "-", "PROTEST": "-", "SANCTION": "-",
    "MOBILIZE": "-", "COERCE": "-", "ASSAULT": "-",
}  # fmt: skip


def interval(
    docs: Sequence[D], score: Callable[[Sequence[D]], float], rounds: int = 1000
) -> tuple[float, float, float]:
    """`score` of all documents and its 2.5th and 97.5th percentile over `rounds` resamples of them."""
    rng = np.random.default_rng(20180621)
    values = [score([docs[i] for i in rng.integers(0, len(docs), len(docs))]) for _ in range(rounds)]
    low, high = np.percentile(values, [2.5, 97.5])
    return score(docs), float(low), float(high)


def f1(counts: Sequence[tuple[int, int, int]]) -> float:
    """F1 of summed (matched, coded, gold) counts; 0 where nothing is there to be found."""
    matched, coded, gold = (sum(c[i] for c in counts) for i in range(3))
    return 2 * matched / (coded + gold) if coded + gold else 0.0


def share(counts: Sequence[tuple[int, int]]) -> float:
    """Summed hits over summed tries."""
    hits, tries = sum(c[0] for c in counts), sum(c[1] for c in counts)
    return hits / tries if tries else 0.0


def overlap(coded: Sequence[object], gold: Sequence[object]) -> tuple[int, int, int]:
    """(matched, coded, gold) of two multisets."""
    return sum((Counter(coded) & Counter(gold)).values()), len(coded), len(gold)


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean over the gold labels of one-against-rest F1; pairs are (gold, coded)."""
    matched = Counter(g for g, c in pairs if g == c)
    gold, coded = Counter(g for g, _ in pairs), Counter(c for _, c in pairs)
    return float(np.mean([2 * matched[t] / (gold[t] + coded[t]) for t in gold]))


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error over equal-width bins of the confidence."""
    total = 0.0
    for low in range(bins):
        here = [(c, r) for c, r in pairs if low / bins <= c < (low + 1) / bins or (low == bins - 1 and c == 1.0)]
        if here:
            gap = abs(sum(c for c, _ in here) / len(here) - sum(r for _, r in here) / len(here))
            total += gap * len(here) / len(pairs)
    return total


def km_between(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres on a sphere of 6371 km."""
    a, b, c, d = np.radians([lat1, lon1, lat2, lon2])
    h = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return float(2 * 6371 * np.arcsin(min(1.0, float(np.sqrt(h)))))
