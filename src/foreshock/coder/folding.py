"""One form for the many spellings of a place name: the key that the gazetteer is built and asked with."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        "ı": "i", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ə": "a", "ð": "d", "þ": "th",
        "’": None, "'": None, "`": None, "ʼ": None, "‘": None, "ʻ": None, "´": None, "ʿ": None, "ʾ": None, "′": None,
        ".": None, "ʹ": None, "-": " ", "–": " ", "‐": " ", "&": " and ", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي",
        "ی": "ي", "ک": "ك", "ة": "ه", "\u0640": None, "\u200c": " ",
    }
)  # fmt: skip
_ARTICLE: Final = re.compile(r"^(?:al|el|ar|as|ash|at|ad|adh|az|an|ed|er|es|et|ez) (?=\w{3})")
_ARTICLES: Final = frozenset("al el ar as ash at ad an az ed er es et ez of".split())
_VOICE: Final = (("kh", "x"), ("gh", "g"), ("sh", "š"), ("ch", "š"), ("th", "t"), ("dh", "d"), ("ck", "k"))
_VOWELS: Final = re.compile(r"[aeiouyw]+")
_DOUBLE: Final = re.compile(r"(\w)\1+")


def fold(name: str) -> str:
    """Lower case, without accents, apostrophes and full stops; hyphens count as spaces."""
    if name.isascii():
        plain = name.lower().translate(_LETTERS)
    else:
        parts = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
        plain = "".join(c for c in parts if not unicodedata.combining(c))
    return " ".join(plain.split())


def bare(key: str) -> str:
    """A folded name without its Arabic article: “ar raqqah” as “raqqah”."""
    return _ARTICLE.sub("", key)


def skeleton(key: str) -> str:
    """The consonants of a folded name, for spellings of Arabic and Persian names that no list has.

    “khan sheikhoun” and “khan shaykhun” give the same; an empty result means the name is too short to tell."""
    word = " ".join(bare(part) for part in bare(key).split(" ") if part not in _ARTICLES)
    for written, sound in _VOICE:
        word = word.replace(written, sound)
    word = word.replace("q", "k").replace("j", "g").replace("c", "k").replace("v", "f").replace("p", "b")
    word = re.sub(r"h\b", "", word).replace(" ", "")
    bones = _DOUBLE.sub(r"\1", _VOWELS.sub("", word))
    return "~" + bones if len(bones) >= 3 else ""
