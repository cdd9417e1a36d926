"""Which frame of the lexicon a verb fits, and the act that it is by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from .act import Act
from .epithets import NAMING, attack_in_words, named
from .grammar import particle, passive
from .lexicon import NO_ACT, Frame
from .nouns import CALENDAR, Nouns
from .setting import natural
from .tree import Tree

_PEACEFUL: Final = frozenset("peacekeeping peacekeeper peacekeepers peace-keeping humanitarian".split())
_ANNOUNCING: Final = frozenset(
    "announce declare order approve complete begin start plan carry conduct authorise authorize oversee make "
    "confirm report see face implement effect".split()
)
_TAKING: Final = frozenset("accept admit host shelter rescue arrest detain intercept evacuate seize".split())
_BEFOREHAND: Final = frozenset("announce declare order plan approve".split())
_DEPLOYING: Final = frozenset("deploy send dispatch contribute arrive move participate join station".split())
#: How many words after its verb the word of an idiom may stand (“took the … government to task”).
_REACH: Final = 12
_TIMES: Final = frozenset(
    "second seconds minute minutes hour hours day days night nights week weeks month months year years".split()
)
_CROWDS: Final = frozenset("thousands hundreds tens dozens scores crowds".split())
_BLOWS: Final = frozenset("launch mount conduct order".split())
#: Shots fired in practice.
_PRACTISING: Final = frozenset("in during for".split())
_PRACTICE: Final = frozenset("drill drills exercise exercises manoeuvres maneuvers training practice rehearsal".split())
_EMPTY: Final = frozenset("sea ocean orbit space waters".split())
_GOODS: Final = frozenset(
    "food rice flour wheat grain medicine medicines tents blankets water pumps supplies relief aid vaccines doctors "
    "medics nurses rescuers equipment generators medical".split()
)
_SHIPPED: Final = frozenset("drones missiles rockets shells ammunition munitions howitzers".split())
_SMALL: Final = frozenset("back in out".split())
_HOMELESS: Final = frozenset("refugees refugee migrants displaced asylum-seekers fled fleeing".split())
_LIGHT: Final = frozenset("call turn look take give put break pull come get set run throw carry cut hold make".split())
_ANSWERING: Final = frozenset("answer respond retaliate reply react".split())
_HARD: Final = frozenset(("ASSAULT", "MOBILIZE", "COERCE", "SANCTION"))
_FELLED: Final = frozenset("dead wounded injured homeless stranded".split())
_MISSILES: Final = frozenset(("MISSILE", "missile", "rocket", "drone"))
_FLYING: Final = frozenset(
    "flew flown flying passed passing landed landing fell falling crashed splashed sailed".split()
)
_MOVED: Final = frozenset("drive push roll move fly sail march advance".split())
_MOVING: Final = frozenset("go come return fly travel head arrive leave get".split())


class _Setup(NamedTuple):
    """What stands around a verb that a frame may ask for: object (-1 for none) with its classes, particle, prepositions
    and what counts as one. `turned` says that the verb is passive."""

    turned: bool
    obj: int
    classes: frozenset[str]
    particle: str
    preps: set[str]


class Frames(Nouns):
    """Reads frames off a tree."""

    def _frame(self, tree: Tree, i: int, lemma: str) -> Act | None:
        """The most specific frame of `lemma` that fits the object, particle and prepositions of verb `i`."""
        frames = self.lexicon.frames.get(lemma, ())
        if not frames and lemma not in NAMING and lemma not in _ANSWERING:
            return None
        setup = self._setup(tree, i, lemma, frames)
        obj = setup.obj
        if obj >= 0 and lemma in _ANNOUNCING and (announced := self._announced(tree, i, lemma, obj)) is not None:
            return announced
        if obj >= 0 and "ATTACK" in setup.classes and (harsh := attack_in_words(tree, i, obj)) is not None:
            return harsh
        if lemma in _ANSWERING and (reply := self._reply(tree, i)) is not None:
            return reply
        if lemma in NAMING and (judged := named(self, tree, i, lemma, obj)) is not None:
            return judged
        agent = tree.kid(tree.kid(i, "agent"), "pobj") if setup.turned and tree.kid(i, "agent") >= 0 else -1
        if lemma == "leave" and any(tree.lowers[k] in _FELLED for k in tree.subtree(i) if k > i):
            return None  # “leaving two Chadians dead” tells who died
        if setup.turned and agent < 0 and lemma in ("station", "base", "garrison", "quarter"):
            return None  # “how many soldiers are stationed there”: where they are, not where they go
        if natural(self.lexicon, tree, agent if setup.turned else tree.doer(i)):
            return None
        subject = (-1 if setup.turned else tree.doer(i)) if any(f.subjects for f in frames) else -1
        does = self._who(tree, subject) if subject >= 0 else frozenset()
        for frame in frames:
            if frame.subjects and not frame.subjects & does:
                continue
            if obj >= 0 and frame.subjects and not frame.objects and not frame.companions and frame.lemma in _MOVED:
                continue
            if self._fits(frame, setup, tree, i):
                return None if frame.type == NO_ACT else self._filled(tree, i, frame, obj, setup.turned)
        return None

    def _setup(self, tree: Tree, i: int, lemma: str, frames: Sequence[Frame]) -> _Setup:
        turned, obj = self._object(tree, i, lemma)
        part = particle(tree, i)
        small = next((k for k in tree.having(i, "ccomp", "prt") if tree.lowers[k] in _SMALL), -1) if obj < 0 else -1
        if small >= 0:
            # “let the inspectors back”, read as a clause
            obj = tree.kid(small, "nsubj")
        owned = obj >= 0 and tree.kid(obj, "poss") >= 0
        if obj >= 0 and not turned and not owned and any(f.particle == tree.lowers[obj] for f in frames):
            # “took part in a rally”: the noun belongs to the verb, and the object follows its preposition.
            part = tree.lowers[obj]
            obj = next((k for j in (obj, i) for _, k in tree.preps(j)), -1)
        classes = self.classes(tree, obj) if obj >= 0 else frozenset()
        return _Setup(turned, obj, classes, part, self._prepositions(tree, i, lemma))

    def _object(self, tree: Tree, i: int, lemma: str) -> tuple[bool, int]:
        """Whether verb `i` is passive, and what it is done to (-1 for nothing)."""
        turned = passive(tree, i)
        obj = tree.kid(i, "nsubjpass") if turned else tree.kid(i, "dobj")
        if obj < 0 and turned and tree.deps[i] == "acl":
            obj = tree.heads[i]
        if lemma == "give" and obj < 0 and tree.kid(i, "dative") >= 0:
            obj = tree.kid(i, "npadvmod")  # “gave Haiti ten days”
        if lemma == "call" and turned and tree.deps[i] == "acl":
            # “a report called for sanctions”: the parser takes the verb for a participle.
            turned, obj = False, -1
        if obj < 0 and not turned:
            # “broke up a march”: an object that the parser takes for a measure of time
            near = (
                k for k in tree.having(i, "npadvmod") if i < k < i + 5 and all(j > k for j in tree.having(i, "prep"))
            )
            obj = next((k for k in near if tree.lowers[k] in self.lexicon.noun_classes), -1)
        if obj < 0 and not turned and lemma in _ANNOUNCING | _TAKING:
            # “declared a curfew to begin at dusk”, “accept refugees fleeing the war”, read as clauses
            clauses = (
                k for k in tree.having(i, "ccomp") if tree.tags[k] == "VBG" or tree.lowers[max(k - 1, 0)] == "to"
            )
            obj = next((j for k in clauses if tree.kid(k, "mark") < 0 and (j := tree.kid(k, "nsubj")) >= 0), -1)
        return turned, obj

    def _prepositions(self, tree: Tree, i: int, lemma: str) -> set[str]:
        """The prepositions that hang on verb `i`, and adverbs and adjectives that frames name like them."""
        # “spoke for 40 minutes”, “fought on Monday”: when and how long.
        preps = {p for p, k in tree.preps(i) if tree.words[k] not in CALENDAR and tree.lowers[k] not in _TIMES}
        preps |= {
            tree.lowers[k] for k in tree.having(i, "prep", "agent", "prt", "dative") if tree.kid(k, "pobj", "pcomp") < 0
        }
        if tree.kid(i, "xcomp") >= 0 and lemma not in _MOVING:
            preps.add("to")
        for k in tree.having(i, "acomp", "oprd", "advmod", "npadvmod", "ccomp", "xcomp"):
            if tree.deps[k] not in ("ccomp", "xcomp") or tree.tags[k] == "JJ":
                preps.add(tree.lowers[k])
        return preps

    def _reply(self, tree: Tree, i: int) -> Act | None:
        """“answered with artillery fire on …”, “responded with a naval exercise”: the noun is what is done."""
        for preposition, k in tree.preps(i):
            if preposition not in ("with", "by") or not tree.tags[k].startswith("N"):
                continue
            told = self.noun(tree, k)
            if told is None and "ATTACK" in self.classes(tree, k):
                aims = tuple(j for p, j in tree.preps(k) if p in ("on", "at", "against"))
                told = Act("ASSAULT", None, i, i, aims, f"ASSAULT: noun {tree.lowers[k]}", 2)
            if told is not None and told.type in _HARD:
                return told._replace(verb=i, said=i, doer=-1, rule=f"{told.rule}, in answer")
        return None

    def _announced(self, tree: Tree, i: int, lemma: str, obj: int) -> Act | None:
        """“announced a withdrawal”, “carried out a raid”: the noun is the act, or one conceded for later."""
        told = self.nominal(tree, obj) if tree.lowers[obj] in self.lexicon.nominals else None
        if told is None:
            return None
        told = told._replace(said=i, doer=-1)
        later = told.type == "RETREAT" and told.mode != "release" and lemma in _BEFOREHAND
        return told._replace(type="CONCEDE", mode=None) if later else told

    def _who(self, tree: Tree, i: int) -> frozenset[str]:
        """Noun classes and roles of a subject; joined subjects add up."""
        found = self.classes(tree, i)
        if (tree.lowers[i] in _CROWDS or tree.tags[i] == "NNPS") and not {"FORCES", "MIL", "GOV"} & found:
            found |= {"CIV"}
        for k in (i, *tree.having(i, "compound", "amod", "conj")):
            if role := self.lexicon.roles.get(tree.lowers[k]):
                found |= {role}
        return found

    def _fits(self, frame: Frame, setup: _Setup, tree: Tree, i: int) -> bool:
        loose_particle = frame.particle not in ("in", "on") and frame.particle in setup.preps
        if frame.particle and frame.particle != setup.particle and not loose_particle:
            return False
        if (
            not frame.particle
            and frame.lemma in _LIGHT
            and (tree.kid(i, "prt") >= 0 or (frame.lemma == "come" and setup.particle == "back"))
        ):
            # “turned over their weapons”, “called off the march”: with its particle another verb.
            return False
        if frame.preposition and frame.preposition not in setup.preps:
            return False
        if frame.companions and not self._beside(tree, i, frame.companions):
            return False
        if frame.objects:
            if not setup.classes & frame.objects:
                loose = frame.preposition or frame.particle or frame.lemma in ("engage", "go", "involve")
                near = (frame.preposition,) if frame.preposition else ("in", "on", "out", "of", "")
                aims = {w for p, k in tree.preps(i) if p in near for w in self.classes(tree, k)} if loose else set()
                return bool(aims & frame.objects)
        elif frame.lemma in ("call", "ring") and not frame.particle:
            called = setup.obj >= 0 and tree.kid(i, "oprd", "ccomp") < 0
            return not called if frame.preposition else called
        elif frame.lemma == "return" and frame.type == "RETREAT" and not (frame.subjects or frame.particle):
            return setup.obj >= 0  # “returned to Kabul” gives nothing back
        elif frame.lemma == "ask" and not (frame.preposition or frame.particle):
            # “asked who had fired”: a question, not a request
            return setup.obj >= 0 or tree.kid(i, "ccomp", "xcomp") < 0 or tree.words[-1] != "?"
        elif (frame.lemma == "leave" and frame.preposition) or (
            frame.type == "PROTEST"
            and not frame.preposition
            and frame.lemma in ("strike", "demonstrate", "rally", "march")
        ):
            return setup.obj < 0
        return True

    def _laden(self, tree: Tree, i: int, obj: int) -> bool:
        """Whether what is sent carries relief (“four planes with medicine and tents”)."""
        goods = [k for j in (i, obj) for p, k in tree.preps(j) if p in ("with", "of")]
        goods += [k for a in tree.having(obj, "acl") for k in (*tree.having(a, "dobj"), *(j for _, j in tree.preps(a)))]
        return any(tree.lowers[k] in _GOODS for j in goods for k in (j, *tree.having(j, "conj")))

    def _beside(self, tree: Tree, i: int, words: frozenset[str]) -> bool:
        """Whether one of `words` stands in the phrase of verb `i`, after it or before it in the passive."""
        near = tree.lowers[i + 1 : i + 1 + _REACH]
        if words.isdisjoint(near):
            return False
        # “fought …, and each side reported losses”: what “and” joins is another clause.
        return any(
            tree.lowers[k] in words and 0 < k - i <= _REACH and "-" not in tree.lowers[k - 1 : k]
            for k in tree.phrase(i)
        )

    def _filled(self, tree: Tree, i: int, frame: Frame, obj: int, turned: bool) -> Act:
        """The act of a frame that fits, with those that its places name."""
        recipients = self._recipients(tree, i, frame, obj)
        kind, mode = self._kind(tree, i, frame, obj)
        # Soldiers who are released are not moved by their own side.
        moved = kind in ("MOBILIZE", "RETREAT", "AID") and mode != "release"
        forces = obj >= 0 and moved and "FORCES" in self.classes(tree, obj)
        practised = kind == "MOBILIZE" and frame.type == "ASSAULT" and mode == "weapons" and self._practised(tree, i)
        used = "DRILL" in frame.objects or (kind == "ASSAULT" and "force" in frame.objects)
        if used or (forces and (kind != "AID" or frame.lemma in _DEPLOYING) and frame.objects):
            recipients = [k for k in recipients if k != obj]
        if mode == "expel" and obj >= 0:
            recipients = [obj, *(k for k in recipients if k != obj)]  # whom before from where
        if practised:
            recipients = []
        doer = -1
        if turned and frame.lemma == "involve":
            doer, recipients = obj, [k for k in recipients if k != obj]
            for _, k in tree.preps(i):
                recipients += [j for p, j in tree.preps(k) if p in ("with", "against")]
        elif turned:
            agent = tree.kid(i, "agent")
            # “killed by shelling from …”, read as a clause: whose shelling it was is seen to later.
            by = tree.kid(agent, "pobj") if agent >= 0 else -1
            # “Chadian troops were sent to the border”: forces are moved by their own side.
            doer = by if by >= 0 else obj if forces and agent < 0 else -2
            if agent < 0 and "DIPLOMAT" in frame.objects and kind == "ACCUSE":
                # “was summoned to the ministry in Minsk”, “the envoy to Chad was called in”
                doer = next((k for j in (i, obj) if j >= 0 for p, k in tree.preps(j) if p == "to"), doer)
            if agent < 0 and mode == "expel" and obj >= 0:
                # “were expelled from Chad”
                doer = next((k for p, k in tree.preps(i) if p == "from"), doer)
        strength = 3 if frame.weight else 2
        told = kind == "MOBILIZE" and frame.lemma in ("announce", "plan")
        aims = tuple(dict.fromkeys(recipients))
        swapped = frame.recipient == ("subj",)
        return Act(kind, mode, i, i, aims, frame.rule, strength, doer, told, swapped=swapped)

    def _recipients(self, tree: Tree, i: int, frame: Frame, obj: int) -> list[int]:
        """The phrases at the places where the frame says its recipient stands, the object last."""
        found: list[int] = tree.having(i, "dative") if obj >= 0 else []
        for place in frame.recipient:
            if place == "obj":
                found += [obj] if obj >= 0 else []
            else:
                found += [k for p, k in tree.preps(i) if p == place]
                # “called for sanctions against Chad”
                inner = [k for p, k in tree.preps(i) if p == frame.preposition and p != place]
                found += [k for j in inner for p, k in tree.preps(j) if p == place]
                if obj >= 0:
                    found += [k for p, k in tree.preps(obj) if p == place]
                    # “the return of sanctions on Chad”
                    found += [
                        k for o, j in tree.preps(obj) if o == "of" != place for p, k in tree.preps(j) if p == place
                    ]
        if obj >= 0 and not _MISSILES.isdisjoint(self.classes(tree, obj)):
            found += _over(tree, obj)
        if obj >= 0 and obj not in found:
            found.append(obj)
        return found

    def _blow(self, tree: Tree, i: int, obj: int) -> bool:
        """Whether a strike is one of arms: “Chad denied having launched the strike”, not “nurses launched a strike”."""
        if obj < 0 or tree.lowers[obj] not in ("strike", "strikes") or tree.having(obj, "compound", "amod"):
            return False
        doer = tree.doer(i)
        if doer >= 0 and "CIV" in self._who(tree, doer):
            return False
        aimed = any(p in ("on", "against", "at", "in") for p, _ in tree.preps(obj))
        return aimed or _told_before(tree, obj) or (doer >= 0 and tree.tags[doer] == "NNP")

    def _practised(self, tree: Tree, i: int) -> bool:
        """Whether what verb `i` tells is done in an exercise."""
        return any(p in _PRACTISING and tree.lowers[k] in _PRACTICE for p, k in tree.preps(i))

    def _kind(self, tree: Tree, i: int, frame: Frame, obj: int) -> tuple[str, str | None]:
        """Type and mode of a frame, as the clause's other words turn them: relief, peacekeepers, a shot at the sea."""
        kind, mode = frame.type, frame.mode
        if kind == "RETREAT" and mode == "access" and not _HOMELESS.isdisjoint(tree.lowers):
            return "AID", None
        sent = frame.lemma in _DEPLOYING
        if sent and kind in ("MOBILIZE", "CONSULT", "ASSAULT") and not _PEACEFUL.isdisjoint(tree.lowers):
            return "AID", None
        if sent and kind == "MOBILIZE" and obj >= 0 and (self._laden(tree, i, obj) or _shipped(tree, i, obj)):
            return "AID", None
        if kind == "ASSAULT" and self._practised(tree, i):
            return "MOBILIZE", "weapons"
        if kind == "MOBILIZE" and mode == "weapons" and frame.lemma in ("fire", "launch") and _told_before(tree, obj):
            return "ASSAULT", "heavy-weapons"
        if kind == "PROTEST" and frame.lemma in _BLOWS and self._blow(tree, i, obj):
            return "ASSAULT", None
        heavy = kind == "ASSAULT" and mode == "heavy-weapons"
        if heavy and any(tree.lowers[k] in _EMPTY for p, k in tree.preps(i) if p in ("into", "in", "over", "towards")):
            return "MOBILIZE", "weapons"
        return kind, mode


def _shipped(tree: Tree, i: int, obj: int) -> bool:
    """“sent drones to Chad”, which nobody there fights with but the Chadians."""
    return tree.lowers[obj] in _SHIPPED and any(p == "to" and tree.tags[k] == "NNP" for p, k in tree.preps(i))


def _over(tree: Tree, missile: int) -> list[int]:
    """Where a missile is said to have come down or passed: “that flew over Japan”."""
    flights = [k for k in tree.having(missile, "relcl", "acl") if tree.lowers[k] in _FLYING]
    return [k for j in flights for p, k in tree.preps(j) if p in ("over", "in", "into", "near", "on")]


def _told_before(tree: Tree, obj: int) -> bool:
    """Whether what is fired has been told of (“denied firing the rockets”): arms of an attack, not of a test."""
    return obj >= 0 and any(tree.lowers[k] in ("the", "those", "these") for k in tree.having(obj, "det"))
