"""Attacks that a text tells only by their dead: “The bodies of 12 men were found, shot in the head.”

Where a sentence counts the dead of violence and no reading of it or its neighbours is an attack, one is added, by
nobody known. Floods, crashes and diseases kill too; without a word for violence nothing is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .casualties import tolls
from .events import RawEvent
from .naming import UNKNOWN, Party
from .sentences import Sentence

_DEAD: Final = re.compile(
    r"\b(?:kill|dead|died|deaths?\b|slain|bod(?:y|ies)\b|behead|execut|massacre|assassinat|lives of|corpses|remains of|"
    r"shot\b|murder|slaughter|gunned)",
    re.IGNORECASE,
)


def _any(words: str) -> re.Pattern[str]:
    """A pattern for any of some words or phrases; a star stands for the rest of a word."""
    return re.compile(rf"\b(?:{words.replace('*', '[a-z]*').replace(', ', '|')})\b", re.IGNORECASE)


#: Words for violence with the mode of the attack they tell, the most telling first.
_MODES: Final = (
    ("suicide-attack", _any("suicide, explosive vest*, explosive belt*, blew himself, blew herself, blew themselves")),
    ("drone", _any("drone, drones")),
    ("unconventional", _any("sarin, chlorine, mustard gas, chemical, gas attack, nerve agent, poison*")),
    ("aerial", _any("air ?strike*, air[- ]strike*, air raid*, warplane*, jets?, barrel bomb*, helicopter*")),
    ("heavy-weapons", _any("shells?, shelled, shelling, shellfire, mortar*, rockets?, artillery, missiles?, tanks?")),
    ("explosives", _any("bomb*, explosi*, explod*, blasts?, mines?, landmine*, grenade*, ied")),
    ("execute", _any("behead*, execut*, hanged, mass graves?, hands tied, lined up")),
    ("firearms", _any("shot, shots, shoot*, gunm[ae]n, gunned, opened fire, sniper*, gunfire, bullet*")),
    ("primitive", _any("stabb*, knives, knife, machete*, axes?, throats?")),
    (
        None,
        _any(
            "attack*, clash*, militant*, militia*, raid*, strikes?, massacre*, killers?, assailant*, fighting, "
            "insurgent*, rebels?, terror*, jihadis*, murder*, slaughter*, slain, assassinat*, ambush*, bombard*, "
            "killed by, isis, isil, islamic state"
        ),
    ),
)
_NATURE: Final = re.compile(
    r"\b(?:floods?|earthquake|quake|crash(?:ed)?|collid\w+|landslides?|avalanche|cholera|ebola|virus|disease|storm|"
    r"cyclone|"
    r"hurricane|tornado|capsiz\w+|drown\w+|accident|stampede|crush|heatwave|outbreak|derail\w+|collapse[ds]?)\b",
    re.IGNORECASE,
)


def untold_attacks(text: str, sentences: Sequence[Sentence], events: Sequence[RawEvent]) -> Iterator[RawEvent]:
    """Attacks told by their dead alone, one for each run of sentences without an attack. Linear in the text."""
    told = {e.sentence for e in events if e.type == "ASSAULT"}
    for number, sentence in enumerate(sentences):
        if any(k in told for k in (number - 1, number, number + 1)) or sentence.end - sentence.start > 2500:
            continue
        words = text[sentence.start : sentence.end]
        if not _DEAD.search(words) or not (dead := [t for t in tolls(words).killed if t.number]):
            continue
        around = text[sentences[max(0, number - 1)].start : sentences[min(len(sentences) - 1, number + 1)].end][:4000]
        mode, cue = _mode(words)
        if cue is None:
            mode, cue = _mode(around)
        if cue is None or (_NATURE.search(words) and mode is None):
            continue
        start, end = sentence.start + dead[0].start, sentence.start + dead[0].end
        party = Party(UNKNOWN, start, end)
        told.add(number)
        yield RawEvent("ASSAULT", mode, party, None, "stated", (start, end), 1, 2, "ASSAULT: counted dead", number)


def _mode(words: str) -> tuple[str | None, re.Pattern[str] | None]:
    return next(((mode, cue) for mode, cue in _MODES if cue.search(words)), (None, None))
