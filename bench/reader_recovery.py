"""How much of invented pages of other flashpoints comes back exactly.

    python bench/reader_recovery.py [--pages 200] [--json FILE]

Each page (tests/sources/varied_pages.py) is written out in eleven forms: text on one line, in lines, in paragraphs,
and eight kinds of HTML. It counts as exact only if title, date, sections, every entry, every paragraph and every
caption with its credit are the same to the letter and nothing is left over.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/sources"))

from varied_pages import differences, draw_page, written_out

from foreshock.sources.page import read_page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    exact: Counter[str] = Counter()
    entries_exact: Counter[str] = Counter()
    entries = 0
    for seed in range(options.pages):
        page = draw_page(seed)
        entries += len(page.items)
        for form, (name, text) in written_out(page).items():
            reading = read_page(text.encode(), name)
            exact[form] += not differences(page, reading)
            wanted = Counter((item.date, item.text) for item in page.items)
            got = Counter((entry.date, " ".join(entry.text.split())) for entry in reading.entries)
            entries_exact[form] += (wanted & got).total()
    print(f"{options.pages} pages with {entries:,} entries in each form")
    print(f"{'form':<12} {'pages exact':>14} {'entries exact':>16}")
    rows = {form: {"pages": exact[form], "entries": entries_exact[form]} for form in entries_exact}
    for form, row in rows.items():
        print(
            f"{form:<12} {row['pages']:>6} {row['pages'] / options.pages:>7.1%} {row['entries']:>8} "
            f"{row['entries'] / entries:>7.2%}"
        )
    if options.json:
        options.json.write_text(json.dumps({"pages": options.pages, "entries": entries, "forms": rows}, indent=1))


if __name__ == "__main__":
    main()
