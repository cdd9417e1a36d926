"""Turns of phrase that no frame tells: an act lies in a number, in a wish denied, in nothing that will pass.

“The number of troops would fall to 800” is a withdrawal, “no convoy would cross” a refusal, “we have no wish to fight”
and “declined to comment” are nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .act import COOPERATION, YIELD, Act
from .grammar import complement, modality, objects
from .tree import Tree

if TYPE_CHECKING:
    from .acts import Acts

_SHRINKING: Final = frozenset("fall drop shrink decline dwindle decrease".split())
_GROWING: Final = frozenset("rise grow climb increase swell".split())
_COUNTS: Final = frozenset(
    "number numbers level levels strength size presence contingent force deployment total".split()
)
#: Words that give no answer: who refuses them refuses nobody anything.
_ANSWERING: Final = frozenset("comment elaborate say speculate specify identify name confirm disclose reveal".split())
_WISHES: Final = frozenset("wish desire intention intentions plan plans need interest appetite ambition reason".split())
_NOT_ANY: Final = frozenset("no neither nor any not n't never without".split())
_HINDERING: Final = frozenset(
    "limit contain counter curb check prevent stop offset blunt deter reduce weaken keep fight defeat thwart stem "
    "block restrain hinder undermine restrict hold balance".split()
)
#: What would reach somebody if it were let through.
_RELIEF: Final = frozenset(
    "relief aid help assistance food supplies supply ration rations convoy convoys truck trucks lorry lorries medicine "
    "shipment shipments delivery deliveries water fuel".split()
)
_PASSING: Final = frozenset("cross go pass enter reach move leave get arrive come flow be sent allowed".split())


def turn(acts: Acts, tree: Tree, i: int, lemma: str) -> tuple[bool, Act | None]:
    """Whether verb `i` is such a turn of phrase, and its act if it has one."""
    if lemma in _SHRINKING | _GROWING and (counted := _fewer(acts, tree, i, lemma)) is not None:
        return True, counted
    if tree.lowers[i] in ("have", "has", "had") and (wish := _wished(tree, i)) >= 0:
        return True, _no_wish(acts, tree, i, wish)
    inner = complement(acts.lexicon, tree, i)
    if inner < 0:
        return False, None
    if tree.lowers[inner] in _ANSWERING and "refuse" in acts.lexicon.operators.get(lemma, ()):
        return True, None
    if lemma == "deny" and _done(tree, inner):
        return True, None  # “denied having ordered it”: nobody is refused anything
    if lemma == "help" and tree.lowers[inner] in _HINDERING and tree.kid(i, "dobj") < 0:
        # “helped to limit their influence” helps nobody
        return True, None
    return False, None


def nothing_passes(tree: Tree, i: int) -> Act | None:
    """“no convoy would cross into the camp”: what is said not to come is refused; None for anything else."""
    subject = tree.kid(i, "nsubj", "nsubjpass")
    if subject < 0 or tree.lowers[i] not in _PASSING or modality(tree, i) != "will":
        return None
    if tree.lowers[subject] not in _RELIEF or not any(tree.lowers[d] == "no" for d in tree.having(subject, "det")):
        return None
    aims = objects(tree, i, ("to", "into", "for"))
    return Act("REJECT", "assist", i, i, aims, f"REJECT: no {tree.lowers[subject]}", 2, -2)


def _fewer(acts: Acts, tree: Tree, i: int, lemma: str) -> Act | None:
    """“the number of troops would fall to 800”, “troop levels rose to 5,000”: forces leave or come by their count."""
    subject = tree.kid(i, "nsubj", "nsubjpass")
    if subject < 0 or tree.kid(i, "dobj") >= 0 or tree.lowers[subject] not in _COUNTS:
        return None
    near = (*tree.having(subject, "compound", "amod"), *(k for p, k in tree.preps(subject) if p == "of"))
    troops = next((k for k in near if "FORCES" in acts.classes(tree, k)), -1)
    if troops < 0:
        return None
    places = tuple(j for k in (subject, troops) for j in objects(tree, k, ("in", "from")))
    if lemma in _GROWING:
        return Act("MOBILIZE", "troops", i, i, (), "MOBILIZE: more troops", 2, troops)
    return Act("RETREAT", "withdraw", i, i, places, "RETREAT: fewer troops", 2, troops)


def _wished(tree: Tree, i: int) -> int:
    """The wish that “have” at `i` denies (“no intention of”, “neither the need nor the wish to”); -1 if it has none."""
    obj = tree.kid(i, "dobj")
    if obj < 0:
        return -1
    near = (obj, *tree.having(obj, "conj"))
    wish = next((k for k in near if tree.lowers[k] in _WISHES), -1)
    no = {tree.lowers[d] for k in (i, *near) for d in tree.kids[k]}
    return wish if wish >= 0 and not _NOT_ANY.isdisjoint(no) else -1


def _no_wish(acts: Acts, tree: Tree, i: int, wish: int) -> Act | None:
    """What is refused by having no wish for it: something kind or yielding; a wish not to do harm is no act."""
    deep = next((k for k in tree.having(wish, "acl", "relcl", "pcomp")), -1)
    if deep < 0:
        deep = next((k for p in tree.having(wish, "prep") for k in tree.having(p, "pcomp")), -1)
    act = acts.full(tree, deep) if deep >= 0 else None
    if deep < 0 or (act is not None and act.type not in COOPERATION | YIELD):
        return None
    return Act("REJECT", None, i, i, act.recipients if act else (), f"REJECT: no {tree.lowers[wish]}", 2)


def _done(tree: Tree, inner: int) -> bool:
    """Whether a complement tells of what is past or going on: “denied spying”, “denied having spied”."""
    return tree.tags[inner] == "VBG" or any(tree.lowers[k] == "having" for k in tree.having(inner, "aux"))
