"""What a sentence reports: a verb of saying and its clause, read as the speaker's act or as one they tell of."""

from __future__ import annotations

from typing import Final

from . import assertion
from .act import Act
from .events import Span
from .grammar import conditional, modality
from .hearsay import Hearsay
from .lexicon import Lexicon
from .naming import UNKNOWN, Party
from .parties import Parties
from .tree import Tree

_THREATENING: Final = frozenset("warn caution vow threaten".split())
_COMPLAINING: Final = frozenset(
    "complain allege charge condemn protest lament grumble gripe moan grouse carp fume".split()
)
_PROMISING: Final = frozenset("agree promise pledge hope".split())
_ACTING: Final = ("nsubj", "nsubjpass", "dobj", "poss")
#: Verbs whose clause may threaten by what it says is to come.
_WARNING: Final = frozenset("warn caution hint threaten vow swear".split())
_TELLING: Final = frozenset("tell assure warn remind advise".split())


class Reported(Hearsay):
    """Reads what stands under verbs of saying."""

    def __init__(self, lexicon: Lexicon, parties: Parties, quotes: list[Span]) -> None:
        super().__init__(lexicon, parties, quotes)
        self._seen: set[int] = set()
        self._game = False
        self._speakers: dict[int, Party] = {}

    def _clause(self, tree: Tree, i: int, subject: int, level: int, speaker: Party | None) -> None:
        """A clause of its own; see Reader."""
        raise NotImplementedError

    def _said(
        self, tree: Tree, i: int, lemma: str, content: int, subject: int, act: Act | None, level: int, first: int = -1
    ) -> None:
        """A clause under a verb of saying: the speaker's act, or somebody's as the speaker tells it.

        `first` is the clause's subject where the parser gave it to the verb of saying."""
        self._seen.add(content)
        if modality(tree, content):
            # “warned that it would answer and Seoul put its forces on alert”: the second has its own subject and tense
            for k in tree.having(content, "conj"):
                if tree.tags[k] == "VBD" and tree.kid(k, "nsubj") >= 0 and not tree.having(k, "aux", "mark"):
                    self._clause(tree, k, -1, level, None)
        found = self.parties.resolve(tree, subject) if subject >= 0 else []
        speaker = self._speakers.get(i) or (found[0] if found else None)
        self._chorus = found if len({p.country for p in found}) > 1 else []
        self._visits(tree, content, subject, 0)
        if (speech := self._speech_act(tree, i, lemma, content, speaker, act)) is not None:
            self._chorus = []
            self._emit(tree, speech, subject, level, None)
            return
        self._addressee = [
            p for k in tree.having(i, "dobj", "dative", "npadvmod") for p in self.parties.resolve(tree, k, True)
        ]  # fmt: skip
        self.parties.teller = speaker
        self._reported(tree, content, speaker, subject, lemma, first)
        for k in tree.having(content, "conj"):
            if tree.is_verb(k) and k not in self._seen:
                self._seen.add(k)
                self._reported(tree, k, speaker, subject, lemma, tree.kid(content, "nsubj", "nsubjpass"))
        self._addressee, self._chorus, self.parties.teller = [], [], None

    def _inserted(self, tree: Tree, root: int) -> int:
        """The verb of saying that tells the main clause from beside it: “Chad must pay, the minister said, and …”,
        “three villages, the army said, had been shelled”; -1 where none does."""
        for k in tree.having(root, "parataxis"):
            lemma = self.lexicon.lemmas.get(tree.lowers[k], "")
            told = "say" in self.lexicon.operators.get(lemma, ()) and self._content(tree, k, lemma) < 0
            whom = lemma in _TELLING  # “told parliament”
            if told and tree.subject(k) >= 0 and (whom or tree.kid(k, "dobj") < 0) and not self.quoted(tree.starts[k]):
                return k
        return -1

    def _tellers(self, tree: Tree) -> list[tuple[list[int], Party]]:
        """Who tells what in a sentence, as tokens: “according to” all that it stands beside, else the clause."""
        found = []
        for i, party in self._speakers.items():
            content = tree.heads[i] if tree.lowers[i] == "according" else self._content(tree, i, "")
            if content == i or content < 0:
                continue
            if not assertion.binding(tree, tree.subject(i), party):
                party = party._replace(code=UNKNOWN)
            mine = set(tree.subtree(i)) if tree.heads[i] == content else set()
            found.append(([k for k in tree.subtree(content) if k not in mine], party))
        return found

    def _menaces(self, tree: Tree, i: int, content: int) -> bool:
        """Whether a warning at `i` is addressed to somebody, or tells of harm that its speaker will do; one that only
        sees what is coming (“cautioned that the fight would be long”) threatens nobody."""
        told = (*tree.having(i, "dobj", "dative", "npadvmod"), *(k for p, k in tree.preps(i) if p == "against"))
        if content < 0 or any(self.parties.resolve(tree, k) for k in told):
            return True
        if conditional(tree, content) or self.acts.threat(tree, content) is not None:
            return True
        act = self.acts.full(tree, content)
        return act is not None and act.type == "THREATEN"

    def _speech_act(
        self, tree: Tree, i: int, lemma: str, content: int, speaker: Party | None, act: Act | None
    ) -> Act | None:
        """The act that the verb of saying is by itself, whatever its clause tells: a threat, a complaint, a promise."""
        accused = tuple(tree.having(content, "nsubj"))
        if lemma in _THREATENING and act is not None and act.type == "THREATEN":
            inner = self.acts.full(tree, content)
            told = tuple(k for k in tree.having(i, "npadvmod") if tree.tags[k] == "NNP")
            aims = told + act.recipients + (inner.recipients if inner else ()) + accused
            return act._replace(recipients=aims + self._others_named(tree, content, speaker))
        if lemma in _WARNING and (threat := self.acts.threat(tree, content)) is not None:
            who = self.parties.resolve(tree, threat.doer) if threat.doer >= 0 else []
            if not who or speaker is None or who[0].country == speaker.country:
                told = (*tree.having(i, "dobj", "dative", "npadvmod"), *threat.recipients)
                return threat._replace(recipients=told, doer=-1)
        if act is None:
            return None
        if lemma in _COMPLAINING:
            return act._replace(recipients=act.recipients + accused + self._others_named(tree, content, speaker))
        parts = (content, *tree.having(content, "conj"))
        return act if lemma in _PROMISING and not any(self.acts.full(tree, k) for k in parts) else None

    def _others_named(self, tree: Tree, content: int, speaker: Party | None) -> tuple[int, ...]:
        """Who is named in a clause as somebody that does or suffers something, but the speaker's own side: whom a
        warning or a charge is for that says no more (“cautioned that if one man is killed, Chad will feel it”)."""
        own = {UNKNOWN} if speaker is None else {UNKNOWN, speaker.country}
        named = [k for k in tree.subtree(content) if tree.tags[k] == "NNP" and tree.deps[k] in _ACTING]
        found = [k for k in named[:8] if {p.country for p in self.parties.resolve(tree, k, True)} - own]
        return tuple(found)

    def _visits(self, tree: Tree, i: int, subject: int, level: int) -> None:
        """“During a visit to Iraq, …”, “in a call with …”: a meeting told beside the main verb."""
        if level or subject < 0:
            return
        for preposition, k in tree.preps(i):
            classes = self.lexicon.noun_classes.get(tree.lowers[k], frozenset())
            if "TALK" not in classes or preposition not in ("during", "on", "in", "at", "after", "following"):
                continue
            visit = "VISIT" in classes
            aims = tuple(j for p, j in tree.preps(k) if p == ("to" if visit else "with"))
            if aims and not (visit and preposition in ("after", "following")):
                act = Act(
                    "CONSULT", "visit" if visit else None, k, k, aims, f"CONSULT: {preposition} {tree.lowers[k]}", 1
                )
                self._emit(tree, act, subject, 1, None)
