"""Which frame of the lexicon a verb fits, and the act that it is by itself."""

from __future__ import annotations

from typing import Final, NamedTuple

from .grammar import passive
from .lexicon import BLAME, NAME, NO_ACT, NOUN_TYPES, Frame, Lexicon
from .setting import natural
from .tree import Tree

_MEASURE: Final = frozenset(
    "series number wave package lot group kind form type set round spate string million millions billion billions "
    "dollar dollars euro euros pound pounds tonne tonnes ton tons hundreds thousands dozens worth part rest use "
    "total amount supply shipment shipments supplies range piece member members $ letter message statement "
    "barrage host pair start resumption release delivery provision state states campaign wave statement act acts "
    "most some half all many majority scores handful batch group groups third quarter column flotilla team couple "
    "dozen hundred thousand fleet volley hail string hours days weeks rounds round few several contingent both "
    "one two three".split()
)
_SHARP: Final = frozenset(
    "scathing verbal stinging blistering withering twitter rhetorical extraordinary personal media".split()
)
_PEACEFUL: Final = frozenset("peacekeeping peacekeeper peacekeepers peace-keeping humanitarian".split())
_ANNOUNCING: Final = frozenset(
    "announce declare order approve complete begin start plan carry conduct authorise authorize oversee make "
    "confirm report see face implement effect".split()
)
_DEPLOYING: Final = frozenset("deploy send dispatch contribute arrive move participate join station".split())
#: How many words after its verb the word of an idiom may stand (“took the … government to task”).
_REACH: Final = 12
DAYS: Final = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December".split()
)
_TIMES: Final = frozenset(
    "second seconds minute minutes hour hours day days night nights week weeks month months year years".split()
)
_CROWDS: Final = frozenset("thousands hundreds tens dozens scores crowds".split())
_EMPTY: Final = frozenset("sea ocean orbit space waters".split())
_RELIEF: Final = frozenset(
    "aid relief assistance help donation donations rescue evacuation funding loan loans grant grants".split()
)
_FREIGHT: Final = frozenset(
    "convoy convoys shipment shipments delivery deliveries package packages flight flights plane planes ship "
    "ships cargo supplies funds money airplane aircraft helicopter helicopters trucks truck".split()
)
#: Arms stand for an attack only as what somebody fires.
_ARMS: Final = frozenset(
    "missile missiles rocket rockets shell shells bomb bombs bullet bullets mortar mortars torpedo torpedoes fire "
    "grenade grenades salvo hostility".split()
)
_INWARDLY: Final = frozenset("heart asthma panic anxiety".split())
_GOODS: Final = frozenset(
    "food rice flour wheat grain medicine medicines tents blankets water pumps supplies relief aid vaccines doctors "
    "medics nurses rescuers equipment generators medical".split()
)
_SMALL: Final = frozenset("back in out".split())
_HOMELESS: Final = frozenset("refugees refugee migrants displaced asylum-seekers fled fleeing".split())
_LIGHT: Final = frozenset("call turn look take give put break pull come get set run throw carry cut hold make".split())
_MOVED: Final = frozenset("drive push roll move fly sail march advance".split())
_MOVING: Final = frozenset("go come return fly travel head arrive leave get".split())


_NAMING: Final = frozenset(
    "call brand label dub term describe portray paint denounce condemn deem consider characterise characterize "
    "compare liken dismiss regard depict style".split()
)


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


class Frames:
    """Reads frames off a tree."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def classes(self, tree: Tree, i: int) -> frozenset[str]:
        """Noun classes of a phrase, looking through measures (“a series of attacks”, “$5 million in aid”)."""
        found = self.lexicon.classes_of(tree.lowers[i])
        if i > 1 and tree.words[i - 1] == "-":
            found = self.lexicon.classes_of(f"{tree.lowers[i - 2]}-{tree.lowers[i]}") | {tree.lowers[i]}
        for k in tree.kids[i]:
            if k > i and tree.deps[k] in ("amod", "nmod", "compound"):
                # “a dawn offensive”, whose head the parser may take for an adjective
                found |= self.lexicon.classes_of(tree.lowers[k])
            if tree.deps[k] in ("compound", "amod", "nmod"):
                joined = f"{tree.lowers[k]}-{tree.lowers[i]}"
                found |= self.lexicon.classes_of(joined) | {joined.rstrip("s")}
                if tree.deps[k] == "compound" and tree.lowers[i] in (
                    "plan",
                    "plans",
                    "campaign",
                    "effort",
                    "efforts",
                    "team",
                ):
                    found |= self.lexicon.classes_of(tree.lowers[k])
        if tree.lowers[i] in _MEASURE or tree.tags[i] == "CD":
            for preposition, k in tree.preps(i):
                if preposition in ("of", "in", "for"):
                    found |= self.lexicon.classes_of(tree.lowers[k])
        for k in tree.having(i, "conj"):
            found |= self.lexicon.classes_of(tree.lowers[k])
        return found | {NAME} if tree.tags[i] in ("NNP", "NNPS") else found

    def _particle(self, tree: Tree, i: int) -> str:
        for k in tree.kids[i]:
            if tree.deps[k] == "prt" or (
                tree.deps[k] == "advmod"
                and tree.lowers[k] in ("out", "back", "down", "up", "off", "over", "away", "home", "together")
            ):
                return tree.lowers[k]
        return ""

    def _frame(self, tree: Tree, i: int, lemma: str) -> Act | None:
        """The most specific frame of `lemma` that fits the object, particle and prepositions of verb `i`."""
        frames = self.lexicon.frames.get(lemma, ())
        if not frames and lemma not in _NAMING:
            return None
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
        particle = self._particle(tree, i)
        if (
            obj < 0
            and (small := next((k for k in tree.having(i, "ccomp", "prt") if tree.lowers[k] in _SMALL), -1)) >= 0
        ):
            # “let the inspectors back”, read as a clause
            obj = tree.kid(small, "nsubj")
        if (
            obj >= 0
            and not turned
            and tree.kid(obj, "poss") < 0
            and any(f.particle == tree.lowers[obj] for f in frames)
        ):
            # “took part in a rally”: the noun belongs to the verb, and the object follows its preposition.
            particle = tree.lowers[obj]
            obj = next((k for j in (obj, i) for _, k in tree.preps(j)), -1)
        # “spoke for 40 minutes”, “fought on Monday”: when and how long.
        preps = {p for p, k in tree.preps(i) if tree.words[k] not in DAYS and tree.lowers[k] not in _TIMES}
        preps |= {
            tree.lowers[k] for k in tree.having(i, "prep", "agent", "prt", "dative") if tree.kid(k, "pobj", "pcomp") < 0
        }
        if tree.kid(i, "xcomp") >= 0 and lemma not in _MOVING:
            preps.add("to")
        classes = self.classes(tree, obj) if obj >= 0 else frozenset()
        for k in tree.having(i, "acomp", "oprd", "advmod", "npadvmod", "ccomp", "xcomp"):
            if tree.deps[k] not in ("ccomp", "xcomp") or tree.tags[k] == "JJ":
                preps.add(tree.lowers[k])
        if obj >= 0 and lemma in _ANNOUNCING and tree.lowers[obj] in self.lexicon.nominals:
            nominal = self.nominal(tree, obj)
            if nominal is not None:
                late = (
                    nominal.type == "RETREAT"
                    and nominal.mode != "release"
                    and lemma in ("announce", "declare", "order", "plan", "approve")
                )
                nominal = nominal._replace(said=i, doer=-1)
                return nominal._replace(type="CONCEDE", mode=None) if late else nominal
        if obj >= 0 and "ATTACK" in classes and any(tree.lowers[k] in _SHARP for k in tree.kids[obj]):
            return Act(
                "ACCUSE",
                "disapprove",
                i,
                i,
                self._objects(tree, obj, ("on", "against", "at")),
                "ACCUSE: sharp words",
                3,
            )
        if lemma in _NAMING and (named := self._named(tree, i, lemma, obj)) is not None:
            return named
        agent = tree.kid(tree.kid(i, "agent"), "pobj") if turned and tree.kid(i, "agent") >= 0 else -1
        if natural(self.lexicon, tree, agent if turned else tree.doer(i)):
            return None
        subject = (-1 if turned else tree.doer(i)) if any(f.subjects for f in frames) else -1
        does = self._who(tree, subject) if subject >= 0 else frozenset()
        for frame in frames:
            if frame.subjects and not frame.subjects & does:
                continue
            if obj >= 0 and frame.subjects and not frame.objects and not frame.companions and frame.lemma in _MOVED:
                continue
            if self._fits(frame, particle, preps, classes, tree, i, obj):
                return None if frame.type == NO_ACT else self._act(tree, i, frame, obj, turned)
        return None

    def _named(self, tree: Tree, i: int, lemma: str, obj: int) -> Act | None:
        """“called the envoy a liar”, “described the vote as a sham”: the name given is the judgement."""
        if obj < 0:
            # “called Bolivia a nest of thieves”, read as a clause
            named = next((k for k in tree.having(i, "ccomp", "xcomp") if tree.tags[k].startswith("N")), -1)
            obj = tree.kid(named, "nsubj") if named >= 0 else -1
        if obj < 0 and len(both := tree.having(i, "oprd")) > 1:
            obj = both[0]
        if obj < 0:
            return None
        if lemma == "dismiss" and "DEMAND" in self.classes(tree, obj):
            return None  # “dismissed the demand as meddling” answers it
        names = tree.having(i, "oprd", "xcomp", "ccomp", "acomp", "npadvmod", "advcl")
        names += [k for a in tree.subtree(i) if tree.lowers[a] == "as" and a > obj for k in tree.kids[a]]
        for k in (word for name in names if name != obj for word in tree.subtree(name)[:12]):
            mood = self.lexicon.moods.get(tree.lowers[k])
            if mood in ("blame", "allege", "insult"):
                return Act("ACCUSE", "disapprove", i, i, (obj,), f"ACCUSE: {lemma} {tree.lowers[k]}", 3)
            if mood in ("praise", "acclaim"):
                return Act("SUPPORT", None, i, i, (obj,), f"SUPPORT: {lemma} {tree.lowers[k]}", 2)
        return None

    def _who(self, tree: Tree, i: int) -> frozenset[str]:
        """Noun classes and roles of a subject; joined subjects add up."""
        found = self.classes(tree, i)
        if (tree.lowers[i] in _CROWDS or tree.tags[i] == "NNPS") and not {"FORCES", "MIL", "GOV"} & found:
            found |= {"CIV"}
        for k in (i, *tree.having(i, "compound", "amod", "conj")):
            if role := self.lexicon.roles.get(tree.lowers[k]):
                found |= {role}
        return found

    def _fits(
        self, frame: Frame, particle: str, preps: set[str], classes: frozenset[str], tree: Tree, i: int, obj: int
    ) -> bool:
        loose_particle = frame.particle not in ("in", "on") and frame.particle in preps
        if frame.particle and frame.particle != particle and not loose_particle:
            return False
        if not frame.particle and frame.lemma in _LIGHT and tree.kid(i, "prt") >= 0:
            # “turned over their weapons”, “called off the march”: with its particle another verb.
            return False
        if frame.preposition and frame.preposition not in preps:
            return False
        if frame.companions and not self._beside(tree, i, frame.companions):
            return False
        if frame.objects:
            if not classes & frame.objects:
                loose = frame.preposition or frame.particle or frame.lemma in ("engage", "go", "involve")
                near = (frame.preposition,) if frame.preposition else ("in", "on", "out", "of", "")
                aims = {w for p, k in tree.preps(i) if p in near for w in self.classes(tree, k)} if loose else set()
                return bool(aims & frame.objects)
        elif frame.lemma in ("call", "ring") and not frame.particle:
            called = obj >= 0 and tree.kid(i, "oprd", "ccomp") < 0
            return not called if frame.preposition else called
        elif frame.lemma == "return" and frame.type == "RETREAT" and not (frame.subjects or frame.particle):
            return obj >= 0  # “returned to Kabul” gives nothing back
        elif (frame.lemma == "leave" and frame.preposition) or (
            frame.type == "PROTEST"
            and not frame.preposition
            and frame.lemma in ("strike", "demonstrate", "rally", "march")
        ):
            return obj < 0
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
        return any(tree.lowers[k] in words and 0 < k - i <= _REACH for k in tree.subtree(i))

    def _act(self, tree: Tree, i: int, frame: Frame, obj: int, turned: bool) -> Act:
        recipients: list[int] = tree.having(i, "dative") if obj >= 0 else []
        swapped = frame.recipient == ("subj",)
        for place in frame.recipient:
            if place == "obj":
                recipients += [obj] if obj >= 0 else []
            else:
                recipients += [k for p, k in tree.preps(i) if p == place]
                # “called for sanctions against Chad”
                inner = [k for p, k in tree.preps(i) if p == frame.preposition and p != place]
                recipients += [k for j in inner for p, k in tree.preps(j) if p == place]
                if obj >= 0:
                    recipients += [k for p, k in tree.preps(obj) if p == place]
        if obj >= 0 and obj not in recipients:
            recipients.append(obj)
        kind, mode = frame.type, frame.mode
        if kind == "RETREAT" and mode == "access" and not _HOMELESS.isdisjoint(tree.lowers):
            kind, mode = "AID", None
        if (
            kind in ("MOBILIZE", "CONSULT", "ASSAULT")
            and frame.lemma in _DEPLOYING
            and not _PEACEFUL.isdisjoint(tree.lowers)
        ):
            kind, mode = "AID", None
        if kind == "MOBILIZE" and frame.lemma in _DEPLOYING and obj >= 0 and self._laden(tree, i, obj):
            kind, mode = "AID", None
        if (
            kind == "ASSAULT"
            and mode == "heavy-weapons"
            and any(tree.lowers[k] in _EMPTY and k > i for k in tree.subtree(i)[:40])
        ):
            kind, mode = "MOBILIZE", "weapons"
        doer = -1
        if "DRILL" in frame.objects or (
            kind in ("MOBILIZE", "RETREAT") and obj >= 0 and frame.objects and "FORCES" in self.classes(tree, obj)
        ):
            recipients = [k for k in recipients if k != obj]
        if kind == "ASSAULT" and "force" in frame.objects:
            recipients = [k for k in recipients if k != obj]
        if turned and frame.lemma == "involve":
            doer, recipients = obj, [k for k in recipients if k != obj]
            for _, k in tree.preps(i):
                recipients += [j for p, j in tree.preps(k) if p in ("with", "against")]
        elif turned:
            agent = tree.kid(i, "agent")
            doer = tree.kid(agent, "pobj") if agent >= 0 else -2
            if (
                doer == -2
                and kind in ("MOBILIZE", "RETREAT", "AID")
                and obj >= 0
                and "FORCES" in self.classes(tree, obj)
            ):
                # “Chadian troops were sent to the border”: forces are moved by their own side.
                doer = obj
        strength = 3 if frame.weight else 2
        told = kind == "MOBILIZE" and frame.lemma in ("announce", "plan")
        return Act(
            kind, mode, i, i, tuple(dict.fromkeys(recipients)), frame.rule, strength, doer, told, swapped=swapped
        )

    def _objects(self, tree: Tree, i: int, prepositions: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(k for p, k in tree.preps(i) if p in prepositions)

    def nominal(self, tree: Tree, i: int) -> Act | None:
        """The act of a noun made from a verb, its “of” phrase as object (“a suspension of aid”)."""
        lemma = self.lexicon.nominals.get(tree.lowers[i], "")
        inner = next((k for p, k in tree.preps(i) if p == "of"), -1)
        classes = self.classes(tree, inner) if inner >= 0 else frozenset()
        for frame in self.lexicon.frames.get(lemma, ()):
            if (
                frame.particle
                or frame.preposition
                or frame.companions
                or (frame.objects and not classes & frame.objects)
            ):
                continue
            if frame.type in (NO_ACT, BLAME):
                continue
            aims = tuple(
                k for p, k in (*tree.preps(i), *(tree.preps(inner) if inner >= 0 else ())) if p in frame.recipient
            )
            if inner >= 0 and not (frame.type == "RETREAT" and "FORCES" in classes):
                aims = (*aims, inner)
            elif inner < 0 and "obj" in frame.recipient:
                aims = (*aims, *tree.having(i, "poss"))  # “the tanker's release”
            return Act(frame.type, frame.mode, i, i, aims, f"{frame.rule} (noun)", 2)
        return None

    def noun(self, tree: Tree, i: int) -> Act | None:
        """The act that an event noun stands for (“an attack by X on Y”), if it names who did it or to whom."""
        for kind, event in NOUN_TYPES.items():
            # “battle tanks”, “peace prize”, “trade pact”: the noun only says what kind.
            if tree.deps[i] == "compound" and (kind != "AID" or tree.lowers[tree.heads[i]] not in _FREIGHT):
                continue
            # “ties”, “relations” describe; “cooperation” and “trade” are done.
            if kind == "COOP" and not tree.lowers[i].startswith(("coop", "co-op", "collab", "trade")):
                continue
            if kind == "AID" and tree.lowers[i] not in _RELIEF:
                continue
            if kind == "ATTACK" and (
                tree.lowers[i] in _ARMS or any(tree.lowers[k] in _INWARDLY for k in tree.having(i, "compound"))
            ):
                continue
            if kind in self.lexicon.noun_classes.get(tree.lowers[i], ()):
                doers = [*tree.having(i, "poss"), *self._objects(tree, i, ("by", "of", "from"))]
                aims = self._objects(tree, i, ("on", "against", "with", "to", "at", "over", "for", "in"))
                return Act(event, None, i, i, aims, f"{event}: noun {tree.lowers[i]}", 0, doers[0] if doers else -2)
        return None
