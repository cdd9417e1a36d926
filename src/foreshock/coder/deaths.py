"""Attacks that a text tells only by their dead: “The bodies of 12 men were found, shot in the head.”

Where a sentence counts the dead of violence and no reading of it or its neighbours is an attack, one is added, by nobody
known. Floods, crashes and diseases kill too; without a word for violence nothing is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from .casualties import tolls
from .emission import UNKNOWN, RawEvent
from .parties import Party
from .sentences import Sentence

_DEAD: Final = re.compile(
    r"\b(?:kill|dead|died|deaths?\b|slain|bod(?:y|ies)\b|behead|execut|massacre|assassinat|lives of|corpses|remains of|"
    r"shot\b|murder|slaughter|gunned)",
    re.IGNORECASE,
)
#: Words for violence with the mode of the attack they tell, the most telling first.
_MODES: Final = (
    ("suicide-attack", re.compile(r"\bsuicide|explosive (?:vest|belt)|blew (?:him|her|them)sel", re.IGNORECASE)),
    ("drone", re.compile(r"\bdrones?\b", re.IGNORECASE)),
    ("unconventional", re.compile(r"\b(?:sarin|chlorine|mustard gas|chemical|gas attack|nerve agent|poison)", re.IGNORECASE)),
    ("aerial", re.compile(r"\b(?:air ?strikes?|air[- ](?:strikes?|raids?)|warplanes?|jets?|barrel bombs?|helicopters?)", re.IGNORECASE)),
    ("heavy-weapons", re.compile(r"\b(?:shell(?:s|ed|ing|fire)?|mortars?|rockets?|artillery|missiles?|tanks?)\b", re.IGNORECASE)),
    ("explosives", re.compile(r"\b(?:bomb\w*|explosi\w+|explod\w+|blasts?|mines?|landmines?|grenades?|ied)\b", re.IGNORECASE)),
    ("execute", re.compile(r"\b(?:behead\w*|execut\w+|hanged|mass graves?|hands tied|lined up)\b", re.IGNORECASE)),
    ("firearms", re.compile(r"\b(?:shot|shoot\w*|gunmen|gunman|gunned|opened fire|snipers?|gunfire|shots|bullets?)\b", re.IGNORECASE)),
    ("primitive", re.compile(r"\b(?:stabb\w+|knives|knife|machetes?|axes?|throats?)\b", re.IGNORECASE)),
    (None, re.compile(r"\b(?:attack\w*|clash\w*|militants?|militia\w*|raid\w*|strikes?|massacre\w*|killers?|assailants?|fighting|"
                      r"insurgents?|rebels?|terror\w*|jihadis\w*|murder\w*|slaughter\w*|slain|assassinat\w+|ambush\w*|bombard\w+|"
                      r"killed by|isis|isil|islamic state)\b", re.IGNORECASE)),
)  # fmt: skip
_NATURE: Final = re.compile(
    r"\b(?:floods?|earthquake|quake|crash(?:ed)?|collid\w+|landslides?|avalanche|cholera|ebola|virus|disease|storm|cyclone|"
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
