"""Measure the coder: one run prints a table and JSON of every figure, naming the sets that are absent.

    python bench/coder.py [--gold DIR] [--json FILE] [--only NAME]… [--no-speed]
    python bench/coder.py --confusion [--gold DIR]

Intervals are 95 % bootstrap intervals over documents. Speed compares the whole coder (statements included) with
spaCy's full en_core_web_sm pipeline, alternating, one process each, one BLAS thread.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402
from collections import Counter  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import coder_circumstances as circumstances  # noqa: E402
import coder_news  # noqa: E402
import coder_sets as sets  # noqa: E402
import coder_speed  # noqa: E402
import coder_statements  # noqa: E402
from coder_scores import (  # noqa: E402
    QUAD_SIDE,
    calibration_error,
    f1,
    interval,
    km_between,
    macro_f1,
    overlap,
    share,
)
from foreshock.coder import Coder  # noqa: E402
from foreshock.coder.codings import CodedEvent  # noqa: E402
from foreshock.coder.tables import rows_of  # noqa: E402

Row = dict[str, Any]
NOT_HERE = ("PLOVER gold records", "PolNeAR", "TR-News", "GeoWebNews", "atrocity reports on the Middle East")


def _row(name: str, got: tuple[float, float, float], aim: str, n: int) -> Row:
    return {
        "figure": name,
        "value": round(got[0], 4),
        "low": round(got[1], 4),
        "high": round(got[2], 4),
        "aim": aim,
        "n": n,
    }


def _country(code: str | None) -> str | None:
    return code.split(":")[0] if code else None


def measure_al_tanf(gold: Path) -> list[Row]:
    coder, items = Coder(), sets.al_tanf(gold)
    triples, full, speakers, vouched = [], [], [], []
    for item in items:
        got = coder.code(item.text, date=item.date)
        want = item.gold["events"]
        key = [(e["type"], _country(e["actor"]), _country(e["recipient"])) for e in want]
        mine = [(e.type, _country(e.actor), _country(e.recipient)) for e in got.events]
        triples.append(overlap(mine, key))
        full.append(overlap([(e.type, e.mode, e.actor, e.recipient) for e in got.events],
                            [(e["type"], e["mode"], e["actor"], e["recipient"]) for e in want]))  # fmt: skip
        speakers.append(overlap([(_plain(s.speaker), s.country) for s in got.statements],
                                [(_plain(s["speaker"]), s["country"]) for s in item.gold["statements"]]))  # fmt: skip
        by = {k: e.assertion for k, e in zip(mine, got.events, strict=True)}
        odd = [(k, e["assertion"]) for k, e in zip(key, want, strict=True) if e["assertion"] != "stated"]
        vouched.append((sum(by.get(k) == a for k, a in odd), len(odd)))
    n = len(items)
    return [
        _row("al-Tanf: event F1 (type, actor country, recipient country)", interval(triples, f1), "≥ .70", n),
        _row("al-Tanf: event F1 with mode and roles", interval(full, f1), "", n),
        _row("al-Tanf: speaker and country F1", interval(speakers, f1), "≥ .95", n),
        _row("al-Tanf: assertion of events not stated", interval(vouched, share), "≥ .60", n),
    ]


def _plain(speaker: str) -> str:
    words = speaker.lower().replace("’", "'").split()
    return " ".join(w for w in words if w not in ("the", "a", "an"))


def measure_plv(gold: Path) -> list[Row]:
    items = sets.plv(gold)
    coder = Coder()
    rows = _plv_rows("PLV", coder, items)
    for name, half in sets.halves(items).items():
        rows += _plv_rows(f"PLV, half {name}", coder, half)[:3]
    return rows


def _plv_rows(name: str, coder: Coder, items: list[sets.Item]) -> list[Row]:
    pairs, quads, calibration = [], [], []
    for item in items:
        events = coder.code(item.text, date="").events
        best = max(events, key=lambda e: e.confidence, default=None)
        kind = _root_of(best)
        want = item.gold["gold_root"]
        pairs.append((want, kind))
        side = "+" if item.gold["gold_penta"] in "12" else "-"
        quads.append((int(QUAD_SIDE.get(kind) == side), 1))
        if best:
            calibration.append((best.confidence, kind == want))
    n = len(items)
    return [
        _row(f"{name}: type macro-F1, 15 types", interval(pairs, macro_f1, 300), "≥ .80", n),
        _row(f"{name}: conflict or cooperation", interval(quads, share), "≥ .95", n),
        _row(f"{name}: expected calibration error", interval(calibration, calibration_error, 300), "≤ .05",
             len(calibration)),
        _row(f"{name}: sentences with an event", interval([(int(k != "none"), 1) for _, k in pairs], share), "", n),
    ]  # fmt: skip


def _root_of(event: CodedEvent | None) -> str:
    """The root type of an event as PLV has it: YIELD stands for CONCEDE and RETREAT."""
    return {"CONCEDE": "YIELD", "RETREAT": "YIELD"}.get(event.type, event.type) if event else "none"


def print_confusion(gold: Path) -> None:
    """PLV's root types against the surest event of each sentence, as the table in docs/coder.md."""
    coder, seen = Coder(), Counter[tuple[str, str]]()
    for item in sets.plv(gold):
        best = max(coder.code(item.text, date="").events, key=lambda e: e.confidence, default=None)
        seen[item.gold["gold_root"], _root_of(best)] += 1
    kinds = sorted({want for want, _ in seen})
    print("| gold |", *(f"{kind[:4]} |" for kind in (*kinds, "none")))
    print("|" + "---|" * (len(kinds) + 2))
    for want in kinds:
        print(f"| {want} |", *(f"{seen[want, kind] or ''} |" for kind in (*kinds, "none")))


def measure_acts(gold: Path) -> list[Row]:
    """The project's own sentences: it has seen them, so the figures tell what moved, not how well it does."""
    coder = Coder()
    rows = _acts(coder, "own sentences on acts", sets.own()) + _acts(coder, "own, held", sets.own(held=True))
    return rows + coder_news.told(coder, "own passages", sets.passages())


def _acts(coder: Coder, name: str, items: list[sets.Item]) -> list[Row]:
    types, triples, pairs = [], [], []
    for item in items:
        kind, actor, recipient = item.gold
        events = coder.code(item.text, date="").events
        best = max(events, key=lambda e: e.confidence, default=None)
        types.append((kind, best.type if best else "NONE"))
        want = (_country(actor), _country(recipient))
        if kind != "NONE":
            mine = [(e.type, _country(e.actor), _country(e.recipient)) for e in events]
            triples.append(overlap(mine, [(kind, *want)]))
            pairs.append((int(want in {m[1:] for m in mine}), 1))
    n = len(items)
    return [
        _row(f"{name}: type macro-F1, 16 types and none", interval(types, macro_f1, 300), "", n),
        _row(f"{name}: (type, actor, recipient) F1", interval(triples, f1), "", len(triples)),
        _row(f"{name}: pair recall", interval(pairs, share), "", len(pairs)),
    ]


def measure_petrarch(gold: Path) -> list[Row]:
    here = Path(__file__).parent
    # The unit sentences carry WEIS categories, some CAMEO; model/data/cameo.csv is for sets in CAMEO throughout.
    weis, cameo, names = (dict(rows_of(here / f"petrarch_{name}.csv", ",")) for name in ("weis", "cameo", "names"))
    coder = Coder(actors=[here / "petrarch_actors.csv"])
    items = sets.petrarch(gold, weis | cameo, names)
    roots, exact, pairs = _petrarch_hits(coder, items)
    unconverted = _petrarch_hits(coder, sets.petrarch(gold, weis))[0]
    n = len(items)
    return [
        _row("PETRARCH unit: triple F1 (countries)", interval(roots, f1), "≥ .75", n),
        _row("PETRARCH unit: triple F1, by the WEIS roots alone", interval(unconverted, f1), "", n),
        _row("PETRARCH unit: triple F1 (with roles)", interval(exact, f1), "", n),
        _row("PETRARCH unit: pair recall", interval([(m, g) for m, _, g in pairs], share), "≥ .65", n),
    ]


def _petrarch_hits(coder: Coder, items: list[sets.Item]) -> tuple[list[tuple[int, int, int]], ...]:
    """Overlaps of each item's triples by country, with roles, and of its pairs of countries."""
    roots, exact, pairs = [], [], []
    for item in items:
        events = [e for e in coder.code(item.text, date=item.date).events if e.recipient]
        mine = {(e.type, _country(e.actor), _country(e.recipient)) for e in events}
        want = {(t, _country(a), _country(r)) for t, a, r in item.gold}
        roots.append(overlap(list(mine), list(want)))
        exact.append(overlap(list({(e.type, e.actor, e.recipient) for e in events}), list(item.gold)))
        pairs.append(overlap(list({m[1:] for m in mine}), list({w[1:] for w in want})))
    return roots, exact, pairs


def measure_lgl(gold: Path) -> list[Row]:
    coder, items = Coder(), sets.lgl(gold)
    hits, errors = [], []
    for item in items:
        places = coder.locate(item.text, [(s, e) for s, e, _, _ in item.gold])
        near = [
            p is not None and km_between(p.lat, p.lon, lat, lon) <= 161
            for p, (_, _, lat, lon) in zip(places, item.gold, strict=True)
        ]
        hits.append((sum(near), len(near)))
        errors.append((sum(p is None for p in places), len(near)))
    return [
        _row("LGL: within 161 km, spans given", interval(hits, share), "(.75 on TR-News, GeoWebNews)", len(items)),
        _row("LGL: spans left without a place", interval(errors, share), "", len(items)),
    ]


MEASURES: dict[str, Callable[[Path], list[Row]]] = {
    "al-tanf": measure_al_tanf,
    "plv": measure_plv,
    "acts": measure_acts,
    "petrarch": measure_petrarch,
    "lgl": measure_lgl,
    "own": circumstances.measure_own,
    "ucdp": circumstances.measure_ucdp,
    "statements": coder_statements.measure,
    "news": coder_news.measure,
    "speed": coder_speed.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=Path(__file__).parents[1] / "../shared")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", action="append", choices=list(MEASURES))
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--confusion", action="store_true", help="print PLV's confusion matrix, and nothing else")
    asked = parser.parse_args()
    if asked.confusion:
        print_confusion(asked.gold)
        return
    rows: list[Row] = []
    absent = [f"{name}: no such set is published for tuning" for name in NOT_HERE]
    for name, measure in MEASURES.items():
        if (asked.only and name not in asked.only) or (name == "speed" and asked.no_speed):
            continue
        try:
            rows += measure(asked.gold)
        except sets.Absent as missing:
            absent.append(f"{name}: {missing} is not there")
    for row in rows:
        print(
            f"{row['figure']:<62} {row['value']:8.3f}  [{row['low']:.3f}, {row['high']:.3f}]  {row['aim']}"
            f"  n={row['n']}"
        )
    for line in absent:
        print("absent  ", line)
    report = json.dumps({"figures": rows, "absent": absent}, ensure_ascii=False, indent=1)
    if asked.json:
        asked.json.write_text(report + "\n", "utf-8")
    else:
        print(report)


if __name__ == "__main__":
    sys.exit(main())
