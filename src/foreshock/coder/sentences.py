"""Sentences and quotations of a text, by rule and in one pass: the parser sees one sentence at a time.

A sentence does not end inside a quotation unless the quotation is long; what belongs to a quotation is kept as
character spans beside the sentences, so that quotes can be carried over from one sentence to the next.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

Span = tuple[int, int]

#: A sentence longer than this is cut at a space, so that no input makes the parser slow.
MAX_SENTENCE: Final = 900
_END = re.compile(
    r"[.!?…][\"”’')\]]*(?=\s+[\"“‘'(\[]*[A-Z0-9À-Þ])|[.!?…][\"”’')\]]*\s*$|\n\s*\n|\n(?=[A-Z•\-–*])|;(?=\s)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Pres|St|Mt|Ft|Jr|Sr|vs|No|Nos|Inc|Co|Corp|Ltd|"
    r"Bros|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Hon|Rev|Amb|Sec|Brig|Cmdr|Cpl|Pvt|"
    r"approx|est|al|Ave|Blvd|Rd|e\.g|i\.e|a\.m|p\.m|a\.k\.a|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|"
    r"Mass|Mich|Minn|Miss|Mo|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo|W\.Va|N\.C|S\.C|N\.Y|N\.J|N\.H|D\.C)"
    r"|(?<![A-Za-z])[A-Z](?:\.[A-Z])*)\.$"
)
_MARK = re.compile(r"[\"“”„«»]|``|''|\n\s*")
_CAPITALS: Final = r"[A-ZÀ-Þ]{2}[A-ZÀ-Þ.'’-]*(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,3}(?:[,/] ?[\w.'’ -]{2,30}){0,3}"
_NAMED: Final = r"[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){0,3}(?:, [A-ZÀ-Þ][\w.]+(?: \d{1,2})?){0,3}"
_AGENCY: Final = r" ?\([A-Z][\w ./-]{1,30}\)"
#: “GENEVA (AP) -- ”, “Cebu City--”, “LAHORE: ”: where a report was filed, before its first sentence.
_DATELINE = re.compile(
    rf"(?:{_CAPITALS}(?:{_AGENCY})?(?: ?--+| ?[—–]| -(?=\s)|:(?=\s))|{_NAMED}(?:{_AGENCY})?(?: ?--+| ?—| [–-](?=\s))"
    rf"|{_NAMED}{_AGENCY}:?(?=\s))\s*(?=[\"“‘A-Z0-9])"
)
_DASH = re.compile(r"--|—|\s[–-]\s")
_CLOSING: Final = frozenset(("”", "»", "''"))


class Sentence(NamedTuple):
    """[start, end) of a sentence in its text."""

    start: int
    end: int


def quotations(text: str) -> list[Span]:
    """Spans of the quoted passages, marks included. An unpaired mark ends with its paragraph if the next
    one reopens the quotation, and is dropped if not.

    Straight, curly and typed (`` and '') double quotes count; single quotes do not, being mostly apostrophes."""
    found: list[Span] = []
    opened, kind = -1, ""
    for match in _MARK.finditer(text):
        mark = match.group()
        if mark[0] == "\n":
            # A passage of several paragraphs reopens each; any other unpaired mark must not swallow the rest.
            goes_on = text[match.end() : match.end() + 1] in ("“", '"')
            if opened >= 0 and goes_on and match.start() - opened > 3:
                found.append((opened, match.start()))
            if goes_on or mark.count("\n") > 1:
                opened = -1
        elif opened < 0:
            if mark not in _CLOSING:
                opened, kind = match.start(), mark
        elif mark == '"' or mark in _CLOSING or kind == "„":
            if match.end() - opened > 3:
                found.append((opened, match.end()))
            opened = -1
    return found


def split_sentences(text: str, quotes: list[Span]) -> list[Sentence]:
    """The sentences of a text, blank ones left out. A boundary inside a short quotation is none."""
    found: list[Sentence] = []
    start, q = 0, 0
    for match in _END.finditer(text):
        end = match.end()
        while q < len(quotes) and quotes[q][1] < end:
            q += 1
        inside = q < len(quotes) and quotes[q][0] < match.start() and match.end() < quotes[q][1]
        if inside and text[match.start()] == ";":
            continue
        if inside and quotes[q][1] - quotes[q][0] < 60:
            continue
        if text[match.start()] == "." and _abbreviated(text, match.start() + 1, end):
            continue
        if end - start > 1:
            found += _bounded(text, start, end)
        start = end
    found += _bounded(text, start, len(text))
    return _filed(text, found)


def dateline(text: str, sentence: Sentence) -> int:
    """Where the words of a sentence begin after its dateline; its own start where it has none."""
    start, end = sentence
    if start and text[start - 1] != "\n":
        return start
    match = _DATELINE.match(text, start, end)
    if match is None or end - match.end() < 12:
        return start
    # “Hamas - Israel's foe - said”: two dashes set off an apposition.
    plain = not text[start : start + 4].isupper()
    return start if plain and _DASH.search(text, match.end(), end) else match.end()


def _filed(text: str, sentences: list[Sentence]) -> list[Sentence]:
    """Datelines made pieces of their own, so that a place is not read as the sentence's subject."""
    found = []
    for sentence in sentences:
        cut = dateline(text, sentence)
        if cut > sentence.start:
            found += [*_bounded(text, sentence.start, cut), Sentence(cut, sentence.end)]
        else:
            found.append(sentence)
    return found


def _abbreviated(text: str, dot: int, end: int) -> bool:
    tail = text[max(0, dot - 12) : dot]
    if not _ABBREVIATION.search(tail):
        return False
    # “… in the U.S. He …”: a pronoun or article after a country's dots starts a sentence all the same.
    following = text[end : end + 12].lstrip()
    return not (tail.endswith(("U.S.", "U.K.", "U.N.", "p.m.", "a.m.")) and re.match(
        r"(?:The|He|She|It|They|In|On|But|A|An|This|That|I)\b", following))  # fmt: skip


def _bounded(text: str, start: int, end: int) -> list[Sentence]:
    found = []
    while start < end:
        stop = end
        if stop - start > MAX_SENTENCE:
            cut = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
            stop = cut + 1 if cut > 0 else start + MAX_SENTENCE
        while start < stop and text[start].isspace():
            start += 1
        last = stop
        while last > start and text[last - 1].isspace():
            last -= 1
        if last > start:
            found.append(Sentence(start, last))
        start = stop
    return found
