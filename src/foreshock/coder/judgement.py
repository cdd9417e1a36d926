"""Charges and endorsements in a speaker's own words, where no verb of accusing stands outside the quotation.

“Your illegal presence is an aggression”, said by one government of another, is ACCUSE; a view of how strong one's own
position is, is commentary and no event. The target is the other side nearest to the word of judgement.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .mentions import Mention, between
from .naming import Party

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_STOP: Final = re.compile(r"[.!?;]")
#: A country right after these words is where something happens, not whose doing it is.
_IN: Final = re.compile(
    r"\b(?:in|from|near|around|across|inside|throughout|towards?|into|between|on|(?:part|areas?|north|south|east|west|soil|"
    r"territory|people|sovereignty|borders?)\s+of)\s+(?:the\s+|both\s+|all of\s+)?(?:[\w-]+ern\s+)?(?:\w+\s+and\s+)?$",
    re.IGNORECASE,
)
_AIDING: Final = re.compile(
    r"\b(?:train|arm|support|shelter|harbou?r|fund|sponsor|back|help|aid|equip|protect|reorgani[sz]e|use)(?:s|ed|d|ing)?\b"
    r"[^.!?;]{0,60}\b(?:terrorists?|ISIS|ISIL|Daesh|Islamic State|jihadists?|extremists?|militants)\b",
    re.IGNORECASE,
)
_HARMLESS: Final = frozenset(("ISIS", "UNK"))


class Judgement(NamedTuple):
    """A word of judgement at [start, end) by a speaker about a target."""

    type: str
    mode: str | None
    target: Party
    start: int
    end: int


def judge(
    text: str, spans: list[tuple[int, int]], speaker: Party, mentions: list[Mention], moods: dict[str, str], date: str
) -> list[Judgement]:
    """One judgement a target in the passages `spans` of `speaker`: an allegation outweighs a disapproval."""
    found: dict[str, Judgement] = {}
    for start, end in spans:
        targets = [m for m in between(mentions, start, end) if m.kind != "role" and not m.sponsor]
        targets = [
            m
            for m in targets
            if m.code(date).split(":")[0] != speaker.country
            and not (m.kind in ("country", "capital", "people") and _IN.search(text, max(0, m.start - 28), m.start))
        ]
        if end - start < 40 or not any(_other(m.code(date), speaker) for m in targets):
            continue
        words = [(w, moods.get(w.group().lower())) for w in _WORD.finditer(text, start, end)]
        words += [(w, "allege") for w in _AIDING.finditer(text, start, end)]
        for word, mood in words:
            if mood not in ("blame", "allege") or _softened(text, start, word.start()):
                continue
            target = _nearest(text, targets, word.start())
            if target is None or not _other(target.code(date), speaker):
                continue
            code = target.code(date)
            country = code if code.split(":")[0] in ("HZB", "HTH", "IGO") else code.split(":")[0]
            mode = "allege" if mood == "allege" else "disapprove"
            known = found.get(country)
            if known is None or (known.mode == "disapprove" and mode == "allege"):
                party = Party(country, target.start, target.end)
                found[country] = Judgement("ACCUSE", mode, party, word.start(), word.end())
    return list(found.values())


def _other(code: str, speaker: Party) -> bool:
    country, _, role = code.partition(":")
    return country != speaker.country and country not in _HARMLESS and role != "TER"


def _nearest(text: str, targets: list[Mention], position: int) -> Mention | None:
    """The last target before the word in the same sentence, else the first after it."""
    earlier = [t for t in targets if t.start < position]
    before = [t for t in earlier if not _STOP.search(_dotless(text[t.end : position]))]
    if before:
        return before[-1]
    after = [t for t in targets if t.start > position and not _STOP.search(_dotless(text[position : t.start]))]
    return after[0] if after else earlier[-1] if earlier else None


def _dotless(text: str) -> str:
    return re.sub(r"\b[A-Z]\.|\.\.\.|…|\bi\.e\.|\be\.g\.", " ", text)


def _softened(text: str, start: int, position: int) -> bool:
    """Whether the words right before take the judgement back (“not”, “to prevent”, “against”)."""
    return bool(
        re.search(
            r"\b(?:not|no|never|n't|prevent|against|stop|counter|defeat|fight)\s+(?:\w+\s+){0,2}$",
            text[max(start, position - 40) : position],
        )
    )
