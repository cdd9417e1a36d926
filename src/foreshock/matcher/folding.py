"""Words as the index has them: case, accents, Arabic and Persian letter forms and known spellings folded into one.

Text and query pass through the same function, so that whoever looks for Huthi finds Houthi. The table of spellings
is `spellings.csv` beside this module: one line a group, the first form stands for all of it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_POSSESSIVE: Final = re.compile(r"'s\b")
#: Arabic and Persian forms of one letter, after Unicode's own compatibility forms were undone: kaf, yeh, alef, heh,
#: waw with hamza; tatweel and the digits of both scripts.
_LETTERS: Final = str.maketrans(
    {
        "ك": "ک", "ي": "ی", "ى": "ی", "ئ": "ی", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ۀ": "ه", "ؤ": "و",
        "ـ": "", "’": "", "‘": "", "'": "", "ʼ": "", "ʿ": "", "ʾ": "", "\u200c": "",
        **{chr(0x0660 + n): str(n) for n in range(10)},
        **{chr(0x06F0 + n): str(n) for n in range(10)},
    }
)  # fmt: skip
_LATIN: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d"})


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order, repeats included. Linear in the length of the text."""
    if text.isascii():
        plain = _POSSESSIVE.sub("", text.lower()).replace("'", "")
    else:
        told = _POSSESSIVE.sub("", text.replace("’", "'").lower())
        letters = unicodedata.normalize("NFKD", told.translate(_LETTERS))
        bare = letters if letters.isascii() else "".join(c for c in letters if not unicodedata.combining(c))
        plain = bare.translate(_LETTERS).translate(_LATIN)
    single, pairs = _spellings()
    words = [single.get(word, word) for word in _WORD.findall(plain)]
    if pairs.keys().isdisjoint(words):
        return words
    return _joined(words, pairs)


def _joined(words: list[str], pairs: dict[str, dict[str, str]]) -> list[str]:
    """The words with known names of two words (`ansar allah`) made one."""
    made: list[str] = []
    skip = False
    for word, after in itertools.pairwise([*words, ""]):
        if skip:
            skip = False
            continue
        one = pairs.get(word, {}).get(after)
        made.append(one or word)
        skip = one is not None
    return made


@cache
def _spellings() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Each known spelling → the form that stands for its group; names of two words by their first and second."""
    single: dict[str, str] = {}
    pairs: dict[str, dict[str, str]] = {}
    for line in (files(__package__) / "spellings.csv").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        forms = line.split(",")
        for form in forms:
            first, _, second = form.partition(" ")
            if second:
                pairs.setdefault(first, {})[second] = forms[0]
            else:
                single[form] = forms[0]
    return single, pairs
