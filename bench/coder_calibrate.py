"""Print the share of right types by strength and level of the reading: what `coder/confidence.py` is set from.

    python bench/coder_calibrate.py [--gold DIR]

Read are the al-Tanf gold, the PETRARCH unit sentences, this project's own sentences (tests/coder, bench/own) and the
tuning half of its news (bench/news); PLV is not.
Shares are smoothed by four readings at the overall share.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from pathlib import Path

import coder_news
import coder_sets as sets
from foreshock.coder import Coder
from foreshock.coder.tables import rows_of

HERE = Path(__file__).parent
_READING = re.compile(r"event: \S+ (\w+) .*level (\d), strength (\d)\)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=HERE.parent / "../shared")
    gold = parser.parse_args().gold
    sys.path.insert(0, str(HERE.parent / "tests/coder"))
    from test_event_types import CASES  # type: ignore[import-not-found]

    weis, cameo, names = (dict(rows_of(HERE / f"petrarch_{name}.csv", ",")) for name in ("weis", "cameo", "names"))
    texts = [(text, "2015-05-05", {kind}) for text, kind in CASES]
    texts += [(i.text, i.date, {e["type"] for e in i.gold["events"]}) for i in sets.al_tanf(gold)]
    texts += [(i.text, i.date, {t for t, _, _ in i.gold}) for i in sets.petrarch(gold, weis | cameo, names)]
    texts += [(i.text, i.date, {i.gold[0]}) for i in sets.own()]
    for name in ("gold", "wire"):
        texts += [(i.text, i.date, {e["type"] for e in i.gold["events"]}) for i in coder_news.items(name, "tuning")]
    coder = Coder(actors=[HERE / "petrarch_actors.csv"], explain=True)
    right: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for text, date, kinds in texts:
        for line in coder.code(text, date).explain:
            if found := _READING.search(line):
                right[int(found[3]), int(found[2])].append(found[1] in kinds)
    everything = [hit for hits in right.values() for hit in hits]
    prior = sum(everything) / len(everything)
    for (strength, level), hits in sorted(right.items(), reverse=True):
        share = (sum(hits) + 4 * prior) / (len(hits) + 4)
        print(f"strength {strength}, level {level}: {share:.2f} of {len(hits)}")


if __name__ == "__main__":
    main()
