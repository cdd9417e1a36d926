"""Where, when and how many: the coder's places, dates and numbers on our own reports and paragraphs and on UCDP's.

UCDP's candidate events (CC BY 4.0, read from --gold) give two measures on words that others wrote: the description of
an event's place against its coordinates, and the dead that a headline counts against UCDP's best estimate. The second
has a ceiling well below 1, because the estimate is for one event and place, the headline often for a day or a country.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import coder_own
from coder_scores import interval, km_between, share
from coder_sets import Absent
from foreshock.coder import CodedEvent, Coder
from foreshock.coder.casualties import killed_in
from foreshock.coder.gazetteer import Gazetteer
from foreshock.coder.mentions import ActorNames
from foreshock.coder.places import Places
from foreshock.coder.spotting import spots

Row = dict[str, Any]
_MIDDLE_EAST = ("Syria", "Iraq", "Yemen", "Israel", "Lebanon", "Turkey", "Egypt", "Saudi Arabia", "Iran", "Jordan")
_DEATH = re.compile(r"\b(?:kill|dead|die[sd]?\b|slain|deaths|bodies|kil\*led|de\*ad)", re.IGNORECASE)


def _row(name: str, hits: list[tuple[int, int]], aim: str) -> Row:
    got = interval(hits, share)
    value, low, high = (round(x, 4) for x in got)
    return {"figure": name, "value": value, "low": low, "high": high, "aim": aim, "n": len(hits)}


def measure_own(_: Path) -> list[Row]:
    """Both halves of bench/own: `dev` was tuned on, `held` was not."""
    coder, rows = Coder(), []
    for half in ("dev", "held"):
        near = []
        for paragraph in coder_own.toponyms():
            if paragraph.half == half:
                found = coder.locate(paragraph.text, [s[:2] for s in paragraph.spans])
                ok = [p is not None and km_between(p.lat, p.lon, *s[2:]) <= 161
                      for p, s in zip(found, paragraph.spans, strict=True)]  # fmt: skip
                near.append((sum(ok), len(ok)))
        rows.append(_row(f"own paragraphs, {half}: place names within 161 km", near, "(≥ .75)"))
        dead, where, when = [], [], []
        for report in coder_own.reports():
            if report.half != half:
                continue
            event = _attack(coder, report)
            place = event.located[0] if event and event.located else None
            dead.append((int(event is not None and event.killed == report.killed), 1))
            when.append((int(event is not None and event.date == report.date), 1))
            close = place is not None and km_between(place.lat, place.lon, report.lat, report.lon) <= 50
            where.append((int(close), 1))
        rows += [
            _row(f"own reports, {half}: deaths exact", dead, "(≥ .80)"),
            _row(f"own reports, {half}: place within 50 km", where, "(≥ .60)"),
            _row(f"own reports, {half}: date exact", when, "(≥ .70)"),
        ]
    return rows


def _attack(coder: Coder, report: coder_own.Report) -> CodedEvent | None:
    """The report's attack: the surest that counts dead, else the surest."""
    events = [e for e in coder.code(report.text, date=report.under).events if e.type == "ASSAULT"]
    return max(events, key=lambda e: (e.killed is not None, e.confidence), default=None)


def measure_ucdp(gold: Path) -> list[Row]:
    """UCDP's descriptions of places and headlines."""
    files = list(gold.glob("data/ucdp/*.csv"))
    if not files:
        raise Absent(str(gold / "data/ucdp/*.csv"))
    with files[0].open(encoding="utf-8", newline="") as file:
        events = list(csv.DictReader(file))
    world, east = (
        list(_described(events)),
        list(_described([e for e in events if e["country"].startswith(_MIDDLE_EAST)])),
    )
    single = [e for e in events if e["number_of_sources"] == "1" and int(e["best"]) > 0]
    told = [(e["source_headline"], int(e["best"])) for e in single if _DEATH.search(e["source_headline"])]
    heads = [(int(killed_in(headline) == best), 1) for headline, best in told]
    return [
        _row("UCDP: place described within 50 km, Middle East", east, "(≥ .60)"),
        _row("UCDP: place described within 50 km, world", world, ""),
        _row("UCDP: dead in the headline equal to the best estimate", heads, ""),
    ]


def _described(events: list[dict[str, str]]) -> Iterator[tuple[int, int]]:
    gazetteer, names = Gazetteer(), ActorNames()
    for event in events:
        if event["where_prec"] not in ("1", "2") or len(event["where_description"].strip()) < 8:
            continue
        country = re.sub(r" .*[(].*", "", event["country"])
        text = f"The attack took place in {event['where_description'].strip()}, {country}."
        mentions = names.find(text)
        found = spots(gazetteer, text, 0, len(text), mentions)
        best = max([s for s in found if not s.country] or found, key=lambda s: (s.weight, -s.start), default=None)
        if best is None:
            yield 0, 1
            continue
        sites = Places(gazetteer, text, mentions).locate([(s.start, s.end) for s in found])
        site = sites[found.index(best)]
        there = float(event["latitude"]), float(event["longitude"])
        yield int(site is not None and km_between(site.lat, site.lon, *there) <= 50), 1
