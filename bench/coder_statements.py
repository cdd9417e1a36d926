"""Statements against our own marked news (bench/statements): who said, thought or wanted what.

Each article is plain text with <s1>source</s1> <q1>cue</q1> <c1>content</c1>; pieces with one number in one paragraph
are one attribution. A content without a source of its own goes on with the last source of its paragraph.

Three figures, all from `spans` of the statements alone:

- content tokens: F1 over the tokens (words and punctuation marks) that lie in any content.
- source and content together: attributions are matched one to one with statements, best content overlap first; a match
  counts where the sources share a word and at least half of the tokens of both contents together are in both. F1.
- source and content tokens: F1 over tokens of content that the two sides give to overlapping sources.

A statement with several passages stands for each of them alone and for all together, so that a reading with one
statement for each speaker is scored on the same footing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coder_scores import f1, interval
from foreshock.coder import CodedStatement, Coder

HERE = Path(__file__).parent / "statements"
_MARK = re.compile(r"<(/?)([sqc])(\d+)>")
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass
class Attribution:
    """One attribution: token numbers of its source and of its content."""

    source: set[int] = field(default_factory=set)
    content: set[int] = field(default_factory=set)


@dataclass
class Article:
    text: str
    gold: list[Attribution]


def articles(path: Path) -> Iterator[Article]:
    """The articles of a marked file."""
    body = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    for marked in body.split("====\n"):
        if marked.strip():
            yield _article(marked.strip())


def paragraphs(path: Path) -> Iterator[Article]:
    """The same, each paragraph as a text of its own: an entry, which lists every speaker once."""
    body = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    for marked in body.replace("====\n", "\n\n").split("\n\n"):
        if marked.strip():
            found = _article(marked.strip())
            yield Article(found.text.strip(), found.gold)


def _article(marked: str) -> Article:
    text, spans = "", []
    for paragraph in marked.split("\n\n"):
        here: dict[tuple[str, int], list[tuple[int, int]]] = {}
        opened, last = 0, 0
        for match in _MARK.finditer(paragraph):
            text += paragraph[last : match.start()]
            last = match.end()
            if match[1]:
                here.setdefault((match[2], int(match[3])), []).append((opened, len(text)))
            opened = len(text)
        text += paragraph[last:] + "\n\n"
        spans.append(here)
    at = _token_numbers(text)
    gold: list[Attribution] = []
    for here in spans:
        first = len(gold)
        sources = {n: _tokens(at, here[k]) for k in here for n in [k[1]] if k[0] == "s"}
        order = sorted((here[k][0], k[1]) for k in here if k[0] == "c")
        for (start, _), number in order:
            content = _tokens(at, here["c", number])
            if number in sources:
                gold.append(Attribution(sources[number], content))
            elif ("q", number) not in here and len(gold) > first:
                gold[-1].content |= content
            else:
                before = [s for (kind, n), where in here.items() if kind == "s" and where[0][0] < start for s in [n]]
                gold.append(Attribution(sources[before[-1]] if before else set(), content))
    return Article(text, gold)


def _token_numbers(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _TOKEN.finditer(text)]


def _tokens(at: list[tuple[int, int]], spans: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> set[int]:
    return {i for i, (s, e) in enumerate(at) for a, b in spans if s >= a and e <= b}


def counts(article: Article, statements: tuple[CodedStatement, ...]) -> dict[str, tuple[int, int, int]]:
    """(matched, coded, gold) of each figure for one article."""
    at = _token_numbers(article.text)
    coded = [Attribution(_tokens(at, (s.spans.source,)), _tokens(at, s.spans.content)) for s in statements]
    coded = [c for c in coded if c.content]
    mine = set().union(*(c.content for c in coded)) if coded else set()
    want = set().union(*(g.content for g in article.gold)) if article.gold else set()
    readings = [(n, c.source, c.content) for n, c in enumerate(coded)]
    for n, s in enumerate(s for s in statements if s.spans.content):
        readings += [(n, _tokens(at, (s.spans.source,)), _tokens(at, (span,))) for span in s.spans.content]
    pairs = sorted(
        (-len(g.content & content) / max(1, len(g.content | content)), i, n, bool(source & g.source) or not g.source)
        for i, g in enumerate(article.gold)
        for n, source, content in readings
    )
    taken: set[int] = set()
    done: set[int] = set()
    for score, i, n, same in pairs:
        if -score >= 0.5 and same and i not in taken and n not in done:
            taken.add(i)
            done.add(n)
    given = {(t, min(c.source, default=-1)) for c in coded for t in c.content}
    both = sum(
        any(g.source & c.source and t in g.content for c in coded if t in c.content for g in article.gold)
        for t in mine & want
    )
    return {
        "content tokens": (len(mine & want), len(mine), len(want)),
        "source and content together": (len(taken), len(coded), len(article.gold)),
        "source and content tokens": (both, len({t for t, _ in given}), len(want)),
    }


def measure(_: Path) -> list[dict[str, Any]]:
    """Rows of bench/coder.py for both halves."""
    coder, rows = Coder(), []
    for half in ("tuning", "heldout"):
        for unit, texts in (
            ("articles", articles(HERE / f"{half}.txt")),
            ("paragraphs", paragraphs(HERE / f"{half}.txt")),
        ):
            scored = [counts(a, coder.code(a.text).statements) for a in texts]
            for name, aim in (
                ("content tokens", "≥ .85"),
                ("source and content together", "≥ .60"),
                ("source and content tokens", ""),
            ):
                value, low, high = interval([s[name] for s in scored], f1)
                rows.append({"figure": f"our news, {half}, {unit}: {name} F1", "value": round(value, 4),
                             "low": round(low, 4), "high": round(high, 4), "aim": aim, "n": len(scored)})  # fmt: skip
    return rows
