"""The sets written for this project: reports of killings and paragraphs with marked place names, under bench/own.

Half of each is `dev`, which may be tuned on, half `held`, which is only measured. They are our own sentences about
places and attacks that we know, so figures on them say less than figures on texts that others chose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from foreshock.coder.tables import rows_of

OWN = Path(__file__).with_name("own")
_MARK = re.compile(r"\[([^|\]]+)\|(-?[\d.]+)\|(-?[\d.]+)\]")


@dataclass(frozen=True)
class Report:
    """A report with its truth: dead and injured (None where not told), ISO date, degrees."""

    half: str
    under: str
    text: str
    killed: int | None
    injured: int | None
    date: str
    lat: float
    lon: float


def reports() -> list[Report]:
    """bench/own/reports.csv."""
    found = []
    for half, under, text, killed, injured, date, lat, lon in rows_of(OWN / "reports.csv"):
        counts = [None if n == "-" else int(n) for n in (killed, injured)]
        found.append(Report(half, under, text, counts[0], counts[1], date, float(lat), float(lon)))
    return found


@dataclass(frozen=True)
class Paragraph:
    """A text with (start, end, lat, lon) of each place name."""

    half: str
    text: str
    spans: tuple[tuple[int, int, float, float], ...]


def toponyms() -> list[Paragraph]:
    """bench/own/toponyms.txt."""
    found = []
    page = "\n".join(x for x in (OWN / "toponyms.txt").read_text("utf-8").splitlines() if not x.startswith("#"))
    for block in page.strip().split("\n\n"):
        half, marked = block.strip().split("\n", 1)
        text, spans, last = "", [], 0
        for match in _MARK.finditer(marked):
            text += marked[last : match.start()]
            spans.append((len(text), len(text) + len(match[1]), float(match[2]), float(match[3])))
            text += match[1]
            last = match.end()
        found.append(Paragraph(half, text + marked[last:], tuple(spans)))
    return found
