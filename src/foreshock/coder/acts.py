"""What one verb says: its frame, and what the words that govern it make of it.

“agreed to withdraw” is no withdrawal, “refused to meet” no meeting, “lifted the siege” no siege. An act is composed
from the verb's frame, its negation and modality, and the operator above it.
"""

from __future__ import annotations

from typing import Final

from foreshock.model import EVENT_TYPES

from .copula import copula
from .frames import Act, Frames
from .grammar import modality, negated, passive
from .lexicon import BLAME
from .tree import Tree

_VERBAL_CONFLICT: Final = frozenset(("REQUEST", "ACCUSE", "REJECT", "THREATEN"))
_MATERIAL_CONFLICT: Final = frozenset(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"))
_YIELD: Final = frozenset(("CONCEDE", "RETREAT"))
_BE: Final = frozenset(
    "be is are was were been being am 's ’s 're ’re 'm ’m become became remain remains remained".split()
)
_WITH_PURPOSE: Final = frozenset("use work act move join send deploy dispatch call phone telephone".split())
_PURPOSES: Final = frozenset(("SUPPORT", "ACCUSE", "CONCEDE", "AGREE", "THREATEN", "REQUEST", "AID"))
_WRITING: Final = frozenset("sign issue release pass adopt submit send write publish hand file approve deliver".split())
_PAPERS: Final = frozenset("letter statement resolution petition bill motion declaration report appeal note".split())
_SPOKEN: Final = frozenset(("REQUEST", "ACCUSE", "SUPPORT", "REJECT", "THREATEN"))
#: What is said of an act that is told as a subject.
_ASPECT: Final = frozenset("end begin start continue resume proceed conclude finish".split())
_MUSING: Final = frozenset("speak talk think hint".split())
_FORECASTERS: Final = frozenset(
    "analysts analyst economists economist experts observers traders forecasters investors bankers".split()
)
_LEAVING: Final = frozenset("go leave return walk fly sail travel".split())
_INWARD: Final = frozenset("inspectors monitors observers investigators convoy convoys".split())
_SENDING: Final = frozenset("send dispatch contribute commit lend".split())
_SERVING: Final = frozenset("help assist collect monitor supervise observe protect train police keep".split())
#: Verbs that may stand for “to be” before “willing to”, “ready to”.
_BEING: Final = frozenset("stand declare profess feel pronounce seem appear remain say".split())
_THREAT_MODES: Final = {"ASSAULT": "violence", "SANCTION": "relations", "COERCE": "restrict", "MOBILIZE": "violence"}
_REQUEST_MODES: Final = {
    "AID": "assist", "COOPERATE": "assist", "SUPPORT": "assist", "CONSULT": "meet", "RETREAT": "yield",
    "CONCEDE": "yield",
}  # fmt: skip


class Acts(Frames):
    """Reads acts off a tree: frames, and what governs them."""

    def compose(self, tree: Tree, i: int) -> Act | None:
        """The act of verb (or governing adjective) `i` without its own negation and modality; None if it has none."""
        lemma = "" if tree.tags[i] in ("NNP", "NNPS") else self.lexicon.lemmas.get(tree.lowers[i], "")
        if tree.lowers[i] in _BE:
            return copula(self, tree, i) or (self._frame(tree, i, lemma) if lemma else None)
        if tree.lowers[i] in ("go", "loose") and any(tree.lowers[k] == "let" for k in tree.having(i, "aux")):
            return Act("RETREAT", "release", i, i, tuple(tree.having(i, "dobj")), "RETREAT: let go", 3)
        felt = self.lexicon.predicates.get(tree.lowers[i])
        if felt is not None and "by" in felt.recipient and passive(tree, i):
            # “was outraged by the verdict”, which the parser takes for a passive
            aims = self._objects(tree, i, felt.recipient)
            return Act(felt.type, felt.mode, i, i, aims, f"{felt.type}: be {tree.lowers[i]}", 1)
        if lemma in _ASPECT and (told := self._nominal_subject(tree, i)) is not None:
            return told
        inner = self._complement(tree, i)
        if inner < 0 and lemma in ("send", "deploy", "dispatch") and (sent := tree.kid(i, "dobj")) >= 0:
            inner = next((k for k in tree.having(sent, "acl", "relcl") if tree.tags[k] == "VB"), -1)
        if inner < 0 and lemma == "give":
            # “gave the envoys 48 hours to leave”
            days = (k for d in tree.having(i, "dobj", "npadvmod") for k in tree.having(d, "acl", "relcl"))
            away = next((k for k in days if tree.tags[k] == "VB"), -1)
            if away >= 0 and (home := self._sent_home(tree, i, lemma, away)) is not None:
                return home
        if lemma in _BEING or tree.lowers[i] in ("stood", "stands", "declared"):
            for k in tree.having(i, "acomp", "oprd", "advmod", "ccomp", "xcomp"):
                kinds = self.lexicon.operators.get(tree.lowers[k], set())
                if "willing" in kinds and (deep := self._complement(tree, k)) >= 0:
                    return self._future(tree, self.full(tree, deep), i, willing=True)
        if tree.lowers[i] in ("going", "gon") and inner >= 0:
            return self._future(tree, self.full(tree, inner), i)
        if lemma in _WRITING and (written := self._written(tree, i)) is not None:
            return written
        own = self._frame(tree, i, lemma) if lemma else None
        if inner >= 0 and lemma:
            governed = self._governed(tree, i, lemma, inner, own)
            if governed is not None:
                return governed
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
        froms = self._objects(tree, subject, ("from",)) if told.type == "RETREAT" else ()
        return told._replace(said=i, doer=owner if owner >= 0 else -2, recipients=froms + told.recipients, strength=1)

    def full(self, tree: Tree, i: int) -> Act | None:
        """The act of verb `i` with its negation and modality applied."""
        act = self.compose(tree, i)
        mood, no = modality(tree, i), negated(tree, i)
        if no and tree.tags[i] in ("VBZ", "VBP") and any(tree.lowers[k] == "never" for k in tree.kids[i]):
            return None  # a habit
        if act is None or act.type == BLAME:
            return None if no or mood == "may" else act
        if no and tree.lowers[i] not in ("hesitate", "hesitated"):
            return self._denied(act, i, mood)
        if mood == "will":
            return self._future(tree, act, i, unless=self._conditional(tree, i))
        if mood == "may":
            return None if act.type not in _VERBAL_CONFLICT else act._replace(strength=1)
        return act

    def threat(self, tree: Tree, i: int) -> Act | None:
        """What verb `i` threatens when somebody warns of it: a hard act to come or that “could” come; else None."""
        act = self.compose(tree, i)
        if act is None or negated(tree, i) or (act.type not in _MATERIAL_CONFLICT and act.type != "THREATEN"):
            return None
        if modality(tree, i) not in ("will", "may"):
            return None
        doer = act.doer if act.doer != -1 else tree.kid(i, "nsubj", "nsubjpass")
        mode = _THREAT_MODES.get(act.type)
        return Act("THREATEN", mode, i, i, act.recipients, f"THREATEN: warn of {act.rule}", 3, doer, planned=True)

    def _conditional(self, tree: Tree, i: int) -> bool:
        """Whether “will” stands under a condition: “unless”, “if”, “until”, “should …”."""
        for k in tree.having(i, "advcl"):
            if any(tree.lowers[m] in ("if", "unless", "until") for m in tree.having(k, "mark", "advmod")):
                return True
            if any(tree.lowers[m] == "should" and m == tree.left_edge(k) for m in tree.having(k, "aux")):
                return True
        return False

    def _complement(self, tree: Tree, i: int) -> int:
        """The verb that completes `i`: an infinitive or gerund, as complement or after a preposition; -1 if none."""
        for k in tree.kids[i]:
            if tree.deps[k] == "xcomp" and (tree.is_verb(k) or tree.lowers[k] == "be"):
                return k
            bare = tree.deps[k] == "ccomp" and tree.tags[k] in ("VB", "VBG") and modality(tree, k) == ""
            if bare and tree.lowers[i] in ("let", "lets", "letting"):
                return k
            if bare and (tree.tags[k] == "VBG" or any(tree.lowers[a] == "to" for a in tree.having(k, "aux"))):
                return k
            if tree.deps[k] == "ccomp" and tree.tags[k] in ("VBN", "VBD") and tree.lowers[i] == "ordered":
                return k  # “ordered two editors jailed”
            if tree.deps[k] == "prep" and (p := tree.kid(k, "pcomp")) >= 0 and tree.is_verb(p):
                return p
        for k in tree.kids[i]:
            if tree.deps[k] == "advcl" and tree.tags[k] == "VB" and i < k:
                lemma = self.lexicon.lemmas.get(tree.lowers[i], "")
                if "ask" in self.lexicon.operators.get(lemma, ()) or lemma in _WITH_PURPOSE:
                    return k
        return -1

    def _governed(self, tree: Tree, i: int, lemma: str, inner: int, own: Act | None) -> Act | None:
        """The act of `inner` under the operator verb `i`, or None where `i` governs nothing."""
        kinds = self.lexicon.operators.get(lemma, set())
        particled = f"{lemma}_{self._particle(tree, i)}"
        kinds = self.lexicon.operators.get(particled, kinds)
        act = self.full(tree, inner)
        infinitive = tree.deps[inner] != "pcomp"
        if "refuse" in kinds:
            if self._in_protest(tree, i):
                aims = (*self._protested(tree, i), *(act.recipients if act else tree.having(inner, "dobj")))
                return Act("PROTEST", "strike", inner, i, aims, f"PROTEST: {lemma} in protest", 3)
            return self._refused(act, i, lemma)
        if lemma in _MUSING and not infinitive and act is not None and act.type in _MATERIAL_CONFLICT:
            mode = _THREAT_MODES.get(act.type)
            return Act("THREATEN", mode, inner, i, act.recipients, f"THREATEN: {lemma} of {act.rule}", 2, planned=True)
        if "stop" in kinds and tree.tags[inner] == "VBG" and infinitive:
            return self._stopped(act, i, lemma)
        if "threaten" in kinds and lemma == "threaten":
            return self._threatened(act, inner, i, lemma)
        if lemma in ("call", "phone", "telephone", "ring", "send", "deploy", "dispatch"):
            if tree.kid(i, "dobj", "nsubjpass") >= 0 or (act and act.type == "SUPPORT"):
                # “called him to congratulate”, “sent a team to investigate”: the purpose is the act.
                if act is None or act.type not in _PURPOSES:
                    return own
                return act._replace(said=i, recipients=act.recipients + (own.recipients if own else ()))
            if "ask" in kinds and not any(p in ("on", "upon", "for") for p, _ in tree.preps(i)):
                return own
        if lemma == "expect" and tree.lowers[max(tree.subject(i), 0)] in _FORECASTERS:
            return None
        if lemma == "expect" and passive(tree, i):
            return self._future(tree, act, i)
        if (home := self._sent_home(tree, i, lemma, inner)) is not None:
            return home
        if lemma == "order" and (ordered := self._ordered(tree, i, inner, act)) is not None:
            return ordered
        if "ask" in kinds and (wish := self._wish(tree, i, lemma, inner)) is not None:
            return wish
        if (
            "ask" in kinds
            and lemma in ("seek", "expect", "require", "want", "plead", "push", "press")
            and not self._asked(tree, i, inner)
        ):
            return (
                act
                if act and lemma in ("seek", "want", "push", "press") and act.strength
                else self._future(tree, act, i)
            )
        if "ask" in kinds and (infinitive or lemma == "insist"):
            asked = self._asked(tree, i, inner)
            mode = _REQUEST_MODES.get(act.type, "change") if act else "change"
            return Act("REQUEST", mode, inner, i, asked or (own.recipients if own else ()), f"REQUEST: {lemma} to", 3)
        if "agree" in kinds and (infinitive or lemma == "commit"):
            return self._future(tree, act, i, willing=lemma not in ("vow", "swear"), promise=True, lemma=lemma)
        if "plan" in kinds and infinitive:
            return self._future(tree, act, i)
        if (
            "let" in kinds
            and lemma == "let"
            and (tree.lowers[inner] in _LEAVING or not _INWARD.isdisjoint(tree.lowers))
        ):
            mode = "release" if tree.lowers[inner] in _LEAVING else "access"
            return Act("RETREAT", mode, i, i, self._asked(tree, i, inner), f"RETREAT: let {tree.lowers[inner]}", 3)
        if "let" in kinds:
            return Act("CONCEDE", None, i, i, self._asked(tree, i, inner), f"CONCEDE: {lemma} to", 2)
        if "start" in kinds and act is not None and not (own and lemma == "use"):
            return act._replace(said=i)
        if "say" in kinds and infinitive and act is not None and lemma in ("announce", "declare", "confirm"):
            return act._replace(said=i)
        return None

    def _in_protest(self, tree: Tree, i: int) -> bool:
        """Whether verb `i` is done “in protest”, or is work that workers refuse."""
        after = tree.lowers[i:]
        return any(after[j : j + 2] == ["in", "protest"] for j in range(len(after)))

    def _protested(self, tree: Tree, i: int) -> tuple[int, ...]:
        for k in tree.subtree(i):
            if tree.lowers[k] == "protest" and k > i:
                return self._objects(tree, k, ("at", "against", "over"))
        return ()

    def _ordered(self, tree: Tree, i: int, inner: int, act: Act | None) -> Act | None:
        """An order that does what it orders: troops set moving, a paper shut, a man jailed; else None."""
        troops = next((k for k in tree.having(i, "dobj") + tree.having(inner, "nsubj")), -1)
        if troops >= 0 and "FORCES" in self.classes(tree, troops):
            if act is not None and act.type in ("MOBILIZE", "ASSAULT"):
                return act._replace(said=i)
            if tree.lowers[inner] in ("be", "prepare", "stand", "move", "go", "head"):
                return Act("MOBILIZE", "troops", inner, i, (), "MOBILIZE: order troops", 3)
        if act is not None and act.type in ("COERCE", "SANCTION"):
            aims = act.recipients or tuple(tree.having(i, "dobj"))
            # The ways of a sanction are no ways of coercing.
            mode = act.mode if act.type == "COERCE" else None
            return act._replace(type="COERCE", mode=mode, said=i, recipients=aims, doer=-1, rule=f"{act.rule}, ordered")
        return None

    def _written(self, tree: Tree, i: int) -> Act | None:
        """“signed a letter calling on Chad to …”: what the paper says is the act."""
        paper = tree.kid(i, "dobj")
        for k in tree.having(paper, "acl") if paper >= 0 and tree.lowers[paper] in _PAPERS else ():
            if tree.tags[k] == "VBG" and (act := self.full(tree, k)) and act.type in _SPOKEN and act.doer == -1:
                return act._replace(said=i)
        return None

    def _sent_home(self, tree: Tree, i: int, lemma: str, inner: int) -> Act | None:
        """“told three diplomats to leave”: an expulsion, not a request."""
        if lemma not in ("order", "tell", "give", "ask") or tree.lowers[inner] not in ("leave", "quit", "depart"):
            return None
        for k in (*tree.having(i, "dobj", "nsubjpass", "dative"), *tree.having(inner, "nsubj")):
            if not self.classes(tree, k).isdisjoint(("DIPLOMAT", "staff")):
                return Act("SANCTION", "expel", inner, i, (k,), f"SANCTION: {lemma} diplomats to leave", 3)
        return None

    def _wish(self, tree: Tree, i: int, lemma: str, inner: int) -> Act | None:
        """“want to see the Iranians leave”: the wish is about what is to be seen."""
        deep = tree.kid(inner, "ccomp", "xcomp")
        if tree.lowers[inner] == "see" and deep < 0 and (sight := tree.kid(inner, "dobj")) >= 0:
            # “wants to see the withdrawal of troops”
            told = self.nominal(tree, sight)
            return told and Act("REQUEST", "change", inner, i, told.recipients, f"REQUEST: {lemma} to see", 3)
        if tree.lowers[inner] not in ("see", "have") or deep < 0:
            return None
        aims = tuple(tree.having(deep, "nsubj", "nsubjpass"))
        act = self.full(tree, deep)
        mode = _REQUEST_MODES.get(act.type, "change") if act else "change"
        return Act("REQUEST", mode, deep, i, aims, f"REQUEST: {lemma} to see", 3) if aims else None

    def _asked(self, tree: Tree, i: int, inner: int) -> tuple[int, ...]:
        """Whom a request addresses: the object, the infinitive's own subject, or “on”, “to”, “for”."""
        found = [k for k in tree.kids[i] if tree.deps[k] in ("dobj", "nsubjpass", "dative") and k != inner]
        found += tree.having(inner, "nsubj", "nsubjpass")
        found += [k for p, k in tree.preps(i) if p in ("on", "upon", "to", "for", "with") and k != inner]
        return tuple(found)

    def _future(
        self,
        tree: Tree,
        act: Act | None,
        i: int,
        willing: bool = False,
        promise: bool = False,
        lemma: str = "will",
        unless: bool = False,
    ) -> Act | None:
        """What “will”, “plans to” or “agreed to” makes of an act."""
        if act is None:
            if promise and lemma in ("vow", "swear"):
                # “vowed to flatten the port”: what one vows and no frame knows is seldom a kindness.
                return Act("THREATEN", None, i, i, (), f"THREATEN: {lemma} to", 1, planned=True)
            if promise and lemma in ("agree", "promise", "pledge", "offer"):
                return Act("AGREE", None, i, i, (), f"AGREE: {lemma} to", 1, planned=True)
            return None
        if unless and (act.type == "REJECT" or act.type in _MATERIAL_CONFLICT):
            return act._replace(type="THREATEN", mode=None, said=i, rule=f"{act.rule}, unless", planned=True)
        if act.type in _VERBAL_CONFLICT or act.planned:
            return act._replace(said=i, planned=True)
        if act.type == "MOBILIZE" and lemma in ("offer", "agree"):
            return act._replace(type="AGREE", mode=None, said=i, rule=f"{act.rule}, offered", planned=True)
        if act.type == "MOBILIZE" and willing and not _SERVING.isdisjoint(tree.lowers[act.verb :]):
            # “is ready to send 3,500 troops to collect weapons”
            return act._replace(type="AGREE", mode=None, said=i, rule=f"{act.rule}, to serve", planned=True)
        if act.type in _MATERIAL_CONFLICT:
            if act.type == "MOBILIZE" and not promise:
                # An announced deployment is one that is planned, not a threat (guide, `assertion`).
                return act._replace(said=i, planned=True)
            mode = "expel" if act.mode == "expel" else _THREAT_MODES.get(act.type)
            return act._replace(type="THREATEN", mode=mode, said=i, rule=f"{act.rule}, to come", planned=True)
        if act.type == "CONCEDE" and "allow" in act.rule and not willing:
            return act._replace(type="AGREE", mode=None, said=i, rule=f"{act.rule}, to come", planned=True)
        if (
            act.type in _YIELD
            and not willing
            and act.mode not in ("release", "disarm", "access")
            and "return" not in act.rule
        ):
            return act._replace(type="CONCEDE", mode=None, said=i, rule=f"{act.rule}, to come", planned=True)
        return act._replace(type="AGREE", mode=None, said=i, rule=f"{act.rule}, to come", planned=True)

    def _denied(self, act: Act, i: int, mood: str) -> Act | None:
        """What “not” makes of an act: a refusal of cooperation to come, a denial of one done."""
        if "tolerate" in act.rule:
            return act._replace(type="THREATEN", mode="restrict", rule="THREATEN: not tolerate", strength=2)
        if act.type == "MOBILIZE" and mood == "will" and not _SENDING.isdisjoint(act.rule.split()):
            return act._replace(type="REJECT", mode="assist", rule=f"not {act.rule}", planned=False)
        if act.type in ("ASSAULT", "COERCE", "MOBILIZE"):
            if act.type == "MOBILIZE" and mood == "will" and act.verb == i and "[" in act.rule:
                return act._replace(type="REJECT", mode="assist", rule=f"not {act.rule}", strength=2)
            if mood == "will" or act.planned:
                return act._replace(type="AGREE", mode=None, rule=f"not {act.rule}", strength=1)
            return act._replace(denied=True, strength=0)
        if mood == "may" and act.type in _VERBAL_CONFLICT:
            return None
        if act.rule == "REJECT: not for discussion":
            return act._replace(type="REJECT", mode="yield")
        if act.type == "REJECT":
            return act._replace(type="AGREE", mode=None, rule=f"not {act.rule}", strength=1)
        if act.type in ("THREATEN", "SANCTION", "PROTEST", "ACCUSE"):
            return (
                act._replace(type="CONCEDE", mode=None, rule=f"not {act.rule}", strength=1) if mood == "will" else None
            )
        return act._replace(type="REJECT", mode=_REQUEST_MODES.get(act.type), rule=f"not {act.rule}", planned=False)

    def _refused(self, act: Act | None, i: int, lemma: str) -> Act:
        if act is None:
            return Act("REJECT", None, i, i, (), f"REJECT: {lemma} to", 2)
        return act._replace(
            type="REJECT",
            mode=_REQUEST_MODES.get(act.type),
            said=i,
            rule=f"REJECT: {lemma} to",
            strength=3,
            planned=False,
        )

    def _stopped(self, act: Act | None, i: int, lemma: str) -> Act | None:
        if act is None:
            return None
        if act.type in ("ASSAULT", "PROTEST", "MOBILIZE"):
            return act._replace(type="RETREAT", mode=None, said=i, rule=f"RETREAT: {lemma}", strength=2)
        if act.type in ("SANCTION", "COERCE", "THREATEN", "REJECT"):
            return act._replace(type="CONCEDE", mode=None, said=i, rule=f"CONCEDE: {lemma}", strength=2)
        if act.type != BLAME and EVENT_TYPES[act.type].quad.endswith("cooperation"):
            return act._replace(type="SANCTION", mode="discontinue", said=i, rule=f"SANCTION: {lemma}", strength=2)
        return act

    def _threatened(self, act: Act | None, inner: int, i: int, lemma: str) -> Act:
        mode = _THREAT_MODES.get(act.type) if act else None
        return Act("THREATEN", mode, inner, i, act.recipients if act else (), f"THREATEN: {lemma} to", 3)
