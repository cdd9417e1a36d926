"""Measure a morning's collection: 10,000 news documents of about 500 words, from their bytes to the desk's queue.

    python bench/collection.py [--documents 10000] [--form mixed|pages|mails|feeds] [--keep DIR] [--json FILE]

The real command in a fresh process: `foreshock collect` on a desk with the example list, over sources that are folders
of web pages, of e-mail files and of JSON feeds (a third each, unless `--form` says otherwise). It archives, reads,
codes, puts by as evidence, matches, lays candidates before the desk and indexes for search.

Documents are put together from passages of real news (LGL, re3d; never kept) where these are at hand, else from the
sentences of this folder: two or three passages of six to twelve sentences, with other people, places, numbers,
weekdays and half of their longer words put in place of each other, so that no two tell the same; three in ten are
about the war in Syria and Iraq. One in ten is a copy by another outlet of one that is there already, with another
headline, some sentences fewer and a line of its own; the table says how many of these joined their original. Days
spread over a month.

Aim: 10 minutes on two idle cores. Where others work on the machine, the processor seconds tell more than the clock.
"""

from __future__ import annotations

import argparse
import datetime as dt
import html
import json
import os
import random
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, NamedTuple

import matcher_sets

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
HERE = Path(__file__).resolve().parent
LAST = dt.date(2019, 2, 13)
DAYS = 30
WORDS = 500
OUTLETS = 24
ITEMS = 50
KINDS = {"pages": "page", "mails": "mail", "feeds": "json-feed"}
_END = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_NUMBER = re.compile(r"(?<![\d.,:-])(\d{2,3})(?![\d.,:-])")
_FIRST = (
    "James John Robert Michael William David Richard Joseph Thomas Charles Mary Patricia Linda Barbara Elizabeth "
    "Jennifer Maria Susan Margaret Lisa Nancy Karen Helen Sandra Donna Carol Ruth Sharon Paul Mark Donald George "
    "Kenneth Steven Edward Brian Ronald Anthony Kevin Jason Jeff Gary Scott Eric Stephen Andrew Peter Frank Chris"
).split()
_NAME = re.compile(rf"\b({'|'.join(_FIRST)}) ([A-Z][a-z]{{2,}})\b")
_WAR = (
    "Raqqa Raqqah Mosul Manbij Kobani Ramadi Fallujah Sinjar Aleppo Palmyra Homs Hama Idlib Tikrit Kirkuk Baghdad "
    "Damascus Hasakah Qayyarah Haditha Hit Bayji Rutbah Mara Shaddadi Tabqa Abu-Kamal Mayadin Sukhna Douma"
).split()
_LONG = re.compile(r"\b[a-z]{5,}\b")
_SYLLABLES = (
    "ba ben dal der far gan hal har jor kal kem lam lor mar nas ol per qas ras sal tam tor ul var wen yas zan"
).split()


class Made(NamedTuple):
    """One document. `of` is the number of the one that it copies."""

    number: int
    outlet: int
    day: dt.date
    title: str
    sentences: list[str]
    of: int | None


class Articles(NamedTuple):
    """What documents are put together from: articles as lists of sentences, by whether they are about the war; names of
    places that stand in the others; where all of it comes from."""

    war: list[list[str]]
    others: list[list[str]]
    places: list[str]
    origin: str

    def words(self, war: bool) -> dict[str, list[str]]:
        """Its longer words by their ending, each as often as it stands there."""
        found: dict[str, list[str]] = {}
        for article in self.war if war else self.others:
            for word in _LONG.findall(" ".join(article)):
                found.setdefault(_ending(word), []).append(word)
        return found


def articles() -> Articles:
    lgl, re3d = SHARED / "geoparsing/lgl.xml", SHARED / "re3d"
    if lgl.exists() and re3d.exists():
        tree = ET.parse(lgl)
        others = [_END.split(" ".join((one.findtext("text") or "").split())) for one in tree.iter("article")]
        places = sorted({one.text for one in tree.iter("phrase") if one.text and len(one.text) > 3})
        texts = [
            json.loads(line)["text"] for path in sorted(re3d.glob("*/documents.json"))
            for line in path.read_text("utf-8-sig").splitlines() if line.strip()
        ]  # fmt: skip
        war = [_END.split(" ".join(text.split())) for text in texts]
        return Articles(war, [one for one in others if len(one) > 2], places, "LGL and re3d")
    war = [[report.text for story in matcher_sets.stories()[at : at + 4] for report in story] for at in range(96)]
    lines = [line for path in sorted((HERE / "own").glob("*.psv")) for line in path.read_text("utf-8").splitlines()]
    own = [line.split("|")[-1] for line in lines if "|" in line and not line.startswith("#")]
    random.Random(2).shuffle(own)
    places = sorted({place for line in own for place in re.findall(r"\b(?:in|near|from) ([A-Z][a-z]{3,})\b", line)})
    return Articles(war, [own[at : at + 15] for at in range(0, len(own), 15)], places, "the sentences of bench/")


def documents(count: int, of: Articles) -> Iterator[Made]:
    draw = random.Random(19)
    kept: list[Made] = []
    words = [of.words(True), of.words(False)]
    named = [re.compile(rf"\b({'|'.join(map(re.escape, places))})\b") for places in (_WAR, of.places)]
    for number in range(count):
        if kept and draw.random() < 0.1:
            yield _copy(draw, number, draw.choice(kept[-400:]))
            continue
        war = draw.random() < 0.3
        sentences: list[str] = []
        while sum(len(s.split()) for s in sentences) < WORDS - 15:
            article = draw.choice(of.war if war else of.others)
            at = draw.randrange(max(1, len(article) - 5))
            passage = article[at : at + draw.randrange(6, 13)]
            sentences += _varied(draw, passage, _WAR if war else of.places, named[not war], words[not war])
        cut = 0
        while sum(len(s.split()) for s in sentences[: len(sentences) - cut]) > WORDS + 30:
            cut += 1
        sentences = sentences[: len(sentences) - cut] or sentences[:1]
        day = LAST - dt.timedelta(days=DAYS - 1 - number * DAYS // count)
        made = Made(number, draw.randrange(OUTLETS), day, " ".join(sentences[0].split()[:9]), sentences, None)
        kept.append(made)
        yield made


def _copy(draw: random.Random, number: int, of: Made) -> Made:
    left = [s for s in of.sentences if draw.random() > 0.08] or list(of.sentences)
    left.append(f"{_name(draw)} of our staff added to this report.")
    outlet = (of.outlet + 1 + draw.randrange(OUTLETS - 1)) % OUTLETS
    return Made(number, outlet, of.day, f"Update: {' '.join(left[0].split()[:8])}", left, of.number)


def _varied(
    draw: random.Random, sentences: Sequence[str], places: Sequence[str], named: re.Pattern[str],
    words: dict[str, list[str]],
) -> list[str]:  # fmt: skip
    """The same sentences with other people, places, words, numbers and weekdays; one name is one other name throughout,
    and so is one word."""
    people: dict[str, str] = {}
    elsewhere: dict[str, str] = {}
    text = _NAME.sub(lambda found: people.setdefault(found[2], _name(draw)), "\n".join(sentences))
    for old, new in people.items():
        text = re.sub(rf"\b{old}\b", new.split()[1], text)
    text = named.sub(lambda found: elsewhere.setdefault(found[1], draw.choice(places)), text)
    others: dict[str, str] = {}

    def other(found: re.Match[str]) -> str:
        word = found[0]
        if word not in others:
            others[word] = draw.choice(words.get(_ending(word), [word])) if draw.random() < 0.5 else word
        return others[word]

    text = _LONG.sub(other, text)
    text = _NUMBER.sub(lambda found: str(max(10, int(found[1]) + draw.randrange(-9, 10))), text)
    return _WEEKDAY.sub(lambda _: draw.choice(("Monday", "Tuesday", "Thursday", "Saturday")), text).split("\n")


def _ending(word: str) -> str:
    return next((end for end in ("ing", "ed", "ly", "s") if word.endswith(end)), "")


def _name(draw: random.Random) -> str:
    return f"{draw.choice(_FIRST)} {''.join(draw.choices(_SYLLABLES, k=draw.choice((2, 2, 3)))).capitalize()}"


def write(folder: Path, made: Sequence[Made], form: str) -> list[str]:
    """The documents as files of a desk's sources; the [[source]] tables."""
    forms = ("pages", "mails", "feeds") if form == "mixed" else (form,)
    feeds: dict[int, list[Made]] = {}
    for one in made:
        kind = forms[one.outlet % len(forms)]
        place = folder / "in" / f"outlet{one.outlet}"
        place.mkdir(parents=True, exist_ok=True)
        if kind == "pages":
            (place / f"{one.number}.html").write_text(_page(one), "utf-8")
        elif kind == "mails":
            (place / f"{one.number}.eml").write_bytes(_mail(one))
        else:
            feeds.setdefault(one.outlet, []).append(one)
    for outlet, items in feeds.items():
        for at in range(0, len(items), ITEMS):
            path = folder / "in" / f"outlet{outlet}" / f"{at}.json"
            path.write_text(_feed(outlet, items[at : at + ITEMS]), "utf-8")
    return [
        f'[[source]]\nid = "outlet{n}"\npath = "in/outlet{n}"\nkind = "{KINDS[forms[n % len(forms)]]}"\n'
        for n in sorted({one.outlet for one in made})
    ]


def _text(one: Made) -> str:
    """Paragraphs of three sentences."""
    return "\n\n".join(" ".join(one.sentences[at : at + 3]) for at in range(0, len(one.sentences), 3))


def _page(one: Made) -> str:
    title = html.escape(one.title)
    body = "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in _text(one).split("\n\n"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="{one.day}T08:00:00Z"></head><body>'
        f"<nav><a href=/>Home</a> <a href=/world>World</a></nav><article><h1>{title}</h1>\n{body}</article>"
        "<footer>All rights reserved. <a href=/terms>Terms</a></footer></body></html>\n"
    )


def _mail(one: Made) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Outlet {one.outlet} <news@outlet{one.outlet}.example>", "desk@list.example"
    mail["Subject"], mail["Message-ID"] = one.title, f"<{one.number}@outlet{one.outlet}.example>"
    mail["Date"] = format_datetime(dt.datetime.combine(one.day, dt.time(8), dt.UTC))
    mail.set_content(_text(one))
    return bytes(mail)


def _feed(outlet: int, items: Sequence[Made]) -> str:
    listed = [
        {"id": f"{outlet}-{one.number}", "title": one.title, "date_published": f"{one.day}T08:00:00Z",
         "content_text": _text(one)}
        for one in items
    ]  # fmt: skip
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": f"Outlet {outlet}", "language": "en", "items": listed})


def collect(desk: Path) -> dict[str, Any]:
    """One `foreshock collect` in a process of its own: seconds, processor seconds, its largest process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "foreshock", "collect", "--now", "--desk", str(desk)], capture_output=True, text=True
    )
    took = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"foreshock collect ended with {done.returncode}: {done.stderr[-800:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = next((line for line in done.stdout.splitlines() if line.startswith("queue:")), "queue: nothing new")
    return {
        "seconds": round(took, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_mb": round(after.ru_maxrss / 1024),
        "said": said,
    }


def held(desk: Path, made: Sequence[Made]) -> dict[str, int]:
    """What the desk holds: every document once, or how many are lost or there twice."""
    from foreshock.store.evidence import Evidence

    numbers = {_end(one.outlet, _text(one)): one.number for one in made}
    if len(numbers) != len(made):
        raise SystemExit("two documents end alike: nothing could be told of them")
    found: dict[int, list[str]] = {}
    stray = 0
    for report in Evidence(desk / "evidence").reports():
        number = numbers.get(_end(int(report.source.removeprefix("outlet")), report.text))
        stray += number is None
        if number is not None:
            found.setdefault(number, []).append(report.id)
    ids = {number: names[0] for number, names in found.items()}
    base = sqlite3.connect(desk / "foreshock.sqlite3")
    laid = dict(base.execute("SELECT report, entry_id FROM desk_laid").fetchall())
    searched = base.execute("SELECT count(*), count(DISTINCT report) FROM desk_found").fetchone()
    entries = [row[0] for row in base.execute("SELECT id FROM desk_entry").fetchall()]
    copies = [(one.number, one.of) for one in made if one.of is not None and ids.get(one.number) in laid
              and ids.get(one.of) in laid]  # fmt: skip
    return {
        "lost": sum(one.number not in found for one in made),
        "twice": sum(len(names) > 1 for names in found.values()),
        "not_ours": stray,
        "searchable": searched[1],
        "searchable_twice": searched[0] - searched[1],
        "reports_in_the_queue": len(laid),
        "candidates": len(entries),
        "candidates_without_report": len(set(entries) - set(laid.values())),
        "copies_in_the_queue": len(copies),
        "copies_with_their_original": sum(laid[ids[a]] == laid[ids[b]] for a, b in copies),
    }


def _end(outlet: int, text: str) -> tuple[int, str]:
    """What a document is known again by: its outlet and its last letters, whatever became of spaces and marks."""
    return outlet, re.sub(r"\W+", "", text)[-1700:]


def measure(count: int, form: str, keep: Path | None) -> list[dict[str, Any]]:
    sources = articles()
    with tempfile.TemporaryDirectory(prefix="bench-collection-") as temporary:
        desk = (keep or Path(temporary)) / "desk"
        init = [sys.executable, "-m", "foreshock", "init", str(desk), "--example"]
        subprocess.run(init, check=True, capture_output=True)
        made = list(documents(count, sources))
        tables = write(desk, made, form)
        (desk / "foreshock.toml").write_text('title = "A morning"\n\n' + "\n".join(tables), "utf-8")
        first = collect(desk)
        again = collect(desk)
        words = sum(len(_text(one).split()) for one in made) / len(made)
        row = {"documents": count, "form": form, "from": sources.origin, "words_each": round(words), **first}
        row["documents_a_minute"] = round(60 * count / first["seconds"])
        row["documents_a_processor_minute"] = round(60 * count / first["cpu_seconds"])
        row |= held(desk, made)
        row |= {"again_seconds": again["seconds"], "again": again["said"]}
        return [row]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--form", choices=["mixed", "pages", "mails", "feeds"], default="mixed")
    parser.add_argument("--keep", type=Path, help="A folder in which the desk stays.")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    rows = measure(asked.documents, asked.form, asked.keep)
    print("aim: 10,000 documents in 600 s on two idle cores; nothing lost, nothing twice")
    for row in rows:
        for name, value in row.items():
            print(f"{name.replace('_', ' '):<30} {value}")
    load = os.getloadavg()[0]
    print(f"{'load of the machine afterwards':<30} {load:.1f}")
    if asked.json:
        asked.json.write_text(json.dumps({"figures": rows}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
