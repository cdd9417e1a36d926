"""What a noun phrase names: the classes of its nouns, and the act that a noun stands for (“a suspension of aid”)."""

from __future__ import annotations

from typing import Final

from .act import Act
from .grammar import modality, objects
from .lexicon import BLAME, NAME, NO_ACT, NOUN_TYPES, Lexicon
from .tree import Tree

#: Days and months, which say when, and are neither object nor side.
CALENDAR: Final = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December".split()
)
_MEASURE: Final = frozenset(
    "series number wave package lot group kind form type set round spate string million millions billion billions "
    "dollar dollars euro euros pound pounds tonne tonnes ton tons hundreds thousands dozens worth part rest use "
    "total amount supply shipment shipments supplies range piece member members $ letter message statement "
    "barrage host pair start resumption release delivery provision state states campaign wave statement act acts "
    "most some half all many majority scores handful batch group groups third quarter column flotilla team couple "
    "dozen hundred thousand fleet volley hail string hours days weeks rounds round few several contingent both "
    "one two three licence licences license licenses permit permits participation role membership involvement "
    "truck trucks lorry lorries truckload truckloads planeload planeloads shipload shiploads "
    "increase rise surge".split()
)
#: What may stand before a noun that names what it is about (“the aid effort”).
_FRAMING: Final = frozenset("plan plans campaign effort efforts team".split())
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
_STOPPAGES: Final = frozenset(("PROTEST", "strike"))
#: What any government keeps.
_RULES: Final = frozenset(
    "measure measures order orders control controls limit limits limitation duty duties quota quotas barrier barriers "
    "checkpoint checkpoints freeze closure state-of-emergency".split()
)
#: Papers that need not be anybody's agreement.
_PAPERS: Final = frozenset(
    "letter letters resolution resolutions declaration charter contract contracts statute roadmap framework".split()
)
_COMPASS: Final = frozenset("north south east west northeast northwest southeast southwest".split())
_INWARDLY: Final = frozenset("heart asthma panic anxiety".split())

#: Prepositions of what is done by a verb or for which it is done, and the acts that such a phrase tells.
_MEANS: Final = frozenset("for in with".split())
_MEANT: Final = frozenset("CONSULT SUPPORT ASSAULT COOPERATE MOBILIZE".split())


class Nouns:
    """Reads the noun phrases of a tree."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def classes(self, tree: Tree, i: int) -> frozenset[str]:
        """Noun classes of a phrase, looking through measures (“a series of attacks”, “$5 million in aid”)."""
        found = self.lexicon.classes_of(tree.lowers[i])
        if i > 1 and tree.words[i - 1] == "-":
            found = self.lexicon.classes_of(f"{tree.lowers[i - 2]}-{tree.lowers[i]}") | {tree.lowers[i]}
        if tree.lowers[i] in _COMPASS:
            # “a dozen villages west of the city”, whose head the parser takes for the bearing
            found |= {c for k in tree.having(i, "compound") for c in self.lexicon.classes_of(tree.lowers[k])}
        for k in tree.kids[i]:
            if k > i and tree.deps[k] in ("amod", "nmod", "compound"):
                # “a dawn offensive”, whose head the parser may take for an adjective
                found |= self.lexicon.classes_of(tree.lowers[k])
            if tree.deps[k] in ("compound", "amod", "nmod"):
                joined = f"{tree.lowers[k]}-{tree.lowers[i]}"
                own = self.lexicon.classes_of(joined)
                if "ATTACK" in own:
                    found -= _STOPPAGES  # “air strikes” stop no work
                found |= own | {joined.rstrip("s")}
                if tree.deps[k] == "compound" and tree.lowers[i] in _FRAMING:
                    found |= self.lexicon.classes_of(tree.lowers[k])
        if tree.lowers[i] in _MEASURE or tree.tags[i] == "CD":
            for preposition, k in tree.preps(i):
                if preposition in ("of", "in", "for"):
                    found |= self.lexicon.classes_of(tree.lowers[k])
        for k in tree.having(i, "conj"):
            found |= self.lexicon.classes_of(tree.lowers[k])
        named = tree.tags[i] in ("NNP", "NNPS") or (tree.words[i].isupper() and len(tree.words[i]) > 2)
        return found | {NAME} if named else found

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
        if tree.words[i] in CALENDAR:
            return None  # “turned 60 in March”
        for kind, event in NOUN_TYPES.items():
            # “battle tanks”, “peace prize”, “trade pact”: the noun only says what kind.
            if tree.deps[i] == "compound" and (kind != "AID" or tree.lowers[tree.heads[i]] not in _FREIGHT):
                continue
            # “ties”, “relations” describe; “cooperation” and “trade” are done.
            if kind == "COOP" and not tree.lowers[i].startswith(("coop", "co-op", "collab", "trade")):
                continue
            if (kind == "DEAL" and tree.lowers[i] in _PAPERS) or (kind == "RESTRICT" and tree.lowers[i] in _RULES):
                continue
            if kind == "AID" and tree.lowers[i] not in _RELIEF:
                continue
            if kind == "ATTACK" and (
                tree.lowers[i] in _ARMS or any(tree.lowers[k] in _INWARDLY for k in tree.having(i, "compound"))
            ):
                continue
            if kind in self.lexicon.noun_classes.get(tree.lowers[i], ()):
                doers = [*tree.having(i, "poss"), *objects(tree, i, ("by", "of", "from"))]
                aims = objects(tree, i, ("on", "against", "with", "to", "at", "over", "for", "in"))
                return Act(event, None, i, i, aims, f"{event}: noun {tree.lowers[i]}", 0, doers[0] if doers else -2)
        return None


def owned(tree: Tree, i: int, act: Act) -> bool:
    """Whether the doer of event noun `i` is known: its own phrase names one, or the verb is done by it or for it
    (“crossed the river for talks with Chad”, “answered with a raid on the port”). What a verb does to an act that
    somebody else may have done (“lines cut after the strike”, “the rules of the deal”) tells nothing of its subject."""
    if act.doer >= 0 or act.type == "PROTEST" or any(p in ("between", "among") for p, _ in tree.preps(i)):
        return True
    above = tree.heads[i]
    if tree.deps[i] == "pobj" and tree.lowers[above] in _MEANS:
        verb = tree.heads[above]
        verb = tree.heads[verb] if tree.lowers[verb] == "part" else verb
        return act.type in _MEANT and (tree.is_verb(verb) or tree.tags[verb] == "JJ")
    return tree.deps[i] == "nsubj" and above in tree.roots and bool(act.recipients) and modality(tree, above) == ""
