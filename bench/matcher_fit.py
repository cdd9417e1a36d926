"""Fit the matcher's weights again and print them, as they stand (rounded) in src/foreshock/matcher.

    python bench/matcher_fit.py

Grouping: logistic regression (scikit-learn, C = 1) on all pairs of reports of odd-numbered stories within the window.
The weights of routing started from the same kind of fit on half of the reports of bench/matcher.py and were then
rounded and set by hand: where the set has too few of a kind to tell (a landmark named, a place nearby), and so that two
rivals count only where something else points to the flashpoint. Those of capitals are set by hand.
"""

from __future__ import annotations

import argparse

import numpy as np
from sklearn.linear_model import LogisticRegression

import matcher_sets as sets
from foreshock.store.coding import coded


def fit_grouping() -> None:
    from foreshock.coder import Coder
    from foreshock.matcher.likeness import FEATURES, WINDOW_DAYS, Rarity, Weighed, features_of
    from foreshock.matcher.matcher import coder_places
    from foreshock.matcher.traits import traits_of

    stories = sets.stories()
    story_of = {report.id: n for n, story in enumerate(stories) for report in story}
    reports = list(coded(report for story in stories for report in story))
    traits = [traits_of(report, coder_places(Coder())) for report in reports]
    rarity = Rarity()
    for one in traits:
        rarity.add(one)
    odd = [one for one in traits if story_of[one.report] % 2 == 0]
    pairs = [(a, b) for n, a in enumerate(odd) for b in odd[:n] if abs((a.day - b.day).days) <= WINDOW_DAYS]
    ready = {one.report: Weighed(one, rarity) for one in odd}
    x = np.array([features_of(ready[a.report], ready[b.report]) for a, b in pairs])
    y = np.array([story_of[a.report] == story_of[b.report] for a, b in pairs])
    model = LogisticRegression(C=1.0, max_iter=2000).fit(x, y)
    print(f"grouping, {len(pairs)} pairs, {y.sum()} of one story; bias {model.intercept_[0]:.2f}")
    for name, weight in zip(FEATURES, model.coef_[0], strict=True):
        print(f"  {name:<14} {weight:6.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    fit_grouping()


if __name__ == "__main__":
    main()
