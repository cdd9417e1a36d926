"""Which sentences the parser need see: those with a word for an act and an actor, a verb of saying, or a quotation."""

from __future__ import annotations

import re
from typing import Final

from .lexicon import Lexicon
from .mentions import Mention
from .sentences import Sentence
from .speech import Speech

#: Forms of verbs of saying that are mostly something else; a quotation beside them keeps the sentence all the same.
_NOT_SPEECH: Final = frozenset(
    "state states report reports charge charges charged charging note notes quote quotes comment "
    "comments claim claims go "
    "goes going went gone call calls called continue continues continued continuing express expresses "
    "expressed hope hopes "
    "hoping think thinks thinking estimate estimates cite cites cited citing believe believes joke jokes plan complain "
    "recall write writes writing predict reveal reveals describe describes caution mention quip relate "
    "advise estimated "
    "urge pledge pledges suggest suggests think thought find finds found finding findings determine determined "
    "determines determining assess assesses assessed assessing".split()
)
_WORD: Final = re.compile(r"[^\W\d_]+")


#: Civilians that act as a body; “people” and “a family” are too common to ask the parser about.
_BODIES: Final = frozenset(
    "protester protesters demonstrator demonstrators worker workers activist activists student students villagers "
    "opposition union unions miners farmers civilians supporters settlers dissidents teachers doctors lawyers truckers "
    "journalists detainees prisoners crowd crowds mob tribesmen clerics ngo ngos bishops monks employees people".split()
)
_THAT: Final = frozenset(("that", "whether", "as"))
_MORE: Final = frozenset("number others dozens hundreds scores".split())


class Sift:
    """A dictionary filter over sentences, in one pass."""

    def __init__(self, lexicon: Lexicon, speech: Speech) -> None:
        self._triggers = lexicon.triggers()
        self._light = frozenset(self._triggers.light)
        self._saying = (lexicon.saying - _NOT_SPEECH) | {"according"}
        self._cues, self._weak, self._pairs = self._saying | speech.alone, speech.weak, speech.pairs

    def keep(
        self,
        text: str,
        sentences: list[Sentence],
        quotes: list[tuple[int, int]],
        mentions: list[Mention],
    ) -> list[int]:
        """Indices of the sentences to parse. `mentions` are those of the whole text. Every sentence that may
        give somebody's words or thoughts is parsed.

        A text of one or two sentences is parsed if it has a word for an act: somebody unknown may be its point."""
        kept: list[int] = []
        q = m = 0
        for index, sentence in enumerate(sentences):
            while q < len(quotes) and quotes[q][1] <= sentence.start:
                q += 1
            first = m
            while m < len(mentions) and mentions[m].start < sentence.end:
                m += 1
            words = _WORD.findall(text, sentence.start, sentence.end)
            if len(words) < 3:
                continue
            lowers = {w.lower() for w in words}
            quoted = q < len(quotes) and quotes[q][0] < sentence.end
            if quoted or not self._cues.isdisjoint(lowers) or self._cued(words, lowers):
                kept.append(index)
            elif self._acts(lowers, len(sentences) < 3):
                follows = bool(kept) and kept[-1] == index - 1 and not _MORE.isdisjoint(lowers)
                if follows or len(sentences) < 3 or any(_actor(text, mention) for mention in mentions[first:m]):
                    kept.append(index)
        return kept

    def _cued(self, words: list[str], lowers: set[str]) -> bool:
        """Whether a weak cue has its conjunction, or a cue of two words both of them, near each other."""
        if not self._weak.isdisjoint(lowers) and not _THAT.isdisjoint(lowers):
            return True
        if self._pairs.keys().isdisjoint(lowers):
            return False
        for i, word in enumerate(words):
            seconds = self._pairs.get(word.lower())
            if seconds and any(w.lower() in seconds for w in words[i + 1 : i + 4]):
                return True
        return False

    def _acts(self, lowers: set[str], short: bool) -> bool:
        """Whether some word may start an event; in a `short` text any noun of an act will do for a light verb."""
        if not self._triggers.strong.isdisjoint(lowers):
            return True
        light = self._light & lowers
        if not light:
            return False
        if short:
            return not self._triggers.nouns.isdisjoint(lowers)
        if not self._triggers.nominals.isdisjoint(lowers):
            return True
        return any(not self._triggers.light[verb].isdisjoint(lowers) for verb in light)


def _actor(text: str, mention: Mention) -> bool:
    if mention.kind != "role" or mention.codes[0][0] != "CIV":
        return True
    return text[mention.start : mention.end].lower() in _BODIES
