"""What one verb says: its frame, and what the words that govern it make of it.

“agreed to withdraw” is no withdrawal, “refused to meet” no meeting, “lifted the siege” no siege. An act is composed
from the verb's frame, its negation and modality, and the operator above it.
"""

from __future__ import annotations

from typing import Final

from .act import MATERIAL_CONFLICT, THREAT_MODES, VERBAL_CONFLICT, Act
from .copula import copula, disinclined
from .frames import Frames
from .governing import governed, sent_home, unwelcome, written
from .grammar import complement, conditional, modality, negated, objects, passive
from .lexicon import BLAME
from .prospects import denied, to_come
from .tree import Tree
from .turns import nothing_passes, turn

_BE: Final = frozenset(
    "be is are was were been being am 's ’s 're ’re 'm ’m become became remain remains remained".split()
)
_WRITING: Final = frozenset("sign issue release pass adopt submit send write publish hand file approve deliver".split())
#: What is said of an act that is told as a subject.
_ASPECT: Final = frozenset("end begin start continue resume proceed conclude finish".split())
#: Verbs that may stand for “to be” before “willing to”, “ready to”.
_BEING: Final = frozenset("stand declare profess feel pronounce seem appear remain say".split())


class Acts(Frames):
    """Reads whole acts off a tree: the verb's frame, what governs it, its negation and its time."""

    def compose(self, tree: Tree, i: int) -> Act | None:
        """The act of verb (or governing adjective) `i` without its own negation and modality; None if it has none."""
        lemma = (
            "" if tree.tags[i] in ("NNP", "NNPS") or _is_noun(tree, i) else self.lexicon.lemmas.get(tree.lowers[i], "")
        )
        if tree.lowers[i] in _BE:
            return copula(self, tree, i) or (self._frame(tree, i, lemma) if lemma else None)
        if (barred := unwelcome(tree, i)) is not None:
            return barred
        if (unwilling := disinclined(self, tree, i)) is not None:
            return unwilling
        if tree.lowers[i] in ("go", "loose") and any(tree.lowers[k] == "let" for k in tree.having(i, "aux")):
            return Act("RETREAT", "release", i, i, tuple(tree.having(i, "dobj")), "RETREAT: let go", 3)
        felt = self.lexicon.predicates.get(tree.lowers[i])
        if felt is not None and "by" in felt.recipient and passive(tree, i):
            # “was outraged by the verdict”, which the parser takes for a passive
            aims = objects(tree, i, felt.recipient)
            return Act(felt.type, felt.mode, i, i, aims, f"{felt.type}: be {tree.lowers[i]}", 1)
        if lemma in _ASPECT and (told := self._nominal_subject(tree, i)) is not None:
            return told
        turned, said_so = turn(self, tree, i, lemma)
        if turned:
            return said_so
        inner = complement(self.lexicon, tree, i)
        if inner < 0 and lemma in ("send", "deploy", "dispatch") and (sent := tree.kid(i, "dobj")) >= 0:
            inner = next((k for k in tree.having(sent, "acl", "relcl") if tree.tags[k] == "VB"), -1)
        if inner < 0 and lemma == "give":
            # “gave the envoys 48 hours to leave”
            days = [k for d in tree.having(i, "dobj", "npadvmod") for k in tree.having(d, "acl", "relcl")]
            away = next((k for k in (*days, *tree.having(i, "advcl")) if tree.tags[k] == "VB"), -1)
            if away >= 0 and (home := sent_home(self, tree, i, lemma, away)) is not None:
                return home
        if lemma in _BEING or tree.lowers[i] in ("stood", "stands", "declared"):
            for k in tree.having(i, "acomp", "oprd", "advmod", "ccomp", "xcomp"):
                kinds = self.lexicon.operators.get(tree.lowers[k], set())
                if "willing" in kinds and (deep := complement(self.lexicon, tree, k)) >= 0:
                    return to_come(tree, self.full(tree, deep), i, willing=True)
        if tree.lowers[i] in ("going", "gon") and inner >= 0:
            return to_come(tree, self.full(tree, inner), i)
        if lemma in _WRITING and (paper := written(self, tree, i)) is not None:
            return paper
        own = self._frame(tree, i, lemma) if lemma else None
        if inner >= 0 and lemma:
            under = governed(self, tree, i, lemma, inner, own)
            if under is not None:
                return under
        return own

    def _nominal_subject(self, tree: Tree, i: int) -> Act | None:
        """“Israel's pullout ended”, “talks between Chad and Sudan resumed”: the subject is the act of its owner."""
        subject = tree.kid(i, "nsubj", "nsubjpass")
        if subject < 0 or tree.kid(i, "dobj") >= 0:
            return None
        told = self.nominal(tree, subject)
        owner = tree.kid(subject, "poss")
        if told is None:
            told = self.noun(tree, subject)
            owner = told.doer if told is not None else -1
        if told is None or (owner < 0 and not any(p == "between" for p, _ in tree.preps(subject))):
            return None
        froms = objects(tree, subject, ("from",)) if told.type == "RETREAT" else ()
        return told._replace(said=i, doer=owner if owner >= 0 else -2, recipients=froms + told.recipients, strength=1)

    def full(self, tree: Tree, i: int) -> Act | None:
        """The act of verb `i` with its negation and modality applied."""
        act = self.compose(tree, i)
        mood, no = modality(tree, i), negated(tree, i)
        if no and tree.tags[i] in ("VBZ", "VBP") and any(tree.lowers[k] == "never" for k in tree.kids[i]):
            return None  # a habit
        if act is None or act.type == BLAME:
            return None if no or mood == "may" else act
        if no and (shut := nothing_passes(tree, i)) is not None:
            return shut
        if no and tree.lowers[i] not in ("hesitate", "hesitated"):
            return denied(act, i, mood)
        if mood == "will":
            return to_come(tree, act, i, unless=conditional(tree, i))
        if mood == "may":
            return None if act.type not in VERBAL_CONFLICT else act._replace(strength=1)
        return act

    def threat(self, tree: Tree, i: int) -> Act | None:
        """What verb `i` threatens when somebody warns of it: a hard act to come or that “could” come; else None."""
        act = self.compose(tree, i)
        if act is None or negated(tree, i) or (act.type not in MATERIAL_CONFLICT and act.type != "THREATEN"):
            return None
        if modality(tree, i) not in ("will", "may"):
            return None
        doer = act.doer if act.doer != -1 else tree.kid(i, "nsubj", "nsubjpass")
        mode = THREAT_MODES.get(act.type)
        return Act("THREATEN", mode, i, i, act.recipients, f"THREATEN: warn of {act.rule}", 3, doer, planned=True)


def _is_noun(tree: Tree, i: int) -> bool:
    """Whether token `i` is a noun with an article, whatever verb it looks like: “a sponsor of the rebels”."""
    return tree.tags[i] == "NN" and tree.deps[i] in ("ccomp", "xcomp") and tree.kid(i, "det") >= 0
