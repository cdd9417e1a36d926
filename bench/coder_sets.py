"""The sets that bench/coder.py measures on: where they lie, how they are read, what a missing one is called."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from foreshock.coder.tables import rows_of

_ENTRY = re.compile(r"(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November"
                    r"|December) 20\d\d) (?=\S)")  # fmt: skip

#: Actor suffixes of CAMEO and the roles of the coding guide that they come closest to.
CAMEO_ROLES = {
    "GOV": "GOV", "MIL": "MIL", "LEG": "LEG", "JUD": "JUD", "REB": "REB", "OPP": "CIV", "MOP": "CIV", "COP": "MIL",
    "SPY": "MIL", "MED": "MED", "CVL": "CIV", "CIV": "CIV", "REF": "REF", "UAF": "PRM", "INS": "REB", "SEP": "REB",
    "BUS": "CIV", "EDU": "CIV", "LAB": "CIV", "REL": "CIV", "ELI": "CIV", "NGO": "CIV", "IGO": "IGO",
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One text to code, with its gold in the set's own form."""

    id: str
    date: str
    text: str
    gold: Any = field(default=None)


class Absent(Exception):
    """The set is not there; the message names the file that was looked for."""


def _need(path: Path) -> Path:
    if not path.exists():
        raise Absent(str(path))
    return path


def al_tanf(gold: Path) -> list[Item]:
    """The gold entries of the first flashpoint, with their text taken from the seed page."""
    rows = _need(gold / "coding/al-tanf-gold.jsonl").read_text("utf-8").splitlines()
    texts = dict(_entries(_need(gold / "seed/al-tanf.txt").read_text("utf-8")))
    items = []
    for row in rows:
        coded = json.loads(row)
        items.append(Item(coded["id"], coded["id"].split("/")[1], texts[coded["id"]], coded))
    return items


def seed_texts(gold: Path) -> list[str]:
    """Every entry of the seed page, for speed only."""
    return [text for _, text in _entries(_need(gold / "seed/al-tanf.txt").read_text("utf-8"))]


def _entries(page: str) -> Iterator[tuple[str, str]]:
    section = page[page.index("II. Recent Developments") + 23 : page.index("III. Background")]
    number: dict[str, int] = {}
    for piece in re.split(r"\s*View More\s*", section):
        heads = list(_ENTRY.finditer(piece))
        if not heads or piece.startswith("See more"):
            continue
        # An image's caption carries a date of its own and no entry, so a piece counts from its first date at 0.
        if heads[0].start() > 3:
            continue
        date = datetime.strptime(heads[0][1], "%d %B %Y").date().isoformat()
        number[date] = number.get(date, 0) + 1
        yield f"al-tanf/{date}/{number[date]}", piece[heads[0].end() :].strip()


def own(*, held: bool = False) -> list[Item]:
    """The sentences written for this project (bench/own), one event each: (type, actor, recipient), NONE for none.

    `held` gives those in files named *_held.psv instead, whose errors nobody reads."""
    items = []
    for path in sorted((Path(__file__).parent / "own").glob("*.psv")):
        if path.stem.endswith("_held") != held:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if line and not line.startswith("#"):
                kind, actor, recipient, text = line.split("|")
                items.append(Item(f"own/{path.stem}/{number}", "", text, (kind, actor, recipient or None)))
    return items


def passages() -> list[Item]:
    """bench/own/passages.csv: gold is a set of (type, actor country, recipient country), None for nobody."""
    items = []
    for number, (_, told, text) in enumerate(rows_of(Path(__file__).parent / "own/passages.csv")):
        events = set()
        for event in told.split(";"):
            kind, sides = event.split()
            events.add((kind, *(None if side == "-" else side for side in sides.split(">"))))
        items.append(Item(f"own/passages/{number}", "2020-01-01", text, events))
    return items


def halves(items: list[Item]) -> dict[str, list[Item]]:
    """Two halves of a set by the hash of the id: errors are read in A only, B is for measuring."""
    found: dict[str, list[Item]] = {"A": [], "B": []}
    for item in items:
        found["AB"[hashlib.sha256(item.id.encode()).digest()[0] % 2]].append(item)
    return found


def plv(gold: Path) -> list[Item]:
    """PLV sentences: gold root type (YIELD stands for CONCEDE and RETREAT), penta class, source and target."""
    path = gold / "data/plv/PLV_train.tsv"
    with _need(path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Item(f"plv/{row['sentence_id']}", "", row["sentence"], row) for row in rows]


def petrarch(gold: Path, cameo: dict[str, str], names: dict[str, str] | None = None) -> list[Item]:
    """PETRARCH unit sentences with news-like text: triples of (PLOVER type, source, target).

    `cameo` converts the codes of acts, `names` the first three letters of actors.
    Kept are the records whose events all have a source and a target and a code that the table converts;
    records that test the program's own switches (dates of invented persons, error messages) fall away.
    """
    text = _need(gold / "data/petrarch/PETR.UnitTest.records.xml").read_text("utf-8", "replace")
    items = []
    for head, body in re.findall(r"<Sentence\s(.*?)>(.*?)</Sentence>", text, re.DOTALL):
        found = re.search(r"<Text>(.*?)</Text>", body, re.DOTALL)
        identity, date = re.search(r'id="(.*?)"', head), re.search(r'date="(\d{8})"', head)
        if not found or not identity or not date or not identity[1].startswith(("DEMO", "AGENT", "COMPOUND")):
            continue
        events = [dict(re.findall(r'(\w+)\s*=\s*"(.*?)"', e)) for e in re.findall(r"<EventCoding(.*?)>", body)]
        events = [e for e in events if e.get("sourcecode") and e.get("targetcode") and e.get("eventcode")]
        triples = {
            (
                cameo[_root(e["eventcode"], cameo)],
                _actor(e["sourcecode"], names or {}),
                _actor(e["targetcode"], names or {}),
            )
            for e in events
            if cameo.get(_root(e["eventcode"], cameo)) and "-" not in e["sourcecode"] + e["targetcode"]
        }
        if not triples:
            continue
        day = f"{date[1][:4]}-{date[1][4:6]}-{date[1][6:]}"
        items.append(Item(f"petrarch/{identity[1]}", day, " ".join(found[1].split()), triples))
    return items


def _root(code: str, cameo: dict[str, str]) -> str:
    """The longest prefix of a CAMEO code that the table knows, or nothing."""
    return next((code[:n] for n in (4, 3, 2) if code[:n] in cameo), "")


def _actor(code: str, names: dict[str, str]) -> str:
    """An actor with its first three letters converted; where that leaves no country, the country that follows."""
    first = names.get(code[:3], code[:3])
    nation, role = code[3:6], CAMEO_ROLES.get(code[:3])
    if first == "UNK" and nation and nation not in CAMEO_ROLES:
        return cameo_actor(f"{nation}{code[6:]}{code[:3] if role else ''}")
    return cameo_actor(f"{first}{code[3:]}")


def cameo_actor(code: str) -> str:
    """A CAMEO actor code as COUNTRY or COUNTRY:ROLE of the guide; the first three letters are the country."""
    roles = [code[i : i + 3] for i in range(3, len(code), 3)]
    role = next((CAMEO_ROLES[r] for r in roles if r in CAMEO_ROLES), "")
    return f"{code[:3]}:{role}" if role else code[:3]


def lgl(gold: Path) -> list[Item]:
    """LGL articles; gold is a list of (start, end, lat, lon) of the resolved toponyms."""
    items = []
    for article in ET.parse(_need(gold / "data/geoparsing/lgl.xml")).iter("article"):
        spans = []
        for toponym in article.iter("toponym"):
            tag = toponym.find("gaztag")
            if tag is None or not tag.findtext("lat"):
                continue
            spans.append((int(toponym.findtext("start") or 0), int(toponym.findtext("end") or 0),
                          float(tag.findtext("lat") or 0), float(tag.findtext("lon") or 0)))  # fmt: skip
        items.append(Item(f"lgl/{article.get('docid')}", (article.findtext("dltime") or "")[:10],
                          article.findtext("text") or "", spans))  # fmt: skip
    return items


def re3d(gold: Path) -> list[str]:
    """The texts of the re3d documents."""
    texts: list[str] = []
    for path in sorted(_need(gold / "data/re3d").glob("*/documents.json")):
        texts += [json.loads(line)["text"] for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    if not texts:
        raise Absent(str(gold / "data/re3d/*/documents.json"))
    return texts
