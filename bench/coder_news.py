"""Events and places in news that the coder has not met: bench/news, texts of our own, each set in two halves.

Texts were coded before the coder was run on them (bench/news/README.md). `tuning` (even lines) may be read by those who
work on the coder, of `held` (odd lines) only the figures printed here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from coder_scores import f1, interval, km_between, overlap, share
from coder_sets import Item
from foreshock.coder import Coder

Row = dict[str, Any]
Triple = tuple[str, str | None, str | None]
HALVES = ("tuning", "held")
#: File: what its texts are, and whether only events with both sides are asked for, as PETRARCH does.
SETS: dict[str, tuple[str, bool]] = {
    "gold": ("news passages", False),
    "wire": ("news sentences", True),
    "records": ("news records", False),
    "reports": ("agency reports", False),
    "leads": ("agency leads", True),
}
_HERE = Path(__file__).parent / "news"


def items(name: str, half: str) -> list[Item]:
    """The texts of one file of bench/news in one half; gold is the line of the file as it stands."""
    lines = (_HERE / f"{name}.jsonl").read_text("utf-8").splitlines()[HALVES.index(half) :: 2]
    rows = [json.loads(line) for line in lines]
    return [Item(row["id"], row["date"], row["text"], row) for row in rows]


def country(code: str | None) -> str | None:
    """The country of an actor's code; an unidentified side is nobody in particular."""
    found = code.split(":")[0] if code else None
    return None if found == "UNK" else found


def wanted(item: Item) -> set[Triple]:
    """The gold events of a passage as (type, actor country, recipient country)."""
    return {(e["type"], country(e["actor"]), country(e["recipient"])) for e in item.gold["events"]}


def coded(coder: Coder, item: Item, *, two_sided: bool) -> set[Triple]:
    """What the coder makes of a passage; `two_sided` leaves out events without a recipient, as PETRARCH does."""
    found = {(e.type, country(e.actor), country(e.recipient)) for e in coder.code(item.text, date=item.date).events}
    return {e for e in found if e[2]} if two_sided else found


def _row(name: str, got: tuple[float, float, float], aim: str, n: int) -> Row:
    value, low, high = (round(x, 4) for x in got)
    return {"figure": name, "value": value, "low": low, "high": high, "aim": aim, "n": n}


def measure(_: Path) -> list[Row]:
    """Both halves of every set."""
    coder = Coder()
    return _events(coder) + _places(coder)


def told(coder: Coder, said: str, passages: list[Item]) -> list[Row]:
    """Events and pairs of passages whose gold is the set of triples itself."""
    triples, pairs = [], []
    for item in passages:
        mine = coded(coder, item, two_sided=False)
        triples.append(overlap(list(mine), list(item.gold)))
        both = {e[1:] for e in item.gold if e[1] and e[2]}
        pairs.append((len(both & {e[1:] for e in mine}), len(both)))
    return [
        _row(f"{said}: event F1 (type, countries)", interval(triples, f1), "", len(passages)),
        _row(f"{said}: pair recall", interval(pairs, share), "", len(passages)),
    ]


def _places(coder: Coder) -> list[Row]:
    rows = []
    for half in HALVES:
        near, unplaced = [], []
        for item in items("places", half):
            found = coder.locate(item.text, [(start, end) for start, end in item.gold["spans"]])
            hits = [p is not None and km_between(p.lat, p.lon, *there) <= 161
                    for p, there in zip(found, item.gold["places"], strict=True)]  # fmt: skip
            near.append((sum(hits), len(hits)))
            unplaced.append((sum(p is None for p in found), len(hits)))
        rows += [
            _row(f"news places, {half}: within 161 km, spans given", interval(near, share), "(≥ .75)", len(near)),
            _row(f"news places, {half}: spans left without a place", interval(unplaced, share), "", len(near)),
        ]
    return rows


def _events(coder: Coder) -> list[Row]:
    rows = []
    for name, (said, two_sided) in SETS.items():
        for half in HALVES:
            triples, types, pairs, empty = [], [], [], []
            for item in items(name, half):
                want, mine = wanted(item), coded(coder, item, two_sided=two_sided)
                triples.append(overlap(list(mine), list(want)))
                types.append(overlap(list({e[0] for e in mine}), list({e[0] for e in want})))
                both = {e[1:] for e in want if e[1] and e[2]}
                pairs.append((len(both & {e[1:] for e in mine}), len(both)))
                if not want:
                    empty.append((int(not mine), 1))
            n = len(triples)
            rows += [
                _row(f"{said}, {half}: event F1 (type, countries)", interval(triples, f1), "", n),
                _row(f"{said}, {half}: pair recall", interval(pairs, share), "", n),
                _row(f"{said}, {half}: type F1", interval(types, f1), "", n),
            ]
            if empty:
                rows.append(_row(f"{said}, {half}: left empty of those without event", interval(empty, share), "",
                                 len(empty)))  # fmt: skip
    return rows
