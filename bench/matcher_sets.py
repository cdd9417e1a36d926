"""The sets that the matcher is measured on and fitted to: labelled stories, entries mixed with unrelated reports."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from foreshock.model import Report, When

HERE = Path(__file__).parent
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


class Absent(Exception):
    """The set is not there; the message names the file that was looked for."""


def stories() -> list[list[Report]]:
    """The labelled stories of `bench/stories`, each as its reports, uncoded."""
    found: list[list[Report]] = [[]]
    for line in (HERE / "stories/stories.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line.strip():
            found.append([])
            continue
        day, outlet, text = (part.strip() for part in line.split("|", 2))
        source = outlet.lower().replace(" ", "-")
        name = f"{source}:{len(found)}-{len(found[-1])}"
        learned = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
        found[-1].append(Report(name, source, learned, publisher=outlet, published=When(day), text=text, language="en"))
    return [story for story in found if story]


def entries(gold: Path) -> list[Report]:
    """The entries of the first flashpoint's page, as reports."""
    from foreshock.sources.page import read_page

    page = read_page(_need(gold / "seed/al-tanf.txt").read_bytes(), "al-tanf.txt")
    return [
        Report(f"seed:{e.date}-{e.n}", "seed", NOW, published=When(e.date.isoformat()), text=e.text, language="en")
        for e in page.entries
    ]


def unrelated(gold: Path, count: int = 5000) -> tuple[list[Report], list[Report]]:
    """Rows of GDELT and UCDP (`count`, repeated where there are fewer) and sentences of re3d that do not name the
    flashpoint, each under a day drawn from the time of the entries, so that nothing is told by its date."""
    from foreshock.coder.sentences import quotations, split_sentences
    from foreshock.sources import origin_of_file, read

    draw = random.Random(4)

    def dated(report: Report) -> Report:
        day = dt.date(2017, 5, 18) + dt.timedelta(days=draw.randrange(638))
        return replace(report, published=When(day.isoformat()))

    rows: list[Report] = []
    for name in ("data/gdelt/20180101000000.export.CSV", "data/ucdp/GEDEvent_v23_0_10.csv"):
        data = _need(gold / name).read_bytes()
        origin = origin_of_file(Path(name).name, data, NOW)
        rows += [found for found in read(data, Path(name).name, origin) if isinstance(found, Report)]
    draw.shuffle(rows)
    chosen = [dated(replace(rows[n % len(rows)], id=f"file:{n}")) for n in range(count)]
    return chosen, [dated(one) for one in _sentences(gold, split_sentences, quotations)]


def _sentences(gold: Path, split, quotations) -> Iterator[Report]:  # type: ignore[no-untyped-def]
    _need(gold / "data/re3d")
    for path in sorted((gold / "data/re3d").glob("*/documents.json")):
        for line in path.read_text("utf-8-sig").splitlines():
            if not line.strip():
                continue
            document = json.loads(line)
            text = document["text"]
            for n, sentence in enumerate(split(text, quotations(text))):
                words = text[sentence.start : sentence.end].strip()
                if len(words) > 25 and "tanf" not in words.lower():
                    yield Report(f"re3d:{document['_id'][:12]}-{n}", "re3d", NOW, text=words, language="en")


def _need(path: Path) -> Path:
    if not path.exists():
        raise Absent(str(path))
    return path
