"""The lexicon of acts: which verb, with which object and preposition, is which PLOVER type.

Read from acts.csv, nouns.csv, operators.csv, predicates.csv, moods.csv (see their heads), and a desk's `acts` files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from foreshock.model import check_type

from .morphology import noun_forms, verb_forms
from .tables import rows, word_classes


class Frame(NamedTuple):
    """One reading of a verb. `particle` is a part of the verb (“pull out”), `preposition` must follow it
    (“call for”), `companions` are words of which one must stand in the verb's phrase after it, wherever the parser
    hangs it (“take … to task”); `objects` names noun classes or nouns that the object must be one of, `subjects` the
    same of the subject; empty means any."""

    type: str
    mode: str | None
    lemma: str
    particle: str
    preposition: str
    objects: frozenset[str]
    recipient: tuple[str, ...]
    subjects: frozenset[str] = frozenset()
    companions: frozenset[str] = frozenset()

    @property
    def weight(self) -> int:
        """How specific the frame is; the most specific one that fits decides."""
        weight = 4 * bool(self.objects) + 3 * bool(self.subjects) + 5 * bool(self.companions)
        return weight + 2 * bool(self.particle) + 2 * bool(self.preposition)

    @property
    def rule(self) -> str:
        words = self.lemma + (f" {self.particle}" if self.particle else "")
        words += f" {self.preposition}" if self.preposition else ""
        words += f" … {min(self.companions)}" if self.companions else ""
        return f"{self.type}: {words}" + (f" [{' '.join(sorted(self.objects)[:3])}]" if self.objects else "")


class Predicate(NamedTuple):
    """What “to be” with an adjective, noun or prepositional phrase says (“is at war with”); see predicates.csv."""

    type: str
    mode: str | None
    recipient: tuple[str, ...]


#: A frame of this type says that the verb, so used, is no act (“released a statement”).
NO_ACT: Final = "NONE"
#: A wrong that is a charge where somebody says it of another, and no act by itself (“said X was behind the attack”).
BLAME: Final = "BLAME"
#: The class of objects that are a name: “suspended Fiji”, not “suspended play”.
NAME: Final = "NAME"
#: The type that an event noun stands for by itself (“an attack by X on Y”), by noun class.
NOUN_TYPES: Final = {
    "ATTACK": "ASSAULT", "TALK": "CONSULT", "PROTEST": "PROTEST", "WITHDRAWAL": "RETREAT", "ARREST": "COERCE",
    "DRILL": "MOBILIZE", "DEPLOYMENT": "MOBILIZE", "PROBE": "ACCUSE", "SUIT": "ACCUSE", "THREAT": "THREATEN",
    "REGRET": "CONCEDE", "PARDON": "CONCEDE", "RESIGN": "RETREAT", "DEAL": "SUPPORT", "CRITICISM": "ACCUSE",
    "PRAISE": "SUPPORT", "RESTRICT": "COERCE", "SANCTIONS": "SANCTION", "CEASEFIRE": "RETREAT",
    "REQUESTN": "REQUEST", "COOP": "COOPERATE", "AID": "AID",
}  # fmt: skip


class Triggers(NamedTuple):
    """Words that can start an event: `strong` verbs alone; `light` verbs (form → nouns) only with one of their nouns or
    one of `nominals`; `nouns` are all nouns that some frame asks for."""

    strong: frozenset[str]
    light: dict[str, frozenset[str]]
    nominals: frozenset[str]
    nouns: frozenset[str]


class Lexicon:
    """All frames and word classes, with every written form mapped to its lemma. Immutable after construction."""

    def __init__(self, extra_acts: Iterable[list[str]] = ()) -> None:
        self.frames: dict[str, list[Frame]] = {}
        self.lemmas: dict[str, str] = {}
        for row in (*rows("acts.csv"), *extra_acts):
            for frame in _frames(row):
                self.frames.setdefault(frame.lemma, []).append(frame)
        for frames in self.frames.values():
            frames.sort(key=lambda f: -f.weight)
        self.operators: dict[str, set[str]] = {}
        for kind, words in word_classes("operators.csv").items():
            for word in words:
                self.operators.setdefault(word, set()).add(kind)
        for lemma in (*self.frames, *self.operators):
            for form in verb_forms(lemma.split("_")[0]):
                # A form that is itself a lemma keeps its own reading: “found” is no past of “find” here.
                if form not in self.frames or form == lemma.split("_")[0]:
                    self.lemmas.setdefault(form, lemma.split("_")[0])
        self.noun_classes: dict[str, frozenset[str]] = {}
        classes: dict[str, set[str]] = {}
        for kind, words in word_classes("nouns.csv").items():
            for word in words:
                for form in noun_forms(word):
                    classes.setdefault(form, set()).update((kind, word))
        self.noun_classes = {form: frozenset(kinds) for form, kinds in classes.items()}
        self.roles = {
            form: role for role, nouns in rows("roles.csv") for noun in nouns.split() for form in noun_forms(noun)
        }
        self.nominals = {form: verb for noun, verb in rows("nominals.csv") for form in noun_forms(noun)}
        self.predicates = {
            words: Predicate(event, mode or None, tuple(places.split()))
            for kind, group, places in rows("predicates.csv")
            for event, _, mode in (kind.partition("/"),)
            for words in group.split()
        }
        self.moods: dict[str, str] = {}
        for kind, words in word_classes("moods.csv").items():
            for w in words:
                self.moods.setdefault(w, kind)
        self.saying = frozenset(
            form for lemma, kinds in self.operators.items() if "say" in kinds for form in verb_forms(lemma)
        )

    def triggers(self) -> Triggers:
        """The words that can start an event; see Triggers."""
        alone = {lemma for lemma, frames in self.frames.items() if any(_bare(f) for f in frames)}
        strong = {form for form, lemma in self.lemmas.items() if lemma in alone}
        strong |= {word for word in self.predicates if len(word) > 7 and "+" not in word and word not in _COMMON}
        nouns_of: dict[str, set[str]] = {}
        for form, own in self.noun_classes.items():
            for kind in own:
                nouns_of.setdefault(kind, set()).add(form)
        asked = {
            lemma: {k for f in frames for k in f.objects | f.subjects | f.companions}
            for lemma, frames in self.frames.items()
        }
        forms: dict[str, set[str]] = {}
        for kind in set().union(*asked.values()):
            plain = noun_forms(kind.split("-")[-1]) if kind.islower() else ()
            forms[kind] = nouns_of.get(kind, set()) | set(plain)
        needs = {
            lemma: frozenset().union(*(forms[k] for k in asked.get(lemma, ())))
            for lemma in set(self.lemmas.values()) - alone
        }
        light = {form: needs[lemma] for form, lemma in self.lemmas.items() if lemma in needs}
        nouns = frozenset(self.nominals).union(*forms.values())
        return Triggers(frozenset(strong), light, frozenset(self.nominals), nouns)

    def classes_of(self, noun: str) -> frozenset[str]:
        """The classes (and the lemma) of a noun as written, lower-case."""
        found = self.noun_classes.get(noun)
        if found is None:
            return frozenset(_singulars(noun))
        return found | {noun}


def _frames(row: list[str]) -> Iterable[Frame]:
    kind, verbs, objects, recipient = row
    event, _, mode = kind.partition("/")
    if event not in (NO_ACT, BLAME):
        check_type(event, mode or None)
    words = [] if objects == "*" else objects.split()
    wanted = frozenset(word for word in words if not word.startswith("@"))
    subjects = frozenset(word[1:] for word in words if word.startswith("@"))
    for verb in verbs.split():
        verb, _, beside = verb.partition("~")
        word, _, preposition = verb.partition("+")
        lemma, _, particle = word.partition("_")
        companions = frozenset(beside.split("/")) if beside else frozenset()
        places = tuple(recipient.split())
        yield Frame(event, mode or None, lemma, particle, preposition, wanted, places, subjects, companions)


#: Words of predicates.csv too common to ask the parser about by themselves.
_COMMON: Final = frozenset("concerned satisfied suspicious prepared".split())


def _singulars(noun: str) -> set[str]:
    """The noun and what it may be the plural of (“trenches”: trench, “embassies”: embassy, “policemen”: policeman)."""
    found = {noun, noun.removesuffix("s")}
    if noun.endswith("es"):
        found.add(noun[:-2])
    if noun.endswith("ies"):
        found.add(noun[:-3] + "y")
    if noun.endswith("men"):
        found.add(noun[:-3] + "man")
    return found


def _bare(frame: Frame) -> bool:
    """Whether the verb means something whatever stands beside it; names count as anything."""
    return not (frame.objects - {NAME} or frame.subjects or frame.companions)
