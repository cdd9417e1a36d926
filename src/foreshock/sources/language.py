"""Which language a text is written in: by its script, and for Latin and Cyrillic letters by the commonest words.

Function words are a fifth to a third of any running text, so a handful of them tells languages apart once a text has
some twenty words; shorter texts and close relatives stay undecided (an empty code) rather than guessed. Codes are
ISO 639-1. The lists are our own, of words that are common in one language and rare in the others listed.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_WORDS: Final[dict[str, frozenset[str]]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to in was for that on with as by at from are has have been were its this which said he they "
        "who will would after not but had their it is an be or",
        "fr": "de a deux près selon le la les des et du est une dans que qui pour par sur au aux avec ont été ce "
        "cette sont plus pas il elle",
        "de": "der die das und den von zu mit dem des für ist auf ein eine nicht sich im auch als wurde nach bei sind",
        "es": "la de con no hubo dijo el los las del que en una por con para se su al es lo como más fue este han ha "
        "sus entre pero y",
        "pt": "o os do da dos das em um uma não para com por que se no na mais foi ao são pelo pela como e",
        "it": "il di che la e un per non una sono del della con nel alla gli dei delle più è anche ha si da",
        "nl": "de het een van en in dat op te zijn voor met niet aan er om ook door naar bij werd die is",
        "tr": "ve bir bu için ile olarak olan da de daha çok sonra ise gibi kadar ancak tarafından değil olduğu etti",
        "pl": "i w na się z do nie jest że o jak po za od przez dla oraz to są został była może",
        "ru": "и в не на что с по как это из его за от для был к также после при они или было",
        "uk": "і в не на що з до як це його за від для був та також після при вони або було про є",
        "sr": "и у је да се на са за од као су није који ће био након због",
        "id": "yang dan di dari untuk dengan pada dalam ini itu tidak akan oleh telah ke adalah sebagai juga",
        "sw": "ya na wa kwa ni la za katika kuwa hiyo huo cha vya alisema baada hilo kama",
    }.items()
}
_SCRIPTS: Final[tuple[tuple[str, str], ...]] = (
    ("he", r"[\u0590-\u05FF]"),
    ("arabic", r"[\u0600-\u06FF\u0750-\u077F]"),
    ("ja", r"[\u3040-\u30FF]"),
    ("zh", r"[\u4E00-\u9FFF]"),
    ("ko", r"[\uAC00-\uD7AF]"),
    ("hi", r"[\u0900-\u097F]"),
    ("am", r"[\u1200-\u137F]"),
    ("el", r"[\u0370-\u03FF]"),
    ("ka", r"[\u10A0-\u10FF]"),
    ("hy", r"[\u0530-\u058F]"),
    ("cyrillic", r"[\u0400-\u04FF]"),
    ("latin", r"[A-Za-z\u00C0-\u024F]"),
)
_FINDERS: Final = tuple((name, re.compile(pattern)) for name, pattern in _SCRIPTS)
_WORD: Final = re.compile(r"[^\W\d_]+")
#: Letters that Persian has and Arabic has not, and the other way round; then those of Urdu and of Sorani.
_PERSIAN: Final = re.compile("[پچژگکی]")
_ARABIC: Final = re.compile("[ةىيكإأؤ]")
_URDU: Final = re.compile("[ٹڈڑےں]")
_SORANI: Final = re.compile("[ەێۆڵڕ]")
#: Less than this share of a language's words among all words, and nothing is decided.
_SHARE: Final = 0.12
_SAMPLE: Final = 4000


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language of `text`, or an empty string where it cannot be told."""
    sample = text[:_SAMPLE]
    counts = {name: len(finder.findall(sample)) for name, finder in _FINDERS}
    letters = sum(counts.values())
    if letters < 8:
        return ""
    if counts["ja"] > 0.1 * letters:
        return "ja"
    script = max(counts, key=lambda name: counts[name])
    if counts[script] < 0.5 * letters:
        return ""
    if script == "arabic":
        return _arabic(sample)
    if script not in ("latin", "cyrillic"):
        return script
    return _by_words(sample, ("ru", "uk", "sr") if script == "cyrillic" else tuple(_WORDS))


def _arabic(sample: str) -> str:
    if len(_SORANI.findall(sample)) > len(sample) // 50:
        return "ckb"
    if len(_URDU.findall(sample)) > len(sample) // 50:
        return "ur"
    persian, arabic = len(_PERSIAN.findall(sample)), len(_ARABIC.findall(sample))
    return "fa" if persian > 2 * arabic else "ar"


def _by_words(sample: str, among: tuple[str, ...]) -> str:
    words = Counter(_WORD.findall(sample.lower()))
    total = sum(words.values())
    if total < 5:
        return ""
    shares = sorted(((sum(words[w] for w in _WORDS[code]) / total, code) for code in among), reverse=True)
    (best, code), (second, _) = shares[0], shares[1]
    return code if best >= _SHARE and best > 1.25 * second else ""
