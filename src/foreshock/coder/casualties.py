"""How many were killed and injured, as a sentence tells it: digits, number words, “dozens”, “at least 30”.

A vague number counts as its lowest sense (“dozens”: 24), “a” and “an” as one. Passive (“twenty were killed”), active
(“killing 30”, “left 12 dead”) and nominal (“the death of five”) forms are read; the killer's own number is not.
"""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS: Final = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_VAGUE: Final = {
    "dozen": 12, "dozens": 24, "scores": 40, "hundreds": 200, "hundred": 100, "thousands": 2000, "thousand": 1000,
    "several": 3, "a": 1, "an": 1, "few": 3, "tens": 20, "couple": 2,
}  # fmt: skip
_DIGIT: Final = "one|two|three|four|five|six|seven|eight|nine"
_TEEN: Final = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_NUMBER: Final = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+|(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_DIGIT}))?|{_DIGIT}|{_TEEN}|several|a|an)"
    r"(?: (?:hundred|thousand|dozen|few))?|dozens|scores|hundreds|thousands|tens)"
)
_HEDGE: Final = (
    r"(?:(?:at least|about|around|some|nearly|almost|more than|over|up to|as many as|an estimated|approximately|another"
    r"|the|other|additional|all|of)\s+)*"
)
_GAP: Final = r"(?:,?\s+(?!and\b|but\b|killed|wounded|injured)[\w’'-]+){0,8}?,?"
_BEEN: Final = r"(?:(?:were|was|have been|had been|has been|are|is|being|reported|reportedly|also|others?|more)\s+)*"
_KILLED: Final = (
    r"(?:killed|dead|slain|massacred|executed|beheaded|shot dead|gunned down|died|perished|dying|assassinated)"
)
_HURT: Final = r"(?:injured|wounded|hurt|maimed|injuries|wounds)"
_KILL: Final = (
    r"(?:kill(?:ed|ing|s)?|slain|slaying|executed|executing|massacred|massacring|claimed|beheaded|murdered|assassinated"
    r"|leaving dead)"
)
_INJURE: Final = r"(?:injur(?:ed|ing|es?)|wound(?:ed|ing|s)?)"


def _patterns(done: str, doing: str, nouns: str) -> tuple[re.Pattern[str], ...]:
    forms = (
        rf"\b{doing}\s+{_HEDGE}({_NUMBER})\b",
        rf"\b(?:killing|wounding|injuring|leaving|left)\s+{_HEDGE}({_NUMBER}){_GAP}\s+{done}\b",
        rf"\b({_NUMBER})(?:\s+of)?{_GAP}\s+{_BEEN}{done}\b",
        rf"\b{nouns}\s+(?:toll\s+)?(?:of|to|at|reached|rose to|stood at)\s+{_HEDGE}({_NUMBER})\b",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


_DEAD: Final = _patterns(_KILLED, _KILL, "(?:deaths?|killings?|death toll|toll)")
_INJURED: Final = _patterns(_HURT, _INJURE, "(?:injur(?:y|ies)|wounding)")


def number(text: str) -> int | None:
    """The number that words or digits name, the lowest sense of vague ones; None if there is none."""
    plain = text.lower().replace(",", "").replace("-", " ").strip()
    if plain.isdigit():
        return int(plain) if len(plain) <= 9 else None
    total, seen = 0, False
    for word in plain.split():
        if word in ("hundred", "thousand", "dozen") and seen:
            total = max(total, 1) * _VAGUE[word]
        elif word in _UNITS or word in _TENS or word in _VAGUE:
            value = _UNITS.get(word, _TENS.get(word, _VAGUE.get(word, 0)))
            total = value if word == "few" else total + value
            seen = True
        else:
            return None
    return total if seen else None


def killed_in(sentence: str) -> int | None:
    """The dead that a sentence counts, None where it counts none."""
    return _first(_DEAD, sentence)


def injured_in(sentence: str) -> int | None:
    """The injured that a sentence counts, None where it counts none."""
    return _first(_INJURED, sentence)


def _first(patterns: tuple[re.Pattern[str], ...], sentence: str) -> int | None:
    if len(sentence) > 2000:
        sentence = sentence[:2000]
    for pattern in patterns:
        match = pattern.search(sentence)
        if match and (value := number(match[1])) is not None:
            return value
    return None
