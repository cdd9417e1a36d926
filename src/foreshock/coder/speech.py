"""Words that give somebody's words or thoughts: which stand with a clause, which with “to …”, which with a noun.

Read from speech.csv (see its head). A form is looked up as written in lower case.
"""

from __future__ import annotations

from typing import Final

from .morphology import noun_forms, verb_forms
from .tables import rows

#: What is put “at” a number by who counts it.
TOLLS: Final = frozenset("it toll number figure count dead losses cost strength".split())


class Speech:
    """All cue words by their written form. Immutable after construction."""

    def __init__(self) -> None:
        self.verbs: dict[str, set[str]] = {}
        self.particles: dict[tuple[str, str], set[str]] = {}
        self.prepositions: dict[tuple[str, str], bool] = {}
        self.nouns: set[str] = set()
        self.adjectives: set[str] = set()
        self.views: set[str] = set()
        self.headline: set[str] = set()
        self.weak: set[str] = set()
        #: Verbs whose infinitive is an act or an aim rather than something said.
        self.deeds: set[str] = set()
        #: Verbs that give somebody or something a name.
        self.naming: frozenset[str] = frozenset(
            form for verb in ("call", "term", "style", "label", "brand", "dub") for form in verb_forms(verb)
        )
        #: Judgements that an act draws from somebody, and the verbs that say so.
        self.receptions: set[str] = set()
        self.drawing: set[str] = set()
        for kind, words in rows("speech.csv"):
            for word in words.split():
                self._add(kind, word)
        self.pairs: dict[str, set[str]] = {form: set(TOLLS) for form in verb_forms("put")}
        for first, second in (*self.particles, *self.prepositions):
            self.pairs.setdefault(first, set()).add(second)
        #: Words that may be a cue, and of them those that are one by themselves.
        self.alone = frozenset({*self.verbs, *self.nouns, *self.adjectives, *self.receptions, "according"} - self.weak)
        self.triggers = self.alone | self.weak | self.pairs.keys()

    def _add(self, kind: str, word: str) -> None:
        if kind == "noun":
            self.nouns.update(noun_forms(word))
        elif kind == "adjective":
            self.adjectives.add(word)
        elif kind == "weak":
            self.weak.update(form for form in verb_forms(word))
        elif kind == "deed":
            self.deeds.update(verb_forms(word))
        elif kind == "reception":
            self.receptions.update(noun_forms(word))
        elif kind == "draw":
            self.drawing.update(verb_forms(word))
        elif kind == "view":
            self.views.add(word)
        elif kind == "prep":
            verb, _, preposition = word.partition("+")
            for form in verb_forms(verb):
                self.prepositions[form, preposition] = True
        else:
            verb, _, particle = word.partition("_")
            forms = list(verb_forms(verb))
            for form in forms:
                if particle:
                    self.particles.setdefault((form, particle), set()).add(kind)
                else:
                    self.verbs.setdefault(form, set()).add(kind)
            if not particle and kind != "aside":
                # “Mayor Says …”: the present tense of a headline.
                self.headline.add(forms[1])
