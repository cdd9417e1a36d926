"""What “to be” says: “is willing to …”, “is in talks with”, “was critical of”, “there will be no aid for”.

The words stand in predicates.csv; what a complement adds to them is read like any other governed verb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .act import Act
from .grammar import complement, modality, negated, objects
from .lexicon import BLAME, Predicate
from .prospects import refused, to_come
from .tree import Tree

if TYPE_CHECKING:
    from .acts import Acts

_CLOSED: Final = frozenset(
    "negotiable acceptable discussion negotiation question position option table debate tolerable".split()
)
#: What is threatened where “there will be …”.
_REQUITAL: Final = frozenset("consequence consequences response retaliation reprisal reprisals reckoning".split())
#: What is refused where “there will be no …”.
_GIVEN: Final = frozenset("AID TALK RELATION DEAL REGRET PARDON CEASEFIRE WITHDRAWAL".split())
_GRANTED: Final = frozenset(
    "passage compromise concession concessions retreat recognition extradition handover exception exceptions return "
    "surrender referendum independence visas visa access letup".split()
)
_ROOM: Final = frozenset("point room need reason plan plans prospect question sense".split())
_WISH: Final = frozenset("interest intention desire appetite wish inclination".split())
_SHOWING: Final = frozenset("have has had show shows showed express expressed".split())
_RANKS: Final = frozenset("first second third fourth fifth last latest only sixth seventh eighth".split())
_OPEN: Final = frozenset("willing ready prepared open keen eager".split())


def copula(acts: Acts, tree: Tree, i: int) -> Act | None:
    """The act of the form of “to be” at `i`; None if it only describes."""
    for k in tree.having(i, "acomp", "xcomp", "attr", "advcl", "advmod", "prep"):
        word = tree.lowers[k]
        if tree.deps[k] == "xcomp" and (tree.tags[k] == "VB" or any(tree.lowers[a] == "to" for a in tree.kids[k])):
            if tree.kid(i, "attr") >= 0:
                return acts.full(tree, k)
            # “is to visit Chad on Monday”, “are to be freed”
            return to_come(tree, acts.compose(tree, k), i)
        if tree.deps[k] == "attr" and (first := _first_to(tree, k)) >= 0:
            return acts.full(tree, first)
        inner = complement(acts.lexicon, tree, k)
        if inner >= 0:
            act = acts.full(tree, inner)
            kinds = acts.lexicon.operators.get(word, set())
            if "willing" in kinds or word in ("set", "going"):
                return to_come(tree, act, i, willing=word in _OPEN)
            if "unwilling" in kinds:
                return refused(act, i, word)
            if acts.lexicon.lemmas.get(word) in acts.lexicon.frames or "say" in kinds:
                continue
    there = _existential(acts, tree, i) if tree.kid(i, "expl") >= 0 else None
    if there is not None:
        return there
    if negated(tree, i) and any(tree.lowers[k] in _CLOSED for k in tree.subtree(i)[:40] if k > i):
        aims = tuple(k for k in tree.having(i, "nsubj") if any(tree.lowers[w] == "position" for w in tree.subtree(i)))
        return Act("ACCUSE", "disapprove", i, i, aims, "REJECT: not for discussion", 2)
    return _predicate(acts, tree, i)


def _first_to(tree: Tree, k: int) -> int:
    """“was the second country to recognise Chad”: the verb that says what was done, -1 if none."""
    ranks = any(tree.lowers[d] in _RANKS for d in tree.having(k, "amod", "advmod", "nummod"))
    return next((v for v in tree.having(k, "relcl", "acl") if ranks and tree.tags[v] == "VB"), -1)


def disinclined(acts: Acts, tree: Tree, i: int) -> Act | None:
    """“has no interest in Chad's offer”, “showed no wish to talk”: a refusal of what the noun is about."""
    wish = tree.kid(i, "dobj") if tree.lowers[i] in _SHOWING else -1
    if wish < 0 or tree.lowers[wish] not in _WISH or not any(tree.lowers[k] == "no" for k in tree.having(wish, "det")):
        return None
    inner = complement(acts.lexicon, tree, wish)
    inner = inner if inner >= 0 else tree.kid(wish, "acl")
    if inner >= 0:
        return refused(acts.full(tree, inner), i, tree.lowers[wish])
    about = objects(tree, wish, ("in", "of", "for"))
    aims = [
        k for j in about for k in (*tree.having(j, "poss"), *objects(tree, j, ("with", "of", "by", "from", "to")), j)
    ]
    mode = "meet" if any("TALK" in acts.classes(tree, k) for k in aims) else None
    return Act("REJECT", mode, i, i, tuple(aims), f"REJECT: no {tree.lowers[wish]}", 2)


def _predicate(acts: Acts, tree: Tree, i: int) -> Act | None:
    """The first entry of predicates.csv that the phrase after “to be” fits."""
    known = acts.lexicon.predicates
    said = tree.having(i, "acomp", "attr", "prep", "advmod", "oprd")
    for k in (*said, *(j for p in said if tree.deps[p] == "prep" for j in tree.having(p, "conj"))):
        word = tree.lowers[k]
        for preposition, j in tree.preps(k):
            if found := known.get(f"{word}+{preposition}"):
                return _said_of(acts, tree, i, k, found, (j,), f"{word} {preposition}")
        inside = [tree.kid(k, "pobj"), *(j for p, j in tree.preps(k) if p == "of")]
        if tree.deps[k] in ("prep", "conj") and (j := max(inside)) >= 0:
            noun = tree.lowers[j]
            joined = [f"{tree.lowers[m]}-{noun}" for m in tree.having(j, "compound", "amod")]
            for name in (noun, *joined):
                if found := known.get(f"{word}+{name}"):
                    if any(tree.lowers[m] == "due" for m in tree.having(i, "acomp")):
                        found = found._replace(type="AGREE", mode=None)  # “is due in Hanoi for talks”
                    return _said_of(acts, tree, i, j, found, (), f"{word} {name}")
        if word == "out" and (left := _gone(acts, tree, i, k)) is not None:
            return left
        if acts.lexicon.moods.get(word) in ("blame", "allege", "insult") and tree.deps[k] in ("acomp", "attr"):
            return Act(BLAME, "disapprove", k, i, (), f"{BLAME}: be {word}", 1)
        if word == "for" and any(tree.deps[j] in ("prep", "acomp", "attr") and i < j < k for j in tree.kids[i]):
            continue  # “is in Moscow for the summer”
        if (found := known.get(word)) and (tree.deps[k] != "prep" or tree.kid(k, "pobj", "pcomp") >= 0):
            return _said_of(acts, tree, i, k, found, (), word)
    return None


def _gone(acts: Acts, tree: Tree, i: int, k: int) -> Act | None:
    """“the soldiers would be out of Chad by May”: forces that are out of somewhere have left it."""
    places = objects(tree, k, ("of",))
    subject = tree.kid(i, "nsubj")
    if not places or subject < 0 or "FORCES" not in acts.classes(tree, subject):
        return None
    return Act("RETREAT", "withdraw", i, i, places, "RETREAT: be out of", 2)


def _said_of(acts: Acts, tree: Tree, i: int, k: int, found: Predicate, aims: tuple[int, ...], words: str) -> Act | None:
    swapped = found.recipient == ("subj",)
    if swapped:
        aims = tuple(tree.having(i, "nsubj", "nsubjpass"))
        agents = [j for verb in (i, k) for p, j in tree.preps(verb) if p in ("by", "from")]
        return Act(found.type, found.mode, k, i, aims, f"{found.type}: be {words}", 2, agents[0] if agents else -2)
    if tree.deps[k] == "prep" and not aims:
        aims = tuple(j for j in (tree.kid(k, "pobj"),) if j >= 0)
    aims += objects(tree, k, found.recipient)
    aims += tuple(j for p, j in tree.preps(i) if p in found.recipient and j not in aims)
    strength = 1 if tree.deps[k] == "acomp" else 2
    return Act(found.type, found.mode, k, i, aims, f"{found.type}: be {words}", strength)


def _existential(acts: Acts, tree: Tree, i: int) -> Act | None:
    """“there will be a withdrawal of …”, “there will be no aid for …”."""
    tops = tree.having(i, "attr", "nsubj", "dobj")
    for k in (*tops, *(c for t in tops for c in tree.subtree(t) if tree.deps[c] == "conj")):
        none = any(tree.lowers[d] == "no" for d in tree.kids[k])
        if none and tree.lowers[k] in _ROOM:
            aims = tuple(j for w in tree.subtree(k)[:30] for p, j in tree.preps(w) if p in ("with", "between", "to"))
            return Act("REJECT", None, k, i, aims, f"REJECT: no {tree.lowers[k]}", 2, -2)
        if none and (tree.lowers[k] in _GRANTED or not _GIVEN.isdisjoint(acts.classes(tree, k))):
            aims = objects(tree, k, ("for", "to", "with", "in"))
            return Act("REJECT", "assist", k, i, aims, f"REJECT: no {tree.lowers[k]}", 2, -2)
        if not none and tree.lowers[k] in _REQUITAL and modality(tree, i) == "will":
            aims = objects(tree, k, ("for", "against"))
            return Act("THREATEN", None, k, i, aims, f"THREATEN: there will be {tree.lowers[k]}", 2, -2, planned=True)
        act = acts.nominal(tree, k)
        if act is not None and not none:
            return act._replace(said=i, doer=-2)
    return None
