"""The runs of words that a photograph credit is made of: agencies, photographers' names, words in capitals."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from .boundaries import ends_sentence, starts_sentence
from .credit_words import (
    AGENCIES,
    AGENCY_TAILS,
    JOINTS,
    NO_NAMES,
    OFFICES,
    OPENERS,
    PAIRS,
    PLATFORMS,
    SUBJECTS,
    SURE_TAILS,
)

_TRIM: Final = ".,;:()[]“”\"'’|"
_LONGEST_NAME: Final = 4
_CLOSERS: Final = ("?", "!", ":", ";")


class Token(Struct, frozen=True):
    text: str
    start: int
    end: int

    @property
    def bare(self) -> str:
        return self.text.strip(_TRIM)

    @property
    def upper(self) -> str:
        return self.bare.upper().removesuffix("'S").removesuffix("’S")

    @property
    def parts(self) -> list[str]:
        """The token's parts between slashes, in capitals."""
        return [part.strip(_TRIM) for part in self.upper.split("/")]

    @property
    def is_capital(self) -> bool:
        return bool(self.bare) and (self.bare[0].isupper() or self.bare[0] == "@")

    @property
    def is_capitals(self) -> bool:
        letters = [c for c in self.bare.split("/")[0] if c.isalpha()]
        return len(letters) >= 2 and "".join(letters).isupper()

    @property
    def is_joint(self) -> bool:
        return self.text.lower() in JOINTS

    @property
    def is_initial(self) -> bool:
        return len(self.bare) == 1 and self.bare.isupper()

    @property
    def is_rank(self) -> bool:
        """“Tech.”, “Sgt.”, “Jr.”: shortened, and no name."""
        return self.text.endswith(".") and not self.closes

    @property
    def begins_prose(self) -> bool:
        """Does the word open sentences (“The”), or stand before a person's name in them (“President”)?"""
        return (self.upper in OPENERS and not self.is_initial) or self.upper.split("-")[0] in SUBJECTS

    @property
    def closes(self) -> bool:
        """Does a sentence or a run-in heading end with the word?"""
        return self.text.endswith(_CLOSERS) or (not self.is_initial and ends_sentence(self.text, len(self.text)) == 2)


def named_run(tokens: list[Token], prose: frozenset[str]) -> int:
    """How many of `tokens` are names in which an agency or a platform is named, with the photographer after its slash;
    0 for none. `prose` are names that the page's sentences use."""
    if tokens[0].upper in OPENERS or not tokens[0].is_capital:
        return 0
    count, index = 0, 0
    while index < min(len(tokens), 8):
        token = tokens[index]
        following = tokens[index + 1].parts[0] if index + 1 < len(tokens) else ""
        if not (token.is_capital or token.is_joint) or (token.text.endswith(",") and index):
            break
        known = [
            part in AGENCIES | PLATFORMS
            or (part in AGENCY_TAILS and bool(count))
            or (part in SURE_TAILS and bool(index))
            for part in token.parts
        ]
        if (token.parts[-1], following) in PAIRS:
            index, known, token = index + 1, [True], tokens[index + 1]
        index += 1
        if any(known):
            count = index
            slashed = "/" in token.text or (index < len(tokens) and tokens[index].text == "/")
            if slashed and (not known[-1] or len(known) == 1):
                count = index = _name(tokens, index, not token.text.endswith("/") and "/" in token.text, prose)
    return count


def slashed_run(tokens: list[Token], prose: frozenset[str], dated: bool = True) -> int:
    """How many of `tokens` are two names with a slash between them, neither of them known: “Harbour Board/A. Kay”.
    Without a date before it, one of them must be a word such as “Press” or “Navy”."""
    for index, token in enumerate(tokens[:5]):
        if not (token.is_capital or token.is_joint) or token.closes or (index and token.begins_prose):
            return 0
        sides = token.text.split("/")
        if len(sides) > 1 and all(side[:1].isupper() and len(side) > 1 for side in sides):
            if not dated and not (AGENCY_TAILS | OFFICES) & set(token.parts):
                return 0
            return _name(tokens, index + 1, True, prose)
    return 0


def _name(tokens: list[Token], count: int, begun: bool, prose: frozenset[str]) -> int:
    """How far a photographer's name goes on from `count`: capitals that the prose does not use, at most four."""
    words = 1 if begun and not tokens[count - 1].is_rank else 0
    first = count
    if begun and tokens[count - 1].parts[-1] in NO_NAMES:
        return count
    while count < len(tokens) and words < _LONGEST_NAME:
        token = tokens[count]
        if token.text.startswith("("):
            return _closed(tokens, count)
        if token.text == "/" or (token.text.islower() and token.is_joint and words):
            count += 1
            continue
        of = tokens[count - 1].text.islower()
        if not token.is_capital or token.closes or (words and token.begins_prose and not of):
            break
        if (token.upper in OPENERS or token.bare in prose) and not token.is_initial:
            break
        if words >= 2 and (token.is_initial or _runs_into_heading(tokens, count)):
            break
        count, words = count + 1, words + (not token.is_initial and not token.is_rank)
        if token.parts[-1] in NO_NAMES:
            break
    while count > first and tokens[count - 1].is_joint:
        count -= 1
    if count > first and count < len(tokens) and not tokens[count].is_joint:
        # Before a small letter the last capital is the sentence's subject.
        count -= not starts_sentence(tokens[count].text, 0)
    return count


def _closed(tokens: list[Token], index: int) -> int:
    """Behind the parenthesis that opens at `index`; `index` itself if it does not close."""
    return next((at + 1 for at in range(index, len(tokens)) if tokens[at].text.endswith(")")), index)


def _runs_into_heading(tokens: list[Token], index: int) -> bool:
    """Do the capitals from `index` on end as a heading in the text does: “A Narrow Margin.”, “Striking Back?”"""
    for token in tokens[index:]:
        if token.closes:
            return True
        if not (token.is_capital or token.is_joint):
            return False
    return False
