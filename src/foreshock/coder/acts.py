"""What one verb says: its frame, and what the words that govern it make of it.

“agreed to withdraw” is no withdrawal, “refused to meet” no meeting, “lifted the siege” no siege. An act is composed
from the verb's frame, its negation and modality, and the operator above it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from foreshock.model import EVENT_TYPES

from .lexicon import NOUN_TYPES, Frame, Lexicon
from .tree import Tree

_VERBAL_CONFLICT: Final = frozenset(("REQUEST", "ACCUSE", "REJECT", "THREATEN"))
_MATERIAL_CONFLICT: Final = frozenset(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"))
_YIELD: Final = frozenset(("CONCEDE", "RETREAT"))
_NEGATIVE: Final = frozenset(("not", "n't", "never", "neither", "nor"))
_FUTURE: Final = frozenset(("will", "shall", "'ll", "’ll", "wo", "would", "'d", "’d"))
_MUST: Final = frozenset(("must", "should", "ought"))
_MAYBE: Final = frozenset(("may", "might", "could", "can"))
_MEASURE: Final = frozenset(
    "series number wave package lot group kind form type set round spate string million millions billion billions dollar "
    "dollars euro euros pound pounds tonne tonnes ton tons hundreds thousands dozens worth part rest use total amount "
    "supply shipment shipments supplies range piece member members $ letter message statement barrage host pair start "
    "resumption release delivery provision state states campaign wave statement act acts".split()
)
_BE: Final = frozenset("be is are was were been being am 's ’s 're ’re 'm ’m become became remain remains remained".split())
_PEACEFUL: Final = frozenset("peacekeeping peacekeeper peacekeepers peace-keeping humanitarian".split())
_ANNOUNCING: Final = frozenset("announce declare order approve complete begin start plan carry conduct authorise authorize oversee "
                               "make confirm report see face implement effect".split())  # fmt: skip
_HOMELESS: Final = frozenset("refugees refugee migrants displaced asylum-seekers".split())
_MOVING: Final = frozenset("go come return fly travel head arrive leave get".split())
_CLOSED: Final = frozenset("negotiable acceptable discussion negotiation question position option table debate tolerable".split())
_DEPLOYING: Final = frozenset("deploy send dispatch contribute arrive move participate join station".split())
_SHARP: Final = frozenset("scathing verbal stinging blistering withering twitter rhetorical extraordinary personal media".split())
_THREAT_MODES: Final = {"ASSAULT": "violence", "SANCTION": "relations", "COERCE": "restrict", "MOBILIZE": "violence"}
_REQUEST_MODES: Final = {
    "AID": "assist", "COOPERATE": "assist", "SUPPORT": "assist", "CONSULT": "meet", "RETREAT": "yield", "CONCEDE": "yield",
}  # fmt: skip


class Act(NamedTuple):
    """A composed act. `verb` carries the frame, `said` the outermost verb; `recipients` are phrase heads to try in
    turn, `doer` the actor's phrase where it is not the subject. `strength` 0..3 tells how specific the evidence is."""

    type: str
    mode: str | None
    verb: int
    said: int
    recipients: tuple[int, ...]
    rule: str
    strength: int
    doer: int = -1
    planned: bool = False
    denied: bool = False
    swapped: bool = False


def negated(tree: Tree, i: int) -> bool:
    """Whether verb `i` is denied: “not”, “never”, “no longer”, or “neither” and “no” at its subject."""
    for k in tree.kids[i]:
        if tree.deps[k] == "neg" or tree.lowers[k] in _NEGATIVE:
            return True
        if tree.deps[k] == "advmod" and tree.lowers[k] == "longer":
            return True
        if tree.deps[k] in ("nsubj", "preconj") and any(tree.lowers[d] in ("neither", "no", "none") for d in (k, *tree.kids[k])):
            return True
    return False


def modality(tree: Tree, i: int) -> str:
    """`will`, `must`, `may` or `` for verb `i`, from its auxiliaries."""
    for k in tree.kids[i]:
        if tree.deps[k] in ("aux", "auxpass"):
            word = tree.lowers[k]
            if word in _FUTURE:
                return "will"
            if word in _MUST:
                return "must"
            if word in _MAYBE:
                return "may"
    if tree.deps[i] == "conj" and tree.tags[i] == "VB" and tree.kid(i, "nsubj", "aux") < 0:
        return modality(tree, tree.heads[i])
    return ""


def passive(tree: Tree, i: int) -> bool:
    """Whether verb `i` is passive: its grammatical subject is what the act is done to."""
    if tree.kid(i, "nsubjpass", "auxpass") >= 0:
        return True
    return tree.deps[i] == "acl" and tree.tags[i] == "VBN" and tree.kid(i, "nsubj", "aux") < 0


class Acts:
    """Reads acts off a tree with the frames of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def classes(self, tree: Tree, i: int) -> frozenset[str]:
        """Noun classes of a phrase, looking through measures (“a series of attacks”, “$5 million in aid”)."""
        found = self.lexicon.classes_of(tree.lowers[i])
        if i > 1 and tree.words[i - 1] == "-":
            found = self.lexicon.classes_of(f"{tree.lowers[i - 2]}-{tree.lowers[i]}") | {tree.lowers[i]}
        for k in tree.kids[i]:
            if tree.deps[k] in ("compound", "amod", "nmod"):
                joined = f"{tree.lowers[k]}-{tree.lowers[i]}"
                found |= self.lexicon.classes_of(joined) | {joined.rstrip("s")}
                if tree.deps[k] == "compound" and tree.lowers[i] in ("plan", "plans", "campaign", "effort", "efforts", "team"):
                    found |= self.lexicon.classes_of(tree.lowers[k])
        if tree.lowers[i] in _MEASURE or tree.tags[i] == "CD":
            for preposition, k in tree.preps(i):
                if preposition in ("of", "in", "for"):
                    found |= self.lexicon.classes_of(tree.lowers[k])
        for k in tree.having(i, "conj"):
            found |= self.lexicon.classes_of(tree.lowers[k])
        return found

    def compose(self, tree: Tree, i: int) -> Act | None:
        """The act of verb (or governing adjective) `i` without its own negation and modality; None if it has none."""
        lemma = self.lexicon.lemmas.get(tree.lowers[i], "")
        if tree.lowers[i] in _BE:
            return self._copula(tree, i) or (self._frame(tree, i, lemma) if lemma else None)
        inner = self._complement(tree, i)
        if inner < 0 and lemma in ("send", "deploy", "dispatch") and (sent := tree.kid(i, "dobj")) >= 0:
            inner = next((k for k in tree.having(sent, "acl", "relcl") if tree.tags[k] == "VB"), -1)
        if tree.lowers[i] in ("going", "gon") and inner >= 0:
            return self._future(tree, self.full(tree, inner), i)
        own = self._frame(tree, i, lemma) if lemma else None
        if inner >= 0 and lemma:
            governed = self._governed(tree, i, lemma, inner, own)
            if governed is not None:
                return governed
        return own

    def full(self, tree: Tree, i: int) -> Act | None:
        """The act of verb `i` with its negation and modality applied."""
        act = self.compose(tree, i)
        mood, no = modality(tree, i), negated(tree, i)
        if act is None:
            return None
        if no and tree.lowers[i] not in ("hesitate", "hesitated"):
            return self._denied(act, i, mood)
        if mood == "will":
            return self._future(tree, act, i)
        if mood == "may":
            return act._replace(strength=0) if act.type not in _VERBAL_CONFLICT else act._replace(strength=1)
        return act

    def _copula(self, tree: Tree, i: int) -> Act | None:
        """“is willing to …”, “is about to …”, “is in talks with”, “is under attack”."""
        for k in tree.having(i, "acomp", "xcomp", "attr", "advcl", "advmod", "prep"):
            word = tree.lowers[k]
            inner = self._complement(tree, k)
            if inner >= 0:
                act = self.full(tree, inner)
                kinds = self.lexicon.operators.get(word, set())
                if "willing" in kinds or word in ("set", "going"):
                    return self._future(tree, act, i, willing=word in ("willing", "ready", "prepared", "open", "keen", "eager"))
                if "unwilling" in kinds:
                    return self._refused(act, i, word)
                if self.lexicon.lemmas.get(word) in self.lexicon.frames or "say" in kinds:
                    continue
            if word == "in" and (noun := tree.kid(k, "pobj")) >= 0 and "TALK" in self.lexicon.classes_of(tree.lowers[noun]):
                return Act("CONSULT", None, noun, i, self._objects(tree, noun, ("with",)), "CONSULT: be in talks", 2)
        there = self._existential(tree, i) if tree.kid(i, "expl") >= 0 else None
        if there is not None:
            return there
        if negated(tree, i) and any(tree.lowers[k] in _CLOSED for k in tree.subtree(i)[:40] if k > i):
            aims = tuple(k for k in tree.having(i, "nsubj") if any(tree.lowers[w] == "position" for w in tree.subtree(i)))
            return Act("ACCUSE", "disapprove", i, i, aims, "REJECT: not for discussion", 2)
        for k in tree.having(i, "acomp"):
            if tree.lowers[k] in ("critical", "disappointed", "angry", "outraged", "furious", "concerned", "worried", "alarmed"):
                return Act("ACCUSE", "disapprove", k, i, self._objects(tree, k, ("of", "about", "by", "with", "over", "at")),
                           f"ACCUSE: be {tree.lowers[k]}", 1)  # fmt: skip
            if tree.lowers[k] in ("grateful", "thankful", "supportive", "proud", "pleased", "satisfied", "hopeful"):
                return Act("SUPPORT", None, k, i, self._objects(tree, k, ("to", "of", "with")), f"SUPPORT: be {tree.lowers[k]}", 1)
            if tree.lowers[k] in ("sorry", "apologetic"):
                return Act("CONCEDE", None, k, i, self._objects(tree, k, ("to", "for")), f"CONCEDE: be {tree.lowers[k]}", 1)
            if tree.lowers[k] == "welcome":
                return Act("SUPPORT", None, k, i, (), "SUPPORT: be welcome", 1)
        return None

    def _existential(self, tree: Tree, i: int) -> Act | None:
        """“there will be a withdrawal of …”, “there will be no aid for …”."""
        tops = tree.having(i, "attr", "nsubj", "dobj")
        for k in (*tops, *(c for t in tops for c in tree.subtree(t) if tree.deps[c] == "conj")):
            none = any(tree.lowers[d] == "no" for d in tree.kids[k])
            if none and not {"AID", "TALK", "RELATION", "DEAL"}.isdisjoint(self.classes(tree, k)):
                aims = self._objects(tree, k, ("for", "to", "with", "in"))
                return Act("REJECT", "assist", k, i, aims, f"REJECT: no {tree.lowers[k]}", 2, -2)
            act = self.nominal(tree, k)
            if act is not None and not none:
                return act._replace(said=i, doer=-2)
        return None

    def _complement(self, tree: Tree, i: int) -> int:
        """The verb that completes `i`: an infinitive or gerund, as complement or after a preposition; -1 if none."""
        for k in tree.kids[i]:
            if tree.deps[k] == "xcomp" and (tree.is_verb(k) or tree.lowers[k] == "be"):
                return k
            if tree.deps[k] == "ccomp" and tree.tags[k] in ("VB", "VBG") and modality(tree, k) == "":
                if any(tree.lowers[a] == "to" for a in tree.having(k, "aux")) or tree.tags[k] == "VBG":
                    return k
            if tree.deps[k] == "prep" and (p := tree.kid(k, "pcomp")) >= 0 and tree.is_verb(p):
                return p
        for k in tree.kids[i]:
            if tree.deps[k] == "advcl" and tree.tags[k] == "VB" and i < k:
                lemma = self.lexicon.lemmas.get(tree.lowers[i], "")
                if "ask" in self.lexicon.operators.get(lemma, ()) or lemma in ("use", "work", "act", "move", "join"):
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
            return self._refused(act, i, lemma)
        if "stop" in kinds and tree.tags[inner] == "VBG":
            return self._stopped(act, i, lemma)
        if "threaten" in kinds and lemma == "threaten":
            return self._threatened(act, inner, i, lemma)
        if lemma in ("call", "phone", "telephone", "ring", "send", "deploy", "dispatch"):
            if tree.kid(i, "dobj", "nsubjpass") >= 0 or (act and act.type == "SUPPORT"):
                # “called him to congratulate”, “sent a team to investigate”: the purpose is the act.
                return act._replace(said=i, recipients=act.recipients + (own.recipients if own else ())) if act and act.type in (
                    "SUPPORT", "ACCUSE", "CONCEDE", "AGREE", "THREATEN", "REQUEST") else own  # fmt: skip
            if "ask" in kinds and not any(p in ("on", "upon", "for") for p, _ in tree.preps(i)):
                return own
        if "ask" in kinds and tree.lowers[inner] in ("see", "have") and (deep := tree.kid(inner, "ccomp", "xcomp")) >= 0:
            # “want to see the Iranians leave”: the wish is about what is to be seen.
            if aims := tuple(tree.having(deep, "nsubj", "nsubjpass")):
                act = self.full(tree, deep)
                mode = _REQUEST_MODES.get(act.type, "change") if act else "change"
                return Act("REQUEST", mode, deep, i, aims, f"REQUEST: {lemma} to see", 3)
        if "ask" in kinds and lemma in ("seek", "expect", "require", "want", "plead", "push", "press") and not self._asked(tree, i, inner):
            return act if act and lemma in ("seek", "want", "push", "press") and act.strength else self._future(tree, act, i)
        if "ask" in kinds and (infinitive or lemma == "insist"):
            asked = self._asked(tree, i, inner)
            mode = _REQUEST_MODES.get(act.type, "change") if act else "change"
            return Act("REQUEST", mode, inner, i, asked or (own.recipients if own else ()), f"REQUEST: {lemma} to", 3)
        if "agree" in kinds and (infinitive or lemma == "commit"):
            return self._future(tree, act, i, willing=lemma not in ("vow", "swear"), promise=True, lemma=lemma)
        if "plan" in kinds and infinitive:
            return self._future(tree, act, i)
        if "let" in kinds:
            return Act("CONCEDE", None, i, i, self._asked(tree, i, inner), f"CONCEDE: {lemma} to", 2)
        if "start" in kinds and act is not None and not (own and lemma == "use"):
            return act._replace(said=i)
        if "say" in kinds and infinitive and act is not None and lemma in ("announce", "declare", "confirm"):
            return act._replace(said=i)
        return None

    def _asked(self, tree: Tree, i: int, inner: int) -> tuple[int, ...]:
        """Whom a request addresses: the object, the infinitive's own subject, or “on”, “to”, “for”."""
        found = [k for k in tree.kids[i] if tree.deps[k] in ("dobj", "nsubjpass", "dative") and k != inner]
        found += tree.having(inner, "nsubj", "nsubjpass")
        found += [k for p, k in tree.preps(i) if p in ("on", "upon", "to", "for", "with") and k != inner]
        return tuple(found)

    def _future(
        self, tree: Tree, act: Act | None, i: int, willing: bool = False, promise: bool = False, lemma: str = "will"
    ) -> Act | None:
        """What “will”, “plans to” or “agreed to” makes of an act."""
        if act is None:
            if promise and lemma in ("agree", "promise", "pledge", "offer"):
                return Act("AGREE", None, i, i, (), f"AGREE: {lemma} to", 1, planned=True)
            return None
        if act.type in _VERBAL_CONFLICT or act.planned:
            return act._replace(said=i, planned=True)
        if act.type in _MATERIAL_CONFLICT:
            if act.type == "MOBILIZE" and not promise and "[" in act.rule and "drill" in act.rule:
                return act._replace(said=i, planned=True)
            mode = "expel" if act.mode == "expel" else _THREAT_MODES.get(act.type)
            return act._replace(type="THREATEN", mode=mode, said=i, rule=f"{act.rule}, to come", planned=True)
        if act.type == "CONCEDE" and "allow" in act.rule and not willing:
            return act._replace(type="AGREE", mode=None, said=i, rule=f"{act.rule}, to come", planned=True)
        if act.type in _YIELD and not willing and act.mode not in ("release", "disarm", "access") and "return" not in act.rule:
            return act._replace(type="CONCEDE", mode=None, said=i, rule=f"{act.rule}, to come", planned=True)
        return act._replace(type="AGREE", mode=None, said=i, rule=f"{act.rule}, to come", planned=True)

    def _denied(self, act: Act, i: int, mood: str) -> Act | None:
        """What “not” makes of an act: a refusal of cooperation to come, a denial of one done."""
        if "tolerate" in act.rule:
            return act._replace(type="THREATEN", mode="restrict", rule="THREATEN: not tolerate", strength=2)
        if act.type in ("ASSAULT", "COERCE", "MOBILIZE"):
            if mood == "will" or act.planned:
                return act._replace(type="AGREE", mode=None, rule=f"not {act.rule}", strength=1)
            return act._replace(denied=True, strength=0)
        if mood == "may" and act.type in _VERBAL_CONFLICT:
            return None
        if act.rule == "REJECT: not for discussion":
            return act._replace(type="REJECT", mode="yield")
        if act.type in ("REJECT",):
            return act._replace(type="AGREE", mode=None, rule=f"not {act.rule}", strength=1)
        if act.type in ("THREATEN", "SANCTION", "PROTEST", "ACCUSE"):
            return act._replace(type="CONCEDE", mode=None, rule=f"not {act.rule}", strength=1) if mood == "will" else None
        return act._replace(type="REJECT", mode=_REQUEST_MODES.get(act.type), rule=f"not {act.rule}", planned=False)

    def _refused(self, act: Act | None, i: int, lemma: str) -> Act:
        if act is None:
            return Act("REJECT", None, i, i, (), f"REJECT: {lemma} to", 2)
        return act._replace(type="REJECT", mode=_REQUEST_MODES.get(act.type), said=i, rule=f"REJECT: {lemma} to", strength=3, planned=False)

    def _stopped(self, act: Act | None, i: int, lemma: str) -> Act | None:
        if act is None:
            return None
        if act.type in ("ASSAULT", "PROTEST", "MOBILIZE"):
            return act._replace(type="RETREAT", mode=None, said=i, rule=f"RETREAT: {lemma}", strength=2)
        if act.type in ("SANCTION", "COERCE", "THREATEN", "REJECT"):
            return act._replace(type="CONCEDE", mode=None, said=i, rule=f"CONCEDE: {lemma}", strength=2)
        if EVENT_TYPES[act.type].quad.endswith("cooperation"):
            return act._replace(type="SANCTION", mode="discontinue", said=i, rule=f"SANCTION: {lemma}", strength=2)
        return act

    def _threatened(self, act: Act | None, inner: int, i: int, lemma: str) -> Act:
        mode = _THREAT_MODES.get(act.type) if act else None
        return Act("THREATEN", mode, inner, i, act.recipients if act else (), f"THREATEN: {lemma} to", 3)

    def _particle(self, tree: Tree, i: int) -> str:
        for k in tree.kids[i]:
            if tree.deps[k] == "prt" or (tree.deps[k] == "advmod" and tree.lowers[k] in ("out", "back", "down", "up", "off", "over", "away", "home")):
                return tree.lowers[k]
        return ""

    def _frame(self, tree: Tree, i: int, lemma: str) -> Act | None:
        """The most specific frame of `lemma` that fits the object, particle and prepositions of verb `i`."""
        frames = self.lexicon.frames.get(lemma)
        if not frames:
            return None
        turned = passive(tree, i)
        obj = tree.kid(i, "nsubjpass") if turned else tree.kid(i, "dobj")
        if obj < 0 and turned and tree.deps[i] == "acl":
            obj = tree.heads[i]
        particle = self._particle(tree, i)
        preps = {p for p, _ in tree.preps(i)} | {tree.lowers[k] for k in tree.having(i, "prep", "agent", "prt", "dative")}
        if tree.kid(i, "xcomp") >= 0 and lemma not in _MOVING:
            preps.add("to")
        classes = self.classes(tree, obj) if obj >= 0 else frozenset()
        for k in tree.having(i, "acomp", "oprd", "advmod", "npadvmod", "ccomp", "xcomp"):
            if tree.deps[k] not in ("ccomp", "xcomp") or tree.tags[k] == "JJ":
                preps.add(tree.lowers[k])
        if obj >= 0 and lemma in _ANNOUNCING and tree.lowers[obj] in self.lexicon.nominals:
            nominal = self.nominal(tree, obj)
            if nominal is not None:
                late = nominal.type == "RETREAT" and nominal.mode != "release" and lemma in ("announce", "declare", "order", "plan", "approve")
                return nominal._replace(said=i, doer=-1, **({"type": "CONCEDE", "mode": None} if late else {}))
        if obj >= 0 and "ATTACK" in classes and any(tree.lowers[k] in _SHARP for k in tree.kids[obj]):
            return Act("ACCUSE", "disapprove", i, i, self._objects(tree, obj, ("on", "against", "at")), "ACCUSE: sharp words", 3)
        for frame in frames:
            if self._fits(frame, particle, preps, classes, tree, i, obj):
                return None if frame.type == "NONE" else self._act(tree, i, frame, obj, turned)
        return None

    def _fits(
        self, frame: Frame, particle: str, preps: set[str], classes: frozenset[str], tree: Tree, i: int, obj: int
    ) -> bool:
        if frame.particle and frame.particle != particle and frame.particle not in preps:
            return False
        if frame.preposition and frame.preposition not in preps:
            return False
        if frame.objects:
            if not classes & frame.objects:
                aims = {w for p, k in tree.preps(i) if p == frame.preposition or p in ("in", "on", "out", "of") for w in
                        self.classes(tree, k)} if frame.preposition or frame.particle or frame.lemma in ("engage", "go", "involve") else set()  # fmt: skip
                return bool(aims & frame.objects)
        elif frame.lemma in ("call", "ring") and not frame.particle:
            called = obj >= 0 and tree.kid(i, "oprd", "ccomp") < 0
            return not called if frame.preposition else called
        elif frame.lemma == "leave" and frame.preposition:
            return obj < 0
        elif frame.type == "PROTEST" and not frame.preposition and frame.lemma in ("strike", "demonstrate", "rally", "march"):
            return obj < 0
        return True

    def _act(self, tree: Tree, i: int, frame: Frame, obj: int, turned: bool) -> Act:
        recipients: list[int] = []
        swapped = frame.recipient == ("subj",)
        for place in frame.recipient:
            if place == "obj":
                recipients += tree.having(i, "dative") if obj >= 0 else []
                recipients += [obj] if obj >= 0 else []
            else:
                recipients += [k for p, k in tree.preps(i) if p == place]
                if obj >= 0:
                    recipients += [k for p, k in tree.preps(obj) if p == place]
        if obj >= 0 and obj not in recipients:
            recipients.append(obj)
        kind, mode = frame.type, frame.mode
        if kind == "RETREAT" and mode == "access" and not _HOMELESS.isdisjoint(tree.lowers):
            kind, mode = "AID", None
        if kind in ("MOBILIZE", "CONSULT", "ASSAULT") and frame.lemma in _DEPLOYING and not _PEACEFUL.isdisjoint(tree.lowers):
            kind, mode = "AID", None
        doer = -1
        if "DRILL" in frame.objects or ("FORCES" in frame.objects and kind in ("MOBILIZE", "RETREAT")):
            recipients = [k for k in recipients if k != obj]
        if turned and frame.lemma == "involve":
            doer, recipients = obj, [k for k in recipients if k != obj]
            for _, k in tree.preps(i):
                recipients += [j for p, j in tree.preps(k) if p in ("with", "against")]
        elif turned:
            agent = tree.kid(i, "agent")
            doer = tree.kid(agent, "pobj") if agent >= 0 else -2
        strength = 3 if frame.objects or frame.particle or frame.preposition else 2
        told = kind == "MOBILIZE" and frame.lemma in ("announce", "plan")
        return Act(kind, mode, i, i, tuple(dict.fromkeys(recipients)), frame.rule, strength, doer, told, swapped=swapped)

    def _objects(self, tree: Tree, i: int, prepositions: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(k for p, k in tree.preps(i) if p in prepositions)

    def nominal(self, tree: Tree, i: int) -> Act | None:
        """The act of a noun made from a verb, its “of” phrase as object (“a suspension of aid”)."""
        lemma = self.lexicon.nominals.get(tree.lowers[i], "")
        inner = next((k for p, k in tree.preps(i) if p == "of"), -1)
        classes = self.classes(tree, inner) if inner >= 0 else frozenset()
        for frame in self.lexicon.frames.get(lemma, ()):
            if frame.particle or frame.preposition or (frame.objects and not classes & frame.objects):
                continue
            aims = tuple(k for p, k in (*tree.preps(i), *(tree.preps(inner) if inner >= 0 else ())) if p in frame.recipient)
            return Act(frame.type, frame.mode, i, i, (*aims, inner) if inner >= 0 else aims, f"{frame.rule} (noun)", 2)
        return None

    def noun(self, tree: Tree, i: int) -> Act | None:
        """The act that an event noun stands for (“an attack by X on Y”), if it names who did it or to whom."""
        for kind, event in NOUN_TYPES.items():
            if kind in self.lexicon.noun_classes.get(tree.lowers[i], ()):
                doers = tree.having(i, "poss") + [*self._objects(tree, i, ("by", "of", "from"))]
                aims = self._objects(tree, i, ("on", "against", "with", "to", "at", "over", "for", "in"))
                return Act(event, None, i, i, aims, f"{event}: noun {tree.lowers[i]}", 0, doers[0] if doers else -2)
        return None
