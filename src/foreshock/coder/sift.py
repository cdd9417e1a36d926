"""Which sentences the parser need see: those with a word for an act and an actor, a verb of saying, or a quotation."""

from __future__ import annotations

import re
from typing import Final

from .lexicon import Lexicon
from .mentions import ActorNames
from .sentences import Sentence

_WORD: Final = re.compile(r"[^\W\d_]+")


class Sift:
    """A dictionary filter over sentences, in one pass."""

    def __init__(self, lexicon: Lexicon, names: ActorNames) -> None:
        self._acts = lexicon.triggers()
        self._saying = lexicon.saying | {"according"}
        self._names = names.first_words | {w.split(".")[0] for w in names.first_words if "." in w}
        self._roles = names.role_words | {
            "he",
            "she",
            "it",
            "they",
            "who",
            "we",
            "number",
            "others",
            "dozens",
            "hundreds",
            "scores",
        }

    def keep(self, text: str, sentences: list[Sentence], quotes: list[tuple[int, int]]) -> list[int]:
        """Indices of the sentences to parse."""
        kept: list[int] = []
        q = 0
        for index, sentence in enumerate(sentences):
            while q < len(quotes) and quotes[q][1] <= sentence.start:
                q += 1
            words = _WORD.findall(text, sentence.start, sentence.end)
            if len(words) < 3:
                continue
            lowers = {w.lower() for w in words}
            acts = not self._acts.isdisjoint(lowers)
            speech = (q < len(quotes) and quotes[q][0] < sentence.end) or not self._saying.isdisjoint(lowers)
            if speech or (
                acts and (not self._names.isdisjoint(words) or not self._roles.isdisjoint(lowers) or _named(words))
            ):
                kept.append(index)
        return kept


def _named(words: list[str]) -> bool:
    """Whether a capital stands inside the sentence: a name that no table knows may act too."""
    return any(w[0].isupper() for w in words[1:])
